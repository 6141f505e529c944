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

/// What has to be done with an errand that cannot be run.
pub(super) enum Arrival {
    /// It waits for its turn.
    Queued,
    /// Its server is given up, for a reason.
    Refused(Errand, String),
}

/// What to do about a page that has to be compared.
pub(super) enum Comparison {
    /// It was kept until that is known.
    Kept,
    /// The same, and a new errand asks.
    Asked,
    /// This is what the server says of such pages.
    Known(Errand, Box<Answer>, Option<Box<Page>>),
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
    /// No request starts earlier.
    next_start: Instant,
    servers: BTreeMap<String, Server>,
}

impl Lane {
    /// A lane to `host` without errands; `limit` is how many requests are made at the same time.
    pub(super) fn new(host: String, limit: Option<usize>, now: Instant) -> Self {
        Self {
            host,
            queue: VecDeque::new(),
            waiting: BTreeMap::new(),
            counter: 0,
            in_flight: 0,
            limit: limit.unwrap_or(usize::MAX).max(1),
            next_start: now,
            servers: BTreeMap::new(),
        }
    }

    /// The host.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Requests that are being made.
    pub(super) fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// When the next request may start, if there is one and the host is not busy enough; may lie in the past.
    pub(super) fn due(&self) -> Option<Instant> {
        let was_heard = self.servers.values().any(|server| server.was_heard);
        let limit = if was_heard { self.limit } else { self.limit.min(UNHEARD) };
        if self.in_flight >= limit {
            return None;
        }
        let first = self.waiting.first_key_value().map(|((at, _), _)| *at);
        let at = if self.queue.is_empty() { first? } else { self.next_start };
        Some(at.max(self.next_start))
    }

    /// Puts an errand at the end of the line.
    pub(super) fn push(&mut self, errand: Errand) -> Arrival {
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
            return Arrival::Refused(errand, why);
        }
        self.queue.push_back(errand);
        Arrival::Queued
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
        let errand =
            if is_due { self.waiting.pop_first().map(|(_, errand)| errand) } else { self.queue.pop_front() }?;
        let server = self.servers.get_mut(&origin(&errand))?;
        let client = server.client.get_or_insert_with(|| client(&errand)).clone();
        self.in_flight += 1;
        self.next_start = now + gap;
        Some((errand, client))
    }

    /// Takes that the request of an errand to `origin` has ended. A server that said nothing to `patience` requests of
    /// several errands, and never anything to any, is given up: those of its errands that wait are returned, with why.
    pub(super) fn end(
        &mut self,
        origin: &str,
        tries: u32,
        outcome: &Result<Answer, Failure>,
        retries: u32,
    ) -> Vec<(Errand, String)> {
        self.in_flight -= 1;
        let busy = self.limit.min(UNHEARD);
        let Some(server) = self.servers.get_mut(origin) else { return Vec::new() };
        if !matches!(outcome, Err(Failure::Silence(_))) {
            server.was_heard = true;
            return Vec::new();
        }
        server.silences += 1;
        server.silent += usize::from(tries == 0);
        let patience = u32::try_from(busy).unwrap_or(1).saturating_mul(retries.saturating_add(1));
        server.is_given_up |= !server.was_heard && server.silent >= UNHEARD && server.silences >= patience;
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
            return Comparison::Known(errand, answer, None);
        };
        match &mut server.nowhere {
            Nowhere::Known(page) => Comparison::Known(errand, answer, page.clone()),
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
