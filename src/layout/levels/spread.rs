//! Moves apart what runs along one lane, first side by side, then above each other (after Wybrow, Marriott, Stuckey
//! 2009): which of two is on which side follows from where they part, so no crossing is added.
//!
//! Invariants: a segment keeps its side of every solid box and group border; ends stay on their side of their box;
//! what cannot be moved stays on its lane.

use super::super::tree::{Edge, Tree};
use super::super::{Point, Rect};
use super::lanes::CORNER;
use super::place::Placement;
use super::search::straightened;

/// Wanted distances between tracks, tried in turn.
const DISTANCES: [i32; 7] = [12, 10, 8, 6, 4, 3, 2];
/// Distance kept from solid boxes.
const CLEAR: i32 = 6;
/// Distance kept from group borders.
const BORDER: i32 = 5;
/// Segments further apart than this do not meet by spreading.
const REACH: i32 = 160;
/// Ends of segments nearer than this count as side by side.
const TOUCH: i32 = 6;
/// Corners after which two ways count as the same.
const MAX_WALK: usize = 64;

/// Routes with tracks of their own, in the order of the edges.
pub(super) fn spread(tree: &Tree, placement: &Placement, ways: &[Vec<Point>]) -> Vec<Vec<Point>> {
    let mut routes = ways.to_vec();
    for is_vertical in [true, false] {
        Pass { tree, rects: &placement.rects, is_vertical }.run(&mut routes);
        routes = routes.into_iter().map(straightened).collect();
    }
    let routes = routes.into_iter().zip(ways).zip(&tree.edges).map(|((route, way), edge)| {
        let is_sound = edge.is_none_or(|edge| is_clear(tree, &placement.rects, edge, &route));
        if is_sound { route } else { way.clone() }
    });
    routes.collect()
}

/// Whether a route is orthogonal and stays out of all solid boxes but its own.
fn is_clear(tree: &Tree, rects: &[Rect], edge: Edge, route: &[Point]) -> bool {
    route.windows(2).all(|pair| {
        if pair[0].x != pair[1].x && pair[0].y != pair[1].y {
            return false;
        }
        let line = Rect::between(pair[0], pair[1]).grown(1);
        (0..rects.len())
            .filter(|&index| tree.is_solid(index) && index != edge.from && index != edge.to)
            .all(|index| !line.overlaps(rects[index]))
    })
}

/// A segment as its pass sees it: a coordinate that may move, and a span that may not.
struct Segment {
    route: usize,
    /// Index of its first point.
    index: usize,
    at: i32,
    low: i32,
    high: i32,
    /// Least and greatest coordinate allowed.
    range: (i32, i32),
}

/// One axis of spreading.
struct Pass<'a> {
    tree: &'a Tree,
    rects: &'a [Rect],
    is_vertical: bool,
}

impl Pass<'_> {
    /// Moves the segments of this axis.
    fn run(&self, routes: &mut [Vec<Point>]) {
        let mut segments = self.segments(routes);
        self.sort(&mut segments, routes);
        let before = neighbours(&segments);
        for group in clusters(&before) {
            if let Some(places) = settle(&segments, &before, &group) {
                for (&member, place) in group.iter().zip(places) {
                    let segment = &segments[member];
                    for point in &mut routes[segment.route][segment.index..=segment.index + 1] {
                        if self.is_vertical {
                            point.x = place;
                        } else {
                            point.y = place;
                        }
                    }
                }
            }
        }
    }

    /// The segments of all routes that lie along this axis, with the room they have.
    fn segments(&self, routes: &[Vec<Point>]) -> Vec<Segment> {
        let mut segments = Vec::new();
        for (route, points) in routes.iter().enumerate() {
            let Some(edge) = self.tree.edges[route] else { continue };
            for (index, pair) in points.windows(2).enumerate() {
                if (pair[0].x == pair[1].x) != self.is_vertical || pair[0] == pair[1] {
                    continue;
                }
                let (at, a) = self.split(pair[0]);
                let (_, b) = self.split(pair[1]);
                let mut segment = Segment { route, index, at, low: a.min(b), high: a.max(b), range: (0, 0) };
                let start = (index == 0).then_some(edge.from);
                let end = (index + 2 == points.len()).then_some(edge.to);
                segment.range = self.range(&segment, start, end);
                segments.push(segment);
            }
        }
        segments
    }

    /// The coordinate across and the coordinate along the axis.
    fn split(&self, point: Point) -> (i32, i32) {
        if self.is_vertical { (point.x, point.y) } else { (point.y, point.x) }
    }

    /// Extents of a box across and along the axis.
    fn extents(&self, rect: Rect) -> ((i32, i32), (i32, i32)) {
        let (x, y) = ((rect.x, rect.right()), (rect.y, rect.bottom()));
        if self.is_vertical { (x, y) } else { (y, x) }
    }

    /// The room of a segment: between the nearest borders, and on the sides of the boxes at which it ends.
    fn range(&self, segment: &Segment, start: Option<usize>, end: Option<usize>) -> (i32, i32) {
        let at = segment.at;
        let (mut least, mut most) = (at - REACH, at + REACH);
        let mut limit = |low: i32, high: i32| {
            least = least.max(low.min(at));
            most = most.min(high.max(at));
        };
        for (index, &rect) in self.rects.iter().enumerate() {
            let (across, along) = self.extents(rect);
            if Some(index) == start || Some(index) == end {
                // Within a group, such as on the way to a member, the sides of the group are limits all the same.
                limit(across.0 + CORNER, across.1 - CORNER);
            } else if self.tree.is_solid(index) {
                if along.0 - CLEAR < segment.high && segment.low < along.1 + CLEAR {
                    match at {
                        _ if across.1 <= at => limit(across.1 + CLEAR, i32::MAX),
                        _ if at <= across.0 => limit(i32::MIN, across.0 - CLEAR),
                        _ => limit(at, at),
                    }
                }
            } else if along.0 < segment.high && segment.low < along.1 {
                match at {
                    _ if across.1 <= at => limit(across.1 + BORDER, i32::MAX),
                    _ if at <= across.0 => limit(i32::MIN, across.0 - BORDER),
                    _ => limit(across.0 + BORDER, across.1 - BORDER),
                }
            }
        }
        (least, most)
    }

    /// Sorts by coordinate; on one lane by which side a segment must take.
    fn sort(&self, segments: &mut Vec<Segment>, routes: &[Vec<Point>]) {
        segments.sort_by_key(|segment| (segment.at, segment.route, segment.index));
        let mut keys = Vec::with_capacity(segments.len());
        for lane in segments.chunk_by(|a, b| a.at == b.at) {
            for segment in lane {
                // Counting the others on the near side gives a total order even where "beside" is no order.
                let others = lane.iter().filter(|other| do_touch(segment, other));
                let wins: i32 = others.map(|other| self.side(segment, other, routes)).sum();
                keys.push((segment.at, wins, segment.route, segment.index));
            }
        }
        let mut keyed: Vec<_> = keys.into_iter().zip(segments.drain(..)).collect();
        keyed.sort_by_key(|entry| entry.0);
        segments.extend(keyed.into_iter().map(|entry| entry.1));
    }

    /// -1 when `a` belongs at the smaller coordinate, 1 when `b` does, 0 when it does not matter.
    fn side(&self, a: &Segment, b: &Segment, routes: &[Vec<Point>]) -> i32 {
        for is_up in [false, true] {
            let hand = part(Walk::new(a, routes, is_up), Walk::new(b, routes, is_up));
            if hand != 0 {
                // On the way to greater y the left hand is at greater x; on the way to greater x at smaller y.
                return if is_up == self.is_vertical { -hand } else { hand };
            }
        }
        0
    }
}

/// A look along a route, segment by segment.
struct Walk<'a> {
    points: &'a [Point],
    /// The point reached last and the way through the list.
    at: usize,
    step: isize,
}

impl<'a> Walk<'a> {
    /// Starts on a segment, looking at the greater (`is_up`) or smaller coordinate.
    fn new(segment: &Segment, routes: &'a [Vec<Point>], is_up: bool) -> Walk<'a> {
        let points = &routes[segment.route][..];
        let (first, second) = (points[segment.index], points[segment.index + 1]);
        let is_rising = (first.x, first.y) < (second.x, second.y);
        if is_rising == is_up {
            Walk { points, at: segment.index, step: 1 }
        } else {
            Walk { points, at: segment.index + 1, step: -1 }
        }
    }

    /// The point `ahead` points on.
    fn peek(&self, ahead: isize) -> Option<Point> {
        self.at.checked_add_signed(self.step * ahead).and_then(|index| self.points.get(index)).copied()
    }

    /// The turn at the end of this segment: -1 left, 1 right.
    fn turn(&self) -> Option<i32> {
        let (a, b, c) = (self.peek(0)?, self.peek(1)?, self.peek(2)?);
        let (dx, dy) = ((b.x - a.x).signum(), (b.y - a.y).signum());
        Some(dx * (c.y - b.y).signum() - dy * (c.x - b.x).signum())
    }
}

/// Follows two routes that run together until they part: -1 when the first is on the left hand.
fn part(mut a: Walk, mut b: Walk) -> i32 {
    for _ in 0..MAX_WALK {
        let (Some(here), Some(first), Some(second)) = (a.peek(0), a.peek(1), b.peek(1)) else { return 0 };
        let way = ((first.x - here.x).signum(), (first.y - here.y).signum());
        let ahead = (first.x - second.x) * way.0 + (first.y - second.y) * way.1;
        if ahead < 0 {
            return a.turn().unwrap_or(0);
        }
        if ahead > 0 {
            return -b.turn().unwrap_or(0);
        }
        match (a.turn(), b.turn()) {
            (Some(left), Some(right)) if left == right => {}
            (Some(left), Some(right)) => return (left - right).signum(),
            _ => return 0,
        }
        a.at = a.at.saturating_add_signed(a.step);
        b.at = b.at.saturating_add_signed(b.step);
    }
    0
}

/// Whether two segments lie side by side for some way.
fn do_touch(a: &Segment, b: &Segment) -> bool {
    let is_same = a.route == b.route && (a.index == b.index || a.at == b.at);
    !is_same && a.low < b.high + TOUCH && b.low < a.high + TOUCH
}

/// For each segment those before it from which it must keep its distance.
fn neighbours(segments: &[Segment]) -> Vec<Vec<usize>> {
    let near = |index: usize| {
        let segment: &Segment = &segments[index];
        let others = (0..index).rev().take_while(|&other| segment.at - segments[other].at < REACH);
        others.filter(|&other| do_touch(&segments[other], segment)).collect()
    };
    (0..segments.len()).map(near).collect()
}

/// Segments that have to do with each other, each cluster in order.
fn clusters(before: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut leader: Vec<usize> = (0..before.len()).collect();
    let find = |leader: &mut Vec<usize>, mut index: usize| {
        while leader[index] != index {
            leader[index] = leader[leader[index]];
            index = leader[index];
        }
        index
    };
    for (index, others) in before.iter().enumerate() {
        for &other in others {
            let (a, b) = (find(&mut leader, index), find(&mut leader, other));
            leader[a.max(b)] = a.min(b);
        }
    }
    let mut clusters: Vec<Vec<usize>> = vec![Vec::new(); before.len()];
    for index in 0..before.len() {
        let first = find(&mut leader, index);
        clusters[first].push(index);
    }
    clusters.retain(|cluster| cluster.len() > 1);
    clusters
}

/// New coordinates for a cluster with the widest distance that fits; `None` when none does.
fn settle(segments: &[Segment], before: &[Vec<usize>], cluster: &[usize]) -> Option<Vec<i32>> {
    DISTANCES.iter().find_map(|&distance| settle_at(segments, before, cluster, distance))
}

/// New coordinates for a cluster at one distance.
fn settle_at(
    segments: &[Segment],
    before: &[Vec<usize>],
    cluster: &[usize],
    distance: i32,
) -> Option<Vec<i32>> {
    let local = |index: usize| cluster.binary_search(&index).expect("neighbours share a cluster");
    let mut least: Vec<i32> = cluster.iter().map(|&index| segments[index].range.0).collect();
    let mut most: Vec<i32> = cluster.iter().map(|&index| segments[index].range.1).collect();
    for (place, &index) in cluster.iter().enumerate() {
        for &other in &before[index] {
            least[place] = least[place].max(least[local(other)] + distance);
        }
    }
    for (place, &index) in cluster.iter().enumerate().rev() {
        for &other in &before[index] {
            let other = local(other);
            most[other] = most[other].min(most[place] - distance);
        }
    }
    if least.iter().zip(&most).any(|(least, most)| least > most) {
        return None;
    }
    let wanted = fanned(segments, before, cluster, distance);
    let mut places: Vec<i32> = Vec::with_capacity(cluster.len());
    for (place, &index) in cluster.iter().enumerate() {
        let pushed = before[index].iter().map(|&other| places[local(other)] + distance).max();
        let free = wanted[place].max(pushed.unwrap_or(i32::MIN));
        places.push(free.clamp(least[place], most[place]));
    }
    Some(places)
}

/// Where the segments of one lane would lie evenly around it.
fn fanned(segments: &[Segment], before: &[Vec<usize>], cluster: &[usize], distance: i32) -> Vec<i32> {
    let mut slots = vec![0; cluster.len()];
    let mut wanted = Vec::with_capacity(cluster.len());
    let mut first = 0;
    for lane in cluster.chunk_by(|&a, &b| segments[a].at == segments[b].at) {
        for (offset, &index) in lane.iter().enumerate() {
            let on_lane = before[index].iter().filter_map(|other| lane.binary_search(other).ok());
            let slot = on_lane.map(|other| slots[first + other] + 1).max().unwrap_or(0);
            slots[first + offset] = slot;
        }
        let last = slots[first..first + lane.len()].iter().max().copied().unwrap_or(0);
        let middle = |&slot: &i32| (2 * slot - last) * distance / 2;
        let own = slots[first..first + lane.len()].iter().zip(lane);
        wanted.extend(own.map(|(slot, &index)| segments[index].at + middle(slot)));
        first += lane.len();
    }
    wanted
}
