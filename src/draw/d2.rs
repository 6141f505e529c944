//! A scene as D2.
//!
//! Hides the syntax and its escapes: every text stands in single quotes, where D2 replaces nothing. Places nothing.

use std::fmt::Write as _;

use super::drawing::Drawing;
use super::scene::{Connection, Scene, said};
use super::text::flatten;
use crate::layout::Direction;
use crate::model::ConnectionKind;

/// The drawing's scene as D2, in one language (an index into the scene's languages). Groups are containers.
pub fn d2(drawing: &Drawing, lang: usize) -> String {
    let scene = &drawing.scene;
    let writer = Writer { scene, keys: keys(scene), lang };
    let direction = if scene.direction == Some(Direction::Down) { "down" } else { "right" };
    let mut out = format!("direction: {direction}\n");
    writer.nodes(&mut out, None, 0);
    for connection in &scene.connections {
        writer.connection(&mut out, connection);
    }
    out
}

struct Writer<'a> {
    scene: &'a Scene,
    keys: Vec<String>,
    lang: usize,
}

impl Writer<'_> {
    fn nodes(&self, out: &mut String, parent: Option<u32>, depth: usize) {
        let indent = "  ".repeat(depth);
        for index in self.scene.children(parent) {
            let _ = write!(out, "{indent}{}: {}", self.keys[index as usize], self.label(index));
            let mut inside = String::new();
            self.attributes(&mut inside, index, depth + 1);
            self.nodes(&mut inside, Some(index), depth + 1);
            let _ = match inside.is_empty() {
                true => writeln!(out),
                false => writeln!(out, " {{\n{inside}{indent}}}"),
            };
        }
    }

    fn attributes(&self, out: &mut String, index: u32, depth: usize) {
        let indent = "  ".repeat(depth);
        let node = &self.scene.nodes[index as usize];
        let shape = match node.kind.as_str() {
            "person" | "user" => Some("person"),
            "database" | "storage" => Some("cylinder"),
            "queue" => Some("queue"),
            _ => None,
        };
        if let Some(shape) = shape {
            let _ = writeln!(out, "{indent}shape: {shape}");
        }
        if node.is_optional {
            let _ = writeln!(out, "{indent}style.stroke-dash: 4");
        }
        if node.count.is_some() {
            let _ = writeln!(out, "{indent}style.multiple: true");
        }
    }

    fn connection(&self, out: &mut String, connection: &Connection) {
        let arrow = if connection.is_both { "<->" } else { "->" };
        let _ = write!(out, "{} {arrow} {}", self.path(connection.from), self.path(connection.to));
        let caption = connection.caption(self.lang);
        let style = match connection.kind {
            ConnectionKind::Data => Some("style.stroke-width: 3"),
            ConnectionKind::Event => Some("style.stroke-dash: 5"),
            ConnectionKind::Dns => Some("style.stroke-dash: 2"),
            _ if connection.is_optional => Some("style.stroke-dash: 4"),
            ConnectionKind::Request | ConnectionKind::Config => None,
        };
        if !caption.is_empty() || style.is_some() {
            out.push(':');
        }
        if !caption.is_empty() {
            let _ = write!(out, " {}", quoted(&caption));
        }
        if let Some(style) = style {
            let _ = write!(out, " {{{style}}}");
        }
        out.push('\n');
    }

    fn path(&self, index: u32) -> String {
        let mut keys = vec![self.keys[index as usize].as_str()];
        let mut above = self.scene.nodes[index as usize].parent;
        while let Some(parent) = above {
            keys.push(&self.keys[parent as usize]);
            above = self.scene.nodes[parent as usize].parent;
        }
        keys.reverse();
        keys.join(".")
    }

    fn label(&self, index: u32) -> String {
        let node = &self.scene.nodes[index as usize];
        let mut label = node.called(self.lang).to_owned();
        if let Some(count) = &node.count {
            let _ = write!(label, " ×{count}");
        }
        let role = said(&node.role, self.lang);
        if !role.is_empty() {
            let _ = write!(label, " – {role}");
        }
        quoted(&label)
    }
}

/// The ids as D2's keys, in quotes.
fn keys(scene: &Scene) -> Vec<String> {
    let names = scene.plain_names('-', |name| name.is_empty() || WORDS.split(' ').any(|word| word == name));
    names.iter().map(|name| quoted(name)).collect()
}

/// What means something as a key; D2 reads keys without regard to case.
const WORDS: &str = "_ label desc shape icon constraint tooltip link near width height direction top left grid-rows \
                     grid-columns grid-gap vertical-gap horizontal-gap class classes vars style source-arrowhead \
                     target-arrowhead layers scenarios steps source target";

/// In single quotes only the quote itself means something.
fn quoted(text: &str) -> String {
    format!("'{}'", flatten(text).replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Node;

    #[test]
    fn quotes_are_doubled_and_nothing_is_replaced() {
        assert_eq!(quoted("l’eau ${x}\n'b'"), "'l’eau ${x} ''b'''");
    }

    #[test]
    fn words_of_d2_are_no_keys() {
        let node = |id: &str| Node { id: id.to_owned(), ..Node::default() };
        let scene = Scene { nodes: vec![node("Label"), node("label"), node("_")], ..Scene::default() };
        assert_eq!(keys(&scene), ["'Label_2'", "'label_3'", "'__2'"]);
    }
}
