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
        self.report_unknown(texts.iter().map(|(language, _)| language), unknown_key, found);
        let written = |language: &String| {
            let text = texts.iter().find(|(code, _)| code.value == *language).map(|(_, text)| text);
            text.filter(|text| !text.value.trim().is_empty())
        };
        let missing: Vec<usize> =
            (0..self.languages.len()).filter(|lang| written(&self.languages[*lang]).is_none()).collect();
        if let Some(first) = missing.first() {
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

    /// Reports keys that are none of the project's languages.
    pub(super) fn report_unknown<'t>(
        self,
        languages: impl Iterator<Item = &'t Spanned<String>>,
        unknown_key: &'static Rule,
        found: &mut Vec<Diagnostic>,
    ) {
        for language in languages.filter(|language| !self.languages.contains(&language.value)) {
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
