//! Which layer each item of a level stands in: cycle breaking after Eades, Lin and Smyth 1993, then longest path,
//! then pulling items towards the side most of their links lead to (the cheap part of Gansner et al. 1993).
//!
//! Invariant: after [`assign`], every link that was not reversed leads to a later layer. Never loops without bound.

use std::collections::BTreeSet;

/// A weighted link between two items of a level, by index. Never a self-link.
#[derive(Clone, Copy)]
pub(super) struct Link {
    /// Start.
    pub(super) from: usize,
    /// End.
    pub(super) to: usize,
    /// How many connections it stands for.
    pub(super) weight: i64,
    /// Layers it needs: 1, or 0 for a link that may lie within a layer.
    pub(super) length: usize,
}

/// Rounds of pulling; each is linear.
const PULLS: usize = 8;

/// A layer for each of `count` items.
pub(super) fn assign(count: usize, links: &[Link]) -> Vec<usize> {
    let rank = sequence(count, links);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&item| rank[item]);
    let mut next = vec![Vec::new(); count];
    let mut previous = vec![Vec::new(); count];
    for link in links.iter().filter(|link| link.length > 0) {
        let (from, to) =
            if rank[link.from] < rank[link.to] { (link.from, link.to) } else { (link.to, link.from) };
        next[from].push((to, link.weight));
        previous[to].push((from, link.weight));
    }
    let mut layer = vec![0; count];
    for &item in &order {
        layer[item] = previous[item].iter().map(|&(other, _)| layer[other] + 1).max().unwrap_or(0);
    }
    for _ in 0..PULLS {
        if !pull(&order, &next, &previous, &mut layer) {
            break;
        }
    }
    squeeze(layer)
}

/// Moves items later when more weight leaves than enters them, and earlier the other way round.
fn pull(
    order: &[usize],
    next: &[Vec<(usize, i64)>],
    previous: &[Vec<(usize, i64)>],
    layer: &mut [usize],
) -> bool {
    let weigh = |ends: &[(usize, i64)]| ends.iter().map(|end| end.1).sum::<i64>();
    let mut moved = false;
    for &item in order.iter().rev() {
        let (entering, leaving) = (weigh(&previous[item]), weigh(&next[item]));
        let earliest = previous[item].iter().map(|&(other, _)| layer[other] + 1).max();
        let latest = next[item].iter().map(|&(other, _)| layer[other].saturating_sub(1)).min();
        let wanted = match (earliest, latest) {
            (_, Some(latest)) if leaving > entering => latest,
            (Some(earliest), _) if entering > leaving => earliest,
            _ => layer[item],
        };
        moved |= wanted != layer[item];
        layer[item] = wanted;
    }
    moved
}

/// Renumbers layers without gaps.
fn squeeze(mut layer: Vec<usize>) -> Vec<usize> {
    let used: Vec<usize> = layer.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    for item in &mut layer {
        *item = used.partition_point(|other| other < item);
    }
    layer
}

/// A sequence in which few links lead backwards: position by item. Sources first, sinks last, else the item with the
/// most surplus of leaving links; declaration breaks ties.
fn sequence(count: usize, links: &[Link]) -> Vec<usize> {
    let mut around = vec![Vec::new(); count];
    let (mut entering, mut leaving) = (vec![0i64; count], vec![0i64; count]);
    for link in links {
        around[link.from].push((link.to, link.weight, true));
        around[link.to].push((link.from, link.weight, false));
        leaving[link.from] += link.weight;
        entering[link.to] += link.weight;
    }
    // Keys sort sources first, then sinks, then by falling surplus.
    let key = |item: usize, entering: &[i64], leaving: &[i64]| match (entering[item], leaving[item]) {
        (0, _) => (0, 0, item),
        (_, 0) => (1, 0, item),
        (enter, leave) => (2, enter - leave, item),
    };
    let mut waiting: BTreeSet<_> = (0..count).map(|item| key(item, &entering, &leaving)).collect();
    let mut position = vec![usize::MAX; count];
    let (mut first, mut last) = (0, count);
    while let Some((class, _, item)) = waiting.pop_first() {
        if class == 1 {
            last -= 1;
            position[item] = last;
        } else {
            position[item] = first;
            first += 1;
        }
        for &(other, weight, is_leaving) in &around[item] {
            if position[other] != usize::MAX {
                continue;
            }
            waiting.remove(&key(other, &entering, &leaving));
            let side = if is_leaving { &mut entering } else { &mut leaving };
            side[other] -= weight;
            waiting.insert(key(other, &entering, &leaving));
        }
    }
    position
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(pairs: &[(usize, usize)]) -> Vec<Link> {
        pairs.iter().map(|&(from, to)| Link { from, to, weight: 1, length: 1 }).collect()
    }

    #[test]
    fn chains_get_one_layer_an_item() {
        assert_eq!(assign(3, &links(&[(0, 1), (1, 2)])), [0, 1, 2]);
    }

    #[test]
    fn a_cycle_is_broken_at_the_first_declared() {
        assert_eq!(assign(3, &links(&[(0, 1), (1, 2), (2, 0)])), [0, 1, 2]);
    }

    #[test]
    fn a_late_source_stands_before_its_target() {
        assert_eq!(assign(4, &links(&[(0, 1), (1, 2), (3, 2)])), [0, 1, 2, 1]);
    }

    #[test]
    fn links_of_no_length_do_not_separate() {
        let flat = Link { from: 0, to: 1, weight: 1, length: 0 };
        assert_eq!(assign(2, &[flat]), [0, 0]);
    }
}
