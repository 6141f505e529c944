//! The network simplex method: least weighted length under least distances.
//!
//! After Gansner, Koutsofios, North and Vo, "A technique for drawing directed graphs", 1993. Hides the spanning tree.
//! Knows no layer and no pixel: it serves the layers, the places across and the places along alike.
//!
//! Invariants: positions are feasible from the first to the last step, so that stopping early is always sound.

use super::sets::Sets;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// `to` stands at least `len` after `from`, and every unit more costs `weight`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) len: i32,
    pub(super) weight: i32,
}

const NONE: u32 = u32::MAX;
/// Variables that all exchanges together may touch.
const TOUCHED: usize = 400_000_000;
/// Candidates that are compared before one leaves the tree.
const CANDIDATES: usize = 30;

/// Positions of `count` variables that keep all distances and make the weighted length least, or as short as `pivots`
/// exchanges make it. The least position is 0. `None`: the arcs form a cycle.
pub(super) fn solve(count: usize, arcs: &[Arc], pivots: usize) -> Option<Vec<i32>> {
    let start = earliest(count, arcs)?;
    Some(improve(start, arcs, pivots))
}

/// The earliest position of each variable; `None` if the arcs form a cycle.
pub(super) fn earliest(count: usize, arcs: &[Arc]) -> Option<Vec<i32>> {
    let out = Incidence::new(count, arcs, |arc| [arc.from, NONE]);
    let mut waits = vec![0u32; count];
    arcs.iter().for_each(|arc| waits[arc.to as usize] += 1);
    let mut queue: Vec<u32> = (0..count as u32).filter(|&v| waits[v as usize] == 0).collect();
    let mut place = vec![0; count];
    let mut next = 0;
    while next < queue.len() {
        let v = queue[next] as usize;
        next += 1;
        for &index in out.of(v) {
            let arc = arcs[index as usize];
            let to = arc.to as usize;
            place[to] = place[to].max(place[v] + arc.len);
            waits[to] -= 1;
            if waits[to] == 0 {
                queue.push(arc.to);
            }
        }
    }
    (queue.len() == count).then_some(place)
}

/// Makes feasible positions better; see [`solve`].
pub(super) fn improve(start: Vec<i32>, arcs: &[Arc], pivots: usize) -> Vec<i32> {
    let count = start.len();
    // An exchange may touch every variable; how much is touched in all is bounded.
    let pivots = pivots.min(TOUCHED / count.max(1));
    if count < 2 || arcs.is_empty() {
        return vec![0; count];
    }
    let mut arcs = arcs.to_vec();
    let least = start.iter().copied().min().unwrap_or(0);
    let mut place: Vec<i32> = start.iter().map(|place| place - least).collect();
    tie_together(&mut place, &mut arcs);
    let mut tree = Tree::new(place, &arcs);
    tree.pivot(pivots);
    let mut place = tree.place;
    let least = place[..count].iter().copied().min().unwrap_or(0);
    place.truncate(count);
    place.iter_mut().for_each(|place| *place -= least);
    place
}

/// Adds a variable that stands before one variable of each connected part, at no cost.
fn tie_together(place: &mut Vec<i32>, arcs: &mut Vec<Arc>) {
    let mut parts = Sets::new(place.len());
    arcs.iter().for_each(|arc| parts.join(arc.from, arc.to));
    let root = place.len() as u32;
    // The first of a part in place order, so that no part is pushed behind its own start.
    let mut first = vec![NONE; place.len()];
    for v in 0..root {
        let part = parts.find(v) as usize;
        if first[part] == NONE || place[v as usize] < place[first[part] as usize] {
            first[part] = v;
        }
    }
    arcs.extend(first.into_iter().filter(|&v| v != NONE).map(|to| Arc { from: root, to, len: 0, weight: 0 }));
    place.push(0);
}

/// The arcs at each variable, in one array.
struct Incidence {
    start: Vec<u32>,
    arcs: Vec<u32>,
}

impl Incidence {
    fn new(count: usize, arcs: &[Arc], ends: impl Fn(&Arc) -> [u32; 2]) -> Incidence {
        let mut start = vec![0u32; count + 1];
        let all =
            || arcs.iter().enumerate().flat_map(|(index, arc)| ends(arc).map(|end| (index as u32, end)));
        all().filter(|&(_, end)| end != NONE).for_each(|(_, end)| start[end as usize + 1] += 1);
        for v in 0..count {
            start[v + 1] += start[v];
        }
        let mut next = start.clone();
        let mut list = vec![0; start[count] as usize];
        for (index, end) in all().filter(|&(_, end)| end != NONE) {
            list[next[end as usize] as usize] = index;
            next[end as usize] += 1;
        }
        Incidence { start, arcs: list }
    }

    fn of(&self, v: usize) -> &[u32] {
        &self.arcs[self.start[v] as usize..self.start[v + 1] as usize]
    }
}

/// A spanning tree of tight arcs, and what the exchange of arcs needs to know of it.
struct Tree<'a> {
    arcs: &'a [Arc],
    incident: Incidence,
    place: Vec<i32>,
    is_in: Vec<bool>,
    /// Tree arcs, in the order in which they are looked at.
    list: Vec<u32>,
    /// Half arcs `2 * arc + end` at each variable, as linked lists.
    head: Vec<u32>,
    next: Vec<u32>,
    before: Vec<u32>,
    /// The tree arc towards the root.
    above: Vec<u32>,
    /// Numbers in post-order: a subtree is `low..=last` of its top.
    low: Vec<u32>,
    last: Vec<u32>,
    order: Vec<u32>,
    cut: Vec<i64>,
    stack: Vec<(u32, u32)>,
}

impl<'a> Tree<'a> {
    fn new(place: Vec<i32>, arcs: &'a [Arc]) -> Tree<'a> {
        let (count, m) = (place.len(), arcs.len());
        let mut tree = Tree {
            arcs,
            incident: Incidence::new(count, arcs, |arc| [arc.from, arc.to]),
            place,
            is_in: vec![false; m],
            list: Vec::with_capacity(count),
            head: vec![NONE; count],
            next: vec![NONE; 2 * m],
            before: vec![NONE; 2 * m],
            above: vec![NONE; count],
            low: vec![0; count],
            last: vec![0; count],
            order: vec![0; count],
            cut: vec![0; m],
            stack: Vec::new(),
        };
        tree.grow();
        for index in 0..m as u32 {
            if tree.is_in[index as usize] {
                tree.list.push(index);
                tree.link(index);
            }
        }
        tree.number(count as u32 - 1, NONE, 0);
        tree.cut_values();
        tree
    }

    fn slack(&self, arc: Arc) -> i32 {
        self.place[arc.to as usize] - self.place[arc.from as usize] - arc.len
    }

    /// Grows a tight tree from the last variable. What is in moves as one, by `moved`, to reach the nearest next.
    fn grow(&mut self) {
        let count = self.place.len();
        let root = count - 1;
        let mut inside = vec![false; count];
        let mut moved = 0;
        // The slack of an arc out of the tree shrinks as the tree moves up, that of an arc into it grows.
        let (mut outward, mut inward) = (BinaryHeap::new(), BinaryHeap::new());
        let mut members = vec![root];
        inside[root] = true;
        let mut seen = 0;
        loop {
            while seen < members.len() {
                let v = members[seen];
                seen += 1;
                // From here on the place of a member is stored less what the tree has moved.
                self.place[v] -= moved;
                for &index in self.incident.of(v) {
                    let arc = self.arcs[index as usize];
                    let is_out = arc.from as usize == v;
                    let other = if is_out { arc.to } else { arc.from } as usize;
                    if inside[other] {
                        continue;
                    }
                    let gap = self.slack(arc);
                    let slack = if is_out { gap - moved } else { gap + moved };
                    if slack == 0 {
                        self.is_in[index as usize] = true;
                        inside[other] = true;
                        members.push(other);
                    } else if is_out {
                        outward.push(Reverse((gap, index)));
                    } else {
                        inward.push(Reverse((gap, index)));
                    }
                }
            }
            if members.len() == count {
                break;
            }
            let is_done = |index: u32| {
                let arc = self.arcs[index as usize];
                inside[arc.from as usize] && inside[arc.to as usize]
            };
            while outward.peek().is_some_and(|&Reverse((_, index))| is_done(index)) {
                outward.pop();
            }
            while inward.peek().is_some_and(|&Reverse((_, index))| is_done(index)) {
                inward.pop();
            }
            let up = outward.peek().map(|&Reverse((gap, index))| (gap - moved, index));
            let down = inward.peek().map(|&Reverse((gap, index))| (gap + moved, index));
            let is_up = match (up, down) {
                (Some(up), Some(down)) => up.0 <= down.0,
                (up, _) => up.is_some(),
            };
            let (slack, index) = if is_up { up } else { down }.expect("the root is tied to every part");
            moved += if is_up { slack } else { -slack };
            let arc = self.arcs[index as usize];
            let other = if is_up { arc.to } else { arc.from } as usize;
            self.is_in[index as usize] = true;
            inside[other] = true;
            members.push(other);
        }
        self.place.iter_mut().for_each(|place| *place += moved);
    }

    fn link(&mut self, index: u32) {
        let arc = self.arcs[index as usize];
        for (half, v) in [(2 * index, arc.from), (2 * index + 1, arc.to)] {
            let first = self.head[v as usize];
            self.next[half as usize] = first;
            self.before[half as usize] = NONE;
            if first != NONE {
                self.before[first as usize] = half;
            }
            self.head[v as usize] = half;
        }
    }

    fn unlink(&mut self, index: u32) {
        let arc = self.arcs[index as usize];
        for (half, v) in [(2 * index, arc.from), (2 * index + 1, arc.to)] {
            let (before, next) = (self.before[half as usize], self.next[half as usize]);
            match before {
                NONE => self.head[v as usize] = next,
                before => self.next[before as usize] = next,
            }
            if next != NONE {
                self.before[next as usize] = before;
            }
        }
    }

    fn other_end(&self, half: u32) -> u32 {
        let arc = self.arcs[(half / 2) as usize];
        if half.is_multiple_of(2) { arc.to } else { arc.from }
    }

    /// Numbers the subtree of `top`, which hangs on the arc `above`, from `first` on.
    fn number(&mut self, top: u32, above: u32, first: u32) {
        let mut counter = first;
        self.above[top as usize] = above;
        self.low[top as usize] = counter;
        self.stack.clear();
        self.stack.push((top, self.head[top as usize]));
        while let Some(&mut (v, ref mut half)) = self.stack.last_mut() {
            let here = *half;
            if here == NONE {
                self.last[v as usize] = counter;
                self.order[counter as usize] = v;
                counter += 1;
                self.stack.pop();
                continue;
            }
            *half = self.next[here as usize];
            if here / 2 == self.above[v as usize] {
                continue;
            }
            let child = self.other_end(here);
            self.above[child as usize] = here / 2;
            self.low[child as usize] = counter;
            self.stack.push((child, self.head[child as usize]));
        }
    }

    /// The gain of each tree arc, from the leaves up.
    fn cut_values(&mut self) {
        for &v in &self.order {
            let above = self.above[v as usize];
            if above == NONE {
                continue;
            }
            let is_tail = self.arcs[above as usize].from == v;
            let mut cut = i64::from(self.arcs[above as usize].weight);
            for &index in self.incident.of(v as usize) {
                if index == above {
                    continue;
                }
                let arc = self.arcs[index as usize];
                let is_along = (arc.from == v) == is_tail;
                let mut share = i64::from(arc.weight);
                if self.is_in[index as usize] {
                    share -= self.cut[index as usize];
                }
                cut += if is_along { share } else { -share };
            }
            self.cut[above as usize] = cut;
        }
    }

    /// Exchanges arcs until none gains, or `limit` times.
    fn pivot(&mut self, limit: usize) {
        let mut from = 0;
        for _ in 0..limit {
            let Some(at) = self.leaving(&mut from) else { return };
            self.exchange(at);
        }
    }

    /// A tree arc of negative cut value: the worst of the next few.
    fn leaving(&self, from: &mut usize) -> Option<usize> {
        let (mut best, mut worst, mut seen) = (None, 0, 0);
        for _ in 0..self.list.len() {
            let cut = self.cut[self.list[*from] as usize];
            if cut < 0 {
                if cut < worst {
                    (worst, best) = (cut, Some(*from));
                }
                seen += 1;
            }
            *from += 1;
            if *from == self.list.len() {
                *from = 0;
            }
            if seen >= CANDIDATES {
                break;
            }
        }
        best
    }

    /// Takes the tree arc at `at` of the list out and the nearest that can replace it in.
    fn exchange(&mut self, at: usize) {
        let leaving = self.list[at];
        let arc = self.arcs[leaving as usize];
        let top = if self.above[arc.from as usize] == leaving { arc.from } else { arc.to };
        let is_tail = arc.from == top;
        let (low, last) = (self.low[top as usize], self.last[top as usize]);
        let Some((slack, entering)) = self.entering(low, last, is_tail) else {
            self.cut[leaving as usize] = 0;
            return;
        };
        if slack != 0 {
            let by = if is_tail { -slack } else { slack };
            for &v in &self.order[low as usize..=last as usize] {
                self.place[v as usize] += by;
            }
        }
        let cut = self.cut[leaving as usize];
        let new = self.arcs[entering as usize];
        let meet = self.raise(new.from, new.to, cut, true);
        self.raise(new.to, new.from, cut, false);
        self.cut[entering as usize] = -cut;
        self.cut[leaving as usize] = 0;
        self.is_in[leaving as usize] = false;
        self.is_in[entering as usize] = true;
        self.list[at] = entering;
        self.unlink(leaving);
        self.link(entering);
        let (first, above) = (self.low[meet as usize], self.above[meet as usize]);
        self.number(meet, above, first);
    }

    /// The arc of least slack that ties the subtree `low..=last` to the rest the other way round.
    fn entering(&self, low: u32, last: u32, is_tail: bool) -> Option<(i32, u32)> {
        let is_inside = |v: u32| (low..=last).contains(&self.last[v as usize]);
        let mut best: Option<(i32, u32)> = None;
        for &v in &self.order[low as usize..=last as usize] {
            for &index in self.incident.of(v as usize) {
                let arc = self.arcs[index as usize];
                let (mine, other) = if is_tail { (arc.to, arc.from) } else { (arc.from, arc.to) };
                if mine != v || is_inside(other) {
                    continue;
                }
                let slack = self.slack(arc);
                if best.is_none_or(|(least, _)| slack < least) {
                    best = Some((slack, index));
                    if slack == 0 {
                        return best;
                    }
                }
            }
        }
        best
    }

    /// Adds `cut` along the way from `v` up to the first that holds `w`, which is returned.
    fn raise(&mut self, v: u32, w: u32, cut: i64, is_along: bool) -> u32 {
        let mut v = v;
        let target = self.last[w as usize];
        while !(self.low[v as usize] <= target && target <= self.last[v as usize]) {
            let above = self.above[v as usize];
            let arc = self.arcs[above as usize];
            let is_up = arc.from == v;
            self.cut[above as usize] += if is_up == is_along { cut } else { -cut };
            v = if is_up { arc.to } else { arc.from };
        }
        v
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arc(from: u32, to: u32, len: i32, weight: i32) -> Arc {
        Arc { from, to, len, weight }
    }

    fn cost(place: &[i32], arcs: &[Arc]) -> i32 {
        arcs.iter().map(|arc| arc.weight * (place[arc.to as usize] - place[arc.from as usize])).sum()
    }

    #[test]
    fn a_node_stands_by_its_heavier_neighbour() {
        let arcs = [arc(0, 1, 1, 1), arc(1, 2, 1, 1), arc(0, 3, 1, 1), arc(3, 2, 0, 5)];
        let place = solve(4, &arcs, 100).expect("no cycle");
        assert_eq!(place, [0, 1, 2, 2]);
    }

    #[test]
    fn a_cycle_is_told() {
        assert_eq!(solve(2, &[arc(0, 1, 1, 1), arc(1, 0, 1, 1)], 100), None);
    }

    #[test]
    fn every_distance_is_kept_however_early_it_stops_and_more_steps_are_not_worse() {
        let mut dice = 7u64;
        let mut roll = |sides: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % sides
        };
        for _ in 0..50 {
            let count = 2 + roll(20) as u32;
            let arcs: Vec<Arc> = (0..roll(60))
                .filter_map(|_| {
                    let (a, b) = (roll(u64::from(count)) as u32, roll(u64::from(count)) as u32);
                    (a != b).then(|| arc(a.min(b), a.max(b), roll(4) as i32, roll(5) as i32))
                })
                .collect();
            let costs = [0, 1, 3, 1000].map(|pivots| {
                let place = solve(count as usize, &arcs, pivots).expect("no cycle");
                let kept = |arc: &Arc| place[arc.to as usize] - place[arc.from as usize] >= arc.len;
                assert!(arcs.iter().all(kept));
                cost(&place, &arcs)
            });
            assert!(costs.is_sorted_by(|a, b| a >= b), "{costs:?}");
        }
    }
}
