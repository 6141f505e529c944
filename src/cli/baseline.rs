//! A baseline: the problems that a project knows of and lives with for now.
//!
//! Hides its file: JSON with a problem a line, in order, so that a change of it can be read and merged. Problems are
//! told by what they say and in which file, never by their line. Reads and writes no file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::report::{Finding, Findings, Problem};

/// The only version of the file there is.
const VERSION: u32 = 1;

/// What a run looked at: of the rest it cannot tell whether it is still there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Coverage {
    /// It looked at nothing but links, and what keeps them from being read.
    pub(super) links_only: bool,
    /// It looked at every link of the sources.
    pub(super) all_links: bool,
    /// It asked after every address outside of the site.
    pub(super) all_addresses: bool,
}

impl Coverage {
    /// What it did not find is not there.
    pub(super) const WHOLE: Coverage = Coverage { links_only: false, all_links: true, all_addresses: true };
}

/// The known problems, each with how often it is known.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Baseline {
    problems: BTreeMap<Problem, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u32,
    problems: Vec<Line>,
}

/// One line of the file; what is left out is one, or nothing.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    file: String,
    rule: String,
    message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(default = "once", skip_serializing_if = "is_once")]
    count: usize,
}

fn once() -> usize {
    1
}

fn is_once(count: &usize) -> bool {
    *count == 1
}

impl Baseline {
    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// Why it is no baseline, in words that continue "`file` …".
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let stored: Stored =
            serde_json::from_str(text).map_err(|error| format!("is not a baseline: {error}"))?;
        if stored.version != VERSION {
            return Err(format!("is a baseline of version {}, and {VERSION} is known", stored.version));
        }
        let mut problems = BTreeMap::new();
        for Line { file, rule, message, subject, count } in stored.problems {
            // A line that a merge has doubled counts once.
            let known: &mut usize = problems.entry(Problem { file, rule, message, subject }).or_default();
            *known = count.max(*known);
        }
        Ok(Baseline { problems })
    }

    /// The text of the file.
    pub(super) fn write(&self) -> String {
        let lines: Vec<String> = self.problems.iter().map(line).collect();
        let separator = if lines.is_empty() { "" } else { "\n" };
        let lines = lines.join(",\n");
        format!("{{\n  \"version\": {VERSION},\n  \"problems\": [{separator}{lines}{separator}  ]\n}}\n")
    }

    /// How many problems it lists.
    pub(super) fn len(&self) -> usize {
        self.problems.values().sum()
    }

    /// Marks what is known among `findings`, and gives back the problems that are cured, with how often.
    pub(super) fn compare(&self, findings: &mut Findings<'_>, coverage: Coverage) -> Vec<(Problem, usize)> {
        let undecided = undecided(findings);
        let mut left = self.problems.clone();
        for finding in findings.list.iter_mut().filter(|finding| !finding.is_lenient()) {
            if let Some(left) = left.get_mut(&finding.problem).filter(|left| **left > 0) {
                *left -= 1;
                finding.is_known = true;
            }
        }
        left.retain(|problem, left| *left > 0 && can_be_told(problem, &undecided, coverage));
        left.into_iter().collect()
    }

    /// What the baseline has to list for all of `findings` to be known: they, and what this run cannot tell of.
    pub(super) fn updated(&self, findings: &Findings<'_>, coverage: Coverage) -> Self {
        let undecided = undecided(findings);
        let mut problems = self.problems.clone();
        problems.retain(|problem, _| !can_be_told(problem, &undecided, coverage));
        for finding in findings.list.iter().filter(|finding| !finding.is_lenient()) {
            let count = problems.entry(finding.problem.clone()).or_default();
            *count = finding.occurrence.max(*count);
        }
        Baseline { problems }
    }
}

fn line((problem, count): (&Problem, &usize)) -> String {
    let Problem { file, rule, message, subject } = problem.clone();
    let line = Line { file, rule, message, subject, count: *count };
    format!("    {}", serde_json::to_string(&line).expect("texts and a number are JSON"))
}

/// Addresses outside of the site of which this run could not find out anything, each with its file.
fn undecided(findings: &Findings<'_>) -> Vec<(String, String)> {
    let lenient = findings.list.iter().filter(|finding| Finding::is_lenient(finding));
    lenient
        .flat_map(|Finding { problem, .. }| {
            addresses(problem).map(|address| (problem.file.clone(), address.to_owned()))
        })
        .collect()
}

/// Whether a run that did not find `problem` shows that it is gone.
fn can_be_told(problem: &Problem, undecided: &[(String, String)], coverage: Coverage) -> bool {
    let is_of = |topic: &str| problem.rule.starts_with(topic);
    if !is_of("link/") && !is_of("console/") {
        return !coverage.links_only || is_of("syntax/");
    }
    let is_undecided =
        |address: &str| undecided.iter().any(|(file, known)| *file == problem.file && known == address);
    coverage.all_links && addresses(problem).all(|address| coverage.all_addresses && !is_undecided(address))
}

/// The addresses outside of the site that a problem names, in backticks or as its subject.
fn addresses(problem: &Problem) -> impl Iterator<Item = &str> {
    let quoted = problem.message.split('`').skip(1).step_by(2);
    quoted.chain(problem.subject.as_deref()).filter(|name| name.contains("://"))
}
