//! Lays out the items of one level: each connected part in layers, what has no connections in a grid, and all parts
//! packed into a frame of about 3:2.
//!
//! Works along and across the direction, so that both directions are one piece of code. Knows nothing of what is
//! inside the items.
//!
//! Invariant: items keep [`NODE_GAP`] from each other.

use super::super::{Direction, Point, Size};
use super::align;
use super::layers;
use super::order::{self, Pull, Rows, Step};
use std::collections::BTreeMap;

/// Room between siblings.
pub(super) const NODE_GAP: i32 = 40;
/// Room between layers, before tracks and labels.
const LAYER_GAP: i32 = 60;
/// Extent of a long link where it passes a layer.
const DUMMY: i32 = 8;
/// Room a label wants beyond its own length along the direction.
const LABEL_ROOM: i32 = 40;
/// Room for each bent link in a gap, beyond the first few.
const TRACK: i32 = 8;
/// Bent links for which the plain gap has room.
const FREE_TRACKS: usize = 4;
/// The most a gap grows for tracks.
const MAX_TRACKS: i32 = 120;
/// Above this many places for passing links, long links get none.
const MAX_DUMMIES: usize = 3000;

/// One box of the level.
#[derive(Clone, Copy)]
pub(super) struct Item {
    /// Its size.
    pub(super) size: Size,
    /// Distance from the sources in 1/1024 layers, if it has connections at all.
    pub(super) rank: Option<i64>,
    /// Where its connections out of the level lead, across the direction from the level's middle; how many.
    pub(super) pull: Pull,
}

/// A connection between two items.
pub(super) struct Link {
    /// Index of the item it starts in.
    pub(super) from: usize,
    /// Index of the item it ends in.
    pub(super) to: usize,
    /// Where it starts, from the item's top left.
    pub(super) leave: Point,
    /// Where it ends, from the item's top left.
    pub(super) enter: Point,
    /// Size of its label.
    pub(super) label: Option<Size>,
    /// Whether both items may share a layer.
    pub(super) is_flat: bool,
    /// Whether it leads away from the sources when nesting is ignored.
    pub(super) is_forward: bool,
}

/// Top-left places of the items, and the size of the whole.
pub(super) fn arrange(items: &[Item], links: &[Link], direction: Direction) -> (Vec<Point>, Size) {
    let level = Level { items, links, direction };
    let mut blocks = Vec::new();
    let mut idle = Vec::new();
    for part in level.parts() {
        match part.as_slice() {
            [single] if items[*single].rank.is_none() => idle.push(*single),
            _ => blocks.push(level.layered(&part)),
        }
    }
    if !idle.is_empty() {
        blocks.push(level.grid(&idle));
    }
    pack(items.len(), &blocks, direction)
}

/// Some items with their places, and the size of the rectangle they fill.
struct Block {
    places: Vec<(usize, Point)>,
    size: Size,
}

struct Level<'a> {
    items: &'a [Item],
    links: &'a [Link],
    direction: Direction,
}

impl Level<'_> {
    /// Connected parts by first declared item. Items with connections out of the level belong together.
    fn parts(&self) -> Vec<Vec<usize>> {
        let mut leader: Vec<usize> = (0..self.items.len()).collect();
        let outward: Vec<usize> = (0..leader.len()).filter(|&item| self.items[item].pull.is_some()).collect();
        for pair in outward.windows(2) {
            join(&mut leader, pair[0], pair[1]);
        }
        for link in self.links {
            join(&mut leader, link.from, link.to);
        }
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for item in 0..self.items.len() {
            parts.entry(find(&mut leader, item)).or_default().push(item);
        }
        parts.into_values().collect()
    }

    /// Extent along and across the direction.
    fn extents(&self, size: Size) -> (i32, i32) {
        match self.direction {
            Direction::Right => (size.width, size.height),
            Direction::Down => (size.height, size.width),
        }
    }

    /// One connected part, in layers.
    fn layered(&self, part: &[usize]) -> Block {
        let mut local = vec![usize::MAX; self.items.len()];
        part.iter().enumerate().for_each(|(index, &item)| local[item] = index);
        let links: Vec<&Link> = self.links.iter().filter(|link| local[link.from] != usize::MAX).collect();
        let bundles = bundles(&links, &local);
        let mut sheet = Sheet::new(self, part, self.layers(part, &bundles));
        sheet.flats = bundles.into_iter().filter(|link| link.length == 0).collect();
        for link in &links {
            sheet.add(link, local[link.from], local[link.to], self);
        }
        sheet.settle(self, part)
    }

    /// Layers of a part: from the links, and for items without any from the rank.
    fn layers(&self, part: &[usize], bundles: &[layers::Link]) -> Vec<usize> {
        let mut layer = layers::assign(part.len(), bundles);
        let mut is_tied = vec![false; part.len()];
        for link in bundles.iter().filter(|link| link.length > 0) {
            (is_tied[link.from], is_tied[link.to]) = (true, true);
        }
        let rank = |index: usize| self.items[part[index]].rank.unwrap_or(0);
        if is_tied.contains(&true) {
            set_beside_tied(&mut layer, &is_tied, rank, bundles);
        } else {
            self.set_by_rank(part, &mut layer);
        }
        layer
    }

    /// Layers of items that have no links among themselves: by rank, wrapped when a layer gets long.
    fn set_by_rank(&self, part: &[usize], layer: &mut [usize]) {
        let rank = |index: usize| self.items[part[index]].rank.unwrap_or(0);
        let mut order: Vec<usize> = (0..part.len()).collect();
        order.sort_by_key(|&index| rank(index));
        let full = columns(part.len()).max(3);
        let (mut current, mut members, mut first) = (0, 0, order.first().map_or(0, |&index| rank(index)));
        for index in order {
            if members >= full || rank(index) - first >= 1900 {
                (current, members, first) = (current + 1, 0, rank(index));
            }
            layer[index] = current;
            members += 1;
        }
    }

    /// Items without connections: rows of about equal length in a frame of about 3:2, in order of declaration.
    fn grid(&self, idle: &[usize]) -> Block {
        let columns = columns(idle.len());
        let (mut places, mut y, mut width) = (Vec::new(), 0, 0);
        let mut tracks = vec![0; columns];
        for (index, &item) in idle.iter().enumerate() {
            let track = &mut tracks[index % columns];
            *track = (*track).max(self.items[item].size.width);
        }
        for row in idle.chunks(columns) {
            let tallest = row.iter().map(|&item| self.items[item].size.height).max().unwrap_or(0);
            let mut x = 0;
            for (&item, track) in row.iter().zip(&tracks) {
                places.push((item, Point { x, y }));
                x += track + NODE_GAP;
            }
            width = width.max(x - NODE_GAP);
            y += tallest + NODE_GAP;
        }
        Block { places, size: Size { width, height: y - NODE_GAP } }
    }
}

/// Links of a part between the same items made one. A link needs no layer of its own when twins share it, or when as
/// many connections lead on from the one to the other as back: a balancer between the tiers of two zones stands
/// between the zones, not before or behind.
fn bundles(links: &[&Link], local: &[usize]) -> Vec<layers::Link> {
    let mut bundles: BTreeMap<(usize, usize), (i64, i64, bool)> = BTreeMap::new();
    for link in links {
        let bundle = bundles.entry((local[link.from], local[link.to])).or_default();
        *bundle = (bundle.0 + 1, bundle.1 + i64::from(link.is_forward), link.is_flat);
    }
    let is_balanced = |from: usize, to: usize| {
        let there = bundles.get(&(from, to)).map_or(0, |bundle| bundle.1);
        let back = bundles.get(&(to, from)).map_or(0, |bundle| bundle.1);
        there.min(back) > 0 && there.min(back) * 2 >= there.max(back)
    };
    let made = bundles.iter().map(|(&(from, to), &(weight, _, is_flat))| {
        let length = usize::from(!is_flat && !is_balanced(from, to));
        layers::Link { from, to, weight, length }
    });
    made.collect()
}

/// Items without links that need a layer stand beside what they are linked to, else in the layer whose items are
/// about as far from the sources.
fn set_beside_tied(
    layer: &mut [usize],
    is_tied: &[bool],
    rank: impl Fn(usize) -> i64,
    links: &[layers::Link],
) {
    let mut means: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
    for index in (0..layer.len()).filter(|&index| is_tied[index]) {
        let mean = means.entry(layer[index]).or_default();
        *mean = (mean.0 + rank(index), mean.1 + 1);
    }
    for index in (0..layer.len()).filter(|&index| !is_tied[index]) {
        let far = |(&layer, &(sum, count)): (&usize, &(i64, i64))| ((rank(index) - sum / count).abs(), layer);
        layer[index] = means.iter().map(far).min().map_or(0, |nearest| nearest.1);
    }
    for link in links.iter().filter(|link| is_tied[link.from] != is_tied[link.to]) {
        let (free, tied) = if is_tied[link.from] { (link.to, link.from) } else { (link.from, link.to) };
        layer[free] = layer[tied];
    }
}

/// Columns of a tidy grid.
fn columns(count: usize) -> usize {
    (1..=count).find(|columns| columns * columns * 2 >= count * 3).unwrap_or(1).min(count.max(1))
}

/// The items of a part and the places of long links, in layers.
struct Sheet {
    rows: Vec<Vec<usize>>,
    layer: Vec<usize>,
    along: Vec<i32>,
    across: Vec<i32>,
    is_dummy: Vec<bool>,
    pulls: Vec<Pull>,
    steps: Vec<Step>,
    /// Links that may lie within a layer.
    flats: Vec<layers::Link>,
    /// Room that labels ask of the gap after each layer.
    label_room: Vec<i32>,
}

impl Sheet {
    fn new(level: &Level, part: &[usize], layer: Vec<usize>) -> Sheet {
        let count = layer.iter().max().map_or(0, |last| last + 1);
        let mut rows = vec![Vec::new(); count];
        layer.iter().enumerate().for_each(|(index, &layer)| rows[layer].push(index));
        let extents = part.iter().map(|&item| level.extents(level.items[item].size));
        let (along, across): (Vec<i32>, Vec<i32>) = extents.unzip();
        let pulls = part.iter().map(|&item| level.items[item].pull.filter(|pull| pull.1 > 0)).collect();
        let is_dummy = vec![false; part.len()];
        Sheet {
            rows,
            layer,
            along,
            across,
            is_dummy,
            pulls,
            steps: vec![],
            flats: vec![],
            label_room: vec![0; count],
        }
    }

    /// Adds a link as steps between neighbouring layers.
    fn add(&mut self, link: &Link, from: usize, to: usize, level: &Level) {
        let offset = |point: Point, index: usize| {
            let (_, across) = level.extents(Size { width: point.x, height: point.y });
            across - self.across[index] / 2
        };
        let (mut first, mut last) = ((from, offset(link.leave, from)), (to, offset(link.enter, to)));
        if self.layer[from] > self.layer[to] {
            std::mem::swap(&mut first, &mut last);
        }
        let (start, end) = (self.layer[first.0], self.layer[last.0]);
        if let (Some(label), true) = (link.label, start < end) {
            let wanted = level.extents(label).0 + LABEL_ROOM;
            self.label_room[start] = self.label_room[start].max(wanted);
        }
        if start == end || self.along.len() > MAX_DUMMIES {
            return;
        }
        for layer in start + 1..end {
            let dummy = self.dummy(layer);
            self.step(first, (dummy, 0));
            first = (dummy, 0);
        }
        self.step(first, last);
    }

    fn step(&mut self, first: (usize, i32), last: (usize, i32)) {
        let known =
            self.steps.iter_mut().rev().take(8).find(|step| {
                (step.from, step.leave, step.to, step.enter) == (first.0, first.1, last.0, last.1)
            });
        match known {
            Some(step) => step.weight += 1,
            None => {
                self.steps.push(Step { from: first.0, to: last.0, leave: first.1, enter: last.1, weight: 1 })
            }
        }
    }

    /// A place for a long link in a layer.
    fn dummy(&mut self, layer: usize) -> usize {
        let index = self.layer.len();
        self.layer.push(layer);
        self.rows[layer].push(index);
        self.along.push(0);
        self.across.push(DUMMY);
        self.is_dummy.push(true);
        self.pulls.push(None);
        index
    }

    /// Orders, aligns and stacks the layers.
    fn settle(self, level: &Level, part: &[usize]) -> Block {
        let rows = Rows {
            extents: &self.across,
            gap: NODE_GAP,
            steps: &self.steps,
            flats: &self.flats,
            pulls: &self.pulls,
        };
        let order = order::improve(&rows, self.rows.clone());
        let across = align::coordinates(&rows, &order, &self.is_dummy);
        let starts = self.starts(&across);
        let place = |index: usize| {
            let layer = self.layer[index];
            let slack = starts[layer].1 - self.along[index];
            let (along, across) = (starts[layer].0 + slack / 2, across[index]);
            match level.direction {
                Direction::Right => Point { x: along, y: across },
                Direction::Down => Point { x: across, y: along },
            }
        };
        // Places of long links at the rim need no room of their own.
        let near = (0..part.len()).map(|index| across[index]).min().unwrap_or(0);
        let far = (0..part.len()).map(|index| across[index] + self.across[index]).max().unwrap_or(0);
        let shift = match level.direction {
            Direction::Right => Point { x: 0, y: near },
            Direction::Down => Point { x: near, y: 0 },
        };
        let places = part.iter().enumerate().map(|(index, &item)| {
            let place = place(index);
            (item, Point { x: place.x - shift.x, y: place.y - shift.y })
        });
        let length = starts.last().map_or(0, |last| last.0 + last.1);
        let (width, height) = match level.direction {
            Direction::Right => (length, far - near),
            Direction::Down => (far - near, length),
        };
        Block { places: places.collect(), size: Size { width, height } }
    }

    /// Start and thickness of each layer.
    fn starts(&self, across: &[i32]) -> Vec<(i32, i32)> {
        let mut bent = vec![0usize; self.rows.len()];
        for step in &self.steps {
            let leave = across[step.from] + self.across[step.from] / 2 + step.leave;
            let enter = across[step.to] + self.across[step.to] / 2 + step.enter;
            if (leave - enter).abs() > 1 {
                bent[self.layer[step.from]] += 1;
            }
        }
        let mut starts = Vec::with_capacity(self.rows.len());
        let mut at = 0;
        for (layer, row) in self.rows.iter().enumerate() {
            let thick = row.iter().map(|&index| self.along[index]).max().unwrap_or(0);
            starts.push((at, thick));
            let tracks = i32::try_from(bent[layer].saturating_sub(FREE_TRACKS)).unwrap_or(MAX_TRACKS);
            let tracks = tracks.saturating_mul(TRACK).min(MAX_TRACKS);
            at += thick + LAYER_GAP.max(self.label_room[layer]) + tracks;
        }
        starts
    }
}

/// Shelves: blocks in order of their first item, side by side until the frame's width is reached.
fn pack(count: usize, blocks: &[Block], direction: Direction) -> (Vec<Point>, Size) {
    let gap = NODE_GAP;
    let area: i64 = blocks
        .iter()
        .map(|block| i64::from(block.size.width + gap) * i64::from(block.size.height + gap))
        .sum();
    let mut frame = i32::try_from((area * 3 / 2).isqrt()).unwrap_or(i32::MAX / 4);
    if blocks.len() == 2 {
        // A drawing and its loose ends: below each other when reading rightwards, else beside each other.
        frame = if direction == Direction::Right { 0 } else { i32::MAX / 4 };
    }
    let mut places = vec![Point::default(); count];
    let (mut x, mut y, mut tall, mut width) = (0, 0, 0, 0);
    for block in blocks {
        if x > 0 && x + block.size.width > frame {
            (x, y, tall) = (0, y + tall + gap, 0);
        }
        for &(item, place) in &block.places {
            places[item] = Point { x: x + place.x, y: y + place.y };
        }
        width = width.max(x + block.size.width);
        tall = tall.max(block.size.height);
        x += block.size.width + gap;
    }
    (places, Size { width, height: y + tall })
}

/// Root of an item's part, with path halving.
fn find(leader: &mut [usize], mut item: usize) -> usize {
    while leader[item] != item {
        leader[item] = leader[leader[item]];
        item = leader[item];
    }
    item
}

/// Makes two parts one, led by the one declared first.
fn join(leader: &mut [usize], a: usize, b: usize) {
    let (a, b) = (find(leader, a), find(leader, b));
    leader[a.max(b)] = a.min(b);
}
