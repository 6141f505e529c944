//! One page in the making: where it stands, and what was put on it so far.
//!
//! Hides how pieces of HTML reach their places. Never decides what a page says.

use std::sync::Arc;

use super::drawing::{POSTER_SIZE, Placed, Shown, picture_of_stack};
use super::html::{Html, Slot, Slots};
use super::markdown;
use super::navigation::Item;
use super::plan::{Edition, Plan, admin_props};
use super::props::{
    AddressProps, AlternateProps, CardProps, DiagramProps, DrawingProps, FlowProps, HeadingProps, LinkProps,
    PageProps, PictureProps, StepProps,
};
use super::prose::Filler;
use super::routes::{Href, Route, anchor_of};
use super::theme::Scope;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Document, FlowId, Lang, LinkTarget, Localized, PageId, Presentation, Prose, ServiceId, StackId, Value,
    ViewId,
};

/// A page in the making.
pub(super) struct Sheet<'p> {
    pub(super) plan: &'p Plan<'p>,
    pub(super) lang: Lang,
    pub(super) route: &'p Route,
    slots: Slots,
    drawings: u32,
    has_terms: bool,
    found: Vec<Diagnostic>,
}

/// What a page is called and where it belongs.
pub(super) struct Heading<'p> {
    /// Its title.
    pub(super) title: &'p str,
    /// One sentence; may be empty.
    pub(super) description: &'p str,
    /// The page in every language.
    pub(super) routes: &'p Localized<Route>,
    /// The way from the home page.
    pub(super) breadcrumbs: Vec<LinkProps>,
    /// Its headings of level 2 and 3.
    pub(super) contents: Vec<HeadingProps>,
    /// The document on it, if there is one.
    pub(super) page: Option<PageId>,
    /// Its entry in the navigation.
    pub(super) item: Item,
    /// The stack it is about, if there is one.
    pub(super) stack: Option<StackId>,
}

/// A page that is done: its file, and what was wrong with the theme.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub(super) path: String,
    pub(super) content: Arc<[u8]>,
    pub(super) found: Vec<Diagnostic>,
}

impl From<(String, Arc<[u8]>)> for Done {
    fn from((path, content): (String, Arc<[u8]>)) -> Self {
        Done { path, content, found: Vec::new() }
    }
}

/// Fewer headings than this are not worth a list.
const CONTENTS_FROM: usize = 3;

impl<'p> Sheet<'p> {
    /// An empty page at `route`.
    pub(super) fn new(plan: &'p Plan<'p>, lang: Lang, route: &'p Route) -> Self {
        Sheet { plan, lang, route, slots: Slots::default(), drawings: 0, has_terms: false, found: Vec::new() }
    }

    /// What the pages of its language share.
    pub(super) fn edition(&self) -> &'p Edition {
        &self.plan.editions[self.lang]
    }

    /// A message with values.
    pub(super) fn message(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        self.plan.model.message(self.lang, id, values)
    }

    /// Several texts in one sentence, as readers of the language join them.
    pub(super) fn list(&self, items: &[&str]) -> String {
        let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
        self.edition().grammar.list(self.plan.model, &items)
    }

    /// The way to another page.
    pub(super) fn href(&self, target: &Route) -> Href {
        self.route.to(target)
    }

    /// The way to a service's page.
    pub(super) fn service_href(&self, service: ServiceId) -> Href {
        self.href(self.plan.routes.service(service, self.lang))
    }

    /// Where a link leads, seen from this page; `None` where it leads nowhere.
    pub(super) fn address(&self, target: &LinkTarget) -> Option<Href> {
        let routes = &self.plan.routes;
        match target {
            LinkTarget::Page { page, lang, anchor } => {
                let route = routes.page(*page, lang.unwrap_or(self.lang));
                Some(self.route.to_anchor(route, anchor.as_deref()))
            }
            LinkTarget::Subject { subject, anchor } => {
                Some(self.route.to_anchor(routes.subject(*subject, self.lang), anchor.as_deref()))
            }
            LinkTarget::Console(id) => {
                // Without an admin page the page of the service says why.
                let admin = self.plan.admin(&self.plan.model.services[*id]);
                Some(admin.address().map_or_else(|| self.service_href(*id), Href::outside))
            }
            LinkTarget::Anchor(anchor) => Some(Href::anchor(anchor)),
            LinkTarget::Asset(path) => Some(self.href(&Route::new(path.as_str()))),
            LinkTarget::Outside(address) => Some(Href::outside(address)),
            LinkTarget::Broken => None,
        }
    }

    /// Whether a service has an admin page in the region of the site.
    pub(super) fn has_admin(&self, service: ServiceId) -> bool {
        self.plan.admin(&self.plan.model.services[service]).address().is_some()
    }

    /// Holds a piece back for a template.
    pub(super) fn hold(&mut self, html: Html) -> Slot {
        self.slots.hold(html)
    }

    /// Prose with its holes filled, held back; `None` where nobody wrote any.
    pub(super) fn prose(&mut self, prose: &Prose) -> Option<Slot> {
        if prose.is_empty() {
            return None;
        }
        let (html, _) = Filler::new(self, prose).run();
        Some(self.hold(html))
    }

    /// The text of a document, like [`prose`](Self::prose), with the terms of the glossary marked.
    pub(super) fn body(&mut self, document: &Document) -> Option<Slot> {
        if document.prose.is_empty() {
            return None;
        }
        // Another language has other words.
        let filler = Filler::new(self, &document.prose);
        let is_own = document.lang == filler.lang();
        let (html, has_terms) = if is_own { filler.with_terms().run() } else { filler.run() };
        self.has_terms |= has_terms;
        Some(self.hold(html))
    }

    /// A text of the catalog or a stack, held back; `None` where it says nothing. Where another language stands in, the
    /// text says which.
    pub(super) fn text(&mut self, text: &Localized<Prose>) -> Option<Slot> {
        let prose = &text[self.lang];
        if prose.is_empty() || !text.is_filled(self.lang) {
            return self.prose(prose);
        }
        let (model, own) = (self.plan.model, self.lang);
        let written = std::iter::once(model.default_language).chain(model.langs());
        let lang = written.into_iter().find(|lang| !text.is_filled(*lang)).unwrap_or(own);
        let (said, _) = Filler::new(self, prose).run();
        let html = format!("<span lang=\"{}\">{}</span>", model.languages[lang], said.as_str());
        Some(self.hold(Html::trusted(html)))
    }

    /// A drawing, held back, whose file is `picture`.
    pub(super) fn drawing(&mut self, placed: &Placed, title: &'p str, picture: &Route) -> DrawingProps<'p> {
        self.drawings += 1;
        let id = format!("drawing-{}", self.drawings);
        let html = placed.inline(self.plan, self.route, self.lang, format!("{id}-"));
        DrawingProps {
            id,
            title,
            svg: self.hold(html),
            least_width: placed.least_width(),
            file: self.href(picture),
            relations: placed.relations(self.plan, self.lang),
            said_at: None,
        }
    }

    /// A drawing of a stack, held back; see [`Sheet::drawing`].
    pub(super) fn drawing_of(&mut self, id: StackId, shown: Shown, title: &'p str) -> DrawingProps<'p> {
        let plan = self.plan;
        self.drawing(plan.drawings.get(id, shown), title, &picture_of_stack(plan, self.lang, id, shown))
    }

    /// What the template `name` makes of `scope`, as a piece of a page.
    pub(super) fn piece(&mut self, name: &str, scope: &Scope) -> Html {
        match self.plan.theme.render(name, scope, &mut self.found) {
            Some(text) => self.slots.fill(&text),
            None => Html::default(),
        }
    }

    /// The card of a service.
    pub(super) fn card(&mut self, id: ServiceId) -> CardProps<'p> {
        let service = &self.plan.model.services[id];
        let admin = self.plan.admin(service);
        CardProps {
            id: &service.id,
            name: &service.name[self.lang],
            href: self.service_href(id),
            summary: self.text(&service.summary),
            presentation: presentation_props(&service.presentation[self.lang]),
            admin: admin_props(self.plan.model, service, &admin),
            admin_where: self.edition().admin_where(&admin),
            admin_reason: self.edition().admin_reason(self.lang, service, &admin),
        }
    }

    /// Cards of services in a text.
    pub(super) fn cards(&mut self, services: &[ServiceId]) -> Html {
        let cards: Vec<CardProps<'_>> = services.iter().map(|service| self.card(*service)).collect();
        let scope = self.edition().scope().with("cards", &cards);
        self.piece("cards.html", &scope)
    }

    /// A drawing in a text.
    pub(super) fn diagram(&mut self, id: StackId, view: Option<ViewId>) -> Html {
        let stack = &self.plan.model.stacks[id];
        let title = view.map_or(&stack.title, |view| &stack.views[view].title)[self.lang].as_str();
        let props = DiagramProps {
            title,
            drawing: self.drawing_of(id, view.map_or(Shown::Everything, Shown::View), title),
            href: self.href(self.plan.routes.stack(id, self.lang)),
        };
        let scope = self.edition().scope().with("diagram", &props);
        self.piece("diagram.html", &scope)
    }

    /// A flow in a text.
    pub(super) fn flow(&mut self, stack: StackId, flow: FlowId) -> Html {
        let props = FlowProps { anchor: None, ..self.flow_props(stack, flow) };
        let scope = self.edition().scope().with("flow", &props);
        self.piece("flow.html", &scope)
    }

    /// A flow as templates see it.
    pub(super) fn flow_props(&mut self, id: StackId, flow: FlowId) -> FlowProps<'p> {
        let stack = &self.plan.model.stacks[id];
        let steps = stack.flows[flow].steps.iter().map(|step| {
            let (from, to) = (&stack.nodes[step.from], &stack.nodes[step.to]);
            StepProps {
                from_id: &from.id,
                to_id: &to.id,
                from: &from.name[self.lang],
                to: &to.name[self.lang],
                text: self.text(&step.text),
            }
        });
        let steps = steps.collect();
        let title = stack.flows[flow].title[self.lang].as_str();
        // The steps say what is drawn.
        let drawing = self.drawing_of(id, Shown::Flow(flow), title);
        FlowProps {
            title,
            anchor: Some(anchor_of("flow-", &stack.flows[flow].id)),
            drawing: DrawingProps { relations: Vec::new(), ..drawing },
            steps,
        }
    }

    /// The page that `heading`, the body held back in `body` and what else is in `scope` make with a template.
    pub(super) fn finish(
        mut self,
        template: &str,
        heading: Heading<'p>,
        body: Option<Slot>,
        scope: Scope,
    ) -> Done {
        let navigation = self.plan.navigation.sidebar(self.route, self.lang, heading.item);
        let navigation = self.hold(navigation);
        let page = self.page_props(heading, navigation, body);
        let scope =
            scope.with("page", &page).with_shared("links", self.plan.navigation.links(self.route, self.lang));
        let text = self.plan.theme.render(template, &scope, &mut self.found).unwrap_or_default();
        let content = self.slots.fill(&text).into_bytes();
        Done { path: self.route.path().to_owned(), content, found: self.found }
    }

    fn page_props(&self, heading: Heading<'p>, navigation: Slot, body: Option<Slot>) -> PageProps<'p> {
        let model = self.plan.model;
        let document = heading.page.map(|page| &model.pages[page].documents[self.lang]);
        let stand_in = document.map(|document| document.lang).filter(|lang| *lang != self.lang);
        let (previous, next) = self.plan.navigation.neighbours(heading.page, self.lang);
        let link = |neighbour: Option<(PageId, &str)>| {
            neighbour.map(|(page, title)| LinkProps {
                title: title.to_owned(),
                href: self.href(self.plan.routes.page(page, self.lang)),
            })
        };
        let is_listed = heading.contents.iter().filter(|heading| heading.level == 2).count() >= CONTENTS_FROM;
        PageProps {
            title: heading.title,
            description: heading.description,
            canonical: model.settings.base_url.as_deref().map(|base| self.route.below(base)),
            alternates: model.langs().map(|lang| self.alternate(lang, &heading.routes[lang])).collect(),
            breadcrumbs: heading.breadcrumbs,
            contents: if is_listed { heading.contents } else { Vec::new() },
            previous: link(previous),
            next: link(next),
            navigation,
            has_drawings: self.drawings > 0,
            markdown: Some(self.href(&markdown::markdown_of(self.route))),
            picture: self.picture(heading.stack),
            has_terms: self.has_terms,
            body,
            body_language: stand_in.map(|lang| model.languages[lang].as_str()),
            notice: stand_in.map(|lang| {
                let language = self.plan.editions[lang].word("language-name");
                self.message("translation-notice", &[("language", Value::Text(language))])
            }),
        }
    }

    /// The picture of `stack`, or else of the first one.
    fn picture(&self, stack: Option<StackId>) -> Option<PictureProps<'p>> {
        let (model, routes) = (self.plan.model, &self.plan.routes);
        let base = model.settings.base_url.as_deref()?;
        let stack = stack.or_else(|| model.stacks.ids().next())?;
        let (width, height) = POSTER_SIZE;
        Some(PictureProps {
            title: &model.stacks[stack].title[self.lang],
            href: routes.poster(stack, self.lang).below(base),
            width,
            height,
        })
    }

    fn alternate(&self, lang: Lang, route: &Route) -> AlternateProps<'p> {
        let edition = &self.plan.editions[lang];
        let base = self.plan.model.settings.base_url.as_deref();
        AlternateProps {
            language: &edition.code,
            name: edition.word("language-name"),
            href: self.href(route),
            address: base.map_or_else(|| self.href(route), |base| route.below(base)),
            is_current: lang == self.lang,
            is_default: lang == self.plan.model.default_language,
        }
    }

    /// The first step of every way through the site.
    pub(super) fn home(&self) -> LinkProps {
        let title = self.edition().word("home").to_owned();
        LinkProps { title, href: self.href(&self.plan.routes.home[self.lang]) }
    }
}

/// A presentation page as templates see it.
pub(super) fn presentation_props(presentation: &Presentation) -> AddressProps {
    let props = |state, href| AddressProps { state, href, by_region: None };
    match presentation {
        Presentation::At(address) => props("at", Some(Href::outside(&address.value))),
        Presentation::Absent => props("absent", None),
        Presentation::Missing(_) => props("missing", None),
    }
}
