//! `maquette build`

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::project::Project;
use super::report::{self, counted};
use super::{Deny, Failure, Folder, Outcome, Terminal, is_coloured};
use crate::site;
use crate::write::write_watched;

/// Builds the site. Nothing is written while the sources have errors.
#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    folder: Folder,
    /// Where to write the site [default: `book` in DIR]
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Html)]
    format: Format,
    #[command(flatten)]
    deny: Deny,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// A site of HTML pages
    Html,
    /// The same pages as plain Markdown, with drawings as SVG files beside them
    Markdown,
}

pub(super) fn run(options: &Options, terminal: &Terminal) -> Result<Outcome, Failure> {
    let mut project = Project::read(&options.folder.dir)?;
    let site = match options.format {
        Format::Html => {
            let site = site::render(&project.model, &project.sources, &project.theme, &mut project.report);
            project.follow(&site);
            site
        }
        Format::Markdown => site::render_markdown(&project.model, &project.sources),
    };
    let findings = project.findings(options.deny);
    let problems = report::text(&findings, is_coloured(&io::stderr()));
    let outcome = findings.outcome();
    if !problems.is_empty() && (!terminal.shared.quiet || matches!(outcome, Outcome::Faulty)) {
        terminal.complain(format_args!("{}", problems.trim_end()));
    }
    if let Outcome::Faulty = outcome {
        terminal.complain(format_args!("\n{}: nothing was written", report::summary(&findings)));
        return Ok(outcome);
    }
    let out = options.output.clone().unwrap_or_else(|| options.folder.dir.join("book"));
    project.keep_apart(&options.folder.dir, &out)?;
    let written = write_watched(&site, &out, &mut |step| {
        terminal.detail(format_args!("{step}"));
        ControlFlow::Continue(())
    })?;
    terminal.say(format_args!(
        "{} in `{}`: {} new, {} changed, {} as they were, {} removed",
        counted(site.files().len(), "file"),
        out.strip_prefix(".").unwrap_or(&out).display(),
        written.created,
        written.updated,
        written.unchanged,
        written.removed,
    ));
    // The program ends here: giving back every text one by one would only take time.
    std::mem::forget((site, project));
    Ok(outcome)
}
