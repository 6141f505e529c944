//! A query answered from the files of an index, as `search.js` does it line by line.
//!
//! Only tests ask here: the browser is where readers do. What both find for the queries of `tests/search/vectors.json`
//! must be the same. Loads nothing: all pieces are at hand.

use std::collections::BTreeMap;

use super::index::Entry;
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
    pieces: Vec<Vec<Entry>>,
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
        let mut add = |entry: &Entry, factor: u32| {
            is_common |= entry.is_common && factor >= FORM;
            for (document, level) in &entry.places {
                let counts = value(*level) * factor;
                let before = best.entry(*document).or_insert(0);
                *before = counts.max(*before);
            }
        };
        let mut any = false;
        for entry in &entries {
            if let Some(factor) = self.factor(asked, &entry.word) {
                add(entry, factor);
                any = true;
            }
        }
        if !any && asked.word.chars().count() >= TYPO_FROM {
            for entry in entries.iter().filter(|entry| is_typo(&asked.word, &entry.word, asked.may_go_on)) {
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

fn read(entry: &str) -> Entry {
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
    Entry { word: entry[..end].to_owned(), is_common: entry.as_bytes()[end] == b'!', places }
}

#[cfg(test)]
mod tests {
    //! What `tests/search/` holds, made anew: words cut from hostile texts, and queries to a small index with what they
    //! find. `tests/browser/vectors.test.mjs` asks `search.js` for the same.
    //!
    //! `SNAPSHOTS=overwrite cargo test --lib site::search` writes the folder; read the difference before it is committed.
    #![allow(clippy::disallowed_methods, reason = "a test that reads and writes its expectations")]

    use std::fs;
    use std::path::PathBuf;

    use serde_json::{Value, json};

    use super::super::index::{Document, Kind, entries};
    use super::super::shards::{Limits, Shard, shards};
    use super::super::speech::Speech;
    use super::super::words::words;
    use super::Loaded;

    /// Small, so that a query takes several pieces.
    const LIMITS: Limits = Limits { words: 600, records: 900, texts: 1200 };

    fn folder() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/search")
    }

    fn read(name: &str) -> Value {
        let text = fs::read_to_string(folder().join(name)).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// Numbers that are the same every time.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % limit
        }

        fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
            list[self.below(list.len())]
        }
    }

    const PIECES: &[&str] = &[
        "a",
        "l",
        "L",
        "d",
        "s",
        "qu",
        "reseau",
        "réseau",
        "re\u{301}seau",
        "Œuvre",
        "œ",
        "æ",
        "Ǽ",
        "ß",
        "ẞ",
        "İ",
        "ı",
        "ſ",
        "ﬁ",
        "Ł",
        "Ø",
        "đ",
        "Þ",
        "ŉ",
        "Ấ",
        "Ǆ",
        "ÿ",
        "ς",
        "Σ",
        "Ё",
        "й",
        "ά",
        "東",
        "京",
        "リ",
        "ー",
        "ｱ",
        "한국",
        "ไทย",
        "नमस्ते",
        "עִבְרִית",
        "عربي",
        "🎉",
        "👩\u{200d}💻",
        "1️⃣",
        "½",
        "²",
        "٣",
        "Ⅷ",
        "10.0.0.0/20",
        "S3",
        "EC2",
        "x86_64",
        "-",
        "‐",
        "–",
        "_",
        "'",
        "’",
        "ʼ",
        "＇",
        "`",
        " ",
        "\u{a0}",
        "\u{202f}",
        "\n",
        "\u{ad}",
        "\u{200b}",
        "\u{300}",
        "\u{36f}",
        "\u{370}",
        "\u{20dd}",
        "\u{feff}",
        "\u{2028}",
        "\u{0}",
        "𝐀",
        "𐐀",
        "𠮷",
        "🄰",
        "\\",
        "\"",
        "</script>",
        "balancing",
        "répartiteurs",
        "journaux",
        "policies",
        "sous-réseau",
        "user’s",
        "l’élision",
        "aujourd’hui",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxé",
    ];

    fn cut(code: &str, text: &str) -> Value {
        let speech = Speech::of(code);
        let mut found = Vec::new();
        words(text, speech, |word, place| found.push(json!([word, text[place], speech.stem(word)])));
        json!({ "lang": code, "text": text, "words": found })
    }

    /// Every letter of the tables, texts that somebody thought of, and some that nobody did.
    fn texts() -> Vec<Value> {
        let mut all = Vec::new();
        for block in [0xa0..0x250, 0x250..0x600, 0x1e00..0x2000u32] {
            let letters: Vec<String> = block.filter_map(char::from_u32).map(String::from).collect();
            all.extend(letters.chunks(64).map(|line| cut("fr", &line.join(" "))));
        }
        for text in read("texts.json").as_array().unwrap() {
            all.extend(["fr", "en", "de"].map(|code| cut(code, text.as_str().unwrap())));
        }
        let mut dice = Dice(7);
        for number in 0..300 {
            let text: String = (0..1 + dice.below(12)).map(|_| dice.of(PIECES)).collect();
            all.push(cut(["fr", "en", "de"][number % 3], &text));
        }
        all
    }

    /// The documents of `documents.json`, then some that are made of their words.
    fn documents(code: &str) -> Vec<Document> {
        let all = read("documents.json");
        let written = all[code].as_array().unwrap();
        let text = |value: &Value, key: &str| value[key].as_str().unwrap_or("").to_owned();
        let list = |value: &Value, key: &str| -> Vec<String> {
            let list = value[key].as_array().into_iter().flatten();
            list.map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        let mut documents: Vec<Document> = written
            .iter()
            .map(|one| Document {
                kind: [Kind::Service, Kind::Stack, Kind::Page, Kind::Term, Kind::List]
                    .into_iter()
                    .find(|kind| kind.word() == one["kind"])
                    .unwrap(),
                title: text(one, "title"),
                names: list(one, "names"),
                href: format!("{code}/{}.html", text(one, "title").to_lowercase().replace(' ', "-")),
                place: text(one, "place"),
                headings: list(one, "headings")
                    .into_iter()
                    .map(|heading| (heading.to_lowercase(), heading))
                    .collect(),
                summary: text(one, "summary"),
                body: text(one, "body"),
            })
            .collect();
        let all: Vec<String> =
            documents.iter().flat_map(|one| one.body.split(' ').map(str::to_owned)).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let mut dice = Dice(11);
        for number in 0..60 {
            let mut words = |count: usize| -> Vec<&str> { (0..count).map(|_| dice.of(&all)).collect() };
            documents.push(Document {
                title: format!("{} {number}", if code == "fr" { "Feuille" } else { "Sheet" }),
                href: format!("{code}/page-{number}.html"),
                body: words(60).join(" "),
                ..Document::default()
            });
        }
        documents.sort_by_key(|document| document.kind);
        documents
    }

    fn small(code: &str) -> (Vec<Document>, Vec<Shard>, Loaded) {
        let speech = Speech::of(code);
        let documents = documents(code);
        let shards = shards(&documents, &entries(&documents, speech), speech, LIMITS);
        let loaded = Loaded::new(&shards, speech);
        (documents, shards, loaded)
    }

    fn queries(code: &str) -> Vec<Value> {
        let (documents, _, loaded) = small(code);
        let mut asked: Vec<String> = read("queries.json")[code]
            .as_array()
            .unwrap()
            .iter()
            .map(|query| query[0].as_str().unwrap().to_owned())
            .collect();
        let mut dice = Dice(13);
        for _ in 0..120 {
            let words = (0..1 + dice.below(3)).map(|_| {
                let document = &documents[dice.below(documents.len())];
                let text = format!("{} {}", document.title, document.body);
                let words: Vec<&str> = text.split(' ').collect();
                let mut word: Vec<char> = dice.of(&words).chars().collect();
                match dice.below(5) {
                    0 => word.truncate(1 + dice.below(4)),
                    1 if word.len() > 4 => word.swap(2, 3),
                    2 if word.len() > 4 => drop(word.remove(3)),
                    _ => {}
                }
                String::from_iter(word)
            });
            asked.push(words.collect::<Vec<_>>().join(" "));
        }
        let found =
            asked.iter().map(|query| json!({ "lang": code, "query": query, "found": loaded.ask(query) }));
        found.collect()
    }

    /// One case a line.
    fn lines(cases: &[Value]) -> String {
        let lines: Vec<String> = cases.iter().map(Value::to_string).collect();
        format!("[\n{}\n]\n", lines.join(",\n"))
    }

    #[test]
    fn the_browser_is_tested_for_what_this_makes() {
        let mut files = vec![("words.json".to_owned(), lines(&texts()))];
        files.push(("answers.json".to_owned(), lines(&[queries("en"), queries("fr")].concat())));
        for code in ["en", "fr"] {
            let (_, shards, _) = small(code);
            files.extend(shards.into_iter().map(|(name, script)| (format!("{code}/{name}.js"), script)));
        }
        let is_overwritten = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
        for (name, content) in files {
            let path = folder().join(&name);
            if is_overwritten {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &content).unwrap();
            }
            let before = fs::read_to_string(&path).unwrap_or_default();
            assert!(
                before == content,
                "tests/search/{name} differs: SNAPSHOTS=overwrite cargo test --lib site::search"
            );
        }
    }

    /// Each query with the title that must come first, or `null` where nothing must be found.
    #[test]
    fn what_readers_look_for_comes_first() {
        for code in ["en", "fr"] {
            let (documents, _, loaded) = small(code);
            for case in read("queries.json")[code].as_array().unwrap() {
                let query = case[0].as_str().unwrap();
                let found = loaded.ask(query);
                let first = found.first().map(|id| documents[*id as usize].title.as_str());
                assert_eq!(first, case[1].as_str(), "{code}: {query}: {found:?}");
            }
        }
    }
}
