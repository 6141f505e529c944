//! A drawing in one language as a list of what is painted: the value that every format with paint in it walks.
//!
//! Hides which shapes a card, a frame, a line or a label is made of. Knows no file format and no colour: a paint is
//! a name that [`super::look`] gives a tone in each scheme.

use super::drawing::{BEHIND, COUNT, Drawing, Face, GLYPH, INSET, LABEL, Label, ROLE, TILE};
use super::line;
use super::look::{self, Dashes, Paint};
use super::scene::{Connection, Node, said};
use super::text::{Style, flatten};
use crate::layout::{Point, Rect, Size};

/// Everything one drawing paints in one language, from the back to the front.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    /// The size of the canvas.
    pub(super) size: Size,
    /// The language's tag; `None` where the scene has no language.
    pub(super) language: Option<String>,
    /// What it shows, in a few words.
    pub(super) title: String,
    /// What it shows, in a sentence or two; may be empty.
    pub(super) description: String,
    /// The ground of all, then the layers over it.
    pub(super) canvas: Shape,
    /// From the back to the front.
    pub(super) layers: Vec<Layer>,
}

/// Parts that no part of another layer comes between.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    /// Whether it says nothing that another layer does not say too.
    pub(super) is_decoration: bool,
    pub(super) groups: Vec<Group>,
}

/// What belongs together: all marks of one node, one connection, one label.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) subject: Subject,
    /// What it is, for those who point at it or cannot see it; empty: nothing to say.
    pub(super) title: String,
    /// Where it leads.
    pub(super) link: Option<Link>,
    /// From the back to the front.
    pub(super) marks: Vec<Mark>,
}

/// What a group of marks is a picture of. Nodes and connections are named by their ids in the scene.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Subject {
    /// The ground and border of a group; its title is a `Node` of a later layer.
    Frame { id: String },
    /// A card, or the title of a frame.
    Node { id: String },
    /// A line with its heads.
    Connection { id: String, from: String, to: String },
    /// The text on a line.
    Label { from: String, to: String },
}

/// A link over a group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Link {
    /// Relative, or `http(s)`.
    pub(super) href: String,
    /// What it is called.
    pub(super) name: String,
    /// The rectangle that leads there.
    pub(super) area: Rect,
}

/// One painted thing.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    Shape(Shape),
    Path(Path),
    Glyph(Glyph),
    Text(Text),
}

/// A rectangle.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) at: Rect,
    /// Of its corners, in pixels.
    pub(super) radius: i32,
    pub(super) paint: Paint,
    /// Of its border; solid where absent.
    pub(super) dashes: Option<Dashes>,
    /// Of its fill, from 0 to 1.
    pub(super) opacity: f32,
}

/// A line or an area of any form.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Path {
    pub(super) steps: Vec<Step>,
    pub(super) paint: Paint,
    /// `None`: it is filled and has no line.
    pub(super) stroke: Option<Stroke>,
}

/// How a line is set; joins are always round.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Stroke {
    /// In pixels.
    pub(super) width: f32,
    /// Solid where absent.
    pub(super) dashes: Option<Dashes>,
    /// Whether its ends, and those of its dashes, are round and not flat.
    pub(super) is_round: bool,
}

/// One step of a path, to absolute places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    Move(Point),
    Line(Point),
    /// A quadratic curve: its control point, its end.
    Quad(Point, Point),
    Close,
}

/// A sign on a grid of [`GLYPH`] by [`GLYPH`] pixels, drawn as lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    /// The top left corner of its grid.
    pub(super) corner: Point,
    /// The data of an SVG path.
    pub(super) path: &'static str,
    pub(super) paint: Paint,
}

/// One line of text.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) x: i32,
    /// Where its letters stand.
    pub(super) baseline: i32,
    /// Whether `x` is its middle and not its start.
    pub(super) is_centred: bool,
    pub(super) style: Style,
    pub(super) paint: Paint,
    pub(super) text: String,
}

/// The picture of a drawing in one language, an index into the scene's languages.
pub(super) fn picture(drawing: &Drawing, lang: usize) -> Picture {
    let painter = Painter { drawing, lang };
    let size = drawing.layout.size;
    let all = Rect { x: 0, y: 0, width: size.width, height: size.height };
    let layer = |is_decoration, groups| Layer { is_decoration, groups };
    Picture {
        size,
        language: drawing.scene.languages.get(lang).cloned(),
        title: said(&drawing.scene.title, lang).to_owned(),
        description: said(&drawing.scene.description, lang).to_owned(),
        canvas: shape(look::CANVAS, all, 0),
        layers: vec![
            layer(true, painter.frames()),
            layer(false, painter.lines()),
            layer(true, painter.labels()),
            layer(false, painter.nodes()),
        ],
    }
}

/// What all parts of one picture need to know.
struct Painter<'a> {
    drawing: &'a Drawing,
    lang: usize,
}

impl Painter<'_> {
    fn placed(&self) -> impl Iterator<Item = (&Node, &Face, Rect)> {
        let Drawing { scene, layout, faces, .. } = self.drawing;
        scene.nodes.iter().zip(faces).zip(&layout.boxes).map(|((node, face), place)| (node, face, *place))
    }

    fn frames(&self) -> Vec<Group> {
        let frames = self.placed().filter(|(_, face, _)| face.is_frame);
        frames
            .map(|(node, _, at)| {
                let subject = Subject::Frame { id: node.id.clone() };
                Group { subject, title: String::new(), link: None, marks: vec![Mark::Shape(frame(node, at))] }
            })
            .collect()
    }

    /// Cards, and the titles of frames: no line runs over them.
    fn nodes(&self) -> Vec<Group> {
        self.placed().map(|(node, face, at)| self.node(node, face, at)).collect()
    }

    fn node(&self, node: &Node, face: &Face, at: Rect) -> Group {
        let mut marks = Marks::default();
        let area = match face.is_frame {
            true => self.frame_title(&mut marks, node, face, at),
            false => self.card(&mut marks, node, face, at),
        };
        let href = node.href.as_deref().map(|texts| said(texts, self.lang)).filter(|href| is_safe(href));
        let link =
            href.map(|href| Link { href: href.to_owned(), name: flatten(&self.node_name(node)), area });
        Group {
            subject: Subject::Node { id: node.id.clone() },
            title: self.node_title(node),
            link,
            marks: marks.0,
        }
    }

    fn node_name(&self, node: &Node) -> String {
        let mut title = node.called(self.lang).to_owned();
        if let Some(count) = &node.count {
            title.push_str(&format!(" ×{count}"));
        }
        match said(&node.role, self.lang) {
            "" => title,
            role => format!("{title} – {role}"),
        }
    }

    fn node_title(&self, node: &Node) -> String {
        let name = self.node_name(node);
        match said(&node.note, self.lang) {
            "" => name,
            note => format!("{name}\n{note}"),
        }
    }

    fn frame_title(&self, marks: &mut Marks, node: &Node, face: &Face, at: Rect) -> Rect {
        let look = look::frame_look(&node.kind);
        let band = face.size();
        let tile = Rect { x: at.x + INSET, y: at.y + INSET, width: GLYPH, height: GLYPH };
        let title = Rect { y: tile.y, height: band.height - INSET - 2, ..at };
        let ground =
            Rect { x: tile.x, y: tile.y - 1, width: band.width - 2 * INSET, height: title.height + 2 };
        marks.shape(Shape { opacity: look::GROUND_OPACITY, ..shape(look.ground, ground, 5) });
        marks.shape(shape(look.tile, tile, 5));
        marks.glyph(look.glyph, look::GROUP_GLYPH_INK, Point { x: tile.x, y: tile.y });
        self.face_text(marks, face, title);
        badge(marks, face, Point { x: at.x + band.width - INSET, y: tile.y + 4 });
        ground
    }

    fn card(&self, marks: &mut Marks, node: &Node, face: &Face, at: Rect) -> Rect {
        let look = look::card_look(&node.kind, &node.category);
        let behind = if face.is_several() { BEHIND } else { 0 };
        let front = Rect { width: at.width - behind, height: at.height - behind, ..at };
        let radius = if look.is_round { (front.height / 2).min(28) } else { 8 };
        if face.is_several() {
            let back = Rect { x: front.x + behind, y: front.y + behind, ..front };
            marks.shape(outline(back, radius, node.is_optional));
        }
        marks.shape(outline(front, radius, node.is_optional));
        if let Some(tint) = look.tint {
            marks.shape(shape(tint, inset(front, 3), radius - 3));
        }
        let tile_y = front.y + (front.height - TILE) / 2;
        let tile = Rect { x: front.x + INSET, y: tile_y, width: TILE, height: TILE };
        marks.shape(shape(look.tile, tile, if look.is_round { TILE / 2 } else { 6 }));
        let corner = inset(tile, (TILE - GLYPH) / 2);
        marks.glyph(look.glyph, look.glyph_ink, Point { x: corner.x, y: corner.y });
        self.face_text(marks, face, front);
        badge(marks, face, Point { x: front.x + front.width - INSET, y: front.y + INSET });
        at
    }

    /// Names and roles beside the tile, the block set in the middle of the height.
    fn face_text(&self, marks: &mut Marks, face: &Face, at: Rect) {
        let x = at.x + face.text_left();
        let mut y = at.y + (at.height - face.text_height(self.lang)) / 2;
        let style = face.name_style();
        for line in face.names.get(self.lang).into_iter().flatten() {
            marks.text(line, look::NAME_INK, style, Point { x, y }, false);
            y += style.leading;
        }
        for line in face.roles.get(self.lang).into_iter().flatten() {
            marks.text(line, look::MUTED, ROLE, Point { x, y }, false);
            y += ROLE.leading;
        }
    }

    fn lines(&self) -> Vec<Group> {
        let ids = self.drawing.scene.connection_ids();
        let Drawing { scene, layout, .. } = self.drawing;
        let lines = scene.connections.iter().zip(&layout.edges).zip(ids);
        lines
            .map(|((connection, route), id)| {
                let (from, to) = self.ends(connection);
                Group {
                    subject: Subject::Connection { id, from, to },
                    title: self.connection_title(connection),
                    link: None,
                    marks: line::paths(connection, &route.points).into_iter().map(Mark::Path).collect(),
                }
            })
            .collect()
    }

    fn ends(&self, connection: &Connection) -> (String, String) {
        let id = |node: u32| self.drawing.scene.id(node).to_owned();
        (id(connection.from), id(connection.to))
    }

    fn connection_title(&self, connection: &Connection) -> String {
        let name = |node: u32| self.drawing.scene.nodes[node as usize].called(self.lang);
        let arrow = if connection.is_both { '↔' } else { '→' };
        let ends = format!("{} {arrow} {}", name(connection.from), name(connection.to));
        match connection.caption(self.lang) {
            caption if caption.is_empty() => ends,
            caption => format!("{ends}\n{caption}"),
        }
    }

    fn labels(&self) -> Vec<Group> {
        let Drawing { scene, layout, labels, .. } = self.drawing;
        let mut groups = Vec::new();
        for ((connection, route), label) in scene.connections.iter().zip(&layout.edges).zip(labels) {
            let lines = self.label_lines(label);
            let (Some(at), false) = (route.label, lines.is_empty()) else { continue };
            let (from, to) = self.ends(connection);
            let subject = Subject::Label { from, to };
            groups.push(Group { subject, title: String::new(), link: None, marks: self.label(&lines, at) });
        }
        groups
    }

    fn label_lines<'l>(&self, label: &'l Label) -> Vec<(&'l str, Paint)> {
        let words = label.lines.get(self.lang).into_iter().flatten().map(|line| (line.as_str(), look::INK));
        words.chain(label.protocol.iter().map(|line| (line.as_str(), look::MUTED))).collect()
    }

    fn label(&self, lines: &[(&str, Paint)], at: Rect) -> Vec<Mark> {
        let mut marks = Marks::default();
        marks.shape(Shape { opacity: look::GROUND_OPACITY, ..shape(self.ground_at(at), at, 4) });
        let x = at.x + at.width / 2;
        let mut y = at.y + (at.height - lines.len() as i32 * LABEL.leading) / 2;
        for (line, paint) in lines {
            marks.text(line, *paint, LABEL, Point { x, y }, true);
            y += LABEL.leading;
        }
        marks.0
    }

    /// What a label stands on: the innermost frame around its middle, or the page.
    fn ground_at(&self, at: Rect) -> Paint {
        let middle = Point { x: at.x + at.width / 2, y: at.y + at.height / 2 };
        let frames = self.placed().filter(|(_, face, place)| face.is_frame && holds(*place, middle));
        // A group stands before what it holds, so the last is the innermost.
        let innermost = frames.last();
        innermost.map_or(look::LABEL_GROUND, |(node, ..)| look::frame_look(&node.kind).ground)
    }
}

/// Marks being put down, each over those before it.
#[derive(Default)]
struct Marks(Vec<Mark>);

impl Marks {
    fn shape(&mut self, shape: Shape) {
        self.0.push(Mark::Shape(shape));
    }

    fn glyph(&mut self, path: &'static str, paint: Paint, corner: Point) {
        self.0.push(Mark::Glyph(Glyph { corner, path, paint }));
    }

    /// A line of text whose box starts at `top`; the baseline stands where it does in common fonts.
    fn text(&mut self, text: &str, paint: Paint, style: Style, top: Point, is_centred: bool) {
        let baseline = top.y + (style.leading + style.size * 7 / 10 + 1) / 2;
        self.0.push(Mark::Text(Text { x: top.x, baseline, is_centred, style, paint, text: text.to_owned() }));
    }
}

/// Whether an address is relative or leads to a page; the model has told the author already if it is not.
fn is_safe(href: &str) -> bool {
    let scheme_end = href.find([':', '/', '?', '#']);
    match scheme_end.map(|at| (href.as_bytes()[at], &href[..at])) {
        Some((b':', scheme)) => scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"),
        _ => !href.is_empty(),
    }
}

fn holds(at: Rect, point: Point) -> bool {
    (at.x..at.x + at.width).contains(&point.x) && (at.y..at.y + at.height).contains(&point.y)
}

fn inset(at: Rect, by: i32) -> Rect {
    Rect { x: at.x + by, y: at.y + by, width: at.width - 2 * by, height: at.height - 2 * by }
}

fn shape(paint: Paint, at: Rect, radius: i32) -> Shape {
    Shape { at, radius, paint, dashes: None, opacity: 1.0 }
}

/// The ground and border of a group; its title stands above the lines, see [`Painter::nodes`].
fn frame(node: &Node, at: Rect) -> Shape {
    let look = look::frame_look(&node.kind);
    let dashes = match node.is_optional {
        true => Some(look::OPTIONAL_DASHES),
        false => look.is_dashed.then_some(look::FRAME_DASHES),
    };
    Shape { dashes, ..shape(look.frame, at, 8) }
}

fn outline(at: Rect, radius: i32, is_optional: bool) -> Shape {
    Shape { dashes: is_optional.then_some(look::OPTIONAL_DASHES), ..shape(look::CARD, at, radius) }
}

/// The count, if there is one, with its top right corner where it is said.
fn badge(marks: &mut Marks, face: &Face, corner: Point) {
    let (Some(count), Some(width)) = (&face.count, face.badge_width()) else { return };
    let at = Rect { x: corner.x - width, y: corner.y, width, height: COUNT.leading + 2 };
    marks.shape(shape(look::BADGE, at, at.height / 2));
    marks.text(count, look::BADGE_INK, COUNT, Point { x: at.x + width / 2, y: at.y + 1 }, true);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_relative_and_web_addresses_are_links() {
        for safe in ["https://a.example/", "HTTP://a", "../x:y/", "page/", "#a:b", "?q=a:b"] {
            assert!(is_safe(safe), "{safe}");
        }
        for refused in ["javascript:alert(1)", "data:text/html,x", " javascript:x", ""] {
            assert!(!is_safe(refused), "{refused}");
        }
    }
}
