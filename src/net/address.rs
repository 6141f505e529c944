//! What an address says of itself: what is sent of it, what it is likely to serve, what its fragment asks for.
//!
//! Pure: nothing here asks a server.

use percent_encoding::percent_decode_str;
use url::Url;

/// `url` without fragment and credentials: what is asked for, and what may be told.
pub(super) fn bare(url: &Url) -> Url {
    let mut bare = public(url);
    bare.set_fragment(None);
    bare
}

/// `url` without credentials: what may be told.
pub(super) fn public(url: &Url) -> Url {
    let mut public = url.clone();
    // These fail for addresses that can have no credentials, and then there are none.
    let _ = public.set_username("");
    let _ = public.set_password(None);
    public
}

/// What a fragment asks of a page.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Wanted {
    /// Nothing that could be absent: no fragment, the top, or a search for text.
    Nothing,
    /// An element whose id is one of these.
    Element(Fragment),
    /// Something that only a script can tell: `#/path`, `#!path`.
    Script,
}

/// The two ways to read a fragment, in the order of browsers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Fragment {
    /// As it stands in the address.
    pub(super) written: String,
    /// With what is written as `%` and digits turned into letters; as it is told.
    pub(super) decoded: String,
}

/// What the fragment of an address asks for.
pub(super) fn wanted(url: &Url) -> Wanted {
    let fragment = url.fragment().unwrap_or_default();
    let name = fragment.split(":~:").next().unwrap_or_default();
    if name.is_empty() || name.eq_ignore_ascii_case("top") {
        return Wanted::Nothing;
    }
    if name.starts_with(['/', '!']) || is_place_in_source(url, name) {
        return Wanted::Script;
    }
    let decoded = percent_decode_str(name).decode_utf8().unwrap_or_else(|_| name.into()).into_owned();
    Wanted::Element(Fragment { written: name.to_owned(), decoded })
}

/// Names of queries that let in whoever holds them: signatures and tokens.
const SECRETS: [&str; 7] = [
    "x-amz-signature",
    "x-amz-security-token",
    "x-goog-signature",
    "signature",
    "token",
    "access_token",
    "sig",
];

/// Whether an address lets in whoever holds it, for as long as its signature counts.
pub(super) fn is_signed(url: &Url) -> bool {
    url.query_pairs().any(|(name, _)| SECRETS.contains(&name.to_ascii_lowercase().as_str()))
}

/// Sites that show source and discussions, of which scripts load the parts.
const FORGES: [&str; 4] = ["github.com", "gist.github.com", "gitlab.com", "codeberg.org"];

/// What the fragments of such parts begin with.
const PARTS: [&str; 6] =
    ["issuecomment-", "discussion_r", "discussioncomment-", "pullrequestreview-", "note_", "diff-"];

/// Whether this is a line of a source, or a remark in a discussion.
fn is_place_in_source(url: &Url, name: &str) -> bool {
    let is_line = name.strip_prefix('L').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    FORGES.contains(&url.host_str().unwrap_or_default())
        && (is_line || PARTS.iter().any(|part| name.starts_with(part)))
}

/// Ends of paths that are downloads: what is behind them need not be transferred to know that it is there.
const DOWNLOADS: [&str; 43] = [
    "7z", "aac", "apk", "avi", "avif", "bin", "bz2", "csv", "deb", "dmg", "doc", "docx", "epub", "exe",
    "flac", "gif", "gz", "ico", "img", "iso", "jar", "jpeg", "jpg", "mkv", "mov", "mp3", "mp4", "msi", "ogg",
    "pdf", "pkg", "png", "ppt", "pptx", "rar", "rpm", "tar", "tgz", "wav", "webm", "webp", "xz", "zip",
];

/// Whether the path ends as one of a download does.
pub(super) fn is_download(url: &Url) -> bool {
    let name = last_segment(url);
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && DOWNLOADS.contains(&ending.to_ascii_lowercase().as_str())
    })
}

/// The last part of the path that is not empty, as it is written.
pub(super) fn last_segment(url: &Url) -> &str {
    url.path().rsplit('/').find(|part| !part.is_empty()).unwrap_or_default()
}

/// Whether this is the front page of its host, or of one of its languages: where a server sends whoever is lost.
pub(super) fn is_front(url: &Url) -> bool {
    let mut parts = url.path().split('/').filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (None, _) => true,
        (Some(only), None) => {
            let lower = only.to_ascii_lowercase();
            let is_lang = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase());
            let is_tag = lower.split_once(['-', '_']).map_or_else(
                || is_lang(&lower),
                |(lang, region)| is_lang(lang) && (2..=4).contains(&region.len()),
            );
            is_tag || lower.starts_with("index.") || lower.starts_with("default.")
        }
        _ => false,
    }
}

/// Words that the path of a page has where people sign in.
const SIGN_IN_WORDS: [&str; 12] = [
    "login",
    "log-in",
    "log_in",
    "logon",
    "signin",
    "sign-in",
    "sign_in",
    "connexion",
    "anmelden",
    "auth",
    "sso",
    "oauth2",
];

/// Whether this is, by its path, a page where people sign in or sign up.
pub(super) fn is_sign_in(url: &Url) -> bool {
    let is_word = |part: &str| {
        let part = part.split_once('.').map_or(part, |(stem, _)| stem).to_ascii_lowercase();
        SIGN_IN_WORDS.contains(&part.as_str()) || ["signup", "sign-up", "register"].contains(&part.as_str())
    };
    url.path().split('/').any(is_word)
}

/// A path of the same server that nobody has made, always the same one: letters and digits that mean nothing.
pub(super) fn nowhere(url: &Url) -> Url {
    let mut nowhere = bare(url);
    let digest = crate::net::digest(nowhere.host_str().unwrap_or_default());
    nowhere.set_path(&format!("/q{digest:016x}"));
    nowhere.set_query(None);
    nowhere
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn credentials_are_never_sent() {
        assert_eq!(bare(&url("http://u:w@example.org/a?b#c")).as_str(), "http://example.org/a?b");
    }

    #[test]
    fn a_fragment_asks_for_an_element_the_top_or_a_script() {
        let read = |written: &str, decoded: &str| {
            Wanted::Element(Fragment { written: written.to_owned(), decoded: decoded.to_owned() })
        };
        let element = |name: &str| read(name, name);
        for (fragment, asks) in [
            (None, Wanted::Nothing),
            (Some(""), Wanted::Nothing),
            (Some("top"), Wanted::Nothing),
            (Some("Top"), Wanted::Nothing),
            (Some(":~:text=hello"), Wanted::Nothing),
            (Some("part:~:text=hello"), element("part")),
            (Some("caf%C3%A9"), read("caf%C3%A9", "café")),
            (Some("100%25"), read("100%25", "100%")),
            (Some("%FF"), element("%FF")),
            (Some("/route"), Wanted::Script),
            (Some("!route"), Wanted::Script),
        ] {
            let mut asked = url("https://example.org/a");
            asked.set_fragment(fragment);
            assert_eq!(wanted(&asked), asks, "{fragment:?}");
        }
        assert_eq!(wanted(&url("https://github.com/a/b/blob/main/c.rs#L10-L20")), Wanted::Script);
        assert_eq!(wanted(&url("https://github.com/a/b#Lists")), element("Lists"));
        assert_eq!(wanted(&url("https://example.org/#L10")), element("L10"));
    }

    #[test]
    fn signed_addresses_are_known_by_their_queries() {
        for query in ["X-Amz-Signature=a", "v=1&SIG=a", "access%5Ftoken=a", "token=", "Signature=a&Expires=1"]
        {
            assert!(is_signed(&url(&format!("https://example.org/a?{query}"))), "{query}");
        }
        for rest in ["", "?v=1", "?tokens=1", "?q=token", "?design=a", "#token=a"] {
            assert!(!is_signed(&url(&format!("https://example.org/token{rest}"))), "{rest}");
        }
    }

    #[test]
    fn downloads_are_known_by_their_ends() {
        assert!(is_download(&url("https://example.org/a/Guide.PDF?v=1")));
        assert!(is_download(&url("https://example.org/a.tar.gz")));
        assert!(!is_download(&url("https://example.org/.zip")));
        assert!(!is_download(&url("https://example.org/pdf")));
        assert!(!is_download(&url("https://example.zip/")));
    }

    #[test]
    fn front_pages_are_known() {
        for path in ["", "/", "/?a=b", "/fr", "/en-US/", "/zh-Hans", "/index.html", "//"] {
            assert!(is_front(&url(&format!("https://example.org{path}"))), "{path}");
        }
        for path in ["/docs", "/fr/page", "/index", "/a-b-c"] {
            assert!(!is_front(&url(&format!("https://example.org{path}"))), "{path}");
        }
    }

    #[test]
    fn pages_to_sign_in_are_known_by_their_paths() {
        for path in ["/login", "/account/Sign-In", "/login.php", "/sso/saml"] {
            assert!(is_sign_in(&url(&format!("https://example.org{path}"))), "{path}");
        }
        for path in ["/", "/blogin", "/docs/login-page", "/authors"] {
            assert!(!is_sign_in(&url(&format!("https://example.org{path}"))), "{path}");
        }
    }

    #[test]
    fn nowhere_is_the_same_place_each_time() {
        let there = nowhere(&url("https://u:w@example.org:8080/a/b?c#d"));
        assert_eq!(there, nowhere(&url("https://example.org:8080/")));
        assert!(there.as_str().starts_with("https://example.org:8080/q"));
        assert_eq!(there.path().len(), 18);
    }
}
