//! `maquette explain`

use std::fmt::Write;

use clap::Args;

use super::project::rules;
use super::{Failure, Outcome, Terminal, unknown};
use crate::diagnostic::{Level, Rule};

/// Says what a rule means; without a name, lists all rules.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// The name of the rule, as `admin-page/missing`
    rule: Option<String>,
}

pub(super) fn run(options: &Options, terminal: &Terminal) -> Result<Outcome, Failure> {
    let rules = rules();
    let Some(name) = &options.rule else {
        let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
        let mut out = String::new();
        for rule in rules {
            let _ = writeln!(out, "{:width$}  {:7}  {}", rule.name, word(rule.default), rule.summary);
        }
        terminal.print(&out)?;
        return Ok(Outcome::Fine);
    };
    let Some(rule) = rules.iter().find(|rule| rule.name == *name) else {
        return Err(unknown("rule", name, rules.iter().map(|rule| rule.name)));
    };
    terminal.print(&explained(rule))?;
    Ok(Outcome::Fine)
}

/// What a rule means, and how to change its weight.
pub(super) fn explained(rule: &Rule) -> String {
    format!(
        "{}: {}\n\n{}\n\nDefault: {}. To change it, in book.toml:\n\n[output.maquette.check]\n\"{}\" = \"{}\"\n",
        rule.name,
        rule.summary,
        rule.explanation,
        word(rule.default),
        rule.name,
        if rule.default == Level::Off { "warning" } else { "off" },
    )
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Off => "off",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}
