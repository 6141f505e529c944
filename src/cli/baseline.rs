//! A baseline: the problems that a project knows of and lives with for now.
//!
//! Hides its file: JSON with a problem a line, in order, so that a change of it can be read and merged. Problems are
//! told by what they say and in which file, never by their line. Reads and writes no file.

use std::collections::{BTreeMap, BTreeSet};

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
        let list = if lines.is_empty() { String::new() } else { format!("\n{}\n  ", lines.join(",\n")) };
        format!("{{\n  \"version\": {VERSION},\n  \"problems\": [{list}]\n}}\n")
    }

    /// How many problems it lists.
    pub(super) fn len(&self) -> usize {
        self.problems.values().sum()
    }

    /// Marks what is known among `findings`, and gives back the problems that are cured, with how often.
    pub(super) fn compare(&self, findings: &mut Findings<'_>, coverage: Coverage) -> Vec<(Problem, usize)> {
        let undecided = undecided(findings);
        let mut left = self.problems.clone();
        // Of links on changed lines nobody can tell whether they are those that were known, or as many more.
        let is_open = |finding: &Finding<'_>| !coverage.all_links && is_about_links(&finding.problem);
        for finding in findings.list.iter_mut().filter(|finding| !finding.is_lenient() && !is_open(finding)) {
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

/// Addresses outside of the site of which a run could not find out anything, by file.
type Undecided = BTreeMap<String, BTreeSet<String>>;

fn undecided(findings: &Findings<'_>) -> Undecided {
    let mut undecided = Undecided::new();
    for Finding { problem, .. } in findings.list.iter().filter(|finding| finding.is_lenient()) {
        let known = undecided.entry(problem.file.clone()).or_default();
        known.extend(addresses(problem).map(str::to_owned));
    }
    undecided
}

fn is_about_links(problem: &Problem) -> bool {
    crate::check::is_about_links(&problem.rule)
}

/// Whether a run that did not find `problem` shows that it is gone.
fn can_be_told(problem: &Problem, undecided: &Undecided, coverage: Coverage) -> bool {
    let is_of = |topic: &str| problem.rule.starts_with(topic);
    if is_of("console/") {
        return coverage.all_links;
    }
    if !is_of("link/") {
        return !coverage.links_only || is_of("syntax/") || is_of("book/");
    }
    let is_open =
        |address: &str| undecided.get(&problem.file).is_some_and(|addresses| addresses.contains(address));
    coverage.all_links && addresses(problem).all(|address| coverage.all_addresses && !is_open(address))
}

/// The addresses outside of the site that a problem names, in backticks or as its subject.
fn addresses(problem: &Problem) -> impl Iterator<Item = &str> {
    let quoted = problem.message.split('`').skip(1).step_by(2);
    quoted.chain(problem.subject.as_deref()).filter(|name| name.contains("://"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::LENIENT;
    use crate::cli::Deny;
    use crate::diagnostic::{Diagnostic, Level, Report, Rule};
    use crate::source::{SourceFile, Sources, Span};

    static DEAD: Rule =
        Rule { name: "link/dead", default: Level::Error, summary: "dead", explanation: "dead" };
    static TITLE: Rule =
        Rule { name: "page/missing-title", default: Level::Error, summary: "title", explanation: "title" };

    const OFFLINE: Coverage = Coverage { all_addresses: false, ..Coverage::WHOLE };

    const A: &str = "`https://a.example/` answers 404";
    const B: &str = "`https://b.example/` answers 404";

    /// A report of problems that all stand in one file, a line each, from line `first`.
    fn report(problems: &[(&'static Rule, &str)], first: usize) -> (Report, Sources) {
        let sources = Sources::new(vec![SourceFile::new("a.md", "\n".repeat(100))], vec![]);
        let file = sources.find("a.md").expect("the file is there");
        let mut report = Report::new();
        for (line, (rule, message)) in problems.iter().enumerate() {
            report.push(Diagnostic::new(rule, Span::new(file, first + line, first + line), *message));
        }
        (report, sources)
    }

    fn baseline(problems: &[(&'static Rule, &str)]) -> Baseline {
        let (report, sources) = report(problems, 0);
        Baseline::default().updated(&findings(&report, &sources), Coverage::WHOLE)
    }

    fn findings<'a>(report: &'a Report, sources: &'a Sources) -> Findings<'a> {
        Findings::new(report, sources, Deny { deny: None })
    }

    /// What is new and what is cured where `known` is the baseline and `found` is found, a line further down.
    fn compared(
        known: &[(&'static Rule, &str)],
        found: &[(&'static Rule, &'static str)],
        coverage: Coverage,
    ) -> (Vec<String>, Vec<String>) {
        let (report, sources) = report(found, 1);
        let mut findings = findings(&report, &sources);
        let cured = baseline(known).compare(&mut findings, coverage);
        let new = findings.list.into_iter().filter(|finding| !finding.is_known);
        let new = new.map(|finding| finding.problem.message).collect();
        let cured = cured.into_iter().map(|(problem, count)| format!("{} {count}", problem.message));
        (new, cured.collect())
    }

    #[test]
    fn what_has_moved_is_known_and_what_is_gone_is_cured() {
        let none: [String; 0] = [];
        let (new, cured) = compared(&[(&DEAD, A)], &[(&TITLE, "no title"), (&DEAD, A)], Coverage::WHOLE);
        assert_eq!((new, cured), (vec!["no title".to_owned()], none.to_vec()));
        let (new, cured) = compared(&[(&DEAD, A), (&TITLE, "no title")], &[(&DEAD, B)], Coverage::WHOLE);
        assert_eq!(new, [B]);
        assert_eq!(cured, [format!("{A} 1"), "no title 1".to_owned()]);
    }

    #[test]
    fn what_is_the_same_several_times_is_counted() {
        let (new, cured) = compared(&[(&DEAD, A)], &[(&DEAD, A), (&DEAD, A), (&DEAD, A)], Coverage::WHOLE);
        assert_eq!((new.len(), cured.len()), (2, 0));
        let (new, cured) = compared(&[(&DEAD, A), (&DEAD, A), (&DEAD, A)], &[(&DEAD, A)], Coverage::WHOLE);
        assert_eq!((new.len(), cured), (0, vec![format!("{A} 2")]));
    }

    #[test]
    fn a_run_that_asks_nobody_cures_no_link_to_the_outside() {
        let known = [(&DEAD, A), (&DEAD, "there is no page `b`"), (&TITLE, "no title")];
        let (_, cured) = compared(&known, &[], OFFLINE);
        assert_eq!(cured, ["there is no page `b` 1", "no title 1"]);
        let (report, sources) = report(&[], 0);
        let kept = baseline(&known).updated(&findings(&report, &sources), OFFLINE);
        assert_eq!(kept, baseline(&[(&DEAD, A)]));
    }

    #[test]
    fn what_a_run_did_not_look_at_is_not_cured() {
        static SIGN_IN: Rule = Rule {
            name: "console/sign-in",
            default: Level::Error,
            summary: "sign-in",
            explanation: "sign-in",
        };
        let known = [(&SIGN_IN, A), (&DEAD, "there is no page `b`"), (&TITLE, "no title")];
        let cured = |coverage| compared(&known, &[], coverage).1.len();
        assert_eq!(cured(OFFLINE), 3, "an address of a console is judged without a request");
        assert_eq!(cured(Coverage { all_links: false, ..OFFLINE }), 1, "the title");
        assert_eq!(cured(Coverage { links_only: true, ..Coverage::WHOLE }), 2, "all but the title");
    }

    #[test]
    fn a_server_that_is_down_cures_nothing_and_is_never_known() {
        for unreachable in LENIENT {
            let down = (*unreachable, "`https://a.example/` did not answer");
            assert_eq!(baseline(&[down]).len(), 0, "{}", unreachable.name);
            let (new, cured) = compared(&[(&DEAD, A), (&DEAD, B)], &[down], Coverage::WHOLE);
            assert_eq!((new.len(), cured), (1, vec![format!("{B} 1")]), "{}", unreachable.name);
        }
    }

    #[test]
    fn the_file_has_a_line_for_each_problem_and_is_read_as_it_was_written() {
        let baseline =
            baseline(&[(&TITLE, "no title"), (&DEAD, A), (&DEAD, "\"quoted\" \u{1b}"), (&DEAD, A)]);
        let text = baseline.write();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 5 + 3, "{text}");
        assert_eq!(
            lines[4],
            r#"    {"file":"a.md","rule":"link/dead","message":"`https://a.example/` answers 404","count":2},"#
        );
        assert_eq!(Baseline::read(&text), Ok(baseline));
        assert_eq!(Baseline::read(&Baseline::default().write()), Ok(Baseline::default()));
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        let refused = [
            "",
            "[]",
            "{\"version\": 2, \"problems\": []}",
            "{\"version\": 1}",
            "{\"version\": 1, \"problems\": [{\"file\": \"a\"}]}",
            "{\"version\": 1, \"problems\": [{\"file\": \"a\", \"rule\": \"b\", \"message\": \"c\", \"line\": 1}]}",
            "<<<<<<< ours\n{\"version\": 1, \"problems\": []}",
        ];
        for text in refused {
            assert!(Baseline::read(text).is_err_and(|fault| fault.starts_with("is ")), "{text}");
        }
    }
}
