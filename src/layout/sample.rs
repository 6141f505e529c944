//! Graphs for the tests of the phases, each a line of text, and what the earlier phases make of them.
//!
//! `a b` are nodes, `g[ a ]` is a group, `g=[ a ]` one of twins; `a>b` is a connection, and `a>b:` one with a label.
//! Boxes are numbered as they are written, nodes and groups of a [`Problem`] each for themselves.

use super::net::Net;
use super::order::Order;
use super::problem::Problem;
use super::ranks::{Ranks, Style, rank};
use super::tree::Tree;
use super::{BoxSpec, Direction, EdgeSpec, Graph, Size, detour, sift, twins};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The graph that a text describes; its nodes are all of one size.
pub(super) fn graph(text: &str) -> Graph {
    let mut graph = Graph::default();
    let mut names: BTreeMap<&str, u32> = BTreeMap::new();
    let mut open: Vec<u32> = Vec::new();
    for word in text.split_whitespace() {
        if word == "]" {
            open.pop();
        } else if let Some((from, to)) = word.split_once('>') {
            let label = to.ends_with(':').then_some(Size { width: 50, height: 16 });
            let to = names[to.trim_end_matches(':')];
            graph.edges.push(EdgeSpec { from: names[from], to, label });
        } else {
            let index = graph.boxes.len() as u32;
            let is_group = word.ends_with('[');
            let name = word.trim_end_matches('[');
            let twin = name.ends_with('=').then_some(0);
            names.insert(name.trim_end_matches('='), index);
            let size = if is_group { Size { width: 60, height: 20 } } else { Size { width: 80, height: 40 } };
            let parent = open.last().copied();
            graph.boxes.push(BoxSpec { parent, size, is_group, twin, ..BoxSpec::default() });
            open.extend(is_group.then_some(index));
        }
    }
    graph
}

/// The same as one problem that runs down, connected or not.
pub(super) fn problem(text: &str) -> Problem {
    let graph = graph(text);
    let tree = Tree::new(&graph);
    let edges: Vec<usize> = (0..graph.edges.len()).collect();
    Problem::new(&tree, &tree.children[tree.root()], &edges, Direction::Down)
}

/// Every group separated, or every group merged; staggered or not.
pub(super) fn style(problem: &Problem, is_separated: bool, is_staggered: bool) -> Style {
    Style { is_separated: vec![is_separated; problem.groups.len() + 1], is_staggered }
}

pub(super) fn ranks(problem: &Problem) -> Ranks {
    rank(problem, &style(problem, false, false))
}

/// An order as it is written, for seed 0, or by chance.
pub(super) fn order(net: &Net, seed: u64) -> Order<'_> {
    let mut roll = dice(seed);
    let mut keys = |count: usize| -> Vec<i64> {
        (0..count as i64).map(|index| if seed == 0 { index } else { roll(1 << 20) as i64 }).collect()
    };
    let (items, groups) = (keys(net.items.len()), keys(net.root() as usize));
    Order::new(net, &items, &groups)
}

/// Calls with an order that is ready to be placed: twins in one order, and nothing cut.
pub(super) fn settle(problem: &Problem, seed: u64, call: impl FnOnce(&Order)) {
    let net = Net::new(problem, &ranks(problem));
    let mut order = order(&net, seed);
    sift::sift(&mut order, 2);
    twins::harmonise(&mut order, problem);
    order.seat_labels();
    match detour::mend(&order) {
        None => call(&order),
        Some((net, lists)) => call(&Order::of_lists(&net, lists, order.lists.group_ranks.clone())),
    }
}

/// Numbers below some other that look like chance: Knuth's MMIX generator.
pub(super) fn dice(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    move |sides| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    }
}

/// A text of up to some 20 boxes, nested, with twins, that hangs together.
pub(super) fn random(seed: u64) -> String {
    let mut roll = dice(seed);
    let mut text = String::new();
    let mut names = Vec::new();
    let tops = fill(&mut text, &mut names, &mut roll, 0);
    for pair in tops.windows(2) {
        let (a, b) = if roll(4) == 0 { (pair[1], pair[0]) } else { (pair[0], pair[1]) };
        write!(text, "n{a}>n{b} ").unwrap();
    }
    for _ in 0..roll(2 * names.len() as u64 + 1) {
        let mut name = || names[roll(names.len() as u64) as usize];
        let (a, b) = (name(), name());
        write!(text, "n{a}>n{b}{} ", if roll(3) == 0 { ":" } else { "" }).unwrap();
    }
    text
}

/// Writes what a group holds; returns the numbers of the boxes that stand right in it.
fn fill(text: &mut String, names: &mut Vec<u64>, roll: &mut dyn FnMut(u64) -> u64, depth: u32) -> Vec<u64> {
    let mut own = Vec::new();
    for _ in 0..1 + roll(3) + u64::from(depth == 0) {
        let is_group = depth < 3 && roll(3) == 0;
        let copies = if is_group && roll(3) == 0 { 2 } else { 1 };
        let seed = roll(1 << 30);
        for _ in 0..copies {
            let name = names.len() as u64;
            names.push(name);
            own.push(name);
            if !is_group {
                write!(text, "n{name} ").unwrap();
                continue;
            }
            write!(text, "n{name}{}[ ", if copies > 1 { "=" } else { "" }).unwrap();
            fill(text, names, &mut dice(seed), depth + 1);
            text.push_str("] ");
        }
    }
    own
}

mod tests {
    use super::*;

    #[test]
    fn a_text_is_read() {
        let graph = graph("a g=[ b ] a>b b>g:");
        let parents: Vec<Option<u32>> = graph.boxes.iter().map(|of| of.parent).collect();
        assert_eq!(parents, [None, None, Some(1)]);
        assert_eq!((graph.boxes[1].twin, graph.boxes[1].is_group), (Some(0), true));
        assert_eq!((graph.edges[1].from, graph.edges[1].to), (2, 1));
        assert!(graph.edges[0].label.is_none() && graph.edges[1].label.is_some());
    }

    #[test]
    fn chance_makes_all_that_the_phases_must_cope_with() {
        let problems: Vec<Problem> = (0..60).map(|seed| problem(&random(seed))).collect();
        assert!(problems.iter().any(|problem| !problem.twins.is_empty()));
        assert!(problems.iter().any(|problem| problem.groups.iter().any(|group| group.depth == 2)));
        assert!(problems.iter().any(|problem| !ranks(problem).flat.is_empty()));
    }
}
