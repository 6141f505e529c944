//! The line of a connection as SVG: rounded at its bends, with a head at its end.
//!
//! Hides how a route becomes a path. Decides nowhere where a line runs: that is the layout's.

use super::look::{self, LineLook};
use super::scene::Connection;
use super::xml::Element;
use crate::layout::Point;

/// Radius of a bend, where its segments have room for it.
const BEND: i32 = 8;
/// From a head's tip to its foot.
const HEAD_LENGTH: i32 = 9;
/// Half the width of a head's foot.
const HEAD_HALF: i32 = 4;

/// Writes the line and its heads into `group`.
pub(super) fn write(group: &mut Element, connection: &Connection, route: &[Point]) {
    let look = look::line_look(connection.kind);
    let stops = simplified(route);
    let [first, second, ..] = stops[..] else { return };
    let [.., before, last] = stops[..] else { return };
    let mut drawn = stops.clone();
    if !look.is_open {
        shorten(&mut drawn);
        if connection.is_both {
            drawn.reverse();
            shorten(&mut drawn);
            drawn.reverse();
        }
    }
    stroke(group, connection, look, &rounded(&drawn));
    head(group, look, before, last);
    if connection.is_both {
        head(group, look, second, first);
    }
}

fn stroke(group: &mut Element, connection: &Connection, look: LineLook, path: &str) {
    let mut line = group.child("path");
    look.line.on(&mut line).attr("stroke-width", look.width).attr("stroke-linejoin", "round");
    if let Some(dashes) = look.dashes {
        line.attr("stroke-linecap", "round").attr("stroke-dasharray", dashes);
    } else if connection.is_optional {
        line.attr("stroke-dasharray", look::OPTIONAL_DASHES);
    }
    line.attr("d", path);
}

fn head(group: &mut Element, look: LineLook, before: Point, tip: Point) {
    let (dx, dy) = ((tip.x - before.x).signum(), (tip.y - before.y).signum());
    let foot = Point { x: tip.x - HEAD_LENGTH * dx, y: tip.y - HEAD_LENGTH * dy };
    let (left_x, left_y) = (foot.x - HEAD_HALF * dy, foot.y + HEAD_HALF * dx);
    let (right_x, right_y) = (foot.x + HEAD_HALF * dy, foot.y - HEAD_HALF * dx);
    let angle = format!("M{left_x} {left_y}L{} {}L{right_x} {right_y}", tip.x, tip.y);
    let mut head = group.child("path");
    if look.is_open {
        look.line.on(&mut head).attr("stroke-width", "1.5").attr("stroke-linejoin", "round").attr("d", angle);
    } else {
        look.head.on(&mut head).attr("d", format_args!("{angle}Z"));
    }
}

/// Ends the line inside its head, so that it does not stick out of the tip.
fn shorten(stops: &mut [Point]) {
    let [.., before, last] = stops else { return };
    let (dx, dy) = (last.x - before.x, last.y - before.y);
    let by = (HEAD_LENGTH - 2).min(dx.abs().max(dy.abs()) - 1);
    *last = Point { x: last.x - by * dx.signum(), y: last.y - by * dy.signum() };
}

/// Without points that stand on each other or between two others on one straight line.
fn simplified(route: &[Point]) -> Vec<Point> {
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

/// An SVG path through the stops, with a curve at each bend.
fn rounded(stops: &[Point]) -> String {
    let Some(first) = stops.first() else { return String::new() };
    let mut path = format!("M{} {}", first.x, first.y);
    for bend in stops.windows(3) {
        let [before, at, after] = [bend[0], bend[1], bend[2]];
        let radius = BEND.min(distance(before, at) / 2).min(distance(at, after) / 2);
        let (enter, leave) = (toward(at, before, radius), toward(at, after, radius));
        path += &format!("L{} {}Q{} {} {} {}", enter.x, enter.y, at.x, at.y, leave.x, leave.y);
    }
    if let [_, .., last] = stops {
        path += &format!("L{} {}", last.x, last.y);
    }
    path
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
        let path = rounded(&points(&[(0, 0), (40, 0), (40, 6), (80, 6)]));
        assert_eq!(path, "M0 0L37 0Q40 0 40 3L40 3Q40 6 43 6L80 6");
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
