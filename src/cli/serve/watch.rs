//! Waits until sources change, and says which.
//!
//! Hides how each system tells of changes, and that one save is several of them. Never reads a file, and never says of
//! the output folder, of hidden files or of what else stands around a project.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Config, ErrorKind, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::load::Changes;
use crate::source::Wanted;

/// How long nothing may happen before a change counts as whole: programs write a file in several steps.
const QUIET: Duration = Duration::from_millis(8);
/// How long changes are gathered at most, when they do not end.
const LONGEST: Duration = Duration::from_millis(250);
/// How often files are looked at where the system tells nothing.
const POLL: Duration = Duration::from_millis(500);

/// What is watched of a project.
pub(super) struct Watch {
    /// Without links and dots: what the system calls the project.
    root: PathBuf,
    watcher: Box<dyn Watcher + Send>,
    is_polling: bool,
    watched: BTreeSet<(PathBuf, bool)>,
    scope: Scope,
    sender: Sender<notify::Result<Event>>,
    told: Receiver<notify::Result<Event>>,
}

/// Which paths are sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Scope {
    /// All below these, but for what is hidden.
    folders: Vec<String>,
    files: Vec<String>,
}

/// Why the project is looked at again and again instead of waiting to be told; for people.
pub(super) type Instead = String;

impl Watch {
    /// Starts to watch the project in `root`. With `is_polling`, or where the system cannot, by looking again and again;
    /// then the reason is returned too, if it was not asked for.
    pub(super) fn new(
        root: &Path,
        wanted: Wanted,
        is_polling: bool,
    ) -> Result<(Self, Option<Instead>), notify::Error> {
        let root = root.canonicalize().map_err(notify::Error::io)?;
        let (sender, told) = channel();
        let (watcher, is_polling, mut instead) = watcher(&sender, is_polling)?;
        let (watched, scope) = (BTreeSet::new(), Scope::default());
        let mut watch = Watch { root, watcher, is_polling, watched, scope, sender, told };
        let (_, found) = watch.cover(wanted)?;
        instead = instead.or(found);
        Ok((watch, instead))
    }

    /// Watches what is wanted now. Folders that were not watched before are returned: what happened there until now
    /// nobody told.
    pub(super) fn cover(
        &mut self,
        wanted: Wanted,
    ) -> Result<(BTreeSet<String>, Option<Instead>), notify::Error> {
        self.scope = Scope {
            folders: vec![wanted.src, "locales".to_owned(), "themes".to_owned()],
            files: wanted.files.into_iter().chain(["book.toml".to_owned()]).collect(),
        };
        match self.adjust() {
            Err(error) if !self.is_polling => {
                let instead = self.poll(&error)?;
                Ok((self.adjust()?, Some(instead)))
            }
            adjusted => Ok((adjusted?, None)),
        }
    }

    /// Waits for a change of sources. Changes that come together are one. `Err` says that the system tells no more and
    /// files are looked at again and again from here on, for this reason.
    pub(super) fn next(&mut self) -> Result<Changes, Instead> {
        let mut changed = Changes::none();
        // The sender is ours too, so there is always one.
        while let Ok(told) = self.told.recv() {
            self.add(told, &mut changed)?;
            if changed != Changes::none() {
                break;
            }
        }
        let since = Instant::now();
        while since.elapsed() < LONGEST {
            match self.told.recv_timeout(QUIET) {
                Ok(told) => self.add(told, &mut changed)?,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        Ok(changed)
    }

    fn add(&mut self, told: notify::Result<Event>, changed: &mut Changes) -> Result<(), Instead> {
        match told {
            Ok(event) if event.need_rescan() => *changed = Changes::Unknown,
            Ok(event) if is_change(&event.kind) => {
                let Changes::Within(paths) = changed else { return Ok(()) };
                let parts = event.paths.iter().filter_map(|path| path.strip_prefix(&self.root).ok());
                paths.extend(parts.map(with_slashes).filter(|path| self.scope.has(path)));
            }
            Ok(_) => {}
            Err(error) if is_limit(&error) && !self.is_polling => {
                return Err(self.poll(&error).unwrap_or_else(|error| error.to_string()));
            }
            // A folder that went away while it was looked at, say. What is there is found out by reading.
            Err(_) => *changed = Changes::Unknown,
        }
        Ok(())
    }

    /// From here on, looks at the files again and again.
    fn poll(&mut self, error: &notify::Error) -> Result<Instead, notify::Error> {
        let (watcher, is_polling, _) = watcher(&self.sender, true)?;
        (self.watcher, self.is_polling) = (watcher, is_polling);
        self.watched.clear();
        let _ = self.adjust()?;
        Ok(reason(error))
    }

    fn adjust(&mut self) -> Result<BTreeSet<String>, notify::Error> {
        let mut wanted: BTreeSet<(PathBuf, bool)> = BTreeSet::from([(self.root.clone(), false)]);
        wanted.extend(self.scope.folders.iter().map(|folder| (self.root.join(folder), true)));
        let parents =
            self.scope.files.iter().filter_map(|file| Some(self.root.join(file).parent()?.to_owned()));
        wanted.extend(parents.map(|folder| (folder, false)));
        wanted.retain(|(folder, _)| folder.is_dir());
        // A folder within another that is watched as a whole needs nothing.
        let whole: Vec<PathBuf> =
            wanted.iter().filter(|(_, is_whole)| *is_whole).map(|(folder, _)| folder.clone()).collect();
        wanted.retain(|(folder, is_whole)| {
            !whole.iter().any(|other| folder.starts_with(other) && (folder != other || !is_whole))
        });
        // The system forgets folders that are removed, whatever we remember.
        self.watched.retain(|watched| wanted.contains(watched));
        let mut new = BTreeSet::new();
        for (folder, is_whole) in wanted {
            if self.watched.contains(&(folder.clone(), is_whole)) {
                continue;
            }
            let mode = if is_whole { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            match self.watcher.watch(&folder, mode) {
                Ok(()) => {}
                // Went away in the meantime, which is told of the folder that it was in.
                Err(_) if !folder.is_dir() => continue,
                Err(error) => return Err(error),
            }
            if let Ok(path) = folder.strip_prefix(&self.root) {
                new.insert(with_slashes(path));
            }
            self.watched.insert((folder, is_whole));
        }
        Ok(new)
    }
}

impl Scope {
    /// Whether a change of `path`, a file or a folder, can change what is read.
    fn has(&self, path: &str) -> bool {
        let is_file = self
            .files
            .iter()
            .any(|file| file == path || file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')));
        let is_below = |folder: &String| match path.strip_prefix(folder.as_str()) {
            Some("") => true,
            Some(rest) => rest.starts_with('/') && !rest.contains("/."),
            // The folder itself stands in one that came or went.
            None => folder.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')),
        };
        is_file || self.folders.iter().any(is_below)
    }
}

type Started = (Box<dyn Watcher + Send>, bool, Option<Instead>);

fn watcher(sender: &Sender<notify::Result<Event>>, is_polling: bool) -> Result<Started, notify::Error> {
    if !is_polling {
        match RecommendedWatcher::new(sender.clone(), Config::default()) {
            Ok(watcher) => return Ok((Box::new(watcher), false, None)),
            Err(error) => {
                let (watcher, is_polling, _) = self::watcher(sender, true)?;
                return Ok((watcher, is_polling, Some(reason(&error))));
            }
        }
    }
    let config = Config::default().with_poll_interval(POLL).with_compare_contents(true);
    Ok((Box::new(PollWatcher::new(sender.clone(), config)?), true, None))
}

fn reason(error: &notify::Error) -> Instead {
    match is_limit(error) {
        true => "the system watches no more files for this user (`fs.inotify.max_user_watches`)".to_owned(),
        false => format!("the system cannot watch the sources ({error})"),
    }
}

fn is_limit(error: &notify::Error) -> bool {
    // inotify: no space is no watch left, too many files is no instance left.
    const NO_SPACE: i32 = 28;
    const TOO_MANY_FILES: i32 = 24;
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => matches!(error.raw_os_error(), Some(NO_SPACE | TOO_MANY_FILES)),
        _ => false,
    }
}

/// Reading a file is told too, and is no change.
fn is_change(kind: &EventKind) -> bool {
    match kind {
        EventKind::Access(access) => *access == AccessKind::Close(AccessMode::Write),
        _ => true,
    }
}

fn with_slashes(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope() -> Scope {
        Scope {
            folders: ["content", "locales", "themes"].map(str::to_owned).into(),
            files: ["book.toml", ".maquette/links.json", "icons/a.json"].map(str::to_owned).into(),
        }
    }

    #[test]
    fn sources_are_told_apart_from_what_stands_around_them() {
        for source in [
            "book.toml",
            "content/en/a.md",
            "content",
            "themes/mine/assets/a.css",
            ".maquette/links.json",
            ".maquette",
            "icons/a.json",
            "icons",
        ] {
            assert!(scope().has(source), "{source}");
        }
        for other in [
            "book/index.html",
            "book",
            "contents/a.md",
            "content/en/.a.md.swp",
            "content/.git/x",
            ".git/index",
            ".maquette/other",
            "icons/b.json",
            "README.md",
            "target/debug/x",
            "",
        ] {
            assert!(!scope().has(other), "{other}");
        }
    }

    #[test]
    fn sources_in_a_deeper_folder_come_with_the_folders_above() {
        let scope = Scope { folders: vec!["docs/content".to_owned()], files: vec![] };
        assert!(scope.has("docs") && scope.has("docs/content/a") && !scope.has("docs/other"));
    }
}
