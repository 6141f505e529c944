//! What each kind of page says.
//!
//! Hides which template a page has and what goes into it. Never holds a word or a look.

mod document;
mod front;
pub(super) mod gathered;
mod health;
mod health_links;
mod lists;
mod llms;
pub(super) mod path;
mod service;
mod stack;

use rayon::prelude::*;

use super::markdown;
use super::memory::{Tally, Touched};
use super::plan::Plan;
use super::props::{HeadingProps, LinkProps};
use super::routes::{Href, anchor_of};
use super::sheet::{Done, Sheet};
use crate::model::{Document, Lang, PageId, Prose, ServiceId, StackId, Subject};
use crate::source::Sources;

pub(super) use front::{around, routes_of};
pub(super) use health::{Health, health};

/// A page of the site in all its languages.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unit<'p> {
    Home,
    Own(PageId),
    Services,
    Service(ServiceId),
    Stacks,
    Stack(StackId),
    Path(StackId),
    Glossary,
    OnPremises,
    CostWarnings,
    Health,
    AllPages,
    Section(&'p str),
}

/// Every page below the folders of the languages, as HTML and, beside it, as Markdown.
pub(super) fn pages(plan: &Plan<'_>, sources: &Sources) -> Vec<Done> {
    let of_units = units(plan).into_par_iter().flat_map_iter(|unit| in_all_languages(plan, sources, unit));
    of_units.collect::<Vec<_>>().into_iter().chain(of_nobody(plan, sources)).collect()
}

/// The same, but those that nothing touched are taken from `kept`, which then holds what is returned. `kept` is what an
/// earlier turn left there, or empty.
pub(super) fn pages_again(
    plan: &Plan<'_>,
    sources: &Sources,
    touched: &Touched,
    kept: &mut Vec<Vec<Done>>,
    tally: &mut Tally,
) -> Vec<Done> {
    let units = units(plan);
    let before = match touched {
        Touched::Text(_) if kept.len() == units.len() => std::mem::take(kept),
        _ => vec![Vec::new(); units.len()],
    };
    let made: Vec<(bool, Vec<Done>)> = units
        .into_par_iter()
        .zip(before)
        .map(|(unit, before)| match is_touched(plan, unit, touched) || before.is_empty() {
            true => (true, in_all_languages(plan, sources, unit)),
            false => (false, before),
        })
        .collect();
    *tally = Tally::default();
    for (is_made, done) in &made {
        let pages = done.iter().filter(|done| done.path.ends_with(".html")).count();
        tally.all += pages;
        tally.made += if *is_made { pages } else { 0 };
    }
    *kept = made.into_iter().map(|(_, pages)| pages).collect();
    kept.iter().flatten().cloned().chain(of_nobody(plan, sources)).collect()
}

/// The page of `unit` in every language, as HTML and as Markdown.
fn in_all_languages(plan: &Plan<'_>, sources: &Sources, unit: Unit<'_>) -> Vec<Done> {
    let langs: Vec<Lang> = plan.model.langs().collect();
    let (mut done, twins): (Vec<Done>, _) = match unit {
        // The drawings are laid out once for all languages, and for both.
        Unit::Service(id) => {
            let places = plan.places(id);
            let pages = langs.iter().map(|lang| service::page(plan, *lang, id, &places)).collect();
            (pages, markdown::service(plan, sources, id, &places))
        }
        Unit::Path(id) => {
            let shown = path::shown(plan, id);
            let pages = langs.iter().map(|lang| path::page(plan, *lang, id, &shown)).collect();
            (pages, markdown::path(plan, sources, id, &shown))
        }
        unit => {
            let pages = langs.iter().map(|lang| page(plan, *lang, unit)).collect();
            let twins = match unit {
                Unit::Stack(id) => markdown::stacks(plan, sources, id),
                Unit::Own(id) => markdown::own(plan, sources, id),
                Unit::Home => {
                    plan.page_of(Subject::Home).map_or(Vec::new(), |id| markdown::own(plan, sources, id))
                }
                _ => Vec::new(),
            };
            (pages, twins)
        }
    };
    done.extend(twins.into_iter().map(Done::from));
    done
}

/// Markdown of pages that show a bit of everything.
fn of_nobody(plan: &Plan<'_>, sources: &Sources) -> impl Iterator<Item = Done> {
    markdown::lists_and_front(plan, sources).into_iter().map(Done::from)
}

/// Whether a page may look different. Only what is known to show the text of one document alone, or of none, may not: a
/// new kind of page belongs here only if that holds of it.
fn is_touched(plan: &Plan<'_>, unit: Unit<'_>, touched: &Touched) -> bool {
    let Touched::Text(pages) = touched else { return true };
    let document = match unit {
        Unit::Own(page) => Some(page),
        Unit::Service(service) => plan.page_of(Subject::Service(service)),
        Unit::Stack(stack) => plan.page_of(Subject::Stack(stack)),
        // They are made of the catalog and the stacks.
        Unit::Path(_) | Unit::OnPremises | Unit::CostWarnings => None,
        _ => return true,
    };
    document.is_some_and(|page| pages.contains(&page))
}

/// Every page below the folders of the languages, in no order that counts.
pub(super) fn units<'p>(plan: &'p Plan<'_>) -> Vec<Unit<'p>> {
    let model = plan.model;
    let mut units = vec![Unit::Home, Unit::Services, Unit::Health];
    units.extend((!model.stacks.is_empty()).then_some(Unit::Stacks));
    units.extend(super::navigation::has_glossary(model).then_some(Unit::Glossary));
    units.extend(super::navigation::has_on_premises(model).then_some(Unit::OnPremises));
    units.extend(super::navigation::has_costs(model).then_some(Unit::CostWarnings));
    units.extend(plan.navigation.is_cut().then_some(Unit::AllPages));
    units.extend(plan.routes.sections.keys().map(|folder| Unit::Section(folder)));
    units.extend(model.stacks.ids().map(Unit::Stack));
    let with_path = model.stacks.iter().filter(|(_, stack)| super::navigation::has_path(stack));
    units.extend(with_path.map(|(id, _)| Unit::Path(id)));
    let own = model.pages.iter().filter(|(_, page)| page.subject == Subject::Own);
    units.extend(own.map(|(id, _)| Unit::Own(id)));
    units.extend(model.services.ids().map(Unit::Service));
    units
}

fn page(plan: &Plan<'_>, lang: Lang, unit: Unit<'_>) -> Done {
    match unit {
        Unit::Home => document::home(plan, lang),
        Unit::Own(page) => document::own(plan, lang, page),
        Unit::Services => lists::services(plan, lang),
        Unit::Service(service) => service::page(plan, lang, service, &[]),
        Unit::Stacks => lists::stacks(plan, lang),
        Unit::Stack(stack) => stack::page(plan, lang, stack),
        Unit::Path(stack) => path::page(plan, lang, stack, &[]),
        Unit::Glossary => lists::glossary(plan, lang),
        Unit::OnPremises => gathered::on_premises(plan, lang),
        Unit::CostWarnings => gathered::cost_warnings(plan, lang),
        Unit::Health => health::page(plan, lang),
        Unit::AllPages => lists::all_pages(plan, lang),
        Unit::Section(folder) => lists::section(plan, lang, folder),
    }
}

/// The document that somebody wrote about `subject`.
fn document_of<'p>(plan: &Plan<'p>, subject: Subject, lang: Lang) -> Option<(PageId, &'p Document)> {
    let page = plan.page_of(subject)?;
    Some((page, &plan.model.pages[page].documents[lang]))
}

/// The title that somebody wrote for `subject`, or else `own`.
fn title_of<'p>(plan: &Plan<'p>, subject: Subject, lang: Lang, own: &'p str) -> &'p str {
    match document_of(plan, subject, lang) {
        Some((page, document)) if document.has_title => &plan.model.pages[page].title[lang],
        _ => own,
    }
}

/// The headings of a document that a list of contents shows.
fn headings(document: &Document) -> impl Iterator<Item = HeadingProps> + '_ {
    let shown = document.headings.iter().filter(|heading| matches!(heading.level, 2 | 3));
    shown.map(|heading| HeadingProps {
        level: heading.level,
        title: heading.text.clone(),
        href: Href::anchor(&heading.id),
    })
}

/// A heading of the page's own.
fn heading(title: &str, anchor: &str) -> HeadingProps {
    HeadingProps { level: 2, title: title.to_owned(), href: Href::anchor(anchor) }
}

/// The id of a section, with a prefix where the author of `document` gave the same one to a heading.
fn section_id(document: Option<&Document>, id: &str) -> String {
    let is_taken = document.is_some_and(|document| {
        document.headings.iter().any(|heading| heading.id == id)
            || document.prose.anchors.iter().any(|anchor| anchor == id)
    });
    anchor_of(if is_taken { "section-" } else { "" }, id)
}

/// The id of the section with the drawing of a whole stack, on the stack's page.
pub(super) fn drawing_anchor(plan: &Plan<'_>, lang: Lang, id: StackId) -> String {
    section_id(document_of(plan, Subject::Stack(id), lang).map(|(_, document)| document), "drawing")
}

/// The first step of the way, and one more.
fn below(sheet: &Sheet<'_>, title: &str, href: Href) -> Vec<LinkProps> {
    vec![sheet.home(), LinkProps { title: title.to_owned(), href }]
}

/// The first sentence or so of a text, for search engines.
fn description(prose: &Prose) -> &str {
    prose.plain.lines().next().unwrap_or("")
}
