//! What is kept of a run, and what it saves the next one.

#![allow(clippy::disallowed_methods, reason = "these tests look at files")]

use super::server::{Script, answer};
use super::{options, plain};
use maquette::net::{Mode, Outcome, judge, read_cache, write_cache};
use maquette::outside::cache::Cache;
use maquette::outside::{Time, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

const DAY: u64 = 86_400;
const WEEK: Duration = Duration::from_secs(7 * DAY);

/// Alive and dead by path; what is flaky answers only the first time.
fn script(_: &str) -> Option<Script> {
    Some(|ask| match (ask.path.as_str(), ask.before) {
        ("/alive", _) | ("/flaky", 0) => answer(200, &[], b""),
        ("/flaky", _) => answer(500, &[], b""),
        _ => answer(404, &[], b""),
    })
}

fn run(addresses: &[String], cache: &mut Cache, mode: Mode, now: u64) -> BTreeMap<String, Outcome> {
    let addresses: BTreeSet<String> = addresses.iter().cloned().collect();
    judge(&addresses, cache, mode, (Time(now), WEEK), &options(), &|_| {})
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    // It may be left from an earlier run.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder of the tests can be written");
    folder
}

#[test]
fn what_was_alive_lately_is_not_asked_again() {
    let server = plain(script);
    let at = |path: &str| format!("http://one.test:{}{path}", server.port());
    let addresses = [at("/alive"), at("/flaky"), at("/dead")];
    let mut cache = Cache::default();
    let asks = || server.asked().len();

    run(&addresses, &mut cache, Mode::Use, 10 * DAY);
    assert_eq!(asks(), 3);
    let known = run(&addresses, &mut cache, Mode::Use, 12 * DAY);
    assert_eq!(asks(), 4, "the dead one was asked again");
    assert_eq!(known[&at("/alive")].checked, Time(10 * DAY));
    assert_eq!(known[&at("/dead")].checked, Time(12 * DAY));
    run(&addresses, &mut cache, Mode::CacheOnly, 40 * DAY);
    assert_eq!(asks(), 4, "nothing was asked");

    // The second try of the flaky one is a repetition.
    let flaky = &run(&addresses, &mut cache, Mode::Refresh, 13 * DAY)[&at("/flaky")];
    assert_eq!(asks(), 8);
    assert_eq!(flaky.judgement.verdict, Verdict::Unreachable);
    assert_eq!(flaky.vouched_for, Some(Time(10 * DAY)));
    let late = &run(&addresses, &mut cache, Mode::Use, 18 * DAY)[&at("/flaky")];
    assert_eq!((late.judgement.verdict, late.vouched_for), (Verdict::Unreachable, None));
}

#[test]
fn only_the_unreachable_are_vouched_for() {
    let server = plain(script);
    let address = format!("http://one.test:{}/dead", server.port());
    let mut cache = Cache::default();
    let alive = maquette::outside::Judgement { verdict: Verdict::Alive, reason: String::new(), target: None };
    cache.put(&address, alive, Time(DAY));
    let found = run(std::slice::from_ref(&address), &mut cache, Mode::Refresh, 2 * DAY);
    assert_eq!((found[&address].judgement.verdict, found[&address].vouched_for), (Verdict::Dead, None));
}

#[test]
fn what_the_cache_does_not_know_stays_unjudged() {
    let mut cache = Cache::default();
    let addresses = ["http://one.test/".to_owned(), "ftp://one.test/".to_owned()];
    let found = run(&addresses, &mut cache, Mode::CacheOnly, DAY);
    assert_eq!(found.keys().collect::<Vec<_>>(), ["ftp://one.test/"]);
    assert!(cache.records().is_empty(), "what is not asked is not kept");
}

#[test]
fn credentials_are_not_kept() {
    let server = plain(script);
    let address = format!("http://user:hunter2@one.test:{}/alive", server.port());
    let mut cache = Cache::default();
    let found = run(std::slice::from_ref(&address), &mut cache, Mode::Use, DAY);
    assert_eq!(found[&address].judgement.verdict, Verdict::Alive);
    assert!(!cache.write().contains("hunter2"));
    assert_eq!(run(std::slice::from_ref(&address), &mut cache, Mode::CacheOnly, DAY), found);
}

#[test]
fn a_cache_is_written_whole_and_read_back() {
    let folder = folder("cache");
    let file = folder.join("deep/links.json");
    assert_eq!(read_cache(&file), (Cache::default(), None));
    let mut cache = Cache::default();
    let alive =
        maquette::outside::Judgement { verdict: Verdict::Alive, reason: "answers 200".into(), target: None };
    cache.put("https://example.org/", alive, Time(DAY));
    write_cache(&file, &cache).expect("the folder can be written");
    assert_eq!(read_cache(&file), (cache.clone(), None));
    let names: Vec<_> = fs::read_dir(folder.join("deep")).expect("it is a folder").collect();
    assert_eq!(names.len(), 1, "nothing else is left");

    let modified = || fs::metadata(&file).and_then(|meta| meta.modified()).expect("it is a file");
    let before = modified();
    write_cache(&file, &cache).expect("the folder can be written");
    assert_eq!(modified(), before, "the same is not written again");
}

#[test]
fn a_broken_cache_is_empty_with_a_reason() {
    let file = folder("broken").join("links.json");
    fs::write(&file, b"{ \"version\": 1, \"links\": {\n\xff").expect("the folder can be written");
    let (cache, reason) = read_cache(&file);
    assert_eq!(cache, Cache::default());
    assert!(reason.is_some_and(|reason| reason.contains("is not JSON")));
    let (_, reason) = read_cache(file.parent().expect("it has a folder"));
    assert!(reason.is_some_and(|reason| reason.contains("cannot be read")));
}

#[test]
fn a_cache_that_cannot_be_written_is_told_with_its_path() {
    let folder = folder("blocked");
    fs::write(folder.join("file"), "").expect("the folder can be written");
    let error = write_cache(&folder.join("file/links.json"), &Cache::default()).expect_err("it is no folder");
    assert!(error.to_string().contains("blocked"), "{error}");
}

#[cfg(unix)]
#[test]
fn only_a_regular_file_is_read() {
    let file = folder("fifo").join("links.json");
    let made = std::process::Command::new("mkfifo").arg(&file).status();
    assert!(made.expect("`mkfifo` is there").success());
    let (cache, reason) = read_cache(&file);
    assert_eq!(cache, Cache::default());
    assert_eq!(reason.as_deref(), Some("cannot be read: it is no regular file"));
    let error = write_cache(&file, &Cache::default()).expect_err("it is no cache");
    assert!(error.to_string().contains("name another file as `cache`"), "{error}");
}

#[test]
fn a_file_of_somebody_else_is_not_replaced() {
    let file = folder("foreign").join("README.md");
    for text in
        ["# Read me\n", "{\"version\": \"1.0.0\", \"name\": \"links\"}", "[]", "\"links\"", "\u{fffd}"]
    {
        fs::write(&file, text).expect("the folder can be written");
        let error = write_cache(&file, &Cache::default()).expect_err("it is no cache").to_string();
        assert!(error.contains("README.md"), "{error}");
        assert!(error.ends_with("name another file as `cache` in `book.toml`, or remove it"), "{error}");
        assert_eq!(fs::read_to_string(&file).expect("it is there"), text);
    }
}

#[test]
fn a_cache_is_replaced_even_if_it_cannot_be_read() {
    let file = folder("own").join("links.json");
    let whole = Cache::default().write();
    let merged = format!("<<<<<<< HEAD\n{whole}=======\n{whole}>>>>>>> main\n");
    for text in
        ["", "\n", "{\"version\": 2, \"links\": []}", &merged, "{ \"version\": 1, \"links\": {\n  \"a"]
    {
        fs::write(&file, text).expect("the folder can be written");
        write_cache(&file, &Cache::default()).expect("it is a cache");
        assert_eq!(fs::read_to_string(&file).expect("it is there"), whole, "{text}");
    }
}
