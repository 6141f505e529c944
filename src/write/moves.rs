//! From staged to in place: the part of a build that must survive a kill.
//!
//! The work folder holds the staged files and the *journal*, which is the record that will hold when all is done.
//! What is left to do follows from the journal, the record and the files still staged, so doing it again after a kill
//! does the rest, and the very last act, which makes the journal the record, ends it. Never compares contents.

use super::disk;
use super::error::WriteError;
use super::place::{self, RECORD, WORK};
use super::record::{self, Record};
use super::stage;
use super::survey::Survey;
use super::{Step, Watch, tell};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The files of a build at work, below [`WORK`].
pub(super) struct Work<'a> {
    /// The output folder.
    root: &'a Path,
    folder: PathBuf,
}

impl<'a> Work<'a> {
    pub(super) fn new(root: &'a Path) -> Self {
        Work { root, folder: root.join(WORK) }
    }

    fn staged(&self) -> PathBuf {
        self.folder.join("staged")
    }

    fn journal(&self) -> PathBuf {
        self.folder.join("journal")
    }

    /// The journal while it is being written: not one yet.
    fn draft(&self) -> PathBuf {
        self.folder.join("journal.part")
    }

    fn record(&self) -> PathBuf {
        self.root.join(RECORD)
    }

    /// Ends what an earlier build left: one that was moving is finished, one that was staging is forgotten.
    ///
    /// Finishing comes first, rather than writing over: should this build fail, the folder holds one site and not
    /// halves of two.
    pub(super) fn recover(&self, watch: &mut Watch<'_>) -> Result<(), WriteError> {
        if let Some(next) = Record::read(&self.journal())? {
            let old = Record::read(&self.record())?.unwrap_or_default();
            let staged = self.still_staged()?;
            let moves: Vec<&str> = next.paths().filter(|&path| staged.contains(path)).collect();
            let survey = Survey::new(self.root, &old, &next)?;
            moves.iter().try_for_each(|path| survey.is_free(path))?;
            self.finish(&old, &next, moves, watch)?;
        }
        self.forget()
    }

    fn still_staged(&self) -> Result<BTreeSet<String>, WriteError> {
        let staged = self.staged();
        if !disk::is_folder(&staged)? {
            return Ok(BTreeSet::new());
        }
        let files = disk::walk(&staged)?.into_iter().filter(|entry| !entry.is_folder);
        Ok(files.map(|entry| entry.path).collect())
    }

    /// Removes what was staged. Only for when there is no journal.
    pub(super) fn forget(&self) -> Result<(), WriteError> {
        disk::remove_tree(&self.draft())?;
        disk::remove_tree(&self.staged())
    }

    /// Whether a journal is there: the next run finishes.
    pub(super) fn is_committed(&self) -> bool {
        // When the system does not say, keep everything.
        !matches!(disk::look(&self.journal()), Ok(None))
    }

    /// Writes `files` aside, moves them in place and removes the strays. Says how many it removed.
    pub(super) fn replace(
        &self,
        old: &Record,
        next: &Record,
        files: &[stage::Content<'_>],
        watch: &mut Watch<'_>,
    ) -> Result<usize, WriteError> {
        tell(watch, Step::Stage(files.len()))?;
        stage::stage(&self.staged(), files)?;
        disk::create(&self.draft(), next.text().as_bytes())?;
        tell(watch, Step::Commit)?;
        disk::rename(&self.draft(), &self.journal())?;
        self.finish(old, next, files.iter().map(|&(path, _)| path).collect(), watch)
    }

    /// All that follows the journal. `moves` are the files still staged.
    fn finish(
        &self,
        old: &Record,
        next: &Record,
        mut moves: Vec<&str>,
        watch: &mut Watch<'_>,
    ) -> Result<usize, WriteError> {
        let cleared = record::in_the_way(old, next);
        let (clear, strays): (Vec<&str>, Vec<&str>) =
            old.strays(next).partition(|stray| cleared.contains(&place::folded(stray)));
        let mut removed = 0;
        for path in clear {
            tell(watch, Step::Clear(path))?;
            removed += usize::from(disk::remove_site_file(self.root, path)?);
        }
        // Pages last, so that none is seen before the style or the drawing it shows.
        moves.sort_by_key(|path| (path.ends_with(".html"), *path));
        self.move_in(&moves, watch)?;
        for path in strays {
            tell(watch, Step::Remove(path))?;
            removed += usize::from(disk::remove_site_file(self.root, path)?);
        }
        tell(watch, Step::Record)?;
        disk::rename(&self.journal(), &self.record())?;
        tell(watch, Step::Clean)?;
        self.forget()?;
        Ok(removed)
    }

    fn move_in(&self, moves: &[&str], watch: &mut Watch<'_>) -> Result<(), WriteError> {
        let staged = self.staged();
        let mut present = BTreeSet::new();
        for &path in moves {
            for folder in place::folders(path) {
                if present.insert(folder) && !disk::is_folder(&self.root.join(folder))? {
                    tell(watch, Step::Folder(folder))?;
                    let folder = self.root.join(folder);
                    fs::create_dir(&folder).map_err(WriteError::at(&folder))?;
                }
            }
            tell(watch, Step::Move(path))?;
            disk::rename(&staged.join(path), &self.root.join(path))?;
        }
        Ok(())
    }

    /// Removes the work folder, once nothing is in it.
    pub(super) fn close(self) {
        // Not empty when another build has just begun: then it is that build's.
        let _ = fs::remove_dir(self.folder);
    }
}
