//! What reading a folder makes of odd files: line ends of old, characters that are none, symbolic links.

#![allow(clippy::disallowed_methods, reason = "these tests make the folders that are read")]

use std::fs;
use std::path::PathBuf;

use maquette::load::{Astray, Changes, LoadError, load, load_again, load_site};
use maquette::source::{Fault, Sources, Wanted};

/// An empty project of that name.
fn ground(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("load").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content/en")).expect("a folder can be made");
    fs::write(folder.join("book.toml"), "[book]\n").expect("a file can be written");
    folder
}

fn read(folder: &std::path::Path) -> Result<Sources, LoadError> {
    load(folder, |_| Wanted { src: "content".to_owned(), files: Vec::new() })
}

#[test]
fn lines_may_end_as_they_did_long_ago() {
    let folder = ground("returns");
    fs::write(folder.join("content/en/a.md"), "one\rtwo\r\nthree\r\rfive").expect("a file can be written");
    let sources = read(&folder).expect("the project can be read");
    let file = sources.find("content/en/a.md").expect("the file is there");
    assert_eq!(sources[file].text, "one\ntwo\r\nthree\n\nfive");
    assert_eq!(sources.position(file, 16).to_string(), "5:1");
}

#[test]
fn a_nul_is_told_from_what_is_no_text() {
    let folder = ground("bytes");
    fs::write(folder.join("content/en/nul.md"), b"a\0b\xff").expect("a file can be written");
    fs::write(folder.join("content/en/latin.md"), b"caf\xe9\0").expect("a file can be written");
    let sources = read(&folder).expect("the project can be read");
    let fault = |path: &str| sources[sources.find(path).expect("the file is there")].fault;
    assert_eq!(fault("content/en/nul.md"), Some(Fault::Nul { at: 1 }));
    assert_eq!(fault("content/en/latin.md"), Some(Fault::NotText { at: 3 }));
}

#[cfg(unix)]
#[test]
fn links_to_folders_are_followed_within_the_project() {
    use std::os::unix::fs::symlink;

    let folder = ground("links");
    fs::write(folder.join("content/en/a.md"), "# A\n").expect("a file can be written");
    symlink("en", folder.join("content/fr")).expect("a link can be made");
    let sources = read(&folder).expect("the project can be read");
    assert!(sources.find("content/fr/a.md").is_some());

    symlink("..", folder.join("content/en/up")).expect("a link can be made");
    assert!(matches!(read(&folder), Err(LoadError::Link(_, Astray::Loop))));
    fs::remove_file(folder.join("content/en/up")).expect("the link can be removed");

    ground("returns-too");
    symlink("../../returns-too", folder.join("content/away")).expect("a link can be made");
    assert!(matches!(read(&folder), Err(LoadError::Link(path, Astray::Outside)) if path.ends_with("away")));
}

#[test]
fn a_built_site_is_listed_whole_and_read_file_by_file() {
    let folder = ground("built");
    fs::create_dir_all(folder.join(".git")).expect("a folder can be made");
    for (path, content) in [(".git/HEAD", "x"), (".nojekyll", ""), ("a.html", "<p>"), ("a/b.png", "\u{1}")] {
        fs::create_dir_all(folder.join(path).parent().expect("it has one")).expect("a folder can be made");
        fs::write(folder.join(path), content).expect("a file can be written");
    }
    let site = load_site(&folder).expect("the site can be listed");
    assert_eq!(site.paths(), [".nojekyll", "a.html", "a/b.png", "book.toml"]);
    let mut content = b"what was there before".to_vec();
    assert!(site.read(1, &mut content).expect("the file can be read"));
    assert_eq!(content, b"<p>");
    fs::remove_file(folder.join("a.html")).expect("the file can be removed");
    assert!(matches!(site.read(1, &mut content), Err(LoadError::Io(path, _)) if path.ends_with("a.html")));
    assert!(matches!(load_site(&folder.join("gone")), Err(LoadError::Io(..))));
}

#[cfg(unix)]
#[test]
fn links_of_a_built_site_that_go_astray_are_passed_over() {
    use std::os::unix::fs::symlink;

    let folder = ground("built-links");
    let outside = ground("built-links-too");
    fs::write(outside.join("secret.html"), "<p>").expect("a file can be written");
    fs::create_dir(folder.join("v1")).expect("a folder can be made");
    fs::write(folder.join("v1/a.html"), "<p>").expect("a file can be written");
    for (target, link) in [
        ("../built-links-too", "away"),
        ("../../built-links-too/secret.html", "v1/away.html"),
        ("nobody", "gone.html"),
        ("self", "self"),
        (".", "latest"),
        ("..", "v1/up"),
        ("v1", "v2"),
    ] {
        symlink(target, folder.join(link)).expect("a link can be made");
    }
    let site = load_site(&folder).expect("the site can be listed");
    assert_eq!(site.paths(), ["book.toml", "v1/a.html", "v2/a.html"]);
    let astray: Vec<_> = site.passed_over().iter().map(|(path, why)| (path.as_str(), *why)).collect();
    assert_eq!(
        astray,
        [
            ("away", Astray::Outside),
            ("gone.html", Astray::Nowhere),
            ("latest", Astray::Loop),
            ("self", Astray::Nowhere),
            ("v1/away.html", Astray::Outside),
            ("v1/up", Astray::Loop),
            ("v2/away.html", Astray::Outside),
            ("v2/up", Astray::Loop),
        ]
    );
}

#[cfg(unix)]
#[test]
fn the_program_reports_on_a_site_with_links_that_go_astray() {
    let folder = ground("built-links-told");
    fs::write(folder.join("index.html"), "<a href=gone.pdf></a>").expect("a file can be written");
    std::os::unix::fs::symlink(".", folder.join("latest")).expect("a link can be made");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_maquette"))
        .args(["links", "--site"])
        .arg(&folder)
        .output()
        .expect("the program runs");
    let (said, report) = (String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("passed over `latest`: a symbolic link that leads back into itself\n"), "{said}");
    assert!(report.contains("`gone.pdf`"), "{report}");
}

/// What is read again is what is read anew, whatever changed, as long as the changes are named.
#[cfg(unix)]
#[test]
fn only_what_changed_is_read_again() {
    use std::os::unix::fs::symlink;

    let folder = ground("again");
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    };
    let wanted = |_: &str| Wanted { src: "content".to_owned(), files: vec!["icons/a.json".to_owned()] };
    let all = |sources: &Sources| {
        let texts = sources.files().map(|(_, file)| format!("{file:?}"));
        texts.chain(sources.assets().iter().map(|asset| format!("{asset:?}"))).collect::<Vec<_>>()
    };
    for (path, text) in [
        ("content/en/a.md", "a"),
        ("content/en/deep/b.md", "b"),
        ("content/en/plan.png", "plan"),
        ("themes/default/assets/site.css", "css"),
        ("icons/a.json", "{}"),
        ("content/en/bad.md", "\0"),
        ("shared/c.md", "c"),
    ] {
        write(path, text);
    }
    symlink("../../shared/c.md", folder.join("content/en/c.md")).expect("a link can be made");
    let mut before = load(&folder, wanted).expect("the project can be read");
    /// What is written, and the paths that are told.
    type Turn<'t> = (&'t [(&'t str, &'t str)], &'t [&'t str]);
    let steps: [Turn<'_>; 6] = [
        (&[("content/en/a.md", "other")], &["content/en/a.md"]),
        // Of a folder that changed as a whole, everything is read.
        (&[("content/en/deep/b.md", "other"), ("content/en/deep/new.md", "n")], &["content/en/deep"]),
        (
            &[("content/en/plan.png", "other"), ("book.toml", "[book]\ntitle = \"x\"\n")],
            &["content/en/plan.png"],
        ),
        (&[("themes/default/assets/site.css", "other")], &["themes/default/assets/site.css"]),
        // Nobody tells of the file behind a link by the path of the link.
        (&[("shared/c.md", "other")], &[]),
        (&[("content/en/bad.md", "good"), ("icons/a.json", "[]")], &["content/en/bad.md", "icons/a.json"]),
    ];
    for (writes, changed) in steps {
        writes.iter().for_each(|(path, text)| write(path, text));
        let changes = Changes::Within(changed.iter().map(|path| (*path).to_owned()).collect());
        let again = load_again(&folder, wanted, &before, &changes).expect("the project can be read");
        let anew = load(&folder, wanted).expect("the project can be read");
        assert_eq!(all(&again), all(&anew), "{changed:?}");
        before = again;
    }
    // What is not named is not read: this is what makes it quick.
    write("content/en/a.md", "unnamed");
    let again = load_again(&folder, wanted, &before, &Changes::none()).expect("the project can be read");
    assert_eq!(all(&again), all(&before));
}
