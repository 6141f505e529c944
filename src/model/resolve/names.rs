//! Every name of the project, before anything is built.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Rule, nearest};
use crate::icon::{self, Icon, Pack};
use crate::model::id::Id;
use crate::model::{CategoryId, Lang, PageId, RegionId, ServiceId, StackId, Subject, rules};
use crate::parse::catalog::Service;
use crate::parse::lock::Lock;
use crate::parse::stack::Stack;
use crate::parse::{Document, Entries, Parsed, Text, rules as parse_rules};
use crate::source::{FileId, Span, Spanned};

use super::file_name;

/// The names that can be referred to, and what the reader of a reference needs to know of each.
pub(super) struct Names<'p> {
    /// Codes in the order of the catalog.
    pub(super) regions: Vec<(&'p Spanned<String>, &'p Text)>,
    /// Declared ids, then those that services name without a declaration; in order.
    pub(super) categories: Vec<(&'p Spanned<String>, Option<&'p Text>)>,
    /// Services in the order of the catalog.
    pub(super) services: Vec<(&'p Spanned<String>, &'p Service)>,
    /// Stacks by path.
    pub(super) stacks: Vec<(&'p Spanned<String>, &'p Stack)>,
    /// Pages by path.
    pub(super) pages: Vec<PageName>,
    /// Codes of the languages.
    pub(super) languages: &'p [String],
    /// Files to copy, by path below the sources.
    pub(super) assets: &'p BTreeMap<String, Arc<[u8]>>,
    region_ids: BTreeMap<&'p str, RegionId>,
    category_ids: BTreeMap<&'p str, CategoryId>,
    service_ids: BTreeMap<&'p str, ServiceId>,
    stack_ids: BTreeMap<&'p str, StackId>,
    page_ids: BTreeMap<String, PageId>,
    drafts: BTreeSet<String>,
    terms: BTreeSet<&'p str>,
    texts: &'p BTreeMap<FileId, String>,
    is_catalog_broken: bool,
    /// The orders of drawings that are to be kept.
    pub(super) locks: &'p [(String, Lock)],
    broken_stacks: &'p [String],
    packs: &'p [Pack],
    is_pack_broken: bool,
}

/// What links need to know of a page.
pub(super) struct PageName {
    pub(super) path: String,
    pub(super) subject: Subject,
    /// By language: the anchors of its document, if it has one.
    anchors: Vec<Option<BTreeSet<String>>>,
}

impl PageName {
    /// The anchors of its document in `lang`, or of the one that stands in for it.
    pub(super) fn anchors(&self, lang: Lang) -> Option<&BTreeSet<String>> {
        self.anchors[lang.index()].as_ref().or_else(|| self.anchors.iter().flatten().next())
    }
}

impl<'p> Names<'p> {
    pub(super) fn collect(
        parsed: &'p Parsed,
        documents: &[Document],
        languages: &'p [String],
        found: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut names = Names {
            regions: Vec::new(),
            categories: Vec::new(),
            services: Vec::new(),
            stacks: Vec::new(),
            pages: Vec::new(),
            languages,
            assets: &parsed.assets,
            region_ids: BTreeMap::new(),
            category_ids: BTreeMap::new(),
            service_ids: BTreeMap::new(),
            stack_ids: BTreeMap::new(),
            page_ids: BTreeMap::new(),
            drafts: BTreeSet::new(),
            terms: BTreeSet::new(),
            texts: &parsed.texts,
            is_catalog_broken: parsed.is_catalog_broken,
            packs: &parsed.packs,
            is_pack_broken: parsed.is_pack_broken,
            locks: &parsed.locks,
            broken_stacks: &parsed.broken_stacks,
        };
        names.collect_catalog(parsed, found);
        names.collect_stacks(parsed, found);
        names.collect_pages(documents);
        names
    }

    fn collect_stacks(&mut self, parsed: &'p Parsed, found: &mut Vec<Diagnostic>) {
        for (id, stack) in &parsed.stacks {
            file_name::check(id, "name of a stack", found);
            if let Some(first) = self.stack_ids.get(id.value.as_str()) {
                let message = format!("there is a stack `{}` already", id.value);
                found.push(
                    Diagnostic::new(&rules::DUPLICATE_ROUTE, id.span, message)
                        .note("it is described here", self.stacks[first.index()].0.span)
                        .help("rename one of the two files")
                        .subject(&id.value),
                );
                continue;
            }
            self.stack_ids.insert(&id.value, StackId::new(self.stacks.len()));
            self.stacks.push((id, stack));
        }
    }

    fn collect_catalog(&mut self, parsed: &'p Parsed, found: &mut Vec<Diagnostic>) {
        let mut first: BTreeMap<(u8, &str), Span> = BTreeMap::new();
        let mut is_new = |kind: u8, what: &str, id: &'p Spanned<String>, found: &mut Vec<Diagnostic>| {
            let Some(place) = first.get(&(kind, id.value.as_str())) else {
                first.insert((kind, &id.value), id.span);
                return true;
            };
            found.push(
                Diagnostic::new(
                    &parse_rules::CATALOG_DUPLICATE_ID,
                    id.span,
                    format!("{what} `{}` is declared twice", id.value),
                )
                .note("first declared here", *place)
                .help("rename or remove one of the two")
                .subject(&id.value),
            );
            false
        };
        for catalog in &parsed.catalogs {
            for (id, name) in catalog.regions.iter().flat_map(|regions| &regions.0) {
                if is_new(0, "the region", id, found) {
                    self.region_ids.insert(&id.value, RegionId::new(self.regions.len()));
                    self.regions.push((id, name));
                }
            }
            for (id, name) in catalog.categories.iter().flat_map(|categories| &categories.0) {
                if is_new(1, "the category", id, found) {
                    self.category_ids.insert(&id.value, CategoryId::new(self.categories.len()));
                    self.categories.push((id, Some(name)));
                }
            }
            for (id, service) in catalog.services.iter().flat_map(|services| &services.0) {
                if is_new(2, "the service", id, found) {
                    file_name::check(id, "id of a service", found);
                    self.service_ids.insert(&id.value, ServiceId::new(self.services.len()));
                    self.services.push((id, service));
                }
            }
            for (id, _) in catalog.glossary.iter().flat_map(|terms| &terms.0) {
                is_new(3, "the term", id, found);
                self.terms.insert(&id.value);
            }
        }
        // Aliases come after all ids, so that no alias can take the place of a service.
        for index in 0..self.services.len() {
            for alias in self.services[index].1.aliases.iter().flatten() {
                let alias: &'p Spanned<String> = alias;
                if is_new(2, "the service", alias, found) {
                    self.service_ids.insert(&alias.value, ServiceId::new(index));
                }
            }
        }
        self.collect_undeclared_categories(found);
    }

    /// A category that is named but not declared is reported, then counts as declared with its id as its name.
    fn collect_undeclared_categories(&mut self, found: &mut Vec<Diagnostic>) {
        let declared: Vec<&str> = self.category_ids.keys().copied().collect();
        for index in 0..self.services.len() {
            let (id, service) = self.services[index];
            let category = match &service.category {
                Some(category) => category,
                None => id,
            };
            if service.category.is_some()
                && !declared.contains(&category.value.as_str())
                && !self.is_catalog_broken
            {
                let message = format!("there is no category `{}`", category.value);
                found.push(
                    unknown(&rules::UNKNOWN_CATEGORY, category, message, declared.iter().copied())
                        .subject(&id.value),
                );
            }
            if !self.category_ids.contains_key(category.value.as_str()) {
                self.category_ids.insert(&category.value, CategoryId::new(self.categories.len()));
                self.categories.push((category, None));
            }
        }
    }

    fn collect_pages(&mut self, documents: &[Document]) {
        let mut by_path: BTreeMap<&str, Vec<Option<BTreeSet<String>>>> = BTreeMap::new();
        for document in documents {
            if is_draft(document) {
                self.drafts.insert(document.path.clone());
                continue;
            }
            let Some(lang) = self.languages.iter().position(|code| *code == document.language) else {
                continue;
            };
            let headings = document.headings.iter().map(|heading| heading.id.clone());
            let anchors = headings.chain(document.prose.anchors.iter().cloned()).collect();
            by_path.entry(&document.path).or_insert_with(|| vec![None; self.languages.len()])[lang] =
                Some(anchors);
        }
        for (path, anchors) in by_path {
            self.page_ids.insert(path.to_owned(), PageId::new(self.pages.len()));
            let subject = self.subject(path).unwrap_or(Subject::Own);
            self.pages.push(PageName { path: path.to_owned(), subject, anchors });
        }
    }

    /// The subject that the site has a page for at `path`, whether or not somebody wrote about it.
    pub(super) fn subject(&self, path: &str) -> Option<Subject> {
        match path {
            "index" => Some(Subject::Home),
            "glossary" => Some(Subject::Glossary),
            "services/index" => Some(Subject::Services),
            "stacks/index" => Some(Subject::Stacks),
            _ => {
                if let Some(id) = path.strip_prefix("services/") {
                    let service = *self.service_ids.get(id)?;
                    // An alias is no address.
                    return (self.services[service.index()].0.value == id)
                        .then_some(Subject::Service(service));
                }
                self.stack_ids.get(path.strip_prefix("stacks/")?).copied().map(Subject::Stack)
            }
        }
    }

    /// The characters at `span` in a file of the catalog or a stack.
    pub(super) fn written(&self, span: Span) -> &'p str {
        self.texts.get(&span.file).and_then(|text| text.get(span.range())).unwrap_or("")
    }

    /// Whether `path` may be that of a service or a stack which could not be read.
    pub(super) fn may_be_unread(&self, path: &str) -> bool {
        self.is_catalog_broken && path.starts_with("services/")
            || path
                .strip_prefix("stacks/")
                .is_some_and(|id| self.broken_stacks.iter().any(|broken| broken == id))
    }

    /// Whether the page of `subject` has the anchor whatever its author writes: the site gives its sections these ids.
    pub(super) fn has_anchor(&self, subject: Subject, anchor: &str) -> bool {
        let named =
            |prefix: &str, is_there: &dyn Fn(&str) -> bool| anchor.strip_prefix(prefix).is_some_and(is_there);
        match subject {
            Subject::Service(service) => match anchor {
                "console" => true,
                "notes" => {
                    self.services[service.index()].1.notes.as_ref().is_some_and(|notes| !notes.is_empty())
                }
                "regions" | "stacks" => true,
                _ => false,
            },
            Subject::Stack(stack) => {
                let stack = self.stacks[stack.index()].1;
                ["drawing", "parts", "relations"].contains(&anchor)
                    || named("view-", &|id| has_entry(stack.views.as_ref(), id))
                    || named("flow-", &|id| has_entry(stack.flows.as_ref(), id))
            }
            Subject::Services => {
                named("category-", &|id| self.is_catalog_broken || self.category_ids.contains_key(id))
            }
            Subject::Glossary => named("term-", &|id| self.is_catalog_broken || self.terms.contains(id)),
            // Its steps are made of the whole model; the finished pages are looked at.
            Subject::Path(_) => true,
            Subject::Home | Subject::Own | Subject::Stacks => false,
        }
    }

    /// The page at `path`.
    pub(super) fn page(&self, path: &str) -> Option<PageId> {
        self.page_ids.get(path).copied()
    }

    /// Every path that has a page.
    pub(super) fn page_paths(&self) -> impl Iterator<Item = &str> {
        self.page_ids.keys().map(String::as_str)
    }

    /// Whether `path` is a page that is left out.
    pub(super) fn is_draft(&self, path: &str) -> bool {
        self.drafts.contains(path)
    }

    /// The region with this code; reported if there is none.
    pub(super) fn region(&self, code: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<RegionId> {
        let region = self.region_ids.get(code.value.as_str()).copied();
        if region.is_none() && !self.is_catalog_broken {
            let message = format!("there is no region `{}` in the catalog", code.value);
            found.push(unknown(&rules::UNKNOWN_REGION, code, message, self.region_ids.keys().copied()));
        }
        region
    }

    /// The category with this id; reported if there is none.
    pub(super) fn category(&self, id: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<CategoryId> {
        let category = self.category_ids.get(id.value.as_str()).copied();
        if category.is_none() && !self.is_catalog_broken {
            let message = format!("there is no category `{}`", id.value);
            found.push(unknown(&rules::UNKNOWN_CATEGORY, id, message, self.category_ids.keys().copied()));
        }
        category
    }

    /// The category of a service: every service has one by now.
    pub(super) fn category_of(&self, service: ServiceId) -> CategoryId {
        let (id, service) = self.services[service.index()];
        let category = service.category.as_ref().unwrap_or(id);
        self.category_ids.get(category.value.as_str()).copied().expect("undeclared categories were added")
    }

    /// The icon of that name; reported if there is none. What a pack has not been read for is nobody's fault here.
    pub(super) fn icon(&self, name: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<Icon> {
        let rule = &rules::UNKNOWN_ICON;
        let Some((prefix, rest)) = name.value.split_once(':') else {
            let glyph = icon::glyph(&name.value);
            if glyph.is_none() {
                let message = format!("there is no glyph `{}`", name.value);
                found.push(unknown(rule, name, message, icon::glyph_names()));
            }
            return glyph.map(Icon::Glyph);
        };
        let Some(pack) = self.packs.iter().find(|pack| pack.prefix == prefix) else {
            if !self.is_pack_broken {
                let message = format!("there is no pack of icons `{prefix}`");
                let known = self.packs.iter().map(|pack| pack.prefix.as_str());
                let help = match nearest(prefix, known) {
                    Some(near) => format!("write `{near}:{rest}`"),
                    None => "list its file as one of `packs` under `[output.maquette.icons]` in `book.toml`"
                        .to_owned(),
                };
                found.push(Diagnostic::new(rule, name.span, message).help(help));
            }
            return None;
        };
        match pack.icon(rest) {
            Some(Ok(artwork)) => Some(Icon::Artwork(Arc::new(artwork))),
            Some(Err(fault)) => {
                let message = format!("the icon `{}` cannot be drawn: {fault}", name.value);
                found.push(Diagnostic::new(rule, name.span, message).help("use another icon"));
                None
            }
            None => {
                let message = format!("the pack `{prefix}` has no icon `{rest}`");
                let rest = Spanned::new(rest.to_owned(), name.span);
                found.push(unknown(rule, &rest, message, pack.names()));
                None
            }
        }
    }

    /// The service with this id or alias; reported under `rule` if there is none.
    pub(super) fn service(
        &self,
        id: &Spanned<String>,
        rule: &'static Rule,
        found: &mut Vec<Diagnostic>,
    ) -> Option<ServiceId> {
        let service = self.service_ids.get(id.value.as_str()).copied();
        if service.is_none() && !self.is_catalog_broken {
            let message = format!("there is no service `{}` in the catalog", id.value);
            let known = self.service_ids.keys().copied();
            found.push(unknown(rule, id, message, known).subject(&id.value));
        }
        service
    }

    /// The stack with this id; reported as a dead link if there is none.
    pub(super) fn stack(&self, id: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<StackId> {
        let stack = self.stack_ids.get(id.value.as_str()).copied();
        if stack.is_none() && !self.broken_stacks.contains(&id.value) {
            let message = format!("there is no stack `{}`", id.value);
            let known = self.stack_ids.keys().copied();
            found.push(unknown(&rules::DEAD, id, message, known).subject(&id.value));
        }
        stack
    }
}

fn has_entry<T>(entries: Option<&Entries<T>>, wanted: &str) -> bool {
    entries.is_some_and(|entries| entries.0.iter().any(|(id, _)| id.value == wanted))
}

/// Whether a document is left out.
pub(super) fn is_draft(document: &Document) -> bool {
    let draft = document.front.as_ref().and_then(|front| front.draft);
    draft.is_some_and(|draft| draft.value)
}

/// A diagnostic for a name that is not known, with the nearest one that is.
pub(super) fn unknown<'n>(
    rule: &'static Rule,
    name: &Spanned<String>,
    message: String,
    known: impl Iterator<Item = &'n str> + Clone,
) -> Diagnostic {
    let help = match nearest(&name.value, known.clone()) {
        Some(near) => format!("write `{near}`"),
        None => match known.take(8).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ") {
            empty if empty.is_empty() => "declare it: there is none yet".to_owned(),
            some => format!("use one that is declared, such as {some}, or declare it"),
        },
    };
    Diagnostic::new(rule, name.span, message).help(help)
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    /// A project with a pack of icons, and a service that is shown as `icon`.
    fn shown_as(icon: &str) -> String {
        format!(
            "--- book.toml\n[book]\nlanguage = \"en\"\n[output.maquette]\nlanguages = [\"en\", \"fr\"]\n\
             [output.maquette.icons]\npacks = [\"icons/logos.json\"]\n\
             --- icons/logos.json\n{{\"prefix\":\"logos\",\"icons\":{{\"aws-lambda\":{{\"body\":\"<path d='M0 0h9'/>\"}},\
             \"bare\":{{\"body\":\"<text>x</text>\"}}}}}}\n\
             --- content/catalog/shop.yaml\nservices:\n  shop: {{ icon: {icon}, name: Shop, category: compute, \
             console: none, presentation: none }}\n"
        )
    }

    #[test]
    fn glyphs_and_icons_that_are_there_are_taken() {
        for icon in ["bucket", "\"logos:aws-lambda\""] {
            check(&shown_as(icon), &[]);
        }
    }

    #[test]
    fn icons_that_are_not_there_are_reported() {
        for icon in ["bukcet", "\"logos:lambda\"", "\"logo:aws-lambda\"", "\"logos:bare\"", "\"\""] {
            check(&shown_as(icon), &["content/catalog/shop.yaml:2:17 catalog/unknown-icon"]);
        }
    }
}
