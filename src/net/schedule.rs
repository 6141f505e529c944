//! Runs errands: as many at the same time as may be, few to each host, and those to the least busy host first.
//!
//! A worker makes one request after the other and never waits for one host while another has work: what has to wait
//! lies in its lane. Workers are started when there is work for them and leave when there is none; one stays to keep
//! the time. Judges nothing.

use super::answer::Failure;
use super::client::{Client, Clients};
use super::errand::{Errand, Step};
use super::lane::{Comparison, Lane, origin, origin_of};
use super::resolve::Lookups;
use super::{Options, Progress, now, refuse};
use crate::outside::Judgement;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, Scope};
use std::time::{Duration, Instant};
use url::Url;

/// Memory that is set aside for the calls of a worker. Nothing it does nests deeply.
const STACK: usize = 512 << 10;

/// What came of a run.
pub(super) struct Asked {
    /// Each address with its judgement, in the order they were found.
    pub(super) judgements: Vec<(String, Judgement)>,
    /// Whether any server said anything.
    pub(super) was_answered: bool,
}

/// Runs all errands to their ends. `judged` addresses are already done, and count in what `progress` is told.
pub(super) fn run(
    errands: Vec<Errand>,
    judged: usize,
    options: &Options,
    lookups: &Arc<Lookups>,
    progress: &(dyn Fn(&Progress) + Sync),
) -> Asked {
    let mut state = State {
        lanes: Vec::new(),
        lane_of: BTreeMap::new(),
        seats: Vec::new(),
        ready: BTreeSet::new(),
        later: BTreeSet::new(),
        turn: 0,
        open: errands.len(),
        workers: 1,
        keeper: None,
        total: judged + errands.iter().map(Errand::len).sum::<usize>(),
        judged,
        found: Vec::new(),
        was_answered: false,
        per_host: options.per_host,
        retries: options.retries,
    };
    let start = Instant::now();
    for errand in errands {
        state.arrive(errand, start);
    }
    let crew = Crew {
        state: Mutex::new(state),
        wake: Condvar::new(),
        options,
        clients: Clients::new(options, Arc::clone(lookups)),
        progress,
    };
    // The caller's thread is the first worker, so that work goes on where no other can be started.
    std::thread::scope(|scope| crew.work(scope));
    let state = crew.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    Asked { judgements: state.found, was_answered: state.was_answered }
}

/// Where a lane stands: among those that may start a request, or those that may later.
#[derive(Clone, Copy)]
enum Seat {
    None,
    /// By rank, then by turn.
    Ready(usize, u64),
    Later(Instant),
}

struct State {
    lanes: Vec<Lane>,
    lane_of: BTreeMap<String, usize>,
    seats: Vec<Seat>,
    ready: BTreeSet<(usize, u64, usize)>,
    later: BTreeSet<(Instant, usize)>,
    turn: u64,
    /// Errands that have not ended.
    open: usize,
    workers: usize,
    /// Until when the idle worker sleeps, if there is one; `None` inside is for ever.
    keeper: Option<Option<Instant>>,
    total: usize,
    judged: usize,
    found: Vec<(String, Judgement)>,
    was_answered: bool,
    per_host: Option<usize>,
    retries: u32,
}

impl State {
    fn lane(&mut self, url: &Url, now: Instant) -> usize {
        let host = url.host_str().unwrap_or_default();
        if let Some(&lane) = self.lane_of.get(host) {
            return lane;
        }
        let lane = self.lanes.len();
        self.lanes.push(Lane::new(host.to_owned(), self.per_host, self.retries, now));
        self.seats.push(Seat::None);
        self.lane_of.insert(host.to_owned(), lane);
        lane
    }

    fn arrive(&mut self, errand: Errand, now: Instant) {
        let lane = self.lane(errand.url(), now);
        match self.lanes[lane].push(errand) {
            None => self.seat(lane, now),
            Some((errand, why)) => self.step(errand.give_up(&why), now),
        }
    }

    /// Puts a lane where it belongs after anything about it has changed.
    fn seat(&mut self, lane: usize, now: Instant) {
        match self.seats[lane] {
            Seat::None => {}
            Seat::Ready(rank, turn) => {
                self.ready.remove(&(rank, turn, lane));
            }
            Seat::Later(at) => {
                self.later.remove(&(at, lane));
            }
        }
        self.seats[lane] = match self.lanes[lane].due() {
            None => Seat::None,
            Some(at) if at > now => {
                self.later.insert((at, lane));
                Seat::Later(at)
            }
            Some(_) => {
                self.turn += 1;
                let rank = self.lanes[lane].rank();
                self.ready.insert((rank, self.turn, lane));
                Seat::Ready(rank, self.turn)
            }
        };
    }

    /// The next request, if one may start now.
    fn take(&mut self, now: Instant, crew: &Crew<'_>) -> Option<(usize, Errand, Client)> {
        while let Some(&(at, lane)) = self.later.first()
            && at <= now
        {
            self.seat(lane, now);
        }
        let &(_, _, lane) = self.ready.first()?;
        let started =
            self.lanes[lane].start(now, crew.options.gap, |errand| crew.clients.client(errand.url()));
        self.seat(lane, now);
        started.map(|(errand, client)| (lane, errand, client))
    }

    fn step(&mut self, step: Step, now: Instant) {
        match step {
            Step::Ask(errand) => self.arrive(errand, now),
            Step::Wait(errand, wait) => {
                let lane = self.lane(errand.url(), now);
                let from = origin(&errand);
                if let Some(why) = self.lanes[lane].given_up(&from) {
                    return self.step(errand.give_up(&why), now);
                }
                if self.lanes[lane].is_silent(&from) {
                    // Other errands would only find the same.
                    self.lanes[lane].pause(now + wait.time);
                }
                self.lanes[lane].wait(errand, wait, now);
                self.seat(lane, now);
            }
            Step::Compare(errand, answer) => {
                let lane = self.lane(errand.url(), now);
                let comparison = self.lanes[lane].compare(errand, answer);
                if matches!(comparison, Comparison::Asked) {
                    self.open += 1;
                }
                if let Comparison::Known(errand, answer, page) = comparison {
                    self.finish(errand.conclude(&answer, page.as_deref()));
                }
                self.seat(lane, now);
            }
            Step::Nowhere(start, page) => {
                self.open -= 1;
                let lane = self.lane(&start, now);
                for (errand, answer) in self.lanes[lane].learn(&origin_of(&start), page.clone()) {
                    self.finish(errand.conclude(&answer, page.as_deref()));
                }
            }
            Step::Done(found) => self.finish(found),
        }
    }

    fn finish(&mut self, found: Vec<(String, Judgement)>) {
        self.open -= 1;
        self.judged += found.len();
        self.found.extend(found);
    }

    /// When the next request may start, if none may now.
    fn next_time(&self) -> Option<Instant> {
        self.later.first().map(|&(at, _)| at)
    }

    fn progress(&self, now: Instant) -> Progress {
        const MOST: usize = 3;
        let idle = self.later.iter().rev().filter(|(_, lane)| self.lanes[*lane].is_idle());
        let waits =
            idle.map(|&(at, lane)| (self.lanes[lane].host().to_owned(), at.saturating_duration_since(now)));
        let long = waits.take_while(|(_, wait)| *wait >= Duration::from_millis(500));
        Progress { done: self.judged, total: self.total, waiting: long.take(MOST).collect() }
    }
}

/// The workers, and what they share.
struct Crew<'r> {
    state: Mutex<State>,
    wake: Condvar,
    options: &'r Options,
    clients: Clients<'r>,
    progress: &'r (dyn Fn(&Progress) + Sync),
}

impl<'r> Crew<'r> {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>) {
        let mut state = self.lock();
        loop {
            let started = Instant::now();
            if let Some((lane, errand, client)) = state.take(started, self) {
                self.call_another(&mut state, scope);
                drop(state);
                let (from, tries) = (origin(&errand), errand.tries());
                let outcome = match refuse(errand.url(), self.options) {
                    Some(refusal) => Err(Failure::Refused(refusal)),
                    None => client.ask(errand.method(), errand.url(), &errand.fragments()),
                };
                drop(client);
                state = self.lock();
                let ended = Instant::now();
                state.was_answered |= outcome.is_ok();
                let given_up = state.lanes[lane].end(&from, tries, &outcome);
                state.step(errand.next(outcome, self.options, now()), ended);
                for (errand, why) in given_up {
                    state.step(errand.give_up(&why), ended);
                }
                state.lanes[lane].rest();
                state.seat(lane, ended);
                (self.progress)(&state.progress(ended));
                self.wake_keeper(&state);
            } else if state.open == 0 || state.keeper.is_some() {
                state.workers -= 1;
                self.wake.notify_all();
                return;
            } else {
                state = self.keep_time(state, started);
            }
        }
    }

    /// Has another worker come, if there is work for one.
    fn call_another<'scope>(&'scope self, state: &mut State, scope: &'scope Scope<'scope, '_>) {
        if state.ready.is_empty() {
            return;
        }
        if state.keeper.is_some() {
            self.wake.notify_one();
        } else if state.workers < self.options.in_flight {
            let worker = Builder::new().stack_size(STACK).spawn_scoped(scope, || self.work(scope));
            state.workers += usize::from(worker.is_ok());
        }
    }

    /// The keeper sleeps until a time that may have come nearer.
    fn wake_keeper(&self, state: &State) {
        let Some(until) = state.keeper else { return };
        let is_nearer = match (state.next_time(), until) {
            (Some(next), Some(until)) => next < until,
            (Some(_), None) => true,
            (None, _) => false,
        };
        if is_nearer || state.open == 0 || !state.ready.is_empty() {
            self.wake.notify_one();
        }
    }

    fn keep_time<'s>(&'s self, mut state: MutexGuard<'s, State>, now: Instant) -> MutexGuard<'s, State> {
        let until = state.next_time();
        state.keeper = Some(until);
        (self.progress)(&state.progress(now));
        state = match until {
            Some(at) => {
                let time = at.saturating_duration_since(now);
                self.wake.wait_timeout(state, time).unwrap_or_else(PoisonError::into_inner).0
            }
            None => self.wake.wait(state).unwrap_or_else(PoisonError::into_inner),
        };
        state.keeper = None;
        state
    }
}
