//! The second engine: boxes level by level, in an order that layout-rs finds, and routes on a visibility graph.
//!
//! `level`, helped by `layers`, `order` and `align`, places boxes from the inside out; `lanes` finds where connections
//! may run; `search` picks a way for each; `spread` moves what runs along one lane apart; `labels` sets the labels.
//! Kept to compare with, and behind a guard: layout-rs is asked for orders only, of levels small enough for it.

mod align;
mod labels;
mod lanes;
mod layers;
mod level;
mod order;
mod place;
mod search;
mod spread;

use super::reading::{Lines, frame};
use super::tree::Tree;
use super::{Direction, Point, Rect, Route};
use place::Placement;

/// Up to this many edges several placements are routed.
const FEW_EDGES: usize = 80;
/// Placements that are routed.
const CANDIDATES: usize = 3;

/// Places all boxes and routes all edges, in the direction asked for or the one that fits best, which is returned;
/// nothing is moved to the canvas yet.
pub(super) fn arrange(tree: &Tree, direction: Option<Direction>) -> (Direction, Vec<Rect>, Vec<Route>) {
    let (direction, mut candidates) = match direction {
        Some(direction) => (direction, place::candidates(tree, direction)),
        None => better([Direction::Right, Direction::Down].map(|way| (way, place::candidates(tree, way)))),
    };
    candidates.truncate(if tree.edges.len() <= FEW_EDGES { CANDIDATES } else { 1 });
    let routed = candidates.into_iter().map(|placement| {
        let lanes = lanes::find(tree, &placement);
        let ways = search::find(tree, &placement, lanes);
        let routes = spread::spread(tree, &placement, &ways);
        (placement, routes)
    });
    let best = routed.min_by_key(|(_, routes)| clutter(routes));
    let (placement, routes) = best.expect("there is a candidate for every direction");
    let labels = labels::set(tree, &placement, &routes);
    let routes = routes.into_iter().zip(labels).map(|(points, label)| Route { points, label }).collect();
    (direction, placement.rects, routes)
}

/// How hard routes are to follow: crossings, then bends, then length.
fn clutter(routes: &[Vec<Point>]) -> i64 {
    let lines = Lines::of(routes.iter().map(Vec::as_slice));
    lines.crossings * 100 + lines.bends * 30 + lines.length / 8
}

/// The first of the two directions unless the best placement of the other is nearer to the shape of a page.
fn better([right, down]: [(Direction, Vec<Placement>); 2]) -> (Direction, Vec<Placement>) {
    let best = |found: &[Placement]| found.first().map(|placement| frame(placement.size));
    if best(&down.1) < best(&right.1) { down } else { right }
}
