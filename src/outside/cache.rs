//! What earlier runs found of addresses: records, and the text that keeps them.
//!
//! The text is JSON with one address a line, sorted, so that a difference shows what changed. Never touches a file and
//! never looks at a clock. A text that cannot be read is an empty cache with a reason, a line that means nothing to us
//! is left out: what is kept here can be found again. Anybody may have written the text: what it says of credentials is
//! not read, nor a target that no server of the web has.

use super::{Judgement, Time, Verdict, credentials};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;

/// What was found of one address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// What was found, when it was last asked.
    pub judgement: Judgement,
    /// When it was last asked.
    pub checked: Time,
    /// When it was last seen alive: [`Verdict::Alive`], [`Verdict::Redirected`] or [`Verdict::LoginWall`].
    pub alive: Option<Time>,
}

/// Records by address, credentials taken out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cache {
    records: BTreeMap<String, Record>,
}

/// The number of the format. A text of another is not read.
const VERSION: u64 = 1;

impl Cache {
    /// The cache that a text holds, and why it is empty where the text cannot be read: a few words that continue
    /// "`file` …".
    pub fn read(text: &str) -> (Self, Option<String>) {
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => return (Self::default(), Some(format!("is not JSON: {error}"))),
        };
        if value["version"].as_u64() != Some(VERSION) {
            return (Self::default(), Some("was written by another version".to_owned()));
        }
        let Some(links) = value["links"].as_object() else {
            return (Self::default(), Some("has no map `links`".to_owned()));
        };
        let tellable = links.iter().filter(|(address, _)| !has_credentials(address));
        let records = tellable.filter_map(|(address, value)| Some((address.clone(), record(value)?)));
        (Self { records: records.collect() }, None)
    }

    /// Whether a text is a cache, be it broken, so that nothing is lost where another takes its place: of any version,
    /// empty, torn by a merge, or cut off.
    pub fn is_kept_in(text: &str) -> bool {
        match serde_json::from_str::<Value>(text) {
            Ok(value) => value.get("version").is_some() && value.get("links").is_some(),
            Err(_) if text.trim().is_empty() => true,
            Err(_) => {
                let is_torn = text.lines().any(|line| line.starts_with("<<<<<<<"));
                text.contains("\"links\"") && (is_torn || text.starts_with("{ \"version\": "))
            }
        }
    }

    /// The text that keeps it: sorted by address, one address a line, with a line end at the end.
    pub fn write(&self) -> String {
        let mut text = format!("{{ \"version\": {VERSION}, \"links\": {{");
        let mut separator = "\n";
        for (address, record) in &self.records {
            text.push_str(separator);
            text.push_str(&format!("  {}: {}", Value::from(address.as_str()), value(record)));
            separator = ",\n";
        }
        text.push_str("\n} }\n");
        text
    }

    /// What is known of an address.
    pub fn get(&self, address: &str) -> Option<&Record> {
        self.records.get(address)
    }

    /// All records, by address.
    pub fn records(&self) -> &BTreeMap<String, Record> {
        &self.records
    }

    /// Keeps what was found of an address at `now`. That it was seen alive before is kept.
    pub fn put(&mut self, address: &str, judgement: Judgement, now: Time) {
        let alive = if judgement.verdict.is_alive() {
            Some(now)
        } else {
            self.get(address).and_then(|record| record.alive)
        };
        self.records.insert(address.to_owned(), Record { judgement, checked: now, alive });
    }

    /// Forgets all addresses but those that `is_named`.
    pub fn retain(&mut self, is_named: impl Fn(&str) -> bool) {
        self.records.retain(|address, _| is_named(address));
    }

    /// What was found of an address, if that need not be asked again: it was alive, and found less than `age` before
    /// `now`. What lies ahead of `now` is not trusted.
    pub fn fresh(&self, address: &str, now: Time, age: Duration) -> Option<&Judgement> {
        let record = self.get(address)?;
        let is_fresh = record.judgement.verdict.is_alive() && is_young(record.checked, now, age);
        is_fresh.then_some(&record.judgement)
    }

    /// When an address was last seen alive, if that is less than `age` before `now`.
    pub fn seen_alive(&self, address: &str, now: Time, age: Duration) -> Option<Time> {
        self.get(address)?.alive.filter(|&alive| is_young(alive, now, age))
    }
}

fn is_young(then: Time, now: Time, age: Duration) -> bool {
    then <= now && now.since(then) < age
}

fn record(value: &Value) -> Option<Record> {
    let text = |key: &str| value[key].as_str();
    let judgement = Judgement {
        verdict: Verdict::named(text("verdict")?)?,
        reason: text("reason").unwrap_or_default().to_owned(),
        target: text("target").filter(|target| is_target(target)).map(str::to_owned),
    };
    if judgement.verdict == Verdict::Redirected && judgement.target.is_none() {
        return None;
    }
    let checked = Time::parse(text("checked")?)?;
    Some(Record { judgement, checked, alive: text("alive").and_then(Time::parse) })
}

/// Whether this may be offered in place of an address: it is of the web, in one word, and holds no credentials.
fn is_target(address: &str) -> bool {
    let is_web = Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    is_web && !address.contains(|c: char| c.is_whitespace() || c.is_control()) && !has_credentials(address)
}

/// Whether an address holds a user name or password, as it is written or as a browser reads it.
fn has_credentials(address: &str) -> bool {
    let read = Url::parse(address).is_ok_and(|url| !url.username().is_empty() || url.password().is_some());
    read || credentials(address).is_some()
}

fn value(record: &Record) -> Value {
    let mut map = Map::new();
    map.insert("verdict".to_owned(), json!(record.judgement.verdict.name()));
    map.insert("reason".to_owned(), json!(record.judgement.reason));
    if let Some(target) = &record.judgement.target {
        map.insert("target".to_owned(), json!(target));
    }
    map.insert("checked".to_owned(), json!(record.checked.to_string()));
    if let Some(alive) = record.alive {
        map.insert("alive".to_owned(), json!(alive.to_string()));
    }
    Value::Object(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: Duration = Duration::from_secs(7 * 86_400);

    fn found(verdict: Verdict) -> Judgement {
        Judgement { verdict, reason: "answers \"so\"".to_owned(), target: None }
    }

    fn sample() -> Cache {
        let mut cache = Cache::default();
        cache.put("https://b.example/", found(Verdict::Alive), Time(86_400));
        cache.put("https://b.example/", found(Verdict::Unreachable), Time(2 * 86_400));
        let target = Some("https://c.example/#x".to_owned());
        cache.put("https://a.example/é\"", Judgement { target, ..found(Verdict::Redirected) }, Time(0));
        cache
    }

    #[test]
    fn a_cache_is_written_one_address_a_line_and_read_back() {
        let text = sample().write();
        assert_eq!(
            text,
            "{ \"version\": 1, \"links\": {\n  \
             \"https://a.example/é\\\"\": {\"verdict\":\"redirected\",\"reason\":\"answers \\\"so\\\"\",\
             \"target\":\"https://c.example/#x\",\"checked\":\"1970-01-01T00:00:00Z\",\
             \"alive\":\"1970-01-01T00:00:00Z\"},\n  \
             \"https://b.example/\": {\"verdict\":\"unreachable\",\"reason\":\"answers \\\"so\\\"\",\
             \"checked\":\"1970-01-03T00:00:00Z\",\"alive\":\"1970-01-02T00:00:00Z\"}\n} }\n"
        );
        assert_eq!(Cache::read(&text), (sample(), None));
        assert_eq!(Cache::read(&Cache::default().write()), (Cache::default(), None));
    }

    #[test]
    fn a_broken_text_is_an_empty_cache_with_a_reason() {
        for (text, reason) in [
            ("", "is not JSON"),
            ("<<<<<<< HEAD\n", "is not JSON"),
            ("{}", "another version"),
            ("{\"version\": 2, \"links\": {}}", "another version"),
            ("{\"version\": 1, \"links\": []}", "no map `links`"),
        ] {
            let (cache, why) = Cache::read(text);
            assert_eq!(cache, Cache::default());
            assert!(why.is_some_and(|why| why.contains(reason)), "{text}");
        }
    }

    #[test]
    fn a_record_that_means_nothing_is_left_out() {
        let text = r#"{"version": 1, "links": {
            "a": {"verdict": "alive", "checked": "1970-01-01T00:00:00Z"},
            "b": {"verdict": "splendid", "checked": "1970-01-01T00:00:00Z"},
            "c": {"verdict": "alive", "checked": "yesterday"},
            "d": 7 }}"#;
        let (cache, why) = Cache::read(text);
        assert_eq!(why, None);
        assert_eq!(cache.records().keys().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn a_target_that_nobody_should_be_sent_to_is_left_out() {
        let targets = |verdict: &str, target: &str| {
            let record = json!({"verdict": verdict, "target": target, "checked": "1970-01-01T00:00:00Z"});
            let text = json!({"version": 1, "links": {"https://a.example/": record}}).to_string();
            let (cache, _) = Cache::read(&text);
            cache.get("https://a.example/").map(|record| record.judgement.target.clone())
        };
        for bad in [
            "javascript:alert(1)",
            "//b.example/",
            "/b",
            "",
            "file:///etc/passwd",
            "https://me@b.example/",
            "https://me:secret@b.example/",
            "https:me:secret@b.example/",
            "https://b.example/\n- x",
            "https://b.example/ x",
            "http://[::",
        ] {
            assert_eq!(targets("alive", bad), Some(None), "{bad}");
            assert_eq!(targets("redirected", bad), None, "{bad}");
        }
        let good = "https://b.example/@me?a=b@c#d";
        assert_eq!(targets("redirected", good), Some(Some(good.to_owned())));
        let text = r#"{"version": 1, "links": {"https://a.example/":
            {"verdict": "redirected", "checked": "1970-01-01T00:00:00Z"}}}"#;
        assert!(Cache::read(text).0.records().is_empty());
    }

    #[test]
    fn an_address_with_credentials_is_left_out() {
        let record = json!({"verdict": "alive", "checked": "1970-01-01T00:00:00Z"});
        for address in ["https://me:secret@a.example/", "http://me@a.example/x", "https:me:secret@a.example/"]
        {
            let text = json!({"version": 1, "links": {address: record}}).to_string();
            assert!(Cache::read(&text).0.records().is_empty(), "{address}");
        }
    }

    #[test]
    fn only_what_was_alive_lately_is_not_asked_again() {
        let mut cache = sample();
        let (a, b) = ("https://a.example/é\"", "https://b.example/");
        assert!(cache.fresh(a, Time(1), WEEK).is_some());
        assert!(cache.fresh(a, Time(7 * 86_400), WEEK).is_none(), "too old");
        assert!(cache.fresh(b, Time(2 * 86_400), WEEK).is_none(), "was not alive");
        cache.put(b, found(Verdict::LoginWall), Time(99));
        assert!(cache.fresh(b, Time(100), WEEK).is_some());
        assert!(cache.fresh(b, Time(98), WEEK).is_none(), "lies ahead");
    }

    #[test]
    fn what_was_seen_alive_lately_is_vouched_for() {
        let cache = sample();
        let b = "https://b.example/";
        assert_eq!(cache.seen_alive(b, Time(3 * 86_400), WEEK), Some(Time(86_400)));
        assert_eq!(cache.seen_alive(b, Time(9 * 86_400), WEEK), None);
        assert_eq!(cache.seen_alive("https://d.example/", Time(0), WEEK), None);
    }

    #[test]
    fn what_is_no_longer_named_is_forgotten() {
        let mut cache = sample();
        cache.retain(|address| address.contains("b.example"));
        assert_eq!(cache.records().len(), 1);
    }
}
