//! The finished part: rectangles, and routes with their labels, in the drawing's own axes.
//!
//! Reads the phases' facts off and decides nothing but how loops run beside their nodes.

use super::across::Across;
use super::along::Along;
use super::net::{Kind, Link, Net, Side};
use super::ports;
use super::problem::{BETWEEN_LABELS, Extent, LOOP, Problem};
use super::ranks::Port;
use super::tracks::{Course, Tracks};
use super::tree::Tree;
use super::{Direction, Point, Rect, Route};
use std::collections::BTreeMap;

/// An arranged part of a graph, starting at 0, 0.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// Box of the graph and its place.
    pub(super) boxes: Vec<(u32, Rect)>,
    /// Edge of the graph and its route.
    pub(super) routes: Vec<(u32, Route)>,
}

/// Everything the phases have found.
pub(super) struct Facts<'a> {
    pub(super) problem: &'a Problem,
    pub(super) net: &'a Net,
    pub(super) across: &'a Across,
    pub(super) along: &'a Along,
    pub(super) tracks: &'a Tracks,
}

/// Draws a part as it is: x across, y along.
pub(super) fn draw(facts: &Facts, tree: &Tree, edges: &[usize], direction: Direction) -> Sheet {
    let mut sheet = Sheet::default();
    for (index, node) in facts.problem.nodes.iter().enumerate() {
        sheet.boxes.push((node.source, facts.node(index as u32)));
    }
    for (index, group) in facts.problem.groups.iter().enumerate() {
        sheet.boxes.push((group.source, facts.group(index as u32)));
    }
    for way in 0..facts.net.ways.len() {
        sheet.routes.push(facts.route(way));
    }
    facts.loops(tree, edges, direction, &mut sheet);
    if direction == Direction::Right {
        sheet.mirror();
    }
    sheet
}

impl Facts<'_> {
    fn node(&self, node: u32) -> Rect {
        let (first, last) = ports::sides(self.problem, self.across, node);
        let along = self.problem.nodes[node as usize].size.along;
        Rect { x: first, y: self.along.items[node as usize] - along / 2, width: last - first, height: along }
    }

    fn group(&self, group: u32) -> Rect {
        let (left, right) = self.across.groups[group as usize];
        let (top, bottom) = self.along.groups[group as usize];
        Rect { x: left, y: top, width: right - left, height: bottom - top }
    }

    fn route(&self, way: usize) -> (u32, Route) {
        let way = &self.net.ways[way];
        let edge = &self.problem.edges[way.edge as usize];
        if let [item] = way.items[..] {
            return (edge.source, self.group_loop(item, way.ends[0], edge.label.is_some()));
        }
        let last = way.links.len() - 1;
        let start = self.terminal(way.ends[0], way.items[0], way.links[0], way.items[1]);
        let end = self.terminal(way.ends[1], way.items[last + 1], way.links[last], way.items[last]);
        let mut points = vec![start];
        let mut was_level = None;
        for (link, pair) in way.links.iter().zip(way.items.windows(2)) {
            let is_level = matches!(self.tracks.course(*link), Course::Level);
            if was_level.is_some_and(|was_level| was_level != is_level) {
                let item = pair[0] as usize;
                points.push(Point { x: self.across.items[item], y: self.along.items[item] });
            }
            was_level = Some(is_level);
            points.extend(self.bends(*link, pair[0]));
        }
        points.push(end);
        if let Port::Beside(group, _) = way.ends[0] {
            leave(&mut points, self.group(group));
        }
        if let Port::Beside(group, _) = way.ends[1] {
            points.reverse();
            leave(&mut points, self.group(group));
            points.reverse();
        }
        tidy(&mut points);
        if way.is_reversed {
            points.reverse();
        }
        let label = way.items.iter().find(|&&item| self.net.items[item as usize].kind == Kind::Label);
        (edge.source, Route { points, label: label.map(|&item| self.item(item)) })
    }

    fn item(&self, item: u32) -> Rect {
        let size = self.net.items[item as usize].size;
        let (x, y) = (self.across.items[item as usize], self.along.items[item as usize]);
        Rect { x: x - size.across / 2, y: y - size.along / 2, width: size.across, height: size.along }
    }

    /// The corners of a link that has tracks, from `item` on.
    fn bends(&self, link: Link, item: u32) -> Vec<Point> {
        let y = |track: u32| self.along.tracks[track as usize];
        let mut corners = match self.tracks.course(link) {
            Course::Bent { from, to, track } => vec![(from, y(track)), (to, y(track))],
            Course::Twice { from, between, to, tracks: [first, second] } => {
                vec![(from, y(first)), (between, y(first)), (between, y(second)), (to, y(second))]
            }
            Course::Straight(_) | Course::Level => Vec::new(),
        };
        let is_stored_so = match link {
            Link::Step(step) => self.net.steps[step as usize].upper == item,
            Link::Turn(turn) => self.net.turns[turn as usize].a == item,
        };
        if !is_stored_so {
            corners.reverse();
        }
        corners.into_iter().map(|(x, y)| Point { x, y }).collect()
    }

    /// Where a connection meets the box at one of its ends, which it leaves by `link` to `neighbour`.
    fn terminal(&self, port: Port, item: u32, link: Link, neighbour: u32) -> Point {
        let rect = match port {
            Port::Node(node) => self.node(node),
            Port::First(group) | Port::Last(group) | Port::Beside(group, _) => self.group(group),
        };
        let is_right = self.across.items[neighbour as usize] > self.across.items[item as usize];
        let side = if is_right { rect.x + rect.width } else { rect.x };
        let bend = self.bends(link, item).first().copied();
        let x = match (self.tracks.course(link), bend) {
            (Course::Level, _) => return Point { x: side, y: self.along.items[item as usize] },
            (Course::Straight(x), _) => x,
            (_, bend) => bend.map_or(side, |bend| bend.x),
        };
        let is_aside = matches!(port, Port::Beside(..));
        if let Some(bend) = bend.filter(|bend| is_aside && rect.y < bend.y && bend.y < rect.y + rect.height) {
            // It leaves the group on its way; see `leave`.
            return bend;
        }
        let is_below = match (port, link) {
            (Port::First(_), _) => false,
            (Port::Last(_), _) => true,
            (_, Link::Step(step)) => self.net.steps[step as usize].upper == item,
            (_, Link::Turn(turn)) => self.net.turns[turn as usize].side != Side::Before,
        };
        Point { x, y: if is_below { rect.y + rect.height } else { rect.y } }
    }

    /// A connection from a group to itself: an arch on its last border, inside.
    fn group_loop(&self, item: u32, port: Port, has_label: bool) -> Route {
        let of = self.item(item);
        let bottom = match port {
            Port::First(group) | Port::Last(group) | Port::Beside(group, _) => {
                let rect = self.group(group);
                rect.y + rect.height
            }
            Port::Node(_) => of.y + of.height,
        };
        let (left, right) = (of.x + 3, of.x + of.width - 3);
        let y = of.y + of.height / 2;
        let points = [(left, bottom), (left, y), (right, y), (right, bottom)];
        let label = Rect { x: of.x + 8, width: of.width - 16, ..of };
        Route { points: points.map(|(x, y)| Point { x, y }).to_vec(), label: has_label.then_some(label) }
    }

    /// Connections from a node to itself share one line on its far side; their labels stand below each other there.
    fn loops(&self, tree: &Tree, edges: &[usize], direction: Direction, sheet: &mut Sheet) {
        let mut nodes = BTreeMap::new();
        for (index, node) in self.problem.nodes.iter().enumerate().filter(|(_, node)| node.loops > 0) {
            let rect = self.node(index as u32);
            nodes.insert(node.source as usize, (rect, rect.center().y - node.stack / 2));
        }
        for &index in edges {
            let Some(edge) = tree.edges[index].filter(|edge| edge.from == edge.to) else { continue };
            let Some((rect, next)) = nodes.get_mut(&edge.from) else { continue };
            let (side, reach) = (rect.x + rect.width, rect.x + rect.width + LOOP);
            let rise = (rect.height / 4).clamp(1, 12);
            let middle = rect.center().y;
            let (top, bottom) = ((middle - rise).max(rect.y), (middle + rise).min(rect.bottom()));
            let label = edge.label.map(|size| {
                let size = Extent::of(size, direction);
                let y = *next;
                *next += size.along + BETWEEN_LABELS;
                Rect { x: reach + 2, y, width: size.across, height: size.along }
            });
            let points = [(side, top), (reach, top), (reach, bottom), (side, bottom)];
            let points = points.map(|(x, y)| Point { x, y }).to_vec();
            sheet.routes.push((index as u32, Route { points, label }));
        }
    }
}

/// Lets a route that begins inside a rectangle begin where it leaves it for the last time.
fn leave(points: &mut Vec<Point>, rect: Rect) {
    let Some(last) = points.windows(2).rposition(|pair| rect.is_cut(pair[0], pair[1])) else { return };
    let next = points[last + 1];
    let exit = Point { x: next.x.clamp(rect.x, rect.right()), y: next.y.clamp(rect.y, rect.bottom()) };
    points.splice(..=last, [exit]);
}

/// Leaves out points between which nothing turns.
fn tidy(points: &mut Vec<Point>) {
    points.dedup();
    let mut index = 1;
    while index + 1 < points.len() {
        let [a, b, c] = [points[index - 1], points[index], points[index + 1]];
        if (a.x == b.x && b.x == c.x) || (a.y == b.y && b.y == c.y) {
            points.remove(index);
        } else {
            index += 1;
        }
    }
    if points.len() == 1 {
        points.push(points[0]);
    }
}

impl Sheet {
    /// Swaps the axes.
    fn mirror(&mut self) {
        let flip = |rect: &mut Rect| {
            *rect = Rect { x: rect.y, y: rect.x, width: rect.height, height: rect.width };
        };
        self.boxes.iter_mut().for_each(|(_, rect)| flip(rect));
        for (_, route) in &mut self.routes {
            route.points.iter_mut().for_each(|point| *point = Point { x: point.y, y: point.x });
            route.label.iter_mut().for_each(flip);
        }
    }

    /// The smallest rectangle around everything.
    pub(super) fn bounds(&self) -> Rect {
        super::bounds(self.boxes.iter().map(|(_, rect)| rect), self.routes.iter().map(|(_, route)| route))
    }

    /// Moves everything.
    pub(super) fn shift(&mut self, dx: i32, dy: i32) {
        self.boxes.iter_mut().for_each(|(_, rect)| rect.shift(dx, dy));
        for (_, route) in &mut self.routes {
            route.points.iter_mut().for_each(|point| *point = Point { x: point.x + dx, y: point.y + dy });
            route.label.iter_mut().for_each(|rect| rect.shift(dx, dy));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Fault, arrange, sample, verify};
    use super::*;

    fn points(points: &[(i32, i32)]) -> Vec<Point> {
        points.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    /// What is left of a route that begins inside a rectangle of 100 by 100.
    #[track_caller]
    fn check_leave(before: &[(i32, i32)], after: &[(i32, i32)]) {
        let mut route = points(before);
        leave(&mut route, Rect { x: 0, y: 0, width: 100, height: 100 });
        assert_eq!(route, points(after));
    }

    #[test]
    fn a_route_begins_where_it_leaves_its_group_for_the_last_time() {
        check_leave(&[(50, 50), (150, 50), (150, 90)], &[(100, 50), (150, 50), (150, 90)]);
        check_leave(&[(50, 50), (50, 150)], &[(50, 100), (50, 150)]);
        check_leave(&[(50, 50), (-40, 50), (-40, 20), (120, 20)], &[(100, 20), (120, 20)]);
        check_leave(&[(100, 50), (150, 50)], &[(100, 50), (150, 50)]);
        check_leave(&[(50, 100), (50, 150)], &[(50, 100), (50, 150)]);
    }

    #[test]
    fn points_where_nothing_turns_are_left_out() {
        let check = |before: &[(i32, i32)], after: &[(i32, i32)]| {
            let mut route = points(before);
            tidy(&mut route);
            assert_eq!(route, points(after));
        };
        check(&[(0, 0), (0, 5), (0, 5), (0, 9), (4, 9)], &[(0, 0), (0, 9), (4, 9)]);
        check(&[(0, 0), (5, 0), (5, 3)], &[(0, 0), (5, 0), (5, 3)]);
        check(&[(1, 1), (1, 1)], &[(1, 1), (1, 1)]);
    }

    #[test]
    fn a_drawing_that_runs_right_is_one_that_runs_down_mirrored() {
        let rect = Rect { x: 1, y: 2, width: 3, height: 4 };
        let route = Route { points: points(&[(1, 2), (1, 9)]), label: Some(rect) };
        let mut sheet = Sheet { boxes: vec![(0, rect)], routes: vec![(0, route)] };
        assert_eq!(sheet.bounds(), Rect { x: 1, y: 2, width: 3, height: 7 });
        sheet.mirror();
        assert_eq!(sheet.boxes[0].1, Rect { x: 2, y: 1, width: 4, height: 3 });
        assert_eq!(sheet.routes[0].1.points, points(&[(2, 1), (9, 1)]));
        sheet.shift(-2, -1);
        assert_eq!(sheet.bounds(), Rect { x: 0, y: 0, width: 7, height: 3 });
    }

    #[test]
    fn a_route_runs_from_its_first_box_to_its_last_with_its_label() {
        for direction in [Direction::Down, Direction::Right] {
            for seed in 0..30 {
                let text = sample::random(seed);
                let mut graph = sample::graph(&text);
                graph.direction = Some(direction);
                let layout = arrange(&graph);
                let mut corners = layout.edges.iter().flat_map(|route| route.points.windows(3));
                assert!(
                    corners.all(|at| (at[0].x == at[1].x) != (at[1].x == at[2].x)),
                    "{text}: a point turns"
                );
                let mut faults = verify(&graph, &layout);
                // The label of a turn leaves its track where there is no room for both; see `along`.
                faults.retain(|fault| !matches!(fault, Fault::LabelAstray(_)));
                assert_eq!(faults, [], "{text}, {direction:?}");
            }
        }
    }

    #[test]
    fn a_label_within_a_layer_stands_on_its_line_wherever_that_is_led() {
        for text in [
            "x=[ u[ v[ a ] ] ] y=[ w[ z[ b ] ] ] x>y v>a u>y:",
            "x=[ a b ] y=[ c d ] z=[ e f ] w=[ g h ] s x>y z>w a>g: a>d f>y: a>e: z>s s>x",
        ] {
            let mut graph = sample::graph(text);
            graph.direction = Some(Direction::Down);
            assert_eq!(verify(&graph, &arrange(&graph)), [], "{text}");
        }
    }
}
