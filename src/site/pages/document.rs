//! Pages that somebody wrote.

use super::super::navigation::Item;
use super::super::plan::Plan;
use super::super::sheet::{Done, Heading, Sheet};
use super::{document_of, headings};
use crate::model::{Lang, PageId, Subject};

/// The home page of a language: what somebody wrote, or else the title of the site.
pub(super) fn home(plan: &Plan<'_>, lang: Lang) -> Done {
    let routes = &plan.routes.home;
    let mut sheet = Sheet::new(plan, lang, &routes[lang]);
    let written = document_of(plan, Subject::Home, lang);
    let body = written.and_then(|(_, document)| sheet.prose(&document.prose));
    let own = &plan.model.settings.title[lang];
    let heading = Heading {
        title: super::title_of(plan, Subject::Home, lang, own),
        description: written.map_or("", |(page, _)| &plan.model.pages[page].description[lang]),
        routes,
        breadcrumbs: Vec::new(),
        contents: Vec::new(),
        page: written.map(|(page, _)| page),
        item: Item::Home,
        stack: None,
    };
    let scope = sheet.edition().scope();
    sheet.finish("home.html", heading, body, scope)
}

/// A page with a subject of its own.
pub(super) fn own(plan: &Plan<'_>, lang: Lang, id: PageId) -> Done {
    let page = &plan.model.pages[id];
    let document = &page.documents[lang];
    let mut sheet = Sheet::new(plan, lang, plan.routes.page(id, lang));
    let body = sheet.prose(&document.prose);
    let way = plan.navigation.way(plan.model, &plan.routes, lang, sheet.route, &page.path);
    let heading = Heading {
        title: &page.title[lang],
        description: &page.description[lang],
        routes: plan.routes.page_in_all(id),
        breadcrumbs: std::iter::once(sheet.home()).chain(way).collect(),
        contents: headings(document).collect(),
        page: Some(id),
        item: Item::Page(id),
        stack: None,
    };
    let scope = sheet.edition().scope();
    sheet.finish("page.html", heading, body, scope)
}
