//! From a stack to what one drawing shows of it.
//!
//! Hides what a view leaves out: which nodes, which groups are closed, which connections fall together. Places
//! nothing and makes no address: where nodes lead is asked of the caller.

use std::collections::{BTreeMap, BTreeSet};

use super::scene::{Connection, Node, Scene, Texts, Words};
use crate::layout;
use crate::model::{self, ConnectionId, Direction, Model, NodeId, ServiceId, Stack, StackId, ViewId};

/// What part of a stack to show.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection {
    /// Nodes to show with all they hold; empty: everything.
    pub include: Vec<NodeId>,
    /// How many connections away from those to show more.
    pub neighbours: u32,
    /// The depth at which groups are closed, 1 being the outermost level; `None`: all are open.
    pub depth: Option<u32>,
}

impl Selection {
    /// What a view of `stack` shows; without a view, everything.
    pub fn of(stack: &Stack, view: Option<ViewId>) -> Self {
        view.map_or(Selection::default(), |view| {
            let view = &stack.views[view];
            Selection { include: view.include.clone(), neighbours: view.neighbours, depth: view.depth }
        })
    }
}

/// What a view of a stack shows, or all of it, under the title of the stack and the view, with the words of a legend.
///
/// `link` says where the nodes of a service lead: one address a language, relative to the page the drawing will
/// stand in, or `None`.
pub fn view_scene(
    model: &Model,
    stack: StackId,
    view: Option<ViewId>,
    link: impl Fn(ServiceId) -> Option<Texts>,
) -> Scene {
    let stack = &model.stacks[stack];
    let mut scene = scene(model, stack, &Selection::of(stack, view), link);
    scene.title = stack.title.values().to_vec();
    if let Some(view) = view {
        for (title, view) in scene.title.iter_mut().zip(stack.views[view].title.values()) {
            *title = format!("{title} – {view}");
        }
    }
    scene.words = Some(words(model));
    scene.description = stack.summary.values().iter().map(|summary| summary.plain.clone()).collect();
    scene
}

/// What a legend says in the languages of the project.
pub fn words(model: &Model) -> Words {
    let message = |id: &str| -> Texts { model.langs().map(|lang| model.message(lang, id, &[])).collect() };
    let connections = model::ConnectionKind::ALL;
    let categories = model.categories.iter();
    Words {
        connections: connections.map(|(word, kind)| (kind, message(&format!("connection-{word}")))).to_vec(),
        optional: message("legend-optional"),
        several: message("legend-several"),
        categories: categories.map(|(_, of)| (of.id.clone(), of.name.values().to_vec())).collect(),
    }
}

/// What a selection of a stack shows, without a title and a legend.
///
/// The groups around what is shown are kept as frames. A connection is shown if both its ends are; those of what
/// a closed group holds are the group's, and fall together where they join the same two.
pub fn scene(
    model: &Model,
    stack: &Stack,
    selection: &Selection,
    link: impl Fn(ServiceId) -> Option<Texts>,
) -> Scene {
    let shown = shown(stack, selection);
    let closed = Closed::new(stack, &shown, selection.depth);
    let mut indexes: BTreeMap<NodeId, u32> = BTreeMap::new();
    let mut scene = Scene {
        languages: model.languages.values().to_vec(),
        direction: stack.direction.map(|direction| match direction {
            Direction::Right => layout::Direction::Right,
            Direction::Down => layout::Direction::Down,
        }),
        ..Scene::default()
    };
    // In the order of the stack, so a group stands before what it holds.
    for id in shown.iter().filter(|id| closed.stand_in(**id) == **id) {
        indexes.insert(*id, indexes.len() as u32);
        let parent = stack.nodes[*id].parent.and_then(|parent| indexes.get(&parent).copied());
        scene.nodes.push(Node {
            parent,
            kept: stack.kept.get(id).copied(),
            ..node(model, &stack.nodes[*id], &link)
        });
    }
    scene.connections = merged(stack, &closed, &indexes);
    scene
}

/// What has a box of its own in a drawing of a selection.
pub(super) fn drawn(stack: &Stack, selection: &Selection) -> BTreeSet<NodeId> {
    let shown = shown(stack, selection);
    let closed = Closed::new(stack, &shown, selection.depth);
    shown.iter().copied().filter(|id| closed.stand_in(*id) == *id).collect()
}

/// The nodes of a selection and the groups around them.
fn shown(stack: &Stack, selection: &Selection) -> BTreeSet<NodeId> {
    if selection.include.is_empty() {
        return stack.nodes.ids().collect();
    }
    let included = selection.include.iter().flat_map(|node| stack.subtree(*node)).collect();
    let near = stack.neighbourhood(&included, selection.neighbours);
    let around: Vec<NodeId> = near.iter().flat_map(|node| stack.ancestors(*node)).collect();
    near.into_iter().chain(around).collect()
}

/// What stands in for what is not drawn itself.
struct Closed {
    /// One entry a node of the stack that is shown.
    stand_ins: BTreeMap<NodeId, NodeId>,
    /// The groups that are drawn closed.
    groups: BTreeSet<NodeId>,
}

impl Closed {
    fn new(stack: &Stack, shown: &BTreeSet<NodeId>, depth: Option<u32>) -> Self {
        let mut stand_ins = BTreeMap::new();
        let mut groups = BTreeSet::new();
        for &node in shown {
            let around: Vec<NodeId> = stack.ancestors(node).collect();
            // Innermost first: of n groups the one at depth d stands d-th from the end.
            let outer = depth.and_then(|depth| around.len().checked_sub(depth.max(1) as usize));
            match outer {
                Some(at) => {
                    groups.insert(around[at]);
                    stand_ins.insert(node, around[at]);
                }
                None => {
                    stand_ins.insert(node, node);
                }
            }
        }
        Closed { stand_ins, groups }
    }

    /// The node that is drawn for `node`: itself, or the closed group it stands in.
    fn stand_in(&self, node: NodeId) -> NodeId {
        self.stand_ins.get(&node).copied().unwrap_or(node)
    }
}

/// The connections between what is drawn, in the order of the stack. Those of a closed group that join the same
/// two become one.
fn merged(stack: &Stack, closed: &Closed, indexes: &BTreeMap<NodeId, u32>) -> Vec<Connection> {
    let mut bundles: Vec<(u32, u32, Vec<ConnectionId>)> = Vec::new();
    let mut by_ends: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (id, connection) in stack.connections.iter() {
        let (from, to) = (closed.stand_in(connection.from), closed.stand_in(connection.to));
        let (Some(&start), Some(&end)) = (indexes.get(&from), indexes.get(&to)) else { continue };
        let is_inside = from == to && connection.from != connection.to;
        if is_inside {
            continue;
        }
        let is_closed = closed.groups.contains(&from) || closed.groups.contains(&to);
        match by_ends.get(&(start, end)).filter(|_| is_closed) {
            Some(&bundle) => bundles[bundle].2.push(id),
            None => {
                by_ends.insert((start, end), bundles.len());
                bundles.push((start, end, vec![id]));
            }
        }
    }
    bundles.into_iter().map(|(from, to, ids)| bundle(stack, from, to, &ids)).collect()
}

/// One connection for several: what they do not agree on is left out, two labels are both said.
fn bundle(stack: &Stack, from: u32, to: u32, ids: &[ConnectionId]) -> Connection {
    let of: Vec<&model::Connection> = ids.iter().map(|id| &stack.connections[*id]).collect();
    let kinds: BTreeSet<_> = of.iter().map(|connection| connection.kind).collect();
    let protocols: BTreeSet<_> = of.iter().map(|connection| &connection.protocol).collect();
    let mut labels: Vec<&model::Localized<String>> = Vec::new();
    for label in of.iter().filter_map(|connection| connection.label.as_ref()) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    Connection {
        from,
        to,
        kind: if kinds.len() == 1 { of[0].kind } else { model::ConnectionKind::default() },
        label: if labels.len() <= 2 { joined(&labels) } else { Texts::new() },
        protocol: if protocols.len() == 1 { of[0].protocol.clone() } else { None },
        merged: u32::try_from(of.len()).ok().filter(|several| *several > 1),
        is_optional: of.iter().all(|connection| connection.is_optional),
        is_both: of.iter().any(|connection| connection.is_both),
    }
}

fn joined(labels: &[&model::Localized<String>]) -> Texts {
    let mut joined: Texts = Vec::new();
    for label in labels {
        for (at, text) in label.values().iter().enumerate() {
            match joined.get_mut(at) {
                Some(before) => *before = format!("{before}, {text}"),
                None => joined.push(text.clone()),
            }
        }
    }
    joined
}

fn node(model: &Model, node: &model::Node, link: impl Fn(ServiceId) -> Option<Texts>) -> Node {
    let service = node.service.map(|id| &model.services[id]);
    let role = service.filter(|_| node.has_own_name).map(|service| {
        let both = node.name.values().iter().zip(service.name.values());
        both.map(|(name, service)| if says(name, service) { String::new() } else { service.clone() })
            .collect()
    });
    let note =
        service.map(|service| service.summary.values().iter().map(|prose| prose.plain.clone()).collect());
    Node {
        kept: None,
        id: node.id.clone(),
        parent: None,
        kind: node.kind.clone(),
        category: service.map(|service| model.categories[service.category].id.clone()).unwrap_or_default(),
        icon: service.and_then(|service| service.icon.clone()),
        name: node.name.values().to_vec(),
        role: role.unwrap_or_default(),
        note: note.unwrap_or_default(),
        count: node.count.clone(),
        is_optional: node.is_optional,
        href: node.service.and_then(link),
    }
}

/// Whether a name says already what the service is: `Route 53` needs no `Amazon Route 53` below it.
fn says(name: &str, service: &str) -> bool {
    service.strip_suffix(name).is_some_and(|maker| maker.is_empty() || maker.ends_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    const PROJECT: &str = r#"--- content/catalog/shop.yaml
categories:
  network: { fr: Réseau, en: Network }
services:
  ec2: { name: Amazon EC2, category: compute, console: none, presentation: none, summary: { fr: Des serveurs., en: Servers. } }
  vpc: { name: Amazon VPC, category: network, console: none, presentation: none }
--- content/stacks/shop.yaml
title: { fr: Boutique, en: Shop }
nodes:
  users: { kind: person, name: { fr: Clients, en: Customers } }
  cloud:
    kind: cloud
    name: { fr: Cloud AWS, en: AWS Cloud }
    nodes:
      network:
        service: vpc
        nodes:
          front: { service: ec2, name: { fr: Vitrine, en: Front }, count: 1..3 }
          back: { service: ec2, name: EC2 }
      mail: { name: { fr: Courriel, en: Mail }, optional: true }
connections:
  - { from: users, to: front, label: { fr: pages, en: pages }, protocol: HTTPS }
  - { from: users, to: back, label: { fr: paiements, en: payments }, protocol: HTTPS, optional: true }
  - { from: front, to: back, kind: data }
  - { from: back, to: mail, kind: event }
views:
  overview: { title: { fr: Vue d’ensemble, en: Overview }, depth: 2 }
  mail: { title: { fr: Courriel, en: Mail }, include: [mail], neighbours: 1 }
  closed: { title: { fr: Fermé, en: Closed }, depth: 1 }
"#;

    /// The scene of one view of [`PROJECT`]; everything, without a view.
    fn view(id: Option<&str>) -> Scene {
        let (model, _) = fixture::model(&fixture::sources(PROJECT));
        let (stack, shop) = model.stacks.iter().next().unwrap();
        let view = id.map(|id| shop.view(id).unwrap());
        view_scene(&model, stack, view, |service| {
            Some(vec![format!("services/{}/", model.services[service].id)])
        })
    }

    /// What a scene shows, a line a node or connection.
    fn outline(scene: &Scene) -> Vec<String> {
        let id = |node: u32| scene.nodes[node as usize].id.as_str();
        let node = |node: &Node| match node.parent {
            Some(parent) => format!("{}/{}", id(parent), node.id),
            None => node.id.clone(),
        };
        let connection = |connection: &Connection| {
            format!("{} -> {} {}", id(connection.from), id(connection.to), connection.label.join("|"))
        };
        scene.nodes.iter().map(node).chain(scene.connections.iter().map(connection)).collect()
    }

    #[test]
    fn a_stack_without_a_view_is_shown_whole() {
        let scene = view(None);
        let expected = [
            "users",
            "cloud",
            "cloud/network",
            "network/front",
            "network/back",
            "cloud/mail",
            "users -> front pages|pages",
            "users -> back payments|paiements",
            "front -> back ",
            "back -> mail ",
        ];
        assert_eq!(outline(&scene), expected);
        assert_eq!(scene.title, ["Shop", "Boutique"]);
        let [front, back] = [&scene.nodes[3], &scene.nodes[4]];
        assert_eq!((front.category.as_str(), front.count.as_deref()), ("compute", Some("1..3")));
        assert_eq!((&front.role[0], &front.note[0]), (&"Amazon EC2".to_owned(), &"Servers.".to_owned()));
        assert_eq!(back.role, ["", ""], "`EC2` says already that it is Amazon EC2");
        assert_eq!(front.href.as_deref(), Some(&["services/ec2/".to_owned()][..]));
    }

    #[test]
    fn a_closed_group_takes_over_the_connections_of_what_it_holds() {
        let scene = view(Some("overview"));
        let expected = [
            "users",
            "cloud",
            "cloud/network",
            "cloud/mail",
            "users -> network pages, payments|pages, paiements",
            "network -> mail ",
        ];
        assert_eq!(outline(&scene), expected);
        assert!(!scene.connections[0].is_optional, "one of the two is not");
        assert_eq!(scene.connections[0].manner().as_deref(), Some("HTTPS ×2"));
        assert_eq!(scene.connections[1].merged, None);
        assert_eq!(scene.title, ["Shop – Overview", "Boutique – Vue d’ensemble"]);
        assert_eq!(
            outline(&view(Some("closed"))),
            ["users", "cloud", "users -> cloud pages, payments|pages, paiements"]
        );
    }

    #[test]
    fn a_view_shows_what_it_includes_its_neighbours_and_the_groups_around() {
        let expected = ["cloud", "cloud/network", "network/back", "cloud/mail", "back -> mail "];
        assert_eq!(outline(&view(Some("mail"))), expected);
    }
}
