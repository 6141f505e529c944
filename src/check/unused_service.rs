//! Services that nothing speaks of.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Level, Report, Rule};
use crate::model::{HoleContent, LinkTarget, Model, ServiceId, Subject};

pub(super) static UNUSED_SERVICE: Rule = Rule {
    name: "catalog/unused-service",
    default: Level::Off,
    summary: "a service stands in the catalog, in no stack and on no page",
    explanation: "A catalog may be larger than the stacks it serves, so this rule is off. Turn it on to keep a catalog \
                  to what is used: a service counts as used by a node of a stack, a directive or a link of a page.",
};

pub(super) fn check(model: &Model, report: &mut Report) {
    if report.severity(&UNUSED_SERVICE).is_none() {
        return;
    }
    let mut used: BTreeSet<ServiceId> = BTreeSet::new();
    for document in model.pages.iter().flat_map(|(_, page)| page.written()) {
        for link in &document.prose.links {
            match &link.target {
                LinkTarget::Subject { subject: Subject::Service(service), .. }
                | LinkTarget::Console(service) => {
                    used.insert(*service);
                }
                LinkTarget::Page { page, .. } => {
                    if let Subject::Service(service) = model.pages[*page].subject {
                        used.insert(service);
                    }
                }
                _ => {}
            }
        }
        for hole in &document.prose.holes {
            match &hole.content {
                HoleContent::Service(service) => {
                    used.insert(*service);
                }
                HoleContent::Services(services) => used.extend(services),
                _ => {}
            }
        }
    }
    for (id, service) in model.services.iter().filter(|(_, service)| service.nodes.is_empty()) {
        if !used.contains(&id) {
            let message = format!("`{}` is in no stack and on no page", service.id);
            let help = "use it, or take it out of the catalog";
            report.push(
                Diagnostic::new(&UNUSED_SERVICE, service.span, message).help(help).subject(&service.id),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    fn project(rest: &str) -> String {
        format!(
            "--- book.toml\n[book]\nlanguage = \"en\"\n[output.maquette.check]\n\"catalog/unused-service\" = \"warning\"\n\
             --- content/catalog/shop.yaml\nservices:\n  box: {{ name: Box, category: compute, console: none, presentation: none }}\n\
             {rest}"
        )
    }

    #[test]
    fn a_service_that_nothing_speaks_of_is_reported() {
        check(&project(""), &["content/catalog/shop.yaml:2:3 catalog/unused-service"]);
    }

    #[test]
    fn nodes_directives_and_links_use_a_service() {
        check(&project("--- content/stacks/s.yaml\ntitle: S\nnodes: { a: { service: box } }\n"), &[]);
        check(&project("--- content/en/index.md\n# T\n\n{{#service box}}\n"), &[]);
        check(&project("--- content/en/index.md\n# T\n\n[x](service:box)\n"), &[]);
        check(&project("--- content/en/index.md\n# T\n\n{{#services category=compute}}\n"), &[]);
    }
}
