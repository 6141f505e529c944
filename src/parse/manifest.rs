//! `book.toml`: the manifest, in mdBook's own keys where mdBook has one.
//!
//! Tables of other tools are passed over. Never opens a file that the manifest names.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::decode::{Context, Decode, Definitions, Entries, one_of, record};
use super::rules;
use super::text::Text;
use super::tree::{self, Node, Value};
use crate::diagnostic::{Diagnostic, Level};
use crate::source::{FileId, Spanned, Wanted};

record! {
    /// The table `[book]`, as mdBook has it.
    pub struct Book, "`[book]`" {
        /// The title, the same in all languages.
        "title" => title: Spanned<String>,
        /// The default language, as a code: `fr`.
        "language" => language: Spanned<String>,
        /// The folder of the sources; `content` where it is absent.
        "src" => src: Spanned<String>,
        /// Who wrote it.
        "authors" => authors: Vec<Spanned<String>>,
        /// What it is about.
        "description" => description: Spanned<String>,
        /// mdBook's; not used.
        "text-direction" => text_direction: Spanned<String>,
        /// mdBook's; not used.
        "multilingual" => multilingual: Spanned<bool>,
    }
}

record! {
    /// The table `[output.maquette]`.
    pub struct Output, "`[output.maquette]`" {
        /// The languages of the site, as codes; only the default one where it is absent.
        "languages" => languages: Vec<Spanned<String>>,
        /// The title, a text per language.
        "title" => title: Text,
        /// Where the site will be: for the sitemap, canonical and hreflang links.
        "base-url" => base_url: Spanned<String>,
        /// The folder below `themes`; `default` where it is absent.
        "theme" => theme: Spanned<String>,
        /// The region that console links point to.
        "region" => region: Spanned<String>,
        /// The regions a reader may pick; all of the catalog where it is absent.
        "regions" => regions: Vec<Spanned<String>>,
        /// Severity by rule: `error`, `warning` or `off`.
        "check" => check: Entries<Level>,
        /// The check of external links.
        "links" => links: Links,
        /// Icons for services.
        "icons" => icons: Icons,
    }
}

record! {
    /// The table `[output.maquette.icons]`.
    pub struct Icons, "`[output.maquette.icons]`" {
        /// Packs of icons in Iconify's format: paths of JSON files below the project.
        "packs" => packs: Vec<Spanned<String>>,
    }
}

record! {
    /// The table `[output.maquette.links]`.
    pub struct Links, "`[output.maquette.links]`" {
        /// Status codes that count as alive.
        "accept" => accept: Vec<Spanned<i64>>,
        /// Regular expressions of addresses to leave alone.
        "exclude" => exclude: Vec<Spanned<String>>,
        /// How long to wait for one answer, as `10s`.
        "timeout" => timeout: Spanned<String>,
        /// How often to try again.
        "retries" => retries: Spanned<i64>,
        /// Requests in flight to one host.
        "per-host" => per_host: Spanned<i64>,
        /// Where verdicts are kept.
        "cache" => cache: Spanned<String>,
        /// How long a verdict holds, as `7d`.
        "cache-age" => cache_age: Spanned<String>,
    }
}

impl Decode for Level {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        one_of(node, context, &[("error", Level::Error), ("warning", Level::Warning), ("off", Level::Off)])
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "enum": ["error", "warning", "off"] })
    }
}

/// What `book.toml` says.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The file itself.
    pub file: FileId,
    /// `[book]`.
    pub book: Option<Book>,
    /// `[output.maquette]`.
    pub output: Option<Output>,
}

impl Manifest {
    /// The folder of the sources, without a slash at the end.
    pub fn src(&self) -> &str {
        let src = self.book.as_ref().and_then(|book| book.src.as_ref());
        src.map(|src| src.value.trim_end_matches('/')).filter(|src| is_inside(src)).unwrap_or("content")
    }

    /// The default language.
    pub fn default_language(&self) -> Spanned<String> {
        let written = self.book.as_ref().and_then(|book| book.language.clone());
        let listed = self.output.as_ref().and_then(|output| output.languages.as_ref()?.first().cloned());
        let start = crate::source::Span::start_of(self.file);
        written.or(listed).unwrap_or_else(|| Spanned::new("en".to_owned(), start))
    }

    /// The languages of the site in the order written; the default one is always among them.
    pub fn languages(&self) -> Vec<Spanned<String>> {
        let default = self.default_language();
        let mut languages: Vec<Spanned<String>> = Vec::new();
        for language in self.output.iter().flat_map(|output| output.languages.iter().flatten()) {
            if !languages.iter().any(|known| known.value == language.value) {
                languages.push(language.clone());
            }
        }
        if !languages.iter().any(|known| known.value == default.value) {
            languages.insert(0, default);
        }
        languages
    }

    /// The packs of icons, as paths below the project.
    pub fn packs(&self) -> impl Iterator<Item = &Spanned<String>> {
        let icons = self.output.iter().flat_map(|output| &output.icons);
        icons.flat_map(|icons| icons.packs.iter().flatten())
    }

    /// The weights set for rules, with the place of each name.
    pub fn levels(&self) -> impl Iterator<Item = &(Spanned<String>, Level)> {
        self.output.iter().flat_map(|output| output.check.iter().flat_map(|check| &check.0))
    }
}

/// Whether a path stays in the project: no way up, and not the project itself.
fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', ':'])
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// What to read, from the text of the manifest alone. Paths that lead out of the project are left out.
pub(crate) fn wanted(text: &str) -> Wanted {
    let (table, _) = toml::de::DeTable::parse_recoverable(text);
    let src = table.get_ref().get("book").and_then(|book| book.get_ref().get("src")?.get_ref().as_str());
    let src = src.map(|src| src.trim_end_matches('/')).filter(|src| is_inside(src));
    let output = table.get_ref().get("output").and_then(|output| output.get_ref().get("maquette"));
    let packs = output.and_then(|output| output.get_ref().get("icons")?.get_ref().get("packs"));
    let packs = packs.and_then(|packs| packs.get_ref().as_array()).into_iter().flatten();
    let files = packs.filter_map(|path| path.get_ref().as_str()).filter(|path| is_inside(path));
    Wanted { src: src.unwrap_or("content").to_owned(), files: files.map(str::to_owned).collect() }
}

/// Reads `book.toml`.
pub(crate) fn manifest(file: FileId, text: &str, found: &mut Vec<Diagnostic>) -> Manifest {
    let node = tree::toml(file, text, found);
    let mut context =
        Context { found, unknown_key: &rules::BOOK_UNKNOWN_KEY, duplicate_id: &rules::DUPLICATE_KEY };
    let entry = |node: &Node, key: &str| match &node.value {
        Value::Map(entries) => {
            entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value.clone())
        }
        _ => None,
    };
    let book = entry(&node, "book").and_then(|book| Book::decode(&book, &mut context));
    let output = entry(&node, "output").and_then(|output| entry(&output, "maquette"));
    let output = output.and_then(|output| Output::decode(&output, &mut context));
    if let Some(src) = book.as_ref().and_then(|book: &Book| book.src.as_ref())
        && !is_inside(src.value.trim_end_matches('/'))
    {
        let message = format!("`{}` is not a folder below the project", src.value);
        let help = "name a folder beside `book.toml`, such as `content`";
        found.push(Diagnostic::new(&rules::SHAPE, src.span, message).help(help));
    }
    Manifest { file, book, output }
}

/// The JSON Schema of `book.toml`; tables of other tools are allowed.
pub(crate) fn schema() -> Json {
    let mut definitions = Definitions::new();
    let book = Book::schema(&mut definitions);
    let output = Output::schema(&mut definitions);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "book.toml of maquette",
        "type": "object",
        "properties": {
            "book": book,
            "output": { "type": "object", "properties": { "maquette": output } },
        },
        "$defs": definitions,
    })
}

/// The weights as a map from rule name, later entries left out.
pub(crate) fn levels(manifest: &Manifest) -> BTreeMap<String, Level> {
    manifest.levels().map(|(name, level)| (name.value.clone(), *level)).collect()
}
