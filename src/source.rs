//! The texts a project is made of, and places in them.
//!
//! Hides how a byte offset becomes a line and a column. Never reads a file, never interprets a text.

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

/// A file of [`Sources`], as an index into it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(u32);

/// A range of bytes in one file: `start` inclusive, `end` exclusive, both on character boundaries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The very beginning of `file`: for what concerns a file as a whole.
    pub fn start_of(file: FileId) -> Self {
        Span { file, start: 0, end: 0 }
    }

    /// The range as `usize`, for slicing the file's text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and the place it was written at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value` as written at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }

    /// The same place, the value changed by `change`.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), span: self.span }
    }
}

/// Where a file comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The project on disk.
    Project,
    /// The defaults inside the program; the path is shown as `<default>/…`.
    Embedded,
}

/// What is wrong with a file before it is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It is not UTF-8; such bytes are replaced by U+FFFD, the first at this offset.
    NotText {
        /// In bytes of the text as it is kept.
        at: u32,
    },
    /// It holds the character NUL, which is replaced by U+FFFD, the first at this offset.
    Nul {
        /// In bytes of the text as it is kept.
        at: u32,
    },
    /// It is too large, and its text left out.
    TooLarge,
}

/// One text of a project.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Relative to the folder of `book.toml`, with `/` between parts on every system.
    pub path: String,
    /// The whole text, without a byte order mark and without a NUL; lines end in LF or CR LF.
    pub text: String,
    /// Project or embedded default.
    pub origin: Origin,
    /// What is wrong with the file, if anything is.
    pub fault: Option<Fault>,
}

impl SourceFile {
    /// A text of a project, with nothing wrong.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        SourceFile { path: path.into(), text: text.into(), origin: Origin::Project, fault: None }
    }
}

/// What of a folder is read, as the manifest has it.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The folder of the sources, below the project.
    pub src: String,
    /// Single files, by their path below the project; those that are not there are passed over.
    pub files: Vec<String>,
}

/// A file that is copied, not read: a picture, a font, a download.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Relative to the folder of `book.toml`, with `/` between parts on every system.
    pub path: String,
    /// The content.
    pub bytes: std::sync::Arc<[u8]>,
    /// Project or embedded default.
    pub origin: Origin,
}

/// Every text and every asset of a project, ordered by path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    assets: Vec<Asset>,
    /// Of each file, from when a place in it is asked for.
    lines: Vec<OnceLock<Lines>>,
}

/// What makes a place quick to tell, in a file of many lines and on a line of many characters.
#[derive(Clone, Debug)]
struct Lines {
    /// Where each line starts, in bytes.
    starts: Vec<u32>,
    /// How many characters start before each block of [`BLOCK`] bytes.
    characters: Vec<u32>,
}

/// How many bytes are counted at most to tell a column.
const BLOCK: usize = 4096;

impl Lines {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr_iter(b'\n', bytes).map(|at| at as u32 + 1);
        let mut before = 0;
        let characters = bytes.chunks(BLOCK).map(|block| {
            let here = before;
            before += characters(block) as u32;
            here
        });
        Lines { characters: characters.chain([0]).collect(), starts: [0].into_iter().chain(ends).collect() }
    }

    /// How many characters start before this byte of `text`, which is that of the file.
    fn characters_before(&self, text: &str, at: usize) -> usize {
        let block = (at / BLOCK).min(self.characters.len().saturating_sub(2));
        self.characters[block] as usize + characters(&text.as_bytes()[block * BLOCK..at])
    }
}

/// How many characters start in these bytes of a text.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

impl Sources {
    /// Takes the files in any order; of two with the same path the project's wins over the embedded one.
    pub fn new(mut files: Vec<SourceFile>, mut assets: Vec<Asset>) -> Self {
        let embedded = |origin: Origin| origin == Origin::Embedded;
        files.sort_by(|a, b| (&a.path, embedded(a.origin)).cmp(&(&b.path, embedded(b.origin))));
        files.dedup_by(|later, kept| later.path == kept.path);
        assets.sort_by(|a, b| (&a.path, embedded(a.origin)).cmp(&(&b.path, embedded(b.origin))));
        assets.dedup_by(|later, kept| later.path == kept.path);
        let lines = files.iter().map(|_| OnceLock::new()).collect();
        Sources { files, assets, lines }
    }

    /// Every text with its id, by path.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file))
    }

    /// Every asset, by path.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// The text at `path`, if the project or the defaults have it.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let index = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        Some(FileId(index as u32))
    }

    /// The texts below the folder `prefix` (which ends in `/`), by path.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (FileId, &'a SourceFile)> {
        let first = self.files.partition_point(|file| file.path.as_str() < prefix);
        self.files[first..]
            .iter()
            .enumerate()
            .take_while(move |(_, file)| file.path.starts_with(prefix))
            .map(move |(offset, file)| (FileId((first + offset) as u32), file))
    }

    /// The characters at `span`; empty if the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self[span.file].text.get(span.range()).unwrap_or("")
    }

    /// Line and column of a byte offset, both from 1; columns count characters, not bytes.
    ///
    /// The first place of a file costs a look at its whole text, every other one next to nothing.
    pub fn position(&self, file: FileId, offset: u32) -> Position {
        let text = &self[file].text;
        let offset = text.floor_char_boundary(offset as usize);
        let lines = self.lines(file);
        let line = lines.starts.partition_point(|start| *start as usize <= offset);
        let before = |at| lines.characters_before(text, at);
        Position { line, column: before(offset) - before(lines.starts[line - 1] as usize) + 1 }
    }

    /// The bytes of the line that a byte offset lies in, without its end; costs what [`Sources::position`] does.
    pub fn line(&self, file: FileId, offset: u32) -> Range<usize> {
        let text = &self[file].text;
        let starts = &self.lines(file).starts;
        let line = starts.partition_point(|start| *start <= offset);
        let end = starts.get(line).map_or(text.len(), |next| *next as usize - 1);
        let start = starts[line - 1] as usize;
        start..start + text[start..end].trim_end_matches('\r').len()
    }

    fn lines(&self, file: FileId) -> &Lines {
        self.lines[file.0 as usize].get_or_init(|| Lines::of(&self[file].text))
    }
}

impl std::ops::Index<FileId> for Sources {
    type Output = SourceFile;

    fn index(&self, file: FileId) -> &SourceFile {
        &self.files[file.0 as usize]
    }
}

/// A line and a column, both from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str, origin: Origin) -> SourceFile {
        SourceFile { origin, ..SourceFile::new(path, text) }
    }

    #[test]
    fn the_projects_file_wins_over_the_embedded_one() {
        let sources = Sources::new(
            vec![file("a", "default", Origin::Embedded), file("a", "mine", Origin::Project)],
            vec![],
        );
        let id = sources.find("a").expect("a is there");
        assert_eq!(sources[id].text, "mine");
        assert_eq!(sources.files().count(), 1);
    }

    #[test]
    fn columns_count_characters() {
        let sources = Sources::new(vec![file("a", "é\nàb", Origin::Project)], vec![]);
        let id = sources.find("a").expect("a is there");
        assert_eq!(sources.position(id, 5), Position { line: 2, column: 2 });
        assert_eq!(sources.position(id, 4), Position { line: 2, column: 1 }, "inside a character: its start");
        assert_eq!(sources.position(id, 99), Position { line: 2, column: 3 });
    }

    #[test]
    fn places_of_a_long_text_are_those_that_counting_from_its_start_tells() {
        let text = format!("é\n{}\n\n{}", "aé€".repeat(2_000), "𝄞b".repeat(4_000));
        let sources =
            Sources::new(vec![file("a", &text, Origin::Project), file("b", "", Origin::Project)], vec![]);
        let id = sources.find("a").expect("a is there");
        for (offset, _) in text.char_indices().step_by(7).chain([(text.len(), ' ')]) {
            let before = &text[..offset];
            let line = before.split('\n').count();
            let column = before.split('\n').next_back().map_or(0, |last| last.chars().count()) + 1;
            assert_eq!(sources.position(id, offset as u32), Position { line, column }, "{offset}");
            let range = sources.line(id, offset as u32);
            assert_eq!(text.split('\n').nth(line - 1), text.get(range), "{offset}");
        }
        let returns = Sources::new(vec![file("a", "a\r\nb", Origin::Project)], vec![]);
        assert_eq!(returns.line(id, 2), 0..1);
        let empty = sources.find("b").expect("b is there");
        assert_eq!(sources.position(empty, 9), Position { line: 1, column: 1 });
        assert_eq!(sources.line(empty, 9), 0..0);
    }

    #[test]
    fn below_stops_at_the_folder() {
        let sources = Sources::new(
            ["a/x", "a/y", "ab/z", "b"].map(|path| file(path, "", Origin::Project)).into(),
            vec![],
        );
        let paths: Vec<_> = sources.below("a/").map(|(_, file)| file.path.as_str()).collect();
        assert_eq!(paths, ["a/x", "a/y"]);
    }
}
