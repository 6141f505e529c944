//! Pages: the documents of one path in all languages become one page.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::model::id::Id;
use crate::model::{Document, Lang, Localized, Page, PageId, Subject, Table, rules};
use crate::parse::{self, rules as parse_rules};
use crate::source::{FileId, Span, Spanned};

use super::file_name;
use super::links::Links;
use super::names::{Names, is_draft};
use super::text::Texts;

/// What one document says of its page.
#[derive(Clone)]
struct Built {
    document: Document,
    title: String,
    slug: Option<String>,
    description: String,
    weight: Option<i64>,
}

pub(super) fn pages(
    documents: Vec<parse::Document>,
    names: &Names<'_>,
    texts: Texts<'_>,
    found: &mut Vec<Diagnostic>,
) -> Table<PageId, Page> {
    let built: Vec<(PageId, Built, Vec<Diagnostic>)> = documents
        .into_par_iter()
        .filter(|document| !is_draft(document))
        .filter_map(|document| {
            let page = names.page(&document.path)?;
            let lang = texts.languages.iter().position(|code| *code == document.language)?;
            let mut found = Vec::new();
            let built = build(document, page, Lang::new(lang), names, &mut found);
            Some((page, built, found))
        })
        .collect();
    let mut by_page: Vec<Vec<Option<Built>>> = Vec::new();
    by_page.resize_with(names.pages.len(), || texts.languages.iter().map(|_| None).collect());
    for (page, built, own) in built {
        found.extend(own);
        let lang = built.document.lang;
        by_page[page.index()][lang.index()] = Some(built);
    }
    let pages = by_page.into_iter().zip(&names.pages).map(|(built, name)| Page {
        may_be_of_unread: names.may_be_unread(&name.path),
        ..page(built, &name.path, name.subject, texts, found)
    });
    let pages = Table::new(pages.collect());
    report_same_ids(names, found);
    report_same_routes(&pages, names, texts, found);
    pages
}

fn build(
    document: parse::Document,
    page: PageId,
    lang: Lang,
    names: &Names<'_>,
    found: &mut Vec<Diagnostic>,
) -> Built {
    let front = document.front.as_ref();
    let start = Span::start_of(document.file);
    let slug = front.and_then(|front| front.slug.as_ref()).filter(|slug| {
        let is_fine = file_name::is_file_name(&slug.value)
            && slug.value.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
        if !is_fine {
            let message = format!("`{}` cannot be a part of an address", slug.value);
            let help = "use letters, digits, `-`, `_` and `.` only, and no dot in front";
            found.push(Diagnostic::new(&parse_rules::SHAPE, slug.span, message).help(help));
        }
        is_fine
    });
    for part in document.path.split('/') {
        file_name::check(&Spanned::new(part.to_owned(), start), "name of a page or its folder", found);
    }
    let file_name = document.path.rsplit('/').next().unwrap_or(&document.path);
    let description = front.and_then(|front| front.description.as_ref());
    let links = Links::of_page(names, lang, page, &document.path);
    Built {
        title: document.title.as_ref().map_or(file_name.to_owned(), |title| title.value.clone()),
        slug: slug.map(|slug| slug.value.clone()),
        description: description.map_or(document.opening, |description| description.value.clone()),
        weight: front.and_then(|front| front.weight).map(|weight| weight.value),
        document: Document {
            lang,
            file: document.file,
            title_span: document.title.as_ref().map_or(start, |title| title.span),
            has_title: document.title.is_some(),
            prose: links.prose(document.prose, start, found),
            headings: document.headings,
            body: document.body,
        },
    }
}

/// Puts the documents of one page together; a language without one gets that of the default language, or else of
/// the first that has one.
fn page(
    built: Vec<Option<Built>>,
    path: &str,
    subject: Subject,
    texts: Texts<'_>,
    found: &mut Vec<Diagnostic>,
) -> Page {
    let first = built.iter().position(Option::is_some).expect("a page has a document");
    let default = if built[texts.default.index()].is_some() { texts.default.index() } else { first };
    let stand_in = built[default].as_ref().expect("the default document was chosen among those there are");
    let is_reported = |built: &Option<Built>| built.is_none() && texts.are_judged;
    for (index, _) in built.iter().enumerate().filter(|(_, built)| is_reported(built)) {
        let message = format!("the page `{path}` is not written in `{}`", texts.languages[index]);
        found.push(
            Diagnostic::new(&rules::TRANSLATION_MISSING, Span::start_of(stand_in.document.file), message)
                .help(format!("write it in the same place below the folder `{}`", texts.languages[index]))
                .subject(path),
        );
    }
    let weight = stand_in.weight;
    let stand_in = built.iter().any(Option::is_none).then(|| stand_in.clone());
    let all = built.into_iter().map(|built| built.or_else(|| stand_in.clone()));
    let all: Vec<Built> =
        all.map(|built| built.expect("a stand-in was taken where one is missing")).collect();
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let route =
        |built: &Built| match (folder, built.slug.as_deref().filter(|_| name != "index").unwrap_or(name)) {
            ("", name) => name.to_owned(),
            (folder, name) => format!("{folder}/{name}"),
        };
    Page {
        path: path.to_owned(),
        subject,
        may_be_of_unread: false,
        route: Localized::new(all.iter().map(route).collect()),
        title: Localized::new(all.iter().map(|built| built.title.clone()).collect()),
        description: Localized::new(all.iter().map(|built| built.description.clone()).collect()),
        weight,
        documents: Localized::new(all.into_iter().map(|built| built.document).collect()),
    }
}

/// Two services, or two stacks, must not want the same file, even on a disk that cannot tell `A` from `a`.
fn report_same_ids(names: &Names<'_>, found: &mut Vec<Diagnostic>) {
    let services = names.services.iter().map(|(id, _)| ("services", *id));
    let stacks = names.stacks.iter().map(|(id, _)| ("stacks", *id));
    let mut taken: BTreeMap<(&str, String), &Spanned<String>> = BTreeMap::new();
    for (folder, id) in services.chain(stacks) {
        if let Some(first) = taken.get(&(folder, id.value.to_lowercase())) {
            let message = format!(
                "`{}` and `{}` differ by case alone: their pages would be one file",
                first.value, id.value
            );
            found.push(
                Diagnostic::new(&rules::DUPLICATE_ROUTE, id.span, message)
                    .note("the other stands here", first.span)
                    .help("rename one of the two")
                    .subject(&id.value),
            );
        }
        taken.entry((folder, id.value.to_lowercase())).or_insert(id);
    }
}

/// Two pages of a language must not want the same file, even on a disk that cannot tell `A` from `a`.
fn report_same_routes(
    pages: &Table<PageId, Page>,
    names: &Names<'_>,
    texts: Texts<'_>,
    found: &mut Vec<Diagnostic>,
) {
    for (index, _) in texts.languages.iter().enumerate() {
        let lang = Lang::new(index);
        let mut taken: BTreeMap<String, Option<FileId>> = BTreeMap::new();
        for route in ["index", "glossary", "health", "services/index", "stacks/index"] {
            taken.insert(route.to_owned(), None);
        }
        taken.extend(
            names.services.iter().map(|(id, _)| (format!("services/{}", id.value.to_lowercase()), None)),
        );
        taken
            .extend(names.stacks.iter().map(|(id, _)| (format!("stacks/{}", id.value.to_lowercase()), None)));
        for (_, page) in pages.iter().filter(|(_, page)| page.subject == Subject::Own) {
            let file = page.documents[lang].file;
            let route = page.route[lang].to_lowercase();
            if let Some(other) = taken.get(&route) {
                let message = format!("the address `{route}` is taken");
                let mut diagnostic = Diagnostic::new(&rules::DUPLICATE_ROUTE, Span::start_of(file), message)
                    .help("give the page another `slug`")
                    .subject(&page.path);
                if let Some(other) = other {
                    diagnostic = diagnostic.note("this page has it", Span::start_of(*other));
                }
                found.push(diagnostic);
            }
            taken.entry(route).or_insert(Some(file));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    #[test]
    fn ids_that_differ_by_case_alone_are_reported() {
        let service = |id: &str| {
            format!("  {id}: {{ name: Box, category: compute, console: none, presentation: none }}\n")
        };
        check(
            &format!("--- content/catalog/shop.yaml\nservices:\n{}{}", service("box"), service("Box")),
            &["content/catalog/shop.yaml:3:3 page/duplicate-route"],
        );
        let stack = "title: S\nnodes: { a: {} }\n";
        check(
            &format!("--- content/stacks/S.yaml\n{stack}--- content/stacks/s.yaml\n{stack}"),
            &["content/stacks/s.yaml:1:1 page/duplicate-route"],
        );
    }
}
