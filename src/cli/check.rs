//! `maquette check`

use std::io;

use clap::Args;

use super::baseline::Coverage;
use super::gate::Gate;
use super::project::Project;
use super::report::{self, Format, counted};
use super::{Failure, Folder, Outcome, Terminal, is_coloured};
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
    gate: Gate,
}

pub(super) fn run(options: &Options, terminal: &Terminal) -> Result<Outcome, Failure> {
    let mut project = Project::read(&options.folder.dir)?;
    // Templates can fail on what only a page brings, so the pages are made and thrown away.
    site::render(&project.model, &project.theme, &mut project.report);
    let mut findings = project.findings(options.gate.deny).within(&options.folder.dir);
    options.gate.apply(&mut findings, Coverage::WithoutOutside, terminal)?;
    terminal.print(&report::write(options.format, &findings, is_coloured(&io::stdout())))?;
    let model = &project.model;
    let outside = counted(model.outside_links().len(), "outside link");
    if !options.offline {
        terminal.say(format_args!("this version makes no request: {outside} not judged"));
    }
    terminal.say(format_args!(
        "{}: {}, {}, {}, {outside}",
        report::summary(&findings),
        counted(model.services.len(), "service"),
        counted(model.stacks.len(), "stack"),
        counted(model.pages.len(), "page"),
    ));
    Ok(findings.outcome())
}
