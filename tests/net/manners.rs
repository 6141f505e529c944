//! What servers see of us: how often they are asked, how, and in which order; and whom we do not ask.

use super::server::{Act, Ask, Script, Server, answer, html, redirect};
use super::{Table, encrypted, judge, options, plain};
use maquette::net::{LookupError, Names, Options, Progress, Proxies, probe};
use maquette::outside::Verdict;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

fn script(host: &str) -> Option<Script> {
    match host {
        "silent.test" => Some(|_| vec![Act::Hang]),
        "cookies.test" => Some(|ask| match ask.path.as_str() {
            "/first" => answer(302, &[("location", "/second"), ("set-cookie", "tasty=yes; Path=/")], b""),
            _ => answer(200, &[("set-cookie", "more=yes")], b""),
        }),
        "inward.test" => Some(|ask| redirect(301, &format!("http://127.0.0.1:{}/secret", ask.port))),
        "named.test" => Some(|_| redirect(302, "http://printer.local/secret")),
        "looked-up.test" => Some(|_| redirect(302, "http://private.test/secret")),
        "untold.test" => Some(|ask| match ask.path.as_str() {
            "/page" => redirect(301, "/gone?token=hunter2"),
            _ => answer(404, &[], b""),
        }),
        _ => Some(|ask| html(&format!("<title>{}</title><p id=a>text<p id=b>text", ask.path))),
    }
}

fn paths(asked: &[Ask], host: &str) -> Vec<String> {
    let of_host = asked.iter().filter(|ask| ask.host == host);
    of_host.map(|ask| format!("{} {}", ask.method, ask.path)).collect()
}

#[test]
fn addresses_that_differ_by_fragments_share_a_request() {
    let server = plain(script);
    let at = |rest: &str| format!("http://one.test:{}/page{rest}", server.port());
    let addresses = [at(""), at("#a"), at("#b"), at("#c"), at("?x#a")];
    let found = judge(addresses.iter().map(String::as_str), &options());
    let verdicts: Vec<Verdict> = addresses.iter().map(|address| found[address].verdict).collect();
    assert_eq!(verdicts, [Verdict::Alive, Verdict::Alive, Verdict::Alive, Verdict::Dead, Verdict::Alive]);
    let mut asked = paths(&server.asked(), "one.test");
    asked.sort();
    assert_eq!(asked, ["GET /page", "GET /page?x"]);
}

#[test]
fn only_downloads_are_asked_for_by_head() {
    let server = plain(script);
    let at = |path: &str| format!("http://one.test:{}{path}", server.port());
    let addresses = [at("/a.iso"), at("/b.html")];
    judge(addresses.iter().map(String::as_str), &options());
    let mut asked = paths(&server.asked(), "one.test");
    asked.sort();
    // What is called a disk image is a page here, and judged as one.
    assert_eq!(asked, ["GET /a.iso", "GET /b.html", "HEAD /a.iso"]);
}

#[test]
fn servers_learn_who_asks_and_nothing_else() {
    let server = plain(script);
    let at = |rest: &str| format!("{rest}:{}", server.port());
    let addresses =
        [at("http://user:hunter2@cookies.test") + "/first", at("http://user@one.test") + "/page#a"];
    let found = judge(addresses.iter().map(String::as_str), &options());
    assert!(found.values().all(|judgement| judgement.verdict == Verdict::Alive), "{found:?}");
    for ask in server.asked() {
        let names: Vec<&str> = ask.headers.keys().map(String::as_str).collect();
        assert_eq!(names, ["accept", "accept-encoding", "accept-language", "host", "user-agent"], "{ask:?}");
        assert_eq!(ask.headers["accept-encoding"], "gzip");
        assert!(ask.headers["user-agent"].starts_with("maquette/"));
        assert!(!format!("{ask:?}").contains("hunter2"));
    }
}

#[test]
fn what_is_secret_in_a_redirect_is_not_told() {
    let server = plain(script);
    let address = format!("http://user:hunter2@untold.test:{}/page", server.port());
    let found = judge([address.as_str()], &options());
    let told = &found[&address];
    assert_eq!(told.verdict, Verdict::Dead);
    assert_eq!(
        told.reason,
        format!("leads to `http://untold.test:{}/gone`, which answers 404", server.port())
    );
}

#[test]
fn a_host_that_never_answers_is_given_up_and_holds_up_no_other() {
    let server = plain(script);
    let at = |host: &str, number: usize| format!("http://{host}.test:{}/{number}", server.port());
    let addresses: Vec<String> =
        (0..30).flat_map(|number| [at("silent", number), at("quick", number)]).collect();
    let options = Options { in_flight: 4, per_host: None, ..options() };
    let found = judge(addresses.iter().map(String::as_str), &options);
    let (silent, quick): (Vec<_>, Vec<_>) =
        found.iter().partition(|(address, _)| address.contains("//silent"));
    assert!(quick.iter().all(|(_, judgement)| judgement.verdict == Verdict::Alive), "{quick:?}");
    assert!(silent.iter().all(|(_, judgement)| judgement.verdict == Verdict::Unreachable), "{silent:?}");
    let asked = server.asked();
    let of_silent = |asks: &[Ask]| asks.iter().filter(|ask| ask.host == "silent.test").count();
    let last = asked.iter().rposition(|ask| ask.host == "quick.test").expect("it was asked");
    assert!(of_silent(&asked[..last]) <= 3, "the quick host waited for the silent one");
    // Three workers at most, each for a first and a second try.
    assert!(of_silent(&asked) <= 6, "{} requests", of_silent(&asked));
    let untried = silent.iter().filter(|(_, judgement)| {
        judgement.reason == "was not asked, as `silent.test` did not answer 6 other requests"
    });
    assert!(untried.count() >= 24, "{silent:?}");
}

#[test]
fn what_is_excluded_is_not_asked() {
    let server = plain(script);
    let at = |host: &str| format!("http://{host}.test:{}/", server.port());
    let exclude = vec![regex::Regex::new(r"^http://left-alone\.").expect("a pattern")];
    let options = Options { exclude, ..options() };
    let found = judge([at("left-alone").as_str(), at("one").as_str()], &options);
    assert_eq!(found[&at("left-alone")].verdict, Verdict::Excluded);
    assert!(server.asked().iter().all(|ask| ask.host == "one.test"));
}

#[test]
fn statuses_can_be_accepted() {
    let server = plain(|_| Some(|_| answer(418, &[], b"")));
    let address = format!("http://one.test:{}/", server.port());
    let accepting = Options { accept: vec![418], ..options() };
    assert_eq!(judge([address.as_str()], &accepting)[&address].verdict, Verdict::Alive);
    assert_eq!(judge([address.as_str()], &options())[&address].verdict, Verdict::Unreachable);
}

#[test]
fn private_hosts_are_not_asked_unless_allowed() {
    let server = plain(script);
    let port = server.port();
    let addresses = [
        format!("http://127.0.0.1:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://leads-home.test:{port}/"),
    ];
    let careful = Options { allow_private: false, ..options() };
    for (address, judgement) in judge(addresses.iter().map(String::as_str), &careful) {
        assert_eq!(judgement.verdict, Verdict::Excluded, "{address}");
        assert!(judgement.reason.contains("`--allow-private`"), "{address}");
    }
    assert_eq!(server.asked().len(), 0);
    let found = judge([addresses[0].as_str()], &options());
    assert_eq!(found[&addresses[0]].verdict, Verdict::Alive);
}

/// A name that leads to a private address once a redirect leads to it.
#[derive(Debug)]
struct Turning;

impl Names for Turning {
    fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, LookupError> {
        match name {
            "proxy.local" => Table.look_up(name),
            "private.test" => Ok(vec!["10.1.2.3".parse().expect("an address")]),
            _ => Err(LookupError::NoSuchName),
        }
    }
}

/// The server is a proxy too, so that public names can be asked without leaving the machine.
fn through(server: u16, no_proxy: &'static str) -> Options {
    let get = move |name: &str| match name {
        "ALL_PROXY" => Some(format!("http://user:hunter2@proxy.local:{server}")),
        "NO_PROXY" => Some(no_proxy.to_owned()),
        _ => None,
    };
    Options {
        allow_private: false,
        names: Arc::new(Turning),
        proxies: Proxies::from_environment(&get),
        ..options()
    }
}

#[test]
fn redirects_to_private_hosts_lead_nowhere() {
    let server = plain(script);
    let options = through(server.port(), "private.test");
    for host in ["inward", "named", "looked-up"] {
        let address = format!("http://{host}.test:{}/page", server.port());
        let found = judge([address.as_str()], &options);
        assert_eq!(found[&address].verdict, Verdict::Unreachable, "{host}");
        assert_eq!(found[&address].reason, "redirects to a private address", "{host}");
    }
    assert!(server.asked().iter().all(|ask| ask.path != "/secret"));
}

#[test]
fn a_proxy_is_asked_for_names_and_never_for_private_hosts() {
    let (server, secure) = (plain(script), encrypted(script));
    let page = format!("http://one.test:{}/page", server.port());
    let home = format!("http://127.0.0.1:{}/page", server.port());
    let found = judge([page.as_str(), home.as_str()], &through(server.port(), ""));
    assert_eq!(found[&page].verdict, Verdict::Alive);
    assert_eq!(found[&home].verdict, Verdict::Excluded);
    let asked = server.asked();
    let tunnels: Vec<&str> =
        asked.iter().filter(|ask| ask.method == "CONNECT").map(|ask| ask.path.as_str()).collect();
    assert_eq!(tunnels, [format!("one.test:{}", server.port())]);
    assert!(
        asked.iter().all(|ask| ask.method == "CONNECT" || !ask.headers.contains_key("proxy-authorization"))
    );
    drop(secure);
}

#[test]
fn numbers_of_both_versions_are_asked() {
    let server = plain(script);
    let mut addresses = vec![format!("http://127.0.0.1:{}/page#a", server.port())];
    // Some machines have no IPv6, and then there is nobody to ask.
    let other = Server::start_v6(script);
    addresses.extend(other.as_ref().map(|other| format!("http://[::1]:{}/page#a", other.port())));
    let found = judge(addresses.iter().map(String::as_str), &options());
    assert_eq!(found.len(), addresses.len());
    assert!(found.values().all(|judgement| judgement.verdict == Verdict::Alive), "{found:?}");
}

#[derive(Debug)]
struct Offline;

impl Names for Offline {
    fn look_up(&self, _: &str) -> Result<Vec<IpAddr>, LookupError> {
        Err(LookupError::NoSuchName)
    }
}

#[test]
fn a_machine_without_a_network_finds_nothing_dead() {
    let offline = Options { names: Arc::new(Offline), ..options() };
    for (address, judgement) in judge(["http://a.test/", "https://b.test/x", "https://b.test/y"], &offline) {
        assert_eq!(judgement.verdict, Verdict::Unreachable, "{address}");
        assert!(judgement.reason.contains("offline"), "{address}");
    }
}

#[test]
fn progress_counts_to_the_end_and_never_back() {
    let server = plain(script);
    let at = |number: usize| format!("http://h{}.test:{}/{number}", number % 5, server.port());
    let addresses: BTreeSet<String> = (0..40).map(at).chain(["ftp://x.test/".to_owned()]).collect();
    let told = Mutex::new(Vec::new());
    let tell = |progress: &Progress| told.lock().expect("no thread panics here").push(progress.clone());
    let found = probe(&addresses, &options(), &tell);
    assert_eq!(found.len(), 41);
    let told = told.into_inner().expect("no thread panics here");
    assert!(told.iter().all(|progress| progress.total == 41));
    assert!(told.windows(2).all(|pair| pair[0].done <= pair[1].done));
    assert_eq!(told.last().map(|progress| progress.done), Some(41));
}
