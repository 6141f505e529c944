//! Changes that the report offers, made in the sources.
//!
//! Touches the bytes of the links alone: comments, quotes and line ends stay. A link that is written in a way that
//! cannot be told apart from what is around it is left as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use similar::TextDiff;

use super::Failure;
use super::report::counted;
use crate::diagnostic::{Diagnostic, Edit, Report};
use crate::outside::credentials;
use crate::parse::parse;
use crate::source::{FileId, Origin, SourceFile, Sources};
use crate::write::write_file;

/// What would end an address somewhere: in quotes, in a link of Markdown or a table, in a value of YAML.
const ENDS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'(')
    .add(b')')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What would end a value of YAML without quotes besides those.
const ENDS_IN_YAML: &AsciiSet = &ENDS.add(b',').add(b'[').add(b']');

/// What a template has in place of a region's code; it is no part of an address.
const REGION: &str = "{region}";

/// Texts with the changes in them, before they are written.
#[derive(Debug, Default)]
pub(super) struct Fixes {
    /// By path below the project: as it is, and as it will be.
    files: BTreeMap<String, (String, String)>,
    /// The edits that are made.
    made: BTreeSet<(FileId, u32, u32, String)>,
    /// How many edits could not be made.
    left: usize,
}

impl Fixes {
    /// Works out every change that `report` offers for the project in `dir`, whatever the rules weigh that offer them.
    pub(super) fn of(report: &Report, sources: &Sources, dir: &Path) -> Result<Self, Failure> {
        let mut by_file: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
        for edit in report.all().iter().filter_map(|diagnostic| diagnostic.edit.as_ref()) {
            by_file.entry(edit.span.file).or_default().push(edit);
        }
        let mut fixes = Fixes::default();
        for (file, edits) in by_file {
            fixes.file(file, edits, sources, dir)?;
        }
        if !fixes.files.is_empty() {
            fixes.keep_readable(sources);
        }
        Ok(fixes)
    }

    /// Takes back what would make a source unreadable: nothing that a server says may.
    fn keep_readable(&mut self, sources: &Sources) {
        let faults = |sources: &Sources| {
            let mut report = Report::new();
            parse(sources, &mut report);
            let mut faults: BTreeMap<String, usize> = BTreeMap::new();
            for found in report.all().iter().filter(|found| found.rule.name.starts_with("syntax/")) {
                *faults.entry(sources[found.span.file].path.clone()).or_default() += 1;
            }
            faults
        };
        let changed = sources.files().map(|(_, source)| match self.files.get(&source.path) {
            Some((_, text)) => {
                SourceFile { text: text.trim_start_matches('\u{feff}').to_owned(), ..source.clone() }
            }
            None => source.clone(),
        });
        let (before, after) = (faults(sources), faults(&Sources::new(changed.collect(), Vec::new())));
        let is_worse = |path: &String| after.get(path) > before.get(path);
        let broken: Vec<String> = self.files.keys().filter(|path| is_worse(path)).cloned().collect();
        for path in broken {
            self.files.remove(&path);
            let file = sources.find(&path);
            let before = self.made.len();
            self.made.retain(|made| Some(made.0) != file);
            self.left += before - self.made.len();
        }
    }

    fn file(
        &mut self,
        file: FileId,
        edits: Vec<&Edit>,
        sources: &Sources,
        dir: &Path,
    ) -> Result<(), Failure> {
        let source = &sources[file];
        if source.origin != Origin::Project || source.fault.is_some() {
            self.left += edits.len();
            return Ok(());
        }
        let path = dir.join(&source.path);
        let on_disk = fs::read_to_string(&path)
            .map_err(|error| Failure(format!("cannot read `{}`: {error}", path.display())))?;
        // A byte order mark is no part of the text that places are counted in.
        let offset = on_disk.len() - on_disk.trim_start_matches('\u{feff}').len();
        let mut places: BTreeMap<usize, (Range<usize>, String)> = BTreeMap::new();
        for edit in edits {
            let place = place(edit, &source.text).filter(|place| {
                let there = on_disk.get(place.start + offset..place.end + offset);
                there == Some(edit.from.as_str())
            });
            let Some(place) = place else {
                self.left += 1;
                continue;
            };
            let to = written(edit, &source.path);
            let overlaps = |known: &Range<usize>| known.start < place.end && place.start < known.end;
            if places.values().any(|(known, text)| overlaps(known) && (*known != place || *text != to)) {
                self.left += 1;
                continue;
            }
            self.made.insert((file, edit.span.start, edit.span.end, edit.from.clone()));
            places.insert(place.start, (place, to));
        }
        if places.is_empty() {
            return Ok(());
        }
        let mut changed = on_disk.clone();
        for (place, to) in places.into_values().rev() {
            changed.replace_range(place.start + offset..place.end + offset, &to);
        }
        self.files.insert(source.path.clone(), (on_disk, changed));
        Ok(())
    }

    /// Whether what `diagnostic` is about is put right by these changes.
    pub(super) fn cures(&self, diagnostic: &Diagnostic) -> bool {
        diagnostic.edit.as_ref().is_some_and(|edit| {
            self.made.contains(&(edit.span.file, edit.span.start, edit.span.end, edit.from.clone()))
        })
    }

    /// `2 links in 1 file changed, 1 left as it is written`.
    pub(super) fn summary(&self, verb: &str) -> String {
        let (links, files) = (counted(self.made.len(), "link"), counted(self.files.len(), "file"));
        let left = match self.left {
            0 => String::new(),
            left => format!(", {left} left: write the new address by hand"),
        };
        format!("{links} in {files} {verb}{left}")
    }

    /// The changes as a diff that git and `patch` take, but for lines with passwords, which are hidden.
    pub(super) fn diff(&self) -> String {
        let mut out = String::new();
        for (path, (before, after)) in &self.files {
            let diff = TextDiff::from_lines(before.as_str(), after.as_str());
            let headers = (format!("a/{path}"), format!("b/{path}"));
            out.push_str(&diff.unified_diff().header(&headers.0, &headers.1).to_string());
        }
        while let Some(secret) = credentials(&out) {
            let hidden = "*".repeat(secret.len());
            out.replace_range(secret, &hidden);
        }
        out
    }

    /// Makes the changes, each file in one step.
    pub(super) fn write(&self, dir: &Path) -> Result<(), Failure> {
        for (path, (_, after)) in &self.files {
            let path = dir.join(path);
            // What a symbolic link leads to is written, and the link stays.
            let path = fs::canonicalize(&path).unwrap_or(path);
            let permissions = fs::metadata(&path).map(|file| file.permissions());
            write_file(&path, after.as_bytes())?;
            if let Ok(permissions) = permissions {
                fs::set_permissions(&path, permissions)?;
            }
        }
        Ok(())
    }
}

/// Where `from` stands within the place of the edit: once, or it cannot be told which one is meant.
fn place(edit: &Edit, text: &str) -> Option<Range<usize>> {
    let slice = text.get(edit.span.range())?;
    let at = slice.find(&edit.from)?;
    let is_once = !edit.from.is_empty() && slice.rfind(&edit.from) == Some(at);
    // What goes on after it is another, longer address.
    let goes_on =
        slice[at + edit.from.len()..].starts_with(|c: char| c.is_alphanumeric() || "/?#&=%-_~".contains(c));
    let start = edit.span.start as usize + at;
    (is_once && !goes_on).then(|| start..start + edit.from.len())
}

/// The new address with everything encoded that would end it where it is written.
fn written(edit: &Edit, path: &str) -> String {
    // What a server says is no template, whatever it looks like.
    let region = if edit.from.contains(REGION) { REGION } else { "\0" };
    let is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
    let set = if is_yaml { ENDS_IN_YAML } else { ENDS };
    let encoded = edit.to.split(region).map(|part| utf8_percent_encode(part, set).to_string());
    let mut text = encoded.collect::<Vec<_>>().join(region);
    // `&name;` is a character in Markdown, and a colon at the end makes a key in YAML.
    if text.contains('&') {
        text = text.replace(';', "%3B");
    }
    match text.strip_suffix(':') {
        Some(rest) if is_yaml => format!("{rest}%3A"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn an_address_is_found_among_what_is_around_it() {
        let sources = Sources::new(
            vec![SourceFile::new("a", "x: 'https://a.example/b' # https://a.example/b\n")],
            vec![],
        );
        let file = sources.find("a").unwrap();
        let edit = |start, end, from: &str| Edit {
            span: Span::new(file, start, end),
            from: from.into(),
            to: String::new(),
        };
        let text = &sources[file].text;
        assert_eq!(place(&edit(3, 24, "https://a.example/b"), text), Some(4..23));
        assert_eq!(place(&edit(0, 46, "https://a.example/b"), text), None, "twice");
        assert_eq!(place(&edit(3, 24, "https://a.example"), text), None, "a part of a longer one");
        assert_eq!(place(&edit(3, 24, "https://b.example"), text), None);
    }

    #[test]
    fn nothing_in_an_address_ends_it() {
        let source = Sources::new(vec![SourceFile::new("a", "")], vec![]);
        let span = Span::start_of(source.find("a").unwrap());
        let written = |to: &str, path: &str| {
            let from = if to.contains("//{region}") { "{region}" } else { "x" };
            super::written(&Edit { span, from: from.into(), to: to.into() }, path)
        };
        assert_eq!(written("https://a.example/(x)?a='b'", "a.md"), "https://a.example/%28x%29?a=%27b%27");
        assert_eq!(
            written("https://a.example/{{#x}}{region}", "a.md"),
            "https://a.example/%7B%7B#x%7D%7D%7Bregion%7D"
        );
        assert_eq!(written("https://a.example/?a&copy;", "a.md"), "https://a.example/?a&copy%3B");
        assert_eq!(
            written("https://{region}.example/a,b#c:", "a.yaml"),
            "https://{region}.example/a%2Cb#c%3A"
        );
        assert_eq!(written("https://a.example/a,b:", "a.md"), "https://a.example/a,b:");
    }
}
