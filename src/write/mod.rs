//! A site becomes a folder, in one step.
//!
//! * A **new folder** is written beside its place, as `.NAME.maquette-stage`, and renamed as a whole.
//! * In an **existing one**, the files that are new or differ are staged in `.maquette-work`, a journal says that all
//!   are there, then each is renamed over the old one. Unchanged files are not touched. Files of the last build
//!   that the site no longer has are removed last, then folders that leaves empty. Only a stray that stands in the
//!   way of a new file or folder goes first.
//!
//! So a file is at every moment whole, old or new. A build that fails before the journal leaves the last site as it
//! was; one that is killed after it is finished by the next, before anything else. `.maquette-site` records what
//! was written; what it does not name is the user's: never removed, never written over.
//!
//! Hides the disk. Never leaves the output folder but for the stage and its lock beside a new one, never follows a
//! link found inside, never waits for another build, and never asks for data to reach the platter: safe against a
//! kill, not against power failing.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the door through which the site goes out"
)]

mod disk;
mod error;
mod lock;
mod moves;
mod place;
mod record;
mod stage;
mod survey;

pub use error::{NotASite, WriteError};

use crate::site::Site;
use lock::Lock;
use moves::Work;
use place::{RECORD, WORK};
use record::Record;
use stage::Content;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use survey::{Change, Survey};

/// The name of the lock file in the work folder.
const LOCK: &str = "lock";

/// What a build did to the files of the output folder. What it finished for an earlier, killed build is not counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Written {
    /// Files that were not there.
    pub created: usize,
    /// Files that held something else.
    pub updated: usize,
    /// Files that held the same bytes, and were not touched.
    pub unchanged: usize,
    /// Files of the last build that the site no longer has.
    pub removed: usize,
}

/// What is about to be done, in this order. Between two steps a kill is as harmless as anywhere else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step<'a> {
    /// Write so many files aside.
    Stage(usize),
    /// Declare them complete: from here on, the next run finishes.
    Commit,
    /// Remove a file of the last site that stands where the new one has a folder, or the reverse.
    Clear(&'a str),
    /// Make a folder.
    Folder(&'a str),
    /// Move a staged file in place.
    Move(&'a str),
    /// Remove a file that the site no longer has.
    Remove(&'a str),
    /// Say that the site is in place.
    Record,
    /// Move a whole new folder in place, instead of all the steps between the first and the last.
    Swap,
    /// Remove what was needed for the work.
    Clean,
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Stage(count) => write!(f, "writing {count} files aside"),
            Step::Commit => f.write_str("all files are there"),
            Step::Clear(path) => write!(f, "clearing the way of `{path}`"),
            Step::Folder(path) => write!(f, "making the folder `{path}`"),
            Step::Move(path) => write!(f, "moving `{path}` in place"),
            Step::Remove(path) => write!(f, "removing `{path}`"),
            Step::Record => f.write_str("the site is in place"),
            Step::Swap => f.write_str("moving the whole folder in place"),
            Step::Clean => f.write_str("cleaning up"),
        }
    }
}

/// Told before each step; says whether to go on.
type Watch<'a> = dyn FnMut(Step<'_>) -> ControlFlow<()> + 'a;

fn tell(watch: &mut Watch<'_>, step: Step<'_>) -> Result<(), WriteError> {
    match watch(step) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(WriteError::Stopped),
    }
}

/// Makes the folder `out` hold `site`, and reports what that took. `out` is made with the folders above it when it is
/// missing; it may be a link to a folder.
///
/// # Errors
///
/// [`WriteError::NotASite`], [`WriteError::BadPath`], [`WriteError::Conflict`] and [`WriteError::Busy`] before
/// anything in `out` changes; [`WriteError::BadRecord`] when `out` was written by another version; and
/// [`WriteError::Io`] with its path. After an error that comes once files are moving, the next call finishes.
pub fn write(site: &Site, out: &Path) -> Result<Written, WriteError> {
    write_watched(site, out, &mut |_| ControlFlow::Continue(()))
}

/// As [`write()`], telling `watch` of each step before it is taken: to show progress, or to stop there with
/// [`WriteError::Stopped`], which leaves everything exactly as a kill at that point would.
///
/// # Errors
///
/// Those of [`write()`], and [`WriteError::Stopped`].
pub fn write_watched(
    site: &Site,
    out: &Path,
    watch: &mut dyn FnMut(Step<'_>) -> ControlFlow<()>,
) -> Result<Written, WriteError> {
    let files: Vec<Content<'_>> =
        site.files().iter().map(|(path, content)| (path.as_str(), content.as_ref())).collect();
    check_paths(site, &files)?;
    if !is_there(out)? && write_new(&files, out, watch)? {
        return Ok(Written { created: files.len(), ..Written::default() });
    }
    sweep_beside(out)?;
    update(&files, out, watch)
}

/// Writes one file: whole, or not at all where another stands. What is no ordinary file, such as a pipe, is written
/// into.
///
/// # Errors
///
/// [`WriteError::Io`] with the path.
pub fn write_file(file: &Path, content: &[u8]) -> Result<(), WriteError> {
    let is_special = fs::metadata(file).is_ok_and(|meta| !meta.is_file());
    if is_special {
        return fs::write(file, content).map_err(WriteError::at(file));
    }
    let mut beside = file.as_os_str().to_owned();
    beside.push(".maquette-stage");
    let beside = PathBuf::from(beside);
    fs::write(&beside, content).map_err(WriteError::at(&beside))?;
    disk::rename(&beside, file)
}

/// That every path stays inside, and none is both a file and a folder.
fn check_paths(site: &Site, files: &[Content<'_>]) -> Result<(), WriteError> {
    files.iter().try_for_each(|(path, _)| place::check(path))?;
    for folder in place::all_folders(files.iter().map(|&(path, _)| path)) {
        if site.files().contains_key(folder) {
            return Err(WriteError::BadPath {
                path: folder.to_owned(),
                fault: "is both a file and a folder",
            });
        }
    }
    Ok(())
}

/// Whether `out` is a folder, by itself or as a link to one. Fails if it is anything else.
fn is_there(out: &Path) -> Result<bool, WriteError> {
    match fs::metadata(out) {
        Ok(meta) if meta.is_dir() => Ok(true),
        Ok(_) => Err(WriteError::not_a_site(out, NotASite::NotAFolder)),
        // A link to nowhere: what it means to lead to is not ours to make.
        Err(_) if disk::look(out)?.is_some() => Err(WriteError::not_a_site(out, NotASite::NotAFolder)),
        // `missing/..` has no name to stage beside.
        Err(error) if error.kind() == ErrorKind::NotFound && out.file_name().is_some() => Ok(false),
        Err(error) => Err(WriteError::at(out)(error)),
    }
}

/// Where a new folder is staged, and its lock file: in the folder that `out` lies in.
struct Beside {
    parent: PathBuf,
    stage: PathBuf,
    lock: OsString,
}

impl Beside {
    /// `None` for a path without a name, such as `..`.
    fn of(out: &Path) -> Option<Self> {
        let name = out.file_name()?;
        let parent = out.parent().unwrap_or(Path::new("")).to_path_buf();
        let own = |what: &str| {
            let mut own = OsString::from(".");
            own.push(name);
            own.push(what);
            own
        };
        let stage = parent.join(own(".maquette-stage"));
        Some(Beside { parent, stage, lock: own(".maquette-lock") })
    }

    fn lock(&self, out: &Path) -> Result<Lock, WriteError> {
        Lock::take(&self.parent, &self.lock, out)
    }
}

/// Writes a folder that was not there. `false` if another build made it meanwhile.
fn write_new(files: &[Content<'_>], out: &Path, watch: &mut Watch<'_>) -> Result<bool, WriteError> {
    let beside = Beside::of(out).expect("`is_there` refuses a missing path without a name");
    let lock = beside.lock(out)?;
    if disk::look(out)?.is_some() {
        lock.release();
        return Ok(false);
    }
    let written = stage_and_swap(files, &beside.stage, out, watch);
    match written {
        Err(WriteError::Stopped) => {}
        Err(_) => {
            // The first error is the one to tell; what stays is removed by the next run.
            let _ = disk::remove_tree(&beside.stage);
            lock.release();
        }
        Ok(()) => lock.release(),
    }
    written.map(|()| true)
}

fn stage_and_swap(
    files: &[Content<'_>],
    folder: &Path,
    out: &Path,
    watch: &mut Watch<'_>,
) -> Result<(), WriteError> {
    disk::remove_tree(folder)?;
    tell(watch, Step::Stage(files.len()))?;
    stage::stage(folder, files)?;
    let record = Record::new(files.iter().map(|&(path, _)| path));
    disk::create(&folder.join(RECORD), record.text().as_bytes())?;
    tell(watch, Step::Swap)?;
    disk::rename(folder, out)?;
    tell(watch, Step::Clean)
}

/// Removes what a killed build of a new folder left beside `out`, which was made otherwise since.
fn sweep_beside(out: &Path) -> Result<(), WriteError> {
    let Some(beside) = Beside::of(out) else { return Ok(()) };
    if disk::look(&beside.stage)?.is_none() && disk::look(&beside.parent.join(&beside.lock))?.is_none() {
        return Ok(());
    }
    let lock = beside.lock(out)?;
    disk::remove_tree(&beside.stage)?;
    lock.release();
    Ok(())
}

/// Brings the folder `out` up to date.
fn update(files: &[Content<'_>], out: &Path, watch: &mut Watch<'_>) -> Result<Written, WriteError> {
    let folder = out.join(WORK);
    match disk::look(&folder)? {
        // Before a work folder is made, so that a refused folder stays as it was. Where one is there, a build may be
        // moving files in: only under its lock can we tell whose they are.
        None => check_is_site(out)?,
        Some(meta) if meta.is_dir() => {}
        Some(_) => return Err(WriteError::conflict(&folder)),
    }
    let lock = Lock::take(&folder, LOCK, out)?;
    let work = Work::new(out);
    let written = update_locked(files, out, &work, watch);
    let stopped = matches!(written, Err(WriteError::Stopped));
    if !stopped && !work.is_committed() {
        let forgotten = work.forget();
        lock.release();
        work.close();
        // The first error is the one to tell.
        return written.and_then(|written| forgotten.map(|()| written));
    }
    written
}

fn update_locked(
    files: &[Content<'_>],
    out: &Path,
    work: &Work<'_>,
    watch: &mut Watch<'_>,
) -> Result<Written, WriteError> {
    work.recover(watch)?;
    check_is_site(out)?;
    let recorded = Record::read(&out.join(RECORD))?;
    let next = Record::new(files.iter().map(|&(path, _)| path));
    let is_recorded = recorded.as_ref() == Some(&next);
    let old = recorded.unwrap_or_default();
    let changes = Survey::new(out, &old, &next)?.compare(files)?;
    let count = |change| changes.iter().filter(|&&other| other == change).count();
    let mut written = Written {
        created: count(Change::Created),
        updated: count(Change::Updated),
        unchanged: count(Change::Unchanged),
        removed: 0,
    };
    if written.unchanged < files.len() || !is_recorded {
        let changed = files.iter().zip(&changes).filter(|(_, change)| **change != Change::Unchanged);
        let changed: Vec<Content<'_>> = changed.map(|(&file, _)| file).collect();
        written.removed = work.replace(&old, &next, &changed, watch)?;
    }
    Ok(written)
}

/// That `out` is a site of ours or an empty folder.
fn check_is_site(out: &Path) -> Result<(), WriteError> {
    let refuse = |reason| Err(WriteError::not_a_site(out, reason));
    if fs::canonicalize(out).map_err(WriteError::at(out))?.parent().is_none() {
        return refuse(NotASite::Root);
    }
    let record = out.join(RECORD);
    let manifest = "book.toml";
    if disk::look(&out.join(manifest))?.is_some() {
        // A site may have a file of that name; then we wrote it.
        let recorded = Record::read(&record)?;
        if !recorded.is_some_and(|recorded| recorded.contains(manifest)) {
            return refuse(NotASite::Project);
        }
    }
    if disk::look(&record)?.is_none() && !is_empty(out)? {
        return refuse(NotASite::Unrecorded);
    }
    Ok(())
}

/// Whether `out` holds nothing but our work folder.
fn is_empty(out: &Path) -> Result<bool, WriteError> {
    for entry in fs::read_dir(out).map_err(WriteError::at(out))? {
        if entry.map_err(WriteError::at(out))?.file_name() != WORK {
            return Ok(false);
        }
    }
    Ok(true)
}
