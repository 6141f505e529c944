//! Writing XML: the one place that escapes and that closes what was opened.
//!
//! Hides the syntax. An element closes itself when it goes out of scope, so the result is well-formed whatever
//! the texts are; knows no SVG.

use std::fmt::{Display, Write as _};

/// An element being written: first attributes, then children or a text.
pub(super) struct Element<'a> {
    out: &'a mut String,
    name: &'static str,
    depth: usize,
    content: Content,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    None,
    Text,
    Elements,
}

impl<'a> Element<'a> {
    /// Opens the outermost element.
    pub(super) fn root(out: &'a mut String, name: &'static str) -> Self {
        Element::open(out, name, 0)
    }

    fn open(out: &'a mut String, name: &'static str, depth: usize) -> Self {
        out.push('<');
        out.push_str(name);
        Element { out, name, depth, content: Content::None }
    }

    /// Adds an attribute; not after a child or a text.
    pub(super) fn attr(&mut self, name: &str, value: impl Display) -> &mut Self {
        debug_assert!(self.content == Content::None, "attributes come first");
        // Writing to a string does not fail.
        let _ = write!(self.out, " {name}=\"");
        let _ = write!(Escaping { out: self.out, is_attribute: true }, "{value}");
        self.out.push('"');
        self
    }

    /// Opens a child; it is closed when the value returned is dropped.
    pub(super) fn child(&mut self, name: &'static str) -> Element<'_> {
        if self.content == Content::None {
            self.out.push('>');
        }
        self.content = Content::Elements;
        // Enough line breaks to read a difference by; deeper ones would only make the text longer.
        if self.depth < 2 {
            self.out.push('\n');
        }
        Element::open(self.out, name, self.depth + 1)
    }

    /// Adds a text.
    pub(super) fn text(&mut self, text: &str) {
        if self.content == Content::None {
            self.out.push('>');
            self.content = Content::Text;
        }
        let _ = Escaping { out: self.out, is_attribute: false }.write_str(text);
    }

    /// Adds elements that are written already: those of an icon, which [`crate::icon`] has rebuilt.
    pub(super) fn safe_markup(&mut self, markup: &str) {
        if self.content == Content::None {
            self.out.push('>');
            self.content = Content::Text;
        }
        self.out.push_str(markup);
    }
}

impl Drop for Element<'_> {
    fn drop(&mut self) {
        if self.content == Content::None {
            self.out.push_str("/>");
            return;
        }
        if self.content == Content::Elements && self.depth < 2 {
            self.out.push('\n');
        }
        let _ = write!(self.out, "</{}>", self.name);
    }
}

struct Escaping<'a> {
    out: &'a mut String,
    is_attribute: bool,
}

impl std::fmt::Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' if self.is_attribute => self.out.push_str("&quot;"),
                '\n' | '\t' | '\r' if self.is_attribute => self.out.push(' '),
                c if is_legal(c) => self.out.push(c),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether XML 1.0 knows the character. The C1 controls are legal but unseen, and HTML refuses them.
fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n') || !(c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_close_themselves_and_texts_are_escaped() {
        let mut out = String::new();
        let mut root = Element::root(&mut out, "a");
        root.attr("b", "\"<&>\n\u{0}").attr("n", 12);
        root.child("c").text("x < y & \u{1} ]]>");
        root.child("d");
        drop(root);
        let expected = "<a b=\"&quot;&lt;&amp;&gt; \" n=\"12\">\n<c>x &lt; y &amp;  ]]&gt;</c>\n<d/>\n</a>";
        assert_eq!(out, expected);
    }
}
