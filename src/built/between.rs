//! What one file says of another: anchors that it asks for, languages, and the same page in another language.
//!
//! Hides that a file is read again where its facts leave something open. Never looks for files.

use memchr::{memchr, memrchr};
use rayon::prelude::*;

use super::file::{Facts, Form, Silent, no_anchor, text};
use super::{Files, Finding, Problem, Shared, place};

/// Everything wrong between files, by the file that it stands in.
pub(super) fn judge<F: Files>(
    site: &F,
    facts: &[Facts],
    shared: &Shared<'_>,
) -> Result<Vec<Finding>, F::Error> {
    let found: Result<Vec<Vec<Finding>>, F::Error> = facts
        .par_iter()
        .enumerate()
        .map(|(file, own)| {
            let file = file as u32;
            let mut found = Vec::new();
            for (target, anchor, place) in own.asked.iter() {
                let there = &facts[target as usize];
                if there.is_read && !there.anchors.has(anchor) {
                    found.push(no_anchor(file, place, target, anchor));
                }
            }
            counterparts(file, facts, &mut found);
            languages(site, file, facts, shared, &mut found)?;
            Ok(found)
        })
        .collect();
    Ok(found?.into_iter().flatten().collect())
}

/// Anchors that the same page in another language does not have.
fn counterparts(file: u32, facts: &[Facts], found: &mut Vec<Finding>) {
    let own = &facts[file as usize];
    let mut counterparts = own.counterparts.clone();
    counterparts.sort_unstable();
    counterparts.dedup();
    for counterpart in counterparts.into_iter().filter(|other| facts[*other as usize].is_read) {
        let there = &facts[counterpart as usize].anchors;
        for (id, place) in own.anchors.ids().filter(|(id, _)| !there.has_exactly(id)) {
            found.push(Finding {
                file,
                place,
                problem: Problem::AnchorDiffers { id: text(id), counterpart },
            });
        }
    }
}

/// Links to pages in another language that do not say so.
fn languages<F: Files>(
    site: &F,
    file: u32,
    facts: &[Facts],
    shared: &Shared<'_>,
    found: &mut Vec<Finding>,
) -> Result<(), F::Error> {
    let own = &facts[file as usize];
    let Some(here) = own.lang.as_deref() else { return Ok(()) };
    let differs = |link: &&Silent| {
        let there = facts[link.target as usize].lang.as_deref();
        there.is_some_and(|there| language(there) != language(here))
    };
    let links: Vec<&Silent> = own.silent.iter().filter(differs).collect();
    if links.is_empty() || !matches!(shared.forms[file as usize], Form::Page(_)) {
        return Ok(());
    }
    let mut buffer = Vec::new();
    let Some(content) = site.content(file as usize, &mut buffer)? else { return Ok(()) };
    for link in links {
        let Some(lang) = facts[link.target as usize].lang.clone() else { continue };
        if !names(said(content, link), &lang) {
            let problem = Problem::WrongLanguage { target: link.target, lang };
            let at = link.place.start as usize..link.place.end as usize;
            found.push(Finding { file, place: place(at), problem });
        }
    }
    Ok(())
}

/// `pt` of `pt-br`.
fn language(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// How far a link's text is read, in bytes.
const LONGEST_TEXT: usize = 1_000;

/// The link with its start tag and its text, as it is written; empty if the file is not what it was.
fn said<'a>(content: &'a [u8], link: &Silent) -> &'a [u8] {
    let (start, tag_end) = (link.place.start as usize, link.tag_end as usize);
    let Some(text) = content.get(tag_end..) else { return &[] };
    let from = content.get(..start).and_then(|before| memrchr(b'<', before)).unwrap_or(start);
    let text = &text[..text.len().min(LONGEST_TEXT)];
    let is_end = |at: &usize| text[*at..].get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case(b"</a"));
    let length = memchr::memchr_iter(b'<', text).find(is_end).unwrap_or(text.len());
    content.get(from..tag_end + length).unwrap_or(&[])
}

/// What languages call themselves, in lower case.
const OWN_NAMES: [(&str, &str); 34] = [
    ("ar", "العربية"),
    ("bg", "български"),
    ("ca", "català"),
    ("cs", "čeština"),
    ("da", "dansk"),
    ("de", "deutsch"),
    ("el", "ελληνικά"),
    ("en", "english"),
    ("es", "español"),
    ("et", "eesti"),
    ("fa", "فارسی"),
    ("fi", "suomi"),
    ("fr", "français"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "hrvatski"),
    ("hu", "magyar"),
    ("id", "bahasa indonesia"),
    ("it", "italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "lietuvių"),
    ("lv", "latviešu"),
    ("nl", "nederlands"),
    ("no", "norsk"),
    ("pl", "polski"),
    ("pt", "português"),
    ("ro", "română"),
    ("ru", "русский"),
    ("sk", "slovenčina"),
    ("sv", "svenska"),
    ("tr", "türkçe"),
    ("uk", "українська"),
    ("zh", "中文"),
];

/// Whether the text or the title of a link names the language: by its code, or by what it calls itself.
fn names(said: &[u8], lang: &str) -> bool {
    let said = words(said);
    let code = language(lang);
    let own = OWN_NAMES.iter().find(|(known, _)| *known == code);
    said.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == code || word == lang)
        || own.is_some_and(|(_, name)| said.contains(name))
}

/// What readers see of a link: its text, and what is in quotes in `title` and `aria-label`.
fn words(said: &[u8]) -> String {
    let mut out = String::new();
    let mut scanner = super::scan::Scanner::new(said, super::scan::Dialect::Html);
    let mut text_start = 0;
    while let Some(tag) = scanner.next() {
        for attribute in scanner.attributes() {
            let is_shown = [&b"title"[..], b"aria-label", b"alt"];
            if is_shown.iter().any(|name| attribute.name.eq_ignore_ascii_case(name)) {
                out.push_str(&text(attribute.value));
                out.push(' ');
            }
        }
        let before = &said[text_start..tag.end];
        let shown = memchr(b'<', before).map_or(before, |at| &before[..at]);
        out.push_str(&text(shown));
        out.push(' ');
        text_start = tag.end;
    }
    out.push_str(&text(&said[text_start..]));
    out.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_named_by_code_or_by_its_own_name() {
        for (said, lang, expected) in [
            ("<a href=fr.html>the French page (fr)", "fr", true),
            ("<a href=x>en <b>Français</b>", "fr-ca", true),
            ("<a href=x title='pt-BR'>x", "pt-br", true),
            ("<a href=fr/x.html>pages", "fr", false),
            ("<a href=x class=fr>off", "fr", false),
        ] {
            assert_eq!(names(said.as_bytes(), lang), expected, "{said}");
        }
    }
}
