//! From a parsed graph to a scene.
//!
//! Hides which attributes mean what, and to which group a node belongs that several name. Places nothing.

use std::collections::BTreeMap;

use ::layout::gv::parser::ast::{ArrowKind, AttrStmtTarget, AttributeList, EdgeStmt, Graph, Stmt};

use super::super::scene::{Connection, Node, Scene};
use super::label;
use super::plain::MARK;
use crate::layout::Direction;
use crate::model::ConnectionKind;

/// The scene that a graph describes.
pub(super) fn scene(graph: &Graph, lang: Option<&str>) -> Scene {
    let mut builder = Builder::default();
    let mut whole = Scope::default();
    builder.statements(graph, &mut whole);
    let title = builder.graph.get("label").map(|title| label::text(title, &graph.name));
    let direction = builder.graph.get("rankdir").and_then(|direction| match direction.as_str() {
        "LR" | "RL" => Some(Direction::Right),
        "TB" | "BT" => Some(Direction::Down),
        _ => None,
    });
    let (order, places) = builder.order();
    Scene {
        languages: lang.map(str::to_owned).into_iter().collect(),
        title: vec![title.filter(|title| !title.is_empty()).unwrap_or(graph.name.clone())],
        direction,
        nodes: order.iter().map(|&entry| builder.node(entry, &places)).collect(),
        connections: builder.edges.iter().map(|edge| builder.connection(edge, &places)).collect(),
        ..Scene::default()
    }
}

type Attributes = BTreeMap<String, String>;

fn add(attributes: &mut Attributes, list: &AttributeList) {
    attributes.extend(list.iter().cloned());
}

/// A node or a group, in the order in which the file names them.
struct Entry {
    name: String,
    parent: Option<usize>,
    is_group: bool,
    attributes: Attributes,
}

struct Edge {
    from: usize,
    to: usize,
    is_line: bool,
    attributes: Attributes,
}

/// What holds within a pair of braces.
#[derive(Clone, Default)]
struct Scope {
    group: Option<usize>,
    nodes: Attributes,
    edges: Attributes,
    /// The nodes that are named in it, at any depth.
    members: Vec<usize>,
    /// The groups that stand directly in it.
    groups: Vec<usize>,
}

#[derive(Default)]
struct Builder {
    entries: Vec<Entry>,
    nodes: BTreeMap<String, usize>,
    groups: BTreeMap<String, usize>,
    /// What a connection ends at that ends at a mark.
    marked: BTreeMap<String, Vec<usize>>,
    graph: Attributes,
    edges: Vec<Edge>,
}

impl Builder {
    fn statements(&mut self, graph: &Graph, scope: &mut Scope) {
        for statement in &graph.list.list {
            match statement {
                Stmt::Node(node) => {
                    let entry = self.mention(&node.id.name, scope);
                    add(&mut self.entries[entry].attributes, &node.list);
                }
                Stmt::Edge(edge) => self.chain(edge, scope),
                Stmt::Attribute(statement) => match (&statement.target, scope.group) {
                    (AttrStmtTarget::Node, _) => add(&mut scope.nodes, &statement.list),
                    (AttrStmtTarget::Edge, _) => add(&mut scope.edges, &statement.list),
                    (AttrStmtTarget::Graph, Some(group)) => {
                        add(&mut self.entries[group].attributes, &statement.list);
                    }
                    (AttrStmtTarget::Graph, None) => add(&mut self.graph, &statement.list),
                },
                Stmt::SubGraph(inner) => self.subgraph(inner, scope),
            }
        }
    }

    fn subgraph(&mut self, inner: &Graph, scope: &mut Scope) {
        let group = inner.name.starts_with("cluster").then(|| self.group(&inner.name, scope.group));
        scope.groups.extend(group);
        let mut within =
            Scope { group: group.or(scope.group), members: Vec::new(), groups: Vec::new(), ..scope.clone() };
        let graph = self.graph.clone();
        self.statements(inner, &mut within);
        if group.is_none() && scope.group.is_none() {
            // What a subgraph says of itself is not said of the graph.
            self.graph = graph;
        }
        if inner.name.starts_with(MARK) {
            // A connection to a group ends at its border, one to loose nodes at each of them.
            let ends = if within.groups.len() == 1 { &within.groups } else { &within.members };
            self.marked.insert(inner.name.clone(), ends.clone());
        }
        if group.is_none() {
            scope.groups.append(&mut within.groups);
        }
        for member in within.members {
            if !scope.members.contains(&member) {
                scope.members.push(member);
            }
        }
    }

    fn group(&mut self, name: &str, parent: Option<usize>) -> usize {
        if let Some(known) = self.groups.get(name) {
            return *known;
        }
        self.entries.push(Entry {
            name: name.to_owned(),
            parent,
            is_group: true,
            attributes: Attributes::new(),
        });
        let entry = self.entries.len() - 1;
        self.groups.insert(name.to_owned(), entry);
        entry
    }

    /// The node of that name; made where it is new, and moved where it is named in a group within its own.
    fn mention(&mut self, name: &str, scope: &mut Scope) -> usize {
        let entry = match self.nodes.get(name) {
            Some(known) => *known,
            None => {
                let attributes = scope.nodes.clone();
                self.entries.push(Entry {
                    name: name.to_owned(),
                    parent: scope.group,
                    is_group: false,
                    attributes,
                });
                self.nodes.insert(name.to_owned(), self.entries.len() - 1);
                self.entries.len() - 1
            }
        };
        if self.is_within(scope.group, self.entries[entry].parent) {
            self.entries[entry].parent = scope.group;
        }
        if !scope.members.contains(&entry) {
            scope.members.push(entry);
        }
        entry
    }

    /// Whether a group is another, or stands in it; the graph holds all.
    fn is_within(&self, group: Option<usize>, outer: Option<usize>) -> bool {
        let mut at = group;
        while at != outer {
            match at {
                Some(group) => at = self.entries[group].parent,
                None => return false,
            }
        }
        true
    }

    fn chain(&mut self, statement: &EdgeStmt, scope: &mut Scope) {
        let mut attributes = scope.edges.clone();
        add(&mut attributes, &statement.list);
        let mut from = self.ends(&statement.from.name, scope);
        for (id, arrow) in &statement.to {
            let to = self.ends(&id.name, scope);
            let is_line = matches!(arrow, ArrowKind::Line);
            for (from, to) in from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to))) {
                self.edges.push(Edge { from, to, is_line, attributes: attributes.clone() });
            }
            from = to;
        }
    }

    fn ends(&mut self, name: &str, scope: &mut Scope) -> Vec<usize> {
        match self.marked.get(name) {
            Some(ends) => ends.clone(),
            None => vec![self.mention(name, scope)],
        }
    }

    /// The entries with parents before their children, and the place of each entry in that order.
    fn order(&self) -> (Vec<usize>, Vec<u32>) {
        let mut children: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (entry, Entry { parent, .. }) in self.entries.iter().enumerate() {
            children.entry(*parent).or_default().push(entry);
        }
        let mut order = Vec::with_capacity(self.entries.len());
        let mut places = vec![0; self.entries.len()];
        let mut open: Vec<usize> = children.remove(&None).unwrap_or_default();
        open.reverse();
        while let Some(entry) = open.pop() {
            places[entry] = order.len() as u32;
            order.push(entry);
            open.extend(children.remove(&Some(entry)).unwrap_or_default().into_iter().rev());
        }
        (order, places)
    }

    fn node(&self, index: usize, places: &[u32]) -> Node {
        let entry = &self.entries[index];
        let of = |name: &str| entry.attributes.get(name).map(|value| label::text(value, &entry.name));
        let id = self.id(entry);
        let shape = of("shape").unwrap_or_default();
        let label = match entry.attributes.get("label") {
            Some(record) if shape.ends_with("ecord") => label::text(&label::of_record(record), &entry.name),
            Some(label) => label::text(label, &entry.name),
            None => id.to_owned(),
        };
        let mut lines = label.lines().map(str::trim).filter(|line| !line.is_empty());
        let name = lines.next().unwrap_or_default().to_owned();
        let kind = of("class").unwrap_or(match shape.as_str() {
            "cylinder" => "database".to_owned(),
            _ if entry.is_group => "group".to_owned(),
            _ => String::new(),
        });
        Node {
            id: id.to_owned(),
            parent: entry.parent.map(|parent| places[parent]),
            kind,
            name: vec![name],
            role: vec![lines.collect::<Vec<_>>().join(" ")],
            note: of("tooltip").into_iter().collect(),
            is_optional: is_broken(&entry.attributes),
            href: of("URL").or(of("href")).map(|href| vec![href]),
            ..Node::default()
        }
    }

    /// Its name, for a group without the word that makes it one, unless another is called so.
    fn id<'e>(&self, entry: &'e Entry) -> &'e str {
        let short = entry.name.trim_start_matches("cluster").trim_start_matches('_');
        let is_taken = |short: &str| {
            let named_so =
                |group: &&String| group.trim_start_matches("cluster").trim_start_matches('_') == short;
            self.nodes.contains_key(short) || self.groups.keys().filter(named_so).count() > 1
        };
        if entry.is_group && !short.is_empty() && !is_taken(short) { short } else { &entry.name }
    }

    fn connection(&self, edge: &Edge, places: &[u32]) -> Connection {
        let of = |name: &str| edge.attributes.get(name).map(String::as_str);
        let group = |name: &str| of(name).and_then(|group| self.groups.get(group)).copied();
        let from = places[group("ltail").unwrap_or(edge.from)];
        let to = places[group("lhead").unwrap_or(edge.to)];
        let (from, to) = if of("dir") == Some("back") { (to, from) } else { (from, to) };
        let style = of("style").unwrap_or_default();
        let kind = match style {
            _ if style.contains("bold") => ConnectionKind::Data,
            _ if style.contains("dotted") => ConnectionKind::Dns,
            _ => ConnectionKind::Request,
        };
        let label = of("label").or(of("xlabel")).map(|label| label::text(label, ""));
        Connection {
            merged: None,
            from,
            to,
            kind,
            label: label.into_iter().collect(),
            protocol: None,
            is_optional: style.contains("dashed"),
            // A line without a head has no end that begins.
            is_both: matches!(of("dir"), Some("both" | "none")) || (edge.is_line && of("dir").is_none()),
        }
    }
}

/// Whether it is drawn with a broken border, as what can be left out is.
fn is_broken(attributes: &Attributes) -> bool {
    attributes.get("style").is_some_and(|style| style.contains("dashed") || style.contains("dotted"))
}
