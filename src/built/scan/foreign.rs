//! What is SVG or MathML in an HTML text, where the tokenizer goes by other rules.
//!
//! Hides the stack of open elements, of which it keeps only those that begin or end such a stretch. Never tells whether
//! an element is allowed where it stands.

use super::Attribute;

/// The stretches that are open, outermost first.
#[derive(Default, Debug)]
pub(super) struct Foreign {
    open: Vec<Stretch>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Stretch {
    Svg,
    Math,
    /// HTML within SVG or MathML, in the element of this name.
    Html(&'static [u8]),
}

/// How many stretches are kept; what is nested deeper counts as part of the last one. Without a limit, looking for what
/// an end tag ends could take time in proportion to the square of the text.
const DEEPEST: usize = 64;

/// Elements of SVG and MathML that hold HTML.
const HOLD_HTML: [(Stretch, &[u8]); 8] = [
    (Stretch::Svg, b"foreignobject"),
    (Stretch::Svg, b"desc"),
    (Stretch::Svg, b"title"),
    (Stretch::Math, b"mi"),
    (Stretch::Math, b"mo"),
    (Stretch::Math, b"mn"),
    (Stretch::Math, b"ms"),
    (Stretch::Math, b"mtext"),
];

/// Elements of HTML that end SVG and MathML wherever they start.
const BREAK_OUT: [&[u8]; 44] = [
    b"b",
    b"big",
    b"blockquote",
    b"body",
    b"br",
    b"center",
    b"code",
    b"dd",
    b"div",
    b"dl",
    b"dt",
    b"em",
    b"embed",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"head",
    b"hr",
    b"i",
    b"img",
    b"li",
    b"listing",
    b"menu",
    b"meta",
    b"nobr",
    b"ol",
    b"p",
    b"pre",
    b"ruby",
    b"s",
    b"small",
    b"span",
    b"strong",
    b"strike",
    b"sub",
    b"sup",
    b"table",
    b"tt",
    b"u",
    b"ul",
    b"var",
];

impl Foreign {
    /// Whether what comes next is SVG or MathML.
    pub(super) fn is_inside(&self) -> bool {
        matches!(self.open.last(), Some(Stretch::Svg | Stretch::Math))
    }

    /// Takes note of a tag; tells whether it is one of SVG or MathML.
    pub(super) fn pass(
        &mut self,
        name: &[u8],
        is_end: bool,
        is_self_closing: bool,
        attributes: &[Attribute<'_>],
    ) -> bool {
        let begun = match name.len() {
            3 if name.eq_ignore_ascii_case(b"svg") => Some(Stretch::Svg),
            4 if name.eq_ignore_ascii_case(b"math") => Some(Stretch::Math),
            _ => None,
        };
        if self.open.is_empty() && begun.is_none() {
            return false;
        }
        if is_end { self.end(name, begun) } else { self.start(name, is_self_closing, begun, attributes) }
    }

    fn end(&mut self, name: &[u8], begun: Option<Stretch>) -> bool {
        let is_ended = |open: &Stretch| match open {
            Stretch::Html(holder) => begun.is_none() && name.eq_ignore_ascii_case(holder),
            open => begun == Some(*open),
        };
        let was_inside = self.is_inside();
        if let Some(at) = self.open.iter().rposition(is_ended) {
            self.open.truncate(at);
        }
        was_inside
    }

    fn start(
        &mut self,
        name: &[u8],
        is_self_closing: bool,
        begun: Option<Stretch>,
        attributes: &[Attribute<'_>],
    ) -> bool {
        if self.is_inside() && breaks_out(name, attributes) {
            let kept = self.open.iter().rposition(|open| matches!(open, Stretch::Html(_)));
            self.open.truncate(kept.map_or(0, |at| at + 1));
            return false;
        }
        let inside = self.open.last().copied().filter(|_| self.is_inside());
        let next = begun.or_else(|| {
            let held = HOLD_HTML
                .iter()
                .find(|(holder, held)| Some(*holder) == inside && name.eq_ignore_ascii_case(held));
            let by_encoding = inside == Some(Stretch::Math) && holds_html_by_encoding(name, attributes);
            held.map(|(_, name)| Stretch::Html(name))
                .or(by_encoding.then_some(Stretch::Html(b"annotation-xml")))
        });
        if !is_self_closing && self.open.len() < DEEPEST {
            self.open.extend(next);
        }
        inside.is_some() || begun.is_some()
    }
}

fn breaks_out(name: &[u8], attributes: &[Attribute<'_>]) -> bool {
    let is_listed = name.len() <= 10 && BREAK_OUT.iter().any(|listed| name.eq_ignore_ascii_case(listed));
    let looks: [&[u8]; 3] = [b"color", b"face", b"size"];
    let is_font = || {
        name.eq_ignore_ascii_case(b"font")
            && attributes.iter().any(|a| looks.iter().any(|look| a.name.eq_ignore_ascii_case(look)))
    };
    is_listed || is_font()
}

fn holds_html_by_encoding(name: &[u8], attributes: &[Attribute<'_>]) -> bool {
    let encodings: [&[u8]; 2] = [b"text/html", b"application/xhtml+xml"];
    name.eq_ignore_ascii_case(b"annotation-xml")
        && attributes.iter().any(|a| {
            a.name.eq_ignore_ascii_case(b"encoding")
                && encodings.iter().any(|encoding| a.value.eq_ignore_ascii_case(encoding))
        })
}
