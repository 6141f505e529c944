//! Every address outside of the site, with the place that names it.
//!
//! Judges none of them. What templates and themes name is not known here: that is read off the finished site.

use rayon::prelude::*;

use super::Model;
use super::id::{RegionId, ServiceId};
use super::page::{LinkTarget, Prose};
use super::service::{Console, ConsoleLink, Presentation, Service};
use crate::source::{Span, Spanned};

/// An address outside of the site, at one place that names it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct OutsideLink {
    /// The whole address: http, https, mailto or tel.
    pub address: String,
    /// Where it is written.
    pub span: Span,
    /// As it is written there, where that differs: with `{region}` in it.
    pub template: Option<String>,
    /// Whose admin page it is, if the catalog names it as one.
    pub admin_of: Option<ServiceId>,
    /// The region whose admin page it is, if it is one of a single region.
    pub region: Option<RegionId>,
}

impl OutsideLink {
    /// An address as a page, a template or a text has it.
    pub fn plain(address: impl Into<String>, span: Span) -> Self {
        OutsideLink { address: address.into(), span, template: None, admin_of: None, region: None }
    }

    /// What stands in the source.
    pub fn written(&self) -> &str {
        self.template.as_deref().unwrap_or(&self.address)
    }
}

impl Model {
    /// Every address outside of the site, once for each place that names it, by address. An admin page counts once
    /// for each region that a reader may pick. Addresses below `base-url` are of the site.
    pub fn outside_links(&self) -> Vec<OutsideLink> {
        self.links(usize::MAX)
    }

    /// The same, but that a template counts once, filled with the first region that it holds for: enough for what is
    /// the same in all regions.
    pub fn written_outside_links(&self) -> Vec<OutsideLink> {
        self.links(1)
    }

    fn links(&self, regions: usize) -> Vec<OutsideLink> {
        let mut links = Vec::new();
        for (id, service) in self.services.iter() {
            self.presentations(service, &mut links);
            self.admin_pages(id, service, regions, &mut links);
        }
        for link in self.proses().flat_map(|prose| &prose.links) {
            if let LinkTarget::Outside(address) = &link.target {
                links.push(OutsideLink::plain(address, link.span));
            }
        }
        links.retain(|link| !self.is_own(&link.address));
        links.par_sort();
        links.dedup();
        links
    }

    /// Whether `address` lies below the site's own address.
    pub fn is_own(&self, address: &str) -> bool {
        let Some(base) = self.settings.base_url.as_deref() else { return false };
        let root = base.strip_suffix('/').unwrap_or(base);
        let starts = |prefix: &str| {
            address.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        starts(base)
            || (starts(root) && matches!(address.as_bytes().get(root.len()), None | Some(b'#' | b'?')))
    }

    /// Every text with markup: of the catalog, the stacks and the pages, each once for each language that has it.
    fn proses(&self) -> impl Iterator<Item = &Prose> {
        let services = self.services.iter().flat_map(|(_, service)| {
            let on_premises = service.on_premises.iter().flat_map(|text| text.values());
            let notes = service.notes.iter().flat_map(|note| note.text.values());
            service.summary.values().iter().chain(on_premises).chain(notes)
        });
        let terms = self.terms.iter().flat_map(|(_, term)| term.text.values());
        let stacks = self.stacks.iter().flat_map(|(_, stack)| {
            let steps = stack.flows.iter().flat_map(|(_, flow)| &flow.steps);
            stack.summary.values().iter().chain(steps.flat_map(|step| step.text.values()))
        });
        let pages = self.pages.iter().flat_map(|(_, page)| page.written());
        services.chain(terms).chain(stacks).chain(pages.map(|document| &document.prose))
    }

    fn presentations(&self, service: &Service, links: &mut Vec<OutsideLink>) {
        for presentation in service.presentation.values() {
            if let Presentation::At(address) = presentation {
                links.push(OutsideLink::plain(&address.value, address.span));
            }
        }
    }

    /// The admin pages of `service`; its template is filled with `most` regions at most.
    fn admin_pages(&self, id: ServiceId, service: &Service, most: usize, links: &mut Vec<OutsideLink>) {
        let admin = |written: &Spanned<String>, address: String, region: Option<RegionId>| {
            let template = (written.value != address).then(|| written.value.clone());
            OutsideLink { address, span: written.span, template, admin_of: Some(id), region }
        };
        match &service.console {
            Console::Missing | Console::Absent(_) => {}
            Console::Global(written) => {
                links.push(admin(written, written.value.clone(), None));
            }
            Console::Regional { default, own } => {
                let mut filled = 0;
                for region in &self.settings.regions {
                    let written = match own.get(region) {
                        Some(own) => own.as_ref(),
                        None if filled < most => default.as_ref(),
                        None => None,
                    };
                    let link = service.console_in(*region, &self.regions[*region].code);
                    if let (Some(written), ConsoleLink::Regional(address)) = (written, link) {
                        let is_of_one = own.contains_key(region) || written.value != address;
                        filled += usize::from(!own.contains_key(region));
                        links.push(admin(written, address, is_of_one.then_some(*region)));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn every_text_that_can_hold_a_link_is_asked() {
        let sources = fixture::sources(
            "--- book.toml\n[book]\nlanguage = \"en\"\n[output.maquette]\nbase-url = \"https://own.example/docs\"\n\
             --- content/catalog/shop.yaml\nservices:\n  box:\n    category: compute\n    \
             summary: \"[x](https://summary.example)\"\n    on-premises: \"[x](https://own.example/docs/a.html)\"\n    \
             notes:\n      - { kind: tip, en: \"[x](https://note.example)\" }\n    \
             presentation: https://same.example\n    \
             console: { default: \"https://{region}.example/\", us-east-1: \"https://east.example\" }\n  \
             one:\n    category: compute\n    presentation: none\n    console: { global: \"https://one.example\" }\n\
             glossary:\n  term: { term: Term, text: \"[x](https://term.example)\" }\n\
             --- content/stacks/s.yaml\ntitle: S\nsummary: \"[x](https://stack.example)\"\nnodes: { a: {}, b: {} }\n\
             connections: [{ from: a, to: b }]\n\
             flows: { f: { title: F, steps: [{ from: a, to: b, text: \"[x](https://step.example)\" }] } }\n\
             --- content/en/a.md\n# A\n\n<https://page.example> and <https://own.example/docsx>, <mailto:a@b.example>\n",
        );
        let (model, _) = fixture::model(&sources);
        let links = model.outside_links();
        let found: Vec<&str> = links.iter().map(|link| link.address.as_str()).collect();
        assert_eq!(
            found,
            [
                "https://east.example",
                "https://eu-west-1.example/",
                "https://note.example",
                "https://one.example",
                "https://own.example/docsx",
                "https://page.example",
                "https://same.example",
                "https://stack.example",
                "https://step.example",
                "https://summary.example",
                "https://term.example",
                "mailto:a@b.example",
            ]
        );
        let regional = &links[1];
        assert_eq!(regional.written(), "https://{region}.example/");
        assert_eq!(sources.slice(regional.span).trim_matches('"'), regional.written());
        assert!(model.is_own("https://own.example/docs#x") && !model.is_own("https://own.example/docs2"));
    }
}
