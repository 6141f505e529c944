//! What `tests/search/` holds, made anew: words cut from hostile texts, and queries to a small index with what they
//! find. `tests/browser/vectors.test.mjs` asks `search.js` for the same.
//!
//! `SNAPSHOTS=overwrite cargo test --lib site::search` writes the folder; read the difference before it is committed.

#![allow(clippy::disallowed_methods, reason = "a test that reads and writes its expectations")]

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::ask::Loaded;
use super::index::{Document, Kind, entries};
use super::shards::{Limits, Shard, shards};
use super::speech::Speech;
use super::words::words;

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
    let all: Vec<String> = documents.iter().flat_map(|one| one.body.split(' ').map(str::to_owned)).collect();
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
    let found = asked.iter().map(|query| json!({ "lang": code, "query": query, "found": loaded.ask(query) }));
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
