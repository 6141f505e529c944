//! `maquette init`

use std::fs;
use std::path::PathBuf;

use clap::Args;
use include_dir::{Dir, File, include_dir};

use super::{Failure, Outcome, Terminal};

static START: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/init");

/// Writes a small working project in two languages. No file that is there is touched.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// The folder to write it into; made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

pub(super) fn run(options: &Options, terminal: &Terminal) -> Result<Outcome, Failure> {
    let mut files = Vec::new();
    collect(&START, &mut files);
    files.sort_by_key(|file| file.path());
    let failed =
        |path: &std::path::Path, error| Failure(format!("cannot write `{}`: {error}", path.display()));
    for file in &files {
        let path = options.dir.join(file.path());
        if fs::symlink_metadata(&path).is_ok() {
            let path = path.display();
            return Err(Failure(format!(
                "`{path}` is there already: name another folder; nothing was written"
            )));
        }
    }
    for file in &files {
        let path = options.dir.join(file.path());
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        }
        fs::write(&path, file.contents()).map_err(|error| failed(&path, error))?;
        terminal.detail(format_args!("wrote `{}`", path.display()));
    }
    let dir = options.dir.display();
    terminal.say(format_args!("{} files in `{dir}`; next: `maquette build {dir}`", files.len()));
    Ok(Outcome::Fine)
}

fn collect<'d>(dir: &'d Dir<'d>, files: &mut Vec<&'d File<'d>>) {
    files.extend(dir.files());
    for inner in dir.dirs() {
        collect(inner, files);
    }
}
