//! What the sources mean, taken together.
//!
//! Hides how names become ids. Every id is valid in the model it came from, every [`Localized`] has a value for
//! every language, and no value knows how it will be shown.

mod id;
mod learning;
mod outside;
mod page;
mod resolve;
pub mod rules;
mod service;
mod stack;
mod untranslated;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub use id::{
    CategoryId, ConnectionId, FlowId, Lang, Localized, NodeId, PageId, RegionId, ServiceId, StackId, Table,
    TermId, ViewId,
};
pub use learning::{Lesson, Reason, Stage, lessons};
pub use outside::OutsideLink;
pub use page::{Document, Hole, HoleContent, Link, LinkTarget, NavigationEntry, Page, Prose, Subject};
pub use resolve::resolve;
pub use service::{Category, Console, ConsoleLink, Note, Offered, Presentation, Region, Service, Term};
pub use stack::{Connection, Flow, Node, Stack, Step, View};
pub use untranslated::Untranslated;

pub use crate::parse::Heading;
pub use crate::parse::LinkKind;
pub use crate::parse::catalog::NoteKind;
pub use crate::parse::locale::{Locale, Value};
pub use crate::parse::stack::{ConnectionKind, Direction};

use crate::outside::cache::Cache;
use crate::source::{FileId, Spanned};

/// A project, understood.
#[derive(Debug)]
pub struct Model {
    /// The languages of the site, by [`Lang`]: their codes, as `fr`.
    pub languages: Localized<String>,
    /// The language that stands in for a missing text.
    pub default_language: Lang,
    /// What the manifest sets.
    pub settings: Settings,
    /// Regions in the order of the catalog.
    pub regions: Table<RegionId, Region>,
    /// Categories in the order of the catalog.
    pub categories: Table<CategoryId, Category>,
    /// Services in the order of the catalog.
    pub services: Table<ServiceId, Service>,
    /// The glossary in the order of the catalog.
    pub terms: Table<TermId, Term>,
    /// Pages with prose, by path.
    pub pages: Table<PageId, Page>,
    /// Stacks by id.
    pub stacks: Table<StackId, Stack>,
    /// The order of the pages, by language.
    pub navigation: Localized<Vec<NavigationEntry>>,
    /// What earlier runs found of addresses outside of the site.
    pub known_links: Cache,
    /// The words of the interface.
    pub locales: Localized<Locale>,
    /// Files to copy into the site, by their path below the folder of the sources: `fr/map.png`.
    pub assets: BTreeMap<String, Arc<[u8]>>,
}

/// What `book.toml` sets.
#[derive(Debug)]
pub struct Settings {
    /// The manifest's file.
    pub file: FileId,
    /// The title of the site.
    pub title: Localized<String>,
    /// What the site is about, if it is said.
    pub description: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Where the site will be, with a slash at the end, if it is known.
    pub base_url: Option<String>,
    /// The name of the theme.
    pub theme: Spanned<String>,
    /// The folder of the sources, as `content`.
    pub src: String,
    /// The region that console links point to; `None` only where the catalog has no region.
    pub region: Option<RegionId>,
    /// The regions a reader may pick, in the order of the catalog.
    pub regions: Vec<RegionId>,
    /// How addresses outside of the site are asked.
    pub links: LinkSettings,
    /// Names of the rules whose weight is set, and where.
    pub rules: Vec<Spanned<String>>,
    /// Whether the manifest says plainly which languages there are; if not, nothing is said of what lacks one.
    pub are_languages_known: bool,
}

/// How addresses outside of the site are asked, as far as the manifest says; `None` and empty where it does not.
#[derive(Clone, Debug)]
pub struct LinkSettings {
    /// Status codes that count as alive, besides those from 200 to 299.
    pub accept: Vec<u16>,
    /// Addresses to leave alone.
    pub exclude: Vec<regex::Regex>,
    /// How long one answer may take in all.
    pub timeout: Option<Duration>,
    /// How long a connection may take to be made.
    pub connect_timeout: Option<Duration>,
    /// How often to try again.
    pub retries: Option<u32>,
    /// Requests in flight to one host; 0 for no limit.
    pub per_host: Option<usize>,
    /// Requests in flight in all; at least 1.
    pub in_flight: Option<usize>,
    /// The least time between two requests to a host.
    pub gap: Option<Duration>,
    /// Where verdicts are kept: a path below the project.
    pub cache: String,
    /// How long a verdict holds.
    pub cache_age: Duration,
}

impl Model {
    /// The languages in order.
    pub fn langs(&self) -> impl Iterator<Item = Lang> + use<> {
        self.languages.langs()
    }

    /// The text of the message `id` in `lang`; in the default language where `lang` lacks it; the id itself where
    /// nobody has it, which is reported when the model is made.
    pub fn message(&self, lang: Lang, id: &str, values: &[(&str, Value<'_>)]) -> String {
        self.locales[lang]
            .format(id, values)
            .or_else(|| self.locales[self.default_language].format(id, values))
            .unwrap_or_else(|| id.to_owned())
    }
}
