//! What can keep a site from being written, said so that the author knows what to do.
//!
//! Hides the wording. Never decides what is a mistake.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a site was not written. Up to the moment the first file moves, the last site is as it was; after it, the next
/// run finishes.
#[derive(Debug)]
pub enum WriteError {
    /// The system refused something.
    Io {
        /// The file or folder it was about.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The output folder is not one that a build may write into. Nothing was touched.
    NotASite {
        /// The output folder, as it was given.
        path: PathBuf,
        /// What speaks against it.
        reason: NotASite,
    },
    /// A path of the site could leave the output folder, or cannot be written on every system. Nothing was touched.
    BadPath {
        /// The path, relative to the site's root.
        path: String,
        /// What is wrong with it, to follow "it": `holds a `..` part`.
        fault: &'static str,
    },
    /// Something that no build wrote stands where the site has a file or a folder. Nothing was moved.
    Conflict {
        /// Where it stands.
        path: PathBuf,
    },
    /// The record of what an earlier build wrote is not one that this version reads.
    BadRecord {
        /// The record.
        path: PathBuf,
    },
    /// Another build is writing into the same folder.
    Busy {
        /// The output folder, as it was given.
        path: PathBuf,
    },
    /// The watcher given to [`write_watched`](super::write_watched) said stop. Everything is left as a kill would
    /// leave it.
    Stopped,
}

/// What speaks against writing a site into a folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotASite {
    /// It is a file, a device, or a link to nowhere.
    NotAFolder,
    /// It is the root of a file system tree.
    Root,
    /// It holds a `book.toml`: sources, that is.
    Project,
    /// It holds files, and no build left its record there.
    Unrecorded,
}

impl WriteError {
    /// Turns what the system said into an error about `path`.
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
        let path = path.to_path_buf();
        move |source| WriteError::Io { path, source }
    }

    pub(super) fn not_a_site(path: &Path, reason: NotASite) -> Self {
        WriteError::NotASite { path: path.to_path_buf(), reason }
    }

    pub(super) fn conflict(path: &Path) -> Self {
        WriteError::Conflict { path: path.to_path_buf() }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Io { path, source } => write!(f, "cannot write `{}`: {source}", path.display()),
            WriteError::NotASite { path, reason } => {
                write!(f, "will not write a site to `{}`: {reason}", path.display())
            }
            WriteError::BadPath { path, fault } => {
                write!(f, "will not write `{}`: it {fault}; rename its source", path.escape_debug())
            }
            WriteError::Conflict { path } => {
                write!(f, "`{}` is in the way and no build wrote it; move or remove it", path.display())
            }
            WriteError::BadRecord { path } => write!(
                f,
                "`{}` is not a record this version of maquette reads; remove the folder and build again",
                path.display()
            ),
            WriteError::Busy { path } => {
                write!(f, "another build is writing to `{}`; wait for it to end", path.display())
            }
            WriteError::Stopped => write!(f, "stopped while writing; the next build finishes"),
        }
    }
}

impl fmt::Display for NotASite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotASite::NotAFolder => "it is not a folder; remove it or choose another place",
            NotASite::Root => "it is the root of the file system; choose a folder",
            NotASite::Project => "it holds a `book.toml`; choose a folder apart from the sources",
            NotASite::Unrecorded => "it holds files that no build wrote; empty it or choose another folder",
        })
    }
}

impl Error for WriteError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            WriteError::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_one_line_with_the_place_in_it() {
        let path = PathBuf::from("book");
        let mut errors = vec![
            WriteError::Io { path: path.clone(), source: io::Error::other("no space left") },
            WriteError::BadPath { path: "book\n".into(), fault: "holds a control character" },
            WriteError::Conflict { path: path.clone() },
            WriteError::BadRecord { path: path.clone() },
            WriteError::Busy { path: path.clone() },
        ];
        for reason in [NotASite::NotAFolder, NotASite::Root, NotASite::Project, NotASite::Unrecorded] {
            errors.push(WriteError::not_a_site(&path, reason));
        }
        for error in errors {
            let message = error.to_string();
            assert!(message.contains("`book"), "{message}");
            assert!(!message.contains('\n') && !message.ends_with('.'), "{message}");
        }
    }
}
