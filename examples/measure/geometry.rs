//! Where lines and boxes meet.
//!
//! Everything is closed: what touches, meets. Knows no graph.

use super::neutral::Frame;

/// A point: x from the left, y from the top.
pub(crate) type Point = (f64, f64);
/// A straight piece of a route.
pub(crate) type Segment = (Point, Point);

/// Left, top, right and bottom of a box, in that order; left is never right of right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Bounds {
    /// A box that is smaller by `by` pixels on each side.
    pub(crate) fn shrunk(frame: Frame, by: f64) -> Self {
        let (a, b) = (frame.x + by, frame.x + frame.w - by);
        let (c, d) = (frame.y + by, frame.y + frame.h - by);
        Bounds { left: a.min(b), top: c.min(d), right: a.max(b), bottom: c.max(d) }
    }

    /// What a straight line reaches over.
    pub(crate) fn of(((ax, ay), (bx, by)): Segment) -> Self {
        Bounds { left: ax.min(bx), top: ay.min(by), right: ax.max(bx), bottom: ay.max(by) }
    }

    /// Whether two boxes meet, or come as near as `reach`.
    pub(crate) fn meets(self, other: Bounds, reach: f64) -> bool {
        self.left <= other.right + reach
            && other.left <= self.right + reach
            && self.top <= other.bottom + reach
            && other.top <= self.bottom + reach
    }

    fn holds(self, (x, y): Point) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }

    fn sides(self) -> [Segment; 4] {
        let (a, b) = ((self.left, self.top), (self.right, self.top));
        let (c, d) = ((self.right, self.bottom), (self.left, self.bottom));
        [(a, b), (b, c), (c, d), (d, a)]
    }

    /// Whether a straight line meets the box or lies within it.
    pub(crate) fn is_met_by(self, line: Segment) -> bool {
        self.meets(Bounds::of(line), 0.0)
            && (self.holds(line.0) || self.holds(line.1) || self.is_border_met_by(line))
    }

    /// Whether a straight line meets the border of the box.
    pub(crate) fn is_border_met_by(self, line: Segment) -> bool {
        self.sides().iter().any(|&side| do_meet(line, side))
    }

    /// Whether another box meets the border of this one: not so if it lies wholly inside.
    pub(crate) fn is_border_met_by_box(self, other: Bounds) -> bool {
        let is_inside = self.left < other.left
            && other.right < self.right
            && self.top < other.top
            && other.bottom < self.bottom;
        self.meets(other, 0.0) && !is_inside
    }

    /// How often a route meets the border: each point and each stretch along a side counts once.
    pub(crate) fn border_meetings(self, route: &[Point]) -> usize {
        let mut points: Vec<Point> = Vec::new();
        let mut stretches: Vec<Segment> = Vec::new();
        for line in route.windows(2).map(|pair| (pair[0], pair[1])) {
            for side in self.sides() {
                match meeting(line, side) {
                    Some((a, b)) if is_same(a, b) => points.push(a),
                    Some(stretch) => stretches.push(stretch),
                    None => {}
                }
            }
        }
        let mut apart: Vec<Point> = Vec::new();
        for point in points {
            let is_counted = apart.iter().any(|&other| is_same(point, other))
                || stretches
                    .iter()
                    .any(|&stretch| Bounds::of(stretch).meets(Bounds::of((point, point)), 1e-9));
            if !is_counted {
                apart.push(point);
            }
        }
        apart.len() + stretches.len()
    }
}

fn is_same(a: Point, b: Point) -> bool {
    (a.0 - b.0).abs() < 1e-9 && (a.1 - b.1).abs() < 1e-9
}

/// Positive where `r` lies to one side of the line from `p` to `q`, negative on the other, zero on it.
fn side_of((px, py): Point, (qx, qy): Point, (rx, ry): Point) -> f64 {
    (qx - px) * (ry - py) - (qy - py) * (rx - px)
}

/// Whether two straight lines meet.
fn do_meet(a: Segment, b: Segment) -> bool {
    if !Bounds::of(a).meets(Bounds::of(b), 0.0) {
        return false;
    }
    let (s, t) = (side_of(a.0, a.1, b.0), side_of(a.0, a.1, b.1));
    let (u, v) = (side_of(b.0, b.1, a.0), side_of(b.0, b.1, a.1));
    s.signum() * t.signum() <= 0.0 && u.signum() * v.signum() <= 0.0 || s * t == 0.0 && u * v == 0.0
}

/// Where two straight lines meet: a point, given twice, or a stretch of both.
fn meeting(a: Segment, b: Segment) -> Option<Segment> {
    if !do_meet(a, b) {
        return None;
    }
    let (along, across) = ((a.1.0 - a.0.0, a.1.1 - a.0.1), (b.1.0 - b.0.0, b.1.1 - b.0.1));
    let turn = along.0 * across.1 - along.1 * across.0;
    if turn != 0.0 {
        let at = ((b.0.0 - a.0.0) * across.1 - (b.0.1 - a.0.1) * across.0) / turn;
        let point = (a.0.0 + at * along.0, a.0.1 + at * along.1);
        return Some((point, point));
    }
    let (p, q) = (Bounds::of(a), Bounds::of(b));
    let from = (p.left.max(q.left), p.top.max(q.top));
    let to = (p.right.min(q.right), p.bottom.min(q.bottom));
    Some((from, to))
}

/// Whether two straight lines cross, each having ends on both sides of the other.
pub(crate) fn do_cross(a: Segment, b: Segment) -> bool {
    let (s, t) = (side_of(a.0, a.1, b.0), side_of(a.0, a.1, b.1));
    let (u, v) = (side_of(b.0, b.1, a.0), side_of(b.0, b.1, a.1));
    (s > 0.0) != (t > 0.0) && (u > 0.0) != (v > 0.0) && [s, t, u, v].iter().all(|&side| side != 0.0)
}

/// How near two straight lines come.
pub(crate) fn distance(a: Segment, b: Segment) -> f64 {
    if do_meet(a, b) {
        return 0.0;
    }
    let near = [(a.0, b), (a.1, b), (b.0, a), (b.1, a)].map(|(point, line)| distance_of(point, line));
    near.into_iter().fold(f64::INFINITY, f64::min)
}

fn distance_of(point: Point, (a, b): Segment) -> f64 {
    let along = (b.0 - a.0, b.1 - a.1);
    let square = along.0 * along.0 + along.1 * along.1;
    let at = if square > 0.0 {
        (((point.0 - a.0) * along.0 + (point.1 - a.1) * along.1) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (point.0 - a.0 - at * along.0).hypot(point.1 - a.1 - at * along.1)
}

/// How many pixels two straight lines share, if they run along each other.
pub(crate) fn shared_length(a: Segment, b: Segment) -> f64 {
    let (p, q) = ((a.1.0 - a.0.0, a.1.1 - a.0.1), (b.1.0 - b.0.0, b.1.1 - b.0.1));
    let (long, other) = (p.0.hypot(p.1), q.0.hypot(q.1));
    let is_parallel = (p.0 * q.1 - p.1 * q.0).abs() < 0.01 * long * other + 1e-9;
    let reach = long.max(1e-9);
    let apart = ((b.0.0 - a.0.0) * p.1 - (b.0.1 - a.0.1) * p.0).abs() / reach;
    if !is_parallel || apart >= 0.3 {
        return 0.0;
    }
    let at = |point: Point| ((point.0 - a.0.0) * p.0 + (point.1 - a.0.1) * p.1) / reach;
    let (from, to) = (at(b.0), at(b.1));
    long.min(from.max(to)) - from.min(to).max(0.0)
}

/// The corners of a route: points that stand on one another or on the way straight ahead are left out.
pub(crate) fn corners(points: &[Point]) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::new();
    let mut last: Option<Point> = None;
    for &point in points {
        if last.is_some_and(|last| (point.0 - last.0).hypot(point.1 - last.1) <= 0.05) {
            continue;
        }
        last = Some(point);
        while let [.., a, b] = corners[..] {
            let (u, v) = ((b.0 - a.0, b.1 - a.1), (point.0 - b.0, point.1 - b.1));
            let turn = u.0 * v.1 - u.1 * v.0;
            let is_ahead = u.0 * v.0 + u.1 * v.1 > 0.0;
            if !is_ahead || turn.abs() > 0.01 * u.0.hypot(u.1) * v.0.hypot(v.1) {
                break;
            }
            corners.pop();
        }
        corners.push(point);
    }
    corners
}
