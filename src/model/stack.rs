//! Stacks: a graph of connections over a tree of groups.
//!
//! Neighbours, reachability and components come from petgraph. Never knows a size or a colour.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction::{Incoming, Outgoing};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::id::{ConnectionId, FlowId, Id, Localized, NodeId, RegionId, ServiceId, Table, ViewId};
use super::page::Prose;
use super::{ConnectionKind, Direction};
use crate::source::{FileId, Span};

/// A system: its parts and how they are connected.
#[derive(Debug)]
pub struct Stack {
    /// The name of its file, without an extension.
    pub id: String,
    /// Its file.
    pub file: FileId,
    /// Its title.
    pub title: Localized<String>,
    /// What it is; empty where nobody wrote it.
    pub summary: Localized<Prose>,
    /// The region it runs in, if it says so.
    pub region: Option<RegionId>,
    /// The way its drawings read; what fits best where it says nothing.
    pub direction: Option<Direction>,
    /// The places of its nodes in the order of a drawing that is to be kept; none where that is not so, or where that
    /// drawing read another way.
    pub kept: BTreeMap<NodeId, u32>,
    /// Its nodes; a group stands before what it holds.
    pub nodes: Table<NodeId, Node>,
    /// Its connections in the order written.
    pub connections: Table<ConnectionId, Connection>,
    /// Its views in the order written; may be empty.
    pub views: Table<ViewId, View>,
    /// Its flows in the order written.
    pub flows: Table<FlowId, Flow>,
    /// The nodes (by position) and connections once more, for questions on paths.
    graph: DiGraph<NodeId, ConnectionId>,
}

/// A part of a stack.
#[derive(Debug)]
pub struct Node {
    /// Unique in the stack.
    pub id: String,
    /// Where the id is written.
    pub span: Span,
    /// The group it stands in.
    pub parent: Option<NodeId>,
    /// What it holds, in the order written.
    pub children: Vec<NodeId>,
    /// Whether it is a group, be it empty.
    pub is_group: bool,
    /// What it is, as written: `subnet`. Where nothing is written, `service` or `node`; of a group the id of its
    /// service or `group`.
    pub kind: String,
    /// Its name.
    pub name: Localized<String>,
    /// Whether the name is its own, not that of its service.
    pub has_own_name: bool,
    /// The service it is.
    pub service: Option<ServiceId>,
    /// Whether the stack works without it.
    pub is_optional: bool,
    /// How many there are, as `1..3`, if it is said.
    pub count: Option<String>,
}

/// A connection between two nodes.
#[derive(Debug)]
pub struct Connection {
    /// The node that opens it.
    pub from: NodeId,
    /// The node that answers.
    pub to: NodeId,
    /// What it is for.
    pub label: Option<Localized<String>>,
    /// What it speaks.
    pub protocol: Option<String>,
    /// What runs over it.
    pub kind: ConnectionKind,
    /// Whether the stack works without it.
    pub is_optional: bool,
    /// Whether both ends open it.
    pub is_both: bool,
    /// Where it is written.
    pub span: Span,
}

/// A part of a stack to draw apart.
#[derive(Debug)]
pub struct View {
    /// Unique in the stack.
    pub id: String,
    /// Where the id is written.
    pub span: Span,
    /// Its title; the id where nobody wrote one.
    pub title: Localized<String>,
    /// Groups at this depth are drawn closed; 1 is the outermost level. `None`: all are open.
    pub depth: Option<u32>,
    /// The nodes it shows with all they hold; empty: everything.
    pub include: Vec<NodeId>,
    /// How many connections away from those it shows more.
    pub neighbours: u32,
    /// The group that is to open into it wherever it is drawn; of no other view of the stack.
    pub details: Option<NodeId>,
}

/// A path through a stack.
#[derive(Debug)]
pub struct Flow {
    /// Unique in the stack.
    pub id: String,
    /// Where the id is written.
    pub span: Span,
    /// Its title.
    pub title: Localized<String>,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

/// One step of a flow.
#[derive(Debug)]
pub struct Step {
    /// The node it starts at.
    pub from: NodeId,
    /// The node it ends at.
    pub to: NodeId,
    /// What happens.
    pub text: Localized<Prose>,
}

/// What a stack is made of before its graph is: the fields of [`Stack`] of the same names.
pub(super) struct Parts {
    pub(super) id: String,
    pub(super) file: FileId,
    pub(super) title: Localized<String>,
    pub(super) summary: Localized<Prose>,
    pub(super) region: Option<RegionId>,
    pub(super) direction: Option<Direction>,
    pub(super) kept: BTreeMap<NodeId, u32>,
    pub(super) nodes: Table<NodeId, Node>,
    pub(super) connections: Table<ConnectionId, Connection>,
    pub(super) views: Table<ViewId, View>,
    pub(super) flows: Table<FlowId, Flow>,
}

impl Stack {
    pub(super) fn new(parts: Parts) -> Self {
        let Parts { id, file, title, summary, region, direction, kept, nodes, connections, views, flows } =
            parts;
        let mut graph = DiGraph::with_capacity(nodes.len(), connections.len());
        for node in nodes.ids() {
            graph.add_node(node);
        }
        for (id, connection) in connections.iter() {
            graph.add_edge(vertex(connection.from), vertex(connection.to), id);
        }
        Stack { id, file, title, summary, region, direction, kept, nodes, connections, views, flows, graph }
    }

    /// The node with this id.
    pub fn node(&self, id: &str) -> Option<NodeId> {
        self.nodes.find(|node| node.id == id)
    }

    /// The view with this id.
    pub fn view(&self, id: &str) -> Option<ViewId> {
        self.views.find(|view| view.id == id)
    }

    /// The flow with this id.
    pub fn flow(&self, id: &str) -> Option<FlowId> {
        self.flows.find(|flow| flow.id == id)
    }

    /// The groups around `node`, innermost first.
    pub fn ancestors(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.nodes[node].parent, |group| self.nodes[*group].parent)
    }

    /// `node` and all it holds, at any depth, in the order of the stack.
    pub fn subtree(&self, node: NodeId) -> Vec<NodeId> {
        let mut found = vec![node];
        let mut at = 0;
        while let Some(group) = found.get(at) {
            found.extend(&self.nodes[*group].children);
            at += 1;
        }
        found.sort();
        found
    }

    /// Connections that start at `node`, in the order written.
    pub fn outgoing(&self, node: NodeId) -> Vec<ConnectionId> {
        let mut found: Vec<_> =
            self.graph.edges_directed(vertex(node), Outgoing).map(|edge| *edge.weight()).collect();
        found.sort();
        found
    }

    /// Connections that end at `node`, in the order written.
    pub fn incoming(&self, node: NodeId) -> Vec<ConnectionId> {
        let mut found: Vec<_> =
            self.graph.edges_directed(vertex(node), Incoming).map(|edge| *edge.weight()).collect();
        found.sort();
        found
    }

    /// The nodes at most `distance` connections away from any of `start`, in either direction, `start` included.
    pub fn neighbourhood(&self, start: &BTreeSet<NodeId>, distance: u32) -> BTreeSet<NodeId> {
        let mut found = start.clone();
        let mut edge: BTreeSet<NodeId> = start.clone();
        for _ in 0..distance.min(self.nodes.len() as u32) {
            let next = edge.iter().flat_map(|node| self.graph.neighbors_undirected(vertex(*node)));
            edge = next.map(|vertex| self.graph[vertex]).filter(|node| !found.contains(node)).collect();
            if edge.is_empty() {
                break;
            }
            found.extend(&edge);
        }
        found
    }

    /// The nodes that can be reached from `node` along connections, itself included.
    pub fn reachable(&self, node: NodeId) -> BTreeSet<NodeId> {
        let mut search = petgraph::visit::Dfs::new(&self.graph, vertex(node));
        let mut found = BTreeSet::new();
        while let Some(vertex) = search.next(&self.graph) {
            found.insert(self.graph[vertex]);
        }
        found
    }

    /// The parts that no connection joins: each a set of nodes, by their first node.
    pub fn components(&self) -> Vec<BTreeSet<NodeId>> {
        let mut sets = petgraph::unionfind::UnionFind::<usize>::new(self.nodes.len());
        for edge in self.graph.edge_references() {
            sets.union(edge.source().index(), edge.target().index());
        }
        let mut components: BTreeMap<usize, BTreeSet<NodeId>> = BTreeMap::new();
        for node in self.nodes.ids() {
            components.entry(sets.find(node.index())).or_default().insert(node);
        }
        let mut components: Vec<_> = components.into_values().collect();
        components.sort_by_key(|component| component.first().copied());
        components
    }
}

fn vertex(node: NodeId) -> NodeIndex {
    NodeIndex::new(node.index())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::fixture::{model, sources};

    #[test]
    fn paths_come_from_the_graph() {
        let sources = sources(
            "--- content/stacks/s.yaml\ntitle: S\nnodes: { a: {}, g: { nodes: { b: {}, h: { nodes: { c: {} } } } }, d: {} }\n\
             connections: [{ from: a, to: b }, { from: b, to: c }, { from: c, to: b }]\n",
        );
        let (model, _) = model(&sources);
        let (_, stack) = model.stacks.iter().next().expect("one stack");
        let node = |id: &str| stack.node(id).expect("the node is there");
        let ids = |nodes: BTreeSet<_>| {
            nodes.into_iter().map(|node| stack.nodes[node].id.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(ids(stack.neighbourhood(&[node("a")].into(), 1)), ["a", "b"]);
        assert_eq!(ids(stack.neighbourhood(&[node("a")].into(), 9)), ["a", "b", "c"]);
        assert_eq!(ids(stack.reachable(node("b"))), ["b", "c"]);
        assert_eq!(stack.components().len(), 4, "a, b and c; g; h; d");
        assert_eq!(ids(stack.subtree(node("g")).into_iter().collect()), ["g", "b", "h", "c"]);
        assert_eq!(stack.ancestors(node("c")).count(), 2);
        assert_eq!(stack.outgoing(node("b")).len(), 1);
        assert_eq!(stack.incoming(node("b")).len(), 2);
    }
}
