//! What of the catalog and the stacks is not written in every language.
//!
//! Pages and messages know themselves: see [`Document::lang`](super::Document::lang) and [`Locale`](super::Locale).

use super::id::{CategoryId, Lang, Localized, RegionId, ServiceId, StackId, TermId};
use super::{Model, Service, Stack};

/// An entry of the catalog or a stack of which some text lacks a language.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Untranslated {
    /// The name of a region.
    Region(RegionId),
    /// The name of a category.
    Category(CategoryId),
    /// Any text of a service.
    Service(ServiceId),
    /// A term or what it means.
    Term(TermId),
    /// Any text of a stack, its nodes, connections, views and flows.
    Stack(StackId),
}

impl Model {
    /// What lacks a text in `lang`, in the order of the catalog.
    pub fn untranslated(&self, lang: Lang) -> Vec<Untranslated> {
        let regions = self.regions.iter().filter(|(_, region)| region.name.is_filled(lang));
        let categories = self.categories.iter().filter(|(_, category)| category.name.is_filled(lang));
        let services = self.services.iter().filter(|(_, service)| lacks_text(service, lang));
        let terms =
            self.terms.iter().filter(|(_, term)| term.term.is_filled(lang) || term.text.is_filled(lang));
        let stacks = self.stacks.iter().filter(|(_, stack)| lacks_words(stack, lang));
        regions
            .map(|(id, _)| Untranslated::Region(id))
            .chain(categories.map(|(id, _)| Untranslated::Category(id)))
            .chain(services.map(|(id, _)| Untranslated::Service(id)))
            .chain(terms.map(|(id, _)| Untranslated::Term(id)))
            .chain(stacks.map(|(id, _)| Untranslated::Stack(id)))
            .collect()
    }
}

fn lacks_text(service: &Service, lang: Lang) -> bool {
    service.name.is_filled(lang)
        || service.summary.is_filled(lang)
        || service.on_premises.as_ref().is_some_and(|text| text.is_filled(lang))
        || service.notes.iter().any(|note| note.text.is_filled(lang))
}

fn lacks_words(stack: &Stack, lang: Lang) -> bool {
    let is_label_filled =
        |label: &Option<Localized<String>>| label.as_ref().is_some_and(|text| text.is_filled(lang));
    stack.title.is_filled(lang)
        || stack.summary.is_filled(lang)
        || stack.nodes.iter().any(|(_, node)| node.has_own_name && node.name.is_filled(lang))
        || stack.connections.iter().any(|(_, connection)| is_label_filled(&connection.label))
        || stack.views.iter().any(|(_, view)| view.title.is_filled(lang))
        || stack.flows.iter().any(|(_, flow)| {
            flow.title.is_filled(lang) || flow.steps.iter().any(|step| step.text.is_filled(lang))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{model, sources};

    #[test]
    fn what_was_filled_is_remembered() {
        let sources = sources(
            "--- content/catalog/shop.yaml\nservices:\n  a: { name: A, category: compute, summary: { en: x } }\n  \
             b: { name: B, category: compute, summary: { en: x, fr: y } }\n--- content/stacks/s.yaml\ntitle: S\n\
             nodes: { n: { service: a }, m: { name: { fr: M } } }\n",
        );
        let (model, _) = model(&sources);
        let of = |lang: Lang| model.untranslated(lang);
        let langs: Vec<Lang> = model.langs().collect();
        assert!(matches!(of(langs[0])[..], [Untranslated::Stack(_)]), "English lacks the name of a node");
        assert!(matches!(of(langs[1])[..], [Untranslated::Service(_)]), "French lacks a summary");
    }
}
