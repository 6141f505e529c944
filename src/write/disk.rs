//! Single acts on files, none of which follows a link or fails because it was done before.
//!
//! Hides `NotFound`. Never knows what a site is.

use super::error::WriteError;
use super::place;
use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// What stands at `path`, a link being a link; `None` when nothing does.
pub(super) fn look(path: &Path) -> Result<Option<Metadata>, WriteError> {
    match fs::symlink_metadata(path) {
        Ok(meta) => Ok(Some(meta)),
        // A file stands where a folder of the path should: nothing can be below it.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(WriteError::at(path)(error)),
    }
}

/// Whether a real folder stands at `path`.
pub(super) fn is_folder(path: &Path) -> Result<bool, WriteError> {
    Ok(look(path)?.is_some_and(|meta| meta.is_dir()))
}

/// Writes a file that is not there yet.
pub(super) fn create(path: &Path, content: &[u8]) -> Result<(), WriteError> {
    let mut file = File::create_new(path).map_err(WriteError::at(path))?;
    file.write_all(content).map_err(WriteError::at(path))
}

/// Puts `from` in the place of `to` in one step.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), WriteError> {
    fs::rename(from, to).map_err(WriteError::at(to))
}

/// Whether the regular file at `path`, `content.len()` bytes long, holds `content`. `buffer` saves an allocation a
/// file; what it holds before and after means nothing.
pub(super) fn holds(path: &Path, content: &[u8], buffer: &mut Vec<u8>) -> Result<bool, WriteError> {
    if buffer.len() < content.len() {
        buffer.resize(content.len(), 0);
    }
    let read = &mut buffer[..content.len()];
    let mut file = File::open(path).map_err(WriteError::at(path))?;
    match file.read_exact(read) {
        Ok(()) => Ok(read == content),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(WriteError::at(path)(error)),
    }
}

/// Removes whatever stands at `path`, and all below it.
pub(super) fn remove_tree(path: &Path) -> Result<(), WriteError> {
    let removed = match look(path)? {
        None => return Ok(()),
        Some(meta) if meta.is_dir() => fs::remove_dir_all(path),
        Some(_) => fs::remove_file(path),
    };
    removed.map_err(WriteError::at(path))
}

/// Removes the file `path` of the site at `root`, then the folders that leaves empty. A folder in its place, or a
/// link on the way to it, is not ours and stays. Says whether there was a file.
pub(super) fn remove_site_file(root: &Path, path: &str) -> Result<bool, WriteError> {
    for folder in place::folders(path) {
        if look(&root.join(folder))?.is_some_and(|meta| !meta.is_dir()) {
            return Ok(false);
        }
    }
    let file = root.join(path);
    let is_there = look(&file)?.is_some_and(|meta| !meta.is_dir());
    if is_there {
        fs::remove_file(&file).map_err(WriteError::at(&file))?;
    }
    for folder in place::folders(path).rev() {
        match fs::remove_dir(root.join(folder)) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            // Not empty, or not ours to remove: it stays, and so does what it lies in.
            Err(_) => break,
        }
    }
    Ok(is_there)
}

/// An entry below a folder.
pub(super) struct Entry {
    /// Relative to the folder, `/` between parts; what is not Unicode is replaced, and so is in no site.
    pub(super) path: String,
    pub(super) is_folder: bool,
}

/// All that lies below `folder`, at any depth, in no order.
pub(super) fn walk(folder: &Path) -> Result<Vec<Entry>, WriteError> {
    let mut entries = Vec::new();
    let mut pending: Vec<(PathBuf, String)> = vec![(folder.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = pending.pop() {
        for entry in fs::read_dir(&folder).map_err(WriteError::at(&folder))? {
            let entry = entry.map_err(WriteError::at(&folder))?;
            let is_folder = entry.file_type().map_err(WriteError::at(&folder))?.is_dir();
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if is_folder {
                pending.push((entry.path(), format!("{path}/")));
            }
            entries.push(Entry { path, is_folder });
        }
    }
    Ok(entries)
}
