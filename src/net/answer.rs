//! What a server said to one request, or why it said nothing.
//!
//! Knows no client: whoever asks fills these in.

use super::page::Page;
use super::policy::Refusal;

/// How a request asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Method {
    /// Everything but the body.
    Head,
    /// The page as people get it.
    Get,
}

/// An answer, as far as it matters here.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Answer {
    /// The status.
    pub(super) status: u16,
    /// `Location`, as it was sent.
    pub(super) location: Option<String>,
    /// `Retry-After`, as it was sent.
    pub(super) retry_after: Option<String>,
    /// Whether the content is HTML, as its type says.
    pub(super) is_html: bool,
    /// Whether it asks to keep a cookie.
    pub(super) sets_cookie: bool,
    /// Whether it says, outside of its body, that it is a riddle for programs.
    pub(super) is_challenge: bool,
    /// What the body says; only for HTML that was asked for and may matter.
    pub(super) page: Option<Page>,
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Failure {
    /// The host's name does not exist.
    NoSuchName,
    /// The host may not be asked.
    Refused(Refusal),
    /// The certificate does not hold; a few words that follow "a certificate that".
    Certificate(&'static str),
    /// Nothing was heard of the server: no name could be looked up, no connection made, or nothing came in time. A few
    /// words that continue "the address …".
    Silence(String),
    /// The server was there, and what it said was no answer. The same.
    Broken(String),
}
