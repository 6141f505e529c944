//! The import table: a stage imports only earlier stages, and only the doors touch the world.
//!
//! The sources are read as text: `crate::room` anywhere in a file of another room is an import. Each check is itself
//! tested with a planted fault.

#![allow(clippy::disallowed_methods, reason = "this test reads the sources of the program")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Room, and the rooms it may import.
const IMPORTS: [(&str, &[&str]); 15] = [
    ("source", &[]),
    ("diagnostic", &["source", "outside"]),
    ("load", &["source"]),
    ("icon", &[]),
    ("outside", &[]),
    // Of `diagnostic` only how near two names are.
    ("built", &["diagnostic"]),
    ("net", &["outside"]),
    ("parse", &["source", "diagnostic", "icon", "outside"]),
    ("model", &["source", "diagnostic", "icon", "parse", "outside"]),
    ("layout", &[]),
    ("draw", &["source", "diagnostic", "icon", "model", "layout"]),
    ("site", &["source", "diagnostic", "model", "draw", "outside"]),
    ("write", &["site"]),
    // A rule that sets weights shares its name with the manifest's own: the kinds of problems are `parse`'s.
    ("check", &["source", "diagnostic", "model", "parse", "outside", "built"]),
    (
        "cli",
        &[
            "source",
            "diagnostic",
            "load",
            "outside",
            "net",
            "built",
            "parse",
            "model",
            "layout",
            "draw",
            "site",
            "write",
            "check",
        ],
    ),
];

/// Foreign crate (as it is written in code), and the only rooms that may name it.
const CRATES: [(&str, &[&str]); 28] = [
    ("granit_parser", &["parse"]),
    ("toml::", &["parse"]),
    ("pulldown_cmark", &["parse"]),
    ("fluent", &["parse"]),
    ("unic_langid", &["parse"]),
    ("html5gum", &["parse", "net"]),
    ("roxmltree", &["icon"]),
    ("petgraph", &["model"]),
    // The crate layout-rs is called `layout`, as our room is. It reads DOT for `draw`: a graph that is read has names,
    // labels and links, of which our `layout` knows nothing.
    (" ::layout::", &["layout", "draw"]),
    ("resvg", &["draw"]),
    ("pdf_writer", &["draw"]),
    ("subsetter", &["draw"]),
    ("skrifa", &["draw"]),
    ("tera::", &["site"]),
    ("aho_corasick", &["site"]),
    ("walkdir", &["load"]),
    ("include_dir", &["load", "cli"]),
    ("clap", &["cli"]),
    ("annotate_snippets", &["cli"]),
    ("ureq", &["net"]),
    ("regex::", &["parse", "model", "net"]),
    ("indicatif", &["cli"]),
    ("similar::", &["cli"]),
    ("std::fs", &["load", "write", "cli", "net"]),
    ("std::env", &["load", "write", "cli"]),
    // `cli` shows a site on the loopback interface; nothing but `net` asks anybody.
    ("std::net", &["net", "cli"]),
    ("notify::", &["cli"]),
    ("httparse", &["cli"]),
];

/// The rooms and their files' texts, without the tests at their feet.
type Rooms = BTreeMap<String, Vec<(String, String)>>;

fn rooms() -> Rooms {
    let mut rooms = Rooms::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut rooms);
    // The crate's root, its program and the fixture of its tests are no rooms.
    for outside in ["lib", "main", "fixture"] {
        rooms.remove(outside);
    }
    rooms
}

fn collect(folder: &Path, room: &str, rooms: &mut Rooms) {
    for entry in fs::read_dir(folder).expect("the sources can be listed") {
        let path = entry.expect("the sources can be listed").path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let room = if room.is_empty() { stem.as_str() } else { room };
        if path.is_dir() {
            collect(&path, room, rooms);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("the sources can be read");
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
            rooms.entry(room.to_owned()).or_default().push((path.display().to_string(), code));
        }
    }
}

/// Code without comments, so that a comment may speak of any room.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn upward_imports(rooms: &Rooms) -> Vec<String> {
    let mut faults = Vec::new();
    for (room, files) in rooms {
        let Some((_, allowed)) = IMPORTS.iter().find(|(known, _)| known == room) else {
            faults.push(format!("the room `{room}` is not in the table"));
            continue;
        };
        for (path, text) in files {
            for (number, line) in code_lines(text) {
                for imported in line.split("crate::").skip(1) {
                    let name: String =
                        imported.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    let is_room = IMPORTS.iter().any(|(known, _)| *known == name);
                    if is_room && name != *room && !allowed.contains(&name.as_str()) {
                        faults.push(format!("{path}:{number}: `{room}` imports `{name}`"));
                    }
                }
                if line.contains("use crate::{") {
                    faults.push(format!("{path}:{number}: name the room in the path, one `use` a room"));
                }
            }
        }
    }
    faults
}

fn stray_crates(rooms: &Rooms) -> Vec<String> {
    let mut faults = Vec::new();
    for (room, files) in rooms {
        for (path, text) in files {
            for (number, line) in code_lines(text) {
                for (name, homes) in CRATES.iter().filter(|(name, _)| line.contains(name)) {
                    if !homes.contains(&room.as_str()) {
                        faults.push(format!("{path}:{number}: `{room}` names `{name}`"));
                    }
                }
            }
        }
    }
    faults
}

fn planted(room: &str, code: &str) -> Rooms {
    Rooms::from([(room.to_owned(), vec![("planted.rs".to_owned(), code.to_owned())])])
}

#[test]
fn no_room_imports_a_later_one() {
    assert_eq!(upward_imports(&rooms()), [""; 0]);
}

#[test]
fn a_planted_upward_import_is_found() {
    assert_eq!(upward_imports(&planted("parse", "use crate::model::Model;\n")).len(), 1);
    assert_eq!(upward_imports(&planted("layout", "fn f() { crate::draw::draw(); }\n")).len(), 1);
    assert_eq!(upward_imports(&planted("model", "use crate::{site::Site};\n")).len(), 1);
    assert_eq!(upward_imports(&planted("helper", "")).len(), 1);
    assert_eq!(
        upward_imports(&planted("model", "// crate::site is later\nuse crate::parse::Parsed;\n")).len(),
        0
    );
}

#[test]
fn crates_and_the_world_stay_in_their_rooms() {
    assert_eq!(stray_crates(&rooms()), [""; 0]);
}

#[test]
fn a_planted_stray_crate_is_found() {
    assert_eq!(stray_crates(&planted("model", "use std::fs;\n")).len(), 1);
    assert_eq!(stray_crates(&planted("site", "use petgraph::Graph;\n")).len(), 1);
    assert_eq!(stray_crates(&planted("load", "use notify::Watcher;\n")).len(), 1);
    assert_eq!(stray_crates(&planted("load", "use std::fs;\nuse walkdir::WalkDir;\n")).len(), 0);
}
