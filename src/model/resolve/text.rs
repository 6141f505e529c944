//! Texts per language: gaps are reported and filled.

use crate::diagnostic::{Diagnostic, Rule, nearest};
use crate::model::id::Id;
use crate::model::{Lang, Localized, rules};
use crate::parse::Text;
use crate::source::Spanned;

/// The languages texts are wanted in.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    pub(super) languages: &'a [String],
    pub(super) default: Lang,
    /// Whether to report what lacks a language and what is none.
    pub(super) are_judged: bool,
}

impl Texts<'_> {
    /// One value for every language.
    pub(super) fn same<T: Clone>(self, value: &T) -> Localized<T> {
        Localized::new(vec![value.clone(); self.languages.len()])
    }

    /// The texts of every language, as strings.
    pub(super) fn localize(
        self,
        text: &Text,
        what: &str,
        unknown_key: &'static Rule,
        found: &mut Vec<Diagnostic>,
    ) -> Localized<String> {
        self.spanned(text, what, unknown_key, found).map(|_, text| text.value.clone())
    }

    /// The text of every language with its place. `what` names it in messages: "the summary of `lambda`".
    pub(super) fn spanned(
        self,
        text: &Text,
        what: &str,
        unknown_key: &'static Rule,
        found: &mut Vec<Diagnostic>,
    ) -> Localized<Spanned<String>> {
        let (span, texts) = match text {
            Text::Same(text) => return Localized::new(vec![text.clone(); self.languages.len()]),
            Text::PerLanguage { span, texts } => (*span, texts),
        };
        let written = |language: &String| {
            let text = texts.iter().find(|(code, _)| code.value == *language).map(|(_, text)| text);
            text.filter(|text| !text.value.trim().is_empty())
        };
        let missing: Vec<usize> =
            (0..self.languages.len()).filter(|lang| written(&self.languages[*lang]).is_none()).collect();
        self.report_unknown(
            texts.iter().map(|(language, _)| language),
            !missing.is_empty(),
            unknown_key,
            found,
        );
        if let Some(first) = missing.first().filter(|_| self.are_judged) {
            let list = missing.iter().map(|lang| format!("`{}`", self.languages[*lang])).collect::<Vec<_>>();
            let message = format!("{what} lacks a text in {}", list.join(", "));
            let help = format!("add `{}: …`", self.languages[*first]);
            found.push(Diagnostic::new(&rules::TRANSLATION_MISSING, span, message).help(help));
        }
        let fallback = written(&self.languages[self.default.index()])
            .or_else(|| self.languages.iter().find_map(written))
            .cloned()
            .unwrap_or_else(|| Spanned::new(String::new(), span));
        let values = self.languages.iter().map(|language| written(language).unwrap_or(&fallback).clone());
        let mut texts = Localized::new(values.collect());
        missing.into_iter().for_each(|lang| texts.fill(Lang::new(lang)));
        texts
    }

    /// The text of each language that has one of its own; that one lacks it is no fault.
    pub(super) fn some(
        self,
        text: &Text,
        unknown_key: &'static Rule,
        found: &mut Vec<Diagnostic>,
    ) -> Localized<Option<String>> {
        let texts = match text {
            Text::Same(text) => return self.same(&Some(text.value.clone())),
            Text::PerLanguage { texts, .. } => texts,
        };
        self.report_unknown(texts.iter().map(|(language, _)| language), false, unknown_key, found);
        let written = |code: &String| {
            let text = texts.iter().find(|(known, _)| known.value == *code).map(|(_, text)| &text.value);
            text.filter(|text| !text.trim().is_empty()).cloned()
        };
        Localized::new(self.languages.iter().map(written).collect())
    }

    /// Reports keys that are none of the project's languages: all of them where a language of the project `is_lacking`,
    /// because one is then probably misspelt; else only what is no language code, so that a catalog may have more
    /// languages than the project that uses it.
    pub(super) fn report_unknown<'t>(
        self,
        languages: impl Iterator<Item = &'t Spanned<String>>,
        is_lacking: bool,
        unknown_key: &'static Rule,
        found: &mut Vec<Diagnostic>,
    ) {
        let is_known = |code: &str| self.languages.iter().any(|known| known == code);
        let is_wrong = |code: &str| self.are_judged && !is_known(code) && (is_lacking || !is_code(code));
        for language in languages.filter(|language| is_wrong(&language.value)) {
            let message = format!("`{}` is not a language of this project", language.value);
            let known = self.languages.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
            let help = match nearest(&language.value, self.languages.iter().map(String::as_str)) {
                Some(near) => format!("write `{near}`"),
                None => format!("use one of {known}, or add it to `languages` in `book.toml`"),
            };
            found.push(Diagnostic::new(unknown_key, language.span, message).help(help));
        }
    }
}

/// Whether a key has the form of a language code: `fr`, `pt-BR`.
fn is_code(key: &str) -> bool {
    let mut parts = key.split('-');
    let is_part = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    parts.next().is_some_and(|first| is_part(first, 2..=3)) && parts.all(|part| is_part(part, 1..=8))
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    fn category(texts: &str) -> String {
        format!(
            "--- content/catalog/c.yaml\ncategories: {{ compute: {texts} }}\n--- content/catalog/base.yaml\nregions: {{ eu-west-1: Ireland }}\n"
        )
    }

    #[test]
    fn a_catalog_may_have_more_languages_than_the_project() {
        check(&category("{ en: Compute, fr: Calcul, de: Rechnen, pt-BR: x }"), &[]);
        check(
            &category("{ en: Compute, fr: Calcul, french: x }"),
            &["content/catalog/c.yaml:1:51 catalog/unknown-key"],
        );
    }

    #[test]
    fn a_misspelt_language_is_reported_where_one_is_lacking() {
        check(
            &category("{ en: Compute, rf: Calcul }"),
            &[
                "content/catalog/c.yaml:1:24 translation/missing",
                "content/catalog/c.yaml:1:39 catalog/unknown-key",
            ],
        );
    }
}
