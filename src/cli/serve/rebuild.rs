//! One turn after another: the project as it is on the disk becomes a site, by the same stages as in `build`.
//!
//! Hides what is kept from one turn to the next. What comes out is, to the last byte, what a first turn would make:
//! every memory here answers only for inputs that are equal. Never writes a file, and never serves one.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::cli::project::Project;
use crate::cli::report::{self, Findings};
use crate::cli::{Deny, Failure, Outcome};
use crate::load::Changes;
use crate::parse;
use crate::site::{self, Site, Tally};
use crate::source::Sources;

/// The project, and what is known of it.
pub(super) struct Workshop {
    dir: PathBuf,
    sources: Sources,
    /// What changed since `sources` were read.
    unread: Changes,
    texts: parse::Memory,
    pages: site::Memory,
}

/// A site that was made, and not yet looked at as a whole.
pub(super) struct Made {
    project: Project,
    /// The site, as it is.
    pub(super) site: Arc<Site>,
    /// How many pages were made.
    pub(super) tally: Tally,
    watch: StopWatch,
}

/// What came of a turn.
pub(super) struct Turn {
    /// Whether the sources have no error.
    pub(super) is_fine: bool,
    /// All problems, as `check --format json` has them; null if there are none.
    pub(super) problems: Json,
    /// The same for people; empty if there are none.
    pub(super) text: String,
    /// `2 errors and 1 warning`.
    pub(super) summary: String,
    /// How long each part took.
    pub(super) times: Vec<(&'static str, Duration)>,
}

impl Made {
    /// Whether errors are known already. Links that only finished pages have were not followed yet.
    pub(super) fn has_errors(&self) -> bool {
        self.project.report.has_errors()
    }

    /// Where the site will be published.
    pub(super) fn base_url(&self) -> Option<String> {
        self.project.model.settings.base_url.clone()
    }
}

impl Workshop {
    /// The project in `dir`, of which nothing is known.
    pub(super) fn new(dir: PathBuf) -> Self {
        Workshop {
            dir,
            sources: Sources::default(),
            unread: Changes::Unknown,
            texts: parse::Memory::default(),
            pages: site::Memory::default(),
        }
    }

    /// Makes the site anew, after `changes`. What is made is to be handed to [`Workshop::finish`].
    ///
    /// # Errors
    ///
    /// Where the project cannot be read. The changes are remembered for the next turn.
    pub(super) fn make(&mut self, changes: Changes) -> Result<Made, Failure> {
        self.unread = std::mem::replace(&mut self.unread, Changes::Unknown).and(changes);
        let mut watch = StopWatch::start();
        // A file may go away between the moment it is seen and the moment it is read: by then that is known.
        let mut project = match self.read(&mut watch) {
            Ok(project) => project,
            Err(_) => self.read(&mut watch)?,
        };
        let Project { model, sources, theme, report } = &mut project;
        let site = Arc::new(site::render_again(model, sources, theme, &mut self.pages, report));
        watch.lap("render");
        Ok(Made { project, site, tally: self.pages.tally(), watch })
    }

    /// Follows the links of what was made, and tells all that is wrong.
    pub(super) fn finish(&mut self, made: Made, is_coloured: bool) -> Turn {
        let Made { mut project, site, mut watch, .. } = made;
        project.follow(&site);
        watch.lap("follow links");
        let findings = project.findings(Deny { deny: None });
        let turn = Turn {
            is_fine: matches!(findings.outcome(), Outcome::Fine),
            problems: problems(&findings),
            text: report::text(&findings, is_coloured),
            summary: report::summary(&findings),
            times: watch.laps,
        };
        self.sources = project.sources;
        self.unread = Changes::none();
        turn
    }

    fn read(&mut self, watch: &mut StopWatch) -> Result<Project, Failure> {
        let mut lap = |name| watch.lap(name);
        Project::read_again(&self.dir, &self.sources, &self.unread, &mut self.texts, &mut lap)
    }
}

fn problems(findings: &Findings<'_>) -> Json {
    if findings.list.is_empty() { Json::Null } else { report::value(findings) }
}

/// What stands where problems do, if the project cannot even be read.
pub(super) fn unreadable(why: &str) -> Json {
    let diagnostic = json!({
        "rule": null, "severity": "error", "message": why, "help": null, "file": null, "line": null, "column": null,
        "end_line": null, "end_column": null, "subject": null,
    });
    json!({ "summary": { "errors": 1, "warnings": 0 }, "diagnostics": [diagnostic] })
}

struct StopWatch {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl StopWatch {
    fn start() -> Self {
        StopWatch { last: Instant::now(), laps: Vec::new() }
    }

    fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        self.laps.push((name, now - self.last));
        self.last = now;
    }
}
