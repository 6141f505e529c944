//! Picks a way along the lanes for each connection: A* with prices, in the order of declaration, then once more with
//! all others known.
//!
//! Prices, in pixels of length: a bend, a crossing, company on a lane, a title, a foreign group. Solid boxes are not a
//! matter of price: no lane leads through them.
//!
//! Invariant: a way starts and ends at ports of its two boxes and its points lie on lanes.

use super::super::tree::{Edge, Tree};
use super::super::{Direction, Point, Rect};
use super::lanes::{Lanes, NONE, Port, Side};
use super::place::Placement;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Price of a bend.
const BEND: u32 = 70;
/// Price of crossing a way.
const CROSSING: u32 = 60;
/// Price of entering a group that the connection has nothing to do with.
const TRESPASS: u32 = 400;
/// Each pixel inside such a group costs this many.
const FOREIGN: u32 = 4;
/// Price of a port for each way that uses it already.
const SHARED_PORT: u32 = 30;
/// Price of leaving or entering against the direction.
const AGAINST: u32 = 25;
/// Up to this many edges all are routed a second time.
const SECOND_ROUND: usize = 600;

/// The way of each edge; empty for edges that name a missing box.
pub(super) fn find(tree: &Tree, placement: &Placement, lanes: Lanes) -> Vec<Vec<Point>> {
    let mut search = Search::new(tree, placement, lanes);
    let mut ways: Vec<Vec<u32>> = vec![Vec::new(); tree.edges.len()];
    let rounds = if tree.edges.len() <= SECOND_ROUND { 2 } else { 1 };
    for _ in 0..rounds {
        for (index, edge) in tree.edges.iter().enumerate() {
            let Some(edge) = edge else { continue };
            search.count(&ways[index], false);
            ways[index] = search.way(*edge);
            search.count(&ways[index], true);
        }
    }
    ways.iter().map(|way| search.corners(way)).collect()
}

/// What the search keeps from edge to edge.
struct Search<'a> {
    tree: &'a Tree,
    direction: Direction,
    lanes: Lanes,
    /// Ways on the step to the right and on the step down.
    company: Vec<[u16; 2]>,
    /// Ways that run straight through a point, along x and along y.
    through: Vec<[u16; 2]>,
    /// Ways that start or end at a point.
    ended: Vec<u16>,
    /// Best known cost by state, and the state before; valid when stamped with the current run.
    cost: Vec<u32>,
    previous: Vec<u32>,
    stamp: Vec<u32>,
    /// By group and by point: the run in which it is at home, or a target (with its side).
    home: Vec<u32>,
    target: Vec<(u32, u8)>,
    run: u32,
    /// The estimate counts this many quarters: above 4 large drawings are searched faster and less well.
    haste: u32,
}

impl<'a> Search<'a> {
    fn new(tree: &'a Tree, placement: &'a Placement, lanes: Lanes) -> Search<'a> {
        let count = lanes.points.len();
        let haste = match tree.edges.len() {
            0..=120 => 4,
            121..=600 => 6,
            601..=1500 => 12,
            _ => 24,
        };
        Search {
            tree,
            direction: placement.direction,
            lanes,
            company: vec![[0; 2]; count],
            through: vec![[0; 2]; count],
            ended: vec![0; count],
            cost: vec![0; 2 * count],
            previous: vec![NONE; 2 * count],
            stamp: vec![0; 2 * count],
            home: vec![0; tree.root()],
            target: vec![(0, 0); count],
            run: 0,
            haste,
        }
    }

    /// The cheapest way found, as points of the lanes. A state is a point and the axis on which it was reached.
    fn way(&mut self, edge: Edge) -> Vec<u32> {
        self.run += 1;
        self.settle_home(edge);
        let (starts, ends) = self.ends(edge);
        let goal = ends.iter().map(|port| self.place(port.point)).map(|place| Rect::between(place, place));
        let Some(goal) = goal.reduce(Rect::around) else { return Vec::new() };
        for end in &ends {
            self.target[end.point as usize] = (self.run, 1 << u8::from(end.side.is_horizontal()));
        }
        let mut queue = BinaryHeap::new();
        for start in &starts {
            let state = 2 * start.point + u32::from(start.side.is_horizontal());
            let cost = self.port_price(*start, true);
            self.reach(state, NONE, cost, goal, &mut queue);
        }
        while let Some(Reverse((_, Reverse(cost), state))) = queue.pop() {
            if self.cost[state as usize] < cost {
                continue;
            }
            let point = (state / 2) as usize;
            let (run, axes) = self.target[point];
            if run == self.run && axes & (1 << (state % 2)) != 0 && self.previous[state as usize] != NONE {
                return self.trace(state);
            }
            for side in Side::ALL {
                self.step(state, side, cost, goal, &ends, &mut queue);
            }
        }
        // Every two ports are connected, so this is not reached; an empty route draws nothing.
        Vec::new()
    }

    /// Groups in which the edge is at home: those around its ends; within the outer end if one end holds the other.
    fn settle_home(&mut self, edge: Edge) {
        let meeting = self.tree.meet(edge.from, edge.to);
        let holder = (meeting.from.is_none() || meeting.to.is_none()).then_some(meeting.group);
        for end in [edge.from, edge.to] {
            let mut group = if holder == Some(end) { end } else { self.tree.parents[end] };
            while group != self.tree.root() && self.home[group] != self.run {
                self.home[group] = self.run;
                if holder == Some(group) && edge.from != edge.to {
                    break;
                }
                group = self.tree.parents[group];
            }
        }
    }

    /// Ports to start from and to end at. A loop leaves on one side and returns on the next.
    fn ends(&self, edge: Edge) -> (Vec<Port>, Vec<Port>) {
        let (from, to) = (&self.lanes.ports[edge.from], &self.lanes.ports[edge.to]);
        if edge.from != edge.to {
            return (from.clone(), to.clone());
        }
        let of = |side: Side| from.iter().copied().filter(|port| port.side == side).collect();
        (of(Side::Right), of(Side::Up))
    }

    fn place(&self, point: u32) -> Point {
        self.lanes.points[point as usize]
    }

    /// Price of using a port.
    fn port_price(&self, port: Port, is_start: bool) -> u32 {
        let wanted = match (self.direction, is_start) {
            (Direction::Right, true) => Side::Right,
            (Direction::Right, false) => Side::Left,
            (Direction::Down, true) => Side::Down,
            (Direction::Down, false) => Side::Up,
        };
        let against = match (port.side == wanted, port.side.is_horizontal() == wanted.is_horizontal()) {
            (true, _) => 0,
            (false, false) => AGAINST,
            (false, true) => 2 * AGAINST,
        };
        against + u32::from(self.ended[port.point as usize]) * SHARED_PORT
    }

    /// Notes a cheaper way to a state.
    fn reach(
        &mut self,
        state: u32,
        previous: u32,
        cost: u32,
        goal: Rect,
        queue: &mut BinaryHeap<Reverse<(u32, Reverse<u32>, u32)>>,
    ) {
        let slot = state as usize;
        if self.stamp[slot] == self.run && self.cost[slot] <= cost {
            return;
        }
        (self.stamp[slot], self.cost[slot], self.previous[slot]) = (self.run, cost, previous);
        let place = self.place(state / 2);
        let dx = (goal.x - place.x).max(place.x - goal.right()).max(0);
        let dy = (goal.y - place.y).max(place.y - goal.bottom()).max(0);
        let estimate = (dx + dy) as u32 / 4 * self.haste;
        queue.push(Reverse((cost.saturating_add(estimate), Reverse(cost), state)));
    }

    /// Tries the step to one side.
    fn step(
        &mut self,
        state: u32,
        side: Side,
        cost: u32,
        goal: Rect,
        ends: &[Port],
        queue: &mut BinaryHeap<Reverse<(u32, Reverse<u32>, u32)>>,
    ) {
        let point = (state / 2) as usize;
        let next = self.lanes.next[point][side as usize];
        if next == NONE {
            return;
        }
        let axis = u32::from(side.is_horizontal());
        let is_bend = state % 2 != axis;
        if is_bend && self.previous[state as usize] == NONE {
            return;
        }
        let (here, there) = (self.place(point as u32), self.place(next));
        let length = ((here.x - there.x).abs() + (here.y - there.y).abs()) as u32;
        let (low, slot) = match side {
            Side::Right => (point, 0),
            Side::Down => (point, 1),
            Side::Left => (next as usize, 0),
            Side::Up => (next as usize, 1),
        };
        let company = u32::from(self.company[low][slot].min(6));
        let mut price = length + company * length / 4 + u32::from(self.lanes.tolls[low][slot]);
        price += if is_bend { BEND } else { u32::from(self.through[point][axis as usize]) * CROSSING };
        price += self.foreign_price(point, next as usize, length);
        if self.target[next as usize].0 == self.run {
            let port = ends.iter().find(|end| end.point == next);
            price += port.map_or(0, |port| self.port_price(*port, false));
        }
        self.reach(2 * next + axis, state, cost.saturating_add(price), goal, queue);
    }

    /// What a step costs for the groups it enters or stays in.
    fn foreign_price(&self, from: usize, to: usize, length: u32) -> u32 {
        let is_foreign = |group: u32| group != NONE && self.home[group as usize] != self.run;
        let (before, after) = (self.lanes.inner[from], self.lanes.inner[to]);
        let enters = is_foreign(after) && before != after;
        let stays = is_foreign(after) || is_foreign(before);
        u32::from(enters) * TRESPASS + u32::from(stays) * length * FOREIGN + u32::from(before != after) * 5
    }

    /// The points of the way that ends in a state.
    fn trace(&self, mut state: u32) -> Vec<u32> {
        let mut way = vec![state / 2];
        while self.previous[state as usize] != NONE {
            state = self.previous[state as usize];
            way.push(state / 2);
        }
        way.reverse();
        way
    }

    /// Adds a way to, or takes it from, what the others see.
    fn count(&mut self, way: &[u32], is_added: bool) {
        let change = |count: &mut u16| {
            *count = if is_added { count.saturating_add(1) } else { count.saturating_sub(1) };
        };
        if let (Some(&first), Some(&last)) = (way.first(), way.last()) {
            change(&mut self.ended[first as usize]);
            change(&mut self.ended[last as usize]);
        }
        for pair in way.windows(2) {
            let (a, b) = (self.lanes.points[pair[0] as usize], self.lanes.points[pair[1] as usize]);
            let low = if (a.y, a.x) < (b.y, b.x) { pair[0] } else { pair[1] };
            change(&mut self.company[low as usize][usize::from(a.x == b.x)]);
        }
        for triple in way.windows(3) {
            let [a, b, c] = [0, 1, 2].map(|index: usize| self.lanes.points[triple[index] as usize]);
            // A way along x is crossed by those along y, so it is noted for them.
            if a.y == b.y && b.y == c.y {
                change(&mut self.through[triple[1] as usize][0]);
            } else if a.x == b.x && b.x == c.x {
                change(&mut self.through[triple[1] as usize][1]);
            }
        }
    }

    /// A way as its ends and corners.
    fn corners(&self, way: &[u32]) -> Vec<Point> {
        let places = way.iter().map(|&point| self.place(point)).collect();
        straightened(places)
    }
}

/// Without repeated points and points in the middle of a line; at least two points if there were two.
pub(super) fn straightened(points: Vec<Point>) -> Vec<Point> {
    let is_line = |a: Point, b: Point, c: Point| (a.x == b.x && b.x == c.x) || (a.y == b.y && b.y == c.y);
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    let wanted = points.len().min(2);
    for point in points {
        while let [.., a, b] = kept[..]
            && is_line(a, b, point)
        {
            kept.pop();
        }
        if kept.last() != Some(&point) || kept.len() + 1 == wanted {
            kept.push(point);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_corners_are_kept() {
        let at = |(x, y)| Point { x, y };
        let way = [(0, 0), (5, 0), (9, 0), (9, 4), (9, 4), (9, 8)].map(at).to_vec();
        assert_eq!(straightened(way), [(0, 0), (9, 0), (9, 8)].map(at));
    }
}
