//! What the lines, the dashes and the colours of a drawing mean, in a strip below it.
//!
//! Made from what occurs, and as wide as its longest words in any language: the strip is the same in all of them,
//! and moves no box. Paints nothing and knows no word: words come with the scene.

use std::collections::BTreeSet;

use super::drawing::{Face, LEGEND};
use super::look::{self, Paint};
use super::scene::{Scene, Texts, Words};
use super::text::{self, Measure};
use crate::layout::{Point, Rect, Size};
use crate::model::ConnectionKind;

/// The strip below a drawing.
#[derive(Clone, Debug, Default)]
pub(super) struct Legend {
    pub(super) entries: Vec<Entry>,
    /// What the strip takes; no height where there is nothing to explain.
    pub(super) size: Size,
}

/// A sample and what it means.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) sample: Sample,
    /// Where the sample stands, as high as its row.
    pub(super) at: Rect,
    /// The left end of the words.
    pub(super) text: i32,
    pub(super) words: Texts,
}

/// What is explained.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Sample {
    /// The line of a kind of connection.
    Line(ConnectionKind),
    /// What the stack works without.
    Optional,
    /// A card for more than one.
    Several,
    /// The colour of a category.
    Category(Paint),
}

impl Sample {
    fn width(self) -> i32 {
        match self {
            Sample::Line(_) => 32,
            Sample::Optional | Sample::Several => 26,
            Sample::Category(_) => 12,
        }
    }
}

/// Left and right of the strip, in pixels: the margin of drawings.
const MARGIN: i32 = 24;
/// The height of a row.
const ROW: i32 = 22;
/// Between a sample and its words.
const GAP: i32 = 8;
/// From one entry to the next.
const APART: i32 = 24;
/// Below the last row.
const BELOW: i32 = 18;

/// The legend of a scene that is drawn on a canvas of `size`.
pub(super) fn legend(scene: &Scene, faces: &[Face], size: Size) -> Legend {
    let Some(words) = &scene.words else { return Legend::default() };
    let rows = [signs(scene, faces, words), categories(scene, faces, words)];
    // One entry alone sets nothing apart from anything.
    if rows.iter().map(Vec::len).sum::<usize>() < 2 {
        return Legend::default();
    }
    let (mut entries, mut right) = (Vec::new(), 0);
    let mut at = Point { x: MARGIN, y: size.height };
    for row in rows.into_iter().filter(|row| !row.is_empty()) {
        for (sample, words) in row {
            let words: Texts = words.iter().map(|word| one_line(word)).collect();
            let width = sample.width() + GAP + text::widest(&words, LEGEND);
            if at.x > MARGIN && at.x + width > size.width - MARGIN {
                at = Point { x: MARGIN, y: at.y + ROW };
            }
            let place = Rect { x: at.x, y: at.y, width: sample.width(), height: ROW };
            entries.push(Entry { sample, at: place, text: at.x + sample.width() + GAP, words });
            right = right.max(at.x + width + MARGIN);
            at.x += width + APART;
        }
        at = Point { x: MARGIN, y: at.y + ROW };
    }
    Legend { entries, size: Size { width: right, height: at.y - size.height + BELOW } }
}

fn one_line(word: &str) -> String {
    text::wrap(word, LEGEND, Measure { width: 220, widest: 220, lines: 1 }).pop().unwrap_or_default()
}

/// Kinds of connections, if there are several, and what dashes and stacks mean.
fn signs<'w>(scene: &Scene, faces: &[Face], words: &'w Words) -> Vec<(Sample, &'w Texts)> {
    let occurs = |kind: ConnectionKind| scene.connections.iter().any(|connection| connection.kind == kind);
    let kinds = words.connections.iter().filter(|(kind, _)| occurs(*kind));
    let mut signs: Vec<_> = kinds.map(|(kind, texts)| (Sample::Line(*kind), texts)).collect();
    if signs.len() < 2 {
        signs.clear();
    }
    let has_optional_node = scene.nodes.iter().any(|node| node.is_optional);
    if has_optional_node || scene.connections.iter().any(|connection| connection.is_optional) {
        signs.push((Sample::Optional, &words.optional));
    }
    if faces.iter().any(Face::is_several) {
        signs.push((Sample::Several, &words.several));
    }
    signs
}

/// The categories whose colours can be seen, if there are several.
fn categories<'w>(scene: &Scene, faces: &[Face], words: &'w Words) -> Vec<(Sample, &'w Texts)> {
    let cards = scene.nodes.iter().zip(faces).filter(|(_, face)| !face.is_frame);
    let seen: BTreeSet<(&str, &str)> = cards
        .map(|(node, _)| (node.category.as_str(), look::card_look(&node.kind, &node.category).tile.class))
        .collect();
    let mut found = Vec::new();
    for (id, texts) in &words.categories {
        let paint = look::card_look("", id).tile;
        if seen.contains(&(id.as_str(), paint.class)) {
            found.push((Sample::Category(paint), texts));
        }
    }
    if found.len() < 2 { Vec::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::super::drawing::draw;
    use super::super::scene::{Connection, Node};
    use super::*;

    fn words() -> Words {
        let both = |word: &str| vec![word.to_owned(), format!("{word}, en français")];
        Words {
            connections: ConnectionKind::ALL.map(|(word, kind)| (kind, both(word))).to_vec(),
            optional: both("optional"),
            several: both("several"),
            categories: ["compute", "storage", "cost"].map(|id| (id.to_owned(), both(id))).to_vec(),
        }
    }

    fn scene(categories: [&str; 2], kinds: [ConnectionKind; 2]) -> Scene {
        let node = |(index, category): (usize, &&str)| Node {
            id: format!("n{index}"),
            category: (*category).to_owned(),
            ..Node::default()
        };
        let connection = |kind| Connection { from: 0, to: 1, kind, ..Connection::default() };
        Scene {
            languages: vec!["en".to_owned(), "fr".to_owned()],
            nodes: categories.iter().enumerate().map(node).collect(),
            connections: kinds.map(connection).to_vec(),
            words: Some(words()),
            ..Scene::default()
        }
    }

    fn said(scene: Scene) -> Vec<String> {
        draw(scene).legend.entries.into_iter().map(|entry| entry.words[0].clone()).collect()
    }

    use ConnectionKind::{Data, Request};

    #[test]
    fn what_occurs_is_explained() {
        let mut scene = scene(["cost", "compute"], [Data, Request]);
        assert_eq!(said(scene.clone()), ["request", "data", "compute", "cost"]);
        scene.nodes[0].is_optional = true;
        scene.nodes[1].count = Some("2..4".to_owned());
        assert_eq!(said(scene), ["request", "data", "optional", "several", "compute", "cost"]);
    }

    #[test]
    fn what_is_all_of_one_kind_explains_itself() {
        let mut scene = scene(["cost", "cost"], [Data, Data]);
        assert!(said(scene.clone()).is_empty());
        scene.nodes[0].is_optional = true;
        assert!(said(scene).is_empty(), "one entry is no legend");
    }

    #[test]
    fn a_kind_that_hides_its_category_is_no_sample_of_it() {
        let mut scene = scene(["cost", "compute"], [Data, Request]);
        scene.nodes[0].kind = "person".to_owned();
        assert_eq!(said(scene), ["request", "data"]);
    }

    #[test]
    fn without_words_there_is_no_legend() {
        let scene = Scene { words: None, ..scene(["cost", "compute"], [Data, Request]) };
        assert!(said(scene).is_empty());
    }

    #[test]
    fn the_strip_lies_below_the_boxes_and_holds_every_word() {
        let with = scene(["cost", "compute"], [Data, Request]);
        let without = draw(Scene { words: None, ..with.clone() });
        let drawing = draw(with);
        assert_eq!(drawing.layout, without.layout, "nothing moved");
        let size = drawing.size();
        for entry in &drawing.legend.entries {
            assert!(entry.at.y >= drawing.layout.size.height && entry.at.y + entry.at.height <= size.height);
            for word in &entry.words {
                assert!(entry.text + text::width(word, LEGEND) <= size.width - MARGIN);
            }
        }
    }
}
