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
