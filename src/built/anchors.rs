//! What the addresses of one file can point to with a `#`.
//!
//! Hides how anchors are kept and compared. Never tells who points to them.

use std::ops::Range;

use percent_encoding::percent_decode;

use super::place;

/// What makes an anchor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Kind {
    /// An `id`.
    Id,
    /// A `name` on `a`, which may be the same as an `id`.
    Name,
    /// An `id` in a `template`, which may become one any number of times.
    Template,
}

/// The anchors of a file; sorted once all are in.
#[derive(Default, Debug)]
pub(super) struct Anchors {
    names: Vec<u8>,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    name: Range<u32>,
    place: Range<u32>,
    kind: Kind,
}

impl Anchors {
    /// Takes one more, which stands at `at`.
    pub(super) fn push(&mut self, name: &[u8], at: Range<usize>, kind: Kind) {
        if !name.is_empty() {
            let start = self.names.len();
            self.names.extend_from_slice(name);
            self.entries.push(Entry { name: place(start..self.names.len()), place: place(at), kind });
        }
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.names.clear();
        self.entries.clear();
    }

    fn name(&self, entry: &Entry) -> &[u8] {
        slice(&self.names, &entry.name)
    }

    /// Puts them in order, so that [`Anchors::has`] finds them.
    pub(super) fn sort(&mut self) {
        let names = &self.names;
        self.entries.sort_unstable_by(|a, b| {
            let key = |entry: &Entry| (entry.kind, entry.place.start);
            slice(names, &a.name).cmp(slice(names, &b.name)).then_with(|| key(a).cmp(&key(b)))
        });
    }

    /// Every `id` that is there before: its name, its place, and the first place.
    pub(super) fn duplicates(&self) -> impl Iterator<Item = (&[u8], Range<u32>, Range<u32>)> {
        let same = self.entries.chunk_by(|a, b| self.name(a) == self.name(b));
        same.filter(|group| group.len() > 1).flat_map(|group| {
            let ids = group.iter().filter(|entry| entry.kind == Kind::Id);
            let first = &group[0];
            ids.skip(1).map(|entry| (self.name(entry), entry.place.clone(), first.place.clone()))
        })
    }

    /// Whether one is called as `wanted` is written, or as it reads with `%20` and the like resolved.
    pub(super) fn has(&self, wanted: &[u8]) -> bool {
        self.has_exactly(wanted)
            || (wanted.contains(&b'%') && self.has_exactly(&percent_decode(wanted).collect::<Vec<u8>>()))
    }

    pub(super) fn has_exactly(&self, wanted: &[u8]) -> bool {
        self.entries.binary_search_by(|entry| self.name(entry).cmp(wanted)).is_ok()
    }

    /// Every `id` and its place, by name.
    pub(super) fn ids(&self) -> impl Iterator<Item = (&[u8], Range<u32>)> {
        let ids = self.entries.iter().filter(|entry| entry.kind == Kind::Id);
        ids.map(|entry| (self.name(entry), entry.place.clone()))
    }

    /// All names as texts, for those who look for a similar one.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|entry| std::str::from_utf8(self.name(entry)).ok())
    }

    /// The same, taking no more room than needed.
    pub(super) fn packed(&self) -> Self {
        Anchors { names: self.names.clone(), entries: self.entries.clone() }
    }
}

fn slice<'a>(bytes: &'a [u8], range: &Range<u32>) -> &'a [u8] {
    &bytes[range.start as usize..range.end as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchors(names: &[(&str, Kind)]) -> Anchors {
        let mut anchors = Anchors::default();
        for (index, (name, kind)) in names.iter().enumerate() {
            anchors.push(name.as_bytes(), index..index + 1, *kind);
        }
        anchors.sort();
        anchors
    }

    #[test]
    fn an_anchor_is_found_as_written_or_decoded() {
        let anchors =
            anchors(&[("é", Kind::Id), ("a%20b", Kind::Name), ("c d", Kind::Id), ("x", Kind::Template)]);
        for wanted in ["%C3%A9", "é", "a%20b", "c%20d", "x"] {
            assert!(anchors.has(wanted.as_bytes()), "{wanted}");
        }
        for wanted in ["É", "a b", "C d", ""] {
            assert!(!anchors.has(wanted.as_bytes()), "{wanted}");
        }
    }

    #[test]
    fn only_ids_are_duplicates() {
        let anchors = anchors(&[
            ("a", Kind::Name),
            ("a", Kind::Id),
            ("b", Kind::Template),
            ("b", Kind::Template),
            ("c", Kind::Id),
            ("d", Kind::Id),
            ("c", Kind::Id),
            ("c", Kind::Id),
        ]);
        let found: Vec<_> =
            anchors.duplicates().map(|(name, at, first)| (name, at.start, first.start)).collect();
        assert_eq!(found, [(&b"c"[..], 6, 4), (b"c", 7, 4)]);
    }
}
