//! Problems as people and programs read them.
//!
//! Hides the formats: each is a function from [`Findings`] to a text. Never decides what is a problem.

mod finding;
mod github;
mod json;
mod junit;
mod place;
mod sarif;
mod text;
mod written;

pub(super) use finding::{Compared, Finding, Findings, Problem, printable};
pub(super) use json::value;
pub(super) use text::text;
pub(super) use written::Written;

use clap::ValueEnum;

/// How a report is written.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Source lines with the place underlined
    Text,
    /// One JSON object
    Json,
    /// A SARIF 2.1.0 log, for code scanning
    Sarif,
    /// JUnit's XML, for CI systems that show tests
    Junit,
    /// GitHub's workflow commands, which it shows in the lines of a change
    Github,
}

/// The report; colours are for text alone.
fn write(format: Format, findings: &Findings<'_>, is_coloured: bool) -> String {
    match format {
        Format::Text => text(findings, is_coloured),
        Format::Json => json::json(findings),
        Format::Sarif => sarif::sarif(findings),
        Format::Junit => junit::junit(findings),
        Format::Github => github::github(findings),
    }
}

/// `2 errors and 1 warning`, or `no problems`; with a baseline `1 error, 3 known`.
pub(super) fn summary(findings: &Findings<'_>) -> String {
    let known = findings.count_known();
    let new = match findings.count() {
        (0, 0) if known > 0 => "no new problems".to_owned(),
        (0, 0) => "no problems".to_owned(),
        (errors, 0) => counted(errors, "error"),
        (0, warnings) => counted(warnings, "warning"),
        (errors, warnings) => format!("{} and {}", counted(errors, "error"), counted(warnings, "warning")),
    };
    if known > 0 { format!("{new}, {known} known") } else { new }
}

/// `1 error`, `2 errors`.
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
