//! Diagnostics as people and programs read them.
//!
//! Hides the crate that draws source lines. Never decides what is a problem.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value as Json, json};

use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::source::{Origin, Sources, Span};

/// How many lines around a place are handed to the drawing, which shows those it needs.
const LINES_AROUND: usize = 3;

/// Every diagnostic with its source line, the place underlined and the remedy, each followed by an empty line.
pub(super) fn text(report: &Report, sources: &Sources, is_coloured: bool) -> String {
    let renderer = if is_coloured { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for (severity, diagnostic) in report.sorted(sources) {
        out.push_str(&one(severity, diagnostic, sources, &renderer));
        out.push_str("\n\n");
    }
    out
}

/// `2 errors and 1 warning`, or `no problems`.
pub(super) fn summary(report: &Report, sources: &Sources) -> String {
    let (errors, warnings) = count(report, sources);
    match (errors, warnings) {
        (0, 0) => "no problems".to_owned(),
        (errors, 0) => counted(errors, "error"),
        (0, warnings) => counted(warnings, "warning"),
        (errors, warnings) => format!("{} and {}", counted(errors, "error"), counted(warnings, "warning")),
    }
}

/// `1 error`, `2 errors`.
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The report as the contract's JSON, with a line feed at the end.
pub(super) fn json(report: &Report, sources: &Sources) -> String {
    let (errors, warnings) = count(report, sources);
    let diagnostics: Vec<Json> = report
        .sorted(sources)
        .into_iter()
        .map(|(severity, diagnostic)| {
            let Span { file, start, end } = diagnostic.span;
            let (start, end) = (sources.position(file, start), sources.position(file, end));
            json!({
                "rule": diagnostic.rule.name,
                "severity": match severity { Severity::Error => "error", Severity::Warning => "warning" },
                "message": diagnostic.message,
                "help": diagnostic.help,
                "file": path(sources, diagnostic.span),
                "line": start.line,
                "column": start.column,
                "end_line": end.line,
                "end_column": end.column,
                "subject": diagnostic.subject,
            })
        })
        .collect();
    let whole = json!({
        "summary": { "errors": errors, "warnings": warnings },
        "diagnostics": diagnostics,
    });
    format!("{whole:#}\n")
}

fn count(report: &Report, sources: &Sources) -> (usize, usize) {
    let sorted = report.sorted(sources);
    let errors = sorted.iter().filter(|(severity, _)| *severity == Severity::Error).count();
    (errors, sorted.len() - errors)
}

fn path(sources: &Sources, span: Span) -> String {
    let source = &sources[span.file];
    match source.origin {
        Origin::Project => source.path.clone(),
        Origin::Embedded => format!("<default>/{}", source.path),
    }
}

fn one(severity: Severity, diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(printable(&diagnostic.message)).id(diagnostic.rule.name);
    let mut group = title.element(snippet(sources, diagnostic.span));
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    let mut groups = vec![group];
    for (text, span) in &diagnostic.notes {
        let note: Group<'_> = Level::NOTE.secondary_title(printable(text)).element(snippet(sources, *span));
        groups.push(note);
    }
    renderer.render(&groups)
}

/// The lines around `span` with the span underlined. Drawing from a window keeps large files fast.
fn snippet(sources: &Sources, span: Span) -> Snippet<'static, annotate_snippets::Annotation<'static>> {
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
    let window: String =
        text[from..to].chars().map(|c| if is_printable(c) || c == '\n' { c } else { ' ' }).collect();
    let marked = if window.len() == to - from { marked } else { 0..0 };
    Snippet::source(window)
        .path(path(sources, span))
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

/// A message as one line that no escape sequence of a source can get into.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
