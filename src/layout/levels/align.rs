//! Coordinates across the layers: each item as near to its neighbours as order and distances allow.
//!
//! A row with wishes is an isotonic regression, solved exactly by pooling adjacent violators (Barlow et al. 1972);
//! sweeps forwards and backwards let the wishes travel.
//!
//! Invariant: items of a row keep their order and never come closer than the gap.

use super::order::{Rows, Step};

/// Sweeps over all rows.
const SWEEPS: usize = 10;

/// The near edge of each item, the smallest being 0.
pub(super) fn coordinates(level: &Rows, rows: &[Vec<usize>], is_dummy: &[bool]) -> Vec<i32> {
    let aligner = Aligner::new(level, is_dummy);
    let mut middles = vec![0i64; level.extents.len()];
    for row in rows {
        let wishes = vec![(0, 1); row.len()];
        aligner.settle(row, &wishes, &mut middles);
    }
    for sweep in 0..SWEEPS {
        for turn in 0..rows.len() {
            let index = if sweep % 2 == 0 { turn } else { rows.len() - 1 - turn };
            let sides = if sweep + 2 >= SWEEPS { (true, true) } else { (sweep % 2 == 0, sweep % 2 == 1) };
            let wish = |&item: &usize| aligner.wish(item, sides, &middles);
            let wishes: Vec<(i64, i64)> = rows[index].iter().map(wish).collect();
            aligner.settle(&rows[index], &wishes, &mut middles);
        }
    }
    let near = |item: usize| middles[item] - i64::from(level.extents[item] / 2);
    let least = (0..middles.len()).map(near).min().unwrap_or(0);
    (0..middles.len()).map(|item| i32::try_from(near(item) - least).unwrap_or(i32::MAX / 4)).collect()
}

struct Aligner<'a> {
    level: &'a Rows<'a>,
    is_dummy: &'a [bool],
    before: Vec<Vec<Step>>,
    after: Vec<Vec<Step>>,
}

impl<'a> Aligner<'a> {
    fn new(level: &'a Rows<'a>, is_dummy: &'a [bool]) -> Aligner<'a> {
        let mut before = vec![Vec::new(); level.extents.len()];
        let mut after = vec![Vec::new(); level.extents.len()];
        for &step in level.steps {
            after[step.from].push(step);
            before[step.to].push(step);
        }
        Aligner { level, is_dummy, before, after }
    }

    /// Where an item wants its middle, and how much: the weighted median of its neighbours, so that one link at
    /// least becomes straight.
    fn wish(&self, item: usize, (back, forth): (bool, bool), middles: &[i64]) -> (i64, i64) {
        let mut places = Vec::new();
        for step in self.before[item].iter().filter(|_| back) {
            let stiff = self.stiffness(step.from, item) * step.weight;
            places.push((middles[step.from] + i64::from(step.leave - step.enter), stiff));
        }
        for step in self.after[item].iter().filter(|_| forth) {
            let stiff = self.stiffness(step.to, item) * step.weight;
            places.push((middles[step.to] + i64::from(step.enter - step.leave), stiff));
        }
        if let (true, Some((wish, strength))) = (places.is_empty(), self.level.pulls[item]) {
            places.push((i64::from(wish), strength));
        }
        if places.is_empty() {
            return (middles[item], 1);
        }
        places.sort_unstable();
        let total: i64 = places.iter().map(|place| place.1).sum();
        (median(&places, total), total * 4)
    }

    /// Long links first become straight in their middle.
    fn stiffness(&self, a: usize, b: usize) -> i64 {
        if self.is_dummy[a] && self.is_dummy[b] { 4 } else { 1 }
    }

    /// Room between the middles of neighbours.
    fn distance(&self, a: usize, b: usize) -> i64 {
        let gap = if self.is_dummy[a] || self.is_dummy[b] { self.level.gap / 2 } else { self.level.gap };
        i64::from(self.level.extents[a] - self.level.extents[a] / 2 + gap + self.level.extents[b] / 2)
    }

    /// Gives the row the middles nearest to the wishes.
    fn settle(&self, row: &[usize], wishes: &[(i64, i64)], middles: &mut [i64]) {
        let mut offset = 0;
        let mut offsets = Vec::with_capacity(row.len());
        // Blocks of (weighted sum, weight, count); a later block may not want to lie before an earlier one.
        let mut blocks: Vec<(i64, i64, usize)> = Vec::new();
        for (place, &item) in row.iter().enumerate() {
            if place > 0 {
                offset += self.distance(row[place - 1], item);
            }
            offsets.push(offset);
            let (wish, weight) = wishes[place];
            let mut block = ((wish - offset) * weight, weight, 1);
            while let Some(&last) = blocks.last() {
                if last.0.div_euclid(last.1) <= block.0.div_euclid(block.1) {
                    break;
                }
                block = (last.0 + block.0, last.1 + block.1, last.2 + block.2);
                blocks.pop();
            }
            blocks.push(block);
        }
        let places = blocks
            .iter()
            .flat_map(|&(sum, weight, count)| std::iter::repeat_n(sum.div_euclid(weight), count));
        for ((&item, offset), place) in row.iter().zip(offsets).zip(places) {
            middles[item] = place + offset;
        }
    }
}

/// The weighted median; the mean of both middle places when they tie.
fn median(places: &[(i64, i64)], total: i64) -> i64 {
    let mut seen = 0;
    for (index, &(place, weight)) in places.iter().enumerate() {
        seen += weight;
        if seen * 2 == total {
            let next = places.get(index + 1).map_or(place, |other| other.0);
            return (place + next).div_euclid(2);
        }
        if seen * 2 > total {
            return place;
        }
    }
    0
}
