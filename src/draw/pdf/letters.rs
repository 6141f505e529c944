//! The letters of a PDF: of each carried font, those that the drawing uses.
//!
//! Hides how a font becomes objects of the file. A letter that a font lacks is its empty square; what takes no room
//! and is not there is left out.

use std::collections::BTreeMap;

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Rect, Ref, Str};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, GlyphId, MetadataProvider};
use subsetter::GlyphRemapper;
use unicode_width::UnicodeWidthChar;

use super::super::font;
use super::File;

/// The fonts of a file, with the letters that were asked for.
pub(super) struct Letters {
    regular: Option<Face>,
    semibold: Option<Face>,
}

/// One line of text in one font.
pub(super) struct Line {
    /// What the page calls the font.
    pub(super) font: &'static str,
    /// Two bytes a letter.
    pub(super) codes: Vec<u8>,
    /// In font sizes.
    pub(super) width: f32,
    /// Whether no letter is missing.
    pub(super) is_whole: bool,
}

impl Letters {
    pub(super) fn new() -> Self {
        Letters { regular: None, semibold: None }
    }

    /// Looks the letters of a text up, and keeps them for the file.
    pub(super) fn line(&mut self, text: &str, is_semibold: bool) -> Line {
        let face = match is_semibold {
            false => self.regular.get_or_insert_with(|| Face::new("R", "Inter-Regular", font::REGULAR)),
            true => self.semibold.get_or_insert_with(|| Face::new("S", "Inter-SemiBold", font::SEMIBOLD)),
        };
        face.line(text)
    }

    /// Writes the fonts that were used, and says what the page calls them.
    pub(super) fn write(&self, file: &mut File) -> Vec<(&'static str, Ref)> {
        let used = self.regular.iter().chain(&self.semibold);
        used.map(|face| (face.name, face.write(file))).collect()
    }
}

struct Face {
    /// What the page calls it.
    name: &'static str,
    /// What the world calls it.
    font_name: &'static str,
    data: &'static [u8],
    font: FontRef<'static>,
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    per_em: f32,
    /// From the font's numbers of glyphs to the file's.
    glyphs: GlyphRemapper,
    /// By the file's numbers: the letter, and its advance in thousandths of the font size.
    used: BTreeMap<u16, (char, f32)>,
}

/// The square for what is missing.
const MISSING: GlyphId = GlyphId::new(0);

impl Face {
    fn new(name: &'static str, font_name: &'static str, data: &'static [u8]) -> Self {
        let font = FontRef::new(data).expect("the carried fonts can be read");
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let per_em = f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        let charmap = font.charmap();
        let glyphs = GlyphRemapper::new();
        Face { name, font_name, data, font, charmap, metrics, per_em, glyphs, used: BTreeMap::new() }
    }

    fn line(&mut self, text: &str) -> Line {
        let mut line = Line { font: self.name, codes: Vec::new(), width: 0.0, is_whole: true };
        for c in text.chars() {
            let known = self.charmap.map(c).filter(|glyph| *glyph != MISSING);
            line.is_whole &= known.is_some();
            if known.is_none() && matches!(c.width(), None | Some(0)) {
                continue;
            }
            let (code, advance) = self.letter(c, known);
            line.codes.extend(code.to_be_bytes());
            line.width += advance / 1000.0;
        }
        line
    }

    /// The number in the file, and the advance.
    fn letter(&mut self, c: char, known: Option<GlyphId>) -> (u16, f32) {
        let glyph = known.unwrap_or(MISSING);
        let number = u16::try_from(glyph.to_u32()).unwrap_or(0);
        let code = self.glyphs.remap(number);
        let advance = self.metrics.advance_width(glyph).unwrap_or(0.0) / self.per_em * 1000.0;
        let c = if known.is_some() { c } else { char::REPLACEMENT_CHARACTER };
        let (kept, advance) = self.used.entry(code).or_insert((c, advance));
        // Several spaces share a glyph: the plain one comes first.
        *kept = c.min(*kept);
        (code, *advance)
    }

    fn write(&self, file: &mut File) -> Ref {
        let [font, descendant, descriptor, map, data] = [(); 5].map(|()| file.id());
        let name = format!("{}+{}", self.tag(), self.font_name);
        let (name, pdf) = (Name(name.as_bytes()), &mut file.pdf);
        let mut whole = pdf.type0_font(font);
        whole.base_font(name).encoding_predefined(Name(b"Identity-H"));
        whole.descendant_font(descendant).to_unicode(map);
        whole.finish();
        let mut cids = pdf.cid_font(descendant);
        cids.subtype(CidFontType::Type2).base_font(name).system_info(SYSTEM).font_descriptor(descriptor);
        cids.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = cids.widths();
        for (code, (_, advance)) in &self.used {
            widths.consecutive(*code, [advance.round()]);
        }
        widths.finish();
        cids.finish();
        self.describe(file, name, descriptor, data);
        let mut unicode = UnicodeCmap::new(Name(b"Custom"), SYSTEM);
        for (code, (c, _)) in &self.used {
            unicode.pair(*code, *c);
        }
        let unicode = compress_to_vec_zlib(unicode.finish().as_slice(), 6);
        file.pdf.cmap(map, &unicode).filter(Filter::FlateDecode);
        font
    }

    fn describe(&self, file: &mut File, name: Name, descriptor: Ref, data: Ref) {
        let metrics = self.font.metrics(Size::unscaled(), LocationRef::default());
        let of = |units: f32| (units / self.per_em * 1000.0).round();
        let bounds = metrics.bounds.unwrap_or_default();
        let mut about = file.pdf.font_descriptor(descriptor);
        about.name(name).flags(FontFlags::SYMBOLIC).italic_angle(0.0);
        about.bbox(Rect::new(of(bounds.x_min), of(bounds.y_min), of(bounds.x_max), of(bounds.y_max)));
        about.ascent(of(metrics.ascent)).descent(of(metrics.descent));
        about.cap_height(of(metrics.cap_height.unwrap_or(metrics.ascent)));
        about.stem_v(if self.name == "S" { 130.0 } else { 90.0 }).font_file2(data);
        about.finish();
        let subset = subsetter::subset(self.data, 0, &self.glyphs).expect("the carried fonts can be reduced");
        let packed = compress_to_vec_zlib(&subset, 6);
        let mut stream = file.pdf.stream(data, &packed);
        stream.filter(Filter::FlateDecode).pair(Name(b"Length1"), subset.len() as i32);
    }

    /// Six letters that differ where the letters of two files do, so that a program that joins files keeps them apart.
    fn tag(&self) -> String {
        let fold = |hash: u64, (_, (c, _)): (&u16, &(char, f32))| {
            (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3)
        };
        let mut hash = self.used.iter().fold(0xcbf2_9ce4_8422_2325, fold);
        let mut letter = || {
            let letter = char::from(b'A' + (hash % 26) as u8);
            hash /= 26;
            letter
        };
        (0..6).map(|_| letter()).collect()
    }
}

const SYSTEM: SystemInfo = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
