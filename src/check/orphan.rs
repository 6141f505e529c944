//! Pages that no reader finds.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Level, Report, Rule};
use crate::model::{LinkTarget, Model, NavigationEntry, PageId, Subject};

pub(super) static ORPHAN: Rule = Rule {
    name: "page/orphan",
    default: Level::Warning,
    summary: "a page is not in the navigation and no page links to it",
    explanation: "Where a language has a `SUMMARY.md`, only the pages it lists are in the navigation. List the page \
                  there, link to it from another page, mark it as `draft: true`, or remove it.",
};

pub(super) fn check(model: &Model, report: &mut Report) {
    for lang in model.langs() {
        let listed = model.navigation[lang].iter().filter_map(|entry| match entry {
            NavigationEntry::Page { page, .. } => Some(*page),
            _ => None,
        });
        let mut found: BTreeSet<PageId> = listed.collect();
        for (id, page) in model.pages.iter() {
            let links = page.documents[lang].prose.links.iter();
            found.extend(links.filter_map(|link| match &link.target {
                LinkTarget::Page { page, lang: None, .. } if *page != id => Some(*page),
                _ => None,
            }));
        }
        for (id, page) in model.pages.iter() {
            let document = &page.documents[lang];
            let is_own = page.subject == Subject::Own && !page.may_be_of_unread;
            if is_own && document.lang == lang && !found.contains(&id) {
                let message =
                    format!("the page `{}` is not in the navigation and nothing links to it", page.path);
                report.push(
                    Diagnostic::new(&ORPHAN, document.title_span, message)
                        .help("list it in `SUMMARY.md`, or link to it")
                        .subject(&page.path),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    const PAGES: &str = "--- content/en/index.md\n# Home\n--- content/en/a.md\n# A\n\n[b](b.md)\n--- content/en/b.md\n# B\n\
                         --- content/en/c.md\n# C\n\n[c](c.md)\n--- book.toml\n[book]\nlanguage = \"en\"\n";

    #[test]
    fn a_page_is_found_by_summary_or_link_but_not_by_itself() {
        check(
            &format!("{PAGES}--- content/en/SUMMARY.md\n- [A](a.md)\n"),
            &["content/en/c.md:1:1 page/orphan"],
        );
    }

    #[test]
    fn the_page_of_a_service_or_stack_that_cannot_be_read_is_no_orphan() {
        let pages = "--- content/en/SUMMARY.md\n- [A](index.md)\n--- content/en/index.md\n# A\n\n\
                     [s](services/box.md) [t](stacks/shop.md) [u](services/index.md#category-toys)\n\
                     --- content/en/services/box.md\n# Box\n--- content/en/stacks/shop.md\n# Shop\n\
                     --- content/en/services/lamp.md\n# Lamp\n--- book.toml\n[book]\nlanguage = \"en\"\n";
        let broken = "--- content/catalog/a.yaml\nservices: [\n--- content/stacks/shop.yaml\ntitle: [\n";
        check(
            &format!("{pages}{broken}"),
            &["content/catalog/a.yaml:1:11 syntax/yaml", "content/stacks/shop.yaml:1:8 syntax/yaml"],
        );
    }

    #[test]
    fn without_a_summary_all_pages_are_listed() {
        check(PAGES, &[]);
    }
}
