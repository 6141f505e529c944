//! How much room a text takes, and where it breaks into lines.
//!
//! Hides which fonts a reader may have: widths are the widest of several (see [`metrics`]), so a text that fits
//! here fits there. Draws nothing and knows no language; it cuts a text only where no room would ever do.

use unicode_width::UnicodeWidthChar;

use super::metrics::{self, Run};

/// How a text is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Style {
    /// Font size in pixels.
    pub(super) size: i32,
    /// From one baseline to the next, in pixels.
    pub(super) leading: i32,
    /// Whether it is set in weight 600 and not 400.
    pub(super) is_semibold: bool,
}

/// How far lines may run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Measure {
    /// The width aimed at, in pixels; kept if the text fits into `lines` lines of it.
    pub(super) width: i32,
    /// The width that is never passed, in pixels.
    pub(super) widest: i32,
    /// How many lines there may be; at least one.
    pub(super) lines: usize,
}

/// The width of one line in whole pixels, rounded up.
pub(super) fn width(text: &str, style: Style) -> i32 {
    let thousandths: i64 = text.chars().map(|c| i64::from(advance(c, style))).sum();
    let pixels = (thousandths * i64::from(style.size) + 999) / 1000;
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

/// The width of the widest of several lines.
pub(super) fn widest(lines: &[String], style: Style) -> i32 {
    lines.iter().map(|line| width(line, style)).max().unwrap_or(0)
}

/// The text on one line: runs of blanks become one space, characters that cannot be seen or that XML does not
/// know are left out; spaces that do not break stay.
pub(super) fn flatten(text: &str) -> String {
    let mut flat = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => {
                if !flat.is_empty() && !flat.ends_with(' ') {
                    flat.push(' ');
                }
            }
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{FEFF}') => {}
            c => flat.push(c),
        }
    }
    flat.truncate(flat.trim_end_matches(' ').len());
    flat
}

/// Breaks a text into lines: between words, after hyphens and slashes and between wide characters; inside a word
/// only if it is wider than a line, then at a change of case if it can be. The lines come out about equally long.
///
/// If `lines` lines of `width` do not hold it they get wider, up to `widest`; what still does not fit is cut and
/// ends in `…`. No line is empty; an empty text has none.
pub(super) fn wrap(text: &str, style: Style, measure: Measure) -> Vec<String> {
    let flat = flatten(text);
    if flat.is_empty() {
        return Vec::new();
    }
    let limit = measure.lines.max(1);
    let flat = within_reach(&flat, style, measure);
    let mut room = measure.width;
    let mut lines = fill(flat, style, room);
    while lines.len() > limit && room < measure.widest {
        room = (room + style.size).min(measure.widest);
        lines = fill(flat, style, room);
    }
    if lines.len() > limit {
        lines.truncate(limit);
        let last = lines.pop().unwrap_or_default();
        lines.push(cut(&last, style, room));
        return lines;
    }
    balance(flat, style, room, lines)
}

/// The beginning of a text that decides how it is set: what stands behind it is cut off in any case. So the time that
/// a text takes does not grow with the square of its length. The second half of what is kept fills more lines than
/// there may be, whatever the first half did.
fn within_reach(text: &str, style: Style, measure: Measure) -> &str {
    let line = i64::from(measure.widest.max(measure.width)).max(i64::from(style.size)) * 1000;
    let reach = 2 * line * (measure.lines.max(1) as i64 + 1);
    let mut used = 0;
    for (count, (at, c)) in text.char_indices().enumerate() {
        // Marks without a width of their own could go on for ever.
        if used > reach || count == MOST_CHARACTERS {
            return &text[..at];
        }
        used += i64::from(advance(c, style)) * i64::from(style.size);
    }
    text
}

/// No line of a drawing holds as many, but for marks that stand on each other.
const MOST_CHARACTERS: usize = 4096;

/// The same number of lines in the least room, so that no line is left with one short word. Bisection.
fn balance(text: &str, style: Style, room: i32, lines: Vec<String>) -> Vec<String> {
    if lines.len() < 2 {
        return lines;
    }
    let longest_piece = pieces(text).map(|piece| width(piece.trim_end_matches(' '), style)).max();
    let (mut low, mut high, mut best) = (longest_piece.unwrap_or(0).min(room), room, lines);
    while low < high {
        let middle = low + (high - low) / 2;
        let tried = fill(text, style, middle);
        if tried.len() > best.len() {
            low = middle + 1;
        } else {
            (high, best) = (middle, tried);
        }
    }
    best
}

/// Sets piece after piece on the line, as long as there is room.
fn fill(text: &str, style: Style, room: i32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let longer = format!("{line}{piece}");
        if width(longer.trim_end_matches(' '), style) <= room {
            line = longer;
            continue;
        }
        push_line(&mut lines, &mut line);
        line = break_word(piece, style, room, &mut lines);
    }
    push_line(&mut lines, &mut line);
    lines
}

fn push_line(lines: &mut Vec<String>, line: &mut String) {
    let done = std::mem::take(line);
    let done = done.trim_end_matches(' ');
    if !done.is_empty() {
        lines.push(done.to_owned());
    }
}

/// Breaks off full lines until what is left fits; the rest is returned.
fn break_word(piece: &str, style: Style, room: i32, lines: &mut Vec<String>) -> String {
    let mut rest = piece;
    while width(rest.trim_end_matches(' '), style) > room {
        let end = seam(rest, style, room);
        if end == rest.len() {
            break;
        }
        lines.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    rest.to_owned()
}

/// Where a word that is too long is broken: after the last hump of camel case or the last mark that fits, else
/// after the last character that does; at least one character in, so that it goes on.
fn seam(word: &str, style: Style, room: i32) -> usize {
    let mut used = 0;
    let (mut hard, mut soft) = (0, 0);
    let mut before = ' ';
    for (at, c) in word.char_indices() {
        let joined = at == 0 || c.width() == Some(0);
        let is_hump = c.is_uppercase() && before.is_lowercase();
        if !joined {
            hard = at;
            if is_hump || matches!(before, '_' | '.' | ':' | '@' | '=' | '&') {
                soft = at;
            }
        }
        used += advance(c, style);
        if i64::from(used) * i64::from(style.size) > i64::from(room) * 1000 && hard > 0 {
            return if soft > 0 { soft } else { hard };
        }
        before = c;
    }
    word.len()
}

/// Shortens a line until it and the dots fit.
fn cut(line: &str, style: Style, room: i32) -> String {
    let mut kept = line.to_owned();
    loop {
        let cut = format!("{}…", kept.trim_end_matches([' ', '-', ',', ';', '.']));
        if width(&cut, style) <= room || kept.pop().is_none() {
            return cut;
        }
    }
}

/// The pieces between which a line may end; blanks stay with the piece before them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, after) = rest.split_at(piece_end(rest));
        rest = after;
        Some(piece)
    })
}

fn piece_end(text: &str) -> usize {
    let mut seen = text.char_indices().peekable();
    while let Some((at, c)) = seen.next() {
        let Some(&(_, next)) = seen.peek() else { break };
        let after_mark = matches!(c, '-' | '‐' | '–' | '—' | '/') && next.is_alphanumeric() && at > 0;
        let between_wide = c.width() == Some(2) && next.width() == Some(2) && next.is_alphanumeric();
        if (c == ' ' && next != ' ') || after_mark || between_wide {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// Thousandths of the font size.
fn advance(c: char, style: Style) -> u32 {
    let table = if style.is_semibold { metrics::SEMIBOLD } else { metrics::REGULAR };
    match table.iter().find_map(|run| lookup(run, c)) {
        Some(known) if known > 0 => u32::from(known),
        _ => fallback(c),
    }
}

fn lookup(run: &Run, c: char) -> Option<u16> {
    let offset = u32::from(c).checked_sub(run.first)?;
    run.advances.get(usize::try_from(offset).ok()?).copied()
}

/// What a character may take that no table has: ideographs fill a square, pictures are wider than one.
fn fallback(c: char) -> u32 {
    match c.width() {
        None | Some(0) => 0,
        Some(_) if u32::from(c) >= 0x1F000 => 1400,
        Some(_) => 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { size: 14, leading: 18, is_semibold: true };

    fn wrapped(text: &str, room: i32) -> Vec<String> {
        wrap(text, STYLE, Measure { width: room, widest: room, lines: 3 })
    }

    #[test]
    fn a_short_text_is_one_line() {
        assert_eq!(wrapped("Lambda", 130), ["Lambda"]);
        assert_eq!(wrapped("  two\n\twords ", 130), ["two words"]);
        assert!(wrapped(" \n", 130).is_empty());
    }

    #[test]
    fn lines_break_between_words_and_are_balanced() {
        assert_eq!(wrapped("Application Load Balancer", 130), ["Application", "Load Balancer"]);
        assert_eq!(wrapped("Sous-réseau public A", 110), ["Sous-réseau", "public A"]);
    }

    #[test]
    fn a_space_that_does_not_break_holds() {
        assert_eq!(wrapped("prix\u{202f}: 10\u{a0}€", 60), ["prix\u{202f}:", "10\u{a0}€"]);
    }

    #[test]
    fn long_words_break_at_humps_then_anywhere() {
        assert_eq!(wrapped("ElasticLoadBalancingListener", 130), ["ElasticLoad", "Balancing", "Listener"]);
        assert_eq!(wrapped("mmmmmmmmmmmmmm", 80).concat(), "mmmmmmmmmmmmmm");
        assert_eq!(wrapped("auto-scaling", 60), ["auto-", "scaling"]);
    }

    #[test]
    fn what_does_not_fit_is_cut() {
        let lines = wrapped(&"très long texte ".repeat(20), 100);
        assert_eq!(lines.len(), 3);
        assert!(lines[2].ends_with('…'), "{lines:?}");
        assert!(widest(&lines, STYLE) <= 100);
    }

    #[test]
    fn lines_widen_before_they_are_cut() {
        let measure = Measure { width: 60, widest: 300, lines: 2 };
        let lines = wrap("un texte de quelques mots courts", STYLE, measure);
        assert_eq!(lines.join(" "), "un texte de quelques mots courts");
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn what_stands_behind_the_last_line_is_not_looked_at() {
        let measure = Measure { width: 128, widest: 210, lines: 3 };
        for endless in ["x", "mot ", "a-", "日本", "e\u{301}\u{301}", "\u{301}", "aB"] {
            let text = endless.repeat(100_000);
            let reach = within_reach(&text, STYLE, measure);
            assert!(reach.chars().count() <= MOST_CHARACTERS, "{endless} {}", reach.len());
            assert!(text.starts_with(reach));
            if endless.chars().all(|c| c.width() > Some(0)) {
                assert!(fill(reach, STYLE, measure.widest).len() > measure.lines, "{endless}");
                assert!(wrap(&text, STYLE, measure)[2].ends_with('…'), "{endless}");
            }
            assert_eq!(wrap(reach, STYLE, measure), wrap(&text, STYLE, measure));
        }
        assert_eq!(within_reach("Lambda", STYLE, measure), "Lambda");
    }

    #[test]
    fn every_character_has_room() {
        assert_eq!(width("日本", STYLE), 28);
        assert!(width("🙂", STYLE) >= 18);
        assert!(width("\u{E000}", STYLE) >= 14);
        assert_eq!(width("e\u{301}", STYLE), width("e", STYLE));
        assert!(width("\u{202f}", STYLE) > 0 && width("’", STYLE) > 0);
    }

    #[test]
    fn no_text_comes_out_wider_than_asked_unless_one_character_is() {
        for text in
            ["a b c", "日本語の長い名前です", "x\u{301}\u{301}y", "…———…", "wwwwwwwwwwwwwwwwwwwwwwwwwwwwww"]
        {
            for room in [20, 33, 90] {
                let lines = wrapped(text, room);
                assert!(lines.len() <= 3 && widest(&lines, STYLE) <= room, "{text} {room} {lines:?}");
            }
        }
    }
}
