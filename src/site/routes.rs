//! Where everything in the site is, and the addresses that lead there.
//!
//! The only place that makes an [`Href`]. Addresses within the site are relative, so it works below any folder of
//! any host and from a disk. Never looks at what a page says.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::model::{Lang, Localized, Model, PageId, ServiceId, StackId, Subject};

/// The path of a file of the site: relative to its root, `/` between parts, not encoded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Route(String);

/// An address as it stands in `href` or `src`: encoded, and safe to follow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(transparent)]
pub struct Href(String);

/// What stays as it is in a part of a path. A colon does not: at the start it would read as a scheme.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is not a character of a URL, in an address that was written as one.
const NOT_IN_URL: &AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'\\')
    .add(b'^')
    .add(b'{')
    .add(b'|')
    .add(b'}');

impl Route {
    /// A file at `path`, which has no empty part and no `.` or `..`.
    pub(super) fn new(path: impl Into<String>) -> Self {
        Route(path.into())
    }

    /// The path.
    pub(super) fn path(&self) -> &str {
        &self.0
    }

    /// The file of the same name with another ending: `md` for `fr/a.html` is `fr/a.md`.
    pub(super) fn beside(&self, ending: &str) -> Route {
        Route(format!("{}.{ending}", self.0.strip_suffix(".html").unwrap_or(&self.0)))
    }

    /// The folder, with a slash at its end; empty for the root.
    pub(super) fn folder(&self) -> &str {
        &self.0[..self.0.rfind('/').map_or(0, |slash| slash + 1)]
    }

    /// The way from this file to `target`.
    pub(super) fn to(&self, target: &Route) -> Href {
        self.to_anchor(target, None)
    }

    /// The way from this file to a place in `target`; to the same file, the anchor alone.
    pub(super) fn to_anchor(&self, target: &Route, anchor: Option<&str>) -> Href {
        let mut href = String::with_capacity(target.0.len() + 8);
        if anchor.is_none() || self != target {
            self.walk(&target.0, &mut href);
        }
        push_anchor(&mut href, anchor);
        Href(href)
    }

    /// The way from this file to the folder `folder`, which ends in a slash; empty or with a slash at its end.
    pub(super) fn to_folder(&self, folder: &str) -> Href {
        let mut href = String::new();
        self.walk(folder, &mut href);
        Href(href)
    }

    fn walk(&self, target: &str, href: &mut String) {
        let folder = self.folder();
        let shared = shared_folder(folder, target);
        for _ in folder[shared..].matches('/') {
            href.push_str("../");
        }
        push_path(href, &target[shared..]);
    }

    /// The whole address of this file below `base`, which ends in a slash. An `index.html` is its folder.
    pub(super) fn below(&self, base: &str) -> Href {
        let mut href = String::with_capacity(base.len() + self.0.len());
        href.extend(utf8_percent_encode(base, NOT_IN_URL));
        push_path(&mut href, self.0.strip_suffix("index.html").unwrap_or(&self.0));
        Href(href)
    }
}

impl Href {
    /// An address outside of the site, which was let through when the model was made.
    pub(super) fn outside(address: &str) -> Self {
        Href(utf8_percent_encode(address, NOT_IN_URL).to_string())
    }

    /// An address outside of the site in which `{region}` stands for the code of a region.
    pub(super) fn pattern(address: &str) -> Self {
        let parts: Vec<String> = address.split("{region}").map(|part| Href::outside(part).0).collect();
        Href(parts.join("{region}"))
    }

    /// A place on the same page; nothing for an empty anchor.
    pub(super) fn anchor(anchor: &str) -> Self {
        let mut href = String::new();
        push_anchor(&mut href, Some(anchor).filter(|anchor| !anchor.is_empty()));
        Href(href)
    }

    /// The address.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// How many bytes of `folder` are folders of `target` too.
fn shared_folder(folder: &str, target: &str) -> usize {
    let mut shared = 0;
    for (at, _) in folder.match_indices('/') {
        if target.get(..=at) != Some(&folder[..=at]) {
            break;
        }
        shared = at + 1;
    }
    shared
}

fn push_path(href: &mut String, path: &str) {
    for (index, part) in path.split('/').enumerate() {
        if index > 0 {
            href.push('/');
        }
        href.extend(utf8_percent_encode(part, IN_PATH));
    }
}

fn push_anchor(href: &mut String, anchor: Option<&str>) {
    if let Some(anchor) = anchor {
        href.push('#');
        href.extend(utf8_percent_encode(anchor, IN_PATH));
    }
}

/// An id that can stand in `id="…"`: without white space.
pub(super) fn anchor_of(prefix: &str, id: &str) -> String {
    let id = id.chars().map(|c| if c.is_whitespace() || c.is_control() { '-' } else { c });
    prefix.chars().chain(id).collect()
}

/// The route of every page.
#[derive(Debug)]
pub(super) struct Routes {
    /// The page that opens the site, above the languages.
    pub(super) front: Route,
    /// What a server shows where there is nothing.
    pub(super) not_found: Route,
    /// The home page of each language.
    pub(super) home: Localized<Route>,
    /// The list of services.
    pub(super) services: Localized<Route>,
    /// The list of stacks.
    pub(super) stacks: Localized<Route>,
    /// The glossary.
    pub(super) glossary: Localized<Route>,
    /// What the catalog lacks.
    pub(super) health: Localized<Route>,
    /// What scripts have to know of the site in a language.
    pub(super) script_data: Localized<Route>,
    /// What the search is loaded by in a language; its other files stand beside it.
    pub(super) search: Localized<Route>,
    /// Every page, where the navigation has no room for them.
    pub(super) all_pages: Localized<Route>,
    /// Lists of the pages of a folder that has no index page, by the folder's path.
    pub(super) sections: BTreeMap<String, Localized<Route>>,
    page: Vec<Localized<Route>>,
    service: Vec<Localized<Route>>,
    stack: Vec<Localized<Route>>,
}

impl Routes {
    /// Gives every page of the site its place.
    pub(super) fn new(model: &Model) -> Self {
        let mut taken = Taken::default();
        let mut fixed = |name: &str| model.languages.map(|_, code| taken.claim(code, name));
        let home = fixed("index");
        let services = fixed("services/index");
        let stacks = fixed("stacks/index");
        let glossary = fixed("glossary");
        let health = fixed("health");
        let service: Vec<_> = model
            .services
            .iter()
            .map(|(_, service)| fixed(&format!("services/{}", segment(&service.id))))
            .collect();
        let stack: Vec<_> =
            model.stacks.iter().map(|(_, stack)| fixed(&format!("stacks/{}", segment(&stack.id)))).collect();
        let page = model.pages.iter().map(|(_, page)| match page.subject {
            Subject::Own => model.languages.map(|lang, code| taken.claim(code, &page.route[lang])),
            Subject::Home => home.clone(),
            Subject::Services => services.clone(),
            Subject::Stacks => stacks.clone(),
            Subject::Glossary => glossary.clone(),
            Subject::Service(id) => service[id.position()].clone(),
            Subject::Stack(id) => stack[id.position()].clone(),
        });
        let page: Vec<_> = page.collect();
        let mut generated = |name: &str| model.languages.map(|_, code| taken.claim(code, name));
        let all_pages = generated("pages");
        let folders = folders_without_index(model).into_iter();
        let sections = folders.map(|folder| {
            let routes = generated(&format!("{folder}/index"));
            (folder, routes)
        });
        let sections = sections.collect();
        let script_data = model.languages.map(|_, code| Route(format!("assets/site.{}.js", segment(code))));
        let search =
            model.languages.map(|_, code| Route(format!("assets/search/{}/index.js", segment(code))));
        let (front, not_found) = (Route::new("index.html"), Route::new("404.html"));
        Routes {
            front,
            not_found,
            home,
            services,
            stacks,
            glossary,
            health,
            script_data,
            search,
            all_pages,
            sections,
            page,
            service,
            stack,
        }
    }

    /// The route of a page with prose.
    pub(super) fn page(&self, page: PageId, lang: Lang) -> &Route {
        &self.page[page.position()][lang]
    }

    /// The routes of a page with prose.
    pub(super) fn page_in_all(&self, page: PageId) -> &Localized<Route> {
        &self.page[page.position()]
    }

    /// The routes of a service's page.
    pub(super) fn service_in_all(&self, service: ServiceId) -> &Localized<Route> {
        &self.service[service.position()]
    }

    /// The routes of a stack's page.
    pub(super) fn stack_in_all(&self, stack: StackId) -> &Localized<Route> {
        &self.stack[stack.position()]
    }

    /// The route of a service's page.
    pub(super) fn service(&self, service: ServiceId, lang: Lang) -> &Route {
        &self.service[service.position()][lang]
    }

    /// The route of a stack's page.
    pub(super) fn stack(&self, stack: StackId, lang: Lang) -> &Route {
        &self.stack[stack.position()][lang]
    }

    /// Where the picture of a stack is, for those who link to a page about it.
    pub(super) fn poster(&self, stack: StackId, lang: Lang) -> Route {
        self.stack(stack, lang).beside("png")
    }

    /// The route of a page that the site has without a document.
    pub(super) fn subject(&self, subject: Subject, lang: Lang) -> &Route {
        match subject {
            // Pages of their own are linked to as pages; home is where the rest would be.
            Subject::Home | Subject::Own => &self.home[lang],
            Subject::Services => &self.services[lang],
            Subject::Service(service) => self.service(service, lang),
            Subject::Stacks => &self.stacks[lang],
            Subject::Stack(stack) => self.stack(stack, lang),
            Subject::Glossary => &self.glossary[lang],
        }
    }
}

/// The folders of pages of their own that have no index page, at any depth.
fn folders_without_index(model: &Model) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    let mut with_index = BTreeSet::new();
    for (_, page) in model.pages.iter().filter(|(_, page)| page.subject == Subject::Own) {
        for (slash, _) in page.path.match_indices('/') {
            folders.insert(page.path[..slash].to_owned());
        }
        with_index.extend(page.path.strip_suffix("/index"));
    }
    folders
        .retain(|folder| !with_index.contains(folder.as_str()) && folder != "services" && folder != "stacks");
    folders
}

/// The files that have an owner, as a disk that cannot tell `A` from `a` sees them.
#[derive(Default)]
struct Taken(BTreeSet<String>);

impl Taken {
    /// `<code>/<name>.html`, or the first free name after it. Two pages that want the same one were reported.
    fn claim(&mut self, code: &str, name: &str) -> Route {
        let name: Vec<String> = name.split('/').filter(|part| !part.is_empty()).map(segment).collect();
        let name = name.join("/");
        let mut path = format!("{code}/{name}.html");
        let mut count = 2;
        while !self.0.insert(path.to_lowercase()) {
            path = format!("{code}/{name}-{count}.html");
            count += 1;
        }
        Route(path)
    }
}

/// A name as a part of a path: what some disk or server trips over becomes `-`.
fn segment(name: impl AsRef<str>) -> String {
    let is_fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '+' | '@' | ' ');
    let name: String = name.as_ref().chars().map(|c| if is_fine(c) { c } else { '-' }).collect();
    let trimmed = name.trim_matches([' ', '.']);
    if trimmed.is_empty() { "-".to_owned() } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn href(from: &str, to: &str) -> String {
        Route::new(from).to(&Route::new(to)).0
    }

    #[test]
    fn addresses_are_relative() {
        assert_eq!(href("fr/services/lambda.html", "fr/stacks/hubs.html"), "../stacks/hubs.html");
        assert_eq!(href("fr/services/lambda.html", "fr/services/s3.html"), "s3.html");
        assert_eq!(href("fr/index.html", "en/index.html"), "../en/index.html");
        assert_eq!(href("index.html", "fr/index.html"), "fr/index.html");
        assert_eq!(href("fr/a/b/c.html", "fr/ab/c.html"), "../../ab/c.html");
        assert_eq!(href("fr/a.html", "fr/a.html"), "a.html");
        assert_eq!(Route::new("fr/a/b.html").to_folder("assets/").0, "../../assets/");
        assert_eq!(Route::new("b.html").to_folder("").0, "");
    }

    #[test]
    fn parts_and_anchors_are_encoded() {
        assert_eq!(href("fr/a.html", "fr/été & co/a:b.html"), "%C3%A9t%C3%A9%20%26%20co/a%3Ab.html");
        let here = Route::new("fr/a.html");
        assert_eq!(here.to_anchor(&here, Some("où")).0, "#o%C3%B9");
        assert_eq!(
            Href::outside("https://a.example/\"><b x='1'> é?a=b#c%20d").0.find(['"', '<', '>', '\'', ' ']),
            None
        );
        assert_eq!(Href::outside("https://a.example/x?a=b&c=d#e").0, "https://a.example/x?a=b&c=d#e");
        assert_eq!(Route::new("fr/index.html").below("https://a.example/b/").0, "https://a.example/b/fr/");
    }

    #[test]
    fn no_name_leads_out_of_its_folder() {
        for (name, expected) in [("..", "-"), ("a/../b", "a-..-b"), ("a\\b", "a-b"), (".x.", "x"), ("", "-")]
        {
            assert_eq!(segment(name), expected);
        }
        let mut taken = Taken::default();
        assert_eq!(taken.claim("fr", "services/../A").0, "fr/services/-/A.html");
        assert_eq!(taken.claim("fr", "services/-/a").0, "fr/services/-/a-2.html");
    }
}
