//! The stages in order, up to the model and the theme.

use std::path::Path;

use crate::diagnostic::{Report, Rule};
use crate::load::{Changes, load, load_again};
use crate::model::{Model, resolve};
use crate::parse::{Memory, Parsed, parse, parse_again, wanted};
use crate::site::Theme;
use crate::source::Sources;

use super::report::Findings;
use super::{Deny, Failure};

/// Every rule of the program, by name.
pub(super) fn rules() -> Vec<&'static Rule> {
    let stages = [
        crate::parse::rules::ALL,
        crate::model::rules::ALL,
        crate::draw::RULES,
        crate::site::rules::ALL,
        crate::check::ALL,
    ];
    let mut rules: Vec<&'static Rule> = stages.into_iter().flatten().copied().collect();
    rules.sort_by_key(|rule| rule.name);
    rules
}

/// A project that was read and checked as far as that goes without rendering it.
pub(super) struct Project {
    pub(super) sources: Sources,
    pub(super) model: Model,
    pub(super) theme: Theme,
    pub(super) report: Report,
}

impl Project {
    /// Reads the project in `dir`.
    pub(super) fn read(dir: &Path) -> Result<Self, Failure> {
        let sources = load(dir, wanted)?;
        let mut report = Report::new();
        let parsed = parse(&sources, &mut report);
        Ok(Project::of(sources, parsed, report, &mut |_| {}))
    }

    /// Reads the project in `dir` anew: the same as [`Project::read`], but what did not change is taken from `before`,
    /// which was read from that folder, and from `memory`. `done` is told of each stage that is behind us.
    pub(super) fn read_again(
        dir: &Path,
        before: &Sources,
        changes: &Changes,
        memory: &mut Memory,
        done: &mut dyn FnMut(&'static str),
    ) -> Result<Self, Failure> {
        let sources = load_again(dir, wanted, before, changes)?;
        done("load");
        let mut report = Report::new();
        let parsed = parse_again(&sources, memory, &mut report);
        done("parse");
        Ok(Project::of(sources, parsed, report, done))
    }

    fn of(sources: Sources, parsed: Parsed, mut report: Report, done: &mut dyn FnMut(&'static str)) -> Self {
        let model = resolve(parsed, &mut report);
        done("resolve");
        crate::check::check(&model, &rules(), &mut report);
        done("check");
        let theme = Theme::compile(&sources, &model.settings.theme, &mut report);
        done("compile");
        Project { sources, model, theme, report }
    }

    /// What was found, where errors fail the run, and what else is denied.
    pub(super) fn findings(&self, deny: Deny) -> Findings<'_> {
        Findings::new(&self.report, &self.sources, deny)
    }

    /// Refuses to write to `target` where the sources of the project in `dir` are: the next run would read it.
    pub(super) fn keep_apart(&self, dir: &Path, target: &Path) -> Result<(), Failure> {
        let (whole, dir) = (std::path::absolute(target)?, std::path::absolute(dir)?);
        let folders = [self.model.settings.src.as_str(), "locales", "themes", "book.toml"];
        match folders.iter().find(|folder| whole.starts_with(dir.join(folder))) {
            Some(folder) => Err(Failure(format!(
                "`{}` is a place of sources (`{folder}`): choose one apart from them",
                target.display()
            ))),
            None => Ok(()),
        }
    }
}
