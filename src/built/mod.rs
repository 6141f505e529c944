//! A built static site, whoever built it: what its links lead to, and which lead nowhere.
//!
//! Hides HTML, CSS, SVG and how servers find files. Makes no request and touches no disk: paths are told, and contents
//! are asked for when they are needed. Knows no model, no source and no diagnostic.
//!
//! Each file is read once, by whichever thread is free, and only what others may ask of it is kept: its anchors, and the
//! anchors that its own links ask of others. Those meet when all files were read.

mod address;
mod anchors;
mod asked;
mod between;
mod css;
mod elements;
mod file;
mod memo;
mod page;
mod reference;
mod remedy;
mod scan;
mod srcset;
mod strings;
mod table;
mod values;

use std::convert::Infallible;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

pub use address::Base;
use file::{Facts, Form, Scratch};
use table::Table;

/// The files of a site.
pub trait Files: Sync {
    /// Why a file could not be read.
    type Error: Send;

    /// The path of every file: relative to the root, `/` between parts, no `.` or `..` part, in the order of their
    /// bytes, none twice.
    fn paths(&self) -> Vec<&str>;

    /// The content of the file at this index of [`Files::paths`]. `buffer`, which may hold anything, is there for those
    /// who have to read it from somewhere. None: it is too large to be read, and no anchor of it is judged.
    ///
    /// # Errors
    ///
    /// Where the content cannot be had; the audit ends then.
    fn content<'a>(&'a self, file: usize, buffer: &'a mut Vec<u8>) -> Result<Option<&'a [u8]>, Self::Error>;
}

/// Files that are in memory: path and content of each, in the order of the paths' bytes.
#[derive(Clone, Debug)]
pub struct InMemory<'a>(pub Vec<(&'a str, &'a [u8])>);

impl Files for InMemory<'_> {
    type Error = Infallible;

    fn paths(&self) -> Vec<&str> {
        self.0.iter().map(|(path, _)| *path).collect()
    }

    fn content<'a>(&'a self, file: usize, _: &'a mut Vec<u8>) -> Result<Option<&'a [u8]>, Infallible> {
        Ok(self.0.get(file).map(|(_, content)| *content))
    }
}

/// What to look for besides dead links, and how.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Options {
    /// Where the site will be.
    pub base: Base,
    /// Collect the addresses of other hosts. Default: only count them.
    pub outside: bool,
    /// Look for links to pages in another language that do not say so.
    pub languages: bool,
    /// Look for anchors that the same page in another language does not have.
    pub counterparts: bool,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Audit {
    /// Everything wrong, by file and place.
    pub findings: Vec<Finding>,
    /// Every address of another host, by file and place; empty unless asked for.
    pub outside: Vec<Outside>,
    /// Pages that no other page leads to, in order. The front page and `404.html` need no link, and pages that only
    /// send readers elsewhere are not meant to be found.
    pub orphans: Vec<u32>,
    /// How much was looked at.
    pub counts: Counts,
}

/// Something wrong at one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The file, as an index of [`Files::paths`].
    pub file: u32,
    /// The bytes of the address or of the name.
    pub place: Range<u32>,
    /// What is wrong.
    pub problem: Problem,
}

/// A kind of wrong. Paths are relative to the root of the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// The address leads to a file that is not there.
    Dead {
        /// The path it leads to.
        path: String,
        /// A path that is there and much like it.
        near: Option<String>,
    },
    /// The address leads to a file that is there in other case only.
    OtherCase {
        /// The path it leads to.
        path: String,
        /// The path that is there.
        right: String,
    },
    /// The address leads to a folder that has no index.
    NoIndex {
        /// The path of the folder, with a slash at its end.
        path: String,
    },
    /// A part of the path holds a slash as `%2F`, so that it names no file.
    EncodedSlash {
        /// The path, with the slash.
        path: String,
    },
    /// The file is there, but not the anchor.
    NoAnchor {
        /// The file, as an index of [`Files::paths`].
        target: u32,
        /// The anchor, with `%20` and the like resolved.
        anchor: String,
        /// An anchor of the file that is much like it.
        near: Option<String>,
    },
    /// An `id` that another element of the file has already.
    DuplicateId {
        /// The `id`.
        id: String,
        /// Where it stands first.
        first: Range<u32>,
    },
    /// A link leads to a page in another language and does not say so.
    WrongLanguage {
        /// The page, as an index of [`Files::paths`].
        target: u32,
        /// Its language.
        lang: String,
    },
    /// An `id` that the same page in another language does not have.
    AnchorDiffers {
        /// The `id`.
        id: String,
        /// The page that lacks it, as an index of [`Files::paths`].
        counterpart: u32,
    },
}

/// An address of another host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outside {
    /// The file, as an index of [`Files::paths`].
    pub file: u32,
    /// The bytes of the address.
    pub place: Range<u32>,
    /// The address, absolute or starting with `//`.
    pub address: String,
}

/// How much was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Files in all.
    pub files: usize,
    /// Those of them that are HTML.
    pub pages: usize,
    /// Addresses, but for those of other schemes, such as `mailto:`.
    pub links: usize,
    /// Those that lead to the site itself.
    pub internal: usize,
    /// Those that lead elsewhere.
    pub outside: usize,
    /// Anchors that addresses ask for.
    pub anchors: usize,
}

/// What all files are read against.
struct Shared<'a> {
    table: Table<'a>,
    forms: Vec<Form>,
    options: &'a Options,
    /// Whether another page leads there.
    is_linked: Vec<AtomicBool>,
}

/// Whether the content of the file at `path` is ever asked for.
pub fn is_read(path: &str) -> bool {
    Form::of(path) != Form::Asset
}

/// Looks at every link of `site`. The result is the same whatever the number of threads.
///
/// # Errors
///
/// Those of [`Files::content`], the first in the order of the files.
pub fn audit<F: Files>(site: &F, options: &Options) -> Result<Audit, F::Error> {
    let paths = site.paths();
    let shared = Shared {
        forms: paths.iter().map(|path| Form::of(path)).collect(),
        is_linked: paths.iter().map(|_| AtomicBool::new(false)).collect(),
        table: Table::new(paths),
        options,
    };
    let read: Result<Vec<Facts>, F::Error> = (0..shared.forms.len())
        .into_par_iter()
        .map_init(Scratch::default, |scratch, file| {
            if shared.forms[file] == Form::Asset {
                return Ok(Facts::default());
            }
            let mut buffer = std::mem::take(&mut scratch.buffer);
            let facts = match site.content(file, &mut buffer)? {
                Some(content) if u32::try_from(content.len()).is_ok() => {
                    file::read(file as u32, content, &shared, scratch)
                }
                _ => Facts::default(),
            };
            scratch.buffer = buffer;
            Ok(facts)
        })
        .collect();
    let mut facts = read?;
    let between = between::judge(site, &facts, &shared)?;
    let mut audit = Audit { counts: counts(&facts), orphans: orphans(&facts, &shared), ..Audit::default() };
    for facts in &mut facts {
        audit.findings.append(&mut facts.findings);
        audit.outside.append(&mut facts.outside);
    }
    audit.findings.extend(between);
    audit.findings.sort_by_key(|finding| (finding.file, finding.place.start, finding.place.end));
    audit.outside.sort_by_key(|outside| (outside.file, outside.place.start));
    remedy::add(&mut audit.findings, &facts, &shared);
    Ok(audit)
}

fn counts(facts: &[Facts]) -> Counts {
    let none = Counts { files: facts.len(), ..Counts::default() };
    facts.iter().fold(none, |sum, facts| Counts {
        files: sum.files,
        pages: sum.pages + facts.counts.pages,
        links: sum.links + facts.counts.links,
        internal: sum.internal + facts.counts.internal,
        outside: sum.outside + facts.counts.outside,
        anchors: sum.anchors + facts.counts.anchors,
    })
}

fn orphans(facts: &[Facts], shared: &Shared<'_>) -> Vec<u32> {
    let is_found = |file: usize| {
        let name = shared.table.path(file as u32);
        shared.is_linked[file].load(Ordering::Relaxed)
            || facts[file].is_redirect
            || matches!(name, "index.html" | "index.htm" | "index.xhtml" | "404.html")
    };
    (0..facts.len())
        .filter(|file| facts[*file].counts.pages == 1 && !is_found(*file))
        .map(|file| file as u32)
        .collect()
}

/// A range of bytes as it is kept. No file that is read is longer than a `u32` can say.
fn place(range: Range<usize>) -> Range<u32> {
    let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    clamp(range.start)..clamp(range.end)
}
