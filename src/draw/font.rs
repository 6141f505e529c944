//! The fonts that the program carries, for pictures that must not depend on what a machine has installed.
//!
//! Hides where their files are. They are Inter in two weights, see `fonts/README.md`; nothing reads them unless a
//! format asks for them.

/// What the family is called in the files.
pub(super) const FAMILY: &str = "Inter";
/// Weight 400, a TrueType file.
pub(super) static REGULAR: &[u8] = include_bytes!("../../fonts/Inter-Regular.ttf");
/// Weight 600, a TrueType file.
pub(super) static SEMIBOLD: &[u8] = include_bytes!("../../fonts/Inter-SemiBold.ttf");

#[cfg(test)]
mod tests {
    use skrifa::instance::{LocationRef, Size};
    use skrifa::{FontRef, MetadataProvider};

    use super::super::text::{Style, width};
    use super::*;

    #[test]
    fn a_text_is_never_wider_than_it_was_measured() {
        for (data, is_semibold) in [(REGULAR, false), (SEMIBOLD, true)] {
            let font = FontRef::new(data).expect("the font can be read");
            let advances = font.glyph_metrics(Size::new(1000.0), LocationRef::default());
            let style = Style { size: 1000, leading: 0, is_semibold };
            for (code, glyph) in font.charmap().mappings() {
                let c = char::from_u32(code).expect("a character");
                let drawn = advances.advance_width(glyph).expect("every glyph has a width");
                assert!(drawn <= width(&c.to_string(), style) as f32, "{c} {drawn}");
            }
        }
    }

    #[test]
    fn the_letters_of_three_scripts_are_there() {
        for data in [REGULAR, SEMIBOLD] {
            let font = FontRef::new(data).expect("the font can be read");
            let text = "Éœuvre – « prix\u{202f}: 10\u{a0}€ » ’…×→↔ Straße Łódź Αθήνα Київ Ґ ệ";
            let missing: Vec<char> = text
                .chars()
                .filter(|c| font.charmap().map(*c).is_none_or(|glyph| glyph.to_u32() == 0))
                .collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
    }
}
