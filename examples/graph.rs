//! Prints what there is to arrange in a stack as a neutral graph: `cargo run --release --example graph -- STACK FILE…`.
//!
//! The files are YAML, of a folder named `catalog` or `stacks`, and are read over the project in the folder where the
//! program runs; `STACK` is the name of one without its ending:
//!
//! ```sh
//! cargo run --release --example graph -- data-lake tests/drawings/catalog/*.yaml tests/drawings/stacks/*.yaml
//! ```
//!
//! Sizes are those that boxes and labels take in a drawing. Sibling groups of one kind that hold nodes of the same
//! kinds and sizes are marked as twins.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]
#![allow(clippy::disallowed_methods, reason = "a program outside the pipeline may read files")]

use std::path::Path;

use maquette::diagnostic::Report;
use maquette::draw::{Drawing, draw, view_scene};
use maquette::layout::Direction;
use maquette::load::load;
use maquette::model::{Model, resolve};
use maquette::parse::{parse, wanted};
use maquette::source::{SourceFile, Sources};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let id = arguments.next().ok_or("usage: graph STACK FILE…")?;
    let model = model(arguments)?;
    let stack = model.stacks.find(|stack| stack.id == id).ok_or("there is no such stack")?;
    let drawing = draw(view_scene(&model, stack, None, |_| None));
    println!("{}", serde_json::to_string(&neutral(&id, &drawing))?);
    Ok(())
}

/// The project of this folder with more files of the catalog and of stacks.
fn model(more: impl Iterator<Item = String>) -> Result<Model, Box<dyn std::error::Error>> {
    let sources = load(Path::new("."), wanted)?;
    let mut files: Vec<SourceFile> = sources.files().map(|(_, file)| file.clone()).collect();
    for path in more {
        let text = std::fs::read_to_string(&path)?;
        let parts: Vec<&str> = path.rsplitn(3, '/').collect();
        let [name, folder, ..] = parts[..] else { return Err(format!("`{path}` is in no folder").into()) };
        files.push(SourceFile::new(format!("content/{folder}/{name}"), text));
    }
    let sources = Sources::new(files, sources.assets().to_vec());
    let mut report = Report::new();
    let model = resolve(parse(&sources, &mut report), &mut report);
    match report.sorted(&sources).first() {
        Some((_, first)) => Err(first.message.clone().into()),
        None => Ok(model),
    }
}

fn neutral(name: &str, drawing: &Drawing) -> Value {
    let scene = &drawing.scene;
    let holds = scene.holders();
    let of =
        |is_group: bool| (0..scene.nodes.len()).filter(|&index| holds[index] == is_group).collect::<Vec<_>>();
    let nodes = of(false).into_iter().map(|index| {
        let size = drawing.layout.boxes[index];
        let mut value = boxed(drawing, index);
        value["w"] = json!(size.width);
        value["h"] = json!(size.height);
        value
    });
    let groups = of(true).into_iter().map(|index| {
        let mut value = boxed(drawing, index);
        if let Some(twin) = twin(drawing, index as u32) {
            value["twin"] = json!(twin);
        }
        value
    });
    let edges = scene.connections.iter().enumerate().map(|(index, connection)| {
        let mut value = json!({
            "id": format!("e{index}"), "from": scene.id(connection.from), "to": scene.id(connection.to),
        });
        if let Some(label) = drawing.layout.edges[index].label {
            let text = connection.label.first().or(connection.protocol.as_ref());
            value["label"] = json!(text.map_or("", String::as_str));
            (value["lw"], value["lh"]) = (json!(label.width), json!(label.height));
        }
        value
    });
    let direction = match scene.direction {
        Some(Direction::Right) => "LR",
        Some(Direction::Down) => "TB",
        None => "",
    };
    json!({
        "name": name, "direction": direction, "nodes": nodes.collect::<Vec<_>>(),
        "groups": groups.collect::<Vec<_>>(), "edges": edges.collect::<Vec<_>>(),
    })
}

fn boxed(drawing: &Drawing, index: usize) -> Value {
    let node = &drawing.scene.nodes[index];
    let label = node.name.first().map_or("", String::as_str);
    json!({"id": node.id, "label": label, "parent": node.parent.map(|parent| drawing.scene.id(parent))})
}

/// The kind of a group that has a sibling of the same make, if it has one.
fn twin(drawing: &Drawing, group: u32) -> Option<&str> {
    let scene = &drawing.scene;
    let node = &scene.nodes[group as usize];
    let make = make(drawing, group);
    let is_twin = |other: u32| other != group && make == self::make(drawing, other);
    scene.children(node.parent).any(is_twin).then_some(node.kind.as_str())
}

/// The kinds of a group and of all it holds, from the outside in, and the sizes of the nodes.
fn make(drawing: &Drawing, index: u32) -> Vec<(&str, i32, i32)> {
    let kind = drawing.scene.nodes[index as usize].kind.as_str();
    let children: Vec<u32> = drawing.scene.children(Some(index)).collect();
    if children.is_empty() {
        let size = drawing.layout.boxes[index as usize];
        return vec![(kind, size.width, size.height)];
    }
    let inside = children.into_iter().flat_map(|child| make(drawing, child));
    [(kind, 0, 0)].into_iter().chain(inside).chain([("", 0, 0)]).collect()
}
