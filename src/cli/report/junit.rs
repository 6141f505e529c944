//! Problems as JUnit's XML, which CI systems show as tests.
//!
//! A rule is a suite and a problem a case. The name of a case holds no line, so that a service which compares two runs
//! knows it again; services that take one case of a name find each name once. Attributes are those that every reader
//! knows. Never holds a time or the name of a machine.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::finding::{Finding, Findings};
use super::text::plain;

/// The whole file: what fails the run failed, what a baseline lists was skipped, other warnings passed and say so in
/// their output. One case that passed where there is no problem.
pub(super) fn junit(findings: &Findings<'_>) -> String {
    let mut suites: BTreeMap<&str, Vec<&Finding<'_>>> = BTreeMap::new();
    for finding in &findings.list {
        suites.entry(finding.diagnostic.rule.name).or_default().push(finding);
    }
    let failures = findings.list.iter().filter(|finding| finding.fails()).count();
    let tests = findings.list.len().max(1);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"maquette\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
    );
    if suites.is_empty() {
        out.push_str(
            "  <testsuite name=\"maquette\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n    \
             <testcase classname=\"maquette\" name=\"no problems\"/>\n  </testsuite>\n",
        );
    }
    for (rule, problems) in suites {
        suite(rule, &problems, findings, &mut out);
    }
    out.push_str("</testsuites>\n");
    out
}

fn suite(rule: &str, problems: &[&Finding<'_>], findings: &Findings<'_>, out: &mut String) {
    let failures = problems.iter().filter(|finding| finding.fails()).count();
    let skipped = problems.iter().filter(|finding| finding.is_known).count();
    let _ = writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">",
        escaped(rule),
        problems.len(),
    );
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for finding in problems {
        let name = format!("{}: {}", finding.problem.file, finding.problem.message);
        let count = names.entry(name.clone()).or_default();
        *count += 1;
        let name = if *count == 1 { name } else { format!("{name} ({count})") };
        case(finding, &name, findings, out);
    }
    out.push_str("  </testsuite>\n");
}

fn case(finding: &Finding<'_>, name: &str, findings: &Findings<'_>, out: &mut String) {
    let rule = escaped(finding.diagnostic.rule.name);
    let message = escaped(&finding.diagnostic.message);
    let _ = writeln!(out, "    <testcase classname=\"{rule}\" name=\"{}\">", escaped(name));
    let _ = match (finding.is_known, finding.fails()) {
        (true, _) => writeln!(out, "      <skipped message=\"listed in the baseline: {message}\"/>"),
        (false, true) => {
            let shown = escaped(&plain(finding, findings));
            writeln!(out, "      <failure type=\"{rule}\" message=\"{message}\">{shown}</failure>")
        }
        (false, false) => {
            writeln!(out, "      <system-out>{}</system-out>", escaped(&plain(finding, findings)))
        }
    };
    out.push_str("    </testcase>\n");
}

/// A text as it stands in an element or an attribute, without what XML 1.0 cannot hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_an_element_or_breaks_the_file() {
        let nasty = "a<b>&\"c\"]]>\u{0}\u{1b}[31m\u{fffe}\n\u{85}é";
        let file = format!("<a b=\"{0}\">{0}</a>", escaped(nasty));
        let read = roxmltree::Document::parse(&file).expect("this is XML");
        assert_eq!(read.root_element().text(), Some("a<b>&\"c\"]]>[31m\né"));
    }
}
