//! The problems of a run as they are shown and counted.
//!
//! Hides what makes a problem the same in another run, and which problems fail one. Writes nothing.

use std::collections::BTreeMap;
use std::path::Path;

use super::place::{Place, folder_from_here};
use crate::check::LENIENT;
use crate::cli::{Denied, Deny, Outcome};
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::source::{Origin, Sources, Span};

/// What makes a problem the same one in another run: no line, so that it may move within its file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::cli) struct Problem {
    /// The path of its file, below the folder of `book.toml`.
    pub(in crate::cli) file: String,
    /// The name of its rule.
    pub(in crate::cli) rule: String,
    /// The fact.
    pub(in crate::cli) message: String,
    /// What it is about, where it says so.
    pub(in crate::cli) subject: Option<String>,
}

impl Problem {
    /// 64 bits as hexadecimal digits, the same on every machine and in every release. `occurrence` tells apart what
    /// is the same several times over.
    ///
    /// FNV-1a: the hashes of the standard library may change between releases, and nobody gains by a collision here.
    pub(super) fn fingerprint(&self, occurrence: usize) -> String {
        let subject = self.subject.as_deref().unwrap_or_default();
        let occurrence = occurrence.to_string();
        let parts = [&self.rule, &self.file, subject, &self.message, &occurrence];
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in parts.into_iter().flat_map(|part| part.bytes().chain([0])) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        format!("{hash:016x}")
    }
}

/// One problem, and what became of it in this run.
#[derive(Debug)]
pub(in crate::cli) struct Finding<'a> {
    /// What it weighs here.
    pub(super) severity: Severity,
    /// What was found.
    pub(super) diagnostic: &'a Diagnostic,
    /// What makes it the same in another run.
    pub(in crate::cli) problem: Problem,
    /// Which of several that are the same in their file this is, from 1.
    pub(in crate::cli) occurrence: usize,
    /// Whether a baseline lists it.
    pub(in crate::cli) is_known: bool,
    is_denied: bool,
}

impl Finding<'_> {
    /// Whether it only tells that something could not be found out. Not where the project weighs it as an error.
    pub(in crate::cli) fn is_lenient(&self) -> bool {
        self.severity == Severity::Warning && LENIENT.contains(&self.diagnostic.rule)
    }

    /// Whether it fails the run.
    pub(super) fn fails(&self) -> bool {
        !self.is_known && self.is_denied && !self.is_lenient()
    }

    /// `error`, `warning`.
    pub(super) fn level(&self) -> &'static str {
        match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// What came of the comparison with a baseline.
#[derive(Debug)]
pub(in crate::cli) struct Compared {
    /// Problems that the baseline lists and that are no more, each with how often.
    pub(in crate::cli) cured: Vec<(Problem, usize)>,
}

/// All problems of a run, by (path, place, rule).
#[derive(Debug)]
pub(in crate::cli) struct Findings<'a> {
    pub(super) sources: &'a Sources,
    /// Where the project is, seen from where the program runs: empty, or with `/` at its end.
    pub(super) folder: String,
    pub(in crate::cli) list: Vec<Finding<'a>>,
    /// Where a baseline was given.
    pub(in crate::cli) compared: Option<Compared>,
}

impl<'a> Findings<'a> {
    /// What `report` says of `sources`, where errors fail the run, and what else is denied.
    pub(in crate::cli) fn new(report: &'a Report, sources: &'a Sources, deny: Deny) -> Self {
        let mut seen: BTreeMap<Problem, usize> = BTreeMap::new();
        let mut list = Vec::new();
        for (severity, diagnostic) in report.sorted(sources) {
            let problem = Problem {
                file: path(sources, diagnostic.span),
                rule: diagnostic.rule.name.to_owned(),
                message: diagnostic.message.clone(),
                subject: diagnostic.subject.clone(),
            };
            let occurrence = seen.entry(problem.clone()).or_default();
            *occurrence += 1;
            let occurrence = *occurrence;
            let is_denied = severity == Severity::Error || deny.deny == Some(Denied::Warnings);
            list.push(Finding { severity, diagnostic, problem, occurrence, is_known: false, is_denied });
        }
        Findings { sources, folder: String::new(), list, compared: None }
    }

    /// With paths for tools that look at the project from where the program runs: `dir` is its folder.
    pub(in crate::cli) fn within(self, dir: &Path) -> Self {
        Findings { folder: folder_from_here(dir), ..self }
    }

    /// The problems that no baseline lists.
    pub(super) fn new_ones(&self) -> impl Iterator<Item = &Finding<'a>> {
        self.list.iter().filter(|finding| !finding.is_known)
    }

    /// How many new problems are errors, and how many warnings.
    pub(super) fn count(&self) -> (usize, usize) {
        let errors = self.new_ones().filter(|finding| finding.severity == Severity::Error).count();
        (errors, self.new_ones().count() - errors)
    }

    /// How many problems a baseline lists.
    pub(super) fn count_known(&self) -> usize {
        self.list.len() - self.new_ones().count()
    }

    /// Whether the run fails.
    pub(in crate::cli) fn outcome(&self) -> Outcome {
        if self.list.iter().any(Finding::fails) { Outcome::Faulty } else { Outcome::Fine }
    }

    /// The path of a place as authors know it.
    pub(super) fn path(&self, span: Span) -> String {
        path(self.sources, span)
    }

    /// Message and remedy, a line each, and where the place is if tools outside of the project cannot go there.
    pub(super) fn told(&self, finding: &Finding<'_>) -> String {
        let diagnostic = finding.diagnostic;
        let mut lines = vec![printable(&diagnostic.message)];
        lines.extend(diagnostic.help.as_deref().map(printable));
        if self.sources[diagnostic.span.file].origin == Origin::Embedded {
            lines.push(format!("in `{}`, a part of the program", printable(&finding.problem.file)));
        }
        lines.join("\n")
    }

    /// A place for tools that know files by their place in a repository.
    ///
    /// What is a part of the program is in none: the manifest stands in, where there is one.
    pub(super) fn place(&self, span: Span) -> Option<Place> {
        let span = match self.sources[span.file].origin {
            Origin::Project => span,
            Origin::Embedded => Span::start_of(self.sources.find("book.toml")?),
        };
        Some(Place {
            path: format!("{}{}", self.folder, self.sources[span.file].path),
            start: self.sources.position(span.file, span.start),
            end: self.sources.position(span.file, span.end),
        })
    }
}

fn path(sources: &Sources, span: Span) -> String {
    let source = &sources[span.file];
    match source.origin {
        Origin::Project => source.path.clone(),
        Origin::Embedded => format!("<default>/{}", source.path),
    }
}

/// How many characters of a text are shown.
const LONGEST: usize = 1_000;

/// A text as one line that no escape sequence of a source can get into, that reads from left to right, and that loses
/// its middle where it is very long.
pub(in crate::cli) fn printable(text: &str) -> String {
    let (before, after) = (LONGEST / 2, LONGEST - LONGEST / 2 - 1);
    let cut = text.char_indices().nth(before).zip(text.char_indices().nth_back(after - 1));
    match cut {
        Some(((from, _), (to, _))) if text[from..to].chars().nth(1).is_some() => {
            text[..from].chars().map(harmless).chain(['…']).chain(text[to..].chars().map(harmless)).collect()
        }
        _ => text.chars().map(harmless).collect(),
    }
}

/// A character as it can be shown: not one that steers a terminal, or turns around what is around it.
pub(super) fn harmless(c: char) -> char {
    match c {
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => ' ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Level;
    use crate::source::SourceFile;

    fn problem(message: &str, subject: Option<&str>) -> Problem {
        let subject = subject.map(str::to_owned);
        Problem {
            file: "a.md".to_owned(),
            rule: "link/dead".to_owned(),
            message: message.to_owned(),
            subject,
        }
    }

    #[test]
    fn no_text_turns_a_line_around_or_goes_on_for_ever() {
        assert_eq!(printable("a\u{1b}[31m\u{202e}b\u{2066}c\u{200f}"), "a [31m\u{fffd}b\u{fffd}c\u{fffd}");
        let long = printable(&format!("begin{}end", "é".repeat(100_000)));
        assert_eq!(long.chars().count(), LONGEST);
        assert!(long.starts_with("beginé") && long.contains("é…é") && long.ends_with("éend"), "{long}");
        let just = "é".repeat(LONGEST);
        assert_eq!(printable(&just), just);
    }

    #[test]
    fn a_fingerprint_is_the_same_in_every_release() {
        assert_eq!(problem("gone", None).fingerprint(1), "bfb9e89f6a4f6aa2");
        assert_ne!(problem("gone", None).fingerprint(1), problem("gone", None).fingerprint(2));
        assert_ne!(problem("gone", Some("a")).fingerprint(1), problem("gonea", None).fingerprint(1));
    }

    #[test]
    fn what_cannot_be_known_fails_only_where_it_weighs_as_an_error() {
        let sources = Sources::new(vec![SourceFile::new("a.md", "a")], vec![]);
        let file = sources.find("a.md").expect("the file is there");
        let denied = Deny { deny: Some(Denied::Warnings) };
        for rule in LENIENT {
            let mut report = Report::new();
            report.push(Diagnostic::new(rule, Span::start_of(file), "nobody knows"));
            assert!(matches!(Findings::new(&report, &sources, denied).outcome(), Outcome::Fine));
            report.set_levels(BTreeMap::from([(rule.name.to_owned(), Level::Error)]));
            assert!(matches!(Findings::new(&report, &sources, denied).outcome(), Outcome::Faulty));
        }
    }
}
