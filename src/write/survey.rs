//! What stands in the output folder where the site wants to write.
//!
//! Hides links, special files and folders in a file's place. Never changes anything: every conflict is found before
//! the first file moves.

use super::disk;
use super::error::WriteError;
use super::place;
use super::record::{self, Record};
use super::stage::Content;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

/// How a file of the site compares with what is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Change {
    /// There is none.
    Created,
    /// The one there is ours, and is to be replaced.
    Updated,
    /// The one there holds the same bytes.
    Unchanged,
}

/// An output folder and what we know of it.
pub(super) struct Survey<'a> {
    root: &'a Path,
    /// What an earlier build wrote.
    old: &'a Record,
    /// What it wrote and will be gone before the moves, folded.
    cleared: BTreeSet<String>,
    /// Folders that are there.
    present: BTreeSet<&'a str>,
}

impl<'a> Survey<'a> {
    /// Looks at the folders of `next`. Fails where something else stands in the place of one.
    pub(super) fn new(root: &'a Path, old: &'a Record, next: &'a Record) -> Result<Self, WriteError> {
        let cleared = record::in_the_way(old, next);
        let mut survey = Survey { root, old, cleared, present: BTreeSet::new() };
        for folder in place::all_folders(next.paths()) {
            if survey.is_folder(folder)? {
                survey.present.insert(folder);
            }
        }
        Ok(survey)
    }

    fn is_folder(&self, folder: &str) -> Result<bool, WriteError> {
        if !self.is_reachable(folder) {
            return Ok(false);
        }
        let path = self.root.join(folder);
        match disk::look(&path)? {
            None => Ok(false),
            Some(meta) if meta.is_dir() => Ok(true),
            Some(_) if self.cleared.contains(&place::folded(folder)) => Ok(false),
            Some(_) => Err(WriteError::conflict(&path)),
        }
    }

    /// Whether the folder that `path` lies in is there.
    fn is_reachable(&self, path: &str) -> bool {
        place::folders(path).next_back().is_none_or(|folder| self.present.contains(folder))
    }

    /// Compares `files` with what is there; the answers are in the same order. Fails with the first conflict.
    pub(super) fn compare(&self, files: &[Content<'_>]) -> Result<Vec<Change>, WriteError> {
        let changes: Vec<Result<Change, WriteError>> = files
            .par_iter()
            .map_init(Vec::new, |buffer, &(path, content)| self.change(path, Some(content), buffer))
            .collect();
        changes.into_iter().collect()
    }

    /// That `path` can move in.
    pub(super) fn is_free(&self, path: &str) -> Result<(), WriteError> {
        self.change(path, None, &mut Vec::new()).map(drop)
    }

    fn change(&self, path: &str, content: Option<&[u8]>, buffer: &mut Vec<u8>) -> Result<Change, WriteError> {
        if !self.is_reachable(path) {
            return Ok(Change::Created);
        }
        let file = self.root.join(path);
        let Some(meta) = disk::look(&file)? else { return Ok(Change::Created) };
        if meta.is_dir() {
            return self.folder_goes(path).map(|()| Change::Created);
        }
        if !self.old.contains(path) {
            let is_cleared = self.cleared.contains(&place::folded(path));
            return if is_cleared { Ok(Change::Created) } else { Err(WriteError::conflict(&file)) };
        }
        // A link is never opened: it is replaced, whatever it leads to.
        let is_same = match content {
            Some(content) if meta.is_file() && meta.len() == content.len() as u64 => {
                disk::holds(&file, content, buffer)?
            }
            _ => false,
        };
        Ok(if is_same { Change::Unchanged } else { Change::Updated })
    }

    /// That the folder at `path` holds nothing but what goes before the moves.
    fn folder_goes(&self, path: &str) -> Result<(), WriteError> {
        let folder = self.root.join(path);
        if !self.will_hold_nothing(path) {
            return Err(WriteError::conflict(&folder));
        }
        for entry in disk::walk(&folder)? {
            let below = format!("{path}/{}", entry.path);
            let goes = if entry.is_folder {
                self.will_hold_nothing(&below)
            } else {
                self.cleared.contains(&place::folded(&below))
            };
            if !goes {
                return Err(WriteError::conflict(&self.root.join(below)));
            }
        }
        Ok(())
    }

    /// Whether a file that goes lies below the folder `path`, so that the folder goes with the last of them.
    fn will_hold_nothing(&self, path: &str) -> bool {
        let start = format!("{}/", place::folded(path));
        self.cleared.range(start.clone()..).next().is_some_and(|next| next.starts_with(&start))
    }
}
