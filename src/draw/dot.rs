//! A scene as DOT, for Graphviz.
//!
//! Hides the syntax and its escapes. Places nothing: Graphviz does. Colours are left to the reader's own style.

use std::fmt::Write as _;

use super::drawing::Drawing;
use super::scene::{Connection, Scene, said};
use super::text::flatten;
use crate::layout::Direction;
use crate::model::ConnectionKind;

/// The drawing's scene as a `digraph`, in one language (an index into the scene's languages). Groups are
/// clusters; connections of groups end at the cluster's border (`lhead`, `ltail`).
pub fn dot(drawing: &Drawing, lang: usize) -> String {
    let scene = &drawing.scene;
    let writer = Writer { scene, holds: scene.holders(), lang };
    let rank = if scene.direction == Some(Direction::Down) { "TB" } else { "LR" };
    let mut out = String::from("digraph {\n");
    let _ = writeln!(out, "  label={}", said_in_quotes(said(&scene.title, lang)));
    let _ = writeln!(out, "  rankdir={rank}\n  compound=true\n  node [shape=box, style=rounded]");
    writer.nodes(&mut out, None, 1);
    for connection in &scene.connections {
        writer.connection(&mut out, connection);
    }
    out.push_str("}\n");
    out
}

struct Writer<'a> {
    scene: &'a Scene,
    holds: Vec<bool>,
    lang: usize,
}

impl Writer<'_> {
    fn nodes(&self, out: &mut String, parent: Option<u32>, depth: usize) {
        let indent = "  ".repeat(depth);
        for index in self.scene.children(parent) {
            let label = self.label(index);
            if self.holds[index as usize] {
                let _ = writeln!(out, "{indent}subgraph {} {{\n{indent}  label={label}", self.cluster(index));
                self.nodes(out, Some(index), depth + 1);
                let _ = writeln!(out, "{indent}}}");
            } else {
                let style = if self.scene.nodes[index as usize].is_optional {
                    ", style=\"rounded,dashed\""
                } else {
                    ""
                };
                let _ = writeln!(out, "{indent}{} [label={label}{style}]", quoted(self.scene.id(index)));
            }
        }
    }

    fn connection(&self, out: &mut String, connection: &Connection) {
        let Connection { from, to, .. } = *connection;
        let _ = write!(out, "  {} -> {}", quoted(self.leaf(from)), quoted(self.leaf(to)));
        let mut attributes = Vec::new();
        let caption = connection.caption(self.lang);
        if !caption.is_empty() {
            attributes.push(format!("label={}", said_in_quotes(&caption)));
        }
        // Graphviz ends an edge at a border only if the other end stands outside of it.
        if self.holds[from as usize] && from != to && !self.scene.is_within(to, from) {
            attributes.push(format!("ltail={}", self.cluster(from)));
        }
        if self.holds[to as usize] && from != to && !self.scene.is_within(from, to) {
            attributes.push(format!("lhead={}", self.cluster(to)));
        }
        if connection.is_both {
            attributes.push("dir=both".to_owned());
        }
        attributes.extend(style(connection).map(|style| format!("style={style}")));
        if !attributes.is_empty() {
            let _ = write!(out, " [{}]", attributes.join(", "));
        }
        out.push('\n');
    }

    fn label(&self, index: u32) -> String {
        let node = &self.scene.nodes[index as usize];
        let mut lines = escaped(node.called(self.lang));
        if let Some(count) = &node.count {
            let _ = write!(lines, " ×{}", escaped(count));
        }
        let role = said(&node.role, self.lang);
        if !role.is_empty() {
            let _ = write!(lines, "\\n{}", escaped(role));
        }
        format!("\"{lines}\"")
    }

    fn cluster(&self, index: u32) -> String {
        quoted(&format!("cluster_{}", self.scene.id(index)))
    }

    /// A node to hang the connection of a group on: the first in it that holds no other.
    fn leaf(&self, index: u32) -> &str {
        let mut at = index;
        while let Some(child) = self.scene.children(Some(at)).next() {
            at = child;
        }
        self.scene.id(at)
    }
}

fn style(connection: &Connection) -> Option<&'static str> {
    match connection.kind {
        ConnectionKind::Data => Some("bold"),
        ConnectionKind::Dns => Some("dotted"),
        ConnectionKind::Event => Some("dashed"),
        _ if connection.is_optional => Some("dashed"),
        ConnectionKind::Request | ConnectionKind::Config => None,
    }
}

/// A label, in quotes.
fn said_in_quotes(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// An id, in quotes: there, nothing but a quote means something, and a backslash before one.
fn quoted(text: &str) -> String {
    format!("\"{}\"", flatten(text).replace('\\', "\\\\").replace('"', "\\\""))
}

/// One line of a label; a backslash would begin one of Graphviz's own escapes, `&` an entity of HTML.
fn escaped(text: &str) -> String {
    flatten(text).replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_string() {
        assert_eq!(quoted("a\"b\\N\n\0c&"), r#""a\"b\\N c&""#);
        assert_eq!(said_in_quotes("a\"b\\N\n\0c&"), r#""a\"b\\N c&amp;""#);
    }
}
