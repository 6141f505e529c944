//! A folder becomes sources: the door through which texts come in.
//!
//! Hides the disk and the embedded defaults. Parses nothing; where the sources are is told by the caller.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the door through which texts come in"
)]

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, DirEntry, include_dir};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::source::{Asset, Fault, Origin, SourceFile, Sources, Wanted};

static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");
static THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Endings of files that are read; all others are copied.
const TEXTS: [&str; 6] = ["md", "yaml", "yml", "toml", "ftl", "html"];
/// The largest text that is read, in bytes.
const MAX_TEXT: u64 = 64 << 20;

/// Where a symbolic link leads that is not followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Astray {
    /// To nothing that is there.
    Nowhere,
    /// Out of the folder that is read.
    Outside,
    /// To a folder that it stands in.
    Loop,
}

/// Why a project could not be read.
#[derive(Debug)]
pub enum LoadError {
    /// The folder has no `book.toml`.
    NoManifest(PathBuf),
    /// A symbolic link leads astray.
    Link(PathBuf, Astray),
    /// The disk would not.
    Io(PathBuf, io::Error),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::NoManifest(root) => write!(
                f,
                "there is no `book.toml` in `{}`: name the folder of a project, or make one with `maquette init`",
                root.display()
            ),
            LoadError::Link(path, Astray::Nowhere) => {
                write!(f, "`{}` is a symbolic link that leads nowhere: remove it", path.display())
            }
            LoadError::Link(path, Astray::Outside) => write!(
                f,
                "`{}` is a symbolic link that leads out of the project: put the file itself there",
                path.display()
            ),
            LoadError::Link(path, Astray::Loop) => {
                write!(f, "`{}` is a symbolic link to a folder that it stands in: remove it", path.display())
            }
            LoadError::Io(path, error) => write!(f, "cannot read `{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for LoadError {}

/// Reads the project in `root` over the embedded defaults. `wanted` tells from the text of `book.toml` which folder
/// holds the sources, and which single files are read beside it, as texts. Files and folders whose names start with a dot are passed over.
///
/// # Errors
///
/// Without a `book.toml`, with a link that leads out of `root`, or where the disk fails.
pub fn load(root: &Path, wanted: impl Fn(&str) -> Wanted) -> Result<Sources, LoadError> {
    load_by(root, wanted, |_, _| None)
}

/// What changed in a folder since it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Changes {
    /// Nobody knows.
    Unknown,
    /// At most these files, and what is below these folders: paths from the root, with `/` between parts.
    Within(BTreeSet<String>),
}

impl Changes {
    /// No change.
    pub fn none() -> Self {
        Changes::Within(BTreeSet::new())
    }

    /// Both.
    pub fn and(self, other: Changes) -> Self {
        match (self, other) {
            (Changes::Within(mut all), Changes::Within(more)) => {
                all.extend(more);
                Changes::Within(all)
            }
            _ => Changes::Unknown,
        }
    }
}

/// Reads the same as [`load`], but takes from `before`, which was read from this folder, what is not among the changes.
/// What a symbolic link leads to is always read: a change there is told of another path.
///
/// # Errors
///
/// Those of [`load`].
pub fn load_again(
    root: &Path,
    wanted: impl Fn(&str) -> Wanted,
    before: &Sources,
    changes: &Changes,
) -> Result<Sources, LoadError> {
    load_by(root, wanted, |found, is_text| {
        let Changes::Within(changed) = changes else { return None };
        let is_within = |(at, _)| changed.contains(&found.path[..at]);
        if found.is_linked || changed.contains(&found.path) || found.path.match_indices('/').any(is_within) {
            return None;
        }
        if is_text {
            let known = &before[before.find(&found.path)?];
            let is_sound = known.origin == Origin::Project && known.fault.is_none();
            return is_sound.then(|| Entry::Text(known.clone()));
        }
        let assets = before.assets();
        let at = assets.binary_search_by(|asset| asset.path.as_str().cmp(&found.path)).ok()?;
        (assets[at].origin == Origin::Project).then(|| Entry::Asset(assets[at].clone()))
    })
}

/// `known` has what need not be read; it is told whether that is to be a text.
fn load_by(
    root: &Path,
    wanted: impl Fn(&str) -> Wanted,
    known: impl Fn(&Found, bool) -> Option<Entry> + Sync,
) -> Result<Sources, LoadError> {
    let manifest_path = root.join("book.toml");
    let manifest = match fs::read(&manifest_path) {
        Ok(bytes) => text("book.toml".to_owned(), bytes, Origin::Project),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(LoadError::NoManifest(root.to_owned()));
        }
        Err(error) => return Err(LoadError::Io(manifest_path, error)),
    };
    let Wanted { src, files } = wanted(&manifest.text);
    let mut found = Vec::new();
    for folder in [src.as_str(), "locales", "themes"] {
        let refused = |path, astray| Err(LoadError::Link(path, astray));
        walk(root, folder, |name| !name.starts_with('.'), &mut found, refused)?;
    }
    single(root, &files, &mut found)?;
    let read: Result<Vec<_>, LoadError> = found
        .into_par_iter()
        .map(|found| {
            let is_text = is_text(&found.path) || files.contains(&found.path);
            match known(&found, is_text) {
                Some(entry) => Ok(entry),
                None => read(found, is_text),
            }
        })
        .collect();
    let mut entries = read?;
    entries.push(Entry::Text(manifest));
    Ok(over_defaults(entries))
}

fn read(Found { path, on_disk, .. }: Found, is_text: bool) -> Result<Entry, LoadError> {
    let failed = |error| LoadError::Io(on_disk.clone(), error);
    if is_text && fs::metadata(&on_disk).map_err(failed)?.len() > MAX_TEXT {
        let fault = Some(Fault::TooLarge);
        return Ok(Entry::Text(SourceFile { path, text: String::new(), origin: Origin::Project, fault }));
    }
    Ok(entry(path, fs::read(&on_disk).map_err(failed)?, Origin::Project, is_text))
}

/// Reads one file that belongs to no project, under the name that it was called by.
///
/// # Errors
///
/// Where the disk fails.
pub fn load_file(path: &Path) -> Result<Sources, LoadError> {
    let failed = |error| LoadError::Io(path.to_owned(), error);
    let name = path.display().to_string();
    let file = if fs::metadata(path).map_err(failed)?.len() > MAX_TEXT {
        SourceFile { fault: Some(Fault::TooLarge), ..SourceFile::new(name, "") }
    } else {
        text(name, fs::read(path).map_err(failed)?, Origin::Project)
    };
    Ok(Sources::new(vec![file], Vec::new()))
}

/// The files of a folder that holds a built site: their paths at once, their contents when they are asked for.
#[derive(Debug)]
pub struct SiteFolder {
    /// Path from the root, and path on the disk, where a name need not be a text.
    files: Vec<(String, PathBuf)>,
    passed_over: Vec<(String, Astray)>,
}

/// Finds every file of the built site in `root`, but for what git keeps there. Symbolic links that lead nowhere, out of
/// `root` or back into themselves are passed over.
///
/// # Errors
///
/// Where the disk fails.
pub fn load_site(root: &Path) -> Result<SiteFolder, LoadError> {
    // A folder that is not there would be one without a file.
    fs::read_dir(root).map_err(|error| LoadError::Io(root.to_owned(), error))?;
    let mut found = Vec::new();
    let mut passed_over = Vec::new();
    let pass_over = |path: PathBuf, astray| {
        passed_over.push((relative(root, &path), astray));
        Ok(())
    };
    walk(root, "", |name| name != ".git", &mut found, pass_over)?;
    let mut files: Vec<_> = found.into_iter().map(|found| (found.path, found.on_disk)).collect();
    files.sort_unstable();
    files.dedup_by(|later, kept| later.0 == kept.0);
    Ok(SiteFolder { files, passed_over })
}

impl SiteFolder {
    /// The path of every file, relative to the folder, with `/` between parts; in order, none twice.
    pub fn paths(&self) -> Vec<&str> {
        self.files.iter().map(|(path, _)| path.as_str()).collect()
    }

    /// The symbolic links that are not followed: paths as those of files, and where they lead; in the order of a walk.
    pub fn passed_over(&self) -> &[(String, Astray)] {
        &self.passed_over
    }

    /// Reads the file at this index of [`SiteFolder::paths`] into `content`, which is emptied first; tells whether that
    /// was done: a file that is too large to be a page is left out.
    ///
    /// # Errors
    ///
    /// Where the disk fails.
    pub fn read(&self, file: usize, content: &mut Vec<u8>) -> Result<bool, LoadError> {
        content.clear();
        let (_, path) = &self.files[file];
        let read = fs::File::open(path).and_then(|opened| opened.take(MAX_TEXT + 1).read_to_end(content));
        let length = read.map_err(|error| LoadError::Io(path.clone(), error))?;
        Ok(length as u64 <= MAX_TEXT)
    }
}

/// The sources of a project whose texts are at hand already, over the embedded defaults.
pub fn project(files: Vec<SourceFile>) -> Sources {
    over_defaults(files.into_iter().map(Entry::Text).collect())
}

fn over_defaults(mut entries: Vec<Entry>) -> Sources {
    embedded(&LOCALES, "locales", &mut entries);
    embedded(&THEME, "themes/default", &mut entries);
    let (mut files, mut assets) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            Entry::Text(file) => files.push(file),
            Entry::Asset(asset) => {
                // A style of a theme is copied as it is, and read for the addresses in it.
                if asset.path.starts_with("themes/") && asset.path.ends_with(".css") {
                    files.push(text(asset.path.clone(), asset.bytes.to_vec(), asset.origin));
                }
                assets.push(asset);
            }
        }
    }
    Sources::new(files, assets)
}

/// A file to read.
struct Found {
    /// From the root, with `/` between parts.
    path: String,
    on_disk: PathBuf,
    /// Whether it, or a folder it is in, is a symbolic link.
    is_linked: bool,
}

enum Entry {
    Text(SourceFile),
    Asset(Asset),
}

fn entry(path: String, bytes: Vec<u8>, origin: Origin, is_text: bool) -> Entry {
    if is_text {
        Entry::Text(text(path, bytes, origin))
    } else {
        Entry::Asset(Asset { path, bytes: Arc::from(bytes), origin })
    }
}

fn is_text(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    // HTML is a template in a theme and a download anywhere else.
    TEXTS.contains(&extension) && (extension != "html" || path.starts_with("themes/"))
}

/// Takes a byte order mark off, and replaces what is no text, noting the first place, and line ends of old.
fn text(path: String, bytes: Vec<u8>, origin: Origin) -> SourceFile {
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    let fault = match (text.find('\0'), text.find('\u{fffd}')) {
        (Some(nul), other) if other.is_none_or(|other| nul < other) => Some(Fault::Nul { at: nul as u32 }),
        (_, other) => other.map(|at| Fault::NotText { at: at as u32 }),
    };
    if text.contains('\0') {
        text = text.replace('\0', "\u{fffd}");
    }
    if text.contains('\r') {
        text = with_line_feeds(&text);
    }
    SourceFile { path, text, origin, fault }
}

/// Line ends of old, a carriage return alone, become those that everything here counts; places stay the same.
fn with_line_feeds(text: &str) -> String {
    let next = text.chars().skip(1).map(Some).chain([None]);
    text.chars().zip(next).map(|(c, next)| if c == '\r' && next != Some('\n') { '\n' } else { c }).collect()
}

/// Collects the files below `folder`, each with its path from the root. What has a name that is not `wanted` is passed
/// over. What becomes of a link that leads astray is up to `astray`.
fn walk(
    root: &Path,
    folder: &str,
    wanted: impl Fn(&str) -> bool,
    found: &mut Vec<Found>,
    mut astray: impl FnMut(PathBuf, Astray) -> Result<(), LoadError>,
) -> Result<(), LoadError> {
    let start = root.join(folder);
    if !start.is_dir() {
        return Ok(());
    }
    let is_shown =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || wanted(&entry.file_name().to_string_lossy());
    let mut entries =
        WalkDir::new(&start).follow_links(true).sort_by_file_name().into_iter().filter_entry(is_shown);
    // The outermost link to a folder that the walk is in, or was in last.
    let mut linked: Option<PathBuf> = None;
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(&start).to_owned();
                match of_link(&error) {
                    Some(why) => astray(path, why)?,
                    None => return Err(LoadError::Io(path, error.into())),
                }
                continue;
            }
        };
        if entry.path_is_symlink() && !is_inside(root, entry.path())? {
            astray(entry.path().to_owned(), Astray::Outside)?;
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            continue;
        }
        let is_below = linked.as_ref().is_some_and(|folder| entry.path().starts_with(folder));
        let is_linked = is_below || entry.path_is_symlink();
        if entry.file_type().is_file() {
            let (path, on_disk) = (relative(root, entry.path()), entry.path().to_owned());
            found.push(Found { path, on_disk, is_linked });
        } else if is_linked && !is_below {
            linked = Some(entry.path().to_owned());
        }
    }
    Ok(())
}

/// Where a symbolic link leads, if the error is about one. One that may not be looked at is not known to lead astray.
fn of_link(error: &walkdir::Error) -> Option<Astray> {
    if error.loop_ancestor().is_some() {
        return Some(Astray::Loop);
    }
    let path = error.path().filter(|path| path.is_symlink())?;
    let denied = |error: &io::Error| error.kind() == io::ErrorKind::PermissionDenied;
    fs::metadata(path).is_err_and(|error| !denied(&error)).then_some(Astray::Nowhere)
}

/// The path from the root, with `/` between parts.
fn relative(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// Adds the files that are there, and not found yet.
fn single(root: &Path, files: &[String], found: &mut Vec<Found>) -> Result<(), LoadError> {
    for path in files {
        let on_disk = root.join(path);
        if on_disk.is_file() && !found.iter().any(|known| known.path == *path) {
            if !is_inside(root, &on_disk)? {
                return Err(LoadError::Link(on_disk, Astray::Outside));
            }
            // Whether a folder on the way is a link nobody looked at; there are few such files.
            found.push(Found { path: path.clone(), on_disk, is_linked: true });
        }
    }
    Ok(())
}

fn is_inside(root: &Path, link: &Path) -> Result<bool, LoadError> {
    let failed = |error| LoadError::Io(link.to_owned(), error);
    let (root, target) = (fs::canonicalize(root).map_err(failed)?, fs::canonicalize(link).map_err(failed)?);
    Ok(target.starts_with(root))
}

fn embedded(dir: &Dir<'_>, prefix: &str, entries: &mut Vec<Entry>) {
    for item in dir.entries() {
        match item {
            DirEntry::Dir(dir) => embedded(dir, prefix, entries),
            DirEntry::File(file) => {
                let parts: Vec<_> =
                    file.path().components().map(|part| part.as_os_str().to_string_lossy()).collect();
                let path = format!("{prefix}/{}", parts.join("/"));
                let is_text = is_text(&path);
                entries.push(entry(path, file.contents().to_vec(), Origin::Embedded, is_text));
            }
        }
    }
}
