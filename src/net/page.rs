//! What a page says, read as it comes: the fragments it has, whether it says that it is not there, asks who one is, or
//! sets a riddle, and a digest by which two pages can be told to be the same.
//!
//! Hides the HTML crate. Keeps nothing of a page but these few facts, so that many pages can be read at once.

use super::address;
use super::phrases;
use html5gum::{DefaultEmitter, HtmlString, IoReader, StartTag, Token, Tokenizer};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use url::Url;

/// How a body ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum End {
    /// Where the server ended it.
    #[default]
    Whole,
    /// At our limit.
    Cut,
    /// In the middle: a broken connection or encoding.
    Broken,
}

/// What a page says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Page {
    /// Which of the fragments that were asked for it has.
    pub(super) found: BTreeSet<String>,
    /// How the body ended.
    pub(super) end: End,
    /// Words that people see, but for those of navigation.
    pub(super) words: usize,
    /// Whether it is made by a script once it is loaded, or leads on by itself: its text says nothing.
    pub(super) is_shell: bool,
    /// Whether some of it is in no encoding that is known here.
    pub(super) has_odd_letters: bool,
    /// The words by which its title or first heading says that the page is not there.
    pub(super) says_missing: Option<&'static str>,
    /// Whether its title or first heading sets a riddle for programs.
    pub(super) says_challenge: bool,
    /// Whether its title or first heading is of a page that stands before all others of its server.
    pub(super) is_barrier: bool,
    /// Whether it has a field for a password.
    pub(super) has_password: bool,
    /// Digests of its title and words, but for numbers, what looks random, and paths; in the second, the last part of
    /// the path that was asked for is left out too.
    pub(super) digests: [u64; 2],
}

impl Page {
    /// Reads HTML to the end; `asked` is where it comes from, `fragments` what is looked for.
    pub(super) fn read(body: &mut impl Read, fragments: &BTreeSet<String>, asked: &Url) -> Self {
        let mut reading = Reading::new(fragments, asked);
        let mut emitter = DefaultEmitter::default();
        // What stands in a script is text.
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(IoReader::new(body), emitter) {
            match token {
                Ok(Token::StartTag(tag)) => reading.open(&tag),
                Ok(Token::EndTag(tag)) => reading.close(&tag.name),
                Ok(Token::String(text)) => reading.text(&text),
                Ok(_) => {}
                // Whoever gives the body tells how it ended.
                Err(_) => break,
            }
        }
        reading.finish()
    }
}

/// Elements whose text nobody sees, or only where there are no scripts.
const UNSEEN: [&[u8]; 6] = [b"script", b"style", b"noscript", b"template", b"svg", b"iframe"];

/// Elements that hold text whatever it looks like. One that never ends may have swallowed the page.
const RAW: [&[u8]; 5] = [b"script", b"style", b"noscript", b"iframe", b"title"];

/// Elements that stand around what a page is about.
const AROUND: [&[u8]; 7] = [b"nav", b"header", b"footer", b"aside", b"button", b"select", b"form"];

/// Ids of elements that scripts fill with the whole page.
const MOUNTS: [&str; 9] =
    ["root", "app", "__next", "__nuxt", "___gatsby", "svelte", "react-root", "app-root", "q-app"];

struct Reading<'a> {
    fragments: &'a BTreeSet<String>,
    segment: String,
    page: Page,
    /// How deep we are in each element that matters.
    open: BTreeMap<&'static [u8], usize>,
    title: String,
    heading: String,
    has_heading: bool,
    /// The last tag opened an element for a script to fill.
    is_mount: bool,
    hashes: [Hash; 2],
}

impl<'a> Reading<'a> {
    fn new(fragments: &'a BTreeSet<String>, asked: &Url) -> Self {
        Self {
            fragments,
            segment: address::last_segment(asked).to_lowercase(),
            page: Page::default(),
            open: BTreeMap::new(),
            title: String::new(),
            heading: String::new(),
            has_heading: false,
            is_mount: false,
            hashes: [Hash::default(); 2],
        }
    }

    fn open(&mut self, tag: &StartTag<()>) {
        let name = tag.name.as_slice();
        let value = |wanted: &[u8]| {
            let found = tag.attributes.iter().find(|(name, _)| name.as_slice() == wanted);
            found.map(|(_, value)| String::from_utf8_lossy(value))
        };
        let id = value(b"id");
        for anchor in [&id, &if name == b"a" { value(b"name") } else { None }].into_iter().flatten() {
            self.page.has_odd_letters |= anchor.contains(char::REPLACEMENT_CHARACTER);
            if self.fragments.contains(anchor.as_ref()) {
                self.page.found.insert(anchor.clone().into_owned());
            }
        }
        self.is_mount = name == b"app-root" || id.is_some_and(|id| MOUNTS.contains(&id.as_ref()));
        match name {
            b"input" if value(b"type").is_some_and(|kind| kind.eq_ignore_ascii_case("password")) => {
                self.page.has_password = true;
            }
            b"meta" if value(b"http-equiv").is_some_and(|kind| kind.eq_ignore_ascii_case("refresh")) => {
                self.page.is_shell = true;
            }
            _ => {}
        }
        // The end that `<script/>` has at once counts in no HTML.
        if let Some(name) = known(name).filter(|name| !tag.self_closing || RAW.contains(name)) {
            *self.open.entry(name).or_default() += 1;
        }
    }

    fn close(&mut self, name: &HtmlString) {
        // A mount that closes at once is still empty.
        self.page.is_shell |= std::mem::take(&mut self.is_mount);
        if name.as_slice() == b"h1" && !self.heading.trim().is_empty() {
            self.has_heading = true;
        }
        if let Some(depth) = known(name).and_then(|name| self.open.get_mut(name)) {
            *depth = depth.saturating_sub(1);
        }
    }

    fn is_in(&self, names: &[&[u8]]) -> bool {
        names.iter().any(|name| self.open.get(name).is_some_and(|&depth| depth > 0))
    }

    fn text(&mut self, text: &HtmlString) {
        let text = String::from_utf8_lossy(text);
        if text.trim().is_empty() {
            return;
        }
        self.is_mount = false;
        if self.is_in(&[b"title"]) && !self.is_in(&[b"svg"]) {
            push(&mut self.title, &text);
        } else if self.is_in(&UNSEEN) {
            return;
        } else if self.is_in(&[b"h1"]) && !self.has_heading {
            push(&mut self.heading, &text);
        }
        let counts = !self.is_in(&AROUND) && !self.is_in(&[b"title"]);
        for word in text.split_whitespace() {
            self.page.words += usize::from(counts);
            self.digest(word);
        }
    }

    fn digest(&mut self, word: &str) {
        let is_odd = |c: char| c.is_numeric() || c == '/';
        if word.contains(is_odd) || word.len() > 32 {
            return;
        }
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        self.hashes[0].add(&word);
        if word != self.segment {
            self.hashes[1].add(&word);
        }
    }

    fn finish(mut self) -> Page {
        for text in [&self.title, &self.heading] {
            self.page.says_missing = self.page.says_missing.or_else(|| phrases::missing(text));
            self.page.says_challenge |= phrases::is_challenge(text);
            self.page.is_barrier |= phrases::is_barrier(text);
        }
        self.page.is_shell |= self.is_in(&RAW);
        self.page.digests = self.hashes.map(|hash| hash.0);
        self.page
    }
}

/// The name, if its depth matters.
fn known(name: &[u8]) -> Option<&'static [u8]> {
    const OTHERS: [&[u8]; 2] = [b"title", b"h1"];
    UNSEEN.iter().chain(&AROUND).chain(&OTHERS).find(|known| **known == name).copied()
}

/// Titles and headings are short; those that are not say nothing of interest further on.
fn push(text: &mut String, more: &str) {
    const LONGEST: usize = 400;
    if text.len() < LONGEST {
        text.push(' ');
        text.push_str(more);
    }
}

/// FNV-1a: what is compared comes from one server, and nobody gains by a collision.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn add(&mut self, word: &str) {
        for byte in word.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// A digest of a text that is the same on every machine.
pub(super) fn digest(text: &str) -> u64 {
    let mut hash = Hash::default();
    hash.add(text);
    hash.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_at(path: &str, html: &str, fragments: &[&str]) -> Page {
        let fragments = fragments.iter().map(|name| (*name).to_owned()).collect();
        let asked = Url::parse("https://example.org").unwrap().join(path).unwrap();
        Page::read(&mut html.as_bytes(), &fragments, &asked)
    }

    fn read(html: &str) -> Page {
        read_at("/x", html, &[])
    }

    #[test]
    fn fragments_are_ids_and_names_of_anchors() {
        let html = "<h1 id=one>1</h1><a name='tw&eacute;'></a><p name=three id=\"fo ur\"><script>'<p id=five>'</script>\
                    <!-- <p id=six> --><ID id=Seven>";
        let wanted = ["one", "twé", "three", "fo ur", "five", "six", "seven", "Seven"];
        let found = read_at("/", html, &wanted).found;
        assert_eq!(found.iter().collect::<Vec<_>>(), ["Seven", "fo ur", "one", "twé"]);
    }

    #[test]
    fn a_page_says_that_it_is_not_there_in_its_title_or_heading() {
        assert!(read("<title>404 – Page not found</title>").says_missing.is_some());
        assert!(read("<h1>Page\n <b>introuvable</b></h1>").says_missing.is_some());
        assert!(read("<title>Errors</title><h1>Errors</h1><p>Page not found means …").says_missing.is_none());
        assert!(read("<h1>Guide</h1><h1>Page not found</h1>").says_missing.is_none());
        assert!(read("<svg><title>Page not found</title></svg>").says_missing.is_none());
    }

    #[test]
    fn pages_that_differ_by_numbers_and_paths_are_the_same() {
        let page = |path: &str, id: &str| {
            read_at(path, &format!("<p>Sorry, {path} is gone.<p>Request {id}, at 12:0{}", id.len()), &[])
        };
        assert_eq!(page("/a/b", "x1").digests, page("/c", "y22").digests);
        assert_ne!(read("<p>One thing").digests, read("<p>Another thing").digests);
        assert_ne!(read("<p>a bc").digests, read("<p>ab c").digests);
    }

    #[test]
    fn the_path_that_a_page_echoes_is_left_out_of_a_digest() {
        let told = |path: &str| read_at(path, &format!("<p>There is no {} here", &path[1..]), &[]);
        assert_eq!(told("/guide").digests[1], told("/other").digests[1]);
        assert_ne!(told("/guide").digests[0], told("/other").digests[0]);
    }

    #[test]
    fn words_are_those_that_a_page_is_about() {
        let html = "<title>T</title><nav>a b c</nav><main>one <b>two</b></main><script>x y</script>\
                    <noscript>needs scripts</noscript><footer>z</footer>";
        assert_eq!(read(html).words, 2);
    }

    #[test]
    fn an_empty_mount_and_a_refresh_are_shells() {
        assert!(read("<nav>menu</nav><div id=root></div><script src=x></script>").is_shell);
        assert!(read("<app-root> </app-root>").is_shell);
        assert!(read("<meta http-equiv=Refresh content='0; url=/new'>").is_shell);
        assert!(!read("<div id=root><p>text</p></div>").is_shell);
        assert!(!read("<div id=other></div>").is_shell);
    }

    #[test]
    fn a_page_that_a_script_without_end_has_swallowed_says_nothing() {
        assert!(read("<p>text<script><p id=x>").is_shell);
        assert!(read("<svg><style/></svg><p id=x>text").is_shell);
        assert!(!read("<script></script><p id=x>text").is_shell);
    }

    #[test]
    fn a_field_for_a_password_is_seen() {
        assert!(read("<form><input type=Password></form>").has_password);
        assert!(!read("<form><input type=text name=password></form>").has_password);
    }

    #[test]
    fn letters_of_no_encoding_are_told() {
        let body = b"<p id=caf\xe9>";
        let url = Url::parse("https://example.org/").unwrap();
        assert!(Page::read(&mut body.as_slice(), &BTreeSet::new(), &url).has_odd_letters);
        assert!(!read("<p id=café>").has_odd_letters);
    }
}
