//! The errands to one host: which is next, and when.
//!
//! Asks nobody and reads no clock: now is given.

use super::answer::{Answer, Failure};
use super::client::Client;
use super::errand::{Errand, Wait};
use super::page::Page;
use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};
use url::Url;

/// Requests at the same time to a host that has not said anything yet, and addresses that are tried before it is
/// given up. One that never answers holds up so many workers, and no more.
const UNHEARD: usize = 3;

/// What a server says of pages that cannot exist.
enum Nowhere {
    Unknown,
    /// It is being asked; these wait for it.
    Asked(Vec<(Errand, Box<Answer>)>),
    /// A page, or the truth.
    Known(Option<Box<Page>>),
}

/// A scheme, a host and a port.
struct Server {
    /// Made when it is needed, and let go of when nothing is left to ask.
    client: Option<Client>,
    /// It has said something in this run.
    was_heard: bool,
    /// Requests that it said nothing to.
    silences: u32,
    /// Errands whose first request it said nothing to.
    silent: usize,
    is_given_up: bool,
    nowhere: Nowhere,
}

/// What to do about a page that has to be compared.
pub(super) enum Comparison {
    /// It was kept until that is known.
    Kept,
    /// The same, and a new errand asks.
    Asked,
    /// This is what the server says of such pages.
    Known(Box<Errand>, Box<Answer>, Option<Box<Page>>),
}

/// The errands to one host.
pub(super) struct Lane {
    host: String,
    queue: VecDeque<Errand>,
    /// By when they are due, and a number that no two share.
    waiting: BTreeMap<(Instant, u64), Errand>,
    counter: u64,
    in_flight: usize,
    limit: usize,
    /// Requests that a server may leave without an answer, if it never gave one, before it is given up.
    patience: u32,
    /// No request starts earlier.
    next_start: Instant,
    servers: BTreeMap<String, Server>,
}

impl Lane {
    /// A lane to `host` without errands; `limit` is how many requests are made at the same time, `retries` how often
    /// one is repeated.
    pub(super) fn new(host: String, limit: Option<usize>, retries: u32, now: Instant) -> Self {
        let limit = limit.unwrap_or(usize::MAX).max(1);
        let at_once = u32::try_from(limit.min(UNHEARD)).unwrap_or(1);
        Self {
            host,
            queue: VecDeque::new(),
            waiting: BTreeMap::new(),
            counter: 0,
            in_flight: 0,
            limit,
            patience: at_once.saturating_mul(retries.saturating_add(1)).max(1),
            next_start: now,
            servers: BTreeMap::new(),
        }
    }

    /// The host.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Whether no request is being made.
    pub(super) fn is_idle(&self) -> bool {
        self.in_flight == 0
    }

    /// How far the host stands behind others when the next request is given away: by those it has, once it has said
    /// something. One that may never answer is better found out early, while others still have work.
    pub(super) fn rank(&self) -> usize {
        if self.was_heard() { self.in_flight } else { 0 }
    }

    fn was_heard(&self) -> bool {
        self.servers.values().any(|server| server.was_heard)
    }

    /// When the next request may start, if there is one and the host is not busy enough; may lie in the past.
    pub(super) fn due(&self) -> Option<Instant> {
        if self.in_flight >= self.limit_now() {
            return None;
        }
        let first = self.waiting.first_key_value().map(|((at, _), _)| *at);
        let at = if self.queue.is_empty() { first? } else { self.next_start };
        Some(at.max(self.next_start))
    }

    /// A host that has said nothing is not asked more often than it takes to give it up.
    fn limit_now(&self) -> usize {
        if self.was_heard() {
            return self.limit;
        }
        let silences: u32 = self.servers.values().map(|server| server.silences).sum();
        let left = self.patience.saturating_sub(silences).max(1);
        self.limit.min(UNHEARD).min(usize::try_from(left).unwrap_or(UNHEARD))
    }

    /// Puts an errand at the end of the line. One to a server that is given up is returned, with why.
    pub(super) fn push(&mut self, errand: Errand) -> Option<(Errand, String)> {
        let server = self.servers.entry(origin(&errand)).or_insert_with(|| Server {
            client: None,
            was_heard: false,
            silences: 0,
            silent: 0,
            is_given_up: false,
            nowhere: Nowhere::Unknown,
        });
        if server.is_given_up {
            let why = silence(&self.host, server.silences);
            return Some((errand, why));
        }
        self.queue.push_back(errand);
        None
    }

    /// Puts an errand aside until a wait is over.
    pub(super) fn wait(&mut self, errand: Errand, wait: Wait, now: Instant) {
        let at = now + wait.time;
        if wait.is_for_host {
            self.next_start = self.next_start.max(at);
            // A host that asks to wait is asked one thing at a time from now on.
            self.limit = 1;
        }
        self.counter += 1;
        self.waiting.insert((at, self.counter), errand);
    }

    /// Takes the next errand, of which the request starts now, and whom to ask. `gap` has to pass before the next one;
    /// `client` makes a client of a server.
    pub(super) fn start(
        &mut self,
        now: Instant,
        gap: Duration,
        client: impl FnOnce(&Errand) -> Client,
    ) -> Option<(Errand, Client)> {
        let is_due = self.waiting.first_key_value().is_some_and(|((at, _), _)| *at <= now);
        // Another page says more about a silent host than the same one again.
        let errand = if is_due && (self.was_heard() || self.queue.is_empty()) {
            self.waiting.pop_first().map(|(_, errand)| errand)
        } else {
            self.queue.pop_front()
        }?;
        let server = self.servers.get_mut(&origin(&errand))?;
        let client = server.client.get_or_insert_with(|| client(&errand)).clone();
        self.in_flight += 1;
        self.next_start = now + gap;
        Some((errand, client))
    }

    /// Takes that the request of an errand to `origin` has ended, which was repeated `tries` times before. A server that
    /// said nothing to several errands, and never anything to any, is given up: its errands that wait are returned,
    /// with why.
    pub(super) fn end(
        &mut self,
        origin: &str,
        tries: u32,
        outcome: &Result<Answer, Failure>,
    ) -> Vec<(Errand, String)> {
        self.in_flight -= 1;
        let Some(server) = self.servers.get_mut(origin) else { return Vec::new() };
        if !matches!(outcome, Err(Failure::Silence(_))) {
            server.was_heard = true;
            return Vec::new();
        }
        server.silences += 1;
        server.silent += usize::from(tries == 0);
        server.is_given_up |=
            !server.was_heard && server.silent >= UNHEARD && server.silences >= self.patience;
        if server.is_given_up { self.give_up(origin) } else { Vec::new() }
    }

    /// Whether the server has not said anything so far.
    pub(super) fn is_silent(&self, origin: &str) -> bool {
        self.servers.get(origin).is_some_and(|server| !server.was_heard)
    }

    /// Why the server is not asked any more, if so.
    pub(super) fn given_up(&self, origin: &str) -> Option<String> {
        let server = self.servers.get(origin).filter(|server| server.is_given_up)?;
        Some(silence(&self.host, server.silences))
    }

    /// No request starts before `at`.
    pub(super) fn pause(&mut self, at: Instant) {
        self.next_start = self.next_start.max(at);
    }

    fn give_up(&mut self, gone: &str) -> Vec<(Errand, String)> {
        let silences = self.servers.get(gone).map_or(0, |server| server.silences);
        let why = silence(&self.host, silences);
        let waiting = std::mem::take(&mut self.waiting);
        let queue = std::mem::take(&mut self.queue);
        let mut ended = Vec::new();
        for (key, errand) in waiting {
            if origin(&errand) == gone {
                ended.push((errand, why.clone()));
            } else {
                self.waiting.insert(key, errand);
            }
        }
        for errand in queue {
            if origin(&errand) == gone {
                ended.push((errand, why.clone()));
            } else {
                self.queue.push_back(errand);
            }
        }
        ended
    }

    /// Takes a page that has to be compared with what its server says of pages that cannot exist. That is asked once.
    pub(super) fn compare(&mut self, errand: Errand, answer: Box<Answer>) -> Comparison {
        let Some(server) = self.servers.get_mut(&origin(&errand)) else {
            return Comparison::Known(Box::new(errand), answer, None);
        };
        match &mut server.nowhere {
            Nowhere::Known(page) => Comparison::Known(Box::new(errand), answer, page.clone()),
            Nowhere::Asked(kept) => {
                kept.push((errand, answer));
                Comparison::Kept
            }
            Nowhere::Unknown => {
                self.queue.push_front(errand.to_nowhere());
                server.nowhere = Nowhere::Asked(vec![(errand, answer)]);
                Comparison::Asked
            }
        }
    }

    /// Takes what a server says of pages that cannot exist, and returns what waited for that.
    pub(super) fn learn(&mut self, origin: &str, page: Option<Box<Page>>) -> Vec<(Errand, Box<Answer>)> {
        let Some(server) = self.servers.get_mut(origin) else { return Vec::new() };
        match std::mem::replace(&mut server.nowhere, Nowhere::Known(page)) {
            Nowhere::Asked(kept) => kept,
            _ => Vec::new(),
        }
    }

    /// Lets go of connections once nothing is left to ask. What is known of the servers stays.
    pub(super) fn rest(&mut self) {
        if self.in_flight == 0 && self.queue.is_empty() && self.waiting.is_empty() {
            self.servers.values_mut().for_each(|server| server.client = None);
        }
    }
}

/// Scheme, host and port of what an errand asks next.
pub(super) fn origin(errand: &Errand) -> String {
    origin_of(errand.url())
}

/// Scheme, host and port.
pub(super) fn origin_of(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn silence(host: &str, requests: u32) -> String {
    format!("was not asked, as `{host}` did not answer {requests} other requests")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Options;
    use crate::net::client::Clients;
    use crate::net::resolve::{Lookups, SystemNames};
    use std::sync::Arc;

    const SECOND: Duration = Duration::from_secs(1);

    fn errand(address: &str) -> Errand {
        Errand::new(vec![(address.to_owned(), Url::parse(address).unwrap())]).unwrap()
    }

    /// Starts whatever is next, as a worker does.
    fn start(lane: &mut Lane, now: Instant) -> Option<Errand> {
        let options = Options::default();
        let lookups = Arc::new(Lookups::new(Arc::new(SystemNames), false, SECOND));
        let clients = Clients::new(&options, lookups);
        lane.start(now, options.gap, |errand| clients.client(errand.url())).map(|(errand, _)| errand)
    }

    fn lane(limit: Option<usize>, addresses: &[&str], now: Instant) -> Lane {
        let mut lane = Lane::new("h".to_owned(), limit, 0, now);
        for address in addresses {
            assert!(lane.push(errand(address)).is_none());
        }
        lane
    }

    fn path(errand: Option<Errand>) -> Option<String> {
        errand.map(|errand| errand.url().path().to_owned())
    }

    fn heard() -> Result<Answer, Failure> {
        Ok(Answer { status: 200, ..Answer::default() })
    }

    fn silent() -> Result<Answer, Failure> {
        Err(Failure::Silence("did not answer in time".to_owned()))
    }

    #[test]
    fn no_more_requests_are_made_at_the_same_time_than_may_be() {
        let now = Instant::now();
        let mut lane = lane(Some(2), &["http://h/1", "http://h/2", "http://h/3"], now);
        start(&mut lane, now);
        start(&mut lane, now);
        assert_eq!(lane.due(), None);
        lane.end("http://h", 0, &heard());
        assert!(lane.due().is_some());
    }

    #[test]
    fn a_host_that_said_nothing_yet_gets_few_requests_even_without_a_limit() {
        let now = Instant::now();
        let addresses = ["http://h/1", "http://h/2", "http://h/3", "http://h/4", "http://h/5"];
        let mut lane = lane(None, &addresses, now);
        for _ in 0..UNHEARD {
            assert!(lane.due().is_some());
            start(&mut lane, now);
        }
        assert_eq!(lane.due(), None);
        lane.end("http://h", 0, &heard());
        start(&mut lane, now);
        assert!(lane.due().is_some());
    }

    #[test]
    fn a_silent_host_is_asked_no_more_often_than_it_takes_to_give_it_up() {
        let now = Instant::now();
        let addresses: Vec<String> = (0..9).map(|number| format!("http://h/{number}")).collect();
        let mut lane = Lane::new("h".to_owned(), None, 1, now);
        for address in &addresses {
            lane.push(errand(address));
        }
        let mut asked = 0;
        let mut given_up = Vec::new();
        while given_up.is_empty() {
            while lane.due().is_some() {
                asked += 1;
                start(&mut lane, now);
            }
            given_up = lane.end("http://h", 0, &silent());
        }
        assert_eq!((asked, given_up.len()), (6, 3));
    }

    #[test]
    fn a_silent_host_is_asked_for_other_pages_before_the_same_again() {
        let now = Instant::now();
        let mut lane = lane(Some(1), &["http://h/1", "http://h/2"], now);
        let first = start(&mut lane, now).unwrap();
        lane.end("http://h", 0, &silent());
        lane.wait(first, Wait { time: SECOND, is_for_host: false }, now);
        assert_eq!(path(start(&mut lane, now + 2 * SECOND)).as_deref(), Some("/2"));
        lane.end("http://h", 0, &heard());
        assert_eq!(path(start(&mut lane, now + 2 * SECOND)).as_deref(), Some("/1"));
    }

    #[test]
    fn requests_start_with_a_gap_between_them() {
        let now = Instant::now();
        let mut lane = lane(None, &["http://h/1", "http://h/2"], now);
        assert_eq!(lane.due(), Some(now));
        start(&mut lane, now);
        assert_eq!(lane.due(), Some(now + Options::default().gap));
    }

    #[test]
    fn what_waits_lets_others_pass_unless_the_host_asks_to_wait() {
        let now = Instant::now();
        let mut lane = lane(None, &["http://h/1", "http://h/2", "http://h/3"], now);
        let first = start(&mut lane, now).unwrap();
        lane.end("http://h", 0, &heard());
        lane.wait(first, Wait { time: 5 * SECOND, is_for_host: false }, now);
        let second = start(&mut lane, now + SECOND).unwrap();
        assert_eq!(second.url().path(), "/2");
        lane.end("http://h", 0, &heard());
        lane.wait(second, Wait { time: 9 * SECOND, is_for_host: true }, now + SECOND);
        assert_eq!(lane.due(), Some(now + 10 * SECOND));
        // What has waited goes first, and alone from now on.
        assert_eq!(path(start(&mut lane, now + 10 * SECOND)).as_deref(), Some("/1"));
        assert_eq!(lane.due(), None);
    }

    #[test]
    fn a_server_that_never_answers_is_given_up_after_several_requests_for_several_pages() {
        let now = Instant::now();
        let addresses = ["http://h/1", "http://h/2", "http://h/3", "http://h/4", "http://h:8080/"];
        let mut lane = lane(Some(1), &addresses, now);
        for tries in [0, 0] {
            start(&mut lane, now);
            assert!(lane.end("http://h", tries, &silent()).is_empty());
        }
        start(&mut lane, now);
        let given_up = lane.end("http://h", 0, &silent());
        assert_eq!(given_up.len(), 1);
        assert_eq!(given_up[0].1, "was not asked, as `h` did not answer 3 other requests");
        assert!(lane.push(errand("http://h/5")).is_some());
        // Another port is another server.
        assert_eq!(path(start(&mut lane, now)).as_deref(), Some("/"));
    }

    #[test]
    fn a_server_that_answered_once_is_not_given_up() {
        let now = Instant::now();
        let addresses: Vec<String> = (0..9).map(|number| format!("http://h/{number}")).collect();
        let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
        let mut lane = lane(Some(1), &addresses, now);
        start(&mut lane, now);
        lane.end("http://h", 0, &heard());
        for _ in 0..7 {
            start(&mut lane, now);
            assert!(lane.end("http://h", 0, &silent()).is_empty());
        }
        assert_eq!(lane.given_up("http://h"), None);
    }

    #[test]
    fn a_server_is_asked_once_for_a_page_that_cannot_exist() {
        let now = Instant::now();
        let mut lane = lane(None, &["http://h/1", "http://h/2"], now);
        let answer = || Box::new(Answer::default());
        let (first, second) = (start(&mut lane, now).unwrap(), start(&mut lane, now).unwrap());
        assert!(matches!(lane.compare(first, answer()), Comparison::Asked));
        assert!(matches!(lane.compare(second.clone(), answer()), Comparison::Kept));
        assert!(path(start(&mut lane, now)).is_some_and(|path| path.starts_with("/q")));
        assert_eq!(start(&mut lane, now).map(|_| ()), None);
        assert_eq!(lane.learn("http://h", None).len(), 2);
        assert!(matches!(lane.compare(second, answer()), Comparison::Known(_, _, None)));
    }
}
