//! What only shows when languages are compared: anchors and messages.
//!
//! Texts and pages that lack a language are reported where they are filled in, when the model is made.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Report};
use crate::model::rules::TRANSLATION_MISSING;
use crate::model::{Lang, Model};
use crate::source::Span;

use super::list;

pub(super) fn check(model: &Model, report: &mut Report) {
    if model.settings.are_languages_known {
        anchors(model, report);
        messages(model, report);
    }
}

/// An anchor that an author chose is the same in every language, so that a switch of language keeps the place.
fn anchors(model: &Model, report: &mut Report) {
    for (_, page) in model.pages.iter() {
        for document in page.written() {
            for heading in document.headings.iter().filter(|heading| heading.is_id_written) {
                let lacks = |lang: &Lang| {
                    let other = &page.documents[*lang];
                    other.lang == *lang && !other.headings.iter().any(|known| known.id == heading.id)
                };
                let lacking: Vec<Lang> = model.langs().filter(lacks).collect();
                if !lacking.is_empty() {
                    let languages = list(lacking.iter().map(|lang| model.languages[*lang].as_str()));
                    let message =
                        format!("the page `{}` has no anchor `{}` in {languages}", page.path, heading.id);
                    report.push(
                        Diagnostic::new(&TRANSLATION_MISSING, heading.span, message)
                            .help(format!("give the heading there the same anchor: `{{#{}}}`", heading.id))
                            .subject(&page.path),
                    );
                }
            }
        }
    }
}

fn messages(model: &Model, report: &mut Report) {
    let mut all: BTreeMap<&str, Span> = BTreeMap::new();
    for (_, locale) in model.locales.iter() {
        for (id, message) in locale.messages() {
            all.entry(id).or_insert(message.span);
        }
    }
    for (lang, locale) in model.locales.iter() {
        let code = &model.languages[lang];
        let known: BTreeSet<&str> = locale.messages().keys().map(String::as_str).collect();
        if known.is_empty() && !all.is_empty() {
            let message = format!("there are no words of the interface in `{code}`");
            let help = format!("write them in a file below `locales/{code}`, one message a line");
            let span = Span::start_of(model.settings.file);
            report.push(Diagnostic::new(&TRANSLATION_MISSING, span, message).help(help).subject(code));
            continue;
        }
        for (id, span) in all.iter().filter(|(id, _)| !known.contains(**id)) {
            let message = format!("the message `{id}` is not written in `{code}`");
            let help = format!("add it to a file below `locales/{code}`");
            report.push(Diagnostic::new(&TRANSLATION_MISSING, *span, message).help(help).subject(*id));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    #[test]
    fn written_anchors_are_the_same_in_every_language() {
        let page = |lang: &str, anchor: &str| {
            format!("--- content/{lang}/a.md\n# A\n\n## Head {{#{anchor}}}\n## Free {lang}\n")
        };
        check(&(page("en", "x") + &page("fr", "x")), &[]);
        check(
            &(page("en", "x") + &page("fr", "y")),
            &["content/en/a.md:3:1 translation/missing", "content/fr/a.md:3:1 translation/missing"],
        );
    }

    #[test]
    fn messages_and_locales_that_lack_are_reported() {
        check(
            "--- locales/en/site.ftl\nlanguage-name = English\nhome = Home\n",
            &["locales/en/site.ftl:2:1 translation/missing"],
        );
        check(
            "--- book.toml\n[book]\nlanguage = \"en\"\n[output.maquette]\nlanguages = [\"en\", \"de\"]\n",
            &["book.toml:1:1 translation/missing"],
        );
    }
}
