//! Places along the flow.
//!
//! Everything is stacked in the order of its key, and only what shares a stretch across keeps its distance: the
//! layers give the order, not the places, so that a large node or a busy channel makes room for itself alone. The
//! constraints come from one sweep over a skyline; one network simplex then makes the connections short. Nodes of one
//! group and layer stand in a row; so do those of its twins.

use super::across::Across;
use super::net::{Kind, Link, Net, Side};
use super::order::{Entry, Order, entry};
use super::problem::Problem;
use super::ranks::Port;
use super::sets::Sets;
use super::simplex::{self, Arc};
use super::tracks::{Course, Key, Stage, Tracks};
use std::collections::BTreeMap;

/// Room between two nodes.
const NODES: i32 = 40;
/// Room between a node and a line across, on the side where arrows are.
const ARROW: i32 = 18;
/// Room between two lines.
const LINES: i32 = 12;
/// Room between a label and anything.
const LABEL: i32 = 8;
/// Room in which an arrow head and some of its line show.
const HEAD: i32 = 16;
/// How far above a turn its label stands.
const ON_TRACK: i32 = 2;
/// Room between a group and what is outside.
const GROUP: i32 = 28;
/// How near to each other across two things may be without keeping their distance along.
const CLEAR: i32 = 6;
/// Price of a pixel that a group is long.
const LENGTH: i32 = 2;
/// Exchanges of the simplex for each variable.
const PIVOTS: usize = 8;

/// Where things stand along, in pixels.
#[derive(Clone, Debug, Default)]
pub(super) struct Along {
    /// The middle of each item that has a place of its own.
    pub(super) items: Vec<i32>,
    /// First and last pixel of each group.
    pub(super) groups: Vec<(i32, i32)>,
    /// The place of each track.
    pub(super) tracks: Vec<i32>,
}

/// Places everything along.
pub(super) fn place(problem: &Problem, order: &Order, across: &Across, tracks: &Tracks) -> Along {
    try_place(problem, order, across, tracks).unwrap_or_else(|| {
        // A label on its track ties two stages together, for which there may be no room; then it stands by itself.
        let tracks = Tracks { labels: BTreeMap::new(), ..tracks.clone() };
        try_place(problem, order, across, &tracks)
            .expect("what comes later in the order of keys stands later")
    })
}

fn try_place(problem: &Problem, order: &Order, across: &Across, tracks: &Tracks) -> Option<Along> {
    let mut stacking = Stacking::new(problem, order, tracks);
    stacking.stack(across);
    stacking.connect();
    let count = stacking.count as usize;
    Some(stacking.read(&simplex::solve(count, &stacking.arcs, PIVOTS * count)?))
}

/// What takes room along.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    Node,
    Label,
    Track,
    /// A line from side to side.
    Level,
    First(u32),
    Last(u32),
}

/// Something in the stack.
#[derive(Clone, Copy, Debug)]
struct Piece {
    what: What,
    range: (i32, i32),
    /// Its variable, and how far it reaches before and after that.
    variable: u32,
    reach: [i32; 2],
}

struct Stacking<'a> {
    problem: &'a Problem,
    net: &'a Net,
    tracks: &'a Tracks,
    /// The variable of each item.
    rows: Vec<u32>,
    /// Variables of the borders of groups start here, two a group; those of tracks follow.
    first_group: u32,
    first_track: u32,
    count: u32,
    arcs: Vec<Arc>,
}

impl<'a> Stacking<'a> {
    fn new(problem: &'a Problem, order: &'a Order<'a>, tracks: &'a Tracks) -> Self {
        let net = order.net;
        let (rows, first_group) = rows(problem, order, tracks);
        let first_track = first_group + 2 * net.root();
        let count = first_track + tracks.tracks.len() as u32;
        Stacking { problem, net, tracks, rows, first_group, first_track, count, arcs: Vec::new() }
    }

    /// The variable of a group's first border; the last one's follows. Twins share theirs.
    fn first(&self, group: u32) -> u32 {
        self.first_group + 2 * self.problem.group_image[group as usize]
    }

    fn pieces(&self, across: &Across) -> Vec<(Key, i32, Piece)> {
        let net = self.net;
        let mut pieces = Vec::new();
        for (index, item) in net.items.iter().enumerate() {
            let what = match item.kind {
                Kind::Node | Kind::Loop => What::Node,
                Kind::Label => What::Label,
                Kind::Pass | Kind::Port | Kind::Filler => continue,
            };
            let first = across.items[index] - item.size.across / 2;
            let range = (first, first + item.size.across);
            let half = half(item.size.along);
            let key = (item.layer, Stage::Items, 0);
            let (key, tie, variable, reach) = match self.tracks.labels.get(&(index as u32)) {
                None => (key, range.0, self.rows[index], [half, half]),
                Some(&track) => {
                    // It stands on its track, and goes with it.
                    let of = self.tracks.tracks[track as usize];
                    let reach = [2 * half + ON_TRACK, -ON_TRACK];
                    (of.key, of.range.1 - of.range.0, self.first_track + track, reach)
                }
            };
            pieces.push((key, tie, Piece { what, range, variable, reach }));
        }
        for group in 0..net.root() {
            let range = across.groups[group as usize];
            let (start, end) = net.spans[group as usize];
            let depth = self.problem.groups[group as usize].depth as i32 * 2;
            let piece = |what, variable| Piece { what, range, variable, reach: [0, 0] };
            let first = self.first(group);
            pieces.push(((start, Stage::Firsts, depth), range.0, piece(What::First(group), first)));
            pieces.push(((end, Stage::Lasts, -depth), range.0, piece(What::Last(group), first + 1)));
        }
        for (index, track) in self.tracks.tracks.iter().enumerate() {
            let variable = self.first_track + index as u32;
            let piece = Piece { what: What::Track, range: track.range, variable, reach: [0, 0] };
            // Of turns with one key, the wider goes round the narrower.
            let width = track.range.1 - track.range.0;
            let tie = if track.key.1 == Stage::Firsts { -width } else { width };
            pieces.push((track.key, tie, piece));
        }
        for (index, turn) in net.turns.iter().enumerate() {
            if matches!(self.tracks.turns[index], Course::Level) {
                let side =
                    |item: u32| (across.items[item as usize], half(net.items[item as usize].size.across));
                let (a, b) = (side(turn.a).min(side(turn.b)), side(turn.a).max(side(turn.b)));
                let variable = self.rows[turn.a as usize];
                // Only between the two: it must not hide what it ends at, not even by the room it keeps.
                let range = (a.0 + a.1 + CLEAR, b.0 - b.1 - CLEAR);
                if range.0 > range.1 {
                    continue;
                }
                let piece = Piece { what: What::Level, range, variable, reach: [0, 0] };
                pieces.push(((net.items[turn.a as usize].layer, Stage::Items, 1), range.0, piece));
            }
        }
        pieces.sort_by_key(|&(key, tie, piece)| (key, tie, piece.variable, piece.what == What::Track));
        pieces
    }

    /// Sweeps over everything in the order of keys and keeps apart what follows each other at some place across.
    fn stack(&mut self, across: &Across) {
        let pieces = self.pieces(across);
        // The piece that is seen from each place on, up to the next entry.
        let mut skyline: BTreeMap<i32, Option<u32>> = BTreeMap::new();
        skyline.insert(i32::MIN, None);
        let mut found: BTreeMap<(u32, u32), i32> = BTreeMap::new();
        let mut seen: Vec<u32> = Vec::new();
        for (index, &(_, _, piece)) in pieces.iter().enumerate() {
            let (from, to) = (piece.range.0 - CLEAR, piece.range.1 + CLEAR);
            seen.clear();
            let before = skyline.range(..=from).next_back().and_then(|(_, &piece)| piece);
            let last = skyline.range(..=to).next_back().and_then(|(_, &piece)| piece);
            seen.extend(before);
            seen.extend(skyline.range(from..=to).filter_map(|(_, &piece)| piece));
            seen.dedup();
            for &other in &seen {
                let other = pieces[other as usize].2;
                if other.variable == piece.variable {
                    continue;
                }
                let len = other.reach[1] + self.gap(other, piece) + piece.reach[0];
                let known = found.entry((other.variable, piece.variable)).or_insert(len);
                *known = len.max(*known);
            }
            let inside: Vec<i32> = skyline.range(from..=to).map(|(&place, _)| place).collect();
            inside.iter().for_each(|place| {
                skyline.remove(place);
            });
            skyline.insert(from, Some(index as u32));
            skyline.entry(to + 1).or_insert(last);
        }
        self.arcs.extend(found.into_iter().map(|((from, to), len)| Arc { from, to, len, weight: 0 }));
        for group in 0..self.net.root() {
            let first = self.first(group);
            let len = self.problem.groups[group as usize].least.along.max(2);
            self.arcs.push(Arc { from: first, to: first + 1, len, weight: LENGTH });
        }
    }

    /// How far a piece keeps from one that comes before it.
    fn gap(&self, before: Piece, after: Piece) -> i32 {
        let pads = |group: u32| self.problem.groups[group as usize].along;
        match (before.what, after.what) {
            (What::First(_), What::Last(_)) => 2,
            (What::First(group), What::Track | What::Level) => pads(group)[0] - 8,
            (What::First(group), _) => pads(group)[0],
            (What::Track | What::Level | What::Label, What::Last(_)) => LINES,
            (_, What::Last(group)) => pads(group)[1],
            (What::Last(_), What::Track | What::Label) | (What::Track | What::Label, What::First(_)) => LINES,
            (What::Last(_), _) | (_, What::First(_)) => GROUP,
            (What::Label, _) | (_, What::Label) => LABEL,
            (What::Track | What::Level, What::Track | What::Level) => LINES,
            (What::Track | What::Level, _) | (_, What::Track | What::Level) => ARROW,
            (What::Node, What::Node) => NODES,
        }
    }

    /// Makes every stretch of a connection along the flow cost what it is long.
    fn connect(&mut self) {
        let net = self.net;
        for way in &net.ways {
            if way.links.is_empty() {
                continue;
            }
            for (&item, port) in [way.items[0], way.items[way.links.len()]].iter().zip(way.ends) {
                if let Port::Beside(group, _) = port {
                    let (first, row) = (self.first(group), self.rows[item as usize]);
                    self.arcs.push(Arc { from: first, to: row, len: LINES, weight: 0 });
                    self.arcs.push(Arc { from: row, to: first + 1, len: LINES, weight: 0 });
                }
            }
            let mut last = self.end(way.items[0], way.ends[0]);
            for (link, &item) in way.links.iter().zip(&way.items[1..]) {
                let (is_in_down, is_out_down) = self.directions(*link, item);
                let mut is_down = is_in_down;
                match self.tracks.course(*link) {
                    Course::Bent { track, .. } => {
                        let here = (self.first_track + track, 0);
                        self.tie(last, here, is_down, LABEL);
                        last = here;
                        is_down = is_out_down;
                    }
                    Course::Twice { tracks, .. } => {
                        // The first comes earlier, whichever way the connection runs.
                        let [first, second] = tracks.map(|track| (self.first_track + track, 0));
                        let (near, far) = if is_in_down { (first, second) } else { (second, first) };
                        self.tie(last, near, is_in_down, LABEL);
                        self.tie(near, far, is_in_down, LINES);
                        last = far;
                    }
                    Course::Straight(_) => {}
                    Course::Level => {
                        last = (self.rows[item as usize], half(net.items[item as usize].size.along));
                        continue;
                    }
                }
                let is_end = Some(&item) == way.items.last();
                let here = match net.items[item as usize].kind {
                    _ if is_end => self.end(item, way.ends[1]),
                    Kind::Label if self.tracks.labels.contains_key(&item) => continue,
                    Kind::Label => (self.rows[item as usize], half(net.items[item as usize].size.along)),
                    _ => continue,
                };
                self.tie(last, here, is_down, if is_end { HEAD } else { LABEL });
                last = here;
            }
        }
    }

    /// Whether a connection runs down into and out of a link that leads to `item`.
    fn directions(&self, link: Link, item: u32) -> (bool, bool) {
        match link {
            Link::Step(step) => {
                let is_down = self.net.steps[step as usize].lower == item;
                (is_down, is_down)
            }
            Link::Turn(turn) => match self.net.turns[turn as usize].side {
                Side::Before => (false, true),
                Side::Free | Side::After => (true, false),
            },
        }
    }

    /// The variable that an end of a connection hangs on, and how far it reaches on both sides.
    fn end(&self, item: u32, port: Port) -> (u32, i32) {
        match port {
            Port::Node(node) => (self.rows[node as usize], half(self.net.items[node as usize].size.along)),
            Port::First(group) => (self.first(group), 0),
            Port::Last(group) => (self.first(group) + 1, 0),
            Port::Beside(..) => (self.rows[item as usize], 0),
        }
    }

    fn tie(&mut self, a: (u32, i32), b: (u32, i32), is_down: bool, room: i32) {
        let (from, to) = if is_down { (a, b) } else { (b, a) };
        if from.0 != to.0 {
            self.arcs.push(Arc { from: from.0, to: to.0, len: from.1 + to.1 + room, weight: 1 });
        }
    }

    fn read_item(&self, item: usize, places: &[i32]) -> i32 {
        let on_track = self.tracks.labels.get(&(item as u32));
        match (on_track, self.rows[item]) {
            (Some(&track), _) => {
                let half = half(self.net.items[item].size.along);
                places[(self.first_track + track) as usize] - ON_TRACK - half
            }
            (None, u32::MAX) => 0,
            (None, row) => places[row as usize],
        }
    }

    fn read(&self, places: &[i32]) -> Along {
        let at = |variable: u32| places[variable as usize];
        Along {
            items: (0..self.rows.len()).map(|item| self.read_item(item, places)).collect(),
            groups: (0..self.net.root())
                .map(|group| (at(self.first(group)), at(self.first(group) + 1)))
                .collect(),
            tracks: (0..self.tracks.tracks.len() as u32).map(|track| at(self.first_track + track)).collect(),
        }
    }
}

fn half(along: i32) -> i32 {
    (along + 1) / 2
}

/// The variable of each item, `u32::MAX` for those without one, and how many there are. Nodes of one group and layer
/// share theirs, with those of twins and with what they are tied to straight from side to side.
fn rows(problem: &Problem, order: &Order, tracks: &Tracks) -> (Vec<u32>, u32) {
    let net = order.net;
    let mut sets = Sets::new(net.items.len());
    for group in 0..=net.root() {
        let (first, last) = net.spans[group as usize];
        for layer in first..=last {
            let mut row = None;
            for &raw in order.entries(group, layer) {
                let Entry::Item(item) = entry(raw) else { continue };
                if net.items[item as usize].kind == Kind::Node {
                    let row = *row.get_or_insert(item);
                    sets.join(row, item);
                }
            }
        }
    }
    for (node, &image) in problem.node_image.iter().enumerate() {
        sets.join(node as u32, image);
    }
    for (index, turn) in net.turns.iter().enumerate() {
        if matches!(tracks.turns[index], Course::Level) {
            sets.join(turn.a, turn.b);
        }
    }
    let mut rows = vec![u32::MAX; net.items.len()];
    let mut count = 0;
    for (index, item) in net.items.iter().enumerate() {
        if matches!(item.kind, Kind::Pass | Kind::Filler) {
            continue;
        }
        let top = sets.find(index as u32) as usize;
        if rows[top] == u32::MAX {
            rows[top] = count;
            count += 1;
        }
        rows[index] = rows[top];
    }
    (rows, count)
}

#[cfg(test)]
mod tests {
    use super::super::{across, ports, sample, tracks};
    use super::*;

    /// Stacks a text and checks that whatever shares a stretch across is apart along, in the order of keys.
    fn check(text: &str, seed: u64, call: impl FnOnce(&Net, &Along)) {
        let problem = sample::problem(text);
        sample::settle(&problem, seed, |order| {
            let across = across::place(&problem, order, None);
            let ports = ports::set(&problem, order, &across);
            let tracks = tracks::find(&problem, order, &across, &ports);
            let mut stacking = Stacking::new(&problem, order, &tracks);
            stacking.stack(&across);
            stacking.connect();
            let count = stacking.count as usize;
            let places = simplex::solve(count, &stacking.arcs, PIVOTS * count).unwrap();
            let pieces = stacking.pieces(&across);
            for (index, (_, _, before)) in pieces.iter().enumerate() {
                let end = places[before.variable as usize] + before.reach[1];
                for (_, _, after) in &pieces[index + 1..] {
                    let start = places[after.variable as usize] - after.reach[0];
                    let is_shared = before.range.0 <= after.range.1 && after.range.0 <= before.range.1;
                    if is_shared && before.variable != after.variable {
                        assert!(end < start, "{text}: {before:?} ends at {end}, {after:?} starts at {start}");
                    }
                }
            }
            let along = stacking.read(&places);
            for (node, &image) in problem.node_image.iter().enumerate() {
                assert_eq!(along.items[node], along.items[image as usize], "{text}: rows of twins");
            }
            for (group, &image) in problem.group_image.iter().enumerate() {
                assert_eq!(along.groups[group], along.groups[image as usize], "{text}: borders of twins");
            }
            call(order.net, &along);
        });
    }

    #[test]
    fn nodes_of_one_group_and_layer_stand_in_a_row() {
        check("s g[ a b ] c s>a s>b s>c", 0, |_, along| assert_eq!(along.items[1], along.items[2]));
    }

    #[test]
    fn only_what_is_in_the_way_makes_room() {
        // The title and borders of a group push what is below them, and not the chain beside.
        check("s a b g[ h[ c d ] ] s>a a>b s>c c>d", 0, |_, along| {
            assert!(along.items[1] < along.items[3], "{:?}", along.items);
        });
    }

    #[test]
    fn twins_share_their_rows() {
        check("s x=[ a b ] y=[ c d ] s>a a>b c>d", 0, |_, along| {
            assert_eq!((along.items[1], along.items[2]), (along.items[3], along.items[4]));
        });
    }

    #[test]
    fn what_shares_a_stretch_is_apart_in_any_graph() {
        (0..80).for_each(|seed| check(&sample::random(seed), seed, |_, _| {}));
    }
}
