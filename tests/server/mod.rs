//! A server on the loopback interface that says what it is told to say, however wrong that is.
//!
//! One port answers for any number of host names: a script is chosen by the `Host` of a request. Nothing here sleeps:
//! what never answers waits until the other side hangs up.

#![allow(dead_code, reason = "each user of this module needs a part of it")]

pub(crate) mod tls;

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// A request, as it came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ask {
    pub(crate) method: String,
    /// With the query.
    pub(crate) path: String,
    /// Without the port.
    pub(crate) host: String,
    /// Names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// How often this was asked before: method, host and path.
    pub(crate) before: usize,
    /// The port that it came to.
    pub(crate) port: u16,
}

/// What a script does, one act after the other. A connection lasts for the next request unless an act ends it.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Send(Vec<u8>),
    /// Sends the same again and again, for as long as it is taken.
    Forever(Vec<u8>),
    /// Says nothing until the other side hangs up.
    Hang,
    /// Says that no more will come, and hangs.
    HalfClose,
    /// Hangs up.
    Close,
}

/// What to do with a request.
pub(crate) type Script = fn(&Ask) -> Vec<Act>;

/// An answer with a length, which leaves the connection open.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<Act> {
    let mut text = format!("HTTP/1.1 {status} So\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(body);
    vec![Act::Send(bytes)]
}

/// The answer to HEAD that goes with an answer to GET.
pub(crate) fn without_body(acts: Vec<Act>) -> Vec<Act> {
    let cut = |bytes: Vec<u8>| {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
        bytes[..end].to_vec()
    };
    let acts =
        acts.into_iter().map(|act| if let Act::Send(bytes) = act { Act::Send(cut(bytes)) } else { act });
    acts.collect()
}

/// A page under 200.
pub(crate) fn html(body: &str) -> Vec<Act> {
    answer(200, &[("content-type", "text/html; charset=utf-8")], body.as_bytes())
}

/// An answer that leads elsewhere.
pub(crate) fn redirect(status: u16, location: &str) -> Vec<Act> {
    answer(status, &[("location", location)], b"")
}

/// Bytes as they are, and the end of the connection.
pub(crate) fn raw(bytes: &[u8]) -> Vec<Act> {
    vec![Act::Send(bytes.to_vec()), Act::Close]
}

/// A running server; it ends when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Ask>>>,
    is_over: Arc<AtomicBool>,
    acceptor: Option<JoinHandle<()>>,
}

impl Server {
    /// A server on a free port of 127.0.0.1. `choose` finds the script of a host.
    pub(crate) fn start(choose: fn(&str) -> Option<Script>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port of the loopback is free");
        Self::start_with(listener, choose, |stream, serve| serve(&mut &*stream))
    }

    /// A server on a free port of \[::1\]; `None` on a machine without IPv6.
    pub(crate) fn start_v6(choose: fn(&str) -> Option<Script>) -> Option<Self> {
        let listener = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).ok()?;
        Some(Self::start_with(listener, choose, |stream, serve| serve(&mut &*stream)))
    }

    /// The same behind TLS, with certificates by name.
    pub(crate) fn start_tls(choose: fn(&str) -> Option<Script>, certificates: &tls::Certificates) -> Self {
        let config = certificates.server();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port of the loopback is free");
        Self::start_with(listener, choose, move |stream, serve| tls::wrap(stream, &config, serve))
    }

    fn start_with(
        listener: TcpListener,
        choose: fn(&str) -> Option<Script>,
        wrap: impl Fn(&TcpStream, &mut dyn FnMut(&mut dyn Wire)) + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().expect("a listener has an address");
        let (asked, is_over) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (log, over, wrap) = (Arc::clone(&asked), Arc::clone(&is_over), Arc::new(wrap));
        let acceptor = thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (log, wrap) = (Arc::clone(&log), Arc::clone(&wrap));
                thread::spawn(move || {
                    wrap(&stream, &mut |wire| {
                        let served = serve(wire, &stream, choose, &log, address.port());
                        // Whoever hangs up on us is not our trouble.
                        drop(served);
                    });
                    let _ = stream.shutdown(Shutdown::Both);
                });
            }
        });
        Self { address, asked, is_over, acceptor: Some(acceptor) }
    }

    /// The port of 127.0.0.1 that it listens to.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// All requests so far.
    pub(crate) fn asked(&self) -> Vec<Ask> {
        self.asked.lock().expect("no thread panics here").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // The acceptor wakes up once more.
        let _ = TcpStream::connect(self.address);
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}

/// What goes both ways: a stream, encrypted or not.
pub(crate) trait Wire: Read + Write {}

impl<T: Read + Write> Wire for T {}

fn serve(
    wire: &mut dyn Wire,
    stream: &TcpStream,
    choose: fn(&str) -> Option<Script>,
    log: &Mutex<Vec<Ask>>,
    port: u16,
) -> io::Result<()> {
    let mut wire = BufReader::new(wire);
    while let Some(mut ask) = read(&mut wire)? {
        ask.port = port;
        {
            let mut log = log.lock().expect("no thread panics here");
            let is_same =
                |old: &&Ask| (&old.method, &old.host, &old.path) == (&ask.method, &ask.host, &ask.path);
            ask.before = log.iter().filter(is_same).count();
            log.push(ask.clone());
        }
        if ask.method == "CONNECT" {
            // A tunnel that leads back to here: what comes next is a request.
            wire.get_mut().write_all(b"HTTP/1.1 200 Fine\r\n\r\n")?;
            continue;
        }
        let acts = match choose(&ask.host) {
            Some(script) => script(&ask),
            None => answer(404, &[], b""),
        };
        let acts = if ask.method == "HEAD" { without_body(acts) } else { acts };
        for act in acts {
            if !play(act, wire.get_mut(), stream)? {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Whether the connection lasts.
fn play(act: Act, wire: &mut dyn Wire, stream: &TcpStream) -> io::Result<bool> {
    match act {
        Act::Send(bytes) => {
            wire.write_all(&bytes)?;
            wire.flush()?;
            return Ok(true);
        }
        Act::Forever(bytes) => loop {
            wire.write_all(&bytes)?;
        },
        Act::HalfClose => {
            stream.shutdown(Shutdown::Write)?;
            io::copy(wire, &mut io::sink())?;
        }
        Act::Hang => {
            io::copy(wire, &mut io::sink())?;
        }
        Act::Close => {}
    }
    Ok(false)
}

fn read(wire: &mut impl BufRead) -> io::Result<Option<Ask>> {
    let mut line = String::new();
    if wire.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        if wire.read_line(&mut line)? <= 2 {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    let host = headers.get("host").cloned().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host.clone(), |(host, _)| host.to_owned());
    Ok(Some(Ask { method, path, host, headers, before: 0, port: 0 }))
}
