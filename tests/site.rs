//! The project's own site: nothing to complain about, every address leads somewhere, two builds are the same.

#![allow(clippy::disallowed_methods, reason = "this test reads the project it stands in")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use html5gum::{StartTag, Token, Tokenizer};
use maquette::diagnostic::Report;
use maquette::draw::{self, SvgOptions};
use maquette::model::{Model, resolve};
use maquette::parse::{parse, wanted};
use maquette::site::{Site, Theme, render, render_markdown};
use maquette::source::Sources;
use maquette::{check, load};

fn project() -> (Sources, Model, Theme, Report) {
    let sources = load::load(Path::new(env!("CARGO_MANIFEST_DIR")), wanted).expect("the project can be read");
    let mut report = Report::new();
    let model = resolve(parse(&sources, &mut report), &mut report);
    check::check(&model, check::ALL, &mut report);
    let theme = Theme::compile(&sources, &model.settings.theme, &mut report);
    (sources, model, theme, report)
}

fn site() -> Site {
    let (sources, model, theme, mut report) = project();
    render(&model, &sources, &theme, &mut report)
}

/// What one page holds.
#[derive(Default)]
struct Page {
    ids: BTreeSet<String>,
    addresses: Vec<String>,
    faults: Vec<String>,
}

fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

fn read(html: &[u8]) -> Page {
    let mut page = Page::default();
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        let Token::StartTag(StartTag { name, attributes, .. }) = token else { continue };
        for (key, value) in &attributes {
            let (key, value) = (text(key), text(value));
            match key.as_str() {
                "id" if !page.ids.insert(value.clone()) => {
                    page.faults.push(format!("the id `{value}` stands twice"))
                }
                "href" | "src" | "action" | "poster" => page.addresses.push(value),
                "style" => page.faults.push(format!("`style={value}` is refused by the policy")),
                key if key.starts_with("on") => page.faults.push(format!("`{key}` is refused by the policy")),
                _ => {}
            }
        }
        let name = text(&name);
        if name == "style" || name == "script" && !attributes.contains_key(&b"src"[..]) {
            page.faults.push(format!("<{name}> is refused by the policy"));
        }
    }
    page
}

/// The path that `address` leads to from the file at `from`, and its anchor; `None` if it leads outside.
fn target(from: &str, address: &str) -> Option<(String, Option<String>)> {
    let (path, anchor) = match address.split_once('#') {
        Some((path, anchor)) => {
            (path, Some(percent_encoding::percent_decode_str(anchor).decode_utf8_lossy().into_owned()))
        }
        None => (address, None),
    };
    if path.contains(':') || path.starts_with("//") {
        return None;
    }
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
    if path.is_empty() {
        return Some((from.to_owned(), anchor));
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop().expect("no address leads above the site");
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    Some((if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path }, anchor))
}

/// Every fault of a site's pages.
fn faults(site: &Site) -> Vec<String> {
    let pages: BTreeMap<&str, Page> = site
        .files()
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, content)| (path.as_str(), read(content)))
        .collect();
    let mut faults = Vec::new();
    for (path, page) in &pages {
        faults.extend(page.faults.iter().map(|fault| format!("{path}: {fault}")));
        for address in &page.addresses {
            let Some((to, anchor)) = target(path, address) else { continue };
            if !site.files().contains_key(&to) {
                faults.push(format!("{path}: `{address}` leads nowhere"));
            } else if let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty())
                && !pages.get(to.as_str()).is_some_and(|page| page.ids.contains(&anchor))
            {
                faults.push(format!("{path}: `{address}` has no anchor"));
            }
        }
    }
    faults
}

#[test]
fn the_sources_have_no_fault() {
    let (sources, model, theme, mut report) = project();
    render(&model, &sources, &theme, &mut report);
    let said: Vec<_> = report
        .sorted(&sources)
        .iter()
        .map(|(_, diagnostic)| {
            let place = sources.position(diagnostic.span.file, diagnostic.span.start);
            format!(
                "{}:{place} {}: {}",
                sources[diagnostic.span.file].path, diagnostic.rule.name, diagnostic.message
            )
        })
        .collect();
    assert_eq!(said, [""; 0]);
}

#[test]
fn every_address_and_anchor_exists() {
    let faults = faults(&site());
    assert!(faults.is_empty(), "{} faults, such as {:#?}", faults.len(), &faults[..faults.len().min(9)]);
}

#[test]
fn a_dead_address_and_a_dead_anchor_are_found() {
    let page = |html: &str| std::sync::Arc::<[u8]>::from(html.as_bytes());
    let files = [
        (
            "en/index.html",
            "<a href='gone.html'></a><a href='../fr/index.html#gone'></a><a href='#here'></a><p id=here>",
        ),
        ("fr/index.html", "<p id=a><p id=a style='x'><a href='https://example.org/'>"),
    ];
    let files = files.map(|(path, html)| (path.to_owned(), page(html)));
    assert_eq!(faults(&Site::new(files.into())).len(), 4);
}

#[test]
fn both_languages_have_every_page() {
    let site = site();
    let (_, model, ..) = project();
    assert!(model.services.len() >= 29, "the founding page's 23 and those the stack needs");
    for lang in ["fr", "en"] {
        for (_, service) in model.services.iter() {
            let path = format!("{lang}/services/{}.html", service.id);
            assert!(site.files().contains_key(&path), "{path}");
        }
        for path in ["index", "services/index", "stacks/index", "stacks/hubs-cloud", "glossary", "health"] {
            assert!(site.files().contains_key(&format!("{lang}/{path}.html")), "{lang}/{path}");
        }
    }
    for path in ["index.html", "404.html"] {
        assert!(site.files().contains_key(path), "{path}");
    }
}

#[test]
fn two_builds_are_the_same_whatever_the_number_of_threads() {
    let one =
        rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one thread").install(site);
    assert!(one.files() == site().files(), "two builds differ");
}

/// The anchors of a Markdown page: of headings, written or made from their text, and of empty links.
fn anchors(markdown: &str) -> BTreeSet<String> {
    let written = markdown.split("{#").skip(1).filter_map(|rest| rest.split_once('}'));
    let empty = markdown.split("<a id=\"").skip(1).filter_map(|rest| rest.split_once('"'));
    let headings = markdown.lines().filter(|line| line.starts_with("##"));
    let of_text = |heading: &str| -> String {
        let text = heading.trim_start_matches('#').trim().to_lowercase().replace(char::is_whitespace, "-");
        text.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
    };
    let named = written.chain(empty).map(|(anchor, _)| anchor.to_owned());
    named.chain(headings.map(of_text)).collect()
}

#[test]
fn the_markdown_pages_lead_somewhere_too() {
    let (sources, model, ..) = project();
    let site = render_markdown(&model, &sources);
    let mut faults = Vec::new();
    for (path, content) in site.files().iter().filter(|(path, _)| path.ends_with(".md")) {
        let markdown = String::from_utf8_lossy(content);
        for event in pulldown_cmark::Parser::new_ext(&markdown, pulldown_cmark::Options::ENABLE_TABLES) {
            use pulldown_cmark::{Event, Tag};
            let (Event::Start(Tag::Link { dest_url, .. }) | Event::Start(Tag::Image { dest_url, .. })) =
                event
            else {
                continue;
            };
            let Some((to, anchor)) = target(path, &dest_url) else { continue };
            match site.files().get(&to) {
                None => faults.push(format!("{path}: `{dest_url}` leads to `{to}`, which is not there")),
                Some(content) => {
                    let known = anchors(&String::from_utf8_lossy(content));
                    if let Some(anchor) =
                        anchor.filter(|anchor| !anchor.is_empty() && !known.contains(anchor))
                    {
                        faults.push(format!("{path}: `{to}` has no anchor `{anchor}`"));
                    }
                }
            }
        }
    }
    assert_eq!(faults, [""; 0]);
}

#[test]
fn the_drawing_of_hubs_cloud_is_small() {
    let (_, model, ..) = project();
    let stack = model.stacks.find(|stack| stack.id == "hubs-cloud").expect("the stack is there");
    let link = |service| {
        let service: &maquette::model::Service = &model.services[service];
        let presented = service.presentation.values().iter().map(|presentation| match presentation {
            maquette::model::Presentation::At(at) => at.value.clone(),
            _ => String::new(),
        });
        Some(presented.collect())
    };
    let drawing = draw::draw(draw::view_scene(&model, stack, None, link));
    for lang in 0..model.languages.values().len() {
        for options in [SvgOptions::standalone(), SvgOptions::inline("d1-")] {
            let size = draw::svg(&drawing, lang, &options).len();
            assert!(size < 40_000, "{size} bytes {options:?}");
        }
    }
}
