//! The record a build leaves of what it wrote: the only files it may later replace or remove.
//!
//! The same text is the journal of a build that is moving files: the record that will hold when it has ended. Hides
//! the format. Never believes a path it reads: a record may come from anywhere.

use super::disk;
use super::error::WriteError;
use super::place;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The first line; a record with another one is of a version we do not know.
const HEADER: &str = "maquette site 1";

/// The paths of a site, relative to its root.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Record {
    paths: BTreeSet<String>,
}

impl Record {
    pub(super) fn new<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        Record { paths: paths.into_iter().map(str::to_owned).collect() }
    }

    /// The record at `path`; `None` when there is nothing.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, WriteError> {
        let bad = || WriteError::BadRecord { path: path.to_path_buf() };
        let Some(meta) = disk::look(path)? else { return Ok(None) };
        if !meta.is_file() {
            return Err(bad());
        }
        let bytes = fs::read(path).map_err(WriteError::at(path))?;
        let text = String::from_utf8(bytes).map_err(|_| bad())?;
        Record::parse(&text).map(Some).ok_or_else(bad)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        if lines.next()? != HEADER {
            return None;
        }
        let paths: Option<BTreeSet<String>> =
            lines.map(|line| place::check(line).is_ok().then(|| line.to_owned())).collect();
        paths.map(|paths| Record { paths })
    }

    /// The text, the same for the same paths: a line that names the format, then a line a path, sorted.
    pub(super) fn text(&self) -> String {
        let length = HEADER.len() + 1 + self.paths.iter().map(|path| path.len() + 1).sum::<usize>();
        let mut text = String::with_capacity(length);
        for line in std::iter::once(HEADER).chain(self.paths()) {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    pub(super) fn contains(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// What this record has and `next` has not.
    pub(super) fn strays<'a>(&'a self, next: &'a Record) -> impl Iterator<Item = &'a str> {
        self.paths.difference(&next.paths).map(String::as_str)
    }
}

/// The strays of `old` that must go before the files of `next` can move in, folded as [`place::folded`] does: a file
/// where a folder comes, a file in a folder where a file comes, and a file whose name changes in case only, which
/// some systems take for the same.
pub(super) fn in_the_way(old: &Record, next: &Record) -> BTreeSet<String> {
    let mut strays = old.strays(next).peekable();
    if strays.peek().is_none() {
        return BTreeSet::new();
    }
    let files: BTreeSet<String> = next.paths().map(place::folded).collect();
    let folders = place::all_folders(files.iter().map(String::as_str));
    let is_in_the_way = |stray: &String| {
        let stray = stray.as_str();
        files.contains(stray)
            || folders.contains(stray)
            || place::folders(stray).any(|folder| files.contains(folder))
    };
    strays.map(place::folded).filter(is_in_the_way).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        for paths in [vec![], vec!["b", "a/é", "a-b"]] {
            let record = Record::new(paths);
            assert_eq!(Record::parse(&record.text()), Some(record));
        }
    }

    #[test]
    fn a_record_that_names_what_a_site_cannot_have_is_none() {
        for text in [
            "",
            "maquette site 2\n",
            "maquette site 1",
            "maquette site 1\n../x\n",
            "maquette site 1\n\n",
            "x\n",
        ] {
            assert_eq!(Record::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_stands_in_the_way() {
        let old = Record::new(["a", "b/c", "b/d/e", "Case", "plain", "kept"]);
        let next = Record::new(["a/x", "b", "case", "kept"]);
        let way: Vec<_> = in_the_way(&old, &next).into_iter().collect();
        assert_eq!(way, ["a", "b/c", "b/d/e", "case"]);
    }
}
