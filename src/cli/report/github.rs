//! Problems as GitHub shows them in the lines of a change: workflow commands in the output of a step.
//!
//! Never lets a text of a source begin a command of its own.

use super::finding::{Finding, Findings};

/// A line for each new problem.
pub(super) fn github(findings: &Findings<'_>) -> String {
    findings.new_ones().map(|finding| format!("{}\n", one(finding, findings))).collect()
}

fn one(finding: &Finding<'_>, findings: &Findings<'_>) -> String {
    let mut properties = Vec::new();
    if let Some(place) = findings.place(finding.diagnostic.span) {
        properties.push(format!("file={}", property(&place.path)));
        properties.push(format!("line={},endLine={}", place.start.line, place.end.line));
        // GitHub refuses columns of what goes over several lines.
        if place.start.line == place.end.line {
            properties.push(format!("col={},endColumn={}", place.start.column, place.end.column));
        }
    }
    properties.push(format!("title={}", property(finding.diagnostic.rule.name)));
    let message = data(&findings.told(finding));
    format!("::{} {}::{message}", finding.level(), properties.join(","))
}

/// What stands after the last `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands after a `=`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_a_command_or_begins_one() {
        assert_eq!(data("100 %\r\n::stop::, a:b"), "100 %25%0D%0A::stop::, a:b");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
    }
}
