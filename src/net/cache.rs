//! The file that keeps what was found, and what it saves asking.
//!
//! Reads leniently: a file that is broken is empty, with a reason. Writes in one step: the file is at every moment
//! whole, old or new. Touches no file that is something else.

use super::{Options, Progress, probe, sort};
use crate::outside::cache::Cache;
use crate::outside::{Judgement, Time, Verdict, without_credentials};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What is asked, and what the cache answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// What was alive lately is not asked again.
    Use,
    /// All is asked.
    Refresh,
    /// Nothing is asked.
    CacheOnly,
}

/// What is known of an address at the end of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// What was found, now or earlier.
    pub judgement: Judgement,
    /// When it was found.
    pub checked: Time,
    /// Where it could not be reached now: when it was last seen alive, if that was lately.
    pub vouched_for: Option<Time>,
}

/// What became of `addresses`, each as it was given: from the cache, or from their servers, as `mode` has it. An
/// address that is not asked and that the cache does not know is absent. What was asked goes into the cache, where
/// addresses have no credentials; what was found more than `age` before `now` is asked again, and told only where nothing
/// is asked.
///
/// Alive, redirected and behind a sign-in is what the cache saves asking; all else is asked in each run. What is
/// excluded, or no address that can be asked, is so whatever the cache says, and is not kept.
pub fn judge(
    addresses: &BTreeSet<String>,
    cache: &mut Cache,
    mode: Mode,
    (now, age): (Time, Duration),
    options: &Options,
    progress: &(dyn Fn(&Progress) + Sync),
) -> BTreeMap<String, Outcome> {
    let mut outcomes = BTreeMap::new();
    let mut asked = BTreeSet::new();
    let mut known = Vec::new();
    for address in addresses {
        let is_known = match mode {
            Mode::Refresh => false,
            Mode::Use => cache.fresh(&without_credentials(address), now, age).is_some(),
            Mode::CacheOnly => true,
        };
        match sort(address, options) {
            Err(found) => {
                let judgement = super::judge::judgement(found);
                outcomes.insert(address.clone(), Outcome { judgement, checked: now, vouched_for: None });
            }
            Ok(_) if is_known => known.push(address),
            Ok(_) => {
                asked.insert(address.clone());
            }
        }
    }
    for address in known {
        if let Some(record) = cache.get(&without_credentials(address)) {
            let (judgement, checked) = (record.judgement.clone(), record.checked);
            let vouched_for = vouch(address, &judgement, cache, now, age);
            outcomes.insert(address.clone(), Outcome { judgement, checked, vouched_for });
        }
    }
    for (address, judgement) in probe(&asked, options, progress) {
        let vouched_for = vouch(&address, &judgement, cache, now, age);
        if judgement.verdict != Verdict::Excluded {
            cache.put(&without_credentials(&address), judgement.clone(), now);
        }
        outcomes.insert(address, Outcome { judgement, checked: now, vouched_for });
    }
    outcomes
}

fn vouch(address: &str, judgement: &Judgement, cache: &Cache, now: Time, age: Duration) -> Option<Time> {
    let is_unreachable = judgement.verdict == Verdict::Unreachable;
    cache.seen_alive(&without_credentials(address), now, age).filter(|_| is_unreachable)
}

/// What time it is.
pub fn now() -> Time {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Time(since.map_or(0, |since| since.as_secs()))
}

/// Why a cache could not be kept.
#[derive(Debug)]
pub struct CacheError {
    /// The file or folder.
    pub path: PathBuf,
    /// What went wrong.
    pub error: io::Error,
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write `{}`: {}", self.path.display(), self.error)
    }
}

impl std::error::Error for CacheError {}

/// The cache in `file`; empty where there is no such file, or it cannot be read, and then with a reason that continues
/// "`file` …".
pub fn read_cache(file: &Path) -> (Cache, Option<String>) {
    match read_regular(file) {
        Ok(bytes) => Cache::read(&String::from_utf8_lossy(&bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (Cache::default(), None),
        Err(error) => (Cache::default(), Some(format!("cannot be read: {error}"))),
    }
}

/// What a file holds. A pipe or a device might never end, and is not opened.
fn read_regular(file: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(file)?.is_file() {
        fs::read(file)
    } else {
        Err(io::Error::other("it is no regular file"))
    }
}

/// What to do about a file that is not ours.
const FOREIGN: &str =
    "it is there and is no cache of links; name another file as `cache` in `book.toml`, or remove it";

/// Writes the cache to `file`, whole or not at all, and makes the folders that it lies in. A file that holds the same
/// is not touched, and neither is one that is no cache.
///
/// # Errors
///
/// [`CacheError`] with the path, when the machine does not let us, or the file is something else.
pub fn write_cache(file: &Path, cache: &Cache) -> Result<(), CacheError> {
    let text = cache.write();
    let at = |path: &Path| {
        let path = path.to_owned();
        |error| CacheError { path, error }
    };
    match read_regular(file) {
        Ok(bytes) if bytes == text.as_bytes() => return Ok(()),
        Ok(bytes) if Cache::is_kept_in(&String::from_utf8_lossy(&bytes)) => {}
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
        Err(error) if file.is_file() => return Err(at(file)(error)),
        _ => return Err(at(file)(io::Error::other(FOREIGN))),
    }
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(at(folder))?;
    }
    // Two runs at the same time write two files, and one of them wins.
    let mut beside = file.as_os_str().to_owned();
    beside.push(format!(".{}.maquette-stage", std::process::id()));
    let beside = PathBuf::from(beside);
    let written = fs::write(&beside, &text).map_err(at(&beside));
    let moved = written.and_then(|()| fs::rename(&beside, file).map_err(at(file)));
    if moved.is_err() {
        // The error that counts is told; this file is nobody's.
        let _ = fs::remove_file(&beside);
    }
    moved
}
