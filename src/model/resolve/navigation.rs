//! The order of the pages: what `SUMMARY.md` says, or else weight and title.

use crate::diagnostic::Diagnostic;
use crate::model::id::Id;
use crate::model::{Lang, Localized, NavigationEntry, Page, PageId, Subject, Table};
use crate::parse::{Parsed, Summary, SummaryEntry};

use super::links::Links;
use super::names::Names;
use super::text::Texts;

/// The order per language as far as summaries tell; `None` where there is none.
pub(super) type Written = Vec<Option<Vec<NavigationEntry>>>;

/// Reads the summaries. A language without one takes that of the default language.
pub(super) fn navigation(
    parsed: &Parsed,
    names: &Names<'_>,
    texts: Texts<'_>,
    found: &mut Vec<Diagnostic>,
) -> Written {
    let summary = |code: &String| parsed.summaries.iter().find(|summary| summary.language == *code);
    let mut written: Written = texts
        .languages
        .iter()
        .enumerate()
        .map(|(index, code)| Some(entries(summary(code)?, Lang::new(index), names, found)))
        .collect();
    let default = written[texts.default.index()].clone();
    for entries in written.iter_mut().filter(|entries| entries.is_none()) {
        // Titles of another language say nothing here: those of the pages take their place.
        *entries = default.clone().map(|mut entries| {
            entries
                .retain(|entry| matches!(entry, NavigationEntry::Page { .. } | NavigationEntry::Separator));
            for entry in &mut entries {
                if let NavigationEntry::Page { title, .. } = entry {
                    title.clear();
                }
            }
            entries
        });
    }
    written
}

fn entries(
    summary: &Summary,
    lang: Lang,
    names: &Names<'_>,
    found: &mut Vec<Diagnostic>,
) -> Vec<NavigationEntry> {
    let links = Links::of_text(names, lang);
    let mut entries = Vec::new();
    for entry in &summary.entries {
        match entry {
            SummaryEntry::Part(title) => entries.push(NavigationEntry::Part(title.clone())),
            SummaryEntry::Separator => entries.push(NavigationEntry::Separator),
            SummaryEntry::Chapter { title, destination, depth } => {
                let (title, depth) = (title.clone(), depth.saturating_sub(1));
                if destination.value.is_empty() {
                    entries.push(NavigationEntry::Draft { title, depth });
                    continue;
                }
                if let crate::model::LinkTarget::Page { page, .. } = links.target(destination, found) {
                    entries.push(NavigationEntry::Page { page, title, depth });
                }
            }
        }
    }
    entries
}

/// Fills in titles, and the whole order where no summary tells it.
pub(super) fn finish(written: Written, pages: &Table<PageId, Page>) -> Localized<Vec<NavigationEntry>> {
    let each = written.into_iter().enumerate().map(|(index, entries)| {
        let lang = Lang::new(index);
        let mut entries = entries.unwrap_or_else(|| by_weight(pages, lang));
        for entry in &mut entries {
            if let NavigationEntry::Page { page, title, .. } = entry
                && title.is_empty()
            {
                title.clone_from(&pages[*page].title[lang]);
            }
        }
        entries
    });
    Localized::new(each.collect())
}

/// Folders and pages by weight, then title, then path; a folder stands where its index page does.
fn by_weight(pages: &Table<PageId, Page>, lang: Lang) -> Vec<NavigationEntry> {
    type Key<'p> = Vec<(bool, i64, &'p str, &'p str)>;
    let own = |page: &Page| (page.weight.is_none(), page.weight.unwrap_or(0));
    let index_of: std::collections::BTreeMap<&str, &Page> =
        pages.iter().filter_map(|(_, page)| Some((page.path.strip_suffix("/index")?, page))).collect();
    let mut keyed: Vec<(Key<'_>, PageId, u8)> = pages
        .iter()
        .filter(|(_, page)| page.subject == Subject::Own)
        .map(|(id, page)| {
            let folder_path = page.path.strip_suffix("/index").unwrap_or(&page.path);
            let mut key: Key<'_> = Vec::new();
            for (slash, _) in folder_path.match_indices('/') {
                let folder = &folder_path[..slash];
                key.push(match index_of.get(folder) {
                    Some(index) => (own(index).0, own(index).1, &index.title[lang], folder),
                    None => (true, 0, folder, folder),
                });
            }
            let depth = u8::try_from(key.len()).unwrap_or(u8::MAX);
            key.push((own(page).0, own(page).1, &page.title[lang], folder_path));
            (key, id, depth)
        })
        .collect();
    keyed.sort();
    keyed
        .into_iter()
        .map(|(_, page, depth)| NavigationEntry::Page { page, title: String::new(), depth })
        .collect()
}
