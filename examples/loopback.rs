//! Hosts on the loopback interface that answer slowly, and a probe of them: to measure how fast many addresses are
//! asked, alone and beside other link checkers.
//!
//! | `cargo run --release --example loopback -- …` | does |
//! |---|---|
//! | `serve PORT` | answers on every 127.x.y.z after 50 ms: 5 % say 404, 5 % say 500, the rest is a page; 127.0.9.9 never answers |
//! | `list PORT ADDRESSES HOSTS [DEAD]` | writes so many addresses, one a line, spread over 127.0.1.1, 127.0.1.2 …; the last DEAD of them on 127.0.9.9 |
//! | `probe FILE IN_FLIGHT PER_HOST RETRIES TIMEOUT` | asks those in a file; 0 is no limit a host, the timeout is in seconds; says the counts, the time and the most memory |

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that serves and measures"
)]

use maquette::net::{Options, probe};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

const DELAY: Duration = Duration::from_millis(50);
const DEAD: Ipv4Addr = Ipv4Addr::new(127, 0, 9, 9);

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |word: &str| word.parse::<usize>().unwrap_or_default();
    let done = match words[..] {
        ["serve", port] => serve(port.parse().unwrap_or_default()),
        ["list", port, count, hosts] => list(number(port), number(count), number(hosts), 0),
        ["list", port, count, hosts, dead] => list(number(port), number(count), number(hosts), number(dead)),
        ["probe", file, in_flight, per_host, retries, timeout] => {
            let per_host = Some(number(per_host)).filter(|limit| *limit > 0);
            measure(file, number(in_flight), per_host, number(retries), number(timeout))
        }
        _ => Err(io::Error::other("see the head of examples/loopback.rs")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn serve(port: u16) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port))?;
    println!("{}", listener.local_addr()?.port());
    for stream in listener.incoming() {
        let stream = stream?;
        // Bound to all addresses for those of the loopback; others are none of ours.
        let IpAddr::V4(host) = stream.local_addr()?.ip() else { continue };
        if host.is_loopback() {
            thread::Builder::new().stack_size(64 << 10).spawn(move || {
                // Whoever hangs up has had enough.
                drop(attend(&stream, host));
            })?;
        }
    }
    Ok(())
}

fn attend(stream: &TcpStream, host: Ipv4Addr) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut input, mut output) = (BufReader::new(stream), stream);
    if host == DEAD {
        io::copy(&mut input, &mut io::sink())?;
        return Ok(());
    }
    loop {
        let mut request = String::new();
        let mut line = String::new();
        while input.by_ref().take(64 << 10).read_line(&mut line)? > 2 {
            request = if request.is_empty() { line.clone() } else { request };
            line.clear();
        }
        if request.is_empty() {
            return Ok(());
        }
        thread::sleep(DELAY);
        output.write_all(reply(&request).as_bytes())?;
    }
}

fn reply(request: &str) -> String {
    let path = request.split(' ').nth(1).unwrap_or_default();
    let status = match path.strip_prefix("/page-").map(|number| number.parse::<usize>()) {
        Some(Ok(number)) if number % 20 == 0 => 404,
        Some(Ok(number)) if number % 20 == 10 => 500,
        Some(Ok(_)) => 200,
        _ => 404,
    };
    let body = format!(
        "<!doctype html><title>{path}</title><p>{}",
        "A page as others are, with some words. ".repeat(40)
    );
    let length = body.len();
    format!("HTTP/1.1 {status} So\r\ncontent-type: text/html\r\ncontent-length: {length}\r\n\r\n{body}")
}

fn list(port: usize, count: usize, hosts: usize, dead: usize) -> io::Result<()> {
    let mut text = String::new();
    for number in 0..count {
        let nth = number % hosts.max(1);
        let host = if number < count.saturating_sub(dead) {
            Ipv4Addr::new(127, 0, 1 + (nth / 250) as u8, 1 + (nth % 250) as u8)
        } else {
            DEAD
        };
        // Each host has pages of all kinds.
        let _ = writeln!(text, "http://{host}:{port}/page-{}", number / hosts.max(1) * 21 + nth);
    }
    io::stdout().write_all(text.as_bytes())
}

fn measure(
    file: &str,
    in_flight: usize,
    per_host: Option<usize>,
    retries: usize,
    timeout: usize,
) -> io::Result<()> {
    let text = fs::read_to_string(file)?;
    let addresses: BTreeSet<String> = text.lines().map(str::to_owned).collect();
    let timeout = Duration::from_secs(timeout as u64);
    let options = Options {
        in_flight,
        per_host,
        retries: u32::try_from(retries).unwrap_or_default(),
        connect_timeout: timeout,
        timeout,
        gap: Duration::ZERO,
        allow_private: true,
        ..Options::default()
    };
    let start = Instant::now();
    let judgements = probe(&addresses, &options, &|_| {});
    let time = start.elapsed();
    let mut counts = BTreeMap::new();
    for judgement in judgements.values() {
        *counts.entry(judgement.verdict.name()).or_insert(0) += 1;
    }
    let memory = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = memory.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    println!("{:.3} s, {} addresses, {counts:?}, {most}", time.as_secs_f64(), addresses.len());
    Ok(())
}
