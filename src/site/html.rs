//! HTML that is whole and safe, and how it gets into a page without going through a template.
//!
//! Templates escape all they are given. A piece of HTML is therefore held back in [`Slots`]; the template sees a
//! marker in its place, and the finished text gets the pieces in one pass. Never parses HTML.

use std::sync::Arc;

use serde::{Serialize, Serializer};

/// HTML in which every text is escaped and every element closed. Only this stage makes it: from prose that was
/// resolved, from drawings, and from templates.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Takes over what was written as HTML.
    pub(super) fn trusted(html: String) -> Self {
        Html(html)
    }

    /// The HTML.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML as the content of a file.
    pub(super) fn into_bytes(self) -> Arc<[u8]> {
        self.0.into_bytes().into()
    }
}

/// Appends `text` so that it shows as it is, in an element or in a quoted attribute.
pub(super) fn escape(out: &mut String, text: &str) {
    let mut rest = 0;
    for (at, byte) in text.bytes().enumerate() {
        let reference = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            // Markers are made of these; no text may look like one.
            0 => "\u{fffd}",
            _ => continue,
        };
        out.push_str(&text[rest..at]);
        out.push_str(reference);
        rest = at + 1;
    }
    out.push_str(&text[rest..]);
}

/// The pieces of HTML that one text of a template is completed with.
#[derive(Debug, Default)]
pub(super) struct Slots(Vec<Html>);

/// The place of a piece of HTML: a template prints it like any text, `{{ page.body }}`, without a filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slot(u32);

impl Serialize for Slot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("\0{}\0", self.0))
    }
}

impl Slot {
    /// The slot of that number, where the pieces are told apart by number.
    pub(super) fn numbered(number: u32) -> Self {
        Slot(number)
    }
}

impl Slots {
    /// Holds `html` back.
    pub(super) fn hold(&mut self, html: Html) -> Slot {
        self.0.push(html);
        Slot(self.0.len() as u32 - 1)
    }

    /// The text with each marker replaced by its piece.
    pub(super) fn fill(&self, text: &str) -> Html {
        let content = |part| match part {
            Part::Text(text) => text,
            Part::Slot(number) => self.0.get(number as usize).map_or("", Html::as_str),
        };
        let mut out = String::with_capacity(parts(text).map(|part| content(part).len()).sum());
        out.extend(parts(text).map(content));
        Html(out)
    }
}

/// A part of what a template made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part<'t> {
    /// To be kept as it is.
    Text(&'t str),
    /// The marker of this number.
    Slot(u32),
}

/// Takes a template's text apart at its markers. A NUL that is part of none, which only a text that was written with
/// an escape can bring along, is left out.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    Parts { text, next: None }
}

struct Parts<'t> {
    text: &'t str,
    next: Option<u32>,
}

impl<'t> Iterator for Parts<'t> {
    type Item = Part<'t>;

    fn next(&mut self) -> Option<Part<'t>> {
        if let Some(number) = self.next.take() {
            return Some(Part::Slot(number));
        }
        if self.text.is_empty() {
            return None;
        }
        let Some(at) = memchr::memchr(0, self.text.as_bytes()) else {
            return Some(Part::Text(std::mem::take(&mut self.text)));
        };
        let (before, rest) = (&self.text[..at], &self.text[at + 1..]);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        self.text = rest;
        if rest.as_bytes().get(digits) == Some(&0) && digits > 0 {
            self.next = rest[..digits].parse().ok();
            self.text = &rest[digits + 1..];
        }
        Some(Part::Text(before))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_take_the_place_of_their_markers() {
        let mut slots = Slots::default();
        let first = slots.hold(Html::trusted("<b>1</b>".into()));
        let second = slots.hold(Html::trusted("2".into()));
        let marker = |slot: Slot| serde_json::to_value(slot).unwrap().as_str().unwrap().to_owned();
        let text = format!("a{}b{}{}c", marker(second), marker(first), marker(Slot::numbered(9)));
        assert_eq!(slots.fill(&text).as_str(), "a2b<b>1</b>c");
        let text = format!("x\0y{}\0", marker(first));
        assert_eq!(slots.fill(&text).as_str(), "xy<b>1</b>");
    }

    #[test]
    fn no_text_can_pass_for_a_marker() {
        let mut out = String::new();
        escape(&mut out, "\u{0}0\u{0} <a href=\"x\" title='&'>");
        assert_eq!(out, "\u{fffd}0\u{fffd} &lt;a href=&quot;x&quot; title=&#39;&amp;&#39;&gt;");
    }
}
