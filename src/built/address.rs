//! Addresses as they stand in a page, and where in the site they lead.
//!
//! Hides how a browser joins addresses. Never tells whether something is there.

use std::borrow::Cow;

use memchr::memmem;

/// Where a site will be: which absolute addresses are its own, and what its root is called.
///
/// The default is the top of a host that nothing is known of.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Base {
    /// `http` or `https`.
    scheme: String,
    /// Host and port, in lower case; the port of the scheme is left out. None: no absolute address is the site's own.
    host: Option<String>,
    /// The path of the root, with a slash at its end and none before it; empty at the top of the host.
    path: String,
}

impl Base {
    /// Reads `https://docs.example.org/guide/` or, where the host does not matter, `/guide/`. What follows the last slash
    /// counts as the name of a folder; query and fragment are left out. None if it is neither.
    pub fn parse(address: &str) -> Option<Self> {
        let is_path = address.starts_with('/') && !address.starts_with("//");
        let whole = if is_path { format!("http://localhost{address}") } else { address.to_owned() };
        let url = url::Url::parse(&whole).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let host = match url.port() {
            Some(port) => format!("{}:{port}", url.host_str()?),
            None => url.host_str()?.to_owned(),
        };
        let path = percent_encoding::percent_decode_str(url.path().trim_matches('/')).decode_utf8_lossy();
        let path = if path.is_empty() { String::new() } else { format!("{path}/") };
        Some(Base { scheme: url.scheme().to_owned(), host: (!is_path).then_some(host), path })
    }

    /// The address of a folder of the site, which is empty or ends in a slash.
    pub(super) fn url(&self, folder: &str) -> Option<url::Url> {
        let top = format!("{}://{}/", self.scheme, self.host.as_deref()?);
        url::Url::parse(&top).ok()?.join(&format!("./{}{folder}", self.path)).ok()
    }

    /// What follows the host of an absolute address of the site's own host; `rest` starts after `//`.
    fn own<'a>(&self, rest: &'a [u8]) -> Option<&'a [u8]> {
        let host = self.host.as_deref()?.as_bytes();
        let (start, after) = rest.split_at_checked(host.len())?;
        let after = match after {
            [b':', b'8', b'0', after @ ..] | [b':', b'4', b'4', b'3', after @ ..] => after,
            after => after,
        };
        let is_whole = after.first().is_none_or(|byte| matches!(byte, b'/' | b'?' | b'#'));
        (is_whole && start.eq_ignore_ascii_case(host)).then_some(after)
    }
}

/// What an address is, without its host if that is the site's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Address<'a> {
    /// Of a scheme that leads to no page: `mailto:`, `data:`.
    Other,
    /// An http address of another host.
    Outside,
    /// On the host of the site.
    Own {
        /// From `/` on if it is absolute; empty for the page it stands in; without a query.
        path: &'a [u8],
        /// What follows the `#`.
        fragment: Option<&'a [u8]>,
    },
}

/// What a browser makes of an address before it looks at it: no space around it, no line ends in it, slashes that lean
/// forward.
pub(super) fn tidy(address: &[u8]) -> Cow<'_, [u8]> {
    let address = trim(address);
    if !address.iter().any(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b'\\')) {
        return Cow::Borrowed(address);
    }
    let mut is_path = scheme(address).is_none_or(|(scheme, _)| is_http(scheme));
    let kept = address.iter().filter(|byte| !matches!(byte, b'\t' | b'\n' | b'\r'));
    let turned = kept.map(|byte| {
        is_path &= !matches!(byte, b'?' | b'#');
        if *byte == b'\\' && is_path { b'/' } else { *byte }
    });
    Cow::Owned(turned.collect())
}

/// Without the spaces and controls around it.
pub(super) fn trim(address: &[u8]) -> &[u8] {
    let is_kept = |byte: &u8| *byte > b' ';
    let Some(start) = address.iter().position(is_kept) else { return &[] };
    let end = address.iter().rposition(is_kept).map_or(start, |at| at + 1);
    &address[start..end]
}

/// `scheme` and what follows its colon.
fn scheme(address: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = address
        .iter()
        .position(|byte| !matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'+' | b'-' | b'.'))?;
    let is_scheme = address[length] == b':' && address[0].is_ascii_alphabetic();
    is_scheme.then(|| (&address[..length], &address[length + 1..]))
}

fn is_http(scheme: &[u8]) -> bool {
    scheme.eq_ignore_ascii_case(b"https") || scheme.eq_ignore_ascii_case(b"http")
}

impl<'a> Address<'a> {
    /// Takes a tidy address apart.
    pub(super) fn parse(address: &'a [u8], base: &Base) -> Self {
        if let Some(rest) = address.strip_prefix(b"//") {
            return Self::on_host(rest, base);
        }
        match scheme(address) {
            Some((scheme, rest)) if is_http(scheme) => match rest.strip_prefix(b"//") {
                Some(rest) => Self::on_host(rest, base),
                None => Address::Outside,
            },
            Some(_) => Address::Other,
            None => Self::on_own_host(address),
        }
    }

    fn on_host(rest: &'a [u8], base: &Base) -> Self {
        match base.own(rest).map(Self::on_own_host) {
            // The host alone is its root.
            Some(Address::Own { path: b"", fragment }) => Address::Own { path: b"/", fragment },
            Some(own) => own,
            None => Address::Outside,
        }
    }

    fn on_own_host(address: &'a [u8]) -> Self {
        let (rest, fragment) = match address.iter().position(|byte| *byte == b'#') {
            Some(at) => (&address[..at], Some(&address[at + 1..])),
            None => (address, None),
        };
        let length = rest.iter().position(|byte| *byte == b'?').unwrap_or(rest.len());
        Address::Own { path: &rest[..length], fragment }
    }
}

/// What a joined path is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Joined {
    /// A path below the root of the site.
    Inside,
    /// A path of the same host that is not below the root.
    Elsewhere,
    /// A path of which a part holds a slash, written as `%2F`: the name of no file.
    NoFile,
}

/// Writes to `joined` the path, relative to the root, that `path` means in `folder`, which is empty or ends in a slash.
/// References such as `%20` are resolved, and doubled slashes count as one.
pub(super) fn join(folder: &str, path: &[u8], base: &Base, joined: &mut Vec<u8>) -> Joined {
    joined.clear();
    joined.extend_from_slice(base.path.as_bytes());
    let mut rest = path;
    if path.first() == Some(&b'/') {
        joined.clear();
        rest = &path[1..];
    } else {
        joined.extend_from_slice(folder.as_bytes());
        while let Some(above) = rest.strip_prefix(b"../") {
            climb(joined);
            rest = above;
        }
    }
    let mut has_slash = false;
    if is_plain(rest) {
        joined.extend_from_slice(rest);
    } else {
        has_slash = append(rest, joined);
    }
    let root = base.path.as_bytes();
    if !root.is_empty() && !joined.starts_with(root) {
        if root.strip_suffix(b"/") != Some(joined.as_slice()) {
            return Joined::Elsewhere;
        }
        joined.clear();
    } else {
        joined.drain(..root.len());
    }
    if has_slash { Joined::NoFile } else { Joined::Inside }
}

/// Whether nothing in a path stands for something else.
fn is_plain(path: &[u8]) -> bool {
    let mut before = b'/';
    path.iter().all(|&byte| {
        let is_plain = byte != b'%' && !(before == b'/' && matches!(byte, b'.' | b'/'));
        before = byte;
        is_plain
    })
}

/// Leaves the folder that `path`, which is empty or ends in a slash, names; nothing stands above the root.
fn climb(path: &mut Vec<u8>) {
    path.pop();
    let above = path.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    path.truncate(above);
}

/// Appends each part of `rest`; tells whether one holds a slash.
fn append(rest: &[u8], path: &mut Vec<u8>) -> bool {
    let mut has_slash = false;
    let mut parts = rest.split(|byte| *byte == b'/').peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        let part: Cow<'_, [u8]> = percent_encoding::percent_decode(part).into();
        match &*part {
            b"." | b"" => {}
            b".." => climb(path),
            name => {
                has_slash |= name.contains(&b'/');
                path.extend_from_slice(name);
                if !is_last {
                    path.push(b'/');
                }
            }
        }
    }
    has_slash
}

/// The anchor that a fragment asks for, still encoded; none for those that are not looked up: the top of the page, a
/// quotation as `:~:text=`, and routes as `#/a` and `#!a`, which only a script knows.
pub(super) fn anchor(fragment: &[u8]) -> Option<&[u8]> {
    let anchor = match memmem::find(fragment, b":~:") {
        Some(at) => &fragment[..at],
        None => fragment,
    };
    let is_judged =
        !matches!(anchor.first(), None | Some(b'/' | b'!')) && !anchor.eq_ignore_ascii_case(b"top");
    is_judged.then_some(anchor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(folder: &str, path: &str, base: &Base) -> String {
        let mut out = Vec::new();
        let joined = join(folder, path.as_bytes(), base, &mut out);
        match joined {
            Joined::Inside => String::from_utf8_lossy(&out).into_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn paths_are_joined_as_browsers_do() {
        let top = Base::default();
        for (folder, path, expected) in [
            ("a/b/", "c.html", "a/b/c.html"),
            ("a/b/", "../c.html", "a/c.html"),
            ("a/b/", "../../../../c.html", "c.html"),
            ("a/b/", "./c/./d/../e", "a/b/c/e"),
            ("a/b/", "/c", "c"),
            ("a/b/", ".", "a/b/"),
            ("a/b/", "..", "a/"),
            ("a/b/", "%2e%2E/c%20d", "a/c d"),
            ("a/b/", "c%2Fd", "NoFile"),
            ("", "a//b", "a/b"),
            ("", "100%", "100%"),
            ("", "a%2520b", "a%20b"),
        ] {
            assert_eq!(joined(folder, path, &top), expected, "{path}");
        }
    }

    #[test]
    fn a_site_below_the_top_of_its_host_has_addresses_outside_of_it() {
        let base = Base::parse("https://Docs.example.org/guide").expect("it is an address");
        for (path, expected) in [
            ("/guide/a", "a"),
            ("/guide", ""),
            ("/a", "Elsewhere"),
            ("../a", "a"),
            ("../../a", "Elsewhere"),
            ("../../guide/a", "a"),
            ("../../guide-2/a", "Elsewhere"),
        ] {
            assert_eq!(joined("x/", path, &base), expected, "{path}");
        }
    }

    #[test]
    fn only_the_sites_own_host_is_its_own() {
        let base = Base::parse("https://docs.example.org/guide/").expect("it is an address");
        let path = |address: &'static str| match Address::parse(address.as_bytes(), &base) {
            Address::Own { path, .. } => String::from_utf8_lossy(path).into_owned(),
            other => format!("{other:?}"),
        };
        for (address, expected) in [
            ("https://docs.example.org/guide/a?b#c", "/guide/a"),
            ("HTTP://DOCS.example.org:443", "/"),
            ("//docs.example.org/x", "/x"),
            ("https://docs.example.org.evil.net/", "Outside"),
            ("https://docs.example.org:8443/", "Outside"),
            ("mailto:a@b", "Other"),
            ("data:,#a", "Other"),
            ("a:b", "Other"),
            ("./a:b", "./a:b"),
            ("?q#f", ""),
            ("https:a", "Outside"),
        ] {
            assert_eq!(path(address), expected, "{address}");
        }
        assert!(Base::parse("docs").is_none() && Base::parse("ftp://a/").is_none());
    }

    #[test]
    fn addresses_are_tidied() {
        for (address, expected) in
            [(" a\tb\n ", "ab"), ("a\\b?c\\d", "a/b?c\\d"), ("javascript:'\\'", "javascript:'\\'"), (" ", "")]
        {
            assert_eq!(tidy(address.as_bytes()), expected.as_bytes(), "{address}");
        }
    }

    #[test]
    fn not_every_fragment_is_an_anchor() {
        for (fragment, expected) in [
            ("a:~:text=b", Some("a")),
            (":~:text=b", None),
            ("", None),
            ("ToP", None),
            ("/a", None),
            ("a", Some("a")),
        ] {
            assert_eq!(anchor(fragment.as_bytes()), expected.map(str::as_bytes), "{fragment}");
        }
    }
}
