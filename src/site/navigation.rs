//! The order of the pages, and the sidebar that shows it.
//!
//! A sidebar is made once for each language, open branch and folder, and put into every page there; only the mark
//! of the page itself is put in afterwards. What it lists has an upper bound, so it does not grow with the site.
//! Never shows a single service: they are found by category.

use std::collections::{BTreeMap, BTreeSet};

use super::html::{Html, Part, Slot, parts};
use super::plan::Edition;
use super::props::{ItemProps, LinkProps, LinksProps, PartProps};
use super::routes::{Route, Routes, anchor_of};
use super::theme::{Shared, Theme};
use crate::diagnostic::Diagnostic;
use crate::model::{
    CategoryId, Lang, Localized, Model, NavigationEntry, NoteKind, PageId, Stack, StackId, Subject,
};

/// A page and its title in the navigation.
type Titled<'n> = (PageId, &'n str);

/// Longer lists are cut, and lead to a page that has all of it.
const LIMIT: usize = 60;

/// So many stacks are shown when another branch is open.
const FEW: usize = 6;

/// What an entry of the sidebar, or a page, stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Item {
    /// The home page.
    Home,
    /// A page of its own.
    Page(PageId),
    /// The list of services.
    Services,
    /// A category in that list.
    Category(CategoryId),
    /// The page of a service of a category; has no entry of its own.
    Service(CategoryId),
    /// The list of stacks.
    Stacks,
    /// A stack.
    Stack(StackId),
    /// The learning path of a stack.
    Path(StackId),
    /// The glossary.
    Glossary,
    /// The matrix from one's own server to the cloud.
    OnPremises,
    /// The cost warnings.
    CostWarnings,
    /// The page on the catalog's health.
    Health,
    /// A page that the sidebar does not know.
    Elsewhere,
}

/// The part of the site that a sidebar shows more of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Branch {
    None,
    /// The position of an outermost entry among those of its language.
    Top(usize),
    Services,
    Stacks,
}

/// The order of the pages and the sidebars of all languages.
#[derive(Debug)]
pub(super) struct Navigation {
    sidebars: BTreeMap<(Lang, Branch, String), Sidebar>,
    links: BTreeMap<(Lang, String), Shared>,
    orders: Localized<Order>,
    index_of: BTreeMap<String, PageId>,
    is_cut: bool,
}

/// What precedes and follows a page, and where it belongs.
#[derive(Debug)]
struct Order {
    sequence: Vec<(PageId, String)>,
    position: BTreeMap<PageId, usize>,
    tops: Vec<Top>,
    top_of: BTreeMap<PageId, usize>,
}

/// An outermost entry with all that stands below it.
#[derive(Debug)]
struct Top {
    /// The heading above it, if it is the first below one.
    part: Option<String>,
    title: String,
    goal: Goal,
    below: Vec<(u8, String, Option<PageId>)>,
}

/// Where an entry leads.
#[derive(Clone, Debug)]
enum Goal {
    Page(PageId),
    /// The generated list of a folder's pages.
    Section(String),
    Nowhere,
}

/// A finished sidebar, but for the mark.
#[derive(Debug)]
struct Sidebar {
    html: String,
    /// Where a mark may stand, and the number of its entry; by place.
    places: Vec<(usize, u32)>,
    numbers: BTreeMap<Item, u32>,
}

impl Navigation {
    /// Makes every sidebar that a page of the site will have. Faults of the theme are noted.
    pub(super) fn new(
        model: &Model,
        theme: &Theme,
        routes: &Routes,
        editions: &Localized<Edition>,
        found: &mut Vec<Diagnostic>,
    ) -> Self {
        let index_of = model.pages.iter().filter(|(_, page)| page.subject == Subject::Own);
        let index_of =
            index_of.filter_map(|(id, page)| Some((page.path.strip_suffix("/index")?.to_owned(), id)));
        let orders = model.languages.map(|lang, _| Order::new(model, routes, lang));
        let mut navigation = Navigation {
            sidebars: BTreeMap::new(),
            links: BTreeMap::new(),
            orders,
            index_of: index_of.collect(),
            is_cut: false,
        };
        // Without templates there is no page to put a sidebar into.
        let wanted = if theme.is_usable() { navigation.wanted(model, routes) } else { BTreeSet::new() };
        for (lang, branch, folder) in wanted {
            // No page has this name, so no address comes out as an anchor alone.
            let from = Route::new(format!("{folder}*"));
            let mut maker = Maker {
                model,
                routes,
                edition: &editions[lang],
                lang,
                from: &from,
                numbers: BTreeMap::new(),
                is_cut: false,
            };
            let parts = maker.parts(&navigation.orders[lang], branch);
            let scope = editions[lang].scope().with("parts", &parts);
            let text = theme.render("navigation.html", &scope, found).unwrap_or_default();
            navigation.is_cut |= maker.is_cut;
            let sidebar = Sidebar::new(&text, maker.numbers);
            navigation.sidebars.insert((lang, branch, folder.clone()), sidebar);
            let links = links(model, routes, lang, &from);
            navigation.links.entry((lang, folder)).or_insert_with(|| Shared::new(&links));
        }
        navigation
    }

    /// Language, open branch and folder of every page there will be.
    fn wanted(&self, model: &Model, routes: &Routes) -> BTreeSet<(Lang, Branch, String)> {
        let mut wanted = BTreeSet::new();
        for lang in model.langs() {
            let mut want =
                |branch: Branch, route: &Route| wanted.insert((lang, branch, route.folder().to_owned()));
            for route in [
                &routes.home,
                &routes.glossary,
                &routes.on_premises,
                &routes.cost_warnings,
                &routes.health,
                &routes.all_pages,
            ] {
                want(Branch::None, &route[lang]);
            }
            want(Branch::Services, &routes.services[lang]);
            want(Branch::Stacks, &routes.stacks[lang]);
            for section in routes.sections.values() {
                want(Branch::None, &section[lang]);
            }
            for (id, _) in model.pages.iter().filter(|(_, page)| page.subject == Subject::Own) {
                want(self.branch(Item::Page(id), lang), routes.page(id, lang));
            }
        }
        wanted
    }

    fn branch(&self, item: Item, lang: Lang) -> Branch {
        match item {
            Item::Services | Item::Category(_) | Item::Service(_) => Branch::Services,
            Item::Stacks | Item::Stack(_) | Item::Path(_) => Branch::Stacks,
            Item::Page(page) => {
                let order = &self.orders[lang];
                let top = order.top_of.get(&page).filter(|top| !order.tops[**top].below.is_empty());
                top.map_or(Branch::None, |top| Branch::Top(*top))
            }
            Item::Home
            | Item::Glossary
            | Item::OnPremises
            | Item::CostWarnings
            | Item::Health
            | Item::Elsewhere => Branch::None,
        }
    }

    /// The sidebar of the page at `route`, which is `item`.
    pub(super) fn sidebar(&self, route: &Route, lang: Lang, item: Item) -> Html {
        let key = (lang, self.branch(item, lang), route.folder().to_owned());
        let sidebar = self.sidebars.get(&key).expect("a sidebar is made for the folder of every page");
        let top = match item {
            Item::Page(page) => {
                self.orders[lang].top_of.get(&page).map(|top| &self.orders[lang].tops[*top].goal)
            }
            _ => None,
        };
        let around = match (item, top) {
            (Item::Service(category), _) => Some(Item::Category(category)),
            (Item::Path(stack), _) => Some(Item::Stack(stack)),
            (_, Some(Goal::Page(page))) => Some(Item::Page(*page)),
            _ => None,
        };
        sidebar.marked(item, around)
    }

    /// The addresses that all pages of a folder have in common.
    pub(super) fn links(&self, route: &Route, lang: Lang) -> &Shared {
        let key = (lang, route.folder().to_owned());
        self.links.get(&key).expect("a sidebar is made for the folder of every page")
    }

    /// Whether some list was cut, so that there has to be a page with all pages.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The pages before and after `page` in the order of reading, with their titles there.
    pub(super) fn neighbours(
        &self,
        page: Option<PageId>,
        lang: Lang,
    ) -> (Option<Titled<'_>>, Option<Titled<'_>>) {
        let order = &self.orders[lang];
        let Some(&at) = page.and_then(|page| order.position.get(&page)) else { return (None, None) };
        let entry = |at: usize| order.sequence.get(at).map(|(page, title)| (*page, title.as_str()));
        (at.checked_sub(1).and_then(entry), entry(at + 1))
    }

    /// All pages in the order of reading, with their titles there.
    pub(super) fn sequence(&self, lang: Lang) -> &[(PageId, String)] {
        &self.orders[lang].sequence
    }

    /// The way to a page at `path` from below the home page: the index pages of the folders around it.
    pub(super) fn way(
        &self,
        model: &Model,
        routes: &Routes,
        lang: Lang,
        from: &Route,
        path: &str,
    ) -> Vec<LinkProps> {
        let path = path.strip_suffix("/index").unwrap_or(path);
        let folders = path.match_indices('/').map(|(slash, _)| &path[..slash]);
        folders
            .filter_map(|folder| match self.index_of.get(folder) {
                Some(page) => Some(LinkProps {
                    title: model.pages[*page].title[lang].clone(),
                    href: from.to(routes.page(*page, lang)),
                }),
                None => {
                    let section = routes.sections.get(folder)?;
                    Some(LinkProps { title: section_title(folder), href: from.to(&section[lang]) })
                }
            })
            .collect()
    }
}

/// What a folder without an index page is called: its name with spaces and a capital.
pub(super) fn section_title(folder: &str) -> String {
    let name = folder.rsplit('/').next().unwrap_or(folder).replace(['-', '_'], " ");
    let mut characters = name.chars();
    characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
}

impl Order {
    fn new(model: &Model, routes: &Routes, lang: Lang) -> Self {
        let entries = &model.navigation[lang];
        let is_by_folder = entries.iter().all(|entry| match entry {
            NavigationEntry::Page { page, depth, .. } => {
                usize::from(*depth) == depth_of(&model.pages[*page].path)
            }
            _ => false,
        });
        let mut order = Order {
            sequence: Vec::new(),
            position: BTreeMap::new(),
            tops: Vec::new(),
            top_of: BTreeMap::new(),
        };
        let mut part = None;
        for entry in entries {
            match entry {
                NavigationEntry::Part(title) => part = Some(title.clone()),
                NavigationEntry::Separator => {}
                NavigationEntry::Draft { title, depth } => order.place(&mut part, *depth, title, None),
                NavigationEntry::Page { page, title, depth } => {
                    let subject = model.pages[*page].subject;
                    if subject == Subject::Own && is_by_folder && *depth > 0 {
                        order.open_section(routes, &model.pages[*page].path);
                    }
                    if matches!(subject, Subject::Own) {
                        order.place(&mut part, *depth, title, Some(*page));
                    }
                    if matches!(subject, Subject::Own | Subject::Home) && !order.position.contains_key(page) {
                        order.position.insert(*page, order.sequence.len());
                        order.sequence.push((*page, title.clone()));
                    }
                }
            }
        }
        order
    }

    fn place(&mut self, part: &mut Option<String>, depth: u8, title: &str, page: Option<PageId>) {
        let is_below = depth > 0 && part.is_none() && !self.tops.is_empty();
        if is_below && let Some(top) = self.tops.last_mut() {
            top.below.push((depth.min(4), title.to_owned(), page));
        } else {
            let goal = page.map_or(Goal::Nowhere, Goal::Page);
            self.tops.push(Top { part: part.take(), title: title.to_owned(), goal, below: Vec::new() });
        }
        if let Some(page) = page {
            self.top_of.entry(page).or_insert(self.tops.len() - 1);
        }
    }

    /// Sees to it that the entry of the outermost folder of `path` is the last one, if the folder has no index page.
    fn open_section(&mut self, routes: &Routes, path: &str) {
        let folder = path.split('/').next().unwrap_or(path);
        let is_open =
            matches!(self.tops.last(), Some(Top { goal: Goal::Section(open), .. }) if open == folder);
        if routes.sections.contains_key(folder) && !is_open {
            let goal = Goal::Section(folder.to_owned());
            self.tops.push(Top { part: None, title: section_title(folder), goal, below: Vec::new() });
        }
    }
}

fn depth_of(path: &str) -> usize {
    path.strip_suffix("/index").unwrap_or(path).matches('/').count()
}

fn links(model: &Model, routes: &Routes, lang: Lang, from: &Route) -> LinksProps {
    let is_with_stacks = !model.stacks.is_empty();
    LinksProps {
        home: from.to(&routes.home[lang]),
        services: from.to(&routes.services[lang]),
        stacks: is_with_stacks.then(|| from.to(&routes.stacks[lang])),
        glossary: has_glossary(model).then(|| from.to(&routes.glossary[lang])),
        on_premises: has_on_premises(model).then(|| from.to(&routes.on_premises[lang])),
        cost_warnings: has_costs(model).then(|| from.to(&routes.cost_warnings[lang])),
        health: from.to(&routes.health[lang]),
        assets: from.to_folder("assets/"),
        script_data: from.to(&routes.script_data[lang]),
    }
}

/// Whether the site has a glossary: terms, or a page about them.
pub(super) fn has_glossary(model: &Model) -> bool {
    !model.terms.is_empty() || model.pages.iter().any(|(_, page)| page.subject == Subject::Glossary)
}

/// Whether the catalog says of some service what one would run instead.
pub(super) fn has_on_premises(model: &Model) -> bool {
    model.services.iter().any(|(_, service)| service.on_premises.is_some())
}

/// Whether the catalog says of some service what it costs.
pub(super) fn has_costs(model: &Model) -> bool {
    let mut notes = model.services.iter().flat_map(|(_, service)| &service.notes);
    notes.any(|note| note.kind == NoteKind::Cost)
}

/// Whether there is something to learn in a stack: it has services.
pub(super) fn has_path(stack: &Stack) -> bool {
    stack.nodes.iter().any(|(_, node)| node.service.is_some())
}

/// Makes the entries of one sidebar.
struct Maker<'a> {
    model: &'a Model,
    routes: &'a Routes,
    edition: &'a Edition,
    lang: Lang,
    from: &'a Route,
    numbers: BTreeMap<Item, u32>,
    is_cut: bool,
}

impl Maker<'_> {
    fn parts(&mut self, order: &Order, branch: Branch) -> Vec<PartProps> {
        let home = self.entry(Item::Home, self.edition.word("home"), Some(&self.routes.home[self.lang]), 0);
        let mut parts = vec![PartProps { title: None, items: vec![home], more: None }];
        for (position, top) in order.tops.iter().take(LIMIT).enumerate() {
            if top.part.is_some() {
                parts.push(PartProps { title: top.part.clone(), items: Vec::new(), more: None });
            }
            let item = self.top(top, branch == Branch::Top(position));
            if let Some(part) = parts.last_mut() {
                part.items.push(item);
            }
        }
        if order.tops.len() > LIMIT {
            self.is_cut = true;
            let more = Some(self.from.to(&self.routes.all_pages[self.lang]));
            parts.push(PartProps { title: None, items: Vec::new(), more });
        }
        parts.push(self.catalog(branch));
        parts
    }

    fn entry(&mut self, item: Item, title: &str, route: Option<&Route>, level: u8) -> ItemProps {
        let next = self.numbers.len() as u32;
        let number = *self.numbers.entry(item).or_insert(next);
        ItemProps {
            title: title.to_owned(),
            href: route.map(|route| self.from.to(route)),
            mark: Slot::numbered(number),
            level,
            items: Vec::new(),
            more: None,
        }
    }

    fn top(&mut self, top: &Top, is_open: bool) -> ItemProps {
        let routes = self.routes;
        let (item, route) = match &top.goal {
            Goal::Page(page) => (Item::Page(*page), Some(routes.page(*page, self.lang))),
            Goal::Section(folder) => {
                (Item::Elsewhere, routes.sections.get(folder).map(|section| &section[self.lang]))
            }
            Goal::Nowhere => (Item::Elsewhere, None),
        };
        let mut entry = self.entry(item, &top.title, route, 0);
        if is_open {
            for (level, title, page) in top.below.iter().take(LIMIT) {
                let item = page.map_or(Item::Elsewhere, Item::Page);
                let route = page.map(|page| routes.page(page, self.lang));
                entry.items.push(self.entry(item, title, route, *level));
            }
            if top.below.len() > LIMIT {
                self.is_cut |= !matches!(top.goal, Goal::Section(_));
                let all = &routes.all_pages[self.lang];
                let rest = route.filter(|_| matches!(top.goal, Goal::Section(_))).unwrap_or(all);
                entry.more = Some(self.from.to(rest));
            }
        }
        entry
    }

    /// What every site has: services, stacks, glossary, and what is gathered from the catalog.
    fn catalog(&mut self, branch: Branch) -> PartProps {
        let (routes, lang) = (self.routes, self.lang);
        let mut services =
            self.entry(Item::Services, self.edition.word("services"), Some(&routes.services[lang]), 0);
        if branch == Branch::Services {
            self.categories(&mut services);
        }
        let mut items = vec![services];
        if !self.model.stacks.is_empty() {
            let mut stacks =
                self.entry(Item::Stacks, self.edition.word("stacks"), Some(&routes.stacks[lang]), 0);
            if branch == Branch::Stacks || self.model.stacks.len() <= FEW {
                self.stacks(&mut stacks);
            }
            items.push(stacks);
        }
        if has_glossary(self.model) {
            items.push(self.entry(
                Item::Glossary,
                self.edition.word("glossary"),
                Some(&routes.glossary[lang]),
                0,
            ));
        }
        if has_on_premises(self.model) {
            let title = self.edition.word("on-premises");
            items.push(self.entry(Item::OnPremises, title, Some(&routes.on_premises[lang]), 0));
        }
        if has_costs(self.model) {
            let title = self.edition.word("cost-warnings");
            items.push(self.entry(Item::CostWarnings, title, Some(&routes.cost_warnings[lang]), 0));
        }
        items.push(self.entry(Item::Health, self.edition.word("health"), Some(&routes.health[lang]), 0));
        PartProps { title: None, items, more: None }
    }

    fn categories(&mut self, services: &mut ItemProps) {
        let list = &self.routes.services[self.lang];
        let shown = self.model.categories.iter().filter(|(_, category)| !category.services.is_empty());
        let shown: Vec<_> = shown.collect();
        for (id, category) in shown.iter().take(LIMIT) {
            let mut entry = self.entry(Item::Category(*id), &category.name[self.lang], None, 1);
            entry.href = Some(self.from.to_anchor(list, Some(&anchor_of("category-", &category.id))));
            services.items.push(entry);
        }
        if shown.len() > LIMIT {
            services.more = Some(self.from.to(list));
        }
    }

    fn stacks(&mut self, stacks: &mut ItemProps) {
        for (id, stack) in self.model.stacks.iter().take(LIMIT) {
            let route = self.routes.stack(id, self.lang);
            stacks.items.push(self.entry(Item::Stack(id), &stack.title[self.lang], Some(route), 1));
            if has_path(stack) {
                let route = &self.routes.path_in_all(id)[self.lang];
                let title = self.edition.word("learning-path");
                stacks.items.push(self.entry(Item::Path(id), title, Some(route), 2));
            }
        }
        if self.model.stacks.len() > LIMIT {
            stacks.more = Some(self.from.to(&self.routes.stacks[self.lang]));
        }
    }
}

impl Sidebar {
    fn new(text: &str, mut numbers: BTreeMap<Item, u32>) -> Self {
        numbers.remove(&Item::Elsewhere);
        let mut sidebar = Sidebar { html: String::with_capacity(text.len()), places: Vec::new(), numbers };
        for part in parts(text) {
            match part {
                Part::Text(text) => sidebar.html.push_str(text),
                Part::Slot(number) => sidebar.places.push((sidebar.html.len(), number)),
            }
        }
        sidebar
    }

    /// With the entry of the page marked, or else the one around it.
    fn marked(&self, item: Item, around: Option<Item>) -> Html {
        let number = |item: Item| self.numbers.get(&item).copied();
        let (wanted, mark) = match (number(item), around.and_then(number)) {
            (Some(number), _) => (number, " aria-current=\"page\""),
            (None, Some(number)) => (number, " aria-current=\"true\""),
            (None, None) => return Html::trusted(self.html.clone()),
        };
        let mut html = String::with_capacity(self.html.len() + mark.len());
        let mut rest = 0;
        for (at, _) in self.places.iter().filter(|(_, number)| *number == wanted) {
            html.push_str(&self.html[rest..*at]);
            html.push_str(mark);
            rest = *at;
        }
        html.push_str(&self.html[rest..]);
        Html::trusted(html)
    }
}
