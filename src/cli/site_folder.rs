//! A folder that holds a built site, whoever built it.
//!
//! Hides where its files are read from. Looks for nothing: `built` does.

use std::collections::BTreeSet;
use std::path::Path;

use super::report::printable;
use super::{Failure, Terminal};
use crate::built::{self, Audit, Base, Counts, Files};
use crate::check;
use crate::diagnostic::Report;
use crate::load::{Astray, LoadError, SiteFolder, load_site};
use crate::source::{FileId, SourceFile, Sources, Span};

/// What was found in a folder.
pub(super) struct Audited {
    /// The files in which something was found.
    pub(super) sources: Sources,
    /// What was found.
    pub(super) report: Report,
    /// How much was looked at.
    pub(super) counts: Counts,
}

/// Follows every link of the site in `folder`, which will be at `base`. Says what is passed over.
pub(super) fn audit(folder: &Path, base: Base, terminal: &Terminal) -> Result<Audited, Failure> {
    let site = load_site(folder)?;
    for (path, astray) in site.passed_over() {
        let leads = match astray {
            Astray::Nowhere => "nowhere",
            Astray::Outside => "out of the site",
            Astray::Loop => "back into itself",
        };
        let path = printable(path);
        terminal.say(format_args!("passed over `{path}`: a symbolic link that leads {leads}"));
    }
    let wanted = built::Options { base, languages: true, ..built::Options::default() };
    let audit = built::audit(&Folder(&site), &wanted)?;
    let mut report = Report::new();
    let sources = tell(&site, &audit, &mut report)?;
    Ok(Audited { sources, report, counts: audit.counts })
}

/// A folder as `built` asks for it.
struct Folder<'a>(&'a SiteFolder);

impl Files for Folder<'_> {
    type Error = LoadError;

    fn paths(&self) -> Vec<&str> {
        self.0.paths()
    }

    fn content<'a>(&'a self, file: usize, buffer: &'a mut Vec<u8>) -> Result<Option<&'a [u8]>, LoadError> {
        Ok(self.0.read(file, buffer)?.then_some(buffer.as_slice()))
    }
}

/// Notes what was found, and reads the files that it was found in once more, as sources.
fn tell(site: &SiteFolder, audit: &Audit, report: &mut Report) -> Result<Sources, Failure> {
    let found = audit.findings.iter().map(|finding| finding.file).chain(audit.orphans.iter().copied());
    let mut texts: Vec<(u32, Vec<u8>)> = Vec::new();
    for file in found.collect::<BTreeSet<u32>>() {
        let mut bytes = Vec::new();
        site.read(file as usize, &mut bytes)?;
        texts.push((file, bytes));
    }
    let paths = site.paths();
    let source = |(file, bytes): &(u32, Vec<u8>)| {
        SourceFile::new(paths[*file as usize], String::from_utf8_lossy(bytes))
    };
    let sources = Sources::new(texts.iter().map(source).collect(), Vec::new());
    // Texts are in the order of their paths in both.
    let ids: Vec<FileId> = sources.files().map(|(id, _)| id).collect();
    let span = |file: u32, place: std::ops::Range<u32>| {
        let index = texts.partition_point(|(known, _)| *known < file);
        let bytes = &texts[index].1;
        Span::new(ids[index], offset(bytes, place.start), offset(bytes, place.end))
    };
    check::built(audit, &paths, span, report);
    Ok(sources)
}

/// Where a byte of a file is in its text, in which what is no text was replaced.
fn offset(bytes: &[u8], at: u32) -> usize {
    let before = &bytes[..(at as usize).min(bytes.len())];
    match std::str::from_utf8(before) {
        Ok(text) => text.len(),
        Err(_) => String::from_utf8_lossy(before).len(),
    }
}
