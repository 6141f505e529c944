//! The words of the interface that the site asks for.
//!
//! Never holds a word itself: they are Fluent messages.

use std::collections::BTreeMap;

use crate::model::{Lang, Model};

/// Every message that the site asks for by name.
pub fn messages() -> &'static [&'static str] {
    MESSAGES
}

const MESSAGES: &[&str] = &[
    "alert-caution",
    "alert-important",
    "alert-note",
    "alert-tip",
    "alert-warning",
    "all-pages",
    "as-markdown",
    "breadcrumbs",
    "connection-config",
    "connection-data",
    "connection-dns",
    "connection-event",
    "connection-request",
    "continent-af",
    "continent-ap",
    "continent-ca",
    "continent-cn",
    "continent-eu",
    "continent-eusc",
    "continent-il",
    "continent-me",
    "continent-mx",
    "continent-other",
    "continent-sa",
    "continent-us",
    "date",
    "drawing-as-text",
    "drawing-file",
    "drawing-opens",
    "drawing-said-at",
    "front-choose",
    "front-continue",
    "glossary",
    "glossary-intro",
    "glossary-service",
    "health",
    "health-complete",
    "health-intro",
    "health-links-blocked",
    "health-links-dead",
    "health-links-judged",
    "health-links-login-wall",
    "health-links-redirected",
    "health-links-soft-404",
    "health-links-times",
    "health-links-unjudged",
    "health-links-unreachable",
    "health-no-admin",
    "health-no-admin-region",
    "health-no-presentation",
    "health-none",
    "health-none-feminine",
    "health-regions",
    "health-untranslated-facts",
    "health-untranslated-pages",
    "health-untranslated-words",
    "home",
    "kind-account",
    "kind-auto-scaling",
    "kind-client",
    "kind-cloud",
    "kind-cluster",
    "kind-database",
    "kind-device",
    "kind-external",
    "kind-function",
    "kind-group",
    "kind-person",
    "kind-private-subnet",
    "kind-public-subnet",
    "kind-queue",
    "kind-region",
    "kind-server",
    "kind-stack",
    "kind-storage",
    "kind-subnet",
    "kind-vpc",
    "kind-zone",
    "language-name",
    "language-switch",
    "legend-optional",
    "legend-several",
    "made-with",
    "menu",
    "more-pages",
    "next-page",
    "not-found-home",
    "not-found-text",
    "not-found-title",
    "note-cost",
    "note-info",
    "note-tip",
    "note-warning",
    "number-group",
    "page-contents",
    "page-order",
    "part-count",
    "part-group",
    "part-kind",
    "part-name",
    "part-service",
    "previous-page",
    "region",
    "region-absent",
    "region-admin",
    "region-code",
    "region-missing",
    "region-not-offered",
    "relation-both",
    "relation-from",
    "relation-from-part",
    "relation-kind",
    "relation-label",
    "relation-merged",
    "relation-optional",
    "relation-protocol",
    "relation-to",
    "relation-to-part",
    "search",
    "section-pages",
    "service-admin",
    "service-admin-absent",
    "service-admin-global",
    "service-admin-here",
    "service-admin-in",
    "service-admin-missing",
    "service-admin-not-offered",
    "service-aliases",
    "service-alone",
    "service-called-by",
    "service-category",
    "service-notes",
    "service-on-premises",
    "service-places",
    "service-presentation",
    "service-presentation-absent",
    "service-presentation-missing",
    "service-presentation-read",
    "service-regions",
    "service-regions-caption",
    "service-sign-in",
    "service-talks-to",
    "services",
    "services-intro",
    "services-of-category",
    "site-navigation",
    "skip-to-content",
    "stack-drawing",
    "stack-flows",
    "stack-parts",
    "stack-parts-caption",
    "stack-region",
    "stack-relations",
    "stack-relations-caption",
    "stack-see",
    "stack-views",
    "stacks",
    "stacks-intro",
    "table",
    "task-done",
    "task-open",
    "translation-notice",
    "ui-close",
    "ui-figure-copied",
    "ui-figure-copy-png",
    "ui-figure-copy-svg",
    "ui-figure-failed",
    "ui-figure-fit",
    "ui-figure-full",
    "ui-figure-leave",
    "ui-figure-next",
    "ui-figure-player",
    "ui-figure-previous",
    "ui-figure-restart",
    "ui-figure-saved",
    "ui-figure-start",
    "ui-figure-step",
    "ui-figure-tools",
    "ui-figure-zoom",
    "ui-figure-zoom-in",
    "ui-figure-zoom-out",
    "ui-region-choose",
    "ui-region-current",
    "ui-region-default",
    "ui-region-in",
    "ui-region-no-page",
    "ui-region-none",
    "ui-region-not-offered",
    "ui-region-search",
    "ui-scheme",
    "ui-scheme-dark",
    "ui-scheme-light",
    "ui-scheme-system",
    "ui-search-count",
    "ui-search-failed",
    "ui-search-first",
    "ui-search-hint",
    "ui-search-keys",
    "ui-search-kind-list",
    "ui-search-kind-page",
    "ui-search-kind-service",
    "ui-search-kind-stack",
    "ui-search-kind-term",
    "ui-search-nothing",
    "ui-search-nothing-hint",
    "ui-search-one",
    "ui-search-placeholder",
    "ui-search-results",
    "ui-search-title",
    "written-by",
];

/// The messages without variables in `lang`, by id with `_` for `-`: `words.skip_to_content` in a template. Those
/// that only a theme asks for are among them.
pub(super) fn constant(model: &Model, lang: Lang) -> BTreeMap<String, String> {
    let ids = |lang: Lang| model.locales[lang].messages().keys().map(String::as_str);
    let known: std::collections::BTreeSet<&str> =
        model.langs().flat_map(ids).chain(MESSAGES.iter().copied()).collect();
    let has_variables = |id: &str| {
        model.langs().any(|lang| {
            model.locales[lang].messages().get(id).is_some_and(|message| !message.variables.is_empty())
        })
    };
    let constant = known.into_iter().filter(|id| !has_variables(id));
    constant.map(|id| (id.replace('-', "_"), model.message(lang, id, &[]))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every message is asked for, and both languages of the program have it.
    #[test]
    fn the_locales_of_the_program_are_complete() {
        let sources = crate::load::project(Vec::new());
        for lang in ["en", "fr"] {
            let folder = format!("locales/{lang}/");
            let mut ids: Vec<&str> = sources
                .below(&folder)
                .flat_map(|(_, file)| file.text.lines())
                .filter_map(|line| Some(line.split_once(" =")?.0))
                .filter(|id| id.starts_with(|c: char| c.is_ascii_lowercase()))
                .collect();
            ids.sort_unstable();
            assert_eq!(ids, MESSAGES, "{lang}");
        }
    }

    #[test]
    fn messages_are_in_order_and_once() {
        assert!(MESSAGES.is_sorted_by(|a, b| a < b));
    }
}
