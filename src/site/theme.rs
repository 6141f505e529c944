//! The look of the site: templates that are compiled once, and the files beside them.
//!
//! Hides the template crate. Knows no page; says where in a template something is wrong.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::rules;
use super::squeeze::squeezed;
use crate::diagnostic::{Diagnostic, Report};
use crate::source::{FileId, Sources, Span, Spanned};

/// The theme that the program brings along, and that every other one falls back on.
const DEFAULT: &str = "default";

/// The largest page that a template may make, in bytes.
const MAX_PAGE: usize = 64 << 20;
/// The most numbers that one `range` may count: a page has no use for more, and two loops of them end soon.
const MAX_RANGE: i64 = 1000;

/// A theme, ready to use.
pub struct Theme {
    /// `None`: a template is faulty, which was reported, so no page can be made.
    tera: Option<Tera>,
    /// The file of each template, by its name in the engine: `default/base.html`.
    files: BTreeMap<String, FileId>,
    /// Where a fault lies that no template is named for.
    place: Span,
    /// Files to copy, by path in the site.
    assets: BTreeMap<String, Arc<[u8]>>,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Theme").field("files", &self.files).finish_non_exhaustive()
    }
}

/// A value that many pages share; putting it into a page costs nothing.
#[derive(Clone, Debug)]
pub(super) struct Shared(Value);

impl Shared {
    /// The value as templates see it.
    pub(super) fn new<T: Serialize + ?Sized>(value: &T) -> Self {
        Shared(Value::from_serializable(value))
    }
}

/// What a template can name.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope(Context);

impl Scope {
    /// With `name` standing for `value`.
    pub(super) fn with<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.0.insert(name, value);
        self
    }

    /// With `name` standing for a value that pages share.
    pub(super) fn with_shared(mut self, name: &'static str, value: &Shared) -> Self {
        self.0.insert_value(name, value.0.clone());
        self
    }
}

impl Theme {
    /// Reads the templates of the theme `name`, which the manifest sets, over those of the default theme. All faults
    /// of all templates go to the report; with any, the theme makes no pages.
    pub fn compile(sources: &Sources, name: &Spanned<String>, report: &mut Report) -> Theme {
        let mut found = Vec::new();
        let themes = themes(sources, name, &mut found);
        let mut theme = Theme {
            tera: None,
            files: template_files(sources, &themes),
            place: name.span,
            assets: assets(sources, &themes),
        };
        theme.tera = theme.read(sources, &themes, &mut found);
        report.extend(found);
        theme
    }

    /// A theme without templates, for pages that need none.
    pub(super) fn bare(place: Span) -> Theme {
        Theme { tera: None, files: BTreeMap::new(), place, assets: BTreeMap::new() }
    }

    fn read(&self, sources: &Sources, themes: &[&str], found: &mut Vec<Diagnostic>) -> Option<Tera> {
        let before = found.len();
        let texts = self.files.iter().map(|(name, file)| (name.as_str(), sources[*file].text.as_str()));
        let texts: Vec<_> = texts.collect();
        for (name, text) in &texts {
            // Alone, a template lacks those it builds on; only what is wrong in itself is of interest here.
            if let Err(error) = Tera::new().add_raw_template(name, text)
                && matches!(error.kind(), ErrorKind::SyntaxError(_))
            {
                found.push(self.diagnostic(
                    &error,
                    self.files.get(*name).map_or(self.place, |file| Span::start_of(*file)),
                ));
            }
        }
        if found.len() > before {
            return None;
        }
        let mut tera = Tera::new();
        tera.register_function("range", range);
        let prefixes = themes.iter().map(|theme| format!("{theme}/"));
        let added = tera.set_fallback_prefixes(prefixes).and_then(|()| tera.add_raw_templates(texts));
        match added {
            Ok(()) => Some(tera),
            Err(error) => {
                match error.kind() {
                    ErrorKind::Msg(reports) => self.faults(reports, sources, found),
                    _ => found.push(self.diagnostic(&error, self.place)),
                }
                None
            }
        }
    }

    /// Whether pages can be made.
    pub(super) fn is_usable(&self) -> bool {
        self.tera.is_some()
    }

    /// The files to copy, by path in the site.
    pub(super) fn assets(&self) -> &BTreeMap<String, Arc<[u8]>> {
        &self.assets
    }

    /// The text of the template `name`, in which markers stand for pieces of HTML; `None` if the template fails,
    /// which is noted.
    pub(super) fn render(&self, name: &str, scope: &Scope, found: &mut Vec<Diagnostic>) -> Option<String> {
        let mut page = Page(Vec::new());
        let rendered = self.tera.as_ref()?.render_to(name, &scope.0, &mut page);
        match rendered.map(|()| String::from_utf8(page.0)) {
            Ok(Ok(text)) => Some(text),
            Ok(Err(_)) => {
                let message = "this template makes what is no text";
                found.push(Diagnostic::new(&rules::TEMPLATE, self.start_of(name), message));
                None
            }
            Err(error) => {
                found.push(self.diagnostic(&error, self.start_of(name)));
                None
            }
        }
    }

    /// The start of the template `name`, whichever theme it comes from.
    fn start_of(&self, name: &str) -> Span {
        let is_it = |full: &&String| full.split_once('/').is_some_and(|(_, rest)| rest == name);
        let own = self.files.keys().filter(is_it).max_by_key(|full| !full.starts_with("default/"));
        own.map_or(self.place, |full| Span::start_of(self.files[full]))
    }

    /// What is wrong, at `place` where the error tells no other.
    fn diagnostic(&self, error: &tera::Error, place: Span) -> Diagnostic {
        let at = |name: &str| self.files.get(name).map_or(place, |file| Span::start_of(*file));
        let (span, message) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let range = &report.span().range;
                let file = self.files.get(report.filename());
                let span = file.map_or(place, |file| Span::new(*file, range.start, range.end));
                (span, report.message().to_owned())
            }
            ErrorKind::MissingParent { current, parent } => {
                (at(current), format!("there is no template `{parent}` to extend"))
            }
            ErrorKind::CircularExtend { tpl, .. } => (at(tpl), "this template extends itself".to_owned()),
            ErrorKind::CircularInclude { tpl, .. } => (at(tpl), "this template includes itself".to_owned()),
            ErrorKind::Io(_) => {
                (place, format!("this template makes a page of more than {} MiB", MAX_PAGE >> 20))
            }
            other => (place, other.to_string()),
        };
        Diagnostic::new(&rules::TEMPLATE, span, one_line(&message))
            .help("docs/themes.md lists what templates can use")
    }

    /// What is unknown in templates comes as one text: for each an `error:` line, then ` --> file:line:column`.
    fn faults(&self, reports: &str, sources: &Sources, found: &mut Vec<Diagnostic>) {
        let mut lines = reports.lines().peekable();
        let before = found.len();
        while let Some(line) = lines.next() {
            let Some(message) = line.strip_prefix("error: ") else { continue };
            let place = lines.peek().and_then(|line| line.split_once("--> "));
            let span = place.and_then(|(_, place)| self.locate(place, sources)).unwrap_or(self.place);
            found.push(Diagnostic::new(&rules::TEMPLATE, span, one_line(message)));
        }
        if found.len() == before {
            found.push(Diagnostic::new(&rules::TEMPLATE, self.place, one_line(reports)));
        }
    }

    /// The place that `name:line:column` means, both from 1 and in characters.
    fn locate(&self, place: &str, sources: &Sources) -> Option<Span> {
        let mut parts = place.rsplitn(3, ':');
        let column: usize = parts.next()?.trim().parse().ok()?;
        let line: usize = parts.next()?.parse().ok()?;
        let file = *self.files.get(parts.next()?)?;
        let text = &sources[file].text;
        let line_start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let rest = &text[line_start..];
        let offset = rest.char_indices().nth(column.saturating_sub(1)).map_or(0, |(at, _)| at);
        let length = rest[offset..].find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(0).max(1);
        Some(Span::new(file, line_start + offset, line_start + offset + length))
    }
}

/// A page in the making, which takes no more than [`MAX_PAGE`].
struct Page(Vec<u8>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_PAGE {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `range(end, start?, step_by?)` as the engine has it, with an end that is nearer.
fn range(arguments: Kwargs, _: &State<'_>) -> TeraResult<Vec<i64>> {
    let start = arguments.get::<i64>("start")?.unwrap_or(0);
    let end = arguments.must_get::<i64>("end")?;
    let step = arguments.get::<i64>("step_by")?.unwrap_or(1);
    if step == 0 || (step > 0 && start > end) {
        return Err(tera::Error::message(
            "`range` counts from `start` to `end` by a `step_by` that leads there",
        ));
    }
    let numbers = std::iter::successors(Some(start), |number| number.checked_add(step));
    let numbers = numbers.take_while(|number| if step > 0 { *number < end } else { *number > end });
    let numbers: Vec<i64> = numbers.take(MAX_RANGE as usize + 1).collect();
    if numbers.len() > MAX_RANGE as usize {
        return Err(tera::Error::message(format!("`range` counts {MAX_RANGE} numbers at most")));
    }
    Ok(numbers)
}

/// The first letter small, one line.
fn one_line(message: &str) -> String {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut characters = line.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => line,
    }
}

/// The theme asked for, if it is there, then the default one.
fn themes<'n>(sources: &Sources, name: &'n Spanned<String>, found: &mut Vec<Diagnostic>) -> Vec<&'n str> {
    if name.value == DEFAULT {
        return vec![DEFAULT];
    }
    let prefix = format!("themes/{}/", name.value);
    let is_there = sources.below(&prefix).next().is_some()
        || sources.assets().iter().any(|asset| asset.path.starts_with(&prefix));
    if is_there && !name.value.is_empty() {
        return vec![&name.value, DEFAULT];
    }
    let message = format!("there is no theme `{}`", name.value);
    let folders = sources.files().filter_map(|(_, file)| file.path.strip_prefix("themes/")?.split_once('/'));
    let known: std::collections::BTreeSet<&str> = folders.map(|(theme, _)| theme).collect();
    found.push(
        Diagnostic::new(&rules::UNKNOWN_THEME, name.span, message)
            .help(format!("make the folder `themes/{}`, or write `default`", name.value))
            .suggest(&name.value, known),
    );
    vec![DEFAULT]
}

fn template_files(sources: &Sources, themes: &[&str]) -> BTreeMap<String, FileId> {
    let mut files = BTreeMap::new();
    for theme in themes {
        let folder = format!("themes/{theme}/templates/");
        for (file, source) in sources.below(&folder) {
            if let Some(name) = source.path.strip_prefix(&folder) {
                files.insert(format!("{theme}/{name}"), file);
            }
        }
    }
    files
}

/// Everything below `assets/`, text or not; the first theme that has a path wins.
fn assets(sources: &Sources, themes: &[&str]) -> BTreeMap<String, Arc<[u8]>> {
    let mut assets = BTreeMap::new();
    for theme in themes {
        let folder = format!("themes/{theme}/");
        let own_folder = format!("{folder}assets/");
        for (_, source) in sources.below(&own_folder) {
            let path = source.path[folder.len()..].to_owned();
            let text = || squeezed(&source.path, &source.text).unwrap_or_else(|| source.text.clone());
            assets.entry(path).or_insert_with(|| text().into_bytes().into());
        }
        for asset in sources.assets().iter().filter(|asset| asset.path.starts_with(&own_folder)) {
            let text = std::str::from_utf8(&asset.bytes).ok();
            let squeezed = text.and_then(|text| squeezed(&asset.path, text));
            let bytes = || squeezed.map_or_else(|| asset.bytes.clone(), |text| text.into_bytes().into());
            assets.entry(asset.path[folder.len()..].to_owned()).or_insert_with(bytes);
        }
    }
    assets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    fn compile(name: &str, files: &[(&str, &str)]) -> (Theme, Vec<String>) {
        let mut all: Vec<SourceFile> =
            files.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect();
        all.push(SourceFile::new("book.toml", "theme"));
        let sources = Sources::new(all, vec![]);
        let book = sources.find("book.toml").unwrap();
        let mut report = Report::new();
        let name = Spanned::new(name.to_owned(), Span::new(book, 0, 5));
        let theme = Theme::compile(&sources, &name, &mut report);
        let said = report.sorted(&sources).into_iter().map(|(_, diagnostic)| {
            let place = sources.position(diagnostic.span.file, diagnostic.span.start);
            format!(
                "{}:{place} {} {}",
                sources[diagnostic.span.file].path, diagnostic.rule.name, diagnostic.message
            )
        });
        (theme, said.collect())
    }

    #[test]
    fn a_theme_falls_back_file_by_file() {
        let files = [
            ("themes/default/templates/base.html", "default {% include \"part.html\" %}"),
            ("themes/default/templates/part.html", "part"),
            ("themes/default/assets/a.css", "a"),
            ("themes/default/assets/b.css", "b"),
            ("themes/mine/templates/part.html", "<{% include \"default/part.html\" %}>"),
            ("themes/mine/assets/b.css", "mine"),
        ];
        let (theme, said) = compile("mine", &files);
        assert_eq!(said, [""; 0]);
        let text = theme.render("base.html", &Scope::default(), &mut Vec::new());
        assert_eq!(text.as_deref(), Some("default <part>"));
        assert_eq!(&*theme.assets()["assets/b.css"], b"mine");
        assert_eq!(&*theme.assets()["assets/a.css"], b"a");
    }

    #[test]
    fn every_fault_has_its_place() {
        let files = [
            ("themes/default/templates/a.html", "é {{ x | shout }}\n {% include \"none.html\" %}"),
            ("themes/default/templates/b.html", "{{ twice() }}"),
        ];
        let (theme, said) = compile("default", &files);
        assert_eq!(
            said,
            [
                "themes/default/templates/a.html:1:10 syntax/template unknown filter `shout`",
                "themes/default/templates/a.html:2:13 syntax/template unknown template `none.html`",
                "themes/default/templates/b.html:1:4 syntax/template unknown function `twice`",
            ]
        );
        assert!(!theme.is_usable());
        let (_, said) = compile("default", &[("themes/default/templates/a.html", "ok\n{% if %}")]);
        assert!(said[0].starts_with("themes/default/templates/a.html:2:"), "{said:?}");
    }

    #[test]
    fn a_theme_must_be_there() {
        let files = [("themes/default/templates/a.html", "a"), ("themes/night/templates/a.html", "a")];
        let (_, said) = compile("nigth", &files);
        assert_eq!(said, ["book.toml:1:1 book/unknown-theme there is no theme `nigth`"]);
    }

    #[test]
    fn loops_and_pages_have_an_end() {
        let fault_of = |template: &str| {
            let (theme, said) = compile("default", &[("themes/default/templates/a.html", template)]);
            assert_eq!(said, [""; 0]);
            let mut found = Vec::new();
            let text = theme.render("a.html", &Scope::default(), &mut found);
            text.or_else(|| Some(format!("{}: {}", found[0].span.start, found[0].message))).unwrap()
        };
        assert_eq!(fault_of("{% for i in range(start=6, end=0, step_by=-2) %}{{ i }}{% endfor %}"), "642");
        let nested =
            "{% for i in range(end=100000) %}{% for j in range(end=100000) %}{% endfor %}{% endfor %}";
        assert_eq!(fault_of(nested), "12: `range` counts 1000 numbers at most");
        let line = "x".repeat(1000);
        let long = format!(
            "{{% for i in range(end=999) %}}{{% for j in range(end=999) %}}{line}{{% endfor %}}{{% endfor %}}"
        );
        assert_eq!(fault_of(&long), "0: this template makes a page of more than 64 MiB");
    }

    #[test]
    fn a_component_without_an_end_is_a_fault_of_its_template() {
        let loops = "{% component one() %}{{<one />}}{% endcomponent %}";
        let files = [
            ("themes/default/templates/a.html", "{{<one />}}"),
            ("themes/default/templates/one.html", loops),
        ];
        let (theme, said) = compile("default", &files);
        assert_eq!(said, [""; 0]);
        let mut found = Vec::new();
        assert_eq!(theme.render("a.html", &Scope::default(), &mut found), None);
        assert_eq!(Some(found[0].span.file), theme.files.get("default/a.html").copied());
    }

    #[test]
    fn a_variable_that_is_not_there_is_a_fault_of_the_template() {
        let (theme, _) = compile("default", &[("themes/default/templates/a.html", "one\n{{ two }}")]);
        let mut found = Vec::new();
        assert_eq!(theme.render("a.html", &Scope::default(), &mut found), None);
        assert_eq!(found[0].span.start, 7);
    }
}
