//! Geometry: sizes and nesting in, rectangles and paths out.
//!
//! Hides every placing and routing decision. Knows no service, page, language or colour; never fails.

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
