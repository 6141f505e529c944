//! Any bytes as a page and as a summary: read, resolved and checked without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use maquette::diagnostic::Report;
use maquette::model::resolve;
use maquette::parse::parse;
use maquette::source::{SourceFile, Sources};

fuzz_target!(|text: &str| {
    let text = text.replace('\0', "\u{fffd}");
    let files = [
        ("book.toml", "[book]\nlanguage = \"en\"\n"),
        ("content/en/index.md", "# Home\n"),
        ("content/en/page.md", text.as_str()),
        ("content/en/SUMMARY.md", text.as_str()),
    ];
    let files = files.map(|(path, text)| SourceFile::new(path, text)).into();
    let sources = Sources::new(files, vec![]);
    let mut report = Report::new();
    let model = resolve(parse(&sources, &mut report), &mut report);
    maquette::check::check(&model, maquette::check::ALL, &mut report);
    for (_, diagnostic) in report.sorted(&sources) {
        assert!(sources[diagnostic.span.file].text.get(diagnostic.span.range()).is_some());
    }
});
