//! A picture as SVG.
//!
//! Hides the syntax. Paints nothing that the picture does not hold; every text goes through [`super::xml`]; there is
//! no script, no outside font, no `style` attribute, and what things look like is said once, by [`super::style`].

use std::collections::BTreeSet;

use super::drawing::{Drawing, GLYPH};
use super::look;
use super::picture::{
    self, Glyph, Group, Layer, Mark, Path, Picture, Purpose, Shape, Step, Subject, Text, Tile,
};
use super::style;
use super::xml::Element;
use crate::icon::Artwork;
use crate::layout::{Direction, Point, Rect};

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
/// Each node is a `.mq-node` with `data-id`, an `a` where it leads somewhere; each connection is a `.mq-edge` with
/// `data-from` and `data-to`.
pub fn svg(drawing: &Drawing, lang: usize, options: &SvgOptions) -> String {
    let mut picture = picture::picture(drawing, lang);
    let mut out = String::new();
    let prefix = match &options.embedding {
        Embedding::Standalone => "mq-",
        Embedding::Inline { id_prefix } => id_prefix.as_str(),
    };
    let is_alone = options.embedding == Embedding::Standalone;
    if !is_alone {
        in_order_of_reading(&mut picture, drawing);
    }
    let writer = Writer { prefix, is_alone, signs: signs(&picture) };
    let mut root = Element::root(&mut out, "svg");
    writer.root_attributes(&mut root, &picture);
    writer.descriptions(&mut root, &picture);
    if is_alone {
        root.child("style").text(&style::own_stylesheet(&picture.classes()));
    }
    writer.definitions(&mut root);
    shape(&mut root, &picture.canvas, None);
    for layer in &picture.layers {
        writer.layer(&mut root, layer);
    }
    drop(root);
    out.push('\n');
    out
}

/// Puts the nodes in the order in which the keyboard and a screen reader are to come to them: along the flow, then
/// across it, each group followed by what it holds. No two of them lie on each other, so nothing is painted otherwise.
fn in_order_of_reading(picture: &mut Picture, drawing: &Drawing) {
    let mut order = Vec::with_capacity(drawing.scene.nodes.len());
    let mut open: Vec<u32> = along_the_flow(drawing, None);
    while let Some(node) = open.pop() {
        order.push(node as usize);
        open.extend(along_the_flow(drawing, Some(node)));
    }
    let is_nodes =
        |layer: &&mut Layer| layer.groups.iter().any(|group| matches!(group.subject, Subject::Node { .. }));
    if let Some(layer) = picture.layers.iter_mut().find(is_nodes) {
        let mut groups: Vec<Option<Group>> = layer.groups.drain(..).map(Some).collect();
        layer.groups = order.into_iter().filter_map(|node| groups[node].take()).collect();
    }
}

/// What stands in a group, the first last.
fn along_the_flow(drawing: &Drawing, group: Option<u32>) -> Vec<u32> {
    let mut nodes: Vec<u32> = drawing.scene.children(group).collect();
    nodes.sort_by_key(|node| {
        let Rect { x, y, .. } = drawing.layout.boxes[*node as usize];
        match drawing.layout.direction {
            Direction::Right => (x, y),
            Direction::Down => (y, x),
        }
    });
    nodes.reverse();
    nodes
}

/// A glyph on a tile, which may be used more than once.
type Sign<'p> = &'p Glyph;

fn are_alike(a: Sign<'_>, b: Sign<'_>) -> bool {
    (a.path, a.tile, &a.artwork) == (b.path, b.tile, &b.artwork)
}

/// What all parts of one SVG need to know.
struct Writer<'a> {
    /// Before each `id`.
    prefix: &'a str,
    /// Whether it stands in no page.
    is_alone: bool,
    /// Written once, and used by their place in this list.
    signs: Vec<Sign<'a>>,
}

/// Every sign of a picture once, in the order in which they occur.
fn signs(picture: &Picture) -> Vec<Sign<'_>> {
    let mut signs: Vec<Sign<'_>> = Vec::new();
    let groups = picture.layers.iter().flat_map(|layer| &layer.groups);
    for mark in groups.flat_map(|group| &group.marks) {
        if let Mark::Glyph(glyph) = mark
            && !signs.iter().any(|sign| are_alike(sign, glyph))
        {
            signs.push(glyph);
        }
    }
    signs
}

impl Writer<'_> {
    fn root_attributes(&self, root: &mut Element, picture: &Picture) {
        let size = picture.size;
        root.attr("xmlns", "http://www.w3.org/2000/svg")
            .attr("class", "mq-drawing")
            .attr("width", size.width)
            .attr("height", size.height)
            .attr("viewBox", format_args!("0 0 {} {}", size.width, size.height));
        if let Some(lang) = &picture.language {
            root.attr("lang", lang);
        }
        // Single quotes, since double ones would have to be escaped.
        root.attr("font-family", look::FONTS.replace('"', "'")).attr("role", "group");
        root.attr("aria-labelledby", format_args!("{}title", self.prefix));
        if !picture.description.is_empty() {
            root.attr("aria-describedby", format_args!("{}desc", self.prefix));
        }
    }

    fn descriptions(&self, root: &mut Element, picture: &Picture) {
        root.child("title").attr("id", format_args!("{}title", self.prefix)).text(&picture.title);
        if !picture.description.is_empty() {
            root.child("desc").attr("id", format_args!("{}desc", self.prefix)).text(&picture.description);
        }
    }

    /// The tiles and the signs on them. What a sign inherits where it is used must not be said here by a class: not
    /// every program looks classes up where the sign is used.
    fn definitions(&self, root: &mut Element) {
        let mut definitions = root.child("defs");
        let tiles: BTreeSet<Tile> = self.signs.iter().map(|sign| sign.tile).collect();
        for tile in tiles {
            let (Rect { x, y, width, height }, radius) = tile.shape();
            let mut rect = definitions.child("rect");
            rect.attr("id", self.tile(tile)).attr("stroke", "none");
            if (x, y) != (0, 0) {
                rect.attr("x", x).attr("y", y);
            }
            rect.attr("width", width).attr("height", height).attr("rx", radius);
        }
        for (index, glyph) in self.signs.iter().enumerate() {
            let mut sign = definitions.child("g");
            sign.attr("id", format_args!("{}i{index}", self.prefix));
            sign.child("use").attr("href", format_args!("#{}", self.tile(glyph.tile)));
            match &glyph.artwork {
                Some(artwork) => self.artwork(&mut sign, artwork, index),
                // Filled with the colour of its tile, which nobody sees.
                None => drop(sign.child("path").attr("d", glyph.path)),
            }
        }
    }

    /// An icon in its own colours, cut to its view. Nothing is inherited from where it is used.
    fn artwork(&self, sign: &mut Element, artwork: &Artwork, index: usize) {
        let [left, top, width, height] = artwork.view;
        let mut view = sign.child("svg");
        view.attr("width", GLYPH).attr("height", GLYPH);
        view.attr("viewBox", format_args!("{left} {top} {width} {height}"));
        view.attr("fill", "currentColor").attr("stroke", "none").attr("stroke-width", 1);
        view.attr("stroke-linecap", "butt").attr("stroke-linejoin", "miter");
        let body = artwork.body(&format!("{}i{index}-", self.prefix));
        match &artwork.transform {
            Some(transform) => view.child("g").attr("transform", transform).safe_markup(&body),
            None => view.safe_markup(&body),
        }
    }

    fn tile(&self, tile: Tile) -> String {
        let name = match tile {
            Tile::Card => "t",
            Tile::Person => "p",
            Tile::Frame => "f",
        };
        format!("{}{name}", self.prefix)
    }

    fn layer(&self, root: &mut Element, layer: &Layer) {
        if layer.groups.is_empty() {
            return;
        }
        let mut within = root.child("g");
        match layer.purpose {
            Purpose::Decoration => drop(within.attr("aria-hidden", "true")),
            Purpose::Content => {}
            Purpose::Legend => drop(within.attr("class", look::SAMPLE.class)),
        }
        for group in &layer.groups {
            self.group(&mut within, group);
        }
    }

    fn group(&self, layer: &mut Element, group: &Group) {
        if let Subject::Frame { id } = &group.subject {
            return group.marks.iter().for_each(|mark| self.mark(layer, mark, Some(id)));
        }
        if group.subject == Subject::Key {
            return self.key(layer, group);
        }
        let mut within = layer.child(if group.link.is_some() { "a" } else { "g" });
        match &group.subject {
            Subject::Node { id } => {
                within.attr("class", "mq-node").attr("id", self.node_id(id)).attr("data-id", id);
            }
            Subject::Connection { from, to, .. } => {
                within.attr("class", edge_classes(group));
                within.attr("data-from", from).attr("data-to", to);
            }
            Subject::Frame { .. } | Subject::Key => {}
        }
        self.names(&mut within, group);
        for mark in &group.marks {
            self.mark(&mut within, mark, None);
            // Lines of text are words of one name to whoever reads the page aloud, or compares it with the name.
            if !self.is_alone && matches!(mark, Mark::Text(_)) {
                within.text(" ");
            }
        }
    }

    /// What a group says to those who cannot see it, and to those who point at it. A node is an image, unless it is a
    /// link; a connection is a group, whose label is a text in it. What a node is for is said in pages alone: a file is looked at, and has to be small.
    fn names(&self, within: &mut Element, group: &Group) {
        let Group { subject, name, note, link, .. } = group;
        let is_node = matches!(subject, Subject::Node { .. });
        let note = if is_node && self.is_alone { "" } else { note.as_str() };
        if let Some(link) = link {
            within.attr("href", &link.href);
            if !note.is_empty() {
                // The note is what shows under the pointer: the name can be read already. Who speaks to the
                // machine says what can be read, so that is what the link is called.
                within.attr("aria-label", read(group).as_deref().unwrap_or(name)).child("title").text(note);
                return;
            }
        } else if is_node {
            within.attr("role", "img");
        }
        match (name.as_str(), note) {
            ("", _) => {}
            (name, "") => within.child("title").text(name),
            (name, note) => within.child("title").text(&format!("{name}\n{note}")),
        }
    }

    /// An entry of the legend: lines stand in a group that says their kind, as those of connections do.
    fn key(&self, layer: &mut Element, group: &Group) {
        let (lines, others): (Vec<_>, Vec<_>) =
            group.marks.iter().partition(|mark| matches!(mark, Mark::Path(_)));
        if !lines.is_empty() {
            let mut within = layer.child("g");
            within.attr("class", edge_classes(group));
            lines.into_iter().for_each(|mark| self.mark(&mut within, mark, None));
        }
        others.into_iter().for_each(|mark| self.mark(layer, mark, None));
    }

    fn node_id(&self, id: &str) -> String {
        format!("{}n-{}", self.prefix, plain(id))
    }

    /// Writes a mark; `of` is the node that it is the frame of.
    fn mark(&self, within: &mut Element, mark: &Mark, of: Option<&str>) {
        match mark {
            Mark::Shape(mark) => shape(within, mark, of),
            Mark::Path(mark) => path(within, mark),
            Mark::Glyph(mark) => self.glyph(within, mark),
            Mark::Text(mark) => text(within, mark),
        }
    }

    fn glyph(&self, within: &mut Element, glyph: &Glyph) {
        let sign = self.signs.iter().position(|sign| are_alike(sign, glyph));
        let index = sign.expect("the signs of the picture were collected");
        within
            .child("use")
            .attr("class", glyph.paint.class)
            .attr("href", format_args!("#{}i{index}", self.prefix))
            .attr("x", glyph.corner.x)
            .attr("y", glyph.corner.y);
    }
}

/// The classes of a group of lines: what it is, and of which kind, unless that is the usual one.
fn edge_classes(group: &Group) -> String {
    let line = group.marks.iter().find_map(|mark| match mark {
        Mark::Path(path) => Some(path.paint.class),
        _ => None,
    });
    match line {
        Some(kind) if kind != EDGE => format!("{EDGE} {kind}"),
        _ => EDGE.to_owned(),
    }
}

/// What can be read on a node, if none of it is cut.
fn read(group: &Group) -> Option<String> {
    let texts = group.marks.iter().filter_map(|mark| match mark {
        Mark::Text(text) => Some(text.text.as_str()),
        _ => None,
    });
    let read = texts.collect::<Vec<_>>().join(" ");
    (!read.is_empty() && !read.contains('…')).then_some(read)
}

/// The class of all connections.
const EDGE: &str = "mq-edge";

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

/// A rectangle; as a path where it has sharp corners, which is shorter.
fn shape(within: &mut Element, shape: &Shape, of: Option<&str>) {
    let mut element = within.child(if shape.radius > 0 { "rect" } else { "path" });
    let own = (![look::CARD, look::SAMPLE].contains(&shape.paint)).then_some(shape.paint.class);
    let optional = (shape.dashes == Some(look::OPTIONAL_DASHES)).then_some("mq-o");
    classes(&mut element, [own, optional.or(shape.is_flat.then_some("mq-s"))]);
    if let Some(id) = of {
        element.attr("data-id", id);
    }
    let Rect { x, y, width, height } = shape.at;
    if shape.radius > 0 {
        element.attr("x", x).attr("y", y).attr("width", width).attr("height", height);
        element.attr("rx", shape.radius);
    } else {
        element.attr("d", format_args!("M{x} {y}h{width}v{height}h-{width}z"));
    }
}

/// The kind of a line is the class of its group. A head is filled, or a line of its own width.
fn path(within: &mut Element, path: &Path) {
    let mut element = within.child("path");
    let head = match path.stroke {
        None => Some("mq-h"),
        Some(stroke) => stroke.is_head.then_some("mq-a"),
    };
    let is_optional = path.stroke.is_some_and(|stroke| stroke.dashes == Some(look::OPTIONAL_DASHES));
    classes(&mut element, [head, is_optional.then_some("mq-o")]);
    element.attr("d", data(&path.steps));
}

fn text(within: &mut Element, text: &Text) {
    let mut element = within.child("text");
    // What most texts are needs no class.
    let is_plain = [look::NAME_INK, look::INK, look::LEGEND_INK].contains(&text.paint);
    classes(&mut element, [(!is_plain).then_some(text.paint.class), None]);
    element.attr("x", text.x).attr("y", text.baseline).text(&text.text);
}

fn classes(element: &mut Element, classes: [Option<&str>; 2]) {
    match classes {
        [None, None] => {}
        [Some(class), None] | [None, Some(class)] => drop(element.attr("class", class)),
        [Some(a), Some(b)] => drop(element.attr("class", format_args!("{a} {b}"))),
    }
}

/// The data of a path, each place relative to the one before.
fn data(steps: &[Step]) -> String {
    let mut data = String::new();
    let mut at = Point { x: 0, y: 0 };
    for step in steps {
        let from = |point: &Point| [point.x - at.x, point.y - at.y];
        match step {
            Step::Move(to) => numbers(&mut data, 'M', &[to.x, to.y]),
            Step::Line(to) => match from(to) {
                [0, 0] => {}
                [x, 0] => numbers(&mut data, 'h', &[x]),
                [0, y] => numbers(&mut data, 'v', &[y]),
                both => numbers(&mut data, 'l', &both),
            },
            Step::Quad(control, to) => {
                let ([a, b], [x, y]) = (from(control), from(to));
                numbers(&mut data, 'q', &[a, b, x, y]);
            }
            Step::Close => data.push('z'),
        }
        if let Step::Move(to) | Step::Line(to) | Step::Quad(_, to) = step {
            at = *to;
        }
    }
    data
}

/// A command and its numbers; what is negative needs no space before it.
fn numbers(data: &mut String, command: char, numbers: &[i32]) {
    data.push(command);
    for (index, number) in numbers.iter().enumerate() {
        if index > 0 && *number >= 0 {
            data.push(' ');
        }
        data.push_str(&number.to_string());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::width;
    use super::*;
    use crate::draw::{Connection, Node, Scene, draw};
    use crate::icon::{Icon, Pack};

    #[test]
    fn nodes_of_a_page_stand_in_the_order_of_reading() {
        let node = |id: &str, parent| Node { id: id.to_owned(), parent, ..Node::default() };
        let connection = |from, to| Connection { from, to, ..Connection::default() };
        // Written against the flow: the group first, and in it the last node.
        let scene = Scene {
            languages: vec!["en".to_owned()],
            direction: Some(Direction::Right),
            nodes: vec![
                node("group", None),
                node("last", Some(0)),
                node("mid", Some(0)),
                node("first", None),
            ],
            connections: vec![connection(3, 2), connection(2, 1)],
            ..Scene::default()
        };
        let drawing = draw(scene);
        let order = |options: &SvgOptions| -> Vec<String> {
            let svg = svg(&drawing, 0, options);
            let nodes = svg.split("class=\"mq-node\"").skip(1);
            nodes
                .filter_map(|rest| rest.split("data-id=\"").nth(1)?.split('"').next().map(str::to_owned))
                .collect()
        };
        assert_eq!(order(&SvgOptions::inline("x-")), ["first", "group", "mid", "last"]);
        assert_eq!(
            order(&SvgOptions::standalone()),
            ["group", "last", "mid", "first"],
            "a file is as it was"
        );
    }

    #[test]
    fn ids_stay_apart() {
        assert_eq!(plain("app-a_1"), "app-a_1");
        assert_ne!(plain("a b"), plain("a.b"));
    }

    #[test]
    fn icons_of_packs_keep_their_ids_apart() {
        let pack = r#"{"prefix":"p","icons":{"a":{"body":"<defs><mask id='m'/></defs><path mask='url(#m)' d='M0 0h9'/>"}}}"#;
        let artwork = |transform: Option<&str>| {
            let mut icon =
                Pack::read(pack).expect("a pack").icon("a").expect("it is there").expect("it is fine");
            icon.transform = transform.map(str::to_owned);
            Some(Icon::Artwork(std::sync::Arc::new(icon)))
        };
        let node = |id: &str, icon| Node { id: id.to_owned(), icon, ..Node::default() };
        let nodes =
            vec![node("a", artwork(None)), node("b", artwork(Some("rotate(90)"))), node("c", artwork(None))];
        let drawing = draw(Scene { nodes, ..Scene::default() });
        let svg = svg(&drawing, 0, &SvgOptions::inline("x-"));
        for id in ["x-i0-0", "x-i1-0"] {
            assert_eq!(svg.matches(&format!("<mask id=\"{id}\"/>")).count(), 1, "{svg}");
            assert_eq!(svg.matches(&format!("url(#{id})")).count(), 1);
        }
        assert_eq!(svg.matches("href=\"#x-i0\"").count(), 2, "what is alike is written once");
        assert!(svg.contains("<g transform=\"rotate(90)\"><defs>"));
    }

    #[test]
    fn paths_are_written_as_short_as_can_be() {
        let at = |x, y| Point { x, y };
        let steps = [
            Step::Move(at(8, 8)),
            Step::Line(at(8, 8)),
            Step::Line(at(20, 8)),
            Step::Quad(at(24, 8), at(24, 4)),
            Step::Line(at(20, 0)),
            Step::Close,
        ];
        assert_eq!(data(&steps), "M8 8h12q4 0 4-4l-4-4z");
    }

    /// The texts that are wider than the card, title, label or badge they stand on.
    fn overflows(picture: &Picture) -> Vec<&str> {
        let fits = |group: &Group, text: &Text| {
            let width = width(&text.text, text.style);
            let left = text.x - if text.is_centred { (width + 1) / 2 } else { 0 };
            let size = text.style.size;
            group.marks.iter().any(|mark| {
                let Mark::Shape(Shape { at, .. }) = mark else { return false };
                // A descender takes a quarter of the size, a capital at most four fifths.
                left > at.x
                    && left + width < at.x + at.width
                    && text.baseline - size * 4 / 5 >= at.y
                    && text.baseline + size / 4 <= at.y + at.height
            })
        };
        let mut overflows = Vec::new();
        for group in picture.layers.iter().flat_map(|layer| &layer.groups) {
            for mark in &group.marks {
                if let Mark::Text(text) = mark
                    && !fits(group, text)
                {
                    overflows.push(text.text.as_str());
                }
            }
        }
        overflows
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
        let mut picture = picture::picture(&draw(scene(&["Serveurs".to_owned()])), 0);
        assert_eq!(overflows(&picture), Vec::<&str>::new());
        for mark in picture.layers.iter_mut().flat_map(|layer| &mut layer.groups).flat_map(|g| &mut g.marks) {
            if let Mark::Text(text) = mark {
                text.text = "Serveurs d’application derrière leur répartiteur".to_owned();
            }
        }
        assert!(!overflows(&picture).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn no_text_leaves_its_box_in_any_language(texts in prop::collection::vec("\\PC{0,60}|[a-zé ’-]{0,40}", 1..6)) {
            let drawing = draw(scene(&texts));
            for lang in 0..2 {
                let picture = picture::picture(&drawing, lang);
                prop_assert_eq!(overflows(&picture), Vec::<&str>::new());
            }
        }
    }
}
