//! A drawing's geometry as JSON, for tools.
//!
//! The format is part of the program's contract: keys are added, none is renamed. Holds no colour.

use std::fmt::Write as _;

use serde::Serialize;

use super::drawing::Drawing;
use crate::layout::Rect;

#[derive(Serialize)]
struct Boxed<'a> {
    id: &'a str,
    x: i32,
    y: i32,
    width: i32,
    height: i32,
    parent: Option<&'a str>,
}

#[derive(Serialize)]
struct Edge<'a> {
    id: &'a str,
    from: &'a str,
    to: &'a str,
    points: Vec<[i32; 2]>,
    label: Option<Caption>,
}

#[derive(Serialize)]
struct Caption {
    text: String,
    x: i32,
    y: i32,
    width: i32,
    height: i32,
}

/// The drawing as JSON with labels in one language (an index into the scene's languages): `width`, `height`,
/// `nodes`, `groups`, `edges`, in whole pixels from the top left; one box or edge a line.
pub fn json(drawing: &Drawing, lang: usize) -> String {
    let Drawing { scene, layout, faces, .. } = drawing;
    let of = |is_frame: bool| -> Vec<String> {
        let chosen = faces.iter().enumerate().filter(|(_, face)| face.is_frame == is_frame);
        chosen.map(|(index, _)| line(&boxed(drawing, index))).collect()
    };
    let ids = scene.connection_ids();
    let edges = (0..ids.len()).map(|index| line(&edge(drawing, index, &ids[index], lang))).collect();
    let mut out = format!("{{\n  \"width\": {},\n  \"height\": {}", layout.size.width, layout.size.height);
    for (key, lines) in [("nodes", of(false)), ("groups", of(true)), ("edges", edges)] {
        let _ = write!(out, ",\n  \"{key}\": [");
        let _ = match lines.is_empty() {
            true => write!(out, "]"),
            false => write!(out, "\n    {}\n  ]", lines.join(",\n    ")),
        };
    }
    out.push_str("\n}\n");
    out
}

fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain structs always become JSON")
}

fn boxed(drawing: &Drawing, index: usize) -> Boxed<'_> {
    let node = &drawing.scene.nodes[index];
    let Rect { x, y, width, height } = drawing.layout.boxes[index];
    Boxed { id: &node.id, x, y, width, height, parent: node.parent.map(|parent| drawing.scene.id(parent)) }
}

fn edge<'a>(drawing: &'a Drawing, index: usize, id: &'a str, lang: usize) -> Edge<'a> {
    let connection = &drawing.scene.connections[index];
    let route = &drawing.layout.edges[index];
    Edge {
        id,
        from: drawing.scene.id(connection.from),
        to: drawing.scene.id(connection.to),
        points: route.points.iter().map(|point| [point.x, point.y]).collect(),
        label: route.label.map(|Rect { x, y, width, height }| Caption {
            text: connection.caption(lang),
            x,
            y,
            width,
            height,
        }),
    }
}
