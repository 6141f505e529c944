//! Elements whose content is no markup.
//!
//! Hides where such content ends. Never looks into it.

use memchr::{memchr, memchr2};

use super::{NAME_END, is};

/// A kind of raw text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Raw {
    /// Up to the end tag of this name, in lower case.
    Until(&'static [u8]),
    /// Up to `</script>`, but for one in what looks like a script in a comment.
    Script,
    /// Up to the end of the text.
    Forever,
}

impl Raw {
    /// The kind that a start tag of this name begins, in any case.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        // Most tags are told by their length and first letter.
        let kind = match (name.len(), name[0] | 0x20) {
            (5, b's') => Raw::Until(b"style"),
            (5, b't') => Raw::Until(b"title"),
            (8, b't') => Raw::Until(b"textarea"),
            (3, b'x') => Raw::Until(b"xmp"),
            (6, b'i') => Raw::Until(b"iframe"),
            (7, b'n') => Raw::Until(b"noembed"),
            (8, b'n') => Raw::Until(b"noframes"),
            (6, b's') => Raw::Script,
            (9, b'p') => Raw::Forever,
            _ => return None,
        };
        let full: &[u8] = match kind {
            Raw::Until(full) => full,
            Raw::Script => b"script",
            Raw::Forever => b"plaintext",
        };
        name.eq_ignore_ascii_case(full).then_some(kind)
    }

    /// Where the content that starts at `from` ends: at its end tag or at the end of the text.
    pub(super) fn end(self, bytes: &[u8], from: usize) -> usize {
        let found = match self {
            Raw::Until(name) => until(bytes, from, name),
            Raw::Script => until_script(bytes, from),
            Raw::Forever => None,
        };
        found.unwrap_or(bytes.len())
    }
}

fn until(bytes: &[u8], from: usize, name: &[u8]) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr(b'<', bytes.get(at..)?)?;
        if bytes.get(at + 1) == Some(&b'/') && is_name(bytes, at + 2, name) {
            return Some(at);
        }
        at += 1;
    }
}

/// Whether `name` stands at `at`, in any case, with the end of a name after it.
fn is_name(bytes: &[u8], at: usize, name: &[u8]) -> bool {
    let end = at + name.len();
    bytes.get(at..end).is_some_and(|word| word.eq_ignore_ascii_case(name))
        && bytes.get(end).is_some_and(|byte| is(*byte, NAME_END))
}

/// How deep in a script what is read stands.
#[derive(Clone, Copy, PartialEq)]
enum Depth {
    Plain,
    /// After `<!--`, whose first dash stands there.
    Comment(usize),
    /// After `<script` in such a comment.
    Script(usize),
}

fn until_script(bytes: &[u8], from: usize) -> Option<usize> {
    let mut depth = Depth::Plain;
    let mut at = from;
    loop {
        at += memchr2(b'<', b'>', bytes.get(at..)?)?;
        depth = match (bytes[at], depth) {
            // The dashes of `<!--` may be those of `-->`.
            (b'>', Depth::Comment(dash) | Depth::Script(dash))
                if at >= dash + 2 && bytes[..at].ends_with(b"--") =>
            {
                Depth::Plain
            }
            (b'<', Depth::Plain) if bytes[at..].starts_with(b"<!--") => Depth::Comment(at + 2),
            (b'<', Depth::Plain | Depth::Comment(_)) if is_script_end(bytes, at) => return Some(at),
            (b'<', Depth::Comment(dash)) if is_name(bytes, at + 1, b"script") => Depth::Script(dash),
            (b'<', Depth::Script(dash)) if is_script_end(bytes, at) => Depth::Comment(dash),
            _ => depth,
        };
        at += 1;
    }
}

fn is_script_end(bytes: &[u8], at: usize) -> bool {
    bytes.get(at + 1) == Some(&b'/') && is_name(bytes, at + 2, b"script")
}
