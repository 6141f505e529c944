//! Character references in attribute values: `&amp;`, `&#38;`, `&eacute`.
//!
//! Hides the table of the HTML standard. Never decodes what an attribute keeps as it is, as the `&copy` of `?a&copy=1`.

use std::borrow::Cow;
use std::sync::OnceLock;

use memchr::memchr3;

use super::scan::Dialect;

/// Every name of the standard, some without a semicolon, each with its code points; in the order of the bytes.
static NAMES: &str = include_str!("entities.txt");
/// The longest name has this many bytes.
const LONGEST: usize = 32;
/// What a code point that is none becomes.
const REPLACEMENT: char = '\u{fffd}';

/// The code points that references to 0x80 to 0x9f mean, by the standard; 0 where it is the number itself.
const WINDOWS_1252: [u32; 32] = [
    0x20ac, 0, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17d,
    0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0,
    0x17e, 0x178,
];

/// The value of an attribute that is written as `raw`.
pub(super) fn decode(raw: &[u8], dialect: Dialect) -> Cow<'_, [u8]> {
    let Some(first) = memchr3(b'&', b'\r', 0, raw) else { return Cow::Borrowed(raw) };
    let mut value = raw[..first].to_vec();
    let mut at = first;
    while let Some(&byte) = raw.get(at) {
        at += match byte {
            b'&' => reference(&raw[at..], dialect, &mut value),
            b'\r' => {
                value.push(b'\n');
                if raw.get(at + 1) == Some(&b'\n') { 2 } else { 1 }
            }
            0 => push(REPLACEMENT, 1, &mut value),
            byte => {
                value.push(byte);
                1
            }
        };
    }
    Cow::Owned(value)
}

/// Appends what the reference at the beginning of `rest` means, or the ampersand; gives how many bytes that took.
fn reference(rest: &[u8], dialect: Dialect, value: &mut Vec<u8>) -> usize {
    let found = match rest.get(1) {
        Some(b'#') => number(rest).map(|(c, length)| push(c, length, value)),
        Some(byte) if byte.is_ascii_alphanumeric() => name(rest, dialect, value),
        _ => None,
    };
    found.unwrap_or_else(|| {
        value.push(b'&');
        1
    })
}

fn push(c: char, length: usize, value: &mut Vec<u8>) -> usize {
    value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    length
}

/// The character of `&#…;` or `&#x…;`, and how many bytes that takes; the semicolon may be absent.
fn number(rest: &[u8]) -> Option<(char, usize)> {
    let is_hex = matches!(rest.get(2), Some(b'x' | b'X'));
    let (from, radix) = if is_hex { (3, 16) } else { (2, 10) };
    let digits =
        rest[from.min(rest.len())..].iter().take_while(|byte| char::from(**byte).is_digit(radix)).count();
    if digits == 0 {
        return None;
    }
    let code = rest[from..from + digits].iter().fold(0u32, |code, digit| {
        let digit = char::from(*digit).to_digit(radix).unwrap_or(0);
        code.saturating_mul(radix).saturating_add(digit)
    });
    let code = match code {
        0x80..=0x9f if WINDOWS_1252[code as usize - 0x80] != 0 => WINDOWS_1252[code as usize - 0x80],
        0 => REPLACEMENT as u32,
        code => code,
    };
    let semicolon = usize::from(rest.get(from + digits) == Some(&b';'));
    Some((char::from_u32(code).unwrap_or(REPLACEMENT), from + digits + semicolon))
}

/// Appends what the longest name at the beginning of `rest` means.
fn name(rest: &[u8], dialect: Dialect, value: &mut Vec<u8>) -> Option<usize> {
    let letters = rest[1..].iter().take(LONGEST).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let semicolon = usize::from(rest.get(1 + letters) == Some(&b';'));
    let word = &rest[1..1 + letters + semicolon];
    // By far the most common, which need no table.
    let plain = match word {
        b"amp;" => Some('&'),
        b"lt;" => Some('<'),
        b"gt;" => Some('>'),
        b"quot;" => Some('"'),
        b"apos;" => Some('\''),
        _ => None,
    };
    if let Some(c) = plain {
        return Some(push(c, 1 + word.len(), value));
    }
    if dialect == Dialect::Xml {
        return None;
    }
    let (length, points) =
        (2..=word.len()).rev().find_map(|length| Some((length, named(&word[..length])?)))?;
    let has_semicolon = word[length - 1] == b';';
    let next = rest.get(1 + length);
    if !has_semicolon && next.is_some_and(|byte| *byte == b'=' || byte.is_ascii_alphanumeric()) {
        return None;
    }
    for point in points.split(' ') {
        let code = u32::from_str_radix(point, 16).ok().and_then(char::from_u32);
        push(code.unwrap_or(REPLACEMENT), 0, value);
    }
    Some(1 + length)
}

/// The code points of a name, in hexadecimal with spaces between them.
fn named(name: &[u8]) -> Option<&'static str> {
    static TABLE: OnceLock<Vec<(&'static str, &'static str)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| NAMES.lines().filter_map(|line| line.split_once(' ')).collect());
    let index = table.binary_search_by(|(known, _)| known.as_bytes().cmp(name)).ok()?;
    Some(table[index].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(raw: &str) -> String {
        String::from_utf8_lossy(&decode(raw.as_bytes(), Dialect::Html)).into_owned()
    }

    #[test]
    fn references_are_resolved_as_in_attributes() {
        for (raw, value) in [
            ("a?b=1&amp;c", "a?b=1&c"),
            ("&#38;&#x26;&#X26", "&&&"),
            ("caf&eacute;&eacute", "caféé"),
            ("?a&copy=1&copyx&copy;", "?a&copy=1&copyx©"),
            ("&notit;&notin;", "&notit;∉"),
            ("&ThickSpace;", "\u{205f}\u{200a}"),
            ("&#0;&#x110000;&#xd800;&#99999999999;", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            ("&#x80;", "€"),
            ("& &; &# &#x; &nothing;", "& &; &# &#x; &nothing;"),
            ("a\r\nb\rc\0", "a\nb\nc\u{fffd}"),
        ] {
            assert_eq!(decoded(raw), value, "{raw}");
        }
    }

    #[test]
    fn xml_knows_five_names() {
        let decoded = decode(b"&amp;&apos;&eacute;&#233;", Dialect::Xml);
        assert_eq!(String::from_utf8_lossy(&decoded), "&'&eacute;é");
    }

    #[test]
    fn the_table_is_in_order_and_no_name_is_longer_than_the_longest() {
        let names: Vec<_> = NAMES.lines().filter_map(|line| Some(line.split_once(' ')?.0)).collect();
        assert!(names.is_sorted() && names.len() > 2_000);
        assert_eq!(names.iter().map(|name| name.len()).max(), Some(LONGEST));
    }
}
