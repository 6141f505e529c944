//! Arranges a neutral graph and prints the result: `cargo run --release --example layout -- GRAPH.json [EFFORT [RUNS]]`.
//!
//! A graph is `{name, direction: LR|TB, nodes: [{id, w, h, parent}], groups: [{id, label, parent, twin?}],
//! edges: [{id, from, to, label?, lw?, lh?}]}`, sizes in pixels. The result has the same ids with places, routes and
//! labels, and under `ms` the median time of one layout.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a program outside the pipeline may read files and the clock"
)]

use maquette::layout::{BoxSpec, Direction, EdgeSpec, Effort, Graph, Layout, Options, Rect, Size, arrange_with, verify};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Instant;

/// Width of a character of a title.
const TITLE_CHAR: i32 = 7;
/// Height of a title band.
const TITLE_HEIGHT: i32 = 20;
/// Runs that are timed.
const RUNS: usize = 9;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let usage = "usage: layout GRAPH.json [EFFORT [RUNS]]";
    let path = std::env::args().nth(1).ok_or(usage)?;
    let effort = std::env::args().nth(2).map_or(Ok(1), |effort| effort.parse()).map_err(|_| usage)?;
    let options = Options { effort: Effort::new(effort), ..Options::default() };
    let source: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let (graph, ids) = read(&source);
    let mut times = Vec::new();
    let mut layout = Layout::default();
    let runs = std::env::args().nth(3).map_or(Ok(RUNS), |runs| runs.parse()).map_err(|_| usage)?;
    for _ in 0..runs {
        let start = Instant::now();
        layout = arrange_with(&graph, options);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    for fault in verify(&graph, &layout) {
        eprintln!("{fault}");
    }
    println!("{}", write(&source, &graph, &ids, &layout, times[runs / 2]));
    Ok(())
}

/// The graph with the ids of its boxes: level by level, nodes before groups.
fn read(source: &Value) -> (Graph, Vec<String>) {
    let list = |key: &str| source[key].as_array().cloned().unwrap_or_default();
    let (nodes, groups) = (list("nodes"), list("groups"));
    let number = |value: &Value, key: &str| value[key].as_f64().map_or(0, |number| number.ceil() as i32);
    let mut ids: Vec<String> = Vec::new();
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    let mut boxes = Vec::new();
    let mut parents = vec![None];
    let mut marks: Vec<String> = Vec::new();
    let mut next = 0;
    while next < parents.len() {
        let parent = parents[next].clone();
        next += 1;
        for (item, is_group) in
            nodes.iter().map(|node| (node, false)).chain(groups.iter().map(|group| (group, true)))
        {
            if item["parent"].as_str() != parent.as_deref() {
                continue;
            }
            let id = item["id"].as_str().unwrap_or_default().to_string();
            let title = item["label"].as_str().unwrap_or_default().chars().count() as i32;
            let size = if is_group {
                Size { width: title * TITLE_CHAR + 16, height: TITLE_HEIGHT }
            } else {
                Size { width: number(item, "w"), height: number(item, "h") }
            };
            let parent = parent.as_ref().map(|parent| known[parent]);
            known.insert(id.clone(), boxes.len() as u32);
            let twin = item["twin"].as_str().map(|mark| {
                let place = marks.iter().position(|known| *known == mark);
                place.unwrap_or_else(|| {
                    marks.push(mark.to_string());
                    marks.len() - 1
                }) as u32
            });
            boxes.push(BoxSpec { parent, size, is_group, twin, ..BoxSpec::default() });
            if is_group {
                parents.push(Some(id.clone()));
            }
            ids.push(id);
        }
    }
    let end = |edge: &Value, key: &str| {
        edge[key].as_str().and_then(|id| known.get(id)).copied().unwrap_or(u32::MAX)
    };
    let edges = list("edges");
    let edges = edges.iter().map(|edge| EdgeSpec {
        from: end(edge, "from"),
        to: end(edge, "to"),
        label: edge["label"].as_str().map(|_| Size { width: number(edge, "lw"), height: number(edge, "lh") }),
    });
    let edges = edges.collect();
    let direction = match source["direction"].as_str() {
        Some("LR") => Some(Direction::Right),
        Some("TB") => Some(Direction::Down),
        _ => None,
    };
    (Graph { direction, boxes, edges }, ids)
}

/// The result in the neutral format.
fn write(source: &Value, graph: &Graph, ids: &[String], layout: &Layout, ms: f64) -> Value {
    let place = |rect: Rect| json!({"x": rect.x, "y": rect.y, "w": rect.width, "h": rect.height});
    let boxes = |is_group: bool| -> Vec<Value> {
        let of_kind = (0..ids.len()).filter(|&index| graph.boxes[index].is_group == is_group);
        let placed = of_kind.map(|index| {
            let mut value = place(layout.boxes[index]);
            value["id"] = json!(ids[index]);
            value
        });
        placed.collect()
    };
    let names = source["edges"].as_array().cloned().unwrap_or_default();
    let edges = layout.edges.iter().zip(names).map(|(route, edge)| {
        let points: Vec<_> = route.points.iter().map(|point| [point.x, point.y]).collect();
        json!({"id": edge["id"], "points": points, "curve": false, "label": route.label.map(place)})
    });
    let edges: Vec<Value> = edges.collect();
    json!({
        "engine": "maquette", "graph": source["name"], "nodes": boxes(false), "groups": boxes(true),
        "edges": edges, "ms": {"layout": (ms * 100.0).round() / 100.0},
    })
}
