//! `maquette check`

use std::io;

use clap::{Args, ValueEnum};

use super::diagnostics::{self, counted};
use super::project::Project;
use super::{Deny, Failure, Folder, Outcome, Terminal, is_coloured};
use crate::site;

/// Runs every rule over the project. Nothing is written but the report, which goes to standard output.
#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    folder: Folder,
    /// Make no request: judge what can be judged from the sources alone
    #[arg(long)]
    offline: bool,
    /// How to write the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    deny: Deny,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// Source lines with the place underlined
    Text,
    /// One JSON object
    Json,
}

pub(super) fn run(options: &Options, terminal: &Terminal) -> Result<Outcome, Failure> {
    let mut project = Project::read(&options.folder.dir)?;
    // Templates can fail on what only a page brings, so the pages are made and thrown away.
    site::render(&project.model, &project.theme, &mut project.report);
    let outcome = project.outcome(options.deny);
    let Project { sources, model, report, .. } = &project;
    match options.format {
        Format::Text => terminal.print(&diagnostics::text(report, sources, is_coloured(&io::stdout())))?,
        Format::Json => terminal.print(&diagnostics::json(report, sources))?,
    }
    let outside = counted(model.outside_links().len(), "outside link");
    if !options.offline {
        terminal.say(format_args!("this version makes no request: {outside} not judged"));
    }
    terminal.say(format_args!(
        "{}: {}, {}, {}, {outside}",
        diagnostics::summary(report, sources),
        counted(model.services.len(), "service"),
        counted(model.stacks.len(), "stack"),
        counted(model.pages.len(), "page"),
    ));
    Ok(outcome)
}
