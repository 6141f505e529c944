//! Prose becomes HTML: what its holes stand for is put into them.
//!
//! Never escapes what the prose itself says: that was done when it was read.

use super::html::{Html, escape};
use super::plan::by_region;
use super::routes::Href;
use super::sheet::Sheet;
use crate::model::{Hole, HoleContent, Link, LinkTarget, Prose, ServiceId};

/// Fills one prose for one page.
pub(super) struct Filler<'s, 'p, 'm> {
    sheet: &'s mut Sheet<'p>,
    prose: &'m Prose,
    /// Whether tables get a frame in which they can be scrolled.
    frames_tables: bool,
    out: String,
}

const TABLE: &str = "<table>";
const TABLE_END: &str = "</table>";

/// What the Markdown crate writes for the alignment of a cell. The site's policy allows no `style`, so it becomes
/// `class="left"` and so on.
pub(super) const ALIGNED: &[u8] = b" style=\"text-align: ";

impl<'s, 'p, 'm> Filler<'s, 'p, 'm> {
    /// Nothing filled yet.
    pub(super) fn new(sheet: &'s mut Sheet<'p>, prose: &'m Prose) -> Self {
        let out = String::with_capacity(prose.html.len() + 64 * prose.holes.len());
        let count = |tag: &str| memchr::memmem::find_iter(prose.html.as_bytes(), tag).count();
        // HTML that somebody wrote may leave a table open.
        let tables = count(TABLE);
        let frames_tables = tables > 0 && tables == count(TABLE_END);
        Filler { sheet, prose, frames_tables, out }
    }

    /// The HTML with everything in its place.
    pub(super) fn run(mut self) -> Html {
        let mut rest = 0;
        for hole in &self.prose.holes {
            let at = (hole.at as usize).min(self.prose.html.len());
            self.markup(self.prose.html.get(rest..at).unwrap_or(""));
            self.hole(hole);
            rest = at;
        }
        self.markup(self.prose.html.get(rest..).unwrap_or(""));
        Html::trusted(self.out)
    }

    fn markup(&mut self, html: &str) {
        if !self.frames_tables {
            return self.aligned(html);
        }
        let mut rest = html;
        while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"table>") {
            let (before, after) = rest.split_at(at + TABLE.len() - 1);
            match before {
                before if before.ends_with(TABLE_END) => {
                    self.aligned(before);
                    self.out.push_str("</div>");
                }
                before if before.ends_with(TABLE) => {
                    self.aligned(&before[..before.len() - TABLE.len()]);
                    self.out.push_str("<div class=\"table\" tabindex=\"0\" role=\"group\"");
                    self.pair("aria-label", self.sheet.edition().word("table"));
                    self.out.push('>');
                    self.out.push_str(TABLE);
                }
                before => self.aligned(before),
            }
            rest = after;
        }
        self.aligned(rest);
    }

    fn aligned(&mut self, html: &str) {
        let mut rest = 0;
        for at in self.sheet.plan.aligned.find_iter(html.as_bytes()) {
            let value = &html[at + ALIGNED.len()..];
            let Some(way) = ["left", "center", "right"].into_iter().find(|way| value.starts_with(way)) else {
                continue;
            };
            self.out.push_str(&html[rest..at]);
            self.out.push_str(" class=\"");
            self.out.push_str(way);
            rest = at + ALIGNED.len() + way.len();
        }
        self.out.push_str(&html[rest..]);
    }

    fn hole(&mut self, hole: &Hole) {
        let link = |index: &u32| self.prose.links.get(*index as usize);
        match &hole.content {
            HoleContent::Link(index) => self.link(link(index)),
            HoleContent::Image(index) => self.image(link(index)),
            HoleContent::Address(index) => {
                let href = link(index).and_then(|link| self.address(&link.target));
                self.attribute(href.as_ref().map_or("#", Href::as_str));
            }
            HoleContent::Service(service) => self.piece(|sheet| sheet.cards(&[*service])),
            HoleContent::Services(services) => self.piece(|sheet| sheet.cards(services)),
            HoleContent::Diagram(stack, view) => self.piece(|sheet| sheet.diagram(*stack, *view)),
            HoleContent::Flow(stack, flow) => self.piece(|sheet| sheet.flow(*stack, *flow)),
            HoleContent::Region(region) => {
                let name = &self.sheet.plan.model.regions[*region].name[self.sheet.lang];
                escape(&mut self.out, name);
            }
            HoleContent::Word(id) => self.word(id),
            HoleContent::Nothing => {}
        }
    }

    fn piece(&mut self, make: impl FnOnce(&mut Sheet<'p>) -> Html) {
        let piece = make(self.sheet);
        self.out.push_str(piece.as_str());
    }

    /// A task's word is for those who do not see its box, which the theme draws.
    fn word(&mut self, id: &'static str) {
        let is_hidden = id.starts_with("task-");
        self.out.push_str(if is_hidden { "<span class=\"visually-hidden\">" } else { "" });
        escape(&mut self.out, self.sheet.edition().word(id));
        self.out.push_str(if is_hidden { "</span>" } else { "" });
    }

    fn attribute(&mut self, text: &str) {
        escape(&mut self.out, text);
    }

    fn pair(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.attribute(value);
        self.out.push('"');
    }

    /// The opening tag; its end stands in the prose. What leads nowhere is an `a` without an address.
    fn link(&mut self, link: Option<&Link>) {
        self.out.push_str("<a");
        if let Some(link) = link {
            if let Some(href) = self.address(&link.target) {
                self.pair("href", href.as_str());
            }
            if let LinkTarget::Page { lang: Some(lang), .. } = link.target {
                let code = &self.sheet.plan.model.languages[lang];
                self.pair("hreflang", code);
            }
            match &link.target {
                LinkTarget::Outside(_) => self.pair("class", "outside"),
                LinkTarget::Console(service) => self.console(*service),
                _ => {}
            }
            if !link.title.is_empty() {
                self.pair("title", &link.title);
            }
        }
        self.out.push('>');
    }

    /// What a link to an admin page says of itself, and of the other regions: as `console-data.html` of the theme.
    fn console(&mut self, service: ServiceId) {
        let plan = self.sheet.plan;
        if self.sheet.has_admin(service) {
            self.pair("class", "outside console");
        }
        let Some(by_region) = by_region(plan.model, &plan.model.services[service]) else { return };
        self.pair("data-console", by_region.pattern.as_str());
        for (name, value) in [("data-own", &by_region.own), ("data-not-offered", &by_region.not_offered)] {
            if !value.is_empty() {
                self.pair(name, value);
            }
        }
        let page = self.sheet.service_href(service);
        self.pair("data-elsewhere", page.as_str());
    }

    /// A picture that is not there shows as its text.
    fn image(&mut self, link: Option<&Link>) {
        let Some(link) = link else { return };
        let Some(href) = self.address(&link.target) else {
            escape(&mut self.out, &link.text);
            return;
        };
        self.out.push_str("<img");
        self.pair("src", href.as_str());
        self.pair("alt", &link.text);
        if !link.title.is_empty() {
            self.pair("title", &link.title);
        }
        self.out.push_str(" loading=\"lazy\">");
    }

    fn address(&self, target: &LinkTarget) -> Option<Href> {
        self.sheet.address(target)
    }
}
