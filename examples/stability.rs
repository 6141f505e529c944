//! How much of a drawing moves when one thing in its graph changes:
//! `cargo run --release --example stability -- [--all] GRAPH.json…`.
//!
//! Each graph is arranged as it is, and once for each edit: without each of its nodes, without each of its edges, with
//! one node more in each group (joined to a node that stands in it), with one edge more between pairs of nodes drawn by
//! lot, and with each of its nodes 20 pixels wider, as a new name would make it. Then what is in both layouts is
//! compared:
//!
//! * **Neighbours** are two boxes of one group of which one stands beside or above the other: their extents overlap in
//!   one axis, and no third box of the group stands between them where they face each other. They have *turned* if in
//!   the new layout the centre of the one is no longer on the same side of the centre of the other in that axis.
//! * **Turned**: the share of remaining boxes with a neighbour that they have turned with. **Pairs**: the share of pairs
//!   of neighbours that have turned.
//! * **Displacement** is how far the centre of a remaining node moved, level and upright together, after the new layout
//!   is shifted as a whole by what makes the sum least: the median of the moves in each axis.
//!
//! A line of the table is the mean over all edits of one kind; `still` is the share of edits that turn nothing. Of each
//! kind at most 100 edits are tried, spread evenly over the graph, or all with `--all`. The same graph gives the same
//! table on every machine.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]
#![allow(clippy::disallowed_methods, reason = "a program outside the pipeline may read files")]

mod neutral;

use std::collections::BTreeMap;

use maquette::layout::{BoxSpec, EdgeSpec, Graph, Layout, Rect, Size, arrange};
use rayon::prelude::*;

/// Edits of one kind that are tried without `--all`.
const MOST: usize = 100;
/// How much wider a new name makes a node, in pixels.
const WIDER: i32 = 20;
/// Edges that are added by lot, for each node.
const PAIRS_PER_NODE: usize = 1;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (flags, paths): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    if paths.is_empty() || flags.iter().any(|flag| flag != "--all") {
        return Err("usage: stability [--all] GRAPH.json…".into());
    }
    let most = if flags.is_empty() { MOST } else { usize::MAX };
    println!("| graph | edit | tried | still | turned | pairs | displacement: median | 90 % |");
    println!("|---|---|--:|--:|--:|--:|--:|--:|");
    for path in paths {
        let source: neutral::Graph = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        let (graph, _) = source.for_layout();
        report(&source.name, &graph, most);
    }
    Ok(())
}

fn report(name: &str, graph: &Graph, most: usize) {
    let before = arrange(graph);
    let mut all = Vec::new();
    for (kind, edits) in edits(graph) {
        let count = edits.len().min(most);
        let chosen: Vec<&Edit> = (0..count).map(|index| &edits[index * edits.len() / count]).collect();
        let moves: Vec<Move> =
            chosen.par_iter().map(|edit| compare(graph, &before, edit, &arrange(&edit.graph))).collect();
        line(name, kind, &moves, edits.len());
        all.extend(moves);
    }
    let count = all.len();
    line(name, "**all**", &all, count);
}

fn line(name: &str, kind: &str, moves: &[Move], possible: usize) {
    let tried = if moves.len() < possible {
        format!("{} of {possible}", moves.len())
    } else {
        moves.len().to_string()
    };
    let count = moves.len().max(1) as f64;
    let mean = |of: &dyn Fn(&Move) -> f64| moves.iter().map(of).sum::<f64>() / count;
    println!(
        "| {name} | {kind} | {tried} | {:.0} % | {:.1} % | {:.1} % | {:.0} px | {:.0} px |",
        100.0 * mean(&|change| f64::from(u8::from(change.turned == 0.0))),
        100.0 * mean(&|change| change.turned),
        100.0 * mean(&|change| change.pairs),
        mean(&|change| f64::from(change.median)),
        mean(&|change| f64::from(change.ninth_decile)),
    );
}

/// A changed graph, and where the boxes of the old one are in it.
struct Edit {
    graph: Graph,
    /// One entry a box of the old graph; `None`: it is gone.
    now: Vec<Option<usize>>,
}

/// Every edit of a graph, by kind.
fn edits(graph: &Graph) -> Vec<(&'static str, Vec<Edit>)> {
    let nodes: Vec<usize> = (0..graph.boxes.len()).filter(|&index| !graph.boxes[index].is_group).collect();
    let groups = (0..graph.boxes.len()).filter(|&index| graph.boxes[index].is_group);
    let same: Vec<Option<usize>> = (0..graph.boxes.len()).map(Some).collect();
    let edit = |change: &dyn Fn(&mut Graph)| {
        let mut graph = graph.clone();
        change(&mut graph);
        Edit { graph, now: same.clone() }
    };
    vec![
        ("a node less", nodes.iter().map(|&node| without_node(graph, node)).collect()),
        ("an edge less", (0..graph.edges.len()).map(|index| without_edge(graph, index)).collect()),
        ("a node more", groups.map(|group| edit(&|graph| add_node(graph, group))).collect()),
        (
            "an edge more",
            lots(&nodes)
                .into_iter()
                .map(|(from, to)| {
                    edit(&|graph| {
                        graph.edges.push(EdgeSpec { from: from as u32, to: to as u32, label: None })
                    })
                })
                .collect(),
        ),
        (
            "another name",
            nodes.iter().map(|&node| edit(&|graph| graph.boxes[node].size.width += WIDER)).collect(),
        ),
    ]
}

fn without_edge(graph: &Graph, index: usize) -> Edit {
    let mut changed = graph.clone();
    changed.edges.remove(index);
    Edit { graph: changed, now: (0..graph.boxes.len()).map(Some).collect() }
}

fn without_node(graph: &Graph, node: usize) -> Edit {
    let place = |index: usize| (index != node).then_some(if index < node { index } else { index - 1 });
    let now: Vec<Option<usize>> = (0..graph.boxes.len()).map(place).collect();
    let to_now = |index: u32| now.get(index as usize).copied().flatten().map(|index| index as u32);
    let mut changed = graph.clone();
    changed.boxes.remove(node);
    for spec in &mut changed.boxes {
        spec.parent = spec.parent.and_then(to_now);
    }
    changed.edges = graph
        .edges
        .iter()
        .filter_map(|edge| Some(EdgeSpec { from: to_now(edge.from)?, to: to_now(edge.to)?, ..*edge }))
        .collect();
    Edit { graph: changed, now }
}

/// Puts a node of an average size into a group, after all others, joined to the first node there.
fn add_node(graph: &mut Graph, group: usize) {
    let added = graph.boxes.len() as u32;
    let is_inside = |index: usize| {
        let outward = |&at: &usize| graph.boxes[at].parent.map(|parent| parent as usize);
        std::iter::successors(Some(index), outward).any(|at| at == group)
    };
    let first = (0..graph.boxes.len()).find(|&index| !graph.boxes[index].is_group && is_inside(index));
    let size = Size { width: 88, height: 88 };
    graph.boxes.push(BoxSpec { parent: Some(group as u32), size, is_group: false, ..BoxSpec::default() });
    if let Some(first) = first {
        graph.edges.push(EdgeSpec { from: first as u32, to: added, label: None });
    }
}

/// Pairs of different nodes, as many as there are nodes, by a generator with fixed numbers (Knuth's MMIX).
fn lots(nodes: &[usize]) -> Vec<(usize, usize)> {
    let mut state = 1u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        nodes[(state >> 33) as usize % nodes.len()]
    };
    let pairs = (0..nodes.len() * PAIRS_PER_NODE).map(|_| (draw(), draw()));
    pairs.filter(|(from, to)| from != to).collect()
}

/// What one edit does to the drawing.
struct Move {
    /// Of the remaining boxes, the share that has turned with a neighbour.
    turned: f64,
    /// Of the pairs of neighbours, the share that has turned.
    pairs: f64,
    /// Displacement in pixels.
    median: i32,
    /// The displacement in pixels that nine nodes in ten stay below.
    ninth_decile: i32,
}

fn compare(graph: &Graph, before: &Layout, edit: &Edit, after: &Layout) -> Move {
    let place = |index: usize| Some((before.boxes[index], after.boxes[edit.now[index]?]));
    let remaining: BTreeMap<usize, (Rect, Rect)> =
        (0..graph.boxes.len()).filter_map(|index| Some((index, place(index)?))).collect();
    let (mut pairs, mut turned_pairs) = (0, 0);
    let mut turned = vec![false; graph.boxes.len()];
    for (a, b, axis) in neighbours(graph, &remaining) {
        let (old, new) = (|index| remaining[&index].0, |index| remaining[&index].1);
        let has_turned = side(old(a), old(b), axis) != side(new(a), new(b), axis);
        pairs += 1;
        turned_pairs += usize::from(has_turned);
        turned[a] |= has_turned;
        turned[b] |= has_turned;
    }
    let count = turned.iter().filter(|&&turned| turned).count();
    let nodes = remaining.iter().filter(|(index, _)| !graph.boxes[**index].is_group);
    let (median, ninth_decile) = displacement(nodes.map(|(_, &places)| places));
    Move {
        turned: count as f64 / remaining.len().max(1) as f64,
        pairs: turned_pairs as f64 / pairs.max(1) as f64,
        median,
        ninth_decile,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Axis {
    Level,
    Upright,
}

/// Where a box starts and ends in an axis.
fn extent(rect: Rect, axis: Axis) -> (i32, i32) {
    match axis {
        Axis::Level => (rect.x, rect.x + rect.width),
        Axis::Upright => (rect.y, rect.y + rect.height),
    }
}

/// Whether the centre of `a` comes before, at or after that of `b`.
fn side(a: Rect, b: Rect, axis: Axis) -> std::cmp::Ordering {
    let twice_center = |rect| extent(rect, axis).0 + extent(rect, axis).1;
    twice_center(a).cmp(&twice_center(b))
}

/// The pairs of neighbours before the edit among what remains, with the axis in which one follows the other.
fn neighbours(graph: &Graph, remaining: &BTreeMap<usize, (Rect, Rect)>) -> Vec<(usize, usize, Axis)> {
    let mut families: BTreeMap<Option<u32>, Vec<usize>> = BTreeMap::new();
    for &index in remaining.keys() {
        families.entry(graph.boxes[index].parent).or_default().push(index);
    }
    let mut found = Vec::new();
    for family in families.values() {
        for (place, &a) in family.iter().enumerate() {
            for &b in &family[place + 1..] {
                for (axis, across) in [(Axis::Level, Axis::Upright), (Axis::Upright, Axis::Level)] {
                    let rect = |index: usize| remaining[&index].0;
                    let Some(facing) = common(extent(rect(a), across), extent(rect(b), across)) else {
                        continue;
                    };
                    let (first, last) = match side(rect(a), rect(b), axis) {
                        std::cmp::Ordering::Greater => (b, a),
                        _ => (a, b),
                    };
                    let room = (extent(rect(first), axis).1, extent(rect(last), axis).0);
                    let is_between = |&&other: &&usize| {
                        other != a
                            && other != b
                            && common(extent(rect(other), across), facing).is_some()
                            && common(extent(rect(other), axis), room).is_some()
                    };
                    if !family.iter().any(|other| is_between(&other)) {
                        found.push((a, b, axis));
                    }
                }
            }
        }
    }
    found
}

/// What two stretches have in common, if that has a length.
fn common(a: (i32, i32), b: (i32, i32)) -> Option<(i32, i32)> {
    let both = (a.0.max(b.0), a.1.min(b.1));
    (both.0 < both.1).then_some(both)
}

/// The median and the ninth decile of how far boxes moved.
fn displacement(places: impl Iterator<Item = (Rect, Rect)>) -> (i32, i32) {
    let center = |rect: Rect| (rect.x + rect.width / 2, rect.y + rect.height / 2);
    let moves: Vec<(i32, i32)> =
        places.map(|(old, new)| (center(new).0 - center(old).0, center(new).1 - center(old).1)).collect();
    let middle = |mut of: Vec<i32>| {
        of.sort_unstable();
        of.get(of.len() / 2).copied().unwrap_or(0)
    };
    let shift =
        (middle(moves.iter().map(|at| at.0).collect()), middle(moves.iter().map(|at| at.1).collect()));
    let mut far: Vec<i32> = moves.iter().map(|at| (at.0 - shift.0).abs() + (at.1 - shift.1).abs()).collect();
    far.sort_unstable();
    let at = |share: usize| {
        far.get((far.len() * share / 10).min(far.len().saturating_sub(1))).copied().unwrap_or(0)
    };
    (at(5), at(9))
}
