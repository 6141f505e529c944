//! Addresses outside of the site are asked, or looked up in the cache, and what came of it goes to the report.
//!
//! Hides the cache's file and the progress on a terminal. Judges nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::baseline::Coverage;
use super::changed::Changed;
use super::project::Project;
use super::report::counted;
use super::{Failure, Terminal};
use crate::check::judge_outside;
use crate::diagnostic::Diagnostic;
use crate::model::{LinkSettings, OutsideLink};
use crate::net::{self, Mode, Options, Outcome, Progress, Proxies};
use crate::outside::cache::Cache;
use crate::outside::{Judgement, Verdict, without_credentials};
use crate::site;

/// Which addresses are asked, and how.
#[derive(Args, Debug)]
pub(super) struct Asking {
    /// Make no request, and look at no cache: judge what can be judged from the sources alone
    #[arg(long, conflicts_with_all = ["refresh", "cache_only", "allow_private"])]
    offline: bool,
    /// Ask after every address again, whatever the cache says
    #[arg(long, conflicts_with = "cache_only")]
    refresh: bool,
    /// Make no request: tell what the cache knows
    #[arg(long)]
    cache_only: bool,
    /// Judge only links on lines that changed since the git revision REV
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,
    /// Ask hosts of private networks too
    #[arg(long)]
    allow_private: bool,
}

/// What came of asking.
#[derive(Debug, Default)]
struct Asked {
    verdicts: BTreeMap<Verdict, usize>,
    /// Addresses that could not be reached now and were alive lately.
    vouched: usize,
    /// Addresses that nobody asked after, and of which the cache knows nothing.
    unknown: usize,
}

impl Asking {
    /// What a run looks at that asks so, or makes no request at all.
    pub(super) fn coverage(&self) -> Coverage {
        let all_links = self.changed_since.is_none();
        let all_addresses = all_links && !self.cache_only && !self.offline;
        Coverage { all_links, all_addresses, ..Coverage::WHOLE }
    }

    /// Reads the project in `dir`, makes its site, and judges every link of both. `files` will be written, and may not
    /// be sources. Told are the problems that are `wanted`, and in a line how many links there are, or what came of
    /// asking.
    pub(super) fn examine<'f>(
        &self,
        dir: &Path,
        files: impl Iterator<Item = &'f Path>,
        wanted: fn(&Diagnostic) -> bool,
        terminal: &Terminal,
    ) -> Result<(Project, String), Failure> {
        let mut project = Project::read(dir)?;
        let since = |revision| Changed::since(dir, revision, &project.sources);
        let changed = self.changed_since.as_deref().map(since).transpose()?;
        for file in files {
            project.keep_apart(dir, file)?;
        }
        // Templates can fail on what only a page brings, so the pages are made and thrown away.
        let site = site::render(&project.model, &project.sources, &project.theme, &mut project.report);
        let mut links = project.links(&site);
        project.report.retain(wanted);
        if let Some(changed) = &changed {
            project.keep_changed(changed, &mut links);
        }
        let said = match self.offline {
            true => counted(links.len(), "outside link"),
            false => self.ask(&links, &mut project, dir, terminal)?.summary(),
        };
        Ok((project, said))
    }

    /// Asks after the addresses of `links`, and reports what came of it. The cache is written if anything was asked.
    fn ask(
        &self,
        links: &[OutsideLink],
        project: &mut Project,
        dir: &Path,
        terminal: &Terminal,
    ) -> Result<Asked, Failure> {
        let settings = &project.model.settings.links;
        let file = dir.join(&settings.cache);
        project.keep_apart(dir, &file)?;
        stays_inside(dir, &file)?;
        // Asked servers would have answered for nothing if it turned out only when it is written.
        if file.is_file() && fs::read_to_string(&file).is_ok_and(|text| !Cache::is_kept_in(&text)) {
            let file = file.display();
            let help = "name another file as `cache` in `book.toml`, or remove it";
            return Err(Failure(format!("`{file}` is no cache of addresses: {help}")));
        }
        let (mut cache, fault) = net::read_cache(&file);
        if let Some(fault) = fault {
            terminal.say(format_args!("`{}` {fault}: everything is asked again", file.display()));
        }
        let before = cache.clone();
        let is_web = |address: &str| {
            let start = address.get(..8).unwrap_or(address).to_ascii_lowercase();
            start.starts_with("http://") || start.starts_with("https://")
        };
        let addresses = links.iter().map(|link| &link.address).filter(|address| is_web(address));
        let addresses: BTreeSet<String> = addresses.cloned().collect();
        let mode = match (self.refresh, self.cache_only) {
            (_, true) => Mode::CacheOnly,
            (true, _) => Mode::Refresh,
            _ => Mode::Use,
        };
        let bar = Bar::new(terminal);
        let when = (net::now(), settings.cache_age);
        let options = options(settings, self.allow_private);
        let outcomes =
            net::judge(&addresses, &mut cache, mode, when, &options, &|progress| bar.show(progress));
        bar.bar.finish_and_clear();
        if self.changed_since.is_none() {
            let named: BTreeSet<String> =
                addresses.iter().map(|address| without_credentials(address).into_owned()).collect();
            cache.retain(|address| named.contains(address));
        }
        if !self.cache_only && cache != before {
            net::write_cache(&file, &cache)?;
        }
        let asked = Asked::of(&outcomes, addresses.len());
        let judgements = told(outcomes, terminal);
        judge_outside(links, &judgements, &project.model, &mut project.report);
        Ok(asked)
    }
}

/// Refuses a cache outside of the project, where a symbolic link may lead.
fn stays_inside(dir: &Path, file: &Path) -> Result<(), Failure> {
    let there = file.ancestors().find_map(|path| path.canonicalize().ok());
    if there.is_some_and(|there| dir.canonicalize().is_ok_and(|dir| there.starts_with(dir))) {
        return Ok(());
    }
    Err(Failure(format!(
        "`{}` leads out of the project: name another `cache` in `book.toml`",
        file.display()
    )))
}

/// What is to be told of addresses: those that could not be reached and were alive lately are not.
fn told(outcomes: BTreeMap<String, Outcome>, terminal: &Terminal) -> BTreeMap<String, Judgement> {
    let mut judgements = BTreeMap::new();
    for (address, outcome) in outcomes {
        match outcome.vouched_for {
            Some(time) => {
                let shown = without_credentials(&address);
                let reason = &outcome.judgement.reason;
                terminal.detail(format_args!("`{shown}` {reason}, and was alive at {time}"));
            }
            None => {
                judgements.insert(address, outcome.judgement);
            }
        }
    }
    judgements
}

fn options(settings: &LinkSettings, allow_private: bool) -> Options {
    let default = Options::default();
    let timeout = settings.timeout.unwrap_or(default.timeout);
    Options {
        accept: settings.accept.clone(),
        exclude: settings.exclude.clone(),
        timeout,
        connect_timeout: settings.connect_timeout.unwrap_or(default.connect_timeout).min(timeout),
        retries: settings.retries.unwrap_or(default.retries),
        per_host: match settings.per_host {
            Some(0) => None,
            Some(limit) => Some(limit),
            None => default.per_host,
        },
        in_flight: settings.in_flight.unwrap_or(default.in_flight),
        gap: settings.gap.unwrap_or(default.gap),
        allow_private,
        proxies: Proxies::from_environment(&|name| std::env::var(name).ok()),
        ..default
    }
}

impl Asked {
    fn of(outcomes: &BTreeMap<String, Outcome>, total: usize) -> Self {
        let mut asked = Asked { unknown: total - outcomes.len(), ..Asked::default() };
        for outcome in outcomes.values() {
            match outcome.vouched_for {
                Some(_) => asked.vouched += 1,
                None => *asked.verdicts.entry(outcome.judgement.verdict).or_default() += 1,
            }
        }
        asked
    }

    /// `12 addresses: 10 alive, 1 dead, 1 excluded`.
    fn summary(&self) -> String {
        let counts = Verdict::ALL.into_iter().filter_map(|verdict| {
            let count = self.verdicts.get(&verdict)?;
            Some(format!("{count} {verdict}"))
        });
        let mut parts: Vec<String> = counts.collect();
        if self.vouched > 0 {
            parts.push(format!("{} unreachable now, alive lately", self.vouched));
        }
        if self.unknown > 0 {
            parts.push(format!("{} not judged", self.unknown));
        }
        let total = self.verdicts.values().sum::<usize>() + self.vouched + self.unknown;
        let listed = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
        let noun =
            if total == 1 { "1 outside address".to_owned() } else { format!("{total} outside addresses") };
        format!("{noun}{listed}")
    }
}

/// What is shown while servers are asked: on a terminal only.
struct Bar {
    bar: ProgressBar,
    /// When the bar was last told something: it takes time to draw.
    shown: Mutex<Instant>,
}

/// How often the progress is shown at most.
const REDRAW: Duration = Duration::from_millis(100);

impl Bar {
    fn new(terminal: &Terminal) -> Self {
        let is_shown = io::stderr().is_terminal() && !terminal.shared.quiet;
        let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} addresses  {wide_msg}") {
            bar.set_style(style);
        }
        Bar { bar, shown: Mutex::new(Instant::now()) }
    }

    fn show(&self, progress: &Progress) {
        let Ok(mut shown) = self.shown.lock() else { return };
        if self.bar.is_hidden() || (shown.elapsed() < REDRAW && progress.done < progress.total) {
            return;
        }
        *shown = Instant::now();
        self.bar.set_length(progress.total as u64);
        self.bar.set_position(progress.done as u64);
        let waits = progress.waiting.iter().map(|(host, wait)| format!("{host} {} s", wait.as_secs() + 1));
        let waits = waits.collect::<Vec<_>>().join(", ");
        let message = if waits.is_empty() { String::new() } else { format!("waiting for {waits}") };
        self.bar.set_message(message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_each_verdict() {
        let verdicts = [(Verdict::Alive, 3), (Verdict::Dead, 1)].into();
        let asked = Asked { verdicts, vouched: 1, unknown: 2 };
        assert_eq!(
            asked.summary(),
            "7 outside addresses: 3 alive, 1 dead, 1 unreachable now, alive lately, 2 not judged"
        );
        assert_eq!(Asked { unknown: 1, ..Asked::default() }.summary(), "1 outside address: 1 not judged");
        assert_eq!(Asked::default().summary(), "0 outside addresses");
    }
}
