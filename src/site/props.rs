//! What templates see: the contract with authors of themes.
//!
//! Every text is plain and is escaped by the template; a [`Slot`] stands for HTML and is printed as it is. `Option`
//! is nothing (false in an `if`) where there is nothing to say. Never holds a look: no class, no markup.
//! docs/themes.md says which template gets which of these.

use serde::Serialize;

use super::html::Slot;
use super::routes::Href;

/// `site`: the same on all pages of one language.
#[derive(Debug, Serialize)]
pub struct SiteProps<'a> {
    /// The title of the site.
    pub title: &'a str,
    /// What it is about.
    pub description: Option<&'a str>,
    /// The code of the language, for `lang`.
    pub language: &'a str,
    /// "By …", if the manifest names authors.
    pub authors: Option<String>,
    /// What pages may load, for a `Content-Security-Policy`.
    pub policy: &'static str,
}

/// `links`: addresses every page of a folder has in common.
#[derive(Debug, Serialize)]
pub struct LinksProps {
    /// The home page of the language.
    pub home: Href,
    /// The list of services.
    pub services: Href,
    /// The list of stacks.
    pub stacks: Option<Href>,
    /// The glossary.
    pub glossary: Option<Href>,
    /// What the catalog lacks.
    pub health: Href,
    /// The folder of the theme's files, with a slash at its end: `{{ links.assets }}site.css`.
    pub assets: Href,
    /// What scripts have to know of the site in this language: a script that says so.
    pub script_data: Href,
}

/// A text that leads somewhere.
#[derive(Clone, Debug, Serialize)]
pub struct LinkProps {
    /// The text.
    pub title: String,
    /// Where it leads.
    pub href: Href,
}

/// `page`: what every page has.
#[derive(Debug, Serialize)]
pub struct PageProps<'a> {
    /// Its title: the one `h1`.
    pub title: &'a str,
    /// One sentence; may be empty.
    pub description: &'a str,
    /// Its whole address, if the manifest has a base address.
    pub canonical: Option<Href>,
    /// The page in every language, this one included.
    pub alternates: Vec<AlternateProps<'a>>,
    /// The way from the home page, which comes first, to this page, which is left out.
    pub breadcrumbs: Vec<LinkProps>,
    /// The headings; empty if there are too few to list.
    pub contents: Vec<HeadingProps>,
    /// The page before in the order of reading.
    pub previous: Option<LinkProps>,
    /// The page after in the order of reading.
    pub next: Option<LinkProps>,
    /// The navigation of the site.
    pub navigation: Slot,
    /// Whether there is a drawing on it.
    pub has_drawings: bool,
    /// The same page as Markdown.
    pub markdown: Option<Href>,
    /// A picture of it for those who link to it, if the manifest has a base address.
    pub picture: Option<PictureProps<'a>>,
    /// What the author wrote on it.
    pub body: Option<Slot>,
    /// The language of the body and the title, where it is another one than the page's.
    pub body_language: Option<&'a str>,
    /// Says so in words.
    pub notice: Option<String>,
}

/// A page in one language.
#[derive(Debug, Serialize)]
pub struct AlternateProps<'a> {
    /// The code of the language.
    pub language: &'a str,
    /// The language's own name.
    pub name: &'a str,
    /// Where it is, relative.
    pub href: Href,
    /// Where it is, whole if the manifest has a base address.
    pub address: Href,
    /// Whether it is this page.
    pub is_current: bool,
    /// Whether it is the default language of the site.
    pub is_default: bool,
}

/// A picture of a page, in pixels.
#[derive(Debug, Serialize)]
pub struct PictureProps<'a> {
    /// What it shows.
    pub title: &'a str,
    /// Its whole address.
    pub href: Href,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// A heading of the page.
#[derive(Clone, Debug, Serialize)]
pub struct HeadingProps {
    /// 2 or 3.
    pub level: u8,
    /// The text.
    pub title: String,
    /// Where it is on the page.
    pub href: Href,
}

/// A part of the navigation.
#[derive(Debug, Serialize)]
pub struct PartProps {
    /// Its heading.
    pub title: Option<String>,
    /// Its entries.
    pub items: Vec<ItemProps>,
    /// Where the rest is, if there are too many.
    pub more: Option<Href>,
}

/// An entry of the navigation.
#[derive(Debug, Serialize)]
pub struct ItemProps {
    /// Its text.
    pub title: String,
    /// Where it leads; nothing for a page yet to be written.
    pub href: Option<Href>,
    /// Printed inside the tag of the link: says which entry is the page itself.
    pub mark: Slot,
    /// How deep it stands below the entry it belongs to, from 1 to 4; 0 for the entry itself.
    pub level: u8,
    /// What stands below it, if this part of the site is open.
    pub items: Vec<ItemProps>,
    /// Where the rest is, if there are too many.
    pub more: Option<Href>,
}

/// Where something outside of the site is, or why nowhere.
#[derive(Clone, Debug, Serialize)]
pub struct AddressProps {
    /// `at`, `absent` (there is none), `missing` (not found yet), `not_offered` (not in this region).
    pub state: &'static str,
    /// Where it is, if it is somewhere.
    pub href: Option<Href>,
    /// Of an admin page that depends on the region: where it is in all of them.
    pub by_region: Option<ByRegionProps>,
}

/// Where an admin page is in each region that readers may pick: what a script needs to follow their choice.
#[derive(Clone, Debug, Serialize)]
pub struct ByRegionProps {
    /// Its address, in which `{region}` stands for the code; empty if only single regions have one.
    pub pattern: Href,
    /// Addresses of single regions by code, as a JSON object; an empty text says that there is none. Empty if no
    /// region has one of its own.
    pub own: String,
    /// The codes of the regions in which the service is not offered, between spaces. Empty if it is offered in all.
    pub not_offered: String,
}

/// `card.html`: a service in a few words.
#[derive(Debug, Serialize)]
pub struct CardProps<'a> {
    /// Its id in the catalog.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its page.
    pub href: Href,
    /// What it does.
    pub summary: Option<Slot>,
    /// The page that presents it.
    pub presentation: AddressProps,
    /// The admin page in the site's region.
    pub admin: AddressProps,
    /// "in region …", or "the same for all regions".
    pub admin_where: Option<&'a str>,
    /// Why there is none here, in words.
    pub admin_reason: Option<&'a str>,
}

/// `service`: what the page of a service says.
#[derive(Debug, Serialize)]
pub struct ServiceProps<'a> {
    /// Its id in the catalog.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its category, with its place in the list of services.
    pub category: LinkProps,
    /// Other names.
    pub aliases: &'a [String],
    /// What it does.
    pub summary: Option<Slot>,
    /// What one would run instead.
    pub on_premises: Option<Slot>,
    /// The page that presents it.
    pub presentation: AddressProps,
    /// The admin page in the site's region.
    pub admin: AddressProps,
    /// "in region …", or "the same for all regions".
    pub admin_where: Option<&'a str>,
    /// Why there is none here, in words.
    pub admin_reason: Option<&'a str>,
    /// The admin page of each region; empty if there is one page for all, or none.
    pub regions: Vec<RegionProps<'a>>,
    /// Remarks.
    pub notes: Vec<NoteProps<'a>>,
    /// The stacks it is part of.
    pub places: Vec<PlaceProps<'a>>,
    /// Ids of the page's own sections.
    pub anchors: ServiceAnchors,
}

/// Ids of the sections of a service's page.
#[derive(Debug, Serialize)]
pub struct ServiceAnchors {
    /// Of the remarks.
    pub notes: String,
    /// Of the admin page.
    pub console: String,
    /// Of the table of regions.
    pub regions: String,
    /// Of the stacks.
    pub stacks: String,
}

/// A row of the table of regions.
#[derive(Debug, Serialize)]
pub struct RegionProps<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its code.
    pub code: &'a str,
    /// The address there.
    pub href: Option<Href>,
    /// Why there is none, in words.
    pub reason: Option<&'a str>,
    /// Whether links lead there until a reader picks another one.
    pub is_chosen: bool,
}

/// A remark.
#[derive(Debug, Serialize)]
pub struct NoteProps<'a> {
    /// `info`, `tip`, `warning` or `cost`.
    pub kind: &'static str,
    /// The kind in words.
    pub title: &'a str,
    /// What it says.
    pub text: Slot,
}

/// Where a service stands in a stack.
#[derive(Debug, Serialize)]
pub struct PlaceProps<'a> {
    /// The stack's title.
    pub title: &'a str,
    /// The stack's page.
    pub href: Href,
    /// The service among its neighbours; nothing if it has none.
    pub drawing: Option<DrawingProps<'a>>,
    /// What it talks to.
    pub talks_to: Vec<NeighbourProps<'a>>,
    /// What talks to it.
    pub called_by: Vec<NeighbourProps<'a>>,
}

/// The other end of a connection.
#[derive(Debug, Serialize)]
pub struct NeighbourProps<'a> {
    /// Its name.
    pub name: &'a str,
    /// The page of the service it is.
    pub href: Option<Href>,
    /// "from …" or "to …": which of the service's own parts, where it has several.
    pub part: Option<String>,
    /// What the connection is.
    pub details: Vec<&'a str>,
}

/// `categories` of the list of services.
#[derive(Debug, Serialize)]
pub struct CategoryProps<'a> {
    /// Its name.
    pub name: &'a str,
    /// The id of its section.
    pub anchor: String,
    /// How many services it has, in words.
    pub count: String,
    /// A card for each.
    pub services: Vec<CardProps<'a>>,
}

/// `stacks` of the list of stacks.
#[derive(Debug, Serialize)]
pub struct StackCardProps<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its page.
    pub href: Href,
    /// What it is.
    pub summary: Option<Slot>,
}

/// `stack`: what the page of a stack says.
#[derive(Debug, Serialize)]
pub struct StackProps<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is.
    pub summary: Option<Slot>,
    /// The region it runs in, with its code.
    pub region: Option<String>,
    /// All of it, drawn.
    pub drawing: DrawingProps<'a>,
    /// The views, drawn.
    pub views: Vec<ViewProps<'a>>,
    /// The flows.
    pub flows: Vec<FlowProps<'a>>,
    /// All connections.
    pub relations: Vec<RelationProps<'a>>,
    /// All nodes; a group stands before what it holds.
    pub parts: Vec<StackPartProps<'a>>,
    /// Ids of the page's own sections.
    pub anchors: StackAnchors,
}

/// Ids of the sections of a stack's page.
#[derive(Debug, Serialize)]
pub struct StackAnchors {
    /// Of the drawing.
    pub drawing: String,
    /// Of the table of connections.
    pub relations: String,
    /// Of the table of parts.
    pub parts: String,
}

/// A view.
#[derive(Debug, Serialize)]
pub struct ViewProps<'a> {
    /// Its title.
    pub title: &'a str,
    /// The id of its section.
    pub anchor: String,
    /// The drawing.
    pub drawing: DrawingProps<'a>,
}

/// `flow`: a flow.
#[derive(Debug, Serialize)]
pub struct FlowProps<'a> {
    /// Its title.
    pub title: &'a str,
    /// The id of its section; nothing where it stands in a text.
    pub anchor: Option<String>,
    /// The steps, drawn.
    pub drawing: DrawingProps<'a>,
    /// The steps in order.
    pub steps: Vec<StepProps<'a>>,
}

/// A step of a flow.
#[derive(Debug, Serialize)]
pub struct StepProps<'a> {
    /// The id of the node it starts at: the `data-from` of its connection in the drawing.
    pub from_id: &'a str,
    /// The id of the node it ends at: the `data-to`.
    pub to_id: &'a str,
    /// Where it starts.
    pub from: &'a str,
    /// Where it ends.
    pub to: &'a str,
    /// What happens.
    pub text: Option<Slot>,
}

/// A row of the table of connections.
#[derive(Debug, Serialize)]
pub struct RelationProps<'a> {
    /// Its start.
    pub from: &'a str,
    /// The page of the service at its start.
    pub from_href: Option<Href>,
    /// Its end.
    pub to: &'a str,
    /// The page of the service at its end.
    pub to_href: Option<Href>,
    /// What it is for; may be empty.
    pub label: &'a str,
    /// What it speaks; may be empty.
    pub protocol: &'a str,
    /// What runs over it, in words.
    pub kind: &'a str,
    /// Further words: optional, both ways.
    pub remarks: Vec<&'a str>,
}

/// A row of the table of parts.
#[derive(Debug, Serialize)]
pub struct StackPartProps<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is, in words.
    pub kind: &'a str,
    /// The service it is.
    pub service: Option<LinkProps>,
    /// The group it stands in.
    pub group: Option<&'a str>,
    /// How many there are; may be empty.
    pub count: &'a str,
    /// Whether the stack works without it.
    pub is_optional: bool,
}

/// `terms` of the glossary.
#[derive(Debug, Serialize)]
pub struct TermProps<'a> {
    /// The term.
    pub term: &'a str,
    /// The id of its entry.
    pub anchor: String,
    /// What it means.
    pub text: Option<Slot>,
    /// The service it leads to.
    pub service: Option<LinkProps>,
}

/// `pages` of a list of pages.
#[derive(Debug, Serialize)]
pub struct EntryProps<'a> {
    /// Its title.
    pub title: &'a str,
    /// One sentence; may be empty.
    pub description: &'a str,
    /// Where it is.
    pub href: Href,
}

/// `gaps` of the page on the catalog's health.
#[derive(Debug, Serialize)]
pub struct GapProps {
    /// What is missing.
    pub title: String,
    /// What lacks it.
    pub entries: Vec<GapEntryProps>,
    /// What to say if nothing does.
    pub none: String,
}

/// Something that lacks something.
#[derive(Debug, Serialize)]
pub struct GapEntryProps {
    /// Its name; of a link its address.
    pub title: String,
    /// Its page, if it has one; of a link its address.
    pub href: Option<Href>,
    /// More of it; may be empty.
    pub detail: String,
    /// What a server said, in English; may be empty.
    pub reason: String,
    /// When that was, as `2026-03-01`; may be empty.
    pub date: String,
    /// The same as readers of the language write it; may be empty.
    pub day: String,
    /// The line of the source that it is about, as `content/catalog/aws.yaml:12`; may be empty.
    pub place: String,
}

/// `editions` of the pages that stand above the languages.
#[derive(Debug, Serialize)]
pub struct EditionProps<'a> {
    /// The code of the language.
    pub language: &'a str,
    /// The title of the site in it.
    pub title: &'a str,
    /// What the home page says of itself; may be empty.
    pub description: &'a str,
    /// Its home page.
    pub href: Href,
    /// Its home page, whole if the manifest has a base address.
    pub address: Href,
    /// The words of the interface in it, as `words` elsewhere.
    pub words: &'a std::collections::BTreeMap<String, String>,
}

/// `drawing`: a drawing, as an element `svg` of its own width and height, and the same in words.
#[derive(Debug, Serialize)]
pub struct DrawingProps<'a> {
    /// Unique in the page; that with `-text` is for the words.
    pub id: String,
    /// What it shows.
    pub title: &'a str,
    /// The drawing.
    pub svg: Slot,
    /// Below this width, in hundreds of pixels, its texts are too small to read; at most 24.
    pub least_width: u32,
    /// The drawing as a file of its own.
    pub file: Href,
    /// What is drawn, a row a connection; empty where it is said elsewhere.
    pub relations: Vec<DrawnProps>,
    /// Where on the page all of it is said in words, if not in the rows.
    pub said_at: Option<Href>,
}

/// A connection as it is drawn: that of a closed group ends at the group, and may stand for several.
#[derive(Debug, Serialize)]
pub struct DrawnProps {
    /// What it starts at.
    pub from: String,
    /// What it ends at.
    pub to: String,
    /// What it is for; may be empty.
    pub label: String,
    /// What it speaks; may be empty.
    pub protocol: String,
    /// What runs over it, in words.
    pub kind: String,
    /// Further words: optional, both ways, how many it stands for.
    pub remarks: Vec<String>,
}

/// `diagram`: a drawing in a text.
#[derive(Debug, Serialize)]
pub struct DiagramProps<'a> {
    /// What it shows.
    pub title: &'a str,
    /// The drawing.
    pub drawing: DrawingProps<'a>,
    /// The page of its stack.
    pub href: Href,
}
