//! What the labels of DOT say.
//!
//! Hides their escapes, their entities and their HTML. Knows no attribute.

/// The text of a label: `\n`, `\l` and `\r` end a line, `\N` is the name of what it labels, an entity is its character.
pub(super) fn text(label: &str, name: &str) -> String {
    let mut text = String::with_capacity(label.len());
    let mut rest = label;
    while let Some(at) = rest.find(['\\', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let length =
            if rest.starts_with('&') { entity(rest, &mut text) } else { escape(rest, name, &mut text) };
        rest = &rest[length..];
    }
    text.push_str(rest);
    text
}

/// Reads the escape that a text begins with, and says how long it is.
fn escape(rest: &str, name: &str, text: &mut String) -> usize {
    let Some(c) = rest[1..].chars().next() else { return 1 };
    match c {
        'n' | 'l' | 'r' => text.push('\n'),
        'N' => text.push_str(name),
        // Graph, edge, tail and head: nothing that we could name.
        'G' | 'E' | 'T' | 'H' => {}
        c => text.push(c),
    }
    1 + c.len_utf8()
}

/// Reads the entity that a text begins with, and says how long it is; an `&` alone is itself.
fn entity(rest: &str, text: &mut String) -> usize {
    let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(at, _)| at);
    let named = end.map(|end| &rest[1..end]).and_then(|name| match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    });
    match (named, end) {
        (Some(c), Some(end)) => {
            text.push(c);
            end + 1
        }
        _ => {
            text.push('&');
            1
        }
    }
}

/// What HTML shows, as the text of a label: a line for each line, row or cell, entities as they are.
pub(super) fn of_html(html: &str) -> String {
    let mut text = String::new();
    for (index, part) in html.split('<').enumerate() {
        let (tag, shown) = if index == 0 { ("", part) } else { part.split_once('>').unwrap_or((part, "")) };
        let tag = tag.to_ascii_lowercase();
        let name: String = tag.chars().take_while(|c| c.is_ascii_alphabetic() || *c == '/').collect();
        if matches!(name.as_str(), "br" | "br/" | "/tr" | "/td") {
            text.push_str("\\n");
        }
        text.push_str(&shown.replace('\\', "\\\\"));
    }
    text
}

/// The fields of a record, a line each: `{<port> a | b}`.
pub(super) fn of_record(label: &str) -> String {
    let mut text = String::new();
    let (mut is_port, mut is_escaped) = (false, false);
    for c in label.chars() {
        match c {
            _ if is_escaped => text.extend(['\\', c]),
            '\\' => {}
            '<' => is_port = true,
            '>' => is_port = false,
            _ if is_port => {}
            '{' | '}' => {}
            '|' => text.push_str("\\n"),
            c => text.push(c),
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_entities_are_read() {
        assert_eq!(text("a\\nb\\l\\N \\\\N \\", "x"), "a\nb\nx \\N ");
        assert_eq!(text("&amp; &#233;&#xe9; & &x; &amp", "x"), "& éé & &x; &amp");
    }

    #[test]
    fn html_and_records_are_lines() {
        assert_eq!(of_html("<b>a</b><br/>b \\ &lt;"), "a\\nb \\\\ &lt;");
        assert_eq!(of_record("{<p> a | b \\| c}"), " a \\n b \\| c");
        assert_eq!(text(&of_record("a\\|b"), ""), "a|b");
    }
}
