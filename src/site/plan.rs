//! What is worked out once and used by every page.
//!
//! Hides how words, orders and drawings are kept at hand. Makes no page.

use std::collections::BTreeMap;

use memchr::memmem;
use rayon::prelude::*;

use super::drawing::{Drawings, Placed};
use super::grammar::Grammar;
use super::navigation::Navigation;
use super::props::{AddressProps, ByRegionProps, SiteProps};
use super::prose;
use super::routes::{Href, Routes};
use super::terms::{self, Terms};
use super::theme::{Scope, Shared, Theme};
use super::words;
use crate::diagnostic::Diagnostic;
use crate::draw::Layouts;
use crate::model::{
    Console, ConsoleLink, Lang, Localized, Model, NodeId, PageId, RegionId, Service, ServiceId, StackId,
    Subject, Value,
};
use crate::source::{Sources, Span, Spanned};

/// What pages may load: files of the site, and pictures from anywhere. A page may hold neither scripts nor styles of
/// its own. Scripts turn a drawing into a picture by way of `blob:`.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: blob:; \
                      font-src 'self'; form-action 'none'; base-uri 'none'";

/// How a site is made, apart from what it says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Making<'a> {
    /// What is laid out is looked for here first.
    pub(super) layouts: &'a Layouts,
    /// Whether pictures for those who link to a page are painted, which takes longest; if not, they are of one pixel.
    pub(super) has_posters: bool,
}

/// Everything that pages share.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) model: &'a Model,
    sources: &'a Sources,
    pub(super) theme: &'a Theme,
    pub(super) routes: Routes,
    pub(super) editions: Localized<Edition>,
    pub(super) drawings: Drawings<'a>,
    /// Whether pictures for those who link to a page are painted.
    pub(super) has_posters: bool,
    pub(super) navigation: Navigation,
    /// Finds the alignment of cells in prose.
    pub(super) aligned: memmem::Finder<'static>,
    page_of: BTreeMap<Subject, PageId>,
}

/// Where a service stands in one stack, laid out for all languages.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) stack: StackId,
    /// The nodes that are the service, in the order written.
    pub(super) nodes: Vec<NodeId>,
    /// The service among its neighbours; nothing if it has none.
    pub(super) drawing: Option<Placed>,
}

/// What the pages of one language share.
#[derive(Clone, Debug)]
pub(super) struct Edition {
    /// The code of the language.
    pub(super) code: String,
    /// The words without variables, by id with `_` for `-`.
    pub(super) words: BTreeMap<String, String>,
    /// The services as readers of the language look them up.
    pub(super) services: Vec<ServiceId>,
    /// The regions that readers may pick, as readers of the language look them up.
    pub(super) regions: Vec<RegionId>,
    /// "in region …", if the site has a region.
    pub(super) admin_in: String,
    /// "not offered in region …".
    pub(super) admin_not_offered: String,
    /// How names stand in sentences.
    pub(super) grammar: Grammar,
    /// Finds the terms of the glossary in texts.
    pub(super) terms: Terms,
    /// What a marked term looks like, with markers for its values.
    pub(super) term_frame: String,
    /// The same words by id.
    by_id: BTreeMap<String, String>,
    scope: Scope,
}

impl<'a> Plan<'a> {
    /// Works everything out. Faults of the theme are noted.
    pub(super) fn new(
        model: &'a Model,
        sources: &'a Sources,
        theme: &'a Theme,
        Making { layouts, has_posters }: Making<'a>,
        found: &mut Vec<Diagnostic>,
    ) -> Self {
        let routes = Routes::new(model);
        let mut editions = model.languages.map(|lang, code| edition(model, lang, code));
        if theme.is_usable() && !model.terms.is_empty() {
            editions = editions.map(|_, edition| edition.clone().with_term_frame(theme, found));
        }
        let navigation = Navigation::new(model, theme, &routes, &editions, found);
        let page_of = model.pages.iter().map(|(id, page)| (page.subject, id)).collect();
        let drawings = Drawings::new(model, layouts);
        Plan {
            model,
            sources,
            theme,
            routes,
            editions,
            drawings,
            has_posters,
            navigation,
            aligned: memmem::Finder::new(prose::ALIGNED),
            page_of,
        }
    }

    /// The page whose prose belongs to `subject`, if somebody wrote one.
    pub(super) fn page_of(&self, subject: Subject) -> Option<PageId> {
        self.page_of.get(&subject).copied()
    }

    /// Where `service` stands in each stack that it is part of.
    pub(super) fn places(&self, service: ServiceId) -> Vec<Place> {
        let model = self.model;
        let service = &model.services[service];
        let mut nodes: BTreeMap<StackId, Vec<NodeId>> = BTreeMap::new();
        for (stack, node) in &service.nodes {
            nodes.entry(*stack).or_default().push(*node);
        }
        let places = nodes.into_iter().map(|(stack, nodes)| {
            let title = &model.stacks[stack].title;
            let title = service.name.iter().map(|(lang, name)| format!("{name} – {}", title[lang])).collect();
            let drawing = self.drawings.neighbourhood(model, stack, &nodes, &title);
            Place { stack, nodes, drawing }
        });
        places.collect()
    }

    /// A place as authors know it: `content/catalog/aws.yaml:12`.
    pub(super) fn place(&self, span: Span) -> String {
        let line = self.sources.position(span.file, span.start).line;
        format!("{}:{line}", self.sources[span.file].path)
    }

    /// The admin page in the region of the site.
    pub(super) fn admin(&self, service: &Service) -> ConsoleLink {
        match (self.model.settings.region, &service.console) {
            (Some(region), _) => service.console_in(region, &self.model.regions[region].code),
            (None, crate::model::Console::Global(address)) => ConsoleLink::Global(address.value.clone()),
            (None, crate::model::Console::Absent(_)) => ConsoleLink::Absent,
            (None, _) => ConsoleLink::Missing,
        }
    }
}

impl Edition {
    /// The message `id`, which has no variables.
    pub(super) fn word<'e>(&'e self, id: &'e str) -> &'e str {
        self.by_id.get(id).map_or(id, String::as_str)
    }

    fn with_term_frame(self, theme: &Theme, found: &mut Vec<Diagnostic>) -> Self {
        Edition { term_frame: terms::frame(theme, self.scope(), found), ..self }
    }

    /// What every template of the language can name.
    pub(super) fn scope(&self) -> Scope {
        self.scope.clone()
    }

    /// What a node is, in words: the kind as written where it is not a built-in one.
    pub(super) fn kind<'e>(&'e self, kind: &'e str) -> &'e str {
        self.words.get(&format!("kind_{}", kind.replace('-', "_"))).map_or(kind, String::as_str)
    }

    /// Why there is no admin page in the region of the site, in words.
    pub(super) fn admin_reason<'e>(
        &'e self,
        lang: Lang,
        service: &'e Service,
        admin: &ConsoleLink,
    ) -> Option<&'e str> {
        match (admin, &service.console) {
            (ConsoleLink::NotOffered, _) => Some(&self.admin_not_offered),
            (ConsoleLink::Missing, _) => Some(self.word("service-admin-missing")),
            (ConsoleLink::Absent, Console::Absent(Some(why))) => Some(&why[lang]),
            (ConsoleLink::Absent, _) => Some(self.word("service-admin-absent")),
            (ConsoleLink::Regional(_) | ConsoleLink::Global(_), _) => None,
        }
    }

    /// "in region …", or "the same for all regions", where there is an admin page.
    pub(super) fn admin_where(&self, admin: &ConsoleLink) -> Option<&str> {
        match admin {
            ConsoleLink::Regional(_) => Some(&self.admin_in),
            ConsoleLink::Global(_) => Some(self.word("service-admin-global")),
            _ => None,
        }
    }
}

/// The key that texts of the interface's languages are sorted by: accents and case count last.
pub(super) fn sort_key(text: &str) -> (String, &str) {
    (deunicode::deunicode(text).to_lowercase(), text)
}

/// An admin page as templates see it.
pub(super) fn admin_props(model: &Model, service: &Service, admin: &ConsoleLink) -> AddressProps {
    let state = match admin {
        ConsoleLink::Regional(_) | ConsoleLink::Global(_) => "at",
        ConsoleLink::NotOffered => "not_offered",
        ConsoleLink::Absent => "absent",
        ConsoleLink::Missing => "missing",
    };
    AddressProps { state, href: admin.address().map(Href::outside), by_region: by_region(model, service) }
}

/// The admin page of `service` in all regions that readers may pick, if it depends on the region.
pub(super) fn by_region(model: &Model, service: &Service) -> Option<ByRegionProps> {
    let Console::Regional { default, own } = &service.console else { return None };
    let code = |region: RegionId| model.regions[region].code.as_str();
    let address = |at: &Option<Spanned<String>>| {
        at.as_ref().map_or(String::new(), |at| Href::outside(&at.value).as_str().to_owned())
    };
    let is_picked = |region: &RegionId| model.settings.regions.contains(region);
    let own: BTreeMap<&str, String> = own
        .iter()
        .filter(|(region, _)| is_picked(region))
        .map(|(region, at)| (code(*region), address(at).replace("{region}", code(*region))))
        .collect();
    let lacking = model.settings.regions.iter().filter(|region| !service.is_offered_in(**region));
    Some(ByRegionProps {
        pattern: default.as_ref().map_or(Href::anchor(""), |at| Href::pattern(&at.value)),
        own: if own.is_empty() { String::new() } else { serde_json::json!(own).to_string() },
        not_offered: lacking.map(|region| code(*region)).collect::<Vec<_>>().join(" "),
    })
}

/// Works out what the pages of a language share.
pub(super) fn edition(model: &Model, lang: Lang, code: &str) -> Edition {
    let words = words::constant(model, lang);
    let authors = model.settings.authors.join(", ");
    let authors = (!authors.is_empty())
        .then(|| model.message(lang, "written-by", &[("authors", Value::Text(&authors))]));
    let site = SiteProps {
        title: &model.settings.title[lang],
        description: model.settings.description.as_deref(),
        language: code,
        authors,
        policy: POLICY,
    };
    let scope =
        Scope::default().with_shared("site", &Shared::new(&site)).with_shared("words", &Shared::new(&words));
    let mut services: Vec<ServiceId> = model.services.ids().collect();
    services.par_sort_by_cached_key(|service| {
        let (key, name) = sort_key(&model.services[*service].name[lang]);
        (key, name.to_owned())
    });
    let mut regions = model.settings.regions.clone();
    regions.sort_by_cached_key(|region| {
        let region = &model.regions[*region];
        (sort_key(&region.name[lang]).0, region.code.clone())
    });
    let (region, region_code) = match model.settings.region {
        Some(region) => (model.regions[region].name[lang].as_str(), model.regions[region].code.as_str()),
        None => ("", ""),
    };
    let values = [("region", Value::Text(region)), ("code", Value::Text(region_code))];
    let grammar = Grammar::new(model, lang);
    Edition {
        code: code.to_owned(),
        services,
        regions,
        admin_in: model.message(lang, "service-admin-in", &values),
        admin_not_offered: model.message(lang, "service-admin-not-offered", &values),
        terms: Terms::new(model, lang, &grammar),
        grammar,
        term_frame: String::new(),
        by_id: words.iter().map(|(key, text)| (key.replace('_', "-"), text.clone())).collect(),
        words,
        scope,
    }
}
