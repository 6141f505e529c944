//! Problems for people: the source line, the place underlined, the remedy.
//!
//! Hides the crate that draws source lines. Never decides what is a problem.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::finding::{Finding, Findings, printable};
use crate::diagnostic::Severity;
use crate::outside::credentials;
use crate::source::Span;

/// How many lines around a place are handed to the drawing, which shows those it needs.
const LINES_AROUND: usize = 3;

/// Every new problem, those of one file together, each followed by an empty line.
pub(in crate::cli) fn text(findings: &Findings<'_>, is_coloured: bool) -> String {
    let renderer = if is_coloured { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for finding in findings.new_ones() {
        out.push_str(&one(finding, findings, &renderer));
        out.push_str("\n\n");
    }
    out
}

/// One problem without colours.
pub(super) fn plain(finding: &Finding<'_>, findings: &Findings<'_>) -> String {
    one(finding, findings, &Renderer::plain())
}

fn one(finding: &Finding<'_>, findings: &Findings<'_>, renderer: &Renderer) -> String {
    let diagnostic = finding.diagnostic;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(printable(&diagnostic.message)).id(diagnostic.rule.name);
    let mut group = title.element(snippet(findings, diagnostic.span));
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    let mut groups = vec![group];
    for (text, span) in &diagnostic.notes {
        let note: Group<'_> = Level::NOTE.secondary_title(printable(text)).element(snippet(findings, *span));
        groups.push(note);
    }
    renderer.render(&groups)
}

/// The lines around `span` with the span underlined. Drawing from a window keeps large files fast.
fn snippet(findings: &Findings<'_>, span: Span) -> Snippet<'static, annotate_snippets::Annotation<'static>> {
    let sources = findings.sources;
    let text = &sources[span.file].text;
    let start = floor(text, span.start as usize);
    let end = floor(text, (span.end as usize).max(start));
    let mut from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    for _ in 1..LINES_AROUND {
        from = text[..from.saturating_sub(1)].rfind('\n').map_or(0, |at| at + 1);
    }
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let mut to = line_end;
    for _ in 1..LINES_AROUND {
        to = text.get(to + 1..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| to + 1 + at);
    }
    // What goes over several lines is shown by its first one.
    let marked: Range<usize> = start - from..end.min(line_end) - from;
    let mut window: String =
        text[from..to].chars().map(|c| if is_printable(c) || c == '\n' { c } else { ' ' }).collect();
    // Whoever reads the report need not read passwords too.
    while let Some(secret) = credentials(&window) {
        let hidden = "*".repeat(secret.len());
        window.replace_range(secret, &hidden);
    }
    let marked = if window.len() == to - from { marked } else { 0..0 };
    Snippet::source(window)
        .path(findings.path(span))
        .line_start(sources.position(span.file, from as u32).line)
        .annotation(AnnotationKind::Primary.span(marked))
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn is_printable(c: char) -> bool {
    !c.is_control() || c == '\t'
}
