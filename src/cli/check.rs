//! `maquette check`

use clap::Args;

use super::ask::Asking;
use super::gate::Gate;
use super::project::Project;
use super::report::{self, Written, counted};
use super::{Failure, Folder, Outcome, Terminal};
use crate::site;

/// Runs every rule over the project, and asks after every address outside of it. Nothing is written but the report,
/// which goes to standard output, and the cache of addresses.
#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    folder: Folder,
    /// Make no request, and look at no cache: judge what can be judged from the sources alone
    #[arg(long, conflicts_with_all = ["refresh", "cache_only", "allow_private"])]
    offline: bool,
    #[command(flatten)]
    asking: Asking,
    #[command(flatten)]
    written: Written,
    #[command(flatten)]
    gate: Gate,
}

pub(super) fn run(options: &Options, terminal: &Terminal) -> Result<Outcome, Failure> {
    let dir = &options.folder.dir;
    let changed = options.asking.changed(dir)?;
    let mut project = Project::read(dir)?;
    for file in options.written.files().chain(options.gate.file()) {
        project.keep_apart(dir, file)?;
    }
    // Templates can fail on what only a page brings, so the pages are made and thrown away.
    let site = site::render(&project.model, &project.sources, &project.theme, &mut project.report);
    let mut links = project.links(&site);
    if let Some(changed) = &changed {
        project.keep_changed(changed, &mut links);
    }
    let asked = match options.offline {
        true => None,
        false => Some(options.asking.run(&links, &mut project, dir, terminal)?),
    };
    let mut findings = project.findings(options.gate.deny).within(dir);
    options.gate.apply(&mut findings, options.asking.coverage(options.offline), terminal)?;
    options.written.send(&findings, terminal)?;
    let model = &project.model;
    let outside = match &asked {
        Some(asked) => asked.summary(),
        None => counted(links.len(), "outside link"),
    };
    terminal.say(format_args!(
        "{}: {}, {}, {}, {outside}",
        report::summary(&findings),
        counted(model.services.len(), "service"),
        counted(model.stacks.len(), "stack"),
        counted(model.pages.len(), "page"),
    ));
    Ok(findings.outcome())
}
