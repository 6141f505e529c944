//! `maquette check`

use clap::Args;

use super::ask::Asking;
use super::gate::Gate;
use super::report::{self, Written, counted};
use super::{Failure, Folder, Outcome, Terminal};

/// Runs every rule over the project, and asks after every address outside of it. Nothing is written but the report,
/// which goes to standard output, and the cache of addresses.
#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    asking: Asking,
    #[command(flatten)]
    written: Written,
    #[command(flatten)]
    gate: Gate,
}

pub(super) fn run(options: &Options, terminal: &Terminal) -> Result<Outcome, Failure> {
    let dir = &options.folder.dir;
    let files = options.written.files().chain(options.gate.file());
    let (project, outside) = options.asking.examine(dir, files, |_| true, terminal)?;
    let mut findings = project.findings(options.gate.deny).within(dir);
    options.gate.apply(&mut findings, options.asking.coverage(), terminal)?;
    options.written.send(&findings, terminal)?;
    let model = &project.model;
    terminal.say(format_args!(
        "{}: {}, {}, {}, {outside}",
        report::summary(&findings),
        counted(model.services.len(), "service"),
        counted(model.stacks.len(), "stack"),
        counted(model.pages.len(), "page"),
    ));
    Ok(findings.outcome())
}
