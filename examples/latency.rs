//! `cargo run --release --example latency -- PROGRAM DIR ROUNDS FILE…` measures `maquette serve`: how long it is from a
//! save of FILE, a path below the project in DIR, until a page is told to reload, and until it has its new bytes.
//!
//! Works on a copy of the project. A Markdown file gets one more sentence, a YAML file another English text, a style
//! one more comment.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that measures"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [program, dir, rounds, files @ ..] = arguments.as_slice() else { return usage() };
    let Ok(rounds) = rounds.parse() else { return usage() };
    match measure(program, Path::new(dir), rounds, files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: latency PROGRAM DIR ROUNDS FILE…");
    ExitCode::from(2)
}

fn measure(program: &str, dir: &Path, rounds: usize, files: &[String]) -> io::Result<()> {
    let copy = env::temp_dir().join(format!("maquette-latency-{}", std::process::id()));
    fs::create_dir_all(&copy)?;
    for part in ["book.toml", "content", "themes", "locales", "icons", ".maquette"] {
        duplicate(&dir.join(part), &copy.join(part))?;
    }
    let mut served = Served::start(program, &copy)?;
    println!(
        "| saved | told: median | 95 % | worst | page: median | 95 % | worst |\n|---|--:|--:|--:|--:|--:|--:|"
    );
    for file in files {
        let (mut told, mut seen) = (Vec::new(), Vec::new());
        for round in 0..rounds {
            let (reload, page) = served.round(&copy.join(file), round)?;
            told.push(reload);
            seen.push(page);
        }
        println!("| `{file}` | {} | {} |", row(&mut told), row(&mut seen));
    }
    drop(served);
    fs::remove_dir_all(copy)
}

fn row(times: &mut [Duration]) -> String {
    times.sort();
    let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)].as_millis();
    format!("{} ms | {} ms | {} ms", at(50), at(95), at(100))
}

fn duplicate(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let path = entry?.path();
            duplicate(&path, &to.join(path.file_name().unwrap_or_default()))?;
        }
    } else if from.is_file() {
        fs::copy(from, to)?;
    }
    Ok(())
}

struct Served {
    child: Child,
    host: String,
    said: BufReader<ChildStderr>,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn start(program: &str, dir: &Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.arg("serve").arg(dir).args(["--port", "0", "--verbose"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let mut address = String::new();
        let output = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        BufReader::new(output).read_line(&mut address)?;
        let host = address.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        let said = BufReader::new(child.stderr.take().ok_or(io::ErrorKind::BrokenPipe)?);
        let mut served = Served { child, host, said };
        served.rest()?;
        Ok(served)
    }

    /// Waits until the program has nothing more to do: links are followed after pages were told.
    fn rest(&mut self) -> io::Result<()> {
        let mut line = String::new();
        while !line.starts_with("  made ") {
            line.clear();
            if self.said.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            eprint!("{line}");
        }
        Ok(())
    }

    fn get(&self, path: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(&self.host)?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host)?;
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply)?;
        Ok(String::from_utf8_lossy(&reply).into_owned())
    }

    /// One save: the time until the message, and until the first page that it names was fetched.
    fn round(&mut self, file: &Path, round: usize) -> io::Result<(Duration, Duration)> {
        let page = self.get("/")?;
        let of_script = |name: &str| {
            let value = page.split(&format!("data-{name}=\"")).nth(1).and_then(|it| it.split('"').next());
            value.map(str::to_owned).ok_or(io::ErrorKind::InvalidData)
        };
        let mut stream = TcpStream::connect(&self.host)?;
        let query = format!("session={}&turn={}", of_script("session")?, of_script("turn")?);
        write!(stream, "GET /__maquette/events?{query} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host)?;
        let mut lines = BufReader::new(stream).lines();
        // The first event says that there are no problems: from there on, news are news.
        for line in lines.by_ref() {
            if line?.starts_with("event: problems") {
                break;
            }
        }
        let text = edited(file, &fs::read_to_string(file)?, round);
        let since = Instant::now();
        fs::write(file, text)?;
        let mut is_news = false;
        for line in lines {
            let line = line?;
            is_news |= line.starts_with("event: reload") || line.starts_with("event: style");
            if let Some(data) = line.strip_prefix("data: ").filter(|_| is_news) {
                let told = since.elapsed();
                let path = data.split("\"paths\":[\"").nth(1).and_then(|it| it.split('"').next());
                self.get(&format!("/{}", path.unwrap_or_default()))?;
                let seen = since.elapsed();
                self.rest()?;
                return Ok((told, seen));
            }
        }
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

fn edited(file: &Path, text: &str, round: usize) -> String {
    match file.extension().and_then(|it| it.to_str()) {
        Some("yaml") => {
            let places = text.match_indices("en: ").map(|(at, found)| at + found.len());
            let at = places.into_iter().find(|at| text[*at..].starts_with(|c: char| c.is_ascii_alphabetic()));
            let (before, after) = text.split_at(at.unwrap_or(text.len()));
            format!("{before}R{round} {after}")
        }
        Some("css") => format!("{text}/* {round} */\n"),
        _ => format!("{text}\nSentence {round}.\n"),
    }
}
