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

use super::tree::Tree;
use super::{Direction, Point, Rect, Route, Size};
use place::Placement;

/// Up to this many edges several placements are routed.
const FEW_EDGES: usize = 80;
/// Placements that are routed.
const CANDIDATES: usize = 3;

/// Places all boxes and routes all edges; nothing is moved to the canvas yet.
pub(super) fn arrange(tree: &Tree, direction: Option<Direction>) -> (Vec<Rect>, Vec<Route>) {
    let mut candidates = match direction {
        Some(direction) => place::candidates(tree, direction),
        None => better(place::candidates(tree, Direction::Right), place::candidates(tree, Direction::Down)),
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
    (placement.rects, routes)
}

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
