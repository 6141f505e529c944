//! Bad input never panics: a small project is damaged at random places, then read, checked and rendered.
//!
//! What must hold of any project: no panic, every diagnostic has its place inside of a text, and a project without
//! errors has a site whose paths stay inside of it.

#![allow(clippy::disallowed_methods, reason = "this test reads the project it damages")]

use std::fs;
use std::path::Path;

use maquette::diagnostic::Report;
use maquette::model::resolve;
use maquette::parse::parse;
use maquette::site::{Theme, render, render_markdown};
use maquette::source::{SourceFile, Sources};
use maquette::{check, draw, load};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// The same damage in every run, so that a failure can be repeated.
const SEED: RngSeed = RngSeed::Fixed(20_261_123);

/// The project that `maquette init` writes, and the templates, which a project may replace.
fn texts(folder: &str, prefix: &str, endings: &[&str]) -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be listed") {
            let path = entry.expect("the folder can be listed").path();
            let name =
                path.strip_prefix(&root).expect("the path is below the root").to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = fs::read_to_string(&path).expect("the file can be read");
                files.push(SourceFile::new(format!("{prefix}{name}"), text));
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// One damage to a text.
#[derive(Clone, Debug)]
enum Damage {
    Remove { at: usize, length: usize },
    Insert { at: usize, token: &'static str },
    Repeat { at: usize, length: usize },
    Swap { at: usize, length: usize },
}

/// What is hard on parsers: the special characters of every format, and names that exist.
const TOKENS: [&str; 48] = [
    "\t",
    "\n",
    "  ",
    "- ",
    ": ",
    "#",
    "&a ",
    "*a",
    "!tag ",
    "|\n",
    ">-\n",
    "? ",
    "{",
    "}",
    "[",
    "]",
    "'",
    "\"",
    "\\",
    "---\n",
    "...\n",
    "%YAML 9\n",
    "é",
    "\u{feff}",
    "\u{2028}",
    "🦀",
    "\u{0}",
    "{{",
    "}}",
    "{%",
    "%}",
    "{{#service ",
    "{{#diagram web}}",
    "{{#flow web/read}}",
    "<a href=\"javascript:x\">",
    "<script>",
    "</",
    "<!--",
    "![](",
    "](",
    "service:lambda",
    "../../../",
    "^[x]",
    "| a |\n|---|\n",
    "> [!NOTE]\n",
    "# ",
    "= {$x}",
    "99999999999999999999",
];

fn damage() -> impl Strategy<Value = Damage> {
    let at = 0..usize::MAX;
    prop_oneof![
        (at.clone(), 1..40usize).prop_map(|(at, length)| Damage::Remove { at, length }),
        (at.clone(), prop::sample::select(&TOKENS[..])).prop_map(|(at, token)| Damage::Insert { at, token }),
        (at.clone(), 1..200usize).prop_map(|(at, length)| Damage::Repeat { at, length }),
        (at, 1..60usize).prop_map(|(at, length)| Damage::Swap { at, length }),
    ]
}

fn apply(text: &str, damages: &[Damage]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for damage in damages {
        let size = characters.len();
        let place = |at: usize| if size == 0 { 0 } else { at % size };
        let range = |at: usize, length: usize| place(at)..(place(at) + length).min(size);
        match damage {
            Damage::Remove { at, length } => drop(characters.drain(range(*at, *length))),
            Damage::Insert { at, token } => {
                let at = place(*at);
                drop(characters.splice(at..at, token.chars()));
            }
            Damage::Repeat { at, length } => {
                let range = range(*at, *length);
                let copy = characters[range.clone()].to_vec();
                drop(characters.splice(range.end..range.end, copy));
            }
            Damage::Swap { at, length } => characters[range(*at, *length)].reverse(),
        }
    }
    // Loading replaces what is no text.
    characters.into_iter().collect::<String>().replace('\0', "\u{fffd}")
}

/// Everything the program does with sources, but for writing.
fn run(files: Vec<SourceFile>) {
    let sources: Sources = load::project(files);
    let mut report = Report::new();
    let model = resolve(parse(&sources, &mut report), &mut report);
    check::check(&model, check::ALL, &mut report);
    let theme = Theme::compile(&sources, &model.settings.theme, &mut report);
    let site = render(&model, &sources, &theme, &mut report);
    let markdown = render_markdown(&model, &sources);
    for (id, stack) in model.stacks.iter() {
        for view in stack.views.ids().map(Some).chain([None]) {
            let drawing = draw::draw(draw::view_scene(&model, id, view, |_| None));
            draw::json(&drawing, 0);
            draw::dot(&drawing, 0);
            draw::mermaid(&drawing, 0);
            draw::d2(&drawing, 0);
        }
    }
    for (_, diagnostic) in report.sorted(&sources) {
        for span in diagnostic.notes.iter().map(|(_, span)| *span).chain([diagnostic.span]) {
            let text = &sources[span.file].text;
            assert!(text.get(span.range()).is_some(), "{diagnostic:?} lies outside of its text");
        }
        assert!(!diagnostic.message.contains('\n'), "{diagnostic:?} is not one line");
    }
    if report.has_errors() {
        return;
    }
    for path in site.files().keys().chain(markdown.files().keys()) {
        assert!(!path.split('/').any(|part| matches!(part, "" | "." | "..")), "`{path}` leads elsewhere");
    }
}

fn damaged(mut files: Vec<SourceFile>, which: usize, damages: &[Damage]) -> Vec<SourceFile> {
    let index = which % files.len();
    files[index].text = apply(&files[index].text, damages);
    files
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, rng_seed: SEED, ..ProptestConfig::default() })]

    #[test]
    fn damaged_sources_never_panic(which in 0..usize::MAX, damages in prop::collection::vec(damage(), 1..6)) {
        let files = texts("src/cli/init", "", &["toml", "yaml", "md"]);
        run(damaged(files, which, &damages));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, rng_seed: SEED, ..ProptestConfig::default() })]

    #[test]
    fn damaged_templates_and_locales_never_panic(which in 0..usize::MAX, damages in prop::collection::vec(damage(), 1..4)) {
        let mut files = texts("themes/default", "themes/default/", &["html"]);
        files.extend(texts("locales", "locales/", &["ftl"]));
        let mut files = damaged(files, which, &damages);
        files.extend(texts("src/cli/init", "", &["toml", "yaml", "md"]));
        run(files);
    }
}
