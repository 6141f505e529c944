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
