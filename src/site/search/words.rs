//! A text cut into the words that are searched.
//!
//! Hides what a word is; `words` in `search.js` cuts alike. Never takes a form of a word for another: that is `speech`.

use std::ops::Range;

use super::fold::{fold, is_mark};
use super::speech::Speech;

/// Of a longer word only this many characters are compared.
const LONGEST: usize = 32;

/// What a character is to the words around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// A part of a word.
    Letter,
    /// A word of its own, as in scripts that put nothing between words.
    Alone,
    /// Part of the word before it, and compared as nothing.
    Silent,
    /// Where letters may have been left out.
    Apostrophe,
    /// The end of a word.
    Gap,
}

/// Gives `found` every word of `text` as it is compared, and where it stands, in bytes.
pub(super) fn words(text: &str, speech: &Speech, mut found: impl FnMut(&str, Range<usize>)) {
    let mut word = Word::default();
    let mut before = Sort::Gap;
    for (at, c) in text.char_indices() {
        let sort = sort(c);
        match sort {
            Sort::Letter => word.push(c, at, before),
            Sort::Silent => word.stretch(at + c.len_utf8()),
            Sort::Alone | Sort::Apostrophe | Sort::Gap => {
                word.end(speech, sort, &mut found);
                if sort == Sort::Alone {
                    word.push(c, at, Sort::Gap);
                    word.end(speech, Sort::Gap, &mut found);
                }
            }
        }
        before = sort;
    }
    word.end(speech, Sort::Gap, &mut found);
}

/// The word that is being read.
#[derive(Default)]
struct Word {
    folded: String,
    count: usize,
    place: Range<usize>,
    is_after_apostrophe: bool,
}

impl Word {
    fn push(&mut self, c: char, at: usize, before: Sort) {
        if self.count == 0 {
            self.place = at..at;
            self.is_after_apostrophe = before == Sort::Apostrophe;
        }
        let (folded, count) = (&mut self.folded, &mut self.count);
        fold(c, |c| {
            if *count < LONGEST {
                folded.push(c);
                *count += 1;
            }
        });
        self.place.end = at + c.len_utf8();
    }

    fn stretch(&mut self, end: usize) {
        if self.count > 0 {
            self.place.end = end;
        }
    }

    fn end(&mut self, speech: &Speech, after: Sort, found: &mut impl FnMut(&str, Range<usize>)) {
        if self.count == 0 {
            return;
        }
        let word = self.folded.as_str();
        let is_elided = after == Sort::Apostrophe && speech.before.contains(&word)
            || self.is_after_apostrophe && speech.after.contains(&word);
        if !is_elided {
            found(word, self.place.clone());
        }
        self.folded.clear();
        self.count = 0;
    }
}

fn sort(c: char) -> Sort {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Sort::Letter,
        '\'' | '’' | 'ʼ' | '＇' => Sort::Apostrophe,
        '\0'..='\u{7f}' => Sort::Gap,
        // Where a line may be broken, and nothing shows.
        '\u{ad}' => Sort::Silent,
        _ if is_mark(c) => Sort::Silent,
        '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
            if c.is_alphanumeric() =>
        {
            Sort::Alone
        }
        _ if c.is_alphanumeric() => Sort::Letter,
        _ => Sort::Gap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str, text: &str) -> String {
        let mut all = Vec::new();
        words(text, Speech::of(code), |word, _| all.push(word.to_owned()));
        all.join(" ")
    }

    #[test]
    fn elisions_say_nothing() {
        assert_eq!(of("fr", "L’élision d'un service qu’on n'a pas"), "elision un service on a pas");
        assert_eq!(of("en", "The user's queue, don’t"), "the user queue don");
        assert_eq!(of("fr", "aujourd’hui, s3, l 'a'"), "aujourd hui s3 l a");
    }

    #[test]
    fn hyphens_digits_and_other_scripts() {
        assert_eq!(of("fr", "sous-réseau EC2 10.0.0.0/20"), "sous reseau ec2 10 0 0 0 20");
        assert_eq!(of("en", "東京リージョン ap 🎉 1️⃣ co\u{ad}op"), "東 京 リ ー ジ ョ ン ap 1 coop");
        assert_eq!(of("en", "\u{301}a\u{301} \u{301}"), "a");
    }

    #[test]
    fn a_word_has_its_place_and_an_end() {
        let text = format!("é {} b", "x".repeat(50));
        let mut found = Vec::new();
        words(&text, Speech::of("fr"), |word, place| found.push((word.len(), &text[place])));
        assert_eq!(found[0], (1, "é"));
        assert_eq!((found[1].0, found[1].1.len()), (32, 50));
        assert_eq!(found[2], (1, "b"));
    }
}
