//! The engine: compound layered layout, phase by phase.
//!
//! Parts that nothing ties together are arranged apart and packed. Each is ranked, cut into steps, ordered, placed
//! across and along and drawn; several candidates are made, and the one that is easiest to read is kept. A function of
//! the graph alone: no clock, no chance.

use super::net::{Net, Way};
use super::order::{Lists, Order};
use super::problem::{End, Problem};
use super::ranks::{Ranks, Style};
use super::reading::Lines;
use super::routes::{self, Facts, Sheet};
use super::sets::Sets;
use super::tree::Tree;
use super::{
    Direction, Effort, Rect, Route, across, along, detour, ports, ranks, sift, sweep, tracks, twins,
};
use std::collections::BTreeMap;

/// Room between parts that nothing ties together.
const PARTS: i32 = 40;

/// A finished drawing of all boxes and edges, not yet moved to its canvas.
#[derive(Clone, Debug, Default)]
pub(super) struct Picture {
    /// Which way it runs.
    pub(super) direction: Direction,
    pub(super) boxes: Vec<Rect>,
    pub(super) routes: Vec<Route>,
    /// How hard it is to read; less is better.
    pub(super) cost: i64,
}

/// Arranges a whole graph in one direction.
pub(super) fn arrange(tree: &Tree, direction: Direction, effort: Effort) -> Picture {
    let mut sheets = Vec::new();
    let mut cost = 0;
    for (tops, edges) in parts(tree) {
        let (sheet, price) = best(tree, &tops, &edges, direction, effort);
        cost += price;
        sheets.push(sheet);
    }
    pack(&mut sheets);
    let mut picture = Picture {
        direction,
        boxes: vec![Rect::default(); tree.root()],
        routes: vec![Route::default(); tree.edges.len()],
        cost,
    };
    for sheet in sheets {
        sheet.boxes.into_iter().for_each(|(index, rect)| picture.boxes[index as usize] = rect);
        sheet.routes.into_iter().for_each(|(index, route)| picture.routes[index as usize] = route);
    }
    picture
}

/// The children of the root in connected parts, each with its edges, in the order written.
fn parts(tree: &Tree) -> Vec<(Vec<usize>, Vec<usize>)> {
    let root = tree.root();
    let mut top: Vec<usize> = (0..root).collect();
    for index in 0..root {
        // A parent stands before its child.
        if tree.parents[index] != root {
            top[index] = top[tree.parents[index]];
        }
    }
    let mut sets = Sets::new(root);
    for edge in tree.edges.iter().flatten() {
        sets.join(top[edge.from] as u32, top[edge.to] as u32);
    }
    // Twins stand side by side even if nothing ties them together.
    let marked = tree.children[root].iter().filter_map(|&index| Some((tree.twins[index]?, index)));
    let mut first_of: BTreeMap<u32, usize> = BTreeMap::new();
    for (mark, index) in marked {
        sets.join(*first_of.entry(mark).or_insert(index) as u32, index as u32);
    }
    let mut first = |index: usize| sets.find(top[index] as u32) as usize;
    let mut place = vec![usize::MAX; root];
    let mut parts: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    for &index in &tree.children[root] {
        let first = first(index);
        if place[first] == usize::MAX {
            place[first] = parts.len();
            parts.push((Vec::new(), Vec::new()));
        }
        parts[place[first]].0.push(index);
    }
    for (index, edge) in tree.edges.iter().enumerate() {
        if let Some(edge) = edge {
            parts[place[first(edge.from)]].1.push(index);
        }
    }
    parts
}

/// Sets sheets in rows about as wide as high, in the order written.
fn pack(sheets: &mut [Sheet]) {
    let bounds: Vec<Rect> = sheets.iter().map(Sheet::bounds).collect();
    let area: i64 = bounds.iter().map(|b| i64::from(b.width + PARTS) * i64::from(b.height + PARTS)).sum();
    let widest = bounds.iter().map(|b| b.width).max().unwrap_or(0);
    let width = ((area * 3 / 2).isqrt() as i32).max(widest);
    let (mut x, mut y, mut height) = (0, 0, 0);
    for (sheet, bounds) in sheets.iter_mut().zip(bounds) {
        if x > 0 && x + bounds.width > width {
            (x, y, height) = (0, y + height + PARTS, 0);
        }
        sheet.shift(x - bounds.x, y - bounds.y);
        x += bounds.width + PARTS;
        height = height.max(bounds.height);
    }
}

/// The best of several arrangements of one part, with what it costs to read.
///
/// All rankings are ordered; of each family, those whose orders promise least crossings are drawn, and the best of all
/// is kept.
fn best(tree: &Tree, tops: &[usize], edges: &[usize], direction: Direction, effort: Effort) -> (Sheet, i64) {
    let problem = Problem::new(tree, tops, edges, direction);
    let mut all: Vec<Ranks> = Vec::new();
    let plan = Plan::of(&problem, effort);
    let mut drafts: Vec<Draft> = Vec::new();
    for family in styles(&problem) {
        let first = drafts.len();
        for style in family {
            let ranks = ranks::rank(&problem, &style);
            if !all.contains(&ranks) {
                drafts.extend(order(&problem, &ranks, &plan));
                all.push(ranks);
            }
        }
        drafts[first..].sort_by_key(|draft| draft.cost);
        drafts.truncate(first + plan.drawn);
    }
    let drawn = drafts.into_iter().map(|draft| {
        let sheet = once(&problem, draft, &plan, tree, edges, direction);
        let cost = cost(&sheet);
        (sheet, cost)
    });
    // The first of near equals: a small change of the graph should not bring another kind of drawing.
    let better = |best: (Sheet, i64), next: (Sheet, i64)| {
        if next.1 * 100 < best.1 * (100 - NEAR_EQUAL) { next } else { best }
    };
    drawn.reduce(better).expect("there is always a style")
}

/// Pairs of steps in common channels beyond which an order is not sifted.
const CROWDED: usize = 20_000_000;

/// Percent by which a later candidate must be better.
const NEAR_EQUAL: i64 = 1;

/// How much is tried, by how much there is: a function of the graph, never of the clock.
struct Plan {
    /// Starts of the sweeps for each ranking.
    starts: u32,
    /// Orders of each ranking that are sifted, and how often.
    sifted: usize,
    rounds: usize,
    /// Orders of each family of rankings that are drawn.
    drawn: usize,
    /// Rounds of places and ports.
    places: usize,
}

impl Plan {
    fn of(problem: &Problem, effort: Effort) -> Plan {
        let (starts, sifted, rounds, drawn, places) = match problem.nodes.len() + problem.edges.len() {
            0..80 => (4, 1, 4, 1, 1),
            80..150 => (8, 2, 6, 1, 1),
            150..1000 => (6, 2, 8, 2, 1),
            1000..6000 => (4, 2, 6, 1, 1),
            _ => (2, 1, 4, 1, 1),
        };
        let factor = effort.factor();
        let [sifted, drawn] = [sifted, drawn].map(|count| count * factor as usize);
        Plan {
            starts: starts * factor,
            sifted,
            rounds,
            drawn,
            places: if factor > 1 { places + 1 } else { places },
        }
    }
}

/// The rankings that are tried, in families that differ much.
fn styles(problem: &Problem) -> Vec<Vec<Style>> {
    // The depth of each group, and of the root, and which depths are separated.
    let depths: Vec<u32> = (0..=problem.root()).map(|group| problem.depth(group)).collect();
    let family = |is_separated: &dyn Fn(u32) -> bool| {
        let is_separated: Vec<bool> = depths.iter().map(|&depth| is_separated(depth)).collect();
        [false, true].map(|is_staggered| Style { is_separated: is_separated.clone(), is_staggered }).to_vec()
    };
    if problem.nodes.len() + problem.edges.len() > FEW {
        let mut all = family(&|_| true);
        all.truncate(1);
        return vec![all];
    }
    vec![family(&|_| true), family(&|_| false), family(&|depth| depth == 0), family(&|depth| depth < 2)]
}

/// Up to this many nodes and edges, many rankings are tried.
const FEW: usize = 250;

/// A ranked problem with an order.
struct Draft {
    net: Net,
    lists: Vec<Vec<u32>>,
    group_ranks: Vec<u32>,
    cost: i64,
}

/// Draws one order.
fn once(
    problem: &Problem,
    draft: Draft,
    plan: &Plan,
    tree: &Tree,
    edges: &[usize],
    direction: Direction,
) -> Sheet {
    let order = Order::of_lists(&draft.net, draft.lists, draft.group_ranks);
    let mended;
    let order = match detour::mend(&order) {
        None => order,
        Some((net, lists)) => {
            mended = net;
            Order::of_lists(&mended, lists, order.lists.group_ranks.clone())
        }
    };
    let net = order.net;
    let mut across = across::place(problem, &order, None);
    let mut ports = ports::set(problem, &order, &across);
    for _ in 1..plan.places {
        across = across::place(problem, &order, Some(&ports.offsets(net, &across)));
        ports = ports::set(problem, &order, &across);
    }
    let tracks = tracks::find(problem, &order, &across, &ports);
    let along = along::place(problem, &order, &across, &tracks);
    let facts = Facts { problem, net, across: &across, along: &along, tracks: &tracks };
    routes::draw(&facts, tree, edges, direction)
}

/// The best orders of one ranking: sweeps from several starts, the best of them sifted.
fn order(problem: &Problem, ranks: &Ranks, plan: &Plan) -> Vec<Draft> {
    let net = Net::new(problem, ranks);
    if problem.nodes.iter().any(|node| node.kept.is_some()) {
        return vec![keep(problem, net)];
    }
    let (item_keys, group_keys) = written(problem, &net);
    let mut order = Order::new(&net, &item_keys, &group_keys);
    let written = order.lists.clone();
    let mut found: Vec<(i64, Lists)> = Vec::new();
    // Where very much runs side by side, the first order that sweeps find has to do.
    let work: usize = net.channels.iter().map(|steps| steps.len() * steps.len()).sum();
    let (starts, rounds) = if work > CROWDED { (1, 0) } else { (plan.starts, plan.rounds) };
    for start in 0..starts {
        order.restore(&written);
        let swept = sweep::sweep(&mut order, start);
        // An order that came by chance has to be better by some, or it would come and go with every change.
        let handicap = if start < 2 { 0 } else { swept.0 / CHANCE + 2 };
        if !found.iter().any(|(_, lists)| *lists == swept.1) {
            found.push((swept.0 + handicap, swept.1));
        }
    }
    found.sort_by_key(|(cost, _)| *cost);
    found.truncate(plan.sifted);
    let mut drafts = Vec::new();
    for (_, lists) in found {
        order.restore(&lists);
        sift::sift(&mut order, rounds);
        twins::harmonise(&mut order, problem);
        order.seat_labels();
        drafts.push((order.cost(), order.all_lists(), order.lists.group_ranks.clone()));
    }
    drop(order);
    drafts
        .into_iter()
        .map(|(cost, lists, group_ranks)| Draft { net: net.clone(), lists, group_ranks, cost })
        .collect()
}

/// The order of an earlier drawing. What is new stands between what it is tied to and is sifted from there; what only
/// passes is led anew.
fn keep(problem: &Problem, net: Net) -> Draft {
    let mut keys: Vec<Option<i64>> =
        problem.nodes.iter().map(|node| Some(i64::from(node.kept?) * KEPT)).collect();
    let mut groups: Vec<Option<i64>> =
        problem.groups.iter().map(|group| Some(i64::from(group.kept?) * KEPT)).collect();
    let is_new: Vec<bool> = keys.iter().map(Option::is_none).collect();
    let mean = |of: &[i64]| (!of.is_empty()).then(|| of.iter().sum::<i64>() / of.len() as i64);
    let ends = |way: &Way| [way.items[0] as usize, way.items[way.items.len() - 1] as usize];
    for node in (0..keys.len()).filter(|&node| is_new[node]) {
        let ways = net.ways.iter().filter(|way| ends(way).contains(&node));
        let near =
            ways.flat_map(ends).filter(|&end| end != node).filter_map(|end| keys.get(end).copied().flatten());
        keys[node] = mean(&near.collect::<Vec<_>>());
    }
    for group in (0..groups.len()).rev().filter(|&group| problem.groups[group].kept.is_none()) {
        let inside =
            problem.nodes.iter().zip(&keys).filter(|(node, _)| net.is_nested(node.parent, group as u32));
        groups[group] = mean(&inside.filter_map(|(_, key)| *key).collect::<Vec<_>>());
    }
    let mut items: Vec<i64> = keys.iter().map(|key| key.unwrap_or(0)).collect();
    items.resize(net.items.len(), 0);
    for way in &net.ways {
        let known = mean(&ends(way).map(|end| items[end])).unwrap_or(0);
        let inner = way.items.iter().filter(|&&item| item as usize >= keys.len());
        inner.for_each(|&item| items[item as usize] = known);
    }
    let groups: Vec<i64> = groups.into_iter().map(|key| key.unwrap_or(0)).collect();
    let mut order = Order::new(&net, &items, &groups);
    sift::settle(&mut order, &is_new);
    twins::harmonise(&mut order, problem);
    order.seat_labels();
    let (cost, lists, group_ranks) = (order.cost(), order.all_lists(), order.lists.group_ranks.clone());
    drop(order);
    Draft { net, lists, group_ranks, cost }
}

/// The part of its cost by which an order that came by chance must be better.
const CHANCE: i64 = 6;

/// From one place of a kept order to the next, so that others fit between.
const KEPT: i64 = 1000;

/// Keys that sort everything as it was written; dummies by where they come from.
fn written(problem: &Problem, net: &Net) -> (Vec<i64>, Vec<i64>) {
    let key = |end: End| match end {
        End::Node(node) => i64::from(problem.nodes[node as usize].source),
        End::Group(group) => i64::from(problem.groups[group as usize].source),
    };
    let mut items = vec![0; net.items.len()];
    for way in &net.ways {
        let edge = &problem.edges[way.edge as usize];
        way.items.iter().for_each(|&item| items[item as usize] = key(edge.from));
    }
    for (index, node) in problem.nodes.iter().enumerate() {
        items[index] = i64::from(node.source);
    }
    (items, problem.groups.iter().map(|group| i64::from(group.source)).collect())
}

/// Prices of what makes a drawing hard to read.
const CROSSING: i64 = 100;
const BEND: i64 = 20;

/// How hard a sheet is to read: its lines and its area.
fn cost(sheet: &Sheet) -> i64 {
    let lines = Lines::of(sheet.routes.iter().map(|(_, route)| &route.points[..]));
    let bounds = sheet.bounds();
    let area = i64::from(bounds.width) * i64::from(bounds.height);
    lines.crossings * CROSSING + lines.bends * BEND + lines.length / 10 + area / 3000
}

#[cfg(test)]
mod tests {
    use super::super::{arrange, sample, verify};
    use super::*;

    fn tree(text: &str) -> Tree {
        Tree::new(&sample::graph(text))
    }

    #[test]
    fn parts_that_nothing_ties_together_are_told_apart_in_the_order_written() {
        assert_eq!(
            parts(&tree("a b c d a>c")),
            [(vec![0, 2], vec![0]), (vec![1], vec![]), (vec![3], vec![])]
        );
        // Of boxes 0 to 3, group 0 holds 1, and 3 is tied to it.
        assert_eq!(parts(&tree("g[ a ] b c a>c")), [(vec![0, 3], vec![0]), (vec![2], vec![])]);
        assert_eq!(parts(&tree("x=[ a ] c y=[ b ]")), [(vec![0, 3], vec![]), (vec![2], vec![])]);
    }

    #[test]
    fn parts_are_packed_in_the_order_written() {
        let sheet = |width, height| Sheet {
            boxes: vec![(0, Rect { x: 7, y: -3, width, height })],
            ..Sheet::default()
        };
        let mut sheets: Vec<Sheet> = [(100, 50), (60, 80), (100, 30), (90, 90), (20, 20)]
            .into_iter()
            .map(|(width, height)| sheet(width, height))
            .collect();
        pack(&mut sheets);
        let places: Vec<Rect> = sheets.iter().map(Sheet::bounds).collect();
        assert_eq!((places[0].x, places[0].y), (0, 0));
        assert!(places.is_sorted_by_key(|rect| (rect.y, rect.x)), "{places:?}");
        for (index, a) in places.iter().enumerate() {
            assert!(places[index + 1..].iter().all(|b| !a.overlaps(*b)), "{places:?}");
        }
    }

    #[test]
    fn fewer_crossings_win() {
        let line = |points: &[(i32, i32)]| {
            let points = points.iter().map(|&(x, y)| super::super::Point { x, y }).collect();
            (0, Route { points, label: None })
        };
        let sheet = |routes| Sheet { boxes: Vec::new(), routes };
        let crossed = sheet(vec![line(&[(0, 50), (100, 50)]), line(&[(50, 0), (50, 100)])]);
        let apart = sheet(vec![line(&[(0, 0), (100, 0)]), line(&[(100, 0), (100, 100)])]);
        assert!(cost(&apart) < cost(&crossed));
        assert!(cost(&crossed) - cost(&apart) >= CROSSING / 2);
        let touching = sheet(vec![line(&[(0, 50), (50, 50)]), line(&[(50, 0), (50, 100)])]);
        assert!(cost(&touching) < cost(&crossed));
        // Of all that is tried, the one without a crossing is kept.
        let graph = sample::graph("a b c d a>d b>c");
        let layout = arrange(&graph);
        assert_eq!(Lines::of(layout.edges.iter().map(|route| &route.points[..])).crossings, 0);
    }

    #[test]
    fn what_is_tried_depends_on_the_size_alone() {
        let small = sample::problem("a b a>b");
        let plan = Plan::of(&small, Effort::default());
        assert!(plan.starts > 0 && plan.sifted > 0 && plan.drawn > 0 && plan.places > 0);
        assert!(Plan::of(&small, Effort::new(5)).starts > plan.starts);
        let families = styles(&small);
        assert!(families.iter().flatten().any(|style| style.is_staggered));
        assert!(families.len() > 1);
    }

    #[test]
    fn more_effort_is_not_worse() {
        for seed in 0..6 {
            let tree = tree(&sample::random(seed));
            let cost = |effort| super::arrange(&tree, Direction::Down, Effort::new(effort)).cost;
            assert_eq!(cost(1), cost(1));
        }
        let graph = sample::graph(&sample::random(3));
        assert_eq!(verify(&graph, &arrange(&graph)), []);
    }
}
