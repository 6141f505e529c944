//! A layer for every node and a span of layers for every group.
//!
//! Cycles are broken, then one network simplex ranks nodes together with the first and last layer of every group
//! (Sander, "Layout of compound directed graphs", 1996). A group is *separated*, so that what it holds stands in the
//! order of a feedback arc heuristic (Eades, Lin, Smyth 1993) with layers of their own, or *merged*, so that its
//! sub-groups may share layers. What must look alike is ranked as one. Orders nothing within a layer.

use super::Pull;
use super::problem::{End, Extent, Problem};
use super::simplex::{self, Arc};
use std::collections::BTreeMap;

/// What one end of a connection is tied to, once it is known which way it runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Port {
    Node(u32),
    /// The border of a group before its first layer.
    First(u32),
    /// The border of a group after its last layer.
    Last(u32),
    /// The border of a group beside one of its layers.
    Beside(u32, u32),
}

/// A connection with a direction along the flow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Oriented {
    /// Index into [`Problem::edges`].
    pub(super) edge: u32,
    pub(super) upper: Port,
    pub(super) lower: Port,
    /// Whether it starts at `lower`.
    pub(super) is_reversed: bool,
}

/// Where everything stands along the flow, in layers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Ranks {
    /// One a node.
    pub(super) layers: Vec<u32>,
    /// First and last layer of each group, and of the root.
    pub(super) spans: Vec<(u32, u32)>,
    /// Connections whose upper end stands in an earlier layer.
    pub(super) down: Vec<Oriented>,
    /// Connections within one layer.
    pub(super) flat: Vec<Oriented>,
    /// Pairs of unconnected nodes that follow each other in a row of their grid.
    pub(super) rows: Vec<(u32, u32)>,
}

/// The price of a layer, per connection and per group.
const EDGE: i32 = 4;
const EDGE_OF_GROUP: i32 = 1;
const SPAN: i32 = 3;
/// Exchanges of the simplex for each variable.
const PIVOTS: usize = 40;
/// Room that a cell of a grid takes beside its node.
const CELL: i32 = 40;

/// Which of several good rankings to take.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Style {
    /// An entry for every group and the root.
    pub(super) is_separated: Vec<bool>,
    /// Whether nodes that several others share get layers of their own.
    ///
    /// Two nodes that are both tied to `n` others cross n (n − 1) / 2 times if those stand in one layer, and not at all
    /// if they stand in one column between the two.
    pub(super) is_staggered: bool,
}

/// Ranks a problem.
pub(super) fn rank(problem: &Problem, style: &Style) -> Ranks {
    let mut ranking = Ranking::new(problem, &style.is_separated);
    ranking.orient();
    ranking.contain();
    let grids = Grids::new(problem);
    ranking.arcs.extend(grids.arcs());
    let mut ranks = ranking.solve();
    if style.is_staggered && ranking.stagger(&ranks) {
        ranks = ranking.solve();
    }
    ranking.finish(&ranks, &grids)
}

struct Ranking<'a> {
    problem: &'a Problem,
    is_separated: &'a [bool],
    arcs: Vec<Arc>,
    down: Vec<Oriented>,
    /// Edges that no direction fits.
    loose: Vec<u32>,
    /// Nodes, then the first and last layer of each group, then what else there is.
    variables: u32,
}

/// An edge between two children of a group, in image space.
struct Link {
    edge: u32,
    from: End,
    to: End,
}

impl<'a> Ranking<'a> {
    fn new(problem: &'a Problem, is_separated: &'a [bool]) -> Self {
        let variables = (problem.nodes.len() + 2 * problem.groups.len()) as u32;
        Ranking { problem, is_separated, arcs: Vec::new(), down: Vec::new(), loose: Vec::new(), variables }
    }

    fn count(&self) -> usize {
        self.variables as usize
    }

    fn image(&self, end: End) -> End {
        match end {
            End::Node(node) => End::Node(self.problem.node_image[node as usize]),
            End::Group(group) => End::Group(self.problem.group_image[group as usize]),
        }
    }

    fn first(&self, group: u32) -> u32 {
        self.problem.nodes.len() as u32 + 2 * self.problem.group_image[group as usize]
    }

    fn variable(&self, port: Port) -> u32 {
        match port {
            Port::Node(node) => self.problem.node_image[node as usize],
            Port::First(group) | Port::Beside(group, _) => self.first(group),
            Port::Last(group) => self.first(group) + 1,
        }
    }

    /// Gives every edge a direction.
    fn orient(&mut self) {
        let problem = self.problem;
        let mut levels: BTreeMap<u32, Vec<Link>> = BTreeMap::new();
        let mut free = Vec::new();
        for (index, edge) in problem.edges.iter().enumerate() {
            let (from, to) = (self.image(edge.from), self.image(edge.to));
            if from == to {
                self.loose.push(index as u32);
                continue;
            }
            let real = problem.meet(edge.from, edge.to);
            let (group, a, b) = problem.meet(from, to);
            match (a, b) {
                (Some(from), Some(to)) if self.is_separated[group as usize] => {
                    levels.entry(group).or_default().push(Link { edge: index as u32, from, to });
                }
                (Some(_), Some(_)) => free.push(index as u32),
                // Images may hold each other where the twins themselves do not.
                _ if real.1.is_some() && real.2.is_some() => self.loose.push(index as u32),
                _ => self.push_inner(index as u32),
            }
        }
        for links in levels.values() {
            self.orient_level(links);
        }
        self.orient_free(&free);
    }

    /// An edge between a group and what it holds runs inside, from the border on that side.
    fn push_inner(&mut self, index: u32) {
        let edge = self.problem.edges[index as usize];
        let is_from_group = self.problem.meet(edge.from, edge.to).1.is_none();
        let (upper, lower) = match (edge.from, edge.to) {
            (End::Group(group), to) if is_from_group => (Port::First(group), upper_side(to)),
            (from, End::Group(group)) => (lower_side(from), Port::Last(group)),
            _ => unreachable!("one end holds the other"),
        };
        self.push(Oriented { edge: index, upper, lower, is_reversed: false });
    }

    fn push(&mut self, oriented: Oriented) {
        let edge = &self.problem.edges[oriented.edge as usize];
        let is_of_group = matches!((edge.from, edge.to), (End::Group(_), _) | (_, End::Group(_)));
        let arc = Arc {
            from: self.variable(oriented.upper),
            to: self.variable(oriented.lower),
            len: 1 + i32::from(edge.label.is_some()),
            weight: if is_of_group { EDGE_OF_GROUP } else { EDGE },
        };
        self.arcs.push(arc);
        self.down.push(oriented);
    }

    fn push_edge(&mut self, index: u32, is_reversed: bool) {
        let edge = self.problem.edges[index as usize];
        let (upper, lower) = if is_reversed { (edge.to, edge.from) } else { (edge.from, edge.to) };
        let (upper, lower) = (lower_side(upper), upper_side(lower));
        self.push(Oriented { edge: index, upper, lower, is_reversed });
    }

    /// Orders the children of a separated group and directs the edges between them accordingly.
    fn orient_level(&mut self, links: &[Link]) {
        let mut items: Vec<(u8, u32)> =
            links.iter().flat_map(|link| [key(link.from), key(link.to)]).collect();
        items.sort_unstable();
        items.dedup();
        let at = |end: End| items.binary_search(&key(end)).expect("every end is among the items");
        let mut weights: BTreeMap<(usize, usize), i32> = BTreeMap::new();
        for link in links {
            *weights.entry((at(link.from), at(link.to))).or_default() += 1;
        }
        let pull = |item: (u8, u32)| match item {
            (0, node) => self.problem.nodes[node as usize].pull,
            _ => Pull::None,
        };
        let pulls: Vec<Pull> = items.iter().map(|&item| pull(item)).collect();
        let rank = feedback_order(&pulls, &weights);
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for link in links {
            let (a, b) = (at(link.from), at(link.to));
            let is_reversed = rank[a] > rank[b];
            self.push_edge(link.edge, is_reversed);
            pairs.push(if is_reversed { (b, a) } else { (a, b) });
        }
        pairs.sort_unstable();
        pairs.dedup();
        for (a, b) in pairs {
            let (a, b) = (items[a], items[b]);
            if (a.0, b.0) != (0, 0) {
                let from = if a.0 == 0 { a.1 } else { self.first(a.1) + 1 };
                let to = if b.0 == 0 { b.1 } else { self.first(b.1) };
                self.arcs.push(Arc { from, to, len: 1, weight: 1 });
            }
        }
    }

    /// Takes edges in as they were written; one that would close a cycle is turned, or left loose.
    fn orient_free(&mut self, free: &[u32]) {
        if free.is_empty() {
            return;
        }
        let mut reach = Reach::new(self.count());
        self.arcs.iter().for_each(|arc| reach.add(arc.from, arc.to));
        self.containment(|from, to, _| reach.add(from, to));
        for &index in free {
            let edge = self.problem.edges[index as usize];
            let ways = [false, true].map(|is_reversed| {
                let (upper, lower) = if is_reversed { (edge.to, edge.from) } else { (edge.from, edge.to) };
                (is_reversed, self.variable(lower_side(upper)), self.variable(upper_side(lower)))
            });
            let open = ways.into_iter().find(|&(_, upper, lower)| !reach.leads(lower, upper));
            match open {
                Some((is_reversed, upper, lower)) => {
                    reach.add(upper, lower);
                    self.push_edge(index, is_reversed);
                }
                None => self.loose.push(index),
            }
        }
    }

    /// Calls for every pair of variables of which one holds the other, with the price of their distance.
    fn containment(&self, mut call: impl FnMut(u32, u32, i32)) {
        let problem = self.problem;
        for (index, node) in problem.nodes.iter().enumerate() {
            if node.parent != problem.root() && problem.node_image[index] == index as u32 {
                call(self.first(node.parent), index as u32, 0);
                call(index as u32, self.first(node.parent) + 1, 0);
            }
        }
        for (index, group) in problem.groups.iter().enumerate() {
            let first = self.first(index as u32);
            if problem.group_image[index] == index as u32 {
                call(first, first + 1, SPAN);
                if group.parent != problem.root() {
                    call(self.first(group.parent), first, 0);
                    call(first + 1, self.first(group.parent) + 1, 0);
                }
            }
        }
    }

    fn contain(&mut self) {
        let mut arcs = Vec::new();
        self.containment(|from, to, weight| arcs.push(Arc { from, to, len: 0, weight }));
        self.arcs.extend(arcs);
        self.pull();
    }

    /// Draws what likes the start or the end of the drawing there, by less than any connection does.
    fn pull(&mut self) {
        let nodes = &self.problem.nodes;
        if nodes.iter().all(|node| node.pull == Pull::None) {
            return;
        }
        let (first, last) = (self.variables, self.variables + 1);
        self.variables += 2;
        for (index, node) in (0..).zip(nodes) {
            let [start, end] = [Pull::Start, Pull::End].map(|pull| i32::from(node.pull == pull));
            self.arcs.push(Arc { from: first, to: index, len: 0, weight: start });
            self.arcs.push(Arc { from: index, to: last, len: 0, weight: end });
        }
    }

    fn solve(&self) -> Vec<i32> {
        simplex::solve(self.count(), &self.arcs, PIVOTS * self.count())
            .expect("no edge is taken in that closes a cycle")
    }

    /// Gives nodes of one layer that share two or more neighbours layers of their own; whether there are any.
    fn stagger(&mut self, ranks: &[i32]) -> bool {
        let count = self.problem.nodes.len();
        let mut reach = Reach::new(self.count());
        self.arcs.iter().for_each(|arc| reach.add(arc.from, arc.to));
        let added = self.arcs.len();
        for is_above in [true, false] {
            let mut near: Vec<Vec<u32>> = vec![Vec::new(); count];
            for oriented in &self.down {
                if let (Port::Node(upper), Port::Node(lower)) = (oriented.upper, oriented.lower) {
                    let (of, other) = if is_above { (lower, upper) } else { (upper, lower) };
                    near[of as usize].push(other);
                }
            }
            near.iter_mut().for_each(|list| {
                list.sort_unstable();
                list.dedup();
            });
            let mut by_layer: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
            for node in
                (0..count as u32).filter(|&node| near[node as usize].len() > 1 && self.is_single(node))
            {
                by_layer.entry(ranks[node as usize]).or_default().push(node);
            }
            for nodes in by_layer.values() {
                for (index, &node) in nodes.iter().enumerate() {
                    let shares = |other: &&u32| {
                        let theirs = &near[**other as usize];
                        near[node as usize].iter().filter(|near| theirs.contains(near)).count() > 1
                    };
                    let Some(&before) = nodes[..index].iter().rev().find(shares) else { continue };
                    if !reach.leads(node, before) {
                        reach.add(before, node);
                        self.arcs.push(Arc { from: before, to: node, len: 1, weight: 0 });
                    }
                }
            }
        }
        self.arcs.len() > added
    }

    /// Whether nothing else must look like a node.
    fn is_single(&self, node: u32) -> bool {
        self.problem
            .node_image
            .iter()
            .filter(|&&image| image == self.problem.node_image[node as usize])
            .count()
            == 1
    }

    /// Reads the layers off, fits grids and ports in, and sees which loose edges run down after all.
    fn finish(self, ranks: &[i32], grids: &Grids) -> Ranks {
        let problem = self.problem;
        let layer = |variable: u32| ranks[variable as usize] as u32;
        let mut layers: Vec<u32> = problem.node_image.iter().map(|&image| layer(image)).collect();
        let mut spans = vec![(u32::MAX, 0); problem.groups.len() + 1];
        let mut widen = |group: u32, layer: u32| {
            for group in problem.chain(group).chain([problem.root()]) {
                let span = &mut spans[group as usize];
                *span = (span.0.min(layer), span.1.max(layer));
            }
        };
        for (node, &layer) in problem.nodes.iter().zip(&layers) {
            widen(node.parent, layer);
        }
        for oriented in &self.down {
            // A border that an edge leaves inwards takes a layer of its own.
            if let (Port::First(group), _) | (_, Port::Last(group)) = (oriented.upper, oriented.lower) {
                let port = if oriented.upper == Port::First(group) { oriented.upper } else { oriented.lower };
                for twin in 0..problem.groups.len() as u32 {
                    if problem.group_image[twin as usize] == problem.group_image[group as usize] {
                        widen(twin, layer(self.variable(port)));
                    }
                }
            }
        }
        let rows = grids.fit(problem, &mut layers, &spans);
        let least = spans[problem.root() as usize].0;
        layers.iter_mut().for_each(|layer| *layer -= least);
        spans.iter_mut().for_each(|span| *span = (span.0 - least, span.1 - least));
        let mut ranks = Ranks { layers, spans, down: self.down, flat: Vec::new(), rows };
        self.loose.iter().for_each(|&edge| ranks.settle(problem, edge));
        ranks
    }
}

impl Ranks {
    /// Directs an edge by where its ends have come to stand.
    fn settle(&mut self, problem: &Problem, index: u32) {
        let edge = problem.edges[index as usize];
        let span = |end: End| match end {
            End::Node(node) => (self.layers[node as usize], self.layers[node as usize]),
            End::Group(group) => self.spans[group as usize],
        };
        let (from, to) = (span(edge.from), span(edge.to));
        let oriented = |upper, lower, is_reversed| Oriented { edge: index, upper, lower, is_reversed };
        if from.1 < to.0 {
            self.down.push(oriented(lower_side(edge.from), upper_side(edge.to), false));
        } else if to.1 < from.0 {
            self.down.push(oriented(lower_side(edge.to), upper_side(edge.from), true));
        } else {
            let layer = from.0.max(to.0);
            let beside = |end: End| match end {
                End::Node(node) => Port::Node(node),
                End::Group(group) => Port::Beside(group, layer),
            };
            self.flat.push(oriented(beside(edge.from), beside(edge.to), false));
        }
    }
}

/// The side of an end from which connections run on.
fn lower_side(end: End) -> Port {
    match end {
        End::Node(node) => Port::Node(node),
        End::Group(group) => Port::Last(group),
    }
}

/// The side of an end at which connections arrive.
fn upper_side(end: End) -> Port {
    match end {
        End::Node(node) => Port::Node(node),
        End::Group(group) => Port::First(group),
    }
}

fn key(end: End) -> (u8, u32) {
    match end {
        End::Node(node) => (0, node),
        End::Group(group) => (1, group),
    }
}

/// A rank for each item so that few of the weighted links run backwards (Eades, Lin, Smyth 1993). Of equals, those
/// that like the start come first, then those named first.
fn feedback_order(pulls: &[Pull], weights: &BTreeMap<(usize, usize), i32>) -> Vec<usize> {
    let count = pulls.len();
    let (mut incoming, mut outgoing) = (vec![0; count], vec![0; count]);
    let mut near: Vec<Vec<(usize, i32, bool)>> = vec![Vec::new(); count];
    for (&(a, b), &weight) in weights.iter().filter(|((a, b), _)| a != b) {
        outgoing[a] += weight;
        incoming[b] += weight;
        near[a].push((b, weight, true));
        near[b].push((a, weight, false));
    }
    let mut is_left: Vec<bool> = vec![true; count];
    let mut front = Vec::new();
    let mut back = Vec::new();
    let mut waiting: Vec<usize> = (0..count).collect();
    while !waiting.is_empty() {
        let sink = waiting.iter().copied().find(|&item| outgoing[item] == 0 && incoming[item] > 0);
        let source = || waiting.iter().copied().find(|&item| incoming[item] == 0);
        let best = || {
            let gain = |item: usize| (outgoing[item] - incoming[item], pulls[item] == Pull::Start);
            waiting.iter().copied().max_by_key(|&item| (gain(item), std::cmp::Reverse(item)))
        };
        let Some(item) = sink.or_else(source).or_else(best) else { break };
        if sink.is_some() {
            back.push(item)
        } else {
            front.push(item)
        }
        is_left[item] = false;
        waiting.retain(|&other| other != item);
        for &(other, weight, is_out) in &near[item] {
            let of = if is_out { &mut incoming } else { &mut outgoing };
            of[other] -= weight;
        }
    }
    let mut rank = vec![0; count];
    for (place, item) in front.into_iter().chain(back.into_iter().rev()).enumerate() {
        rank[item] = place;
    }
    rank
}

/// Which variable can be reached from which.
struct Reach {
    next: Vec<Vec<u32>>,
    seen: Vec<u32>,
    round: u32,
}

impl Reach {
    fn new(count: usize) -> Reach {
        Reach { next: vec![Vec::new(); count], seen: vec![0; count], round: 0 }
    }

    fn add(&mut self, from: u32, to: u32) {
        self.next[from as usize].push(to);
    }

    fn leads(&mut self, from: u32, to: u32) -> bool {
        self.round += 1;
        let mut stack = vec![from];
        self.seen[from as usize] = self.round;
        while let Some(v) = stack.pop() {
            if v == to {
                return true;
            }
            for &next in &self.next[v as usize] {
                if self.seen[next as usize] != self.round {
                    self.seen[next as usize] = self.round;
                    stack.push(next);
                }
            }
        }
        false
    }
}

/// The unconnected nodes of each group, which are set in a grid.
struct Grids {
    /// A group (or the root), the columns its grid has at least, and its nodes.
    grids: Vec<(u32, usize, Vec<u32>)>,
}

impl Grids {
    fn new(problem: &Problem) -> Grids {
        let mut is_free = vec![true; problem.nodes.len()];
        for end in problem.edges.iter().flat_map(|edge| [edge.from, edge.to]) {
            if let End::Node(node) = end {
                // A twin's grid is that of its image.
                let image = problem.node_image[node as usize];
                is_free[image as usize] = false;
            }
        }
        let mut by_group: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (index, node) in problem.nodes.iter().enumerate() {
            if is_free[problem.node_image[index] as usize] {
                by_group.entry(node.parent).or_default().push(index as u32);
            }
        }
        let grids = by_group.into_iter().map(|(group, nodes)| {
            let size = |node: &u32| problem.nodes[*node as usize].size;
            let widest = nodes.iter().map(size).fold(Extent::default(), |a, b| Extent {
                across: a.across.max(b.across),
                along: a.along.max(b.along),
            });
            let ratio = f64::from(widest.across + CELL) / f64::from(widest.along + CELL);
            let columns = (nodes.len() as f64 * ratio).sqrt().round() as usize;
            (group, columns.clamp(1, nodes.len()), nodes)
        });
        Grids { grids: grids.collect() }
    }

    /// Distances that give each row of a grid layers that follow each other.
    fn arcs(&self) -> impl Iterator<Item = Arc> {
        self.grids.iter().flat_map(|(_, columns, nodes)| {
            nodes.chunks(*columns).flat_map(|row| row.windows(2)).map(|pair| Arc {
                from: pair[0],
                to: pair[1],
                len: 1,
                weight: 1,
            })
        })
    }

    /// Spreads each grid over the layers that its group has anyway; returns neighbours in a row.
    fn fit(&self, problem: &Problem, layers: &mut [u32], spans: &[(u32, u32)]) -> Vec<(u32, u32)> {
        let mut rows = Vec::new();
        for (group, columns, nodes) in &self.grids {
            let (first, last) = spans[*group as usize];
            let columns = (*columns).max(nodes.len().min((last - first) as usize + 1));
            // Twins that nothing ties together bring a grid to the root, which needs no rows.
            let is_root = *group == problem.root();
            for row in nodes.chunks(columns) {
                for (column, &node) in row.iter().enumerate() {
                    layers[node as usize] = first + column as u32;
                }
                rows.extend(row.windows(2).map(|pair| (pair[0], pair[1])).filter(|_| !is_root));
            }
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// Ranks a text and checks what holds of every ranking.
    fn check(text: &str, is_separated: bool, is_staggered: bool) -> Ranks {
        let problem = sample::problem(text);
        let ranks = rank(&problem, &sample::style(&problem, is_separated, is_staggered));
        let layer = |port: Port| match port {
            Port::Node(node) => ranks.layers[node as usize],
            Port::First(group) => ranks.spans[group as usize].0,
            Port::Last(group) => ranks.spans[group as usize].1,
            Port::Beside(_, layer) => layer,
        };
        for link in &ranks.down {
            assert!(layer(link.upper) < layer(link.lower), "{text}: {link:?}");
        }
        for link in ranks.flat.iter().filter(|link| link.upper != link.lower) {
            assert_eq!(layer(link.upper), layer(link.lower), "{text}: {link:?}");
        }
        let mut edges: Vec<u32> = ranks.down.iter().chain(&ranks.flat).map(|link| link.edge).collect();
        edges.sort_unstable();
        assert!(edges.into_iter().eq(0..problem.edges.len() as u32), "{text}: every edge once");
        for (index, node) in problem.nodes.iter().enumerate() {
            let (first, last) = ranks.spans[node.parent as usize];
            assert!((first..=last).contains(&ranks.layers[index]), "{text}: node {index}");
            assert_eq!(
                ranks.layers[index], ranks.layers[problem.node_image[index] as usize],
                "{text}: twins"
            );
        }
        for (index, group) in problem.groups.iter().enumerate() {
            let (outer, inner) = (ranks.spans[group.parent as usize], ranks.spans[index]);
            assert!(outer.0 <= inner.0 && inner.1 <= outer.1, "{text}: group {index}");
            assert_eq!(inner, ranks.spans[problem.group_image[index] as usize], "{text}: twins");
        }
        assert_eq!(ranks.spans[problem.root() as usize].0, 0, "{text}");
        ranks
    }

    #[test]
    fn connections_run_down() {
        assert_eq!(check("a b c a>b b>c a>c", true, false).layers, [0, 1, 2]);
        assert_eq!(check("a b a>b:", true, false).layers, [0, 2], "a label has a layer of its own");
    }

    #[test]
    fn one_connection_of_a_cycle_is_turned() {
        for is_separated in [true, false] {
            let ranks = check("a b c a>b b>c c>a", is_separated, false);
            let turned: Vec<u32> =
                ranks.down.iter().filter(|link| link.is_reversed).map(|link| link.edge).collect();
            assert_eq!((ranks.layers, turned), (vec![0, 1, 2], vec![2]));
        }
    }

    #[test]
    fn separated_groups_have_layers_of_their_own_and_merged_ones_share() {
        let text = "g[ a b ] h[ c d ] a>b c>d a>d";
        let apart = check(text, true, false);
        assert!(apart.spans[0].1 < apart.spans[1].0, "{:?}", apart.spans);
        let merged = check(text, false, false);
        assert_eq!(merged.spans[0], merged.spans[1]);
    }

    #[test]
    fn a_connection_among_twins_lies_in_one_layer() {
        let ranks = check("x=[ a b ] y=[ c d ] a>b c>d b>d", true, false);
        assert_eq!(ranks.layers, [0, 1, 0, 1]);
        assert_eq!(ranks.flat.len(), 1);
    }

    #[test]
    fn unconnected_nodes_spread_over_a_grid() {
        let ranks = check("g[ a b c d e f g h i ]", true, false);
        let layers = ranks.spans[0].1 + 1;
        assert!((2..=5).contains(&layers), "{layers}");
        assert!(ranks.rows.iter().all(|&(a, b)| ranks.layers[b as usize] == ranks.layers[a as usize] + 1));
    }

    #[test]
    fn nodes_that_share_their_neighbours_are_staggered() {
        let text = "a b c d e a>c a>d a>e b>c b>d b>e";
        let layers = check(text, true, false).layers;
        assert_eq!((layers[0], layers[2]), (layers[1], layers[3]));
        let layers = check(text, true, true).layers;
        assert!(layers[0] != layers[1] || layers[2] != layers[3], "{layers:?}");
    }

    #[test]
    fn every_style_ranks_every_graph() {
        for seed in 0..60 {
            let text = sample::random(seed);
            for (is_separated, is_staggered) in [(true, true), (true, false), (false, true), (false, false)] {
                check(&text, is_separated, is_staggered);
            }
        }
    }
}
