//! A drawing as PDF: one page as large as the drawing, with shapes, letters and links.
//!
//! Hides the file format. There is no date and no random number in the file, so the same drawing gives the same bytes.
//! Paints nothing that the picture does not hold.

mod letters;
mod paint;

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{ActionType, AnnotationFlags, AnnotationType};
use pdf_writer::{Filter, Finish, Name, Pdf, Ref, Str, TextStr};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::drawing::Drawing;
use super::look::Scheme;
use super::picture::{self, Link, Picture};
use crate::layout::Rect;
use letters::Letters;

/// The drawing in one language (an index into the scene's languages), in the colours of one scheme, as the bytes of a
/// PDF file.
///
/// A pixel is three quarters of a point, as on a page of the web. Text can be searched and copied: also the letters
/// that the carried fonts lack, which show as empty squares.
pub fn pdf(drawing: &Drawing, lang: usize, scheme: Scheme) -> Vec<u8> {
    let picture = picture::picture(drawing, lang);
    let mut letters = Letters::new();
    let painted = paint::paint(&picture, scheme, &mut letters);
    let mut file = File { pdf: Pdf::new(), last: 0 };
    let [catalog, pages, page, info, content] = [(); 5].map(|()| file.id());
    file.pdf.pages(pages).kids([page]).count(1);
    file.stream(content, painted.content.as_slice());
    let fonts = letters.write(&mut file);
    let alphas: Vec<(String, Ref)> = painted.alphas.iter().map(|&alpha| file.alpha(alpha)).collect();
    let sheet = Sheet::of(&picture);
    let links: Vec<Ref> = links(&picture).map(|(link, name)| file.link(&sheet, link, name)).collect();
    let mut leaf = file.pdf.page(page);
    leaf.parent(pages).media_box(sheet.media_box()).contents(content).annotations(links);
    if sheet.unit > 1.0 {
        leaf.user_unit(sheet.unit);
    }
    let mut resources = leaf.resources();
    let mut named = resources.fonts();
    for (name, id) in &fonts {
        named.pair(Name(name.as_bytes()), *id);
    }
    named.finish();
    let mut named = resources.ext_g_states();
    for (name, id) in &alphas {
        named.pair(Name(name.as_bytes()), *id);
    }
    named.finish();
    resources.finish();
    leaf.finish();
    file.describe(catalog, pages, info, &picture);
    file.pdf.finish()
}

/// The file being written.
struct File {
    pdf: Pdf,
    /// The number of the last object that has one.
    last: i32,
}

impl File {
    fn id(&mut self) -> Ref {
        self.last += 1;
        Ref::new(self.last)
    }

    fn stream(&mut self, id: Ref, bytes: &[u8]) {
        let packed = compress_to_vec_zlib(bytes, 6);
        self.pdf.stream(id, &packed).filter(Filter::FlateDecode);
    }

    /// A state that paints areas thinly.
    fn alpha(&mut self, percent: u8) -> (String, Ref) {
        let id = self.id();
        self.pdf.ext_graphics(id).non_stroking_alpha(f32::from(percent) / 100.0);
        (paint::alpha_name(percent), id)
    }

    fn link(&mut self, sheet: &Sheet, link: &Link, name: &str) -> Ref {
        let id = self.id();
        let mut annotation = self.pdf.annotation(id);
        annotation.subtype(AnnotationType::Link).rect(sheet.place(link.area)).flags(AnnotationFlags::PRINT);
        annotation.border(0.0, 0.0, 0.0, None).contents(TextStr(name));
        let address = utf8_percent_encode(&link.href, UNSAFE).to_string();
        annotation.action().action_type(ActionType::Uri).uri(Str(address.as_bytes()));
        id
    }

    fn describe(&mut self, catalog: Ref, pages: Ref, info: Ref, picture: &Picture) {
        let mut root = self.pdf.catalog(catalog);
        root.pages(pages);
        if let Some(language) = &picture.language {
            root.lang(TextStr(language));
        }
        root.viewer_preferences().display_doc_title(true);
        root.finish();
        let mut about = self.pdf.document_info(info);
        if !picture.title.is_empty() {
            about.title(TextStr(&picture.title));
        }
        if !picture.description.is_empty() {
            about.subject(TextStr(&picture.description));
        }
        about.creator(TextStr("maquette"));
    }
}

/// What an address may not hold as it is; letters beyond ASCII are replaced in any case.
const UNSAFE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`');

/// The links, and what they are called.
fn links(picture: &Picture) -> impl Iterator<Item = (&Link, &str)> {
    let groups = picture.layers.iter().flat_map(|layer| &layer.groups);
    groups.filter_map(|group| Some((group.link.as_ref()?, group.name.as_str())))
}

/// The page, whose places are counted in units from its bottom left corner.
struct Sheet {
    width: f32,
    height: f32,
    /// How many points a unit is: 1, but for pages that are longer than the format's longest.
    unit: f32,
}

/// Units of a pixel.
const PIXEL: f32 = 0.75;
/// The longest side of a page, in units.
const LONGEST_SIDE: f32 = 14_400.0;

impl Sheet {
    fn of(picture: &Picture) -> Sheet {
        let points = |pixels: i32| pixels.max(1) as f32 * PIXEL;
        let (width, height) = (points(picture.size.width), points(picture.size.height));
        let unit = (width.max(height) / LONGEST_SIDE).ceil().max(1.0);
        Sheet { width: width / unit, height: height / unit, unit }
    }

    fn media_box(&self) -> pdf_writer::Rect {
        pdf_writer::Rect::new(0.0, 0.0, self.width, self.height)
    }

    /// A rectangle of the picture.
    fn place(&self, at: Rect) -> pdf_writer::Rect {
        let units = |pixels: i32| pixels as f32 * PIXEL / self.unit;
        let (left, right) = (units(at.x), units(at.x + at.width));
        let (top, bottom) = (self.height - units(at.y), self.height - units(at.y + at.height));
        pdf_writer::Rect::new(left, bottom, right, top)
    }

    /// From pixels, counted from the top left corner, to units.
    fn matrix(&self) -> [f32; 6] {
        let scale = PIXEL / self.unit;
        [scale, 0.0, 0.0, -scale, 0.0, self.height]
    }
}
