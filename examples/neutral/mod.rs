//! The neutral format of graphs and of layouts, shared by the programs that compare engines.
//!
//! A graph: `{name, direction: LR|TB, nodes: [{id, label, w, h, parent}], groups: [{id, label, parent, twin?}],
//! edges: [{id, from, to, label?, lw?, lh?}]}`. `twin` marks groups of one parent that should look alike; `lw` and
//! `lh` are the size of the label.
//!
//! A result: `{engine, graph, nodes: [{id, x, y, w, h}], groups: [{id, x, y, w, h}], edges: [{id, points: [[x, y] …],
//! curve, label: {x, y, w, h} | null}], ms}`. Pixels, from the top left, a route running from border to border.
//! Knows no engine and judges nothing.

#![allow(dead_code, reason = "each program uses a part of the format")]

use std::collections::BTreeMap;

use maquette::layout::{self, BoxSpec, Direction, EdgeSpec, Size};
use serde::Deserialize;

/// A graph to be arranged.
#[derive(Deserialize, Clone, Debug)]
pub(crate) struct Graph {
    /// What reports call it.
    pub(crate) name: String,
    /// `LR` or `TB`; all else leaves the choice to the engine.
    #[serde(default)]
    pub(crate) direction: String,
    /// Boxes that hold nothing.
    pub(crate) nodes: Vec<Node>,
    /// Boxes that hold others.
    #[serde(default)]
    pub(crate) groups: Vec<Group>,
    /// Connections, in the order of declaration.
    #[serde(default)]
    pub(crate) edges: Vec<Edge>,
}

/// A node with its size.
#[derive(Deserialize, Clone, Debug)]
pub(crate) struct Node {
    /// Unique among nodes and groups.
    pub(crate) id: String,
    /// Pixels.
    pub(crate) w: f64,
    /// Pixels.
    pub(crate) h: f64,
    /// The group it stands in.
    pub(crate) parent: Option<String>,
}

/// A group.
#[derive(Deserialize, Clone, Debug)]
pub(crate) struct Group {
    /// Unique among nodes and groups.
    pub(crate) id: String,
    /// Its title.
    #[serde(default)]
    pub(crate) label: String,
    /// The group it stands in.
    pub(crate) parent: Option<String>,
    /// Groups of one parent with the same word are to look alike.
    pub(crate) twin: Option<String>,
}

/// A connection; its ends are nodes or groups.
#[derive(Deserialize, Clone, Debug)]
pub(crate) struct Edge {
    /// Unique among edges.
    pub(crate) id: String,
    /// Where it starts.
    pub(crate) from: String,
    /// Where it ends.
    pub(crate) to: String,
    /// Its text, if it is to have a label.
    #[serde(default)]
    pub(crate) label: Option<String>,
    /// Width of the label in pixels.
    #[serde(default)]
    pub(crate) lw: Option<f64>,
    /// Height of the label in pixels.
    #[serde(default)]
    pub(crate) lh: Option<f64>,
}

impl Edge {
    /// Whether a label is to be set; an empty one is none.
    pub(crate) fn has_label(&self) -> bool {
        self.label.as_ref().is_some_and(|label| !label.is_empty())
    }
}

/// What an engine made of a graph.
#[derive(Deserialize, Clone, Debug)]
pub(crate) struct Outcome {
    /// The engine's name.
    #[serde(default)]
    pub(crate) engine: String,
    /// Why there is nothing else, if there is nothing else.
    pub(crate) error: Option<String>,
    /// The direction it chose, where it is not the graph's.
    pub(crate) direction: Option<String>,
    /// Where the nodes stand.
    #[serde(default)]
    pub(crate) nodes: Vec<Placed>,
    /// Where the groups stand.
    #[serde(default)]
    pub(crate) groups: Vec<Placed>,
    /// How the edges run.
    #[serde(default)]
    pub(crate) edges: Vec<Routed>,
    /// Times in milliseconds, by what was timed.
    #[serde(default)]
    pub(crate) ms: serde_json::Value,
}

/// A box with its place.
#[derive(Deserialize, Clone, Debug)]
pub(crate) struct Placed {
    /// The node's or group's id.
    pub(crate) id: String,
    /// Where it stands.
    #[serde(flatten)]
    pub(crate) frame: Frame,
}

/// A rectangle; x and y are those of its top left corner.
#[derive(Deserialize, Clone, Copy, PartialEq, Debug)]
pub(crate) struct Frame {
    /// Pixels from the left.
    pub(crate) x: f64,
    /// Pixels from the top.
    pub(crate) y: f64,
    /// Width in pixels.
    pub(crate) w: f64,
    /// Height in pixels.
    pub(crate) h: f64,
}

/// An edge with its route.
#[derive(Deserialize, Clone, Debug)]
pub(crate) struct Routed {
    /// The edge's id.
    pub(crate) id: String,
    /// The corners of the route, both ends included.
    #[serde(default)]
    pub(crate) points: Vec<(f64, f64)>,
    /// Whether the points are those of a curve, so that corners are no bends.
    #[serde(default)]
    pub(crate) curve: bool,
    /// Where the label stands, if there is one.
    pub(crate) label: Option<Frame>,
}

/// Width of a character of a title, in pixels.
const TITLE_CHARACTER: i32 = 7;
/// Height of a title band, in pixels.
const TITLE_HEIGHT: i32 = 20;

impl Graph {
    /// The graph as `layout` takes it: level by level from the outside, nodes before groups, as declared. The ids
    /// are those of its boxes. What stands in no known group is left out.
    pub(crate) fn for_layout(&self) -> (layout::Graph, Vec<String>) {
        let mut boxes = Vec::new();
        let mut ids: Vec<String> = Vec::new();
        let mut marks: Vec<&String> = Vec::new();
        let mut open: Vec<Option<u32>> = vec![None];
        let mut at = 0;
        while let Some(&parent) = open.get(at) {
            at += 1;
            let holder = parent.map(|parent| ids[parent as usize].clone());
            for node in self.nodes.iter().filter(|node| node.parent == holder) {
                let size = Size { width: node.w.ceil() as i32, height: node.h.ceil() as i32 };
                boxes.push(BoxSpec { parent, size, is_group: false, ..BoxSpec::default() });
                ids.push(node.id.clone());
            }
            for group in self.groups.iter().filter(|group| group.parent == holder) {
                let width = group.label.chars().count() as i32 * TITLE_CHARACTER + 16;
                let size = Size { width, height: TITLE_HEIGHT };
                open.push(Some(boxes.len() as u32));
                let twin = group.twin.as_ref().map(|mark| {
                    let known = marks.iter().position(|known| *known == mark);
                    known.unwrap_or_else(|| {
                        marks.push(mark);
                        marks.len() - 1
                    }) as u32
                });
                boxes.push(BoxSpec { parent, size, is_group: true, twin, ..BoxSpec::default() });
                ids.push(group.id.clone());
            }
        }
        let known: BTreeMap<&str, u32> = (0..).zip(&ids).map(|(index, id)| (id.as_str(), index)).collect();
        let end = |id: &str| known.get(id).copied().unwrap_or(u32::MAX);
        let side = |length: Option<f64>| length.unwrap_or(0.0).ceil() as i32;
        let edges = self.edges.iter().map(|edge| EdgeSpec {
            from: end(&edge.from),
            to: end(&edge.to),
            label: edge.has_label().then(|| Size { width: side(edge.lw), height: side(edge.lh) }),
        });
        let edges = edges.collect();
        let direction = match self.direction.as_str() {
            "LR" => Some(Direction::Right),
            "TB" => Some(Direction::Down),
            _ => None,
        };
        (layout::Graph { direction, boxes, edges }, ids)
    }
}
