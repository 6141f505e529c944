//! A whole project as one string, for the tests at the foot of each file.
//!
//! Each file follows a line `--- path`. What every project needs is there already: two languages, a region, a
//! category and the words of the interface; a file of the same path takes its place.

use crate::diagnostic::Report;
use crate::model::{Model, resolve};
use crate::parse::parse;
use crate::source::{SourceFile, Sources};

const BASE: [(&str, &str); 4] = [
    (
        "book.toml",
        "[book]\ntitle = \"Shop\"\nlanguage = \"en\"\n\n[output.maquette]\nlanguages = [\"en\", \"fr\"]\nregion = \"eu-west-1\"\n",
    ),
    (
        "content/catalog/base.yaml",
        "regions:\n  eu-west-1: Ireland\n  us-east-1: Virginia\ncategories:\n  compute: Compute\n",
    ),
    ("locales/en/site.ftl", "language-name = English\n"),
    ("locales/fr/site.ftl", "language-name = français\n"),
];

/// The texts of a project.
pub(crate) fn sources(project: &str) -> Sources {
    let mut files: Vec<SourceFile> = Vec::new();
    for line in project.split_inclusive('\n') {
        match (line.strip_prefix("--- "), files.last_mut()) {
            (Some(path), _) => files.push(SourceFile::new(path.trim(), "")),
            (None, Some(file)) => file.text.push_str(line),
            (None, None) => {}
        }
    }
    for (path, text) in BASE {
        if !files.iter().any(|file| file.path == path) {
            files.push(SourceFile::new(path, text));
        }
    }
    Sources::new(files, vec![])
}

/// The model of a project and what was said while it was made.
pub(crate) fn model(sources: &Sources) -> (Model, Report) {
    let mut report = Report::new();
    let parsed = parse(sources, &mut report);
    let model = resolve(parsed, &mut report);
    (model, report)
}

/// Checks that reading, resolving and checking a project says just this: a line `path:line:column rule` each, in
/// order.
#[track_caller]
pub(crate) fn check(project: &str, expected: &[&str]) {
    let sources = sources(project);
    let (model, mut report) = model(&sources);
    crate::check::check(&model, crate::check::ALL, &mut report);
    assert_eq!(said(&report, &sources), expected, "{report:#?}");
}

/// What a report says, a line each.
pub(crate) fn said(report: &Report, sources: &Sources) -> Vec<String> {
    report
        .sorted(sources)
        .iter()
        .map(|(_, diagnostic)| {
            let place = sources.position(diagnostic.span.file, diagnostic.span.start);
            format!("{}:{place} {}", sources[diagnostic.span.file].path, diagnostic.rule.name)
        })
        .collect()
}
