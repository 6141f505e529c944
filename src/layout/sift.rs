//! A better order of the layers, by moving one thing at a time.
//!
//! Items are sifted through their lists by the crossings each neighbour costs before and after (Matuszewski,
//! Schönfeld, Molitor, "Using sifting for k-layer straightline crossing minimization", 1999); a long connection is
//! taken out and put back where it crosses least, all its layers at once (a shortest path over the gaps between items);
//! a group trades places with its neighbours in all its layers. No move that costs more is kept.

use super::net::Kind;
use super::order::{Entry, Order, WALL, entry, side};

/// How many neighbours an item is moved past on each side.
const WINDOW: usize = 24;
/// How many sub-groups a group is moved past on each side.
const GROUP_WINDOW: usize = 3;
/// Rounds in which what is new finds its place.
const SETTLING: usize = 2;
/// A crossing, when ties are broken by how little moves.
const CROSSING: i64 = 1 << 12;

/// Improves an order until nothing helps, or `rounds` times.
pub(super) fn sift(order: &mut Order, rounds: usize) {
    for _ in 0..rounds {
        let before = order.cost();
        if before == 0 {
            return;
        }
        items(order);
        ways(order);
        groups(order);
        if order.cost() >= before {
            return;
        }
    }
}

/// Improves an order in which only some items may move, besides what passes: the first items, by a flag each.
pub(super) fn settle(order: &mut Order, may_move: &[bool]) {
    for _ in 0..SETTLING {
        for layer in 0..order.layers.len() as u32 {
            for item in order.layers[layer as usize].clone() {
                if may_move.get(item as usize) == Some(&true) {
                    sift_item(order, item, layer);
                }
            }
            order.refresh(layer, layer);
        }
        ways(order);
    }
}

/// Sifts every item through its list.
fn items(order: &mut Order) {
    for layer in 0..order.layers.len() as u32 {
        let cost = order.cost_around(layer, layer);
        if cost == 0 {
            continue;
        }
        for item in order.layers[layer as usize].clone() {
            if order.net.items[item as usize].kind == Kind::Filler {
                continue;
            }
            if order.has_turns[layer as usize] {
                try_places(order, item, layer);
            } else {
                sift_item(order, item, layer);
            }
        }
        order.refresh(layer, layer);
    }
}

fn index_of(order: &Order, group: u32, layer: u32, raw: u32) -> usize {
    order
        .entries(group, layer)
        .iter()
        .position(|&entry| entry == raw)
        .expect("an item is in the list of its group")
}

fn sift_item(order: &mut Order, item: u32, layer: u32) {
    let group = order.net.items[item as usize].group;
    let entries = order.entries(group, layer);
    if entries.len() < 2 {
        return;
    }
    let at = index_of(order, group, layer, item);
    let (mut best, mut target) = (0, at);
    let mut cost = 0;
    for (to, &other) in entries.iter().enumerate().skip(at + 1).take(WINDOW) {
        cost -= preference(order, item, other, layer);
        if cost < best {
            (best, target) = (cost, to);
        }
    }
    cost = 0;
    for (to, &other) in entries.iter().enumerate().take(at).rev().take(WINDOW) {
        cost += preference(order, item, other, layer);
        if cost < best {
            (best, target) = (cost, to);
        }
    }
    if target != at {
        order.shift(group, layer, at, target);
        order.flatten(layer);
    }
}

/// What it costs to have an item before an entry less what it costs to have it after.
fn preference(order: &Order, item: u32, other: u32, layer: u32) -> i64 {
    let net = order.net;
    let (first, last) = order.places(other, layer);
    let mut sum = 0;
    for &near in &order.layers[layer as usize][first as usize..=last as usize] {
        for &mine in net.ups.of(item) {
            let a = order.pos[net.steps[mine as usize].upper as usize];
            for &theirs in net.ups.of(near) {
                let b = order.pos[net.steps[theirs as usize].upper as usize];
                sum += i64::from(a > b) - i64::from(a < b);
            }
        }
        for &mine in net.downs.of(item) {
            let a = order.pos[net.steps[mine as usize].lower as usize];
            for &theirs in net.downs.of(near) {
                let b = order.pos[net.steps[theirs as usize].lower as usize];
                sum += i64::from(a > b) - i64::from(a < b);
            }
        }
    }
    if let Entry::Group(group) = entry(other) {
        let (start, end) = net.spans[group as usize];
        if start < layer {
            let range = order.range(group, layer - 1);
            let ups = net.ups.of(item).iter().map(|&step| net.steps[step as usize].upper);
            sum += WALL * ups.map(|up| i64::from(side(order.pos[up as usize], range))).sum::<i64>();
        }
        if layer < end {
            let range = order.range(group, layer + 1);
            let downs = net.downs.of(item).iter().map(|&step| net.steps[step as usize].lower);
            sum += WALL * downs.map(|down| i64::from(side(order.pos[down as usize], range))).sum::<i64>();
        }
    }
    sum
}

/// Sifts an item by counting anew at every place.
fn try_places(order: &mut Order, item: u32, layer: u32) {
    let group = order.net.items[item as usize].group;
    let count = order.entries(group, layer).len();
    let at = index_of(order, group, layer, item);
    order.refresh(layer, layer);
    let mut best = (order.cost_around(layer, layer), at);
    let (low, high) = (at.saturating_sub(WINDOW / 3), (at + WINDOW / 3).min(count - 1));
    let mut here = at;
    for to in (low..=high).filter(|&to| to != at) {
        order.shift(group, layer, here, to);
        here = to;
        order.refresh(layer, layer);
        let cost = order.cost_around(layer, layer);
        if cost < best.0 {
            best = (cost, to);
        }
    }
    order.shift(group, layer, here, best.1);
    order.refresh(layer, layer);
}

/// Puts every long connection where it crosses least.
pub(super) fn ways(order: &mut Order) {
    for way in 0..order.net.ways.len() {
        if order.net.ways[way].items.len() > 2 {
            reinsert(order, way as u32);
        }
    }
}

/// A gap between two items of a layer, or an item, in half places: an item at place p is at 2p + 1.
type Spot = i64;

/// Takes one connection out and puts it back.
fn reinsert(order: &mut Order, way: u32) {
    let net = order.net;
    let items = &net.ways[way as usize].items;
    let is_flat = net.items[items[0] as usize].layer >= net.items[items[1] as usize].layer;
    if is_flat {
        return;
    }
    let (first, last) =
        (net.items[items[0] as usize].layer, net.items[items[items.len() - 1] as usize].layer);
    if order.cost_around(first + 1, last - 1) == 0 {
        return;
    }
    let stops: Vec<Stop> = items
        .iter()
        .enumerate()
        .map(|(index, &item)| Stop::new(order, item, index == 0 || index + 1 == items.len()))
        .collect();
    let mut totals = vec![0i64; stops[0].spots.len()];
    let mut back: Vec<Vec<u32>> = Vec::with_capacity(stops.len());
    let mut matrix = Vec::new();
    let mut old = 0;
    for pair in stops.windows(2) {
        step_costs(order, way, &pair[0], &pair[1], &mut matrix);
        let width = pair[1].spots.len();
        old += matrix[pair[0].now * width + pair[1].now];
        let mut next = vec![i64::MAX; width];
        let mut from = vec![0u32; width];
        for (a, &total) in totals.iter().enumerate() {
            for (b, best) in next.iter_mut().enumerate() {
                let cost = total + matrix[a * width + b];
                if cost < *best {
                    *best = cost;
                    from[b] = a as u32;
                }
            }
        }
        for (b, best) in next.iter_mut().enumerate() {
            *best += pair[1].now.abs_diff(b) as i64;
        }
        back.push(from);
        totals = next;
    }
    if totals[0] >= old {
        return;
    }
    let mut choice = 0u32;
    let mut moves = Vec::new();
    for index in (1..stops.len() - 1).rev() {
        choice = back[index][choice as usize];
        let stop = &stops[index];
        moves.push((stop.group, stop.layer, stop.first + stop.now, stop.first + choice as usize));
    }
    let before = order.cost_around(first, last - 1);
    for &(group, layer, from, to) in &moves {
        order.shift(group, layer, from, to);
    }
    order.refresh(first + 1, last - 1);
    if order.cost_around(first, last - 1) >= before {
        for &(group, layer, from, to) in &moves {
            order.shift(group, layer, to, from);
        }
        order.refresh(first + 1, last - 1);
    }
}

/// Where an item of a connection may stand in its layer.
struct Stop {
    item: u32,
    group: u32,
    layer: u32,
    /// The item's own place, which counts as left out; past all places for an end.
    hole: u32,
    /// Ascending.
    spots: Vec<Spot>,
    /// The spot at which it is.
    now: usize,
    /// The place in its list that the first spot stands for.
    first: usize,
}

impl Stop {
    fn new(order: &Order, item: u32, is_end: bool) -> Stop {
        let net = order.net;
        let (group, layer) = (net.items[item as usize].group, net.items[item as usize].layer);
        let place = order.pos[item as usize];
        if is_end {
            let spots = vec![i64::from(place) * 2 + 1];
            return Stop { item, group, layer, hole: u32::MAX, spots, now: 0, first: 0 };
        }
        let entries = order.entries(group, layer);
        let at = index_of(order, group, layer, item);
        let (low, high) = (at.saturating_sub(WINDOW), (at + WINDOW).min(entries.len() - 1));
        // Standing at index i of the list without the item means standing before what is then the i-th entry.
        let spot = |index: usize| {
            let next = if index < at { entries[index] } else { *entries.get(index + 1).unwrap_or(&u32::MAX) };
            match next {
                u32::MAX if index == at => i64::from(place),
                u32::MAX => i64::from(order.places(entries[entries.len() - 1], layer).1),
                next => {
                    let first = order.places(next, layer).0;
                    i64::from(first) - i64::from(first > place)
                }
            }
        };
        let spots = (low..=high).map(|index| 2 * spot(index)).collect();
        Stop { item, group, layer, hole: place, spots, now: at - low, first: low }
    }

    /// A place in the layer without the item.
    fn without(&self, place: u32) -> i64 {
        i64::from(place) - i64::from(self.hole != u32::MAX && place > self.hole)
    }
}

/// What a step from each spot of one stop to each of the next crosses.
fn step_costs(order: &Order, way: u32, upper: &Stop, lower: &Stop, matrix: &mut Vec<i64>) {
    let net = order.net;
    let (height, width) = (upper.spots.len(), lower.spots.len());
    matrix.clear();
    matrix.resize(height * width, 0);
    let mut edges = vec![0i64; width + 1];
    let others: Vec<(i64, usize, usize)> = net.channels[upper.layer as usize]
        .iter()
        .filter_map(|&index| {
            let step = net.steps[index as usize];
            if step.way == way {
                return None;
            }
            let p = 2 * upper.without(order.pos[step.upper as usize]) + 1;
            let q = 2 * lower.without(order.pos[step.lower as usize]) + 1;
            let left = lower.spots.partition_point(|&spot| spot < q);
            let right = lower.spots.partition_point(|&spot| spot <= q);
            Some((p, left, right))
        })
        .collect();
    for (a, &spot) in upper.spots.iter().enumerate() {
        edges.iter_mut().for_each(|edge| *edge = 0);
        for &(p, left, right) in &others {
            if p < spot {
                edges[0] += 1;
                edges[left] -= 1;
            } else if p > spot {
                edges[right] += 1;
            }
        }
        let mut sum = 0;
        for b in 0..width {
            sum += edges[b];
            matrix[a * width + b] += sum * CROSSING;
        }
    }
    for &group in &order.walls[upper.layer as usize] {
        let is_own = net.is_within(upper.item, group) || net.is_within(lower.item, group);
        let parent = net.parents[group as usize];
        let is_near = net.is_within(upper.item, parent) || net.is_within(lower.item, parent);
        if is_own || !is_near {
            continue;
        }
        let bounds = |stop: &Stop| {
            let (first, last) = order.range(group, stop.layer);
            (2 * stop.without(first) + 1, 2 * stop.without(last) + 1)
        };
        let (above, below) = (bounds(upper), bounds(lower));
        let side = |spot: i64, (first, last): (i64, i64)| i32::from(spot > last) - i32::from(spot < first);
        for (a, &from) in upper.spots.iter().enumerate() {
            let here = side(from, above);
            if here == 0 {
                continue;
            }
            for (b, &to) in lower.spots.iter().enumerate() {
                if here * side(to, below) < 0 {
                    matrix[a * width + b] += WALL * CROSSING;
                }
            }
        }
    }
}

/// Lets every group trade places with its neighbours.
fn groups(order: &mut Order) {
    let net = order.net;
    for group in 0..net.root() {
        let parent = net.parents[group as usize];
        let mut siblings: Vec<u32> =
            (0..net.root()).filter(|&other| net.parents[other as usize] == parent).collect();
        if siblings.len() < 2 {
            continue;
        }
        siblings.sort_unstable_by_key(|&sibling| order.lists.group_ranks[sibling as usize]);
        let at =
            siblings.iter().position(|&sibling| sibling == group).expect("a group is among its siblings");
        let (first, last) = net.spans[group as usize];
        if order.cost_around(first, last) == 0 {
            continue;
        }
        for by in 1..=GROUP_WINDOW {
            let after = siblings.get(at + 1..=at + by);
            let before = at.checked_sub(by).map(|low| &siblings[low..at]);
            if after.is_some_and(|passed| pass(order, group, passed))
                || before.is_some_and(|passed| pass(order, group, passed))
            {
                break;
            }
        }
    }
}

/// Moves a group past some siblings next to it, if that costs less.
fn pass(order: &mut Order, group: u32, passed: &[u32]) -> bool {
    let net = order.net;
    let ranks = &order.lists.group_ranks;
    let is_right = ranks[group as usize] < ranks[passed[0] as usize];
    let parent = net.parents[group as usize];
    let (first, last) = net.spans[group as usize];
    let mut moves = Vec::new();
    for layer in first..=last {
        let entries = order.entries(parent, layer);
        let is_passed = |raw: &u32| matches!(entry(*raw), Entry::Group(other) if passed.contains(&other));
        let from = entries
            .iter()
            .position(|&raw| entry(raw) == Entry::Group(group))
            .expect("a group is in its layers");
        let to =
            if is_right { entries.iter().rposition(is_passed) } else { entries.iter().position(is_passed) };
        if let Some(to) = to {
            moves.push((layer, from, to));
        }
    }
    if moves.is_empty() {
        return false;
    }
    let before = order.cost_around(first, last);
    moves.iter().for_each(|&(layer, from, to)| order.shift(parent, layer, from, to));
    order.refresh(first, last);
    if order.cost_around(first, last) < before {
        let mut ranks: Vec<u32> =
            passed.iter().chain([&group]).map(|&of| order.lists.group_ranks[of as usize]).collect();
        ranks.sort_unstable();
        let sequence: Vec<u32> = if is_right {
            passed.iter().copied().chain([group]).collect()
        } else {
            [group].into_iter().chain(passed.iter().copied()).collect()
        };
        for (of, rank) in sequence.into_iter().zip(ranks) {
            order.lists.group_ranks[of as usize] = rank;
        }
        return true;
    }
    moves.iter().for_each(|&(layer, from, to)| order.shift(parent, layer, to, from));
    order.refresh(first, last);
    false
}

#[cfg(test)]
mod tests {
    use super::super::net::Net;
    use super::super::sample;
    use super::*;

    /// Orders a text by chance and improves it by one kind of move.
    fn check(text: &str, seed: u64, improve: fn(&mut Order)) -> i64 {
        let problem = sample::problem(text);
        let net = Net::new(&problem, &sample::ranks(&problem));
        let mut order = sample::order(&net, seed);
        let before = order.cost();
        improve(&mut order);
        assert!(order.cost() <= before, "{text}: {} is worse than {before}", order.cost());
        assert!(order.is_consistent(), "{text}");
        order.cost()
    }

    #[test]
    fn an_item_is_sifted_to_where_it_crosses_least() {
        assert_eq!((0..20).map(|seed| check("a b c a>b a>c", seed, items)).sum::<i64>(), 0);
        assert_eq!(check("a b c d a>d b>c", 0, items), 0);
    }

    #[test]
    fn a_connection_finds_the_slot_without_a_crossing_all_its_layers_at_once() {
        // Two columns and a connection as long as they are, whose dummies stand anywhere among them.
        let text = "s l0 l1 l2 r0 r1 r2 t s>l0 l0>l1 l1>l2 l2>t s>r0 r0>r1 r1>r2 r2>t s>t";
        let problem = sample::problem(text);
        let net = Net::new(&problem, &sample::ranks(&problem));
        let passes: Vec<usize> =
            (0..net.items.len()).filter(|&item| net.items[item].kind == Kind::Pass).collect();
        assert_eq!(passes.len(), 3);
        for spots in [[0, 9, 0], [9, 0, 0], [5, 0, 9], [9, 5, 0]] {
            let mut keys: Vec<i64> = [0, 3, 3, 3, 7, 7, 7, 0].into_iter().chain([0; 3]).collect();
            passes.iter().zip(spots).for_each(|(&item, spot)| keys[item] = spot);
            let mut order = Order::new(&net, &keys, &[]);
            assert!(order.cost() > 0, "{spots:?}");
            ways(&mut order);
            assert_eq!(order.cost(), 0, "{spots:?}");
        }
    }

    #[test]
    fn a_connection_goes_by_all_its_layers_and_not_by_the_nearest() {
        // From the right of a column to below it: both sides are free at the end, but only the right is at the start.
        let text = "r p s l0 l1 l2 t r>p r>s r>s p>l0 l0>l1 l1>l2 l2>t s>t";
        let problem = sample::problem(text);
        let net = Net::new(&problem, &sample::ranks(&problem));
        let passes = net.items.iter().filter(|item| item.kind == Kind::Pass).count();
        assert_eq!(passes, 3);
        for spots in [[9, 0, 9], [0, 9, 0], [0, 0, 0]] {
            let keys: Vec<i64> = [0, 1, 9, 5, 5, 5, 0].into_iter().chain(spots).collect();
            let mut order = Order::new(&net, &keys, &[]);
            assert!(order.cost() > 0, "{spots:?}");
            ways(&mut order);
            assert_eq!(order.cost(), 0, "{spots:?}");
        }
    }

    #[test]
    fn groups_trade_places_in_all_their_layers() {
        let text = "g[ a b ] h[ c d ] e f a>b c>d a>f c>e e>f";
        let problem = sample::problem(text);
        let net = Net::new(&problem, &sample::ranks(&problem));
        for seed in 0..20 {
            let mut order = sample::order(&net, seed);
            sift(&mut order, 4);
            assert!(order.is_consistent());
        }
        assert_eq!(check("g[ a b ] h[ c d ] i[ e f ] j[ k l ] a>b c>d e>f k>l a>l c>f", 0, groups), 0);
    }

    #[test]
    fn no_move_that_costs_more_is_kept() {
        for seed in 0..60 {
            let text = sample::random(seed);
            for improve in [items, ways, groups, |order: &mut Order| sift(order, 4)] {
                check(&text, seed, improve);
            }
        }
    }
}
