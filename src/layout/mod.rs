//! Geometry: sizes and nesting in, rectangles and paths out.
//!
//! Hides every placing and routing decision. Knows no service, page, language or colour; never fails.
//!
//! Phases, each a file that only adds facts: `tree` tames the input; `level`, helped by `layers`, `order` and
//! `align`, places boxes from the inside out; `lanes` finds where connections may run; `search` picks a way for
//! each; `spread` moves what runs along one lane apart; `labels` sets the labels. `verify` checks the result.

mod align;
mod labels;
mod lanes;
mod layers;
mod level;
mod order;
mod place;
mod search;
mod spread;
mod tree;
mod verify;

use place::Placement;
use tree::Tree;
pub use verify::{Fault, verify};

/// A width and a height in whole pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Size {
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
}

/// A point in whole pixels; the origin is top left, y grows downwards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Point {
    /// Pixels from the left.
    pub x: i32,
    /// Pixels from the top.
    pub y: i32,
}

/// An axis-parallel rectangle in whole pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Pixels, not negative.
    pub width: i32,
    /// Pixels, not negative.
    pub height: i32,
}

/// Which way the connections run on the whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// From left to right.
    Right,
    /// From top to bottom.
    Down,
}

/// What is to be arranged. Boxes and edges are named by their index.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// `None`: the direction that fits best.
    pub direction: Option<Direction>,
    /// Nodes and groups; a parent stands before its children.
    pub boxes: Vec<BoxSpec>,
    /// Connections, in the order of declaration.
    pub edges: Vec<EdgeSpec>,
}

/// A node or a group to be placed.
#[derive(Clone, Copy, Debug)]
pub struct BoxSpec {
    /// The group it stands in, as an index into [`Graph::boxes`], smaller than its own.
    pub parent: Option<u32>,
    /// A node's size; a group's title band: the group is at least as wide, and its children start below it.
    pub size: Size,
    /// Whether it may hold others. A group without children is drawn as its title band.
    pub is_group: bool,
}

/// A connection to be routed.
#[derive(Clone, Copy, Debug)]
pub struct EdgeSpec {
    /// Index of the box it starts at; may be a group.
    pub from: u32,
    /// Index of the box it ends at; may be a group, or the same box.
    pub to: u32,
    /// The size its label takes, if it has one.
    pub label: Option<Size>,
}

/// A finished arrangement; boxes and edges stand in the order of the [`Graph`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    /// Everything lies within `0,0 .. width,height`, margin included.
    pub size: Size,
    /// One rectangle a box.
    pub boxes: Vec<Rect>,
    /// One route an edge.
    pub edges: Vec<Route>,
}

/// The path of a connection, from border to border.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Route {
    /// At least two points; each segment is horizontal or vertical.
    pub points: Vec<Point>,
    /// Where the label stands.
    pub label: Option<Rect>,
}

/// Arranges a graph: every box gets a place, every edge a route and its label a place.
///
/// Total: a parent that does not stand before its child is taken as none, an edge that names a missing box gets an
/// empty route, sizes are held to 1–4000 pixels. The same graph gives the same layout on every machine.
pub fn arrange(graph: &Graph) -> Layout {
    let tree = Tree::new(graph);
    let mut candidates = match graph.direction {
        Some(direction) => place::candidates(&tree, direction),
        None => better(place::candidates(&tree, Direction::Right), place::candidates(&tree, Direction::Down)),
    };
    candidates.truncate(if graph.edges.len() <= FEW_EDGES { CANDIDATES } else { 1 });
    let routed = candidates.into_iter().map(|placement| {
        let lanes = lanes::find(&tree, &placement);
        let ways = search::find(&tree, &placement, lanes);
        let routes = spread::spread(&tree, &placement, &ways);
        (placement, routes)
    });
    let best = routed.min_by_key(|(_, routes)| clutter(routes));
    let (placement, routes) = best.expect("there is a candidate for every direction");
    let labels = labels::set(&tree, &placement, &routes);
    finish(&tree, placement, routes, labels)
}

/// Up to this many edges several placements are routed.
const FEW_EDGES: usize = 80;
/// Placements that are routed.
const CANDIDATES: usize = 3;

/// How hard routes are to follow: crossings, then bends, then length.
fn clutter(routes: &[Vec<Point>]) -> i64 {
    let segments: Vec<Rect> = routes
        .iter()
        .flat_map(|route| route.windows(2))
        .map(|pair| Rect::between(pair[0], pair[1]))
        .collect();
    let (upright, level): (Vec<Rect>, Vec<Rect>) = segments.iter().partition(|segment| segment.width == 0);
    let is_crossed = |a: Rect, b: Rect| b.x < a.x && a.x < b.right() && a.y < b.y && b.y < a.bottom();
    let crossings = upright.iter().map(|&a| level.iter().filter(|&&b| is_crossed(a, b)).count() as i64);
    let length: i64 = segments.iter().map(|segment| i64::from(segment.width + segment.height)).sum();
    crossings.sum::<i64>() * 100 + segments.len() as i64 * 30 + length / 8
}

/// The placements whose best has a shape nearer to 3:2, counting area as well: a page has about that shape.
fn better(right: Vec<Placement>, down: Vec<Placement>) -> Vec<Placement> {
    let best = |found: &[Placement]| found.first().map(|placement| unfitness(placement.size));
    if best(&down) < best(&right) { down } else { right }
}

/// The area of the smallest 3:2 frame around a drawing: small and well-shaped drawings have small frames.
fn unfitness(size: Size) -> i64 {
    let side = i64::from(size.width).max(i64::from(size.height) * 3 / 2);
    side * side
}

/// Room between the drawing and the edge of its canvas, in pixels.
const MARGIN: i32 = 24;

/// Shifts everything to start at the margin and measures the canvas.
fn finish(tree: &Tree, placement: Placement, routes: Vec<Vec<Point>>, labels: Vec<Option<Rect>>) -> Layout {
    let mut boxes = placement.rects;
    let mut edges: Vec<Route> =
        routes.into_iter().zip(labels).map(|(points, label)| Route { points, label }).collect();
    if tree.is_empty() {
        return Layout { size: Size { width: 2 * MARGIN, height: 2 * MARGIN }, boxes, edges };
    }
    let bounds = bounds(&boxes, &edges);
    let (dx, dy) = (MARGIN - bounds.x, MARGIN - bounds.y);
    boxes.iter_mut().for_each(|rect| rect.shift(dx, dy));
    for route in &mut edges {
        route.points.iter_mut().for_each(|point| (point.x, point.y) = (point.x + dx, point.y + dy));
        route.label.iter_mut().for_each(|rect| rect.shift(dx, dy));
    }
    let size = Size { width: bounds.width + 2 * MARGIN, height: bounds.height + 2 * MARGIN };
    Layout { size, boxes, edges }
}

/// The smallest rectangle around everything drawn.
fn bounds(boxes: &[Rect], edges: &[Route]) -> Rect {
    let rects = boxes.iter().copied();
    let labels = edges.iter().filter_map(|route| route.label);
    let points = edges.iter().flat_map(|route| &route.points);
    let points = points.map(|point| Rect { x: point.x, y: point.y, width: 0, height: 0 });
    rects.chain(labels).chain(points).reduce(Rect::around).unwrap_or_default()
}

impl Rect {
    /// The x of the right edge.
    fn right(self) -> i32 {
        self.x + self.width
    }

    /// The y of the bottom edge.
    fn bottom(self) -> i32 {
        self.y + self.height
    }

    /// The middle, rounded to the top left.
    fn center(self) -> Point {
        Point { x: self.x + self.width / 2, y: self.y + self.height / 2 }
    }

    /// The same rectangle with `by` pixels more on each side.
    fn grown(self, by: i32) -> Rect {
        Rect { x: self.x - by, y: self.y - by, width: self.width + 2 * by, height: self.height + 2 * by }
    }

    /// Whether the insides meet; touching edges do not.
    fn overlaps(self, other: Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether `other` lies within, edges included.
    fn holds(self, other: Rect) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// The smallest rectangle around both.
    fn around(self, other: Rect) -> Rect {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) = (self.right().max(other.right()), self.bottom().max(other.bottom()));
        Rect { x, y, width: right - x, height: bottom - y }
    }

    /// Moves the rectangle.
    fn shift(&mut self, dx: i32, dy: i32) {
        self.x += dx;
        self.y += dy;
    }

    /// The smallest rectangle around two corners.
    fn between(a: Point, b: Point) -> Rect {
        let (x, y) = (a.x.min(b.x), a.y.min(b.y));
        Rect { x, y, width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
    }
}
