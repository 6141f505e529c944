//! What the catalog lacks, and what was found of the links.

use super::super::navigation::Item;
use super::super::plan::Plan;
use super::super::props::{GapEntryProps, GapProps};
use super::super::routes::Href;
use super::super::sheet::{Done, Heading, Sheet};
use super::health_links::Links;
use crate::model::{Console, ConsoleLink, Lang, Presentation, Service, ServiceId, Untranslated, Value};
use crate::source::Span;

/// The page on the catalog's health.
pub(super) fn page(plan: &Plan<'_>, lang: Lang) -> Done {
    let routes = &plan.routes.health;
    let sheet = Sheet::new(plan, lang, &routes[lang]);
    let Health { gaps, is_complete, judged } = health(&sheet);
    let heading = Heading {
        title: sheet.edition().word("health"),
        description: "",
        routes,
        breadcrumbs: vec![sheet.home()],
        contents: Vec::new(),
        page: None,
        item: Item::Health,
        stack: None,
    };
    let scope =
        sheet.edition().scope().with("gaps", &gaps).with("is_complete", &is_complete).with("judged", &judged);
    sheet.finish("health.html", heading, None, scope)
}

/// What the page says.
pub(in super::super) struct Health {
    /// What is missing, and what was found of links.
    pub(in super::super) gaps: Vec<GapProps>,
    /// Whether the catalog lacks nothing.
    pub(in super::super) is_complete: bool,
    /// How many links were asked after; may be empty.
    pub(in super::super) judged: String,
}

/// What there is to say, with addresses as seen from the page of `sheet`.
pub(in super::super) fn health(sheet: &Sheet<'_>) -> Health {
    let model = sheet.plan.model;
    let services = |word, none, detail: fn(&Sheet<'_>, &Service) -> Option<(String, Span)>| {
        services(sheet, word, none, |service| detail(sheet, service))
    };
    let mut gaps = vec![
        services("health-no-admin", "health-none", |_, service| {
            matches!(service.console, Console::Missing).then(|| (String::new(), service.console_span))
        }),
        services("health-no-admin-region", "health-none-feminine", missing_regions),
        services("health-no-presentation", "health-none", missing_presentations),
        untranslated_facts(sheet),
        untranslated_pages(sheet),
        untranslated_words(sheet),
    ];
    let is_complete = gaps.iter().all(|gap| gap.entries.is_empty());
    // Where nothing is known of any, it is enough to know whether there are some.
    let outside = match model.known_links.records().is_empty() {
        true => model.written_outside_links(),
        false => model.outside_links(),
    };
    let links = Links::new(model, &outside);
    gaps.extend(links.gaps(sheet));
    Health { gaps, is_complete, judged: links.judged(sheet) }
}

/// The services of which `detail` has something to say; `none` is said where there is none, in the gender of `word`.
fn services(
    sheet: &Sheet<'_>,
    word: &'static str,
    none: &'static str,
    detail: impl Fn(&Service) -> Option<(String, Span)>,
) -> GapProps {
    let entry = |id: ServiceId| {
        let service = &sheet.plan.model.services[id];
        let (detail, span) = detail(service)?;
        let href = Some(sheet.service_href(id));
        Some(GapEntryProps { detail, ..entry(sheet, &service.name[sheet.lang], href, Some(span)) })
    };
    let entries = sheet.edition().services.iter().filter_map(|id| entry(*id)).collect();
    gap(sheet, word, none, entries)
}

/// An entry with its place, if there is one in a source.
pub(super) fn entry(sheet: &Sheet<'_>, title: &str, href: Option<Href>, span: Option<Span>) -> GapEntryProps {
    GapEntryProps {
        title: title.to_owned(),
        href,
        detail: String::new(),
        reason: String::new(),
        date: String::new(),
        day: String::new(),
        place: span.map_or(String::new(), |span| sheet.plan.place(span)),
    }
}

pub(super) fn gap(
    sheet: &Sheet<'_>,
    title: &'static str,
    none: &'static str,
    entries: Vec<GapEntryProps>,
) -> GapProps {
    let word = |id: &'static str| sheet.edition().word(id).to_owned();
    GapProps { title: word(title), entries, none: word(none) }
}

/// The regions that readers may pick, in which a service is offered and has no admin page yet: their codes, or how
/// many they are where there are more than a few.
fn missing_regions(sheet: &Sheet<'_>, service: &Service) -> Option<(String, Span)> {
    let model = sheet.plan.model;
    if !matches!(service.console, Console::Regional { .. }) {
        return None;
    }
    let codes = model.settings.regions.iter().filter_map(|id| {
        let code = &model.regions[*id].code;
        (service.console_in(*id, code) == ConsoleLink::Missing).then_some(code.as_str())
    });
    let codes: Vec<&str> = codes.collect();
    let said = match codes.len() {
        0 => return None,
        1..=5 => sheet.list(&codes),
        count => sheet.message("health-regions", &[("count", Value::Number(count as i64))]),
    };
    Some((said, service.console_span))
}

/// The languages in which a service has no presentation page yet.
fn missing_presentations(sheet: &Sheet<'_>, service: &Service) -> Option<(String, Span)> {
    let missing = service.presentation.iter().filter_map(|(lang, page)| match page {
        Presentation::Missing(span) => Some((language_name(sheet, lang), *span)),
        _ => None,
    });
    let (names, spans): (Vec<&str>, Vec<Span>) = missing.unzip();
    Some((sheet.list(&names), *spans.first()?))
}

fn language_name<'p>(sheet: &Sheet<'p>, lang: Lang) -> &'p str {
    sheet.plan.editions[lang].word("language-name")
}

/// Entries of the catalog and stacks of which some text lacks a language.
fn untranslated_facts(sheet: &Sheet<'_>) -> GapProps {
    let model = sheet.plan.model;
    let mut lacking: std::collections::BTreeMap<Untranslated, Vec<&str>> = std::collections::BTreeMap::new();
    for lang in model.langs() {
        for fact in model.untranslated(lang) {
            lacking.entry(fact).or_default().push(language_name(sheet, lang));
        }
    }
    let entry = |(fact, languages): (Untranslated, Vec<&str>)| {
        let (title, href, span) = match fact {
            Untranslated::Region(id) => (&model.regions[id].name, None, model.regions[id].span),
            Untranslated::Category(id) => (&model.categories[id].name, None, model.categories[id].span),
            Untranslated::Service(id) => {
                (&model.services[id].name, Some(sheet.service_href(id)), model.services[id].span)
            }
            Untranslated::Term(id) => (&model.terms[id].term, None, model.terms[id].span),
            Untranslated::Stack(id) => (
                &model.stacks[id].title,
                Some(sheet.href(sheet.plan.routes.stack(id, sheet.lang))),
                Span::start_of(model.stacks[id].file),
            ),
        };
        let detail = sheet.list(&languages);
        GapEntryProps { detail, ..entry(sheet, &title[sheet.lang], href, Some(span)) }
    };
    gap(sheet, "health-untranslated-facts", "health-none", lacking.into_iter().map(entry).collect())
}

fn untranslated_pages(sheet: &Sheet<'_>) -> GapProps {
    let mut entries = Vec::new();
    for (id, page) in sheet.plan.model.pages.iter() {
        let missing = page.documents.iter().filter(|(lang, document)| document.lang != *lang);
        let names: Vec<&str> = missing.map(|(lang, _)| language_name(sheet, lang)).collect();
        if !names.is_empty() {
            let href = Some(sheet.href(sheet.plan.routes.page(id, sheet.lang)));
            let span = page.written().next().map(|document| document.title_span);
            let detail = sheet.list(&names);
            entries.push(GapEntryProps { detail, ..entry(sheet, &page.title[sheet.lang], href, span) });
        }
    }
    gap(sheet, "health-untranslated-pages", "health-none-feminine", entries)
}

/// Messages that some language has and others lack.
fn untranslated_words(sheet: &Sheet<'_>) -> GapProps {
    let model = sheet.plan.model;
    let ids = model.locales.values().iter().flat_map(|locale| locale.messages().keys());
    let ids: std::collections::BTreeSet<&String> = ids.collect();
    let entry = |id: &String| {
        let missing = model.locales.iter().filter(|(_, locale)| !locale.messages().contains_key(id));
        let names: Vec<&str> = missing.map(|(lang, _)| language_name(sheet, lang)).collect();
        let span = model.locales.values().iter().find_map(|locale| Some(locale.messages().get(id)?.span));
        let detail = sheet.list(&names);
        (!names.is_empty()).then(|| GapEntryProps { detail, ..entry(sheet, id, None, span) })
    };
    gap(sheet, "health-untranslated-words", "health-none", ids.into_iter().filter_map(entry).collect())
}
