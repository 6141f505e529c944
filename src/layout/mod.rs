//! Geometry: sizes and nesting in, rectangles and paths out.
//!
//! Hides every placing and routing decision. Knows no service, page, language or colour; never fails.
//!
//! `tree` tames the input. The engine is `layered`: `problem` puts a connected part in terms of the flow, `ranks` gives
//! layers, `net` cuts connections into steps, `order` holds the order of each layer, which `sweep` finds, `sift`
//! improves and `twins` makes alike; `across`, `ports`, `tracks` and `along` give places, and `routes` reads the result
//! off. `simplex` serves three of them, and `sets` those that tell parts apart. `reading` compares candidates. `levels` is a second engine. `verify`
//! checks any result.

mod across;
mod along;
mod detour;
mod layered;
mod levels;
mod memory;
mod net;
mod order;
mod ports;
mod problem;
mod ranks;
mod reading;
mod routes;
#[cfg(test)]
mod sample;
mod sets;
mod sift;
mod simplex;
mod sweep;
mod tracks;
mod tree;
mod twins;
mod verify;

pub use memory::Memory;
use tree::Tree;
pub use verify::{Fault, verify};

/// A width and a height in whole pixels.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
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
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Direction {
    /// From left to right.
    #[default]
    Right,
    /// From top to bottom.
    Down,
}

/// What is to be arranged. Boxes and edges are named by their index.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Graph {
    /// `None`: the direction that fits best.
    pub direction: Option<Direction>,
    /// Nodes and groups; a parent stands before its children.
    pub boxes: Vec<BoxSpec>,
    /// Connections, in the order of declaration.
    pub edges: Vec<EdgeSpec>,
}

/// Which end of the drawing a node likes, where its connections leave it free.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Pull {
    /// Neither.
    #[default]
    None,
    /// The start: people, outside systems.
    Start,
    /// The end: storage.
    End,
}

/// A node or a group to be placed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct BoxSpec {
    /// The group it stands in, as an index into [`Graph::boxes`], smaller than its own.
    pub parent: Option<u32>,
    /// A node's size; a group's title band: the group is at least as wide, and its children start below it.
    pub size: Size,
    /// Whether it may hold others. A group without children is drawn as its title band.
    pub is_group: bool,
    /// Which end of the drawing it likes; of no meaning for groups.
    pub pull: Pull,
    /// Groups of one parent with the same mark come out congruent, side by side, if what they hold has the same
    /// sizes in the same order.
    pub twin: Option<u32>,
    /// Its place in the order across the flow in an earlier drawing. If any box has one, the order of those that do is
    /// kept, and the others find places between them.
    pub kept: Option<u32>,
}

/// A connection to be routed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
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
    /// Which way the connections run on the whole.
    pub direction: Direction,
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

/// Which engine arranges.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Engine {
    /// Our own: compound layered layout.
    #[default]
    Layered,
    /// Level by level, ordered by layout-rs.
    LayoutRs,
}

/// How many candidates are tried: 1 is enough for most, 5 is the most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effort(u8);

impl Effort {
    /// An effort of 1 to 5; other numbers are held to that.
    pub fn new(effort: u8) -> Effort {
        Effort(effort.clamp(1, 5))
    }

    /// How often more is tried than by default.
    fn factor(self) -> u32 {
        1 << (2 * (u32::from(self.0) - 1))
    }
}

impl Default for Effort {
    fn default() -> Effort {
        Effort(1)
    }
}

/// How to arrange.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Which engine.
    pub engine: Engine,
    /// How many candidates.
    pub effort: Effort,
}

/// Arranges a graph: every box gets a place, every edge a route and its label a place.
///
/// Total: a parent that does not stand before its child is taken as none, an edge that names a missing box gets an
/// empty route, sizes are held to 1–4000 pixels. The same graph gives the same layout on every machine.
pub fn arrange(graph: &Graph) -> Layout {
    arrange_with(graph, Options::default())
}

/// Like [`arrange`], by an engine and an effort of choice.
pub fn arrange_with(graph: &Graph, options: Options) -> Layout {
    let tree = Tree::new(graph);
    if options.engine == Engine::LayoutRs {
        let (direction, boxes, routes) = levels::arrange(&tree, graph.direction);
        return Layout { direction, ..finish(&tree, boxes, routes) };
    }
    let picture = match graph.direction {
        Some(direction) => layered::arrange(&tree, direction, options.effort),
        None => {
            let ways =
                [Direction::Right, Direction::Down].map(|way| layered::arrange(&tree, way, options.effort));
            let [right, down] = ways;
            if fitness(&down) < fitness(&right) { down } else { right }
        }
    };
    Layout { direction: picture.direction, ..finish(&tree, picture.boxes, picture.routes) }
}

/// How well a picture fits a page, which is about 3:2, and how hard it is to read; less is better.
fn fitness(picture: &layered::Picture) -> i64 {
    let Rect { width, height, .. } = bounds(picture.boxes.iter(), picture.routes.iter());
    picture.cost + reading::frame(Size { width, height }) / 4000
}

/// Room between the drawing and the edge of its canvas, in pixels.
const MARGIN: i32 = 24;

/// Shifts everything to start at the margin and measures the canvas.
fn finish(tree: &Tree, mut boxes: Vec<Rect>, mut edges: Vec<Route>) -> Layout {
    if tree.is_empty() {
        let size = Size { width: 2 * MARGIN, height: 2 * MARGIN };
        return Layout { size, boxes, edges, ..Layout::default() };
    }
    let bounds = bounds(boxes.iter(), edges.iter());
    let (dx, dy) = (MARGIN - bounds.x, MARGIN - bounds.y);
    boxes.iter_mut().for_each(|rect| rect.shift(dx, dy));
    for route in &mut edges {
        route.points.iter_mut().for_each(|point| (point.x, point.y) = (point.x + dx, point.y + dy));
        route.label.iter_mut().for_each(|rect| rect.shift(dx, dy));
    }
    let size = Size { width: bounds.width + 2 * MARGIN, height: bounds.height + 2 * MARGIN };
    Layout { size, boxes, edges, ..Layout::default() }
}

/// The smallest rectangle around everything drawn.
fn bounds<'a>(boxes: impl Iterator<Item = &'a Rect>, edges: impl Iterator<Item = &'a Route>) -> Rect {
    let lines = edges.flat_map(|route| {
        let points = route.points.iter().map(|&point| Rect::between(point, point));
        points.chain(route.label)
    });
    boxes.copied().chain(lines).reduce(Rect::around).unwrap_or_default()
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

    /// Whether a horizontal or vertical line passes through the inside.
    fn is_cut(self, a: Point, b: Point) -> bool {
        let line = Rect::between(a, b);
        let (x, y) = (self.x < line.x && line.x < self.right(), self.y < line.y && line.y < self.bottom());
        line.x < self.right() && self.x < line.right() && y
            || line.y < self.bottom() && self.y < line.bottom() && x
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
