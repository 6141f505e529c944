//! Places as tools outside of the project know them.
//!
//! Hides where the program was started. Never looks into a file.

use std::path::{Component, Path, PathBuf};

use crate::source::Position;

/// A place in a file of a repository.
#[derive(Debug)]
pub(super) struct Place {
    /// Relative to where the program runs, with `/` between parts.
    pub(super) path: String,
    /// The first character.
    pub(super) start: Position,
    /// One past the last character.
    pub(super) end: Position,
}

/// The way from where the program runs to `dir`, with `/` at its end; empty if they are the same, or if `dir` is
/// elsewhere: reports hold no absolute path, which would be another one on another machine.
pub(super) fn folder_from_here(dir: &Path) -> String {
    match (std::env::current_dir(), std::path::absolute(dir)) {
        (Ok(here), Ok(dir)) => way(&here, &dir),
        _ => String::new(),
    }
}

fn way(here: &Path, dir: &Path) -> String {
    let dir = without_dots(dir);
    let Ok(below) = dir.strip_prefix(here) else {
        return String::new();
    };
    below.components().map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect()
}

/// `/a/../b` as `/b`. A link to a folder can lead elsewhere, but then neither is the place that people know it by.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_from_where_the_program_runs() {
        let from = |dir: &str| way(Path::new("/home/repository"), Path::new(dir));
        assert_eq!(from("/home/repository"), "");
        assert_eq!(from("/home/repository/."), "");
        assert_eq!(from("/home/repository/docs/fr"), "docs/fr/");
        assert_eq!(from("/home/repository/docs/../guide"), "guide/");
        assert_eq!(from("/home/elsewhere"), "", "no absolute path gets into a report");
        assert_eq!(from("/home/repository/../other"), "");
    }
}
