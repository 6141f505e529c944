//! Pages that list other pages: services, stacks, terms, and the pages of a folder.

use super::super::navigation::{Item, section_title};
use super::super::plan::{Plan, sort_key};
use super::super::props::{CategoryProps, EntryProps, LinkProps, StackCardProps, TermProps};
use super::super::routes::{Route, anchor_of};
use super::super::sheet::{Done, Heading, Sheet};
use super::{document_of, heading, headings, title_of};
use crate::model::{Lang, Localized, Subject, Value};

/// A list that has a place in every site, and the document about it if somebody wrote one.
fn list_heading<'p>(
    sheet: &Sheet<'p>,
    subject: Subject,
    word: &'static str,
    routes: &'p Localized<Route>,
    item: Item,
) -> Heading<'p> {
    let plan = sheet.plan;
    let written = document_of(plan, subject, sheet.lang);
    Heading {
        title: title_of(plan, subject, sheet.lang, sheet.edition().word(word)),
        description: written.map_or("", |(page, _)| &plan.model.pages[page].description[sheet.lang]),
        routes,
        breadcrumbs: vec![sheet.home()],
        contents: written.into_iter().flat_map(|(_, document)| headings(document)).collect(),
        page: written.map(|(page, _)| page),
        item,
        stack: None,
    }
}

/// All services by category.
pub(super) fn services(plan: &Plan<'_>, lang: Lang) -> Done {
    let routes = &plan.routes.services;
    let mut sheet = Sheet::new(plan, lang, &routes[lang]);
    let body =
        document_of(plan, Subject::Services, lang).and_then(|(_, document)| sheet.prose(&document.prose));
    let mut of_category: Vec<Vec<_>> = vec![Vec::new(); plan.model.categories.len()];
    for service in &sheet.edition().services {
        of_category[plan.model.services[*service].category.position()].push(*service);
    }
    let mut categories = Vec::new();
    for (id, category) in plan.model.categories.iter().filter(|(_, category)| !category.services.is_empty()) {
        let services = &of_category[id.position()];
        categories.push(CategoryProps {
            name: &category.name[lang],
            anchor: anchor_of("category-", &category.id),
            count: sheet.message("services-of-category", &[("count", Value::Number(services.len() as i64))]),
            services: services.iter().map(|service| sheet.card(*service)).collect(),
        });
    }
    let mut heading_props = list_heading(&sheet, Subject::Services, "services", routes, Item::Services);
    heading_props.contents.extend(categories.iter().map(|category| heading(category.name, &category.anchor)));
    let count = plan.model.services.len() as i64;
    let intro = sheet.message("services-intro", &[("count", Value::Number(count))]);
    let scope = sheet.edition().scope().with("categories", &categories).with("intro", &intro);
    sheet.finish("services.html", heading_props, body, scope)
}

/// All stacks.
pub(super) fn stacks(plan: &Plan<'_>, lang: Lang) -> Done {
    let routes = &plan.routes.stacks;
    let mut sheet = Sheet::new(plan, lang, &routes[lang]);
    let body =
        document_of(plan, Subject::Stacks, lang).and_then(|(_, document)| sheet.prose(&document.prose));
    let mut stacks = Vec::with_capacity(plan.model.stacks.len());
    for (id, stack) in plan.model.stacks.iter() {
        stacks.push(StackCardProps {
            title: &stack.title[lang],
            href: sheet.href(plan.routes.stack(id, lang)),
            summary: sheet.text(&stack.summary),
        });
    }
    let heading = list_heading(&sheet, Subject::Stacks, "stacks", routes, Item::Stacks);
    let intro = sheet.message("stacks-intro", &[("count", Value::Number(stacks.len() as i64))]);
    let scope = sheet.edition().scope().with("stacks", &stacks).with("intro", &intro);
    sheet.finish("stacks.html", heading, body, scope)
}

/// The terms as readers of the language look them up.
pub(super) fn glossary(plan: &Plan<'_>, lang: Lang) -> Done {
    let routes = &plan.routes.glossary;
    let mut sheet = Sheet::new(plan, lang, &routes[lang]);
    let body =
        document_of(plan, Subject::Glossary, lang).and_then(|(_, document)| sheet.prose(&document.prose));
    let mut order: Vec<_> = plan.model.terms.iter().map(|(_, term)| term).collect();
    order.sort_by_cached_key(|term| sort_key(&term.term[lang]));
    let mut terms = Vec::with_capacity(order.len());
    for term in order {
        terms.push(TermProps {
            term: &term.term[lang],
            anchor: anchor_of("term-", &term.id),
            text: sheet.text(&term.text),
            service: term.service.map(|service| LinkProps {
                title: plan.model.services[service].name[lang].clone(),
                href: sheet.service_href(service),
            }),
        });
    }
    let heading = list_heading(&sheet, Subject::Glossary, "glossary", routes, Item::Glossary);
    let scope = sheet.edition().scope().with("terms", &terms);
    sheet.finish("glossary.html", heading, body, scope)
}

/// The pages of a folder that has no index page.
pub(super) fn section(plan: &Plan<'_>, lang: Lang, folder: &str) -> Done {
    let routes = &plan.routes.sections[folder];
    let sheet = Sheet::new(plan, lang, &routes[lang]);
    let title = section_title(folder);
    let prefix = format!("{folder}/");
    let way = plan.navigation.way(plan.model, &plan.routes, lang, sheet.route, folder);
    let way = std::iter::once(sheet.home()).chain(way).collect();
    entries(plan, sheet, &title, routes, way, |path| path.starts_with(&prefix))
}

/// Every page in the order of reading.
pub(super) fn all_pages(plan: &Plan<'_>, lang: Lang) -> Done {
    let routes = &plan.routes.all_pages;
    let sheet = Sheet::new(plan, lang, &routes[lang]);
    let way = vec![sheet.home()];
    let title = sheet.edition().word("all-pages");
    entries(plan, sheet, title, routes, way, |_| true)
}

fn entries<'p>(
    plan: &'p Plan<'p>,
    sheet: Sheet<'p>,
    title: &str,
    routes: &Localized<Route>,
    breadcrumbs: Vec<LinkProps>,
    is_listed: impl Fn(&str) -> bool,
) -> Done {
    let lang = sheet.lang;
    let listed =
        plan.navigation.sequence(lang).iter().filter(|(page, _)| is_listed(&plan.model.pages[*page].path));
    let pages: Vec<EntryProps<'_>> = listed
        .map(|(page, title)| EntryProps {
            title,
            description: &plan.model.pages[*page].description[lang],
            href: sheet.href(plan.routes.page(*page, lang)),
        })
        .collect();
    let scope = sheet.edition().scope().with("pages", &pages);
    let heading = Heading {
        title,
        description: "",
        routes,
        breadcrumbs,
        contents: Vec::new(),
        page: None,
        item: Item::Elsewhere,
        stack: None,
    };
    sheet.finish("pages.html", heading, None, scope)
}
