//! Many new files at once, in a folder where nobody looks yet.
//!
//! Hides the order and the threads. Never writes over a file.

use super::disk;
use super::error::WriteError;
use super::place;
use rayon::prelude::*;
use std::fs;
use std::path::Path;

/// A file of the site: its path and what it holds.
pub(super) type Content<'a> = (&'a str, &'a [u8]);

/// Makes the folder `base` and writes `files` into it.
pub(super) fn stage(base: &Path, files: &[Content<'_>]) -> Result<(), WriteError> {
    let make = |folder: &Path| fs::create_dir(folder).map_err(WriteError::at(folder));
    make(base)?;
    for folder in place::all_folders(files.iter().map(|&(path, _)| path)) {
        make(&base.join(folder))?;
    }
    // Neighbours in the list lie in the same folder and mostly go to the same thread. Whole folders to a thread took
    // as long for many folders, and twice as long for a single big one.
    files.par_iter().try_for_each(|(path, content)| disk::create(&base.join(path), content))
}
