//! A drawing in one language as a list of what is painted: the value that every format with paint in it walks.
//!
//! Hides which shapes a card, a frame, a line or a label is made of. Knows no file format and no colour: a paint is
//! a name that [`super::look`] gives a tone in each scheme.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::drawing::{BEHIND, COUNT, Drawing, Face, GLYPH, INSET, LABEL, LEGEND, Label, ROLE, TILE};
use super::hops;
use super::legend::{Entry, Sample};
use super::line;
use super::look::{self, Dashes, Paint};
use super::scene::{Connection, Node, said};
use super::text::{Style, flatten};
use crate::icon::{self, Artwork, Icon};
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
    pub(super) purpose: Purpose,
    pub(super) groups: Vec<Group>,
}

/// What a layer is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    /// It says nothing that another layer does not say too.
    Decoration,
    /// Nodes or connections.
    Content,
    /// What lines, dashes and colours mean.
    Legend,
}

/// What belongs together: all marks of one node, one connection, one label.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) subject: Subject,
    /// What it is called where it cannot be seen; empty: nothing to say.
    pub(super) name: String,
    /// More about it, for those who point at it; may be empty.
    pub(super) note: String,
    /// Where it leads.
    pub(super) link: Option<Link>,
    /// From the back to the front.
    pub(super) marks: Vec<Mark>,
}

impl Group {
    /// Without marks yet, and with nothing to say.
    fn nameless(subject: Subject) -> Self {
        Group { subject, name: String::new(), note: String::new(), link: None, marks: Vec::new() }
    }
}

/// What a group of marks is a picture of. Nodes and connections are named by their ids in the scene.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Subject {
    /// The ground and border of a group; its title is a `Node` of a later layer.
    Frame { id: String },
    /// A card, or the title of a frame.
    Node { id: String },
    /// A sample in the legend, and what it means.
    Key,
    /// A line with its heads, and the label on it.
    Connection { id: String, from: String, to: String },
}

/// A link over a group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Link {
    /// Relative, or `http(s)`.
    pub(super) href: String,
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
#[allow(dead_code, reason = "formats with a stylesheet need not read all of it")]
pub(super) struct Shape {
    pub(super) at: Rect,
    /// Of its corners, in pixels.
    pub(super) radius: i32,
    pub(super) paint: Paint,
    /// Of its border; solid where absent.
    pub(super) dashes: Option<Dashes>,
    /// Whether the stroke of its paint is left out.
    pub(super) is_flat: bool,
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
    /// Whether it is a head, and not a line.
    pub(super) is_head: bool,
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

/// What a glyph stands on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Tile {
    /// A square with rounded corners, [`TILE`] wide.
    Card,
    /// A disc, [`TILE`] wide.
    Person,
    /// A square with rounded corners, as wide as the glyph.
    Frame,
}

impl Tile {
    /// Its rectangle, from the corner of the glyph's grid, and the radius of its corners.
    pub(super) fn shape(self) -> (Rect, i32) {
        let around = (GLYPH - TILE) / 2;
        let large = Rect { x: around, y: around, width: TILE, height: TILE };
        match self {
            Tile::Card => (large, 6),
            Tile::Person => (large, TILE / 2),
            Tile::Frame => (Rect { x: 0, y: 0, width: GLYPH, height: GLYPH }, 5),
        }
    }
}

/// A sign on a grid of [`GLYPH`] by [`GLYPH`] pixels, drawn as lines on a tile.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    /// The top left corner of its grid.
    pub(super) corner: Point,
    /// The data of an SVG path.
    pub(super) path: &'static str,
    /// Shown in its place by formats that can.
    pub(super) artwork: Option<Arc<Artwork>>,
    /// The fill is its tile's, the stroke its own.
    pub(super) paint: Paint,
    pub(super) tile: Tile,
}

/// One line of text.
#[derive(Clone, Debug)]
#[allow(dead_code, reason = "formats with a stylesheet need not read all of it")]
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

impl Picture {
    /// The classes of all that is painted.
    pub(super) fn classes(&self) -> BTreeSet<&'static str> {
        let groups = self.layers.iter().flat_map(|layer| &layer.groups);
        let marks = groups.flat_map(|group| &group.marks);
        let paints = marks.map(|mark| match mark {
            Mark::Shape(shape) => shape.paint,
            Mark::Path(path) => path.paint,
            Mark::Glyph(glyph) => glyph.paint,
            Mark::Text(text) => text.paint,
        });
        paints.chain([self.canvas.paint]).map(|paint| paint.class).collect()
    }
}

/// The picture of a drawing in one language, an index into the scene's languages.
pub(super) fn picture(drawing: &Drawing, lang: usize) -> Picture {
    let painter = Painter { drawing, lang };
    let size = drawing.size();
    let all = Rect { x: 0, y: 0, width: size.width, height: size.height };
    let layer = |purpose, groups| Layer { purpose, groups };
    Picture {
        size,
        language: drawing.scene.languages.get(lang).cloned(),
        title: said(&drawing.scene.title, lang).to_owned(),
        description: said(&drawing.scene.description, lang).to_owned(),
        canvas: shape(look::CANVAS, all, 0),
        layers: vec![
            layer(Purpose::Decoration, painter.frames()),
            layer(Purpose::Content, painter.lines()),
            layer(Purpose::Content, painter.nodes()),
            layer(Purpose::Legend, painter.legend()),
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
                Group { marks: vec![Mark::Shape(frame(node, at))], ..Group::nameless(subject) }
            })
            .collect()
    }

    /// Cards, and the titles of frames: no line runs over them.
    fn nodes(&self) -> Vec<Group> {
        let nodes = self.placed().zip(&self.drawing.title_shifts);
        nodes.map(|((node, face, at), shift)| self.node(node, face, at, *shift)).collect()
    }

    fn node(&self, node: &Node, face: &Face, at: Rect, shift: i32) -> Group {
        let mut marks = Marks::default();
        let area = match face.is_frame {
            true => self.frame_title(&mut marks, node, face, face.title_area(at, shift)),
            false => self.card(&mut marks, node, face, at),
        };
        let href = node.href.as_deref().map(|texts| said(texts, self.lang)).filter(|href| is_safe(href));
        Group {
            subject: Subject::Node { id: node.id.clone() },
            name: flatten(&self.node_name(node)),
            note: first_sentence(said(&node.note, self.lang)).to_owned(),
            link: href.map(|href| Link { href: href.to_owned(), area }),
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

    fn frame_title(&self, marks: &mut Marks, node: &Node, face: &Face, area: Rect) -> Rect {
        let look = look::frame_look(&node.kind);
        marks.shape(Shape { opacity: look::GROUND_OPACITY, ..shape(look.ground, area, 0) });
        let icon = node.icon.as_ref().filter(|_| look::is_plain_frame(&node.kind));
        let tile = Point { x: area.x, y: area.y + 1 };
        marks.glyph(icon, look.glyph, look.tile, Tile::Frame, tile);
        let title = Rect { x: area.x - INSET, y: tile.y, height: area.height - 2, ..area };
        self.face_text(marks, face, title);
        badge(marks, face, Point { x: area.x + area.width, y: tile.y + 4 });
        area
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
        let corner = inset(tile, (TILE - GLYPH) / 2);
        let ground = if look.is_round { Tile::Person } else { Tile::Card };
        marks.glyph(node.icon.as_ref(), look.glyph, look.tile, ground, Point { x: corner.x, y: corner.y });
        self.face_text(marks, face, front);
        badge(marks, face, Point { x: front.x + front.width - INSET, y: front.y + INSET });
        at
    }

    /// Names and roles beside the tile, the block set in the middle of the height.
    fn face_text(&self, marks: &mut Marks, face: &Face, at: Rect) {
        let x = at.x + face.text_left();
        let mut y = at.y + (at.height - face.text_height(self.lang)) / 2;
        let style = face.name_style();
        let paint = if face.is_frame { look::TITLE_INK } else { look::NAME_INK };
        for line in face.names.get(self.lang).into_iter().flatten() {
            marks.text(line, paint, style, Point { x, y }, false);
            y += style.leading;
        }
        for line in face.roles.get(self.lang).into_iter().flatten() {
            marks.text(line, look::ROLE_INK, ROLE, Point { x, y }, false);
            y += ROLE.leading;
        }
    }

    /// Lines, each with its label over it: no other line runs where a label stands.
    fn lines(&self) -> Vec<Group> {
        let ids = self.drawing.scene.connection_ids();
        let Drawing { scene, layout, labels, .. } = self.drawing;
        let stops: Vec<Vec<Point>> =
            layout.edges.iter().map(|route| line::simplified(&route.points)).collect();
        let ways = stops.iter().zip(hops::hops(&stops));
        let lines = scene.connections.iter().zip(&layout.edges).zip(labels).zip(ids).zip(ways);
        lines
            .map(|((((connection, route), label), id), (stops, hops))| {
                let paths = line::paths(connection, stops, &hops);
                let mut marks = Marks(paths.into_iter().map(Mark::Path).collect());
                // What the label says can be read: only where it has no room it is told.
                let mut note = connection.caption(self.lang);
                if let Some(at) = route.label {
                    self.label(&mut marks, &self.label_lines(label), at);
                    note.clear();
                }
                let (from, to) = self.ends(connection);
                Group {
                    subject: Subject::Connection { id, from, to },
                    name: self.connection_name(connection),
                    note,
                    link: None,
                    marks: marks.0,
                }
            })
            .collect()
    }

    fn legend(&self) -> Vec<Group> {
        let entries = self.drawing.legend.entries.iter();
        entries
            .map(|entry| {
                let mut marks = Marks::default();
                sample(&mut marks, entry);
                let top = Point { x: entry.text, y: entry.at.y + (entry.at.height - LEGEND.leading) / 2 };
                marks.text(said(&entry.words, self.lang), look::LEGEND_INK, LEGEND, top, false);
                Group { marks: marks.0, ..Group::nameless(Subject::Key) }
            })
            .collect()
    }

    fn ends(&self, connection: &Connection) -> (String, String) {
        let id = |node: u32| self.drawing.scene.id(node).to_owned();
        (id(connection.from), id(connection.to))
    }

    fn connection_name(&self, connection: &Connection) -> String {
        let name = |node: u32| self.drawing.scene.nodes[node as usize].called(self.lang);
        let arrow = if connection.is_both { '↔' } else { '→' };
        format!("{} {arrow} {}", name(connection.from), name(connection.to))
    }

    fn label_lines<'l>(&self, label: &'l Label) -> Vec<(&'l str, Paint)> {
        let words = label.lines.get(self.lang).into_iter().flatten().map(|line| (line.as_str(), look::INK));
        words.chain(label.manner.iter().map(|line| (line.as_str(), look::MUTED))).collect()
    }

    fn label(&self, marks: &mut Marks, lines: &[(&str, Paint)], at: Rect) {
        if lines.is_empty() {
            return;
        }
        marks.shape(Shape { opacity: look::GROUND_OPACITY, ..shape(self.ground_at(at), at, 0) });
        let x = at.x + at.width / 2;
        let mut y = at.y + (at.height - lines.len() as i32 * LABEL.leading) / 2;
        for (line, paint) in lines {
            marks.text(line, *paint, LABEL, Point { x, y }, true);
            y += LABEL.leading;
        }
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

/// A sample in the strip below the drawing.
fn sample(marks: &mut Marks, entry: &Entry) {
    let Rect { x, y, width, height } = entry.at;
    let optional = Some(look::OPTIONAL_DASHES);
    let card = |x, y, width| shape(look::SAMPLE, Rect { x, y, width, height: height - 8 }, 4);
    match entry.sample {
        Sample::Line(kind) => {
            let middle = y + height / 2;
            let stops = [Point { x, y: middle }, Point { x: x + width, y: middle }];
            let paths = line::paths(&Connection { kind, ..Connection::default() }, &stops, &[]);
            marks.0.extend(paths.into_iter().map(Mark::Path));
        }
        Sample::Optional => marks.shape(Shape { dashes: optional, ..card(x, y + 4, width) }),
        Sample::Several => {
            marks.shape(card(x + 4, y + 6, width - 4));
            marks.shape(card(x, y + 2, width - 4));
        }
        Sample::Category(paint) => {
            let square = Rect { x, y: y + (height - width) / 2, width, height: width };
            marks.shape(Shape { is_flat: true, ..shape(paint, square, 3) });
        }
    }
}

/// Marks being put down, each over those before it.
#[derive(Default)]
struct Marks(Vec<Mark>);

impl Marks {
    fn shape(&mut self, shape: Shape) {
        self.0.push(Mark::Shape(shape));
    }

    /// The icon, or else the glyph of that name, in `paint`.
    fn glyph(&mut self, icon: Option<&Icon>, name: &str, paint: Paint, tile: Tile, corner: Point) {
        let path = icon::glyph(name).expect("the glyphs of looks are there");
        self.0.push(Mark::Glyph(match icon {
            Some(Icon::Artwork(artwork)) => {
                Glyph { corner, path, artwork: Some(artwork.clone()), paint: look::PLAIN, tile }
            }
            Some(Icon::Glyph(path)) => Glyph { corner, path, artwork: None, paint, tile },
            None => Glyph { corner, path, artwork: None, paint, tile },
        }));
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

/// A text up to the end of its first sentence.
fn first_sentence(text: &str) -> &str {
    let ends = text.match_indices(['.', '!', '?']).map(|(at, mark)| at + mark.len());
    let is_end = |end: &usize| {
        let mut rest = text[*end..].chars();
        rest.next().is_none_or(char::is_whitespace) && rest.next().is_none_or(char::is_uppercase)
    };
    ends.into_iter().find(is_end).map_or(text, |end| &text[..end])
}

fn holds(at: Rect, point: Point) -> bool {
    (at.x..at.x + at.width).contains(&point.x) && (at.y..at.y + at.height).contains(&point.y)
}

fn inset(at: Rect, by: i32) -> Rect {
    Rect { x: at.x + by, y: at.y + by, width: at.width - 2 * by, height: at.height - 2 * by }
}

fn shape(paint: Paint, at: Rect, radius: i32) -> Shape {
    Shape { at, radius, paint, dashes: None, is_flat: false, opacity: 1.0 }
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
    fn a_note_ends_with_its_first_sentence() {
        assert_eq!(
            first_sentence("Loue des machines, p. ex. des serveurs. Et plus."),
            "Loue des machines, p. ex. des serveurs."
        );
        assert_eq!(first_sentence("Runs code"), "Runs code");
        assert_eq!(first_sentence("S3 v1.2 is here. 3 is not."), "S3 v1.2 is here. 3 is not.");
    }

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
