//! The finished site is looked at once more, and what is wrong with it is placed in the sources.
//!
//! Most links are judged in the model, where their places are known. What templates, themes and raw HTML add shows
//! only in the finished pages: here its place is found again by what is written there.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use percent_encoding::percent_decode_str;
use url::Url;

use super::changed::Changed;
use super::project::Project;
use crate::built::{self, Audit, Base, Files, InMemory, Problem};
use crate::check;
use crate::diagnostic::{Diagnostic, Report};
use crate::model::OutsideLink;
use crate::site::Site;
use crate::source::{FileId, Span};

impl Project {
    /// Follows every link within the finished site. What leads nowhere goes to the report.
    pub(super) fn follow(&mut self, site: &Site) {
        let files = in_memory(site);
        let mut audit = self.audit(&files, false);
        self.place_findings(&mut audit, &files);
    }

    /// Follows every link within the finished site, and returns every address outside of it: of the model, and of
    /// templates and themes.
    pub(super) fn links(&mut self, site: &Site) -> Vec<OutsideLink> {
        let files = in_memory(site);
        let mut audit = self.audit(&files, true);
        self.place_findings(&mut audit, &files);
        let mut links = self.model.outside_links();
        let more = self.links_of_templates(&links, &audit, &files);
        check::check_outside(&more, &self.model, &mut self.report);
        links.extend(more);
        links
    }

    fn audit(&self, files: &InMemory<'_>, outside: bool) -> Audit {
        let base = self.model.settings.base_url.as_deref().and_then(Base::parse).unwrap_or_default();
        let counterparts = check::compares_languages(&self.report);
        let wanted = built::Options { base, outside, counterparts, ..built::Options::default() };
        let Ok(mut audit) = built::audit(files, &wanted);
        // Which pages nothing leads to is judged in the model, which knows what is written by hand.
        audit.orphans.clear();
        audit
    }

    /// Leaves out links, and what was found of links, on lines that did not change.
    pub(super) fn keep_changed(&mut self, changed: &Changed, links: &mut Vec<OutsideLink>) {
        let sources = &self.sources;
        links.retain(|link| changed.has(link.span, sources));
        self.report
            .retain(|found| !check::is_about_links(found.rule.name) || changed.has(found.span, sources));
    }

    fn place_findings(&mut self, audit: &mut Audit, files: &InMemory<'_>) {
        self.forget_known(audit);
        if audit.findings.is_empty() {
            return;
        }
        let paths = files.paths();
        let places = Places::new(self, &paths);
        let mut found = Report::new();
        let span = |file: u32, place: Range<u32>| {
            places.of(file, &slice(files, file, place)).unwrap_or(places.nowhere())
        };
        check::built(audit, &paths, span, &mut found);
        let nowhere = places.nowhere();
        let known: Vec<Span> = self
            .report
            .all()
            .iter()
            .filter(|known| known.rule.name.starts_with("link/"))
            .map(|known| known.span)
            .collect();
        // One place is told once, however many pages show it; what has no place stands for its page.
        let mut told: BTreeMap<(Span, &str, &str), (Diagnostic, usize)> = BTreeMap::new();
        for diagnostic in found.all() {
            let overlaps = |known: &Span| {
                known.file == diagnostic.span.file
                    && known.start <= diagnostic.span.end
                    && diagnostic.span.start <= known.end
            };
            let is_placed = diagnostic.span != nowhere;
            if is_placed && known.iter().any(overlaps) {
                continue;
            }
            let page = diagnostic.subject.as_deref().filter(|_| !is_placed).unwrap_or("");
            let key = (diagnostic.span, diagnostic.rule.name, page);
            told.entry(key).or_insert_with(|| (diagnostic.clone(), 0)).1 += 1;
        }
        self.report.extend(told.into_values().map(|(diagnostic, count)| shown(diagnostic, count, nowhere)));
    }

    /// Leaves out anchors that are not there: the model told of them where the link is written.
    fn forget_known(&self, audit: &mut Audit) {
        let dead = self.report.all().iter().filter(|known| known.rule.name == "link/dead");
        let written = dead.map(|known| self.sources.slice(known.span));
        let anchors: BTreeSet<Cow<'_, str>> = written
            .filter_map(|written| written.rsplit_once('#'))
            .map(|(_, anchor)| {
                percent_decode_str(anchor.trim_end_matches(['"', '\'', '>', ')'])).decode_utf8_lossy()
            })
            .collect();
        audit.findings.retain(|finding| match &finding.problem {
            Problem::NoAnchor { anchor, .. } => !anchors.contains(anchor.as_str()),
            _ => true,
        });
    }

    /// The places of `known` addresses in themes, which the model does not read.
    fn known_in_themes(&self, known: &BTreeSet<&str>) -> Vec<OutsideLink> {
        let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | '`');
        let files = self.sources.below("themes/");
        let places = files.flat_map(|(file, source)| {
            source.text.match_indices("http").filter_map(move |(at, _)| {
                let rest = &source.text[at..];
                let address = &rest[..rest.find(is_end).unwrap_or(rest.len())];
                Some(OutsideLink::plain(*known.get(address)?, Span::new(file, at, at + address.len())))
            })
        });
        places.collect()
    }

    /// The addresses outside of the site that stand in templates and themes, at each place that can be told.
    fn links_of_templates(
        &self,
        links: &[OutsideLink],
        audit: &Audit,
        files: &InMemory<'_>,
    ) -> Vec<OutsideLink> {
        let known: BTreeSet<&str> = links.iter().map(|link| link.address.as_str()).collect();
        let mut addresses: Vec<(&str, u32, &Range<u32>)> =
            audit.outside.iter().map(|found| (found.address.as_str(), found.file, &found.place)).collect();
        let in_themes = self.known_in_themes(&known);
        addresses.retain(|(address, ..)| !known.contains(address));
        addresses.sort_by_key(|(address, file, place)| (*address, *file, place.start));
        // A file that names an address twice does so in one place of its source, as far as can be told.
        addresses.dedup_by_key(|(address, file, _)| (*address, *file));
        if addresses.is_empty() {
            return in_themes;
        }
        let normal: BTreeSet<Url> = known.iter().filter_map(|address| Url::parse(address).ok()).collect();
        let paths = files.paths();
        let places = Places::new(self, &paths);
        let mut more: BTreeSet<OutsideLink> = in_themes.into_iter().collect();
        for (address, file, place) in addresses {
            let whole =
                if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() };
            if Url::parse(&whole).is_ok_and(|url| normal.contains(&url)) || self.model.is_own(&whole) {
                continue;
            }
            let span = places.of(file, &slice(files, file, place.clone())).unwrap_or(places.nowhere());
            more.insert(OutsideLink::plain(whole, span));
        }
        more.into_iter().collect()
    }
}

fn shown(mut diagnostic: Diagnostic, count: usize, nowhere: Span) -> Diagnostic {
    let page = diagnostic.subject.clone().unwrap_or_default();
    match (diagnostic.span == nowhere, count) {
        (true, _) => diagnostic.message.push_str(&format!(", in the finished file `{page}`")),
        (false, 1) => {}
        (false, count) => {
            diagnostic
                .message
                .push_str(&format!(", in `{page}` and {} more", super::report::counted(count - 1, "place")));
        }
    }
    diagnostic
}

fn in_memory(site: &Site) -> InMemory<'_> {
    InMemory(site.files().iter().map(|(path, bytes)| (path.as_str(), &**bytes)).collect())
}

/// What is written at a place of a file.
fn slice(files: &InMemory<'_>, file: u32, place: Range<u32>) -> String {
    let bytes = files.0.get(file as usize).map_or(&[][..], |(_, bytes)| bytes);
    String::from_utf8_lossy(bytes.get(place.start as usize..place.end as usize).unwrap_or(&[])).into_owned()
}

/// Where in the sources something is written that shows in a finished page.
struct Places<'a> {
    project: &'a Project,
    /// The paths of the finished files.
    paths: &'a [&'a str],
    /// What was looked for outside of a page's own document: whether in a style, and what.
    elsewhere: RefCell<BTreeMap<(bool, String), Option<Span>>>,
}

impl<'a> Places<'a> {
    fn new(project: &'a Project, paths: &'a [&'a str]) -> Self {
        Places { project, paths, elsewhere: RefCell::default() }
    }

    /// Where no place is known: the start of the manifest.
    fn nowhere(&self) -> Span {
        Span::start_of(self.project.model.settings.file)
    }

    /// Where `written`, which stands in a finished file, is written in a source: in the document of that page, in the
    /// templates and styles of a theme, or in any other source.
    fn of(&self, file: u32, written: &str) -> Option<Span> {
        let (src, sources) = (&self.project.model.settings.src, &self.project.sources);
        let path = self.paths.get(file as usize)?;
        let document = path.strip_suffix(".html").and_then(|stem| sources.find(&format!("{src}/{stem}.md")));
        if let Some(span) = document.and_then(|document| self.within(&[document], written)) {
            return Some(span);
        }
        let is_style = path.ends_with(".css");
        let key = (is_style, written.to_owned());
        if let Some(known) = self.elsewhere.borrow().get(&key) {
            return *known;
        }
        let src = format!("{src}/");
        let below = |folder| sources.below(folder).map(|(file, _)| file);
        let mut files: Vec<FileId> = below("themes/").chain(below(&src)).collect();
        // A style comes of a style, a page of anything else first.
        files.sort_by_key(|file| sources[*file].path.ends_with(".css") != is_style);
        let found = self.within(&files, written);
        self.elsewhere.borrow_mut().insert(key, found);
        found
    }

    /// Where `written`, or what is left of it if a template made its start, stands in one of `files`.
    fn within(&self, files: &[FileId], written: &str) -> Option<Span> {
        let unescaped = written.replace("&amp;", "&");
        // A template may put the way to the root before the rest of an address.
        let rest = unescaped.trim_start_matches("../");
        let name = rest.rsplit('/').next().filter(|name| !rest.contains("://") && name.contains('.'));
        let is_telling = |text: &&str| !text.trim_matches(['#', '/', '.']).is_empty();
        let searched = [written, unescaped.as_str(), rest, name.unwrap_or("")].into_iter().filter(is_telling);
        searched.into_iter().find_map(|text| {
            files.iter().find_map(|file| {
                let at = whole(&self.project.sources[*file].text, text)?;
                Some(Span::new(*file, at, at + text.len()))
            })
        })
    }
}

/// Where `text` stands in `source` with nothing around it that could be more of it.
fn whole(source: &str, text: &str) -> Option<usize> {
    let is_more = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '%' | '.' | '~');
    source.match_indices(text).map(|(at, _)| at).find(|at| {
        let (before, after) = (&source[..*at], &source[at + text.len()..]);
        !before.ends_with(is_more) && !after.starts_with(|c| is_more(c) || c == '/')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_whole() {
        assert_eq!(whole("src=\"a/bc.png\" src=\"a/b\"", "a/b"), Some(20));
        assert_eq!(whole("xa/b a/b/c", "a/b"), None);
        assert_eq!(whole("{{ root }}a/b", "a/b"), Some(10));
    }
}
