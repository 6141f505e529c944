//! Each way to misbehave, and the verdict on it.

use super::server::{Act, Ask, Script, answer, html, raw, redirect};
use super::{encrypted, judge, options, plain};
use maquette::outside::{Judgement, Verdict};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A host that misbehaves: its name without `.test`, what is asked of it, how it answers, the verdict, and what the
/// reason with the target must hold, a full stop at its end included.
struct Case {
    name: &'static str,
    path: &'static str,
    script: Script,
    verdict: Verdict,
    reason: &'static str,
}

const fn case(
    name: &'static str,
    path: &'static str,
    script: Script,
    verdict: Verdict,
    reason: &'static str,
) -> Case {
    Case { name, path, script, verdict, reason }
}

const HTML: (&str, &str) = ("content-type", "text/html");

/// A page with as many words as it takes to be one.
fn article(of: &str) -> String {
    format!(
        "<title>{of}</title><h1 id=top-of-page>{of}</h1><p id=part>All there is to know of {of}, written down in \
         full: what it is for, where it comes from, how one keeps it, what it costs, and whom to ask when nothing \
         helps any more."
    )
}

fn page(ask: &Ask) -> Vec<Act> {
    html(&article(ask.path.trim_matches('/')))
}

/// A server that tells the truth: one page at `/page`, and nothing else.
fn honest(ask: &Ask, script: impl Fn(&Ask) -> Vec<Act>) -> Vec<Act> {
    if ask.path.starts_with("/page") { script(ask) } else { answer(404, &[HTML], b"<h1>Not found</h1>") }
}

fn text(status: u16) -> Vec<Act> {
    answer(status, &[("content-type", "text/plain")], b"so it is")
}

/// Four megabytes of one letter, as a few kilobytes of gzip: much more than is read of a page.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| gzip(&[b"<p>".as_slice(), &vec![b'a'; 4 << 20]].concat()));

/// A gzip file of one member.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    file.extend(miniz_oxide::deflate::compress_to_vec(bytes, 6));
    file.extend((!crc).to_le_bytes());
    file.extend(u32::try_from(bytes.len()).expect("a few megabytes").to_le_bytes());
    file
}

fn busy(ask: &Ask, retry_after: &str) -> Vec<Act> {
    match ask.before {
        0 => answer(429, &[("retry-after", retry_after)], b""),
        _ => text(200),
    }
}

fn hop(ask: &Ask, to: &str) -> Vec<Act> {
    redirect(302, &format!("http://{}:{}{to}", ask.host, ask.port))
}

use Verdict::{Alive, Blocked, Dead, LoginWall, Redirected, Soft404, Unreachable};

/// The cases that need no encryption.
static CASES: &[Case] = &[
    // What is there.
    case("page", "/page", |ask| honest(ask, page), Alive, "answers 200"),
    case("front", "/", |_| html("<title>Front</title>"), Alive, "answers 200"),
    case("text", "/notes", |_| text(200), Alive, "answers 200"),
    case("empty", "/none", |_| answer(204, &[], b""), Alive, "answers 204"),
    case(
        "close",
        "/page",
        |ask| honest(ask, |ask| [page(ask), vec![Act::Close]].concat()),
        Alive,
        "answers 200",
    ),
    case(
        "old",
        "/page",
        |_| raw(b"HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nhello"),
        Alive,
        "answers 200",
    ),
    case(
        "chunks",
        "/page#part",
        |ask| {
            honest(ask, |_| {
                raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n\
                      5\r\n<p id\r\n6\r\n=part>\r\n0\r\n\r\n")
            })
        },
        Alive,
        "answers 200",
    ),
    case(
        "zipped",
        "/page#part",
        |ask| {
            honest(ask, |_| {
                answer(200, &[HTML, ("content-encoding", "gzip")], &gzip(article("zipped").as_bytes()))
            })
        },
        Alive,
        "answers 200",
    ),
    case(
        "hinted",
        "/page",
        |ask| {
            honest(ask, |ask| {
                let hint = Act::Send(b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n".to_vec());
                [vec![hint], page(ask)].concat()
            })
        },
        Alive,
        "answers 200",
    ),
    // What is not.
    case("missing", "/page", |_| text(404), Dead, "answers 404"),
    case("removed", "/page", |_| text(410), Dead, "answers 410"),
    // HEAD.
    case(
        "download",
        "/guide.pdf",
        |ask| match ask.method.as_str() {
            "HEAD" => answer(200, &[("content-type", "application/pdf")], b""),
            _ => vec![Act::Hang],
        },
        Alive,
        "answers 200",
    ),
    case(
        "head-405",
        "/guide.pdf",
        |ask| text(if ask.method == "HEAD" { 405 } else { 200 }),
        Alive,
        "answers 200",
    ),
    case(
        "head-404",
        "/guide.pdf",
        |ask| text(if ask.method == "HEAD" { 404 } else { 200 }),
        Alive,
        "answers 200",
    ),
    case(
        "head-hangs-up",
        "/guide.pdf",
        |ask| match ask.method.as_str() {
            "HEAD" => vec![Act::Close],
            _ => text(200),
        },
        Alive,
        "answers 200",
    ),
    case("head-lies", "/page", |ask| text(if ask.method == "HEAD" { 200 } else { 404 }), Dead, "answers 404"),
    case(
        "head-lies-twice",
        "/guide.pdf",
        |ask| match ask.method.as_str() {
            "HEAD" => answer(200, &[HTML], b""),
            _ => text(404),
        },
        Dead,
        "answers 404",
    ),
    case("no-download", "/guide.pdf", |_| text(404), Dead, "answers 404"),
    // Fragments.
    case("fragment", "/page#part", |ask| honest(ask, page), Alive, "answers 200"),
    case("no-fragment", "/page#other", |ask| honest(ask, page), Dead, "has no fragment `other`"),
    case("top", "/page#top", |ask| honest(ask, page), Alive, "answers 200"),
    case("text-fragment", "/page#:~:text=full", |ask| honest(ask, page), Alive, "answers 200"),
    case(
        "decoded",
        "/page#caf%C3%A9",
        |ask| honest(ask, |_| html(&format!("{}<a name='caf&eacute;'>", article("x")))),
        Alive,
        "answers 200",
    ),
    case(
        "prefixed",
        "/page#usage",
        |ask| honest(ask, |_| html(&format!("{}<h2 id=user-content-usage>Usage</h2>", article("x")))),
        Alive,
        "answers 200",
    ),
    case(
        "as-written",
        "/page#100%25",
        |ask| honest(ask, |_| html(&format!("{}<p id='100%25'>all", article("x")))),
        Alive,
        "answers 200",
    ),
    case("route", "/page#/route", |ask| honest(ask, page), Alive, "only a script"),
    case(
        "shell",
        "/page#part",
        |ask| honest(ask, |_| html("<div id=root></div><script src=a.js></script>")),
        Alive,
        "only a script",
    ),
    case(
        "picture",
        "/logo.png#part",
        |_| answer(200, &[("content-type", "image/png")], b"x"),
        Alive,
        "no HTML",
    ),
    case(
        "long",
        "/page#part",
        |ask| honest(ask, |_| html(&format!("<p>{}<p id=part>", "word ".repeat(20_000)))),
        Alive,
        "too long",
    ),
    // Bodies that go wrong.
    case(
        "endless",
        "/page",
        |ask| {
            honest(ask, |_| {
                vec![
                    Act::Send(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n".to_vec()),
                    Act::Forever(b"<p>and on and on and on ".repeat(100)),
                ]
            })
        },
        Alive,
        "answers 200",
    ),
    case(
        "endless-fragment",
        "/page#part",
        |ask| {
            honest(ask, |_| {
                vec![
                    Act::Send(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n".to_vec()),
                    Act::Forever(b"<p>and on and on and on ".repeat(100)),
                ]
            })
        },
        Alive,
        "too long",
    ),
    case(
        "endless-404",
        "/page",
        |_| {
            vec![
                Act::Send(b"HTTP/1.1 404 No\r\ncontent-type: text/html\r\n\r\n".to_vec()),
                Act::Forever(b"<p>no and no and no ".repeat(100)),
            ]
        },
        Dead,
        "answers 404",
    ),
    case(
        "bomb",
        "/page#part",
        |ask| honest(ask, |_| answer(200, &[HTML, ("content-encoding", "gzip")], &BOMB)),
        Alive,
        "too long",
    ),
    case(
        "torn-gzip",
        "/page#other",
        |ask| honest(ask, |_| answer(200, &[HTML, ("content-encoding", "gzip")], b"\x1f\x8b not at all")),
        Unreachable,
        "breaks off",
    ),
    case(
        "torn-chunks",
        "/page#other",
        |ask| {
            honest(ask, |_| {
                raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n\
              6\r\n<p>one\r\nZZZ\r\n")
            })
        },
        Unreachable,
        "breaks off",
    ),
    case(
        "torn-chunks-alone",
        "/page",
        |ask| {
            honest(ask, |_| {
                raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n\
              6\r\n<p>one\r\nZZZ\r\n")
            })
        },
        Alive,
        "answers 200",
    ),
    case(
        "short",
        "/page#other",
        |ask| {
            honest(ask, |_| {
                raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1000\r\n\r\n<p>one")
            })
        },
        Unreachable,
        "breaks off",
    ),
    case(
        "short-alone",
        "/page",
        |ask| {
            honest(ask, |_| {
                raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1000\r\n\r\n<p>one")
            })
        },
        Alive,
        "answers 200",
    ),
    case(
        "short-but-found",
        "/page#part",
        |ask| {
            honest(ask, |_| {
                raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1000\r\n\r\n<p id=part>one")
            })
        },
        Alive,
        "answers 200",
    ),
    case(
        "stalls",
        "/page",
        |ask| {
            honest(ask, |_| {
                vec![
                    Act::Send(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<p>one".to_vec()),
                    Act::Hang,
                ]
            })
        },
        Alive,
        "answers 200",
    ),
    case(
        "short-once",
        "/page#part",
        |ask| {
            honest(ask, |ask| match ask.before {
                0 => raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1000\r\n\r\n<p>one"),
                _ => page(ask),
            })
        },
        Alive,
        "answers 200",
    ),
    // Answers that go wrong.
    case("silent", "/page", |_| vec![Act::Hang], Unreachable, "did not answer in time"),
    case(
        "slow-header",
        "/page",
        |_| vec![Act::Send(b"HTTP/1.1 200 OK\r\nx: ".to_vec()), Act::Hang],
        Unreachable,
        "did not answer in time",
    ),
    case("half-closed", "/page", |_| vec![Act::HalfClose], Unreachable, "hangs up without an answer"),
    case("hangs-up", "/page", |_| vec![Act::Close], Unreachable, "hangs up without an answer"),
    case(
        "hangs-up-once",
        "/page",
        |ask| match ask.before {
            0 => vec![Act::Close],
            _ => text(200),
        },
        Alive,
        "answers 200",
    ),
    case(
        "no-http",
        "/page",
        |_| raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n\r\n"),
        Unreachable,
        "answers what is not HTTP",
    ),
    case(
        "long-header",
        "/page",
        |_| {
            vec![
                Act::Send(b"HTTP/1.1 200 OK\r\n".to_vec()),
                Act::Forever(b"x: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n".to_vec()),
            ]
        },
        Unreachable,
        "",
    ),
    // Redirects.
    case(
        "moved",
        "/page",
        |ask| match ask.path.as_str() {
            "/page" => redirect(301, "/new"),
            _ => text(200),
        },
        Redirected,
        "has moved for good -> http://moved.test:PORT/new",
    ),
    case(
        "moved-twice",
        "/page#part",
        |ask| match ask.path.as_str() {
            "/page" => redirect(308, "next?a=b"),
            "/next?a=b" => redirect(301, "/page/new"),
            _ => honest(ask, page),
        },
        Redirected,
        "has moved for good -> http://moved-twice.test:PORT/page/new#part",
    ),
    case(
        "moved-then-led",
        "/page",
        |ask| match ask.path.as_str() {
            "/page" => redirect(301, "/new"),
            "/new" => redirect(302, "/session"),
            _ => text(200),
        },
        Redirected,
        "has moved for good -> http://moved-then-led.test:PORT/new",
    ),
    case(
        "led-then-moved",
        "/page",
        |ask| match ask.path.as_str() {
            "/page" => redirect(307, "/new"),
            "/new" => redirect(301, "/newer"),
            _ => text(200),
        },
        Alive,
        "answers 200",
    ),
    case(
        "led",
        "/page",
        |ask| match ask.path.as_str() {
            "/page" => redirect(303, "/new"),
            _ => text(200),
        },
        Alive,
        "answers 200",
    ),
    case(
        "moved-to-part",
        "/page#old",
        |ask| match ask.path.as_str() {
            "/page" => redirect(301, "/page/new#part"),
            _ => honest(ask, page),
        },
        Redirected,
        "has moved for good -> http://moved-to-part.test:PORT/page/new#part",
    ),
    case(
        "moved-to-no-part",
        "/page#old",
        |ask| match ask.path.as_str() {
            "/page" => redirect(301, "/page/new#absent"),
            _ => honest(ask, page),
        },
        Redirected,
        "has moved for good -> http://moved-to-no-part.test:PORT/page/new.",
    ),
    case(
        "moved-to-no-part-then-led",
        "/page",
        |ask| match ask.path.as_str() {
            "/page" => redirect(301, "/page/mid#absent"),
            "/page/mid" => redirect(302, "/page/end"),
            _ => honest(ask, page),
        },
        Redirected,
        "has moved for good -> http://moved-to-no-part-then-led.test:PORT/page/mid.",
    ),
    case(
        "moved-then-led-to-no-part",
        "/page#old",
        |ask| match ask.path.as_str() {
            "/page" => redirect(301, "/page/mid"),
            "/page/mid" => redirect(302, "/page/end#absent"),
            _ => honest(ask, page),
        },
        Redirected,
        "has moved for good -> http://moved-then-led-to-no-part.test:PORT/page/mid#old.",
    ),
    case(
        "moved-and-signed",
        "/page",
        |ask| match ask.path.as_str() {
            "/page" => redirect(301, "/page/file?v=1&x-amz-signature=hunter2"),
            _ => honest(ask, page),
        },
        Alive,
        "moves to an address that is signed for one visit.",
    ),
    case(
        "moved-without-part",
        "/page#other",
        |ask| match ask.path.as_str() {
            "/page" => redirect(301, "/page/new"),
            _ => honest(ask, page),
        },
        Dead,
        "/page/new`, which has no fragment `other`",
    ),
    case(
        "moved-to-nothing",
        "/page",
        |ask| match ask.path.as_str() {
            "/page" => redirect(301, "/new"),
            _ => text(404),
        },
        Dead,
        "leads to `http://moved-to-nothing.test:PORT/new`, which answers 404",
    ),
    case(
        "to-other-host",
        "/page",
        |ask| redirect(301, &format!("http://text.test:{}/notes", ask.port)),
        Redirected,
        "-> http://text.test:PORT/notes",
    ),
    case(
        "to-gone-host",
        "/page",
        |_| redirect(302, "http://gone.test/"),
        Dead,
        "which has a host that does not",
    ),
    case(
        "with-password",
        "/page",
        |ask| match ask.path.as_str() {
            "/page" => redirect(301, &format!("http://user:hunter2@{}:{}/new", ask.host, ask.port)),
            _ => text(200),
        },
        Redirected,
        "-> http://with-password.test:PORT/new",
    ),
    case("circle", "/page", |ask| hop(ask, "/page"), Unreachable, "redirects in a circle"),
    case(
        "wide-circle",
        "/page",
        |ask| match ask.path.as_str() {
            "/page" => hop(ask, "/other"),
            _ => hop(ask, "/page"),
        },
        Unreachable,
        "redirects in a circle",
    ),
    case(
        "cookies",
        "/page",
        |ask| answer(302, &[("location", &ask.path), ("set-cookie", "seen=yes")], b""),
        Blocked,
        "asks for cookies",
    ),
    case(
        "ten-hops",
        "/0",
        |ask| match ask.path[1..].parse::<u32>() {
            Ok(10) | Err(_) => text(200),
            Ok(number) => redirect(302, &format!("/{}", number + 1)),
        },
        Alive,
        "answers 200",
    ),
    case(
        "for-ever",
        "/0",
        |ask| match ask.path[1..].parse::<u32>() {
            Ok(number) => redirect(302, &format!("/{}", number + 1)),
            Err(_) => text(404),
        },
        Unreachable,
        "redirects more than 10 times",
    ),
    case("nowhere", "/page", |_| answer(302, &[], b""), Unreachable, "answers 302 without a new address"),
    case("choice", "/page", |_| answer(300, &[], b""), Unreachable, "answers 300 and leaves the choice"),
    case(
        "unchanged",
        "/page",
        |_| answer(304, &[], b""),
        Unreachable,
        "answers 304, as if there were a copy here",
    ),
    case("to-mail", "/page", |_| redirect(302, "mailto:me@example.org"), Unreachable, "`mailto:`"),
    case("to-file", "/page", |_| redirect(302, "file:///etc/passwd"), Unreachable, "`file:`"),
    case("to-nonsense", "/page", |_| redirect(302, "http://[::"), Unreachable, "no address"),
    case(
        "to-metadata",
        "/page",
        |_| redirect(302, "http://169.254.169.254/latest/meta-data/"),
        Unreachable,
        "redirects to a metadata address",
    ),
    case(
        "to-metadata-mapped",
        "/page",
        |_| redirect(301, "http://[::ffff:a9fe:a9fe]/"),
        Unreachable,
        "redirects to a metadata address",
    ),
    case(
        "to-metadata-number",
        "/page",
        |_| redirect(301, "http://2852039166/"),
        Unreachable,
        "redirects to a metadata address",
    ),
    case(
        "to-metadata-name",
        "/page",
        |_| redirect(302, "http://metadata.test/"),
        Unreachable,
        "redirects to a metadata address",
    ),
    // Too much, and too busy.
    case("busy-seconds", "/page", |ask| busy(ask, "0"), Alive, "answers 200"),
    case("busy-date", "/page", |ask| busy(ask, "Sun, 06 Nov 1994 08:49:37 GMT"), Alive, "answers 200"),
    case("busy-nonsense", "/page", |ask| busy(ask, "soon"), Alive, "answers 200"),
    case(
        "busy-too-long",
        "/page",
        |_| answer(429, &[("retry-after", "3600")], b""),
        Unreachable,
        "asks to wait 3600 s",
    ),
    case(
        "busy-for-ages",
        "/page",
        |_| answer(429, &[("retry-after", "Fri, 31 Dec 2999 23:59:59 GMT")], b""),
        Unreachable,
        "answers 429 and asks to wait for more than a day",
    ),
    case("busy-always", "/page", |_| answer(429, &[("retry-after", "0")], b""), Unreachable, "answers 429"),
    case(
        "busy-503",
        "/page",
        |ask| match ask.before {
            0 => answer(503, &[("retry-after", "0")], b""),
            _ => text(200),
        },
        Alive,
        "answers 200",
    ),
    case("broken-once", "/page", |ask| text(if ask.before == 0 { 500 } else { 200 }), Alive, "answers 200"),
    case("broken", "/page", |_| text(500), Unreachable, "answers 500"),
    case("gateway", "/page", |_| text(502), Unreachable, "answers 502"),
    case("odd", "/page", |_| text(418), Unreachable, "answers 418"),
    // Walls.
    case(
        "unauthorized",
        "/page",
        |_| answer(401, &[("www-authenticate", "Basic")], b""),
        LoginWall,
        "answers 401",
    ),
    case(
        "form",
        "/page",
        |ask| {
            honest(ask, |_| {
                html("<h1>Welcome back</h1><form><input name=u><input type=password name=p></form>")
            })
        },
        LoginWall,
        "asks to sign in",
    ),
    case(
        "form-asked-for",
        "/login",
        |ask| match ask.path.as_str() {
            "/login" => html("<h1>Welcome back</h1><form><input name=u><input type=password name=p></form>"),
            _ => text(404),
        },
        Alive,
        "answers 200",
    ),
    case(
        "to-login",
        "/page",
        |ask| match ask.path.as_str() {
            "/page" => redirect(302, "/login?next=/page"),
            _ => html("<h1>Welcome back</h1><form><input type=password></form>"),
        },
        LoginWall,
        "which asks to sign in",
    ),
    case(
        "moved-to-login",
        "/page",
        |ask| match ask.path.as_str() {
            "/page" => redirect(301, "/login?next=/page"),
            _ => html("<h1>Welcome back</h1><form><input type=password></form>"),
        },
        LoginWall,
        "which asks to sign in",
    ),
    case("forbidden", "/page", |_| text(403), Blocked, "answers 403"),
    case("linkedin", "/page", |_| text(999), Blocked, "answers 999"),
    case("law", "/page", |_| text(451), Blocked, "answers 451"),
    case("riddle", "/page", |_| html("<title>Just a moment...</title>"), Blocked, "wants to know"),
    case(
        "riddle-503",
        "/page",
        |_| answer(503, &[HTML], b"<title>Just a moment...</title>"),
        Blocked,
        "wants to know",
    ),
    case(
        "mitigated",
        "/page",
        |_| answer(200, &[("cf-mitigated", "challenge")], b""),
        Blocked,
        "wants to know",
    ),
    // Pages that say they are not there.
    case(
        "soft",
        "/docs/page",
        |ask| html(&format!("<title>Oops</title><h1>Page not found</h1><p>There is no {} here", ask.path)),
        Soft404,
        "pages that do not exist",
    ),
    case(
        "soft-french",
        "/docs/page",
        |ask| {
            html(&format!(
                "<title>Erreur</title><h1>Page introuvable</h1><p>{} : demande n° {}",
                ask.path, ask.before
            ))
        },
        Soft404,
        "pages that do not exist",
    ),
    case("soft-catch-all", "/docs/page", |_| html(&article("the shop")), Soft404, "pages that do not exist"),
    case(
        "soft-led",
        "/docs/page",
        |ask| match ask.path.as_str() {
            "/error/404" => html("<title>404</title><p>Nothing."),
            _ => redirect(302, "/error/404"),
        },
        Soft404,
        "which answers as the server does",
    ),
    case(
        "says-so-alone",
        "/docs/page",
        |ask| match ask.path.as_str() {
            "/docs/page" => html("<title>Page not found</title><p>A guide to such pages"),
            _ => text(404),
        },
        Alive,
        "answers 200",
    ),
    case(
        "each-its-own",
        "/docs/page",
        |ask| html(&article(&ask.path.replace('/', " about ").replace("q", "x y "))),
        Alive,
        "answers 200",
    ),
    case(
        "application",
        "/docs/page",
        |_| html("<title>App</title><div id=app></div><script src=a.js></script>"),
        Alive,
        "answers 200",
    ),
    case(
        "lost-to-front",
        "/docs/page",
        |ask| match ask.path.as_str() {
            "/" => html(&article("the front")),
            _ => redirect(302, "/"),
        },
        Alive,
        "answers 200",
    ),
    case(
        "nowhere-breaks",
        "/docs/page",
        |ask| match ask.path.as_str() {
            "/docs/page" => html(&article("the page")),
            _ => vec![Act::Close],
        },
        Alive,
        "answers 200",
    ),
];

/// Those behind TLS.
static SECURE: &[Case] = &[
    case("secure", "/page", |ask| honest(ask, page), Alive, "answers 200"),
    case("expired", "/page", page, Dead, "has a certificate that has expired"),
    case("early", "/page", page, Dead, "has a certificate that is not valid yet"),
    case("wrong-name", "/page", page, Dead, "has a certificate that is for another name"),
    case("unknown-issuer", "/page", page, Dead, "has a certificate that nobody known has issued"),
    case("self-signed", "/page", page, Dead, "has a certificate that nobody known has issued"),
    case("unknown-to-server", "/page", page, Unreachable, "no encryption was agreed on"),
];

fn script(host: &str) -> Option<Script> {
    if host.ends_with("console.aws.amazon.com") {
        return Some(|_| text(403));
    }
    let name = host.strip_suffix(".test")?;
    CASES.iter().chain(SECURE).find(|case| case.name == name).map(|case| case.script)
}

/// Addresses of cases, with what is expected of them.
type Expected = BTreeMap<String, (Verdict, String)>;

fn expected(plain: u16, secure: u16) -> Expected {
    let mut expected = Expected::new();
    for case in CASES {
        let address = format!("http://{}.test:{plain}{}", case.name, case.path);
        expected.insert(address, (case.verdict, case.reason.replace("PORT", &plain.to_string())));
    }
    for case in SECURE {
        expected.insert(
            format!("https://{}.test:{secure}{}", case.name, case.path),
            (case.verdict, case.reason.to_owned()),
        );
    }
    let console = format!("https://eu-west-1.console.aws.amazon.com:{secure}/lambda/home");
    for (address, verdict, reason) in [
        (console.as_str(), LoginWall, "answers 403"),
        (&format!("https://plain.test:{plain}/"), Unreachable, "hangs up without an answer"),
        ("http://gone.test/page", Dead, "has a host that does not exist"),
        ("http://shaky.test/page", Unreachable, "could not be looked up"),
        ("http://127.0.0.77:1/", Unreachable, "refuses the connection"),
        ("http://metadata.test/", Verdict::Excluded, "serves the metadata of a cloud"),
        ("http://169.254.169.254/latest/meta-data/", Verdict::Excluded, "serves the metadata of a cloud"),
        ("http://[fd00:ec2::254]/", Verdict::Excluded, "serves the metadata of a cloud"),
        ("http://bad host/", Dead, "is no valid address"),
        ("http://[fe80::1%25eth0]/", Dead, "is no valid address"),
        ("ftp://example.org/", Verdict::Excluded, "`ftp:`"),
    ] {
        expected.insert(address.to_owned(), (verdict, reason.to_owned()));
    }
    expected
}

fn differences(expected: &Expected, found: &BTreeMap<String, Judgement>) -> Vec<String> {
    let mut differences = Vec::new();
    for (address, (verdict, reason)) in expected {
        let Some(judgement) = found.get(address) else {
            differences.push(format!("{address}: no judgement"));
            continue;
        };
        let told = match &judgement.target {
            Some(target) => format!("{} -> {target}.", judgement.reason),
            None => format!("{}.", judgement.reason),
        };
        if judgement.verdict != *verdict || !told.contains(reason.as_str()) {
            differences.push(format!("{address}: {} {told}; expected {verdict} {reason}", judgement.verdict));
        }
        if told.contains("hunter2") {
            differences.push(format!("{address}: tells a password"));
        }
    }
    differences
}

fn run_once() -> Vec<String> {
    // It takes longer to make than a server has to answer.
    LazyLock::force(&BOMB);
    let (plain, secure) = (plain(script), encrypted(script));
    let expected = expected(plain.port(), secure.port());
    let found = judge(expected.keys().map(String::as_str), &options());
    differences(&expected, &found)
}

#[test]
fn each_way_to_misbehave_has_its_verdict() {
    assert_eq!(run_once(), [""; 0]);
}

#[test]
fn a_wrong_expectation_is_told() {
    let server = plain(script);
    let mut wrong = expected(server.port(), 1);
    wrong.retain(|address, _| address.contains("//missing.test"));
    wrong.values_mut().for_each(|(verdict, _)| *verdict = Alive);
    let found = judge(wrong.keys().map(String::as_str), &options());
    assert_eq!(differences(&wrong, &found).len(), 1);
}

/// `cargo test --test net -- --ignored`: two to three minutes, most of which is waiting for what never answers.
#[test]
#[ignore = "takes minutes"]
fn two_hundred_runs_find_the_same() {
    const RUNS: usize = 200;
    const AT_ONCE: usize = 20;
    let mut differences = Vec::new();
    std::thread::scope(|scope| {
        let runs = |_| scope.spawn(|| (0..RUNS / AT_ONCE).flat_map(|_| run_once()).collect::<Vec<_>>());
        let threads: Vec<_> = (0..AT_ONCE).map(runs).collect();
        for thread in threads {
            differences.extend(thread.join().expect("a run does not panic"));
        }
    });
    assert_eq!(differences, [""; 0]);
}
