//! A drawing as PNG.
//!
//! Hides the renderer of SVG and its fonts: only those that the program carries, so the bytes are the same on every
//! machine. Paints nothing that the SVG does not hold.

use std::fmt;
use std::sync::Arc;

use resvg::usvg::fontdb::{Database, Source};
use resvg::{tiny_skia, usvg};

use super::drawing::Drawing;
use super::font;
use super::look::Scheme;
use super::style;
use super::svg::{SvgOptions, svg};

/// How a PNG is made.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PngOptions {
    /// Pixels of the picture for one pixel of the drawing, above 0.
    pub scale: f32,
    /// Which colours it has.
    pub scheme: Scheme,
}

/// Why there is no picture.
#[derive(Clone, PartialEq, Debug)]
pub enum PngError {
    /// It would have too many pixels, or none.
    Size {
        /// How wide it would be.
        width: u64,
        /// How high it would be.
        height: u64,
    },
    /// The renderer does not take the drawing, for this reason.
    Refused(String),
}

/// The most pixels of a picture; the renderer takes four bytes for each.
const MOST_PIXELS: u64 = 80_000_000;
/// The longest side of a picture; programs that show pictures take no longer ones.
const LONGEST_SIDE: u64 = 32_767;

impl fmt::Display for PngError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PngError::Size { width, height } => write!(
                f,
                "a picture of {width} by {height} pixels cannot be made: there may be {} million of them, \
                 {LONGEST_SIDE} on a side",
                MOST_PIXELS / 1_000_000,
            ),
            PngError::Refused(why) => write!(f, "the drawing cannot be turned into pixels: {why}"),
        }
    }
}

impl std::error::Error for PngError {}

/// The drawing in one language (an index into the scene's languages) as the bytes of a PNG file: as large as the
/// drawing times the scale, rounded.
pub fn png(drawing: &Drawing, lang: usize, options: &PngOptions) -> Result<Vec<u8>, PngError> {
    let size = size(drawing, options.scale)?;
    let scale = tiny_skia::Transform::from_scale(options.scale, options.scale);
    painted(drawing, lang, options.scheme, size, scale)
}

/// The drawing in one language as the bytes of a PNG file of this width and height, in light colours: as large as fits
/// with some room around it, but not above its own size, in the middle of a white ground.
pub fn poster(drawing: &Drawing, lang: usize, (width, height): (u32, u32)) -> Result<Vec<u8>, PngError> {
    let size = drawing.size();
    let room = |side: u32| side as f32 * (1.0 - 2.0 * POSTER_MARGIN);
    let scale = (room(width) / size.width as f32).min(room(height) / size.height as f32).min(1.0);
    let start = |side: u32, of_drawing: i32| (side as f32 - of_drawing as f32 * scale) / 2.0;
    let (left, top) = (start(width, size.width), start(height, size.height));
    let place = tiny_skia::Transform::from_scale(scale, scale).post_translate(left, top);
    painted(drawing, lang, Scheme::Light, (width, height), place)
}

/// The room on each side of a poster, as a part of its width or height.
const POSTER_MARGIN: f32 = 0.03;

fn painted(
    drawing: &Drawing,
    lang: usize,
    scheme: Scheme,
    (width, height): (u32, u32),
    place: tiny_skia::Transform,
) -> Result<Vec<u8>, PngError> {
    // Without a stylesheet of its own: the renderer knows no reader who prefers a scheme.
    let svg = svg(drawing, lang, &SvgOptions::inline("mq-"));
    let tree = usvg::Tree::from_str(&svg, &settings(scheme)).map_err(|e| PngError::Refused(e.to_string()))?;
    let mut pixels = tiny_skia::Pixmap::new(width, height)
        .ok_or(PngError::Size { width: width.into(), height: height.into() })?;
    if scheme == Scheme::Light {
        pixels.fill(tiny_skia::Color::WHITE);
    }
    resvg::render(&tree, place, &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| PngError::Refused(error.to_string()))
}

fn size(drawing: &Drawing, scale: f32) -> Result<(u32, u32), PngError> {
    let scaled = |pixels: i32| (f64::from(pixels) * f64::from(scale)).round() as u64;
    let size = drawing.size();
    let (width, height) = (scaled(size.width), scaled(size.height));
    let fits = (1..=LONGEST_SIDE).contains(&width)
        && (1..=LONGEST_SIDE).contains(&height)
        && width * height <= MOST_PIXELS;
    match (u32::try_from(width), u32::try_from(height)) {
        (Ok(width), Ok(height)) if fits => Ok((width, height)),
        _ => Err(PngError::Size { width, height }),
    }
}

/// The carried fonts and no others, for whatever font a text names.
fn settings(scheme: Scheme) -> usvg::Options<'static> {
    let mut fonts = Database::new();
    for font in [font::REGULAR, font::SEMIBOLD] {
        fonts.load_font_source(Source::Binary(Arc::new(font)));
    }
    fonts.set_sans_serif_family(font::FAMILY);
    usvg::Options {
        font_family: font::FAMILY.to_owned(),
        fontdb: Arc::new(fonts),
        style_sheet: Some(style::scheme_stylesheet(scheme)),
        ..usvg::Options::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Node, Scene, draw};

    fn drawing(name: &str) -> Drawing {
        let node = Node { id: "a".to_owned(), name: vec![name.to_owned()], ..Node::default() };
        draw(Scene { languages: vec!["en".to_owned()], nodes: vec![node], ..Scene::default() })
    }

    fn pixels(name: &str, options: PngOptions) -> tiny_skia::Pixmap {
        let bytes = png(&drawing(name), 0, &options).expect("a picture");
        tiny_skia::Pixmap::decode_png(&bytes).expect("a PNG")
    }

    const PLAIN: PngOptions = PngOptions { scale: 1.0, scheme: Scheme::Light };

    #[test]
    fn a_picture_is_as_large_as_the_drawing_times_the_scale() {
        let size = drawing("Servers").size();
        for (scale, times) in [(1.0, 2), (2.0, 4), (0.5, 1)] {
            let picture = pixels("Servers", PngOptions { scale, ..PLAIN });
            let expected = [size.width * times / 2, size.height * times / 2];
            assert_eq!([picture.width() as i32, picture.height() as i32], expected);
        }
    }

    #[test]
    fn the_same_drawing_gives_the_same_bytes() {
        let drawing = drawing("Servers");
        assert_eq!(png(&drawing, 0, &PLAIN), png(&drawing, 0, &PLAIN));
    }

    /// How many pixels have about the colour of text: more than a border has.
    fn ink(picture: &tiny_skia::Pixmap, is_ink: impl Fn([u8; 3]) -> bool) -> usize {
        picture.pixels().iter().filter(|p| is_ink([p.red(), p.green(), p.blue()])).count()
    }

    #[test]
    fn text_is_there_in_three_scripts_and_both_schemes() {
        for name in ["Serveurs d’été", "Εξυπηρετητές", "Серверы"] {
            let light = pixels(name, PngOptions { scale: 2.0, ..PLAIN });
            let is_dark = |c: [u8; 3]| c.iter().all(|c| *c < 0x30);
            assert!(ink(&light, is_dark) > 200, "{name} {}", ink(&light, is_dark));
            let dark = pixels(name, PngOptions { scale: 2.0, scheme: Scheme::Dark });
            let is_light = |c: [u8; 3]| c[0] > 0xd8 && c[0] < 0xf0 && c[2] > 0xe0;
            assert!(ink(&dark, is_light) > 200, "{name} {}", ink(&dark, is_light));
            assert!(ink(&dark, is_dark) > ink(&light, is_dark));
        }
        let is_dark = |c: [u8; 3]| c.iter().all(|c| *c < 0x30);
        assert!(ink(&pixels(" ", PLAIN), is_dark) < 20);
    }

    #[test]
    fn a_poster_has_its_size_whatever_the_drawing() {
        let long = "A name that is rather long ".repeat(20);
        for name in ["A", long.as_str()] {
            let bytes = poster(&drawing(name), 0, (1200, 630)).expect("a picture");
            let picture = tiny_skia::Pixmap::decode_png(&bytes).expect("a PNG");
            assert_eq!((picture.width(), picture.height()), (1200, 630));
            let corner = picture.pixel(0, 0).expect("there is a corner");
            assert_eq!((corner.red(), corner.alpha()), (255, 255));
            assert!(ink(&picture, |c| c.iter().all(|c| *c < 0x60)) > 20, "{name}");
        }
    }

    #[test]
    fn what_has_too_many_pixels_is_refused() {
        for scale in [10_000.0, 200.0, 0.0001, f32::INFINITY, f32::NAN] {
            let refused = png(&drawing("Servers"), 0, &PngOptions { scale, ..PLAIN });
            assert!(matches!(refused, Err(PngError::Size { .. })), "{scale}");
        }
    }
}
