//! Where connections may run: an orthogonal visibility graph (after Wybrow, Marriott, Stuckey 2009).
//!
//! Lanes run beside every border and out of every port until they meet a solid box. Where two lanes cross there is a
//! point; points on one lane are neighbours. In large drawings lanes end at the border of their group, which keeps
//! the number of points proportional to the number of boxes.
//!
//! Invariants: no lane touches the inside of a solid box; the lanes around a box form a ring and every ring reaches
//! another or the frame, so any two ports are connected.

use super::super::tree::Tree;
use super::super::{Point, Rect};
use super::place::Placement;
use std::collections::{BTreeMap, BTreeSet};

/// Distance of a lane from the border it follows.
const BESIDE: i32 = 12;
/// Distance that lanes keep from solid boxes.
const CLEAR: i32 = 6;
/// Distance of the outermost lanes from the drawing.
const RIM: i32 = 20;
/// Distance of ports from corners.
pub(super) const CORNER: i32 = 8;
/// Above this many points lanes end at the border of their group.
const MANY_POINTS: usize = 250_000;
/// Above this many lanes they are not even counted.
const MANY_LANES: usize = 9_000;
/// What it costs to run over a title.
const TITLE_TOLL: u16 = 200;
/// Lanes nearer to a group border than this lie on it.
const ON_BORDER: i32 = 4;
/// No neighbour, no group.
pub(super) const NONE: u32 = u32::MAX;

/// A side of a box, and a way to go: right, down, left, up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Side {
    /// Towards greater x.
    Right,
    /// Towards greater y.
    Down,
    /// Towards smaller x.
    Left,
    /// Towards smaller y.
    Up,
}

impl Side {
    /// All four.
    pub(super) const ALL: [Side; 4] = [Side::Right, Side::Down, Side::Left, Side::Up];

    /// Whether the way leads along the x axis.
    pub(super) fn is_horizontal(self) -> bool {
        matches!(self, Side::Right | Side::Left)
    }
}

/// A point at which a route may start or end.
#[derive(Clone, Copy)]
pub(super) struct Port {
    /// Index of the point.
    pub(super) point: u32,
    /// The side of the box.
    pub(super) side: Side,
}

/// The visibility graph.
#[derive(Default)]
pub(super) struct Lanes {
    /// Places of the points.
    pub(super) points: Vec<Point>,
    /// Neighbours by [`Side`], or [`NONE`].
    pub(super) next: Vec<[u32; 4]>,
    /// The innermost group around a point, or [`NONE`].
    pub(super) inner: Vec<u32>,
    /// Price of the step to the right and of the step down.
    pub(super) tolls: Vec<[u16; 2]>,
    /// Ports of each box that has connections.
    pub(super) ports: Vec<Vec<Port>>,
}

/// Finds the lanes of a placement.
pub(super) fn find(tree: &Tree, placement: &Placement) -> Lanes {
    if tree.edges.iter().flatten().next().is_none() {
        return Lanes { ports: vec![Vec::new(); tree.root()], ..Lanes::default() };
    }
    let survey = Survey::new(tree, placement);
    let wide = survey.lanes(false);
    let grid = if wide[0].len() + wide[1].len() <= MANY_LANES { Grid::new(wide, MANY_POINTS) } else { None };
    let grid = grid.or_else(|| Grid::new(survey.lanes(true), usize::MAX));
    grid.map(|grid| grid.finish(&survey)).unwrap_or_default()
}

/// A stretch of a line: its coordinate, and from where to where along the other axis.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Lane {
    at: i32,
    from: i32,
    to: i32,
}

/// Rectangles by stripe of one axis: which could a line meet?
struct Stripes {
    first: i32,
    stripes: Vec<Vec<Rect>>,
}

/// Width of a stripe in pixels.
const STRIPE: i32 = 256;

impl Stripes {
    fn new(rects: &[Rect], bounds: Rect, is_horizontal: bool) -> Stripes {
        let (first, extent) =
            if is_horizontal { (bounds.y, bounds.height) } else { (bounds.x, bounds.width) };
        let mut stripes = vec![Vec::new(); (extent / STRIPE + 1) as usize];
        for &rect in rects {
            let (low, high) = if is_horizontal { (rect.y, rect.bottom()) } else { (rect.x, rect.right()) };
            let (low, high) = ((low - first - STRIPE) / STRIPE, (high - first + STRIPE) / STRIPE);
            let last = stripes.len() as i32 - 1;
            for stripe in low.clamp(0, last)..=high.clamp(0, last) {
                stripes[stripe as usize].push(rect);
            }
        }
        Stripes { first, stripes }
    }

    /// Rectangles near a line.
    fn near(&self, at: i32) -> &[Rect] {
        let last = self.stripes.len() as i32 - 1;
        &self.stripes[((at - self.first) / STRIPE).clamp(0, last) as usize]
    }
}

/// The placed boxes, ready for looking along lines.
struct Survey<'a> {
    tree: &'a Tree,
    rects: &'a [Rect],
    bounds: Rect,
    /// Solid boxes by x, for vertical lines, and by y, for horizontal ones.
    stripes: [Stripes; 2],
    /// Whether a box has connections.
    is_end: Vec<bool>,
    /// Coordinates of ports, in order: box, is the lane horizontal, at.
    ports: BTreeSet<(usize, bool, i32)>,
}

impl<'a> Survey<'a> {
    fn new(tree: &'a Tree, placement: &'a Placement) -> Survey<'a> {
        let rects = &placement.rects;
        let solid: Vec<Rect> =
            (0..tree.root()).filter(|&index| tree.is_solid(index)).map(|index| rects[index]).collect();
        let bounds = Rect { x: 0, y: 0, width: placement.size.width, height: placement.size.height };
        let stripes = [Stripes::new(&solid, bounds, false), Stripes::new(&solid, bounds, true)];
        let mut is_end = vec![false; tree.root()];
        let mut ports = BTreeSet::new();
        for edge in tree.edges.iter().flatten() {
            (is_end[edge.from], is_end[edge.to]) = (true, true);
            add_facing_ports(&mut ports, rects, edge.from, edge.to);
        }
        for index in (0..tree.root()).filter(|&index| is_end[index]) {
            add_own_ports(&mut ports, rects[index], index, tree.is_solid(index));
        }
        Survey { tree, rects, bounds, stripes, is_end, ports }
    }

    /// Lanes, vertical and horizontal, sorted, without overlaps on one line. `is_local`: within the group only.
    fn lanes(&self, is_local: bool) -> [Vec<Lane>; 2] {
        let mut lanes = [Vec::new(), Vec::new()];
        for (index, rect) in self.rects.iter().enumerate() {
            let frame = self.frame(index, is_local);
            let center = rect.center();
            for x in [rect.x - BESIDE, rect.right() + BESIDE] {
                lanes[0].push(self.stretch(Point { x, y: center.y }, Point { x, y: center.y }, false, frame));
            }
            for y in [rect.y - BESIDE, rect.bottom() + BESIDE] {
                lanes[1].push(self.stretch(Point { x: center.x, y }, Point { x: center.x, y }, true, frame));
            }
        }
        for &(index, is_horizontal, at) in &self.ports {
            self.add_port_lanes(&mut lanes, index, is_horizontal, at, is_local);
        }
        let rim = self.bounds.grown(RIM);
        lanes[0].extend([rim.x, rim.right()].map(|at| Lane { at, from: rim.y, to: rim.bottom() }));
        lanes[1].extend([rim.y, rim.bottom()].map(|at| Lane { at, from: rim.x, to: rim.right() }));
        lanes.map(joined)
    }

    /// How far a box's lanes may run.
    fn frame(&self, index: usize, is_local: bool) -> Rect {
        let parent = self.rects.get(self.tree.parents[index]).filter(|_| is_local);
        parent.map_or_else(|| self.bounds.grown(RIM), |parent| parent.grown(BESIDE))
    }

    /// The lanes out of a port and out of its counterpart on the other side; through the group if the box is one.
    fn add_port_lanes(
        &self,
        lanes: &mut [Vec<Lane>; 2],
        index: usize,
        is_horizontal: bool,
        at: i32,
        is_local: bool,
    ) {
        let (rect, frame) = (self.rects[index], self.frame(index, is_local));
        let (near, far) = if is_horizontal {
            (Point { x: rect.x, y: at }, Point { x: rect.right(), y: at })
        } else {
            (Point { x: at, y: rect.y }, Point { x: at, y: rect.bottom() })
        };
        let side = usize::from(is_horizontal);
        let (low, high) = if is_horizontal { (near.x, far.x) } else { (near.y, far.y) };
        let before = self.stretch(near, near, is_horizontal, frame);
        let after = self.stretch(far, far, is_horizontal, frame);
        if self.tree.is_solid(index) {
            lanes[side].push(Lane { at, from: before.from, to: low });
            lanes[side].push(Lane { at, from: high, to: after.to });
        } else {
            lanes[side].extend([before, after]);
        }
    }

    /// The free stretch around two points of one line.
    fn stretch(&self, near: Point, far: Point, is_horizontal: bool, frame: Rect) -> Lane {
        let (at, low, high) = if is_horizontal { (near.y, near.x, far.x) } else { (near.x, near.y, far.y) };
        let (mut from, mut to) =
            if is_horizontal { (frame.x, frame.right()) } else { (frame.y, frame.bottom()) };
        for rect in self.stripes[usize::from(is_horizontal)].near(at) {
            let (start, end, before, after) = if is_horizontal {
                (rect.y, rect.bottom(), rect.x, rect.right())
            } else {
                (rect.x, rect.right(), rect.y, rect.bottom())
            };
            if start - CLEAR < at && at < end + CLEAR {
                if after <= low {
                    from = from.max((after + CLEAR).min(low));
                }
                if before >= high {
                    to = to.min((before - CLEAR).max(high));
                }
            }
        }
        Lane { at, from: from.min(low), to: to.max(high) }
    }
}

/// Middles of the sides; for groups also the quarters.
fn add_own_ports(ports: &mut BTreeSet<(usize, bool, i32)>, rect: Rect, index: usize, is_solid: bool) {
    let center = rect.center();
    ports.insert((index, true, center.y));
    ports.insert((index, false, center.x));
    if !is_solid {
        for quarter in [1, 3] {
            ports.insert((index, true, rect.y + rect.height / 4 * quarter));
            ports.insert((index, false, rect.x + rect.width / 4 * quarter));
        }
    }
}

/// Ports that face each other, where the middles do not but the sides do: straight lines need them.
fn add_facing_ports(ports: &mut BTreeSet<(usize, bool, i32)>, rects: &[Rect], a: usize, b: usize) {
    let (first, second) = (rects[a], rects[b]);
    let spans = [
        (true, first.y, first.bottom(), second.y, second.bottom()),
        (false, first.x, first.right(), second.x, second.right()),
    ];
    for (is_horizontal, start, end, other_start, other_end) in spans {
        let (low, high) = (start.max(other_start) + CORNER, end.min(other_end) - CORNER);
        if a == b || low > high {
            continue;
        }
        let shorter = if end - start <= other_end - other_start {
            start + (end - start) / 2
        } else {
            other_start + (other_end - other_start) / 2
        };
        let at = shorter.clamp(low, high);
        ports.insert((a, is_horizontal, at));
        ports.insert((b, is_horizontal, at));
    }
}

/// Lanes sorted, overlapping ones of a line made one.
fn joined(mut lanes: Vec<Lane>) -> Vec<Lane> {
    lanes.sort_unstable();
    let mut joined: Vec<Lane> = Vec::with_capacity(lanes.len());
    for lane in lanes {
        match joined.last_mut().filter(|last| last.at == lane.at && lane.from <= last.to) {
            Some(last) => last.to = last.to.max(lane.to),
            None => joined.push(lane),
        }
    }
    joined
}

/// Lanes with the coordinates of the points on each.
struct Grid {
    lanes: [Vec<Lane>; 2],
    points: BTreeMap<(i32, i32), u32>,
    places: Vec<Point>,
}

impl Grid {
    /// All crossings, or nothing when there are more than `limit`.
    fn new(lanes: [Vec<Lane>; 2], limit: usize) -> Option<Grid> {
        let [vertical, horizontal] = &lanes;
        let mut places = Vec::new();
        for lane in horizontal {
            let first = vertical.partition_point(|other| other.at < lane.from);
            for other in vertical[first..].iter().take_while(|other| other.at <= lane.to) {
                if other.from <= lane.at && lane.at <= other.to {
                    places.push(Point { x: other.at, y: lane.at });
                }
            }
            if places.len() > limit {
                return None;
            }
        }
        Some(Grid { lanes, points: BTreeMap::new(), places })
    }

    /// Adds the ports and links everything up.
    fn finish(mut self, survey: &Survey) -> Lanes {
        let ports = self.ports(survey);
        self.places.extend(ports.iter().map(|port| port.2));
        self.places.sort_unstable_by_key(|place| (place.y, place.x));
        self.places.dedup();
        self.points =
            self.places.iter().enumerate().map(|(index, place)| ((place.y, place.x), index as u32)).collect();
        let count = self.places.len();
        let mut lanes = Lanes {
            points: Vec::new(),
            next: vec![[NONE; 4]; count],
            inner: vec![NONE; count],
            tolls: vec![[0; 2]; count],
            ports: vec![Vec::new(); survey.tree.root()],
        };
        for (index, side, place) in ports {
            lanes.ports[index].push(Port { point: self.points[&(place.y, place.x)], side });
        }
        let columns = self.columns();
        self.link(&mut lanes, &columns);
        self.mark(&mut lanes, survey);
        lanes.points = self.places;
        lanes
    }

    /// Ports of all boxes with connections: where lanes meet their sides at a right angle.
    fn ports(&self, survey: &Survey) -> Vec<(usize, Side, Point)> {
        let mut ports = Vec::new();
        for index in (0..survey.rects.len()).filter(|&index| survey.is_end[index]) {
            let rect = survey.rects[index];
            for (side, is_horizontal, border) in [
                (Side::Right, true, rect.right()),
                (Side::Down, false, rect.bottom()),
                (Side::Left, true, rect.x),
                (Side::Up, false, rect.y),
            ] {
                let (low, high) =
                    if is_horizontal { (rect.y, rect.bottom()) } else { (rect.x, rect.right()) };
                let lanes = &self.lanes[usize::from(is_horizontal)];
                let first = lanes.partition_point(|lane| lane.at < low);
                let lanes = lanes[first..].iter().take_while(|lane| lane.at <= high);
                // Boxes thinner than two corners have their port in the middle alone.
                let middle = low + (high - low) / 2;
                let is_clear = |at: i32| at == middle || (low + CORNER..=high - CORNER).contains(&at);
                for lane in lanes.filter(|lane| is_clear(lane.at) && lane.from <= border && border <= lane.to)
                {
                    let place = if is_horizontal {
                        Point { x: border, y: lane.at }
                    } else {
                        Point { x: lane.at, y: border }
                    };
                    ports.push((index, side, place));
                }
            }
        }
        ports
    }

    /// Points in the order of vertical lanes: sorted by x, then y.
    fn columns(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.places.len() as u32).collect();
        order.sort_unstable_by_key(|&point| {
            let place = self.places[point as usize];
            (place.x, place.y)
        });
        order
    }

    /// Makes neighbours on a lane neighbours in the graph.
    fn link(&self, lanes: &mut Lanes, columns: &[u32]) {
        for index in 1..self.places.len() {
            let (a, b) = (self.places[index - 1], self.places[index]);
            if a.y == b.y && runs(&self.lanes[1], a.y, a.x, b.x) {
                lanes.next[index - 1][Side::Right as usize] = index as u32;
                lanes.next[index][Side::Left as usize] = index as u32 - 1;
            }
        }
        for pair in columns.windows(2) {
            let (a, b) = (self.places[pair[0] as usize], self.places[pair[1] as usize]);
            if a.x == b.x && runs(&self.lanes[0], a.x, a.y, b.y) {
                lanes.next[pair[0] as usize][Side::Down as usize] = pair[1];
                lanes.next[pair[1] as usize][Side::Up as usize] = pair[0];
            }
        }
    }

    /// Notes which group a point lies in and which steps run over a title.
    fn mark(&self, lanes: &mut Lanes, survey: &Survey) {
        for index in (0..survey.rects.len()).filter(|&index| !survey.tree.is_solid(index)) {
            let rect = survey.rects[index];
            self.visit(rect, |point, place| {
                if rect.x < place.x && place.x < rect.right() && rect.y < place.y && place.y < rect.bottom() {
                    lanes.inner[point] = index as u32;
                }
            });
        }
        for index in (0..survey.rects.len()).filter(|&index| !survey.tree.is_solid(index)) {
            let (rect, size) = (survey.rects[index], survey.tree.sizes[index]);
            let title = Rect { width: size.width, height: size.height, ..rect };
            self.mark_border(lanes, rect);
            // Steps that reach over the title start near it: lanes beside the border see to that.
            self.visit(title.grown(2 * BESIDE), |point, place| {
                for (toll, side) in [(0, Side::Right), (1, Side::Down)] {
                    let next = lanes.next[point][side as usize];
                    if next != NONE {
                        let step = Rect::between(place, self.places[next as usize]).grown(1);
                        if step.overlaps(title) {
                            lanes.tolls[point][toll] = lanes.tolls[point][toll].saturating_add(TITLE_TOLL);
                        }
                    }
                }
            });
        }
    }

    /// Makes steps along a border dear: a line on it could be taken for it.
    fn mark_border(&self, lanes: &mut Lanes, rect: Rect) {
        let sides = [
            (Rect { height: 0, ..rect }, 0, Side::Right),
            (Rect { y: rect.bottom(), height: 0, ..rect }, 0, Side::Right),
            (Rect { width: 0, ..rect }, 1, Side::Down),
            (Rect { x: rect.right(), width: 0, ..rect }, 1, Side::Down),
        ];
        for (line, toll, side) in sides {
            self.visit(line.grown(ON_BORDER), |point, place| {
                let next = lanes.next[point][side as usize];
                if next != NONE {
                    let end = self.places[next as usize];
                    let length = (end.x - place.x + end.y - place.y).min(1000) as u16;
                    lanes.tolls[point][toll] = lanes.tolls[point][toll].saturating_add(length);
                }
            });
        }
    }

    /// Calls for each point in a rectangle, row by row.
    fn visit(&self, rect: Rect, mut call: impl FnMut(usize, Point)) {
        let rows = &self.lanes[1];
        let mut index = rows.partition_point(|lane| lane.at < rect.y);
        let mut last = None;
        // Ports of groups stand on rows of their own, which no lane has: they are on a border and need no mark.
        while let Some(row) = rows.get(index).filter(|row| row.at <= rect.bottom()) {
            index += 1;
            if last == Some(row.at) {
                continue;
            }
            last = Some(row.at);
            let first = self.places.partition_point(|place| (place.y, place.x) < (row.at, rect.x));
            for (offset, &place) in self.places[first..].iter().enumerate() {
                if place.y != row.at || place.x > rect.right() {
                    break;
                }
                call(first + offset, place);
            }
        }
    }
}

/// Whether one lane of a sorted list covers the stretch.
fn runs(lanes: &[Lane], at: i32, from: i32, to: i32) -> bool {
    let end = lanes.partition_point(|lane| (lane.at, lane.from) <= (at, from));
    end.checked_sub(1).map(|index| lanes[index]).is_some_and(|lane| lane.at == at && lane.to >= to)
}
