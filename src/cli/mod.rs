//! The door people come in by: arguments, terminal, exit codes.
//!
//! Hides how the stages are put together. Every stage is a function over values; this module calls them in order
//! and decides what is shown and where.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "this is the door people come in by")]

mod ask;
mod audit;
mod baseline;
mod build;
mod changed;
mod check;
mod draw;
mod explain;
mod fix;
mod gate;
mod init;
mod links;
mod project;
mod report;
mod schema;
mod serve;
mod site_folder;

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turns a YAML catalog of cloud services and a YAML description of a stack into documentation people can trust.
#[derive(Parser, Debug)]
#[command(
    name = "maquette",
    version,
    about = "Turns a catalog of cloud services and a description of a stack into documentation people can trust",
    long_about = "Turns a YAML catalog of cloud services and a YAML description of a stack into a site in several \
                  languages, drawings, and a check that fails when a link is dead or an admin page is missing.",
    after_help = "Exit codes: 0 fine; 1 the sources have errors (or, with `--deny warnings`, warnings); \
                  2 the machine or the command line failed.\n\
                  Messages go to standard error, results to standard output. NO_COLOR is honoured.",
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    shared: Shared,
}

/// What every command takes.
#[derive(Args, Debug, Clone, Copy)]
struct Shared {
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose", display_order = 900)]
    quiet: bool,
    /// Say more
    #[arg(short, long, global = true, display_order = 901)]
    verbose: bool,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Write a small working project in two languages to start from
    Init(init::Options),
    /// Build the site
    Build(build::Options),
    /// Show the site on this machine and reload it when sources are saved
    Serve(serve::Options),
    /// Check the sources and every link
    Check(check::Options),
    /// Check every link of a project, or of any built site
    Links(links::Options),
    /// Draw one stack, one view of it, or a file in DOT
    Draw(draw::Options),
    /// Say what a rule means and how to put it right
    Explain(explain::Options),
    /// Print the JSON Schema of a kind of file, for completion in editors
    Schema(schema::Options),
}

/// Which problems fail a run besides errors.
#[derive(Args, Debug, Clone, Copy)]
struct Deny {
    /// Fail on warnings too
    #[arg(long, value_name = "WHAT")]
    deny: Option<Denied>,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Denied {
    Warnings,
}

/// How a run ended that did not fail.
enum Outcome {
    /// Nothing to complain about.
    Fine,
    /// The sources have errors, or warnings that are denied.
    Faulty,
}

/// Why the machine or the command line failed.
#[derive(Debug)]
struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure(error.to_string())
    }
}

/// What was asked for is not there; the nearest name is offered.
fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Failure {
    let help = match crate::diagnostic::nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => match known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ") {
            none if none.is_empty() => "there is none".to_owned(),
            all => format!("there is {all}"),
        },
    };
    Failure(format!("there is no {what} `{name}`: {help}"))
}

/// Where messages and results go.
struct Terminal {
    shared: Shared,
}

impl Terminal {
    /// Says something on standard error, unless the reader wants quiet.
    fn say(&self, message: fmt::Arguments<'_>) {
        if !self.shared.quiet {
            self.complain(message);
        }
    }

    /// Says something on standard error that only a curious reader wants.
    fn detail(&self, message: fmt::Arguments<'_>) {
        if self.shared.verbose {
            self.complain(message);
        }
    }

    /// Says something on standard error in any case.
    fn complain(&self, message: fmt::Arguments<'_>) {
        // Nobody is left to be told that standard error is closed.
        let _ = writeln!(io::stderr().lock(), "{message}");
    }

    /// Writes a result to standard output.
    fn print(&self, result: &str) -> Result<(), Failure> {
        self.send(result.as_bytes())
    }

    /// Writes a result that may be no text to standard output, as it is.
    fn send(&self, result: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(result).and_then(|()| out.flush()) {
            // A reader such as `head` that has seen enough is no failure.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure(format!("cannot write to standard output: {error}")))
            }
            _ => Ok(()),
        }
    }
}

/// Whether to colour what goes to a stream: on a terminal, unless `NO_COLOR` is set and not empty.
fn is_coloured(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// The folder of a project.
#[derive(Args, Debug)]
struct Folder {
    /// The folder of `book.toml`
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

/// Runs the program with the arguments it was called with.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are results; everything else is a wrong command line.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let terminal = Terminal { shared: cli.shared };
    let outcome = match &cli.command {
        Command::Init(options) => init::run(options, &terminal),
        Command::Build(options) => build::run(options, &terminal),
        Command::Serve(options) => serve::run(options, &terminal),
        Command::Check(options) => check::run(options, &terminal),
        Command::Links(options) => links::run(options, &terminal),
        Command::Draw(options) => draw::run(options, &terminal),
        Command::Explain(options) => explain::run(options, &terminal),
        Command::Schema(options) => schema::run(options, &terminal),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Faulty) => ExitCode::from(1),
        Err(Failure(message)) => {
            terminal.complain(format_args!("error: {message}"));
            ExitCode::from(2)
        }
    }
}
