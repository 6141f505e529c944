//! The same pages as plain Markdown, with the drawings as files beside them.
//!
//! What somebody wrote is taken from its source; only addresses and directives in it are replaced. Never makes HTML.

use std::fmt::Write;
use std::sync::Arc;

use rayon::prelude::*;

use super::drawing::{Placed, Shown, of_stack, picture_of, picture_of_stack};
use super::pages::{Health, gathered, path::Shown as Step};
use super::plan::{Place, Plan, sort_key};
use super::props::{AddressProps, DrawnProps};
use super::routes::{Href, Route, anchor_of};
use super::sentences;
use super::sheet::{Sheet, presentation_props};
use crate::model::{
    Connection, Console, ConsoleLink, Document, FlowId, Hole, HoleContent, Lang, Lesson, Link, LinkTarget,
    NodeId, NoteKind, PageId, Prose, ServiceId, StackId, Stage, Subject, Value,
};
use crate::source::{Sources, Span};

/// The columns of what a drawing says in words.
const TWIN: [&str; 5] =
    ["relation-from", "relation-to", "relation-label", "relation-protocol", "relation-kind"];

/// A file of the site: its path and what it holds.
pub(super) type File = (String, Arc<[u8]>);

/// Every page and every drawing.
pub(super) fn files(plan: &Plan<'_>, sources: &Sources) -> Vec<File> {
    let mut files = lists_and_front(plan, sources);
    let stacks: Vec<StackId> = plan.model.stacks.ids().collect();
    files.par_extend(stacks.into_par_iter().flat_map_iter(|id| self::stacks(plan, sources, id)));
    let own =
        plan.model.pages.iter().filter(|(_, page)| matches!(page.subject, Subject::Own | Subject::Home));
    let own: Vec<PageId> = own.map(|(id, _)| id).collect();
    files.par_extend(own.into_par_iter().flat_map_iter(|id| self::own(plan, sources, id)));
    let services: Vec<ServiceId> = plan.model.services.ids().collect();
    files.par_extend(services.into_par_iter().flat_map_iter(|id| {
        let places = plan.places(id);
        service(plan, sources, id, &places)
    }));
    let stacks: Vec<StackId> = plan.model.stacks.ids().collect();
    files.par_extend(
        stacks
            .into_par_iter()
            .flat_map_iter(|id| path(plan, sources, id, &super::pages::path::shown(plan, id))),
    );
    files
}

/// The pages that show a bit of everything.
pub(super) fn lists_and_front(plan: &Plan<'_>, sources: &Sources) -> Vec<File> {
    let lists = plan.model.langs().flat_map(|lang| lists(plan, sources, lang));
    lists.chain([front(plan)]).collect()
}

/// The pages of a stack in every language, and its drawings.
pub(super) fn stacks(plan: &Plan<'_>, sources: &Sources, id: StackId) -> Vec<File> {
    plan.model.langs().flat_map(|lang| stack(plan, sources, lang, id)).collect()
}

/// A page that somebody wrote, in every language.
pub(super) fn own(plan: &Plan<'_>, sources: &Sources, id: PageId) -> Vec<File> {
    plan.model.langs().map(|lang| written(plan, sources, lang, id)).collect()
}

/// A page in the making.
struct Leaf<'p> {
    plan: &'p Plan<'p>,
    sources: &'p Sources,
    lang: Lang,
    route: Route,
    text: String,
}

/// Where the Markdown of the page at `route` is.
pub(super) fn markdown_of(route: &Route) -> Route {
    route.beside("md")
}

/// The characters of `text`, none of which Markdown takes for markup.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' => out.extend(['\\', c]),
            '\n' | '\r' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

/// An anchor where there is no heading, or where a heading could not hold it.
fn anchor_tag(anchor: &str) -> String {
    let anchor = anchor.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!("<a id=\"{anchor}\"></a>")
}

/// A link in Markdown.
pub(super) fn link(text: &str, href: &Href) -> String {
    // Parentheses would end the address.
    let href = href.as_str().replace('(', "%28").replace(')', "%29");
    format!("[{}]({href})", escaped(text))
}

impl<'p> Leaf<'p> {
    fn new(plan: &'p Plan<'p>, sources: &'p Sources, lang: Lang, route: &Route, title: &str) -> Self {
        let text = format!("# {}\n\n", escaped(title));
        Leaf { plan, sources, lang, route: markdown_of(route), text }
    }

    fn finish(self) -> File {
        let text = format!("{}\n", self.text.trim_end());
        (self.route.path().to_owned(), text.into_bytes().into())
    }

    fn word(&self, id: &'static str) -> &'p str {
        self.plan.editions[self.lang].word(id)
    }

    /// The same where it stands as it is: what makes links and headings takes care of the characters itself.
    fn said(&self, id: &'static str) -> String {
        escaped(self.word(id))
    }

    fn href(&self, target: &Route) -> Href {
        self.route.to(&markdown_of(target))
    }

    fn service_link(&self, service: ServiceId, text: &str) -> String {
        link(text, &self.href(self.plan.routes.service(service, self.lang)))
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn block(&mut self, block: &str) {
        if !block.is_empty() {
            self.text.push_str(block);
            self.text.push_str("\n\n");
        }
    }

    fn heading(&mut self, title: &str, anchor: Option<&str>) {
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let (before, after) = match anchor {
            None => (String::new(), String::new()),
            Some(anchor) if anchor.chars().all(is_plain) => (String::new(), format!(" {{#{anchor}}}")),
            Some(anchor) => (anchor_tag(anchor), String::new()),
        };
        self.block(&before);
        self.block(&format!("## {}{after}", escaped(title)));
    }

    /// A place to lead to without a heading.
    fn anchor(&mut self, anchor: &str) {
        self.block(&anchor_tag(anchor));
    }

    fn prose(&mut self, prose: &Prose) {
        self.block(&escaped(&prose.plain));
    }

    /// Where a link leads, seen from this page; `None` if it may stay as it is.
    fn address(&self, target: &LinkTarget) -> Option<Href> {
        let routes = &self.plan.routes;
        let to = |route: &Route, anchor: &Option<Box<str>>| {
            self.route.to_anchor(&markdown_of(route), anchor.as_deref())
        };
        match target {
            LinkTarget::Page { page, lang, anchor } => {
                Some(to(routes.page(*page, lang.unwrap_or(self.lang)), anchor))
            }
            LinkTarget::Subject { subject, anchor } => Some(to(routes.subject(*subject, self.lang), anchor)),
            LinkTarget::Console(id) => {
                let admin = self.plan.admin(&self.plan.model.services[*id]);
                let page = || self.href(routes.service(*id, self.lang));
                Some(admin.address().map_or_else(page, Href::outside))
            }
            LinkTarget::Asset(path) => Some(self.route.to(&Route::new(path.as_str()))),
            LinkTarget::Anchor(_) | LinkTarget::Outside(_) | LinkTarget::Broken => None,
        }
    }

    /// What somebody wrote, with its addresses and directives replaced.
    fn document(&mut self, document: &Document) {
        let text = &self.sources[document.file].text;
        let start = document.body as usize;
        let mut edits: Vec<(usize, usize, String)> = Vec::new();
        edits.extend(document.prose.links.iter().filter_map(|link| self.link_edit(link)));
        edits.extend(document.prose.holes.iter().filter_map(|hole| self.directive_edit(text, hole)));
        // The title is the heading of the page already.
        let title = document.title_span.range();
        if document.has_title && title.start >= start {
            edits.push((title.start, title.end, String::new()));
        }
        edits.sort();
        let mut rest = start;
        let mut out = String::new();
        for (from, to, new) in edits {
            if from < rest || to > text.len() {
                continue;
            }
            out.push_str(&text[rest..from]);
            out.push_str(&new);
            rest = to;
        }
        out.push_str(&text[rest..]);
        self.block(out.trim());
    }

    fn link_edit(&self, link: &Link) -> Option<(usize, usize, String)> {
        let href = self.address(&link.target)?;
        let range = link.span.range();
        let is_address = link.is_address;
        let new = if is_address { href.as_str().to_owned() } else { self::link(&link.text, &href) };
        Some((range.start, range.end, new))
    }

    fn directive_edit(&self, text: &str, hole: &Hole) -> Option<(usize, usize, String)> {
        let new = match &hole.content {
            HoleContent::Service(service) => self.card(*service),
            HoleContent::Services(services) => services
                .iter()
                .map(|service| format!("- {}", self.card(*service)))
                .collect::<Vec<_>>()
                .join("\n"),
            HoleContent::Diagram(stack, view) => {
                self.diagram(*stack, view.map_or(Shown::Everything, Shown::View))
            }
            HoleContent::Flow(stack, flow) => self.flow(*stack, *flow),
            HoleContent::Region(region) => escaped(&self.plan.model.regions[*region].name[self.lang]),
            HoleContent::Nothing => String::new(),
            HoleContent::Link(_) | HoleContent::Image(_) | HoleContent::Address(_) | HoleContent::Word(_) => {
                return None;
            }
        };
        let (from, to) = directive_around(text, hole.span)?;
        let line_start = text[..from].rfind('\n').map_or(0, |at| at + 1);
        let before = &text[line_start..from];
        // In a quotation or a list every line of what is put in has to be, too.
        let is_plain = before.chars().all(|c| c == '>' || c == ' ' || c == '\t');
        let new = if is_plain { new.replace('\n', &format!("\n{before}")) } else { new };
        Some((from, to, new))
    }

    fn card(&self, id: ServiceId) -> String {
        let service = &self.plan.model.services[id];
        let mut card = format!("**{}**", self.service_link(id, &service.name[self.lang]));
        let summary = escaped(&service.summary[self.lang].plain);
        if !summary.is_empty() {
            let _ = write!(card, " – {summary}");
        }
        if let Some(address) = self.plan.admin(service).address() {
            let _ = write!(card, " {}", link(self.word("service-admin"), &Href::outside(address)));
        }
        if let AddressProps { href: Some(href), .. } = presentation_props(&service.presentation[self.lang]) {
            let _ = write!(card, " · {}", link(self.word("service-presentation"), &href));
        }
        card
    }

    /// A drawing, and what it says in words.
    fn diagram(&self, id: StackId, shown: Shown) -> String {
        let relations = self.plan.drawings.get(id, shown).relations(self.plan, self.lang);
        format!("{}{}", self.picture(id, shown), self.twin(&relations))
    }

    /// What is drawn as a table, an empty line before it; nothing where nothing is connected.
    fn twin(&self, relations: &[DrawnProps]) -> String {
        if relations.is_empty() {
            return String::new();
        }
        let mut text = String::from("\n");
        for line in self.head(&TWIN) {
            text.push('\n');
            text.push_str(&line);
        }
        for DrawnProps { from, to, label, protocol, kind, remarks } in relations {
            let kind = [kind.as_str()].into_iter().chain(remarks.iter().map(String::as_str));
            let kind = kind.collect::<Vec<_>>().join(", ");
            let cells = [from.as_str(), to, label, protocol, &kind].map(escaped);
            let _ = write!(text, "\n| {} |", cells.join(" | "));
        }
        text
    }

    fn head(&self, head: &[&'static str]) -> [String; 2] {
        let words: Vec<String> = head.iter().map(|id| self.said(id)).collect();
        [format!("| {} |", words.join(" | ")), format!("|{}", "---|".repeat(head.len()))]
    }

    fn picture(&self, id: StackId, shown: Shown) -> String {
        let stack = &self.plan.model.stacks[id];
        let title = match shown {
            Shown::Everything => &stack.title[self.lang],
            Shown::View(view) => &stack.views[view].title[self.lang],
            Shown::Flow(flow) => &stack.flows[flow].title[self.lang],
        };
        let picture = picture_of_stack(self.plan, self.lang, id, shown);
        format!("!{}", link(title, &self.route.to(&picture)))
    }

    fn flow(&self, id: StackId, flow: FlowId) -> String {
        let stack = &self.plan.model.stacks[id];
        let mut text = self.picture(id, Shown::Flow(flow));
        text.push('\n');
        for (number, step) in (1..).zip(&stack.flows[flow].steps) {
            let name = |node: NodeId| escaped(&stack.nodes[node].name[self.lang]);
            let said = escaped(&step.text[self.lang].plain);
            let _ = write!(text, "\n{number}. **{} → {}** {said}", name(step.from), name(step.to));
        }
        text
    }

    fn stage(&mut self, stage: Stage, first: usize) {
        let words = &self.plan.editions[self.lang].words;
        let word = |id: String| words.get(&id).map_or("", String::as_str);
        self.heading(word(format!("stage_{}", stage.word())), Some(&format!("stage-{first}")));
        self.block(&escaped(word(format!("stage_{}_text", stage.word()))));
    }

    /// A step of a learning path.
    fn lesson(&mut self, stack: StackId, number: usize, lesson: &Lesson, picture: Option<&Route>) {
        let (plan, lang) = (self.plan, self.lang);
        let service = &plan.model.services[lesson.service];
        let name = &service.name[lang];
        self.anchor(&anchor_of("lesson-", &service.id));
        let optional =
            if lesson.is_optional { format!(" ({})", self.said("relation-optional")) } else { String::new() };
        let title = self.service_link(lesson.service, name);
        self.block(&format!("### {number}. {title}{optional}"));
        self.prose(&service.summary[lang]);
        if let Some(text) = &service.on_premises {
            self.line(&format!(
                "- **{}** – {}",
                self.said("service-on-premises"),
                escaped(&text[lang].plain)
            ));
        }
        let reasons = sentences::reasons(plan, lang, lesson).join(" ");
        if !reasons.is_empty() {
            self.line(&format!("- **{}** – {}", self.said("lesson-why"), escaped(&reasons)));
        }
        if let Some(address) = plan.admin(service).address() {
            let admin = link(self.word("service-admin-here"), &Href::outside(address));
            self.line(&format!("- **{}** – {admin}", self.said("service-admin")));
        }
        self.line("");
        if let Some(picture) = picture {
            let drawn = format!("!{}", link(name, &self.route.to(picture)));
            self.block(&drawn);
        }
        self.roles(stack, &lesson.nodes);
        self.costs(lesson.service);
    }

    /// What each of some nodes does in a stack.
    fn roles(&mut self, stack: StackId, nodes: &[NodeId]) {
        for role in sentences::roles(self.plan, self.lang, &self.plan.model.stacks[stack], nodes) {
            self.block(&escaped(&role));
        }
    }

    /// What a service costs.
    fn costs(&mut self, id: ServiceId) {
        let title = self.said("note-cost");
        let notes = self.plan.model.services[id].notes.iter().filter(|note| note.kind == NoteKind::Cost);
        for note in notes {
            self.block(&format!("> **{title}** {}", escaped(&note.text[self.lang].plain)));
        }
    }

    fn body(&mut self, subject: Subject) {
        if let Some(page) = self.plan.page_of(subject) {
            let plan = self.plan;
            self.document(&plan.model.pages[page].documents[self.lang]);
        }
    }

    /// What a connection is, in words.
    fn details(&self, connection: &Connection) -> String {
        let edition = &self.plan.editions[self.lang];
        let kind = format!("connection_{}", connection.kind.word());
        let label = connection.label.as_ref().map(|label| label[self.lang].as_str());
        let words = label
            .into_iter()
            .chain(connection.protocol.as_deref())
            .chain(edition.words.get(&kind).map(String::as_str))
            .chain(connection.is_both.then(|| edition.word("relation-both")))
            .chain(connection.is_optional.then(|| edition.word("relation-optional")));
        words.map(escaped).collect::<Vec<_>>().join(" · ")
    }
}

/// The whole `{{#…}}` that `span` lies in.
fn directive_around(text: &str, span: Span) -> Option<(usize, usize)> {
    let range = span.range();
    let from = text.get(..range.end)?.rfind("{{#")?;
    let to = from + text.get(from..)?.find("}}")? + 2;
    (to >= range.start).then_some((from, to))
}

fn front(plan: &Plan<'_>) -> File {
    let route = markdown_of(&plan.routes.front);
    let mut text = String::new();
    for (lang, edition) in plan.editions.iter() {
        let home = route.to(&markdown_of(&plan.routes.home[lang]));
        let title = escaped(&plan.model.settings.title[lang]);
        let _ = writeln!(text, "- {title}: {}", link(edition.word("front-continue"), &home));
    }
    (route.path().to_owned(), text.into_bytes().into())
}

fn written(plan: &Plan<'_>, sources: &Sources, lang: Lang, id: PageId) -> File {
    let page = &plan.model.pages[id];
    let mut leaf = Leaf::new(plan, sources, lang, plan.routes.page(id, lang), &page.title[lang]);
    leaf.document(&page.documents[lang]);
    leaf.finish()
}

/// The lists that every site has, and the home page where nobody wrote one.
fn lists(plan: &Plan<'_>, sources: &Sources, lang: Lang) -> Vec<File> {
    let model = plan.model;
    let edition = &plan.editions[lang];
    let mut files = Vec::new();
    if plan.page_of(Subject::Home).is_none() {
        let mut leaf = Leaf::new(plan, sources, lang, &plan.routes.home[lang], &model.settings.title[lang]);
        let services = link(edition.word("services"), &leaf.href(&plan.routes.services[lang]));
        leaf.line(&format!("- {services}"));
        files.push(leaf.finish());
    }
    files.push(services(plan, sources, lang));
    if !model.stacks.is_empty() {
        let mut leaf = Leaf::new(plan, sources, lang, &plan.routes.stacks[lang], edition.word("stacks"));
        leaf.body(Subject::Stacks);
        for (id, stack) in model.stacks.iter() {
            let title = link(&stack.title[lang], &leaf.href(plan.routes.stack(id, lang)));
            leaf.line(&format!("- {title} – {}", escaped(&stack.summary[lang].plain)));
        }
        files.push(leaf.finish());
    }
    if super::navigation::has_glossary(model) {
        files.push(glossary(plan, sources, lang));
    }
    if super::navigation::has_on_premises(model) {
        files.push(on_premises(plan, sources, lang));
    }
    if super::navigation::has_costs(model) {
        files.push(cost_warnings(plan, sources, lang));
    }
    files.push(health(plan, sources, lang));
    if plan.navigation.is_cut() {
        let title = edition.word("all-pages");
        files.push(entries(plan, sources, lang, &plan.routes.all_pages[lang], title, |_| true));
    }
    for (folder, routes) in &plan.routes.sections {
        let (title, prefix) = (super::navigation::section_title(folder), format!("{folder}/"));
        files.push(entries(plan, sources, lang, &routes[lang], &title, |path| path.starts_with(&prefix)));
    }
    files
}

/// What one would run on one's own machines, beside the service that takes its place.
fn on_premises(plan: &Plan<'_>, sources: &Sources, lang: Lang) -> File {
    let edition = &plan.editions[lang];
    let route = &plan.routes.on_premises[lang];
    let mut leaf = Leaf::new(plan, sources, lang, route, edition.word("on-premises"));
    leaf.block(&leaf.said("on-premises-intro"));
    for (category, services) in gathered::by_category(plan, lang, |service| service.on_premises.is_some()) {
        let category = &plan.model.categories[category];
        leaf.heading(&category.name[lang], Some(&anchor_of("category-", &category.id)));
        table(&mut leaf, &["on-premises-own", "on-premises-cloud", "service-admin"]);
        for id in services {
            let service = &plan.model.services[id];
            let own = service.on_premises.as_ref().map_or("", |text| &text[lang].plain);
            let admin = plan.admin(service);
            let admin = admin.address().map_or("–".to_owned(), |address| {
                link(edition.word("service-admin-here"), &Href::outside(address))
            });
            let name = leaf.service_link(id, &service.name[lang]);
            leaf.line(&format!("| {} | {name} | {admin} |", escaped(own)));
        }
        leaf.line("");
    }
    leaf.finish()
}

/// What the catalog says of costs.
fn cost_warnings(plan: &Plan<'_>, sources: &Sources, lang: Lang) -> File {
    let edition = &plan.editions[lang];
    let route = &plan.routes.cost_warnings[lang];
    let mut leaf = Leaf::new(plan, sources, lang, route, edition.word("cost-warnings"));
    leaf.block(&leaf.said("cost-warnings-intro"));
    for (category, services) in gathered::costly(plan, lang) {
        let category = &plan.model.categories[category];
        leaf.heading(&category.name[lang], Some(&anchor_of("category-", &category.id)));
        for id in services {
            let service = &plan.model.services[id];
            let stacks = gathered::stacks_of(service).into_iter().map(|stack| {
                let title = &plan.model.stacks[stack].title[lang];
                link(title, &leaf.href(&plan.routes.path_in_all(stack)[lang]))
            });
            let stacks = stacks.collect::<Vec<_>>().join(", ");
            let place =
                if stacks.is_empty() { stacks } else { format!(" ({} {stacks})", leaf.said("cost-stacks")) };
            let name = leaf.service_link(id, &service.name[lang]);
            leaf.block(&format!("**{name}**{place}"));
            leaf.costs(id);
        }
    }
    leaf.finish()
}

/// The learning path of a stack in every language, and its drawings.
pub(super) fn path(plan: &Plan<'_>, sources: &Sources, id: StackId, steps: &[Step]) -> Vec<File> {
    let stack = &plan.model.stacks[id];
    if !super::navigation::has_path(stack) {
        return Vec::new();
    }
    let mut files = Vec::new();
    for lang in plan.model.langs() {
        let route = &plan.routes.path_in_all(id)[lang];
        let title = [("stack", Value::Text(stack.title[lang].as_str()))];
        let title = plan.model.message(lang, "learning-path-of", &title);
        let mut leaf = Leaf::new(plan, sources, lang, route, &title);
        let count = [("count", Value::Number(steps.len() as i64))];
        leaf.block(&escaped(&plan.model.message(lang, "learning-path-intro", &count)));
        let back = link(leaf.word("stack-see"), &leaf.href(plan.routes.stack(id, lang)));
        leaf.block(&back);
        let mut open = None;
        for (number, Step { lesson, drawing: placed }) in (1..).zip(steps) {
            if open.replace(lesson.stage) != Some(lesson.stage) {
                leaf.stage(lesson.stage, number);
            }
            let picture = picture_of(route, &plan.model.services[lesson.service].id);
            leaf.lesson(id, number, lesson, placed.is_some().then_some(&picture));
            files.extend(placed.as_ref().map(|placed| svg_file(placed, &picture, lang)));
        }
        files.push(leaf.finish());
    }
    files
}

/// The pages whose paths are listed, in the order of reading.
fn entries(
    plan: &Plan<'_>,
    sources: &Sources,
    lang: Lang,
    route: &Route,
    title: &str,
    is_listed: impl Fn(&str) -> bool,
) -> File {
    let mut leaf = Leaf::new(plan, sources, lang, route, title);
    for (id, title) in plan.navigation.sequence(lang) {
        let page = &plan.model.pages[*id];
        if is_listed(&page.path) {
            let mut entry = format!("- {}", link(title, &leaf.href(plan.routes.page(*id, lang))));
            if !page.description[lang].is_empty() {
                let _ = write!(entry, " – {}", escaped(&page.description[lang]));
            }
            leaf.line(&entry);
        }
    }
    leaf.finish()
}

/// What the catalog lacks, and what was found of links.
fn health(plan: &Plan<'_>, sources: &Sources, lang: Lang) -> File {
    let edition = &plan.editions[lang];
    let route = &plan.routes.health[lang];
    let Health { gaps, is_complete, judged } = super::pages::health(&Sheet::new(plan, lang, route));
    let mut leaf = Leaf::new(plan, sources, lang, route, edition.word("health"));
    leaf.block(&leaf.said("health-intro"));
    if is_complete {
        leaf.block(&leaf.said("health-complete"));
    }
    leaf.block(&escaped(&judged));
    for gap in gaps {
        leaf.heading(&gap.title, None);
        if gap.entries.is_empty() {
            leaf.block(&escaped(&gap.none));
        }
        for entry in gap.entries {
            let said = [&entry.title, &entry.detail, &entry.reason, &entry.day, &entry.place];
            let said = said.into_iter().filter(|text| !text.is_empty()).map(|text| escaped(text));
            leaf.line(&format!("- {}", said.collect::<Vec<_>>().join(" · ")));
        }
        leaf.line("");
    }
    leaf.finish()
}

fn services(plan: &Plan<'_>, sources: &Sources, lang: Lang) -> File {
    let edition = &plan.editions[lang];
    let mut leaf = Leaf::new(plan, sources, lang, &plan.routes.services[lang], edition.word("services"));
    leaf.body(Subject::Services);
    let mut of_category: Vec<Vec<ServiceId>> = vec![Vec::new(); plan.model.categories.len()];
    for service in &edition.services {
        of_category[plan.model.services[*service].category.position()].push(*service);
    }
    for (id, category) in plan.model.categories.iter().filter(|(_, category)| !category.services.is_empty()) {
        leaf.heading(&category.name[lang], Some(&anchor_of("category-", &category.id)));
        for service in &of_category[id.position()] {
            let card = leaf.card(*service);
            leaf.line(&format!("- {card}"));
        }
        leaf.line("");
    }
    leaf.finish()
}

fn glossary(plan: &Plan<'_>, sources: &Sources, lang: Lang) -> File {
    let edition = &plan.editions[lang];
    let mut leaf = Leaf::new(plan, sources, lang, &plan.routes.glossary[lang], edition.word("glossary"));
    leaf.body(Subject::Glossary);
    let mut terms: Vec<_> = plan.model.terms.iter().map(|(_, term)| term).collect();
    terms.sort_by_cached_key(|term| sort_key(&term.term[lang]));
    for term in terms {
        let anchor = anchor_tag(&anchor_of("term-", &term.id));
        let said = escaped(&term.text[lang].plain);
        let mut entry = format!("- {anchor}**{}** – {said}", escaped(&term.term[lang]));
        if let Some(service) = term.service {
            let name = &plan.model.services[service].name[lang];
            let _ = write!(entry, " {} {}", leaf.said("glossary-service"), leaf.service_link(service, name));
        }
        leaf.line(&entry);
    }
    leaf.finish()
}

/// The page of a stack and its drawings.
fn stack(plan: &Plan<'_>, sources: &Sources, lang: Lang, id: StackId) -> Vec<File> {
    let stack = &plan.model.stacks[id];
    let route = plan.routes.stack(id, lang);
    let mut leaf = Leaf::new(plan, sources, lang, route, &stack.title[lang]);
    leaf.prose(&stack.summary[lang]);
    if super::navigation::has_path(stack) {
        let path = link(leaf.word("learning-path-start"), &leaf.href(&plan.routes.path_in_all(id)[lang]));
        leaf.block(&path);
    }
    leaf.anchor("drawing");
    // The table of connections says the same in words.
    let everything = leaf.picture(id, Shown::Everything);
    leaf.block(&everything);
    leaf.body(Subject::Stack(id));
    for (view, written) in stack.views.iter() {
        leaf.heading(&written.title[lang], Some(&anchor_of("view-", &written.id)));
        let diagram = leaf.diagram(id, Shown::View(view));
        leaf.block(&diagram);
    }
    for (flow, written) in stack.flows.iter() {
        leaf.heading(&written.title[lang], Some(&anchor_of("flow-", &written.id)));
        let flow = leaf.flow(id, flow);
        leaf.block(&flow);
    }
    relations(&mut leaf, id);
    parts(&mut leaf, id);
    let pictures = of_stack(id, stack).map(|shown| {
        let picture = picture_of_stack(plan, lang, id, shown);
        svg_file(plan.drawings.get(id, shown), &picture, lang)
    });
    let mut files: Vec<File> = pictures.collect();
    files.push(leaf.finish());
    files
}

fn svg_file(placed: &Placed, picture: &Route, lang: Lang) -> File {
    (picture.path().to_owned(), placed.file(lang).into_bytes().into())
}

fn table(leaf: &mut Leaf<'_>, head: &[&'static str]) {
    for line in leaf.head(head) {
        leaf.line(&line);
    }
}

fn relations(leaf: &mut Leaf<'_>, id: StackId) {
    let stack = &leaf.plan.model.stacks[id];
    if stack.connections.is_empty() {
        leaf.anchor("relations");
        return;
    }
    leaf.heading(leaf.word("stack-relations"), Some("relations"));
    table(leaf, &["relation-from", "relation-to", "relation-kind"]);
    for (_, connection) in stack.connections.iter() {
        let name = |node: NodeId| match stack.nodes[node].service {
            Some(service) => leaf.service_link(service, &stack.nodes[node].name[leaf.lang]),
            None => escaped(&stack.nodes[node].name[leaf.lang]),
        };
        let row =
            format!("| {} | {} | {} |", name(connection.from), name(connection.to), leaf.details(connection));
        leaf.line(&row);
    }
    leaf.line("");
}

fn parts(leaf: &mut Leaf<'_>, id: StackId) {
    let stack = &leaf.plan.model.stacks[id];
    let edition = &leaf.plan.editions[leaf.lang];
    leaf.heading(leaf.word("stack-parts"), Some("parts"));
    table(leaf, &["part-name", "part-kind", "part-service", "part-group", "part-count"]);
    for (_, node) in stack.nodes.iter() {
        let service =
            node.service.map(|id| leaf.service_link(id, &leaf.plan.model.services[id].name[leaf.lang]));
        let group = node.parent.map(|group| escaped(&stack.nodes[group].name[leaf.lang]));
        let cells = [
            escaped(&node.name[leaf.lang]),
            escaped(edition.kind(&node.kind)),
            service.unwrap_or_default(),
            group.unwrap_or_default(),
            escaped(node.count.as_deref().unwrap_or("")),
        ];
        leaf.line(&format!("| {} |", cells.join(" | ")));
    }
    leaf.line("");
}

/// The pages of a service in every language, and its drawings.
pub(super) fn service(plan: &Plan<'_>, sources: &Sources, id: ServiceId, places: &[Place]) -> Vec<File> {
    let service = &plan.model.services[id];
    let mut files = Vec::new();
    for lang in plan.model.langs() {
        let route = plan.routes.service(id, lang);
        let mut leaf = Leaf::new(plan, sources, lang, route, &service.name[lang]);
        leaf.prose(&service.summary[lang]);
        leaf.anchor("console");
        facts(&mut leaf, id);
        leaf.body(Subject::Service(id));
        leaf.anchor("stacks");
        for Place { stack, nodes, drawing } in places {
            let title =
                format!("{} – {}", leaf.word("service-places"), plan.model.stacks[*stack].title[lang]);
            leaf.heading(&title, None);
            if let Some(placed) = drawing {
                let picture = picture_of(route, &plan.model.stacks[*stack].id);
                let drawn = format!("!{}", link(&title, &leaf.route.to(&picture)));
                let twin = leaf.twin(&placed.relations(plan, lang));
                leaf.block(&(drawn + &twin));
                files.push(svg_file(placed, &picture, lang));
            }
            leaf.roles(*stack, nodes);
            ends(&mut leaf, *stack, nodes);
        }
        regions(&mut leaf, id);
        files.push(leaf.finish());
    }
    files
}

fn facts(leaf: &mut Leaf<'_>, id: ServiceId) {
    let (plan, lang) = (leaf.plan, leaf.lang);
    let service = &plan.model.services[id];
    let edition = &plan.editions[lang];
    let mut fact = |word: &'static str, text: String| {
        let line = format!("- **{}** – {text}", escaped(edition.word(word)));
        leaf.line(&line);
    };
    let admin = plan.admin(service);
    fact(
        "service-admin",
        match (&admin, &service.console) {
            (ConsoleLink::Regional(address) | ConsoleLink::Global(address), _) => {
                let place = escaped(edition.admin_where(&admin).unwrap_or(""));
                format!("{} ({place})", link(edition.word("service-admin-here"), &Href::outside(address)))
            }
            (ConsoleLink::NotOffered, _) => escaped(&edition.admin_not_offered),
            (ConsoleLink::Absent, Console::Absent(Some(why))) => escaped(&why[lang]),
            (ConsoleLink::Absent, _) => escaped(edition.word("service-admin-absent")),
            (ConsoleLink::Missing, _) => escaped(edition.word("service-admin-missing")),
        },
    );
    let presentation = presentation_props(&service.presentation[lang]);
    fact(
        "service-presentation",
        match (presentation.href, presentation.state) {
            (Some(href), _) => link(edition.word("service-presentation-read"), &href),
            (None, "absent") => escaped(edition.word("service-presentation-absent")),
            (None, _) => escaped(edition.word("service-presentation-missing")),
        },
    );
    if let Some(text) = &service.on_premises {
        fact("service-on-premises", escaped(&text[lang].plain));
    }
    if !service.aliases.is_empty() {
        fact("service-aliases", escaped(&service.aliases.join(", ")));
    }
    leaf.line("");
    if !service.notes.is_empty() {
        leaf.anchor("notes");
    }
    for note in &service.notes {
        let kind = note.kind.word();
        let title = edition.words.get(&format!("note_{kind}")).map_or(kind, String::as_str);
        leaf.block(&format!("> **{}** {}", escaped(title), escaped(&note.text[lang].plain)));
    }
}

fn ends(leaf: &mut Leaf<'_>, id: StackId, nodes: &[NodeId]) {
    let stack = &leaf.plan.model.stacks[id];
    let lang = leaf.lang;
    for (word, is_outgoing) in [("service-talks-to", true), ("service-called-by", false)] {
        let connections = nodes.iter().flat_map(|node| match is_outgoing {
            true => stack.outgoing(*node),
            false => stack.incoming(*node),
        });
        let lines: Vec<String> = connections
            .map(|connection| {
                let connection = &stack.connections[connection];
                let (own, other, message) = match is_outgoing {
                    true => (connection.from, connection.to, "relation-from-part"),
                    false => (connection.to, connection.from, "relation-to-part"),
                };
                let name = |node: NodeId| stack.nodes[node].name[lang].as_str();
                let shown = match stack.nodes[other].service {
                    Some(service) => leaf.service_link(service, name(other)),
                    None => escaped(name(other)),
                };
                let part = match nodes.len() {
                    1 => String::new(),
                    _ => leaf.plan.model.message(lang, message, &[("node", Value::Text(name(own)))]),
                };
                format!("- {shown} {} · {}", escaped(&part), leaf.details(connection)).replace("  ", " ")
            })
            .collect();
        if !lines.is_empty() {
            leaf.block(&format!("**{}**", leaf.said(word)));
            leaf.block(&lines.join("\n"));
        }
    }
}

fn regions(leaf: &mut Leaf<'_>, id: ServiceId) {
    let (plan, lang) = (leaf.plan, leaf.lang);
    let service = &plan.model.services[id];
    if !matches!(service.console, Console::Regional { .. }) || plan.model.settings.regions.is_empty() {
        leaf.anchor("regions");
        return;
    }
    leaf.heading(leaf.word("service-regions"), Some("regions"));
    table(leaf, &["region", "region-code", "region-admin"]);
    for region in &plan.editions[lang].regions {
        let region_entry = &plan.model.regions[*region];
        let admin = match service.console_in(*region, &region_entry.code) {
            ConsoleLink::Regional(address) | ConsoleLink::Global(address) => {
                link(leaf.word("service-admin-here"), &Href::outside(&address))
            }
            ConsoleLink::NotOffered => leaf.said("region-not-offered"),
            ConsoleLink::Absent => leaf.said("region-absent"),
            ConsoleLink::Missing => leaf.said("region-missing"),
        };
        leaf.line(&format!(
            "| {} | {} | {admin} |",
            escaped(&region_entry.name[lang]),
            escaped(&region_entry.code)
        ));
    }
    leaf.line("");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_not_taken_for_markup() {
        assert_eq!(escaped("a*b_[c](d) <e>|f`"), "a\\*b\\_\\[c\\](d) \\<e\\>\\|f\\`");
        assert_eq!(
            link("x]", &Href::outside("https://a.example/b(c)")),
            "[x\\]](https://a.example/b%28c%29)"
        );
        assert_eq!(anchor_tag("view-a}\"<&"), "<a id=\"view-a}&quot;&lt;&amp;\"></a>");
    }
}
