//! The order of items within their layers: barycentre sweeps (Sugiyama et al. 1981) and greedy switching from two
//! starts, the declared order and the one that layout-rs's crossing optimizer finds; the one with fewer crossings
//! wins.
//!
//! layout-rs's own placement is not used: it stops by assertion on items of mixed sizes and tests reachability in
//! exponential time. Its optimizer works on the bare ranks, and only on levels small enough for its running time.
//!
//! Invariant: rows keep their members; only their sequence changes.

use super::layers::Link;
use ::layout::adt::dag::{DAG, NodeHandle};
use ::layout::topo::optimizer::EdgeCrossOptimizer;

/// A link between neighbouring layers, with where it touches each end, in pixels off the middle of the item.
#[derive(Clone, Copy)]
pub(super) struct Step {
    /// Item in the earlier layer.
    pub(super) from: usize,
    /// Item in the later layer.
    pub(super) to: usize,
    /// Offset at the earlier item.
    pub(super) leave: i32,
    /// Offset at the later item.
    pub(super) enter: i32,
    /// How many connections it stands for.
    pub(super) weight: i64,
}

/// A wish from outside the level: to be near this coordinate, relative to the middle of the level.
pub(super) type Pull = Option<(i32, i64)>;

/// What is to be put in order.
pub(super) struct Rows<'a> {
    /// Extent of each item across the layers.
    pub(super) extents: &'a [i32],
    /// Room between items.
    pub(super) gap: i32,
    /// Links between neighbouring layers.
    pub(super) steps: &'a [Step],
    /// Links within a layer.
    pub(super) flats: &'a [Link],
    /// Wishes from outside, by item.
    pub(super) pulls: &'a [Pull],
}

/// Sweeps from one start.
const SWEEPS: usize = 12;
/// Largest level given to layout-rs: its optimizer is cubic in the length of a row.
const CRATE_ITEMS: usize = 60;
/// Largest number of links given to layout-rs.
const CRATE_LINKS: usize = 150;
/// Largest row that greedy switching works on.
const SWITCH_ROW: usize = 80;
/// Largest level that greedy switching works on: it is quadratic in it.
const SWITCH_ITEMS: usize = 400;

/// Puts `rows` in the best order found.
pub(super) fn improve(level: &Rows, rows: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let search = Search::new(level);
    let mut starts = vec![rows];
    if level.extents.len() <= CRATE_ITEMS && level.steps.len() <= CRATE_LINKS {
        starts.push(optimized_by_crate(level, starts[0].clone()));
    }
    let mut best: Option<(i64, Vec<Vec<usize>>)> = None;
    for mut rows in starts {
        for sweep in 0..SWEEPS {
            let mut tried = rows.clone();
            search.switch(&mut tried);
            let cost = search.cost(&tried);
            if best.as_ref().is_none_or(|known| cost < known.0) {
                best = Some((cost, tried));
            }
            search.sweep(&mut rows, sweep);
        }
    }
    best.map(|found| found.1).unwrap_or_default()
}

/// The order that layout-rs's crossing optimizer finds from `rows`.
fn optimized_by_crate(level: &Rows, rows: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    if rows.is_empty() {
        return rows;
    }
    let mut dag = DAG::new();
    // The check walks every path of the graph: 26 diamonds in a row take seconds.
    dag.set_validate(false);
    dag.new_nodes(level.extents.len());
    for step in level.steps {
        dag.add_edge(NodeHandle::new(step.from), NodeHandle::new(step.to));
    }
    let handles = |row: &Vec<usize>| row.iter().map(|&item| NodeHandle::new(item)).collect();
    *dag.ranks_mut() = rows.iter().map(handles).collect();
    EdgeCrossOptimizer::new(&mut dag).optimize();
    dag.ranks().iter().map(|row| row.iter().map(|handle| handle.get_index()).collect()).collect()
}

/// The level with its links by item.
struct Search<'a> {
    level: &'a Rows<'a>,
    before: Vec<Vec<Step>>,
    after: Vec<Vec<Step>>,
    /// What an item is linked to within its layer.
    beside: Vec<Vec<usize>>,
}

impl<'a> Search<'a> {
    fn new(level: &'a Rows<'a>) -> Search<'a> {
        let mut before = vec![Vec::new(); level.extents.len()];
        let mut after = vec![Vec::new(); level.extents.len()];
        for &step in level.steps {
            after[step.from].push(step);
            before[step.to].push(step);
        }
        let mut beside = vec![Vec::new(); level.extents.len()];
        for link in level.flats {
            beside[link.from].push(link.to);
            beside[link.to].push(link.from);
        }
        Search { level, before, after, beside }
    }

    /// Middles of the items when each row is packed around zero.
    fn pack(&self, rows: &[Vec<usize>]) -> Vec<i64> {
        let mut middles = vec![0; self.level.extents.len()];
        for row in rows {
            self.pack_row(row, &mut middles);
        }
        middles
    }

    fn pack_row(&self, row: &[usize], middles: &mut [i64]) {
        let total: i64 = row.iter().map(|&item| i64::from(self.level.extents[item] + self.level.gap)).sum();
        let mut at = -total / 2;
        for &item in row {
            let extent = i64::from(self.level.extents[item]);
            middles[item] = at + extent / 2;
            at += extent + i64::from(self.level.gap);
        }
    }

    /// Sorts each row by the mean place of its neighbours: forwards, backwards, and now and then by both sides.
    fn sweep(&self, rows: &mut [Vec<usize>], round: usize) {
        let mut middles = self.pack(rows);
        let (is_down, is_both) = (round.is_multiple_of(2), round % 5 == 4);
        for turn in 0..rows.len() {
            let index = if is_down { turn } else { rows.len() - 1 - turn };
            let mut keyed: Vec<(i64, usize, usize)> = rows[index]
                .iter()
                .enumerate()
                .map(|(place, &item)| (self.barycentre(item, is_down, is_both, &middles), place, item))
                .collect();
            keyed.sort_unstable();
            rows[index] = keyed.into_iter().map(|entry| entry.2).collect();
            self.set_between(&mut rows[index]);
            self.pack_row(&rows[index], &mut middles);
        }
    }

    /// Moves items that are linked within their layer only to the middle of what they are linked to.
    fn set_between(&self, row: &mut Vec<usize>) {
        for item in row.clone() {
            if self.beside[item].is_empty() || self.before[item].len() + self.after[item].len() > 0 {
                continue;
            }
            row.retain(|&other| other != item);
            let partner = |place: &usize| self.beside[item].contains(&row[*place]);
            let partners: Vec<usize> = (0..row.len()).filter(partner).collect();
            let place =
                partners.len().div_ceil(2).checked_sub(1).map_or(row.len(), |half| partners[half] + 1);
            row.insert(place, item);
        }
    }

    fn barycentre(&self, item: usize, is_down: bool, is_both: bool, middles: &[i64]) -> i64 {
        let (mut sum, mut weight) = (0, 0);
        let is_lonely = if is_down { self.before[item].is_empty() } else { self.after[item].is_empty() };
        if is_down || is_both || is_lonely {
            for step in &self.before[item] {
                sum += (middles[step.from] + i64::from(step.leave - step.enter)) * step.weight;
                weight += step.weight;
            }
        }
        if !is_down || is_both || is_lonely {
            for step in &self.after[item] {
                sum += (middles[step.to] + i64::from(step.enter - step.leave)) * step.weight;
                weight += step.weight;
            }
        }
        if let Some((wish, strength)) = self.level.pulls[item] {
            sum += i64::from(wish) * strength;
            weight += strength;
        }
        if weight == 0 { middles[item] } else { sum.div_euclid(weight) }
    }

    /// Crossings of all rows, each worth 1,000, and the distances from wishes and within layers to break ties.
    fn cost(&self, rows: &[Vec<usize>]) -> i64 {
        let middles = self.pack(rows);
        let crossings: i64 = rows.iter().map(|row| self.crossings(row, &middles)).sum();
        let wishes = self.level.pulls.iter().enumerate();
        let far = wishes.filter_map(|(item, pull)| {
            pull.map(|(wish, strength)| (middles[item] - i64::from(wish)).abs() * strength)
        });
        let flats = self.level.flats.iter();
        let apart = flats.map(|link| (middles[link.from] - middles[link.to]).abs() * link.weight);
        crossings * 1000 + far.sum::<i64>() + apart.sum::<i64>()
    }

    /// Weighted crossings of the links that leave `row`, counted with a Fenwick tree (Barth, Mutzel, Jünger 2004).
    fn crossings(&self, row: &[usize], middles: &[i64]) -> i64 {
        let mut links: Vec<(i64, i64, i64)> = row
            .iter()
            .flat_map(|&item| &self.after[item])
            .map(|step| {
                (
                    middles[step.from] + i64::from(step.leave),
                    middles[step.to] + i64::from(step.enter),
                    step.weight,
                )
            })
            .collect();
        links.sort_unstable();
        let mut ends: Vec<i64> = links.iter().map(|link| link.1).collect();
        ends.sort_unstable();
        ends.dedup();
        let mut tree = vec![0i64; ends.len() + 1];
        let (mut total, mut crossings) = (0, 0);
        for run in links.chunk_by(|a, b| a.0 == b.0) {
            for &(_, end, weight) in run {
                crossings += weight * (total - up_to(&tree, ends.partition_point(|&other| other <= end)));
            }
            for &(_, end, weight) in run {
                add(&mut tree, ends.partition_point(|&other| other < end) + 1, weight);
                total += weight;
            }
        }
        crossings
    }

    /// Swaps neighbours while that removes crossings.
    fn switch(&self, rows: &mut [Vec<usize>]) {
        if self.level.extents.len() > SWITCH_ITEMS {
            return;
        }
        for _ in 0..4 {
            let mut is_better = false;
            for index in 0..rows.len() {
                if rows[index].len() > SWITCH_ROW {
                    continue;
                }
                for place in 1..rows[index].len() {
                    is_better |= self.switch_pair(rows, index, place);
                }
            }
            if !is_better {
                return;
            }
        }
    }

    fn switch_pair(&self, rows: &mut [Vec<usize>], index: usize, place: usize) -> bool {
        let (first, second) = (rows[index][place - 1], rows[index][place]);
        if self.before[first].len() + self.after[first].len() == 0 {
            return false;
        }
        let around = &mut rows[index.saturating_sub(1)..];
        let near = around.len().min(if index == 0 { 2 } else { 3 });
        let around = &mut around[..near];
        let own = index.min(1);
        let middles = self.pack(around);
        let now = self.pair_crossings(first, second, &middles);
        around[own].swap(place - 1, place);
        let middles = self.pack(around);
        let then = self.pair_crossings(second, first, &middles);
        if then < now {
            return true;
        }
        around[own].swap(place - 1, place);
        false
    }

    /// Crossings between the links of two neighbours, `left` standing before `right`.
    fn pair_crossings(&self, left: usize, right: usize, middles: &[i64]) -> i64 {
        let mut crossings = 0;
        for a in &self.before[left] {
            for b in &self.before[right] {
                let is_crossed = middles[a.from] + i64::from(a.leave) > middles[b.from] + i64::from(b.leave);
                crossings += i64::from(is_crossed) * a.weight * b.weight;
            }
        }
        for a in &self.after[left] {
            for b in &self.after[right] {
                let is_crossed = middles[a.to] + i64::from(a.enter) > middles[b.to] + i64::from(b.enter);
                crossings += i64::from(is_crossed) * a.weight * b.weight;
            }
        }
        crossings
    }
}

/// Sum of the first `count` entries.
fn up_to(tree: &[i64], mut count: usize) -> i64 {
    let mut sum = 0;
    while count > 0 {
        sum += tree[count];
        count &= count - 1;
    }
    sum
}

/// Adds to the entry at `place`, counted from 1.
fn add(tree: &mut [i64], mut place: usize, weight: i64) {
    while place < tree.len() {
        tree[place] += weight;
        place += place & place.wrapping_neg();
    }
}
