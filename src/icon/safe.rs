//! The body of a foreign icon, rebuilt from what is known to be harmless.
//!
//! Nothing is taken over: what is let through is written anew, so what this file does not name does not get in. No
//! script, no event, no style, no text, no address; references only to what the body itself holds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use roxmltree::{Document, Node};

use super::pack::Artwork;

const ELEMENTS: [&str; 14] = [
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "defs",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
];

/// Elements that put something on the canvas.
const SHAPES: [&str; 7] = ["path", "rect", "circle", "ellipse", "line", "polyline", "polygon"];

const ATTRIBUTES: [&str; 47] = [
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "color",
    "cx",
    "cy",
    "d",
    "fill",
    "fill-opacity",
    "fill-rule",
    "fr",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "mask",
    "maskContentUnits",
    "maskUnits",
    "offset",
    "opacity",
    "paint-order",
    "pathLength",
    "points",
    "r",
    "rx",
    "ry",
    "spreadMethod",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "transform",
    "vector-effect",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
];

/// How deep elements may stand in each other.
const DEEPEST: usize = 64;

/// The body of an icon with nothing in it but shapes and what they are painted with; see [`Artwork`] for its ids.
///
/// # Errors
///
/// If it is not XML, or if nothing is left that can be seen.
pub(super) fn shapes(body: &str) -> Result<String, &'static str> {
    let xlink = "http://www.w3.org/1999/xlink";
    let whole = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"{xlink}\">{body}</svg>");
    // A body that closes the element around it makes no document.
    let document = Document::parse(&whole).map_err(|_| "its body is not SVG")?;
    let ids = document.descendants().filter_map(|node| node.attribute("id"));
    let mut numbers = BTreeMap::new();
    for id in ids {
        let next = numbers.len();
        numbers.entry(id).or_insert(next);
    }
    let mut writer = Writer { out: String::new(), numbers, has_shape: false };
    for child in document.root_element().children() {
        writer.element(child, 0);
    }
    if writer.has_shape { Ok(writer.out) } else { Err("its body has no shape in it") }
}

struct Writer<'a> {
    out: String,
    /// The ids of the body, by number.
    numbers: BTreeMap<&'a str, usize>,
    has_shape: bool,
}

impl Writer<'_> {
    fn element(&mut self, node: Node<'_, '_>, depth: usize) {
        let name = node.tag_name().name();
        if !node.is_element() || depth > DEEPEST || !ELEMENTS.contains(&name) {
            return;
        }
        self.has_shape |= SHAPES.contains(&name);
        // Writing to a string does not fail.
        let _ = write!(self.out, "<{name}");
        for attribute in node.attributes() {
            self.attribute(name, attribute.name(), attribute.value());
        }
        let start = self.out.len();
        self.out.push('>');
        for child in node.children() {
            self.element(child, depth + 1);
        }
        if self.out.len() == start + 1 {
            self.out.truncate(start);
            self.out.push_str("/>");
        } else {
            let _ = write!(self.out, "</{name}>");
        }
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str) {
        let mark = Artwork::MARK;
        let known = |id: &str| self.numbers.get(id).copied();
        let written = match name {
            "id" => known(value).map(|number| format!("{mark}{number}")),
            "href" if element.ends_with("Gradient") => {
                value.strip_prefix('#').and_then(known).map(|number| format!("#{mark}{number}"))
            }
            name if !ATTRIBUTES.contains(&name) => None,
            _ if value.to_ascii_lowercase().contains("url") => {
                let id = value.trim().strip_prefix("url(").and_then(|rest| rest.strip_suffix(')'));
                let id = id.map(|id| id.trim().trim_matches(['"', '\'']));
                id.and_then(|id| known(id.strip_prefix('#')?)).map(|number| format!("url(#{mark}{number})"))
            }
            _ if value.contains(['\\', '<', '>', '&', '"']) => None,
            _ => Some(value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")),
        };
        if let Some(written) =
            written.filter(|written| !written.contains(|c: char| c.is_control() && c != mark))
        {
            let _ = write!(self.out, " {name}=\"{written}\"");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn safe(body: &str) -> String {
        shapes(body).unwrap_or_else(|fault| fault.to_owned()).replace(Artwork::MARK, "p-")
    }

    #[test]
    fn shapes_and_paints_stay() {
        let body = "<path fill='#fff' d='M0 0\n h9'/><g opacity='.5'><circle cx='1' cy='1' r='1'/></g>";
        let expected =
            "<path fill=\"#fff\" d=\"M0 0 h9\"/><g opacity=\".5\"><circle cx=\"1\" cy=\"1\" r=\"1\"/></g>";
        assert_eq!(safe(body), expected);
    }

    #[test]
    fn ids_are_renamed_with_what_refers_to_them() {
        let body = "<defs><linearGradient id='a'/><linearGradient id='b b' xlink:href='#a'/></defs>\
                    <path fill='url(#b b)' clip-path=\"url('#a')\" mask='url(#none)' d='M0 0'/>";
        let expected = "<defs><linearGradient id=\"p-0\"/><linearGradient id=\"p-1\" href=\"#p-0\"/></defs>\
                        <path fill=\"url(#p-1)\" clip-path=\"url(#p-0)\" d=\"M0 0\"/>";
        assert_eq!(safe(body), expected);
    }

    #[test]
    fn what_could_do_harm_goes() {
        let cases = [
            "<script>alert(1)</script>",
            "<style>*{fill:red}</style>",
            "<a href='javascript:x'><text>x</text></a>",
            "<image href='https://a.example/x.png'/>",
            "<foreignObject><body onload='x'/></foreignObject>",
            "<use href='https://a.example/x.svg#a'/>",
            "<animate onbegin='x'/>",
            "<set attributeName='href' to='javascript:x'/>",
        ];
        for case in cases {
            let body = format!(
                "{case}<rect onclick='x' style='x' class='x' fill='url(https://a.example)' width='9'/>"
            );
            assert_eq!(safe(&body), "<rect width=\"9\"/>", "{case}");
        }
    }

    #[test]
    fn what_is_no_body_is_refused() {
        for case in
            ["</svg><svg>", "<path", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "", "<g/>", "x", "<path d='&b;'/>"]
        {
            assert!(shapes(case).is_err(), "{case}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}<path d='M0 0'/>{}", "<g>".repeat(300), "</g>".repeat(300));
        assert!(shapes(&deep).is_err());
    }
}
