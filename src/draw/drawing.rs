//! A scene laid out: what every export is made from.
//!
//! Hides how much room a card, a title or a label takes. One layout holds for all languages: each box is as
//! large as its longest text in any of them. Knows no colour and no file format.

use super::legend::{self, Legend};
use super::scene::{Connection, Node, Scene, said};
use super::text::{self, Measure, Style};
use super::{look, titles, twins};
use crate::layout::{self, BoxSpec, EdgeSpec, Graph, Layout, Pull, Size};

/// How a card's name is set.
pub(super) const NAME: Style = Style { size: 14, leading: 17, is_semibold: true };
/// How the line under a name is set.
pub(super) const ROLE: Style = Style { size: 12, leading: 15, is_semibold: false };
/// How a group's name is set.
pub(super) const TITLE: Style = Style { size: 13, leading: 16, is_semibold: true };
/// How a connection's label is set.
pub(super) const LABEL: Style = Style { size: 11, leading: 14, is_semibold: false };
/// How the words of a legend are set.
pub(super) const LEGEND: Style = Style { size: 12, leading: 16, is_semibold: false };
/// How a count is set.
pub(super) const COUNT: Style = Style { size: 11, leading: 14, is_semibold: true };

/// Side of a card's coloured tile, and the space around it, in pixels.
pub(super) const TILE: i32 = 32;
/// Side of a glyph; that of a group's tile too.
pub(super) const GLYPH: i32 = 24;
/// Space between a border and what stands inside it.
pub(super) const INSET: i32 = 8;
/// How far the second card of several stands behind the first.
pub(super) const BEHIND: i32 = 5;
/// Space around a label's text.
pub(super) const LABEL_INSET: Size = Size { width: 5, height: 2 };

/// Room below a title, where an arrow to what stands there has its head.
const BELOW_TITLE: i32 = 6;
/// Room between a tile and its text.
const GAP: i32 = 10;
/// Widths are rounded up to this, so that cards above each other often line up.
const GRID: i32 = 8;

/// A scene, where everything in it stands, and how its texts break into lines.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// What is shown.
    pub scene: Scene,
    /// Where it stands; boxes are the scene's nodes, edges its connections.
    pub layout: Layout,
    /// One a node.
    pub(super) faces: Vec<Face>,
    /// One a connection.
    pub(super) labels: Vec<Label>,
    /// How far right of its corner a frame's title stands, one a node.
    pub(super) title_shifts: Vec<i32>,
    /// Below all of it.
    pub(super) legend: Legend,
}

impl Drawing {
    /// The size of its pictures: that of the layout, and the legend below it.
    pub fn size(&self) -> Size {
        let (all, legend) = (self.layout.size, self.legend.size);
        Size { width: all.width.max(legend.width), height: all.height + legend.height }
    }
}

/// The lines of a node, one entry a language.
#[derive(Clone, Debug, Default)]
pub(super) struct Face {
    pub(super) names: Vec<Vec<String>>,
    pub(super) roles: Vec<Vec<String>>,
    /// The badge's text.
    pub(super) count: Option<String>,
    /// Whether it holds others, and so is a frame.
    pub(super) is_frame: bool,
}

/// The lines of a connection's label, one entry a language; how it speaks comes last.
#[derive(Clone, Debug, Default)]
pub(super) struct Label {
    pub(super) lines: Vec<Vec<String>>,
    pub(super) manner: Option<String>,
}

/// Lays a scene out.
pub fn draw(scene: Scene) -> Drawing {
    draw_with(scene, layout::Options::default())
}

/// Lays a scene out, by an engine and an effort of choice.
pub fn draw_with(scene: Scene, options: layout::Options) -> Drawing {
    draw_by(scene, |graph| layout::arrange_with(&graph, options))
}

/// Lays a scene out as [`draw`] does, from memory where one of the same sizes was laid out before.
pub fn draw_again(scene: Scene, layouts: &layout::Memory) -> Drawing {
    draw_by(scene, |graph| layouts.arrange(graph))
}

fn draw_by(scene: Scene, arrange: impl FnOnce(Graph) -> Layout) -> Drawing {
    let holders = scene.holders();
    let languages = scene.languages.len().max(1);
    let faces: Vec<Face> =
        scene.nodes.iter().zip(holders).map(|(node, is_frame)| face(node, is_frame, languages)).collect();
    let labels: Vec<Label> = scene.connections.iter().map(|c| label(c, languages)).collect();
    let marks = twins::marks(&scene);
    let images = twins::images(&scene, &marks);
    let graph = Graph {
        direction: scene.direction,
        boxes: boxes(&scene, &faces, &marks, &images),
        edges: scene.connections.iter().zip(&labels).map(|(c, label)| edge_spec(c, label)).collect(),
    };
    let layout = arrange(graph);
    let legend = legend::legend(&scene, &faces, layout.size);
    let title_shifts = titles::shifts(&faces, &layout, &images);
    Drawing { scene, layout, faces, labels, title_shifts, legend }
}

fn boxes(scene: &Scene, faces: &[Face], marks: &[Option<u32>], images: &[u32]) -> Vec<BoxSpec> {
    let mut sizes: Vec<Size> = faces.iter().map(Face::size).collect();
    twins::even(images, &mut sizes);
    let nodes = scene.nodes.iter().zip(faces).zip(sizes).zip(marks);
    nodes
        .map(|(((node, face), size), twin)| BoxSpec {
            parent: node.parent,
            size,
            is_group: face.is_frame,
            pull: pull(node),
            kept: node.kept,
            twin: *twin,
        })
        .collect()
}

/// People, devices and outside systems like the start of a drawing, what keeps data its end.
pub(super) fn pull(node: &Node) -> Pull {
    match look::card_look(&node.kind, &node.category).tile.class {
        "mq-person" | "mq-external" => Pull::Start,
        "mq-storage" | "mq-database" => Pull::End,
        _ => Pull::None,
    }
}

fn edge_spec(connection: &Connection, label: &Label) -> EdgeSpec {
    EdgeSpec { from: connection.from, to: connection.to, label: label.size() }
}

fn face(node: &Node, is_frame: bool, languages: usize) -> Face {
    let (name, role) = if is_frame {
        (Measure { width: 240, widest: 360, lines: 2 }, Measure { width: 240, widest: 360, lines: 1 })
    } else {
        (Measure { width: 128, widest: 210, lines: 3 }, Measure { width: 150, widest: 210, lines: 2 })
    };
    let style = if is_frame { TITLE } else { NAME };
    Face {
        names: (0..languages).map(|lang| text::wrap(node.called(lang), style, name)).collect(),
        roles: (0..languages).map(|lang| text::wrap(said(&node.role, lang), ROLE, role)).collect(),
        count: node.count.as_deref().and_then(badge),
        is_frame,
    }
}

/// `1..3` reads as `1–3`, `1..` as `1+` and `*` as `n`; one alone is not worth a badge.
fn badge(count: &str) -> Option<String> {
    let least = count.strip_suffix("..*").or(count.strip_suffix(".."));
    let shown = match (count, least) {
        ("*", _) => "n".to_owned(),
        (_, Some(least)) => text::flatten(&format!("{least}+")),
        (_, None) => text::flatten(&count.replace("..", "–")),
    };
    let measure = Measure { width: 60, widest: 60, lines: 1 };
    match shown.as_str() {
        "" | "1" => None,
        _ => text::wrap(&format!("×{shown}"), COUNT, measure).pop(),
    }
}

fn label(connection: &Connection, languages: usize) -> Label {
    let measure = Measure { width: 110, widest: 180, lines: 3 };
    let one_line = Measure { width: 180, widest: 180, lines: 1 };
    Label {
        lines: (0..languages).map(|l| text::wrap(said(&connection.label, l), LABEL, measure)).collect(),
        manner: connection.manner().and_then(|manner| text::wrap(&manner, LABEL, one_line).pop()),
    }
}

impl Face {
    /// What it takes: a card's size, or that of a frame's title band.
    pub(super) fn size(&self) -> Size {
        let texts = self.text_size();
        let badge = self.badge_width().map_or(0, |width| width + INSET);
        if self.is_frame {
            let width = INSET + GLYPH + INSET + texts.width + badge + 2 * INSET;
            return Size { width, height: INSET + self.title_height() + BELOW_TITLE };
        }
        let width = self.text_left() + texts.width + badge + INSET + 4;
        let height = 2 * INSET + texts.height.max(TILE);
        let behind = if self.is_several() { BEHIND } else { 0 };
        Size { width: round_up(width.max(96) + behind, GRID), height: round_up(height + behind, 4) }
    }

    /// How high the title of a frame is.
    pub(super) fn title_height(&self) -> i32 {
        self.text_size().height.max(GLYPH)
    }

    /// From the left border to the text.
    pub(super) fn text_left(&self) -> i32 {
        if self.is_frame { INSET + GLYPH + INSET } else { INSET + TILE + GAP }
    }

    /// Whether it stands for more than one.
    pub(super) fn is_several(&self) -> bool {
        self.count.is_some() && !self.is_frame
    }

    /// How a name of it is set.
    pub(super) fn name_style(&self) -> Style {
        if self.is_frame { TITLE } else { NAME }
    }

    /// The badge with the count, if there is one.
    pub(super) fn badge_width(&self) -> Option<i32> {
        self.count.as_ref().map(|count| text::width(count, COUNT) + 2 * 5)
    }

    /// How high the text is in one language.
    pub(super) fn text_height(&self, lang: usize) -> i32 {
        let lines = |of: &[Vec<String>]| of.get(lang).map_or(0, Vec::len) as i32;
        lines(&self.names) * self.name_style().leading + lines(&self.roles) * ROLE.leading
    }

    fn text_size(&self) -> Size {
        let widest = |of: &[Vec<String>], style| of.iter().map(|l| text::widest(l, style)).max().unwrap_or(0);
        Size {
            width: widest(&self.names, self.name_style()).max(widest(&self.roles, ROLE)),
            height: (0..self.names.len()).map(|lang| self.text_height(lang)).max().unwrap_or(0),
        }
    }
}

impl Label {
    /// What it takes, if it says anything in any language.
    pub(super) fn size(&self) -> Option<Size> {
        let manner = self.manner.as_deref().map_or(0, |p| text::width(p, LABEL));
        let width = self.lines.iter().map(|lines| text::widest(lines, LABEL)).fold(manner, i32::max);
        let lines = self.lines.iter().map(Vec::len).max().unwrap_or(0) + usize::from(self.manner.is_some());
        (width > 0).then_some(Size {
            width: round_up(width + 2 * LABEL_INSET.width, 2),
            height: lines as i32 * LABEL.leading + 2 * LABEL_INSET.height,
        })
    }
}

fn round_up(pixels: i32, step: i32) -> i32 {
    (pixels + step - 1) / step * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_says_how_many_there_are() {
        let badges = ["3", "1..3", "1..", "2..*", "*"].map(badge);
        assert_eq!(badges.map(Option::unwrap), ["×3", "×1–3", "×1+", "×2+", "×n"]);
        assert_eq!(["1", ""].map(badge), [None, None]);
    }

    #[test]
    fn people_come_first_and_stores_last() {
        let of = |kind: &str, category: &str| {
            pull(&Node { kind: kind.to_owned(), category: category.to_owned(), ..Node::default() })
        };
        assert!(["person", "user", "client", "device", "external"].iter().all(|k| of(k, "") == Pull::Start));
        assert!(
            ["storage", "database"].iter().all(|key| of(key, "") == Pull::End && of("", key) == Pull::End)
        );
        // The stream of a table is no table.
        assert_eq!([of("queue", "database"), of("", "compute")], [Pull::None; 2]);
    }
}
