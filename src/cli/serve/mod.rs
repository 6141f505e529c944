//! `maquette serve`
//!
//! One thread makes a site after each change; those that answer readers see only finished ones. Never writes a file.

mod browser;
mod news;
mod rebuild;
mod reply;
mod server;
mod watch;

use std::fs;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clap::Args;

use super::report::counted;
use super::{Failure, Folder, Outcome, Terminal, is_coloured};
use crate::load::Changes;
use crate::parse;
use crate::site::{Site, Tally};
use crate::source::Wanted;
use news::News;
use rebuild::{Made, Turn, Workshop};
use watch::Watch;

/// Builds the site in memory, shows it on this machine, and reloads pages when sources are saved.
#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    folder: Folder,
    /// The port on 127.0.0.1; the next free one if it is taken, any free one for 0
    #[arg(short, long, value_name = "N", default_value_t = 3000)]
    port: u16,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Look at the files again and again, where the system does not tell of changes: network drives, some containers
    #[arg(long)]
    poll: bool,
}

pub(super) fn run(options: &Options, terminal: &Terminal) -> Result<Outcome, Failure> {
    let dir = &options.folder.dir;
    let listener = server::listen(options.port)
        .map_err(|error| Failure(format!("cannot listen on 127.0.0.1:{}: {error}", options.port)))?;
    let port = listener.local_addr()?.port();
    let (watch, instead) = Watch::new(dir, wanted(options), options.poll)
        .map_err(|error| Failure(format!("cannot read `{}`: {error}", dir.display())))?;
    let mut desk = Desk {
        options,
        terminal,
        watch,
        workshop: Workshop::new(dir.clone()),
        news: Arc::new(News::new(session())),
        good: None,
        told: String::new(),
    };
    desk.say_instead(instead);
    // Without a project there is nothing to wait for.
    let since = Instant::now();
    let first = desk.workshop.make(Changes::Unknown)?;
    desk.take(first, None, since);
    server::serve(listener, desk.news.clone());
    if port != options.port && options.port != 0 {
        terminal.say(format_args!("port {} is taken: {port} is the next free one", options.port));
    }
    let address = format!("http://127.0.0.1:{port}/");
    terminal.print(&format!("{address}\n"))?;
    if options.open {
        browser::open(&address, |why| {
            let _ = io::Write::write_fmt(&mut io::stderr().lock(), format_args!("warning: {why}\n"));
        });
    }
    desk.work()
}

/// Tells this run apart from others, so that pages of an earlier one reload.
fn session() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{:x}-{:x}", std::process::id(), now.as_nanos())
}

/// What the manifest asks to be read. Without a manifest, what most ask for.
fn wanted(options: &Options) -> Wanted {
    parse::wanted(&fs::read_to_string(options.folder.dir.join("book.toml")).unwrap_or_default())
}

/// Where changes come in and sites go out.
struct Desk<'a> {
    options: &'a Options,
    terminal: &'a Terminal,
    watch: Watch,
    workshop: Workshop,
    news: Arc<News>,
    /// The last site without errors, and where it will be published.
    good: Option<(Arc<Site>, Option<String>)>,
    /// The problems that were told last.
    told: String,
}

impl Desk<'_> {
    /// Waits for changes, for as long as the program runs.
    fn work(&mut self) -> Result<Outcome, Failure> {
        loop {
            let changes = self.watch.next().unwrap_or_else(|instead| {
                self.say_instead(Some(instead));
                Changes::Unknown
            });
            self.turn(changes);
            self.cover()?;
        }
    }

    /// The folders that are read may be others now. What happened in new ones before they were watched is read too.
    fn cover(&mut self) -> Result<(), Failure> {
        let (new, instead) = self.watch.cover(wanted(self.options))?;
        let is_switched = instead.is_some();
        self.say_instead(instead);
        if is_switched || !new.is_empty() {
            self.turn(if is_switched { Changes::Unknown } else { Changes::Within(new) });
        }
        Ok(())
    }

    fn turn(&mut self, changes: Changes) {
        let since = Instant::now();
        let what = named(&changes);
        match self.workshop.make(changes) {
            Ok(made) => self.take(made, Some(&what), since),
            Err(Failure(why)) => {
                self.news.complain(rebuild::unreadable(&why));
                self.tell_once(format!("error: {why}"));
            }
        }
    }

    /// Serves what was made, or tells why nothing was. `what` changed; `None` for the first time.
    fn take(&mut self, made: Made, what: Option<&str>, since: Instant) {
        let (site, base_url, tally) = (made.site.clone(), made.base_url(), made.tally);
        // Following all links takes longer than the rest, and hardly ever finds what was not known. So the site is shown
        // first, and taken back if need be.
        let is_early = self.good.is_some() && !made.has_errors();
        let mut changed = if is_early { self.news.publish(site.clone(), base_url.clone()) } else { 0 };
        let shown = since.elapsed();
        let turn = self.workshop.finish(made, is_coloured(&io::stderr()));
        match (turn.is_fine, &self.good) {
            (true, _) if !is_early => changed = self.news.publish(site.clone(), base_url.clone()),
            (false, Some((good, base_url))) if is_early => {
                self.news.publish(good.clone(), base_url.clone());
            }
            _ => {}
        }
        let took = if is_early { shown } else { since.elapsed() };
        if turn.is_fine {
            self.good = Some((site, base_url));
        }
        self.news.complain(turn.problems.clone());
        let is_same = turn.text == self.told;
        self.tell_problems(&turn, is_same);
        if turn.is_fine {
            self.tell_done(what, changed, took, is_same);
        }
        self.tell_times(&turn, tally);
        self.told = turn.text;
    }

    fn tell_problems(&mut self, turn: &Turn, is_same: bool) {
        if !turn.text.is_empty() && (!self.terminal.shared.quiet || !turn.is_fine) {
            self.tell_once(turn.text.trim_end().to_owned());
        }
        if !turn.is_fine && !is_same {
            let kept = match self.good {
                Some(_) => "the last good site is shown",
                None => "there is no site yet",
            };
            self.terminal.complain(format_args!("\n{}: {kept}", turn.summary));
        }
    }

    fn tell_done(&self, what: Option<&str>, changed: usize, took: Duration, is_same: bool) {
        let (files, took) = (counted(changed, "file"), shown(took));
        match what {
            None => self.terminal.say(format_args!("{files} in {took}")),
            // Such as a file that was saved as it was.
            Some(what) if changed == 0 && is_same => {
                self.terminal.detail(format_args!("{what}: nothing is different, in {took}"));
            }
            Some(what) => self.terminal.say(format_args!("{what}: {files} changed, in {took}")),
        }
    }

    fn tell_times(&self, turn: &Turn, tally: Tally) {
        let times: Vec<String> =
            turn.times.iter().map(|(name, time)| format!("{name} {}", shown(*time))).collect();
        let pages = counted(tally.made, "page");
        self.terminal.detail(format_args!("  made {pages} of {}; {}", tally.all, times.join(", ")));
    }

    /// Says what is wrong, unless that was the last thing said.
    fn tell_once(&mut self, text: String) {
        if text != self.told.trim_end() {
            self.terminal.complain(format_args!("{text}"));
            self.told = text;
        }
    }

    fn say_instead(&self, instead: Option<watch::Instead>) {
        if let Some(why) = instead {
            let how = "the files are looked at twice a second instead";
            self.terminal.complain(format_args!("warning: {why}: {how}"));
        }
    }
}

/// What changed, in a few words.
fn named(changes: &Changes) -> String {
    match changes {
        Changes::Unknown => "the sources".to_owned(),
        Changes::Within(paths) => match (paths.first(), paths.len()) {
            (Some(path), 1) => super::report::printable(path),
            (_, count) => counted(count, "source"),
        },
    }
}

fn shown(time: Duration) -> String {
    match time.as_millis() {
        0 => "less than 1 ms".to_owned(),
        time => format!("{time} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_named_in_a_few_words() {
        let within = |paths: &[&str]| Changes::Within(paths.iter().map(|path| (*path).to_owned()).collect());
        assert_eq!(named(&within(&["content/a\u{1b}.md"])), "content/a .md");
        assert_eq!(named(&within(&["a", "b"])), "2 sources");
        assert_eq!(named(&Changes::Unknown), "the sources");
    }
}
