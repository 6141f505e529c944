//! `maquette schema`

use clap::{Args, ValueEnum};

use super::{Failure, Outcome, Terminal};
use crate::parse::{book_schema, catalog_schema, stack_schema};

/// Prints a JSON Schema.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// The kind of file
    #[arg(value_enum)]
    kind: Kind,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Kind {
    /// A file of the catalog
    Catalog,
    /// A stack
    Stack,
    /// `book.toml`
    Book,
}

pub(super) fn run(options: &Options, terminal: &Terminal) -> Result<Outcome, Failure> {
    let schema = match options.kind {
        Kind::Catalog => catalog_schema(),
        Kind::Stack => stack_schema(),
        Kind::Book => book_schema(),
    };
    terminal.print(&format!("{schema:#}\n"))?;
    Ok(Outcome::Fine)
}
