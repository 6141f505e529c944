//! Which paths a site may have, and the names a build keeps for itself.
//!
//! Hides what systems make of a path: `..`, drives, devices, separators. Never touches the disk.

use super::error::WriteError;
use std::collections::BTreeSet;

/// The record of what the last build wrote, at the root of the output folder.
pub(super) const RECORD: &str = ".maquette-site";
/// The folder a build works in, at the root of the output folder; gone when it ends.
pub(super) const WORK: &str = ".maquette-work";
/// What the names of our own begin with; no file of a site may.
const OWN_PREFIX: &str = ".maquette-";

/// Names that are devices on Windows, whatever extension follows; `COM` and `LPT` take a digit more.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// That `path` stays below the root it is joined to, on every system, and is none of our own names.
pub(super) fn check(path: &str) -> Result<(), WriteError> {
    match fault(path) {
        None => Ok(()),
        Some(fault) => Err(WriteError::BadPath { path: path.to_owned(), fault }),
    }
}

fn fault(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("is empty");
    }
    if path.starts_with('/') {
        return Some("begins at the root of the file system");
    }
    if is_own(path) {
        return Some("begins with `.maquette-`, which names the builder's own files");
    }
    path.split('/').find_map(part_fault)
}

fn part_fault(part: &str) -> Option<&'static str> {
    match part {
        "" => return Some("has an empty part"),
        "." => return Some("has a `.` part"),
        ".." => return Some("has a `..` part"),
        _ => {}
    }
    if part.chars().any(char::is_control) {
        return Some("holds a control character");
    }
    if part.contains('\\') {
        return Some("holds a backslash");
    }
    if part.contains(':') {
        return Some("holds a colon, which names a drive on Windows");
    }
    if part.ends_with(['.', ' ']) {
        return Some("has a part that ends with a dot or a space, which Windows drops");
    }
    is_device(part).then_some("has a part that is a device on Windows")
}

fn is_own(path: &str) -> bool {
    path.get(..OWN_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(OWN_PREFIX))
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_lowercase();
    let numbered = || {
        let digit = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
        digit.is_some_and(|digit| digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit())
    };
    DEVICES.contains(&stem.as_str()) || numbered()
}

/// The folders a path lies in, the outermost first: `a/b/c` gives `a`, `a/b`.
pub(super) fn folders(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// All folders that `paths` lie in, each before those inside it.
pub(super) fn all_folders<'a>(paths: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut all = BTreeSet::new();
    for path in paths {
        for folder in folders(path).rev() {
            // Its outer folders came with it the first time.
            if !all.insert(folder) {
                break;
            }
        }
    }
    all
}

/// What two paths share when a system that ignores case takes them for one file.
pub(super) fn folded(path: &str) -> String {
    path.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_are_fine() {
        for path in [
            "index.html",
            "fr/services/lambda.html",
            ".nojekyll",
            "été/çà et là.svg",
            "console.html",
            "com10",
        ] {
            assert_eq!(fault(path), None, "{path}");
        }
    }

    #[test]
    fn paths_that_could_lead_out_are_not() {
        for path in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../x",
            "a/../b",
            "a/..",
            ".",
            "./a",
            "a/./b",
            "a//b",
            "a/",
            "a\\b",
            "..\\b",
            "a\0b",
            "a\nb",
            "C:",
            "C:/x",
            "c:x",
            "a/b:stream",
            "a.",
            "a /b",
            "con",
            "a/NUL.html",
            "aux.tar.gz",
            "Com1",
            "lpt9.txt",
            "com1 .html",
        ] {
            assert!(fault(path).is_some(), "{path:?}");
        }
    }

    #[test]
    fn our_own_names_are_not() {
        for path in [RECORD, ".maquette-work/next", ".MAQUETTE-Site", ".maquette-anything/else"] {
            assert!(fault(path).is_some(), "{path}");
        }
        assert_eq!(fault("fr/.maquette-site"), None);
        assert_eq!(fault(".maquetté"), None);
    }

    #[test]
    fn folders_come_before_what_they_hold() {
        let all: Vec<_> = all_folders(["a/b/c", "a/d", "e", "a-b/c"]).into_iter().collect();
        assert_eq!(all, ["a", "a-b", "a/b"]);
    }
}
