//! The order of items within each layer.
//!
//! Every group has a list of what it holds in each of its layers, and its sub-groups stand in the same order in all of
//! them, so that groups never interleave (Forster, "Applying crossing reduction strategies to layered compound graphs",
//! 2002). The cost is the number of crossings (Barth, Mutzel, Jünger, "Simple and efficient bilayer cross counting",
//! 2004) and a price for each step that cuts a foreign group. Nothing here has a place in pixels.

use super::net::{Item, Kind, Link, Net, Step, Turn};

/// Marks an entry of a list as a group.
const GROUP: u32 = 1 << 31;
/// The price of cutting through a foreign group, in crossings.
pub(super) const WALL: i64 = 8;

/// An entry of a list, told apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Entry {
    Item(u32),
    Group(u32),
}

pub(super) fn entry(raw: u32) -> Entry {
    if raw & GROUP == 0 { Entry::Item(raw) } else { Entry::Group(raw & !GROUP) }
}

pub(super) fn raw(entry: Entry) -> u32 {
    match entry {
        Entry::Item(item) => item,
        Entry::Group(group) => group | GROUP,
    }
}

/// The lists alone: what is kept of an order while another is tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lists {
    entries: Vec<u32>,
    /// The place of each group among all, the same in every layer.
    pub(super) group_ranks: Vec<u32>,
}

/// See the module.
#[derive(Clone)]
pub(super) struct Order<'a> {
    pub(super) net: &'a Net,
    /// Where each list begins in `entries`.
    starts: Vec<u32>,
    pub(super) lists: Lists,
    /// Items of each layer from one side to the other.
    pub(super) layers: Vec<Vec<u32>>,
    /// Place of each item in its layer.
    pub(super) pos: Vec<u32>,
    /// First and last place of a group in a layer, by list.
    ranges: Vec<(u32, u32)>,
    /// Groups that stand in a layer and the next, by channel.
    pub(super) walls: Vec<Vec<u32>>,
    /// Whether the layer has turns.
    pub(super) has_turns: Vec<bool>,
    /// Cost by channel.
    costs: Vec<i64>,
    scratch: Scratch,
}

#[derive(Clone, Default)]
struct Scratch {
    pairs: Vec<(u32, u32)>,
    tree: Vec<u32>,
    stack: Vec<(u32, u32)>,
}

impl<'a> Order<'a> {
    /// An order by keys of items and groups; groups go by theirs in all layers alike.
    pub(super) fn new(net: &'a Net, item_keys: &[i64], group_keys: &[i64]) -> Order<'a> {
        let root = net.root();
        let count = net.list(root, net.spans[root as usize].1) + 1;
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (index, item) in net.items.iter().enumerate() {
            lists[net.list(item.group, item.layer)].push(index as u32);
        }
        for group in 0..root {
            for layer in net.spans[group as usize].0..=net.spans[group as usize].1 {
                lists[net.list(net.parents[group as usize], layer)].push(raw(Entry::Group(group)));
            }
        }
        let mut order = Order::assemble(net, lists, vec![0; root as usize]);
        order.sort(item_keys, group_keys);
        order
    }

    /// An order by finished lists.
    pub(super) fn of_lists(net: &'a Net, lists: Vec<Vec<u32>>, group_ranks: Vec<u32>) -> Order<'a> {
        let mut order = Order::assemble(net, lists, group_ranks);
        order.refresh(0, net.depth() - 1);
        order
    }

    fn assemble(net: &'a Net, lists: Vec<Vec<u32>>, group_ranks: Vec<u32>) -> Order<'a> {
        let root = net.root();
        let count = lists.len();
        let mut starts = vec![0];
        let mut entries = Vec::new();
        for list in lists {
            entries.extend(list);
            starts.push(entries.len() as u32);
        }
        let depth = net.depth() as usize;
        let mut walls = vec![Vec::new(); depth];
        for group in 0..root {
            let (first, last) = net.spans[group as usize];
            (first..last).for_each(|layer| walls[layer as usize].push(group));
        }
        let mut has_turns = vec![false; depth];
        net.turns.iter().for_each(|turn| has_turns[net.items[turn.a as usize].layer as usize] = true);
        Order {
            net,
            starts,
            lists: Lists { entries, group_ranks },
            layers: vec![Vec::new(); depth],
            pos: vec![0; net.items.len()],
            ranges: vec![(0, 0); count],
            walls,
            has_turns,
            costs: vec![0; depth],
            scratch: Scratch::default(),
        }
    }

    /// All lists, by number.
    pub(super) fn all_lists(&self) -> Vec<Vec<u32>> {
        let entries = &self.lists.entries;
        self.starts.windows(2).map(|pair| entries[pair[0] as usize..pair[1] as usize].to_vec()).collect()
    }

    /// What all channels cost together.
    pub(super) fn cost(&self) -> i64 {
        self.costs.iter().sum()
    }

    /// What the channels between some layers and their neighbours cost.
    pub(super) fn cost_around(&self, first: u32, last: u32) -> i64 {
        self.costs[first.saturating_sub(1) as usize..=last as usize].iter().sum()
    }

    fn list(&self, group: u32, layer: u32) -> usize {
        self.net.list(group, layer)
    }

    /// What a group holds in a layer, in order.
    pub(super) fn entries(&self, group: u32, layer: u32) -> &[u32] {
        let list = self.list(group, layer);
        &self.lists.entries[self.starts[list] as usize..self.starts[list + 1] as usize]
    }

    pub(super) fn entries_mut(&mut self, group: u32, layer: u32) -> &mut [u32] {
        let list = self.list(group, layer);
        &mut self.lists.entries[self.starts[list] as usize..self.starts[list + 1] as usize]
    }

    /// First and last place of a group in one of its layers.
    pub(super) fn range(&self, group: u32, layer: u32) -> (u32, u32) {
        self.ranges[self.list(group, layer)]
    }

    /// First and last place of an entry in a layer.
    pub(super) fn places(&self, raw: u32, layer: u32) -> (u32, u32) {
        match entry(raw) {
            Entry::Item(item) => (self.pos[item as usize], self.pos[item as usize]),
            Entry::Group(group) => self.range(group, layer),
        }
    }

    /// Sorts every list by keys; groups by theirs in all layers alike.
    pub(super) fn sort(&mut self, item_keys: &[i64], group_keys: &[i64]) {
        self.rank_groups(group_keys);
        for layer in 0..self.layers.len() as u32 {
            self.sort_layer(layer, item_keys, group_keys);
        }
        (0..self.layers.len()).for_each(|channel| self.recount(channel));
    }

    fn rank_groups(&mut self, group_keys: &[i64]) {
        let mut groups: Vec<u32> = (0..group_keys.len() as u32).collect();
        groups.sort_unstable_by_key(|&group| (group_keys[group as usize], group));
        for (rank, group) in groups.into_iter().enumerate() {
            self.lists.group_ranks[group as usize] = rank as u32;
        }
    }

    /// Sorts the lists of one layer and lines its items up. Costs are not counted again.
    pub(super) fn sort_layer(&mut self, layer: u32, item_keys: &[i64], group_keys: &[i64]) {
        let mut stack = std::mem::take(&mut self.scratch.stack);
        stack.clear();
        stack.push((self.net.root(), layer));
        while let Some((group, layer)) = stack.pop() {
            let list = self.list(group, layer);
            let range = self.starts[list] as usize..self.starts[list + 1] as usize;
            let key = |raw: &u32| match entry(*raw) {
                Entry::Item(item) => (item_keys[item as usize], *raw),
                Entry::Group(group) => (group_keys[group as usize], *raw),
            };
            let entries = &mut self.lists.entries[range];
            entries.sort_unstable_by_key(key);
            stack.extend(entries.iter().filter(|raw| **raw & GROUP != 0).map(|raw| (raw & !GROUP, layer)));
        }
        self.scratch.stack = stack;
        self.flatten(layer);
    }

    /// Lines the items of a layer up as the lists have it.
    pub(super) fn flatten(&mut self, layer: u32) {
        let mut line = std::mem::take(&mut self.layers[layer as usize]);
        line.clear();
        let mut stack = std::mem::take(&mut self.scratch.stack);
        stack.clear();
        // A list and how far it is read.
        let root = self.list(self.net.root(), layer) as u32;
        stack.push((root, self.starts[root as usize]));
        self.ranges[root as usize].0 = 0;
        while let Some(&mut (list, ref mut at)) = stack.last_mut() {
            if *at == self.starts[list as usize + 1] {
                self.ranges[list as usize].1 = (line.len() as u32).saturating_sub(1);
                stack.pop();
                continue;
            }
            let raw = self.lists.entries[*at as usize];
            *at += 1;
            match entry(raw) {
                Entry::Item(item) => {
                    self.pos[item as usize] = line.len() as u32;
                    line.push(item);
                }
                Entry::Group(group) => {
                    let inner = self.net.list(group, layer) as u32;
                    self.ranges[inner as usize].0 = line.len() as u32;
                    stack.push((inner, self.starts[inner as usize]));
                }
            }
        }
        self.scratch.stack = stack;
        self.layers[layer as usize] = line;
    }

    /// Lines up some layers again and counts what they touch.
    pub(super) fn refresh(&mut self, first: u32, last: u32) {
        (first..=last).for_each(|layer| self.flatten(layer));
        (first.saturating_sub(1)..=last).for_each(|channel| self.recount(channel as usize));
    }

    /// Goes back to lists that were kept.
    pub(super) fn restore(&mut self, lists: &Lists) {
        self.lists.clone_from(lists);
        self.refresh(0, self.layers.len() as u32 - 1);
    }

    /// Counts what a channel costs.
    pub(super) fn recount(&mut self, channel: usize) {
        let mut scratch = std::mem::take(&mut self.scratch);
        let mut cost = self.crossings(channel, &mut scratch);
        cost += self.cuts(channel) * WALL;
        if self.has_turns[channel] {
            cost += self.turn_cost(channel as u32);
        }
        self.scratch = scratch;
        self.costs[channel] = cost;
    }

    fn crossings(&self, channel: usize, scratch: &mut Scratch) -> i64 {
        let steps = &self.net.channels[channel];
        if steps.len() < 2 {
            return 0;
        }
        let pairs = &mut scratch.pairs;
        pairs.clear();
        pairs.extend(steps.iter().map(|&step| {
            let step = self.net.steps[step as usize];
            (self.pos[step.upper as usize], self.pos[step.lower as usize])
        }));
        pairs.sort_unstable();
        if pairs.len() <= 24 {
            let mut count = 0;
            for (index, a) in pairs.iter().enumerate() {
                count += pairs[index + 1..].iter().filter(|b| b.0 > a.0 && b.1 < a.1).count();
            }
            return count as i64;
        }
        // A Fenwick tree over the lower places; steps from one item are counted before any of them is put in.
        let width = self.layers.get(channel + 1).map_or(0, Vec::len) + 1;
        scratch.tree.clear();
        scratch.tree.resize(width + 1, 0);
        let (mut count, mut held, mut at) = (0i64, 0u32, 0);
        while at < pairs.len() {
            let end = at + pairs[at..].iter().take_while(|pair| pair.0 == pairs[at].0).count();
            for pair in &pairs[at..end] {
                let mut place = pair.1 as usize + 1;
                let mut before = 0;
                while place > 0 {
                    before += scratch.tree[place];
                    place &= place - 1;
                }
                count += i64::from(held - before);
            }
            for pair in &pairs[at..end] {
                let mut place = pair.1 as usize + 1;
                while place <= width {
                    scratch.tree[place] += 1;
                    place += place & place.wrapping_neg();
                }
                held += 1;
            }
            at = end;
        }
        count
    }

    /// On which sides of a group, which stands in both of its layers, a step begins and ends.
    pub(super) fn sides(&self, step: Step, group: u32) -> (i32, i32) {
        let layer = self.net.items[step.upper as usize].layer;
        let above = side(self.pos[step.upper as usize], self.range(group, layer));
        (above, side(self.pos[step.lower as usize], self.range(group, layer + 1)))
    }

    /// Whether a turn runs past a group that stands in its layer, from one side of it to the other.
    pub(super) fn is_passing(&self, turn: &Turn, group: u32) -> bool {
        let range = self.range(group, self.net.items[turn.a as usize].layer);
        side(self.pos[turn.a as usize], range) * side(self.pos[turn.b as usize], range) < 0
    }

    /// How often steps of a channel cut through groups that have nothing to do with them.
    fn cuts(&self, channel: usize) -> i64 {
        let mut count = 0;
        for &group in &self.walls[channel] {
            for &step in &self.net.channels[channel] {
                let (above, below) = self.sides(self.net.steps[step as usize], group);
                count += i64::from(above * below < 0);
            }
        }
        count
    }

    /// What the turns of a layer cost: those that cannot run straight cross what leaves the layer between their ends.
    fn turn_cost(&self, layer: u32) -> i64 {
        let turns = self.net.turns.iter().filter(|turn| self.net.items[turn.a as usize].layer == layer);
        let cost = |turn: &Turn| {
            let (a, b) = (self.pos[turn.a as usize], self.pos[turn.b as usize]);
            let between = &self.layers[layer as usize][a.min(b) as usize + 1..a.max(b) as usize];
            let is_solid =
                |&item: &u32| matches!(self.net.items[item as usize].kind, Kind::Node | Kind::Label);
            if between.iter().all(|item| !is_solid(item)) {
                let passes =
                    between.iter().filter(|item| self.net.items[**item as usize].kind != Kind::Filler);
                return passes.count() as i64;
            }
            let lines = between.iter().map(|item| self.net.downs.of(*item).len() as i64).sum::<i64>();
            let walls = self.walls[layer as usize].iter().filter(|&&group| self.is_passing(turn, group));
            1 + lines + walls.count() as i64 * WALL
        };
        turns.map(cost).sum()
    }

    /// Puts the labels of turns between the ends of their connections.
    pub(super) fn seat_labels(&mut self) {
        let net = self.net;
        for way in net.ways.iter().filter(|way| way.links.len() == 2) {
            let [a, label, b] = way.items[..] else { continue };
            let place = |order: &Self, item: u32| order.pos[item as usize];
            let is_flat = way.links.iter().all(|link| matches!(link, Link::Turn(_)));
            let places = (place(self, a), place(self, label), place(self, b));
            if !is_flat || (places.0 < places.1) == (places.1 < places.2) {
                continue;
            }
            let Item { group, layer, .. } = net.items[label as usize];
            let entries = self.entries(group, layer);
            let from = entries.iter().position(|&raw| raw == label).expect("an item is in its list");
            let first = places.0.min(places.2);
            // After the first of the two, counted without the label.
            let holds =
                |raw: &u32| (self.places(*raw, layer).0..=self.places(*raw, layer).1).contains(&first);
            let at = entries.iter().position(holds).expect("both ends are below the label's group");
            self.shift(group, layer, from, if from < at { at } else { at + 1 });
            self.refresh(layer, layer);
        }
    }

    /// Puts the entry at `from` of a list at `to`; others close up.
    pub(super) fn shift(&mut self, group: u32, layer: u32, from: usize, to: usize) {
        let entries = self.entries_mut(group, layer);
        if from < to {
            entries[from..=to].rotate_left(1);
        } else {
            entries[to..=from].rotate_right(1);
        }
    }

    /// The group entries of a list come in the order of the ranks, in every layer.
    #[cfg(test)]
    pub(super) fn is_consistent(&self) -> bool {
        (0..=self.net.root()).all(|group| {
            let (first, last) = self.net.spans[group as usize];
            (first..=last).all(|layer| {
                let groups = self.entries(group, layer).iter().filter_map(|&raw| match entry(raw) {
                    Entry::Group(group) => Some(self.lists.group_ranks[group as usize]),
                    Entry::Item(_) => None,
                });
                groups.is_sorted()
            })
        })
    }
}

/// -1 before a range, 1 after it, 0 within.
pub(super) fn side(place: u32, range: (u32, u32)) -> i32 {
    i32::from(place > range.1) - i32::from(place < range.0)
}

#[cfg(test)]
mod tests {
    use super::super::net::Net;
    use super::super::{sample, sift, sweep, twins};
    use super::*;

    /// What a channel crosses, counted pair by pair.
    fn crossings(order: &Order, channel: usize) -> i64 {
        let places: Vec<(u32, u32)> = order.net.channels[channel]
            .iter()
            .map(|&step| order.net.steps[step as usize])
            .map(|step| (order.pos[step.upper as usize], order.pos[step.lower as usize]))
            .collect();
        let mut count = 0;
        for a in &places {
            count += places.iter().filter(|b| a.0 < b.0 && b.1 < a.1).count();
        }
        count as i64
    }

    /// Checks what holds of every order, whatever was done to it.
    #[track_caller]
    fn check(order: &Order, text: &str) {
        assert!(order.is_consistent(), "{text}: sub-groups change places between layers");
        for channel in 0..order.layers.len() {
            let counted = order.crossings(channel, &mut Scratch::default());
            assert_eq!(counted, crossings(order, channel), "{text}: channel {channel}");
        }
        let mut fresh = order.clone();
        fresh.refresh(0, order.layers.len() as u32 - 1);
        assert_eq!((fresh.cost(), &fresh.layers), (order.cost(), &order.layers), "{text}: costs are kept up");
        for group in 0..order.net.root() {
            for layer in order.net.spans[group as usize].0..=order.net.spans[group as usize].1 {
                let (first, last) = order.range(group, layer);
                let held = &order.layers[layer as usize][first as usize..=last as usize];
                assert!(held.iter().all(|&item| order.net.is_within(item, group)), "{text}: interleaved");
                let all = order.layers[layer as usize].iter();
                assert_eq!(
                    all.filter(|&&item| order.net.is_within(item, group)).count(),
                    held.len(),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn few_and_many_steps_are_counted_right() {
        // 8 by 8 nodes: 24 steps are counted pair by pair, more by a tree.
        for degree in [2, 3, 4, 8] {
            let mut text: String = (0..8).map(|node| format!("a{node} b{node} ")).collect();
            for (a, step) in (0..8).flat_map(|a| (0..degree).map(move |step| (a, step))) {
                text += &format!("a{a}>b{} ", (a * 3 + step * 5) % 8);
            }
            let problem = sample::problem(&text);
            let net = Net::new(&problem, &sample::ranks(&problem));
            assert_eq!(net.channels[0].len(), 8 * degree);
            (0..10).for_each(|seed| check(&sample::order(&net, seed), &text));
        }
        // All of 8 with all of 8: each pair of nodes above crosses for each pair below.
        let all: String = (0..64).map(|at| format!("a{}>b{} ", at / 8, at % 8)).collect();
        let nodes: String = (0..8).map(|node| format!("a{node} b{node} ")).collect();
        let problem = sample::problem(&(nodes + &all));
        let net = Net::new(&problem, &sample::ranks(&problem));
        assert_eq!(sample::order(&net, 1).cost(), 28 * 28);
    }

    #[test]
    fn a_step_that_cuts_a_foreign_group_has_its_price() {
        let problem = sample::problem("a g[ b c ] d a>d b>c");
        let net = Net::new(&problem, &sample::ranks(&problem));
        let order = Order::new(&net, &[0, 10, 11, 20, 30, 31], &[15]);
        assert_eq!((order.cuts(0), order.cost()), (1, 1 + WALL));
        let order = Order::new(&net, &[0, 10, 11, 1, 30, 31], &[15]);
        assert_eq!((order.cuts(0), order.cost()), (0, 0));
    }

    #[test]
    fn an_entry_is_a_group_or_an_item() {
        for of in [Entry::Item(0), Entry::Item(77), Entry::Group(0), Entry::Group(77)] {
            assert_eq!(entry(raw(of)), of);
        }
        assert_eq!([0, 3, 5, 7].map(|place| side(place, (3, 5))), [-1, 0, 0, 1]);
    }

    #[test]
    fn groups_never_interleave_whatever_is_done() {
        for seed in 0..60 {
            let text = sample::random(seed);
            let problem = sample::problem(&text);
            let net = Net::new(&problem, &sample::ranks(&problem));
            let mut order = sample::order(&net, seed);
            check(&order, &text);
            let (_, lists) = sweep::sweep(&mut order, 1);
            order.restore(&lists);
            check(&order, &text);
            sift::sift(&mut order, 3);
            check(&order, &text);
            twins::harmonise(&mut order, &problem);
            check(&order, &text);
            order.seat_labels();
            check(&order, &text);
            let again = Order::of_lists(&net, order.all_lists(), order.lists.group_ranks.clone());
            assert_eq!((again.cost(), again.layers), (order.cost(), order.layers), "{text}");
        }
    }

    #[test]
    fn the_label_of_a_turn_is_seated_between_its_ends() {
        let problem = sample::problem("x=[ a ] y=[ b ] a>b:");
        let net = Net::new(&problem, &sample::ranks(&problem));
        let label = net.items.iter().position(|item| item.kind == Kind::Label).unwrap();
        for key in [-1, 5, 99] {
            let mut keys = vec![0; net.items.len()];
            keys[label] = key;
            let mut order = Order::new(&net, &keys, &[2, 8]);
            order.seat_labels();
            assert_eq!([0, label, 1].map(|item| order.pos[item]), [0, 1, 2], "seated first at {key}");
        }
    }
}
