//! The words of a language's pages, weighed: what a query is answered from.
//!
//! Hides how much each part of a page counts. All arithmetic is on whole numbers, so that the browser, which only adds
//! up, finds the same order as any machine that built the site. Knows no model and no file.

use rayon::prelude::*;

use super::lexicon::Lexicon;
use super::speech::Speech;
use super::words::words;

/// What a search can lead to.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    /// What it is.
    pub(super) kind: Kind,
    /// Its title.
    pub(super) title: String,
    /// What else it is called.
    pub(super) names: Vec<String>,
    /// Where it is, from the root of the site; an address as it stands in `href`.
    pub(super) href: String,
    /// What it belongs to, in words; may be empty.
    pub(super) place: String,
    /// Its headings: an anchor as it stands in `href`, without `#`, and a text. Without an anchor, words that count as
    /// much.
    pub(super) headings: Vec<(String, String)>,
    /// What it is in a sentence or two.
    pub(super) summary: String,
    /// The rest of its text.
    pub(super) body: String,
}

/// Kinds of documents. Among equals the first comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) enum Kind {
    /// The page of a service.
    Service,
    /// The page of a stack.
    Stack,
    /// A page that somebody wrote.
    #[default]
    Page,
    /// A term of the glossary.
    Term,
    /// A page that lists others.
    List,
}

impl Kind {
    /// As it is called in files and messages.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Service => "service",
            Kind::Stack => "stack",
            Kind::Page => "page",
            Kind::Term => "term",
            Kind::List => "list",
        }
    }

    /// How much its names count, in percent.
    fn percent(self) -> u32 {
        match self {
            Kind::Service => 100,
            Kind::Stack | Kind::Page => 85,
            Kind::Term | Kind::List => 60,
        }
    }
}

/// A word, and where it occurs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    /// As it is compared.
    pub(super) word: String,
    /// Whether it occurs in more documents than are kept, so that a document without it may have it all the same.
    pub(super) is_common: bool,
    /// The documents by number, and a level for each: see [`level`].
    pub(super) places: Vec<(u32, u8)>,
}

/// What a word in a name counts, by the number of words in that name: the shorter, the more of it was asked for.
const IN_NAME: [u32; 6] = [100, 100, 70, 58, 50, 45];
const IN_HEADING: u32 = 12;
const IN_SUMMARY: u32 = 8;
const IN_PLACE: u32 = 4;
const IN_BODY: u32 = 2;

/// Of a word in more documents only this many are kept: those where it counts most.
const MOST_PLACES: usize = 1500;

/// Documents that one thread counts at a time. A fixed number, for the same work on every machine.
const AT_ONCE: usize = 256;

/// Every word of `documents`, by word.
pub(super) fn entries(documents: &[Document], speech: &Speech) -> Vec<Entry> {
    let counts: Vec<Count> = documents
        .par_chunks(AT_ONCE)
        .enumerate()
        .map(|(index, part)| count(part, index * AT_ONCE, speech))
        .collect();
    let mut seen: Vec<(&str, &[(u32, u32)])> =
        counts.iter().flat_map(|count| count.in_order().map(|(word, places)| (word, places))).collect();
    // Stable: what an earlier part saw stands before what a later one saw.
    seen.par_sort_by(|a, b| a.0.cmp(b.0));
    let groups: Vec<&[(&str, &[(u32, u32)])]> = seen.chunk_by(|a, b| a.0 == b.0).collect();
    groups.par_iter().map(|group| entry(group, documents.len())).collect()
}

/// A number as a sum of eighths of its logarithm, rounded down: `log8(2 * n) == log8(n) + 8`.
fn log8(number: u32) -> u32 {
    let whole = number.max(1).ilog2();
    8 * whole + ((((u64::from(number.max(1))) << 3) >> whole) as u32 & 7)
}

/// What counts `number`, in 64 steps that grow with it.
pub(super) fn level(number: u32) -> u8 {
    let number = number.clamp(1, 0xffff);
    let whole = number.ilog2();
    (4 * whole + (((number << 2) >> whole) & 3)) as u8
}

fn entry(group: &[(&str, &[(u32, u32)])], documents: usize) -> Entry {
    let mut places: Vec<(u32, u32)> = group.iter().flat_map(|(_, places)| places.iter().copied()).collect();
    let rarity = log8((documents as u32 + 1) * 8 / places.len() as u32) - log8(8) + 1;
    let is_common = places.len() > MOST_PLACES;
    if is_common {
        places.sort_by_key(|(document, counts)| (std::cmp::Reverse(*counts), *document));
        places.truncate(MOST_PLACES);
        places.sort_unstable();
    }
    let places = places.into_iter().map(|(document, counts)| (document, level(counts * rarity))).collect();
    Entry { word: group[0].0.to_owned(), is_common, places }
}

/// The words of some documents.
struct Count {
    lexicon: Lexicon,
    /// By number of the word: where its places start.
    starts: Vec<u32>,
    places: Vec<(u32, u32)>,
}

impl Count {
    fn in_order(&self) -> impl Iterator<Item = (&str, &[(u32, u32)])> {
        (0..self.lexicon.len()).map(|number| {
            let range = self.starts[number] as usize..self.starts[number + 1] as usize;
            (self.lexicon.word(number), &self.places[range])
        })
    }
}

/// What one word counts in one document.
#[derive(Clone, Copy, Default)]
struct Tally {
    name: u32,
    /// The fields it is in, by bits.
    fields: u8,
    body: u32,
}

const HEADING: u8 = 1;
const SUMMARY: u8 = 2;
const PLACE: u8 = 4;
const NAME: u8 = 8;

/// What fields count, beside names and body.
const FIELDS: [(u8, u32); 3] = [(HEADING, IN_HEADING), (SUMMARY, IN_SUMMARY), (PLACE, IN_PLACE)];

impl Tally {
    fn counts(self) -> u32 {
        let fields = FIELDS.iter().filter(|(bit, _)| self.fields & bit != 0);
        let often = self.body.checked_ilog2().map_or(0, |often| IN_BODY + often.min(3));
        self.name + fields.map(|(_, counts)| counts).sum::<u32>() + often
    }
}

/// Words being counted, document by document.
struct Counter<'s> {
    speech: &'s Speech,
    lexicon: Lexicon,
    /// By number of the word, for the document at hand; all at nothing between two.
    tallies: Vec<Tally>,
    /// The words of the document at hand.
    met: Vec<usize>,
    /// Those of the name at hand.
    name: Vec<usize>,
}

impl Counter<'_> {
    fn each(&mut self, text: &str, mut add: impl FnMut(&mut Tally)) {
        words(text, self.speech, |word, _| {
            let number = self.lexicon.number(word);
            if number >= self.tallies.len() {
                self.tallies.resize(number + 1, Tally::default());
            }
            let tally = &mut self.tallies[number];
            if (tally.fields, tally.body) == (0, 0) {
                self.met.push(number);
            }
            self.name.push(number);
            add(tally);
        });
    }

    fn document(&mut self, document: &Document) {
        self.each(&document.body, |tally| tally.body += 1);
        for (bit, text) in
            [(HEADING, None), (SUMMARY, Some(&document.summary)), (PLACE, Some(&document.place))]
        {
            let headings = document.headings.iter().map(|(_, heading)| heading);
            for text in text.into_iter().chain(headings.filter(|_| bit == HEADING)) {
                self.each(text, |tally| tally.fields |= bit);
            }
        }
        for name in std::iter::once(&document.title).chain(&document.names) {
            self.add_name(name, document.kind);
            spellings(name).iter().for_each(|spelling| self.add_name(spelling, document.kind));
        }
        self.name.clear();
    }

    fn add_name(&mut self, name: &str, kind: Kind) {
        self.name.clear();
        self.each(name, |tally| tally.fields |= NAME);
        let counts = IN_NAME[self.name.len().min(IN_NAME.len() - 1)] * kind.percent() / 100;
        for number in &self.name {
            let tally = &mut self.tallies[*number];
            tally.name = tally.name.max(counts);
        }
    }
}

/// How else people write a short name: `Auto Scaling` in one word, `CloudWatch` in two.
fn spellings(name: &str) -> Vec<String> {
    let parts: Vec<&str> =
        name.split(|c: char| c.is_whitespace() || c == '-').filter(|part| !part.is_empty()).collect();
    if parts.len() > 3 {
        return Vec::new();
    }
    let is_word = |pair: &&[&str]| pair.iter().all(|part| part.chars().all(char::is_alphabetic));
    let mut spellings: Vec<String> = parts.windows(2).filter(is_word).map(|pair| pair.concat()).collect();
    let mut apart = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.chars() {
        if before.is_lowercase() && c.is_uppercase() {
            apart.push(' ');
        }
        apart.push(c);
        before = c;
    }
    if apart.len() > name.len() {
        spellings.push(apart);
    }
    spellings
}

fn count(documents: &[Document], first: usize, speech: &Speech) -> Count {
    let mut counter = Counter {
        speech,
        lexicon: Lexicon::default(),
        tallies: Vec::new(),
        met: Vec::new(),
        name: Vec::new(),
    };
    let mut found: Vec<(u32, u32, u32)> = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        counter.document(document);
        for number in counter.met.drain(..) {
            let counts = std::mem::take(&mut counter.tallies[number]).counts();
            found.push((number as u32, (first + index) as u32, counts));
        }
    }
    grouped(counter.lexicon, &found)
}

/// Brings what was found, document by document, together word by word.
fn grouped(lexicon: Lexicon, found: &[(u32, u32, u32)]) -> Count {
    let mut starts = vec![0u32; lexicon.len() + 1];
    for (word, ..) in found {
        starts[*word as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut places = vec![(0, 0); found.len()];
    for (word, document, counts) in found {
        let at = &mut next[*word as usize];
        places[*at as usize] = (*document, *counts);
        *at += 1;
    }
    Count { lexicon, starts, places }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole_and_grow() {
        assert_eq!((log8(1), log8(2), log8(3), log8(4), log8(1 << 20)), (0, 8, 12, 16, 160));
        assert_eq!((level(1), level(2), level(3), level(0xffff), level(u32::MAX)), (0, 4, 6, 63, 63));
        assert!((1..70_000).all(|number| level(number) <= level(number + 1)));
    }

    #[test]
    fn a_name_counts_more_than_a_heading_and_that_more_than_a_text() {
        let document = |title: &str, heading: &str, body: &str| Document {
            title: title.to_owned(),
            headings: vec![(String::new(), heading.to_owned())],
            body: body.to_owned(),
            ..Document::default()
        };
        let documents =
            [document("One", "queue", ""), document("Two", "", "queue queue"), document("Queue", "", "")];
        let entries = entries(&documents, Speech::of("en"));
        let words: Vec<&str> = entries.iter().map(|entry| entry.word.as_str()).collect();
        assert_eq!(words, ["one", "queue", "two"]);
        let [(0, heading), (1, body), (2, name)] = entries[1].places[..] else { panic!("{entries:?}") };
        assert!(body < heading && heading < name, "{body} {heading} {name}");
    }

    #[test]
    fn names_are_found_in_one_word_and_in_two() {
        assert_eq!(spellings("EC2 Auto Scaling"), ["AutoScaling"]);
        assert_eq!(spellings("Amazon CloudWatch"), ["AmazonCloudWatch", "Amazon Cloud Watch"]);
        assert_eq!(spellings("e-mail"), ["email"]);
        assert!(spellings("S3").is_empty() && spellings("One two three four").is_empty());
    }

    #[test]
    fn of_common_words_the_best_places_are_kept() {
        let plain = Document { body: "word".to_owned(), ..Document::default() };
        let mut documents = vec![plain; MOST_PLACES + 100];
        documents[MOST_PLACES + 50].title = "Word".to_owned();
        let entries = entries(&documents, Speech::of("en"));
        assert!(entries[0].is_common && entries[0].places.len() == MOST_PLACES);
        assert_eq!(entries[0].places.last().map(|place| place.0), Some(MOST_PLACES as u32 + 50));
        assert!(entries[0].places.is_sorted());
    }
}
