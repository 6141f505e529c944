//! Which groups of a scene are drawn alike: the zones, regions and subnets that do the same work side by side.
//!
//! Hides what makes two groups parallel. Places nothing: the layout does that.

use std::collections::{BTreeMap, VecDeque};

use super::drawing::pull;
use super::scene::{Node, Scene};
use crate::layout::{Pull, Size};

/// Kinds that stand beside each other by their meaning, whatever connects them.
const SIDE_BY_SIDE: &[&str] = &["region", "zone"];
/// Kinds that may be copies of each other, or steps of one way: tiers, say.
const MAYBE: &[&str] =
    &["account", "vpc", "subnet", "public-subnet", "private-subnet", "auto-scaling", "cluster"];

/// How many sets of twins are told apart among siblings of one make: who has more tiers than that has none.
const MOST_SETS: usize = 6;

/// A mark for each node, the same for groups that are twins: of one kind, in one group, holding the same, and none
/// of them a step on the way to the other.
pub(super) fn marks(scene: &Scene) -> Vec<Option<u32>> {
    let shapes = shapes(scene);
    let mut ways = Ways::new(scene);
    let mut families: BTreeMap<(Option<u32>, u32), Vec<u32>> = BTreeMap::new();
    for (index, node) in (0u32..).zip(&scene.nodes) {
        if shapes.is_group[index as usize] && may_be_twin(node) {
            families.entry((node.parent, shapes.of[index as usize])).or_default().push(index);
        }
    }
    let mut marks = vec![None; scene.nodes.len()];
    for family in families.into_values() {
        let mut heads: Vec<u32> = Vec::new();
        for group in family {
            match heads.iter().copied().take(MOST_SETS).find(|&head| ways.are_parallel(head, group)) {
                Some(head) => (marks[head as usize], marks[group as usize]) = (Some(head), Some(head)),
                None => heads.push(group),
            }
        }
    }
    marks
}

fn may_be_twin(node: &Node) -> bool {
    let kind = node.kind.as_str();
    SIDE_BY_SIDE.contains(&kind) || MAYBE.contains(&kind)
}

/// For each node the first that corresponds to it in twins: itself, mostly.
pub(super) fn images(scene: &Scene, marks: &[Option<u32>]) -> Vec<u32> {
    let children = children(scene);
    let pairs = (0u32..).zip(marks).filter_map(|(group, mark)| mark.map(|head| (head, group)));
    let mut pairs: Vec<(u32, u32)> = pairs.filter(|(head, group)| head != group).collect();
    let mut images: Vec<u32> = (0..marks.len() as u32).collect();
    while let Some((a, b)) = pairs.pop() {
        let (a_image, b_image) = (image(&images, a), image(&images, b));
        images[a_image.max(b_image) as usize] = a_image.min(b_image);
        pairs.extend(children[a as usize].iter().copied().zip(children[b as usize].iter().copied()));
    }
    (0..marks.len() as u32).map(|node| image(&images, node)).collect()
}

/// Gives what has one image one size, that of the largest.
pub(super) fn even(images: &[u32], sizes: &mut [Size]) {
    for (index, &image) in images.iter().enumerate() {
        let (own, largest) = (sizes[index], &mut sizes[image as usize]);
        largest.width = largest.width.max(own.width);
        largest.height = largest.height.max(own.height);
    }
    for (index, &image) in images.iter().enumerate() {
        sizes[index] = sizes[image as usize];
    }
}

fn image(images: &[u32], of: u32) -> u32 {
    let mut at = of;
    while images[at as usize] != at {
        at = images[at as usize];
    }
    at
}

fn children(scene: &Scene) -> Vec<Vec<u32>> {
    let mut children = vec![Vec::new(); scene.nodes.len()];
    for (index, node) in (0u32..).zip(&scene.nodes) {
        if let Some(parent) = node.parent {
            children[parent as usize].push(index);
        }
    }
    children
}

/// What holds the same has the same shape.
struct Shapes {
    of: Vec<u32>,
    is_group: Vec<bool>,
}

fn shapes(scene: &Scene) -> Shapes {
    let children = children(scene);
    let mut known: BTreeMap<(&str, &str, Vec<u32>), u32> = BTreeMap::new();
    let mut of = vec![0; scene.nodes.len()];
    // Children stand after their group.
    for (index, node) in scene.nodes.iter().enumerate().rev() {
        let held: Vec<u32> = children[index].iter().map(|&child| of[child as usize]).collect();
        let count = known.len() as u32;
        of[index] = *known.entry((&node.kind, &node.category, held)).or_insert(count);
    }
    Shapes { of, is_group: children.iter().map(|held| !held.is_empty()).collect() }
}

/// How far it is from group to group along the connections.
struct Ways<'s> {
    scene: &'s Scene,
    next: Vec<Vec<u32>>,
    /// For each group that was asked about, the steps to every node.
    known: BTreeMap<u32, Vec<u32>>,
}

impl<'s> Ways<'s> {
    fn new(scene: &'s Scene) -> Self {
        let mut next = vec![Vec::new(); scene.nodes.len()];
        let store = |node: u32| pull(&scene.nodes[node as usize]) == Pull::End;
        for connection in &scene.connections {
            // One store copied to another is no step: both do the same.
            if !(store(connection.from) && store(connection.to)) {
                next[connection.from as usize].push(connection.to);
            }
        }
        Ways { scene, next, known: BTreeMap::new() }
    }

    /// Whether neither group is a step on the way to the other, or both are alike: a loop leads from each to each.
    fn are_parallel(&mut self, a: u32, b: u32) -> bool {
        let kind = self.scene.nodes[a as usize].kind.as_str();
        SIDE_BY_SIDE.contains(&kind) || self.steps(a, b) == self.steps(b, a)
    }

    /// The fewest connections from anything in `a` to anything in `b`.
    fn steps(&mut self, a: u32, b: u32) -> Option<u32> {
        let scene = self.scene;
        let inside = |node: u32| node == b || scene.is_within(node, b);
        let steps = self.known.entry(a).or_insert_with(|| walk(scene, &self.next, a));
        let within = (0u32..).zip(steps.iter()).filter(|(node, steps)| **steps < u32::MAX && inside(*node));
        within.map(|(_, steps)| *steps).min()
    }
}

/// The fewest connections from anything in a group to each node; `u32::MAX`: no way leads there.
fn walk(scene: &Scene, next: &[Vec<u32>], from: u32) -> Vec<u32> {
    let mut steps = vec![u32::MAX; scene.nodes.len()];
    let starts = (0..scene.nodes.len() as u32).filter(|&node| node == from || scene.is_within(node, from));
    let mut queue: VecDeque<u32> = starts.collect();
    queue.iter().for_each(|&node| steps[node as usize] = 0);
    while let Some(node) = queue.pop_front() {
        for &other in &next[node as usize] {
            if steps[other as usize] == u32::MAX {
                steps[other as usize] = steps[node as usize] + 1;
                queue.push_back(other);
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::scene::Connection;

    /// Nodes as `id parent kind`, connections as `from to`.
    fn scene(nodes: &[&str], connections: &[&str]) -> Scene {
        let mut scene = Scene::default();
        for node in nodes {
            let [id, parent, kind] = node.split(' ').collect::<Vec<_>>()[..] else { panic!("{node}") };
            let parent = find(&scene, parent);
            scene.nodes.push(Node { id: id.to_owned(), parent, kind: kind.to_owned(), ..Node::default() });
        }
        for connection in connections {
            let (from, to) = connection.split_once(' ').expect("two ends");
            let [from, to] = [from, to].map(|id| find(&scene, id).expect("a node"));
            scene.connections.push(Connection { from, to, ..Connection::default() });
        }
        scene
    }

    fn find(scene: &Scene, id: &str) -> Option<u32> {
        scene.nodes.iter().position(|node| node.id == id).map(|index| index as u32)
    }

    /// The ids of what is marked, those of one mark together.
    fn sets(scene: &Scene) -> Vec<Vec<&str>> {
        let mut sets: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
        for (node, mark) in scene.nodes.iter().zip(marks(scene)) {
            if let Some(mark) = mark {
                sets.entry(mark).or_default().push(&node.id);
            }
        }
        sets.into_values().collect()
    }

    #[test]
    fn zones_that_hold_the_same_are_twins_with_all_they_hold() {
        let nodes = ["a - zone", "a1 a subnet", "a2 a1 server", "b - zone", "b1 b subnet", "b2 b1 server"];
        assert_eq!(sets(&scene(&nodes, &["a2 b2"])), [["a", "b"]]);
        let nodes = ["a - zone", "a1 a subnet", "a2 a1 server", "b - zone", "b1 b subnet", "b2 b1 database"];
        assert_eq!(sets(&scene(&nodes, &[])), [[""; 0]; 0]);
    }

    #[test]
    fn groups_of_other_kinds_and_in_other_groups_are_no_twins() {
        let nodes = ["a - group", "a1 a server", "b - group", "b1 b server"];
        assert_eq!(sets(&scene(&nodes, &[])), [[""; 0]; 0]);
        let nodes = ["a - zone", "a1 a subnet", "a2 a1 server", "b - subnet", "b1 b server"];
        assert_eq!(sets(&scene(&nodes, &[])), [[""; 0]; 0]);
    }

    #[test]
    fn tiers_are_no_twins_and_copies_are() {
        let nodes = ["lb - server", "web - subnet", "w web server", "app - subnet", "a app server"];
        assert_eq!(sets(&scene(&nodes, &["w a"])), [[""; 0]; 0]);
        assert_eq!(sets(&scene(&nodes, &["w lb", "lb a", "a w"])), [[""; 0]; 0]);
        assert_eq!(sets(&scene(&nodes, &["lb w", "lb a"])), [["web", "app"]]);
        // A loop over both leads from each to the other.
        assert_eq!(sets(&scene(&nodes, &["lb w", "lb a", "w lb", "a lb"])), [["web", "app"]]);
    }

    #[test]
    fn a_store_that_is_copied_to_another_is_no_tier() {
        let nodes = ["p - subnet", "p1 p database", "q - subnet", "q1 q database"];
        assert_eq!(sets(&scene(&nodes, &["p1 q1"])), [["p", "q"]]);
    }

    #[test]
    fn what_corresponds_has_one_size() {
        let nodes = ["a - zone", "a1 a server", "b - zone", "b1 b server", "c - server"];
        let scene = scene(&nodes, &[]);
        let size = |width, height| Size { width, height };
        let mut sizes = [size(90, 30), size(120, 50), size(100, 20), size(110, 60), size(300, 300)];
        even(&images(&scene, &marks(&scene)), &mut sizes);
        assert_eq!(sizes, [size(100, 30), size(120, 60), size(100, 30), size(120, 60), size(300, 300)]);
    }
}
