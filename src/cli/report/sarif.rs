//! Problems as a SARIF 2.1.0 log, for code scanning.
//!
//! Never holds an absolute path or a time: two runs over the same sources give the same bytes.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value as Json, json};

use super::finding::{Finding, Findings};
use super::place::Place;
use crate::cli::explain::explained;
use crate::diagnostic::{Edit, Level, Rule};
use crate::source::{Origin, Span};

/// What this log says that it follows.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The folder that paths start from, by the name that code scanning services know it by.
const ROOT: &str = "%SRCROOT%";

/// What may stand in a path as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The whole log, with a line feed at the end.
///
/// Problems that a baseline lists are in it, marked as accepted: services that keep a history would take them for
/// cured otherwise.
pub(super) fn sarif(findings: &Findings<'_>) -> String {
    let mut rules: BTreeMap<&str, &Rule> = BTreeMap::new();
    rules.extend(findings.list.iter().map(|finding| (finding.diagnostic.rule.name, finding.diagnostic.rule)));
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(index, name)| (*name, index)).collect();
    let results: Vec<Json> = findings.list.iter().map(|finding| result(finding, findings, &index)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver(rules.values().copied()) },
            "originalUriBaseIds": {
                ROOT: { "description": { "text": "the folder that the program was started in" } },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

/// Who speaks, and the rules that it speaks of.
fn driver<'a>(rules: impl Iterator<Item = &'a Rule>) -> Json {
    let mut driver = json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
    });
    let homes = [env!("CARGO_PKG_HOMEPAGE"), env!("CARGO_PKG_REPOSITORY")];
    if let Some(home) = homes.into_iter().find(|home| !home.is_empty()) {
        driver["informationUri"] = home.into();
    }
    driver["rules"] = rules.map(descriptor).collect();
    driver
}

fn descriptor(rule: &Rule) -> Json {
    let (is_enabled, level) = match rule.default {
        Level::Off => (false, "warning"),
        Level::Warning => (true, "warning"),
        Level::Error => (true, "error"),
    };
    let topic = rule.name.split('/').next().unwrap_or_default();
    json!({
        "id": rule.name,
        "shortDescription": { "text": sentence(rule.summary) },
        "fullDescription": { "text": rule.explanation },
        "help": { "text": explained(rule) },
        "defaultConfiguration": { "enabled": is_enabled, "level": level },
        "properties": { "tags": [topic] },
    })
}

/// With a capital and a full stop, as SARIF has it.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

fn result(finding: &Finding<'_>, findings: &Findings<'_>, index: &BTreeMap<&str, usize>) -> Json {
    let diagnostic = finding.diagnostic;
    let place = findings.place(diagnostic.span);
    let mut result = json!({
        "ruleId": diagnostic.rule.name,
        "ruleIndex": index.get(diagnostic.rule.name),
        "level": finding.level(),
        "message": { "text": findings.told(finding) },
        "locations": place.iter().map(|place| json!({ "physicalLocation": physical(place) })).collect::<Json>(),
        "partialFingerprints": { "maquetteProblem/v1": finding.problem.fingerprint(finding.occurrence) },
    });
    let related: Vec<Json> = related(finding, findings).collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if let Some(fix) = fix(finding, findings) {
        result["fixes"] = json!([fix]);
    }
    if findings.compared.is_some() {
        result["baselineState"] = if finding.is_known { "unchanged" } else { "new" }.into();
        // Either every result says which suppressions it has, or none does.
        result["suppressions"] = match finding.is_known {
            true => json!([{ "kind": "external", "justification": "listed in the baseline" }]),
            false => json!([]),
        };
    }
    result
}

fn related(finding: &Finding<'_>, findings: &Findings<'_>) -> impl Iterator<Item = Json> {
    finding.diagnostic.notes.iter().enumerate().filter_map(|(id, (text, span))| {
        let place = findings.place(*span)?;
        Some(json!({ "id": id, "message": { "text": text }, "physicalLocation": physical(&place) }))
    })
}

/// The change that would put it right, where there is one and it is in a file of the project.
fn fix(finding: &Finding<'_>, findings: &Findings<'_>) -> Option<Json> {
    let Edit { span, from, to } = finding.diagnostic.edit.as_ref()?;
    if findings.sources[span.file].origin == Origin::Embedded {
        return None;
    }
    let mut found = findings.sources.slice(*span).match_indices(from);
    let (at, _) = found.next().filter(|_| found.next().is_none())?;
    let start = span.start as usize + at;
    let place = findings.place(Span::new(span.file, start, start + from.len()))?;
    let mut fix = json!({
        "artifactChanges": [{
            "artifactLocation": location(&place),
            "replacements": [{ "deletedRegion": region(&place), "insertedContent": { "text": to } }],
        }],
    });
    if let Some(help) = &finding.diagnostic.help {
        fix["description"] = json!({ "text": help });
    }
    Some(fix)
}

fn physical(place: &Place) -> Json {
    json!({ "artifactLocation": location(place), "region": region(place) })
}

fn location(place: &Place) -> Json {
    json!({ "uri": address(&place.path), "uriBaseId": ROOT })
}

fn region(place: &Place) -> Json {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

/// A path as a relative address.
fn address(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Deny;
    use crate::diagnostic::{Diagnostic, Report};
    use crate::source::{SourceFile, Sources};

    #[test]
    fn paths_are_relative_addresses() {
        assert_eq!(address("content/fr/à côté.md"), "content/fr/%C3%A0%20c%C3%B4t%C3%A9.md");
        assert_eq!(address("a:b/#?%.md"), "a%3Ab/%23%3F%25.md", "no scheme, query or fragment");
    }

    #[test]
    fn a_summary_is_a_sentence() {
        assert_eq!(sentence("a page has no title"), "A page has no title.");
        assert_eq!(sentence(""), ".");
    }

    #[test]
    fn a_change_deletes_what_it_replaces_and_nothing_around_it() {
        static MOVED: Rule =
            Rule { name: "link/moved", default: Level::Error, summary: "moved", explanation: "moved" };
        let text = "é: \"https://old.example/\" # old\n";
        let sources = Sources::new(vec![SourceFile::new("a.yaml", text)], vec![]);
        let file = sources.find("a.yaml").expect("the file is there");
        let fixes = |from: &str| {
            let span = Span::new(file, 4, 27);
            let problem = Diagnostic::new(&MOVED, span, "moved").edit(from, "https://new.example/");
            let mut report = Report::new();
            report.push(problem);
            let log = sarif(&Findings::new(&report, &sources, Deny { deny: None }));
            let log: Json = serde_json::from_str(&log).expect("this is JSON");
            log["runs"][0]["results"][0]["fixes"].clone()
        };
        let fix = &fixes("https://old.example/")[0]["artifactChanges"][0];
        assert_eq!(fix["artifactLocation"]["uri"], "a.yaml");
        assert_eq!(fix["replacements"][0]["insertedContent"]["text"], "https://new.example/");
        let region = &fix["replacements"][0]["deletedRegion"];
        assert_eq!((&region["startColumn"], &region["endColumn"]), (&json!(5), &json!(25)));
        assert_eq!(fixes("e"), Json::Null, "what stands there several times is left alone");
        assert_eq!(fixes("https://other.example/"), Json::Null);
    }
}
