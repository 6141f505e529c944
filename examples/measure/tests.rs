//! Layouts so small that the numbers can be counted by hand.

use super::metrics::{Metrics, measure};
use super::neutral::{Graph, Outcome};
use serde_json::{Value, json};

/// Nodes of 20 by 20 pixels (`a 0 0`, `b 100 0 group`), groups with their frames, and edges with their corners.
#[derive(Default)]
struct Case {
    nodes: Vec<&'static str>,
    groups: Vec<(&'static str, [i32; 4])>,
    edges: Vec<(&'static str, &'static str, Vec<[i32; 2]>)>,
    /// The labels of the edges, in their order.
    labels: Vec<[i32; 4]>,
}

fn frame(id: &str, [x, y, w, h]: [i32; 4]) -> Value {
    json!({"id": id, "x": x, "y": y, "w": w, "h": h})
}

fn measured(case: &Case) -> Metrics {
    let nodes: Vec<Vec<&str>> = case.nodes.iter().map(|node| node.split(' ').collect()).collect();
    let number = |text: &str| text.parse::<i32>().expect("a number");
    let asked: Vec<Value> =
        nodes.iter().map(|node| json!({"id": node[0], "w": 20, "h": 20, "parent": node.get(3)})).collect();
    let placed: Vec<Value> =
        nodes.iter().map(|node| frame(node[0], [number(node[1]), number(node[2]), 20, 20])).collect();
    let groups: Vec<Value> = case
        .groups
        .iter()
        .map(|(id, _)| json!({"id": id, "label": id, "parent": null, "twin": "t"}))
        .collect();
    let frames: Vec<Value> = case.groups.iter().map(|(id, at)| frame(id, *at)).collect();
    let edges: Vec<Value> = case
        .edges
        .iter()
        .enumerate()
        .map(|(index, (from, to, _))| json!({"id": index.to_string(), "from": from, "to": to, "label": "l"}))
        .collect();
    let routed: Vec<Value> = case
        .edges
        .iter()
        .enumerate()
        .map(|(index, (.., points))| {
            let label = case.labels.get(index).map(|at| frame("", *at));
            json!({"id": index.to_string(), "points": points, "curve": false, "label": label})
        })
        .collect();
    let graph = json!({"name": "t", "direction": "LR", "nodes": asked, "groups": groups, "edges": edges});
    let outcome = json!({"engine": "hand", "nodes": placed, "groups": frames, "edges": routed});
    let graph: Graph = serde_json::from_value(graph).expect("a graph");
    let outcome: Outcome = serde_json::from_value(outcome).expect("a result");
    measure(&graph, &outcome)
}

const CORNERS: [&str; 4] = ["a 0 0", "b 100 0", "c 0 100", "d 100 100"];

#[test]
fn lines_that_change_sides_cross_once() {
    let edges = vec![("a", "d", vec![[20, 10], [100, 110]]), ("c", "b", vec![[20, 110], [100, 10]])];
    let found = measured(&Case { nodes: CORNERS.into(), edges, ..Case::default() });
    assert_eq!((found.crossings, found.bends, found.edges_through_nodes), (1, 0, 0));
    assert_eq!((found.straight_percent, found.slanted_percent, found.forward_percent), (100.0, 100.0, 100.0));
    let edges = vec![
        ("a", "d", vec![[20, 10], [60, 10], [60, 110], [100, 110]]),
        ("c", "b", vec![[20, 115], [50, 115], [50, 60], [80, 60], [80, 10], [100, 10]]),
    ];
    let found = measured(&Case { nodes: CORNERS.into(), edges, ..Case::default() });
    assert_eq!((found.crossings, found.bends, found.slanted_percent), (1, 6, 0.0));
}

#[test]
fn a_shared_trunk_is_no_crossing() {
    let edges = vec![
        ("a", "b", vec![[20, 10], [100, 10]]),
        ("a", "d", vec![[20, 10], [60, 10], [60, 110], [100, 110]]),
    ];
    let found = measured(&Case { nodes: CORNERS.into(), edges, ..Case::default() });
    assert_eq!((found.crossings, found.shared_trunks, found.unrelated_overlaps), (0, 1, 0));
}

#[test]
fn overlapping_lines_cross_if_they_part_on_different_sides() {
    let edges = |end: i32| {
        let down = vec![[20, -50], [40, -50], [40, 10], [70, 10], [70, end], [100, end]];
        vec![("a", "b", vec![[20, 10], [100, 10]]), ("e", "f", down)]
    };
    let nodes = vec!["a 0 0", "b 100 0", "e 0 -60", "f 100 60"];
    let found = measured(&Case { nodes, edges: edges(70), ..Case::default() });
    assert_eq!((found.crossings, found.unrelated_overlaps), (1, 1));
    let nodes = vec!["a 0 0", "b 100 0", "e 0 -60", "f 100 -60"];
    let found = measured(&Case { nodes, edges: edges(-50), ..Case::default() });
    assert_eq!((found.crossings, found.unrelated_overlaps), (0, 1));
}

#[test]
fn a_line_through_a_node_counts_and_one_along_its_border_does_not() {
    let edges = vec![("a", "b", vec![[20, 10], [100, 10]])];
    let through = measured(&Case {
        nodes: vec!["a 0 0", "b 100 0", "m 50 0"],
        edges: edges.clone(),
        ..Case::default()
    });
    assert_eq!(through.edges_through_nodes, 1);
    let along = measured(&Case { nodes: vec!["a 0 0", "b 100 0", "m 50 10"], edges, ..Case::default() });
    assert_eq!(along.edges_through_nodes, 0);
}

#[test]
fn borders_are_met_as_often_as_needed() {
    let groups = vec![("g", [-10, -10, 40, 40]), ("h", [90, -10, 40, 60])];
    let around = vec![[20, 10], [60, 10], [60, 40], [150, 40], [150, 10], [200, 10]];
    let case = Case {
        nodes: vec!["a 0 0 g", "b 200 0", "x 100 0 h"],
        groups,
        edges: vec![("a", "b", around)],
        ..Case::default()
    };
    let found = measured(&case);
    assert_eq!((found.edges_through_groups, found.edges_through_nodes, found.border_excess), (1, 0, 0));
    assert_eq!((found.group_overlaps, found.nodes_in_foreign_groups, found.not_contained), (0, 0, 0));
    assert_eq!((found.twins, found.twins_alike, found.twins_aligned), (1, 0, 1));

    let case = Case {
        nodes: vec!["a 0 0 g", "b 100 0 g"],
        groups: vec![("g", [-10, -10, 140, 40])],
        edges: vec![("a", "b", vec![[10, 20], [10, 60], [110, 60], [110, 20]])],
        ..Case::default()
    };
    let found = measured(&case);
    assert_eq!((found.edges_through_groups, found.border_excess), (0, 2), "it leaves and comes back");
}

#[test]
fn labels_stand_alone() {
    let case = Case {
        nodes: CORNERS.into(),
        groups: vec![("g", [200, 0, 20, 20])],
        edges: vec![("a", "b", vec![[20, 10], [100, 10]]), ("c", "d", vec![[20, 110], [100, 110]])],
        labels: vec![[90, 5, 25, 10], [40, 5, 10, 10]],
    };
    let found = measured(&case);
    assert_eq!((found.labels, found.labels_wanted), (2, 2));
    assert_eq!((found.labels_on_nodes, found.labels_on_edges), (1, 1));
    assert_eq!((found.labels_on_labels, found.labels_on_borders), (0, 0));
    let labels = vec![[205, -5, 10, 10], [206, -4, 10, 10]];
    let found = measured(&Case { labels, ..case });
    assert_eq!((found.labels_on_labels, found.labels_on_borders), (1, 2));
}

#[test]
fn boxes_that_overlap_or_stand_out_are_counted() {
    let case = Case {
        nodes: vec!["a 0 0 g", "b 10 10"],
        groups: vec![("g", [5, 5, 100, 100]), ("h", [50, 50, 100, 100])],
        edges: vec![("a", "b", vec![])],
        ..Case::default()
    };
    let found = measured(&case);
    assert_eq!((found.node_overlaps, found.not_contained, found.nodes_in_foreign_groups), (1, 1, 1));
    assert_eq!((found.group_overlaps, found.missing), (1, [0, 0, 1]));
}
