//! What stands above the languages: the page that opens the site, the page for what is not there, and what search
//! engines read.

use std::fmt::Write;

use rayon::prelude::*;

use super::super::drawing::Shown;
use super::super::html::{Slots, escape};
use super::super::plan::Plan;
use super::super::props::EditionProps;
use super::super::routes::{Href, Route};
use super::super::sheet::Done;
use super::super::theme::Scope;
use super::Unit;
use crate::model::{Lang, Localized, StackId, Subject};

/// The most addresses that one site map may have.
const MAP_LIMIT: usize = 50_000;

/// All files above the languages that are not copied.
pub(in super::super) fn around(plan: &Plan<'_>) -> Vec<Done> {
    let mut files = vec![
        page(plan, "front.html", &plan.routes.front),
        page(plan, "not-found.html", &plan.routes.not_found),
    ];
    files.extend(super::llms::files(plan));
    let mut robots = "User-agent: *\nAllow: /\n".to_owned();
    if let Some(base) = plan.model.settings.base_url.as_deref() {
        files.extend(maps(plan, base));
        files.extend(posters(plan));
        let _ = writeln!(robots, "Sitemap: {}", Route::new("sitemap.xml").below(base).as_str());
    }
    files.push(text("robots.txt", robots));
    files
}

/// A PNG of one grey pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\xdach\0\0\0\x82\0\x81\xdaE\x08;\0\0\0\0IEND\xaeB`\x82";

/// A picture of every stack in each language, for those who link to a page: only whole addresses can name it. Where a
/// stack has views it is the first of them, which is meant to be seen first.
fn posters(plan: &Plan<'_>) -> Vec<Done> {
    let stacks: Vec<StackId> = plan.model.stacks.ids().collect();
    let langs: Vec<Lang> = plan.model.langs().collect();
    let of_stack = |id: StackId| {
        let shown = plan.model.stacks[id].views.ids().next().map_or(Shown::Everything, Shown::View);
        let of_lang = |lang: &Lang| {
            let picture = match plan.has_posters {
                true => plan.drawings.get(id, shown).poster(*lang)?,
                false => PIXEL.to_vec(),
            };
            Some(Done::from((plan.routes.poster(id, *lang).path().to_owned(), picture.into())))
        };
        langs.iter().filter_map(of_lang).collect::<Vec<_>>()
    };
    stacks.into_par_iter().flat_map_iter(of_stack).collect()
}

/// A page in all languages at once. The one for what is not there is shown at any address, so its links are whole
/// where the base address is known.
fn page(plan: &Plan<'_>, template: &str, route: &Route) -> Done {
    let model = plan.model;
    let is_anywhere = *route == plan.routes.not_found;
    let whole = model.settings.base_url.as_deref();
    let base = whole.filter(|_| is_anywhere);
    let href = |target: &Route| base.map_or_else(|| route.to(target), |base| target.below(base));
    let editions: Vec<EditionProps<'_>> = plan
        .editions
        .iter()
        .map(|(lang, edition)| EditionProps {
            language: &edition.code,
            title: &model.settings.title[lang],
            description: plan.page_of(Subject::Home).map_or("", |page| &model.pages[page].description[lang]),
            href: href(&plan.routes.home[lang]),
            address: whole
                .map_or_else(|| href(&plan.routes.home[lang]), |base| plan.routes.home[lang].below(base)),
            words: &edition.words,
        })
        .collect();
    let assets = match base {
        Some(base) => Href::outside(&format!("{base}assets/")),
        None => route.to_folder("assets/"),
    };
    let canonical = whole.map(|base| route.below(base));
    let scope: Scope = plan.editions[model.default_language]
        .scope()
        .with("editions", &editions)
        .with("assets", &assets)
        .with("canonical", &canonical);
    let mut found = Vec::new();
    let rendered = plan.theme.render(template, &scope, &mut found).unwrap_or_default();
    let content = Slots::default().fill(&rendered).into_bytes();
    Done { path: route.path().to_owned(), content, found }
}

fn text(path: &str, content: String) -> Done {
    Done { path: path.to_owned(), content: content.into_bytes().into(), found: Vec::new() }
}

/// The site map, or several and a list of them.
fn maps(plan: &Plan<'_>, base: &str) -> Vec<Done> {
    let routes: Vec<&Localized<Route>> =
        super::units(plan).into_iter().map(|unit| routes_of(plan, unit)).collect();
    let languages = plan.model.languages.values().len().max(1);
    let mut maps: Vec<String> =
        routes.chunks((MAP_LIMIT / languages).max(1)).map(|part| map(plan, base, part)).collect();
    if maps.len() == 1 {
        return maps.pop().map(|map| text("sitemap.xml", map)).into_iter().collect();
    }
    let mut list = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut files = Vec::with_capacity(maps.len() + 1);
    for (number, map) in (1..).zip(maps) {
        let path = format!("sitemap-{number}.xml");
        list.push_str("<sitemap><loc>");
        escape(&mut list, Route::new(path.as_str()).below(base).as_str());
        list.push_str("</loc></sitemap>\n");
        files.push(text(&path, map));
    }
    list.push_str("</sitemapindex>\n");
    files.push(text("sitemap.xml", list));
    files
}

fn map(plan: &Plan<'_>, base: &str, pages: &[&Localized<Route>]) -> String {
    let mut map = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    let mut alternates = String::new();
    for routes in pages {
        alternates.clear();
        for (lang, route) in routes.iter() {
            let code = &plan.model.languages[lang];
            let _ = write!(alternates, "<xhtml:link rel=\"alternate\" hreflang=\"{code}\" href=\"");
            escape(&mut alternates, route.below(base).as_str());
            alternates.push_str("\"/>");
        }
        for (_, route) in routes.iter() {
            map.push_str("<url><loc>");
            escape(&mut map, route.below(base).as_str());
            map.push_str("</loc>");
            map.push_str(&alternates);
            map.push_str("</url>\n");
        }
    }
    map.push_str("</urlset>\n");
    map
}

/// Where a page is in every language.
pub(in super::super) fn routes_of<'p>(plan: &'p Plan<'_>, unit: Unit<'_>) -> &'p Localized<Route> {
    let routes = &plan.routes;
    match unit {
        Unit::Home => &routes.home,
        Unit::Own(page) => routes.page_in_all(page),
        Unit::Services => &routes.services,
        Unit::Service(service) => routes.service_in_all(service),
        Unit::Stacks => &routes.stacks,
        Unit::Stack(stack) => routes.stack_in_all(stack),
        Unit::Path(stack) => routes.path_in_all(stack),
        Unit::Glossary => &routes.glossary,
        Unit::OnPremises => &routes.on_premises,
        Unit::CostWarnings => &routes.cost_warnings,
        Unit::Health => &routes.health,
        Unit::AllPages => &routes.all_pages,
        Unit::Section(folder) => &routes.sections[folder],
    }
}
