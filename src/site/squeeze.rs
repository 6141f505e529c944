//! Scripts and styles of a theme without what only their authors read: comments on lines of their own, indentation,
//! empty lines.
//!
//! Hides what may safely go. Never reads the language itself: a line goes by how it starts, and a text in which a line
//! could be part of a value is left as it is.

/// The text without comments and indentation; `None` where it has to stay as it is.
pub(super) fn squeezed(path: &str, text: &str) -> Option<String> {
    let is_script = path.ends_with(".js");
    if !is_script && !path.ends_with(".css") || has_values_of_several_lines(text) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut is_comment = false;
    for line in text.lines() {
        let line = line.trim();
        let is_start = !is_comment && line.starts_with("/*");
        if is_comment || is_start {
            let rest = if is_start { &line[2..] } else { line };
            let Some(end) = rest.find("*/") else {
                is_comment = true;
                continue;
            };
            is_comment = false;
            push(&mut out, rest[end + 2..].trim_start());
        } else if !(is_script && line.starts_with("//")) {
            push(&mut out, line);
        }
    }
    // A comment without an end: this is not what it looks like.
    (!is_comment).then_some(out)
}

fn push(out: &mut String, line: &str) {
    if !line.is_empty() {
        out.push_str(line);
        out.push('\n');
    }
}

/// Template literals, and strings that go on behind a backslash.
fn has_values_of_several_lines(text: &str) -> bool {
    text.contains('`') || text.lines().any(|line| line.ends_with('\\'))
}

#[cfg(test)]
mod tests {
    use super::squeezed;

    #[test]
    fn comments_and_indentation_go() {
        let script = "/* What it\n   does. */\n(function () {\n  // why\n  var a = 'http://x'; // stays\n\n  /* one */ b();\n})();\n";
        assert_eq!(
            squeezed("a.js", script).as_deref(),
            Some("(function () {\nvar a = 'http://x'; // stays\nb();\n})();\n")
        );
        let style = "/* a */\n\na {\n  b: url(//c);\n  /* d\n  */ e: f;\n}\n";
        assert_eq!(squeezed("a.css", style).as_deref(), Some("a {\nb: url(//c);\ne: f;\n}\n"));
    }

    #[test]
    fn what_may_be_part_of_a_value_stays() {
        for text in ["a = `\n  // no comment\n`;", "a = 'b\\\n  /* c */';", "/* no end\na"] {
            assert_eq!(squeezed("a.js", text), None, "{text}");
        }
        assert_eq!(squeezed("a.svg", "  <svg/>"), None);
        assert_eq!(squeezed("a.css", "//c {}\n").as_deref(), Some("//c {}\n"));
    }
}
