//! Every service has the page it is administered on, in every region where it is offered.

use crate::diagnostic::{Diagnostic, Level, Report, Rule};
use crate::model::{Console, ConsoleLink, Model};

use super::list;

pub(super) static MISSING: Rule = Rule {
    name: "admin-page/missing",
    default: Level::Error,
    summary: "a service has no admin page",
    explanation: "Readers come to a service's page to get to its console. A service without a `console:` key, or with \
                  `console: missing`, is reported until the page is found.\n\nWrite the address, with `{region}` where \
                  the region's code goes:\n\nconsole: https://{region}.console.aws.amazon.com/lambda/home?region={region}\n\n\
                  For a page that is the same in all regions write `console: { global: https://… }`. If you looked for \
                  the page and there is none, write `console: none`, or `console: { none: \"why\" }`.",
};

pub(super) static MISSING_REGION: Rule = Rule {
    name: "admin-page/missing-region",
    default: Level::Error,
    summary: "a service has no admin page for a region in which it is offered",
    explanation: "`console:` lists pages for some regions, has no `default`, and the service is offered in regions \
                  beyond those. Add a `default:` with `{region}` in it, a page for each region named, or shorten the \
                  list `regions:` of the service.",
};

pub(super) fn check(model: &Model, report: &mut Report) {
    for (_, service) in model.services.iter() {
        if matches!(service.console, Console::Missing) {
            let message = format!("`{}` has no admin page", service.id);
            let help = "add `console:` with its address, or `console: none` if there is none";
            report.push(
                Diagnostic::new(&MISSING, service.console_span, message).help(help).subject(&service.id),
            );
            continue;
        }
        let lacking: Vec<&str> = model
            .regions
            .iter()
            .filter(|(id, region)| service.console_in(*id, &region.code) == ConsoleLink::Missing)
            .map(|(_, region)| region.code.as_str())
            .collect();
        if !lacking.is_empty() {
            let message = format!("`{}` has no admin page for {}", service.id, list(lacking.into_iter()));
            let help = "add a `default:` with `{region}` in it, or a page for each of these regions";
            report.push(
                Diagnostic::new(&MISSING_REGION, service.console_span, message)
                    .help(help)
                    .subject(&service.id),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    const HEAD: &str = "--- content/catalog/shop.yaml\nservices:\n";

    fn service(console: &str) -> String {
        format!("{HEAD}  box:\n    name: Box\n    category: compute\n    presentation: none\n{console}")
    }

    #[test]
    fn absent_and_missing_are_reported() {
        check(&service(""), &["content/catalog/shop.yaml:2:3 admin-page/missing"]);
        check(&service("    console: missing\n"), &["content/catalog/shop.yaml:6:14 admin-page/missing"]);
        check(&service("    console:\n"), &["content/catalog/shop.yaml:6:12 admin-page/missing"]);
    }

    #[test]
    fn a_link_or_a_reason_is_enough() {
        check(&service("    console: https://{region}.example.org/\n"), &[]);
        check(&service("    console: { global: https://example.org/ }\n"), &[]);
        check(&service("    console: none\n"), &[]);
        check(&service("    console: { none: nothing to administer }\n"), &[]);
    }

    #[test]
    fn a_region_without_a_page_is_reported_where_the_service_is_offered() {
        let own = "    console: { eu-west-1: https://ie.example.org/ }\n";
        check(&service(own), &["content/catalog/shop.yaml:6:14 admin-page/missing-region"]);
        check(&service(&format!("{own}    regions: [eu-west-1]\n")), &[]);
        check(&service("    console: { eu-west-1: https://ie.example.org/, us-east-1: none }\n"), &[]);
    }
}
