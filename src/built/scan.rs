//! The tags of an HTML or XML text, with their attributes, as a browser's tokenizer sees them.
//!
//! Hides comments, raw text, quotes and what is CDATA where. Never builds a tree: which elements are open is known only
//! as far as the tokenizer itself depends on it. Takes any bytes, and time in proportion to them.

mod foreign;
mod raw;

use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

use foreign::Foreign;
use raw::Raw;

/// How a text is to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Dialect {
    /// The tokenizer of the HTML standard, with scripting off: `noscript` holds markup.
    Html,
    /// No raw text, CDATA anywhere, instructions that end in `?>`.
    Xml,
}

/// An attribute as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute<'a> {
    /// In the case it is written in.
    pub(super) name: &'a [u8],
    /// Without its quotes, with its character references; empty where there is none.
    pub(super) value: &'a [u8],
    /// Where the value starts in the text, in bytes.
    pub(super) start: usize,
}

/// A tag; its attributes are [`Scanner::attributes`] until the next one is asked for.
#[derive(Clone, Debug)]
pub(super) struct Tag<'a> {
    /// In the case it is written in.
    pub(super) name: &'a [u8],
    /// Whether it is `</name>`.
    pub(super) is_end: bool,
    /// Whether it ends in `/>`.
    pub(super) is_self_closing: bool,
    /// One past its `>`.
    pub(super) end: usize,
    /// The bytes of the raw text that belongs to it, as in `style`; empty for all other elements.
    pub(super) raw: Range<usize>,
}

/// Goes through a text tag by tag.
pub(super) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    dialect: Dialect,
    attributes: Vec<Attribute<'a>>,
    foreign: Foreign,
}

/// What ends the name of a tag or of an attribute, but for `=`.
const NAME_END: u8 = 1;
/// What ends the name of an attribute only.
const EQUALS: u8 = 2;
/// White space, as the tokenizer has it; a carriage return counts as the line feed that it becomes.
const SPACE: u8 = 4;
/// What ends a value without quotes.
const VALUE_END: u8 = 8;

/// The classes of every byte.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let spaces = [b' ', b'\t', b'\n', b'\x0c', b'\r'];
    let mut index = 0;
    while index < spaces.len() {
        classes[spaces[index] as usize] = NAME_END | SPACE | VALUE_END;
        index += 1;
    }
    classes[b'/' as usize] = NAME_END;
    classes[b'>' as usize] = NAME_END | VALUE_END;
    classes[b'=' as usize] = EQUALS;
    classes
};

fn is(byte: u8, class: u8) -> bool {
    CLASSES[byte as usize] & class != 0
}

impl<'a> Scanner<'a> {
    /// At the beginning of `bytes`.
    pub(super) fn new(bytes: &'a [u8], dialect: Dialect) -> Self {
        Scanner { bytes, at: 0, dialect, attributes: Vec::with_capacity(16), foreign: Foreign::default() }
    }

    /// The attributes of the last tag, in the order written; of two with one name only the first counts.
    pub(super) fn attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    /// The next tag; `None` at the end of the text. A tag that the text ends in is none.
    pub(super) fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let open = self.at + memchr(b'<', self.bytes.get(self.at..)?)?;
            match *self.bytes.get(open + 1)? {
                first if self.starts_name(first) => return self.tag(open + 1, false),
                b'/' => match *self.bytes.get(open + 2)? {
                    first if self.starts_name(first) => return self.tag(open + 2, true),
                    b'>' => self.at = open + 3,
                    _ => self.at = self.after(open + 2, b'>')?,
                },
                b'!' => self.at = self.after_declaration(open + 2)?,
                b'?' => self.at = self.after_instruction(open + 2)?,
                _ => self.at = open + 1,
            }
        }
    }

    fn starts_name(&self, byte: u8) -> bool {
        let is_more = self.dialect == Dialect::Xml && (byte == b'_' || byte == b':' || byte >= 0x80);
        byte.is_ascii_alphabetic() || is_more
    }

    /// Reads the tag whose name starts at `start`, and the raw text after it.
    fn tag(&mut self, start: usize, is_end: bool) -> Option<Tag<'a>> {
        let length = self.bytes[start..].iter().position(|byte| is(*byte, NAME_END))?;
        let name = &self.bytes[start..start + length];
        let (end, is_self_closing) = self.read_attributes(start + length)?;
        self.at = end;
        let mut raw = end..end;
        if self.dialect == Dialect::Html {
            let is_foreign = self.foreign.pass(name, is_end, is_self_closing, &self.attributes);
            if !is_end
                && !is_foreign
                && let Some(kind) = Raw::of(name)
            {
                raw.end = kind.end(self.bytes, end);
                self.at = raw.end;
            }
        }
        Some(Tag { name, is_end, is_self_closing, end, raw })
    }

    /// Reads attributes from `at` on; gives one past the `>` and whether `/` stands before it, or nothing if the text
    /// ends before.
    fn read_attributes(&mut self, mut at: usize) -> Option<(usize, bool)> {
        let bytes = self.bytes;
        self.attributes.clear();
        loop {
            match *bytes.get(at)? {
                b'>' => return Some((at + 1, false)),
                b'/' if *bytes.get(at + 1)? == b'>' => return Some((at + 2, true)),
                byte if is(byte, NAME_END) => at += 1,
                _ => at = self.read_attribute(at)?,
            }
        }
    }

    /// Reads the attribute that starts at `start`; gives one past it.
    fn read_attribute(&mut self, start: usize) -> Option<usize> {
        let bytes = self.bytes;
        // An equals sign in the first place belongs to the name.
        let length = bytes.get(start + 1..)?.iter().position(|byte| is(*byte, NAME_END | EQUALS))? + 1;
        let name = &bytes[start..start + length];
        let equals = self.skip_space(start + length)?;
        if bytes[equals] != b'=' {
            self.attributes.push(Attribute { name, value: &[], start: equals });
            return Some(equals);
        }
        let mut from = self.skip_space(equals + 1)?;
        let (to, after) = match bytes[from] {
            quote @ (b'"' | b'\'') => {
                from += 1;
                let to = from + memchr(quote, bytes.get(from..)?)?;
                (to, to + 1)
            }
            _ => {
                let to = from + bytes[from..].iter().position(|byte| is(*byte, VALUE_END))?;
                (to, to)
            }
        };
        self.attributes.push(Attribute { name, value: &bytes[from..to], start: from });
        Some(after)
    }

    /// The first byte from `at` on that is no white space.
    fn skip_space(&self, at: usize) -> Option<usize> {
        Some(at + self.bytes.get(at..)?.iter().position(|byte| !is(*byte, SPACE))?)
    }

    /// One past the next `wanted`.
    fn after(&self, from: usize, wanted: u8) -> Option<usize> {
        Some(from + memchr(wanted, self.bytes.get(from..)?)? + 1)
    }

    fn after_text(&self, from: usize, wanted: &[u8]) -> Option<usize> {
        Some(from + memmem::find(self.bytes.get(from..)?, wanted)? + wanted.len())
    }

    /// One past what starts with `<!`, of which `at` is the next byte.
    fn after_declaration(&self, at: usize) -> Option<usize> {
        let rest = self.bytes.get(at..)?;
        if rest.starts_with(b"--") {
            return self.after_comment(at + 2);
        }
        if rest.starts_with(b"[CDATA[") && (self.dialect == Dialect::Xml || self.foreign.is_inside()) {
            return self.after_text(at, b"]]>");
        }
        let is_doctype = rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype"));
        if self.dialect == Dialect::Xml && is_doctype {
            // A subset of declarations may stand in brackets.
            let first = at + memchr2(b'[', b'>', rest)?;
            return if self.bytes[first] == b'[' { self.after_subset(first) } else { Some(first + 1) };
        }
        self.after(at, b'>')
    }

    fn after_subset(&self, from: usize) -> Option<usize> {
        let close = self.after(from, b']')?;
        self.after(close, b'>')
    }

    fn after_instruction(&self, at: usize) -> Option<usize> {
        match self.dialect {
            Dialect::Html => self.after(at, b'>'),
            Dialect::Xml => self.after_text(at, b"?>"),
        }
    }

    /// One past the comment whose text starts at `start`: it ends in `-->` or `--!>`, or at once as `<!-->` or `<!--->`.
    fn after_comment(&self, start: usize) -> Option<usize> {
        let mut from = start;
        loop {
            let after = self.after(from, b'>')?;
            let text = &self.bytes[start..after - 1];
            let ends_at_once = self.dialect == Dialect::Html && (text.is_empty() || text == b"-");
            if ends_at_once
                || text.ends_with(b"--")
                || (self.dialect == Dialect::Html && text.ends_with(b"--!"))
            {
                return Some(after);
            }
            from = after;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use html5gum::{DefaultEmitter, State, Token, Tokenizer};
    use proptest::prelude::*;

    use super::*;
    use crate::built::reference::decode;

    /// A tag with all that matters of it: `/name` for an end tag, and the values of its attributes.
    type Seen = (String, BTreeMap<String, String>, bool);

    fn shown(name: &[u8]) -> String {
        String::from_utf8_lossy(name).replace('\0', "\u{fffd}").to_ascii_lowercase()
    }

    fn ours(text: &str) -> Vec<Seen> {
        let mut scanner = Scanner::new(text.as_bytes(), Dialect::Html);
        let mut seen = Vec::new();
        while let Some(tag) = scanner.next() {
            let mut attributes = BTreeMap::new();
            for Attribute { name, value, start } in scanner.attributes() {
                assert_eq!(
                    &text.as_bytes()[*start..start + value.len()],
                    *value,
                    "the place is that of the value"
                );
                let value = String::from_utf8_lossy(&decode(value, Dialect::Html)).into_owned();
                attributes.entry(shown(name)).or_insert(value);
            }
            match tag.is_end {
                true => seen.push((format!("/{}", shown(tag.name)), BTreeMap::new(), false)),
                false => seen.push((shown(tag.name), attributes, tag.is_self_closing)),
            }
        }
        seen
    }

    /// What the tokenizer of another author sees. It knows nothing of elements: which of them hold raw text it is told.
    fn theirs(text: &str) -> Vec<Seen> {
        let mut tokenizer = Tokenizer::new_with_emitter(text, DefaultEmitter::<()>::default());
        let mut seen = Vec::new();
        while let Some(Ok(token)) = tokenizer.next() {
            match token {
                Token::StartTag(tag) => {
                    let state = match tag.name.as_slice() {
                        b"title" | b"textarea" => State::RcData,
                        b"style" | b"xmp" | b"iframe" | b"noembed" | b"noframes" => State::RawText,
                        b"script" => State::ScriptData,
                        b"plaintext" => State::PlainText,
                        _ => State::Data,
                    };
                    tokenizer.set_state(state);
                    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    let attributes =
                        tag.attributes.iter().map(|(name, value)| (text(name), text(value))).collect();
                    seen.push((text(&tag.name), attributes, tag.self_closing));
                }
                Token::EndTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    seen.push((format!("/{name}"), BTreeMap::new(), false));
                }
                _ => {}
            }
        }
        seen
    }

    /// Pieces that mean something to a tokenizer, whole and torn.
    const PIECES: [&str; 78] = [
        "<",
        ">",
        "/",
        "</",
        "/>",
        "<a",
        "<A ",
        "</a>",
        "</a ",
        "<a href=",
        "<p>",
        "<br/>",
        "<img src=",
        "<x-y ",
        " ",
        "\n",
        "\t",
        "\r\n",
        "\r",
        "\u{c}",
        "\0",
        "=",
        "==",
        "\"",
        "'",
        "`",
        "a",
        "b",
        "Id",
        "id",
        "é",
        "\u{2028}",
        "href=x",
        "href='",
        "href=\"",
        " b=c ",
        " id=1 ID=2 ",
        "&amp;",
        "&amp",
        "&notit;",
        "&copy",
        "&copy=",
        "&#65;",
        "&#x41",
        "&#x0;",
        "&",
        ";",
        "<!",
        "<!-",
        "<!--",
        "--",
        "-",
        "-->",
        "--!>",
        "!",
        "<!-->",
        "<!--->",
        "<!doctype html>",
        "<!DOCTYPE a \"",
        "<?",
        "?>",
        "<![CDATA[",
        "]]>",
        "<script>",
        "</script>",
        "</script ",
        "<SCRIPT",
        "</scripts>",
        "<style>",
        "</style>",
        "</STYLE/",
        "<title>",
        "</title>",
        "<textarea x>",
        "</textarea",
        "<plaintext>",
        "<noscript>",
        "<xmp></xm>",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

        #[test]
        fn tags_and_attributes_are_those_that_another_tokenizer_sees(
            pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..24),
        ) {
            let text = pieces.concat();
            prop_assert_eq!(ours(&text), theirs(&text), "{:?}", text);
        }

        #[test]
        fn any_bytes_are_read_to_their_end(bytes in prop::collection::vec(any::<u8>(), 0..200), is_xml: bool) {
            let dialect = if is_xml { Dialect::Xml } else { Dialect::Html };
            let mut scanner = Scanner::new(&bytes, dialect);
            let mut last = 0;
            while let Some(tag) = scanner.next() {
                prop_assert!(tag.end > last && tag.raw.end <= bytes.len());
                last = tag.end;
            }
        }
    }

    fn names(text: &str, dialect: Dialect) -> Vec<String> {
        let mut scanner = Scanner::new(text.as_bytes(), dialect);
        let mut names = Vec::new();
        while let Some(tag) = scanner.next() {
            names.push(format!("{}{}", if tag.is_end { "/" } else { "" }, shown(tag.name)));
        }
        names
    }

    #[test]
    fn a_difference_would_be_seen() {
        assert_ne!(ours("<a b=1>"), theirs("<a b=2>"));
        assert_ne!(ours("<a>"), theirs("<a><b>"));
    }

    #[test]
    fn drawings_in_pages_go_by_their_own_rules() {
        for (text, expected) in [
            ("<svg><title/><a></a></svg><p>", &["svg", "title", "a", "/a", "/svg", "p"][..]),
            ("<svg><style><a></style></svg>", &["svg", "style", "a", "/style", "/svg"]),
            ("<svg><![CDATA[<a>]]><b2></svg><![CDATA[><i>]]>", &["svg", "b2", "/svg", "i"]),
            (
                "<svg><foreignObject><style><a></style></foreignObject><style><a>",
                &["svg", "foreignobject", "style", "/style", "/foreignobject", "style", "a"],
            ),
            ("<svg/><style><a></style>", &["svg", "style", "/style"]),
            ("<svg><div><style><a></style>", &["svg", "div", "style", "/style"]),
            ("<svg><font><style><a>", &["svg", "font", "style", "a"]),
            ("<svg><font color=x><style><a>", &["svg", "font", "style"]),
            (
                "<math><mi><style><a></style></mi><style><a>",
                &["math", "mi", "style", "/style", "/mi", "style", "a"],
            ),
            ("<math><annotation-xml encoding=text/html><title><a>", &["math", "annotation-xml", "title"]),
        ] {
            assert_eq!(names(text, Dialect::Html), expected, "{text}");
        }
    }

    #[test]
    fn xml_goes_by_its_own_rules() {
        for (text, expected) in [
            (
                "<?xml version='1.0' a='>'?><!DOCTYPE a [<!ENTITY b '>'>]><title><a/></title>",
                &["title", "a", "/title"][..],
            ),
            ("<![CDATA[<a>]]><!--><a>--><x:b/><é>", &["x:b", "é"]),
            ("<!DOCTYPE svg><a>", &["a"]),
        ] {
            assert_eq!(names(text, Dialect::Xml), expected, "{text}");
        }
    }

    /// Texts that make a scanner slow that looks for the same end again and again.
    #[test]
    fn time_is_in_proportion_to_the_text() {
        for piece in [
            "<a b='",
            "<!--",
            "<script><!--<script>",
            "<svg>",
            "<svg></math>",
            "<![CDATA[",
            "<style></styl",
            "&amp",
            "<a ",
        ] {
            let text = piece.repeat(200_000);
            // A square of these would be minutes.
            assert!(ours(&text).len() <= 400_000);
        }
    }
}
