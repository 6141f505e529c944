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
    let shifts: Vec<Shift> = texts.iter().map(|(_, bytes)| Shift::of(bytes)).collect();
    let span = |file: u32, place: std::ops::Range<u32>| {
        let index = texts.partition_point(|(known, _)| *known < file);
        let shift = &shifts[index];
        Span::new(ids[index], shift.offset(place.start), shift.offset(place.end))
    };
    check::built(audit, &paths, span, report);
    Ok(sources)
}

/// Where bytes of a file are in its text, in which what is no text was replaced.
struct Shift {
    /// Where what is no text ends, in bytes of the file, and in bytes of the text.
    ends: Vec<(usize, usize)>,
}

impl Shift {
    fn of(bytes: &[u8]) -> Self {
        let (mut before, mut after) = (0, 0);
        let mut ends = Vec::new();
        for chunk in bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()) {
            before += chunk.valid().len() + chunk.invalid().len();
            after += chunk.valid().len() + char::REPLACEMENT_CHARACTER.len_utf8();
            ends.push((before, after));
        }
        Shift { ends }
    }

    fn offset(&self, at: u32) -> usize {
        let at = at as usize;
        match self.ends.partition_point(|(before, _)| *before <= at).checked_sub(1) {
            Some(last) => at - self.ends[last].0 + self.ends[last].1,
            None => at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_behind_what_is_no_text_are_those_of_the_text() {
        let bytes = b"caf\xe9 \xff\xf0\x9f x \xc3\xa9 y\xe9";
        let text = String::from_utf8_lossy(bytes);
        let shift = Shift::of(bytes);
        for sign in ['c', 'x', 'y', ' '] {
            let at = bytes.iter().position(|byte| *byte == sign as u8).expect("the sign is there");
            assert_eq!(text.find(sign), Some(shift.offset(at as u32)), "{sign}");
        }
        assert_eq!(shift.offset(bytes.len() as u32), text.len());
    }
}
