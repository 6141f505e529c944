//! `maquette links`

use std::path::PathBuf;

use clap::Args;

use super::ask::Asking;
use super::baseline::Coverage;
use super::fix::Fixes;
use super::gate::Gate;
use super::report::{self, Findings, Written, counted};
use super::{Failure, Outcome, Terminal, site_folder};
use crate::built::Base;
use crate::check::is_about_links as is_link_rule;
use crate::diagnostic::Diagnostic;

/// Checks every link of a project, or of any built site. Nothing is written but the report, which goes to standard
/// output, and the cache of addresses; with `--fix` the sources too.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// The folder of `book.toml`
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// Check the built site in FOLDER instead, whoever built it: its links within it, without a request
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["dir", "offline", "fix", "refresh", "cache_only", "changed_since", "allow_private", "dry_run"])]
    site: Option<PathBuf>,
    /// Where that site will be: its address, or the path of its root alone; `/` where it is absent
    #[arg(long, value_name = "URL", value_parser = base)]
    base: Option<Base>,
    #[command(flatten)]
    asking: Asking,
    /// Write the new address where a link has moved for good, and the page that was meant where it is one of a sign-in
    #[arg(long)]
    fix: bool,
    /// Show what `--fix` would change, as a diff, and change nothing
    #[arg(long, requires = "fix")]
    dry_run: bool,
    #[command(flatten)]
    written: Written,
    #[command(flatten)]
    gate: Gate,
}

fn base(written: &str) -> Result<Base, String> {
    Base::parse(written)
        .ok_or_else(|| "write an address such as `https://docs.example.org/guide/`, or `/guide/`".to_owned())
}

pub(super) fn run(options: &Options, terminal: &Terminal) -> Result<Outcome, Failure> {
    match &options.site {
        Some(folder) => {
            let audited = site_folder::audit(folder, options.base.clone().unwrap_or_default(), terminal)?;
            let mut findings =
                Findings::new(&audited.report, &audited.sources, options.gate.deny).within(folder);
            options.finish(&mut findings, Coverage::WHOLE, terminal)?;
            let counts = audited.counts;
            terminal.say(format_args!(
                "{}: {}, {}, {}, {}",
                report::summary(&findings),
                counted(counts.pages, "page"),
                counted(counts.internal, "link"),
                counted(counts.anchors, "anchor"),
                counted(counts.outside, "outside link"),
            ));
            Ok(findings.outcome())
        }
        // Not told by the parser of arguments, which asks for no argument that conflicts with another one given.
        None if options.base.is_some() => {
            Err(Failure("`--base` says where a built site will be: name its folder with `--site`".to_owned()))
        }
        None => project(options, terminal),
    }
}

fn project(options: &Options, terminal: &Terminal) -> Result<Outcome, Failure> {
    let dir = &options.dir;
    let files = options.written.files().chain(options.gate.file());
    let (mut project, outside) = options.asking.examine(dir, files, is_about_links, terminal)?;
    if options.fix {
        let fixes = Fixes::of(&project.report, &project.sources, dir)?;
        if options.dry_run {
            terminal.print(&fixes.diff())?;
            terminal.say(format_args!("{}", fixes.summary("would be changed")));
            return Ok(Outcome::Fine);
        }
        fixes.write(dir)?;
        terminal.say(format_args!("{}", fixes.summary("changed")));
        project.report.retain(|found| !fixes.cures(found));
    }
    let mut findings = project.findings(options.gate.deny).within(dir);
    let coverage = Coverage { links_only: true, ..options.asking.coverage() };
    options.finish(&mut findings, coverage, terminal)?;
    terminal.say(format_args!("{}: {outside}", report::summary(&findings)));
    Ok(findings.outcome())
}

impl Options {
    fn finish(
        &self,
        findings: &mut Findings<'_>,
        coverage: Coverage,
        terminal: &Terminal,
    ) -> Result<(), Failure> {
        self.gate.apply(findings, coverage, terminal)?;
        self.written.send(findings, terminal)
    }
}

/// Whether a rule judges links, or says that a source or a setting could not be read, so that links are not known.
fn is_about_links(found: &Diagnostic) -> bool {
    let is_of = |topic: &str| found.rule.name.starts_with(topic);
    is_link_rule(found.rule.name) || is_of("syntax/") || is_of("book/")
}
