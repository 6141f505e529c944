//! What the catalog lacks.

use super::super::navigation::Item;
use super::super::plan::Plan;
use super::super::props::{GapEntryProps, GapProps};
use super::super::sheet::{Done, Heading, Sheet};
use crate::model::{Console, ConsoleLink, Lang, Presentation, Service, ServiceId, Untranslated, Value};

/// The page on the catalog's health.
pub(super) fn page(plan: &Plan<'_>, lang: Lang) -> Done {
    let routes = &plan.routes.health;
    let sheet = Sheet::new(plan, lang, &routes[lang]);
    let gaps = [
        services(&sheet, "health-no-admin", "health-none", |service| {
            matches!(service.console, Console::Missing).then(String::new)
        }),
        services(&sheet, "health-no-admin-region", "health-none-feminine", |service| {
            missing_regions(&sheet, service)
        }),
        services(&sheet, "health-no-presentation", "health-none", |service| {
            missing_presentations(&sheet, service)
        }),
        untranslated_facts(&sheet),
        untranslated_pages(&sheet),
        untranslated_words(&sheet),
    ];
    let is_complete = gaps.iter().all(|gap| gap.entries.is_empty());
    let heading = Heading {
        title: sheet.edition().word("health"),
        description: "",
        routes,
        breadcrumbs: vec![sheet.home()],
        contents: Vec::new(),
        page: None,
        item: Item::Health,
    };
    let scope = sheet.edition().scope().with("gaps", &gaps).with("is_complete", &is_complete);
    sheet.finish("health.html", heading, None, scope)
}

/// The services of which `detail` has something to say; `none` is said where there is none, in the gender of `word`.
fn services(
    sheet: &Sheet<'_>,
    word: &'static str,
    none: &'static str,
    detail: impl Fn(&Service) -> Option<String>,
) -> GapProps {
    let entry = |id: ServiceId| {
        let service = &sheet.plan.model.services[id];
        let detail = detail(service)?;
        Some(GapEntryProps {
            title: service.name[sheet.lang].clone(),
            href: Some(sheet.service_href(id)),
            detail,
        })
    };
    let entries = sheet.edition().services.iter().filter_map(|id| entry(*id)).collect();
    gap(sheet, word, none, entries)
}

fn gap(sheet: &Sheet<'_>, title: &'static str, none: &'static str, entries: Vec<GapEntryProps>) -> GapProps {
    let word = |id: &'static str| sheet.edition().word(id).to_owned();
    GapProps { title: word(title), entries, none: word(none) }
}

/// The regions that readers may pick, in which a service is offered and has no admin page yet: their codes, or how
/// many they are where there are more than a few.
fn missing_regions(sheet: &Sheet<'_>, service: &Service) -> Option<String> {
    let model = sheet.plan.model;
    if !matches!(service.console, Console::Regional { .. }) {
        return None;
    }
    let codes = model.settings.regions.iter().filter_map(|id| {
        let code = &model.regions[*id].code;
        (service.console_in(*id, code) == ConsoleLink::Missing).then_some(code.as_str())
    });
    let codes: Vec<&str> = codes.collect();
    match codes.len() {
        0 => None,
        1..=5 => Some(codes.join(", ")),
        count => Some(sheet.message("health-regions", &[("count", Value::Number(count as i64))])),
    }
}

/// The languages in which a service has no presentation page yet.
fn missing_presentations(sheet: &Sheet<'_>, service: &Service) -> Option<String> {
    let missing = service.presentation.iter().filter(|(_, page)| matches!(page, Presentation::Missing(_)));
    let names: Vec<&str> = missing.map(|(lang, _)| language_name(sheet, lang)).collect();
    (!names.is_empty()).then(|| names.join(", "))
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
        let (title, href) = match fact {
            Untranslated::Region(id) => (&model.regions[id].name, None),
            Untranslated::Category(id) => (&model.categories[id].name, None),
            Untranslated::Service(id) => (&model.services[id].name, Some(sheet.service_href(id))),
            Untranslated::Term(id) => (&model.terms[id].term, None),
            Untranslated::Stack(id) => {
                (&model.stacks[id].title, Some(sheet.href(sheet.plan.routes.stack(id, sheet.lang))))
            }
        };
        GapEntryProps { title: title[sheet.lang].clone(), href, detail: languages.join(", ") }
    };
    gap(sheet, "health-untranslated-facts", "health-none", lacking.into_iter().map(entry).collect())
}

fn untranslated_pages(sheet: &Sheet<'_>) -> GapProps {
    let mut entries = Vec::new();
    for (id, page) in sheet.plan.model.pages.iter() {
        let missing = page.documents.iter().filter(|(lang, document)| document.lang != *lang);
        let names: Vec<&str> = missing.map(|(lang, _)| language_name(sheet, lang)).collect();
        if !names.is_empty() {
            entries.push(GapEntryProps {
                title: page.title[sheet.lang].clone(),
                href: Some(sheet.href(sheet.plan.routes.page(id, sheet.lang))),
                detail: names.join(", "),
            });
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
        (!names.is_empty()).then(|| GapEntryProps { title: id.clone(), href: None, detail: names.join(", ") })
    };
    gap(sheet, "health-untranslated-words", "health-none", ids.into_iter().filter_map(entry).collect())
}
