//! `book.toml`: the manifest, in mdBook's own keys where mdBook has one.
//!
//! Tables of other tools are passed over. Never opens a file that the manifest names.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use unic_langid::LanguageIdentifier;

use super::bounded::{Pattern, Period, Within};
use super::decode::{Context, Decode, Definitions, Entries, one_of, record};
use super::rules;
use super::text::Text;
use super::tree::{self, Node, Value};
use crate::diagnostic::{Diagnostic, Level, nearest};
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
        /// Status codes that count as alive, besides those from 200 to 299.
        "accept" => accept: Vec<Within<100, 999>>,
        /// Regular expressions of addresses to leave alone.
        "exclude" => exclude: Vec<Pattern>,
        /// How long one answer may take in all, as `10s`.
        "timeout" => timeout: Period<1>,
        /// How long a connection may take to be made, as `5s`.
        "connect-timeout" => connect_timeout: Period<1>,
        /// How often to try again.
        "retries" => retries: Within<0, 10>,
        /// Requests in flight to one host; 0 for no limit.
        "per-host" => per_host: Within<0, 256>,
        /// Requests in flight in all.
        "in-flight" => in_flight: Within<1, 512>,
        /// The least time between two requests to a host, as `50ms`.
        "gap" => gap: Period,
        /// Where verdicts are kept, below the project.
        "cache" => cache: Spanned<String>,
        /// How long a verdict holds, as `7d`.
        "cache-age" => cache_age: Period,
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
    /// Whether the languages can be told from it. Where they cannot, nothing is said of what lacks one.
    pub are_languages_known: bool,
    /// The folders below the sources that may be those of languages, which stand in for languages that cannot be told.
    folders: Vec<String>,
}

impl Manifest {
    /// The folder of the sources, without a slash at the end.
    pub fn src(&self) -> String {
        let src = self.book.as_ref().and_then(|book| book.src.as_ref());
        src.and_then(|src| inside(&src.value)).unwrap_or_else(|| SOURCES.to_owned())
    }

    /// Where the folder of the sources is named; the start of the file where it is not.
    pub fn src_span(&self) -> crate::source::Span {
        let src = self.book.as_ref().and_then(|book| book.src.as_ref());
        src.map_or(crate::source::Span::start_of(self.file), |src| src.span)
    }

    /// The default language.
    pub fn default_language(&self) -> Spanned<String> {
        let written = self.book.as_ref().and_then(|book| book.language.clone()).filter(is_language);
        let languages = self.written_languages();
        written.or_else(|| languages.first().cloned()).unwrap_or_else(|| self.unwritten("en"))
    }

    /// The languages of the site in the order written; the default one is always among them.
    pub fn languages(&self) -> Vec<Spanned<String>> {
        let default = self.default_language();
        let mut languages = self.written_languages();
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

    /// `[output.maquette.links]`, if it is there.
    pub fn links(&self) -> Option<&Links> {
        self.output.as_ref()?.links.as_ref()
    }

    /// Where verdicts on addresses are kept: a path below the project.
    pub fn link_cache(&self) -> String {
        let written = self.links().and_then(|links| cache_path(&links.cache.as_ref()?.value));
        written.unwrap_or_else(|| LINK_CACHE.to_owned())
    }

    /// The languages that are listed, and where they cannot be told, those that have a folder; without the default one
    /// if that is not among them.
    fn written_languages(&self) -> Vec<Spanned<String>> {
        let listed = self.output.iter().flat_map(|output| output.languages.iter().flatten());
        let folders = if self.are_languages_known { &[][..] } else { &self.folders };
        let folders = folders.iter().map(|folder| self.unwritten(folder));
        let mut languages: Vec<Spanned<String>> = Vec::new();
        for language in listed.filter(|language| is_language(language)).cloned().chain(folders) {
            if !languages.iter().any(|known| known.value == language.value) {
                languages.push(language);
            }
        }
        languages
    }

    fn unwritten(&self, language: &str) -> Spanned<String> {
        Spanned::new(language.to_owned(), crate::source::Span::start_of(self.file))
    }

    /// The weights set for rules, with the place of each name.
    pub fn levels(&self) -> impl Iterator<Item = &(Spanned<String>, Level)> {
        self.output.iter().flat_map(|output| output.check.iter().flat_map(|check| &check.0))
    }
}

/// The folder of the sources where none is named.
const SOURCES: &str = "content";

/// Where verdicts on addresses are kept where nothing else is said.
const LINK_CACHE: &str = ".maquette/links.json";

/// A path that stays in the project, without `.` in it; `None` if it leads up or out, or is the project itself.
fn inside(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let is_inside = !path.starts_with('/') && !path.contains(['\\', ':']) && !parts.contains(&"..");
    (is_inside && !parts.is_empty()).then(|| parts.join("/"))
}

/// Where the cache may be: in a JSON file, and not where git keeps its own.
fn cache_path(path: &str) -> Option<String> {
    inside(path).filter(|path| path.ends_with(".json") && !path.split('/').any(|part| part == ".git"))
}

/// What to read, from the text of the manifest alone. Paths that lead out of the project are left out.
pub(crate) fn wanted(text: &str) -> Wanted {
    let (table, _) = toml::de::DeTable::parse_recoverable(text);
    let src = table.get_ref().get("book").and_then(|book| book.get_ref().get("src")?.get_ref().as_str());
    let src = src.and_then(inside).unwrap_or_else(|| SOURCES.to_owned());
    let output = table.get_ref().get("output").and_then(|output| output.get_ref().get("maquette"));
    let packs = output.and_then(|output| output.get_ref().get("icons")?.get_ref().get("packs"));
    let packs = packs.and_then(|packs| packs.get_ref().as_array()).into_iter().flatten();
    let files = packs.filter_map(|path| path.get_ref().as_str());
    let files = files.filter(|path| inside(path).as_deref() == Some(*path)).map(str::to_owned);
    let cache = output.and_then(|output| output.get_ref().get("links")?.get_ref().get("cache"));
    let cache = cache.and_then(|cache| cache_path(cache.get_ref().as_str()?));
    let cache = cache.unwrap_or_else(|| LINK_CACHE.to_owned());
    Wanted { src, files: files.chain([cache]).collect() }
}

/// Reads `book.toml`. `folders` are those below the folder of the sources that hold pages.
pub(crate) fn manifest(
    file: FileId,
    text: &str,
    folders: Vec<String>,
    found: &mut Vec<Diagnostic>,
) -> Manifest {
    let node = tree::toml(file, text, found);
    let (is_toml, syntax_errors) = (found.is_empty(), found.len());
    let mut context =
        Context { found, unknown_key: &rules::BOOK_UNKNOWN_KEY, duplicate_id: &rules::DUPLICATE_KEY };
    let book = entry(&node, "book").and_then(|book| Book::decode(&book, &mut context));
    let tables = entry(&node, "output");
    let output = tables.as_ref().and_then(|tables| entry(tables, "maquette"));
    let misspelt = match (&output, &tables) {
        (None, Some(tables)) => report_misspelt_table(tables, found),
        _ => false,
    };
    let mut context =
        Context { found, unknown_key: &rules::BOOK_UNKNOWN_KEY, duplicate_id: &rules::DUPLICATE_KEY };
    let output = output.and_then(|output| Output::decode(&output, &mut context));
    if let Some(src) = book.as_ref().and_then(|book: &Book| book.src.as_ref())
        && inside(&src.value).is_none()
    {
        let message = format!("`{}` is not a folder below the project", src.value);
        let help = "name a folder beside `book.toml`, such as `content`";
        found.push(Diagnostic::new(&rules::SHAPE, src.span, message).help(help));
    }
    let cache = output.as_ref().and_then(|output: &Output| output.links.as_ref()?.cache.as_ref());
    if let Some(cache) = cache.filter(|cache| cache_path(&cache.value).is_none()) {
        let message = format!("`{}` is not a JSON file below the project", cache.value);
        let help =
            format!("name a file that ends in `.json` beside or below `book.toml`, such as `{LINK_CACHE}`");
        found.push(Diagnostic::new(&rules::SHAPE, cache.span, message).help(help));
    }
    let before = found.len();
    let listed = output.iter().flat_map(|output: &Output| output.languages.iter().flatten());
    let default = book.iter().filter_map(|book: &Book| book.language.as_ref());
    found.extend(default.chain(listed).filter_map(language_fault));
    // What was written under the keys of languages, whatever became of it.
    let is_lost = |table: Option<Node>, key: &str, read: Option<usize>| {
        let written = table.and_then(|table| entry(&table, key)).map(|node| match &node.value {
            Value::List(items) => items.len(),
            _ => 1,
        });
        written.is_some_and(|written| read != Some(written))
    };
    let languages = output.as_ref().and_then(|output| Some(output.languages.as_ref()?.len()));
    let language = book.as_ref().and_then(|book| book.language.as_ref()).map(|_| 1);
    let are_languages_known = is_toml
        && !misspelt
        && found.len() == before
        && !is_lost(tables.and_then(|tables| entry(&tables, "maquette")), "languages", languages)
        && !is_lost(entry(&node, "book"), "language", language);
    if !is_toml {
        // What comes after an open bracket stands in the wrong place: nothing of it means what it says.
        found.truncate(syntax_errors);
    }
    let folders = folders.into_iter().filter(|folder| fault_of_code(folder).is_none()).collect();
    Manifest { file, book, output, are_languages_known, folders }
}

fn entry(node: &Node, key: &str) -> Option<Node> {
    let Value::Map(entries) = &node.value else { return None };
    entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value.clone())
}

/// Other tools have tables under `output` too, but none with a name so near to ours.
fn report_misspelt_table(tables: &Node, found: &mut Vec<Diagnostic>) -> bool {
    let Value::Map(entries) = &tables.value else { return false };
    let mut misspelt = entries.iter().filter(|(name, _)| nearest(&name.value, ["maquette"]).is_some());
    let Some((name, _)) = misspelt.next() else { return false };
    let message = format!("`[output.{}]` is a table of no tool", name.value);
    found.push(
        Diagnostic::new(&rules::BOOK_UNKNOWN_KEY, name.span, message)
            .help("write `[output.maquette]`")
            .subject(&name.value),
    );
    true
}

fn is_language(code: &Spanned<String>) -> bool {
    fault_of_code(&code.value).is_none()
}

fn language_fault(code: &Spanned<String>) -> Option<Diagnostic> {
    let (message, help) = fault_of_code(&code.value)?;
    Some(Diagnostic::new(&rules::SHAPE, code.span, message).help(help).subject(&code.value))
}

/// What is wrong with the code of a language, and what to write: each language has one spelling, so that it has one
/// folder on every file system.
fn fault_of_code(code: &str) -> Option<(String, String)> {
    let language = code.parse::<LanguageIdentifier>().ok().map(|language| language.to_string());
    match language.filter(|language| matches!(language.find('-').unwrap_or(language.len()), 2 | 3)) {
        None => {
            let help = "write a code such as `fr`, `en` or `pt-BR`".to_owned();
            Some((format!("`{code}` is not the code of a language"), help))
        }
        Some(language) if language != code => Some((
            format!("`{code}` is not how the code of this language is written"),
            format!("write `{language}`"),
        )),
        Some(_) => None,
    }
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

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    const SHOP: &str = "--- content/catalog/shop.yaml\nregions:\n  eu-west-1: { fr: Irlande, en: Ireland, de: Irland }\n\
                        categories: { compute: { fr: Calcul } }\n--- content/catalog/base.yaml\nregions: {}\n\
                        --- content/fr/index.md\n# Boutique\n\n[en](../en/index.md)\n--- content/en/index.md\n# Shop\n";

    #[test]
    fn languages_are_not_judged_where_the_manifest_is_faulty() {
        for (book, fault) in [
            (
                "[book]\nlanguage = \"fr\"\n[output.maquette]\nlanguages = [\"fr\", \"en\"\nregion = \"eu-west-1\"\n",
                "5:1 syntax/toml",
            ),
            (
                "[book\nlanguage = \"fr\"\n[output.maquette]\nlanguages = [\"fr\", \"en\"]\n",
                "1:6 syntax/toml",
            ),
            ("[book]\n[output.maquette]\nlanguages = \"fr\"\n", "3:13 syntax/shape"),
            ("[book]\nlanguage = [\"fr\"]\n", "2:12 syntax/shape"),
            ("[book]\n[output.maquete]\nlanguages = [\"fr\", \"en\"]\n", "2:9 book/unknown-key"),
        ] {
            check(&format!("{SHOP}--- book.toml\n{book}"), &[&format!("book.toml:{fault}")]);
        }
    }

    #[test]
    fn a_misspelt_key_of_languages_counts_as_the_one_that_was_meant() {
        let shop = SHOP.replace("{ fr: Calcul }", "{ fr: Calcul, en: Compute }").replace("[en]", "[English]");
        let book = "[book]\n[output.maquette]\nlangages = [\"fr\", \"en\"]\n";
        check(&format!("{shop}--- book.toml\n{book}"), &["book.toml:3:1 book/unknown-key"]);
    }

    #[test]
    fn the_folder_of_the_sources_is_below_the_project_and_there() {
        let book = |src: &str| {
            let page = "--- texts/de/index.md\n# D\n--- locales/de/site.ftl\nlanguage-name = Deutsch\n";
            format!("{page}--- book.toml\n[book]\nlanguage = \"de\"\nsrc = \"{src}\"\n")
        };
        for fine in ["texts", "./texts", "texts/", "./texts/."] {
            check(&book(fine), &[]);
        }
        for bad in ["../texts", "/texts", ".", "", "c:/texts", "a\\\\b"] {
            check(&book(bad), &["book.toml:3:7 syntax/shape"]);
        }
        check(&book("text"), &["book.toml:3:7 book/no-sources"]);
    }

    #[test]
    fn languages_have_codes_and_each_has_one() {
        let book = |languages: &str| {
            let pages = "--- content/fr/index.md\n# F\n--- content/en/index.md\n# E\n";
            format!(
                "{pages}--- book.toml\n[book]\nlanguage = \"en\"\n[output.maquette]\nlanguages = [{languages}]\n"
            )
        };
        check(&book("\"en\", \"fr\""), &[]);
        for bad in ["assets", "EN", "x y", "e", "", "en_GB", "pt-br", "../fr"] {
            check(&book(&format!("\"en\", \"fr\", \"{bad}\"")), &["book.toml:4:26 syntax/shape"]);
        }
    }
}
