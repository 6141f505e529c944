//! Arranges a neutral graph and prints the result: `cargo run --release --example layout -- GRAPH.json [EFFORT [RUNS]]`.
//!
//! `neutral` says how graphs and results are written. The result has, under `ms`, the median time of one layout.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a program outside the pipeline may read files and the clock"
)]

mod neutral;

use maquette::layout::{Effort, Graph, Layout, Options, Rect, arrange_with, verify};
use serde_json::{Value, json};
use std::time::Instant;

/// Runs that are timed.
const RUNS: usize = 9;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let usage = "usage: layout GRAPH.json [EFFORT [RUNS]]";
    let path = std::env::args().nth(1).ok_or(usage)?;
    let effort = std::env::args().nth(2).map_or(Ok(1), |effort| effort.parse()).map_err(|_| usage)?;
    let runs = std::env::args().nth(3).map_or(Ok(RUNS), |runs| runs.parse()).map_err(|_| usage)?;
    let options = Options { effort: Effort::new(effort), ..Options::default() };
    let source: neutral::Graph = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let (graph, ids) = source.for_layout();
    let mut times = Vec::new();
    let mut layout = Layout::default();
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

/// The result in the neutral format.
fn write(source: &neutral::Graph, graph: &Graph, ids: &[String], layout: &Layout, ms: f64) -> Value {
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
    let edges = layout.edges.iter().zip(&source.edges).map(|(route, edge)| {
        let points: Vec<_> = route.points.iter().map(|point| [point.x, point.y]).collect();
        json!({"id": edge.id, "points": points, "curve": false, "label": route.label.map(place)})
    });
    let edges: Vec<Value> = edges.collect();
    json!({
        "engine": "maquette", "graph": source.name, "nodes": boxes(false), "groups": boxes(true),
        "edges": edges, "ms": {"layout": (ms * 100.0).round() / 100.0},
    })
}
