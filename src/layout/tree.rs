//! The graph as the other phases want it: sizes held to sane limits, every parent valid, children listed.
//!
//! Never changes what the author asked for in a well-formed graph; never recurses, so depth is free.

use super::{Graph, Pull, Size};

/// Largest side of a box or label in pixels.
const MAX_SIDE: i32 = 4000;

/// A connection between two boxes that exist.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    /// Where it starts.
    pub(super) from: usize,
    /// Where it ends.
    pub(super) to: usize,
    /// The size of its label.
    pub(super) label: Option<Size>,
}

/// A tamed [`Graph`]. Index [`Tree::root`], one past the last box, stands for the canvas.
pub(super) struct Tree {
    /// A node's size, a group's title band.
    pub(super) sizes: Vec<Size>,
    /// The group or the canvas; always smaller than the box's own index, or the root.
    pub(super) parents: Vec<usize>,
    /// Children in order of declaration, for boxes and the root.
    pub(super) children: Vec<Vec<usize>>,
    /// Number of groups around.
    pub(super) depths: Vec<usize>,
    /// Whether it is a group; a box with children always is.
    pub(super) is_group: Vec<bool>,
    /// Which end of the drawing it likes.
    pub(super) pulls: Vec<Pull>,
    /// Places in the order across that are to be kept.
    pub(super) kept: Vec<Option<u32>>,
    /// Marks of groups that are to look alike.
    pub(super) twins: Vec<Option<u32>>,
    /// `None` where the author's edge names a missing box.
    pub(super) edges: Vec<Option<Edge>>,
}

impl Tree {
    /// Tames `graph`.
    pub(super) fn new(graph: &Graph) -> Tree {
        let count = graph.boxes.len();
        let limit = side_limit(count + graph.edges.len());
        let parents: Vec<usize> = (0..count)
            .map(|index| graph.boxes[index].parent.map_or(count, |parent| parent as usize))
            .enumerate()
            .map(|(index, parent)| if parent < index { parent } else { count })
            .collect();
        let mut children = vec![Vec::new(); count + 1];
        let mut depths = vec![0; count];
        for (index, &parent) in parents.iter().enumerate() {
            children[parent].push(index);
            depths[index] = if parent == count { 0 } else { depths[parent] + 1 };
        }
        let is_group = (0..count).map(|index| graph.boxes[index].is_group || !children[index].is_empty());
        let is_group = is_group.collect();
        let edges = graph.edges.iter().map(|edge| {
            let (from, to) = (edge.from as usize, edge.to as usize);
            let label = edge.label.map(|size| clamp(size, limit));
            (from < count && to < count).then_some(Edge { from, to, label })
        });
        let edges = edges.collect();
        let sizes = graph.boxes.iter().map(|spec| clamp(spec.size, limit)).collect();
        let pulls = graph.boxes.iter().map(|spec| spec.pull).collect();
        let kept = graph.boxes.iter().map(|spec| spec.kept).collect();
        let twins = graph.boxes.iter().map(|spec| spec.twin).collect();
        Tree { sizes, parents, children, depths, is_group, pulls, kept, twins, edges }
    }

    /// The index that stands for the canvas.
    pub(super) fn root(&self) -> usize {
        self.sizes.len()
    }

    /// Whether there is nothing to draw.
    pub(super) fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }

    /// Whether no connection of others may pass: nodes, and groups drawn as their title band only.
    pub(super) fn is_solid(&self, index: usize) -> bool {
        self.children[index].is_empty()
    }

    /// The innermost group (or root) that holds both, and the child of it on the way to each. A child is `None` when
    /// that box is itself the group.
    pub(super) fn meet(&self, a: usize, b: usize) -> Meeting {
        let (mut here, mut there) = ((a, None), (b, None));
        while here.0 != there.0 {
            let first = self.depth_of(here.0);
            let second = self.depth_of(there.0);
            if first >= second {
                here = (self.parents[here.0], Some(here.0));
            }
            if second >= first {
                there = (self.parents[there.0], Some(there.0));
            }
        }
        Meeting { group: here.0, from: here.1, to: there.1 }
    }

    /// Depth with the root at 0 and its children at 1.
    fn depth_of(&self, index: usize) -> usize {
        self.depths.get(index).map_or(0, |depth| depth + 1)
    }
}

/// Where the ways of two boxes to the root meet.
pub(super) struct Meeting {
    /// The group or the root.
    pub(super) group: usize,
    /// The child towards the first box.
    pub(super) from: Option<usize>,
    /// The child towards the second box.
    pub(super) to: Option<usize>,
}

/// The largest side for which no sum over all boxes and labels leaves 32 bits.
pub(super) fn side_limit(items: usize) -> i32 {
    let fair = (1usize << 29) / (items + 1);
    i32::try_from(fair).unwrap_or(MAX_SIDE).clamp(1, MAX_SIDE)
}

/// Holds a size to 1..=limit.
pub(super) fn clamp(size: Size, limit: i32) -> Size {
    Size { width: size.width.clamp(1, limit), height: size.height.clamp(1, limit) }
}
