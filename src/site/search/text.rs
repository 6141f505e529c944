//! Prose as the text that a reader sees, for counting its words and for showing a piece of it.
//!
//! Hides HTML, as far as the reader of documents makes it. Never makes any.

use memchr::{memchr, memchr2};

/// Tags that stand within a word or a line.
const INLINE: [&str; 16] = [
    "a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "span", "strong", "sub",
    "sup",
];

/// Adds the text of `html` to `out`, with one space where there are several or where a block starts or ends.
pub(super) fn add(html: &str, out: &mut String) {
    let mut rest = html;
    while let Some(at) = memchr2(b'<', b'&', rest.as_bytes()) {
        spaced(&rest[..at], out);
        rest = &rest[at..];
        rest = if rest.starts_with('<') { tag(rest, out) } else { entity(rest, out) };
    }
    spaced(rest, out);
}

/// Adds text in which white space becomes one space, or nothing at the start of `out`.
pub(super) fn spaced(text: &str, out: &mut String) {
    for (index, part) in text.split(|c: char| c.is_ascii_whitespace()).enumerate() {
        if index > 0 {
            gap(out);
        }
        out.push_str(part);
    }
}

/// The start of `text`: at most `limit` characters, cut between words where that is possible.
pub(super) fn clipped(text: &str, limit: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(limit) else { return text };
    let cut = &text[..end];
    cut.rfind(' ').map_or(cut, |space| &cut[..space])
}

/// A space, unless one is there.
pub(super) fn gap(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// Steps over the tag that `rest` starts with, and over what a script or a style holds.
fn tag<'t>(rest: &'t str, out: &mut String) -> &'t str {
    if rest.starts_with("<!--") {
        return rest.find("-->").map_or("", |end| &rest[end + 3..]);
    }
    let Some(end) = memchr(b'>', rest.as_bytes()) else { return "" };
    let name = rest[1..end].trim_start_matches('/');
    let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
    if !INLINE.iter().any(|inline| name.eq_ignore_ascii_case(inline)) {
        gap(out);
    }
    let after = &rest[end + 1..];
    let is_hidden = ["script", "style"].iter().any(|hidden| name.eq_ignore_ascii_case(hidden));
    if is_hidden && !rest.starts_with("</") {
        return after.find("</").map_or("", |end| &after[end..]);
    }
    after
}

/// Steps over the character reference that `rest` starts with. One that is not known stays as it is written.
fn entity<'t>(rest: &'t str, out: &mut String) -> &'t str {
    let known = [
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&amp;", '&'),
        ("&quot;", '"'),
        ("&#39;", '\''),
        ("&#x27;", '\''),
        ("&nbsp;", '\u{a0}'),
    ];
    let (length, character) = known
        .iter()
        .find(|(entity, _)| rest.starts_with(entity))
        .map_or((1, '&'), |(entity, character)| (entity.len(), *character));
    out.push(character);
    &rest[length..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        let mut out = String::new();
        add(html, &mut out);
        out.trim_end().to_owned()
    }

    #[test]
    fn blocks_part_words_and_the_rest_does_not() {
        assert_eq!(
            text("<h2 id=\"a\">One</h2>\n<p>t<em>w</em>o <a>three</a></p><p>four</p>"),
            "One two three four"
        );
        assert_eq!(text("<table><tr><td>a</td><td>b</td></tr></table>x<br>y"), "a b x y");
    }

    #[test]
    fn references_are_read_and_what_no_reader_sees_is_not() {
        assert_eq!(text("a &lt;b&gt; &amp;amp; &quot;c&quot; &copy; &"), "a <b> &amp; \"c\" &copy; &");
        assert_eq!(text("a<!-- > b -->c<script>d < e</script>f<style>g</style> <unfinished"), "ac f");
    }

    #[test]
    fn a_text_is_cut_between_words() {
        assert_eq!(clipped("été à la mer", 8), "été à");
        assert_eq!(clipped("été", 3), "été");
        assert_eq!(clipped("anticonstitution", 4), "anti");
    }
}
