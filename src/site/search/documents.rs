//! What can be found: every page of the site and every term of the glossary.
//!
//! Hides where the texts of a page come from. Never weighs a word.

use rayon::prelude::*;

use super::index::{Document, Kind};
use super::text;
use crate::model::{HoleContent, Lang, PageId, Prose, ServiceId, StackId, Subject, Term, Value};
use crate::site::navigation::section_title;
use crate::site::pages::{self, Unit};
use crate::site::plan::Plan;
use crate::site::routes::{Href, Route, anchor_of};

/// Everything that can be found in a language: services first, lists last, since among equals the first wins.
pub(super) fn documents(plan: &Plan<'_>, lang: Lang) -> Vec<Document> {
    let finder = Finder { plan, lang };
    let units = pages::units(plan);
    let mut documents: Vec<Document> = units.par_iter().map(|unit| finder.unit(*unit)).collect();
    documents.extend(plan.model.terms.iter().map(|(_, term)| finder.term(term)));
    documents.sort_by_key(|document| document.kind);
    documents
}

/// Reads one language of the site.
#[derive(Clone, Copy)]
struct Finder<'p> {
    plan: &'p Plan<'p>,
    lang: Lang,
}

impl Finder<'_> {
    fn unit(self, unit: Unit<'_>) -> Document {
        let words = &self.plan.editions[self.lang];
        let route = &pages::routes_of(self.plan, unit)[self.lang];
        match unit {
            Unit::Service(service) => self.service(service, route),
            Unit::Stack(stack) => self.stack(stack, route),
            Unit::Own(page) => self.own(page, route),
            Unit::Home => {
                let title = &self.plan.model.settings.title[self.lang];
                Document { kind: Kind::Page, ..self.list(Subject::Home, title, route) }
            }
            Unit::Services => self.list(Subject::Services, words.word("services"), route),
            Unit::Stacks => self.list(Subject::Stacks, words.word("stacks"), route),
            Unit::Glossary => self.list(Subject::Glossary, words.word("glossary"), route),
            Unit::Health => self.plain(words.word("health"), route),
            Unit::Path(stack) => self.path(stack, route),
            Unit::OnPremises => self.gathered("on-premises", "on-premises-intro", route),
            Unit::CostWarnings => self.gathered("cost-warnings", "cost-warnings-intro", route),
            Unit::AllPages => self.plain(words.word("all-pages"), route),
            Unit::Section(folder) => self.plain(&section_title(folder), route),
        }
    }

    /// A page of which the title says all.
    fn plain(self, title: &str, route: &Route) -> Document {
        Document {
            kind: Kind::List,
            title: title.to_owned(),
            href: self.plan.routes.front.to(route).as_str().to_owned(),
            ..Document::default()
        }
    }

    /// A page that gathers what stands on others: they are found for what it says.
    fn gathered(self, title: &'static str, intro: &'static str, route: &Route) -> Document {
        let words = &self.plan.editions[self.lang];
        Document { summary: words.word(intro).to_owned(), ..self.plain(words.word(title), route) }
    }

    /// The learning path of a stack.
    fn path(self, id: StackId, route: &Route) -> Document {
        let title = [("stack", Value::Text(self.plan.model.stacks[id].title[self.lang].as_str()))];
        let title = self.plan.model.message(self.lang, "learning-path-of", &title);
        Document { kind: Kind::Page, ..self.plain(&title, route) }
    }

    /// A page that the site has anyway, with what somebody wrote about `subject`.
    fn list(self, subject: Subject, own_title: &str, route: &Route) -> Document {
        let mut document = self.plain(own_title, route);
        if let Some(page) = self.plan.page_of(subject) {
            self.add_page(page, &mut document);
        }
        document
    }

    fn own(self, page: PageId, route: &Route) -> Document {
        let written = &self.plan.model.pages[page];
        let mut document = Document { kind: Kind::Page, ..self.plain(&written.title[self.lang], route) };
        document.place =
            written.path.rsplit_once('/').map_or(String::new(), |(folder, _)| section_title(folder));
        self.add_page(page, &mut document);
        document
    }

    fn service(self, id: ServiceId, route: &Route) -> Document {
        let model = self.plan.model;
        let service = &model.services[id];
        let mut document = self.list(Subject::Service(id), &service.name[self.lang], route);
        document.kind = Kind::Service;
        let in_all = service.name.values().iter();
        document.names =
            std::iter::once(&service.id).chain(&service.aliases).chain(in_all).cloned().collect();
        only_new(&document.title, &mut document.names);
        document.place = model.categories[service.category].name[self.lang].clone();
        document.summary = service.summary[self.lang].plain.clone();
        let notes = service.notes.iter().map(|note| &note.text);
        for prose in service.on_premises.iter().chain(notes) {
            add_line(&prose[self.lang].plain, &mut document.body);
        }
        document
    }

    fn stack(self, id: StackId, route: &Route) -> Document {
        let lang = self.lang;
        let stack = &self.plan.model.stacks[id];
        let mut document = self.list(Subject::Stack(id), &stack.title[lang], route);
        document.kind = Kind::Stack;
        document.names = vec![stack.id.clone(), stack.title[lang].clone()];
        only_new(&document.title, &mut document.names);
        document.summary = stack.summary[lang].plain.clone();
        let mut heading = |prefix: &str, id: &str, title: &str| {
            let anchor = anchor(&anchor_of(prefix, id));
            document.headings.push((anchor, title.to_owned()));
        };
        stack.views.iter().for_each(|(_, view)| heading("view-", &view.id, &view.title[lang]));
        stack.flows.iter().for_each(|(_, flow)| heading("flow-", &flow.id, &flow.title[lang]));
        let named = stack.nodes.iter().filter(|(_, node)| node.has_own_name || node.service.is_some());
        document.headings.extend(named.map(|(_, node)| (String::new(), node.name[lang].clone())));
        for (_, connection) in stack.connections.iter() {
            let label = connection.label.as_ref().map(|label| label[lang].as_str());
            label
                .into_iter()
                .chain(connection.protocol.as_deref())
                .for_each(|text| add_line(text, &mut document.body));
        }
        let steps = stack.flows.iter().flat_map(|(_, flow)| &flow.steps);
        steps.for_each(|step| add_line(&step.text[lang].plain, &mut document.body));
        document
    }

    fn term(self, term: &Term) -> Document {
        let routes = &self.plan.routes;
        let glossary = &routes.glossary[self.lang];
        let mut document = self.plain(&term.term[self.lang], glossary);
        document.kind = Kind::Term;
        let anchor = anchor_of("term-", &term.id);
        document.href = routes.front.to_anchor(glossary, Some(&anchor)).as_str().to_owned();
        document.names = term.term.values().to_vec();
        only_new(&document.title, &mut document.names);
        document.place = self.plan.editions[self.lang].word("glossary").to_owned();
        document.summary = term.text[self.lang].plain.clone();
        document
    }

    /// Adds what somebody wrote, under the title they gave it.
    fn add_page(self, id: PageId, document: &mut Document) {
        let page = &self.plan.model.pages[id];
        let written = &page.documents[self.lang];
        if written.has_title {
            document.title.clone_from(&page.title[self.lang]);
        }
        document.summary.clone_from(&page.description[self.lang]);
        let headings = written.headings.iter().map(|heading| (anchor(&heading.id), heading.text.clone()));
        document.headings.extend(headings);
        self.add_prose(&written.prose, &mut document.body);
    }

    /// The text of `prose`, and what a reader sees in its holes.
    fn add_prose(self, prose: &Prose, out: &mut String) {
        out.reserve(prose.html.len());
        let mut rest = 0;
        for hole in &prose.holes {
            let at = (hole.at as usize).min(prose.html.len());
            // A hole within a tag is an address: the tag is read as one.
            if prose.html[rest..at].rfind('<') > prose.html[rest..at].rfind('>') {
                continue;
            }
            text::add(&prose.html[rest..at], out);
            rest = at;
            self.add_hole(prose, &hole.content, out);
        }
        text::add(&prose.html[rest..], out);
        out.truncate(out.trim_end().len());
    }

    fn add_hole(self, prose: &Prose, content: &HoleContent, out: &mut String) {
        let model = self.plan.model;
        let name = |service: &ServiceId| model.services[*service].name[self.lang].as_str();
        match content {
            HoleContent::Image(index) => {
                add_line(prose.links.get(*index as usize).map_or("", |link| &link.text), out);
            }
            HoleContent::Service(service) => add_line(name(service), out),
            HoleContent::Services(services) => {
                services.iter().for_each(|service| add_line(name(service), out))
            }
            HoleContent::Diagram(stack, _) => add_line(&model.stacks[*stack].title[self.lang], out),
            HoleContent::Flow(stack, flow) => {
                add_line(&model.stacks[*stack].flows[*flow].title[self.lang], out);
            }
            HoleContent::Region(region) => text::spaced(&model.regions[*region].name[self.lang], out),
            HoleContent::Word(_) | HoleContent::Link(_) | HoleContent::Address(_) | HoleContent::Nothing => {}
        }
    }
}

/// Leaves the names that are not the title or one before, whatever their case.
fn only_new(title: &str, names: &mut Vec<String>) {
    let mut seen = vec![title.to_lowercase()];
    names.retain(|name| {
        let name = name.to_lowercase();
        let is_new = !name.is_empty() && !seen.contains(&name);
        seen.push(name);
        is_new
    });
}

/// An anchor as it stands in an address, without its `#`.
fn anchor(id: &str) -> String {
    Href::anchor(id).as_str()[1..].to_owned()
}

fn add_line(line: &str, out: &mut String) {
    text::gap(out);
    text::spaced(line, out);
    text::gap(out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{model, sources};
    use crate::site::theme::Theme;

    fn found(project: &str, code: &str) -> Vec<Document> {
        let sources = sources(project);
        let (model, _) = model(&sources);
        let theme = Theme::bare(model.settings.theme.span);
        let layouts = crate::draw::Layouts::default();
        let making = crate::site::plan::Making { layouts: &layouts, has_posters: false };
        let plan = Plan::new(&model, &sources, &theme, making, &mut Vec::new());
        let lang = model.langs().find(|lang| model.languages[*lang] == code).expect("the language is there");
        documents(&plan, lang)
    }

    const SHOP: &str = "--- content/catalog/shop.yaml\nservices:\n  elb:\n    name: Load Balancing\n    category: compute\n    \
        aliases: [ALB, elb]\n    summary: { en: Shares *out*, fr: Répartit }\n    presentation: none\n    console: none\n\
        glossary:\n  lb: { term: { en: Load balancer, fr: Répartiteur }, text: { en: It shares., fr: Il répartit. } }\n\
        --- content/stacks/shop.yaml\ntitle: { en: Shop, fr: Boutique }\nnodes: { a: { service: elb, name: Door }, b: {} }\n\
        views: { all: { title: { en: All, fr: Tout } } }\n\
        --- content/en/services/elb.md\n## How it <em>works</em>\n\nSee ![a picture](x.png) and [this `page`](../guide.md \"t\").\n\n{{#service elb}}\n\
        --- content/en/guide.md\n# Guide\n\nWords.\n";

    #[test]
    fn a_service_has_its_names_and_what_was_written_about_it() {
        let all = found(SHOP, "en");
        let service = &all[0];
        assert_eq!((service.kind, service.title.as_str()), (Kind::Service, "Load Balancing"));
        assert_eq!(service.names, ["elb", "ALB"]);
        assert_eq!(service.href, "en/services/elb.html");
        assert_eq!(service.summary, "Shares out");
        assert_eq!(service.headings.len(), 1);
        assert!(service.body.contains("See a picture and this page. Load Balancing"), "{}", service.body);
    }

    #[test]
    fn terms_stacks_and_lists_are_found() {
        let all = found(SHOP, "fr");
        let of = |kind: Kind| -> Vec<(&str, &str)> {
            let of = all.iter().filter(|document| document.kind == kind);
            of.map(|document| (document.title.as_str(), document.href.as_str())).collect()
        };
        assert_eq!(of(Kind::Term), [("Répartiteur", "fr/glossary.html#term-lb")]);
        assert_eq!(of(Kind::Stack), [("Boutique", "fr/stacks/shop.html")]);
        assert!(of(Kind::List).iter().any(|(_, href)| *href == "fr/services/index.html"), "{all:?}");
        let stack = all.iter().find(|document| document.kind == Kind::Stack).unwrap();
        assert_eq!(
            stack.headings,
            [("view-all".to_owned(), "Tout".to_owned()), (String::new(), "Door".to_owned())]
        );
        let term = all.iter().find(|document| document.kind == Kind::Term).unwrap();
        assert_eq!(term.names, ["Load balancer"]);
    }
}
