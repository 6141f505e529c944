//! Leads connections around the groups they would cut.
//!
//! An order may leave steps that cut through a foreign group. Such a connection is taken apart and led anew: down its
//! own column and across where nothing is in the way, or else past the first or last layer of the innermost group
//! around both ends, where nothing ever is. So no connection cuts a group, by construction. What was there before
//! stays as fillers, and no other connection moves.

use super::net::{Item, Kind, Link, Net, Side, Step, Turn, Way};
use super::order::{Entry, Order, entry, raw};
use super::problem::Extent;
use super::tracks;

/// The net and its lists without cuts; `None` if there are none.
pub(super) fn mend(order: &Order) -> Option<(Net, Vec<Vec<u32>>)> {
    let net = order.net;
    let cut: Vec<usize> = (0..net.ways.len()).filter(|&way| is_cut(order, &net.ways[way])).collect();
    if cut.is_empty() {
        return None;
    }
    let mut draft = Draft { net: net.clone(), lists: order.all_lists() };
    let mut paths: Vec<Option<Path>> = vec![None; net.ways.len()];
    for way in cut {
        paths[way] = Some(draft.lead(&net.ways[way]));
    }
    draft.rebuild(net, paths);
    Some((draft.net, draft.lists))
}

fn is_cut(order: &Order, way: &Way) -> bool {
    way.links.iter().any(|link| match link {
        Link::Step(step) => {
            let step = order.net.steps[*step as usize];
            let layer = order.net.items[step.upper as usize].layer;
            order.walls[layer as usize].iter().any(|&group| {
                let (above, below) = order.sides(step, group);
                above * below < 0
            })
        }
        Link::Turn(turn) => is_turn_cut(order, &order.net.turns[*turn as usize]),
    })
}

fn is_turn_cut(order: &Order, turn: &Turn) -> bool {
    let layer = order.net.items[turn.a as usize].layer;
    // What it runs past goes on from its layer to the next, or to the one before.
    let channel = if turn.side == Side::Before { layer.checked_sub(1) } else { Some(layer) };
    let walls = channel.map_or(&[][..], |channel| &order.walls[channel as usize]);
    !tracks::is_open(order, turn.a, turn.b) && walls.iter().any(|&group| order.is_passing(turn, group))
}

/// Items one after the other, and whether what joins each to the next is a turn, and on which side.
#[derive(Clone, Debug, Default)]
struct Path {
    items: Vec<u32>,
    turns: Vec<Option<Side>>,
}

impl Path {
    fn push(&mut self, item: u32, turn: Option<Side>) {
        if !self.items.is_empty() {
            self.turns.push(turn);
        }
        self.items.push(item);
    }
}

struct Draft {
    net: Net,
    lists: Vec<Vec<u32>>,
}

/// Where an item stands in the lists: its group, layer and entry.
#[derive(Clone, Copy)]
struct Spot {
    group: u32,
    layer: u32,
    index: usize,
}

impl Draft {
    fn list(&self, group: u32, layer: u32) -> usize {
        self.net.list(group, layer)
    }

    /// Where an item, or the group around it that a group holds, stands in a layer of that group.
    fn spot(&self, group: u32, layer: u32, of: Entry) -> Spot {
        let list = &self.lists[self.list(group, layer)];
        let index =
            list.iter().position(|&other| entry(other) == of).expect("what a group holds is in its list");
        Spot { group, layer, index }
    }

    /// The child of `group` that holds an item, or the item itself.
    fn child(&self, group: u32, item: u32) -> Entry {
        let chain = self.net.chain(self.net.items[item as usize].group);
        let inner = chain.take_while(|&other| other != group).last();
        inner.map_or(Entry::Item(item), Entry::Group)
    }

    fn insert(&mut self, spot: Spot) -> u32 {
        let item = self.net.items.len() as u32;
        let Spot { group, layer, .. } = spot;
        self.net.items.push(Item { kind: Kind::Pass, layer, group, size: Extent::default() });
        let list = self.list(spot.group, spot.layer);
        self.lists[list].insert(spot.index, raw(Entry::Item(item)));
        item
    }

    /// Takes back the items that were put in from `first` on.
    fn take_back(&mut self, first: usize) {
        for item in (first..self.net.items.len()).rev() {
            let Item { group, layer, .. } = self.net.items[item];
            let list = self.list(group, layer);
            self.lists[list].retain(|&raw| entry(raw) != Entry::Item(item as u32));
        }
        self.net.items.truncate(first);
    }

    /// Where something may stand in `layer` so that no group is between it and a spot of the layer beside.
    fn follow(&self, from: Spot, layer: u32) -> Spot {
        let old = &self.lists[self.list(from.group, from.layer)];
        let new = &self.lists[self.list(from.group, layer)];
        let is_shared = |raw: &&u32| match entry(**raw) {
            Entry::Item(_) => false,
            Entry::Group(group) => {
                let (first, last) = self.net.spans[group as usize];
                first <= layer && layer <= last
            }
        };
        let place = |raw: &u32| new.iter().position(|other| other == raw).unwrap_or(0);
        // Groups stand in one order in all layers, so only the nearest ones count.
        let low = old[..from.index].iter().rev().find(is_shared).map_or(0, |raw| place(raw) + 1);
        let high = old[from.index..].iter().skip(1).find(is_shared).map_or(new.len(), place);
        let fair = from.index * new.len() / old.len().max(1);
        Spot { group: from.group, layer, index: fair.clamp(low, high.max(low)) }
    }

    /// The items of a column that starts at `item` and runs to `layer`, staying in each group around it as long as it
    /// goes on and never leaving `meet`. The first is `item` itself.
    fn column(&mut self, item: u32, meet: u32, layer: u32) -> Vec<u32> {
        let start = self.net.items[item as usize];
        let mut column = vec![item];
        let mut last = item;
        let mut at = start.layer;
        while at != layer {
            let next = if layer > at { at + 1 } else { at - 1 };
            let mut group = start.group;
            while group != meet
                && !(self.net.spans[group as usize].0..=self.net.spans[group as usize].1).contains(&next)
            {
                group = self.net.parents[group as usize];
            }
            let from = self.spot(group, at, self.child(group, last));
            let spot = self.follow(from, next);
            last = self.insert(spot);
            column.push(last);
            at = next;
        }
        column
    }

    /// A column in `meet` right beside a child of it, over some of its layers.
    fn beside(
        &mut self,
        meet: u32,
        child: Entry,
        layers: impl Iterator<Item = u32>,
        is_after: bool,
    ) -> Vec<u32> {
        let mut column = Vec::new();
        for layer in layers {
            let mut spot = self.spot(meet, layer, child);
            spot.index += usize::from(is_after);
            column.push(self.insert(spot));
        }
        column
    }

    fn span(&self, child: Entry) -> (u32, u32) {
        match child {
            Entry::Item(item) => (self.net.items[item as usize].layer, self.net.items[item as usize].layer),
            Entry::Group(group) => self.net.spans[group as usize],
        }
    }

    /// The innermost group around both of two items.
    fn meet(&self, a: u32, b: u32) -> u32 {
        self.net.meet(self.net.items[a as usize].group, self.net.items[b as usize].group)
    }

    /// Whether no group goes on between two spots of a group, in a layer and the next.
    fn is_free(&self, meet: u32, (a, b): (u32, u32), channel: u32) -> bool {
        let (upper, lower) = (self.child(meet, a), self.child(meet, b));
        let at = |layer: u32, child: Entry| {
            let span = self.span(child);
            (span.0..=span.1).contains(&layer).then(|| self.spot(meet, layer, child).index)
        };
        let here = &self.lists[self.list(meet, channel)];
        let there = &self.lists[self.list(meet, channel + 1)];
        let Some(a) = at(channel, upper) else { return false };
        let Some(b) = at(channel + 1, lower) else { return false };
        here.iter().enumerate().all(|(index, raw)| {
            let Entry::Group(_) = entry(*raw) else { return true };
            let Some(below) = there.iter().position(|other| other == raw) else { return true };
            let (above, below) = (index.cmp(&a), below.cmp(&b));
            above == below || above.is_eq() || below.is_eq()
        })
    }

    /// Leads a connection anew.
    fn lead(&mut self, way: &Way) -> Path {
        let (upper, lower) = (way.items[0], way.items[way.items.len() - 1]);
        let label = way.items.iter().find(|&&item| self.net.items[item as usize].kind == Kind::Label);
        let size = label.map(|&item| self.net.items[item as usize].size);
        way.items[1..way.items.len() - 1].iter().for_each(|&item| self.abandon(item));
        let meet = self.meet(upper, lower);
        let is_flat = self.net.items[upper as usize].layer == self.net.items[lower as usize].layer;
        let mut path = if is_flat { self.below(meet, upper, lower) } else { self.past(meet, upper, lower) };
        if let Some(size) = size {
            self.set_label(&mut path, meet, size);
        }
        path
    }

    fn abandon(&mut self, item: u32) {
        let item = &mut self.net.items[item as usize];
        (item.kind, item.size) = (Kind::Filler, Extent { across: 2, along: 0 });
    }

    /// Makes one of the inner items of a path its label, preferably one outside the groups of one end only.
    fn set_label(&mut self, path: &mut Path, meet: u32, size: Extent) {
        let inner = 1..path.items.len() - 1;
        let middle = path.items.len() / 2;
        let group = |index: usize| self.net.items[path.items[index] as usize].group;
        let best = inner.min_by_key(|&index| (group(index) != meet, index.abs_diff(middle)));
        let best = best.expect("a labelled connection passes a layer between its ends");
        let item = &mut self.net.items[path.items[best] as usize];
        (item.kind, item.size) = (Kind::Label, size);
    }

    /// The way from one layer to a later one: straight across between two columns where that is free, or past the
    /// first or last layer of `meet`.
    fn past(&mut self, meet: u32, upper: u32, lower: u32) -> Path {
        let (from, to) = (self.net.items[upper as usize].layer, self.net.items[lower as usize].layer);
        let kept = self.net.items.len();
        for channel in from..to {
            let down = self.column(upper, meet, channel);
            let up = self.column(lower, meet, channel + 1);
            if self.is_clear(down[down.len() - 1], up[up.len() - 1], channel) {
                let mut path = Path::default();
                down.into_iter().chain(up.into_iter().rev()).for_each(|item| path.push(item, None));
                return path;
            }
            self.take_back(kept);
        }
        let (first, last) = self.net.spans[meet as usize];
        let (a, b) = (self.child(meet, upper), self.child(meet, lower));
        let (over, under) = (self.span(a).1 - first, last - self.span(b).0);
        if over < under { self.over(meet, upper, lower, first) } else { self.under(meet, upper, lower, last) }
    }

    /// Whether a step between two items cuts no foreign group.
    fn is_clear(&self, a: u32, b: u32, channel: u32) -> bool {
        let mut meet = self.meet(a, b);
        // Where the two stand in one group, its parents see the same child on both sides.
        loop {
            if !self.is_free(meet, (a, b), channel) {
                return false;
            }
            let inner = [a, b].map(|item| self.child(meet, item));
            let deeper = [(inner[0], a), (inner[1], b)].into_iter().any(|(child, item)| {
                !matches!(child, Entry::Item(_)) && !self.leaves_freely(child, item, channel)
            });
            if deeper {
                return false;
            }
            if meet == self.net.root() {
                return true;
            }
            meet = self.net.parents[meet as usize];
            if self.net.is_within(a, meet) && self.net.is_within(b, meet) {
                return true;
            }
        }
    }

    /// Whether a step may leave an item's groups sideways without cutting what else those hold: only if they end here.
    fn leaves_freely(&self, child: Entry, item: u32, channel: u32) -> bool {
        let layer = self.net.items[item as usize].layer;
        let Entry::Group(outer) = child else { return true };
        let chain = self.net.chain(self.net.items[item as usize].group);
        let mut groups = chain.take_while(|&group| self.net.is_nested(group, outer));
        groups.all(|group| {
            let (first, last) = self.net.spans[group as usize];
            let goes_on = first <= channel && channel < last;
            let is_alone = |layer: u32| {
                self.lists[self.list(group, layer)].iter().all(|&raw| {
                    let Entry::Group(inner) = entry(raw) else { return true };
                    self.net.is_within(item, inner)
                })
            };
            !goes_on || (is_alone(layer) && is_alone(if layer == channel { channel + 1 } else { channel }))
        })
    }

    /// Past the first layer of `meet`: out below, up beside, across before the first layer, and down.
    fn over(&mut self, meet: u32, upper: u32, lower: u32, first: u32) -> Path {
        let a = self.child(meet, upper);
        let (start, end) = self.span(a);
        let mut path = Path::default();
        for item in self.column(upper, meet, end) {
            path.push(item, None);
        }
        let is_after = self.is_after(meet, upper, lower);
        let mut up = self.beside(meet, a, (start..=end).rev(), is_after);
        let top = up[up.len() - 1];
        up.extend(self.column(top, meet, first).into_iter().skip(1));
        path.push(up[0], Some(Side::After));
        up[1..].iter().for_each(|&item| path.push(item, None));
        let down = self.column(lower, meet, first.min(self.net.items[lower as usize].layer));
        let mut down = down.into_iter().rev();
        path.push(down.next().expect("a column holds its start"), Some(Side::Before));
        down.for_each(|item| path.push(item, None));
        path
    }

    /// Past the last layer of `meet`: the same from the other end.
    fn under(&mut self, meet: u32, upper: u32, lower: u32, last: u32) -> Path {
        let b = self.child(meet, lower);
        let (start, end) = self.span(b);
        let mut path = Path::default();
        for item in self.column(upper, meet, last) {
            path.push(item, None);
        }
        let is_after = self.is_after(meet, lower, upper);
        let mut down = self.beside(meet, b, start..=end, is_after);
        let bottom = down[down.len() - 1];
        down.extend(self.column(bottom, meet, last).into_iter().skip(1));
        let mut up = down.into_iter().rev();
        path.push(up.next().expect("a column holds its start"), Some(Side::After));
        up.for_each(|item| path.push(item, None));
        let mut into = self.column(lower, meet, start).into_iter().rev();
        path.push(into.next().expect("a column holds its start"), Some(Side::Before));
        into.for_each(|item| path.push(item, None));
        path
    }

    /// Whether the child of `meet` around `b` stands after that around `a`, by a layer that both share or else by
    /// where they stand among all.
    fn is_after(&self, meet: u32, a: u32, b: u32) -> bool {
        let fraction = |item: u32| {
            let layer = self.net.items[item as usize].layer;
            let list = &self.lists[self.list(meet, layer)];
            let index = self.spot(meet, layer, self.child(meet, item)).index;
            (index * 1000) / list.len()
        };
        fraction(b) >= fraction(a)
    }

    /// Within one layer, where a group stands between: below all that is between.
    fn below(&mut self, meet: u32, a: u32, b: u32) -> Path {
        let last = self.net.spans[meet as usize].1;
        let mut path = Path::default();
        self.column(a, meet, last).into_iter().for_each(|item| path.push(item, None));
        let mut back = self.column(b, meet, last).into_iter().rev();
        path.push(back.next().expect("a column holds its start"), Some(Side::After));
        back.for_each(|item| path.push(item, None));
        path
    }

    /// Cuts all connections into steps and turns again.
    fn rebuild(&mut self, old: &Net, paths: Vec<Option<Path>>) {
        let loose = old.steps.iter().filter(|step| step.way == super::net::NO_WAY).copied();
        self.net.steps.clear();
        self.net.turns.clear();
        for (index, (way, path)) in old.ways.iter().zip(paths).enumerate() {
            let path = path.unwrap_or_else(|| {
                let turn = |link: &Link| match link {
                    Link::Step(_) => None,
                    Link::Turn(turn) => Some(old.turns[*turn as usize].side),
                };
                Path { items: way.items.clone(), turns: way.links.iter().map(turn).collect() }
            });
            let links = path
                .items
                .windows(2)
                .zip(&path.turns)
                .map(|(pair, turn)| self.link(pair, *turn, index as u32));
            let links: Vec<Link> = links.collect();
            let changed = &mut self.net.ways[index];
            (changed.items, changed.links) = (path.items, links);
        }
        self.net.steps.extend(loose);
        self.net.index();
        self.net.homes.resize(self.net.items.len(), None);
        for item in old.items.len()..self.net.items.len() {
            self.net.homes[item] = self.net.home(self.net.items[item].group);
        }
    }

    fn link(&mut self, pair: &[u32], turn: Option<Side>, way: u32) -> Link {
        if let Some(side) = turn {
            self.net.turns.push(Turn { a: pair[0], b: pair[1], way, side });
            return Link::Turn(self.net.turns.len() as u32 - 1);
        }
        let is_down = self.net.items[pair[0] as usize].layer < self.net.items[pair[1] as usize].layer;
        let (upper, lower) = if is_down { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
        self.net.steps.push(Step { upper, lower, way });
        Link::Step(self.net.steps.len() as u32 - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::order::side;
    use super::super::sample;
    use super::*;

    /// Orders a text by chance and mends it; whether there was something to mend.
    fn check(text: &str, seed: u64) -> bool {
        let problem = sample::problem(text);
        let net = Net::new(&problem, &sample::ranks(&problem));
        let order = sample::order(&net, seed);
        let is_any_cut = net.ways.iter().any(|way| is_cut(&order, way))
            || net.turns.iter().any(|turn| is_turn_cut(&order, turn));
        let Some((mended, lists)) = mend(&order) else {
            assert!(!is_any_cut, "{text}: something is cut and nothing is mended");
            return false;
        };
        let after = Order::of_lists(&mended, lists, order.lists.group_ranks.clone());
        assert!(after.is_consistent(), "{text}");
        for way in &mended.ways {
            assert!(!is_cut(&after, way), "{text}: seed {seed}, way {way:?}");
            for (link, pair) in way.links.iter().zip(way.items.windows(2)) {
                let layers = [pair[0], pair[1]].map(|item| mended.items[item as usize].layer);
                let distance = layers[0].abs_diff(layers[1]);
                assert_eq!(distance, u32::from(matches!(link, Link::Step(_))), "{text}: {way:?}");
            }
        }
        for turn in &mended.turns {
            let layer = mended.items[turn.a as usize].layer;
            // Before a layer, what starts there is not in the way yet.
            let is_clear = turn.side == Side::Before
                && after.walls[layer as usize].iter().all(|&group| {
                    let range = after.range(group, layer);
                    let sides = [turn.a, turn.b].map(|item| side(after.pos[item as usize], range));
                    sides[0] * sides[1] >= 0 || mended.spans[group as usize].0 == layer
                });
            assert!(is_clear || !is_turn_cut(&after, turn), "{text}: seed {seed}, {turn:?}");
        }
        // What was not led anew stands as it stood.
        for (layer, line) in order.layers.iter().enumerate() {
            let old = after.layers[layer].iter().filter(|&&item| (item as usize) < net.items.len());
            assert!(old.eq(line), "{text}: layer {layer}");
        }
        for (old, new) in net.ways.iter().zip(&mended.ways) {
            assert_eq!((old.items[0], old.items.last()), (new.items[0], new.items.last()), "{text}");
            let label = |net: &Net, way: &Way| {
                way.items.iter().filter(|&&item| net.items[item as usize].kind == Kind::Label).count()
            };
            assert_eq!(label(&net, old), label(&mended, new), "{text}: {new:?}");
        }
        is_any_cut
    }

    #[test]
    fn a_connection_that_cuts_a_group_is_led_around_it() {
        // A wall of two layers with a node on either side of it.
        let text = "s g[ b c ] a d s>a s>b b>c a>d";
        assert!((0..20).filter(|&seed| check(text, seed)).count() > 0);
    }

    #[test]
    fn labels_go_with_their_connections() {
        let text = "g[ b c e ] a d h[ f ] b>c c>e a>d: a>f: f>e d>f:";
        assert!((0..40).filter(|&seed| check(text, seed)).count() > 0);
    }

    #[test]
    fn no_cut_is_left_in_any_order() {
        let mended = (0..150).filter(|&seed| check(&sample::random(seed), seed)).count();
        assert!(mended > 20, "only {mended} had something to mend");
    }
}
