//! Which lines changed since a revision of git.
//!
//! Hides git and its output. Changes nothing, and trusts nothing that the repository sets up to be run.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::Command;

use super::Failure;
use crate::source::{Sources, Span};

/// The lines that changed, by the path of their file below the folder of the project.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changed(BTreeMap<String, Lines>);

/// Lines of one file, from 1.
#[derive(Debug, PartialEq, Eq)]
enum Lines {
    /// It is new as a whole.
    All,
    /// These were added or changed.
    Some(Vec<RangeInclusive<usize>>),
}

/// What keeps git from running programs that the repository names, and its output from depending on settings.
const PLAIN: [&str; 8] = [
    "-c",
    "core.quotePath=false",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "diff.suppressBlankEmpty=false",
    "-c",
    "diff.renames=false",
];

impl Changed {
    /// What changed in the folder `dir` since `revision`, committed or not, new files included.
    pub(super) fn since(dir: &Path, revision: &str) -> Result<Self, Failure> {
        let diff = [
            "diff",
            "--unified=0",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--no-renames",
            "--relative",
            "--src-prefix=a/",
            "--dst-prefix=b/",
            "--end-of-options",
            revision,
            "--",
            ".",
        ];
        let mut changed = Changed::read(&git(dir, &diff, revision)?);
        let new = git(dir, &["ls-files", "--others", "--exclude-standard", "-z"], revision)?;
        for path in new.split('\0').filter(|path| !path.is_empty()) {
            changed.0.insert(path.to_owned(), Lines::All);
        }
        Ok(changed)
    }

    /// Reads a unified diff without context.
    fn read(diff: &str) -> Self {
        let mut changed = Changed::default();
        let mut path = None;
        // How many lines of the present hunk are still to come: they may look like anything.
        let mut left = 0_usize;
        for line in diff.lines() {
            if left > 0 {
                left -= usize::from(!line.starts_with('\\'));
            } else if let Some(name) = line.strip_prefix("+++ ") {
                path = name_of(name);
            } else if let Some((old, new)) = hunk(line) {
                left = old + new.1;
                if let (Some(path), true) = (&path, new.1 > 0) {
                    let lines = changed.0.entry(path.clone()).or_insert_with(|| Lines::Some(Vec::new()));
                    if let Lines::Some(lines) = lines {
                        lines.push(new.0..=new.0 + new.1 - 1);
                    }
                }
            }
        }
        changed
    }

    /// Whether any line of `span` changed.
    pub(super) fn has(&self, span: Span, sources: &Sources) -> bool {
        match self.0.get(&sources[span.file].path) {
            None => false,
            Some(Lines::All) => true,
            Some(Lines::Some(changed)) => {
                let first = sources.position(span.file, span.start).line;
                let last = sources.position(span.file, span.end).line;
                changed.iter().any(|lines| *lines.start() <= last && first <= *lines.end())
            }
        }
    }
}

fn git(dir: &Path, arguments: &[&str], revision: &str) -> Result<String, Failure> {
    let output = Command::new("git")
        .arg("-C")
        .arg(dir)
        .args(PLAIN)
        .args(arguments)
        .env("LC_ALL", "C")
        .env_remove("GIT_EXTERNAL_DIFF")
        .output()
        .map_err(|error| Failure(format!("cannot run `git`, which `--changed-since` needs: {error}")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let why = String::from_utf8_lossy(&output.stderr);
    let why = why.lines().next().unwrap_or("it failed").trim_start_matches("fatal: ");
    Err(Failure(format!(
        "git cannot tell what changed since `{revision}`: {why}; a shallow clone has no history: fetch it first"
    )))
}

/// The path after `+++ `; none where the file was removed.
fn name_of(written: &str) -> Option<String> {
    let written = written.trim_end_matches('\t');
    let name = match written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => unquoted(quoted),
        None => written.to_owned(),
    };
    name.strip_prefix("b/").map(str::to_owned)
}

/// A path that git has quoted as C does.
fn unquoted(quoted: &str) -> String {
    let mut bytes = Vec::with_capacity(quoted.len());
    let mut rest = quoted.bytes().peekable();
    while let Some(byte) = rest.next() {
        let escaped = match (byte, rest.peek()) {
            (b'\\', Some(_)) => rest.next(),
            _ => None,
        };
        match escaped {
            None => bytes.push(byte),
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'r') => bytes.push(b'\r'),
            Some(digit @ b'0'..=b'3') => {
                let mut value = digit - b'0';
                for _ in 0..2 {
                    if let Some(next) = rest.next_if(|next| (b'0'..=b'7').contains(next)) {
                        value = value.wrapping_mul(8).wrapping_add(next - b'0');
                    }
                }
                bytes.push(value);
            }
            Some(other) => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// How many lines of old a hunk has, and the first line and number of the new ones: `@@ -3,2 +4 @@`.
fn hunk(line: &str) -> Option<(usize, (usize, usize))> {
    let mut parts = line.strip_prefix("@@ -")?.split(' ');
    let old = range(parts.next()?)?;
    let new = range(parts.next()?.strip_prefix('+')?)?;
    Some((old.1, new))
}

fn range(text: &str) -> Option<(usize, usize)> {
    match text.split_once(',') {
        Some((start, count)) => Some((start.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_tells_the_lines_that_are_new() {
        let diff = "diff --git a/content/en/a.md b/content/en/a.md\n--- a/content/en/a.md\n+++ b/content/en/a.md\n\
                    @@ -3 +3,2 @@ head\n-+++ b/no\n+@@ -1 +1 @@\n+++ b/not a name\n@@ -9,2 +10,0 @@\n-x\n-y\n\
                    diff --git a/gone b/gone\n--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\
                    --- /dev/null\n+++ \"b/caf\\303\\251 \\\"x\\\".md\"\n@@ -0,0 +1,3 @@\n+a\n+b\n+c\n\\ No newline\n";
        let expected = [
            ("content/en/a.md".to_owned(), Lines::Some(vec![3..=4])),
            ("café \"x\".md".to_owned(), Lines::Some(vec![1..=3])),
        ];
        assert_eq!(Changed::read(diff), Changed(expected.into()));
    }

    #[test]
    fn a_place_has_changed_if_one_of_its_lines_has() {
        let sources = crate::fixture::sources("--- content/en/a.md\n1\n2\n3\n4\n");
        let file = sources.find("content/en/a.md").unwrap();
        let changed = Changed([("content/en/a.md".to_owned(), Lines::Some(vec![2..=2]))].into());
        let at = |from: usize, to: usize| changed.has(Span::new(file, from, to), &sources);
        assert!(!at(0, 1) && at(2, 3) && at(0, 5) && !at(4, 5));
        let all = Changed([("content/en/a.md".to_owned(), Lines::All)].into());
        assert!(all.has(Span::start_of(file), &sources));
        let other = sources.find("book.toml").unwrap();
        assert!(!all.has(Span::start_of(other), &sources));
    }
}
