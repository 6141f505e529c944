//! What authors are told: rules, diagnostics, and the report that collects them.
//!
//! Hides how severities are decided. Knows no rule by name, draws nothing, ends no program.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::outside::without_credentials;
use crate::source::{Sources, Span};

/// How much a diagnostic weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Said, but the site is built.
    Warning,
    /// Nothing is written.
    Error,
}

/// The weight of a rule in a project: its default, or what `[output.maquette.check]` says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// The rule is silent.
    Off,
    /// The rule warns.
    Warning,
    /// The rule fails the run.
    Error,
}

/// A kind of problem. Rules are constants beside the code that finds the problem.
#[derive(PartialEq, Eq, Debug)]
pub struct Rule {
    /// `topic/name`, stable across releases.
    pub name: &'static str,
    /// Its weight where the project says nothing.
    pub default: Level,
    /// One line: what is wrong when it fires.
    pub summary: &'static str,
    /// Some lines of plain text: why it matters and how to put it right.
    pub explanation: &'static str,
}

/// One problem at one place.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The kind of problem.
    pub rule: &'static Rule,
    /// The fact, one lower-case line without a full stop; it stands alone.
    pub message: String,
    /// The remedy, an imperative.
    pub help: Option<String>,
    /// The place.
    pub span: Span,
    /// Other places that matter, each with a short text ("first declared here").
    pub notes: Vec<(String, Span)>,
    /// The id of the service, page, stack or node it is about.
    pub subject: Option<String>,
    /// What would put it right without anybody thinking about it.
    pub edit: Option<Edit>,
}

/// A change of a source: within `span`, the text `from` becomes `to`. Around it may stand quotes and the like, which
/// stay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// Where `from` is written, once.
    pub span: Span,
    /// The text as it is.
    pub from: String,
    /// The text as it should be.
    pub to: String,
}

impl Diagnostic {
    /// A problem of the kind `rule` at `span`. User names and passwords of addresses are left out of all its texts.
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            rule,
            message: harmless(message),
            help: None,
            span,
            notes: Vec::new(),
            subject: None,
            edit: None,
        }
    }

    /// With a remedy.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(harmless(help));
        self
    }

    /// With `did you mean` as its remedy, where a known name is near.
    pub fn suggest<'a>(self, written: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(written, known) {
            Some(near) => self.help(format!("write `{near}`")),
            None => self,
        }
    }

    /// With a second place.
    pub fn note(mut self, text: impl Into<String>, span: Span) -> Self {
        self.notes.push((harmless(text), span));
        self
    }

    /// With a change of `from` to `to`, at the place of the problem.
    pub fn edit(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.edit = Some(Edit { span: self.span, from: from.into(), to: to.into() });
        self
    }

    /// With the id of what it is about.
    pub fn subject(mut self, id: impl Into<String>) -> Self {
        self.subject = Some(id.into());
        self
    }
}

fn harmless(text: impl Into<String>) -> String {
    let text = text.into();
    match without_credentials(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(text) => text,
    }
}

/// All problems of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    levels: BTreeMap<String, Level>,
}

impl Report {
    /// An empty report in which every rule has its default weight.
    pub fn new() -> Self {
        Report::default()
    }

    /// Notes one more problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Takes over the problems that were collected apart, for instance on another thread.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(diagnostics);
    }

    /// All problems as they were noted, those of rules that are off too.
    pub fn all(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Forgets the problems that are not `wanted`.
    pub fn retain(&mut self, wanted: impl FnMut(&Diagnostic) -> bool) {
        self.diagnostics.retain(wanted);
    }

    /// Sets the weight of rules by name, also of problems noted before.
    pub fn set_levels(&mut self, levels: BTreeMap<String, Level>) {
        self.levels = levels;
    }

    /// What `rule` weighs in this run; `None` is off.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        match self.levels.get(rule.name).copied().unwrap_or(rule.default) {
            Level::Off => None,
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }

    /// The problems whose rule is not off, with their weight, by (path, place, rule); the same problem said
    /// twice counts once.
    pub fn sorted<'a>(&'a self, sources: &Sources) -> Vec<(Severity, &'a Diagnostic)> {
        let mut found: Vec<_> =
            self.diagnostics.iter().filter_map(|d| Some((self.severity(d.rule)?, d))).collect();
        let key = |d: &'a Diagnostic| (d.span.start, d.span.end, d.rule.name, d.message.as_str());
        found.sort_by(|(_, a), (_, b)| {
            sources[a.span.file].path.cmp(&sources[b.span.file].path).then_with(|| key(a).cmp(&key(b)))
        });
        found.dedup_by(|(_, a), (_, b)| a.span.file == b.span.file && key(a) == key(b));
        found
    }

    /// Whether anything of the given weight or more was found.
    pub fn has(&self, severity: Severity) -> bool {
        self.diagnostics.iter().any(|d| self.severity(d.rule).is_some_and(|s| s >= severity))
    }

    /// Whether the sources have errors.
    pub fn has_errors(&self) -> bool {
        self.has(Severity::Error)
    }
}

/// The known name that a reader would take `written` for, if there is one: at most a third of its characters differ,
/// and at least one and at most four may. Of equally near ones the first by name. Case does not count.
///
/// Distance: Damerau–Levenshtein with adjacent swaps, given up as soon as it is too far, so that thousands of names
/// cost little.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded: Vec<char> = written.to_lowercase().chars().take(MAX_COMPARED).collect();
    let limit = (folded.len() / 3).clamp(1, 4);
    let mut name: Vec<char> = Vec::new();
    known
        .into_iter()
        .filter_map(|known| {
            name.clear();
            name.extend(known.chars().flat_map(char::to_lowercase).take(MAX_COMPARED));
            Some((distance(&folded, &name, limit)?, known))
        })
        .min()
        .map(|(_, name)| name)
}

/// How many characters of a name are compared.
const MAX_COMPARED: usize = 96;

/// The distance of two names; `None` if it is more than `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        // Only cells near the diagonal can stay within the limit.
        let (from, to) = (i.saturating_sub(limit).max(1), (i + limit).min(b.len()));
        let mut row = vec![limit + 1; b.len() + 1];
        row[0] = i;
        for j in from..=to {
            let differs = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + differs);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().all(|far| *far > limit) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|far| *far <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near_or_none() {
        let known = ["console", "category", "summary"];
        assert_eq!(nearest("consoel", known), Some("console"));
        assert_eq!(nearest("Catgory", known), Some("category"));
        assert_eq!(nearest("x", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest("summray", known), Some("summary"), "a swap is one step");
        assert_eq!(nearest("presentation-of-the-service", ["presentation"]), None, "four steps at most");
    }
}
