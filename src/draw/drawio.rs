//! A drawing as a file of draw.io, with every box, line and label where our layout puts it.
//!
//! Hides mxGraph's model: a cell for each node, inside the cell of its group, and one for each connection with its
//! bends. Every text goes through [`super::xml`]. Colours are those of the light scheme: not every version of draw.io
//! knows two.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::drawing::{BEHIND, COUNT, Drawing, Face, GLYPH, INSET, LABEL, NAME, ROLE, TILE, TITLE};
use super::look::{self, Dashes, Paint, Scheme};
use super::scene::{Connection, Node, said};
use super::xml::Element;
use crate::icon::{self, Icon};
use crate::layout::{Point, Rect, Route};

/// The drawing in one language (an index into the scene's languages) as an uncompressed `mxfile`. Nodes that lead
/// somewhere keep their links.
pub fn drawio(drawing: &Drawing, lang: usize) -> String {
    let mut out = String::new();
    let mut file = Element::root(&mut out, "mxfile");
    file.attr("host", "maquette");
    let mut diagram = file.child("diagram");
    let title = said(&drawing.scene.title, lang);
    diagram.attr("id", "maquette").attr("name", if title.is_empty() { "maquette" } else { title });
    let mut model = diagram.child("mxGraphModel");
    let size = drawing.layout.size;
    for (name, value) in [("grid", 0), ("page", 0), ("math", 0), ("shadow", 0)] {
        model.attr(name, value);
    }
    model.attr("pageWidth", size.width).attr("pageHeight", size.height);
    let mut root = model.child("root");
    root.child("mxCell").attr("id", "0");
    root.child("mxCell").attr("id", LAYER).attr("parent", "0");
    let names = drawing.scene.plain_names('-', |_| false);
    let writer = Writer { drawing, names, lang };
    for index in 0..drawing.scene.nodes.len() {
        writer.node(&mut root, index);
    }
    for index in 0..drawing.scene.connections.len() {
        writer.connection(&mut root, index);
    }
    drop(root);
    drop(model);
    drop(diagram);
    drop(file);
    out.push('\n');
    out
}

/// The cell that holds all others.
const LAYER: &str = "1";

struct Writer<'a> {
    drawing: &'a Drawing,
    /// One a node, no two the same.
    names: Vec<String>,
    lang: usize,
}

impl Writer<'_> {
    fn node(&self, root: &mut Element, index: usize) {
        let node = &self.drawing.scene.nodes[index];
        let face = &self.drawing.faces[index];
        let all = self.drawing.layout.boxes[index];
        let behind = if face.is_several() { BEHIND } else { 0 };
        let at = Rect { width: all.width - behind, height: all.height - behind, ..all };
        let shift = self.drawing.title_shifts[index];
        let look = if face.is_frame { frame_style(node, shift) } else { card_style(node, face) };
        let parent = node.parent.map(|parent| parent as usize);
        self.vertex(root, index, &self.label(face), (&look, parent, at));
        self.tile(root, index, at);
    }

    /// A cell in the object that has its text, its link and what it says when it is pointed at.
    fn vertex(
        &self,
        root: &mut Element,
        index: usize,
        label: &str,
        (style, parent, at): (&str, Option<usize>, Rect),
    ) {
        let node = &self.drawing.scene.nodes[index];
        let href = node.href.as_deref().map(|texts| said(texts, self.lang)).unwrap_or_default();
        let note = said(&node.note, self.lang);
        let mut object = root.child("UserObject");
        object.attr("id", self.cell_id(index)).attr("label", label);
        if is_outside(href) {
            object.attr("link", href);
        }
        if !note.is_empty() {
            object.attr("tooltip", note);
        }
        let mut cell = object.child("mxCell");
        cell.attr("style", style).attr("vertex", 1).attr("parent", self.parent_id(parent));
        let origin = parent.map_or(Point { x: 0, y: 0 }, |parent| {
            let Rect { x, y, .. } = self.drawing.layout.boxes[parent];
            Point { x, y }
        });
        geometry(&mut cell, Rect { x: at.x - origin.x, y: at.y - origin.y, ..at });
    }

    fn parent_id(&self, parent: Option<usize>) -> String {
        parent.map_or(LAYER.to_owned(), |parent| self.cell_id(parent))
    }

    /// The letters before them keep nodes, tiles and connections apart, and all from the layers.
    fn cell_id(&self, node: usize) -> String {
        format!("n-{}", self.names[node])
    }

    /// The coloured tile with its glyph, a part of its node: it moves with it and cannot be chosen alone.
    fn tile(&self, root: &mut Element, index: usize, at: Rect) {
        let (node, face) = (&self.drawing.scene.nodes[index], &self.drawing.faces[index]);
        let (paint, glyph, place, radius) = if face.is_frame {
            let look = look::frame_look(&node.kind);
            let x = INSET + self.drawing.title_shifts[index];
            let place = Rect { x, y: INSET, width: GLYPH, height: GLYPH };
            (look.tile, look.glyph, place, 5)
        } else {
            let look = look::card_look(&node.kind, &node.category);
            let place = Rect { x: INSET, y: (at.height - TILE) / 2, width: TILE, height: TILE };
            (look.tile, look.glyph, place, if look.is_round { TILE / 2 } else { 6 })
        };
        let icon = node.icon.as_ref().filter(|_| !face.is_frame || look::is_plain_frame(&node.kind));
        let path = match icon {
            Some(Icon::Glyph(path)) => path,
            _ => icon::glyph(glyph).expect("the glyphs of looks are there"),
        };
        let mut cell = root.child("mxCell");
        let style = format!(
            "shape=image;imageAspect=0;image=data:image/svg+xml,{};{PART}",
            BASE64.encode(tile_svg(place.width, radius, [fill(paint), stroke(paint)], path)),
        );
        cell.attr("id", format_args!("t-{}", self.names[index])).attr("style", style).attr("vertex", 1);
        cell.attr("parent", self.cell_id(index));
        geometry(&mut cell, place);
    }

    /// The lines of a node, as the HTML that draw.io sets.
    fn label(&self, face: &Face) -> String {
        let mut lines = Vec::new();
        for line in face.names.get(self.lang).into_iter().flatten() {
            lines.push(format!("<b>{}</b>", html(line)));
        }
        if let (Some(last), Some(count)) = (lines.last_mut(), &face.count) {
            let _ = write!(last, " <font style=\"font-size:{}px\">{}</font>", COUNT.size, html(count));
        }
        for line in face.roles.get(self.lang).into_iter().flatten() {
            let muted = fill(look::MUTED);
            lines.push(format!(
                "<font color=\"{muted}\" style=\"font-size:{}px\">{}</font>",
                ROLE.size,
                html(line)
            ));
        }
        lines.join("<br>")
    }

    fn connection(&self, root: &mut Element, index: usize) {
        let Drawing { scene, layout, labels, .. } = self.drawing;
        let (connection, route) = (&scene.connections[index], &layout.edges[index]);
        let mut lines: Vec<String> = Vec::new();
        lines.extend(labels[index].lines.get(self.lang).into_iter().flatten().map(|line| html(line)));
        lines.extend(labels[index].manner.iter().map(|line| html(line)));
        let mut cell = root.child("mxCell");
        cell.attr("id", format_args!("e-{}", index + 1)).attr("value", lines.join("<br>"));
        cell.attr("style", self.line_style(connection, route)).attr("edge", 1).attr("parent", LAYER);
        cell.attr("source", self.cell_id(connection.from as usize));
        cell.attr("target", self.cell_id(connection.to as usize));
        let mut geometry = cell.child("mxGeometry");
        geometry.attr("relative", 1).attr("as", "geometry");
        if let [_, bends @ .., _] = &route.points[..]
            && !bends.is_empty()
        {
            let mut array = geometry.child("Array");
            array.attr("as", "points");
            for bend in bends {
                array.child("mxPoint").attr("x", bend.x).attr("y", bend.y);
            }
        }
        if let (Some(at), Some(middle)) = (route.label, middle(&route.points)) {
            // A label stands in the middle of its line, and its offset says how far from there.
            let (x, y) = (at.x + at.width / 2 - middle.x, at.y + at.height / 2 - middle.y);
            geometry.child("mxPoint").attr("x", x).attr("y", y).attr("as", "offset");
        }
    }

    fn line_style(&self, connection: &Connection, route: &Route) -> String {
        let look = look::line_look(connection.kind);
        let (head, fills) = if look.is_open { ("open", 0) } else { ("block", 1) };
        let mut style = format!(
            "html=1;edgeStyle=orthogonalEdgeStyle;rounded=1;arcSize=16;jettySize=0;strokeColor={};strokeWidth={};\
             endArrow={head};endFill={fills};endSize=7;fontSize={};fontColor={};labelBackgroundColor={};",
            stroke(look.line),
            look.width,
            LABEL.size,
            fill(look::INK),
            self.ground(route),
        );
        if connection.is_both {
            let _ = write!(style, "startArrow={head};startFill={fills};startSize=7;");
        }
        let optional = connection.is_optional.then_some(look::OPTIONAL_DASHES);
        style.push_str(&dashes(look.dashes.or(optional)));
        if let [first, .., last] = route.points[..] {
            style.push_str(&self.anchor("exit", connection.from, first));
            style.push_str(&self.anchor("entry", connection.to, last));
        }
        style
    }

    /// What a label stands on: the innermost frame around its middle, or the page.
    fn ground(&self, route: &Route) -> &'static str {
        let Drawing { scene, layout, faces, .. } = self.drawing;
        let middle = route.label.map(|at| Point { x: at.x + at.width / 2, y: at.y + at.height / 2 });
        let holds = |at: &Rect, p: Point| {
            (at.x..at.x + at.width).contains(&p.x) && (at.y..at.y + at.height).contains(&p.y)
        };
        let frames = scene.nodes.iter().zip(faces).zip(&layout.boxes);
        let mut around =
            frames.filter(|((_, face), at)| face.is_frame && middle.is_some_and(|p| holds(at, p)));
        fill(
            around
                .next_back()
                .map_or(look::LABEL_GROUND, |((node, _), _)| look::frame_look(&node.kind).ground),
        )
    }

    /// Where a line meets a box, as a share of the box's sides.
    fn anchor(&self, which: &str, node: u32, point: Point) -> String {
        let at = self.drawing.layout.boxes[node as usize];
        let face = &self.drawing.faces[node as usize];
        let behind = if face.is_several() { BEHIND } else { 0 };
        let share = |offset: i32, of: i32| (f64::from(offset) / f64::from(of.max(1))).clamp(0.0, 1.0);
        let x = share(point.x - at.x, at.width - behind);
        let y = share(point.y - at.y, at.height - behind);
        format!("{which}X={x:.4};{which}Y={y:.4};{which}Dx=0;{which}Dy=0;{which}Perimeter=0;")
    }
}

const PART: &str =
    "part=1;connectable=0;movable=0;resizable=0;rotatable=0;deletable=0;editable=0;pointerEvents=0;";

fn frame_style(node: &Node, shift: i32) -> String {
    let look = look::frame_look(&node.kind);
    let band = 2 * INSET + GLYPH + shift;
    let optional = node.is_optional.then_some(look::OPTIONAL_DASHES);
    let always = look.is_dashed.then_some(look::FRAME_DASHES);
    format!(
        "rounded=1;absoluteArcSize=1;arcSize=16;html=1;container=1;collapsible=0;recursiveResize=0;whiteSpace=wrap;\
         align=left;verticalAlign=top;spacingLeft={band};spacingTop={INSET};fontSize={};fillColor={};strokeColor={};\
         fontColor={};{}",
        TITLE.size,
        fill(look.frame),
        stroke(look.frame),
        fill(look::NAME_INK),
        dashes(optional.or(always)),
    )
}

fn card_style(node: &Node, face: &Face) -> String {
    let look = look::card_look(&node.kind, &node.category);
    let ground = look.tint.unwrap_or(look::CARD);
    let optional = node.is_optional.then_some(look::OPTIONAL_DASHES);
    format!(
        "rounded=1;absoluteArcSize=1;arcSize={};html=1;whiteSpace=wrap;align=left;verticalAlign=middle;\
         spacingLeft={};fontSize={};fillColor={};strokeColor={};fontColor={};{}",
        if look.is_round { 56 } else { 16 },
        face.text_left(),
        NAME.size,
        fill(ground),
        stroke(look::CARD),
        fill(look::NAME_INK),
        dashes(optional),
    )
}

fn dashes(dashes: Option<Dashes>) -> String {
    // A dash without a length is a dot in SVG, and nothing in draw.io.
    dashes
        .map_or(String::new(), |[dash, gap]| format!("dashed=1;fixDash=1;dashPattern={} {gap};", dash.max(1)))
}

fn fill(paint: Paint) -> &'static str {
    paint.fill.map_or("none", |tone| tone.of(Scheme::Light))
}

fn stroke(paint: Paint) -> &'static str {
    paint.stroke.map_or("none", |tone| tone.of(Scheme::Light))
}

fn geometry(cell: &mut Element, at: Rect) {
    let mut geometry = cell.child("mxGeometry");
    geometry.attr("x", at.x).attr("y", at.y).attr("width", at.width).attr("height", at.height);
    geometry.attr("as", "geometry");
}

/// A tile with its glyph as a picture of its own.
fn tile_svg(side: i32, radius: i32, [ground, ink]: [&str; 2], glyph: &str) -> String {
    let mut out = String::new();
    let mut root = Element::root(&mut out, "svg");
    root.attr("xmlns", "http://www.w3.org/2000/svg").attr("width", side).attr("height", side);
    let mut tile = root.child("rect");
    tile.attr("width", side).attr("height", side).attr("rx", radius).attr("fill", ground);
    drop(tile);
    let corner = (side - GLYPH) / 2;
    root.child("path")
        .attr("transform", format_args!("translate({corner} {corner})"))
        .attr("fill", "none")
        .attr("stroke", ink)
        .attr("stroke-width", look::GLYPH_STROKE)
        .attr("stroke-linecap", "round")
        .attr("stroke-linejoin", "round")
        .attr("d", glyph);
    drop(root);
    out
}

/// The middle of a route, along it.
fn middle(points: &[Point]) -> Option<Point> {
    let length = |pair: &[Point]| (pair[1].x - pair[0].x).abs() + (pair[1].y - pair[0].y).abs();
    let mut rest = points.windows(2).map(length).sum::<i32>() / 2;
    for pair in points.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        if rest <= length(pair) {
            let toward = |from: i32, to: i32| from + (to - from).signum() * rest.min((to - from).abs());
            return Some(Point { x: toward(from.x, to.x), y: toward(from.y, to.y) });
        }
        rest -= length(pair);
    }
    points.last().copied()
}

/// Whether an address leads to the web: draw.io knows no folder that a relative one could start from.
fn is_outside(href: &str) -> bool {
    let scheme = href.split(':').next().unwrap_or_default().to_ascii_lowercase();
    matches!(scheme.as_str(), "http" | "https") && href.contains(':')
}

/// A text within HTML.
fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_route_lies_on_it() {
        let points = |of: &[(i32, i32)]| of.iter().map(|&(x, y)| Point { x, y }).collect::<Vec<_>>();
        assert_eq!(middle(&points(&[(0, 0), (10, 0)])), Some(Point { x: 5, y: 0 }));
        assert_eq!(middle(&points(&[(0, 0), (10, 0), (10, 30)])), Some(Point { x: 10, y: 10 }));
        assert_eq!(middle(&points(&[(9, 0), (0, 0)])), Some(Point { x: 5, y: 0 }));
        assert_eq!(middle(&[]), None);
    }

    #[test]
    fn only_addresses_of_the_web_are_kept() {
        assert!(is_outside("https://a.example/") && is_outside("HTTP://a"));
        assert!(!is_outside("a.html") && !is_outside("javascript:x") && !is_outside("https"));
    }
}
