//! Addresses outside of the site are asked, and judged by what their servers say.
//!
//! * `address`, `policy`, `retry_after`, `phrases`, `page` and `judge` are pure: what an address, a host, a header, a
//!   page and an answer mean. `errand` joins them: a line of requests that ends in a judgement.
//! * `resolve`, `proxy` and `client` make one request; `lane` and `schedule` decide when, so that no host is asked too
//!   much, and one that is slow holds up no other.
//! * `cache` is the file that keeps what was found.
//!
//! Hides the network, the clock and the threads. Knows no model and no diagnostics, and never fails: what cannot be
//! found out is [`Verdict::Unreachable`].

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the door to the network, and to the file that keeps what was found there"
)]

mod address;
mod answer;
mod cache;
mod client;
mod errand;
mod judge;
mod lane;
mod page;
mod phrases;
mod policy;
mod proxy;
mod resolve;
mod retry_after;
mod schedule;

pub use cache::{CacheError, Mode, Outcome, judge, now, read_cache, write_cache};
pub use client::Roots;
pub use proxy::Proxies;
pub use resolve::{LookupError, Names, SystemNames};

use crate::outside::{Judgement, Verdict};
use errand::Errand;
use page::digest;
use policy::Refusal;
use regex::Regex;
use resolve::Lookups;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// How servers are asked.
#[derive(Clone)]
pub struct Options {
    /// Statuses that count as alive besides 200 to 299. None by default.
    pub accept: Vec<u16>,
    /// Addresses that are left alone. None by default.
    pub exclude: Vec<Regex>,
    /// How long a connection may take to be made, encryption included; 5 s.
    pub connect_timeout: Duration,
    /// How long one answer may take in all, connection and body included; 10 s.
    pub timeout: Duration,
    /// How often a request is repeated that got no usable answer; 2.
    pub retries: u32,
    /// Requests to one host at the same time, or no limit; 2.
    pub per_host: Option<usize>,
    /// Requests in all at the same time, at least one; 64.
    pub in_flight: usize,
    /// The least time between the starts of two requests to a host; 50 ms.
    pub gap: Duration,
    /// How long to wait before the first repetition, doubled for each; 1 s.
    pub back_off: Duration,
    /// The longest wait between two requests that a server or doubling may ask for; 60 s.
    pub longest_wait: Duration,
    /// How much is read of a page, in bytes after decompression; 2 MiB.
    pub body_limit: u64,
    /// Whether loopback, private and link-local addresses are asked; not by default. The metadata of clouds never are.
    pub allow_private: bool,
    /// Who knows the addresses of names; the operating system.
    pub names: Arc<dyn Names>,
    /// Who is trusted to say who a server is; whom the operating system trusts.
    pub roots: Roots,
    /// The proxies of the machine; none.
    pub proxies: Proxies,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            accept: Vec::new(),
            exclude: Vec::new(),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(10),
            retries: 2,
            per_host: Some(2),
            in_flight: 64,
            gap: Duration::from_millis(50),
            back_off: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
            body_limit: 2 << 20,
            allow_private: false,
            names: Arc::new(SystemNames),
            roots: Roots::default(),
            proxies: Proxies::default(),
        }
    }
}

/// How far a run is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Addresses that are judged.
    pub done: usize,
    /// Addresses in all.
    pub total: usize,
    /// Hosts that make us wait, and for how long from now on; a few, the longest wait first.
    pub waiting: Vec<(String, Duration)>,
}

/// Asks the servers of `addresses`, and judges each of those. Addresses that differ by their fragments are asked once.
/// `progress` is told each time something changes, from any thread, by one at a time; it should be quick.
pub fn probe(
    addresses: &BTreeSet<String>,
    options: &Options,
    progress: &(dyn Fn(&Progress) + Sync),
) -> BTreeMap<String, Judgement> {
    let mut judgements = BTreeMap::new();
    let mut groups: BTreeMap<Url, Vec<(String, Url)>> = BTreeMap::new();
    for address in addresses {
        match sort(address, options) {
            Ok(url) => groups.entry(address::bare(&url)).or_default().push((address.clone(), url)),
            Err(found) => {
                judgements.insert(address.clone(), judge::judgement(found));
            }
        }
    }
    let errands: Vec<Errand> = groups.into_values().filter_map(Errand::new).collect();
    let lookups =
        Arc::new(Lookups::new(Arc::clone(&options.names), options.allow_private, options.connect_timeout));
    let asked = schedule::run(errands, judgements.len(), options, &lookups, progress);
    judgements.extend(asked.judgements);
    if lookups.all_failed() && !asked.was_answered {
        judgements.values_mut().for_each(doubt);
    }
    judgements
}

/// An address that is to be asked, or what is found of it without that.
fn sort(address: &str, options: &Options) -> Result<Url, judge::Found> {
    if options.exclude.iter().any(|pattern| pattern.is_match(address)) {
        return Err((Verdict::Excluded, "is excluded by the project".to_owned()));
    }
    let Ok(url) = Url::parse(address) else { return Err((Verdict::Dead, "is no valid address".to_owned())) };
    if !matches!(url.scheme(), "http" | "https") {
        return Err((Verdict::Excluded, format!("is an address of `{}:`, which is not asked", url.scheme())));
    }
    match refuse(&url, options) {
        Some(refusal) => Err(judge::failure(&answer::Failure::Refused(refusal), true)),
        None => Ok(url),
    }
}

/// Why the host of `url` is not asked, if so, as far as its name or number says.
fn refuse(url: &Url, options: &Options) -> Option<Refusal> {
    policy::refuse(&url.host()?, options.allow_private)
}

/// Where no name at all has an address, the machine is offline, and names say nothing about addresses.
fn doubt(judgement: &mut Judgement) {
    if judgement.verdict == Verdict::Dead && judgement.reason == judge::NO_SUCH_HOST {
        judgement.verdict = Verdict::Unreachable;
        judgement.reason =
            "has a host that could not be looked up, as no other could: is this machine offline?".to_owned();
    }
}
