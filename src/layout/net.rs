//! The ranked problem with every connection cut into steps of one layer.
//!
//! Long connections get a dummy in every layer they pass, which belongs to the groups on the way to where the ends
//! meet; a label is a dummy with a size. After Sander, "Layout of compound directed graphs", 1996. Everything here
//! stands in a layer and in a group; the order within a layer is not decided yet.

use super::problem::{End, Extent, Problem};
use super::ranks::{Oriented, Port, Ranks};

/// What an item is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A node; its index is that of the problem.
    Node,
    /// A place at the border of a group where connections end.
    Port,
    /// A connection passing.
    Pass,
    /// A connection's label.
    Label,
    /// A connection from a group to itself, with its label.
    Loop,
    /// Keeps a group's place in a layer in which it holds nothing.
    Filler,
}

/// Something with a place in a layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) kind: Kind,
    pub(super) layer: u32,
    /// The innermost group around it, or the root.
    pub(super) group: u32,
    pub(super) size: Extent,
}

/// A step of a connection from one layer to the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) upper: u32,
    pub(super) lower: u32,
    /// Index into [`Net::ways`]; [`NO_WAY`] for neighbours in a grid.
    pub(super) way: u32,
}

/// A step within one layer; it leaves both items on the same side, or straight across if nothing is between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) way: u32,
    /// Whether it may run straight from side to side, or else below.
    pub(super) side: Side,
}

/// On which side of its layer a turn runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Side {
    /// Straight if it can, or else after the layer.
    Free,
    /// Before the layer.
    Before,
    /// After the layer.
    After,
}

/// A connection cut into steps.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// The edge of the problem.
    pub(super) edge: u32,
    /// Its items from its upper to its lower end.
    pub(super) items: Vec<u32>,
    /// What leads from each item to the next.
    pub(super) links: Vec<Link>,
    /// What its upper and its lower end are tied to.
    pub(super) ends: [Port; 2],
    pub(super) is_reversed: bool,
}

/// What leads from one item of a connection to the next: an index into [`Net::steps`] or [`Net::turns`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Link {
    Step(u32),
    Turn(u32),
}

pub(super) const NO_WAY: u32 = u32::MAX;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Net {
    pub(super) items: Vec<Item>,
    pub(super) steps: Vec<Step>,
    pub(super) turns: Vec<Turn>,
    pub(super) ways: Vec<Way>,
    /// First and last layer of each group and of the root.
    pub(super) spans: Vec<(u32, u32)>,
    /// The group around each group; the root's own is itself.
    pub(super) parents: Vec<u32>,
    /// Preorder interval of each group and of the root: a group lies within another if its number does.
    pub(super) nesting: Vec<(u32, u32)>,
    /// Steps by the layer of their upper item.
    pub(super) channels: Vec<Vec<u32>>,
    /// Steps up and down from each item.
    pub(super) ups: Lists,
    pub(super) downs: Lists,
    /// For each item the innermost group around it that has twins.
    pub(super) homes: Vec<Option<u32>>,
    has_twins: Vec<bool>,
    /// The number of each group's first list.
    bases: Vec<u32>,
    /// Items at the borders of groups.
    ports: Vec<(u32, PortSide, u32)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum PortSide {
    First,
    Last,
    Beside(u32),
}

/// Lists of numbers in one array.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    start: Vec<u32>,
    all: Vec<u32>,
}

impl Lists {
    /// Sorts `(list, value)` pairs into `count` lists, keeping their order.
    pub(super) fn new(count: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Lists {
        let mut start = vec![0u32; count + 1];
        pairs.clone().for_each(|(list, _)| start[list as usize + 1] += 1);
        for list in 0..count {
            start[list + 1] += start[list];
        }
        let mut next = start.clone();
        let mut all = vec![0; start[count] as usize];
        for (list, value) in pairs {
            all[next[list as usize] as usize] = value;
            next[list as usize] += 1;
        }
        Lists { start, all }
    }

    /// One list.
    pub(super) fn of(&self, list: u32) -> &[u32] {
        &self.all[self.start[list as usize] as usize..self.start[list as usize + 1] as usize]
    }
}

impl Net {
    /// Cuts the connections of a ranked problem into steps.
    pub(super) fn new(problem: &Problem, ranks: &Ranks) -> Net {
        let mut net = Net {
            spans: ranks.spans.clone(),
            parents: (0..=problem.root()).map(|group| problem.parent(group)).collect(),
            ..Net::default()
        };
        net.nest();
        let mut lists = 0;
        for &(first, last) in &net.spans {
            net.bases.push(lists);
            lists += last - first + 1;
        }
        for (node, &layer) in problem.nodes.iter().zip(&ranks.layers) {
            let along = node.size.along.max(node.stack);
            let size = Extent { across: node.size.across + node.loops, along };
            net.items.push(Item { kind: Kind::Node, layer, group: node.parent, size });
        }
        for oriented in &ranks.down {
            net.add_way(problem, oriented);
        }
        for oriented in &ranks.flat {
            net.add_flat(problem, oriented);
        }
        for &(upper, lower) in &ranks.rows {
            net.steps.push(Step { upper, lower, way: NO_WAY });
        }
        net.add_fillers();
        net.index();
        net.find_homes(problem);
        net
    }

    fn find_homes(&mut self, problem: &Problem) {
        self.has_twins = vec![false; self.parents.len()];
        problem.twins.iter().flatten().for_each(|&group| self.has_twins[group as usize] = true);
        self.homes = self.items.iter().map(|item| self.home(item.group)).collect();
    }

    /// The innermost group around, or the group itself, that has twins.
    pub(super) fn home(&self, group: u32) -> Option<u32> {
        self.chain(group).find(|&group| self.has_twins[group as usize])
    }

    /// The number of the list of a group in one of its layers; all lists are numbered group by group.
    pub(super) fn list(&self, group: u32, layer: u32) -> usize {
        (self.bases[group as usize] + layer - self.spans[group as usize].0) as usize
    }

    /// The index that stands for what is around all groups.
    pub(super) fn root(&self) -> u32 {
        self.parents.len() as u32 - 1
    }

    /// Number of layers.
    pub(super) fn depth(&self) -> u32 {
        self.spans[self.root() as usize].1 + 1
    }

    /// Whether an item stands somewhere within a group.
    pub(super) fn is_within(&self, item: u32, group: u32) -> bool {
        self.is_nested(self.items[item as usize].group, group)
    }

    /// Whether a group is another or lies within it.
    pub(super) fn is_nested(&self, inner: u32, outer: u32) -> bool {
        let (first, after) = self.nesting[outer as usize];
        (first..after).contains(&self.nesting[inner as usize].0)
    }

    /// A group and those around it, from the inside out, without the root.
    pub(super) fn chain(&self, group: u32) -> impl Iterator<Item = u32> {
        let mut at = group;
        std::iter::from_fn(move || {
            let here = at;
            at = self.parents[at as usize];
            (here != self.root()).then_some(here)
        })
    }

    /// The innermost group, or the root, around both of two groups.
    pub(super) fn meet(&self, a: u32, b: u32) -> u32 {
        self.chain(a).find(|&group| self.is_nested(b, group)).unwrap_or(self.root())
    }

    fn nest(&mut self) {
        let root = self.root();
        let inner = (0..root).map(|group| (self.parents[group as usize], group));
        let children = Lists::new(self.parents.len(), inner);
        self.nesting = vec![(0, 0); self.parents.len()];
        let mut counter = 0;
        let mut stack = vec![(root, false)];
        while let Some((group, is_left)) = stack.pop() {
            let interval = &mut self.nesting[group as usize];
            if is_left {
                interval.1 = counter;
                continue;
            }
            interval.0 = counter;
            counter += 1;
            stack.push((group, true));
            stack.extend(children.of(group).iter().rev().map(|&child| (child, false)));
        }
    }

    fn push(&mut self, kind: Kind, layer: u32, group: u32, size: Extent) -> u32 {
        self.items.push(Item { kind, layer, group, size });
        self.items.len() as u32 - 1
    }

    /// The item at which a connection ends.
    fn port(&mut self, port: Port) -> u32 {
        let (group, side, layer) = match port {
            Port::Node(node) => return node,
            Port::First(group) => (group, PortSide::First, self.spans[group as usize].0),
            Port::Last(group) => (group, PortSide::Last, self.spans[group as usize].1),
            Port::Beside(group, layer) => (group, PortSide::Beside(layer), layer),
        };
        let known = self.ports.iter().find(|(of, on, _)| *of == group && *on == side);
        if let Some(&(_, _, item)) = known {
            return item;
        }
        let item = self.push(Kind::Port, layer, group, Extent::default());
        self.ports.push((group, side, item));
        item
    }

    /// A connection that runs down: a dummy in each layer between its ends.
    fn add_way(&mut self, problem: &Problem, oriented: &Oriented) {
        let (upper, lower) = (self.port(oriented.upper), self.port(oriented.lower));
        let way = self.ways.len() as u32;
        let (above, below) = (self.items[upper as usize], self.items[lower as usize]);
        let out = self.outside(above.group, below.group);
        let into = self.outside(below.group, above.group);
        let meet = self.meet(above.group, below.group);
        let group_at = |layer: u32, spans: &[(u32, u32)]| {
            let up = out.iter().copied().find(|&group| spans[group as usize].1 >= layer);
            up.or_else(|| into.iter().copied().find(|&group| spans[group as usize].0 <= layer))
                .unwrap_or(meet)
        };
        let between = above.layer + 1..below.layer;
        let label = problem.edges[oriented.edge as usize].label;
        let groups: Vec<u32> = between.clone().map(|layer| group_at(layer, &self.spans)).collect();
        let labelled = label.and_then(|_| middle(&groups, meet));
        let mut items = vec![upper];
        for (index, (layer, &group)) in between.zip(&groups).enumerate() {
            let item = match label.filter(|_| labelled == Some(index)) {
                Some(size) => self.push(Kind::Label, layer, group, size),
                None => self.push(Kind::Pass, layer, group, Extent::default()),
            };
            items.push(item);
        }
        items.push(lower);
        let first = self.steps.len() as u32;
        self.steps.extend(items.windows(2).map(|pair| Step { upper: pair[0], lower: pair[1], way }));
        let links = (first..self.steps.len() as u32).map(Link::Step).collect();
        let ends = [oriented.upper, oriented.lower];
        self.ways.push(Way { edge: oriented.edge, items, links, ends, is_reversed: oriented.is_reversed });
    }

    /// The groups around an item that are not around the other, from the inside out.
    fn outside(&self, of: u32, other: u32) -> Vec<u32> {
        self.chain(of).take_while(|&group| !self.is_nested(other, group)).collect()
    }

    /// A connection within a layer, or from a group to itself.
    fn add_flat(&mut self, problem: &Problem, oriented: &Oriented) {
        let edge = &problem.edges[oriented.edge as usize];
        let way = self.ways.len() as u32;
        if let (End::Group(group), true) = (edge.from, edge.from == edge.to) {
            let label = edge.label.unwrap_or_default();
            let size = Extent { across: label.across.max(24) + 16, along: label.along.max(12) };
            let item = self.push(Kind::Loop, self.spans[group as usize].1, group, size);
            let ends = [oriented.upper, oriented.lower];
            let links = Vec::new();
            self.ways.push(Way { edge: oriented.edge, items: vec![item], links, ends, is_reversed: false });
            return;
        }
        let (a, b) = (self.port(oriented.upper), self.port(oriented.lower));
        let mut items = vec![a];
        if let Some(size) = edge.label {
            let (one, other) = (self.items[a as usize], self.items[b as usize]);
            items.push(self.push(Kind::Label, one.layer, self.meet(one.group, other.group), size));
        }
        items.push(b);
        let turn = |pair: &[u32]| Turn { a: pair[0], b: pair[1], way, side: Side::Free };
        let first = self.turns.len() as u32;
        self.turns.extend(items.windows(2).map(turn));
        let links = (first..self.turns.len() as u32).map(Link::Turn).collect();
        let ends = [oriented.upper, oriented.lower];
        self.ways.push(Way { edge: oriented.edge, items, links, ends, is_reversed: false });
    }

    /// Sees to it that each group holds something in each of its layers.
    fn add_fillers(&mut self) {
        let mut starts = Vec::with_capacity(self.spans.len());
        let mut slots = 0;
        for &(first, last) in &self.spans {
            starts.push(slots);
            slots += (last - first) as usize + 1;
        }
        let mut is_held = vec![false; slots];
        let root = self.root() as usize;
        let spans = self.spans.clone();
        let slot =
            |group: u32, layer: u32| starts[group as usize] + (layer - spans[group as usize].0) as usize;
        for item in &self.items {
            for group in self.chain(item.group) {
                let held = &mut is_held[slot(group, item.layer)];
                if std::mem::replace(held, true) {
                    break;
                }
            }
        }
        // What is inside comes after what is around it, so the innermost are seen first.
        for group in (0..root as u32).rev() {
            for layer in spans[group as usize].0..=spans[group as usize].1 {
                if is_held[slot(group, layer)] {
                    continue;
                }
                self.push(Kind::Filler, layer, group, Extent { across: 2, along: 0 });
                let chain: Vec<u32> = self.chain(group).collect();
                chain.into_iter().for_each(|group| is_held[slot(group, layer)] = true);
            }
        }
    }

    /// Lists the steps of each layer and item. To be called after steps were added.
    pub(super) fn index(&mut self) {
        let count = self.items.len();
        let steps = || self.steps.iter().enumerate().map(|(index, step)| (index as u32, step));
        self.downs = Lists::new(count, steps().map(|(index, step)| (step.upper, index)));
        self.ups = Lists::new(count, steps().map(|(index, step)| (step.lower, index)));
        let mut channels = vec![Vec::new(); self.depth() as usize];
        for (index, step) in self.steps.iter().enumerate() {
            channels[self.items[step.upper as usize].layer as usize].push(index as u32);
        }
        self.channels = channels;
    }
}

/// Where among the dummies of a connection its label stands: as near to the middle as it can outside the groups of
/// only one end.
fn middle(groups: &[u32], meet: u32) -> Option<usize> {
    let distance = |index: usize| (2 * index + 1).abs_diff(groups.len());
    (0..groups.len()).min_by_key(|&index| (groups[index] != meet, distance(index), index))
}

#[cfg(test)]
mod tests {
    use super::super::{ranks, sample};
    use super::*;

    /// Cuts a text into steps and checks what holds of every net.
    fn check(text: &str, is_separated: bool) -> Net {
        let problem = sample::problem(text);
        let net = Net::new(&problem, &ranks::rank(&problem, &sample::style(&problem, is_separated, false)));
        let layer = |item: u32| net.items[item as usize].layer;
        for step in &net.steps {
            assert_eq!(layer(step.upper) + 1, layer(step.lower), "{text}: {step:?}");
        }
        for turn in &net.turns {
            assert_eq!(layer(turn.a), layer(turn.b), "{text}: {turn:?}");
        }
        for way in net.ways.iter().filter(|way| way.items.len() > 1) {
            let ends = [way.items[0], way.items[way.items.len() - 1]];
            for &item in &way.items {
                let group = net.items[item as usize].group;
                assert!(
                    ends.iter().any(|&end| net.is_within(end, group)),
                    "{text}: a dummy in a foreign group"
                );
            }
            for (link, pair) in way.links.iter().zip(way.items.windows(2)) {
                let joined = match *link {
                    Link::Step(step) => [net.steps[step as usize].upper, net.steps[step as usize].lower],
                    Link::Turn(turn) => [net.turns[turn as usize].a, net.turns[turn as usize].b],
                };
                assert_eq!(joined, pair, "{text}");
            }
            let labels =
                way.items.iter().filter(|&&item| net.items[item as usize].kind == Kind::Label).count();
            let asked = problem.edges[way.edge as usize].label.is_some();
            assert_eq!(labels, usize::from(asked), "{text}: edge {}", way.edge);
        }
        for group in 0..net.root() {
            for layer in net.spans[group as usize].0..=net.spans[group as usize].1 {
                let mut items = 0..net.items.len() as u32;
                let is_held =
                    items.any(|item| net.items[item as usize].layer == layer && net.is_within(item, group));
                assert!(is_held, "{text}: group {group} holds nothing in layer {layer}");
            }
        }
        net
    }

    fn count(net: &Net, kind: Kind) -> usize {
        net.items.iter().filter(|item| item.kind == kind).count()
    }

    #[test]
    fn a_long_connection_has_a_dummy_in_every_layer_it_passes() {
        let net = check("a b c d a>b b>c c>d a>d", true);
        assert_eq!((count(&net, Kind::Pass), net.steps.len(), net.depth()), (2, 6, 4));
    }

    #[test]
    fn dummies_stand_in_the_groups_on_the_way_to_where_the_ends_meet() {
        // From the first layer of a group of three to below a group of three.
        let net = check("g[ a b c ] d a>b b>c c>d a>d", true);
        let groups: Vec<u32> =
            net.items.iter().filter(|item| item.kind == Kind::Pass).map(|item| item.group).collect();
        assert_eq!(groups, [0, 0]);
    }

    #[test]
    fn a_label_stands_outside_the_groups_of_one_end() {
        let net = check("g[ a b c ] d e a>b b>c c>d d>e a>e:", false);
        let label = net.items.iter().find(|item| item.kind == Kind::Label).unwrap();
        assert_eq!(label.group, net.root());
    }

    #[test]
    fn what_holds_nothing_in_a_layer_holds_a_filler() {
        let net = check("g[ h[ a ] i[ b c d ] ] a>b b>c c>d h>d i>h", false);
        assert!(net.items.iter().filter(|item| item.kind == Kind::Filler).all(|item| item.size.along == 0));
        // A group whose two nodes have a layer between them that only another group fills.
        let net = check("g[ a c ] h[ b ] a>b b>c", false);
        assert_eq!(count(&net, Kind::Filler), 1);
    }

    #[test]
    fn lists_are_sorted_stably() {
        let lists = Lists::new(3, [(2, 7), (0, 5), (2, 6)].into_iter());
        assert_eq!([lists.of(0), lists.of(1), lists.of(2)], [&[5][..], &[], &[7, 6]]);
    }

    #[test]
    fn nesting_is_told_from_numbers() {
        let net = check("g[ h[ a ] ] i[ b ]", false);
        assert!(net.is_nested(1, 0) && net.is_nested(1, 1) && net.is_nested(2, net.root()));
        assert!(!net.is_nested(0, 1) && !net.is_nested(2, 0));
        assert!(net.chain(1).eq([1, 0]));
    }

    #[test]
    fn every_graph_is_cut_into_steps() {
        for seed in 0..60 {
            let text = sample::random(seed);
            check(&text, true);
            check(&text, false);
        }
    }
}
