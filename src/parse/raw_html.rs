//! Addresses and anchors in HTML that stands among Markdown.
//!
//! Hides the HTML crate. Never changes the HTML.

use std::ops::Range;

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// What a piece of HTML points to, and what can point to it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Scan {
    /// Addresses with references such as `&amp;` resolved, and the bytes they stand at; in order.
    pub(crate) addresses: Vec<(Range<usize>, String)>,
    /// Values of `id`, and of `name` on `a`.
    pub(crate) anchors: Vec<String>,
    /// Where pictures without an `alt` attribute stand; an empty one says that a picture is decoration.
    pub(crate) pictures_without_alt: Vec<Range<usize>>,
}

/// Attributes that hold one address.
const ADDRESSES: [&[u8]; 9] =
    [b"href", b"src", b"poster", b"action", b"formaction", b"cite", b"data", b"background", b"xlink:href"];

/// Reads `html`, which may be a part of a document.
pub(crate) fn scan(html: &str) -> Scan {
    let mut scan = Scan::default();
    let emitter = DefaultEmitter::<usize>::new_with_span();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(Token::StartTag(tag)) = token else { continue };
        if tag.name.as_slice() == b"img" && !tag.attributes.keys().any(|name| name.as_slice() == b"alt") {
            scan.pictures_without_alt.push(tag.span.start..tag.span.end.min(html.len()));
        }
        for (name, value) in &tag.attributes {
            let text = String::from_utf8_lossy(value).into_owned();
            if name.as_slice() == b"id" || (name.as_slice() == b"name" && tag.name.as_slice() == b"a") {
                scan.anchors.push(text);
            } else if ADDRESSES.contains(&name.as_slice()) {
                let place = place_of_value(html, value.span.start..value.span.end, &text);
                scan.addresses.push((place, text));
            }
        }
    }
    scan.addresses.sort_by_key(|(place, _)| place.start);
    scan
}

/// Where the value of an attribute stands. One that is written with references is not found as it is; its place is
/// then everything after the equals sign and between the quotes.
fn place_of_value(html: &str, attribute: Range<usize>, value: &str) -> Range<usize> {
    let end = attribute.end.min(html.len());
    let start = attribute.start.min(end);
    let written = html.get(start..end).unwrap_or("");
    let after_name = written.find('=').map_or(0, |at| at + 1);
    let inner = written[after_name..].trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    let at = start + (inner.as_ptr() as usize - written.as_ptr() as usize);
    match inner.find(value).filter(|_| !value.is_empty()) {
        Some(offset) => at + offset..at + offset + value.len(),
        None => at..at + inner.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_found_at_its_place() {
        let html =
            r#"<p><a class=x href="a.md?x=1&amp;y" id="here">b</a> <img alt='' src=c.png><a href='d'>"#;
        let scan = scan(html);
        let places: Vec<_> = scan.addresses.iter().map(|(place, _)| &html[place.clone()]).collect();
        assert_eq!(places, ["a.md?x=1&amp;y", "c.png", "d"]);
        assert_eq!(scan.addresses[0].1, "a.md?x=1&y");
        assert_eq!(scan.anchors, ["here"]);
    }

    #[test]
    fn a_hidden_scheme_is_read_as_a_browser_reads_it() {
        let scan = scan("<a href=\"java&#115;cript:alert(1)\">x</a>");
        assert_eq!(scan.addresses[0].1, "javascript:alert(1)");
    }
}
