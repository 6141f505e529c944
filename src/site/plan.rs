//! What is worked out once and used by every page.
//!
//! Hides how words, orders and drawings are kept at hand. Makes no page.

use std::collections::BTreeMap;

use memchr::memmem;
use rayon::prelude::*;

use super::drawing::Drawings;
use super::navigation::Navigation;
use super::props::{AddressProps, SiteProps};
use super::prose;
use super::routes::{Href, Routes};
use super::theme::{Scope, Shared, Theme};
use super::words;
use crate::diagnostic::Diagnostic;
use crate::draw::Layouts;
use crate::model::{ConsoleLink, Lang, Localized, Model, PageId, Service, ServiceId, Subject, Value};
use crate::source::{Sources, Span};

/// What pages may load: files of the site, and pictures from anywhere. A page may hold neither scripts nor styles of
/// its own. Scripts turn a drawing into a picture by way of `blob:`.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: blob:; \
                      font-src 'self'; form-action 'none'; base-uri 'none'";

/// Everything that pages share.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) model: &'a Model,
    sources: &'a Sources,
    pub(super) theme: &'a Theme,
    pub(super) routes: Routes,
    pub(super) editions: Localized<Edition>,
    pub(super) drawings: Drawings,
    /// What is laid out is looked for here first.
    pub(super) layouts: &'a Layouts,
    pub(super) navigation: Navigation,
    /// Finds the alignment of cells in prose.
    pub(super) aligned: memmem::Finder<'static>,
    page_of: BTreeMap<Subject, PageId>,
}

/// What the pages of one language share.
#[derive(Debug)]
pub(super) struct Edition {
    /// The code of the language.
    pub(super) code: String,
    /// The words without variables, by id with `_` for `-`.
    pub(super) words: BTreeMap<String, String>,
    /// The services as readers of the language look them up.
    pub(super) services: Vec<ServiceId>,
    /// "in region …", if the site has a region.
    pub(super) admin_in: String,
    /// "not offered in region …".
    pub(super) admin_not_offered: String,
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
        layouts: &'a Layouts,
        found: &mut Vec<Diagnostic>,
    ) -> Self {
        let routes = Routes::new(model);
        let editions = model.languages.map(|lang, code| edition(model, lang, code));
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
            layouts,
            navigation,
            aligned: memmem::Finder::new(prose::ALIGNED),
            page_of,
        }
    }

    /// The page whose prose belongs to `subject`, if somebody wrote one.
    pub(super) fn page_of(&self, subject: Subject) -> Option<PageId> {
        self.page_of.get(&subject).copied()
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

    /// What every template of the language can name.
    pub(super) fn scope(&self) -> Scope {
        self.scope.clone()
    }

    /// What a node is, in words: the kind as written where it is not a built-in one.
    pub(super) fn kind<'e>(&'e self, kind: &'e str) -> &'e str {
        self.words.get(&format!("kind_{}", kind.replace('-', "_"))).map_or(kind, String::as_str)
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
pub(super) fn admin_props(admin: &ConsoleLink) -> AddressProps {
    let state = match admin {
        ConsoleLink::Regional(_) | ConsoleLink::Global(_) => "at",
        ConsoleLink::NotOffered => "not_offered",
        ConsoleLink::Absent => "absent",
        ConsoleLink::Missing => "missing",
    };
    AddressProps { state, href: admin.address().map(Href::outside) }
}

fn edition(model: &Model, lang: Lang, code: &str) -> Edition {
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
    let (region, region_code) = match model.settings.region {
        Some(region) => (model.regions[region].name[lang].as_str(), model.regions[region].code.as_str()),
        None => ("", ""),
    };
    let values = [("region", Value::Text(region)), ("code", Value::Text(region_code))];
    Edition {
        code: code.to_owned(),
        services,
        admin_in: model.message(lang, "service-admin-in", &values),
        admin_not_offered: model.message(lang, "service-admin-not-offered", &values),
        by_id: words.iter().map(|(key, text)| (key.replace('_', "-"), text.clone())).collect(),
        words,
        scope,
    }
}
