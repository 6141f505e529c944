//! Pages have titles.

use crate::diagnostic::{Diagnostic, Level, Report, Rule};
use crate::model::Model;

pub(super) static MISSING_TITLE: Rule = Rule {
    name: "page/missing-title",
    default: Level::Warning,
    summary: "a page has no title",
    explanation: "The title stands in the browser's tab, in the navigation and in search results. Without one the name \
                  of the file takes its place. Write `title:` into the front matter, or open the page with a heading \
                  of the first level.",
};

pub(super) fn check(model: &Model, report: &mut Report) {
    for (_, page) in model.pages.iter() {
        for document in page.written().filter(|document| !document.has_title) {
            let message = format!("the page `{}` has no title", page.path);
            report.push(
                Diagnostic::new(&MISSING_TITLE, document.title_span, message)
                    .help("open it with `# Title`, or with `title:` in its front matter")
                    .subject(&page.path),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    #[test]
    fn a_title_may_stand_in_either_place() {
        let page =
            |text: &str| format!("--- book.toml\n[book]\nlanguage = \"en\"\n--- content/en/a.md\n{text}");
        check(&page("Text\n"), &["content/en/a.md:1:1 page/missing-title"]);
        check(&page("# A\n"), &[]);
        check(&page("---\ntitle: A\n---\nText\n"), &[]);
    }
}
