//! What was rendered last, so that only what a change touches is rendered again.
//!
//! A value that its owner passes in and keeps. It rests on one rule: **the text of a document, and the description that
//! may be its first paragraph, show on the page of its own subject, and on pages that are made anew every time**.
//! Everything else that others see of a document is its [`Face`]; where a face changes, or any other source, all pages
//! are made anew. Never guesses: what it cannot tell apart it calls touched.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::Done;
use crate::draw::Layouts;
use crate::model::{Lang, Model, PageId};
use crate::source::{FileId, Origin, SourceFile, Sources, Span};

/// What was rendered last, and of what.
#[derive(Debug, Default)]
pub struct Memory {
    /// The texts that the pages were made of, in the order of the sources.
    texts: Vec<Text>,
    /// The paths of the assets there were. Pages hold paths of assets, never what is in them.
    assets: Vec<(String, Origin)>,
    faces: BTreeMap<FileId, Vec<Face>>,
    /// The pages of each unit, in the order of the units; empty if none were made.
    pub(super) units: Vec<Vec<Done>>,
    pub(super) layouts: Layouts,
    pub(super) tally: Tally,
}

/// How much work the last turn was.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Pages that were made anew.
    pub made: usize,
    /// Pages there are.
    pub all: usize,
}

/// What has to be made anew.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Touched {
    /// Every page.
    Everything,
    /// The pages of these subjects, and those that show a bit of everything.
    Text(BTreeSet<PageId>),
}

#[derive(Debug)]
struct Text {
    path: String,
    text: String,
    origin: Origin,
}

/// What pages see of a document whose subject is another one's, in one language.
#[derive(Clone, PartialEq, Debug)]
struct Face {
    page: PageId,
    lang: Lang,
    title: String,
    title_span: Span,
    has_title: bool,
    route: String,
    /// Everything before the body, as it is written.
    front: String,
    /// Level, id and text of each heading.
    headings: Vec<(u8, String, String)>,
    anchors: Vec<String>,
    is_empty: bool,
}

impl Memory {
    /// How much work the last turn was.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// What differs from what was rendered last. From here on, that is these sources.
    pub(super) fn touched(&mut self, model: &Model, sources: &Sources) -> Touched {
        let changed = self.changed(sources);
        self.assets = sources.assets().iter().map(|asset| (asset.path.clone(), asset.origin)).collect();
        let Some(changed) = changed.filter(|_| !self.units.is_empty()) else {
            self.texts = sources.files().map(|(_, source)| Text::of(source)).collect();
            self.faces = faces(model, sources, None);
            return Touched::Everything;
        };
        for (at, file) in &changed {
            self.texts[*at] = Text::of(&sources[*file]);
        }
        let files: BTreeSet<FileId> = changed.into_iter().map(|(_, file)| file).collect();
        // What a theme's style says reaches no page: it is copied.
        let is_style = |path: &str| path.starts_with("themes/") && path.ends_with(".css");
        let told: BTreeSet<FileId> =
            files.iter().copied().filter(|file| !is_style(&sources[*file].path)).collect();
        let seen = faces(model, sources, Some(&told));
        let is_text_alone = told
            .iter()
            .all(|file| matches!((seen.get(file), self.faces.get(file)), (Some(now), Some(before)) if now == before));
        if !is_text_alone {
            self.faces = faces(model, sources, None);
            return Touched::Everything;
        }
        Touched::Text(seen.values().flatten().map(|face| face.page).collect())
    }

    /// The texts that are others than before; `None` if there are others, or other assets.
    fn changed(&self, sources: &Sources) -> Option<Vec<(usize, FileId)>> {
        let same_assets = self.assets.len() == sources.assets().len()
            && self
                .assets
                .iter()
                .zip(sources.assets())
                .all(|((path, origin), asset)| (path, *origin) == (&asset.path, asset.origin));
        if !same_assets || self.texts.len() != sources.files().count() {
            return None;
        }
        let mut changed = Vec::new();
        for (at, (text, (file, source))) in self.texts.iter().zip(sources.files()).enumerate() {
            if text.path != source.path || text.origin != source.origin {
                return None;
            }
            if text.text != source.text {
                changed.push((at, file));
            }
        }
        Some(changed)
    }
}

impl Text {
    fn of(source: &SourceFile) -> Self {
        Text { path: source.path.clone(), text: source.text.clone(), origin: source.origin }
    }
}

/// The faces of documents, by file: of those asked for, or of all. A document stands in for languages that lack one,
/// so it may have several.
fn faces(model: &Model, sources: &Sources, wanted: Option<&BTreeSet<FileId>>) -> BTreeMap<FileId, Vec<Face>> {
    let mut faces: BTreeMap<FileId, Vec<Face>> = BTreeMap::new();
    for (id, page) in model.pages.iter() {
        for (lang, document) in page.documents.iter() {
            if wanted.is_some_and(|wanted| !wanted.contains(&document.file)) {
                continue;
            }
            let text = &sources[document.file].text;
            let headings = document.headings.iter();
            faces.entry(document.file).or_default().push(Face {
                page: id,
                lang,
                title: page.title[lang].clone(),
                title_span: document.title_span,
                has_title: document.has_title,
                route: page.route[lang].clone(),
                front: text.get(..document.body as usize).unwrap_or(text).to_owned(),
                headings: headings.map(|it| (it.level, it.id.clone(), it.text.clone())).collect(),
                anchors: document.prose.anchors.clone(),
                is_empty: document.prose.is_empty(),
            });
        }
    }
    faces
}
