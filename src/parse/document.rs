//! One page in one language: front matter, and prose as HTML with holes.
//!
//! Hides the Markdown crate. A hole stands where the meaning depends on the rest of the project: an address, a
//! directive, a word of the interface. Never resolves one.

use std::collections::BTreeMap;

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};
use pulldown_cmark_escape::escape_html;

use super::decode::{Context, Decode, record};
use super::directive::{self, Directive};
use super::{raw_html, rules, tree};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span, Spanned};

record! {
    /// The block of YAML that a page may open with.
    pub struct FrontMatter, "the front matter" {
        /// The title; the first heading where it is absent.
        "title" => title: Spanned<String>,
        /// The last part of the address; the name of the file where it is absent.
        "slug" => slug: Spanned<String>,
        /// One sentence for search engines and lists.
        "description" => description: Spanned<String>,
        /// The place among its siblings: small ones first, then those without a weight.
        "weight" => weight: Spanned<i64>,
        /// Whether to leave the page out.
        "draft" => draft: Spanned<bool>,
    }
}

/// One Markdown file.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub file: FileId,
    /// The code of its language: the folder below the sources.
    pub language: String,
    /// Its path below that folder without `.md`, the same in every language; `README` counts as `index`.
    pub path: String,
    /// The front matter, if it has one.
    pub front: Option<FrontMatter>,
    /// The title as written, in the front matter or as first heading.
    pub title: Option<Spanned<String>>,
    /// What follows the title.
    pub prose: Prose,
    /// Its headings, in order, without the one that is the title.
    pub headings: Vec<Heading>,
    /// The text of the first paragraph.
    pub opening: String,
    /// Where the body starts in the file's text, in bytes: after the front matter.
    pub body: u32,
}

/// A heading.
#[derive(Clone, Debug)]
pub struct Heading {
    /// From 1 to 6.
    pub level: u8,
    /// Its anchor, unique in the document.
    pub id: String,
    /// Whether the author wrote the anchor.
    pub is_id_written: bool,
    /// Its text without markup.
    pub text: String,
    /// The whole heading.
    pub span: Span,
}

/// HTML with holes, to be filled when links and directives are known.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// The HTML without what the holes stand for.
    pub html: String,
    /// The holes by place.
    pub holes: Vec<Hole>,
    /// What the link and image holes speak of.
    pub links: Vec<Link>,
    /// Anchors beside those of headings: of footnotes and raw HTML.
    pub anchors: Vec<String>,
    /// Where pictures without an alternative text stand.
    pub pictures_without_alt: Vec<Span>,
}

/// A place in [`Prose::html`] where something is to be put.
#[derive(Clone, Debug)]
pub struct Hole {
    /// The byte offset in the HTML.
    pub at: u32,
    /// What is wanted there.
    pub content: HoleContent,
}

/// What is to be put into a hole.
#[derive(Clone, Debug)]
pub enum HoleContent {
    /// The opening tag of a link: an index into [`Prose::links`].
    Link(u32),
    /// A whole picture: an index into [`Prose::links`].
    Image(u32),
    /// The address alone, inside an attribute of raw HTML: an index into [`Prose::links`].
    Address(u32),
    /// A directive; boxed, because most holes are links and a site has many.
    Directive(Box<Directive>),
    /// The text of a message of the interface.
    Word(&'static str),
}

/// A hyperlink or a picture in prose.
#[derive(Clone, Debug)]
pub struct Link {
    /// The address as written.
    pub destination: Spanned<String>,
    /// The title, empty if there is none.
    pub title: String,
    /// The visible text; of a picture its alternative text.
    pub text: String,
    /// A picture, a link, or an address in raw HTML.
    pub kind: LinkKind,
    /// Whether the place is that of the address alone, so that another could be written there.
    pub is_address: bool,
}

/// What an address in prose is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkKind {
    /// A link in Markdown.
    Link,
    /// A picture in Markdown.
    Image,
    /// An attribute of raw HTML.
    Html,
}

/// The extensions of mdBook, one by one.
const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_GFM);

/// Reads one page.
pub(crate) fn document(
    file: FileId,
    text: &str,
    language: &str,
    path: &str,
    found: &mut Vec<Diagnostic>,
) -> Document {
    let (front, body) = front_matter(file, text, found);
    let mut writer = Writer::new(file, text, body, RawHtml::Keep, found);
    writer.run();
    let heading_title = writer.title.take();
    let title = front.as_ref().and_then(|front| front.title.clone()).or(heading_title);
    let opening = std::mem::take(&mut writer.opening);
    let headings = std::mem::take(&mut writer.headings);
    let prose = writer.finish();
    let (language, path) = (language.to_owned(), path.to_owned());
    Document { file, language, path, front, title, prose, headings, opening, body: body as u32 }
}

/// Reads a text of the catalog or a stack: inline Markdown, raw HTML shown as it is written. It stands at `span`, where
/// `written` are the characters of the source.
pub(crate) fn prose(text: &str, span: Span, written: &str, found: &mut Vec<Diagnostic>) -> Prose {
    let mut own = Vec::new();
    let mut writer = Writer::new(span.file, text, 0, RawHtml::Show, &mut own);
    writer.run();
    let mut prose = writer.finish();
    unwrap_paragraph(&mut prose);
    if prose.links.is_empty() && prose.holes.is_empty() && own.is_empty() {
        return prose;
    }
    let places = Places::new(text, span, written);
    for link in &mut prose.links {
        link.destination.span = places.of(link.destination.span);
    }
    for hole in &mut prose.holes {
        if let HoleContent::Directive(directive) = &mut hole.content {
            directive.change_spans(&|span| places.of(span));
        }
    }
    found.extend(own.into_iter().map(|diagnostic| Diagnostic {
        span: places.of(diagnostic.span),
        notes: Vec::new(),
        ..diagnostic
    }));
    prose
}

/// Where the characters of a value stand in its source, which may break and indent its lines as it likes.
struct Places {
    span: Span,
    /// The places of the value's visible characters in its text and in the source, in order; none where the source
    /// writes them in another way, with escapes say.
    visible: Vec<(usize, usize)>,
}

impl Places {
    fn new(text: &str, span: Span, written: &str) -> Self {
        // The first line of a block says how it is to be read.
        let is_block = written.starts_with(['|', '>']);
        let header = if is_block { written.find('\n').map_or(written.len(), |end| end + 1) } else { 0 };
        let quote =
            written.chars().next().filter(|first| matches!(first, '"' | '\'')).map_or(0, char::len_utf8);
        let start = header.max(quote);
        let body = written[start..].char_indices().filter(|(_, c)| !c.is_whitespace());
        let value = text.char_indices().filter(|(_, c)| !c.is_whitespace());
        let mut visible = Vec::new();
        let mut body = body.map(|(at, c)| (at + start, c));
        for (at, character) in value {
            match body.next() {
                Some((place, written)) if written == character => visible.push((at, place)),
                _ => return Places { span, visible: Vec::new() },
            }
        }
        Places { span, visible }
    }

    /// The place in the source of what stands at `own` in the value; that of the whole value where it cannot be told.
    fn of(&self, own: Span) -> Span {
        let place = |at: usize| {
            let index = self.visible.binary_search_by_key(&at, |(at, _)| *at).ok()?;
            Some(self.span.start as usize + self.visible[index].1)
        };
        let range = own.range();
        let last = self.visible.partition_point(|(at, _)| *at < range.end).checked_sub(1);
        let both = place(range.start).zip(last.map(|last| self.visible[last].0));
        match both.filter(|(_, last)| *last >= range.start) {
            Some((start, last)) => {
                let end = place(last).map_or(start, |end| end + (range.end - last));
                Span::new(self.span.file, start, end)
            }
            None => self.span,
        }
    }
}

fn unwrap_paragraph(prose: &mut Prose) {
    let html = prose.html.trim_end();
    let inner = html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    if let Some(inner) = inner.filter(|inner| !inner.contains("<p>")) {
        prose.html = inner.to_owned();
        for hole in &mut prose.holes {
            hole.at = hole.at.saturating_sub("<p>".len() as u32);
        }
    }
}

/// The front matter and the byte offset of what follows it.
fn front_matter(file: FileId, text: &str, found: &mut Vec<Diagnostic>) -> (Option<FrontMatter>, usize) {
    let Some(first) = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "---") else {
        return (None, 0);
    };
    let mut at = first.len();
    for line in text[at..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            let yaml = &text[first.len()..at];
            return (read_front_matter(file, yaml, first.len(), found), at + line.len());
        }
        at += line.len();
    }
    let span = Span::new(file, 0, first.trim_end().len());
    let help = "close it with a second line of three dashes";
    found.push(Diagnostic::new(&rules::FRONT_MATTER, span, "the front matter is not closed").help(help));
    (None, first.len())
}

fn read_front_matter(
    file: FileId,
    yaml: &str,
    offset: usize,
    found: &mut Vec<Diagnostic>,
) -> Option<FrontMatter> {
    let node = tree::yaml(file, yaml, offset, found)?;
    let mut context =
        Context { found, unknown_key: &rules::PAGE_UNKNOWN_KEY, duplicate_id: &rules::DUPLICATE_KEY };
    FrontMatter::decode(&node, &mut context)
}

/// What becomes of HTML among Markdown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RawHtml {
    /// It stays.
    Keep,
    /// Its characters are shown.
    Show,
}

/// Turns Markdown events into HTML with holes.
///
/// A hole is carried through the HTML writer of the Markdown crate as a NUL, its number and a NUL: sources hold
/// no NUL, so nothing else can look like it.
struct Writer<'t, 'f> {
    file: FileId,
    text: &'t str,
    raw: RawHtml,
    found: &'f mut Vec<Diagnostic>,
    input: Vec<(Event<'t>, std::ops::Range<usize>)>,
    /// Where the definitions of links and pictures stand that name one, by where those start.
    definitions: BTreeMap<usize, std::ops::Range<usize>>,
    output: Vec<Event<'t>>,
    holes: Vec<HoleContent>,
    links: Vec<Link>,
    anchors: Vec<String>,
    pictures_without_alt: Vec<Span>,
    headings: Vec<Heading>,
    ids: BTreeMap<String, u32>,
    title: Option<Spanned<String>>,
    opening: String,
}

impl<'t, 'f> Writer<'t, 'f> {
    fn new(file: FileId, text: &'t str, body: usize, raw: RawHtml, found: &'f mut Vec<Diagnostic>) -> Self {
        let shifted = |range: &std::ops::Range<usize>| range.start + body..range.end + body;
        let mut events = Parser::new_ext(&text[body..], EXTENSIONS).into_offset_iter();
        let (mut input, mut definitions) = (Vec::new(), BTreeMap::new());
        while let Some((event, range)) = events.next() {
            if let Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) = &event
                && let Some(definition) = events.reference_definitions().get(id)
            {
                definitions.insert(range.start + body, shifted(&definition.span));
            }
            input.push((event, shifted(&range)));
        }
        Writer {
            file,
            text,
            raw,
            found,
            input,
            definitions,
            output: Vec::new(),
            holes: Vec::new(),
            links: Vec::new(),
            anchors: Vec::new(),
            pictures_without_alt: Vec::new(),
            headings: Vec::new(),
            ids: BTreeMap::new(),
            title: None,
            opening: String::new(),
        }
    }

    fn run(&mut self) {
        let input = std::mem::take(&mut self.input);
        let mut at = 0;
        while at < input.len() {
            at = self.step(&input, at);
        }
    }

    /// Writes the event at `at` and whatever belongs to it; returns where to go on.
    fn step(&mut self, input: &[(Event<'t>, std::ops::Range<usize>)], at: usize) -> usize {
        let (event, range) = &input[at];
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                self.heading(input, at, *level as u8, id.as_deref())
            }
            Event::Start(Tag::Paragraph) => self.paragraph(input, at),
            Event::Start(Tag::CodeBlock(_)) => {
                let end = closing(input, at);
                self.output.extend(input[at..=end].iter().map(|(event, _)| event.clone()));
                end + 1
            }
            Event::Start(Tag::BlockQuote(Some(kind))) => {
                self.output.push(event.clone());
                self.output.push(Event::Html("<p class=\"alert-title\">".into()));
                self.hole(HoleContent::Word(alert_word(*kind)));
                self.output.push(Event::Html("</p>\n".into()));
                at + 1
            }
            Event::Start(Tag::Table(_)) => {
                self.output.push(Event::Html("<div class=\"table\" tabindex=\"0\">".into()));
                self.output.push(event.clone());
                at + 1
            }
            Event::End(TagEnd::Table) => {
                self.output.push(event.clone());
                self.output.push(Event::Html("</div>\n".into()));
                at + 1
            }
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                let end = closing(input, at);
                let text = plain_text(&input[at..end]);
                let destination = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.to_string(),
                };
                let link = self.link(range, destination, title, text, LinkKind::Link);
                self.hole(HoleContent::Link(link));
                at + 1
            }
            Event::End(TagEnd::Link) => {
                self.output.push(Event::InlineHtml("</a>".into()));
                at + 1
            }
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                let end = closing(input, at);
                let text = plain_text(&input[at..end]);
                if text.is_empty() {
                    self.pictures_without_alt.push(self.span(range));
                }
                let link = self.link(range, dest_url.to_string(), title, text, LinkKind::Image);
                self.hole(HoleContent::Image(link));
                end + 1
            }
            Event::Text(_) => self.text_run(input, at),
            Event::Html(_) => self.html_run(input, at),
            Event::InlineHtml(html) => {
                self.html(html, range);
                at + 1
            }
            Event::FootnoteReference(name) => {
                self.output.push(Event::FootnoteReference(footnote_id(name)));
                at + 1
            }
            Event::Start(Tag::FootnoteDefinition(name)) => {
                let id = footnote_id(name);
                self.anchors.push(id.to_string());
                self.output.push(Event::Start(Tag::FootnoteDefinition(id)));
                at + 1
            }
            Event::TaskListMarker(is_done) => {
                let (class, word) = if *is_done { ("done", "task-done") } else { ("open", "task-open") };
                self.output.push(Event::InlineHtml(format!("<span class=\"task {class}\">").into()));
                self.hole(HoleContent::Word(word));
                self.output.push(Event::InlineHtml("</span> ".into()));
                at + 1
            }
            other => {
                self.output.push(other.clone());
                at + 1
            }
        }
    }

    fn hole(&mut self, content: HoleContent) {
        self.output.push(Event::InlineHtml(format!("\0{}\0", self.holes.len()).into()));
        self.holes.push(content);
    }

    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    /// Notes a link and returns its index. Its place is the address, where that stands in the link itself or in the
    /// definition that the link names.
    fn link(
        &mut self,
        range: &std::ops::Range<usize>,
        destination: String,
        title: &str,
        text: String,
        kind: LinkKind,
    ) -> u32 {
        let written = destination.strip_prefix("mailto:").unwrap_or(&destination);
        let place = match self.definitions.get(&range.start) {
            Some(definition) => {
                let slice = self.text.get(definition.clone()).unwrap_or("");
                let name = slice.find("]:").map_or(0, |end| end + "]:".len());
                slice[name..].find(written).map(|at| definition.start + name + at)
            }
            None => {
                let slice = self.text.get(range.clone()).unwrap_or("");
                destination_in(slice, written).map(|at| range.start + at)
            }
        };
        let (span, is_address) = match place.filter(|_| !written.is_empty()) {
            Some(at) => (self.span(&(at..at + written.len())), true),
            None => (self.span(range), false),
        };
        let is_address = is_address && written.len() == destination.len();
        let destination = Spanned::new(destination, span);
        self.links.push(Link { destination, title: title.to_owned(), text, kind, is_address });
        self.links.len() as u32 - 1
    }

    fn heading(
        &mut self,
        input: &[(Event<'t>, std::ops::Range<usize>)],
        at: usize,
        level: u8,
        id: Option<&str>,
    ) -> usize {
        let end = closing(input, at);
        let text = plain_text(&input[at..end]);
        let span = self.span(&trimmed(self.text, &input[at].1));
        if level == 1 && self.output.is_empty() && self.title.is_none() && self.raw == RawHtml::Keep {
            self.title = Some(Spanned::new(text, span));
            return end + 1;
        }
        let written = id.map(str::to_owned);
        let is_id_written = written.is_some();
        let id = self.unique_id(written.unwrap_or_else(|| slug(&text)));
        self.output.push(Event::Html(format!("<h{level} id=\"{}\">", escaped(&id)).into()));
        let mut inner = at + 1;
        while inner < end {
            inner = self.step(input, inner);
        }
        self.output.push(Event::Html(format!("</h{level}>\n").into()));
        self.headings.push(Heading { level, id, is_id_written, text, span });
        end + 1
    }

    fn unique_id(&mut self, wanted: String) -> String {
        let mut id = wanted.clone();
        while self.ids.contains_key(&id) {
            let count = self.ids.entry(wanted.clone()).or_insert(0);
            *count += 1;
            id = format!("{wanted}-{count}");
        }
        self.ids.insert(id.clone(), 0);
        id
    }

    fn paragraph(&mut self, input: &[(Event<'t>, std::ops::Range<usize>)], at: usize) -> usize {
        let end = closing(input, at);
        let range = trimmed(self.text, &input[at].1);
        let is_text =
            input[at + 1..end].iter().all(|(event, _)| matches!(event, Event::Text(_) | Event::SoftBreak));
        let slice = &self.text[range.clone()];
        if is_text && let Some(parts) = directive::alone(slice) {
            for part in parts {
                let span = self.span(&(range.start + part.start..range.start + part.end));
                if let Some(directive) = directive::parse(&slice[part], span, self.found) {
                    let is_inline = matches!(directive, Directive::Region(_));
                    self.output.extend(is_inline.then_some(Event::Html("<p>".into())));
                    self.hole(HoleContent::Directive(Box::new(directive)));
                    self.output.extend(is_inline.then_some(Event::Html("</p>".into())));
                    self.output.push(Event::Html("\n".into()));
                }
            }
            return end + 1;
        }
        if self.opening.is_empty() {
            self.opening = plain_text(&input[at..end]);
        }
        self.output.push(input[at].0.clone());
        at + 1
    }

    /// Writes the texts from `at` that touch each other in the source: a directive may be cut into several.
    fn text_run(&mut self, input: &[(Event<'t>, std::ops::Range<usize>)], at: usize) -> usize {
        let mut end = at + 1;
        while let Some((Event::Text(_), next)) = input.get(end)
            && next.start == input[end - 1].1.end
        {
            end += 1;
        }
        let range = input[at].1.start..input[end - 1].1.end;
        let slice = self.text.get(range.clone()).unwrap_or("");
        let is_escaped = self.text[..range.start].ends_with('\\');
        if is_escaped || !slice.contains("{{#") {
            self.output.extend(input[at..end].iter().map(|(event, _)| event.clone()));
            return end;
        }
        if let Some(part) = directive::unclosed(slice) {
            let span = self.span(&(range.start + part.start..range.start + part.end));
            directive::report_unclosed(span, self.found);
        }
        let mut rest = 0;
        for part in directive::inside(slice) {
            self.output.push(Event::Text(slice[rest..part.start].into()));
            rest = part.end;
            let span = self.span(&(range.start + part.start..range.start + part.end));
            match directive::parse(&slice[part], span, self.found) {
                Some(directive @ Directive::Region(_)) => {
                    self.hole(HoleContent::Directive(Box::new(directive)));
                }
                Some(_) => {
                    let message = "this directive makes a block and stands inside of a text";
                    let help = "give it a paragraph of its own, with an empty line before and after it";
                    self.found.push(Diagnostic::new(&rules::DIRECTIVE, span, message).help(help));
                }
                None => {}
            }
        }
        self.output.push(Event::Text(slice[rest..].into()));
        end
    }

    /// Writes a block of HTML, of which each line is an event: a tag may go over several lines.
    fn html_run(&mut self, input: &[(Event<'t>, std::ops::Range<usize>)], at: usize) -> usize {
        let mut block = String::new();
        let mut end = at;
        while let Some((Event::Html(line), _)) = input.get(end) {
            block.push_str(line);
            end += 1;
        }
        self.html(&block, &(input[at].1.start..input[end - 1].1.end));
        end
    }

    fn html(&mut self, html: &str, range: &std::ops::Range<usize>) {
        if self.raw == RawHtml::Show {
            self.output.push(Event::Text(html.to_owned().into()));
            return;
        }
        // Where the text was changed on its way (line ends), places in it cannot be told.
        let is_verbatim = self.text.get(range.clone()) == Some(html);
        let scan = raw_html::scan(html);
        self.anchors.extend(scan.anchors);
        let file = self.file;
        let within = |place: &std::ops::Range<usize>| match is_verbatim {
            true => Span::new(file, range.start + place.start, range.start + place.end),
            false => Span::new(file, range.start, range.end),
        };
        self.pictures_without_alt.extend(scan.pictures_without_alt.iter().map(within));
        let mut rest = 0;
        for (place, address) in scan.addresses {
            let is_address = is_verbatim && html.get(place.clone()) == Some(address.as_str());
            let destination = Spanned::new(address, within(&place));
            let (title, text, kind) = (String::new(), String::new(), LinkKind::Html);
            let link = Link { destination, title, text, kind, is_address };
            self.links.push(link);
            self.output.push(Event::InlineHtml(html[rest..place.start].to_owned().into()));
            rest = place.end;
            self.hole(HoleContent::Address(self.links.len() as u32 - 1));
        }
        self.output.push(Event::InlineHtml(html[rest..].to_owned().into()));
    }

    /// Writes the HTML and finds the holes in it again.
    fn finish(mut self) -> Prose {
        let mut marked = String::with_capacity(self.text.len() * 3 / 2);
        html::push_html(&mut marked, std::mem::take(&mut self.output).into_iter());
        let mut out = String::with_capacity(marked.len());
        let mut contents: Vec<Option<HoleContent>> =
            std::mem::take(&mut self.holes).into_iter().map(Some).collect();
        let mut holes = Vec::with_capacity(contents.len());
        for (index, part) in marked.split('\0').enumerate() {
            if index % 2 == 0 {
                out.push_str(part);
            } else if let Some(content) = part.parse().ok().and_then(|n: usize| contents.get_mut(n)?.take()) {
                holes.push(Hole { at: out.len() as u32, content });
            }
        }
        out.shrink_to_fit();
        let Writer { links, anchors, pictures_without_alt, .. } = self;
        Prose { html: out, holes, links, anchors, pictures_without_alt }
    }
}

/// The index of the event that ends what starts at `at`.
fn closing(input: &[(Event<'_>, std::ops::Range<usize>)], at: usize) -> usize {
    let mut depth = 0;
    for (index, (event, _)) in input.iter().enumerate().skip(at) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index;
        }
    }
    input.len().saturating_sub(1)
}

/// The words between two events, without markup.
fn plain_text(events: &[(Event<'_>, std::ops::Range<usize>)]) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}

fn trimmed(text: &str, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let slice = text.get(range.clone()).unwrap_or("");
    let start = range.start + (slice.len() - slice.trim_start().len());
    start..start + slice.trim().len()
}

fn alert_word(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "alert-note",
        BlockQuoteKind::Tip => "alert-tip",
        BlockQuoteKind::Important => "alert-important",
        BlockQuoteKind::Warning => "alert-warning",
        BlockQuoteKind::Caution => "alert-caution",
    }
}

/// Footnotes have a name space of their own, so that they cannot take a heading's anchor.
fn footnote_id(name: &str) -> CowStr<'static> {
    format!("note-{}", slug(name)).into()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_html(&mut out, text).expect("writing to a string cannot fail");
    out
}

/// The anchor that mdBook gives a heading: letters, digits, `_` and `-` of any script, lower case, white space as
/// `-`. Never empty.
pub(crate) fn slug(text: &str) -> String {
    let slug: String = text
        .trim()
        .chars()
        .filter_map(|c| match c {
            c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c),
            c if c.is_whitespace() => Some('-'),
            _ => None,
        })
        .flat_map(char::to_lowercase)
        .collect();
    if slug.is_empty() { "section".to_owned() } else { slug }
}

/// Where `written` is the destination of the link that is all of `slice`. The same may stand in its text and title too.
fn destination_in(slice: &str, written: &str) -> Option<usize> {
    let opened = slice.match_indices("](").map(|(at, _)| at + "](".len());
    let destination = opened.filter_map(|at| {
        let rest = &slice[at..];
        let start = rest.trim_start().trim_start_matches('<');
        let after = start.strip_prefix(written)?;
        after
            .starts_with(|c: char| c.is_whitespace() || matches!(c, ')' | '>'))
            .then(|| at + rest.len() - start.len())
    });
    // A picture in the text of a link comes before the link's own destination.
    destination.last().or_else(|| slice.rfind(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_destination_is_neither_text_nor_title() {
        for (slice, at) in [
            ("[h](h \"h\")", 4),
            ("[h](<h> 'h')", 5),
            ("[![h](h)](h 'h')", 10),
            ("[h](h\n\"h\")", 4),
            ("<h>", 1),
            ("[x](  h  )", 6),
        ] {
            assert_eq!(destination_in(slice, "h"), Some(at), "{slice}");
        }
    }
    use crate::source::{SourceFile, Sources};

    fn read(text: &str) -> (Document, Vec<String>) {
        let file = SourceFile::new("a.md", text);
        let sources = Sources::new(vec![file], vec![]);
        let id = sources.find("a.md").expect("the file is there");
        let mut found = Vec::new();
        let document = document(id, text, "en", "a", &mut found);
        let said =
            found.iter().map(|d| format!("{} {}", sources.position(id, d.span.start), d.message)).collect();
        (document, said)
    }

    #[test]
    fn front_matter_and_title() {
        let (document, said) = read("---\ntitle: Regions\nweight: 3\n---\nText\n\n## Zones {#az}\n");
        assert_eq!(said, [""; 0]);
        assert_eq!(document.title.map(|title| title.value).as_deref(), Some("Regions"));
        assert_eq!(document.headings[0].id, "az");
        assert_eq!(document.opening, "Text");
        let (document, _) = read("# The *title*\n\nText\n");
        assert_eq!(document.title.map(|title| title.value).as_deref(), Some("The title"));
        assert_eq!(document.prose.html, "<p>Text</p>\n");
    }

    #[test]
    fn equal_headings_get_different_anchors() {
        let (document, _) = read("## A\n## A\n## A-1\n## Été à la plage !\n");
        let ids: Vec<_> = document.headings.iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, ["a", "a-1", "a-1-1", "été-à-la-plage-"]);
    }

    #[test]
    fn links_become_holes_with_their_place() {
        let text = "See [the *page*](other.md \"T\") and ![a cat](cat.png).\n";
        let (document, _) = read(text);
        let links: Vec<_> = document
            .prose
            .links
            .iter()
            .map(|link| (&text[link.destination.span.range()], &*link.text))
            .collect();
        assert_eq!(links, [("other.md", "the page"), ("cat.png", "a cat")]);
        assert_eq!(document.prose.html, "<p>See the <em>page</em></a> and .</p>\n");
        assert_eq!(document.prose.holes[0].at, 7);
    }

    #[test]
    fn directives_are_found_in_text_only() {
        let text = "{{#service lambda}}\n\nIn {{#region eu-west-1}}, `{{#region x}}` and \\{{#region y}}.\n";
        let (document, said) = read(text);
        assert_eq!(said, [""; 0]);
        assert_eq!(document.prose.holes.len(), 2);
        assert!(document.prose.html.contains("<code>{{#region x}}</code> and {{#region y}}."));
        let (_, said) = read("Text {{#service lambda}} text\n");
        assert_eq!(said, ["1:6 this directive makes a block and stands inside of a text"]);
        let (_, said) = read("{{#servce lambda}}\n");
        assert_eq!(said.len(), 1);
    }

    #[test]
    fn an_open_directive_is_said() {
        for open in ["{{#service lambda\n", "{{#service lambda}\n", "{{#region a}} {{#region b\nmore text\n"]
        {
            let (_, said) = read(open);
            assert_eq!(said.len(), 1, "{said:?}");
            assert!(said[0].ends_with("this directive is not closed"), "{said:?}");
        }
        let (_, said) = read("In {{#region\neu-west-1}}.\n\n`{{#x` and \\{{#y\n\n    {{#z\n");
        assert_eq!(said.len(), 1, "{said:?}");
    }

    #[test]
    fn a_link_that_names_a_definition_is_placed_there() {
        let text = "See [the page][Other], [other] and ![o][other].\n\n[other]: b.md \"not b.md\"\n";
        let (document, _) = read(text);
        let starts: Vec<_> = document.prose.links.iter().map(|link| link.destination.span.range()).collect();
        let at = text.find("b.md").expect("the address is there");
        assert_eq!(starts, [at..at + 4, at..at + 4, at..at + 4]);
        assert!(document.prose.links.iter().all(|link| link.is_address));
    }

    #[test]
    fn places_in_a_value_are_those_of_its_source() {
        let place = |value: &str, written: &str, wanted: &str| {
            let sources = Sources::new(vec![SourceFile::new("a", written)], vec![]);
            let span = Span::new(sources.find("a").expect("the file is there"), 0, written.len());
            let at = value.find(wanted).expect("it is there");
            let own = Span::new(span.file, at, at + wanted.len());
            sources.slice(Places::new(value, span, written).of(own)).to_owned()
        };
        assert_eq!(
            place("one [x](y)\ntwo é [z](w)\n", "|  # c\n    one [x](y)\n    two é [z](w)\n", "(w)"),
            "(w)"
        );
        assert_eq!(place("one two [x](y)", ">-\n  one\n  two\n  [x](y)\n", "[x]"), "[x]");
        assert_eq!(place("it’s [x](y)", "\"it’s [x](y)\"", "(y)"), "(y)");
        assert_eq!(place("a \"b\" [x](y)", "\"a \\\"b\\\" [x](y)\"", "(y)"), "\"a \\\"b\\\" [x](y)\"");
    }

    #[test]
    fn an_open_front_matter_is_said() {
        let (_, said) = read("---\ntitle: x\n");
        assert_eq!(said, ["1:1 the front matter is not closed"]);
    }

    #[test]
    fn catalog_prose_shows_html_as_text() {
        let sources = Sources::new(vec![SourceFile::new("a", "x")], vec![]);
        let span = Span::start_of(sources.find("a").expect("the file is there"));
        let text = "a <script>x</script> **b** [c](https://d)";
        let prose = prose(text, span, text, &mut Vec::new());
        assert_eq!(prose.html, "a &lt;script&gt;x&lt;/script&gt; <strong>b</strong> c</a>");
        assert_eq!(prose.links[0].destination.value, "https://d");
    }
}
