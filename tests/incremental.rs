//! What is made from memory after an edit is what is made anew, byte for byte, problems included.
//!
//! Seeded random edits of a small project: texts, links, headings, files that come and go, the catalog, a stack,
//! templates, styles, words, the manifest; some of them faulty. After each one the site made with the memories of all
//! turns before is compared with one that is made from nothing.

#![allow(clippy::disallowed_methods, reason = "this test reads the project that it edits")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use maquette::diagnostic::Report;
use maquette::model::resolve;
use maquette::parse::{self, parse, parse_again};
use maquette::site::{self, Site, Theme, render, render_again};
use maquette::source::{Asset, Origin, SourceFile, Sources};
use maquette::{check, load};

/// The files of a project, texts and others, by path.
type Project = BTreeMap<String, String>;

/// The project of `maquette init`, pages of every subject, and what a theme may have of its own.
fn project() -> Project {
    let mut files = Project::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/init"), "", &mut files);
    for (path, text) in [
        (
            "content/fr/services/s3.md",
            "# Le rangement\n\nDu texte.\n\n## Pièges\n\n[Lambda](lambda.md#notes)\n",
        ),
        ("content/en/services/s3.md", "# Storing\n\nText.\n\n## Pitfalls {#traps}\n\n{{#diagram web}}\n"),
        ("content/fr/services/lambda.md", "Sans titre.\n\n[](s3.md)\n"),
        ("content/fr/stacks/web.md", "# La pile\n\n[accueil](../index.md)\n"),
        ("content/fr/guide/un.md", "---\ntitle: Un\nweight: 2\n---\n\nAvant [deux](deux.md).\n"),
        ("content/fr/guide/deux.md", "---\ntitle: Deux\n---\n\nAprès [un](un.md). ![Plan](plan.png)\n"),
        ("content/en/guide/un.md", "---\ntitle: One\n---\n\nSee [the storage](../services/s3.md#traps).\n"),
        ("content/fr/guide/plan.png", "no picture"),
        ("content/fr/services/index.md", "Tous les services.\n"),
    ] {
        files.insert(path.to_owned(), text.to_owned());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in
        ["themes/default/templates/page.html", "themes/default/assets/site.css", "locales/fr/site.ftl"]
    {
        files.insert(path.to_owned(), fs::read_to_string(root.join(path)).expect("the project has it"));
    }
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut Project) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        let name = format!("{prefix}{}", path.file_name().expect("an entry has a name").to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read_to_string(&path).expect("the file is a text"));
        }
    }
}

fn sources(project: &Project) -> Sources {
    let is_text =
        |path: &str| [".md", ".yaml", ".toml", ".ftl", ".html", ".css"].iter().any(|it| path.ends_with(it));
    let texts = project.iter().filter(|(path, _)| is_text(path));
    let defaults = load::project(texts.map(|(path, text)| SourceFile::new(path, text)).collect());
    let is_asset = |path: &str| !is_text(path) || path.ends_with(".css");
    let own = project.iter().filter(|(path, _)| is_asset(path)).map(|(path, text)| Asset {
        path: path.clone(),
        bytes: text.as_bytes().into(),
        origin: Origin::Project,
    });
    let assets = own.chain(defaults.assets().iter().cloned()).collect();
    Sources::new(defaults.files().map(|(_, file)| file.clone()).collect(), assets)
}

/// The problems of a run, each with its place.
fn said(report: &Report, sources: &Sources) -> Vec<String> {
    let line = |(severity, found): (_, &maquette::diagnostic::Diagnostic)| {
        let place = sources.position(found.span.file, found.span.start);
        let (path, help) = (&sources[found.span.file].path, &found.help);
        format!(
            "{path}:{place} {severity:?} {} {} {help:?} {:?}",
            found.rule.name, found.message, found.notes
        )
    };
    report.sorted(sources).into_iter().map(line).collect()
}

fn anew(sources: &Sources) -> (Site, Vec<String>) {
    let mut report = Report::new();
    let model = resolve(parse(sources, &mut report), &mut report);
    check::check(&model, check::ALL, &mut report);
    let theme = Theme::compile(sources, &model.settings.theme, &mut report);
    let site = render(&model, sources, &theme, &mut report);
    (site, said(&report, sources))
}

#[derive(Default)]
struct Memory {
    texts: parse::Memory,
    pages: site::Memory,
}

impl Memory {
    fn again(&mut self, sources: &Sources) -> (Site, Vec<String>) {
        let mut report = Report::new();
        let model = resolve(parse_again(sources, &mut self.texts, &mut report), &mut report);
        check::check(&model, check::ALL, &mut report);
        let theme = Theme::compile(sources, &model.settings.theme, &mut report);
        let site = render_again(&model, sources, &theme, &mut self.pages, &mut report);
        (site, said(&report, sources))
    }
}

/// Numbers below a limit, the same for the same seed: SplitMix64.
fn dice(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut roll = state;
        roll = (roll ^ (roll >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        roll = (roll ^ (roll >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((roll ^ (roll >> 31)) % below.max(1) as u64) as usize
    }
}

/// What is put into a page.
const LINES: [&str; 14] = [
    "A sentence more.",
    "A [link](service:s3) and [another](../index.md).",
    "[dead](nowhere.md)",
    "[an anchor](#traps)",
    "## A heading",
    "# A title",
    "{{#service lambda}}",
    "{{#services category=storage}}",
    "{{#flow web/read}}",
    "{{#diagram web}}",
    "<a id=\"anchor\"></a>",
    "{{#nonsense}}",
    "---",
    "![Plan](plan.png)",
];

/// One edit; what it did, for a failure.
fn edit(project: &mut Project, roll: &mut impl FnMut(usize) -> usize) -> String {
    let kind = roll(16);
    let pages: Vec<String> = project.keys().filter(|path| path.ends_with(".md")).cloned().collect();
    let page = pages[roll(pages.len())].clone();
    let swap = |project: &mut Project, path: &str, from: &str, to: &str| {
        let Some(text) = project.get_mut(path) else { return format!("no {path}") };
        *text = if text.contains(from) { text.replacen(from, to, 1) } else { text.replacen(to, from, 1) };
        format!("{path}: {from} or {to}")
    };
    match kind {
        // Most edits are of prose.
        0..=5 => {
            let text = project.get_mut(&page).expect("the page was listed");
            let mut lines: Vec<&str> = text.lines().collect();
            let at = roll(lines.len() + 1);
            let line = LINES[roll(LINES.len())];
            lines.insert(at, line);
            *text = lines.join("\n") + "\n";
            format!("{page}: `{line}` at {at}")
        }
        6 | 7 => {
            let text = project.get_mut(&page).expect("the page was listed");
            let mut lines: Vec<&str> = text.lines().collect();
            if !lines.is_empty() {
                lines.remove(roll(lines.len()));
            }
            *text = lines.join("\n") + "\n";
            format!("{page}: a line less")
        }
        8 => {
            let path = format!("content/{}/more/page-{}.md", ["fr", "en"][roll(2)], roll(2));
            if project.remove(&path).is_none() {
                project.insert(path.clone(), "# More\n\nText.\n".to_owned());
            }
            format!("{path} came or went")
        }
        9 => swap(project, "content/catalog/catalog.yaml", "Stores files", "Keeps files"),
        10 => match roll(3) {
            0 => swap(project, "content/stacks/web.yaml", "kind: data", "kind: event"),
            1 => swap(project, "content/stacks/web.yaml", "en: Readers", "en: Everybody who reads"),
            _ => swap(project, "content/stacks/web.yaml", "service: s3", "service: s4"),
        },
        11 => match roll(3) {
            0 => swap(project, "themes/default/templates/page.html", "{% block", "{% blok"),
            _ => swap(project, "themes/default/templates/page.html", "{% block", "<!-- x -->{% block"),
        },
        12 => swap(project, "themes/default/assets/site.css", ":root", "html:root"),
        13 => swap(project, "locales/fr/site.ftl", "home = ", "home = Chez "),
        14 => match roll(3) {
            0 => swap(project, "content/fr/guide/plan.png", "no picture", "another"),
            _ => {
                let path = "content/en/guide/plan.png";
                if project.remove(path).is_none() {
                    project.insert(path.to_owned(), "a picture".to_owned());
                }
                format!("{path} came or went")
            }
        },
        _ => match roll(2) {
            0 => swap(project, "book.toml", "My platform", "Our platform"),
            _ => swap(project, "book.toml", "\"fr\", \"en\"", "\"en\", \"fr\""),
        },
    }
}

fn compare(seed: u64, edits: usize) {
    let mut roll = dice(seed);
    let mut project = project();
    let mut memory = Memory::default();
    memory.again(&sources(&project));
    let mut done = Vec::new();
    let (mut spared, mut before) = (0, project.clone());
    for _ in 0..edits {
        // Now and then an edit is taken back.
        if roll(5) == 0 {
            std::mem::swap(&mut project, &mut before);
            done.push("taken back".to_owned());
        } else {
            before = project.clone();
            done.push(edit(&mut project, &mut roll));
        }
        let sources = sources(&project);
        let (expected, expected_said) = anew(&sources);
        let (site, said) = memory.again(&sources);
        assert_eq!(said, expected_said, "seed {seed}, after {done:#?}");
        let paths = |site: &Site| site.files().keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(&site), paths(&expected), "seed {seed}, after {done:#?}");
        for (path, content) in expected.files() {
            // Those for who links to a page are not painted again and again.
            let is_poster = path.ends_with(".png") && !path.ends_with("plan.png");
            assert!(
                is_poster || site.files()[path] == *content,
                "{path} differs: seed {seed}, after {done:#?}"
            );
        }
        let tally = memory.pages.tally();
        spared += tally.all - tally.made;
    }
    assert!(spared > 0, "no page was ever taken from memory: the test tells nothing");
}

#[test]
fn a_site_from_memory_is_the_site() {
    for seed in 0..3 {
        compare(seed, 20);
    }
}

/// `cargo test --test incremental -- --ignored`: minutes of it.
#[test]
#[ignore = "takes minutes"]
fn a_site_from_memory_is_the_site_at_length() {
    for seed in 100..130 {
        compare(seed, 60);
    }
}

/// How much is made again after one edit: pages made, and pages there are.
fn made(path: &str, from: &str, to: &str) -> (usize, usize) {
    let mut project = project();
    let mut memory = Memory::default();
    memory.again(&sources(&project));
    let text = project.get_mut(path).expect("the project has the file");
    assert!(text.contains(from), "{path} has no `{from}`");
    *text = text.replacen(from, to, 1);
    memory.again(&sources(&project));
    let tally = memory.pages.tally();
    (tally.made, tally.all)
}

#[test]
fn an_edit_of_prose_touches_its_own_page_and_those_that_show_a_bit_of_everything() {
    let (nothing, all) = made("themes/default/assets/site.css", ":root", "html:root");
    let (prose, _) = made("content/fr/guide/un.md", "Avant", "Juste avant");
    let (title, _) = made("content/fr/guide/un.md", "title: Un", "title: Le premier");
    let (catalog, _) = made("content/catalog/catalog.yaml", "Stores files", "Keeps files");
    assert_eq!(prose, nothing + 2, "in two languages");
    assert!(nothing < all / 2, "{nothing} of {all}");
    assert_eq!((title, catalog), (all, all));
}
