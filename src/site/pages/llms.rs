//! `llms.txt`: what the site has, as <https://llmstxt.org/> describes it, for programs that read text.
//!
//! Leads to the Markdown beside every page. Never says what a page does not.

use std::fmt::Write;

use super::super::markdown::{escaped, link, markdown_of};
use super::super::plan::Plan;
use super::super::routes::{Href, Route};
use super::super::sheet::Done;
use crate::model::{Lang, Prose, Subject};

/// The file of the default language at the root of the site, and one in the folder of each other language.
pub(super) fn files(plan: &Plan<'_>) -> Vec<Done> {
    plan.model.langs().map(|lang| file(plan, lang)).collect()
}

fn route(plan: &Plan<'_>, lang: Lang) -> Route {
    match lang == plan.model.default_language {
        true => Route::new("llms.txt"),
        false => Route::new(format!("{}llms.txt", plan.routes.home[lang].folder())),
    }
}

/// A file in the making.
struct List<'p> {
    plan: &'p Plan<'p>,
    route: Route,
    text: String,
}

impl List<'_> {
    /// Whole where it is known where the site will be: the file is read far from it.
    fn href(&self, target: &Route) -> Href {
        let base = self.plan.model.settings.base_url.as_deref();
        base.map_or_else(|| self.route.to(target), |base| target.below(base))
    }

    fn section(&mut self, title: &str) {
        let _ = write!(self.text, "\n## {}\n\n", escaped(title));
    }

    fn entry(&mut self, title: &str, target: &Route, said: &str) {
        let said = said.lines().next().unwrap_or_default();
        let separator = if said.is_empty() { "" } else { ": " };
        let _ = writeln!(self.text, "- {}{separator}{}", link(title, &self.href(target)), escaped(said));
    }
}

fn file(plan: &Plan<'_>, lang: Lang) -> Done {
    let (model, routes, edition) = (plan.model, &plan.routes, &plan.editions[lang]);
    let text = format!("# {}\n", escaped(&model.settings.title[lang]));
    let mut list = List { plan, route: route(plan, lang), text };
    let home = plan.page_of(Subject::Home).map(|page| model.pages[page].description[lang].as_str());
    let about = home.filter(|text| !text.is_empty()).or(model.settings.description.as_deref());
    if let Some(about) = about {
        let _ = write!(list.text, "\n> {}\n", escaped(about));
    }
    let first = |prose: &Prose| prose.plain.lines().next().unwrap_or_default().to_owned();
    list.section(edition.word("home"));
    list.entry(edition.word("home"), &markdown_of(&routes.home[lang]), "");
    for (id, title) in plan.navigation.sequence(lang) {
        let page = &model.pages[*id];
        if page.subject == Subject::Own {
            list.entry(title, &markdown_of(routes.page(*id, lang)), &page.description[lang]);
        }
    }
    if !model.stacks.is_empty() {
        list.section(edition.word("stacks"));
        for (id, stack) in model.stacks.iter() {
            let said = first(&stack.summary[lang]);
            list.entry(&stack.title[lang], &markdown_of(routes.stack(id, lang)), &said);
        }
    }
    if !model.services.is_empty() {
        list.section(edition.word("services"));
        for id in &edition.services {
            let service = &model.services[*id];
            list.entry(
                &service.name[lang],
                &markdown_of(routes.service(*id, lang)),
                &first(&service.summary[lang]),
            );
        }
    }
    // What a reader in a hurry may leave out, in the words of the format.
    list.section("Optional");
    if super::super::navigation::has_glossary(model) {
        list.entry(edition.word("glossary"), &markdown_of(&routes.glossary[lang]), "");
    }
    list.entry(edition.word("health"), &markdown_of(&routes.health[lang]), "");
    for other in model.langs().filter(|other| *other != lang) {
        list.entry(plan.editions[other].word("language-name"), &route(plan, other), "");
    }
    let List { route, text, .. } = list;
    Done::from((route.path().to_owned(), text.into_bytes().into()))
}
