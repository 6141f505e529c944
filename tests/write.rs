//! The write door: what it may touch, what it refuses, and that a kill at any point harms nothing.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this test looks at what is on the disk"
)]

use maquette::site::Site;
use maquette::write::{NotASite, Step, WriteError, Written, write, write_watched};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

// ---- the ground ----------------------------------------------------------------------------------------------------

/// An empty folder of the test `name`, to put output folders in.
fn ground(name: &str) -> PathBuf {
    let ground = Path::new(env!("CARGO_TARGET_TMPDIR")).join("write").join(name);
    let _ = fs::remove_dir_all(&ground);
    fs::create_dir_all(&ground).unwrap();
    ground
}

/// A site of these paths and contents.
fn site(files: &[(&str, &str)]) -> Site {
    Site::new(files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().into())).collect())
}

type Tree = BTreeMap<String, Vec<u8>>;

fn tree_of(site: &Site) -> Tree {
    site.files().iter().map(|(path, content)| (path.clone(), content.to_vec())).collect()
}

/// All files, links (as what they lead to) and empty folders (with a `/` at the end) below `folder`, our own names
/// left out.
fn tree(folder: &Path) -> Tree {
    let mut tree = whole_tree(folder);
    tree.retain(|path, _| !path.starts_with(".maquette-"));
    tree
}

fn whole_tree(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    collect(folder, "", &mut tree);
    tree
}

fn collect(folder: &Path, prefix: &str, tree: &mut Tree) {
    let mut is_empty = true;
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        is_empty = false;
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            collect(&entry.path(), &format!("{path}/"), tree);
        } else if kind.is_symlink() {
            let target = fs::read_link(entry.path()).unwrap();
            tree.insert(path, target.into_os_string().into_encoded_bytes());
        } else {
            tree.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    if is_empty && !prefix.is_empty() {
        tree.insert(prefix.to_owned(), Vec::new());
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// That `out` holds `site`, its record, `theirs`, and nothing else; and that nothing stands beside it.
#[track_caller]
fn assert_holds(out: &Path, site: &Site, theirs: &[(&str, &str)]) {
    let mut expected = tree_of(site);
    let mut record = "maquette site 1\n".to_owned();
    for path in site.files().keys() {
        record.push_str(path);
        record.push('\n');
    }
    expected.insert(".maquette-site".to_owned(), record.into_bytes());
    expected.extend(theirs.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())));
    let found = whole_tree(out);
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    assert!(found == expected, "a file holds something else");
    assert_eq!(names(out.parent().unwrap()), [out.file_name().unwrap().to_str().unwrap()]);
}

fn put(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn counts(created: usize, updated: usize, unchanged: usize, removed: usize) -> Written {
    Written { created, updated, unchanged, removed }
}

fn first() -> Site {
    site(&[
        ("index.html", "front"),
        ("en/index.html", "hello"),
        ("en/old/page.html", "goes"),
        ("en/old/deeper/page.html", "goes too"),
        ("fr/index.html", "bonjour"),
        ("style.css", "body {}"),
        ("swap", "a file that becomes a folder"),
        ("turn/a/b.html", "a folder that becomes a file"),
        ("Name.svg", "a name that changes in case"),
    ])
}

fn second() -> Site {
    site(&[
        ("index.html", "front"),
        ("en/index.html", "hello, changed"),
        ("en/new/page.html", "comes"),
        ("fr/index.html", "bonjour"),
        ("style.css", "html {}"),
        ("swap/page.html", "in the folder"),
        ("turn", "the file"),
        ("name.svg", "a name that changes in case"),
    ])
}

// ---- what a build does ---------------------------------------------------------------------------------------------

#[test]
fn a_new_folder_holds_the_site_and_its_record() {
    let out = ground("new").join("book");
    assert_eq!(write(&first(), &out).unwrap(), counts(9, 0, 0, 0));
    assert_holds(&out, &first(), &[]);
}

#[test]
fn folders_above_a_new_one_are_made() {
    let out = ground("above").join("a/b/book");
    write(&first(), &out).unwrap();
    assert_holds(&out, &first(), &[]);
}

#[test]
fn an_empty_folder_is_filled() {
    let out = ground("empty").join("book");
    fs::create_dir(&out).unwrap();
    assert_eq!(write(&first(), &out).unwrap(), counts(9, 0, 0, 0));
    assert_holds(&out, &first(), &[]);
}

#[test]
fn an_empty_site_is_one() {
    let out = ground("nothing").join("book");
    write(&site(&[]), &out).unwrap();
    assert_holds(&out, &site(&[]), &[]);
    assert_eq!(write(&first(), &out).unwrap(), counts(9, 0, 0, 0));
    assert_eq!(write(&site(&[]), &out).unwrap(), counts(0, 0, 0, 9));
    assert_holds(&out, &site(&[]), &[]);
}

#[test]
fn a_rebuild_replaces_adds_and_removes() {
    let out = ground("rebuild").join("book");
    write(&first(), &out).unwrap();
    assert_eq!(write(&second(), &out).unwrap(), counts(4, 2, 2, 5));
    assert_holds(&out, &second(), &[]);
    write(&first(), &out).unwrap();
    assert_holds(&out, &first(), &[]);
}

#[test]
fn unchanged_files_are_not_touched() {
    let out = ground("unchanged").join("book");
    write(&first(), &out).unwrap();
    let past = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let paths: Vec<PathBuf> = whole_tree(&out).keys().map(|path| out.join(path)).collect();
    for path in &paths {
        File::options().write(true).open(path).unwrap().set_modified(past).unwrap();
    }
    let seen = |path: &PathBuf| {
        let meta = fs::metadata(path).unwrap();
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(&meta);
        #[cfg(not(unix))]
        let inode = 0;
        (meta.modified().unwrap(), inode)
    };
    let before: Vec<_> = paths.iter().map(seen).collect();
    assert_eq!(write(&first(), &out).unwrap(), counts(0, 0, 9, 0));
    assert_eq!(paths.iter().map(seen).collect::<Vec<_>>(), before);
    write(&second(), &out).unwrap();
    assert_eq!(seen(&out.join("fr/index.html")).0, past);
    assert_ne!(seen(&out.join("en/index.html")).0, past);
}

#[test]
fn the_same_length_is_not_the_same_content() {
    let out = ground("length").join("book");
    write(&site(&[("a", "one")]), &out).unwrap();
    assert_eq!(write(&site(&[("a", "two")]), &out).unwrap(), counts(0, 1, 0, 0));
    assert_holds(&out, &site(&[("a", "two")]), &[]);
}

#[test]
fn a_lost_or_damaged_file_comes_back() {
    let out = ground("damaged").join("book");
    write(&first(), &out).unwrap();
    fs::remove_dir_all(out.join("fr")).unwrap();
    put(&out, "style.css", "damaged");
    assert_eq!(write(&first(), &out).unwrap(), counts(1, 1, 7, 0));
    assert_holds(&out, &first(), &[]);
}

#[test]
fn strays_go_after_the_moves() {
    let out = ground("order").join("book");
    write(&first(), &out).unwrap();
    let mut steps = Vec::new();
    write_watched(&second(), &out, &mut |step| {
        steps.push(format!("{step:?}"));
        ControlFlow::Continue(())
    })
    .unwrap();
    let expected = [
        r#"Stage(6)"#,
        r#"Commit"#,
        r#"Clear("Name.svg")"#,
        r#"Clear("swap")"#,
        r#"Clear("turn/a/b.html")"#,
        r#"Move("name.svg")"#,
        r#"Move("style.css")"#,
        r#"Move("turn")"#,
        r#"Move("en/index.html")"#,
        r#"Folder("en/new")"#,
        r#"Move("en/new/page.html")"#,
        r#"Folder("swap")"#,
        r#"Move("swap/page.html")"#,
        r#"Remove("en/old/deeper/page.html")"#,
        r#"Remove("en/old/page.html")"#,
        r#"Record"#,
        r#"Clean"#,
    ];
    assert_eq!(steps, expected);
}

#[test]
fn the_record_is_the_same_for_the_same_site() {
    let ground = ground("record");
    let (one, two) = (ground.join("one"), ground.join("two"));
    write(&second(), &one).unwrap();
    write(&first(), &two).unwrap();
    write(&second(), &two).unwrap();
    assert_eq!(whole_tree(&one), whole_tree(&two));
}

// ---- what is the user's --------------------------------------------------------------------------------------------

#[test]
fn files_of_the_user_stay() {
    let out = ground("theirs").join("book");
    write(&first(), &out).unwrap();
    let theirs = [("CNAME", "example.org"), ("en/old/notes.txt", "mine"), ("mine/too.txt", "mine")];
    theirs.iter().for_each(|(path, text)| put(&out, path, text));
    write(&second(), &out).unwrap();
    assert_holds(&out, &second(), &theirs);
    write(&site(&[]), &out).unwrap();
    assert_holds(&out, &site(&[]), &theirs);
}

/// That `first` over which `spoil` went cannot become `second`, because of what stands at `place`, and stays.
#[track_caller]
fn assert_conflict(name: &str, place: &str, spoil: impl FnOnce(&Path)) {
    let out = ground(name).join("book");
    write(&first(), &out).unwrap();
    spoil(&out);
    let before = whole_tree(&out);
    let error = write(&second(), &out).unwrap_err();
    assert!(matches!(&error, WriteError::Conflict { path } if *path == out.join(place)), "{error}");
    assert!(whole_tree(&out) == before, "something moved");
}

#[test]
fn a_file_of_the_user_is_not_written_over() {
    assert_conflict("conflict-file", "en/new/page.html", |out| put(out, "en/new/page.html", "mine"));
}

#[test]
fn the_same_bytes_do_not_make_a_file_ours() {
    assert_conflict("conflict-same", "en/new/page.html", |out| put(out, "en/new/page.html", "comes"));
}

#[test]
fn a_file_of_the_user_is_no_folder() {
    assert_conflict("conflict-folder", "en/new", |out| put(out, "en/new", "mine"));
}

#[test]
fn a_folder_of_the_user_is_no_file() {
    assert_conflict("conflict-dir", "style.css", |out| {
        fs::remove_file(out.join("style.css")).unwrap();
        put(out, "style.css/mine", "mine");
    });
}

#[test]
fn a_folder_that_holds_a_file_of_the_user_does_not_become_a_file() {
    assert_conflict("conflict-held", "turn/a/mine", |out| put(out, "turn/a/mine", "mine"));
}

#[test]
fn nor_does_one_that_holds_an_empty_folder() {
    assert_conflict("conflict-hollow", "turn/mine", |out| fs::create_dir(out.join("turn/mine")).unwrap());
}

// ---- what is refused -----------------------------------------------------------------------------------------------

#[track_caller]
fn assert_refused(out: &Path, expected: NotASite) {
    let error = write(&first(), out).unwrap_err();
    assert!(
        matches!(&error, WriteError::NotASite { path, reason } if path == out && *reason == expected),
        "{error}"
    );
}

#[test]
fn a_folder_that_is_no_site_is_refused() {
    let out = ground("foreign").join("book");
    put(&out, "thesis.txt", "years of work");
    assert_refused(&out, NotASite::Unrecorded);
    assert_eq!(names(&out), ["thesis.txt"]);
    fs::create_dir(out.join(".maquette-work")).unwrap();
    assert_refused(&out, NotASite::Unrecorded);
    assert_eq!(names(&out), ["thesis.txt"]);
}

#[test]
fn a_file_is_refused() {
    let out = ground("file").join("book");
    fs::write(&out, "a book").unwrap();
    assert_refused(&out, NotASite::NotAFolder);
    assert_eq!(fs::read(&out).unwrap(), b"a book");
}

#[test]
fn a_path_through_a_file_is_an_error() {
    let ground = ground("through");
    fs::write(ground.join("file"), "").unwrap();
    assert!(matches!(write(&first(), &ground.join("file/book")), Err(WriteError::Io { .. })));
    assert!(matches!(write(&first(), &ground.join("missing/..")), Err(WriteError::Io { .. })));
    assert_eq!(names(&ground), ["file"]);
}

#[test]
fn the_root_is_refused() {
    assert_refused(Path::new("/"), NotASite::Root);
}

#[test]
fn the_sources_are_refused_even_with_a_record() {
    let out = ground("sources").join("book");
    write(&site(&[]), &out).unwrap();
    put(&out, "book.toml", "[book]");
    assert_refused(&out, NotASite::Project);
    assert_eq!(names(&out), [".maquette-site", "book.toml"]);
}

#[test]
fn a_site_may_have_a_book_toml_of_its_own() {
    let out = ground("manifest").join("book");
    let site = site(&[("book.toml", "a download")]);
    write(&site, &out).unwrap();
    write(&site, &out).unwrap();
    assert_holds(&out, &site, &[]);
}

#[test]
fn paths_that_could_lead_out_are_refused() {
    let ground = ground("paths");
    let out = ground.join("book");
    for path in [
        "../escaped",
        "/escaped",
        "a/../../escaped",
        "",
        ".",
        "a//b",
        "a/",
        "a\\b",
        "a\0b",
        "C:/x",
        "nul",
        "a\n",
        ".maquette-site",
        ".maquette-work/journal",
        ".Maquette-Work",
    ] {
        let error = write(&site(&[(path, "x")]), &out).unwrap_err();
        assert!(
            matches!(&error, WriteError::BadPath { path: named, .. } if named == path),
            "{path:?}: {error}"
        );
        assert!(names(&ground).is_empty(), "{path:?}");
    }
    let error = write(&site(&[("a", "x"), ("a-b", "x"), ("a/b", "x")]), &out).unwrap_err();
    assert!(matches!(&error, WriteError::BadPath { path, .. } if path == "a"), "{error}");
}

#[test]
fn a_record_is_not_believed() {
    let ground = ground("record-lies");
    let out = ground.join("book");
    put(&ground, "precious", "mine");
    for record in ["maquette site 1\n../precious\n", "maquette site 2\nindex.html\n", "", "\u{fffd}"] {
        put(&out, ".maquette-site", record);
        let error = write(&first(), &out).unwrap_err();
        assert!(matches!(&error, WriteError::BadRecord { .. }), "{error}");
        assert_eq!(names(&out), [".maquette-site"]);
    }
    put(&out, ".maquette-site", "maquette site 1\n");
    put(&out, ".maquette-work/journal", "maquette site 1\n../precious\n");
    put(&out, ".maquette-work/staged/precious", "theirs");
    assert!(matches!(write(&first(), &out), Err(WriteError::BadRecord { .. })));
    assert_eq!(fs::read(ground.join("precious")).unwrap(), b"mine");
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let out = ground("busy").join("book");
    // Beside a new folder, inside an empty one, and inside a site.
    for round in 0..3 {
        if round == 1 {
            fs::remove_dir_all(&out).unwrap();
            fs::create_dir(&out).unwrap();
        }
        let site = if round == 2 { second() } else { first() };
        let mut refused = 0;
        write_watched(&site, &out, &mut |step| {
            let error = write(&site, &out).unwrap_err();
            assert!(matches!(&error, WriteError::Busy { path } if *path == out), "at {step:?}: {error}");
            refused += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
        assert!(refused >= 3);
        assert_holds(&out, &site, &[]);
    }
}

// ---- links ---------------------------------------------------------------------------------------------------------

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn the_output_folder_may_be_one() {
        let ground = ground("link-out");
        let real = ground.join("real/site");
        fs::create_dir_all(&real).unwrap();
        let out = ground.join("book");
        symlink(&real, &out).unwrap();
        write(&first(), &out).unwrap();
        write(&second(), &out).unwrap();
        assert!(fs::symlink_metadata(&out).unwrap().is_symlink());
        assert_holds(&real, &second(), &[]);
    }

    #[test]
    fn a_link_to_nowhere_is_refused() {
        let ground = ground("link-nowhere");
        symlink(ground.join("nowhere"), ground.join("book")).unwrap();
        assert_refused(&ground.join("book"), NotASite::NotAFolder);
        assert_eq!(names(&ground), ["book"]);
    }

    #[test]
    fn a_link_in_the_place_of_our_file_is_replaced_not_followed() {
        let ground = ground("link-file");
        let (out, outside) = (ground.join("site/book"), ground.join("outside"));
        write(&first(), &out).unwrap();
        // As long as the file, and even the same: still not ours to keep.
        for text in ["body {}", "html {}", "longer than either"] {
            fs::write(&outside, text).unwrap();
            fs::remove_file(out.join("style.css")).unwrap();
            symlink(&outside, out.join("style.css")).unwrap();
            assert_eq!(write(&first(), &out).unwrap().updated, 1);
            assert_eq!(fs::read_to_string(&outside).unwrap(), text);
            assert_holds(&out, &first(), &[]);
        }
    }

    #[test]
    fn a_link_in_the_place_of_a_stray_is_removed_not_followed() {
        let ground = ground("link-stray");
        let (out, outside) = (ground.join("site/book"), ground.join("outside"));
        write(&first(), &out).unwrap();
        fs::write(&outside, "mine").unwrap();
        fs::remove_file(out.join("en/old/page.html")).unwrap();
        symlink(&outside, out.join("en/old/page.html")).unwrap();
        write(&second(), &out).unwrap();
        assert_eq!(fs::read(&outside).unwrap(), b"mine");
        assert_holds(&out, &second(), &[]);
    }

    #[test]
    fn a_link_in_the_place_of_a_folder_is_a_conflict() {
        assert_conflict("link-folder", "en", |out| {
            let outside = out.parent().unwrap().join("outside");
            fs::rename(out.join("en"), &outside).unwrap();
            symlink(&outside, out.join("en")).unwrap();
        });
    }

    #[test]
    fn strays_behind_a_link_stay() {
        let ground = ground("link-behind");
        let (out, outside) = (ground.join("site/book"), ground.join("outside"));
        write(&first(), &out).unwrap();
        fs::rename(out.join("en/old"), &outside).unwrap();
        symlink(&outside, out.join("en/old")).unwrap();
        write(&second(), &out).unwrap();
        assert_eq!(names(&outside), ["deeper", "page.html"]);
        assert!(fs::symlink_metadata(out.join("en/old")).unwrap().is_symlink());
    }

    #[test]
    fn links_in_the_place_of_our_own_files_are_not_followed() {
        let ground = ground("link-own");
        let (out, outside) = (ground.join("site/book"), ground.join("outside"));
        write(&first(), &out).unwrap();
        fs::create_dir(&outside).unwrap();
        symlink(&outside, out.join(".maquette-work")).unwrap();
        assert!(matches!(write(&second(), &out), Err(WriteError::Conflict { .. })));
        fs::remove_file(out.join(".maquette-work")).unwrap();

        fs::create_dir(out.join(".maquette-work")).unwrap();
        symlink(outside.join("made"), out.join(".maquette-work/lock")).unwrap();
        assert!(matches!(write(&second(), &out), Err(WriteError::Conflict { .. })));
        fs::remove_file(out.join(".maquette-work/lock")).unwrap();

        fs::write(outside.join("mine"), "mine").unwrap();
        symlink(&outside, out.join(".maquette-work/staged")).unwrap();
        write(&second(), &out).unwrap();
        assert_eq!(names(&outside), ["mine"]);
        assert_holds(&out, &second(), &[]);

        symlink(&outside, out.with_file_name(".book.maquette-stage")).unwrap();
        write(&second(), &out).unwrap();
        assert_eq!(names(&outside), ["mine"]);
        assert_holds(&out, &second(), &[]);
    }

    #[test]
    fn a_special_file_is_never_opened() {
        let out = ground("fifo").join("book");
        write(&first(), &out).unwrap();
        fs::remove_file(out.join("style.css")).unwrap();
        let made = Command::new("mkfifo").arg(out.join("style.css")).status().unwrap();
        assert!(made.success());
        // Opening a fifo that nobody writes to would wait for ever.
        assert_eq!(write(&first(), &out).unwrap().updated, 1);
        assert_holds(&out, &first(), &[]);
    }
}

// ---- a failing build -----------------------------------------------------------------------------------------------

#[test]
fn a_build_that_fails_while_staging_leaves_the_last_site() {
    let ground = ground("fails");
    let out = ground.join("book");
    // No system takes so long a name, and nobody knows before trying.
    let name = "x".repeat(5000);
    let broken = site(&[("a.html", "new"), ("index.html", "changed"), (&name, "too long")]);
    assert!(matches!(write(&broken, &out), Err(WriteError::Io { .. })));
    assert!(names(&ground).is_empty(), "a failed new folder leaves nothing");
    write(&first(), &out).unwrap();
    assert!(matches!(write(&broken, &out), Err(WriteError::Io { .. })));
    assert_holds(&out, &first(), &[]);
}

// ---- kills at every step -------------------------------------------------------------------------------------------

/// Writes `site` and stops before the step `count` (from 0), as if killed. Whether it came that far.
fn write_until(site: &Site, out: &Path, count: usize) -> bool {
    let mut seen = 0;
    let written = write_watched(site, out, &mut |_| {
        seen += 1;
        if seen > count { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    match written {
        Ok(_) => false,
        Err(WriteError::Stopped) => true,
        Err(error) => panic!("step {count}: {error}"),
    }
}

/// Whether `content` is the whole of what one of `sites` has at `path`.
fn is_whole(path: &str, content: &[u8], sites: &[&Site]) -> bool {
    sites.iter().any(|site| site.files().get(path).is_some_and(|expected| expected[..] == *content))
}

/// That each file in `out` is one of `sites`', whole.
#[track_caller]
fn assert_whole(out: &Path, sites: &[&Site]) {
    let found = if out.exists() { tree(out) } else { Tree::new() };
    for (path, content) in found.iter().filter(|(path, _)| !path.ends_with('/')) {
        assert!(is_whole(path, content, sites), "{path} is not whole");
    }
}

/// That the files `old` and `new` have both are there.
#[track_caller]
fn assert_shared_are_there(out: &Path, old: &Site, new: &Site) {
    let found = tree(out);
    for path in old.files().keys().filter(|path| new.files().contains_key(*path)) {
        assert!(found.contains_key(path), "{path} is lost");
    }
}

#[test]
fn a_kill_at_any_step_of_a_rebuild_is_finished_by_the_next() {
    let out = ground("kill-rebuild").join("book");
    let third =
        site(&[("index.html", "third"), ("en/old/page.html", "back again"), ("turn/a/b.html", "folder")]);
    let theirs = [("CNAME", "mine"), ("en/old/notes.txt", "mine")];
    let is_first = |found: &Tree| first().files().iter().all(|(path, content)| found[path] == content[..]);
    // What runs next: the killed site again, the last one, another one.
    for next in [&second(), &first(), &third] {
        for count in 0.. {
            let _ = fs::remove_dir_all(&out);
            write(&first(), &out).unwrap();
            theirs.iter().for_each(|(path, text)| put(&out, path, text));
            let mut committed = false;
            let mut seen = 0;
            let stopped = write_watched(&second(), &out, &mut |step| {
                let found = tree(&out);
                assert!(committed || is_first(&found), "the last site changed before the journal");
                committed |= step == Step::Commit;
                theirs.iter().for_each(|(path, text)| assert_eq!(found[*path], text.as_bytes()));
                seen += 1;
                if seen > count { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            let kept: Vec<_> = theirs.iter().map(|(path, _)| out.join(path)).collect();
            kept.iter().for_each(|path| fs::remove_file(path).unwrap());
            assert_whole(&out, &[&first(), &second()]);
            assert_shared_are_there(&out, &first(), &second());
            theirs.iter().for_each(|(path, text)| put(&out, path, text));
            write(next, &out).unwrap();
            assert_holds(&out, next, &theirs);
            if stopped.is_ok() {
                assert!(count > 15, "there are more steps than {count}");
                break;
            }
        }
    }
}

#[test]
fn a_kill_while_finishing_is_finished_too() {
    let out = ground("kill-twice").join("book");
    let one = site(&[("a.html", "one"), ("turn", "file"), ("old/b.html", "goes")]);
    let two = site(&[("a.html", "two"), ("turn/c.html", "folder")]);
    for first_kill in 0.. {
        let mut was_killed = false;
        for second_kill in 0.. {
            let _ = fs::remove_dir_all(&out);
            write(&one, &out).unwrap();
            was_killed = write_until(&two, &out, first_kill);
            let again = write_until(&one, &out, second_kill);
            assert_whole(&out, &[&one, &two]);
            write(&two, &out).unwrap();
            assert_holds(&out, &two, &[]);
            if !again {
                break;
            }
        }
        if !was_killed {
            break;
        }
    }
}

#[test]
fn a_kill_at_any_step_of_a_first_build_leaves_nothing_or_all() {
    let ground = ground("kill-new");
    let out = ground.join("book");
    for count in 0.. {
        let _ = fs::remove_dir_all(&out);
        let killed = write_until(&first(), &out, count);
        assert!(!out.exists() || tree(&out) == tree_of(&first()));
        if count % 2 == 1 && !out.exists() {
            // The folder comes from elsewhere before the next build: what stands beside it still goes.
            fs::create_dir(&out).unwrap();
        }
        write(&second(), &out).unwrap();
        assert_holds(&out, &second(), &[]);
        if !killed {
            assert_eq!(count, 3);
            break;
        }
    }
}

#[test]
fn a_kill_at_any_step_of_filling_an_empty_folder_is_finished_by_the_next() {
    let out = ground("kill-empty").join("book");
    for count in 0.. {
        let _ = fs::remove_dir_all(&out);
        fs::create_dir(&out).unwrap();
        let killed = write_until(&first(), &out, count);
        assert_whole(&out, &[&first()]);
        write(&second(), &out).unwrap();
        assert_holds(&out, &second(), &[]);
        if !killed {
            break;
        }
    }
}

#[test]
fn half_staged_files_are_forgotten() {
    let out = ground("kill-staging").join("book");
    write(&first(), &out).unwrap();
    assert!(write_until(&second(), &out, 1), "stopped before the journal");
    put(&out, ".maquette-work/staged/style.css", "htm");
    put(&out, ".maquette-work/journal.part", "maquette si");
    fs::remove_file(out.join(".maquette-work/staged/turn")).unwrap();
    assert_eq!(write(&first(), &out).unwrap(), counts(0, 0, 9, 0));
    assert_holds(&out, &first(), &[]);
}

#[test]
fn finishing_does_not_write_over_what_the_user_put_there_since() {
    let out = ground("kill-conflict").join("book");
    write(&first(), &out).unwrap();
    let mut moved = 0;
    let _ = write_watched(&second(), &out, &mut |step| {
        moved += usize::from(matches!(step, Step::Move(_)));
        if moved == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    put(&out, "en/new/page.html", "mine");
    let error = write(&second(), &out).unwrap_err();
    assert!(matches!(&error, WriteError::Conflict { path } if path.ends_with("en/new/page.html")), "{error}");
    assert_eq!(fs::read(out.join("en/new/page.html")).unwrap(), b"mine");
    fs::remove_file(out.join("en/new/page.html")).unwrap();
    write(&second(), &out).unwrap();
    assert_holds(&out, &second(), &[]);
}

#[test]
fn the_check_for_whole_files_finds_a_torn_one() {
    let out = ground("bad-example").join("book");
    write(&first(), &out).unwrap();
    put(&out, "style.css", "bod");
    let torn = std::panic::catch_unwind(|| assert_whole(&out, &[&first(), &second()]));
    assert!(torn.is_err());
}

// ---- kills of a real process ---------------------------------------------------------------------------------------

/// Names the folder to the child process; without it the child's test does nothing.
const CHILD: &str = "MAQUETTE_WRITE_CHILD";
/// What each of the child's progress lines begins with; the rest of its output is the test harness's.
const PROGRESS: &str = "step:";

/// Big files, most of which differ from one version to the next, and some of which come and go.
fn big(version: usize) -> Site {
    let mut files = BTreeMap::new();
    for number in 0..150 {
        let lang = ["fr", "en"][number % 2];
        let path = match number % 10 {
            0 => format!("{lang}/only-{}/{number}.html", version % 2),
            1 if version.is_multiple_of(2) => format!("{lang}/turn-{number}"),
            1 => format!("{lang}/turn-{number}/index.html"),
            _ => format!("{lang}/kept/{number}.html"),
        };
        let line =
            if number % 7 == 0 { "the same\n".to_owned() } else { format!("version {version} of {path}\n") };
        files.insert(path, line.repeat(1000).into_bytes().into());
    }
    Site::new(files)
}

/// Not a test by itself: the process that the next one kills. Builds one version after another, for ever.
#[test]
#[allow(clippy::print_stdout, reason = "how the child tells its parent where it is")]
fn child_that_builds_until_killed() {
    let Some(out) = std::env::var_os(CHILD).map(PathBuf::from) else { return };
    let sites = [big(0), big(1)];
    for round in 0.. {
        write_watched(&sites[round % 2], &out, &mut |step| {
            println!("\n{PROGRESS} {step:?}");
            ControlFlow::Continue(())
        })
        .unwrap();
        // A new folder now and then, so that its kills are among ours.
        if round % 4 == 3 {
            fs::remove_dir_all(&out).unwrap();
        }
    }
}

/// Starts the child, reads the site over its shoulder, and kills it once it has told of `lines` steps. What it was at
/// by then is up to the system.
fn build_and_kill(out: &Path, lines: usize, sites: &[&Site]) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_that_builds_until_killed", "--nocapture", "--test-threads=1"])
        .env(CHILD, out)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let paths: Vec<&String> = sites.iter().flat_map(|site| site.files().keys()).collect();
    let output = BufReader::new(child.stdout.take().unwrap());
    let steps = output.lines().map_while(Result::ok).filter(|line| line.starts_with(PROGRESS));
    let mut seen = 0;
    for (step, path) in steps.take(lines).zip(paths.iter().cycle()) {
        seen += 1;
        if let Ok(content) = fs::read(out.join(path)) {
            assert!(is_whole(path, &content, sites), "{path} is not whole after {step}");
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(seen, lines, "the child ended by itself");
}

#[test]
fn a_killed_process_leaves_whole_files_and_the_next_run_finishes() {
    let ground = ground("kill-process");
    let out = ground.join("book");
    let (even, odd, other) = (big(0), big(1), site(&[("index.html", "other"), ("fr/turn-0", "other")]));
    let sites = [&even, &odd, &other];
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut moments = BTreeSet::new();
    for round in 0..40 {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        build_and_kill(&out, 1 + (seed % 700) as usize, &sites);
        assert_whole(&out, &sites);
        moments.insert((out.exists(), out.join(".maquette-work/journal").exists()));
        // One kill in three is followed by another before a build ends well.
        if round % 3 != 0 {
            let next = sites[round % sites.len()];
            write(next, &out).unwrap();
            assert_holds(&out, next, &[]);
        }
    }
    assert!(moments.contains(&(true, true)), "no kill came while files were moving");
}
