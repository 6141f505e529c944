//! How long each stage takes: on the shipped project and on one of 500 services.

#![allow(clippy::disallowed_methods, reason = "a bench reads the project it stands in")]

use std::fmt::Write;
use std::path::Path;

use divan::Bencher;
use maquette::built::{self, InMemory};
use maquette::diagnostic::Report;
use maquette::model::{Model, resolve};
use maquette::parse::{parse, wanted};
use maquette::site::{Theme, render};
use maquette::source::{SourceFile, Sources};
use maquette::{draw, load};

fn main() {
    divan::main();
}

const PROJECTS: [&str; 2] = ["shipped", "500 services"];

fn sources(project: &str) -> Sources {
    if project == "shipped" {
        return load::load(Path::new(env!("CARGO_MANIFEST_DIR")), wanted).expect("the project can be read");
    }
    let mut catalog =
        String::from("regions:\n  eu-west-1: Ireland\ncategories:\n  compute: Compute\nservices:\n");
    let mut stack = String::from("title: All\nnodes:\n");
    let mut files = vec![SourceFile::new("book.toml", "[book]\nlanguage = \"en\"\n")];
    for service in 0..500 {
        let _ = writeln!(
            catalog,
            "  s{service}: {{ name: Service {service}, category: compute, summary: Does its part., presentation: none, \
             console: \"https://{{region}}.example.org/{service}\" }}"
        );
        if service < 40 {
            let _ = writeln!(stack, "  n{service}: {{ service: s{service} }}");
        }
        let link = (service + 7) % 500;
        let paragraph = "It takes what it is given, does its part, and *passes on* the rest. ".repeat(12);
        let page = format!(
            "# Service {service}\n\n{paragraph}\n\n## Part\n\n[next](s{link}.md#part)\n\n{paragraph}\n"
        );
        files.push(SourceFile::new(format!("content/en/services/s{service}.md"), page));
    }
    stack.push_str("connections:\n");
    for node in 1..40 {
        let _ = writeln!(stack, "  - {{ from: n{}, to: n{node} }}", node / 2);
    }
    files.push(SourceFile::new("content/catalog/catalog.yaml", catalog));
    files.push(SourceFile::new("content/stacks/all.yaml", stack));
    load::project(files)
}

fn model(sources: &Sources) -> Model {
    let mut report = Report::new();
    resolve(parse(sources, &mut report), &mut report)
}

#[divan::bench(args = PROJECTS)]
fn parse_sources(bencher: Bencher<'_, '_>, project: &str) {
    let sources = sources(project);
    bencher.bench_local(|| parse(&sources, &mut Report::new()));
}

#[divan::bench(args = PROJECTS)]
fn resolve_names(bencher: Bencher<'_, '_>, project: &str) {
    let sources = sources(project);
    bencher
        .with_inputs(|| parse(&sources, &mut Report::new()))
        .bench_local_values(|parsed| resolve(parsed, &mut Report::new()));
}

#[divan::bench(args = PROJECTS)]
fn draw_stack(bencher: Bencher<'_, '_>, project: &str) {
    let sources = sources(project);
    let model = model(&sources);
    let stack = model.stacks.ids().next().expect("both projects have a stack");
    bencher
        .with_inputs(|| draw::view_scene(&model, stack, None, |_| None))
        .bench_local_values(|scene| draw::svg(&draw::draw(scene), 0, &draw::SvgOptions::standalone()));
}

#[divan::bench(args = PROJECTS)]
fn render_site(bencher: Bencher<'_, '_>, project: &str) {
    let sources = sources(project);
    let model = model(&sources);
    let theme = Theme::compile(&sources, &model.settings.theme, &mut Report::new());
    bencher.bench_local(|| render(&model, &sources, &theme, &mut Report::new()));
}

#[divan::bench(args = PROJECTS)]
fn follow_links(bencher: Bencher<'_, '_>, project: &str) {
    let sources = sources(project);
    let model = model(&sources);
    let mut report = Report::new();
    let theme = Theme::compile(&sources, &model.settings.theme, &mut report);
    let site = render(&model, &sources, &theme, &mut report);
    let files = site.files().iter().map(|(path, content)| (path.as_str(), content.as_ref()));
    let files = InMemory(files.collect());
    bencher.bench_local(|| built::audit(&files, &built::Options::default()));
}
