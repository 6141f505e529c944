//! Scripts and styles of a theme without what only their authors read: comments on lines of their own, indentation,
//! empty lines, and in styles the white space around signs.
//!
//! Hides what may safely go. Never reads the language itself: a line goes by how it starts, and a text in which a line
//! could be part of a value is left as it is.

/// The text without comments and indentation; `None` where it has to stay as it is.
pub(super) fn squeezed(path: &str, text: &str) -> Option<String> {
    let is_script = path.ends_with(".js");
    if !is_script && !path.ends_with(".css") {
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
    if !is_script {
        out = without_space(&out);
    }
    // A comment without an end: this is not what it looks like. Whatever starts a value of several lines is still there.
    (!is_comment && !has_values_of_several_lines(&out)).then_some(out)
}

fn push(out: &mut String, line: &str) {
    if !line.is_empty() {
        out.push_str(line);
        out.push('\n');
    }
}

/// A style without the white space around the signs that end something, outside of quotes.
fn without_space(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let mut quote = None;
    let mut characters = style.chars().peekable();
    while let Some(c) = characters.next() {
        match quote {
            Some(open) => quote = (c != open).then_some(open),
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c.is_whitespace() => {
                let is_needless = |sign: char| matches!(sign, '{' | '}' | ';' | ',');
                // A colon ends the name of a property, but begins a class of its own: `a :hover`.
                let is_after = out.ends_with(is_needless) || out.ends_with(':');
                while characters.next_if(|c| c.is_whitespace()).is_some() {}
                if is_after || characters.peek().is_none_or(|next| is_needless(*next)) {
                    continue;
                }
                out.push(' ');
                continue;
            }
            None if c == '}' && out.ends_with(';') => drop(out.pop()),
            None => {}
        }
        out.push(c);
    }
    out.push('\n');
    out
}

/// Template literals that a line leaves open, and strings that go on behind a backslash.
fn has_values_of_several_lines(text: &str) -> bool {
    text.lines().any(|line| line.ends_with('\\') || line.matches('`').count() % 2 == 1)
}

#[cfg(test)]
mod tests {
    use super::squeezed;

    #[test]
    fn comments_and_indentation_go() {
        let script = "/* What it\n   does. */\n(function () {\n  // why `this`\n  var a = 'http://x'; // stays\n\n  /* one */ b();\n})();\n";
        assert_eq!(
            squeezed("a.js", script).as_deref(),
            Some("(function () {\nvar a = 'http://x'; // stays\nb();\n})();\n")
        );
        let style = "/* a */\n\na {\n  b: url(//c);\n  /* d\n  */ e: f;\n}\n";
        assert_eq!(squeezed("a.css", style).as_deref(), Some("a{b:url(//c);e:f}\n"));
        let style =
            "a :hover,\n b > c { d: \" ; } \" , 'x  y' calc(1px + 2px); }\n@media (e: f) and (g: h) {\n}\n";
        assert_eq!(
            squeezed("a.css", style).as_deref(),
            Some("a :hover,b > c{d:\" ; } \",'x  y' calc(1px + 2px)}@media (e:f) and (g:h){}\n")
        );
    }

    #[test]
    fn what_may_be_part_of_a_value_stays() {
        for text in ["a = `\n/* `\n*/", "a = `\n  // no comment\n`;", "a = 'b\\\n  /* c */';", "/* no end\na"]
        {
            assert_eq!(squeezed("a.js", text), None, "{text}");
        }
        assert_eq!(squeezed("a.js", "  a(`b${c}`);").as_deref(), Some("a(`b${c}`);\n"));
        assert_eq!(squeezed("a.svg", "  <svg/>"), None);
        assert_eq!(squeezed("a.css", "//c {}\n").as_deref(), Some("//c{}\n"));
    }
}
