//! The order in which to learn the services of a stack.
//!
//! It follows the way of a request: from the doors, which people reach, inwards. Hides how that way is found and how
//! rings in it are cut. Never looks at a name or a text: the same graph has the same order in every language.
//! docs/decisions/0025-the-order-of-learning.md says why.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::ConnectionKind;
use super::id::{NodeId, ServiceId};
use super::stack::Stack;

/// A step of the path: one service of the stack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lesson {
    /// The service.
    pub service: ServiceId,
    /// The nodes that are this service, in the order of the stack.
    pub nodes: Vec<NodeId>,
    /// How far inside it stands.
    pub stage: Stage,
    /// Why it comes here, the strongest reason first.
    pub reasons: Vec<Reason>,
    /// Whether the stack works without all of its nodes.
    pub is_optional: bool,
}

/// How far inside of a stack a service stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// It is reached from outside, or holds what is.
    Door,
    /// What stands at the doors calls it.
    Behind,
    /// It is reached by way of several others.
    Deeper,
    /// No request from outside reaches it.
    Around,
}

impl Stage {
    /// Its word, as in the messages of the interface.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Door => "door",
            Stage::Behind => "behind",
            Stage::Deeper => "deeper",
            Stage::Around => "around",
        }
    }
}

/// Why a service comes where it does. The services are those of the path that stand before it, but for `Holds`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// Names are asked for before anything else is.
    Names,
    /// It is reached from outside.
    Door,
    /// It holds these, which come right after.
    Holds(Vec<ServiceId>),
    /// It stands inside of these.
    Inside(Vec<ServiceId>),
    /// These call it.
    CalledBy(Vec<ServiceId>),
    /// It looks after these.
    CaresFor(Vec<ServiceId>),
}

/// The path through the services of `stack`, each once.
///
/// 1. A service that holds others comes right before the first of them, the outermost first.
/// 2. Else the services nearer to the doors come first, counted in connections from the outside. What answers for
///    names comes before what its askers ask then; where two stand equally near, the one that calls comes before the
///    one that is called. What no request reaches comes last.
/// 3. Where that leaves a choice, the one with more connections comes first, then the one written first. Services that
///    call each other in a ring are one choice.
pub fn lessons(stack: &Stack) -> Vec<Lesson> {
    let map = Map::new(stack);
    map.order().into_iter().map(|place| map.lesson(place)).collect()
}

/// What is outside of a stack, if there is anybody.
const OUTSIDE: [&str; 4] = ["person", "user", "client", "device"];

/// No request gets there.
const NEVER: u32 = u32::MAX;

/// A service of the stack, by its place among those in the order written.
struct Site {
    service: ServiceId,
    nodes: Vec<NodeId>,
    /// Connections from the outside to the nearest of its nodes, or of those they hold.
    distance: u32,
    /// Connections that touch it or what it holds, without those inside of it.
    connections: usize,
    /// Those of its own nodes alone.
    own_connections: usize,
    /// The services whose nodes its nodes stand in, outermost first.
    holders: Vec<usize>,
    /// The services of which it is a holder.
    held: Vec<usize>,
}

/// The services of a stack and what comes before what.
struct Map<'s> {
    stack: &'s Stack,
    sites: Vec<Site>,
    site_of: BTreeMap<NodeId, usize>,
    distances: BTreeMap<NodeId, u32>,
    /// From a service to one that comes after it.
    arcs: BTreeSet<(usize, usize)>,
}

impl<'s> Map<'s> {
    fn new(stack: &'s Stack) -> Self {
        let distances = distances(stack);
        let mut sites: Vec<Site> = Vec::new();
        let mut known: BTreeMap<ServiceId, usize> = BTreeMap::new();
        let mut site_of = BTreeMap::new();
        for (id, node) in stack.nodes.iter() {
            let Some(service) = node.service else { continue };
            let place = *known.entry(service).or_insert_with(|| {
                sites.push(Site {
                    service,
                    nodes: Vec::new(),
                    distance: NEVER,
                    connections: 0,
                    own_connections: 0,
                    holders: Vec::new(),
                    held: Vec::new(),
                });
                sites.len() - 1
            });
            sites[place].nodes.push(id);
            site_of.insert(id, place);
        }
        let mut map = Map { stack, sites, site_of, distances, arcs: BTreeSet::new() };
        for place in 0..map.sites.len() {
            map.measure(place);
            for holder in map.sites[place].holders.clone() {
                map.sites[holder].held.push(place);
            }
        }
        map.draw_arcs();
        map
    }

    fn measure(&mut self, place: usize) {
        let nodes = self.sites[place].nodes.clone();
        let inside: BTreeSet<NodeId> = nodes.iter().flat_map(|node| self.stack.subtree(*node)).collect();
        let distance = inside.iter().filter_map(|node| self.distances.get(node)).min();
        let leaving = inside.iter().flat_map(|node| self.stack.outgoing(*node));
        let leaving = leaving.filter(|id| !inside.contains(&self.stack.connections[*id].to)).count();
        let coming = inside.iter().flat_map(|node| self.stack.incoming(*node));
        let coming = coming.filter(|id| !inside.contains(&self.stack.connections[*id].from)).count();
        let own = nodes.iter().map(|node| {
            let (starting, ending) = (self.stack.outgoing(*node), self.stack.incoming(*node));
            starting.len() + ending.len()
        });
        let own_connections = own.sum();
        let mut holders = Vec::new();
        for node in &nodes {
            let around: Vec<NodeId> = self.stack.ancestors(*node).collect();
            for group in around.into_iter().rev() {
                let holder = self.site_of.get(&group).copied().filter(|holder| *holder != place);
                holders.extend(holder.filter(|holder| !holders.contains(holder)));
            }
        }
        let site = &mut self.sites[place];
        site.distance = distance.copied().unwrap_or(NEVER);
        site.connections = leaving + coming;
        site.own_connections = own_connections;
        site.holders = holders;
    }

    /// Arcs never lead outwards, so what comes after something is never nearer to the doors.
    fn draw_arcs(&mut self) {
        let mut arcs = BTreeSet::new();
        for (_, connection) in self.stack.connections.iter() {
            let ends = (self.site_of.get(&connection.from), self.site_of.get(&connection.to));
            let (Some(&from), Some(&to)) = ends else { continue };
            let (near, far) = (self.sites[from].distance, self.sites[to].distance);
            if near <= far {
                arcs.insert((from, to));
            } else if near == NEVER {
                arcs.insert((to, from));
            }
            if connection.is_both && near == far {
                arcs.insert((to, from));
            }
        }
        for asker in self.stack.nodes.ids() {
            let asked = self.stack.outgoing(asker);
            let asked: Vec<_> = asked.into_iter().map(|id| &self.stack.connections[id]).collect();
            let (names, rest): (Vec<_>, Vec<_>) =
                asked.into_iter().partition(|connection| connection.kind == ConnectionKind::Dns);
            for name in names.iter().filter_map(|connection| self.site_of.get(&connection.to)) {
                let rest = rest.iter().filter_map(|connection| self.site_of.get(&connection.to));
                let later = rest.filter(|place| self.sites[*name].distance <= self.sites[**place].distance);
                arcs.extend(later.map(|place| (*name, *place)));
            }
        }
        arcs.retain(|(from, to)| from != to);
        self.arcs = arcs;
    }

    /// Which of several comes first, the smallest.
    fn rank(&self, place: usize) -> (u32, Reverse<usize>, usize) {
        let site = &self.sites[place];
        (site.distance, Reverse(site.connections), place)
    }

    /// Whether a service only holds others, so that it has no place of its own.
    fn is_frame(&self, place: usize) -> bool {
        !self.sites[place].held.is_empty() && self.sites[place].own_connections == 0
    }

    fn order(&self) -> Vec<usize> {
        let rings = self.rings();
        let mut ring_of = vec![0; self.sites.len()];
        for (ring, places) in rings.iter().enumerate() {
            places.iter().for_each(|place| ring_of[*place] = ring);
        }
        let mut waiting = vec![0_usize; rings.len()];
        let mut after: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); rings.len()];
        for (from, to) in &self.arcs {
            let (from, to) = (ring_of[*from], ring_of[*to]);
            if from != to && after[from].insert(to) {
                waiting[to] += 1;
            }
        }
        // A ring is as good as its best service.
        let mut free: BTreeSet<_> = (0..rings.len())
            .filter(|ring| waiting[*ring] == 0)
            .map(|ring| (self.rank(rings[ring][0]), ring))
            .collect();
        let mut order = Vec::with_capacity(self.sites.len());
        let mut is_placed = vec![false; self.sites.len()];
        while let Some((_, ring)) = free.pop_first() {
            for place in rings[ring].iter().filter(|place| !self.is_frame(**place)) {
                self.put(*place, &mut is_placed, &mut order);
            }
            for next in &after[ring] {
                waiting[*next] -= 1;
                if waiting[*next] == 0 {
                    free.insert((self.rank(rings[*next][0]), *next));
                }
            }
        }
        // Frames that stand in each other.
        for place in 0..self.sites.len() {
            self.put(place, &mut is_placed, &mut order);
        }
        order
    }

    /// `place` behind what holds it.
    fn put(&self, place: usize, is_placed: &mut [bool], order: &mut Vec<usize>) {
        if std::mem::replace(&mut is_placed[place], true) {
            return;
        }
        for holder in &self.sites[place].holders {
            self.put(*holder, is_placed, order);
        }
        order.push(place);
    }

    /// The services that call each other in a ring, each ring by rank; one that is in none is a ring of its own.
    fn rings(&self) -> Vec<Vec<usize>> {
        let mut graph: DiGraph<(), ()> = DiGraph::new();
        for _ in &self.sites {
            graph.add_node(());
        }
        for (from, to) in &self.arcs {
            graph.add_edge(NodeIndex::new(*from), NodeIndex::new(*to), ());
        }
        let mut rings: Vec<Vec<usize>> = kosaraju_scc(&graph)
            .into_iter()
            .map(|ring| ring.into_iter().map(NodeIndex::index).collect())
            .collect();
        for ring in &mut rings {
            ring.sort_by_key(|place| self.rank(*place));
        }
        rings.sort();
        rings
    }

    fn lesson(&self, place: usize) -> Lesson {
        let site = &self.sites[place];
        let is_optional = |node: &NodeId| {
            let nodes = &self.stack.nodes;
            nodes[*node].is_optional || self.stack.ancestors(*node).any(|group| nodes[group].is_optional)
        };
        Lesson {
            service: site.service,
            nodes: site.nodes.clone(),
            stage: match site.distance {
                0 | 1 => Stage::Door,
                2 => Stage::Behind,
                NEVER => Stage::Around,
                _ => Stage::Deeper,
            },
            reasons: self.reasons(place),
            is_optional: site.nodes.iter().all(is_optional),
        }
    }

    fn reasons(&self, place: usize) -> Vec<Reason> {
        let site = &self.sites[place];
        let services = |places: Vec<usize>| -> Vec<ServiceId> {
            places.into_iter().map(|place| self.sites[place].service).collect()
        };
        let mut reasons = Vec::new();
        if self.is_frame(place) {
            reasons.push(Reason::Holds(services(site.held.clone())));
            return reasons;
        }
        if !site.holders.is_empty() {
            reasons.push(Reason::Inside(services(site.holders.clone())));
        }
        let at_door = site.nodes.iter().flat_map(|node| self.stack.incoming(*node));
        let mut at_door = at_door.map(|id| &self.stack.connections[id]).filter(|connection| {
            self.distances.get(&connection.from) == Some(&0) && !self.site_of.contains_key(&connection.from)
        });
        let from_outside: Vec<_> = at_door.by_ref().collect();
        if from_outside.iter().any(|connection| connection.kind == ConnectionKind::Dns) {
            reasons.push(Reason::Names);
        } else if !from_outside.is_empty() {
            reasons.push(Reason::Door);
        }
        let (callers, cared_for) = self.neighbours(place);
        if !callers.is_empty() {
            reasons.push(Reason::CalledBy(services(callers)));
        }
        if !cared_for.is_empty() {
            reasons.push(Reason::CaresFor(services(cared_for)));
        }
        reasons
    }

    /// The services before this one that call it, and those that it looks after.
    fn neighbours(&self, place: usize) -> (Vec<usize>, Vec<usize>) {
        let site = &self.sites[place];
        let site_at = |node: NodeId| self.site_of.get(&node).copied().filter(|other| *other != place);
        let mut callers = Vec::new();
        for id in site.nodes.iter().flat_map(|node| self.stack.incoming(*node)) {
            let caller = site_at(self.stack.connections[id].from);
            // Keys and certificates do not call what they are for.
            let is_call = |caller: &usize| {
                self.sites[*caller].distance != NEVER && self.arcs.contains(&(*caller, place))
            };
            let caller = caller.filter(is_call);
            callers.extend(caller.filter(|caller| !callers.contains(caller)));
        }
        let mut cared_for = Vec::new();
        for id in site.nodes.iter().flat_map(|node| self.stack.outgoing(*node)) {
            let other = site_at(self.stack.connections[id].to).filter(|_| site.distance == NEVER);
            cared_for.extend(other.filter(|other| !cared_for.contains(other)));
        }
        (callers, cared_for)
    }
}

/// How many connections lead from the outside to each node that can be reached. Whoever gets to a group gets to what
/// it holds, and what leads on from the groups around a node leads on from the node.
fn distances(stack: &Stack) -> BTreeMap<NodeId, u32> {
    let mut distances: BTreeMap<NodeId, u32> = BTreeMap::new();
    let mut queue: VecDeque<(NodeId, u32)> = outside(stack).into_iter().map(|node| (node, 0)).collect();
    while let Some((node, distance)) = queue.pop_front() {
        if distances.contains_key(&node) {
            continue;
        }
        let reached = stack.subtree(node);
        for inner in reached.into_iter().filter(|inner| !distances.contains_key(inner)).collect::<Vec<_>>() {
            distances.insert(inner, distance);
            for leaving in std::iter::once(inner).chain(stack.ancestors(inner)) {
                let next = stack.outgoing(leaving).into_iter().map(|id| stack.connections[id].to);
                let back = stack.incoming(leaving).into_iter().map(|id| &stack.connections[id]);
                let back = back.filter(|connection| connection.is_both).map(|connection| connection.from);
                queue.extend(next.chain(back).map(|next| (next, distance + 1)));
            }
        }
    }
    distances
}

/// Where requests come from: people and their devices; without any, what nothing calls; without that, everything that
/// is connected.
fn outside(stack: &Stack) -> Vec<NodeId> {
    let starting = |node: &NodeId| !stack.outgoing(*node).is_empty();
    let people = stack.nodes.iter().filter(|(_, node)| node.service.is_none());
    let people = people.filter(|(_, node)| OUTSIDE.contains(&node.kind.as_str())).map(|(id, _)| id);
    let people: Vec<NodeId> = people.filter(starting).collect();
    if !people.is_empty() {
        return people;
    }
    let sources = stack.nodes.ids().filter(starting).filter(|node| stack.incoming(*node).is_empty());
    let sources: Vec<NodeId> = sources.collect();
    if sources.is_empty() { stack.nodes.ids().filter(starting).collect() } else { sources }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{model, sources};

    /// The path of a stack whose services are `names`, as their ids with a letter for the stage.
    fn path(names: &str, stack: &str) -> String {
        let services: String =
            names.split(' ').map(|id| format!("  {id}: {{ name: {id}, category: compute }}\n")).collect();
        let sources = sources(&format!(
            "--- content/catalog/c.yaml\nservices:\n{services}--- content/stacks/s.yaml\ntitle: S\n{stack}"
        ));
        let (model, _) = model(&sources);
        let (_, stack) = model.stacks.iter().next().expect("one stack");
        let lessons = lessons(stack);
        let told = lessons.iter().map(|lesson| {
            let stage = &lesson.stage.word()[..1];
            format!("{}:{stage}", model.services[lesson.service].id)
        });
        told.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_request_is_followed_inwards() {
        let stack = "nodes: { db: { service: c }, app: { service: b }, door: { service: a }, u: { kind: person } }\n\
                     connections: [{ from: app, to: db }, { from: door, to: app }, { from: u, to: door }]\n";
        assert_eq!(path("a b c", stack), "a:d b:b c:d", "door, behind, deeper");
    }

    #[test]
    fn what_holds_comes_right_before_the_first_that_it_holds() {
        let stack = "nodes: { u: { kind: person }, n: { service: net, nodes: { g: { service: grp, nodes: \
                     { app: { service: app } } } } }, door: { service: door } }\n\
                     connections: [{ from: u, to: door }, { from: door, to: app }]\n";
        assert_eq!(path("net grp app door", stack), "door:d net:b grp:b app:b");
    }

    #[test]
    fn names_are_asked_for_first_and_a_tie_goes_to_the_more_connected() {
        let stack = "nodes: { u: { kind: person }, x: { service: x }, y: { service: y }, z: { service: z }, \
                     names: { service: names }, far: { service: far } }\n\
                     connections: [{ from: u, to: x }, { from: u, to: y }, { from: y, to: far }, { from: u, to: z },\n\
                     { from: u, to: names, kind: dns }]\n";
        assert_eq!(path("x y z names far", stack), "names:d y:d x:d z:d far:b");
    }

    #[test]
    fn a_ring_is_cut_the_same_way_every_time() {
        let stack = "nodes: { a: { service: a }, b: { service: b }, c: { service: c } }\n\
                     connections: [{ from: a, to: b }, { from: b, to: c }, { from: c, to: a }, { from: b, to: a }]\n";
        assert_eq!(
            path("a b c", stack),
            "a:d b:d c:d",
            "a and b have three connections each, a is written first"
        );
        let two = "nodes: { u: { kind: person }, a: { service: a }, b: { service: b } }\n\
                   connections: [{ from: u, to: a }, { from: u, to: b }, { from: b, to: a, both: true }]\n";
        assert_eq!(path("a b", two), "a:d b:d");
    }

    #[test]
    fn what_looks_after_others_comes_last() {
        let stack = "nodes: { key: { service: key }, copy: { service: copy }, u: { kind: person }, \
                     disk: { service: disk }, alone: { service: alone } }\n\
                     connections: [{ from: copy, to: disk, kind: data }, { from: key, to: copy, kind: config },\n\
                     { from: u, to: disk }]\n";
        assert_eq!(path("key copy disk alone", stack), "disk:d key:a copy:a alone:a");
    }

    #[test]
    fn hostile_nesting_ends() {
        // Each of two services holds the other somewhere.
        let stack = "nodes: { a1: { service: a, nodes: { b1: { service: b } } }, \
                     b2: { service: b, nodes: { a2: { service: a } } } }\n";
        assert_eq!(path("a b", stack), "b:a a:a");
        assert_eq!(path("a", "nodes: { x: {} }\n"), "");
    }
}
