//! One file of a site: its links, each followed as far as that goes without looking into another file.
//!
//! Hides how a path is looked up. Never compares two files.

use std::ops::Range;
use std::sync::atomic::Ordering;

use super::address::{self, Address, Joined};
use super::anchors::{Anchors, Kind};
use super::asked::Asked;
use super::elements::Role;
use super::memo::{Led, Memo};
use super::scan::Dialect;
use super::table::Found;
use super::{Counts, Finding, Outside, Problem, Shared, css, page, place, strings};

/// How a file is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// A page, as HTML or as XHTML.
    Page(Dialect),
    Svg,
    /// XML that may be a map of the site.
    Xml,
    Css,
    /// What a browser installs a site from.
    Manifest,
    /// It is only there.
    Asset,
}

impl Form {
    /// By the ending of its path, in any case.
    pub(super) fn of(path: &str) -> Self {
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        match ending.as_str() {
            "html" | "htm" => Form::Page(Dialect::Html),
            "xhtml" => Form::Page(Dialect::Xml),
            "svg" => Form::Svg,
            "xml" => Form::Xml,
            "css" => Form::Css,
            "webmanifest" => Form::Manifest,
            "json" if name == "manifest.json" => Form::Manifest,
            _ => Form::Asset,
        }
    }

    /// Whether fragments of addresses that lead there name anchors.
    pub(super) fn has_anchors(self) -> bool {
        matches!(self, Form::Page(_) | Form::Svg)
    }
}

/// What is kept of a file.
#[derive(Default, Debug)]
pub(super) struct Facts {
    /// Whether it was read.
    pub(super) is_read: bool,
    pub(super) anchors: Anchors,
    /// Anchors that are asked of other files.
    pub(super) asked: Asked,
    pub(super) findings: Vec<Finding>,
    pub(super) outside: Vec<Outside>,
    /// The same page in other languages; only if those are compared.
    pub(super) counterparts: Vec<u32>,
    /// The language of the whole page.
    pub(super) lang: Option<String>,
    /// Links that say nothing of a language, but for their texts; only if languages are compared.
    pub(super) silent: Vec<Silent>,
    /// Whether it sends readers elsewhere by itself.
    pub(super) is_redirect: bool,
    pub(super) counts: Counts,
}

/// A link that may have to name a language.
#[derive(Clone, Debug)]
pub(super) struct Silent {
    pub(super) place: Range<u32>,
    pub(super) target: u32,
    /// One past its start tag.
    pub(super) tag_end: u32,
}

/// Room that one thread uses again and again.
#[derive(Default)]
pub(super) struct Scratch {
    pub(super) buffer: Vec<u8>,
    joined: Vec<u8>,
    anchors: Anchors,
    own: Asked,
    memo: Memo,
}

/// What the relative addresses of a file are relative to.
pub(super) enum Basis {
    /// The file itself.
    File,
    /// What `<base>` says.
    Path {
        /// The folder within the site, empty or with a slash at its end.
        folder: String,
        /// What an empty path leads to.
        document: Vec<u8>,
    },
    /// A `<base>` of another host.
    Outside(String),
}

/// Reads one file.
pub(super) struct Reader<'r, 's> {
    pub(super) file: u32,
    pub(super) shared: &'r Shared<'s>,
    pub(super) facts: Facts,
    pub(super) basis: Basis,
    folder: &'s str,
    scratch: &'r mut Scratch,
}

/// Reads the file at that index, whose content is `bytes`.
pub(super) fn read(file: u32, bytes: &[u8], shared: &Shared<'_>, scratch: &mut Scratch) -> Facts {
    let mut basis = Basis::File;
    loop {
        scratch.anchors.clear();
        scratch.own.clear();
        let path = shared.table.path(file);
        let folder = path.rfind('/').map_or("", |at| &path[..=at]);
        scratch.memo.enter(folder);
        let facts = Facts { is_read: true, ..Facts::default() };
        let mut reader = Reader { file, shared, facts, basis, folder, scratch };
        match reader.read(bytes) {
            Ok(()) => return reader.finish(),
            // A `<base>` holds for what stands before it too.
            Err(Rebased(said)) => basis = said,
        }
    }
}

/// The file says that its relative addresses are relative to something else.
pub(super) struct Rebased(pub(super) Basis);

impl Reader<'_, '_> {
    fn read(&mut self, bytes: &[u8]) -> Result<(), Rebased> {
        match self.shared.forms[self.file as usize] {
            Form::Page(dialect) => {
                self.facts.counts.pages = 1;
                page::read(self, bytes, dialect)
            }
            Form::Svg | Form::Xml => page::read(self, bytes, Dialect::Xml),
            Form::Css => {
                css::addresses(bytes, |at, address| {
                    // A fragment alone means the page that the stylesheet is used in.
                    if !address.starts_with(b"#") {
                        self.address(&address, at, Role::Load);
                    }
                });
                Ok(())
            }
            Form::Manifest => {
                strings::addresses(bytes, |at, address| {
                    self.address(address, at, Role::Load);
                });
                Ok(())
            }
            Form::Asset => Ok(()),
        }
    }

    /// Takes an anchor of this file.
    pub(super) fn anchor(&mut self, name: &[u8], at: Range<usize>, kind: Kind) {
        self.scratch.anchors.push(name, at, kind);
    }

    /// Takes an address that stands at `at`; gives the file that it leads to.
    pub(super) fn address(&mut self, written: &[u8], at: Range<usize>, role: Role) -> Option<u32> {
        let is_usual = matches!(self.basis, Basis::File);
        if let Some(led) = self.scratch.memo.find(written).filter(|_| is_usual) {
            self.facts.counts.links += 1;
            self.arrive(led.target, led.anchor(written), at, role);
            return Some(led.target);
        }
        let tidied = address::tidy(written);
        let (path, fragment) = match Address::parse(&tidied, &self.shared.options.base) {
            Address::Other => return None,
            Address::Own { path, fragment } if !self.is_taken_outside(&tidied) => (path, fragment),
            _ => {
                self.outside(&tidied, at);
                return None;
            }
        };
        self.facts.counts.links += 1;
        let target = self.target(path, &tidied, &at)?;
        let anchor = fragment.and_then(address::anchor);
        // An empty path leads somewhere else from each page.
        if is_usual && !path.is_empty() && tidied.len() == written.len() {
            let start = written.len() - fragment.map_or(0, <[u8]>::len);
            let led = Led::new(target, start..start + anchor.map_or(0, <[u8]>::len));
            led.into_iter().for_each(|led| self.scratch.memo.learn(written, led));
        }
        self.arrive(target, anchor, at, role);
        Some(target)
    }

    /// Takes note of an address that leads to `target`.
    fn arrive(&mut self, target: u32, anchor: Option<&[u8]>, at: Range<usize>, role: Role) {
        self.facts.counts.internal += 1;
        if role == Role::Follow && target != self.file {
            let is_linked = &self.shared.is_linked[target as usize];
            // Writing only once keeps threads out of each other's way.
            if !is_linked.load(Ordering::Relaxed) {
                is_linked.store(true, Ordering::Relaxed);
            }
        }
        if let Some(anchor) = anchor {
            self.ask(target, anchor, at);
        }
    }

    /// Whether a `<base>` takes this address, which would be the site's own, to another host.
    fn is_taken_outside(&self, address: &[u8]) -> bool {
        let is_relative =
            || matches!(Address::parse(address, &address::Base::default()), Address::Own { .. });
        matches!(self.basis, Basis::Outside(_)) && is_relative()
    }

    /// The file that `path` leads to. If there is none, that is noted.
    fn target(&mut self, path: &[u8], address: &[u8], at: &Range<usize>) -> Option<u32> {
        let joined = &mut self.scratch.joined;
        let folder = match &self.basis {
            _ if !path.is_empty() => match &self.basis {
                Basis::Path { folder, .. } => folder.as_str(),
                _ => self.folder,
            },
            Basis::Path { document, .. } => {
                joined.clear();
                joined.extend_from_slice(document);
                ""
            }
            _ => return Some(self.file),
        };
        if !path.is_empty() {
            match address::join(folder, path, &self.shared.options.base, joined) {
                Joined::Inside => {}
                Joined::Elsewhere => {
                    self.facts.counts.links -= 1;
                    self.outside(address, at.clone());
                    return None;
                }
                Joined::NoFile => {
                    let path = text(joined);
                    self.dead(at, Problem::EncodedSlash { path });
                    return None;
                }
            }
        }
        let found = self.shared.table.find(joined);
        let path = || text(joined);
        let problem = match found {
            Found::File(file) => return Some(file),
            Found::NoIndex => {
                let slash = if joined.is_empty() || joined.ends_with(b"/") { "" } else { "/" };
                Problem::NoIndex { path: path() + slash }
            }
            Found::OtherCase(file) => {
                Problem::OtherCase { path: path(), right: self.shared.table.path(file).to_owned() }
            }
            Found::Nothing => Problem::Dead { path: path(), near: None },
        };
        self.dead(at, problem);
        None
    }

    fn dead(&mut self, at: &Range<usize>, problem: Problem) {
        self.facts.counts.internal += 1;
        self.facts.findings.push(Finding { file: self.file, place: place(at.clone()), problem });
    }

    fn ask(&mut self, target: u32, anchor: &[u8], at: Range<usize>) {
        let form = self.shared.forms[target as usize];
        // A view of a picture is no anchor.
        let is_view = form == Form::Svg && (anchor.contains(&b'=') || anchor.starts_with(b"svgView("));
        if !form.has_anchors() || is_view {
            return;
        }
        self.facts.counts.anchors += 1;
        let asked = if target == self.file { &mut self.scratch.own } else { &mut self.facts.asked };
        asked.push(target, anchor, at);
    }

    fn outside(&mut self, address: &[u8], at: Range<usize>) {
        self.facts.counts.links += 1;
        self.facts.counts.outside += 1;
        if self.shared.options.outside
            && let Some(address) = self.absolute(&text(address))
        {
            self.facts.outside.push(Outside { file: self.file, place: place(at), address });
        }
    }

    /// The address as one that stands alone; none if nothing is known of the host.
    fn absolute(&self, address: &str) -> Option<String> {
        if address.starts_with("//") || url::Url::parse(address).is_ok() {
            return Some(address.to_owned());
        }
        let joined = match &self.basis {
            Basis::Outside(base) => url::Url::parse(base).ok()?.join(address),
            Basis::Path { folder, .. } => self.shared.options.base.url(folder)?.join(address),
            Basis::File => self.shared.options.base.url(self.folder)?.join(address),
        };
        joined.ok().map(String::from)
    }

    /// What `<base href>` says, as it is written.
    pub(super) fn rebase(&mut self, written: &[u8]) -> Basis {
        let tidied = address::tidy(written);
        match Address::parse(&tidied, &self.shared.options.base) {
            Address::Own { path: b"", .. } | Address::Other => Basis::File,
            Address::Own { path, .. } => {
                let mut document = Vec::new();
                match address::join(self.folder, path, &self.shared.options.base, &mut document) {
                    Joined::Elsewhere => {
                        self.absolute(&text(&tidied)).map_or(Basis::Outside(String::new()), Basis::Outside)
                    }
                    _ => {
                        let length = document.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
                        Basis::Path { folder: text(&document[..length]), document }
                    }
                }
            }
            Address::Outside => Basis::Outside(text(&tidied)),
        }
    }

    /// Judges what the file says of itself, and packs what others may ask of it.
    fn finish(self) -> Facts {
        let Reader { file, mut facts, scratch, .. } = self;
        scratch.anchors.sort();
        for (_, anchor, place) in scratch.own.iter().filter(|(_, anchor, _)| !scratch.anchors.has(anchor)) {
            facts.findings.push(no_anchor(file, place, file, anchor));
        }
        for (id, place, first) in scratch.anchors.duplicates() {
            facts.findings.push(Finding {
                file,
                place,
                problem: Problem::DuplicateId { id: text(id), first },
            });
        }
        facts.anchors = scratch.anchors.packed();
        facts
    }
}

/// The finding that `target` has no such anchor.
pub(super) fn no_anchor(file: u32, place: Range<u32>, target: u32, anchor: &[u8]) -> Finding {
    let anchor = percent_encoding::percent_decode(anchor).decode_utf8_lossy().into_owned();
    Finding { file, place, problem: Problem::NoAnchor { target, anchor, near: None } }
}

/// Bytes as a text that people can read.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
