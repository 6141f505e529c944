//! A drawing as a Mermaid architecture diagram.
//!
//! Hides the syntax. Mermaid places everything itself, but lets each connection say at which sides it leaves and
//! arrives: those are taken from our layout, so the two look alike.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::drawing::Drawing;
use super::mermaid::{front_matter, names};
use super::scene::{Connection, Node, Scene, said};
use super::text::flatten;
use crate::layout::{Point, Route};

/// The drawing as `architecture-beta`, in one language (an index into the scene's languages). Nodes are services.
///
/// The grammar has no connection of a group: it hangs on the first service in it, and ends at the group's border where
/// that stands directly in it. A connection from a node to itself, or to a group around it, is left out.
pub fn mermaid_architecture(drawing: &Drawing, lang: usize) -> String {
    let scene = &drawing.scene;
    let writer = Writer { scene, holds: scene.holders(), names: names(scene), lang };
    let mut out = front_matter(said(&scene.title, lang));
    out.push_str("architecture-beta\n");
    // A group stands before what it holds, as the grammar wants it.
    for (index, node) in (0u32..).zip(&scene.nodes) {
        writer.node(&mut out, index, node);
    }
    for line in writer.lines(&drawing.layout.edges) {
        writer.connection(&mut out, &line);
    }
    out
}

struct Writer<'a> {
    scene: &'a Scene,
    holds: Vec<bool>,
    names: Vec<String>,
    lang: usize,
}

/// Where a connection hangs: a service, and whether it ends at the border of the group around it.
#[derive(Clone, Copy)]
struct End {
    service: u32,
    is_group: bool,
}

/// One or more connections between the same two services.
struct Line {
    from: End,
    to: End,
    sides: (char, char),
    is_both: bool,
    captions: Vec<String>,
}

impl Writer<'_> {
    fn node(&self, out: &mut String, index: u32, node: &Node) {
        let holds = self.holds[index as usize];
        let what = if holds { "group" } else { "service" };
        let icon = if holds { "cloud" } else { icon(node) };
        let mut title = quoted(node.called(self.lang));
        if let Some(count) = &node.count {
            let _ = write!(title, " ×{}", quoted(count));
        }
        let _ = write!(out, "  {what} {}({icon})", self.names[index as usize]);
        // An empty title would be no title of the grammar's.
        if !title.is_empty() {
            let _ = write!(out, "[\"{title}\"]");
        }
        if let Some(parent) = node.parent {
            let _ = write!(out, " in {}", self.names[parent as usize]);
        }
        out.push('\n');
    }

    /// What is drawn for the connections, in their order.
    fn lines(&self, routes: &[Route]) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut places = BTreeMap::new();
        for (connection, route) in self.scene.connections.iter().zip(routes) {
            let Connection { from, to, is_both, .. } = *connection;
            if from == to || self.scene.is_within(from, to) || self.scene.is_within(to, from) {
                continue;
            }
            let (from, to) = (self.end(from), self.end(to));
            let place = *places.entry((from.service, to.service)).or_insert(lines.len());
            if place == lines.len() {
                let sides = sides(&route.points);
                lines.push(Line { from, to, sides, is_both: false, captions: Vec::new() });
            }
            let caption = quoted(&connection.caption(self.lang));
            lines[place].is_both |= is_both;
            if !caption.is_empty() && !lines[place].captions.contains(&caption) {
                lines[place].captions.push(caption);
            }
        }
        lines
    }

    fn connection(&self, out: &mut String, line: &Line) {
        // The grammar refuses a border between two services that stand in the same group.
        let together = self.parent(line.from.service) == self.parent(line.to.service);
        let (leaves, arrives) = line.sides;
        let _ = write!(out, "  {}:{leaves} ", self.port(line.from, together));
        out.push_str(if line.is_both { "<" } else { "" });
        match line.captions.join(", ") {
            caption if caption.is_empty() => out.push_str("--"),
            caption => {
                let _ = write!(out, "-[\"{caption}\"]-");
            }
        }
        let _ = writeln!(out, "> {arrives}:{}", self.port(line.to, together));
    }

    fn end(&self, node: u32) -> End {
        let mut service = node;
        while let Some(child) = self.scene.children(Some(service)).next() {
            service = child;
        }
        // One that stands directly in the group, if there is one.
        let direct = self.scene.children(Some(node)).find(|child| !self.holds[*child as usize]);
        End { service: direct.unwrap_or(service), is_group: direct.is_some() }
    }

    fn port(&self, end: End, together: bool) -> String {
        let border = if end.is_group && !together { "{group}" } else { "" };
        format!("{}{border}", self.names[end.service as usize])
    }

    fn parent(&self, node: u32) -> Option<u32> {
        self.scene.nodes[node as usize].parent
    }
}

/// One line within double quotes. These titles are no HTML, so Mermaid's entities would show as they are; a space
/// without width takes the meaning from what would end the title, be an entity, a tag or an address, or begin a directive. Stars and
/// backticks keep theirs, which is that of Markdown.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let flat = flatten(text).replace("style", "st\u{200b}yle").replace("classDef", "class\u{200b}Def");
    for c in flat.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' | '#' | '%' | '<' | '&' | '@' | ':' => out.extend([c, '\u{200b}']),
            c => out.push(c),
        }
    }
    out
}

/// One of the icons that Mermaid brings.
fn icon(node: &Node) -> &'static str {
    match node.kind.as_str() {
        "person" | "user" | "client" | "external" => "internet",
        "database" => "database",
        "storage" => "disk",
        _ if node.category.contains("database") => "database",
        _ if node.category.contains("storage") => "disk",
        _ if node.category.contains("network") || node.category.contains("delivery") => "internet",
        _ => "server",
    }
}

/// At which sides a route leaves and arrives: left, right, top or bottom.
fn sides(points: &[Point]) -> (char, char) {
    let way = |from: Point, to: Point| [(to.x - from.x).signum(), (to.y - from.y).signum()];
    let moves = || points.windows(2).map(|pair| way(pair[0], pair[1])).filter(|way| *way != [0, 0]);
    let side = |way: Option<[i32; 2]>, at_end: bool| match way {
        Some([1, _]) => ['R', 'L'][usize::from(at_end)],
        Some([-1, _]) => ['L', 'R'][usize::from(at_end)],
        Some([_, -1]) => ['T', 'B'][usize::from(at_end)],
        Some(_) => ['B', 'T'][usize::from(at_end)],
        None => ['R', 'L'][usize::from(at_end)],
    };
    (side(moves().next(), false), side(moves().next_back(), true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::draw;

    #[test]
    fn connections_between_the_same_two_services_are_one() {
        let node = |id: &str, parent| Node { id: id.to_owned(), parent, ..Node::default() };
        let connection = |from, to, label: &str| Connection {
            from,
            to,
            label: vec![label.to_owned()],
            ..Connection::default()
        };
        let drawing = draw(Scene {
            nodes: vec![node("a", None), node("g", None), node("b", Some(1))],
            connections: vec![
                connection(0, 1, "x"),
                connection(0, 2, "y"),
                connection(0, 2, "x"),
                connection(2, 0, "z"),
            ],
            ..Scene::default()
        });
        let text = mermaid_architecture(&drawing, 0);
        assert_eq!(text.matches("[\"x, y\"]").count(), 1, "{text}");
        assert_eq!(text.matches("> ").count(), 2, "{text}");
    }

    #[test]
    fn nothing_ends_a_title_or_means_something() {
        assert_eq!(
            quoted("a \"b\" \\ %%{x} #35;\n<c>"),
            "a \\\"b\\\" \\\u{200b} %\u{200b}%\u{200b}{x} #\u{200b}35; <\u{200b}c>"
        );
    }

    #[test]
    fn sides_are_those_of_the_route() {
        let points = |of: &[(i32, i32)]| of.iter().map(|&(x, y)| Point { x, y }).collect::<Vec<_>>();
        assert_eq!(sides(&points(&[(0, 0), (9, 0)])), ('R', 'L'));
        assert_eq!(sides(&points(&[(0, 0), (0, 9), (9, 9)])), ('B', 'L'));
        assert_eq!(sides(&points(&[(9, 9), (9, 9), (0, 9), (0, 0)])), ('L', 'B'));
        assert_eq!(sides(&points(&[(0, 9), (0, 0)])), ('T', 'B'));
        assert_eq!(sides(&[]), ('R', 'L'));
    }
}
