//! A drawing as SVG: frames, then lines, then labels, then cards.
//!
//! Hides the shapes. Every number is a whole pixel, every text goes through [`super::xml`]; there is no script,
//! no outside font, no `style` attribute, and colours come from [`super::look`].

use super::drawing::{BEHIND, COUNT, Drawing, Face, GLYPH, INSET, LABEL, Label, ROLE, TILE};
use super::line;
use super::look::{self, Paint};
use super::scene::{Connection, Node, said};
use super::text::{Style, flatten};
use super::xml::Element;
use crate::layout::{Point, Rect};

/// Where a drawing will stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Embedding {
    /// In a file of its own: it carries its stylesheet.
    Standalone,
    /// In a page that has [`super::stylesheet`] in its own: neither `<style>` nor `style=`.
    Inline {
        /// Put before every `id`, so that several drawings can stand in one page; unique in the page, and made
        /// of letters, digits and hyphens.
        id_prefix: String,
    },
}

/// How an SVG is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SvgOptions {
    /// Where it will stand.
    pub embedding: Embedding,
}

impl SvgOptions {
    /// For a file of its own.
    pub fn standalone() -> Self {
        SvgOptions { embedding: Embedding::Standalone }
    }

    /// For a page; see [`Embedding::Inline`].
    pub fn inline(id_prefix: impl Into<String>) -> Self {
        SvgOptions { embedding: Embedding::Inline { id_prefix: id_prefix.into() } }
    }
}

/// The drawing in one language (an index into the scene's languages), as SVG text that ends with a line break.
///
/// Each node is a `g.mq-node`, each connection a `g.mq-edge`, with `data-id` or `data-from` and `data-to`.
pub fn svg(drawing: &Drawing, lang: usize, options: &SvgOptions) -> String {
    let mut out = String::new();
    let prefix = match &options.embedding {
        Embedding::Standalone => "mq-",
        Embedding::Inline { id_prefix } => id_prefix.as_str(),
    };
    let mut root = Element::root(&mut out, "svg");
    let writer = Writer { drawing, lang, prefix };
    writer.root_attributes(&mut root);
    writer.descriptions(&mut root);
    if options.embedding == Embedding::Standalone {
        root.child("style").text(&look::own_stylesheet());
    }
    writer.canvas(&mut root);
    writer.frames(root.child("g").attr("aria-hidden", "true"));
    writer.lines(&mut root.child("g"));
    writer.labels(root.child("g").attr("aria-hidden", "true"));
    writer.nodes(&mut root.child("g"));
    drop(root);
    out.push('\n');
    out
}

/// What all parts of one SVG need to know.
struct Writer<'a> {
    drawing: &'a Drawing,
    lang: usize,
    prefix: &'a str,
}

impl Writer<'_> {
    fn root_attributes(&self, root: &mut Element) {
        let size = self.drawing.layout.size;
        root.attr("xmlns", "http://www.w3.org/2000/svg")
            .attr("class", "mq-drawing")
            .attr("width", size.width)
            .attr("height", size.height)
            .attr("viewBox", format_args!("0 0 {} {}", size.width, size.height));
        if let Some(lang) = self.drawing.scene.languages.get(self.lang) {
            root.attr("lang", lang);
        }
        root.attr("font-family", look::FONTS).attr("role", "group");
        root.attr("aria-labelledby", format_args!("{}title", self.prefix));
        if !said(&self.drawing.scene.description, self.lang).is_empty() {
            root.attr("aria-describedby", format_args!("{}desc", self.prefix));
        }
    }

    fn descriptions(&self, root: &mut Element) {
        let scene = &self.drawing.scene;
        let title = said(&scene.title, self.lang);
        root.child("title").attr("id", format_args!("{}title", self.prefix)).text(title);
        let description = said(&scene.description, self.lang);
        if !description.is_empty() {
            root.child("desc").attr("id", format_args!("{}desc", self.prefix)).text(description);
        }
    }

    fn canvas(&self, root: &mut Element) {
        let size = self.drawing.layout.size;
        rect(root, look::CANVAS, Rect { x: 0, y: 0, width: size.width, height: size.height }, 0);
    }

    fn placed(&self) -> impl Iterator<Item = (&Node, &Face, Rect)> {
        let Drawing { scene, layout, faces, .. } = self.drawing;
        scene.nodes.iter().zip(faces).zip(&layout.boxes).map(|((node, face), place)| (node, face, *place))
    }

    fn frames(&self, layer: &mut Element) {
        for (node, _, place) in self.placed().filter(|(_, face, _)| face.is_frame) {
            frame(layer, node, place);
        }
    }

    /// Cards, and the titles of frames: no line runs over them.
    fn nodes(&self, layer: &mut Element) {
        for (node, face, place) in self.placed() {
            let mut group = self.node(layer, node);
            self.linked(&mut group, node, |within| match face.is_frame {
                true => self.frame_title(within, node, face, place),
                false => self.card(within, node, face, place),
            });
        }
    }

    /// The element around a node. It is an image to those who cannot see it, unless it holds a link.
    fn node<'e>(&self, layer: &'e mut Element, node: &Node) -> Element<'e> {
        let mut group = layer.child("g");
        group.attr("class", "mq-node").attr("id", self.id("n", &node.id)).attr("data-id", &node.id);
        if self.href(node).is_none() {
            group.attr("role", "img");
        }
        group.child("title").text(&self.node_title(node));
        group
    }

    /// Draws inside a link, if the node leads somewhere.
    fn linked(&self, within: &mut Element, node: &Node, inside: impl FnOnce(&mut Element)) {
        let Some(href) = self.href(node) else { return inside(within) };
        let mut link = within.child("a");
        link.attr("href", href).attr("aria-label", flatten(&self.node_name(node)));
        inside(&mut link);
    }

    fn href<'n>(&self, node: &'n Node) -> Option<&'n str> {
        node.href.as_deref().map(|texts| said(texts, self.lang)).filter(|href| is_safe(href))
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

    fn frame_title(&self, within: &mut Element, node: &Node, face: &Face, at: Rect) {
        let look = look::frame_look(&node.kind);
        let band = face.size();
        let tile = Rect { x: at.x + INSET, y: at.y + INSET, width: GLYPH, height: GLYPH };
        let title = Rect { y: tile.y, height: band.height - INSET - 2, ..at };
        let ground =
            Rect { x: tile.x, y: tile.y - 1, width: band.width - 2 * INSET, height: title.height + 2 };
        let mut halo = within.child("rect");
        look.ground.on(&mut halo).attr("fill-opacity", look::GROUND_OPACITY);
        place(&mut halo, ground, 5);
        drop(halo);
        rect(within, look.tile, tile, 5);
        glyph(within, look.glyph, look::GROUP_GLYPH_INK, Point { x: tile.x, y: tile.y });
        self.face_text(within, face, title);
        badge(within, face, Point { x: at.x + band.width - INSET, y: tile.y + 4 });
    }

    fn card(&self, within: &mut Element, node: &Node, face: &Face, at: Rect) {
        let look = look::card_look(&node.kind, &node.category);
        let behind = if face.is_several() { BEHIND } else { 0 };
        let front = Rect { width: at.width - behind, height: at.height - behind, ..at };
        let radius = if look.is_round { (front.height / 2).min(28) } else { 8 };
        if face.is_several() {
            let back = Rect { x: front.x + behind, y: front.y + behind, ..front };
            outline(within, back, radius, node.is_optional);
        }
        outline(within, front, radius, node.is_optional);
        if let Some(tint) = look.tint {
            rect(within, tint, inset(front, 3), radius - 3);
        }
        let tile_y = front.y + (front.height - TILE) / 2;
        let tile = Rect { x: front.x + INSET, y: tile_y, width: TILE, height: TILE };
        rect(within, look.tile, tile, if look.is_round { TILE / 2 } else { 6 });
        let corner = inset(tile, (TILE - GLYPH) / 2);
        glyph(within, look.glyph, look.glyph_ink, Point { x: corner.x, y: corner.y });
        self.face_text(within, face, front);
        badge(within, face, Point { x: front.x + front.width - INSET, y: front.y + INSET });
    }

    /// Names and roles beside the tile, the block set in the middle of the height.
    fn face_text(&self, within: &mut Element, face: &Face, at: Rect) {
        let x = at.x + face.text_left();
        let mut y = at.y + (at.height - face.text_height(self.lang)) / 2;
        let style = face.name_style();
        for line in face.names.get(self.lang).into_iter().flatten() {
            text_line(within, look::NAME_INK, Point { x, y }, style).text(line);
            y += style.leading;
        }
        for line in face.roles.get(self.lang).into_iter().flatten() {
            text_line(within, look::MUTED, Point { x, y }, ROLE).text(line);
            y += ROLE.leading;
        }
    }

    fn lines(&self, layer: &mut Element) {
        let ids = self.drawing.scene.connection_ids();
        let Drawing { scene, layout, .. } = self.drawing;
        for ((connection, route), id) in scene.connections.iter().zip(&layout.edges).zip(ids) {
            let mut group = self.edge(layer, connection);
            group.attr("id", self.id("e", &id)).attr("role", "img");
            group.child("title").text(&self.connection_title(connection));
            line::write(&mut group, connection, &route.points);
        }
    }

    fn edge<'e>(&self, layer: &'e mut Element, connection: &Connection) -> Element<'e> {
        let scene = &self.drawing.scene;
        let mut group = layer.child("g");
        group
            .attr("class", "mq-edge")
            .attr("data-from", scene.id(connection.from))
            .attr("data-to", scene.id(connection.to));
        group
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

    fn labels(&self, layer: &mut Element) {
        let Drawing { scene, layout, labels, .. } = self.drawing;
        for ((connection, route), label) in scene.connections.iter().zip(&layout.edges).zip(labels) {
            let lines = self.label_lines(label);
            if let (Some(at), false) = (route.label, lines.is_empty()) {
                self.label(&mut self.edge(layer, connection), &lines, at);
            }
        }
    }

    fn label_lines<'l>(&self, label: &'l Label) -> Vec<(&'l str, Paint)> {
        let words = label.lines.get(self.lang).into_iter().flatten().map(|line| (line.as_str(), look::INK));
        words.chain(label.protocol.iter().map(|line| (line.as_str(), look::MUTED))).collect()
    }

    fn label(&self, group: &mut Element, lines: &[(&str, Paint)], at: Rect) {
        let mut ground = group.child("rect");
        self.ground_at(at).on(&mut ground).attr("fill-opacity", look::GROUND_OPACITY);
        place(&mut ground, at, 4);
        drop(ground);
        let x = at.x + at.width / 2;
        let mut y = at.y + (at.height - lines.len() as i32 * LABEL.leading) / 2;
        for (line, paint) in lines {
            text_line(group, *paint, Point { x, y }, LABEL).attr("text-anchor", "middle").text(line);
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

    fn id(&self, what: &str, id: &str) -> String {
        format!("{}{what}-{}", self.prefix, plain(id))
    }
}

/// An id without what HTML and CSS stumble over; different ids stay different.
fn plain(id: &str) -> String {
    let mut plain = String::with_capacity(id.len());
    for c in id.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') {
            plain.push(c);
        } else {
            plain.push_str(&format!(".{:x}.", u32::from(c)));
        }
    }
    plain
}

/// Whether an address is relative or leads to a page; the model has told the author already if it is not.
fn is_safe(href: &str) -> bool {
    let scheme_end = href.find([':', '/', '?', '#']);
    match scheme_end.map(|at| (href.as_bytes()[at], &href[..at])) {
        Some((b':', scheme)) => scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"),
        _ => !href.is_empty(),
    }
}

fn place(element: &mut Element, at: Rect, radius: i32) {
    element.attr("x", at.x).attr("y", at.y).attr("width", at.width).attr("height", at.height);
    if radius > 0 {
        element.attr("rx", radius);
    }
}

fn holds(at: Rect, point: Point) -> bool {
    (at.x..at.x + at.width).contains(&point.x) && (at.y..at.y + at.height).contains(&point.y)
}

fn inset(at: Rect, by: i32) -> Rect {
    Rect { x: at.x + by, y: at.y + by, width: at.width - 2 * by, height: at.height - 2 * by }
}

fn rect(within: &mut Element, paint: Paint, at: Rect, radius: i32) {
    let mut rect = within.child("rect");
    paint.on(&mut rect);
    place(&mut rect, at, radius);
}

/// The ground and border of a group; its title stands above the lines, see [`Writer::nodes`].
fn frame(layer: &mut Element, node: &Node, at: Rect) {
    let look = look::frame_look(&node.kind);
    let mut frame = layer.child("rect");
    look.frame.on(&mut frame).attr("data-id", &node.id);
    place(&mut frame, at, 8);
    if node.is_optional {
        frame.attr("stroke-dasharray", look::OPTIONAL_DASHES);
    } else if look.is_dashed {
        frame.attr("stroke-dasharray", look::FRAME_DASHES);
    }
}

fn outline(within: &mut Element, at: Rect, radius: i32, is_optional: bool) {
    let mut card = within.child("rect");
    look::CARD.on(&mut card);
    place(&mut card, at, radius);
    if is_optional {
        card.attr("stroke-dasharray", look::OPTIONAL_DASHES);
    }
}

/// The count, if there is one, with its top right corner where it is said.
fn badge(within: &mut Element, face: &Face, corner: Point) {
    let (Some(count), Some(width)) = (&face.count, face.badge_width()) else { return };
    let at = Rect { x: corner.x - width, y: corner.y, width, height: COUNT.leading + 2 };
    rect(within, look::BADGE, at, at.height / 2);
    let middle = Point { x: at.x + width / 2, y: at.y + 1 };
    text_line(within, look::BADGE_INK, middle, COUNT).attr("text-anchor", "middle").text(count);
}

fn glyph(within: &mut Element, path: &str, paint: Paint, corner: Point) {
    let mut glyph = within.child("path");
    paint.on(&mut glyph);
    glyph
        .attr("transform", format_args!("translate({} {})", corner.x, corner.y))
        .attr("stroke-width", "1.75")
        .attr("stroke-linecap", "round")
        .attr("stroke-linejoin", "round")
        .attr("d", path);
}

/// A line of text whose box starts at `top`; the baseline stands where it does in common fonts.
fn text_line<'e>(within: &'e mut Element, paint: Paint, top: Point, style: Style) -> Element<'e> {
    let mut text = within.child("text");
    paint.on(&mut text);
    let baseline = top.y + (style.leading + style.size * 7 / 10 + 1) / 2;
    text.attr("x", top.x).attr("y", baseline).attr("font-size", style.size);
    if style.is_semibold {
        text.attr("font-weight", 600);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use roxmltree::Document;

    use super::super::text::width;
    use super::*;
    use crate::draw::{Scene, draw};

    #[test]
    fn only_relative_and_web_addresses_are_links() {
        for safe in ["https://a.example/", "HTTP://a", "../x:y/", "page/", "#a:b", "?q=a:b"] {
            assert!(is_safe(safe), "{safe}");
        }
        for refused in ["javascript:alert(1)", "data:text/html,x", " javascript:x", ""] {
            assert!(!is_safe(refused), "{refused}");
        }
    }

    #[test]
    fn ids_stay_apart() {
        assert_eq!(plain("app-a_1"), "app-a_1");
        assert_ne!(plain("a b"), plain("a.b"));
    }

    /// The texts that are wider than the card, title, label or badge they stand on.
    fn overflows(svg: &str) -> Vec<String> {
        let document = Document::parse(svg).expect("well-formed XML");
        let number = |node: &roxmltree::Node, name| -> i32 {
            node.attribute(name).and_then(|value| value.parse().ok()).expect("a whole number")
        };
        let fits = |text: &roxmltree::Node| {
            let size = number(text, "font-size");
            let style = Style { size, leading: 0, is_semibold: text.attribute("font-weight").is_some() };
            let width = width(text.text().unwrap_or(""), style);
            let is_middle = text.attribute("text-anchor").is_some();
            let left = number(text, "x") - if is_middle { (width + 1) / 2 } else { 0 };
            let baseline = number(text, "y");
            let around = text.parent().expect("a text stands in a group");
            around.children().filter(|child| child.has_tag_name("rect")).any(|rect| {
                let (x, y) = (number(&rect, "x"), number(&rect, "y"));
                let (right, bottom) = (x + number(&rect, "width"), y + number(&rect, "height"));
                // A descender takes a quarter of the size, a capital at most four fifths.
                left > x
                    && left + width < right
                    && baseline - size * 4 / 5 >= y
                    && baseline + size / 4 <= bottom
            })
        };
        let texts = document.descendants().filter(|node| node.has_tag_name("text"));
        texts.filter(|text| !fits(text)).filter_map(|text| text.text().map(str::to_owned)).collect()
    }

    fn scene(texts: &[String]) -> Scene {
        let at = |index: usize| texts[index % texts.len()].clone();
        let both = |index: usize| vec![at(index), at(index + 1)];
        let node = |index: usize, parent: Option<u32>| Node {
            id: format!("n{index}"),
            parent,
            kind: ["vpc", "", "person", "zone"][index % 4].to_owned(),
            name: both(index),
            role: both(index + 2),
            count: index.is_multiple_of(2).then(|| at(index + 3)),
            ..Node::default()
        };
        let connection =
            Connection { from: 1, to: 2, label: both(0), protocol: Some(at(1)), ..Connection::default() };
        Scene {
            languages: vec!["fr".to_owned(), "en".to_owned()],
            nodes: vec![node(0, None), node(1, Some(0)), node(2, None), node(3, Some(0))],
            connections: vec![connection],
            ..Scene::default()
        }
    }

    #[test]
    fn a_text_that_leaves_its_card_is_found() {
        let drawing = draw(scene(&["Serveurs".to_owned()]));
        let svg = svg(&drawing, 0, &SvgOptions::standalone());
        assert_eq!(overflows(&svg), Vec::<String>::new());
        assert!(
            !overflows(&svg.replace(">Serveurs<", ">Serveurs d’application derrière leur répartiteur<"))
                .is_empty()
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn no_text_leaves_its_box_in_any_language(texts in prop::collection::vec("\\PC{0,60}|[a-zé ’-]{0,40}", 1..6)) {
            let drawing = draw(scene(&texts));
            for lang in 0..2 {
                let svg = svg(&drawing, lang, &SvgOptions::standalone());
                prop_assert_eq!(overflows(&svg), Vec::<String>::new());
            }
        }
    }
}
