//! One connected part of a graph in terms of the flow, whichever way the drawing runs.
//!
//! *Along* is the way connections run, *across* the other; a drawing that runs right is one that runs down,
//! mirrored at its diagonal. Hides titles, loops and which groups look alike. Places nothing.

use super::tree::Tree;
use super::{Direction, Pull, Size};

/// Room between a group's border and what it holds, in pixels.
pub(super) const PADDING: i32 = 24;
/// Room between a title band and what stands below it.
const BELOW_TITLE: i32 = 4;
/// How far a loop stands out of its node.
pub(super) const LOOP: i32 = 14;
/// Room between the labels of two loops of one node.
pub(super) const BETWEEN_LABELS: i32 = 2;

/// A size in terms of the flow.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Extent {
    pub(super) across: i32,
    pub(super) along: i32,
}

impl Extent {
    pub(super) fn of(size: Size, direction: Direction) -> Extent {
        match direction {
            Direction::Down => Extent { across: size.width, along: size.height },
            Direction::Right => Extent { across: size.height, along: size.width },
        }
    }
}

/// A node, or a group that holds nothing.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Its group, or [`Problem::root`].
    pub(super) parent: u32,
    /// Its size.
    pub(super) size: Extent,
    /// Room for its loops on the far side across.
    pub(super) loops: i32,
    /// Room along that the labels of its loops take, one below the other.
    pub(super) stack: i32,
    /// Which end of the drawing it likes.
    pub(super) pull: Pull,
    /// Its place in the order across that is to be kept.
    pub(super) kept: Option<u32>,
    /// The box it stands for.
    pub(super) source: u32,
}

/// A group that holds something.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The group around, or [`Problem::root`]; smaller than its own index otherwise.
    pub(super) parent: u32,
    /// Groups around it.
    pub(super) depth: u32,
    /// Room before the first and after the last of what it holds, along.
    pub(super) along: [i32; 2],
    /// Room on both sides, across.
    pub(super) across: [i32; 2],
    /// It is not smaller than this.
    pub(super) least: Extent,
    /// Its place in the order across that is to be kept.
    pub(super) kept: Option<u32>,
    /// The box it stands for.
    pub(super) source: u32,
}

/// What a connection is tied to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    Node(u32),
    Group(u32),
}

/// A connection between two different boxes, or from a group to itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) from: End,
    pub(super) to: End,
    pub(super) label: Option<Extent>,
    /// The edge of the graph.
    pub(super) source: u32,
}

/// The part of the graph that is arranged at once.
#[derive(Clone, Debug, Default)]
pub(super) struct Problem {
    pub(super) nodes: Vec<Node>,
    pub(super) groups: Vec<Group>,
    pub(super) edges: Vec<Edge>,
    /// For each node the first one it looks like as part of a twin: itself, mostly.
    pub(super) node_image: Vec<u32>,
    /// The same for groups.
    pub(super) group_image: Vec<u32>,
    /// Twins, outermost first: groups of one parent that must come out congruent.
    pub(super) twins: Vec<Vec<u32>>,
}

/// What a box became.
#[derive(Clone, Copy)]
enum Role {
    Node(u32),
    Group(u32),
}

impl Problem {
    /// The part made of `tops`, children of one group or the root, with all they hold and all edges among them.
    pub(super) fn new(tree: &Tree, tops: &[usize], edges: &[usize], direction: Direction) -> Problem {
        let mut problem = Problem::default();
        let mut roles = vec![None; tree.root()];
        problem.add_boxes(tree, tops, direction, &mut roles);
        for &index in edges {
            let edge = tree.edges[index].expect("only edges that join boxes are handed on");
            let (Some(from), Some(to)) = (roles[edge.from], roles[edge.to]) else { continue };
            let label = edge.label.map(|size| Extent::of(size, direction));
            match from {
                Role::Node(node) if edge.from == edge.to => {
                    let node = &mut problem.nodes[node as usize];
                    node.loops = node.loops.max(LOOP + label.map_or(0, |label| label.across + 4));
                    node.stack += label.map_or(0, |label| label.along + BETWEEN_LABELS);
                }
                _ => {
                    let source = index as u32;
                    problem.edges.push(Edge { from: from.end(), to: to.end(), label, source });
                }
            }
        }
        problem.find_twins(tree, &roles);
        problem
    }

    fn add_boxes(&mut self, tree: &Tree, tops: &[usize], direction: Direction, roles: &mut [Option<Role>]) {
        let mut queue: Vec<(usize, u32, u32)> = tops.iter().rev().map(|&top| (top, u32::MAX, 0)).collect();
        // Depth first, in the order written; the root has no index before all groups are known.
        while let Some((index, parent, depth)) = queue.pop() {
            if tree.is_solid(index) {
                roles[index] = Some(Role::Node(self.nodes.len() as u32));
                self.nodes.push(Node {
                    parent,
                    size: Extent::of(tree.sizes[index], direction),
                    loops: 0,
                    stack: 0,
                    pull: tree.pulls[index],
                    kept: tree.kept[index],
                    source: index as u32,
                });
                continue;
            }
            let id = self.groups.len() as u32;
            roles[index] = Some(Role::Group(id));
            self.groups.push(group(tree, index, parent, depth, direction));
            queue.extend(tree.children[index].iter().rev().map(|&child| (child, id, depth + 1)));
        }
        let root = self.root();
        let parents = self.nodes.iter_mut().map(|node| &mut node.parent);
        let parents = parents.chain(self.groups.iter_mut().map(|group| &mut group.parent));
        parents.filter(|parent| **parent == u32::MAX).for_each(|parent| *parent = root);
    }

    /// The index that stands for what is around all groups.
    pub(super) fn root(&self) -> u32 {
        self.groups.len() as u32
    }

    /// The group that holds a group; the root holds itself.
    pub(super) fn parent(&self, group: u32) -> u32 {
        self.groups.get(group as usize).map_or(group, |group| group.parent)
    }

    /// The group in which an end stands.
    pub(super) fn around(&self, end: End) -> u32 {
        match end {
            End::Node(node) => self.nodes[node as usize].parent,
            End::Group(group) => self.parent(group),
        }
    }

    /// Groups around a group and itself, from the inside out, without the root.
    pub(super) fn chain(&self, group: u32) -> impl Iterator<Item = u32> {
        let mut at = group;
        std::iter::from_fn(move || {
            let here = at;
            at = self.groups.get(at as usize)?.parent;
            Some(here)
        })
    }

    /// Where two ends meet: the innermost group around both, and the child of it towards each, `None` for an end
    /// that is that group itself.
    pub(super) fn meet(&self, a: End, b: End) -> (u32, Option<End>, Option<End>) {
        let depth = |end: End| match end {
            End::Node(node) => self.depth(self.nodes[node as usize].parent) + 1,
            End::Group(group) => self.depth(group),
        };
        let climb = |end: End| (End::Group(self.around(end)), Some(end));
        let (mut here, mut there) = ((a, None), (b, None));
        // A node is never where two ends meet.
        while here.0 != there.0 || matches!(here.0, End::Node(_)) {
            let (first, second) = (depth(here.0), depth(there.0));
            if first >= second {
                here = climb(here.0);
            }
            if second >= first {
                there = climb(there.0);
            }
        }
        let End::Group(group) = here.0 else { unreachable!("nodes are climbed from") };
        (group, here.1, there.1)
    }

    /// Groups around what a group holds: 0 for the root.
    pub(super) fn depth(&self, group: u32) -> u32 {
        self.groups.get(group as usize).map_or(0, |group| group.depth + 1)
    }

    /// Unites what must look alike: siblings marked as twins whose boxes match one by one.
    fn find_twins(&mut self, tree: &Tree, roles: &[Option<Role>]) {
        self.node_image = (0..self.nodes.len() as u32).collect();
        self.group_image = (0..self.groups.len() as u32).collect();
        for first in 0..self.groups.len() {
            let Some(mark) = tree.twins[self.groups[first].source as usize] else { continue };
            let is_first = !self.twins.iter().any(|twins| twins.contains(&(first as u32)));
            if !is_first {
                continue;
            }
            let mut twins = vec![first as u32];
            for other in first + 1..self.groups.len() {
                let (a, b) = (&self.groups[first], &self.groups[other]);
                let is_marked = a.parent == b.parent && tree.twins[b.source as usize] == Some(mark);
                if is_marked && is_alike(tree, a.source as usize, b.source as usize) {
                    twins.push(other as u32);
                }
            }
            if twins.len() > 1 {
                self.twins.push(twins);
            }
        }
        for twins in self.twins.clone() {
            for &other in &twins[1..] {
                let pair = (self.groups[twins[0] as usize].source, self.groups[other as usize].source);
                self.unite(tree, roles, pair);
            }
        }
        if !self.twins.is_empty() {
            self.make_room_alike();
        }
    }

    /// Gives what must look alike the room that the largest needs: titles and loops may differ.
    fn make_room_alike(&mut self) {
        for index in 0..self.nodes.len() {
            let (loops, stack) = (self.nodes[index].loops, self.nodes[index].stack);
            let image = &mut self.nodes[self.node_image[index] as usize];
            (image.loops, image.stack) = (image.loops.max(loops), image.stack.max(stack));
        }
        for index in 0..self.nodes.len() {
            let image = &self.nodes[self.node_image[index] as usize];
            let (loops, stack) = (image.loops, image.stack);
            (self.nodes[index].loops, self.nodes[index].stack) = (loops, stack);
        }
        for index in 0..self.groups.len() {
            let other = self.groups[index].clone();
            let image = &mut self.groups[self.group_image[index] as usize];
            for side in 0..2 {
                image.along[side] = image.along[side].max(other.along[side]);
                image.across[side] = image.across[side].max(other.across[side]);
            }
            image.least.across = image.least.across.max(other.least.across);
            image.least.along = image.least.along.max(other.least.along);
        }
        for index in 0..self.groups.len() {
            let image = self.groups[self.group_image[index] as usize].clone();
            let group = &mut self.groups[index];
            (group.along, group.across, group.least) = (image.along, image.across, image.least);
        }
    }

    /// Gives two boxes that match, and all they hold, one image.
    fn unite(&mut self, tree: &Tree, roles: &[Option<Role>], pair: (u32, u32)) {
        let mut queue = vec![(pair.0 as usize, pair.1 as usize)];
        while let Some((a, b)) = queue.pop() {
            match (roles[a], roles[b]) {
                (Some(Role::Node(a)), Some(Role::Node(b))) => join(&mut self.node_image, a, b),
                (Some(Role::Group(a)), Some(Role::Group(b))) => join(&mut self.group_image, a, b),
                _ => {}
            }
            queue.extend(tree.children[a].iter().copied().zip(tree.children[b].iter().copied()));
        }
    }
}

/// Makes the smaller image that of all that had one of the two.
fn join(images: &mut [u32], a: u32, b: u32) {
    let (a, b) = (images[a as usize], images[b as usize]);
    let (first, second) = (a.min(b), a.max(b));
    images.iter_mut().filter(|image| **image == second).for_each(|image| *image = first);
}

impl Role {
    fn end(self) -> End {
        match self {
            Role::Node(node) => End::Node(node),
            Role::Group(group) => End::Group(group),
        }
    }
}

fn group(tree: &Tree, index: usize, parent: u32, depth: u32, direction: Direction) -> Group {
    let title = tree.sizes[index];
    let top = PADDING.max(title.height + BELOW_TITLE);
    let (along, across) = match direction {
        Direction::Down => ([top, PADDING], [PADDING, PADDING]),
        Direction::Right => ([PADDING, PADDING], [top, PADDING]),
    };
    let least = match direction {
        Direction::Down => Extent { across: title.width, along: 0 },
        Direction::Right => Extent { across: 0, along: title.width },
    };
    Group { parent, depth, along, across, least, kept: tree.kept[index], source: index as u32 }
}

/// Whether two boxes hold the same: as many, of the same sizes, in the same order.
fn is_alike(tree: &Tree, a: usize, b: usize) -> bool {
    let mut queue = vec![(a, b)];
    while let Some((a, b)) = queue.pop() {
        let (first, second) = (&tree.children[a], &tree.children[b]);
        let is_same_size = tree.sizes[a] == tree.sizes[b] || !tree.is_solid(a);
        if first.len() != second.len() || !is_same_size {
            return false;
        }
        queue.extend(first.iter().copied().zip(second.iter().copied()));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn two_ends_meet_in_the_innermost_group_around_both() {
        let problem = sample::problem("g[ h[ a ] b ] c");
        let (g, h) = (End::Group(0), End::Group(1));
        let [a, b, c] = [0, 1, 2].map(End::Node);
        let root = problem.root();
        assert_eq!(problem.meet(a, b), (0, Some(h), Some(b)));
        assert_eq!(problem.meet(a, c), (root, Some(g), Some(c)));
        assert_eq!(problem.meet(g, a), (0, None, Some(h)));
        assert_eq!(problem.meet(h, h), (1, None, None));
    }

    #[test]
    fn what_looks_alike_has_one_image_and_room_for_the_largest() {
        let problem = sample::problem("g[ x=[ a b ] y=[ c d ] z=[ e ] ] c>c:");
        assert_eq!(problem.twins, [[1, 2]]);
        assert_eq!(problem.node_image, [0, 1, 0, 1, 4]);
        assert_eq!(problem.group_image, [0, 1, 1, 3]);
        let room = |node: usize| (problem.nodes[node].loops, problem.nodes[node].stack);
        assert!(room(2).0 > LOOP && room(2).1 > 0);
        assert_eq!(room(0), room(2));
    }

    #[test]
    fn a_title_takes_room_at_the_top_whichever_way_the_drawing_runs() {
        let graph = sample::graph("g[ a ]");
        let tree = Tree::new(&graph);
        let [down, right] = [Direction::Down, Direction::Right].map(|direction| {
            Problem::new(&tree, &tree.children[tree.root()], &[], direction).groups[0].clone()
        });
        assert_eq!((down.along, down.across), (right.across, right.along));
        assert_eq!(down.least.across, right.least.along);
    }
}
