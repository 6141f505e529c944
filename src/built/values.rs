//! The attributes of one tag, and what they say.
//!
//! Hides which of them matter and how they are written. Never tells what they mean.

use std::borrow::Cow;
use std::ops::Range;

use super::address;
use super::elements::{KNOWN, Known};
use super::reference::decode;
use super::scan::{Attribute, Dialect};

/// The attributes of one tag that matter; of two with one name only the first counts.
pub(super) struct Attributes<'a> {
    /// A bit for each of [`Known`].
    pub(super) seen: u32,
    values: [Attribute<'a>; KNOWN],
    dialect: Dialect,
}

const _: () = assert!(KNOWN <= u32::BITS as usize, "each known attribute has its bit");

impl<'a> Attributes<'a> {
    /// None yet, of a text in `dialect`.
    pub(super) fn new(dialect: Dialect) -> Self {
        Attributes { seen: 0, values: [Attribute { name: &[], value: &[], start: 0 }; KNOWN], dialect }
    }

    /// Takes those of the next tag.
    pub(super) fn take(&mut self, written: &[Attribute<'a>]) {
        self.seen = 0;
        for attribute in written {
            if let Some(known) = Known::of(attribute.name)
                && self.seen & (1 << known as u32) == 0
            {
                self.seen |= 1 << known as u32;
                self.values[known as usize] = *attribute;
            }
        }
    }

    /// As it is written.
    pub(super) fn written(&self, known: Known) -> Option<Attribute<'a>> {
        (self.seen & (1 << known as u32) != 0).then(|| self.values[known as usize])
    }

    /// The value with its references resolved.
    pub(super) fn get(&self, known: Known) -> Option<Value<'a>> {
        let Attribute { value, start, .. } = self.written(known)?;
        Some(Value { at: start..start + value.len(), decoded: decode(value, self.dialect) })
    }
}

/// What an attribute says.
pub(super) struct Value<'a> {
    /// With its references resolved.
    pub(super) decoded: Cow<'a, [u8]>,
    /// Where it is written.
    pub(super) at: Range<usize>,
}

impl Value<'_> {
    /// Where a part of the value is written: the whole, where references stand in the way.
    pub(super) fn place(&self, part: Range<usize>) -> Range<usize> {
        match self.decoded {
            Cow::Borrowed(_) => self.at.start + part.start..self.at.start + part.end,
            Cow::Owned(_) => self.at.clone(),
        }
    }

    /// Where the value is written, without the space around it.
    pub(super) fn trimmed(&self) -> Range<usize> {
        let trimmed = address::trim(&self.decoded);
        let start = self.decoded.iter().position(|byte| *byte > b' ').unwrap_or(0);
        self.place(start..start + trimmed.len())
    }
}
