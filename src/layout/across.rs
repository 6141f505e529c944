//! Places across the flow.
//!
//! One network simplex over items, group borders and the slants of steps (Gansner et al. 1993), with long connections
//! held straight where they do not cross each other. Twins get one set of distances, innermost first, and are rigid
//! from then on. Keeps the order of every layer; knows nothing of the places along.

use super::net::{Kind, NO_WAY, Net, Step};
use super::order::{Entry, Order, entry};
use super::problem::{PADDING, Problem};
use super::simplex::{self, Arc};
use std::collections::BTreeMap;

/// Room between two nodes.
const NODES: i32 = 40;
/// Room between a node, a label or a group and a line.
const BESIDE: i32 = 20;
/// Room between two lines, and between a border and a line.
const LINES: i32 = 14;
/// Room between two groups, and between a group and a node.
const GROUPS: i32 = 28;
/// Price of a pixel that a group is wide.
const WIDTH: i32 = 2;
/// Exchanges of the simplex for each variable.
const PIVOTS: usize = 12;

/// Where things stand across, in pixels.
#[derive(Clone, Debug, Default)]
pub(super) struct Across {
    /// The middle of each item.
    pub(super) items: Vec<i32>,
    /// First and last pixel of each group.
    pub(super) groups: Vec<(i32, i32)>,
}

/// Places everything across. `ports` tells how far from the middle of its items each step leaves and arrives, if that
/// is known from an earlier round.
pub(super) fn place(problem: &Problem, order: &Order, ports: Option<&[(i32, i32)]>) -> Across {
    // What is straight in one twin may be in the way of what is straight in another; then less is held straight.
    let levels = [Straight::All, Straight::OutsideTwins, Straight::None];
    let place = |straight| try_place(problem, order, ports, straight);
    levels
        .into_iter()
        .find_map(place)
        .expect("layers and twins agree on one order, so there are distances for it")
}

/// Which runs of dummies are held straight.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Straight {
    All,
    OutsideTwins,
    None,
}

fn try_place(
    problem: &Problem,
    order: &Order,
    ports: Option<&[(i32, i32)]>,
    straight: Straight,
) -> Option<Across> {
    let mut placing = Placing::new(problem, order, straight);
    placing.keep_apart();
    match ports {
        Some(offsets) => placing.pull_straight(offsets),
        None => placing.pull_straight(&spread_ports(order)),
    }
    let places = placing.solve()?;
    Some(placing.read(&places))
}

/// Marks what no other twin has.
const PASSING: u8 = 3;

/// A step that should be upright: its ends differ by what their ports do.
struct Slant {
    upper: u32,
    lower: u32,
    /// The port of the upper end less that of the lower.
    offset: i32,
    weight: i32,
}

struct Placing<'a> {
    problem: &'a Problem,
    order: &'a Order<'a>,
    net: &'a Net,
    /// The variable of each item.
    block: Vec<u32>,
    /// Number of item variables; the borders of groups follow, two each.
    blocks: u32,
    arcs: Vec<Arc>,
    slants: Vec<Slant>,
    /// For a variable that has become part of a rigid group: that group's first border and the distance to it.
    rigid: Vec<Option<(u32, i32)>>,
    /// Rigid variables that need not be: what passes has to fit in all twins, but may pass elsewhere in each.
    passing: Vec<u32>,
}

impl<'a> Placing<'a> {
    fn new(problem: &'a Problem, order: &'a Order<'a>, straight: Straight) -> Self {
        let net = order.net;
        let (block, blocks) = straight_blocks(order, straight);
        let count = blocks as usize + 2 * net.root() as usize;
        Placing {
            problem,
            order,
            net,
            block,
            blocks,
            arcs: Vec::new(),
            slants: Vec::new(),
            rigid: vec![None; count],
            passing: Vec::new(),
        }
    }

    fn count(&self) -> usize {
        self.rigid.len()
    }

    fn first(&self, group: u32) -> u32 {
        self.blocks + 2 * group
    }

    fn half(&self, item: u32) -> i32 {
        (self.net.items[item as usize].size.across + 1) / 2
    }

    fn is_line(&self, item: u32) -> bool {
        matches!(self.net.items[item as usize].kind, Kind::Pass | Kind::Port)
    }

    /// The least distances between neighbours and to the borders around them.
    fn keep_apart(&mut self) {
        let mut least: BTreeMap<(u32, u32), i32> = BTreeMap::new();
        let mut arc = |from, to, len: i32| {
            let known = least.entry((from, to)).or_insert(len);
            *known = len.max(*known);
        };
        let root = self.net.root();
        for group in 0..=root {
            let (first, last) = self.net.spans[group as usize];
            let pads = if group == root { [0, 0] } else { self.problem.groups[group as usize].across };
            for layer in first..=last {
                let mut before: Option<u32> = None;
                let is_seen = |raw: &u32| match entry(*raw) {
                    Entry::Item(item) => self.net.items[item as usize].kind != Kind::Filler,
                    Entry::Group(_) => true,
                };
                let entries = self.order.entries(group, layer).iter().copied().filter(is_seen);
                for raw in entries {
                    match before {
                        None if group != root => {
                            let pad = if self.is_light(raw) { LINES + pads[0] - PADDING } else { pads[0] };
                            arc(self.first(group), self.start(raw), pad + self.lead(raw));
                        }
                        None => {}
                        Some(before) => {
                            let len = self.lead(before) + self.gap(before, raw) + self.lead(raw);
                            arc(self.end(before), self.start(raw), len);
                        }
                    }
                    before = Some(raw);
                }
                if let Some(before) = before.filter(|_| group != root) {
                    let pad = if self.is_light(before) { LINES } else { pads[1] };
                    arc(self.end(before), self.first(group) + 1, pad + self.lead(before));
                }
            }
        }
        for group in 0..root {
            let least = self.problem.groups[group as usize].least.across;
            arc(self.first(group), self.first(group) + 1, least.max(2));
        }
        let blocks = self.blocks;
        let is_width =
            |from: u32, to: u32| from >= blocks && to == from + 1 && (from - blocks).is_multiple_of(2);
        self.arcs = least
            .into_iter()
            .map(|((from, to), len)| Arc {
                from,
                to,
                len,
                weight: if is_width(from, to) { WIDTH } else { 0 },
            })
            .collect();
    }

    fn is_light(&self, raw: u32) -> bool {
        matches!(entry(raw), Entry::Item(item) if self.is_line(item))
    }

    /// From an entry's variable to its side.
    fn lead(&self, raw: u32) -> i32 {
        match entry(raw) {
            Entry::Item(item) => self.half(item),
            Entry::Group(_) => 0,
        }
    }

    fn start(&self, raw: u32) -> u32 {
        match entry(raw) {
            Entry::Item(item) => self.block[item as usize],
            Entry::Group(group) => self.first(group),
        }
    }

    fn end(&self, raw: u32) -> u32 {
        match entry(raw) {
            Entry::Item(item) => self.block[item as usize],
            Entry::Group(group) => self.first(group) + 1,
        }
    }

    fn gap(&self, a: u32, b: u32) -> i32 {
        let is_node = |raw| match entry(raw) {
            Entry::Item(item) => self.net.items[item as usize].kind == Kind::Node,
            Entry::Group(_) => false,
        };
        let is_group = |raw| matches!(entry(raw), Entry::Group(_));
        match (self.is_light(a), self.is_light(b)) {
            (true, true) => LINES,
            (true, false) | (false, true) if is_group(a) || is_group(b) => LINES,
            (true, false) | (false, true) => BESIDE,
            _ if is_node(a) && is_node(b) => NODES,
            _ if is_group(a) || is_group(b) => GROUPS,
            _ => BESIDE,
        }
    }

    /// What it costs a step not to be upright.
    fn pull_straight(&mut self, offsets: &[(i32, i32)]) {
        for (index, step) in self.net.steps.iter().enumerate() {
            let (a, b) = (self.block[step.upper as usize], self.block[step.lower as usize]);
            if a == b {
                continue;
            }
            let weight = match (self.is_line(step.upper), self.is_line(step.lower)) {
                (false, false) => 2,
                (true, true) => 6,
                _ => 3,
            };
            let (upper, lower) = offsets[index];
            self.slants.push(Slant { upper: a, lower: b, offset: upper - lower, weight });
        }
        for turn in &self.net.turns {
            let (a, b) = (self.block[turn.a as usize], self.block[turn.b as usize]);
            self.slants.push(Slant { upper: a, lower: b, offset: 0, weight: 1 });
        }
    }

    /// Where a variable hangs, and how far from there.
    fn anchor(&self, variable: u32) -> (u32, i32) {
        let (mut at, mut distance) = (variable, 0);
        while let Some((anchor, offset)) = self.rigid[at as usize] {
            (at, distance) = (anchor, distance + offset);
        }
        (at, distance)
    }

    fn anchored(&self, arc: Arc) -> Option<Arc> {
        let (from, a) = self.anchor(arc.from);
        let (to, b) = self.anchor(arc.to);
        (from != to).then_some(Arc { from, to, len: arc.len + a - b, ..arc })
    }

    /// All places; `None` if twins do not agree.
    fn solve(&mut self) -> Option<Vec<i32>> {
        let first = self.solve_all()?;
        let classes = twin_classes(self.problem);
        if classes.is_empty() {
            return Some(first);
        }
        if !classes.iter().all(|class| self.stiffen(class, &first)) {
            return None;
        }
        let stiff = self.solve_all()?;
        for variable in std::mem::take(&mut self.passing) {
            self.rigid[variable as usize] = None;
        }
        Some(self.improve(&stiff))
    }

    /// The variables inside some twins: what each corresponds to in the others, and its twin.
    fn images(&self, class: &[u32]) -> BTreeMap<u32, ((u8, u32), u32)> {
        let net = self.net;
        let mut images = BTreeMap::new();
        for &twin in class {
            let mut rank = 0;
            for (index, item) in
                net.items.iter().enumerate().filter(|(_, item)| net.is_nested(item.group, twin))
            {
                let variable = self.block[index];
                let image = match item.kind {
                    // Twins hold the same in the same order.
                    Kind::Node => {
                        rank += 1;
                        (0, rank)
                    }
                    _ => (PASSING, variable),
                };
                images.insert(variable, (image, twin));
            }
            let groups = (0..net.root()).filter(|&group| net.is_nested(group, twin));
            for (rank, group) in groups.enumerate() {
                images.insert(self.first(group), ((1, rank as u32), twin));
                images.insert(self.first(group) + 1, ((2, rank as u32), twin));
            }
        }
        images
    }

    fn read(&self, places: &[i32]) -> Across {
        let items = self.block.iter().map(|&block| places[block as usize]).collect();
        let groups = (0..self.net.root()).map(|group| {
            let first = self.first(group) as usize;
            (places[first], places[first + 1])
        });
        Across { items, groups: groups.collect() }
    }

    fn solve_all(&self) -> Option<Vec<i32>> {
        let (arcs, count) = self.system();
        let pivots = PIVOTS * count as usize;
        simplex::solve(count as usize, &arcs, pivots).map(|solved| self.spread(&solved))
    }

    /// Better places than some that keep all distances.
    fn improve(&self, places: &[i32]) -> Vec<i32> {
        let (arcs, count) = self.system();
        let mut start = places.to_vec();
        // A helper stands as late as both of its arcs let it.
        start.resize(count as usize, i32::MAX);
        for arc in &arcs {
            if arc.from as usize >= places.len() {
                let latest = start[arc.to as usize] - arc.len;
                let of = &mut start[arc.from as usize];
                *of = latest.min(*of);
            }
        }
        self.spread(&simplex::improve(start, &arcs, PIVOTS * count as usize))
    }

    /// Distances and prices between what is not rigid, and the number of variables with those of helpers.
    fn system(&self) -> (Vec<Arc>, u32) {
        let mut arcs: Vec<Arc> = self.arcs.iter().filter_map(|&arc| self.anchored(arc)).collect();
        let mut count = self.count() as u32;
        for slant in &self.slants {
            let (upper, a) = self.anchor(slant.upper);
            let (lower, b) = self.anchor(slant.lower);
            if upper != lower {
                push_slant(&mut arcs, &mut count, (upper, lower), slant.offset + a - b, slant.weight);
            }
        }
        (arcs, count)
    }

    /// The place of every variable, those that hang on others too.
    fn spread(&self, solved: &[i32]) -> Vec<i32> {
        let place = |variable| {
            let (anchor, distance) = self.anchor(variable);
            solved[anchor as usize] + distance
        };
        (0..self.count() as u32).map(place).collect()
    }

    /// Gives twins one set of distances, as near as can be to where a first solution has them, and fixes those.
    fn stiffen(&mut self, class: &[u32], places: &[i32]) -> bool {
        let images = self.images(class);
        // Everything inside hangs on the first border of its twin, for which variable 0 stands.
        let mut names: BTreeMap<u32, u32> = BTreeMap::new();
        for &group in class {
            names.insert(self.first(group), 0);
        }
        let mut count = 1;
        let mut by_image: BTreeMap<(u8, u32), u32> = BTreeMap::new();
        for (&variable, &(image, _)) in &images {
            if self.rigid[variable as usize].is_none() && !names.contains_key(&variable) {
                let name = *by_image.entry(image).or_insert_with(|| {
                    count += 1;
                    count - 1
                });
                names.insert(variable, name);
            }
        }
        let twin = |variable: u32| images.get(&variable).map(|&(_, twin)| twin);
        let is_one = |a: u32, b: u32| twin(a) == twin(b);
        let mut arcs = Vec::new();
        for &arc in &self.arcs {
            let Some(arc) = self.anchored(arc) else { continue };
            if let (true, Some(&from), Some(&to)) =
                (is_one(arc.from, arc.to), names.get(&arc.from), names.get(&arc.to))
            {
                arcs.push(Arc { from, to, ..arc });
            }
        }
        for slant in &self.slants {
            let (upper, a) = self.anchor(slant.upper);
            let (lower, b) = self.anchor(slant.lower);
            let is_inside = is_one(upper, lower);
            if let (true, Some(&upper), Some(&lower)) = (is_inside, names.get(&upper), names.get(&lower))
                && upper != lower
            {
                push_slant(&mut arcs, &mut count, (upper, lower), slant.offset + a - b, slant.weight);
            }
        }
        for &group in class {
            let first = self.first(group);
            for (&variable, &name) in names.iter().filter(|(variable, _)| images[variable].1 == group) {
                if name != 0 {
                    let distance = places[variable as usize] - places[first as usize];
                    push_slant(&mut arcs, &mut count, (0, name), distance, 1);
                }
            }
        }
        let pivots = PIVOTS * count as usize;
        let Some(solved) = simplex::solve(count as usize, &arcs, pivots) else { return false };
        for &group in class {
            let first = self.first(group);
            for (&variable, &name) in names.iter().filter(|(variable, _)| images[variable].1 == group) {
                if variable != first {
                    if images[&variable].0.0 == PASSING {
                        self.passing.push(variable);
                    }
                    self.rigid[variable as usize] = Some((first, solved[name as usize] - solved[0]));
                }
            }
        }
        true
    }
}

/// Adds the price of two variables that are not `offset` apart.
fn push_slant(arcs: &mut Vec<Arc>, count: &mut u32, (a, b): (u32, u32), offset: i32, weight: i32) {
    let (first, second) = (offset.max(0), (-offset).max(0));
    // `b` should be at `a + offset`: a helper stands before both, and the sum of the two distances is least there.
    arcs.push(Arc { from: *count, to: b, len: first, weight });
    arcs.push(Arc { from: *count, to: a, len: second, weight });
    *count += 1;
}

/// Twins with one image, innermost first.
fn twin_classes(problem: &Problem) -> Vec<Vec<u32>> {
    let mut classes: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for twins in &problem.twins {
        classes.entry(problem.group_image[twins[0] as usize]).or_default().extend(twins);
    }
    let mut classes: Vec<Vec<u32>> = classes.into_values().collect();
    classes.sort_by_key(|class| std::cmp::Reverse(problem.groups[class[0] as usize].depth));
    classes
}

/// One variable for each run of dummies of a connection that can stay straight: those of two connections that cross
/// between dummies cannot both. Returns the variable of each item and how many there are.
fn straight_blocks(order: &Order, straight: Straight) -> (Vec<u32>, u32) {
    let net = order.net;
    let is_inner = |item: u32| matches!(net.items[item as usize].kind, Kind::Pass | Kind::Label);
    let mut above: Vec<Option<u32>> = vec![None; net.items.len()];
    for (index, channel) in net.channels.iter().enumerate() {
        // A group that goes on for a layer is left or entered sideways, or is in the way.
        let is_aside = |step: Step| {
            order.walls[index].iter().any(|&group| {
                let (above, below) = order.sides(step, group);
                above != below
            })
        };
        let mut inner: Vec<(u32, u32, u32, u32)> = Vec::new();
        for &index in channel {
            let step = net.steps[index as usize];
            let homes = (net.homes[step.upper as usize], net.homes[step.lower as usize]);
            let is_held = match straight {
                Straight::All => true,
                Straight::OutsideTwins => homes.0.is_none(),
                Straight::None => false,
            };
            let is_one_home = homes.0 == homes.1 && is_held;
            if step.way != NO_WAY
                && is_inner(step.upper)
                && is_inner(step.lower)
                && is_one_home
                && !is_aside(step)
            {
                let places = (order.pos[step.upper as usize], order.pos[step.lower as usize]);
                inner.push((places.0, places.1, step.upper, step.lower));
            }
        }
        inner.sort_unstable();
        // Longest run of steps without a crossing, by patience: greedy from one side is near enough and stable. A label
        // that was led around a group on both sides has two steps down: only one of them can be straight.
        let mut furthest = None;
        for (from, to, upper, lower) in inner {
            if furthest.is_none_or(|furthest: (u32, u32)| from > furthest.0 && to > furthest.1) {
                furthest = Some((from, to));
                above[lower as usize] = Some(upper);
            }
        }
    }
    let mut block = vec![u32::MAX; net.items.len()];
    let mut count = 0;
    for index in 0..net.items.len() {
        let mut chain = vec![index];
        while block[chain[chain.len() - 1]] == u32::MAX {
            match above[chain[chain.len() - 1]] {
                Some(next) => chain.push(next as usize),
                None => break,
            }
        }
        let top = chain[chain.len() - 1];
        if block[top] == u32::MAX {
            block[top] = count;
            count += 1;
        }
        let id = block[top];
        chain.into_iter().for_each(|item| block[item] = id);
    }
    (block, count)
}

/// How far from the middle of its items each step leaves and arrives, if ports are spread in order.
fn spread_ports(order: &Order) -> Vec<(i32, i32)> {
    let net = order.net;
    let mut offsets = vec![(0, 0); net.steps.len()];
    for (item, node) in net.items.iter().enumerate().filter(|(_, item)| item.kind == Kind::Node) {
        for is_down in [true, false] {
            let steps = if is_down { net.downs.of(item as u32) } else { net.ups.of(item as u32) };
            let mut sorted: Vec<(u32, u32)> = steps
                .iter()
                .filter(|&&step| net.steps[step as usize].way != NO_WAY)
                .map(|&step| {
                    let other = net.steps[step as usize];
                    (order.pos[if is_down { other.lower } else { other.upper } as usize], step)
                })
                .collect();
            sorted.sort_unstable();
            let count = sorted.len() as i32;
            let pitch = if count > 1 { ((node.size.across - 16) / (count - 1)).clamp(0, 14) } else { 0 };
            for (index, (_, step)) in sorted.into_iter().enumerate() {
                let offset = (2 * index as i32 - (count - 1)) * pitch / 2;
                let of = &mut offsets[step as usize];
                if is_down { of.0 = offset } else { of.1 = offset }
            }
        }
    }
    offsets
}

#[cfg(test)]
mod tests {
    use super::super::{ports, sample};
    use super::*;

    /// Places a text and checks what holds of all places.
    fn check(text: &str, seed: u64, rounds: usize) {
        let problem = sample::problem(text);
        sample::settle(&problem, seed, |order| {
            let mut across = place(&problem, order, None);
            for _ in 1..rounds {
                let offsets = ports::set(&problem, order, &across).offsets(order.net, &across);
                across = place(&problem, order, Some(&offsets));
            }
            separations(text, order, &across);
            twins(text, &problem, &across);
        });
    }

    /// What stands side by side in a list keeps its order and its distance, within the borders of its group.
    fn separations(text: &str, order: &Order, across: &Across) {
        let net = order.net;
        let extent = |raw: u32| match entry(raw) {
            Entry::Group(group) => across.groups[group as usize],
            Entry::Item(item) => {
                let half = net.items[item as usize].size.across / 2;
                (across.items[item as usize] - half, across.items[item as usize] + half)
            }
        };
        let is_seen = |raw: &u32| match entry(*raw) {
            Entry::Item(item) => net.items[item as usize].kind != Kind::Filler,
            Entry::Group(_) => true,
        };
        for group in 0..=net.root() {
            for layer in net.spans[group as usize].0..=net.spans[group as usize].1 {
                let seen: Vec<(i32, i32)> =
                    order.entries(group, layer).iter().copied().filter(is_seen).map(extent).collect();
                for pair in seen.windows(2) {
                    assert!(
                        pair[0].1 + LINES <= pair[1].0,
                        "{pair:?} in layer {layer} of group {group}: {text}"
                    );
                }
                if group != net.root() {
                    let (first, last) = across.groups[group as usize];
                    let is_inside = |&(a, b): &(i32, i32)| first + LINES <= a && b + LINES <= last;
                    assert!(seen.iter().all(is_inside), "group {group} in layer {layer}: {text}");
                }
            }
        }
    }

    /// Nodes and sub-groups of twins stand at the same distances from the first border.
    fn twins(text: &str, problem: &Problem, across: &Across) {
        for class in &problem.twins {
            let all: Vec<Vec<i32>> = class
                .iter()
                .map(|&twin| {
                    let is_within = |group: u32| problem.chain(group).any(|around| around == twin);
                    let start = across.groups[twin as usize].0;
                    let nodes = (0..problem.nodes.len())
                        .filter(|&node| is_within(problem.nodes[node].parent))
                        .map(|node| across.items[node] - start);
                    let groups = (0..problem.root()).filter(|&group| is_within(group)).flat_map(|group| {
                        let (first, last) = across.groups[group as usize];
                        [first - start, last - start]
                    });
                    nodes.chain(groups).collect()
                })
                .collect();
            assert!(all.iter().all(|places| *places == all[0]), "{text}: twins {class:?} {all:?}");
        }
    }

    #[test]
    fn a_chain_stands_upright() {
        let problem = sample::problem("a b c a>b b>c");
        sample::settle(&problem, 0, |order| {
            let items = place(&problem, order, None).items;
            assert_eq!((items[0], items[1]), (items[1], items[2]));
        });
    }

    #[test]
    fn a_long_connection_is_straight_between_its_ends() {
        let problem = sample::problem("s a b c t s>a a>b b>c c>t s>t");
        sample::settle(&problem, 0, |order| {
            let across = place(&problem, order, None);
            let net = order.net;
            let passes: Vec<i32> = (0..net.items.len())
                .filter(|&item| net.items[item].kind == Kind::Pass)
                .map(|item| across.items[item])
                .collect();
            assert_eq!(passes, [passes[0]; 3]);
        });
    }

    #[test]
    fn twins_are_congruent() {
        check("x=[ u=[ a b ] v=[ c d ] ] y=[ w=[ e f ] z=[ g h ] ] s s>a s>d s>f s>g s>h e>h", 0, 2);
    }

    #[test]
    fn a_label_that_is_led_around_groups_on_both_sides_has_a_place() {
        let text = "x=[ u=[ a ] v=[ b ] c ] y=[ w=[ d ] z=[ e ] f ] u>d e>a: d>x w>b a>u x>z:";
        (0..30).for_each(|seed| check(text, seed, 1));
    }

    #[test]
    fn order_and_distances_are_kept_in_any_graph() {
        (0..80).for_each(|seed| check(&sample::random(seed), seed, 1 + seed as usize % 2));
    }
}
