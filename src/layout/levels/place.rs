//! Places every box, from the inside out: a group is laid out once its children have their sizes.
//!
//! Inside a group the rest of the drawing is not yet there, so the whole is done a few times, each time with the
//! places of the last as wishes; passes with few crossings and short connections come first.
//!
//! Invariants: siblings keep [`level::NODE_GAP`], children keep [`PADDING`] from their group's border and title band.

use super::super::tree::Tree;
use super::super::{Direction, Point, Rect, Size};
use super::layers;
use super::level::{self, Item, Link};

/// Room between a group's border, or title band, and its children.
const PADDING: i32 = 24;
/// Passes over the whole; later ones gain nothing on drawings people read.
const PASSES: usize = 4;
/// Above this many edges, one pass must do.
const MANY_EDGES: usize = 1200;

/// Where the boxes stand; the top left of the whole is 0,0.
pub(super) struct Placement {
    /// One rectangle a box.
    pub(super) rects: Vec<Rect>,
    /// What they cover together.
    pub(super) size: Size,
    /// The direction chosen.
    pub(super) direction: Direction,
}

/// Placements of `tree`, the most promising first.
pub(super) fn candidates(tree: &Tree, direction: Direction) -> Vec<Placement> {
    let plan = Plan::new(tree, direction);
    let passes = if tree.edges.len() > MANY_EDGES { 2 } else { PASSES };
    let mut found = vec![plan.pass(None)];
    while found.len() < passes {
        let next = plan.pass(found.last());
        found.push(next);
    }
    found.sort_by_cached_key(|placement| plan.cost(placement));
    found.dedup_by(|a, b| a.rects == b.rects);
    found
}

/// An edge as its level sees it.
struct Lifted {
    edge: usize,
    from: usize,
    to: usize,
}

/// What does not change between passes.
struct Plan<'a> {
    tree: &'a Tree,
    direction: Direction,
    /// Edges by the level on which they run between two items.
    levels: Vec<Vec<Lifted>>,
    /// Mean distance from the sources, in 1/1024 layers, of the ends in a box; `None` without connections.
    ranks: Vec<Option<i64>>,
    /// Layer of each box when nesting is ignored.
    layers: Vec<usize>,
    /// Index of a box among its siblings.
    ordinals: Vec<usize>,
}

impl<'a> Plan<'a> {
    fn new(tree: &'a Tree, direction: Direction) -> Plan<'a> {
        let mut levels: Vec<Vec<Lifted>> = (0..=tree.root()).map(|_| Vec::new()).collect();
        for (index, edge) in tree.edges.iter().enumerate() {
            let Some(edge) = edge else { continue };
            let meeting = tree.meet(edge.from, edge.to);
            if let (Some(from), Some(to)) = (meeting.from, meeting.to) {
                levels[meeting.group].push(Lifted { edge: index, from, to });
            }
        }
        let mut ordinals = vec![0; tree.root()];
        for children in &tree.children {
            for (ordinal, &child) in children.iter().enumerate() {
                ordinals[child] = ordinal;
            }
        }
        let (layers, ranks) = ranks(tree);
        Plan { tree, direction, levels, ranks, layers, ordinals }
    }

    /// Lays everything out once, with the places of the last pass as wishes.
    fn pass(&self, last: Option<&Placement>) -> Placement {
        let count = self.tree.root();
        let mut sizes = self.tree.sizes.clone();
        let mut offsets = vec![Point::default(); count];
        let pulls = self.pulls(last);
        let mut whole = Size::default();
        for group in (0..count).rev().chain([count]) {
            let children = &self.tree.children[group];
            if children.is_empty() {
                continue;
            }
            let items = children.iter().map(|&child| Item {
                size: sizes[child],
                rank: self.ranks[child],
                pull: pulls[child],
            });
            let items: Vec<Item> = items.collect();
            let links = self.links(group, &sizes, &offsets);
            let (places, inner) = level::arrange(&items, &links, self.direction);
            let band = self.tree.sizes.get(group).map(|band| band.height + PADDING);
            for (&child, place) in children.iter().zip(places) {
                let dx = if band.is_some() { PADDING } else { 0 };
                offsets[child] = Point { x: place.x + dx, y: place.y + band.unwrap_or(0) };
            }
            match (sizes.get_mut(group), band) {
                (Some(size), Some(band)) => {
                    let width = (inner.width + 2 * PADDING).max(size.width);
                    let spare = (width - inner.width - 2 * PADDING) / 2;
                    children.iter().for_each(|&child| offsets[child].x += spare);
                    *size = Size { width, height: band + inner.height + PADDING };
                }
                _ => whole = inner,
            }
        }
        self.assemble(offsets, &sizes, whole)
    }

    /// Turns places within groups into places on the canvas.
    fn assemble(&self, offsets: Vec<Point>, sizes: &[Size], size: Size) -> Placement {
        let mut rects: Vec<Rect> = Vec::with_capacity(sizes.len());
        for (index, offset) in offsets.into_iter().enumerate() {
            let origin = rects.get(self.tree.parents[index]).map_or((0, 0), |parent| (parent.x, parent.y));
            let Size { width, height } = sizes[index];
            rects.push(Rect { x: origin.0 + offset.x, y: origin.1 + offset.y, width, height });
        }
        Placement { rects, size, direction: self.direction }
    }

    /// The links of one level, with the places inside their items at which they end.
    fn links(&self, group: usize, sizes: &[Size], offsets: &[Point]) -> Vec<Link> {
        let inside = |mut index: usize, item: usize| {
            let mut point =
                Rect { x: 0, y: 0, width: sizes[index].width, height: sizes[index].height }.center();
            while index != item {
                point = Point { x: point.x + offsets[index].x, y: point.y + offsets[index].y };
                index = self.tree.parents[index];
            }
            point
        };
        let link = |lifted: &Lifted| {
            let edge = self.tree.edges[lifted.edge]?;
            Some(Link {
                from: self.ordinals[lifted.from],
                to: self.ordinals[lifted.to],
                leave: inside(edge.from, lifted.from),
                enter: inside(edge.to, lifted.to),
                label: edge.label,
                is_flat: self.are_twins(lifted.from, lifted.to),
                is_forward: self.layers[edge.from] < self.layers[edge.to],
            })
        };
        self.levels[group].iter().filter_map(link).collect()
    }

    /// Two groups equally far from the sources, such as availability zones: side by side although they are linked.
    fn are_twins(&self, a: usize, b: usize) -> bool {
        let are_groups = !self.tree.children[a].is_empty() && !self.tree.children[b].is_empty();
        let near = self.ranks[a].zip(self.ranks[b]).is_some_and(|(a, b)| (a - b).abs() < 600);
        are_groups && near
    }

    /// Per box: the mean place, across the direction, of what it is connected to outside its group, relative to the
    /// middle of that group, and the number of those connections. Without a last pass only the number counts.
    fn pulls(&self, last: Option<&Placement>) -> Vec<Option<(i32, i64)>> {
        let mut sums = vec![(0i64, 0i64); self.tree.root()];
        let across = |index: usize| {
            let center = last.map_or(Point::default(), |last| last.rects[index].center());
            i64::from(if self.direction == Direction::Right { center.y } else { center.x })
        };
        for edge in self.tree.edges.iter().flatten() {
            let meeting = self.tree.meet(edge.from, edge.to);
            for (inner, outer) in [(edge.from, edge.to), (edge.to, edge.from)] {
                let place = across(outer);
                let mut index = inner;
                while index != meeting.group && self.tree.parents[index] != meeting.group {
                    let middle = across(self.tree.parents[index]);
                    sums[index] = (sums[index].0 + place - middle, sums[index].1 + 1);
                    index = self.tree.parents[index];
                }
            }
        }
        let mean =
            |(sum, count): (i64, i64)| (count > 0).then(|| (i32::try_from(sum / count).unwrap_or(0), count));
        sums.into_iter().map(mean).collect()
    }

    /// What a placement costs: the lengths of its connections and 300 pixels for each crossing of straight lines.
    fn cost(&self, placement: &Placement) -> i64 {
        let ends: Vec<(Point, Point)> = self
            .tree
            .edges
            .iter()
            .flatten()
            .map(|edge| (placement.rects[edge.from].center(), placement.rects[edge.to].center()))
            .collect();
        let length = |(a, b): &(Point, Point)| i64::from((a.x - b.x).abs()) + i64::from((a.y - b.y).abs());
        let total: i64 = ends.iter().map(length).sum();
        if ends.len() > MANY_EDGES {
            return total;
        }
        let crossed =
            |index: usize| ends[..index].iter().filter(|other| do_cross(**other, ends[index])).count() as i64;
        total + 300 * (0..ends.len()).map(crossed).sum::<i64>()
    }
}

/// Whether two straight lines cross inside both.
fn do_cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let turn = |p: Point, q: Point, r: Point| {
        let (ux, uy) = (i64::from(q.x - p.x), i64::from(q.y - p.y));
        let (vx, vy) = (i64::from(r.x - p.x), i64::from(r.y - p.y));
        (i128::from(ux) * i128::from(vy) - i128::from(uy) * i128::from(vx)).signum()
    };
    turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
}

/// The layer of each box when nesting is ignored, then the mean of each group's members.
fn ranks(tree: &Tree) -> (Vec<usize>, Vec<Option<i64>>) {
    let links = tree.edges.iter().flatten().filter(|edge| edge.from != edge.to);
    let links = links.map(|edge| layers::Link { from: edge.from, to: edge.to, weight: 1, length: 1 });
    let links: Vec<layers::Link> = links.collect();
    let layer = layers::assign(tree.root(), &links);
    let mut sums = vec![(0i64, 0i64); tree.root()];
    for link in &links {
        for end in [link.from, link.to] {
            sums[end] = (layer[end] as i64 * 1024, 1);
        }
    }
    for index in (0..tree.root()).rev() {
        let (sum, count) = sums[index];
        if let Some(parent) = sums.get_mut(tree.parents[index]) {
            *parent = (parent.0 + sum, parent.1 + count);
        }
    }
    let means = sums.into_iter().map(|(sum, count)| (count > 0).then(|| sum / count));
    (layer, means.collect())
}
