//! Pages: a subject in all languages, its prose, and where its links lead.
//!
//! Never makes an address within the site: routes are made when it is rendered.

use super::id::{FlowId, Lang, Localized, PageId, RegionId, ServiceId, StackId, ViewId};
use crate::parse::{Heading, LinkKind};
use crate::source::{FileId, Span, Spanned};

/// A subject that somebody wrote about, in all languages.
#[derive(Debug)]
pub struct Page {
    /// The path of its documents below the folder of a language, without `.md`: `basics/regions`.
    pub path: String,
    /// What it is about: a subject of its own, or one that the site has a page for anyway.
    pub subject: Subject,
    /// Whether it may be about a service or a stack that could not be read; its subject is then one of its own.
    pub may_be_of_unread: bool,
    /// The path of its route below the folder of the language, without an extension, from `path` and `slug`.
    pub route: Localized<String>,
    /// Its title.
    pub title: Localized<String>,
    /// One sentence on it: the front matter's description, or else the first paragraph; may be empty.
    pub description: Localized<String>,
    /// Its place among its siblings.
    pub weight: Option<i64>,
    /// Its documents; a language without one has that of the default language, and [`Document::lang`] tells.
    pub documents: Localized<Document>,
}

impl Page {
    /// The documents that were written, each once.
    pub fn written(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(|(lang, document)| document.lang == *lang).map(|(_, document)| document)
    }
}

/// What a page is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Subject {
    /// The home page: `index.md`.
    Home,
    /// A subject of its own.
    Own,
    /// The list of services: `services/index.md`.
    Services,
    /// One service: `services/<id>.md`.
    Service(ServiceId),
    /// The list of stacks: `stacks/index.md`.
    Stacks,
    /// One stack: `stacks/<id>.md`.
    Stack(StackId),
    /// The learning path of a stack.
    Path(StackId),
    /// The glossary: `glossary.md`.
    Glossary,
}

/// A page in one language.
#[derive(Clone, Debug)]
pub struct Document {
    /// The language it is written in.
    pub lang: Lang,
    /// Its file.
    pub file: FileId,
    /// Where the title is written, or the start of the file.
    pub title_span: Span,
    /// Whether somebody wrote a title.
    pub has_title: bool,
    /// Its text.
    pub prose: Prose,
    /// Its headings in order.
    pub headings: Vec<Heading>,
    /// Where its body starts in the file's text, in bytes.
    pub body: u32,
}

/// Text with markup, its links and directives resolved.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// HTML in which something is to be put at each hole. Text is escaped; HTML that is not from a page is too.
    pub html: String,
    /// The holes by place.
    pub holes: Vec<Hole>,
    /// The links, in order.
    pub links: Vec<Link>,
    /// Anchors beside those of headings.
    pub anchors: Vec<String>,
    /// Where pictures without an alternative text stand.
    pub pictures_without_alt: Vec<Span>,
    /// The text without markup, for texts of the catalog and stacks; empty for documents.
    pub plain: String,
}

/// A place in [`Prose::html`] where something is to be put.
#[derive(Clone, Debug)]
pub struct Hole {
    /// The byte offset in the HTML.
    pub at: u32,
    /// Where the author asks for it.
    pub span: Span,
    /// What is to be put there.
    pub content: HoleContent,
}

/// What is to be put into a hole.
#[derive(Clone, Debug)]
pub enum HoleContent {
    /// The opening `<a …>` of a link (its end stands in the HTML): an index into [`Prose::links`].
    Link(u32),
    /// A whole `<img …>`: an index into [`Prose::links`].
    Image(u32),
    /// The address alone, inside an attribute: an index into [`Prose::links`].
    Address(u32),
    /// A card for one service.
    Service(ServiceId),
    /// Cards for some services.
    Services(Box<[ServiceId]>),
    /// A drawing of a view, or of everything.
    Diagram(StackId, Option<ViewId>),
    /// A flow.
    Flow(StackId, FlowId),
    /// The name of a region.
    Region(RegionId),
    /// A message of the interface.
    Word(&'static str),
    /// Nothing: what was asked for does not exist, which was reported.
    Nothing,
}

/// A link or a picture.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where it leads.
    pub target: LinkTarget,
    /// Where the author wrote it.
    pub span: Span,
    /// Whether that is the place of the address alone, so that another could be written there.
    pub is_address: bool,
    /// The title, empty if there is none.
    pub title: Box<str>,
    /// The visible text; of a picture its alternative text.
    pub text: Box<str>,
    /// A link, a picture, or an address in raw HTML.
    pub kind: LinkKind,
}

/// Where a link leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkTarget {
    /// A page of the site.
    Page {
        /// The page.
        page: PageId,
        /// The language, where it is not the reader's.
        lang: Option<Lang>,
        /// The anchor, without `#`.
        anchor: Option<Box<str>>,
    },
    /// A page that the site has without a document: never [`Subject::Own`].
    Subject {
        /// What it is about.
        subject: Subject,
        /// The anchor, without `#`.
        anchor: Option<Box<str>>,
    },
    /// The admin page of a service, in the reader's region.
    Console(ServiceId),
    /// A place on the same page.
    Anchor(String),
    /// A file of the project: a key of [`Model::assets`](super::Model::assets).
    Asset(String),
    /// An address outside of the site; http, https, mailto or tel.
    Outside(String),
    /// Nothing: reported, and shown as text.
    Broken,
}

/// A line of the navigation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NavigationEntry {
    /// A heading between chapters.
    Part(String),
    /// A page.
    Page {
        /// The page.
        page: PageId,
        /// Its title in the navigation.
        title: String,
        /// How deep it stands; 0 is outermost.
        depth: u8,
    },
    /// A chapter yet to be written.
    Draft {
        /// Its title.
        title: String,
        /// How deep it stands; 0 is outermost.
        depth: u8,
    },
    /// A line.
    Separator,
}

impl Prose {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty() && self.holes.is_empty()
    }

    /// A prose that says `text` and nothing else.
    pub(super) fn of_text(text: &Spanned<String>) -> Self {
        Prose { plain: text.value.clone(), ..Prose::default() }
    }
}
