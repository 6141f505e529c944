//! Problems as one JSON object, for programs of our own making: the contract is in `docs/commands.md`.
//!
//! Never leaves a key out: what there is none of is `null`.

use serde_json::{Value as Json, json};

use super::finding::{Finding, Findings};

/// The new problems, with a line feed at the end. `known` and `cured` are there where a baseline is.
pub(super) fn json(findings: &Findings<'_>) -> String {
    format!("{:#}\n", value(findings))
}

/// The same as a value.
pub(in crate::cli) fn value(findings: &Findings<'_>) -> Json {
    let (errors, warnings) = findings.count();
    let mut summary = json!({ "errors": errors, "warnings": warnings });
    if let Some(compared) = &findings.compared {
        summary["known"] = findings.count_known().into();
        summary["cured"] = compared.cured.iter().map(|(_, count)| count).sum::<usize>().into();
    }
    let diagnostics: Vec<Json> = findings.new_ones().map(|finding| one(finding, findings)).collect();
    json!({ "summary": summary, "diagnostics": diagnostics })
}

fn one(finding: &Finding<'_>, findings: &Findings<'_>) -> Json {
    let diagnostic = finding.diagnostic;
    let span = diagnostic.span;
    let start = findings.sources.position(span.file, span.start);
    let end = findings.sources.position(span.file, span.end);
    json!({
        "rule": diagnostic.rule.name,
        "severity": finding.level(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "file": findings.path(span),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "subject": diagnostic.subject,
    })
}
