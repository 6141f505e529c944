//! The index in pieces of bounded size, each a script: a page that is opened from a disk can load nothing else.
//!
//! Hides how numbers are written. `search.js` reads what stands here; `ask` does too, for the tests.

use rayon::prelude::*;
use serde::Serialize;

use super::index::{Document, Entry};
use super::speech::Speech;
use super::text::clipped;

/// What the pieces of each sort may weigh, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) words: usize,
    pub(super) records: usize,
    pub(super) texts: usize,
}

/// Words come in a few pieces for a query, records in one for each result, texts only where a result has its words
/// further down.
pub(super) const LIMITS: Limits = Limits { words: 16 << 10, records: 8 << 10, texts: 16 << 10 };

/// Characters of a summary that a record holds, and of a text that is shown from.
const LEAD: usize = 240;
const TEXT: usize = 4000;

/// Digits of 6 bits. None means anything in a script, and none can be taken for the end of a word.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A file: its name without folder and extension, and its content.
pub(super) type Shard = (String, String);

/// What the browser has to know first.
#[derive(Serialize)]
struct Manifest<'a> {
    documents: usize,
    speech: &'a Speech,
    /// For each piece its first word, and a mark that changes with its content.
    words: Vec<(&'a str, String)>,
    /// For each piece its first document, and a mark.
    records: Vec<(usize, String)>,
    /// The same for texts.
    texts: Vec<(usize, String)>,
}

/// What a result shows: kind, title, address, place, other names, summary, headings.
#[derive(Serialize)]
struct Record<'a>(&'static str, &'a str, &'a str, &'a str, String, &'a str, Vec<&'a (String, String)>);

/// All files of an index: `index`, then `w0`, `w1`, … with words, `r0`, … with records and `t0`, … with texts.
pub(super) fn shards(
    documents: &[Document],
    entries: &[Entry],
    speech: &Speech,
    limits: Limits,
) -> Vec<Shard> {
    let words: Vec<String> = entries.par_iter().map(written).collect();
    let records: Vec<String> = documents.par_iter().map(|document| json(&record(document))).collect();
    let texts: Vec<String> =
        documents.par_iter().map(|document| json(&clipped(&document.body, TEXT))).collect();
    let (words, records, texts) =
        (cut(&words, limits.words), cut(&records, limits.records), cut(&texts, limits.texts));
    let words = files("w", &words, |part| json(&part.join(" ")));
    let list = |part: &[String]| format!("[{}]", part.join(","));
    let (records, texts) = (files("r", &records, list), files("t", &texts, list));
    let manifest = Manifest {
        documents: documents.len(),
        speech,
        words: words.iter().map(|(first, mark, _)| (entries[*first].word.as_str(), mark.clone())).collect(),
        records: records.iter().map(|(first, mark, _)| (*first, mark.clone())).collect(),
        texts: texts.iter().map(|(first, mark, _)| (*first, mark.clone())).collect(),
    };
    let first = ("index".to_owned(), script("index", &json(&manifest)));
    let rest = [words, records, texts].into_iter().flatten().map(|(_, _, shard)| shard);
    std::iter::once(first).chain(rest).collect()
}

fn record(document: &Document) -> Record<'_> {
    let summary = clipped(&document.summary, LEAD);
    Record(
        document.kind.word(),
        &document.title,
        &document.href,
        &document.place,
        document.names.join(", "),
        summary,
        document.headings.iter().filter(|(anchor, _)| !anchor.is_empty()).collect(),
    )
}

/// `word:places`, or `word!places` for a common one. A place is how many documents lie between it and the one before,
/// five bits a digit and the sixth set where another follows, then its level.
fn written(entry: &Entry) -> String {
    let mut out = String::with_capacity(entry.word.len() + 1 + 3 * entry.places.len());
    out.push_str(&entry.word);
    out.push(if entry.is_common { '!' } else { ':' });
    let mut next = 0;
    for (document, level) in &entry.places {
        let mut gap = document - next;
        while gap >= 32 {
            out.push(char::from(DIGITS[(gap & 31 | 32) as usize]));
            gap >>= 5;
        }
        out.push(char::from(DIGITS[gap as usize]));
        out.push(char::from(DIGITS[usize::from(level & 63)]));
        next = document + 1;
    }
    out
}

/// Neighbours together up to the limit; what alone is longer stays alone. Each with the position of its first.
fn cut(pieces: &[String], limit: usize) -> Vec<(usize, &[String])> {
    let mut parts = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (at, piece) in pieces.iter().enumerate() {
        if at > start && size + piece.len() > limit {
            parts.push((start, &pieces[start..at]));
            (start, size) = (at, 0);
        }
        size += piece.len() + 1;
    }
    if start < pieces.len() {
        parts.push((start, &pieces[start..]));
    }
    parts
}

/// A script for each part, with its first position and its mark.
fn files(
    letter: &str,
    parts: &[(usize, &[String])],
    content: impl Fn(&[String]) -> String + Sync,
) -> Vec<(usize, String, Shard)> {
    let parts = parts.par_iter().enumerate().map(|(index, (first, part))| {
        let name = format!("{letter}{index}");
        let script = script(&name, &content(part));
        (*first, mark(&script), (name, script))
    });
    parts.collect()
}

fn script(name: &str, json: &str) -> String {
    format!("maquette.search.take(\"{name}\",{json});\n")
}

/// Of JSON, a script takes everything.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts, numbers and lists are JSON")
}

/// Six digits that change with the text: a browser that keeps an older file then asks for this one.
fn mark(text: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for bytes in text.as_bytes().chunks(8) {
        let mut eight = [0; 8];
        eight[..bytes.len()].copy_from_slice(bytes);
        hash = (hash.rotate_left(5) ^ u64::from_le_bytes(eight)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    (0..6).map(|digit| char::from(DIGITS[(hash >> (58 - 6 * digit)) as usize & 63])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_as_gaps() {
        let entry =
            |places: &[(u32, u8)]| Entry { word: "a".into(), is_common: false, places: places.to_vec() };
        assert_eq!(written(&entry(&[(0, 0), (1, 63), (34, 1)])), "a:AAA_gBB");
        assert_eq!(written(&entry(&[(5000, 2)])), "a:o8EC");
    }

    #[test]
    fn parts_hold_what_fits_and_never_nothing() {
        let pieces: Vec<String> = [3, 3, 9, 1, 1].iter().map(|length| "x".repeat(*length)).collect();
        let parts: Vec<_> = cut(&pieces, 8).into_iter().map(|(first, part)| (first, part.len())).collect();
        assert_eq!(parts, [(0, 2), (2, 1), (3, 2)]);
        assert!(cut(&[], 8).is_empty());
    }

    #[test]
    fn a_mark_changes_with_the_text() {
        assert_ne!(mark("maquette.search.take(1)"), mark("maquette.search.take(2)"));
        assert_eq!(mark("").len(), 6);
    }
}
