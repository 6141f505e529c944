//! Servers that misbehave, and what is found of the addresses that lead to them.
//!
//! All is on the loopback interface: names lead there by a table. What is alive answers at once and has all the time
//! it needs; what never answers is the only thing that takes time. No test sleeps or looks at a clock.

#[path = "net/cache.rs"]
mod cache;
#[path = "net/manners.rs"]
mod manners;
mod server;
#[path = "net/table.rs"]
mod table;

use maquette::net::{LookupError, Names, Options, Roots, probe};
use maquette::outside::Judgement;
use server::tls::Certificates;
use server::{Script, Server};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// Every name leads to 127.0.0.1, but for those that say otherwise.
#[derive(Debug)]
pub(crate) struct Table;

impl Names for Table {
    fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, LookupError> {
        match name {
            "gone.test" => Err(LookupError::NoSuchName),
            "shaky.test" => Err(LookupError::Failed("the name could not be looked up".to_owned())),
            "metadata.test" => Ok(vec![IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254))]),
            _ => Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]),
        }
    }
}

/// Made once: keys take time.
static CERTIFICATES: LazyLock<Certificates> =
    LazyLock::new(|| Certificates::make(&["secure.test", "eu-west-1.console.aws.amazon.com", "plain.test"]));

/// How the servers of the tests are asked: in haste, but with time for those that answer.
pub(crate) fn options() -> Options {
    Options {
        connect_timeout: Duration::from_secs(4),
        timeout: Duration::from_secs(4),
        retries: 1,
        gap: Duration::ZERO,
        back_off: Duration::from_millis(1),
        longest_wait: Duration::from_secs(5),
        body_limit: 64 << 10,
        allow_private: true,
        names: Arc::new(Table),
        roots: Roots::Only(vec![CERTIFICATES.root()]),
        ..Options::default()
    }
}

/// What is found of some addresses.
pub(crate) fn judge<'a>(
    addresses: impl IntoIterator<Item = &'a str>,
    options: &Options,
) -> BTreeMap<String, Judgement> {
    let addresses: BTreeSet<String> = addresses.into_iter().map(str::to_owned).collect();
    probe(&addresses, options, &|_| {})
}

/// A server without encryption.
pub(crate) fn plain(choose: fn(&str) -> Option<Script>) -> Server {
    Server::start(choose)
}

/// One with it.
pub(crate) fn encrypted(choose: fn(&str) -> Option<Script>) -> Server {
    Server::start_tls(choose, &CERTIFICATES)
}
