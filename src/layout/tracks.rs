//! Which connection runs above which between two layers.
//!
//! A step that is not upright has a *track*: a line across, somewhere between the layers. Tracks that overlap are
//! ordered so that they cross little and never lie on each other (Sander, "Layout of directed hypergraphs with
//! orthogonal hyperedges", 2004). Their places in pixels follow later.

use super::across::Across;
use super::net::{Kind, Link, Net, Side};
use super::order::Order;
use super::ports::{self, Ports};
use super::problem::Problem;
use std::collections::BTreeMap;

/// A line across.
#[derive(Clone, Copy, Debug)]
pub(super) struct Track {
    /// First and last place across.
    pub(super) range: (i32, i32),
    /// When it comes, among all that is stacked along the flow.
    pub(super) key: Key,
    /// Where it is met from the start of the flow, and left to its end. Turns are met twice from one side.
    pub(super) ends: (i32, i32),
    /// The connection.
    pub(super) way: u32,
}

/// When something comes along the flow: the layer, the stage within it, and the place within the stage.
pub(super) type Key = (u32, Stage, i32);

/// What comes after what within a layer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Stage {
    /// Borders of groups that start here, the outermost first.
    Firsts,
    /// Nodes, labels and lines straight between them.
    Items,
    /// Borders of groups that end here, the innermost first.
    Lasts,
    /// Lines on the way to the next layer.
    Tracks,
}

/// How a link of a connection is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) enum Course {
    /// Upright at this place.
    Straight(i32),
    /// From one place to another by way of a track.
    Bent { from: i32, to: i32, track: u32 },
    /// By way of two tracks, to keep off a line that comes down where this one goes down.
    Twice { from: i32, between: i32, to: i32, tracks: [u32; 2] },
    /// From side to side of two neighbours in one layer.
    Level,
}

/// The tracks of all links, and the course of every link: steps first, then turns.
#[derive(Clone, Debug, Default)]
pub(super) struct Tracks {
    pub(super) tracks: Vec<Track>,
    pub(super) steps: Vec<Course>,
    pub(super) turns: Vec<Course>,
    /// Labels that stand on the track of a turn, by item.
    pub(super) labels: BTreeMap<u32, u32>,
}

impl Tracks {
    pub(super) fn course(&self, link: Link) -> Course {
        match link {
            Link::Step(step) => self.steps[step as usize],
            Link::Turn(turn) => self.turns[turn as usize],
        }
    }
}

/// Finds and orders the tracks.
pub(super) fn find(problem: &Problem, order: &Order, across: &Across, ports: &Ports) -> Tracks {
    let net = order.net;
    let mut found = Tracks::default();
    for (index, step) in net.steps.iter().enumerate() {
        let (from, to) = (ports.upper[index], ports.lower[index]);
        if from == to || step.way == super::net::NO_WAY {
            found.steps.push(Course::Straight(from));
            continue;
        }
        let key = (net.items[step.upper as usize].layer, Stage::Tracks, 0);
        let track = found.push(from, to, key, step.way);
        found.steps.push(Course::Bent { from, to, track });
    }
    let mut channels: Vec<Vec<u32>> = vec![Vec::new(); order.layers.len()];
    for (index, track) in found.tracks.iter().enumerate() {
        channels[track.key.0 as usize].push(index as u32);
    }
    for (layer, channel) in channels.into_iter().enumerate() {
        arrange(net, &mut found.tracks, &channel);
        untangle(net, layer, &channel, &mut found);
    }
    find_turns(problem, order, across, &mut found);
    found
}

impl Tracks {
    fn push(&mut self, from: i32, to: i32, key: Key, way: u32) -> u32 {
        self.tracks.push(Track { range: (from.min(to), from.max(to)), key, ends: (from, to), way });
        self.tracks.len() as u32 - 1
    }
}

fn find_turns(problem: &Problem, order: &Order, across: &Across, found: &mut Tracks) {
    let net = order.net;
    for (index, turn) in net.turns.iter().enumerate() {
        let layer = net.items[turn.a as usize].layer;
        let (a, b) = (order.pos[turn.a as usize], order.pos[turn.b as usize]);
        // Loops stand on the far side of their node.
        let first = if a < b { turn.a } else { turn.b };
        let has_loops = problem.nodes.get(first as usize).is_some_and(|node| node.loops > 0);
        if turn.side == Side::Free && !has_loops && is_open(order, turn.a, turn.b) {
            found.turns.push(Course::Level);
            continue;
        }
        let from = foot(problem, net, across, turn.a, a < b);
        let to = foot(problem, net, across, turn.b, b < a);
        let around = net.meet(net.items[turn.a as usize].group, net.items[turn.b as usize].group);
        let depth = problem.depth(around) as i32 * 2 - 1;
        let key = match turn.side {
            Side::Before => (layer, Stage::Firsts, depth),
            _ => (layer, Stage::Lasts, -depth),
        };
        // Both halves of a labelled turn run on one track, and the label stands on it.
        let is_half = |before: &super::net::Turn| before.b == turn.a && before.side == Side::Free;
        let is_second =
            turn.side == Side::Free && is_label(net, turn.a) && index > 0 && is_half(&net.turns[index - 1]);
        if let Some(&Course::Bent { track, .. }) = found.turns.last().filter(|_| is_second) {
            let of = &mut found.tracks[track as usize];
            of.range = (of.range.0.min(from).min(to), of.range.1.max(from).max(to));
            found.labels.insert(turn.a, track);
            found.turns.push(Course::Bent { from, to, track });
            continue;
        }
        let track = found.push(from, to, key, turn.way);
        found.turns.push(Course::Bent { from, to, track });
    }
}

fn is_label(net: &Net, item: u32) -> bool {
    net.items[item as usize].kind == Kind::Label
}

/// Whether nothing stands between two items of a layer but lines, and groups around one of the two.
pub(super) fn is_open(order: &Order, a: u32, b: u32) -> bool {
    let net = order.net;
    let (first, last) = (order.pos[a as usize], order.pos[b as usize]);
    let layer = net.items[a as usize].layer;
    let between = &order.layers[layer as usize][first.min(last) as usize + 1..first.max(last) as usize];
    between.iter().all(|&item| {
        let of = &net.items[item as usize];
        matches!(of.kind, Kind::Pass | Kind::Filler)
            && net.chain(of.group).all(|group| net.is_within(a, group) || net.is_within(b, group))
    })
}

/// Where a turn leaves an item: near the corner of a node, so that it keeps clear of its ports.
fn foot(problem: &Problem, net: &Net, across: &Across, item: u32, is_last: bool) -> i32 {
    if net.items[item as usize].kind != Kind::Node {
        return across.items[item as usize];
    }
    let (first, last) = ports::sides(problem, across, item);
    let inset = 4.min((last - first) / 2);
    if is_last { last - inset } else { first + inset }
}

/// A price that is higher than any number of crossings.
const OVERLAP: i64 = 1000;
/// Lines nearer than this to each other are hard to tell apart.
const NEAR: i32 = 7;

/// Ranks the tracks of one channel.
fn arrange(net: &Net, tracks: &mut [Track], channel: &[u32]) {
    let count = channel.len();
    if count < 2 {
        return;
    }
    let mut sorted: Vec<usize> = (0..count).collect();
    sorted.sort_by_key(|&index| tracks[channel[index] as usize].range);
    let mut arcs: Vec<(usize, usize, i64)> = Vec::new();
    for (place, &a) in sorted.iter().enumerate() {
        let first = tracks[channel[a] as usize];
        for &b in &sorted[place + 1..] {
            let second = tracks[channel[b] as usize];
            if second.range.0 > first.range.1 + NEAR {
                break;
            }
            let (ab, ba) = (above(net, &first, &second), above(net, &second, &first));
            match ab.cmp(&ba) {
                std::cmp::Ordering::Less => arcs.push((a, b, ba - ab)),
                std::cmp::Ordering::Greater => arcs.push((b, a, ab - ba)),
                std::cmp::Ordering::Equal => {}
            }
        }
    }
    for (rank, index) in sequence(count, &arcs).into_iter().enumerate() {
        tracks[channel[index] as usize].key.2 = rank as i32;
    }
}

/// What it costs to have one track above another.
fn above(net: &Net, a: &Track, b: &Track) -> i64 {
    let is_inside = |place: i32, range: (i32, i32)| range.0 < place && place < range.1;
    let mut cost = i64::from(is_inside(a.ends.1, b.range)) + i64::from(is_inside(b.ends.0, a.range));
    let apart = (a.ends.1 - b.ends.0).abs();
    if apart < NEAR {
        let is_related = is_related(net, a.way, b.way);
        cost += match apart {
            0 if !is_related => OVERLAP,
            _ => 2,
        };
    }
    cost
}

/// Whether two connections share an end.
fn is_related(net: &Net, a: u32, b: u32) -> bool {
    let ends = |way: u32| {
        let items = &net.ways[way as usize].items;
        [items[0], items[items.len() - 1]]
    };
    ends(a).iter().any(|end| ends(b).contains(end))
}

/// An order with few arcs against it: of what has no predecessor left, the one with the most to gain; ties by index.
fn sequence(count: usize, arcs: &[(usize, usize, i64)]) -> Vec<usize> {
    let (mut incoming, mut net) = (vec![0i64; count], vec![0i64; count]);
    let mut near: Vec<Vec<(usize, i64)>> = vec![Vec::new(); count];
    let mut back: Vec<Vec<(usize, i64)>> = vec![Vec::new(); count];
    for &(a, b, weight) in arcs {
        incoming[b] += weight;
        net[a] += weight;
        net[b] -= weight;
        near[a].push((b, weight));
        back[b].push((a, weight));
    }
    let mut is_left = vec![true; count];
    let mut result = Vec::with_capacity(count);
    for _ in 0..count {
        let free = (0..count).filter(|&index| is_left[index]);
        let next = free.max_by_key(|&index| (incoming[index] == 0, net[index], std::cmp::Reverse(index)));
        let Some(next) = next else { break };
        is_left[next] = false;
        result.push(next);
        for &(other, weight) in &near[next] {
            incoming[other] -= weight;
            net[other] += weight;
        }
        for &(other, weight) in &back[next] {
            net[other] -= weight;
        }
    }
    result
}

/// Leads a line that would go down where another comes down past it, by a second track below that one.
fn untangle(net: &Net, layer: usize, channel: &[u32], found: &mut Tracks) {
    let mut ranked: Vec<u32> = channel.to_vec();
    ranked.sort_unstable_by_key(|&track| found.tracks[track as usize].key.2);
    let mut tangled: Vec<(u32, u32)> = Vec::new();
    let mut starts: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
    for &track in ranked.iter().rev() {
        let of = found.tracks[track as usize];
        // Those seen so far come later: this one must not go down where one of them comes down.
        let later = starts.get(&of.ends.1).into_iter().flatten();
        let last = later.copied().find(|&other| !is_related(net, found.tracks[other as usize].way, of.way));
        tangled.extend(last.map(|last| (track, last)));
        starts.entry(of.ends.0).or_default().push(track);
    }
    if tangled.is_empty() {
        return;
    }
    let mut taken: Vec<i32> = Vec::new();
    for &step in &net.channels[layer] {
        match found.steps[step as usize] {
            Course::Straight(place) => taken.push(place),
            Course::Bent { from, to, .. } => taken.extend([from, to]),
            _ => {}
        }
    }
    ranked.iter().enumerate().for_each(|(rank, &track)| found.tracks[track as usize].key.2 = 2 * rank as i32);
    for (track, last) in tangled {
        let of = found.tracks[track as usize];
        let (from, to) = of.ends;
        let toward = if from < to { -1 } else { 1 };
        let offsets = [7, 5, 9, 4, 10, 3, 11].into_iter().flat_map(|by| [by * toward, -by * toward]);
        let free =
            offsets.map(|by| to + by).find(|place| taken.iter().all(|other| (other - place).abs() > 2));
        let between = free.unwrap_or(to + 2 * toward);
        taken.push(between);
        let first = &mut found.tracks[track as usize];
        (first.range, first.ends) = ((from.min(between), from.max(between)), (from, between));
        let (layer, stage, _) = of.key;
        let second = found.push(between, to, (layer, stage, found.tracks[last as usize].key.2 + 1), of.way);
        for course in net.channels[layer as usize].iter() {
            let course = &mut found.steps[*course as usize];
            if matches!(course, Course::Bent { track: of, .. } if *of == track) {
                *course = Course::Twice { from, between, to, tracks: [track, second] };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{across, sample};
    use super::*;

    /// Finds the tracks of a text; no line goes down where another that it has no end in common with comes down.
    fn check(text: &str, seed: u64) -> Tracks {
        let problem = sample::problem(text);
        let mut found = Tracks::default();
        sample::settle(&problem, seed, |order| {
            let across = across::place(&problem, order, None);
            let ports = ports::set(&problem, order, &across);
            found = find(&problem, order, &across, &ports);
            assert_eq!(
                (found.steps.len(), found.turns.len()),
                (order.net.steps.len(), order.net.turns.len())
            );
            let lines = |track: &&Track| track.key.1 == Stage::Tracks;
            for above in found.tracks.iter().filter(lines) {
                for below in found.tracks.iter().filter(lines) {
                    let is_one_channel = above.key.0 == below.key.0 && above.key < below.key;
                    if is_one_channel && !is_related(order.net, above.way, below.way) {
                        assert_ne!(above.ends.1, below.ends.0, "{above:?} {below:?}: {text}");
                    }
                }
            }
        });
        found
    }

    #[test]
    fn an_upright_step_has_no_track() {
        let found = check("a b a>b", 0);
        assert!(matches!(found.steps[..], [Course::Straight(_)]));
        assert!(found.tracks.is_empty());
    }

    #[test]
    fn tracks_are_ordered_so_that_lines_do_not_cross() {
        let track = |from: i32, to: i32, way| Track {
            range: (from.min(to), from.max(to)),
            key: (0, Stage::Tracks, 0),
            ends: (from, to),
            way,
        };
        let problem = sample::problem("a b c d a>c b>d");
        sample::settle(&problem, 0, |order| {
            // The one that starts further to the right comes first, for the other would cross it.
            let mut tracks = [track(0, 100, 0), track(50, 150, 1)];
            arrange(order.net, &mut tracks, &[0, 1]);
            assert!(tracks[1].key < tracks[0].key);
            let mut tracks = [track(100, 0, 0), track(150, 50, 1)];
            arrange(order.net, &mut tracks, &[0, 1]);
            assert!(tracks[0].key < tracks[1].key);
        });
    }

    #[test]
    fn two_lines_that_swap_places_take_two_tracks() {
        let problem = sample::problem("a b c d a>d b>c");
        let net = Net::new(&problem, &sample::ranks(&problem));
        let order = sample::order(&net, 0);
        // The order is as written, with a crossing, and ends are exactly opposite.
        let across = across::place(&problem, &order, None);
        let (left, right) = (across.items[0], across.items[1]);
        let ports = Ports { upper: vec![left, right], lower: vec![right, left] };
        let found = find(&problem, &order, &across, &ports);
        let twice: Vec<&Course> =
            found.steps.iter().filter(|course| matches!(course, Course::Twice { .. })).collect();
        let [Course::Twice { from, between, to, tracks: [first, second] }] = twice[..] else {
            panic!("one of them gives way: {found:?}");
        };
        assert!(between != from && between != to);
        assert!(found.tracks[*first as usize].key < found.tracks[*second as usize].key);
        assert_eq!(found.tracks.len(), 3);
    }

    #[test]
    fn neighbours_are_joined_from_side_to_side() {
        let found = check("x=[ a ] y=[ b ] a>b", 0);
        assert!(matches!(found.turns[..], [Course::Level]));
        let found = check("x=[ a ] y=[ b ] z=[ c ] a>c a>b b>c", 0);
        let bent = found.turns.iter().filter(|course| matches!(course, Course::Bent { .. })).count();
        assert_eq!(bent, 1, "{:?}", found.turns);
    }

    #[test]
    fn a_sequence_keeps_what_can_be_kept() {
        assert_eq!(sequence(3, &[(2, 1, 1), (1, 0, 1)]), [2, 1, 0]);
        assert_eq!(sequence(2, &[(0, 1, 1), (1, 0, 5)]), [1, 0]);
        assert_eq!(sequence(3, &[]), [0, 1, 2]);
    }

    #[test]
    fn lines_do_not_lie_on_each_other_in_any_graph() {
        (0..80).for_each(|seed| {
            check(&sample::random(seed), seed);
        });
    }
}
