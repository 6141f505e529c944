//! What an audit of a built site found, as it is told to authors.
//!
//! Never looks for anything: `built` did.

use crate::built::{Audit, Finding, Problem};
use crate::diagnostic::{Diagnostic, Level, Report, Rule};
use crate::model::rules::DEAD;
use crate::source::Span;

use super::orphan::ORPHAN;
use super::wrong_language::WRONG_LANGUAGE;

pub(super) static DUPLICATE_ID: Rule = Rule {
    name: "link/duplicate-id",
    default: Level::Warning,
    summary: "two elements of a page have the same id",
    explanation: "A link to that anchor leads to the first of the two, and labels and scripts may pick the wrong one. \
                  Give the second one another id.",
};

pub(super) static ANCHOR_DIFFERS: Rule = Rule {
    name: "link/anchor-differs",
    default: Level::Off,
    summary: "a page has an anchor that the same page in another language lacks",
    explanation: "A reader who switches the language of a page with a `#` in its address lands at the top. Give the \
                  headings the same ids in every language. Off by default, since most sites make ids from the texts of \
                  headings.",
};

/// Whether the project wants to know which anchors a page has and the same page in another language lacks.
pub fn compares_languages(report: &Report) -> bool {
    report.severity(&ANCHOR_DIFFERS).is_some()
}

/// Notes what `audit` found in a site of these paths. `span` tells where bytes of a file, which is given by its index, are
/// as a source.
pub fn built(
    audit: &Audit,
    paths: &[&str],
    span: impl Fn(u32, std::ops::Range<u32>) -> Span,
    report: &mut Report,
) {
    report.extend(audit.findings.iter().map(|finding| diagnostic(finding, paths, &span)));
    report.extend(audit.orphans.iter().map(|page| {
        let path = paths[*page as usize];
        Diagnostic::new(&ORPHAN, span(*page, 0..0), format!("no other page links to `{path}`"))
            .help("link to it from another page, or remove it")
            .subject(path)
    }));
}

fn diagnostic(
    finding: &Finding,
    paths: &[&str],
    span: &impl Fn(u32, std::ops::Range<u32>) -> Span,
) -> Diagnostic {
    let place = span(finding.file, finding.place.clone());
    let path = |file: &u32| paths[*file as usize];
    let dead = |message: String| Diagnostic::new(&DEAD, place, message);
    let found = match &finding.problem {
        Problem::Dead { path, near } => {
            let said = dead(format!("this address leads to `{path}`, which is not there"));
            said.help(match near {
                Some(near) => format!("link to `{near}`, if that is what was meant"),
                None => "correct the address, or put the file there".to_owned(),
            })
        }
        Problem::OtherCase { path, right } => {
            dead(format!("this address leads to `{path}`, which is there as `{right}` only"))
                .help("write the address in the case of the file: many servers tell one from the other")
        }
        Problem::NoIndex { path } => dead(match path.as_str() {
            "" => "this address leads to the root of the site, which has no `index.html`".to_owned(),
            path => format!("this address leads to the folder `{path}`, which has no `index.html`"),
        })
        .help("link to a page in it, or give it an `index.html`"),
        Problem::EncodedSlash { path } => {
            dead(format!("this address leads to a file with a slash in its name, as in `{path}`"))
                .help("write `/` in place of `%2F`")
        }
        Problem::NoAnchor { target, anchor, near } => {
            let said = dead(match *target == finding.file {
                true => format!("this page has no anchor `{anchor}`"),
                false => format!("`{}` has no anchor `{anchor}`", path(target)),
            });
            said.help(match near {
                Some(near) => format!("write `#{near}`"),
                None => "correct the anchor, or give an element this id".to_owned(),
            })
        }
        Problem::DuplicateId { id, first } => {
            Diagnostic::new(&DUPLICATE_ID, place, format!("the id `{id}` is given twice"))
                .help("give this element another id")
                .note("first given here", span(finding.file, first.clone()))
        }
        Problem::WrongLanguage { target, lang } => {
            let message = format!("this link leads to the page `{}` in `{lang}`", path(target));
            Diagnostic::new(&WRONG_LANGUAGE, place, message).help(
                "link to the page of the same language, or name the language in the text of the link or in `hreflang`",
            )
        }
        Problem::AnchorDiffers { id, counterpart } => {
            let message =
                format!("`{}`, the same page in another language, has no anchor `{id}`", path(counterpart));
            Diagnostic::new(&ANCHOR_DIFFERS, place, message)
                .help("give the same part of that page the same id")
        }
    };
    found.subject(path(&finding.file))
}
