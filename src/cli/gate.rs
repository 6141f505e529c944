//! Which problems fail a run: what is denied, and what a baseline lists.
//!
//! Hides the file of the baseline. Decides by weight and by what is known, never by rule.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::baseline::{Baseline, Coverage};
use super::report::{Compared, Findings, counted};
use super::{Deny, Failure, Terminal};
use crate::write::write_file;

/// What a check fails on.
#[derive(Args, Debug)]
pub(super) struct Gate {
    #[command(flatten)]
    pub(super) deny: Deny,
    /// Let pass the problems that FILE lists: show and fail on new ones only
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all problems of this run into the file of `--baseline`, so that the next run knows them
    #[arg(long, requires = "baseline")]
    update_baseline: bool,
}

impl Gate {
    /// The file that is written, if one is.
    pub(super) fn file(&self) -> Option<&Path> {
        self.baseline.as_deref().filter(|_| self.update_baseline)
    }

    /// Compares `findings` with the baseline, if one is asked for, and tells what is cured.
    pub(super) fn apply(
        &self,
        findings: &mut Findings<'_>,
        coverage: Coverage,
        terminal: &Terminal,
    ) -> Result<(), Failure> {
        let Some(file) = &self.baseline else {
            return Ok(());
        };
        let old = read(file, self.update_baseline)?;
        let mut cured = old.compare(findings, coverage);
        for (problem, count) in &cured {
            let times = if *count > 1 { format!(" ({count} times)") } else { String::new() };
            terminal
                .say(format_args!("cured: {}: {} [{}]{times}", problem.file, problem.message, problem.rule));
        }
        let total = cured.iter().map(|(_, count)| count).sum();
        if self.update_baseline {
            let new = old.updated(findings, coverage);
            new.compare(findings, coverage);
            write_file(file, new.write().as_bytes())?;
            cured.clear();
            let listed = counted(new.len(), "problem");
            terminal.say(format_args!("`{}` lists {listed}, {} before", file.display(), old.len()));
        } else if total > 0 {
            let problems = counted(total, "problem");
            let file = file.display();
            terminal.say(format_args!("`{file}` can shrink by {problems}: add `--update-baseline`"));
        }
        findings.compared = Some(Compared { cured });
        Ok(())
    }
}

/// The baseline in `file`; an empty one if there is none and it `is_written` anyway. A file that is something else is
/// never written over.
fn read(file: &Path, is_written: bool) -> Result<Baseline, Failure> {
    let text = match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && is_written => return Ok(Baseline::default()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Failure(format!(
                "there is no baseline `{}`: write one with `--update-baseline`",
                file.display()
            )));
        }
        Err(error) => return Err(Failure(format!("cannot read `{}`: {error}", file.display()))),
        Ok(text) => text,
    };
    Baseline::read(&text).map_err(|fault| {
        Failure(format!(
            "`{}` {fault}: mend it, or remove it and write a new one with `--update-baseline`",
            file.display()
        ))
    })
}
