//! The program killed in the middle of a build: what is there is whole, and the next run finishes.
//!
//! `--verbose` tells each step before it is taken; the test reads so many lines, then kills. No clock is involved.

#![allow(clippy::disallowed_methods, reason = "this test looks at what is on the disk")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn maquette(arguments: &[&str], dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maquette"));
    command
        .args(arguments)
        .current_dir(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str], dir: &Path) {
    let output = maquette(arguments, dir).output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Path and content of every file of a site.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The files of a site, without the record of what was written.
fn files(site: &Path) -> Files {
    let mut files = BTreeMap::new();
    let mut folders = vec![site.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be listed") {
            let path = entry.expect("the folder can be listed").path();
            let name = path.strip_prefix(site).expect("the path is below the site").to_owned();
            if name.to_string_lossy().starts_with(".maquette") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(name, fs::read(&path).expect("the file can be read"));
            }
        }
    }
    files
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        let to = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("the file can be copied");
        }
    }
}

/// A project on disk, the site of its first state, and its sources changed so that every page differs.
fn changed_project(name: &str) -> (PathBuf, Files, Files) {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).expect("the folder can be made");
    run(&["init", "."], &dir);
    run(&["build", "-o", "old"], &dir);
    let manifest = fs::read_to_string(dir.join("book.toml")).expect("the manifest can be read");
    fs::write(
        dir.join("book.toml"),
        manifest.replace("My platform", "Our platform").replace("Ma ", "Notre "),
    )
    .expect("the manifest can be written");
    fs::rename(dir.join("content/en/reading.md"), dir.join("content/en/read.md"))
        .expect("the page can be moved");
    fs::rename(dir.join("content/fr/reading.md"), dir.join("content/fr/read.md"))
        .expect("the page can be moved");
    for lang in ["en", "fr"] {
        let home = dir.join(format!("content/{lang}/index.md"));
        let text = fs::read_to_string(&home).expect("the page can be read").replace("reading.md", "read.md");
        fs::write(home, text).expect("the page can be written");
    }
    run(&["build", "-o", "new"], &dir);
    let (old, new) = (files(&dir.join("old")), files(&dir.join("new")));
    assert_ne!(old, new);
    (dir, old, new)
}

#[test]
fn a_build_killed_at_any_step_leaves_whole_files_and_is_finished_by_the_next() {
    let (dir, old, new) = changed_project("kill");
    let mut steps_seen = 0;
    for lines in 0.. {
        let out = dir.join("site");
        let _ = fs::remove_dir_all(&out);
        copy(&dir.join("old"), &out);
        let mut child =
            maquette(&["build", "--verbose", "-o", "site"], &dir).spawn().expect("the program runs");
        let stderr = child.stderr.take().expect("standard error is piped");
        let read = BufReader::new(stderr).lines().take(lines).count();
        child.kill().expect("the child can be killed");
        child.wait().expect("the child ends");
        for (path, content) in files(&out) {
            let is_whole = old.get(&path) == Some(&content) || new.get(&path) == Some(&content);
            assert!(is_whole, "{} is neither old nor new after {lines} lines", path.display());
        }
        run(&["build", "-o", "site"], &dir);
        assert_eq!(files(&out), new, "after {lines} lines");
        assert!(!out.join(".maquette-work").exists(), "work is left after {lines} lines");
        // A child that ended before it was killed tells as many lines as ever: how fast it is does not matter.
        if read < lines {
            steps_seen = lines;
            break;
        }
    }
    assert!(steps_seen > 20, "only {steps_seen} steps were told");
}
