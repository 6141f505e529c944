//! One order for groups that must look alike.
//!
//! Nodes and sub-groups of twins are put in the order of one of them; what only passes through stays where it is.
//! Congruent places follow from that in the later phases.

use super::net::Kind;
use super::order::{Entry, Order, raw};
use super::problem::Problem;
use super::sift;
use std::collections::BTreeMap;

/// Gives twins one order: that of the first or that of the last of them, whichever costs less.
pub(super) fn harmonise(order: &mut Order, problem: &Problem) {
    if problem.twins.is_empty() {
        return;
    }
    let pairings: Vec<Pairing> = problem.twins.iter().map(|twins| Pairing::new(order, twins)).collect();
    let start = order.lists.clone();
    let mut best = None;
    for is_last in [false, true] {
        order.restore(&start);
        pairings.iter().for_each(|pairing| pairing.copy(order, is_last));
        pairings.iter().for_each(|pairing| pairing.line_up(order));
        order.refresh(0, order.layers.len() as u32 - 1);
        sift::ways(order);
        pairings.iter().for_each(|pairing| pairing.trade(order));
        // A trade in one set of twins may have undone what inner twins share.
        pairings.iter().for_each(|pairing| pairing.copy(order, false));
        order.refresh(0, order.layers.len() as u32 - 1);
        sift::ways(order);
        let cost = order.cost();
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, order.lists.clone()));
        }
    }
    if let Some((_, lists)) = best {
        order.restore(&lists);
    }
}

/// Which box of one twin corresponds to which of the others: they hold the same in the same order.
struct Pairing {
    /// The groups of each twin, itself first; the n-th of one corresponds to the n-th of another.
    groups: Vec<Vec<u32>>,
    /// What number a node or a group has in its twin, by entry.
    numbers: BTreeMap<u32, u32>,
}

impl Pairing {
    fn new(order: &Order, twins: &[u32]) -> Pairing {
        let net = order.net;
        let mut pairing = Pairing { groups: Vec::new(), numbers: BTreeMap::new() };
        for &twin in twins {
            let groups: Vec<u32> = (0..net.root()).filter(|&group| net.is_nested(group, twin)).collect();
            let is_node =
                |item: &u32| net.items[*item as usize].kind == Kind::Node && net.is_within(*item, twin);
            let nodes = (0..net.items.len() as u32).filter(is_node);
            for (number, item) in nodes.enumerate() {
                pairing.numbers.insert(raw(Entry::Item(item)), 2 * number as u32);
            }
            for (number, &group) in groups.iter().enumerate() {
                pairing.numbers.insert(raw(Entry::Group(group)), 2 * number as u32 + 1);
            }
            pairing.groups.push(groups);
        }
        pairing
    }

    /// The numbers of what a group holds in a layer, in order; what only passes has none.
    fn sequence(&self, order: &Order, group: u32, layer: u32) -> Vec<u32> {
        order.entries(group, layer).iter().filter_map(|raw| self.numbers.get(raw).copied()).collect()
    }

    /// Puts the twins themselves in the order written, in the places that they have among their siblings.
    fn line_up(&self, order: &mut Order) {
        let net = order.net;
        let twins: Vec<u32> = self.groups.iter().map(|groups| groups[0]).collect();
        let parent = net.parents[twins[0] as usize];
        // Twins stand in the same layers.
        let (first, last) = net.spans[twins[0] as usize];
        for layer in first..=last {
            let mut next = twins.iter();
            for entry in order.entries_mut(parent, layer) {
                if twins.iter().any(|&twin| raw(Entry::Group(twin)) == *entry) {
                    *entry = raw(Entry::Group(*next.next().expect("as many as before")));
                }
            }
        }
        let mut ranks: Vec<u32> = twins.iter().map(|&twin| order.lists.group_ranks[twin as usize]).collect();
        ranks.sort_unstable();
        for (twin, rank) in twins.into_iter().zip(ranks) {
            order.lists.group_ranks[twin as usize] = rank;
        }
    }

    /// Puts what twins hold in the order of one of them.
    fn copy(&self, order: &mut Order, is_last: bool) {
        let model = if is_last { self.groups.len() - 1 } else { 0 };
        for twin in (0..self.groups.len()).filter(|&twin| twin != model) {
            for (&from, &to) in self.groups[model].iter().zip(&self.groups[twin]) {
                let (first, last) = order.net.spans[to as usize];
                for layer in first..=last {
                    let wanted = self.sequence(order, from, layer);
                    self.put(order, to, layer, &wanted);
                }
            }
            self.copy_ranks(order, model, twin);
        }
    }

    /// Gives the numbered entries of a list the order of `wanted`; the others stay where they are.
    fn put(&self, order: &mut Order, group: u32, layer: u32, wanted: &[u32]) {
        let place = |raw: &u32| {
            let number = self.numbers.get(raw)?;
            wanted.iter().position(|other| other == number)
        };
        let entries = order.entries(group, layer);
        let mut sorted: Vec<(usize, u32)> =
            entries.iter().filter_map(|raw| Some((place(raw)?, *raw))).collect();
        sorted.sort_unstable();
        let mut next = sorted.into_iter();
        for entry in order.entries_mut(group, layer) {
            if place(entry).is_some() {
                *entry = next.next().expect("as many as before").1;
            }
        }
    }

    /// Ranks the groups of a twin like those of its model.
    fn copy_ranks(&self, order: &mut Order, model: usize, twin: usize) {
        // The twins themselves keep their places among their siblings.
        let (from, to) = (&self.groups[model][1..], &self.groups[twin][1..]);
        let rank = |order: &Order, group: u32| order.lists.group_ranks[group as usize];
        let mut ranks: Vec<u32> = to.iter().map(|&group| rank(order, group)).collect();
        ranks.sort_unstable();
        let mut sequence: Vec<usize> = (0..from.len()).collect();
        sequence.sort_unstable_by_key(|&index| rank(order, from[index]));
        for (index, rank) in sequence.into_iter().zip(ranks) {
            order.lists.group_ranks[to[index] as usize] = rank;
        }
    }

    /// Swaps neighbours in all twins at once, where that costs less.
    fn trade(&self, order: &mut Order) {
        for index in 0..self.groups[0].len() {
            let group = self.groups[0][index];
            let (first, last) = order.net.spans[group as usize];
            for layer in first..=last {
                let sequence = self.sequence(order, group, layer);
                for pair in sequence.windows(2) {
                    // Groups would have to trade places in all their layers.
                    if pair[0] % 2 == 1 && pair[1] % 2 == 1 {
                        continue;
                    }
                    let before = order.cost();
                    self.swap(order, index, layer, pair);
                    if order.cost() >= before {
                        self.swap(order, index, layer, pair);
                    }
                }
            }
        }
    }

    fn swap(&self, order: &mut Order, index: usize, layer: u32, pair: &[u32]) {
        for groups in &self.groups {
            let group = groups[index];
            let entries = order.entries(group, layer);
            let place = |number: u32| entries.iter().position(|raw| self.numbers.get(raw) == Some(&number));
            if let (Some(a), Some(b)) = (place(pair[0]), place(pair[1])) {
                order.entries_mut(group, layer).swap(a, b);
            }
        }
        order.refresh(layer, layer);
    }
}

#[cfg(test)]
mod tests {
    use super::super::net::Net;
    use super::super::problem::Problem;
    use super::super::sample;
    use super::*;

    /// What a group holds in a layer, by what it looks like; what only passes is left out.
    fn looks(order: &Order, problem: &Problem, group: u32, layer: u32) -> Vec<Entry> {
        let look = |raw: &u32| match super::super::order::entry(*raw) {
            Entry::Group(group) => Some(Entry::Group(problem.group_image[group as usize])),
            Entry::Item(item) => Some(Entry::Item(*problem.node_image.get(item as usize)?)),
        };
        order.entries(group, layer).iter().filter_map(look).collect()
    }

    /// Orders a text by chance and makes its twins alike.
    fn check(text: &str, seed: u64) -> usize {
        let problem = sample::problem(text);
        let net = Net::new(&problem, &sample::ranks(&problem));
        let mut order = sample::order(&net, seed);
        harmonise(&mut order, &problem);
        assert!(order.is_consistent(), "{text}");
        for twins in &problem.twins {
            let all: Vec<Vec<u32>> = twins
                .iter()
                .map(|&twin| (0..net.root()).filter(|&group| net.is_nested(group, twin)).collect())
                .collect();
            for (first, other) in all[1..].iter().flat_map(|other| all[0].iter().zip(other)) {
                let (start, end) = net.spans[*first as usize];
                for layer in start..=end {
                    let [a, b] = [first, other].map(|group| looks(&order, &problem, *group, layer));
                    assert_eq!(a, b, "{text}: groups {first} and {other} in layer {layer}");
                }
            }
        }
        problem.twins.len()
    }

    #[test]
    fn twins_hold_their_nodes_in_one_order() {
        let text = "x=[ a b c ] y=[ d e f ] s s>a s>b s>c s>d s>e s>f";
        (0..20).for_each(|seed| assert_eq!(check(text, seed), 1));
    }

    #[test]
    fn twins_within_twins_agree_too() {
        let text = "x=[ u=[ a b ] v=[ c d ] ] y=[ w=[ e f ] z=[ g h ] ] s s>a s>d s>f s>g s>h";
        (0..20).for_each(|seed| assert_eq!(check(text, seed), 3));
    }

    #[test]
    fn any_twins_come_out_alike() {
        let twins: usize = (0..80).map(|seed| check(&sample::random(seed), seed)).sum();
        assert!(twins > 20, "only {twins} pairs of twins were looked at");
    }
}
