//! Measures layouts of a neutral graph: `cargo run --release --example measure -- GRAPH.json RESULT.json…`.
//!
//! Prints a line of JSON for each result; `metrics` says what each number means, `neutral` how graphs and results
//! are written. Whose layout it is makes no difference.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]
#![allow(clippy::disallowed_methods, reason = "a program outside the pipeline may read files")]

mod geometry;
mod metrics;
#[path = "../neutral/mod.rs"]
mod neutral;
#[cfg(test)]
mod tests;

use neutral::{Graph, Outcome};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths = std::env::args().skip(1);
    let graph = paths.next().ok_or("usage: measure GRAPH.json RESULT.json…")?;
    let graph: Graph = serde_json::from_str(&std::fs::read_to_string(graph)?)?;
    for path in paths {
        let outcome: Outcome = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        println!("{}", serde_json::to_string(&metrics::measure(&graph, &outcome))?);
    }
    Ok(())
}
