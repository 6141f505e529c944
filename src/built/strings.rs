//! The addresses in a web app manifest.
//!
//! Hides JSON, of which it reads strings and what they are called, and no more: a broken manifest is read as far as it
//! makes sense. Addresses with an escape in them are passed over.

use std::ops::Range;

use memchr::{memchr, memchr2};

/// Keys whose values are addresses.
const KEYS: [&[u8]; 3] = [b"src", b"start_url", b"url"];

/// Goes through the addresses: where each stands, and what it is.
pub(super) fn addresses<'a>(json: &'a [u8], mut found: impl FnMut(Range<usize>, &'a [u8])) {
    let mut key: Option<&[u8]> = None;
    let mut at = 0;
    while let Some(quote) = json.get(at..).and_then(|rest| memchr(b'"', rest)) {
        let start = at + quote + 1;
        let Some(end) = string_end(json, start) else { return };
        let word = &json[start..end];
        let after = json[end + 1..].iter().position(|byte| !byte.is_ascii_whitespace());
        let is_key = after.is_some_and(|after| json[end + 1 + after] == b':');
        if is_key {
            key = Some(word);
        } else if key.take().is_some_and(|key| KEYS.contains(&key)) && memchr(b'\\', word).is_none() {
            found(start..end, word);
        }
        at = end + 1;
    }
}

/// Where the quote is that ends the string whose inside starts at `start`.
fn string_end(json: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += memchr2(b'"', b'\\', json.get(at..)?)?;
        if json[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_certain_keys_are_addresses() {
        let json =
            br#"{ "name": "src", "start_url" : "/a", "icons": [{"src":"b.png","sizes":"1x1"}], "x\"": "url",
            "src": 3, "shortcuts": [{"url": "c\u0041"}, {"url": "d""#;
        let mut found = Vec::new();
        addresses(json, |place, word| found.push((json[place].to_vec(), word.to_vec())));
        let words: Vec<_> =
            found.iter().map(|(_, word)| String::from_utf8_lossy(word).into_owned()).collect();
        assert_eq!(words, ["/a", "b.png", "d"]);
        assert!(found.iter().all(|(place, word)| place == word));
    }
}
