//! The line of a connection: rounded at its bends, with a head at its end.
//!
//! Hides how a route becomes a path. Decides nowhere where a line runs: that is the layout's.

use super::hops::{self, Hop};
use super::look::{self, LineLook};
use super::picture::{Path, Step, Stroke};
use super::scene::Connection;
use crate::layout::Point;

/// Radius of a bend, where its segments have room for it.
const BEND: i32 = 8;
/// From a head's tip to its foot.
const HEAD_LENGTH: i32 = 9;
/// Half the width of a head's foot.
const HEAD_HALF: i32 = 4;

/// The line and its heads, from the back to the front; nothing where the line leads nowhere. It is given by its stops,
/// as [`simplified`] makes them.
pub(super) fn paths(connection: &Connection, stops: &[Point], hops: &[Hop]) -> Vec<Path> {
    let look = look::line_look(connection.kind);
    let [first, second, ..] = stops[..] else { return Vec::new() };
    let [.., before, last] = stops[..] else { return Vec::new() };
    let mut drawn = stops.to_vec();
    if !look.is_open {
        shorten(&mut drawn);
        if connection.is_both {
            drawn.reverse();
            shorten(&mut drawn);
            drawn.reverse();
        }
    }
    let mut paths = vec![line(connection, look, rounded(&drawn, hops)), head(look, before, last)];
    if connection.is_both {
        paths.push(head(look, second, first));
    }
    paths
}

fn line(connection: &Connection, look: LineLook, steps: Vec<Step>) -> Path {
    let optional = connection.is_optional.then_some(look::OPTIONAL_DASHES);
    let dashes = look.dashes.or(optional);
    let stroke = Stroke { width: look.width, dashes, is_round: look.dashes.is_some(), is_head: false };
    Path { steps, paint: look.line, stroke: Some(stroke) }
}

fn head(look: LineLook, before: Point, tip: Point) -> Path {
    let (dx, dy) = ((tip.x - before.x).signum(), (tip.y - before.y).signum());
    let foot = Point { x: tip.x - HEAD_LENGTH * dx, y: tip.y - HEAD_LENGTH * dy };
    let left = Point { x: foot.x - HEAD_HALF * dy, y: foot.y + HEAD_HALF * dx };
    let right = Point { x: foot.x + HEAD_HALF * dy, y: foot.y - HEAD_HALF * dx };
    let mut steps = vec![Step::Move(left), Step::Line(tip), Step::Line(right)];
    if look.is_open {
        let stroke = Stroke { width: look::HEAD_STROKE, dashes: None, is_round: false, is_head: true };
        return Path { steps, paint: look.line, stroke: Some(stroke) };
    }
    steps.push(Step::Close);
    Path { steps, paint: look.head, stroke: None }
}

/// Ends the line inside its head, so that it does not stick out of the tip.
fn shorten(stops: &mut [Point]) {
    let [.., before, last] = stops else { return };
    let (dx, dy) = (last.x - before.x, last.y - before.y);
    let by = (HEAD_LENGTH - 2).min(dx.abs().max(dy.abs()) - 1);
    *last = Point { x: last.x - by * dx.signum(), y: last.y - by * dy.signum() };
}

/// Without points that stand on each other or between two others on one straight line.
pub(super) fn simplified(route: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(route.len());
    for &point in route {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., a, b] = kept[..]
            && ((a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y))
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept
}

/// A path through the stops, with a curve at each bend and a small bridge for each hop.
fn rounded(stops: &[Point], hops: &[Hop]) -> Vec<Step> {
    let Some(first) = stops.first() else { return Vec::new() };
    let mut steps = vec![Step::Move(*first)];
    for (segment, bend) in stops.windows(3).enumerate() {
        let [before, at, after] = [bend[0], bend[1], bend[2]];
        bridges(&mut steps, before.y, hops, segment);
        let radius = BEND.min(distance(before, at) / 2).min(distance(at, after) / 2);
        steps.push(Step::Line(toward(at, before, radius)));
        steps.push(Step::Quad(at, toward(at, after, radius)));
    }
    if let [.., before, last] = stops {
        bridges(&mut steps, before.y, hops, stops.len() - 2);
        steps.push(Step::Line(*last));
    }
    steps
}

/// The hops of one segment, each a quarter up, a way across and a quarter down.
fn bridges(steps: &mut Vec<Step>, y: i32, hops: &[Hop], segment: usize) {
    let at = |x, y| Point { x, y };
    let top = y - hops::REACH;
    for hop in hops.iter().filter(|hop| hop.segment == segment) {
        let reach = hops::REACH * (hop.end - hop.start).signum();
        steps.push(Step::Line(at(hop.start, y)));
        steps.push(Step::Quad(at(hop.start, top), at(hop.start + reach, top)));
        steps.push(Step::Line(at(hop.end - reach, top)));
        steps.push(Step::Quad(at(hop.end, top), at(hop.end, y)));
    }
}

fn distance(a: Point, b: Point) -> i32 {
    (a.x - b.x).abs().max((a.y - b.y).abs())
}

fn toward(from: Point, to: Point, by: i32) -> Point {
    Point { x: from.x + by * (to.x - from.x).signum(), y: from.y + by * (to.y - from.y).signum() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(of: &[(i32, i32)]) -> Vec<Point> {
        of.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    #[test]
    fn needless_points_are_left_out() {
        let route = points(&[(0, 0), (0, 0), (5, 0), (10, 0), (10, 20)]);
        assert_eq!(simplified(&route), points(&[(0, 0), (10, 0), (10, 20)]));
    }

    #[test]
    fn bends_are_rounded_as_far_as_there_is_room() {
        let [start, a, c, b, d, end] =
            [(0, 0), (37, 0), (40, 3), (40, 3), (43, 6), (80, 6)].map(|(x, y)| Point { x, y });
        let [first, second] = [Point { x: 40, y: 0 }, Point { x: 40, y: 6 }];
        let expected = [
            Step::Move(start),
            Step::Line(a),
            Step::Quad(first, c),
            Step::Line(b),
            Step::Quad(second, d),
            Step::Line(end),
        ];
        assert_eq!(rounded(&points(&[(0, 0), (40, 0), (40, 6), (80, 6)]), &[]), expected);
    }

    #[test]
    fn a_hop_is_a_bridge_on_its_segment() {
        let hop = Hop { segment: 0, start: 46, end: 54 };
        let steps = rounded(&points(&[(0, 20), (90, 20)]), &[hop]);
        let at = |x, y| Point { x, y };
        let expected = [
            Step::Move(at(0, 20)),
            Step::Line(at(46, 20)),
            Step::Quad(at(46, 16), at(50, 16)),
            Step::Line(at(50, 16)),
            Step::Quad(at(54, 16), at(54, 20)),
            Step::Line(at(90, 20)),
        ];
        assert_eq!(steps, expected);
    }

    #[test]
    fn a_line_ends_inside_its_head() {
        let mut stops = points(&[(0, 0), (40, 0)]);
        shorten(&mut stops);
        assert_eq!(stops, points(&[(0, 0), (33, 0)]));
        let mut short = points(&[(0, 0), (0, 3)]);
        shorten(&mut short);
        assert_eq!(short, points(&[(0, 0), (0, 1)]));
    }
}
