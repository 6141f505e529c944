//! Where addresses led that were seen before in the same folder.
//!
//! Hides that pages of a site have most of their addresses in common, as in their navigation. Remembers only what led to
//! a file; the last address of a slot wins. Never changes a result.

use std::ops::Range;

/// How many addresses are remembered; a power of two.
const SLOTS: usize = 1 << SLOT_BITS;
const SLOT_BITS: u32 = 10;
/// Shorter addresses are as fast to follow.
const SHORTEST: usize = 8;
/// Longer ones are rare.
const LONGEST: usize = 54;

/// The memory of one thread.
#[derive(Default)]
pub(super) struct Memo {
    folder: String,
    slots: Vec<Slot>,
}

#[derive(Clone, Copy)]
struct Slot {
    /// 0: nothing is remembered.
    length: u8,
    bytes: [u8; LONGEST],
    led: Led,
}

/// Where an address led.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Led {
    /// The file.
    pub(super) target: u32,
    anchor: (u8, u8),
}

impl Led {
    /// To `target`; `anchor` are the bytes of the address that name an anchor to look for. None: it is too long.
    pub(super) fn new(target: u32, anchor: Range<usize>) -> Option<Self> {
        let (start, end) = (u8::try_from(anchor.start).ok()?, u8::try_from(anchor.end).ok()?);
        Some(Led { target, anchor: (start, end) })
    }

    /// The part of `address` that names an anchor; none if it asks for none.
    pub(super) fn anchor(self, address: &[u8]) -> Option<&[u8]> {
        let (start, end) = self.anchor;
        address.get(usize::from(start)..usize::from(end)).filter(|anchor| !anchor.is_empty())
    }
}

impl Memo {
    /// Forgets everything unless it was learnt in this folder.
    pub(super) fn enter(&mut self, folder: &str) {
        if self.slots.is_empty() || self.folder != folder {
            let led = Led { target: 0, anchor: (0, 0) };
            self.slots.clear();
            self.slots.resize(SLOTS, Slot { length: 0, bytes: [0; LONGEST], led });
            folder.clone_into(&mut self.folder);
        }
    }

    /// Where `address`, written so, led before.
    pub(super) fn find(&self, address: &[u8]) -> Option<Led> {
        let slot = self.slots.get(index(address)?)?;
        (slot.bytes.get(..usize::from(slot.length))? == address).then_some(slot.led)
    }

    /// Remembers where `address` led.
    pub(super) fn learn(&mut self, address: &[u8], led: Led) {
        if let Some(slot) = index(address).and_then(|index| self.slots.get_mut(index)) {
            slot.length = address.len() as u8;
            slot.bytes[..address.len()].copy_from_slice(address);
            slot.led = led;
        }
    }
}

/// The slot of an address, from its length and both its ends; none if it is too short or too long.
fn index(address: &[u8]) -> Option<usize> {
    if !(SHORTEST..=LONGEST).contains(&address.len()) {
        return None;
    }
    let first = u64::from_le_bytes(*address.first_chunk()?);
    let last = u64::from_le_bytes(*address.last_chunk()?);
    let mixed = (first ^ last.rotate_left(29) ^ address.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Some((mixed >> (u64::BITS - SLOT_BITS)) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learnt_in_a_folder_is_known_there_alone() {
        let led = Led::new(7, 12..14).expect("it is short");
        let mut memo = Memo::default();
        memo.enter("a/");
        memo.learn(b"../page.html#hi", led);
        memo.learn(b"short", led);
        assert_eq!(memo.find(b"../page.html#hi"), Some(led));
        assert_eq!(led.anchor(b"../page.htm#hi"), Some(&b"hi"[..]));
        assert_eq!(memo.find(b"../page.html#ho"), None);
        assert_eq!(memo.find(b"short"), None);
        memo.enter("a/");
        assert_eq!(memo.find(b"../page.html#hi"), Some(led));
        memo.enter("b/");
        assert_eq!(memo.find(b"../page.html#hi"), None);
    }

    #[test]
    fn addresses_of_one_slot_are_told_apart() {
        let mut memo = Memo::default();
        memo.enter("");
        let (one, other) = (b"abcdefgh-1-ijklmnop", b"abcdefgh-2-ijklmnop");
        assert_eq!(index(one), index(other));
        memo.learn(one, Led { target: 1, anchor: (0, 0) });
        assert_eq!(memo.find(other), None);
        memo.learn(other, Led { target: 2, anchor: (0, 0) });
        assert_eq!((memo.find(one), memo.find(other).map(|led| led.target)), (None, Some(2)));
    }
}
