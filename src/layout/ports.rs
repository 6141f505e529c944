//! Where connections touch their nodes.
//!
//! Ports of one side keep the order of what they lead to; within that, as many as can be are put exactly opposite the
//! other end, so that their steps need no bend. Knows nothing of the places along.

use super::across::Across;
use super::net::{Kind, NO_WAY, Net};
use super::order::Order;
use super::problem::Problem;

/// Room between a port and the corner of its node.
const CORNER: i32 = 8;
/// Room between two ports, where there is enough.
const PITCH: i32 = 14;

/// The place across of both ends of each step.
#[derive(Clone, Debug, Default)]
pub(super) struct Ports {
    pub(super) upper: Vec<i32>,
    pub(super) lower: Vec<i32>,
}

impl Ports {
    /// How far from the middle of its items each step leaves and arrives.
    pub(super) fn offsets(&self, net: &Net, across: &Across) -> Vec<(i32, i32)> {
        let middle = |item: u32| across.items[item as usize];
        let steps = net.steps.iter().enumerate();
        steps
            .map(|(index, step)| {
                (self.upper[index] - middle(step.upper), self.lower[index] - middle(step.lower))
            })
            .collect()
    }
}

/// First and last place across of a node's own box.
pub(super) fn sides(problem: &Problem, across: &Across, node: u32) -> (i32, i32) {
    let of = &problem.nodes[node as usize];
    let first = across.items[node as usize] - (of.size.across + of.loops) / 2;
    (first, first + of.size.across)
}

/// Sets the ports of all steps.
pub(super) fn set(problem: &Problem, order: &Order, across: &Across) -> Ports {
    let net = order.net;
    let middle = |item: u32| across.items[item as usize];
    let mut ports = Ports {
        upper: net.steps.iter().map(|step| middle(step.upper)).collect(),
        lower: net.steps.iter().map(|step| middle(step.lower)).collect(),
    };
    let mut is_set = vec![false; net.steps.len()];
    for line in &order.layers {
        for &item in line.iter().filter(|&&item| net.items[item as usize].kind == Kind::Node) {
            for is_down in [false, true] {
                set_side(problem, order, across, (item, is_down), &mut ports, &mut is_set);
            }
        }
    }
    ports
}

/// Sets the ports on one side of a node.
fn set_side(
    problem: &Problem,
    order: &Order,
    across: &Across,
    (node, is_down): (u32, bool),
    ports: &mut Ports,
    is_set: &mut [bool],
) {
    let net = order.net;
    let steps = if is_down { net.downs.of(node) } else { net.ups.of(node) };
    let mut sorted: Vec<(u32, u32)> = steps
        .iter()
        .filter(|&&step| net.steps[step as usize].way != NO_WAY)
        .map(|&step| (order.pos[other(net, step, is_down) as usize], step))
        .collect();
    if sorted.is_empty() {
        return;
    }
    sorted.sort_unstable();
    let (first, last) = sides(problem, across, node);
    let room = range(first, last);
    let wishes: Vec<i32> = sorted
        .iter()
        .map(|&(_, step)| {
            let other = other(net, step, is_down);
            let far = if is_down { ports.lower[step as usize] } else { ports.upper[step as usize] };
            if net.items[other as usize].kind != Kind::Node || is_set[step as usize] {
                return far;
            }
            let (low, high) = sides(problem, across, other);
            let there = range(low, high);
            let shared = (room.0.max(there.0), room.1.min(there.1));
            if shared.0 <= shared.1 { (shared.0 + shared.1) / 2 } else { far }
        })
        .collect();
    for (&(_, step), place) in sorted.iter().zip(spread(&wishes, room)) {
        let port = if is_down { &mut ports.upper } else { &mut ports.lower };
        port[step as usize] = place;
        is_set[step as usize] = true;
    }
}

fn other(net: &Net, step: u32, is_down: bool) -> u32 {
    let step = net.steps[step as usize];
    if is_down { step.lower } else { step.upper }
}

/// Where ports may stand on a side.
fn range(first: i32, last: i32) -> (i32, i32) {
    let corner = CORNER.min((last - first) / 2);
    (first + corner, last - corner)
}

/// Places in ascending order, not too near to each other, as many as possible as wished.
fn spread(wishes: &[i32], (low, high): (i32, i32)) -> Vec<i32> {
    let count = wishes.len() as i32;
    let pitch = if count > 1 { PITCH.min((high - low) / (count - 1)) } else { 0 };
    let slot = |index: usize| (low + index as i32 * pitch, high - (count - 1 - index as i32) * pitch);
    let can = |index: usize| (slot(index).0..=slot(index).1).contains(&wishes[index]);
    // The longest chain of wishes that are far enough apart.
    let mut best: Vec<(u32, Option<usize>)> = Vec::with_capacity(wishes.len());
    for index in 0..wishes.len() {
        let mut chain = (u32::from(can(index)), None);
        if can(index) {
            for before in 0..index {
                let is_apart = wishes[index] - wishes[before] >= (index - before) as i32 * pitch;
                if can(before) && is_apart && best[before].0 + 1 > chain.0 {
                    chain = (best[before].0 + 1, Some(before));
                }
            }
        }
        best.push(chain);
    }
    let mut fixed = vec![None; wishes.len()];
    let mut at = (0..wishes.len())
        .filter(|&index| best[index].0 > 0)
        .max_by_key(|&index| (best[index].0, std::cmp::Reverse(index)));
    while let Some(index) = at {
        fixed[index] = Some(wishes[index]);
        at = best[index].1;
    }
    fill(&fixed, wishes, pitch, (low, high))
}

/// Gives the rest places between those that are fixed, near to what they wish.
fn fill(fixed: &[Option<i32>], wishes: &[i32], pitch: i32, (low, high): (i32, i32)) -> Vec<i32> {
    let count = wishes.len();
    // The latest place that leaves room for all that follow.
    let mut latest = vec![high; count];
    let mut limit = high;
    for index in (0..count).rev() {
        limit = fixed[index].unwrap_or(limit);
        latest[index] = limit;
        limit -= pitch;
    }
    let free: Vec<i32> = match fixed.iter().all(Option::is_none) && count > 1 {
        // Nothing is as wished: spread evenly around the middle.
        true => {
            let pitch = (2 * pitch).min((high - low) / (count as i32 - 1));
            let start = (low + high - pitch * (count as i32 - 1)) / 2;
            (0..count as i32).map(|index| start + index * pitch).collect()
        }
        false => wishes.to_vec(),
    };
    let mut earliest = low;
    let mut places = Vec::with_capacity(count);
    for index in 0..count {
        let wish = if count == 1 && fixed[0].is_none() { (low + high) / 2 } else { free[index] };
        let place = fixed[index].unwrap_or_else(|| wish.min(latest[index]).max(earliest));
        places.push(place);
        earliest = place + pitch;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_that_fit_are_granted() {
        assert_eq!(spread(&[30, 50], (10, 70)), [30, 50]);
        assert_eq!(spread(&[-40, 50], (10, 70)), [10, 50]);
        assert_eq!(spread(&[300], (10, 70)), [40]);
    }

    #[test]
    fn ports_keep_their_order_and_distance() {
        let places = spread(&[40, 40, 40, 90], (10, 70));
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= PITCH), "{places:?}");
        let many = spread(&[40; 50], (10, 70));
        assert!(many.is_sorted() && many[0] >= 10 && many[49] <= 70);
    }
}
