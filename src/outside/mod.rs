//! Addresses outside of the site: what can be told from them alone, and what is known of them.
//!
//! Makes no request and knows no model: who asks servers, who names addresses and who judges them meet in these types.

pub mod cache;
pub mod console;
pub mod host;
pub mod sign_in;
mod time;

pub use time::Time;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// What became of an address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// It answers, and is what it was linked for as far as can be seen.
    Alive,
    /// It answers, at another address that it has moved to for good.
    Redirected,
    /// It is not there: 404, 410, no such name, no valid certificate, no such fragment.
    Dead,
    /// It stands behind a sign-in.
    LoginWall,
    /// It says that it is not there, under a status that says it is.
    Soft404,
    /// The server refuses programs.
    Blocked,
    /// No usable answer: a timeout, a refusal, a fault of the server, too many requests.
    Unreachable,
    /// The project says to leave it alone.
    Excluded,
}

impl Verdict {
    /// Every verdict, in the order they are told.
    pub const ALL: [Verdict; 8] = [
        Verdict::Alive,
        Verdict::Redirected,
        Verdict::LoginWall,
        Verdict::Dead,
        Verdict::Soft404,
        Verdict::Blocked,
        Verdict::Unreachable,
        Verdict::Excluded,
    ];

    /// The name, as it stands in the cache and in reports: `login-wall`.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Alive => "alive",
            Verdict::Redirected => "redirected",
            Verdict::Dead => "dead",
            Verdict::LoginWall => "login-wall",
            Verdict::Soft404 => "soft-404",
            Verdict::Blocked => "blocked",
            Verdict::Unreachable => "unreachable",
            Verdict::Excluded => "excluded",
        }
    }

    /// Whether the address is there, as far as can be seen: alive, redirected, or behind a sign-in.
    pub fn is_alive(self) -> bool {
        matches!(self, Verdict::Alive | Verdict::Redirected | Verdict::LoginWall)
    }

    /// The verdict of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// `address`, or any text, without the user names and passwords of the addresses in it, as it may be shown and kept.
pub fn without_credentials(address: &str) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(address);
    while let Some(place) = credentials(&shown) {
        shown.to_mut().replace_range(place, "");
    }
    shown
}

/// Where in `text` the first user name or password of an address stands, with the `@` after it: in bytes.
pub fn credentials(text: &str) -> Option<Range<usize>> {
    let is_slash = |c: char| matches!(c, '/' | '\\');
    let is_end = |c: char| is_slash(c) || matches!(c, '?' | '#' | '"' | '\'' | '<' | '>') || c.is_control();
    for (colon, _) in text.match_indices(':') {
        let rest = &text[colon + 1..];
        let host = rest.trim_start_matches(is_slash);
        let start = text.len() - host.len();
        if start < colon + 3 {
            continue;
        }
        let host = &host[..host.find(is_end).unwrap_or(host.len())];
        if let Some(end) = host.split_once(' ').map_or(host, |(word, _)| word).rfind('@') {
            return Some(start..start + end + 1);
        }
    }
    None
}

/// A verdict with what it rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judgement {
    /// What became of the address.
    pub verdict: Verdict,
    /// Why, in a few lower-case words that continue "`address` …": `answers 404`, `has no certificate that holds`.
    /// Never holds credentials.
    pub reason: String,
    /// The address it has moved to for good; only where it was redirected.
    pub target: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_left_out() {
        for (address, shown) in [
            ("https://me:secret@a.example/x", "https://a.example/x"),
            ("https://me@a.example", "https://a.example"),
            ("https://a:b@c@d.example/", "https://d.example/"),
            ("https://a.example/@me", "https://a.example/@me"),
            ("mailto:a@b.example", "mailto:a@b.example"),
            ("https://u:w@bad host/x", "https://bad host/x"),
            ("https://u:w@/", "https:///"),
            ("https:\\\\u:w@a.example", "https:\\\\a.example"),
            (
                "see https://a.example and ftp://x:y@b.example now",
                "see https://a.example and ftp://b.example now",
            ),
        ] {
            assert_eq!(without_credentials(address), shown);
        }
        assert_eq!(Verdict::ALL.map(|verdict| Verdict::named(verdict.name())), Verdict::ALL.map(Some));
    }
}
