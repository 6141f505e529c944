//! Links stay in the reader's language, or say that they do not.

use crate::diagnostic::{Diagnostic, Level, Report, Rule};
use crate::model::{Lang, Link, LinkTarget, Model};

pub(super) static WRONG_LANGUAGE: Rule = Rule {
    name: "link/wrong-language",
    default: Level::Warning,
    summary: "a page of one language links to the page of another without saying so",
    explanation: "Nobody likes to land in a language they did not choose. Link to the page of the same language, or say \
                  which language awaits the reader, by its name or its code, in the text or the title of the link:\n\n\
                  [the French page (fr)](../fr/regions.md)\n[regions](../fr/regions.md \"en français\")",
};

pub(super) fn check(model: &Model, report: &mut Report) {
    for (_, page) in model.pages.iter() {
        for document in page.written() {
            for link in &document.prose.links {
                if let LinkTarget::Page { page: target, lang: Some(lang), .. } = &link.target
                    && !says_so(model, link, document.lang, *lang)
                {
                    let message = format!(
                        "this link leads to the page `{}` in `{}`",
                        model.pages[*target].path, model.languages[*lang]
                    );
                    let help =
                        "link to the page of the same language, or name the language in the text of the link";
                    report.push(
                        Diagnostic::new(&WRONG_LANGUAGE, link.span, message).help(help).subject(&page.path),
                    );
                }
            }
        }
    }
}

/// Whether the text or title names the language: by its code, by its own name, or as the page's language calls it.
fn says_so(model: &Model, link: &Link, here: Lang, there: Lang) -> bool {
    let code = &model.languages[there];
    let said = format!("{} {}", link.text, link.title).to_lowercase();
    let names = [
        model.message(there, "language-name", &[]).to_lowercase(),
        model.message(here, &format!("language-name-{code}"), &[]).to_lowercase(),
    ];
    said.split(|c: char| !c.is_alphanumeric()).any(|word| word == code.to_lowercase())
        || names.iter().any(|name| said.contains(name.as_str()))
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    fn project(link: &str) -> String {
        format!("--- content/en/a.md\n# A\n\n{link}\n--- content/fr/a.md\n# A\n")
    }

    #[test]
    fn a_link_to_another_language_says_so() {
        check(&project("[the page](../fr/a.md)"), &["content/en/a.md:3:12 link/wrong-language"]);
        check(&project("[the page (fr)](../fr/a.md)"), &[]);
        check(&project("[the page](../fr/a.md \"en français\")"), &[]);
        check(&project("[the page](a.md)"), &[]);
    }
}
