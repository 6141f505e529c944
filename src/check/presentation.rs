//! Every service has the page that presents it, in every language.

use crate::diagnostic::{Diagnostic, Level, Report, Rule};
use crate::model::{Model, Presentation};

use super::list;

pub(super) static MISSING: Rule = Rule {
    name: "presentation/missing",
    default: Level::Warning,
    summary: "a service has no presentation page, for one language or all",
    explanation: "The presentation page is where the provider says what the service is. Write an address for all \
                  languages, or one per language:\n\npresentation: { fr: https://…/fr/lambda/, en: https://…/lambda/ }\n\n\
                  `presentation: none` says that you looked and there is none.",
};

pub(super) fn check(model: &Model, report: &mut Report) {
    for (_, service) in model.services.iter() {
        let mut missing = service.presentation.iter().filter_map(|(lang, presentation)| match presentation {
            Presentation::Missing(span) => Some((lang, *span)),
            _ => None,
        });
        let Some((first, span)) = missing.next() else { continue };
        let langs: Vec<_> = std::iter::once(first).chain(missing.map(|(lang, _)| lang)).collect();
        let message = if langs.len() == service.presentation.values().len() {
            format!("`{}` has no presentation page", service.id)
        } else if !model.settings.are_languages_known {
            continue;
        } else {
            let languages = list(langs.into_iter().map(|lang| model.languages[lang].as_str()));
            format!("`{}` has no presentation page in {languages}", service.id)
        };
        let help = "add `presentation:` with its address, or `presentation: none` if there is none";
        report.push(Diagnostic::new(&MISSING, span, message).help(help).subject(&service.id));
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    fn service(presentation: &str) -> String {
        format!(
            "--- content/catalog/shop.yaml\nservices:\n  box: {{ name: Box, category: compute, console: none{presentation} }}\n"
        )
    }

    #[test]
    fn a_missing_page_is_reported_once_for_all_languages_or_for_some() {
        check(&service(""), &["content/catalog/shop.yaml:2:3 presentation/missing"]);
        check(&service(", presentation: missing"), &["content/catalog/shop.yaml:2:69 presentation/missing"]);
        let one = ", presentation: { en: https://example.org/ }";
        check(&service(one), &["content/catalog/shop.yaml:2:69 presentation/missing"]);
    }

    #[test]
    fn a_page_or_none_is_enough() {
        check(&service(", presentation: none"), &[]);
        check(&service(", presentation: https://example.org/"), &[]);
        check(&service(", presentation: { en: https://example.org/, fr: none }"), &[]);
    }
}
