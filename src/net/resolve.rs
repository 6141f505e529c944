//! Names become addresses of the internet: looked up once in a run, checked, and kept.
//!
//! What was checked is what is connected to: no name is looked up a second time, so that an answer cannot turn into a
//! private address between the check and the connection.

use super::policy::{self, Refusal};
use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Whoever knows the addresses of names.
pub trait Names: fmt::Debug + Send + Sync {
    /// All addresses of a name, in the order to try them.
    ///
    /// # Errors
    ///
    /// Says whether the name does not exist, or nobody could tell.
    fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, LookupError>;
}

/// Why a name has no address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LookupError {
    /// There is no such name, or it has no addresses.
    NoSuchName,
    /// Nobody could tell; a few lower-case words that say why.
    Failed(String),
}

/// The resolver of the operating system.
#[derive(Clone, Copy, Debug)]
pub struct SystemNames;

impl Names for SystemNames {
    fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, LookupError> {
        match (name, 0).to_socket_addrs() {
            Ok(found) => Ok(found.map(|address| address.ip()).collect()),
            Err(error) => Err(classify(error.raw_os_error(), &error.to_string())),
        }
    }
}

/// What the systems that Rust runs on say of a name that does not exist: glibc, musl, BSD and macOS. Their texts are
/// all there is, as the code is not passed on; a C library translates them only for programs that ask it to.
const NO_SUCH_NAME: [&str; 6] = [
    "Name or service not known",
    "No address associated with",
    "Name does not resolve",
    "Name has no usable address",
    "nodename nor servname provided",
    "no address associated with name",
];

/// The codes of Windows for the same: host not found, and no data.
const NO_SUCH_NAME_CODES: [i32; 2] = [11_001, 11_004];

fn classify(code: Option<i32>, text: &str) -> LookupError {
    let is_absent = NO_SUCH_NAME.iter().any(|said| text.contains(said))
        || code.is_some_and(|code| NO_SUCH_NAME_CODES.contains(&code));
    if is_absent {
        LookupError::NoSuchName
    } else {
        LookupError::Failed("the name could not be looked up".to_owned())
    }
}

/// Why a name leads nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Nowhere {
    /// It has no addresses, or nobody could tell.
    Unknown(LookupError),
    /// It has none that may be asked.
    Refused(Refusal),
}

impl fmt::Display for Nowhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Nowhere {}

/// What is known of one name; whoever looks it up holds it, and others wait.
type Entry = Arc<Mutex<Option<Result<Vec<IpAddr>, Nowhere>>>>;

/// The names of a run.
#[derive(Debug)]
pub(super) struct Lookups {
    names: Arc<dyn Names>,
    allow_private: bool,
    timeout: Duration,
    known: Mutex<BTreeMap<String, Entry>>,
    found: AtomicUsize,
    missing: AtomicUsize,
}

impl Lookups {
    /// No name is known yet. A lookup that takes longer than `timeout` has failed.
    pub(super) fn new(names: Arc<dyn Names>, allow_private: bool, timeout: Duration) -> Self {
        let (found, missing) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { names, allow_private, timeout, known: Mutex::default(), found, missing }
    }

    /// Whether names were looked up, and not one of them has an address: the machine is offline, as far as can be seen.
    pub(super) fn all_failed(&self) -> bool {
        self.found.load(Ordering::Relaxed) == 0 && self.missing.load(Ordering::Relaxed) > 0
    }

    /// The addresses of `host`, a name or a number, that may be asked.
    fn get(&self, host: &str) -> Result<Vec<IpAddr>, Nowhere> {
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        if let Ok(ip) = bare.parse() {
            return self.checked(vec![ip]);
        }
        let entry = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(host.to_ascii_lowercase()).or_default())
        };
        let mut entry = entry.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*entry {
            return known.clone();
        }
        let found = self.look_up(host);
        // What nobody could tell may be told at the next try.
        if !matches!(found, Err(Nowhere::Unknown(LookupError::Failed(_)))) {
            *entry = Some(found.clone());
        }
        found
    }

    fn look_up(&self, host: &str) -> Result<Vec<IpAddr>, Nowhere> {
        let mut found = self.look_up_once(host);
        if found == Err(LookupError::NoSuchName) {
            // A resolver in trouble says so too, now and then.
            found = self.look_up_once(host);
        }
        match found {
            Ok(found) => {
                self.found.fetch_add(1, Ordering::Relaxed);
                self.checked(found)
            }
            Err(error) => {
                self.missing.fetch_add(1, Ordering::Relaxed);
                Err(Nowhere::Unknown(error))
            }
        }
    }

    /// The system offers no limit, so the lookup has a thread of its own, which is left behind when it takes too long.
    fn look_up_once(&self, host: &str) -> Result<Vec<IpAddr>, LookupError> {
        let (tell, told) = mpsc::sync_channel(1);
        let (names, name) = (Arc::clone(&self.names), host.to_owned());
        let started = thread::Builder::new().stack_size(256 << 10).spawn(move || {
            // Nobody listens any more once it took too long.
            let _ = tell.send(names.look_up(&name));
        });
        if started.is_err() {
            return Err(LookupError::Failed("no thread could be started".to_owned()));
        }
        match told.recv_timeout(self.timeout) {
            Ok(Ok(found)) if found.is_empty() => Err(LookupError::NoSuchName),
            Ok(found) => found,
            Err(RecvTimeoutError::Timeout) => {
                Err(LookupError::Failed("the name took too long to look up".to_owned()))
            }
            Err(RecvTimeoutError::Disconnected) => {
                Err(LookupError::Failed("the name could not be looked up".to_owned()))
            }
        }
    }

    fn checked(&self, found: Vec<IpAddr>) -> Result<Vec<IpAddr>, Nowhere> {
        let mut refusal = Refusal::Private;
        let mut may_be_asked = Vec::new();
        for ip in found {
            match policy::refuse_ip(ip, self.allow_private) {
                None => may_be_asked.push(ip),
                Some(reason) => refusal = reason,
            }
        }
        if may_be_asked.is_empty() { Err(Nowhere::Refused(refusal)) } else { Ok(may_be_asked) }
    }

    /// The addresses of the proxy itself, which the owner of the machine has chosen: they may be private.
    fn proxy(&self, host: &str) -> Result<Vec<IpAddr>, Nowhere> {
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        if let Ok(ip) = bare.parse() {
            return Ok(vec![ip]);
        }
        self.look_up_once(host).map_err(|error| match error {
            LookupError::NoSuchName => {
                Nowhere::Unknown(LookupError::Failed("the proxy's name does not exist".to_owned()))
            }
            failed => Nowhere::Unknown(failed),
        })
    }
}

/// How many addresses of one name are tried.
const MOST: usize = 16;

/// The names of a run, as the client asks for them.
#[derive(Clone, Debug)]
pub(super) struct Checked(pub(super) Arc<Lookups>);

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        _timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().unwrap_or_default();
        let is_proxy = config.proxy().is_some_and(|proxy| proxy.uri() == uri);
        let found = if is_proxy { self.0.proxy(host) } else { self.0.get(host) };
        let found = found.map_err(|nowhere| ureq::Error::Other(Box::new(nowhere)))?;
        let port = uri.port_u16().unwrap_or(match uri.scheme_str() {
            Some("https") => 443,
            Some(scheme) if scheme.starts_with("socks") => 1080,
            _ => 80,
        });
        let mut addresses = self.empty();
        for ip in found.into_iter().take(MOST) {
            addresses.push(SocketAddr::new(ip, port));
        }
        Ok(addresses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers in order, and the last one for ever.
    #[derive(Debug)]
    struct Script(Mutex<Vec<Result<Vec<IpAddr>, LookupError>>>);

    impl Names for Script {
        fn look_up(&self, _: &str) -> Result<Vec<IpAddr>, LookupError> {
            let mut answers = self.0.lock().unwrap();
            if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() }
        }
    }

    fn lookups(answers: Vec<Result<Vec<IpAddr>, LookupError>>) -> Lookups {
        Lookups::new(Arc::new(Script(Mutex::new(answers))), false, Duration::from_secs(60))
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn failed() -> Result<Vec<IpAddr>, LookupError> {
        Err(LookupError::Failed("no".to_owned()))
    }

    #[test]
    fn private_answers_are_left_out() {
        let mixed = lookups(vec![Ok(vec![ip("10.0.0.1"), ip("1.1.1.1"), ip("::1")])]);
        assert_eq!(mixed.get("example.org"), Ok(vec![ip("1.1.1.1")]));
        let private = lookups(vec![Ok(vec![ip("10.0.0.1")])]);
        assert_eq!(private.get("example.org"), Err(Nowhere::Refused(Refusal::Private)));
        let metadata = lookups(vec![Ok(vec![ip("169.254.169.254")])]);
        assert_eq!(metadata.get("example.org"), Err(Nowhere::Refused(Refusal::Metadata)));
    }

    #[test]
    fn an_answer_cannot_turn_private_later() {
        let turning = lookups(vec![Ok(vec![ip("1.1.1.1")]), Ok(vec![ip("127.0.0.1")])]);
        assert_eq!(turning.get("example.org"), Ok(vec![ip("1.1.1.1")]));
        assert_eq!(turning.get("Example.ORG"), Ok(vec![ip("1.1.1.1")]));
    }

    #[test]
    fn that_a_name_does_not_exist_is_asked_twice() {
        let absent = Err(LookupError::NoSuchName);
        let once = lookups(vec![absent.clone(), Ok(vec![ip("1.1.1.1")])]);
        assert_eq!(once.get("example.org"), Ok(vec![ip("1.1.1.1")]));
        let gone = lookups(vec![absent]);
        assert_eq!(gone.get("example.org"), Err(Nowhere::Unknown(LookupError::NoSuchName)));
        assert!(gone.all_failed());
    }

    #[test]
    fn what_nobody_could_tell_is_asked_again() {
        let shaky = lookups(vec![failed(), Ok(vec![ip("1.1.1.1")])]);
        assert!(shaky.get("example.org").is_err());
        assert_eq!(shaky.get("example.org"), Ok(vec![ip("1.1.1.1")]));
        assert!(!shaky.all_failed());
    }

    #[test]
    fn numbers_are_checked_without_a_lookup() {
        let never = lookups(vec![failed()]);
        assert_eq!(never.get("[::1]"), Err(Nowhere::Refused(Refusal::Private)));
        assert_eq!(never.get("1.1.1.1"), Ok(vec![ip("1.1.1.1")]));
        assert!(!never.all_failed());
    }

    #[test]
    fn what_systems_say_of_missing_names_is_understood() {
        let glibc = "failed to lookup address information: Name or service not known";
        assert_eq!(classify(None, glibc), LookupError::NoSuchName);
        assert_eq!(
            classify(Some(11_001), "No such host is known. (os error 11001)"),
            LookupError::NoSuchName
        );
        let again = "failed to lookup address information: Temporary failure in name resolution";
        assert!(matches!(classify(None, again), LookupError::Failed(_)));
        assert!(matches!(classify(Some(11_002), "try again"), LookupError::Failed(_)));
    }
}
