//! Words as numbers, while texts are counted.
//!
//! Hides the table. A map of the standard library would keep a text of its own for each word, and ask twice; this one
//! is only asked, and gone through in order of the words, so no order of a hash is seen.

/// The words seen so far.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// All words, one after the other.
    text: String,
    /// Where each ends in `text`.
    ends: Vec<usize>,
    /// The number of a word plus one, at the place that its hash says or the next free one; a power of two long.
    table: Vec<u32>,
}

impl Lexicon {
    /// The number of `word`, from 0 in the order of first sight.
    pub(super) fn number(&mut self, word: &str) -> usize {
        if self.ends.len() * 2 >= self.table.len() {
            self.grow();
        }
        let at = self.place(word);
        if self.table[at] == 0 {
            self.text.push_str(word);
            self.ends.push(self.text.len());
            self.table[at] = self.ends.len() as u32;
        }
        self.table[at] as usize - 1
    }

    /// The word with this number.
    pub(super) fn word(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[number]]
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where `word` is in the table, or would be.
    fn place(&self, word: &str) -> usize {
        let mask = self.table.len() - 1;
        let mut at = hash(word) & mask;
        while self.table[at] != 0 && self.word(self.table[at] as usize - 1) != word {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        self.table = vec![0; (self.table.len() * 2).max(1024)];
        for number in 0..self.len() {
            let at = self.place(self.word(number));
            self.table[at] = number as u32 + 1;
        }
    }
}

/// As rustc's own tables hash: eight bytes at a time. The low bits depend on all of them.
fn hash(word: &str) -> usize {
    let mut hash = word.len() as u64;
    for bytes in word.as_bytes().chunks(8) {
        let mut eight = [0; 8];
        eight[..bytes.len()].copy_from_slice(bytes);
        hash = (hash.rotate_left(5) ^ u64::from_le_bytes(eight)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    (hash >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_number() {
        let mut lexicon = Lexicon::default();
        let words: Vec<String> =
            (0..5000).map(|number| format!("{}w{number}", "é".repeat(number % 5))).collect();
        for round in 0..2 {
            for (number, word) in words.iter().enumerate() {
                assert_eq!(lexicon.number(word), number, "round {round}");
            }
        }
        assert_eq!((lexicon.len(), lexicon.word(4321)), (5000, words[4321].as_str()));
        assert_eq!(lexicon.number(""), 5000);
    }
}
