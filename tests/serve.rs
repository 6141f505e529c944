//! `maquette serve` from end to end: pages as a browser gets them, sources saved, and what readers of the site hear.
//!
//! Nothing here waits for a time to pass: each step waits for a message, however long it takes.

#![allow(clippy::disallowed_methods, reason = "this test edits a project on the disk")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A test that hears nothing for so long has failed.
const PATIENCE: Duration = Duration::from_secs(120);

/// The program serving a project of its own, until it is dropped.
struct Served {
    dir: PathBuf,
    child: Child,
    address: String,
    said: Receiver<String>,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maquette"));
    command.stdin(Stdio::null()).env("NO_COLOR", "1");
    command
}

/// A new project to edit, in a folder named after the test.
fn project(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("serve").join(name);
    let _ = fs::remove_dir_all(&dir);
    let made = program().arg("init").arg(&dir).output().expect("the program runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    dir
}

impl Served {
    fn new(name: &str) -> Self {
        Served::of(project(name), &["--port", "0"])
    }

    fn of(dir: PathBuf, arguments: &[&str]) -> Self {
        let mut child = program()
            .arg("serve")
            .arg(&dir)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let (sender, said) = channel();
        let errors = BufReader::new(child.stderr.take().expect("it is piped"));
        std::thread::spawn(move || errors.lines().map_while(Result::ok).try_for_each(|it| sender.send(it)));
        let mut address = String::new();
        let output = child.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut address).expect("it says where it is");
        Served { dir, child, address: address.trim().to_owned(), said }
    }

    /// What follows `http://`.
    fn host(&self) -> &str {
        self.address.strip_prefix("http://").and_then(|it| it.strip_suffix('/')).expect("an address")
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.host()).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("the system has timeouts");
        stream
    }

    /// The whole reply to a request for `path`.
    fn ask(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("it listens");
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).expect("it answers");
        String::from_utf8_lossy(&reply).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host()))
    }

    /// What a page hears that was served just now.
    fn news(&self) -> News {
        let page = self.get("/");
        let value = |name: &str| {
            page.split(&format!("data-{name}=\""))
                .nth(1)
                .and_then(|it| it.split('"').next())
                .expect("a script")
        };
        let (session, turn) = (value("session"), value("turn"));
        self.news_since(session, turn)
    }

    fn news_since(&self, session: &str, turn: &str) -> News {
        let mut stream = self.connect();
        let path = format!("/__maquette/events?session={session}&turn={turn}");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host()).expect("it listens");
        News(BufReader::new(stream))
    }

    fn save(&self, path: &str, text: &str) {
        let path = self.dir.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be saved");
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.dir.join(path)).expect("the project has the file")
    }

    /// Waits until the program says something with `words` on standard error.
    fn hear(&self, words: &str) -> String {
        loop {
            let line = self.said.recv_timeout(PATIENCE).expect("it says more");
            if line.contains(words) {
                return line;
            }
        }
    }
}

struct News(BufReader<TcpStream>);

impl News {
    /// The next event: its name and its data.
    fn next(&mut self) -> (String, serde_json::Value) {
        let mut name = String::new();
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).expect("there are news"), 0, "the news ended");
            if let Some(event) = line.strip_prefix("event: ") {
                event.trim().clone_into(&mut name);
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return (name, serde_json::from_str(data).expect("data is JSON"));
            }
        }
    }

    /// Waits for an event of that name.
    fn wait(&mut self, wanted: &str) -> serde_json::Value {
        loop {
            let (name, data) = self.next();
            if name == wanted {
                return data;
            }
        }
    }
}

const PAGE: &str = "content/en/index.md";

#[test]
fn a_saved_page_is_reloaded() {
    let served = Served::new("page");
    let mut news = served.news();
    assert_eq!(news.next(), ("problems".to_owned(), serde_json::Value::Null));
    let text = served.text(PAGE);
    served.save(PAGE, &(text.clone() + "\nA sentence that was not there.\n"));
    let told = news.wait("reload");
    let paths: Vec<&str> =
        told["paths"].as_array().expect("paths").iter().filter_map(|path| path.as_str()).collect();
    assert!(paths.contains(&"en/index.html"), "{paths:?}");
    assert!(!paths.contains(&"fr/index.html"), "the French page is as it was: {paths:?}");
    assert!(served.get("/en/").contains("A sentence that was not there."));
    // As editors save that write beside the file and rename.
    served.save("content/en/.index.md.new", &(text + "\nAnother one.\n"));
    fs::rename(served.dir.join("content/en/.index.md.new"), served.dir.join(PAGE))
        .expect("it can be renamed");
    news.wait("reload");
    assert!(served.get("/en/index.html").contains("Another one."));
}

#[test]
fn pages_come_and_go_with_their_files() {
    let served = Served::new("files");
    let mut news = served.news();
    for lang in ["en", "fr"] {
        served.save(&format!("content/{lang}/deep/er/page.md"), "# Deep\n\nText.\n");
    }
    while !served.get("/fr/deep/er/page.html").starts_with("HTTP/1.1 200") {
        news.wait("reload");
    }
    // What was made in a new folder is watched as well.
    served.save("content/fr/deep/er/page.md", "# Profond\n\nTexte.\n");
    while !served.get("/fr/deep/er/page.html").contains("Profond") {
        news.wait("reload");
    }
    fs::remove_dir_all(served.dir.join("content/fr/deep")).expect("it can be removed");
    fs::remove_dir_all(served.dir.join("content/en/deep")).expect("it can be removed");
    while !served.get("/fr/deep/er/page.html").starts_with("HTTP/1.1 404") {
        news.wait("reload");
    }
}

#[test]
fn a_style_is_swapped_without_a_reload() {
    let served = Served::new("style");
    let mut news = served.news();
    served.save("themes/default/assets/site.css", "body { color: red }\n");
    let (name, told) = loop {
        match news.next() {
            (name, _) if name == "problems" => {}
            told => break told,
        }
    };
    assert_eq!((name.as_str(), &told["paths"]), ("style", &serde_json::json!(["assets/site.css"])));
    assert!(served.get("/assets/site.css").ends_with("body{color:red}\n"));
}

#[test]
fn errors_are_told_and_the_last_good_site_stays() {
    let served = Served::new("errors");
    let mut news = served.news();
    news.next();
    let text = served.text(PAGE);
    served.save(PAGE, &(text.clone() + "\n[x](nowhere.md)\n"));
    let told = news.wait("problems");
    let problem = &told["diagnostics"][0];
    let line = text.lines().count() + 2;
    assert_eq!(problem["file"], PAGE);
    assert_eq!((&problem["line"], &problem["column"]), (&line.into(), &5.into()));
    assert_eq!(problem["rule"], "link/dead");
    assert!(problem["message"].as_str().is_some_and(|it| it.contains("nowhere.md")), "{problem}");
    served.hear("nowhere.md");
    served.hear("the last good site is shown");
    assert!(served.get("/en/").starts_with("HTTP/1.1 200") && !served.get("/en/").contains("nowhere"));
    // Half-way through the cure the file is empty; then it is as it was.
    served.save(PAGE, "");
    served.save(PAGE, &text);
    while news.wait("problems") != serde_json::Value::Null {}
    assert!(served.get("/en/").starts_with("HTTP/1.1 200"));
    // A project that cannot even be read is an error like others.
    fs::rename(served.dir.join("book.toml"), served.dir.join("book.off")).expect("it can be renamed");
    let told = news.wait("problems");
    assert!(told["diagnostics"][0]["message"].as_str().is_some_and(|it| it.contains("book.toml")), "{told}");
    fs::rename(served.dir.join("book.off"), served.dir.join("book.toml")).expect("it can be renamed");
    while news.wait("problems") != serde_json::Value::Null {}
}

/// What only finished pages have is looked at after they are shown; with an error they are taken back.
#[test]
fn an_error_of_a_template_is_one_too() {
    let served = Served::new("template");
    let mut news = served.news();
    news.next();
    let path = "themes/default/templates/base.html";
    let template = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("it is there");
    let broken = template.replacen("</body>", "<a href=\"gone-for-good.html\">x</a></body>", 1);
    assert_ne!(template, broken);
    served.save(path, &broken);
    let told = news.wait("problems");
    assert_eq!(told["diagnostics"][0]["file"], path, "{told}");
    assert!(!served.get("/en/").contains("gone-for-good"), "the last good site is back");
    served.save(path, &template);
    while news.wait("problems") != serde_json::Value::Null {}
}

#[test]
fn a_first_build_that_fails_waits_for_its_cure() {
    let dir = project("first");
    let good = fs::read_to_string(dir.join(PAGE)).expect("the project has a page");
    fs::write(dir.join(PAGE), format!("{good}\n[x](nowhere.md)\n")).expect("it can be saved");
    let served = Served::of(dir, &["--port", "0"]);
    served.hear("there is no site yet");
    let page = served.get("/en/");
    assert!(page.starts_with("HTTP/1.1 503") && page.contains("live.js"), "{page}");
    let mut news = served.news();
    assert_eq!(news.next().1["summary"]["errors"], 1);
    served.save(PAGE, &good);
    assert_eq!(news.wait("reload")["paths"], serde_json::Value::Null, "every page");
    assert!(served.get("/en/").starts_with("HTTP/1.1 200"));
}

#[test]
fn looking_again_and_again_finds_changes_too() {
    let served = Served::of(project("poll"), &["--port", "0", "--poll"]);
    let mut news = served.news();
    served.save(PAGE, &(served.text(PAGE) + "\nSeen by looking.\n"));
    news.wait("reload");
    assert!(served.get("/en/").contains("Seen by looking."));
}

#[test]
fn replies_keep_to_this_machine() {
    let served = Served::new("refusals");
    assert!(served.address.starts_with("http://127.0.0.1:"), "{}", served.address);
    let page = served.get("/en/");
    for header in [
        "content-type: text/html; charset=utf-8\r\n",
        "cache-control: no-store\r\n",
        "x-content-type-options: nosniff\r\n",
        "; connect-src 'self'\r\n",
    ] {
        assert!(page.contains(header), "{header}: {page}");
    }
    let ask = |method: &str, host: &str| {
        served.ask(&format!("{method} / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    };
    assert!(ask("GET", "evil.example").starts_with("HTTP/1.1 421"), "DNS rebinding");
    assert!(ask("GET", "localhost").starts_with("HTTP/1.1 200"));
    assert!(ask("POST", "localhost").starts_with("HTTP/1.1 405"));
    let head = ask("HEAD", "localhost");
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    assert!(served.get("/nowhere").starts_with("HTTP/1.1 404"));
    assert!(served.get("/../../etc/passwd").starts_with("HTTP/1.1 404"));
    assert!(served.ask("nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
    assert!(served.ask("GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 421"), "no host at all");
    // All of 127/8 is this machine; the server has one address of it.
    let port = served.host().rsplit(':').next().expect("a port").parse().expect("a number");
    assert!(TcpStream::connect(SocketAddr::from(([127, 0, 0, 2], port))).is_err());
}

#[test]
fn one_connection_carries_several_requests() {
    let served = Served::new("several");
    let one = format!("GET /assets/site.css HTTP/1.1\r\nHost: {}\r\n\r\n", served.host());
    let last = format!("HEAD / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", served.host());
    let replies = served.ask(&(one.clone() + &one + &last));
    assert_eq!(replies.matches("HTTP/1.1 200 OK").count(), 3, "{replies}");
}

#[test]
fn a_port_that_is_taken_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = taken.local_addr().expect("it has an address").port();
    let served = Served::of(project("taken"), &["--port", &port.to_string()]);
    served.hear(&format!("port {port} is taken"));
    assert!(!served.address.contains(&format!(":{port}/")), "{}", served.address);
    assert!(served.get("/en/").starts_with("HTTP/1.1 200"));
}

#[test]
fn a_page_of_an_earlier_run_reloads() {
    let served = Served::new("earlier");
    let mut news = served.news_since("of-another-run", "1");
    assert_eq!(news.wait("reload")["paths"], serde_json::Value::Null);
}

#[test]
fn a_folder_without_a_project_is_no_site() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("serve").join("nothing");
    fs::create_dir_all(&dir).expect("a folder can be made");
    let output = program().arg("serve").arg(&dir).args(["--port", "0"]).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no `book.toml`"));
}

/// `--open` runs what the system opens addresses with; that it cannot is said, and the site is shown all the same.
#[cfg(target_os = "linux")]
#[test]
fn the_browser_is_opened() {
    let dir = project("open");
    let bin = dir.join("bin");
    fs::create_dir_all(&bin).expect("a folder can be made");
    let mut child = program()
        .arg("serve")
        .arg(&dir)
        .args(["--port", "0", "--open"])
        .env("PATH", &bin)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let errors = BufReader::new(child.stderr.take().expect("it is piped"));
    let warning = errors.lines().map_while(Result::ok).find(|line| line.starts_with("warning: "));
    assert!(warning.expect("it is said").contains("`xdg-open` did not open the browser"));
    assert!(child.try_wait().expect("it can be asked").is_none(), "it serves on");
    child.kill().expect("it can be ended");
    child.wait().expect("it ends");
}
