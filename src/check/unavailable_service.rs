//! A stack uses services that its region has.

use crate::diagnostic::{Diagnostic, Level, Report, Rule};
use crate::model::Model;

pub(super) static UNAVAILABLE_SERVICE: Rule = Rule {
    name: "stack/unavailable-service",
    default: Level::Warning,
    summary: "a stack uses a service that is not offered in its region",
    explanation: "The catalog lists the regions of the service under `regions:`, and the `region:` of the stack is not \
                  among them. Correct whichever is wrong; a service that is meant to run in another region stands \
                  outside of the stack's region.",
};

pub(super) fn check(model: &Model, report: &mut Report) {
    for (_, stack) in model.stacks.iter() {
        let Some(region) = stack.region else { continue };
        for (_, node) in stack.nodes.iter() {
            let Some(service) = node.service.map(|service| &model.services[service]) else { continue };
            if !service.is_offered_in(region) {
                let code = &model.regions[region].code;
                let message =
                    format!("`{}` is not offered in `{code}`, the region of this stack", service.id);
                report.push(
                    Diagnostic::new(&UNAVAILABLE_SERVICE, node.span, message)
                        .help(format!("add `{code}` to the regions of the service, or choose another region"))
                        .note("its regions are listed with the service", service.span)
                        .subject(&node.id),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    fn project(region: &str) -> String {
        format!(
            "--- content/catalog/shop.yaml\nservices:\n  box:\n    {{ name: Box, category: compute, console: none, presentation: none, regions: [us-east-1] }}\n\
             --- content/stacks/s.yaml\ntitle: S\n{region}nodes:\n  a: {{ service: box }}\n"
        )
    }

    #[test]
    fn the_region_of_the_stack_counts() {
        check(&project("region: eu-west-1\n"), &["content/stacks/s.yaml:4:3 stack/unavailable-service"]);
        check(&project("region: us-east-1\n"), &[]);
        check(&project(""), &[]);
    }
}
