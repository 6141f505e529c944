//! A scene as a Mermaid flowchart.
//!
//! Hides the syntax and its escapes: a text can neither end its label nor begin a directive. Places nothing.

use std::fmt::Write as _;

use super::drawing::Drawing;
use super::scene::{Connection, Scene, said};
use super::text::flatten;
use crate::layout::Direction;
use crate::model::ConnectionKind;

/// The drawing's scene as a `flowchart`, in one language (an index into the scene's languages). Groups are
/// subgraphs. A connection between a group and what stands in it is left out: Mermaid refuses it.
pub fn mermaid(drawing: &Drawing, lang: usize) -> String {
    let scene = &drawing.scene;
    let writer = Writer { scene, holds: scene.holders(), names: names(scene), lang };
    let mut out = front_matter(said(&scene.title, lang));
    let direction = if scene.direction == Some(Direction::Down) { "TB" } else { "LR" };
    let _ = writeln!(out, "flowchart {direction}");
    writer.nodes(&mut out, None, 1);
    for connection in &scene.connections {
        writer.connection(&mut out, connection);
    }
    out
}

struct Writer<'a> {
    scene: &'a Scene,
    holds: Vec<bool>,
    names: Vec<String>,
    lang: usize,
}

impl Writer<'_> {
    fn nodes(&self, out: &mut String, parent: Option<u32>, depth: usize) {
        let indent = "  ".repeat(depth);
        for index in self.scene.children(parent) {
            let (name, label) = (&self.names[index as usize], self.label(index));
            if self.holds[index as usize] {
                let _ = writeln!(out, "{indent}subgraph {name}[\"{label}\"]");
                self.nodes(out, Some(index), depth + 1);
                let _ = writeln!(out, "{indent}end");
            } else {
                let (open, close) = shape(&self.scene.nodes[index as usize].kind);
                let _ = writeln!(out, "{indent}{name}{open}\"{label}\"{close}");
            }
        }
    }

    fn connection(&self, out: &mut String, connection: &Connection) {
        let Connection { from, to, .. } = *connection;
        if self.scene.is_within(from, to) || self.scene.is_within(to, from) {
            return;
        }
        let _ = write!(out, "  {} {}", self.names[from as usize], arrow(connection));
        let caption = connection.caption(self.lang);
        if !caption.is_empty() {
            let _ = write!(out, "|\"{}\"|", escaped(&caption));
        }
        let _ = writeln!(out, " {}", self.names[to as usize]);
    }

    fn label(&self, index: u32) -> String {
        let node = &self.scene.nodes[index as usize];
        let mut label = escaped(node.called(self.lang));
        if let Some(count) = &node.count {
            let _ = write!(label, " ×{}", escaped(count));
        }
        let role = escaped(said(&node.role, self.lang));
        if !role.is_empty() {
            let _ = write!(label, "<br/>{role}");
        }
        label
    }
}

fn shape(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "person" | "user" | "client" => ("([", "])"),
        "database" | "storage" => ("[(", ")]"),
        _ => ("[", "]"),
    }
}

fn arrow(connection: &Connection) -> &'static str {
    match (connection.kind, connection.is_both, connection.is_optional) {
        (ConnectionKind::Data, false, _) => "==>",
        (ConnectionKind::Data, true, _) => "<==>",
        (ConnectionKind::Event | ConnectionKind::Dns, false, _) | (_, false, true) => "-.->",
        (ConnectionKind::Event | ConnectionKind::Dns, true, _) | (_, true, true) => "<-.->",
        (_, false, false) => "-->",
        (_, true, false) => "<-->",
    }
}

/// The ids as Mermaid's names. A hyphen is part of some arrows, and a word of Mermaid's may begin a name: so names
/// have none and begin with `n_`.
pub(super) fn names(scene: &Scene) -> Vec<String> {
    scene.plain_names('_', |_| false).into_iter().map(|name| format!("n_{name}")).collect()
}

/// One line in double quotes, with entities as Mermaid writes them; `%` could begin a directive and a backtick
/// Markdown. Where a text speaks of `style` or `classDef`, Mermaid takes a colon and an entity for a colour of CSS and
/// swallows a semicolon: there, the colon is an entity too.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let has_style = text.contains("style") || text.contains("classDef");
    for c in flatten(text).chars() {
        match c {
            ':' if has_style => out.push_str("#58;"),
            '"' | '#' | '<' | '>' | '&' | '%' | '`' | '\\' | ';' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// What a diagram begins with: its title, if it has one.
pub(super) fn front_matter(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!("---\ntitle: {}\n---\n", yaml(title)) }
}

/// One line as a YAML text in double quotes.
fn yaml(text: &str) -> String {
    format!("\"{}\"", flatten(text).replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Node;

    #[test]
    fn nothing_ends_a_label_or_begins_a_directive() {
        assert_eq!(escaped("a\"b %%{ <c> #1; (d)"), "a#34;b #37;#37;{ #60;c#62; #35;1#59; (d)");
        assert_eq!(escaped("a: style b: #"), "a#58; style b#58; #35;");
        assert_eq!(yaml("a \"b\" \\"), r#""a \"b\" \\""#);
    }

    #[test]
    fn names_are_never_words() {
        let node = |id: &str| Node { id: id.to_owned(), ..Node::default() };
        let scene = Scene { nodes: vec![node("end"), node("a-b"), node("a_b")], ..Scene::default() };
        assert_eq!(names(&scene), ["n_end", "n_a_b", "n_a_b_2"]);
    }
}
