//! Which lines changed since a revision of git.
//!
//! Hides git, which is asked for the files as they were and for nothing else: those it keeps are compared here, so that
//! no program runs that the repository names, a filter or a converter.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use similar::{ChangeTag, TextDiff};

use super::Failure;
use crate::source::{Origin, Sources, Span};

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

impl Changed {
    /// What of `sources`, which lie in the folder `dir`, is not as it was at `revision`, committed or not.
    pub(super) fn since(dir: &Path, revision: &str, sources: &Sources) -> Result<Self, Failure> {
        if revision.starts_with('-') {
            return Err(Failure(format!("`{revision}` is not a revision of git")));
        }
        let listed = git(dir, &["ls-tree", "-r", "-z", revision, "--", "."], Vec::new(), revision)?;
        let known: BTreeMap<String, String> =
            String::from_utf8_lossy(&listed).split('\0').filter_map(blob).collect();
        let own = sources.files().filter(|(_, source)| source.origin == Origin::Project);
        let own: Vec<(&str, &str)> =
            own.map(|(_, source)| (source.path.as_str(), source.text.as_str())).collect();
        let asked: Vec<(&str, &str, &String)> =
            own.iter().filter_map(|(path, text)| Some((*path, *text, known.get(*path)?))).collect();
        let wanted: String = asked.iter().map(|(.., id)| format!("{id}\n")).collect();
        let before = git(dir, &["cat-file", "--batch"], wanted.into_bytes(), revision)?;
        let mut changed: BTreeMap<String, Lines> = BTreeMap::new();
        for (path, _) in own.iter().filter(|(path, _)| !known.contains_key(*path)) {
            changed.insert((*path).to_owned(), Lines::All);
        }
        let mut rest = before.as_slice();
        for (path, text, _) in asked {
            let (blob, after) = next_blob(rest);
            rest = after;
            let lines =
                blob.map_or(Lines::All, |blob| Lines::Some(compare(&String::from_utf8_lossy(blob), text)));
            changed.insert(path.to_owned(), lines);
        }
        Ok(Changed(changed))
    }

    /// Whether any line of `span` changed.
    pub(super) fn has(&self, span: Span, sources: &Sources) -> bool {
        match self.0.get(&sources[span.file].path) {
            None => false,
            Some(Lines::All) => true,
            Some(Lines::Some(changed)) if changed.is_empty() => false,
            Some(Lines::Some(changed)) => {
                let first = sources.position(span.file, span.start).line;
                let last = sources.position(span.file, span.end).line;
                changed.iter().any(|lines| *lines.start() <= last && first <= *lines.end())
            }
        }
    }
}

/// Runs git with `input` and gives back what it says.
fn git(dir: &Path, arguments: &[&str], input: Vec<u8>, revision: &str) -> Result<Vec<u8>, Failure> {
    let failed =
        |error: std::io::Error| Failure(format!("cannot run `git`, which `--changed-since` needs: {error}"));
    let mut child = Command::new("git")
        .arg("-C")
        .arg(dir)
        .args(arguments)
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut pipe = child.stdin.take();
    // While git is told what to look up, it answers already: neither side may wait for the other.
    let told = thread::spawn(move || pipe.as_mut().map_or(Ok(()), |pipe| pipe.write_all(&input)));
    let output = child.wait_with_output().map_err(failed)?;
    let _ = told.join();
    if output.status.success() {
        return Ok(output.stdout);
    }
    let why = String::from_utf8_lossy(&output.stderr);
    let why = why.lines().next().unwrap_or("it failed").trim_start_matches("fatal: ");
    Err(Failure(format!(
        "git cannot tell what changed since `{revision}`: {why}; in a clone without history, fetch it first"
    )))
}

/// Path and id of a file in git's list: `100644 blob <id>\t<path>`.
fn blob(entry: &str) -> Option<(String, String)> {
    let (what, path) = entry.split_once('\t')?;
    let mut what = what.split(' ').skip(1);
    (what.next() == Some("blob")).then_some(())?;
    Some((path.to_owned(), what.next()?.to_owned()))
}

/// The first file of what git says, `<id> blob <size>\n<content>\n`, and the rest; no file where git has none.
fn next_blob(said: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let end = said.iter().position(|byte| *byte == b'\n').unwrap_or(said.len());
    let head = String::from_utf8_lossy(&said[..end]).into_owned();
    let rest = said.get(end + 1..).unwrap_or(&[]);
    let size = head.split(' ').nth(2).and_then(|size| size.parse::<usize>().ok());
    match size.and_then(|size| rest.get(..size).map(|blob| (blob, rest.get(size + 1..).unwrap_or(&[])))) {
        Some((blob, rest)) => (Some(blob), rest),
        None => (None, rest),
    }
}

/// The lines of `after` that are not in `before`. How a line ends does not count: git may change that on its way.
fn compare(before: &str, after: &str) -> Vec<RangeInclusive<usize>> {
    let lines = |text: &'_ str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let (before, after) = (lines(before.trim_start_matches('\u{feff}')), lines(after));
    if before == after {
        return Vec::new();
    }
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.iter().map(String::as_str).collect(), after.iter().map(String::as_str).collect());
    let diff = TextDiff::from_slices(&before, &after);
    let mut changed: Vec<RangeInclusive<usize>> = Vec::new();
    for change in diff.iter_all_changes().filter(|change| change.tag() == ChangeTag::Insert) {
        let Some(line) = change.new_index().map(|index| index + 1) else { continue };
        match changed.last_mut() {
            Some(last) if *last.end() + 1 == line => *last = *last.start()..=line,
            _ => changed.push(line..=line),
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_were_not_there_have_changed() {
        assert_eq!(compare("a\nb\nc\n", "a\nb\nc"), []);
        assert_eq!(compare("a\r\nb\r\n", "a\nb\n"), []);
        assert_eq!(compare("a\nb\nc\n", "a\nx\ny\nc\nz\n"), [2..=3, 5..=5]);
        assert_eq!(compare("a\nb\n", "b\n"), []);
        assert_eq!(compare("", "a\n"), [1..=1]);
    }

    #[test]
    fn what_git_says_is_taken_apart() {
        assert_eq!(
            blob("100644 blob 0a1b\tcontent/é \"x\".md"),
            Some(("content/é \"x\".md".into(), "0a1b".into()))
        );
        assert_eq!(blob("160000 commit 0a1b\tmodule"), None);
        let (first, rest) = next_blob(b"0a blob 3\na\nb\n1c missing\n2d blob 0\n\n");
        assert_eq!(first, Some(&b"a\nb"[..]));
        let (second, rest) = next_blob(rest);
        assert_eq!(second, None);
        assert_eq!(next_blob(rest), (Some(&b""[..]), &b""[..]));
        assert_eq!(next_blob(b""), (None, &b""[..]));
        assert_eq!(next_blob(b"0a blob 99\nshort"), (None, &b"short"[..]));
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
