//! Where a report goes: to standard output, and into files beside it.
//!
//! Hides how a format and a file are named together. One run may write several formats: what asks servers is run once.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Findings, Format, write};
use crate::cli::{Failure, Terminal, is_coloured};
use crate::write::write_file;

/// How a report is written, and where.
#[derive(Args, Debug)]
pub(in crate::cli) struct Written {
    /// How to write the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the report into a file too, as `sarif=report.sarif`; may be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = filed)]
    report: Vec<Filed>,
}

/// A file to write, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Filed {
    format: Format,
    file: PathBuf,
}

fn filed(written: &str) -> Result<Filed, String> {
    let Some((format, file)) = written.split_once('=').filter(|(_, file)| !file.is_empty()) else {
        return Err("write it as FORMAT=FILE, such as `sarif=report.sarif`".to_owned());
    };
    let format = Format::from_str(format, false).map_err(|_| {
        let known = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let known: Vec<String> = known.map(|format| format!("`{}`", format.get_name())).collect();
        format!("there is no format `{format}`: there is {}", known.join(", "))
    })?;
    Ok(Filed { format, file: PathBuf::from(file) })
}

impl Written {
    /// The files that are written.
    pub(in crate::cli) fn files(&self) -> impl Iterator<Item = &Path> {
        self.report.iter().map(|filed| filed.file.as_path())
    }

    /// Writes the report everywhere it is asked for: into files first, so that they are there when someone is told.
    pub(in crate::cli) fn send(&self, findings: &Findings<'_>, terminal: &Terminal) -> Result<(), Failure> {
        for Filed { format, file } in &self.report {
            write_file(file, write(*format, findings, false).as_bytes())?;
            terminal.detail(format_args!("wrote `{}`", file.display()));
        }
        terminal.print(&write(self.format, findings, is_coloured(&io::stdout())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_format() {
        let file = PathBuf::from("a=b.xml");
        assert_eq!(filed("junit=a=b.xml"), Ok(Filed { format: Format::Junit, file }));
        for wrong in ["sarif", "sarif=", "=a", "xml=a", ""] {
            assert!(filed(wrong).is_err(), "{wrong}");
        }
    }
}
