//! Pictures have an alternative text.

use crate::diagnostic::{Diagnostic, Level, Report, Rule};
use crate::model::Model;

pub(super) static MISSING_ALT: Rule = Rule {
    name: "page/missing-alt",
    default: Level::Warning,
    summary: "a picture has no alternative text",
    explanation: "Who cannot see a picture is told its alternative text: `![what it shows](picture.png)`. A picture \
                  that is decoration only can say so in HTML, with an empty attribute: `<img src=\"…\" alt=\"\">`.",
};

pub(super) fn check(model: &Model, report: &mut Report) {
    for (_, page) in model.pages.iter() {
        for span in page.written().flat_map(|document| &document.prose.pictures_without_alt) {
            report.push(
                Diagnostic::new(&MISSING_ALT, *span, "this picture has no alternative text")
                    .help("say what it shows between the square brackets")
                    .subject(&page.path),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    #[test]
    fn markdown_and_html_pictures_need_a_text() {
        let page = |text: &str| {
            format!("--- book.toml\n[book]\nlanguage = \"en\"\n--- content/en/a.md\n# A\n\n{text}\n")
        };
        let http = "https://example.org/p.png";
        check(&page(&format!("![]({http})")), &["content/en/a.md:3:1 page/missing-alt"]);
        check(&page(&format!("x <img src=\"{http}\">")), &["content/en/a.md:3:3 page/missing-alt"]);
        check(&page(&format!("![a cat]({http}) <img src=\"{http}\" alt=\"\">")), &[]);
    }
}
