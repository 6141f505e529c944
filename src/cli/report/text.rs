//! Problems for people: the source line, the place underlined, the remedy.
//!
//! Hides the crate that draws source lines. Never decides what is a problem.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, Title};

use super::finding::{Finding, Findings, harmless, printable};
use crate::diagnostic::Severity;
use crate::outside::credentials;
use crate::source::Span;

/// Stands behind a place that is drawn as a path. No text that is shown has it.
const END_OF_PLACE: char = '\0';
/// A line of up to so many characters is shown whole.
const WHOLE: usize = 200;
/// How many characters of the place are shown on a longer one.
const MARKED: usize = 120;
/// How many characters are shown before the place, and how many after it.
const AROUND: usize = 40;
/// How many bytes to both sides are looked at for passwords that begin or end out of sight.
const OUT_OF_SIGHT: usize = 4096;

/// Every new problem, those of one file together, each followed by an empty line.
pub(in crate::cli) fn text(findings: &Findings<'_>, is_coloured: bool) -> String {
    let renderer = if is_coloured { renderer(Renderer::styled()) } else { renderer(Renderer::plain()) };
    let mut out = String::new();
    for finding in findings.new_ones() {
        out.push_str(&one(finding, findings, &renderer));
        out.push_str("\n\n");
    }
    out
}

/// One problem without colours.
pub(super) fn plain(finding: &Finding<'_>, findings: &Findings<'_>) -> String {
    one(finding, findings, &renderer(Renderer::plain()))
}

fn one(finding: &Finding<'_>, findings: &Findings<'_>, renderer: &Renderer) -> String {
    let diagnostic = finding.diagnostic;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(printable(&diagnostic.message)).id(diagnostic.rule.name);
    let mut group = placed(title, findings, diagnostic.span);
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    let mut groups = vec![group];
    for (text, span) in &diagnostic.notes {
        groups.push(placed(Level::NOTE.secondary_title(printable(text)), findings, *span));
    }
    with_our_places(&renderer.render(&groups))
}

/// Lines are cut here, around the place, and not by the drawing.
fn renderer(renderer: Renderer) -> Renderer {
    renderer.term_width(10 * WHOLE)
}

/// A title with its place: where it is in the file, and the line with the place underlined.
fn placed<'a>(title: Title<'a>, findings: &Findings<'_>, span: Span) -> Group<'a> {
    let sources = findings.sources;
    let place = sources.position(span.file, span.start);
    let path = format!("{}:{place}{END_OF_PLACE}", printable(&findings.path(span)));
    let line = sources.line(span.file, span.start);
    let (text, marked) = shown(&sources[span.file].text[line.clone()], within(span, &line));
    let snippet = Snippet::source(text).path(path).line_start(place.line);
    title.element(snippet.annotation(AnnotationKind::Primary.span(marked)))
}

/// What was drawn, without the places that the drawing adds to ours: its columns are those of what is shown.
fn with_our_places(drawn: &str) -> String {
    let mut parts = drawn.split(END_OF_PLACE);
    let first = parts.next().unwrap_or_default().to_owned();
    let is_of_place = |c: char| c == ':' || c.is_ascii_digit();
    parts.fold(first, |out, part| out + part.trim_start_matches(is_of_place))
}

/// The part of `span` on `line`, from its start: what goes over several lines is shown by its first one.
fn within(span: Span, line: &Range<usize>) -> Range<usize> {
    let on_it = |at: u32| (at as usize).clamp(line.start, line.end) - line.start;
    on_it(span.start)..on_it(span.end.max(span.start))
}

/// What is shown of a line, and where in that the place is: of a long line as much as is around the place.
fn shown(line: &str, place: Range<usize>) -> (String, Range<usize>) {
    let (start, end) = (line.floor_char_boundary(place.start), line.floor_char_boundary(place.end));
    let (mut from, mut to, mut marked) = (0, line.len(), end);
    if line.len() > WHOLE && line.char_indices().nth(WHOLE).is_some() {
        marked = after(line, start, MARKED).min(end);
        from = line[..start].char_indices().nth_back(AROUND - 1).map_or(0, |(at, _)| at);
        to = after(line, marked, AROUND);
    }
    let line = without_passwords(line, from, to);
    let text =
        |range: Range<usize>| line.get(range).unwrap_or_default().chars().map(shown_as).collect::<String>();
    let (before, place, behind) = (text(from..start), text(start..marked), text(marked..to));
    let head = if from > 0 { "…" } else { "" };
    let tail = if to < line.len() { "…" } else { "" };
    let start = head.len() + before.len();
    let marked = start..start + place.len();
    (format!("{head}{before}{place}{behind}{tail}"), marked)
}

/// The byte at which `count` characters from `from` on have gone by.
fn after(line: &str, from: usize, count: usize) -> usize {
    line[from..].char_indices().nth(count).map_or(line.len(), |(at, _)| from + at)
}

/// The line with asterisks over the passwords that can be seen between `from` and `to`, each byte where it was: whoever
/// reads the report need not read those too.
fn without_passwords(line: &str, from: usize, to: usize) -> Cow<'_, str> {
    let mut at = line.floor_char_boundary(from.saturating_sub(OUT_OF_SIGHT));
    let end = line.ceil_char_boundary(to + OUT_OF_SIGHT);
    let mut line = Cow::Borrowed(line);
    while let Some(secret) = credentials(&line[at..end]) {
        let (start, length) = (at + secret.start, secret.len());
        at = start + length;
        line.to_mut().replace_range(start..at, &"*".repeat(length));
    }
    line
}

/// A character of a source as it is shown.
fn shown_as(c: char) -> char {
    if c == '\t' { c } else { harmless(c) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Deny;
    use crate::diagnostic::{Diagnostic, Level, Report, Rule};
    use crate::source::{SourceFile, Sources};

    static DEAD: Rule =
        Rule { name: "link/dead", default: Level::Error, summary: "dead", explanation: "dead" };

    /// What is told of `place`, which stands in a text once.
    fn told(text: &str, place: &str) -> String {
        let sources = Sources::new(vec![SourceFile::new("a.md", text)], vec![]);
        let file = sources.find("a.md").expect("the file is there");
        let start = text.find(place).expect("the place is there");
        let mut report = Report::new();
        report.push(Diagnostic::new(&DEAD, Span::new(file, start, start + place.len()), "gone"));
        super::text(&Findings::new(&report, &sources, Deny { deny: None }), false)
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("# A\n{}[é](gone.md){}\nlast", "é ".repeat(50_000), " z".repeat(50_000));
        let expected = format!(
            "error[link/dead]: gone\n --> a.md:2:100005\n  |\n2 | …{}[é](gone.md){}…\n  | {}^^^^^^^\n\n",
            "é ".repeat(18),
            " z".repeat(19) + " ",
            " ".repeat(41),
        );
        assert_eq!(told(&text, "gone.md"), expected);
    }

    #[test]
    fn a_long_place_is_cut_too() {
        let place = "x".repeat(1_000);
        let said = told(&format!("[a]({place})"), &place);
        let expected = format!("1 | [a]({}…\n  |     {}\n", "x".repeat(MARKED + AROUND), "^".repeat(MARKED));
        assert!(said.contains(" --> a.md:1:5\n") && said.contains(&expected), "{said}");
        let whole = "y".repeat(WHOLE - 5);
        assert!(told(&format!("[a]({whole})"), &whole).contains(&format!("1 | [a]({whole})\n")));
    }

    #[test]
    fn no_password_is_shown_that_begins_or_ends_out_of_sight() {
        let (far, near) = ("q".repeat(300), "s".repeat(20));
        let before = told(&format!("<https://me:{far}{near}@a.example> gone.md {far}"), "gone.md");
        assert!(before.contains("**@a.example") || before.contains("***a.example"), "{before}");
        assert!(!before.contains("qs") && !before.contains("ss"), "{before}");
        let behind = told(&format!("{far} gone.md <https://me:{near}{far}@a.example>"), "gone.md");
        assert!(behind.contains("<https://****") && !behind.contains("ss"), "{behind}");
    }

    #[test]
    fn a_line_that_turns_around_does_not() {
        let said = told("\u{202e}one\u{7}\u{85} gone.md\r\n", "gone.md");
        assert!(said.contains("1 | \u{fffd}one   gone.md\n  |        ^^^^^^^\n"), "{said}");
    }
}
