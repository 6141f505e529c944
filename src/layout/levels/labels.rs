//! Sets the labels: on the route or beside it, near its middle, where they cover least.
//!
//! Invariant: a label overlaps no solid box and no other label. When there is no free place along the route, places
//! further and further off are tried; below the drawing there is always one.

use super::super::tree::Tree;
use super::super::{Point, Rect, Size};
use super::place::Placement;

/// Distance between the places tried along a segment.
const STRIDE: i32 = 10;
/// The most places tried on one segment.
const MAX_TRIES: i32 = 40;
/// Distance of a label from the line it stands beside.
const BESIDE: i32 = 3;
/// Distance of a label from solid boxes and other labels.
const CLEAR: i32 = 2;
/// Rings of places tried around the middle of a route that has no free place.
const RINGS: i32 = 24;

/// The label of each route that has one.
pub(super) fn set(tree: &Tree, placement: &Placement, routes: &[Vec<Point>]) -> Vec<Option<Rect>> {
    let mut sheet = Sheet::new(tree, placement, routes);
    let mut labels = vec![None; routes.len()];
    for (index, edge) in tree.edges.iter().enumerate() {
        let size = edge.as_ref().and_then(|edge| edge.label);
        if let (Some(size), true) = (size, routes[index].len() > 1) {
            let label = sheet.place(index, size);
            sheet.labels.push(label);
            labels[index] = Some(label);
        }
    }
    labels
}

/// What is drawn already.
struct Sheet<'a> {
    routes: &'a [Vec<Point>],
    solid: Vec<Rect>,
    titles: Vec<Rect>,
    /// Group borders as thin rectangles.
    borders: Vec<Rect>,
    labels: Vec<Rect>,
    bottom: i32,
}

/// What is drawn near one route.
struct Nearby {
    hard: Vec<Rect>,
    /// Rectangles with the price of covering them.
    soft: Vec<(Rect, i32)>,
}

impl<'a> Sheet<'a> {
    fn new(tree: &Tree, placement: &Placement, routes: &'a [Vec<Point>]) -> Sheet<'a> {
        let rects = &placement.rects;
        let (mut solid, mut titles, mut borders) = (Vec::new(), Vec::new(), Vec::new());
        for (index, &rect) in rects.iter().enumerate() {
            if tree.is_solid(index) {
                solid.push(rect);
            } else {
                let size = tree.sizes[index];
                titles.push(Rect { width: size.width, height: size.height, ..rect });
                borders.extend(sides(rect));
            }
        }
        let lowest = routes.iter().flatten().map(|point| point.y);
        let bottom = rects.iter().map(|rect| rect.bottom()).chain(lowest).max().unwrap_or(0);
        Sheet { routes, solid, titles, borders, labels: Vec::new(), bottom }
    }

    /// The best place for the label of a route.
    fn place(&mut self, route: usize, size: Size) -> Rect {
        let nearby = self.nearby(route, size);
        let mut best: Option<(i32, Rect)> = None;
        for (price, rect) in candidates(&self.routes[route], size) {
            if best.is_some_and(|known| known.0 <= price) || !nearby.is_free(rect) {
                continue;
            }
            let price = price + nearby.price(rect);
            if best.is_none_or(|known| price < known.0) {
                best = Some((price, rect));
            }
        }
        best.map(|found| found.1).unwrap_or_else(|| self.place_off(route, size))
    }

    /// A free place around the middle of a route, or below the drawing.
    fn place_off(&mut self, route: usize, size: Size) -> Rect {
        let middle = middle(&self.routes[route]);
        let is_free = |rect: Rect| {
            let all = self.solid.iter().chain(&self.labels);
            all.clone().all(|other| !rect.grown(CLEAR).overlaps(*other))
        };
        let around = (1..=RINGS).flat_map(|ring| {
            let reach = ring * STRIDE;
            (-ring..=ring).flat_map(move |step| {
                let along = step * STRIDE;
                [(along, -reach), (along, reach), (-reach, along), (reach, along)]
            })
        });
        let mut rects = around.map(|(dx, dy)| centered(Point { x: middle.x + dx, y: middle.y + dy }, size));
        let found = rects.find(|&rect| is_free(rect));
        let lowest = self.labels.iter().map(|label| label.bottom()).max().unwrap_or(0).max(self.bottom);
        let below = Rect { y: lowest + 2 * STRIDE, ..centered(middle, size) };
        found.unwrap_or(below)
    }

    /// What could be covered by a label on or beside a route.
    fn nearby(&self, route: usize, size: Size) -> Nearby {
        let points = &self.routes[route];
        let bounds = points.iter().map(|&point| Rect::between(point, point)).reduce(Rect::around);
        let reach = size.width.max(size.height) + 2 * STRIDE;
        let bounds = bounds.unwrap_or_default().grown(reach);
        let near = |rects: &[Rect]| -> Vec<Rect> {
            rects.iter().copied().filter(|rect| rect.overlaps(bounds)).collect()
        };
        let mut soft: Vec<(Rect, i32)> = near(&self.titles).into_iter().map(|rect| (rect, 90)).collect();
        soft.extend(near(&self.borders).into_iter().map(|rect| (rect, 14)));
        for (index, other) in self.routes.iter().enumerate() {
            let price = if index == route { 6 } else { 40 };
            let lines = other.windows(2).map(|pair| Rect::between(pair[0], pair[1]).grown(1));
            soft.extend(lines.filter(|line| line.overlaps(bounds)).map(|line| (line, price)));
        }
        let mut hard = near(&self.solid);
        hard.extend(near(&self.labels));
        Nearby { hard, soft }
    }
}

impl Nearby {
    fn is_free(&self, rect: Rect) -> bool {
        self.hard.iter().all(|other| !rect.grown(CLEAR).overlaps(*other))
    }

    fn price(&self, rect: Rect) -> i32 {
        self.soft.iter().filter(|(other, _)| rect.overlaps(*other)).map(|(_, price)| price).sum()
    }
}

/// The four sides of a rectangle, two pixels thick.
fn sides(rect: Rect) -> [Rect; 4] {
    [
        Rect { width: 2, ..rect },
        Rect { height: 2, ..rect },
        Rect { x: rect.right() - 2, width: 2, ..rect },
        Rect { y: rect.bottom() - 2, height: 2, ..rect },
    ]
}

/// A rectangle around a point.
fn centered(middle: Point, size: Size) -> Rect {
    let Size { width, height } = size;
    Rect { x: middle.x - width / 2, y: middle.y - height / 2, width, height }
}

/// The point half way along a route.
fn middle(points: &[Point]) -> Point {
    let length = |pair: &[Point]| (pair[0].x - pair[1].x).abs() + (pair[0].y - pair[1].y).abs();
    let mut left = points.windows(2).map(length).sum::<i32>() / 2;
    for pair in points.windows(2) {
        let own = length(pair);
        if left <= own {
            let (dx, dy) = ((pair[1].x - pair[0].x).signum(), (pair[1].y - pair[0].y).signum());
            return Point { x: pair[0].x + dx * left, y: pair[0].y + dy * left };
        }
        left -= own;
    }
    points.first().copied().unwrap_or_default()
}

/// Places along a route with their price: off the middle of their segment, off the longest segment, too long for it.
fn candidates(points: &[Point], size: Size) -> Vec<(i32, Rect)> {
    let length = |pair: &[Point]| (pair[0].x - pair[1].x).abs() + (pair[0].y - pair[1].y).abs();
    let longest = points.windows(2).map(length).max().unwrap_or(0);
    let mut candidates = Vec::new();
    for pair in points.windows(2) {
        let own = length(pair);
        let is_horizontal = pair[0].y == pair[1].y;
        let needed = if is_horizontal { size.width } else { size.height };
        let missing = (needed + 8 - own).max(0) + (longest - own).min(120) / 8;
        let tries = (own / 2 / STRIDE).min(MAX_TRIES);
        let center = Rect::between(pair[0], pair[1]).center();
        let stride = STRIDE.max(own / 2 / MAX_TRIES);
        for step in -tries..=tries {
            let off = step * stride;
            let spots = if is_horizontal {
                let beside = size.height / 2 + BESIDE;
                [(off, -beside, 0), (off, beside, 5), (off, 0, 8)]
            } else {
                let beside = size.width / 2 + BESIDE;
                [(beside, off, 6), (-beside, off, 8), (0, off, 4)]
            };
            for (dx, dy, price) in spots {
                let place = centered(Point { x: center.x + dx, y: center.y + dy }, size);
                candidates.push((price + missing + off.abs() / 6, place));
            }
        }
    }
    candidates.sort_by_key(|candidate| candidate.0);
    candidates
}
