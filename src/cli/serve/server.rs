//! Listens on this machine's own address and speaks HTTP/1.1, as far as browsers on the same machine need it.
//!
//! Hides sockets and threads: one thread a connection, of which there are few. Never listens on an address that other
//! machines reach, and never decides what is answered.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;

use super::news::News;
use super::reply::{Answer, Reply, Request, answer, policy};

/// How long a connection may say nothing, and how long a reader may take nothing.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a reader of news hears that there are none: so it shows who is gone.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);
/// More connections than this at once are turned away.
const CONNECTIONS: usize = 256;
/// The largest request that is read, in bytes.
const MAX_REQUEST: usize = 16 << 10;
const MAX_HEADERS: usize = 64;
/// How many ports are tried, from the one that was asked for.
const PORTS: u16 = 100;

/// Listens on `port` of 127.0.0.1, or on the next one that is free; on any that is free for port 0.
///
/// # Errors
///
/// Where no port can be had.
pub(super) fn listen(port: u16) -> io::Result<TcpListener> {
    let mut refused = None;
    for port in (port..=port.saturating_add(PORTS)).take(PORTS as usize) {
        match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))) {
            Ok(listener) => return Ok(listener),
            Err(error) => {
                let is_taken =
                    matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied);
                refused = Some(error);
                if !is_taken {
                    break;
                }
            }
        }
    }
    Err(refused.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
}

/// Answers whoever connects, from threads of its own, for as long as the program runs.
pub(super) fn serve(listener: TcpListener, news: Arc<News>) {
    let open = Arc::new(AtomicUsize::new(0));
    thread::spawn(move || {
        for connection in listener.incoming() {
            // What cannot be accepted is the other side's loss; a short rest, lest a lack of files becomes a loop.
            let Ok(connection) = connection else {
                thread::sleep(Duration::from_millis(20));
                continue;
            };
            if open.fetch_add(1, Ordering::Relaxed) >= CONNECTIONS {
                open.fetch_sub(1, Ordering::Relaxed);
                continue;
            }
            let (news, open) = (news.clone(), open.clone());
            thread::spawn(move || {
                // A reader that is gone needs no answer.
                let _ = converse(&connection, &news);
                let _ = connection.shutdown(Shutdown::Both);
                open.fetch_sub(1, Ordering::Relaxed);
            });
        }
    });
}

/// Answers one request after the other, until either side has enough.
fn converse(mut connection: &TcpStream, news: &News) -> io::Result<()> {
    connection.set_nodelay(true)?;
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    let mut unread = Vec::new();
    loop {
        let asked = match next(connection, &mut unread)? {
            Next::Asked(asked) => asked,
            Next::End => return Ok(()),
            Next::Nonsense => {
                let reply = Reply::text("400 Bad Request", "this is no request that is understood\n");
                return connection.write_all(&written(&reply, true, true));
            }
        };
        match answer(&asked.request, &news.edition()) {
            Answer::Reply(reply) => {
                let has_body = asked.request.method != "HEAD";
                connection.write_all(&written(&reply, has_body, asked.is_last))?;
            }
            Answer::News { session, turn } if asked.request.method == "GET" => {
                return tell(connection, news, &session, turn);
            }
            Answer::News { .. } => {
                let reply = Reply::text("405 Method Not Allowed", "news are read with GET\n");
                connection.write_all(&written(&reply, false, true))?;
                return Ok(());
            }
        }
        if asked.is_last {
            return Ok(());
        }
    }
}

/// A request, and whether the connection ends with its reply.
struct Asked {
    request: Request,
    is_last: bool,
}

enum Next {
    Asked(Asked),
    End,
    Nonsense,
}

/// Reads the next request; what was read beyond it stays in `unread`.
fn next(mut connection: &TcpStream, unread: &mut Vec<u8>) -> io::Result<Next> {
    loop {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut head = httparse::Request::new(&mut headers);
        match head.parse(unread) {
            Ok(httparse::Status::Complete(length)) => {
                let asked = asked(&head);
                unread.drain(..length);
                return Ok(Next::Asked(asked));
            }
            Ok(httparse::Status::Partial) if unread.len() < MAX_REQUEST => {}
            Ok(httparse::Status::Partial) | Err(_) => return Ok(Next::Nonsense),
        }
        let mut more = [0; 4096];
        match connection.read(&mut more)? {
            0 => return Ok(Next::End),
            count => unread.extend_from_slice(&more[..count]),
        }
    }
}

fn asked(head: &httparse::Request<'_, '_>) -> Asked {
    let values = |name: &str| {
        let name = name.to_owned();
        head.headers.iter().filter(move |header| header.name.eq_ignore_ascii_case(&name))
    };
    let mut hosts = values("host");
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => std::str::from_utf8(host.value).ok().map(|host| host.trim().to_owned()),
        _ => None,
    };
    // Nothing that is asked here has a body: with one, where the next request starts is not looked for.
    let has_body = values("content-length").any(|length| length.value != b"0")
        || values("transfer-encoding").next().is_some();
    let closes = values("connection").any(|header| header.value.eq_ignore_ascii_case(b"close"));
    Asked {
        request: Request {
            method: head.method.unwrap_or_default().to_owned(),
            target: head.path.unwrap_or_default().to_owned(),
            host,
        },
        is_last: has_body || closes || head.version != Some(1),
    }
}

/// A reply as it is sent.
fn written(reply: &Reply, has_body: bool, is_last: bool) -> Vec<u8> {
    let mut head = format!(
        "HTTP/1.1 {}\r\ncontent-type: {}\r\ncontent-length: {}\r\n",
        reply.status,
        reply.content_type,
        reply.body.len()
    );
    head.push_str(&common(&reply.policy));
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(if is_last { "connection: close\r\n\r\n" } else { "\r\n" });
    let mut all = head.into_bytes();
    if has_body {
        all.extend_from_slice(&reply.body);
    }
    all
}

/// What every reply has: it is not kept, not taken for what it is not, and of no use to other sites.
fn common(policy: &str) -> String {
    format!(
        "cache-control: no-store\r\ncontent-security-policy: {policy}\r\nx-content-type-options: nosniff\r\n\
         referrer-policy: same-origin\r\ncross-origin-resource-policy: same-origin\r\n"
    )
}

/// Tells what happens, until the reader is gone.
fn tell(mut connection: &TcpStream, news: &News, session: &str, turn: u64) -> io::Result<()> {
    let (first, told) = news.subscribe(session, turn);
    let mut out = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n{}connection: close\r\n\r\n",
        common(&policy())
    );
    first.iter().for_each(|event| out.push_str(event));
    connection.write_all(out.as_bytes())?;
    loop {
        match told.recv_timeout(SIGN_OF_LIFE) {
            Ok(event) => connection.write_all(event.as_bytes())?,
            Err(RecvTimeoutError::Timeout) => connection.write_all(b":\n\n")?,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}
