//! From what the sources say to what they mean: names become ids, gaps are filled.
//!
//! First every name is put into [`Names`], then each part is built with those names at hand; so the order of the
//! sources does not matter, and nothing is built twice.

mod address;
mod catalog;
mod links;
mod names;
mod navigation;
mod pages;
mod stacks;
mod text;

use crate::diagnostic::{Diagnostic, Report};
use crate::model::id::Id;
use crate::model::{Lang, Localized, Model, RegionId, Settings, rules};
use crate::parse::{Manifest, Parsed, rules as parse_rules};
use crate::source::{Span, Spanned};

use names::Names;
use text::Texts;

/// Makes the model. What is unknown, missing or unsafe goes to the report; the model is well formed all the same.
pub fn resolve(mut parsed: Parsed, report: &mut Report) -> Model {
    let mut found = Vec::new();
    let languages = parsed.manifest.languages();
    let codes: Vec<String> = languages.iter().map(|language| language.value.clone()).collect();
    let default = parsed.manifest.default_language().value;
    let default_language = Lang::new(codes.iter().position(|code| *code == default).unwrap_or(0));
    let texts = Texts { languages: &codes, default: default_language };

    let documents = std::mem::take(&mut parsed.documents);
    let names = Names::collect(&parsed, &documents, &codes, &mut found);
    let regions = catalog::regions(&names, texts, &mut found);
    let settings = settings(&parsed.manifest, &names, texts, &mut found);
    let (mut categories, mut services) = catalog::services(&names, texts, &mut found);
    let terms = catalog::terms(&parsed, &names, texts, &mut found);
    let stacks = stacks::stacks(&names, &services, texts, &mut found);
    for (id, stack) in stacks.iter() {
        for (node, service) in stack.nodes.iter().filter_map(|(node, entry)| Some((node, entry.service?))) {
            services[service].nodes.push((id, node));
        }
    }
    for (id, service) in services.iter() {
        categories[service.category].services.push(id);
    }
    let navigation = navigation::navigation(&parsed, &names, texts, &mut found);
    let pages = pages::pages(documents, &names, texts, &mut found);
    let navigation = navigation::finish(navigation, &pages);
    report.extend(found);
    Model {
        languages: Localized::new(codes.clone()),
        default_language,
        settings,
        regions,
        categories,
        services,
        terms,
        pages,
        stacks,
        navigation,
        locales: Localized::new(parsed.locales),
        assets: parsed.assets,
    }
}

fn settings(
    manifest: &Manifest,
    names: &Names<'_>,
    texts: Texts<'_>,
    found: &mut Vec<Diagnostic>,
) -> Settings {
    let book = manifest.book.as_ref();
    let output = manifest.output.as_ref();
    let start = Span::start_of(manifest.file);
    let title = match output.and_then(|output| output.title.as_ref()) {
        Some(title) => texts.localize(title, "the title", &parse_rules::BOOK_UNKNOWN_KEY, found),
        None => {
            let title = book.and_then(|book| book.title.as_ref());
            texts.same(&title.map_or("maquette".to_owned(), |title| title.value.clone()))
        }
    };
    let listed = output.and_then(|output| output.regions.as_ref());
    let mut regions: Vec<RegionId> = match listed {
        Some(codes) => codes.iter().filter_map(|code| names.region(code, found)).collect(),
        None => names.regions.iter().enumerate().map(|(index, _)| RegionId::new(index)).collect(),
    };
    regions.sort();
    regions.dedup();
    let region = output.and_then(|output| output.region.as_ref());
    let region = region.and_then(|code| names.region(code, found)).or(regions.first().copied());
    if let Some(region) = region.filter(|region| !regions.contains(region)) {
        regions.push(region);
        regions.sort();
    }
    let theme = output.and_then(|output| output.theme.clone());
    Settings {
        file: manifest.file,
        title,
        description: book.and_then(|book| Some(book.description.as_ref()?.value.clone())),
        authors: book
            .iter()
            .flat_map(|book| book.authors.iter().flatten())
            .map(|name| name.value.clone())
            .collect(),
        base_url: output.and_then(|output| base_url(output.base_url.as_ref()?, found)),
        theme: theme.unwrap_or_else(|| Spanned::new("default".to_owned(), start)),
        src: manifest.src().to_owned(),
        region,
        regions,
        rules: manifest.levels().map(|(name, _)| name.clone()).collect(),
    }
}

fn base_url(written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<String> {
    let address = address::web(written, found)?;
    if address.contains(['?', '#']) {
        let message = "the base address has a query or an anchor";
        found.push(
            Diagnostic::new(&rules::UNSAFE, written.span, message).help("end it with the folder's slash"),
        );
        return None;
    }
    Some(if address.ends_with('/') { address } else { address + "/" })
}
