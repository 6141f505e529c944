//! The addresses in a stylesheet.
//!
//! Hides comments, strings and escapes. Never understands a property, and takes a broken stylesheet as it is.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

/// What a string stands for.
#[derive(Clone, Copy, PartialEq)]
enum Expecting {
    /// A text like any other.
    Text,
    /// The address of `@import`.
    Import,
    /// The name of `@namespace`, which nobody fetches, also in `url()`.
    Namespace,
}

/// Goes through the addresses of `url()`, `@import` and `image-set()`: where each stands in `css`, without quotes, and
/// what it is with its escapes resolved.
pub(super) fn addresses<'a>(css: &'a [u8], mut found: impl FnMut(Range<usize>, Cow<'a, [u8]>)) {
    let mut expecting = Expecting::Text;
    let mut depth = 0u32;
    let mut image_set: Option<u32> = None;
    let mut at = 0;
    while let Some(&byte) = css.get(at) {
        match byte {
            b'/' if css.get(at + 1) == Some(&b'*') => {
                at = memmem::find(&css[at + 2..], b"*/").map_or(css.len(), |end| at + 2 + end + 2);
            }
            b'"' | b'\'' => {
                let (place, after) = string(css, at);
                let is_image = image_set == Some(depth);
                if expecting == Expecting::Import || (expecting == Expecting::Text && is_image) {
                    found(place.clone(), unescaped(&css[place]));
                    expecting = Expecting::Text;
                }
                at = after;
            }
            b'@' => {
                let (name, after) = word(css, at + 1);
                if name.eq_ignore_ascii_case(b"import") {
                    expecting = Expecting::Import;
                } else if name.eq_ignore_ascii_case(b"namespace") {
                    expecting = Expecting::Namespace;
                }
                at = after.max(at + 1);
            }
            b';' | b'{' | b'}' => {
                expecting = Expecting::Text;
                if byte != b';' {
                    (depth, image_set) = (0, None);
                }
                at += 1;
            }
            b'(' => {
                depth = depth.saturating_add(1);
                at += 1;
            }
            b')' => {
                if image_set == Some(depth) {
                    image_set = None;
                }
                depth = depth.saturating_sub(1);
                at += 1;
            }
            byte if is_word(byte) || byte == b'\\' => {
                let (name, after) = word(css, at);
                at = after.max(at + 1);
                if css.get(at) == Some(&b'(') {
                    if name.eq_ignore_ascii_case(b"url") {
                        let (place, after) = url(css, at + 1);
                        if expecting != Expecting::Namespace {
                            found(place.clone(), unescaped(&css[place]));
                        }
                        expecting = Expecting::Text;
                        at = after;
                    } else if name.eq_ignore_ascii_case(b"image-set")
                        || name.eq_ignore_ascii_case(b"-webkit-image-set")
                    {
                        image_set = Some(depth.saturating_add(1));
                    }
                }
            }
            _ => at += 1,
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

/// The word at `at` with its escapes resolved, and one past it.
fn word(css: &[u8], at: usize) -> (Cow<'_, [u8]>, usize) {
    let mut end = at;
    while let Some(&byte) = css.get(end) {
        match byte {
            b'\\' if !matches!(css.get(end + 1), None | Some(b'\n' | b'\r' | b'\x0c')) => {
                end = escape(css, end).1;
            }
            byte if is_word(byte) => end += 1,
            _ => break,
        }
    }
    (unescaped(&css[at..end]), end)
}

/// The inside of the string that starts with the quote at `at`, and one past it. The end of the line ends it too.
fn string(css: &[u8], at: usize) -> (Range<usize>, usize) {
    let quote = css[at];
    let mut end = at + 1;
    while let Some(&byte) = css.get(end) {
        match byte {
            b'\\' => end = (end + 2).min(css.len()),
            b'\n' | b'\r' | b'\x0c' => return (at + 1..end, end),
            byte if byte == quote => return (at + 1..end, end + 1),
            _ => end += 1,
        }
    }
    (at + 1..css.len(), css.len())
}

/// The address of the `url(` whose inside starts at `at`, and one past its parenthesis.
fn url(css: &[u8], at: usize) -> (Range<usize>, usize) {
    let skip = |from: usize| from + css[from..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let start = skip(at);
    let (place, after) = match css.get(start) {
        Some(b'"' | b'\'') => string(css, start),
        _ => {
            let mut end = start;
            while let Some(&byte) = css.get(end).filter(|byte| **byte != b')' && !byte.is_ascii_whitespace())
            {
                end = if byte == b'\\' { escape(css, end).1 } else { end + 1 };
            }
            (start..end, end)
        }
    };
    let close = skip(after);
    (place, if css.get(close) == Some(&b')') { close + 1 } else { close })
}

/// With every escape resolved.
fn unescaped(written: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'\\', written) else { return Cow::Borrowed(written) };
    let mut out = written[..first].to_vec();
    let mut at = first;
    while let Some(&byte) = written.get(at) {
        if byte == b'\\' {
            let (c, after) = escape(written, at);
            if let Some(c) = c {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            at = after;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    Cow::Owned(out)
}

/// The character that the backslash at `at` begins, and one past its escape. None: a line end, which is left out, or a
/// character that stands for itself and is read next.
fn escape(css: &[u8], at: usize) -> (Option<char>, usize) {
    let digits = css[at + 1..].iter().take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
    if digits == 0 {
        return match css.get(at + 1) {
            Some(b'\r') if css.get(at + 2) == Some(&b'\n') => (None, at + 3),
            Some(b'\n' | b'\r' | b'\x0c') => (None, at + 2),
            // A backslash stands for itself after one.
            Some(b'\\') => (Some('\\'), at + 2),
            Some(&byte) if byte.is_ascii() => (Some(char::from(byte)), at + 2),
            _ => (None, at + 1),
        };
    }
    let end = at + 1 + digits;
    let code = css[at + 1..end]
        .iter()
        .fold(0, |code, digit| code * 16 + char::from(*digit).to_digit(16).unwrap_or(0));
    let c = char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}');
    let space = match css.get(end) {
        Some(b'\r') if css.get(end + 1) == Some(&b'\n') => 2,
        Some(byte) if byte.is_ascii_whitespace() => 1,
        _ => 0,
    };
    (Some(c), end + space)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_and_texts_are_not() {
        for (css, expected) in [
            ("a { background: url(a.png) }", &["a.png"][..]),
            ("a { b: url( 'a b.png' ), URL(\"c.png\") }", &["a b.png", "c.png"]),
            (
                "@import 'a.css'; @IMPORT url(b.css) screen; @import url('c.css');",
                &["a.css", "b.css", "c.css"],
            ),
            (
                "@charset 'x'; @namespace svg url(http://www.w3.org/2000/svg); @namespace 'y'; a { b: url(c) }",
                &["c"],
            ),
            ("/* url(a) */ b::before { content: 'url(c)' } d { e: url(f) /* ", &["f"]),
            ("a { b: u\\72l(c\\.d\\20 e\\)) }", &["c.d e)"]),
            ("a { content: 'x\\'url(y)'; b: url('\\a0\\\nz') }", &["\u{a0}z"]),
            ("a { b: image-set('x.png' 1x type('image/png'), url(y.png) 2x) c('z') }", &["x.png", "y.png"]),
            ("a { b: my-url(x) curl(y) }", &[]),
            ("a { b: url(", &[""]),
            ("@import", &[]),
            ("a { content: 'x\n} b { c: url(d) }", &["d"]),
            ("@font-face { src: local('x'), url(x.woff2) format('woff2') }", &["x.woff2"]),
            ("\\", &[]),
        ] {
            let mut found = Vec::new();
            addresses(css.as_bytes(), |_, address| {
                found.push(String::from_utf8_lossy(&address).into_owned())
            });
            assert_eq!(found, expected, "{css}");
        }
    }

    #[test]
    fn the_place_is_that_of_the_address_alone() {
        let css = "a { b: url( \"c.png\" ) }";
        addresses(css.as_bytes(), |place, _| assert_eq!(&css[place], "c.png"));
    }
}
