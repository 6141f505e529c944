//! What is served now, and what those who look at it are told when it changes.
//!
//! Hides the threads. Never waits for a reader: what is said to one that is slow waits for it.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value as Json, json};

use crate::site::Site;

/// What is served.
#[derive(Clone, Debug)]
pub(super) struct Edition {
    /// The last site without errors; `None` until there is one.
    pub(super) site: Option<Arc<Site>>,
    /// Counts the sites, from 1; 0 where there is none.
    pub(super) turn: u64,
    /// Tells this run of the program apart from others.
    pub(super) session: String,
    /// Where the site will be published.
    pub(super) base_url: Option<String>,
}

/// The edition, and those who wait for the next one.
#[derive(Debug)]
pub(super) struct News(Mutex<State>);

#[derive(Debug)]
struct State {
    edition: Edition,
    /// The turn in which a file changed last, came or went; files that never did are not here.
    changed: BTreeMap<String, u64>,
    problems: Json,
    readers: Vec<Sender<Arc<str>>>,
}

/// More files than this are not named: every page is told to reload.
const NAMED: usize = 5_000;

impl News {
    /// Nothing is served yet.
    pub(super) fn new(session: String) -> Self {
        News(Mutex::new(State {
            edition: Edition { site: None, turn: 0, session, base_url: None },
            changed: BTreeMap::new(),
            problems: Json::Null,
            readers: Vec::new(),
        }))
    }

    /// What is served now.
    pub(super) fn edition(&self) -> Edition {
        self.state().edition.clone()
    }

    /// Serves `site` from here on, and tells everybody what is different. Returns how many files are.
    pub(super) fn publish(&self, site: Arc<Site>, base_url: Option<String>) -> usize {
        let state = &mut *self.state();
        let before = state.edition.site.clone();
        let changed = match &before {
            Some(before) => differences(before, &site),
            None => site.files().keys().cloned().collect(),
        };
        let is_first = before.is_none();
        state.edition.site = Some(site);
        state.edition.base_url = base_url;
        if changed.is_empty() {
            return 0;
        }
        state.edition.turn += 1;
        let turn = state.edition.turn;
        if !is_first {
            state.changed.extend(changed.iter().map(|path| (path.clone(), turn)));
        }
        let told = told(if is_first { None } else { Some(&changed) }, turn);
        state.tell(&told);
        changed.len()
    }

    /// Tells everybody of problems, where they are others than before.
    pub(super) fn complain(&self, problems: Json) {
        let state = &mut *self.state();
        if state.problems != problems {
            state.problems = problems;
            let told = event("problems", &state.problems);
            state.tell(&told);
        }
    }

    /// What a page has to hear at once that was served in a session and turn, and what is to come.
    pub(super) fn subscribe(&self, session: &str, turn: u64) -> (Vec<Arc<str>>, Receiver<Arc<str>>) {
        let state = &mut *self.state();
        let (sender, receiver) = channel();
        state.readers.push(sender);
        let now = state.edition.turn;
        let mut first = vec![Arc::from(event("problems", &state.problems))];
        if session != state.edition.session || (turn == 0 && now > 0) {
            first.push(Arc::from(told(None, now)));
        } else if turn < now {
            let missed = state.changed.iter().filter(|(_, changed)| **changed > turn);
            let missed: Vec<String> = missed.map(|(path, _)| path.clone()).collect();
            first.push(Arc::from(told(Some(&missed), now)));
        }
        (first, receiver)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn tell(&mut self, event: &str) {
        let event: Arc<str> = Arc::from(event);
        self.readers.retain(|reader| reader.send(event.clone()).is_ok());
    }
}

/// The paths of files that differ, in order.
fn differences(before: &Site, after: &Site) -> Vec<String> {
    let (before, after) = (before.files(), after.files());
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    let others = after.iter().filter(|(path, content)| match before.get(*path) {
        // Most files are not only equal but the same one.
        Some(known) => !Arc::ptr_eq(known, content) && known != *content,
        None => true,
    });
    let mut paths: Vec<String> = gone.chain(others.map(|(path, _)| path)).cloned().collect();
    paths.sort_unstable();
    paths
}

/// `reload`, or `style` if only looks changed; `paths` is null for all.
fn told(changed: Option<&[String]>, turn: u64) -> String {
    let changed = changed.filter(|changed| changed.len() <= NAMED);
    let is_look = changed.is_some_and(|changed| changed.iter().all(|path| path.ends_with(".css")));
    event(if is_look { "style" } else { "reload" }, &json!({ "turn": turn, "paths": changed }))
}

fn event(name: &str, data: &Json) -> String {
    // JSON has no line ends of its own.
    format!("event: {name}\ndata: {data}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> Arc<Site> {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().into()));
        Arc::new(Site::new(files.collect()))
    }

    #[test]
    fn everybody_hears_what_changed() {
        let news = News::new("s".to_owned());
        news.publish(site(&[("a.html", "a"), ("b.css", "b")]), None);
        let (first, told) = news.subscribe("s", 1);
        assert_eq!(first.iter().map(|it| &**it).collect::<Vec<_>>(), ["event: problems\ndata: null\n\n"]);
        assert_eq!(news.publish(site(&[("a.html", "a"), ("b.css", "c")]), None), 1);
        assert_eq!(&*told.recv().unwrap(), "event: style\ndata: {\"turn\":2,\"paths\":[\"b.css\"]}\n\n");
        assert_eq!(news.publish(site(&[("c.html", "a"), ("b.css", "c")]), None), 2);
        assert_eq!(
            &*told.recv().unwrap(),
            "event: reload\ndata: {\"turn\":3,\"paths\":[\"a.html\",\"c.html\"]}\n\n"
        );
        assert_eq!(news.publish(site(&[("c.html", "a"), ("b.css", "c")]), None), 0, "nothing to tell");
        news.complain(json!({ "x": 1 }));
        news.complain(json!({ "x": 1 }));
        news.complain(Json::Null);
        let rest: Vec<_> = told.try_iter().collect();
        assert_eq!(
            rest.iter().map(|it| &**it).collect::<Vec<_>>(),
            ["event: problems\ndata: {\"x\":1}\n\n", "event: problems\ndata: null\n\n"]
        );
    }

    #[test]
    fn who_comes_late_hears_what_was_missed() {
        let news = News::new("s".to_owned());
        let late = |session: &str, turn| news.subscribe(session, turn).0.get(1).map(|it| it.to_string());
        assert_eq!(late("s", 0), None);
        news.publish(site(&[("a.html", "a"), ("b.html", "b")]), None);
        news.publish(site(&[("a.html", "c"), ("b.html", "b")]), None);
        news.publish(site(&[("a.html", "c"), ("b.html", "d")]), None);
        assert_eq!(late("s", 3), None);
        let missed = |turn| late("s", turn).expect("something was missed");
        assert!(missed(2).contains("[\"b.html\"]"));
        assert!(missed(1).contains("[\"a.html\",\"b.html\"]"));
        assert!(missed(0).contains("\"paths\":null"), "a page that waited for the first site");
        assert!(late("other", 3).expect("another run").contains("\"paths\":null"));
    }
}
