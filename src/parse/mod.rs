//! What each source says, taken alone.
//!
//! Hides the YAML, TOML, Markdown and Fluent crates. Never compares two sources and never fails: what cannot be
//! read is reported and left out.

pub mod bounded;
pub mod catalog;
mod decode;
mod directive;
mod document;
pub mod locale;
pub mod lock;
pub mod manifest;
mod memory;
mod raw_html;
pub mod rules;
pub mod stack;
mod summary;
mod text;
mod tree;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

pub use decode::Entries;
pub use directive::Directive;
pub use document::{Document, FrontMatter, Heading, Hole, HoleContent, Link, LinkKind, Prose};
pub use locale::Locale;
pub use manifest::Manifest;
pub use memory::Memory;
pub use summary::{Summary, SummaryEntry};
pub use text::Text;

use crate::diagnostic::{Diagnostic, Report};
use crate::icon::Pack;
use crate::outside::cache::Cache;
use crate::source::{Fault, FileId, Sources, Span, Spanned, Wanted};

pub(crate) use document::prose;

/// Everything the sources say.
#[derive(Debug)]
pub struct Parsed {
    /// `book.toml`.
    pub manifest: Manifest,
    /// The files of the catalog, by path.
    pub catalogs: Vec<catalog::Catalog>,
    /// Id and content of each stack, by path.
    pub stacks: Vec<(Spanned<String>, stack::Stack)>,
    /// The pages, by path.
    pub documents: Vec<Document>,
    /// The summaries there are, at most one a language.
    pub summaries: Vec<Summary>,
    /// The locales of the project's languages, in the languages' order.
    pub locales: Vec<Locale>,
    /// Whether a file of the catalog could not be read as a whole, so that names may look unknown that are not.
    pub is_catalog_broken: bool,
    /// The stacks that could not be read, by id.
    pub broken_stacks: Vec<String>,
    /// The orders of drawings that are to be kept, by the id of the stack.
    pub locks: Vec<(String, lock::Lock)>,
    /// The packs of icons that can be read, by path.
    pub packs: Vec<Pack>,
    /// Whether one could not be read, so that icons may look unknown that are not.
    pub is_pack_broken: bool,
    /// What earlier runs found of addresses outside of the site; empty where there is nothing, or nothing that can be
    /// read.
    pub known_links: Cache,
    /// The texts of the catalog and the stacks, in which values have their places.
    pub texts: BTreeMap<FileId, String>,
    /// Files to copy into the site, by their path below the folder of the sources.
    pub assets: BTreeMap<String, Arc<[u8]>>,
}

/// One text to read, and what it turned out to be.
#[derive(Clone, Debug)]
enum Read {
    Catalog(Option<catalog::Catalog>),
    Stack(Spanned<String>, Option<stack::Stack>),
    Lock(String, Option<lock::Lock>),
    Document(Box<Document>),
    Summary(Summary),
}

/// Reads every source. Files that belong to nothing known are passed over. Without a `book.toml`, which loading
/// asks for, the manifest is empty.
pub fn parse(sources: &Sources, report: &mut Report) -> Parsed {
    let run = |work: &[Work]| work.par_iter().map(|work| work.run(sources)).collect();
    parse_by(run, sources, report)
}

/// The same as [`parse`], to the last byte, but reads only what changed since `memory` was used last.
pub fn parse_again(sources: &Sources, memory: &mut Memory, report: &mut Report) -> Parsed {
    parse_by(|work| memory.read(work, sources), sources, report)
}

fn parse_by(
    run: impl FnOnce(&[Work]) -> Vec<(Read, Vec<Diagnostic>)>,
    sources: &Sources,
    report: &mut Report,
) -> Parsed {
    let manifest = read_manifest(sources, report);
    report.set_levels(manifest::levels(&manifest));
    report_faults(sources, report);
    let languages = manifest.languages();
    let src = format!("{}/", manifest.src());
    report_no_sources(sources, &src, &manifest, report);
    let work = work(sources, &src, &languages);
    let read = run(&work);
    let (packs, is_pack_broken) = read_packs(sources, &manifest, report);
    let known_links = read_link_cache(sources, &manifest);
    let mut parsed = Parsed {
        manifest,
        packs,
        is_pack_broken,
        catalogs: Vec::new(),
        stacks: Vec::new(),
        documents: Vec::new(),
        summaries: Vec::new(),
        locales: read_locales(sources, &languages, report),
        is_catalog_broken: false,
        broken_stacks: Vec::new(),
        locks: Vec::new(),
        known_links,
        texts: texts(sources, &work),
        assets: assets(sources, &src),
    };
    for (read, found) in read {
        let is_faulty = !found.is_empty();
        report.extend(found);
        match read {
            Read::Catalog(catalog) => {
                parsed.is_catalog_broken |= catalog.is_none() && is_faulty;
                parsed.catalogs.extend(catalog);
            }
            Read::Stack(id, Some(stack)) => parsed.stacks.push((id, stack)),
            Read::Stack(id, None) => parsed.broken_stacks.push(id.value),
            Read::Lock(id, lock) => parsed.locks.extend(lock.map(|lock| (id, lock))),
            Read::Document(document) => parsed.documents.push(*document),
            Read::Summary(summary) => parsed.summaries.push(summary),
        }
    }
    parsed
}

/// What to read of a project, from the text of `book.toml` alone: loading has to know it first.
pub fn wanted(manifest: &str) -> Wanted {
    manifest::wanted(manifest)
}

fn report_no_sources(sources: &Sources, src: &str, manifest: &Manifest, report: &mut Report) {
    let has_asset = sources.assets().iter().any(|asset| asset.path.starts_with(src));
    if sources.below(src).next().is_none() && !has_asset {
        let folder = src.trim_end_matches('/');
        let message = format!("there is nothing in the folder of the sources, `{folder}`");
        report.push(
            Diagnostic::new(&rules::NO_SOURCES, manifest.src_span(), message)
                .help("name the folder that holds the catalog, the stacks and the pages as `src` in `[book]`")
                .subject(folder),
        );
    }
}

fn report_faults(sources: &Sources, report: &mut Report) {
    for (file, source) in sources.files() {
        let diagnostic = match source.fault {
            None => continue,
            Some(Fault::NotText { at }) => {
                let span = Span::new(file, at as usize, at as usize + '\u{fffd}'.len_utf8());
                Diagnostic::new(&rules::ENCODING, span, "this is not UTF-8 text")
                    .help("save the file as UTF-8")
            }
            Some(Fault::Nul { at }) => {
                let span = Span::new(file, at as usize, at as usize + '\u{fffd}'.len_utf8());
                Diagnostic::new(&rules::ENCODING, span, "this character is a NUL, which no text has")
                    .help("remove it; a file with many of them may be UTF-16: save it as UTF-8")
            }
            Some(Fault::TooLarge) => {
                let message = "the file is too large to be read: more than 64 MiB";
                Diagnostic::new(&rules::ENCODING, Span::start_of(file), message)
                    .help("split it into several files")
            }
        };
        report.push(diagnostic);
    }
}

fn read_manifest(sources: &Sources, report: &mut Report) -> Manifest {
    let mut found = Vec::new();
    let file = sources.find("book.toml").or_else(|| sources.files().next().map(|(file, _)| file));
    let file = file.expect("a project has at least its embedded defaults");
    let is_there = sources[file].path == "book.toml";
    let text = if is_there { &sources[file].text } else { "" };
    let manifest = manifest::manifest(file, text, folders_of_pages(sources, text), &mut found);
    report.extend(found);
    manifest
}

/// The packs that the manifest names, and whether one of them is lacking.
fn read_packs(sources: &Sources, manifest: &Manifest, report: &mut Report) -> (Vec<Pack>, bool) {
    let mut packs = Vec::new();
    let mut is_broken = false;
    for path in manifest.packs() {
        let read = match sources.find(&path.value).map(|file| (file, Pack::read(&sources[file].text))) {
            Some((_, Ok(pack))) => Ok(pack),
            Some((file, Err(fault))) => {
                let message = format!("this is not a pack of icons: {}", fault.message);
                let help = "take the file `icons.json` of a package `@iconify-json/*` as it is";
                Err(Diagnostic::new(&rules::ICONS, Span::new(file, fault.at, fault.at), message).help(help))
            }
            None => {
                let message = format!("there is no file `{}` in the project", path.value);
                let help = "name a file below the folder of `book.toml`, or take the pack out of the list";
                Err(Diagnostic::new(&rules::MISSING_PACK, path.span, message).help(help))
            }
        };
        match read {
            Ok(pack) => packs.push(pack),
            Err(diagnostic) => {
                is_broken = true;
                report.push(diagnostic);
            }
        }
    }
    (packs, is_broken)
}

/// What was found of addresses is no source that somebody writes: what cannot be read is found again.
fn read_link_cache(sources: &Sources, manifest: &Manifest) -> Cache {
    let file = sources.find(&manifest.link_cache());
    file.map_or(Cache::default(), |file| Cache::read(&sources[file].text).0)
}

/// The texts that hold values with places of their own.
fn texts(sources: &Sources, work: &[Work]) -> BTreeMap<FileId, String> {
    let has_values = |work: &&Work| matches!(work.kind, WorkKind::Catalog | WorkKind::Stack);
    work.iter().filter(has_values).map(|work| (work.file, sources[work.file].text.clone())).collect()
}

/// The folders below that of the sources which hold pages.
fn folders_of_pages(sources: &Sources, manifest: &str) -> Vec<String> {
    let src = format!("{}/", manifest::wanted(manifest).src);
    let pages = sources.below(&src).filter(|(_, source)| source.path.ends_with(".md"));
    let folders = pages.filter_map(|(_, source)| source.path[src.len()..].split_once('/'));
    let mut folders: Vec<String> = folders.map(|(folder, _)| folder.to_owned()).collect();
    folders.dedup();
    folders
}

fn read_locales(sources: &Sources, languages: &[Spanned<String>], report: &mut Report) -> Vec<Locale> {
    let mut found = Vec::new();
    let locales = languages
        .iter()
        .map(|language| {
            let mut locale = Locale::new(&language.value);
            for (file, source) in sources.below(&format!("locales/{}/", language.value)) {
                if source.path.ends_with(".ftl") {
                    locale.add(file, &source.text, &mut found);
                }
            }
            locale
        })
        .collect();
    report.extend(found);
    locales
}

/// A file, and how it is to be read.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Work {
    file: FileId,
    kind: WorkKind,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum WorkKind {
    Catalog,
    Stack,
    /// The order of a stack's drawing, by the stack's id.
    Lock(String),
    Summary(String),
    Document {
        language: String,
        path: String,
    },
}

/// The files below the sources that are copied as they are: those of the catalog and the stacks are not.
fn assets(sources: &Sources, src: &str) -> BTreeMap<String, Arc<[u8]>> {
    let below = sources.assets().iter().filter_map(|asset| Some((asset.path.strip_prefix(src)?, asset)));
    let published = below.filter(|(path, _)| !path.starts_with("catalog/") && !path.starts_with("stacks/"));
    published.map(|(path, asset)| (path.to_owned(), asset.bytes.clone())).collect()
}

fn work(sources: &Sources, src: &str, languages: &[Spanned<String>]) -> Vec<Work> {
    let kind_of = |path: &str| -> Option<WorkKind> {
        let (folder, rest) = path.strip_prefix(src)?.split_once('/')?;
        let (stem, extension) = rest.rsplit_once('.')?;
        match (folder, extension) {
            ("catalog", "yaml" | "yml") => Some(WorkKind::Catalog),
            ("stacks", "yaml" | "yml") if stem.ends_with(".layout") => {
                let name = stem.rsplit('/').next().unwrap_or(stem);
                Some(WorkKind::Lock(name.trim_end_matches(".layout").to_owned()))
            }
            ("stacks", "yaml" | "yml") => Some(WorkKind::Stack),
            (language, "md") if languages.iter().any(|known| known.value == language) => {
                let language = language.to_owned();
                if stem == "SUMMARY" {
                    return Some(WorkKind::Summary(language));
                }
                let path = match stem.strip_suffix("README") {
                    Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("{folder}index"),
                    _ => stem.to_owned(),
                };
                Some(WorkKind::Document { language, path })
            }
            _ => None,
        }
    };
    sources
        .below(src)
        .filter_map(|(file, source)| Some(Work { file, kind: kind_of(&source.path)? }))
        .collect()
}

impl Work {
    fn run(&self, sources: &Sources) -> (Read, Vec<Diagnostic>) {
        let source = &sources[self.file];
        let mut found = Vec::new();
        let read = match &self.kind {
            WorkKind::Catalog => Read::Catalog(catalog::catalog(self.file, &source.text, &mut found)),
            WorkKind::Stack => {
                let name = source.path.rsplit('/').next().unwrap_or("");
                let id = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                let id = Spanned::new(id.to_owned(), Span::start_of(self.file));
                Read::Stack(id, stack::stack(self.file, &source.text, &mut found))
            }
            WorkKind::Lock(id) => Read::Lock(id.clone(), lock::lock(self.file, &source.text, &mut found)),
            WorkKind::Summary(language) => Read::Summary(summary::summary(self.file, &source.text, language)),
            WorkKind::Document { language, path } => Read::Document(Box::new(document::document(
                self.file,
                &source.text,
                language,
                path,
                &mut found,
            ))),
        };
        (read, found)
    }
}

/// The JSON Schema of the files of the catalog.
pub fn catalog_schema() -> serde_json::Value {
    decode::document_schema::<catalog::Catalog>("a file of the catalog of maquette")
}

/// The JSON Schema of a stack.
pub fn stack_schema() -> serde_json::Value {
    decode::document_schema::<stack::Stack>("a stack of maquette")
}

/// The JSON Schema of `book.toml`.
pub fn book_schema() -> serde_json::Value {
    manifest::schema()
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    /// A project whose manifest names a pack, and what the pack says.
    fn with_pack(pack: &str) -> String {
        format!(
            "--- book.toml\n[book]\nlanguage = \"en\"\n[output.maquette]\nlanguages = [\"en\", \"fr\"]\n\
             [output.maquette.icons]\npacks = [\"icons/a.json\"]\n--- {pack}\n\
             --- content/catalog/shop.yaml\nservices:\n  shop: {{ icon: \"a:b\", name: Shop, category: compute, \
             console: none, presentation: none }}\n"
        )
    }

    #[test]
    fn a_pack_that_is_not_there_is_reported_once() {
        check(&with_pack("icons/b.json\n{}"), &["book.toml:6:10 book/missing-pack"]);
    }

    #[test]
    fn a_pack_that_is_none_is_reported_at_its_place() {
        for pack in ["{", "[]", "{\"prefix\":\"a\"}", "{\"prefix\":\"a\",\"icons\":{\"b\":{\"body\":1}}}"] {
            let project = with_pack(&format!("icons/a.json\n{pack}"));
            let sources = crate::fixture::sources(&project);
            let (_, report) = crate::fixture::model(&sources);
            let said = crate::fixture::said(&report, &sources);
            assert!(
                said.len() == 1 && said[0].starts_with("icons/a.json:") && said[0].ends_with("syntax/icons"),
                "{said:?}"
            );
        }
    }

    #[test]
    fn a_pack_that_is_one_is_read_in_silence() {
        check(
            &with_pack("icons/a.json\n{\"prefix\":\"a\",\"icons\":{\"b\":{\"body\":\"<path d='M0 0'/>\"}}}"),
            &[],
        );
    }

    #[test]
    fn only_files_of_the_project_are_wanted() {
        let wanted = super::wanted(
            "[output.maquette.icons]\npacks = [\"icons/a.json\", \"../b.json\", \"/etc/c.json\", 3]\n",
        );
        assert_eq!(
            (wanted.src.as_str(), wanted.files),
            ("content", vec!["icons/a.json".to_owned(), ".maquette/links.json".to_owned()])
        );
        let wanted = super::wanted("[output.maquette.links]\ncache = \"links.json\"\n");
        assert_eq!(wanted.files, ["links.json"]);
        let wanted = super::wanted("[output.maquette.links]\ncache = \"../links.json\"\n");
        assert_eq!(wanted.files, [".maquette/links.json"], "nothing above the project is read");
    }
}
