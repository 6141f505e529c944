//! What is answered to a request: a function from the request and the site to the reply.
//!
//! Hides what is added to pages so that they reload. Answers only who asks for this machine by name, only with files of
//! the site in memory, and never reads a disk.

use std::borrow::Cow;
use std::collections::BTreeMap;

use memchr::memmem;
use percent_encoding::percent_decode_str;

use super::news::Edition;
use crate::site::POLICY;

/// The script that reloads pages and shows problems.
const LIVE: &str = include_str!("live.js");
/// What a reader sees while there is no site yet.
const NO_SITE: &str = include_str!("no-site.html");
/// The folder of what the site itself does not have.
const OWN: &str = "__maquette/";

/// What somebody asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    /// As it was sent: a path with a query, or a whole address.
    pub(super) target: String,
    /// The header of that name, if it was sent once.
    pub(super) host: Option<String>,
}

/// What is answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reply {
    /// Number and words.
    pub(super) status: &'static str,
    pub(super) content_type: Cow<'static, str>,
    /// Beside what every reply has.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) policy: String,
    pub(super) body: Vec<u8>,
}

/// An answer, or that this connection wants to hear what happens.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Reply(Reply),
    /// News for a page of this session that is as it was in this turn.
    News {
        session: String,
        turn: u64,
    },
}

/// Answers `request` from the edition at hand.
pub(super) fn answer(request: &Request, edition: &Edition) -> Answer {
    if !request.host.as_deref().is_some_and(is_this_machine) {
        // Whoever makes another name lead here (DNS rebinding) is to read nothing.
        let why = "this server answers to `localhost` and `127.0.0.1` only\n";
        return Answer::Reply(Reply::text("421 Misdirected Request", why));
    }
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        let mut reply = Reply::text("405 Method Not Allowed", "this server is read only\n");
        reply.headers.push(("allow", "GET, HEAD".to_owned()));
        return Answer::Reply(reply);
    }
    let (path, query) = path_of(&request.target);
    let Ok(decoded) = percent_decode_str(path).decode_utf8() else {
        return Answer::Reply(Reply::text("400 Bad Request", "this address is not UTF-8\n"));
    };
    let Some(wanted) = decoded.strip_prefix('/') else {
        return Answer::Reply(Reply::text("400 Bad Request", "this address is no path\n"));
    };
    match wanted.strip_prefix(OWN) {
        Some("live.js") => Answer::Reply(Reply::new("200 OK", type_of("live.js"), LIVE.as_bytes().to_vec())),
        Some("events") => {
            let query: BTreeMap<_, _> = url::form_urlencoded::parse(query.as_bytes()).collect();
            let turn = query.get("turn").and_then(|turn| turn.parse().ok()).unwrap_or(0);
            Answer::News { session: query.get("session").map_or(String::new(), |it| it.to_string()), turn }
        }
        _ => Answer::Reply(file(wanted, path, edition)),
    }
}

fn file(wanted: &str, path: &str, edition: &Edition) -> Reply {
    let Some(site) = &edition.site else {
        let page = with_script(NO_SITE.as_bytes(), "", edition);
        return Reply::new("503 Service Unavailable", type_of("a.html"), page);
    };
    let files = site.files();
    let in_folder = match wanted {
        "" => Some("index.html".to_owned()),
        folder if folder.ends_with('/') => Some(format!("{folder}index.html")),
        _ => None,
    };
    let name = in_folder.as_deref().unwrap_or(wanted);
    if let Some(content) = files.get(name) {
        return page("200 OK", name, content, edition);
    }
    if in_folder.is_none() && files.contains_key(&format!("{wanted}/index.html")) {
        let mut reply = Reply::text("302 Found", "");
        reply.headers.push(("location", format!("{path}/")));
        return reply;
    }
    match files.get("404.html") {
        Some(content) => not_found(content, edition),
        None => Reply::text("404 Not Found", "there is no such page\n"),
    }
}

fn page(status: &'static str, name: &str, content: &[u8], edition: &Edition) -> Reply {
    let body = if is_page(name) { with_script(content, name, edition) } else { content.to_vec() };
    Reply::new(status, type_of(name), body)
}

/// The page for what is not there, at an address of any depth. Its links are those of the published site, or start at
/// the root.
fn not_found(content: &[u8], edition: &Edition) -> Reply {
    let here = match &edition.base_url {
        Some(base) => Cow::Owned(replaced(content, base.as_bytes(), b"/")),
        None => Cow::Borrowed(content),
    };
    let here = inserted(&here, b"<head>", Side::Behind, b"<base href=\"/\">");
    let here = replaced(&here, b"base-uri &#39;none&#39;", b"base-uri &#39;self&#39;");
    let mut reply = page("404 Not Found", "404.html", &here, edition);
    reply.policy = reply.policy.replace("base-uri 'none'", "base-uri 'self'");
    reply
}

/// The same page with our script in its head, and a policy of its own that lets the script hear news.
fn with_script(content: &[u8], name: &str, edition: &Edition) -> Vec<u8> {
    let script = format!(
        "<script src=\"/{OWN}live.js\" data-session=\"{}\" data-turn=\"{}\" data-page=\"{}\" defer></script>",
        edition.session,
        edition.turn,
        escaped(name),
    );
    let content = allowing_news(content);
    for (mark, side) in [(&b"</head>"[..], Side::Before), (b"</body>", Side::Before)] {
        if memmem::find(&content, mark).is_some() {
            return inserted(&content, mark, side, script.as_bytes());
        }
    }
    [&*content, script.as_bytes()].concat()
}

/// The policy that a page states itself holds beside that of the reply: it too has to allow what the script asks for.
fn allowing_news(content: &[u8]) -> Cow<'_, [u8]> {
    let Some(policy) = stated_policy(content) else { return Cow::Borrowed(content) };
    if memmem::find(&content[policy.clone()], b"connect-src").is_some() {
        return Cow::Borrowed(content);
    }
    let (before, after) = content.split_at(policy.end);
    Cow::Owned([before, b"; connect-src &#39;self&#39;", after].concat())
}

/// Where in a page the value of its policy stands.
fn stated_policy(content: &[u8]) -> Option<std::ops::Range<usize>> {
    let name = memmem::find(content, b"Content-Security-Policy")?;
    let tag_end = name + memchr::memchr(b'>', &content[name..])?;
    let start = name + memmem::find(&content[name..tag_end], b"content=\"")? + b"content=\"".len();
    let end = start + memchr::memchr(b'"', &content[start..])?;
    Some(start..end)
}

enum Side {
    Before,
    Behind,
}

fn inserted(content: &[u8], mark: &[u8], side: Side, more: &[u8]) -> Vec<u8> {
    let Some(at) = memmem::find(content, mark) else { return content.to_vec() };
    let at = match side {
        Side::Before => at,
        Side::Behind => at + mark.len(),
    };
    [&content[..at], more, &content[at..]].concat()
}

fn replaced(content: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    let mut rest = 0;
    for at in memmem::find_iter(content, from) {
        out.extend_from_slice(&content[rest..at]);
        out.extend_from_slice(to);
        rest = at + from.len();
    }
    out.extend_from_slice(&content[rest..]);
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// Path and query of what was asked for, without the fragment and without a host.
fn path_of(target: &str) -> (&str, &str) {
    let target = match target.strip_prefix("http://") {
        Some(rest) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => target,
    };
    let target = target.split('#').next().unwrap_or_default();
    target.split_once('?').unwrap_or((target, ""))
}

/// Whether the name that was asked for, whatever the port, can only mean this machine.
fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost")
}

fn is_page(name: &str) -> bool {
    name.ends_with(".html")
}

fn type_of(name: &str) -> &'static str {
    let extension = name.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, it)| it);
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "md" => "text/markdown; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "webmanifest" => "application/manifest+json",
        "pdf" => "application/pdf",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "wasm" => "application/wasm",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "csv" => "text/csv; charset=utf-8",
        "yaml" | "yml" => "application/yaml",
        _ => "application/octet-stream",
    }
}

impl Reply {
    fn new(status: &'static str, content_type: &'static str, body: Vec<u8>) -> Self {
        Reply { status, content_type: content_type.into(), headers: Vec::new(), policy: policy(), body }
    }

    /// A few words.
    pub(super) fn text(status: &'static str, text: &str) -> Self {
        Reply::new(status, type_of("a.txt"), text.as_bytes().to_vec())
    }
}

/// The policy of the site, and that pages may hear news.
pub(super) fn policy() -> String {
    if POLICY.contains("connect-src") { POLICY.to_owned() } else { format!("{POLICY}; connect-src 'self'") }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::site::Site;

    fn edition(base_url: Option<&str>) -> Edition {
        let page = "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"script-src &#39;self&#39;\">\
                    </head><body></body></html>";
        let lost = "<html><head><link href=\"https://a.example/docs/assets/site.css\"></head></html>";
        let files = [
            ("index.html", page),
            ("en/index.html", page),
            ("fr/é.html", page),
            ("404.html", lost),
            ("a.css", "a{}"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().into()));
        Edition {
            site: Some(Arc::new(Site::new(files.into()))),
            turn: 7,
            session: "s".to_owned(),
            base_url: base_url.map(str::to_owned),
        }
    }

    fn get(target: &str) -> Reply {
        ask("GET", target, Some("localhost:3000"), &edition(None))
    }

    fn ask(method: &str, target: &str, host: Option<&str>, edition: &Edition) -> Reply {
        let request = Request { method: method.into(), target: target.into(), host: host.map(str::to_owned) };
        match answer(&request, edition) {
            Answer::Reply(reply) => reply,
            news @ Answer::News { .. } => panic!("{target}: {news:?}"),
        }
    }

    #[test]
    fn files_are_found_by_their_paths() {
        for (target, status) in [
            ("/", "200 OK"),
            ("/index.html?x=1#y", "200 OK"),
            ("http://localhost:3000/a.css", "200 OK"),
            ("/en/", "200 OK"),
            ("/en", "302 Found"),
            ("/fr/%C3%A9.html", "200 OK"),
            ("/fr/%E9.html", "400 Bad Request"),
            ("a.css", "400 Bad Request"),
            ("*", "400 Bad Request"),
            ("//a.css", "404 Not Found"),
            ("/../a.css", "404 Not Found"),
            ("/%2e%2e/a.css", "404 Not Found"),
            ("/fr/", "404 Not Found"),
            ("/a.css/", "404 Not Found"),
            ("/%00", "404 Not Found"),
        ] {
            assert_eq!(get(target).status, status, "{target}");
        }
        assert_eq!(get("/en").headers, [("location", "/en/".to_owned())]);
        assert_eq!(get("/a.css").content_type, "text/css; charset=utf-8");
        assert_eq!(get("/a.css").body, b"a{}");
    }

    #[test]
    fn other_names_and_methods_are_refused() {
        let edition = edition(None);
        for host in [
            None,
            Some("evil.example"),
            Some("localhost.evil.example"),
            Some("127.0.0.1.evil.example:3000"),
            Some(""),
            Some("0.0.0.0"),
            Some("localhost:3000:x"),
        ] {
            assert_eq!(ask("GET", "/", host, &edition).status, "421 Misdirected Request", "{host:?}");
        }
        for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:65535"] {
            assert_eq!(ask("HEAD", "/", Some(host), &edition).status, "200 OK", "{host}");
        }
        for method in ["POST", "PUT", "OPTIONS", "get"] {
            let reply = ask(method, "/", Some("localhost"), &edition);
            assert_eq!(reply.status, "405 Method Not Allowed", "{method}");
        }
    }

    #[test]
    fn pages_get_the_script_and_may_hear_news() {
        let body = String::from_utf8(get("/en/").body).expect("a page is a text");
        assert_eq!(
            body,
            "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"script-src &#39;self&#39;; \
             connect-src &#39;self&#39;\"><script src=\"/__maquette/live.js\" data-session=\"s\" data-turn=\"7\" \
             data-page=\"en/index.html\" defer></script></head><body></body></html>"
        );
        assert!(get("/").policy.ends_with("; connect-src 'self'"));
        let bare = with_script(b"<p>no head", "a\"b.html", &edition(None));
        assert!(bare.starts_with(b"<p>no head<script") && memmem::find(&bare, b"a&quot;b.html").is_some());
    }

    #[test]
    fn a_page_that_is_not_there_finds_its_files_at_any_depth() {
        let edition = edition(Some("https://a.example/docs/"));
        let reply = ask("GET", "/deep/down/x", Some("localhost"), &edition);
        let body = String::from_utf8(reply.body).expect("a page is a text");
        assert!(body.contains("<base href=\"/\"><link href=\"/assets/site.css\">"), "{body}");
        assert!(reply.policy.contains("base-uri 'self'"));
    }

    #[test]
    fn without_a_site_every_page_waits_for_one() {
        let edition = Edition { site: None, ..edition(None) };
        let reply = ask("GET", "/en/a.html", Some("localhost"), &edition);
        assert_eq!(reply.status, "503 Service Unavailable");
        assert!(memmem::find(&reply.body, b"live.js").is_some());
    }

    #[test]
    fn news_are_for_a_session_and_a_turn() {
        let request = |target: &str| Request {
            method: "GET".into(),
            target: target.into(),
            host: Some("localhost".into()),
        };
        let asked = answer(&request("/__maquette/events?session=a%20b&turn=12"), &edition(None));
        assert_eq!(asked, Answer::News { session: "a b".into(), turn: 12 });
        let asked = answer(&request("/__maquette/events?turn=x"), &edition(None));
        assert_eq!(asked, Answer::News { session: String::new(), turn: 0 });
    }
}
