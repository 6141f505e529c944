//! The anchors that the addresses of one file ask for.
//!
//! Hides how they are kept. Never tells whether they are there.

use std::ops::Range;

use super::place;

/// Anchors by the files that should have them.
#[derive(Default, Debug)]
pub(super) struct Asked {
    names: Vec<u8>,
    entries: Vec<Ask>,
}

#[derive(Clone, Debug)]
struct Ask {
    target: u32,
    name: Range<u32>,
    place: Range<u32>,
}

impl Asked {
    /// Takes one more, asked of `target` by what stands at `at`.
    pub(super) fn push(&mut self, target: u32, name: &[u8], at: Range<usize>) {
        let start = self.names.len();
        self.names.extend_from_slice(name);
        self.entries.push(Ask { target, name: place(start..self.names.len()), place: place(at) });
    }

    /// Target, name as it is written, and place.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &[u8], Range<u32>)> {
        let name = |ask: &Ask| ask.name.start as usize..ask.name.end as usize;
        self.entries.iter().map(move |ask| (ask.target, &self.names[name(ask)], ask.place.clone()))
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.names.clear();
        self.entries.clear();
    }
}
