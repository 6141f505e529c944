//! The marks of a picture as the operators of a page.
//!
//! Hides them, and how a curve of one kind becomes one of another. Numbers have at most two decimals: no result
//! depends on the last bit of a sine.

use std::collections::BTreeSet;

use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Buf, Content, Finish, Name, Str, TextStr};
use svgtypes::{SimplePathSegment, SimplifyingPathParser};

use super::super::look::{self, Dashes, Paint, Scheme};
use super::super::picture::{Glyph, Mark, Path, Picture, Shape, Step, Text};
use super::Sheet;
use super::letters::{Letters, Line};
use crate::layout::{Point, Rect};

/// A page's operators, and what they name.
pub(super) struct Painted {
    pub(super) content: Buf,
    /// The opacities of areas, in percent; see [`alpha_name`].
    pub(super) alphas: BTreeSet<u8>,
}

/// What the page calls a state that paints areas thinly.
pub(super) fn alpha_name(percent: u8) -> String {
    format!("A{percent}")
}

/// Paints all marks, and collects the letters that they need.
pub(super) fn paint(picture: &Picture, scheme: Scheme, letters: &mut Letters) -> Painted {
    let mut painter = Painter { content: Content::new(), alphas: BTreeSet::new(), scheme, letters };
    painter.content.transform(Sheet::of(picture).matrix());
    painter.shape(&picture.canvas);
    let groups = picture.layers.iter().flat_map(|layer| &layer.groups);
    for mark in groups.flat_map(|group| &group.marks) {
        painter.content.save_state();
        painter.mark(mark);
        painter.content.restore_state();
    }
    Painted { content: painter.content.finish(), alphas: painter.alphas }
}

struct Painter<'a> {
    content: Content,
    alphas: BTreeSet<u8>,
    scheme: Scheme,
    letters: &'a mut Letters,
}

/// What is done with an outline.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Inked {
    is_filled: bool,
    is_stroked: bool,
}

impl Painter<'_> {
    fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Shape(shape) => self.shape(shape),
            Mark::Path(path) => self.path(path),
            Mark::Glyph(glyph) => self.glyph(glyph),
            Mark::Text(text) => self.text(text),
        }
    }

    fn shape(&mut self, shape: &Shape) {
        if shape.opacity < 1.0 {
            let percent = (shape.opacity.max(0.0) * 100.0).round() as u8;
            self.alphas.insert(percent);
            self.content.set_parameters(Name(alpha_name(percent).as_bytes()));
        }
        let mut inked = self.ink(shape.paint);
        inked.is_stroked &= !shape.is_flat;
        if inked.is_stroked {
            self.content.set_line_width(1.0);
            self.dash(shape.dashes);
        }
        self.rectangle(shape.at, shape.radius);
        self.end(inked);
    }

    fn path(&mut self, path: &Path) {
        let mut inked = self.ink(path.paint);
        inked.is_stroked &= path.stroke.is_some();
        if let Some(stroke) = path.stroke {
            self.content.set_line_width(stroke.width).set_line_join(LineJoinStyle::RoundJoin);
            if stroke.is_round {
                self.content.set_line_cap(LineCapStyle::RoundCap);
            }
            self.dash(stroke.dashes);
        }
        let mut at = [0.0; 2];
        for step in &path.steps {
            match *step {
                Step::Move(to) => self.content.move_to(to.x as f32, to.y as f32),
                Step::Line(to) => self.content.line_to(to.x as f32, to.y as f32),
                Step::Quad(control, to) => self.quad(at, pair(control), pair(to)),
                Step::Close => self.content.close_path(),
            };
            at = match *step {
                Step::Move(to) | Step::Line(to) | Step::Quad(_, to) => pair(to),
                Step::Close => at,
            };
        }
        self.end(inked);
    }

    fn glyph(&mut self, glyph: &Glyph) {
        let inked = Inked { is_filled: false, is_stroked: self.ink(glyph.paint).is_stroked };
        self.content.transform([1.0, 0.0, 0.0, 1.0, glyph.corner.x as f32, glyph.corner.y as f32]);
        self.content.set_line_width(look::GLYPH_STROKE);
        self.content.set_line_cap(LineCapStyle::RoundCap).set_line_join(LineJoinStyle::RoundJoin);
        let (tile, radius) = glyph.tile.shape();
        self.rectangle(tile, radius);
        self.end(Inked { is_filled: true, is_stroked: false });
        let mut at = [0.0; 2];
        // A glyph is one of ours: what cannot be read of it is not there in the SVG either.
        for segment in SimplifyingPathParser::from(glyph.path).map_while(Result::ok) {
            at = self.segment(at, segment);
        }
        self.end(inked);
    }

    fn segment(&mut self, at: [f64; 2], segment: SimplePathSegment) -> [f64; 2] {
        match segment {
            SimplePathSegment::MoveTo { x, y } => {
                self.content.move_to(short(x), short(y));
                [x, y]
            }
            SimplePathSegment::LineTo { x, y } => {
                self.content.line_to(short(x), short(y));
                [x, y]
            }
            SimplePathSegment::CurveTo { x1, y1, x2, y2, x, y } => {
                self.content.cubic_to(short(x1), short(y1), short(x2), short(y2), short(x), short(y));
                [x, y]
            }
            SimplePathSegment::Quadratic { x1, y1, x, y } => {
                self.quad(at, [x1, y1], [x, y]);
                [x, y]
            }
            SimplePathSegment::ClosePath => {
                self.content.close_path();
                at
            }
        }
    }

    fn text(&mut self, text: &Text) {
        let line = self.letters.line(&text.text, text.style.is_semibold);
        let size = text.style.size as f32;
        let left = text.x as f32 - if text.is_centred { line.width * size / 2.0 } else { 0.0 };
        self.ink(text.paint);
        // Where a letter is missing, what is copied is not what is shown.
        if !line.is_whole {
            let mut mark = self.content.begin_marked_content_with_properties(Name(b"Span"));
            mark.properties().actual_text(TextStr(&text.text));
            mark.finish();
        }
        self.show(&line, size, [left, text.baseline as f32]);
        if !line.is_whole {
            self.content.end_marked_content();
        }
    }

    fn show(&mut self, line: &Line, size: f32, [x, y]: [f32; 2]) {
        self.content.begin_text().set_font(Name(line.font.as_bytes()), size);
        // Letters stand upright on a page that counts downwards.
        self.content.set_text_matrix([1.0, 0.0, 0.0, -1.0, short(f64::from(x)), y]);
        self.content.show(Str(&line.codes)).end_text();
    }

    /// Sets the colours of a role, and says which it has.
    fn ink(&mut self, paint: Paint) -> Inked {
        let colour = |tone: look::Tone| rgb(tone.of(self.scheme));
        if let Some([r, g, b]) = paint.fill.map(colour) {
            self.content.set_fill_rgb(r, g, b);
        }
        if let Some([r, g, b]) = paint.stroke.map(colour) {
            self.content.set_stroke_rgb(r, g, b);
        }
        Inked { is_filled: paint.fill.is_some(), is_stroked: paint.stroke.is_some() }
    }

    fn dash(&mut self, dashes: Option<Dashes>) {
        if let Some(dashes) = dashes {
            self.content.set_dash_pattern(dashes.map(f32::from), 0.0);
        }
    }

    fn end(&mut self, inked: Inked) {
        match inked {
            Inked { is_filled: true, is_stroked: true } => self.content.fill_nonzero_and_stroke(),
            Inked { is_filled: true, is_stroked: false } => self.content.fill_nonzero(),
            Inked { is_filled: false, is_stroked: true } => self.content.stroke(),
            Inked { is_filled: false, is_stroked: false } => self.content.end_path(),
        };
    }

    fn rectangle(&mut self, at: Rect, radius: i32) {
        let [left, top] = [at.x as f32, at.y as f32];
        let [right, bottom] = [left + at.width as f32, top + at.height as f32];
        let radius = radius.min(at.width / 2).min(at.height / 2) as f32;
        if radius <= 0.0 {
            self.content.rect(left, top, right - left, bottom - top);
            return;
        }
        // How far the handles of a quarter of a circle reach.
        let near = short(f64::from(radius) * (1.0 - 0.552_284_75));
        let c = &mut self.content;
        c.move_to(left + radius, top).line_to(right - radius, top);
        c.cubic_to(right - near, top, right, top + near, right, top + radius);
        c.line_to(right, bottom - radius);
        c.cubic_to(right, bottom - near, right - near, bottom, right - radius, bottom);
        c.line_to(left + radius, bottom);
        c.cubic_to(left + near, bottom, left, bottom - near, left, bottom - radius);
        c.line_to(left, top + radius);
        c.cubic_to(left, top + near, left + near, top, left + radius, top).close_path();
    }

    /// A quadratic curve as the cubic one that it is.
    fn quad(&mut self, from: [f64; 2], control: [f64; 2], to: [f64; 2]) -> &mut Content {
        let toward = |end: [f64; 2]| [0, 1].map(|i| short(end[i] + (control[i] - end[i]) * 2.0 / 3.0));
        let ([x1, y1], [x2, y2]) = (toward(from), toward(to));
        self.content.cubic_to(x1, y1, x2, y2, short(to[0]), short(to[1]))
    }
}

fn pair(point: Point) -> [f64; 2] {
    [f64::from(point.x), f64::from(point.y)]
}

/// Two decimals.
fn short(value: f64) -> f32 {
    ((value * 100.0).round() / 100.0) as f32
}

/// The channels of `#rrggbb`, from 0 to 1.
fn rgb(colour: &str) -> [f32; 3] {
    [1, 3, 5].map(|at| {
        let byte = colour.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        (f32::from(byte.unwrap_or(0)) / 255.0 * 1000.0).round() / 1000.0
    })
}
