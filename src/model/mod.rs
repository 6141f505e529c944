//! What the sources mean, taken together.
//!
//! Hides how names become ids. Every id is valid in the model it came from, every [`Localized`] has a value for
//! every language, and no value knows how it will be shown.

mod id;
mod outside;
mod page;
mod resolve;
pub mod rules;
mod service;
mod stack;
mod untranslated;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use id::{
    CategoryId, ConnectionId, FlowId, Lang, Localized, NodeId, PageId, RegionId, ServiceId, StackId, Table,
    TermId, ViewId,
};
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
    /// Names of the rules whose weight is set, and where.
    pub rules: Vec<Spanned<String>>,
    /// Whether the manifest says plainly which languages there are; if not, nothing is said of what lacks one.
    pub are_languages_known: bool,
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
