//! A query answered from the files of an index, as `search.js` does it line by line.
//!
//! Only tests ask here: the browser is where readers do. What both find for the queries of `tests/search/vectors.json`
//! must be the same. Loads nothing: all pieces are at hand.

use std::collections::BTreeMap;

use super::shards::Shard;
use super::speech::Speech;
use super::words::words;

/// A word of a query may come from this many pieces.
const MOST_PIECES: usize = 3;
/// What a word of the index counts that is as asked, another form, longer, or one typo away; the longer ones by how
/// much of them was typed, within these bounds.
const SAME: u32 = 16;
const FORM: u32 = 14;
const LONGER: (u32, u32) = (4, 12);
const TYPO: u32 = 5;
/// From how many characters on a word may hold a typo.
const TYPO_FROM: usize = 4;

/// An index read back.
pub(super) struct Loaded {
    speech: &'static Speech,
    firsts: Vec<String>,
    pieces: Vec<Vec<(String, bool, Vec<(u32, u8)>)>>,
}

/// One word of a query.
struct Asked {
    word: String,
    stem: String,
    may_go_on: bool,
}

impl Loaded {
    pub(super) fn new(shards: &[Shard], speech: &'static Speech) -> Self {
        let content = |name: &str| {
            let (_, script) =
                shards.iter().find(|(shard, _)| shard == name).expect("the manifest names files");
            let json = script.strip_prefix(&format!("maquette.search.take(\"{name}\","));
            let json = json.and_then(|json| json.strip_suffix(");\n")).expect("all files are made alike");
            serde_json::from_str::<serde_json::Value>(json).expect("the content is JSON")
        };
        let manifest = content("index");
        let firsts = manifest["words"].as_array().expect("a list").iter();
        let firsts: Vec<String> = firsts.map(|piece| piece[0].as_str().expect("a word").to_owned()).collect();
        let pieces = (0..firsts.len()).map(|piece| {
            let text = content(&format!("w{piece}"));
            text.as_str().expect("a text").split(' ').map(read).collect()
        });
        Loaded { speech, pieces: pieces.collect(), firsts }
    }

    /// The documents that answer `query`, best first.
    pub(super) fn ask(&self, query: &str) -> Vec<u32> {
        let asked = self.asked(query);
        let mut scores: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        for one in &asked {
            let (best, is_common) = self.places(one);
            for (document, counts) in best {
                let score = scores.entry(document).or_default();
                score.0 += u32::from(!is_common);
                score.1 += counts;
            }
        }
        let most = scores.values().map(|score| score.0).max().unwrap_or(0);
        let mut found: Vec<(u32, u32)> =
            scores.iter().filter(|(_, score)| score.0 == most).map(|(id, score)| (score.1, *id)).collect();
        found.sort_by_key(|(counts, document)| (std::cmp::Reverse(*counts), *document));
        found.into_iter().map(|(_, document)| document).collect()
    }

    fn asked(&self, query: &str) -> Vec<Asked> {
        let mut asked: Vec<Asked> = Vec::new();
        words(query, self.speech, |word, place| {
            asked.retain(|earlier| earlier.word != word);
            let stem = self.speech.stem(word);
            asked.push(Asked { word: word.to_owned(), stem, may_go_on: place.end == query.len() });
        });
        asked
    }

    /// What each document counts for one word, and whether others may have the word too.
    fn places(&self, asked: &Asked) -> (BTreeMap<u32, u32>, bool) {
        let pieces = self.pieces_of(asked);
        let entries: Vec<_> = pieces.iter().flat_map(|piece| &self.pieces[*piece]).collect();
        let mut best = BTreeMap::new();
        let mut is_common = false;
        let mut add = |entry: &(String, bool, Vec<(u32, u8)>), factor: u32| {
            is_common |= entry.1 && factor >= FORM;
            for (document, level) in &entry.2 {
                let counts = value(*level) * factor;
                let before = best.entry(*document).or_insert(0);
                *before = counts.max(*before);
            }
        };
        let mut any = false;
        for entry in &entries {
            if let Some(factor) = self.factor(asked, &entry.0) {
                add(entry, factor);
                any = true;
            }
        }
        if !any && asked.word.chars().count() >= TYPO_FROM {
            for entry in entries.iter().filter(|entry| is_typo(&asked.word, &entry.0, asked.may_go_on)) {
                add(entry, TYPO);
            }
        }
        (best, is_common)
    }

    fn factor(&self, asked: &Asked, word: &str) -> Option<u32> {
        if word == asked.word {
            return Some(SAME);
        }
        if self.speech.stem(word) == asked.stem {
            return Some(FORM);
        }
        let longer = asked.may_go_on && word.starts_with(&asked.word);
        let (typed, all) = (asked.word.chars().count() as u32, word.chars().count() as u32);
        longer.then(|| (SAME * typed / all).clamp(LONGER.0, LONGER.1))
    }

    /// The pieces that hold the word, its forms and what begins with it.
    fn pieces_of(&self, asked: &Asked) -> Vec<usize> {
        let mut start: Vec<char> = asked.stem.chars().collect();
        if start.len() > 3 {
            start.pop();
        }
        let start: String = start.into_iter().collect();
        let holds =
            |word: &str| self.firsts.partition_point(|first| first.as_str() <= word).saturating_sub(1);
        if self.firsts.is_empty() {
            return Vec::new();
        }
        let own = holds(&asked.word);
        let mut pieces = vec![own];
        let last = holds(&format!("{start}\u{10ffff}"));
        for piece in holds(&start)..=last {
            if piece != own && pieces.len() < MOST_PIECES {
                pieces.push(piece);
            }
        }
        pieces
    }
}

/// What a level stands for.
fn value(level: u8) -> u32 {
    ((4 | u32::from(level & 3)) << (level >> 2)) >> 2
}

/// Whether `word`, or its start where more may follow, is `typed` with one character more, less, other, or two swapped.
/// The first one is always right.
fn is_typo(typed: &str, word: &str, may_go_on: bool) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    if same == 0 {
        return false;
    }
    let rest = |a: &[char], b: &[char]| if may_go_on { b.starts_with(a) } else { a == b };
    let from = |list: &[char], at: usize| list.get(at..).unwrap_or(&[]).to_vec();
    let is_swapped = a.len() > same + 1
        && b.len() > same + 1
        && (a[same], a[same + 1]) == (b[same + 1], b[same])
        && rest(&from(&a, same + 2), &from(&b, same + 2));
    is_swapped
        || rest(&from(&a, same + 1), &from(&b, same + 1)) && b.len() > same
        || rest(&from(&a, same), &from(&b, same + 1)) && b.len() > same
        || rest(&from(&a, same + 1), &from(&b, same)) && a.len() > same
}

fn read(entry: &str) -> (String, bool, Vec<(u32, u8)>) {
    let end = entry.find([':', '!']).expect("a word ends");
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'-' => 62,
        _ => 63,
    };
    let (mut places, mut next, mut gap, mut shift) = (Vec::new(), 0, 0u32, 0);
    let mut digits = entry.bytes().skip(end + 1).map(digit);
    while let Some(part) = digits.next() {
        gap |= u32::from(part & 31) << shift;
        shift += 5;
        if part < 32 {
            places.push((next + gap, digits.next().expect("a level follows")));
            (next, gap, shift) = (next + gap + 1, 0, 0);
        }
    }
    (entry[..end].to_owned(), entry.as_bytes()[end] == b'!', places)
}
