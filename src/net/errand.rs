//! All it takes to judge an address, as a line of requests: each answer says what to ask next, and at last what is
//! found. Redirects, second tries, HEAD before GET, and the page to compare with are steps of one errand.
//!
//! Asks nobody and never waits: who runs errands does both. Nothing but the answers and `now` decides.

use super::Options;
use super::address::{self, Wanted};
use super::answer::{Answer, Failure, Method};
use super::judge::{self, Found};
use super::page::{Page, digest};
use super::retry_after::retry_after;
use crate::outside::{Judgement, Time, Verdict};
use std::collections::BTreeSet;
use std::time::Duration;
use url::Url;

/// Redirects that are followed.
const MOST_HOPS: usize = 10;

/// An address as it was named, and its fragment.
#[derive(Clone, Debug)]
struct Named {
    address: String,
    fragment: Option<String>,
}

/// The requests that judge all addresses which differ by nothing but their fragments.
#[derive(Clone, Debug)]
pub(super) struct Errand {
    named: Vec<Named>,
    /// What the addresses have in common.
    start: Url,
    /// What to ask next. Its fragment is one that a redirect gave.
    url: Url,
    method: Method,
    /// What was asked before, without fragments.
    visited: Vec<Url>,
    /// Where the redirects for good at the head of the chain lead.
    moved: Option<Url>,
    /// All redirects so far were for good.
    is_permanent: bool,
    sets_cookie: bool,
    tries: u32,
    /// Asks for a page that cannot exist, to compare others with.
    is_nowhere: bool,
}

/// What to do next.
#[derive(Debug)]
pub(super) enum Step {
    /// Ask [`Errand::url`].
    Ask(Errand),
    /// The same, after a while.
    Wait(Errand, Wait),
    /// Conclude with [`Errand::conclude`] once it is known what the server of [`Errand::url`] says of pages that cannot
    /// exist.
    Compare(Errand, Box<Answer>),
    /// All is found.
    Done(Vec<(String, Judgement)>),
    /// The errand was to this page, which cannot exist: what the server says of it, if it is a page.
    Nowhere(Url, Option<Box<Page>>),
}

/// How long to wait before the next try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Wait {
    /// At least.
    pub(super) time: Duration,
    /// The server asks everybody to wait, not only this errand.
    pub(super) is_for_host: bool,
}

impl Errand {
    /// The errand for addresses that differ by their fragments: each as it was named, and as it was read.
    pub(super) fn new(addresses: Vec<(String, Url)>) -> Option<Self> {
        let start = address::bare(&addresses.first()?.1);
        let named = addresses
            .into_iter()
            .map(|(address, url)| Named { address, fragment: url.fragment().map(str::to_owned) });
        Some(Self::to(start, named.collect(), false))
    }

    /// The errand to a page of the same server that cannot exist.
    pub(super) fn to_nowhere(&self) -> Self {
        Self::to(address::nowhere(&self.url), Vec::new(), true)
    }

    fn to(start: Url, named: Vec<Named>, is_nowhere: bool) -> Self {
        let method = first_method(&start);
        Self {
            named,
            url: start.clone(),
            start,
            method,
            visited: Vec::new(),
            moved: None,
            is_permanent: true,
            sets_cookie: false,
            tries: 0,
            is_nowhere,
        }
    }

    /// What to ask next.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// How to ask.
    pub(super) fn method(&self) -> Method {
        self.method
    }

    /// How many addresses it judges.
    pub(super) fn len(&self) -> usize {
        self.named.len()
    }

    /// How often a try was not the first.
    pub(super) fn tries(&self) -> u32 {
        self.tries
    }

    /// The ids to look for on the page.
    pub(super) fn fragments(&self) -> BTreeSet<String> {
        let reached = self.named.iter().map(|named| Self::with_fragment(&self.url, named));
        let names = reached.filter_map(|url| match address::wanted(&url) {
            Wanted::Element(fragment) => Some(judge::spellings(&fragment)),
            _ => None,
        });
        names.flatten().collect()
    }

    /// `url`, which redirects led to, as a browser reaches it: with the fragment of what was asked for, unless a
    /// redirect put another in its place.
    fn with_fragment(url: &Url, named: &Named) -> Url {
        let mut reached = url.clone();
        if reached.fragment().is_none() {
            reached.set_fragment(named.fragment.as_deref());
        }
        reached
    }

    /// Takes what came of the last request.
    pub(super) fn next(self, outcome: Result<Answer, Failure>, options: &Options, now: Time) -> Step {
        match outcome {
            Ok(answer) => self.answered(answer, options, now),
            Err(failure) => self.failed(&failure, options),
        }
    }

    /// Takes that the next request was not made, as it would not be answered; ends the errand.
    pub(super) fn give_up(self, why: &str) -> Step {
        self.found(&(Verdict::Unreachable, why.to_owned()))
    }

    fn failed(mut self, failure: &Failure, options: &Options) -> Step {
        let found = judge::failure(failure, self.visited.is_empty());
        let may_pass = matches!(failure, Failure::Silence(_) | Failure::Broken(_));
        // Some servers hang up on HEAD.
        self.method = Method::Get;
        if may_pass && self.tries < options.retries {
            let time = self.back_off(options);
            return self.later(Wait { time, is_for_host: false });
        }
        self.found(&found)
    }

    fn answered(mut self, answer: Answer, options: &Options, now: Time) -> Step {
        if options.accept.contains(&answer.status) {
            return self.ended(answer, options, now);
        }
        if matches!(answer.status, 301 | 302 | 303 | 307 | 308)
            && let Some(location) = &answer.location
        {
            return self.redirected(answer.status, location, answer.sets_cookie);
        }
        let is_there = (200..=299).contains(&answer.status);
        let is_busy = matches!(answer.status, 429 | 503);
        if self.method == Method::Head && (answer.is_html || !(is_there || is_busy)) {
            self.method = Method::Get;
            return Step::Ask(self);
        }
        self.ended(answer, options, now)
    }

    fn redirected(mut self, status: u16, location: &str, sets_cookie: bool) -> Step {
        self.sets_cookie |= sets_cookie;
        let Ok(mut target) = self.url.join(location) else {
            return self.found(&(Verdict::Unreachable, "redirects to what is no address".to_owned()));
        };
        if !matches!(target.scheme(), "http" | "https") {
            let reason = format!("redirects to an address of `{}:`", target.scheme());
            return self.found(&(Verdict::Unreachable, reason));
        }
        target = address::public(&target);
        if target.fragment().is_none() {
            target.set_fragment(self.url.fragment());
        }
        self.visited.push(address::bare(&self.url));
        let is_circle = self.visited.contains(&address::bare(&target));
        if is_circle || self.visited.len() > MOST_HOPS {
            let found = circle(is_circle, self.sets_cookie);
            return self.found(&found);
        }
        self.is_permanent &= matches!(status, 301 | 308);
        if self.is_permanent {
            self.moved = Some(target.clone());
        }
        self.method = first_method(&target);
        self.url = target;
        Step::Ask(self)
    }

    fn ended(mut self, answer: Answer, options: &Options, now: Time) -> Step {
        let found = judge::end(&answer, &self.start, &self.url, &options.accept);
        let is_torn = found.0 == Verdict::Alive
            && self
                .named
                .iter()
                .any(|named| self.fragment(&answer, named).is_some_and(|f| f.0 == Verdict::Unreachable));
        if self.tries < options.retries && (is_torn || judge::may_pass(&answer, &found)) {
            match self.wait(&answer, options, now) {
                Ok(wait) => return self.later(wait),
                Err(too_long) => {
                    let reason = format!("answers {} and asks to wait {}", answer.status, span(too_long));
                    return self.found(&(Verdict::Unreachable, reason));
                }
            }
        }
        if self.is_nowhere {
            return Step::Nowhere(self.start, judge::nowhere(&answer).map(Box::new));
        }
        if found.0 != Verdict::Alive {
            return self.found(&found);
        }
        if judge::is_suspect(&answer, &self.start, &self.url) && !options.accept.contains(&answer.status) {
            self.tries = 0;
            return Step::Compare(self, Box::new(answer));
        }
        Step::Done(self.conclude(&answer, None))
    }

    /// How long the server or good manners ask to wait; an error if that is longer than we do.
    fn wait(&self, answer: &Answer, options: &Options, now: Time) -> Result<Wait, Duration> {
        let asks_to_wait = matches!(answer.status, 429 | 503);
        let asked = answer.retry_after.as_deref().filter(|_| asks_to_wait);
        match asked.and_then(|text| retry_after(text, now)) {
            Some(time) if time > options.longest_wait => Err(time),
            Some(time) => Ok(Wait { time, is_for_host: true }),
            None => Ok(Wait { time: self.back_off(options), is_for_host: answer.status == 429 }),
        }
    }

    fn later(mut self, wait: Wait) -> Step {
        self.tries += 1;
        Step::Wait(self, wait)
    }

    /// Twice as long at each try, less up to a half that depends on the address, so that not all come back at once.
    fn back_off(&self, options: &Options) -> Duration {
        let longest = options.back_off.saturating_mul(1 << self.tries.min(16)).min(options.longest_wait);
        let jitter = digest(&format!("{} {}", self.start, self.tries)) % 512;
        longest.saturating_mul(1024 - u32::try_from(jitter).unwrap_or_default()) / 1024
    }

    /// What is found of each address at the end of the chain, which is there: `answer` is the last one, `nowhere` what
    /// the server says of pages that cannot exist.
    pub(super) fn conclude(&self, answer: &Answer, nowhere: Option<&Page>) -> Vec<(String, Judgement)> {
        if answer.page.as_ref().is_some_and(|page| judge::is_missing(page, nowhere)) {
            let reason = "answers as the server does for pages that do not exist".to_owned();
            return self.all(&(Verdict::Soft404, reason));
        }
        let there = (Verdict::Alive, format!("answers {}", answer.status));
        let found = |named: &Named| self.fragment(answer, named).unwrap_or_else(|| there.clone());
        self.named.iter().map(|named| self.moved(answer, named, found(named))).collect()
    }

    /// What the page says of the fragment of an address, unless a redirect put another in its place.
    fn fragment(&self, answer: &Answer, named: &Named) -> Option<Found> {
        if self.url.fragment().is_some() {
            return None;
        }
        judge::fragment(answer, &address::wanted(&Self::with_fragment(&self.url, named)))
    }

    /// What is found of an address whose chain ends at a page: where it has moved to, if it is there.
    fn moved(&self, answer: &Answer, named: &Named, found: Found) -> (String, Judgement) {
        let Some(moved) = self.moved.as_ref().filter(|_| found.0 == Verdict::Alive) else {
            return self.judgement(named, &found);
        };
        let (verdict, reason, target) = if address::is_signed(moved) {
            (Verdict::Alive, "moves to an address that is signed for one visit", None)
        } else {
            let mut target = moved.clone();
            let is_absent = |found: Found| found.0 != Verdict::Alive;
            // Whoever writes the new address would be told that it is dead.
            if target.fragment().is_some()
                && judge::fragment(answer, &address::wanted(&self.url)).is_some_and(is_absent)
            {
                target.set_fragment(None);
            } else {
                target = Self::with_fragment(&target, named);
            }
            (Verdict::Redirected, "has moved for good", Some(target.to_string()))
        };
        (named.address.clone(), Judgement { verdict, reason: reason.to_owned(), target })
    }

    fn found(self, found: &Found) -> Step {
        if self.is_nowhere { Step::Nowhere(self.start, None) } else { Step::Done(self.all(found)) }
    }

    fn all(&self, found: &Found) -> Vec<(String, Judgement)> {
        self.named.iter().map(|named| self.judgement(named, found)).collect()
    }

    fn judgement(&self, named: &Named, (verdict, reason): &Found) -> (String, Judgement) {
        let mut judgement = Judgement { verdict: *verdict, reason: reason.clone(), target: None };
        if !self.visited.is_empty() && !reason.starts_with("redirects") && *verdict != Verdict::Alive {
            judgement.reason = format!("leads to `{}`, which {reason}", short(&address::bare(&self.url)));
        }
        (named.address.clone(), judgement)
    }
}

fn first_method(url: &Url) -> Method {
    if address::is_download(url) { Method::Head } else { Method::Get }
}

fn circle(is_circle: bool, sets_cookie: bool) -> Found {
    match (is_circle, sets_cookie) {
        (_, true) => (Verdict::Blocked, "redirects in a circle, and asks for cookies".to_owned()),
        (true, false) => (Verdict::Unreachable, "redirects in a circle".to_owned()),
        (false, false) => (Verdict::Unreachable, format!("redirects more than {MOST_HOPS} times")),
    }
}

/// A time that a server asks for, as it is told: dates of servers may lie in any century.
fn span(time: Duration) -> String {
    match time.as_secs() {
        seconds @ ..=86_400 => format!("{seconds} s"),
        _ => "for more than a day".to_owned(),
    }
}

/// An address as it is told in a reason: those with a query are long, and what they hold may be meant for nobody else.
fn short(url: &Url) -> String {
    let mut short = url.clone();
    short.set_query(None);
    let text = short.to_string();
    match text.char_indices().nth(100) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errand(address: &str) -> Errand {
        Errand::new(vec![(address.to_owned(), Url::parse(address).unwrap())]).unwrap()
    }

    fn silent() -> Result<Answer, Failure> {
        Err(Failure::Silence("did not answer in time".to_owned()))
    }

    #[test]
    fn waits_double_and_differ_by_address_but_not_by_run() {
        let options = Options { retries: 9, ..Options::default() };
        let waits = |address: &str| {
            let mut errand = errand(address);
            let mut waits = Vec::new();
            while let Step::Wait(next, wait) = errand.next(silent(), &options, Time(0)) {
                waits.push(wait.time);
                errand = next;
            }
            waits
        };
        let (a, b) = (waits("http://example.org/a"), waits("http://example.org/b"));
        assert_eq!(a.len(), 9);
        assert_eq!(a, waits("http://example.org/a"));
        assert_ne!(a, b);
        for (number, wait) in a.iter().chain(&b).enumerate() {
            let whole = (options.back_off * (1 << (number % 9))).min(options.longest_wait);
            assert!(*wait <= whole && *wait >= whole / 2, "{wait:?} of {whole:?}");
        }
    }

    #[test]
    fn the_credentials_of_an_address_go_nowhere() {
        let errand = errand("http://user:hunter2@example.org/a#b");
        assert_eq!(errand.url().as_str(), "http://example.org/a");
        let moved = Answer {
            status: 301,
            location: Some("//u:hunter2@example.net/".to_owned()),
            ..Answer::default()
        };
        let Step::Ask(errand) = errand.next(Ok(moved), &Options::default(), Time(0)) else {
            panic!("it redirects")
        };
        let gone = Answer { status: 404, ..Answer::default() };
        let Step::Done(found) = errand.next(Ok(gone), &Options::default(), Time(0)) else {
            panic!("it ends")
        };
        assert!(!found[0].1.reason.contains("hunter2"), "{found:?}");
    }

    #[test]
    fn a_host_that_redirects_to_a_private_one_is_not_followed() {
        let hop = Answer { status: 302, location: Some("http://10.0.0.1/".to_owned()), ..Answer::default() };
        let Step::Ask(errand) = errand("http://example.org/").next(Ok(hop), &Options::default(), Time(0))
        else {
            panic!("it redirects")
        };
        let refused = Err(Failure::Refused(super::super::policy::Refusal::Private));
        let Step::Done(found) = errand.next(refused, &Options::default(), Time(0)) else { panic!("it ends") };
        assert_eq!(found[0].1.reason, "redirects to a private address");
    }
}
