//! Letters as they are compared: small, without accents, ligatures taken apart.
//!
//! Hides the tables. `fold` in `search.js` does the same by the browser's own tables, and `tests/search/vectors.json`
//! holds both to it, letter by letter. Never looks at more than one character.

use std::sync::LazyLock;

/// Latin letters from U+00C0, one after the other: decomposed, without marks, small.
const FROM_00C0: &str = "\
    a a a a a a ae c e e e e i i i i d n o o o o o × o u u u u y th ss a a a a a a ae c e e e e i i i i d n o o \
    o o o ÷ o u u u u y th y a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h i i \
    i i i i i i i i ĳ ĳ j j k k ĸ l l l l l l ŀ ŀ l l n n n n n n ŉ n n o o o o o o oe oe r r r r r r s s s s s \
    s s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z ſ ƀ ɓ ƃ ƃ ƅ ƅ ɔ ƈ ƈ ɖ ɗ ƌ ƌ ƍ ǝ ə ɛ ƒ ƒ ɠ ɣ \
    ƕ ɩ ɨ ƙ ƙ ƚ ƛ ɯ ɲ ƞ ɵ o o ƣ ƣ ƥ ƥ ʀ ƨ ƨ ʃ ƪ ƫ ƭ ƭ ʈ u u ʊ ʋ ƴ ƴ ƶ ƶ ʒ ƹ ƹ ƺ ƻ ƽ ƽ ƾ ƿ ǀ ǁ ǂ ǃ ǆ ǆ ǆ ǉ ǉ ǉ ǌ \
    ǌ ǌ a a i i o o u u u u u u u u u u ǝ a a a a ae ae ǥ ǥ g g k k o o o o ʒ ʒ j ǳ ǳ ǳ g g ƕ ƿ n n a a ae ae o \
    o a a a a e e e e i i i i o o o o r r r r u u u u s s t t ȝ ȝ h h ƞ ȡ ȣ ȣ ȥ ȥ a a e e o o o o o o o o y y ȴ \
    ȵ ȶ ȷ ȸ ȹ ⱥ ȼ ȼ ƚ ⱦ ȿ ɀ ɂ ɂ ƀ ʉ ʌ ɇ ɇ ɉ ɉ ɋ ɋ ɍ ɍ ɏ ɏ";

/// The same from U+1E00.
const FROM_1E00: &str = "\
    a a b b b b b b c c d d d d d d d d d d e e e e e e e e e e f f g g h h h h h h h h h h i i i i k k k k k k \
    l l l l l l l l m m m m m m n n n n n n n n o o o o o o o o p p p p r r r r r r r r s s s s s s s s s s t t \
    t t t t t t u u u u u u u u u u v v v v w w w w w w w w w w x x x x y y z z z z z z h t w y ẚ ſ ẜ ẝ ss ẟ a a \
    a a a a a a a a a a a a a a a a a a a a a a e e e e e e e e e e e e e e e e i i i i o o o o o o o o o o o o \
    o o o o o o o o o o o o u u u u u u u u u u u u u u y y y y y y y y ỻ ỻ ỽ ỽ ỿ ỿ";

/// Both tables, cut at the spaces.
static LATIN: LazyLock<[Vec<&str>; 2]> =
    LazyLock::new(|| [FROM_00C0, FROM_1E00].map(|table| table.split(' ').collect()));

/// Whether `c` is an accent that stands after its letter.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Gives `take` what `c` is compared as: mostly one character, of a ligature several. Not for marks, which count as
/// nothing.
pub(super) fn fold(c: char, mut take: impl FnMut(char)) {
    let latin = match c {
        '\0'..='\u{7f}' => return take(c.to_ascii_lowercase()),
        '\u{c0}'..='\u{24f}' => LATIN[0].get(c as usize - 0xc0),
        '\u{1e00}'..='\u{1eff}' => LATIN[1].get(c as usize - 0x1e00),
        _ => None,
    };
    match latin {
        Some(folded) => folded.chars().for_each(take),
        None => c.to_lowercase().for_each(take),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut folded = String::new();
        text.chars().filter(|c| !is_mark(*c)).for_each(|c| fold(c, |c| folded.push(c)));
        folded
    }

    #[test]
    fn accents_case_and_ligatures_do_not_count() {
        assert_eq!(folded("Réseau RÉSEAU re\u{301}seau"), "reseau reseau reseau");
        assert_eq!(
            folded("Œuvre Æther Straße STRAẞE Łódź Øre ǽ"),
            "oeuvre aether strasse strasse lodz ore ae"
        );
        assert_eq!(folded("İstanbul ılık Ấp ÿ ÑĳĀ"), "istanbul ilik ap y nĳa");
        assert_eq!(folded("Ελλάδα Привет 東京 ½"), "ελλάδα привет 東京 ½");
    }

    #[test]
    fn the_tables_are_whole() {
        assert_eq!(LATIN[0].len(), 0x250 - 0xc0);
        assert_eq!(LATIN[1].len(), 0x100);
        assert!(LATIN.iter().flatten().all(|folded| !folded.is_empty() && folded.chars().count() <= 2));
    }
}
