//! A picture as SVG.
//!
//! Hides the syntax. Paints nothing that the picture does not hold; every text goes through [`super::xml`]; there is
//! no script, no outside font, no `style` attribute, and colours come from [`super::look`].

use super::drawing::Drawing;
use super::look::{self, Paint};
use super::picture::{self, Glyph, Group, Layer, Mark, Path, Picture, Shape, Step, Stroke, Subject, Text};
use super::xml::Element;
use crate::layout::Rect;

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
    let picture = picture::picture(drawing, lang);
    let mut out = String::new();
    let prefix = match &options.embedding {
        Embedding::Standalone => "mq-",
        Embedding::Inline { id_prefix } => id_prefix.as_str(),
    };
    let writer = Writer { prefix };
    let mut root = Element::root(&mut out, "svg");
    writer.root_attributes(&mut root, &picture);
    writer.descriptions(&mut root, &picture);
    if options.embedding == Embedding::Standalone {
        root.child("style").text(&look::own_stylesheet());
    }
    shape(&mut root, &picture.canvas, None);
    for layer in &picture.layers {
        writer.layer(&mut root, layer);
    }
    drop(root);
    out.push('\n');
    out
}

/// What all parts of one SVG need to know.
struct Writer<'a> {
    /// Before each `id`.
    prefix: &'a str,
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
        root.attr("font-family", look::FONTS).attr("role", "group");
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

    fn layer(&self, root: &mut Element, layer: &Layer) {
        let mut within = root.child("g");
        if layer.is_decoration {
            within.attr("aria-hidden", "true");
        }
        for group in &layer.groups {
            self.group(&mut within, group);
        }
    }

    fn group(&self, layer: &mut Element, group: &Group) {
        if let Subject::Frame { id } = &group.subject {
            return group.marks.iter().for_each(|mark| self::mark(layer, mark, Some(id)));
        }
        let mut within = layer.child("g");
        match &group.subject {
            Subject::Node { id } => {
                within.attr("class", "mq-node").attr("id", self.id("n", id)).attr("data-id", id);
            }
            Subject::Connection { from, to, .. } | Subject::Label { from, to } => {
                within.attr("class", "mq-edge").attr("data-from", from).attr("data-to", to);
            }
            Subject::Frame { .. } => {}
        }
        if let Subject::Connection { id, .. } = &group.subject {
            within.attr("id", self.id("e", id));
        }
        // It is an image to those who cannot see it, unless it holds a link.
        if group.link.is_none() && !group.title.is_empty() {
            within.attr("role", "img");
        }
        if !group.title.is_empty() {
            within.child("title").text(&group.title);
        }
        match &group.link {
            None => group.marks.iter().for_each(|mark| self::mark(&mut within, mark, None)),
            Some(link) => {
                let mut anchor = within.child("a");
                anchor.attr("href", &link.href).attr("aria-label", &link.name);
                group.marks.iter().for_each(|mark| self::mark(&mut anchor, mark, None));
            }
        }
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

/// Writes a mark; `of` is the node that it is the frame of.
fn mark(within: &mut Element, mark: &Mark, of: Option<&str>) {
    match mark {
        Mark::Shape(mark) => shape(within, mark, of),
        Mark::Path(mark) => path(within, mark),
        Mark::Glyph(mark) => glyph(within, mark),
        Mark::Text(mark) => text(within, mark),
    }
}

fn shape(within: &mut Element, shape: &Shape, of: Option<&str>) {
    let mut rect = within.child("rect");
    paint(&mut rect, shape.paint);
    if shape.opacity < 1.0 {
        rect.attr("fill-opacity", number(shape.opacity));
    }
    if let Some(id) = of {
        rect.attr("data-id", id);
    }
    let Rect { x, y, width, height } = shape.at;
    rect.attr("x", x).attr("y", y).attr("width", width).attr("height", height);
    if shape.radius > 0 {
        rect.attr("rx", shape.radius);
    }
    if let Some([dash, gap]) = shape.dashes {
        rect.attr("stroke-dasharray", format_args!("{dash} {gap}"));
    }
}

fn path(within: &mut Element, path: &Path) {
    let mut element = within.child("path");
    paint(&mut element, path.paint);
    if let Some(Stroke { width, dashes, is_round }) = path.stroke {
        element.attr("stroke-width", number(width)).attr("stroke-linejoin", "round");
        if is_round {
            element.attr("stroke-linecap", "round");
        }
        if let Some([dash, gap]) = dashes {
            element.attr("stroke-dasharray", format_args!("{dash} {gap}"));
        }
    }
    element.attr("d", data(&path.steps));
}

/// The data of a path, in absolute places.
fn data(steps: &[Step]) -> String {
    let mut data = String::new();
    for step in steps {
        data += &match step {
            Step::Move(to) => format!("M{} {}", to.x, to.y),
            Step::Line(to) => format!("L{} {}", to.x, to.y),
            Step::Quad(control, to) => format!("Q{} {} {} {}", control.x, control.y, to.x, to.y),
            Step::Close => "Z".to_owned(),
        };
    }
    data
}

fn glyph(within: &mut Element, glyph: &Glyph) {
    let mut element = within.child("path");
    paint(&mut element, glyph.paint);
    element
        .attr("transform", format_args!("translate({} {})", glyph.corner.x, glyph.corner.y))
        .attr("stroke-width", number(look::GLYPH_STROKE))
        .attr("stroke-linecap", "round")
        .attr("stroke-linejoin", "round")
        .attr("d", glyph.path);
}

fn text(within: &mut Element, text: &Text) {
    let mut element = within.child("text");
    paint(&mut element, text.paint);
    element.attr("x", text.x).attr("y", text.baseline).attr("font-size", text.style.size);
    if text.style.is_semibold {
        element.attr("font-weight", 600);
    }
    if text.is_centred {
        element.attr("text-anchor", "middle");
    }
    element.text(&text.text);
}

/// Gives an element its class and the light colours; what has no fill gets `none`.
fn paint(element: &mut Element, paint: Paint) {
    element.attr("class", paint.class).attr("fill", paint.fill.map_or("none", |tone| tone.light));
    if let Some(tone) = paint.stroke {
        element.attr("stroke", tone.light);
    }
}

/// A number without the zero before its point.
fn number(value: f32) -> String {
    let text = value.to_string();
    text.strip_prefix('0').filter(|rest| rest.starts_with('.')).map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use roxmltree::Document;

    use super::super::text::{Style, width};
    use super::*;
    use crate::draw::{Connection, Node, Scene, draw};

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
