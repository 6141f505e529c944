//! The model as files in memory.
//!
//! Hides routes, templates and how prose becomes HTML. Never touches the disk.

use std::collections::BTreeMap;

/// A finished site: every file it has, in memory, by path.
#[derive(Clone, Debug, Default)]
pub struct Site {
    files: BTreeMap<String, Box<[u8]>>,
}

impl Site {
    /// A site of these files.
    pub fn new(files: BTreeMap<String, Box<[u8]>>) -> Self {
        Site { files }
    }

    /// The files by path: relative to the site's root, `/` between parts, no `.` or `..` part, never empty.
    pub fn files(&self) -> &BTreeMap<String, Box<[u8]>> {
        &self.files
    }
}
