//! The paths of a site, and what a server finds under one.
//!
//! Hides clean addresses, index files and the case of letters. Never looks into a file.

#![allow(clippy::disallowed_types, reason = "this map is only asked, and never gone through")]

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// What a server answers with in place of a folder, the first that is there.
const INDEX: [&[u8]; 3] = [b"index.html", b"index.htm", b"index.xhtml"];

/// Every file of a site by its path.
pub(super) struct Table<'a> {
    paths: Vec<&'a str>,
    by_path: HashMap<&'a [u8], u32>,
    /// Files by path in lower case; made when it is first needed, since no sound link needs it.
    folded: OnceLock<BTreeMap<String, u32>>,
}

/// What is found under a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// This file.
    File(u32),
    /// A folder that has no index file.
    NoIndex,
    /// Nothing, but this file is there in other case.
    OtherCase(u32),
    /// Nothing at all.
    Nothing,
}

impl<'a> Table<'a> {
    /// The table of these paths, in this order, which must be that of their bytes.
    pub(super) fn new(paths: Vec<&'a str>) -> Self {
        let by_path = paths.iter().enumerate().map(|(index, path)| (path.as_bytes(), index as u32)).collect();
        Table { paths, by_path, folded: OnceLock::new() }
    }

    /// The path of a file.
    pub(super) fn path(&self, file: u32) -> &'a str {
        self.paths[file as usize]
    }

    /// All paths, in the order of their bytes.
    pub(super) fn paths(&self) -> &[&'a str] {
        &self.paths
    }

    /// What a server has at `path`, which is relative to the root, and empty or with a slash at its end for a folder.
    /// A path without a file is that of `path.html` or of the folder. `path` is the same afterwards.
    pub(super) fn find(&self, path: &mut Vec<u8>) -> Found {
        if let Some(file) = self.by_path.get(path.as_slice()) {
            return Found::File(*file);
        }
        let length = path.len();
        let found = self.find_other(path);
        path.truncate(length);
        found
    }

    fn find_other(&self, path: &mut Vec<u8>) -> Found {
        if path.is_empty() || path.ends_with(b"/") {
            return self.find_index(path);
        }
        let length = path.len();
        path.extend_from_slice(b".html");
        if let Some(file) = self.by_path.get(path.as_slice()) {
            return Found::File(*file);
        }
        path.truncate(length);
        path.push(b'/');
        match self.find_index(path) {
            Found::Nothing => {
                path.truncate(length);
                self.find_folded(path)
            }
            found => found,
        }
    }

    /// The index of the folder `path`.
    fn find_index(&self, path: &mut Vec<u8>) -> Found {
        let length = path.len();
        for index in INDEX {
            path.extend_from_slice(index);
            if let Some(file) = self.by_path.get(path.as_slice()) {
                return Found::File(*file);
            }
            path.truncate(length);
        }
        let first = self.paths.partition_point(|known| known.as_bytes() < path.as_slice());
        if self.paths.get(first).is_some_and(|known| known.as_bytes().starts_with(path)) {
            return Found::NoIndex;
        }
        self.find_folded(path)
    }

    /// The file that a system would find that cannot tell `A` from `a`.
    fn find_folded(&self, path: &[u8]) -> Found {
        let folded = self.folded.get_or_init(|| {
            let in_order = self.paths.iter().enumerate().rev();
            in_order.map(|(index, path)| (path.to_lowercase(), index as u32)).collect()
        });
        let wanted = String::from_utf8_lossy(path).to_lowercase();
        let is_folder = wanted.is_empty() || wanted.ends_with('/');
        let ends: &[&str] = if is_folder { &["index.html"] } else { &["", ".html", "/index.html"] };
        let found = ends.iter().find_map(|end| folded.get(&format!("{wanted}{end}")));
        found.map_or(Found::Nothing, |file| Found::OtherCase(*file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_as_a_server_finds_it() {
        let paths = [
            "a.html",
            "b/index.html",
            "c/d.png",
            "c/e.html",
            "e.html",
            "e/x.css",
            "index.html",
            "Ünder.html",
        ];
        let table = Table::new(paths.to_vec());
        let find = |path: &str| match table.find(&mut path.as_bytes().to_vec()) {
            Found::File(file) => table.path(file).to_owned(),
            Found::OtherCase(file) => format!("not {}", table.path(file)),
            other => format!("{other:?}"),
        };
        for (path, found) in [
            ("", "index.html"),
            ("a.html", "a.html"),
            ("a", "a.html"),
            ("a/", "Nothing"),
            ("b", "b/index.html"),
            ("b/", "b/index.html"),
            ("c", "NoIndex"),
            ("c/", "NoIndex"),
            ("c/d", "Nothing"),
            ("e", "e.html"),
            ("e/", "NoIndex"),
            ("A.html", "not a.html"),
            ("B/", "not b/index.html"),
            ("C/E", "not c/e.html"),
            ("ünder.html", "not Ünder.html"),
            ("a.htm", "Nothing"),
        ] {
            assert_eq!(find(path), found, "{path}");
        }
    }
}
