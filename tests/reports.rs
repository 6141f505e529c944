//! The formats of a report as their readers take them, and a baseline over several runs.

#![allow(clippy::disallowed_methods, reason = "this test writes projects to run the program on")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const BOOK: &str = "[book]\ntitle = \"Shop\"\nlanguage = \"en\"\n\n[output.maquette]\nlanguages = [\"en\"]\nregion = \"a\"\n";

/// Two services without a page, one declared twice: errors with a note, and warnings.
const CATALOG: &str = "\
regions: { a: A }
categories: { c: C }
services:
  one: { name: One, category: c, summary: One., console: none }
  two: { name: Two, category: c, summary: Two., presentation: none }
  two: { name: Two, category: c, summary: Two., presentation: none }
";

/// Texts that break a format which takes them as they are.
const NASTY: &str = "# A page\n\n[a](b<c>&d%0A,::e.md) ![](d.svg)\n\n{{#service x]]>,::%0A\u{1b}[31m}}\n\n[a](b.md) [a](b.md)\n\n[é](https://signin.aws.amazon.com/oauth?redirect_uri=https%3A%2F%2Fconsole.aws.amazon.com%2Fiam%2Fhome)\n";

/// A project in a folder of its own, in which the program runs.
struct Ground {
    root: PathBuf,
}

impl Ground {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reports").join(name);
        let _ = fs::remove_dir_all(&root);
        let ground = Ground { root };
        for (path, text) in [("book.toml", BOOK), ("content/catalog/shop.yaml", CATALOG)].iter().chain(files)
        {
            ground.write(path, text);
        }
        ground
    }

    /// With a page of nasty texts below a nasty name, and a template that breaks those of the program.
    fn nasty(name: &str) -> Self {
        let name_of_page =
            if cfg!(windows) { "content/en/à côté, #1.md" } else { "content/en/à: côté, #1?.md" };
        let base = ("themes/default/templates/base.html", "no block\n");
        Ground::new(name, &[(name_of_page, NASTY), ("content/en/index.md", "# Home\n"), base])
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join("docs").join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    fn check(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_maquette"));
        command.args(["check", "--offline"]).args(arguments).current_dir(&self.root);
        command.output().expect("the program runs")
    }

    /// The report on the folder `docs`, of the whole project.
    fn report(&self, format: &str, arguments: &[&str]) -> String {
        let output = self.check(&[&["--format", format, "docs"], arguments].concat());
        String::from_utf8(output.stdout).expect("a report is UTF-8")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.report("json", arguments)).expect("this is JSON")
    }

    fn sarif(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.report("sarif", arguments)).expect("this is JSON")
    }
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).unwrap_or_else(|| panic!("no list {pointer}: {value:#}"))
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text {pointer}: {value:#}"))
}

#[test]
fn a_sarif_log_is_valid() {
    let schema = include_str!("schemas/sarif-2.1.0.json");
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    let validator =
        jsonschema::options().should_validate_formats(true).build(&schema).expect("the schema is one");
    let ground = Ground::nasty("sarif");
    let fine = Ground::new("sarif-fine", &[("content/catalog/shop.yaml", "regions: { a: A }\n")]);
    let logs = [
        fine.sarif(&[]),
        ground.sarif(&[]),
        ground.sarif(&["--baseline", "known.json", "--update-baseline"]),
        Ground::new("sarif-note", &[]).sarif(&["--deny", "warnings"]),
    ];
    for log in &logs {
        let faults: Vec<String> = validator.iter_errors(log).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, [""; 0], "{log:#}");
    }
    assert!(list(&logs[0], "/runs/0/results").is_empty());
    assert!(list(&logs[1], "/runs/0/results").len() > 5);
    assert!(list(&logs[1], "/runs/0/results").iter().any(|result| result.get("fixes").is_some()));
    assert!(list(&logs[3], "/runs/0/results").iter().any(|result| result.get("relatedLocations").is_some()));

    for (pointer, wrong) in [("/runs/0/results/0/level", "fatal"), ("/runs/0/columnKind", "bytes")] {
        let mut log = logs[1].clone();
        *log.pointer_mut(pointer).expect("it is there") = wrong.into();
        assert!(!validator.is_valid(&log), "the schema says something about {pointer}");
    }
}

#[test]
fn a_sarif_log_agrees_with_itself_and_with_the_json() {
    let ground = Ground::nasty("sarif-json");
    let (log, json) = (ground.sarif(&[]), ground.json(&[]));
    let (results, rules) = (list(&log, "/runs/0/results"), list(&log, "/runs/0/tool/driver/rules"));
    let diagnostics = list(&json, "/diagnostics");
    assert_eq!(results.len(), diagnostics.len());
    for (result, diagnostic) in results.iter().zip(diagnostics) {
        let index = result["ruleIndex"].as_u64().expect("a number") as usize;
        assert_eq!(rules[index]["id"], diagnostic["rule"]);
        assert_eq!(result["ruleId"], diagnostic["rule"]);
        assert_eq!(result["level"], diagnostic["severity"]);
        let place = &result["locations"][0]["physicalLocation"];
        let uri = text(place, "/artifactLocation/uri");
        let uri = percent_encoding::percent_decode_str(uri).decode_utf8().expect("paths are UTF-8");
        let file = text(diagnostic, "/file");
        if file.starts_with("<default>/") {
            assert_eq!(uri, "docs/book.toml", "the manifest stands in for what is in no repository");
            assert!(text(result, "/message/text").contains(file));
            continue;
        }
        assert_eq!(uri, format!("docs/{file}"));
        for (theirs, ours) in [
            ("startLine", "line"),
            ("startColumn", "column"),
            ("endLine", "end_line"),
            ("endColumn", "end_column"),
        ] {
            assert_eq!(place["region"][theirs], diagnostic[ours]);
        }
    }
    assert!(diagnostics.iter().any(|found| text(found, "/file").starts_with("<default>/")));
}

/// Rule, path and fingerprint of every result, and the lines.
fn fingerprints(log: &Value) -> (BTreeSet<String>, Vec<u64>) {
    let results = list(log, "/runs/0/results");
    let lines = results.iter().map(|result| {
        result.pointer("/locations/0/physicalLocation/region/startLine").and_then(Value::as_u64).unwrap_or(0)
    });
    let prints =
        results.iter().map(|result| text(result, "/partialFingerprints/maquetteProblem~1v1").to_owned());
    (prints.collect(), lines.collect())
}

#[test]
fn a_report_is_the_same_twice_wherever_the_project_is_and_fingerprints_outlive_a_move() {
    let (here, there) = (Ground::nasty("same-here"), Ground::nasty("same-elsewhere"));
    for format in ["text", "json", "sarif", "junit", "github"] {
        let report = here.report(format, &[]);
        assert_eq!(report, there.report(format, &[]), "{format}");
        assert!(!report.contains("same-here"), "{format}: no absolute path");
        let whole = here.root.join("docs");
        let whole = whole.to_str().expect("the folder's name is UTF-8");
        let by_absolute = here.check(&["--format", format, whole]).stdout;
        assert_eq!(String::from_utf8_lossy(&by_absolute), report, "{format}");
    }
    let (before, lines) = fingerprints(&here.sarif(&[]));
    assert_eq!(before.len(), lines.len(), "no two are the same");
    here.write("content/catalog/shop.yaml", &format!("# a comment\n\n\n{CATALOG}"));
    let (after, moved) = fingerprints(&here.sarif(&[]));
    assert_eq!(before, after);
    assert_ne!(lines, moved);
}

#[test]
fn junit_is_what_ci_systems_read() {
    let ground = Ground::nasty("junit");
    let denied = ground.report("junit", &["--deny", "warnings"]);
    let lax = ground.report("junit", &[]);
    let (errors, warnings) =
        (&ground.json(&[])["summary"]["errors"], &ground.json(&[])["summary"]["warnings"]);
    let (errors, warnings) = (errors.as_u64().expect("a number"), warnings.as_u64().expect("a number"));
    assert!(errors > 0 && warnings > 0);
    assert_eq!(junit(&denied).failed, errors + warnings);
    assert_eq!(junit(&lax), Cases { all: errors + warnings, failed: errors, skipped: 0 });
    assert!(lax.contains("<system-out>warning["), "a warning that passes is told");

    ground.report("text", &["--baseline", "known.json", "--update-baseline"]);
    let known = ground.report("junit", &["--baseline", "known.json"]);
    assert_eq!(junit(&known), Cases { all: errors + warnings, failed: 0, skipped: errors + warnings });

    let fine = Ground::new("junit-fine", &[("content/catalog/shop.yaml", "regions: { a: A }\n")]);
    assert_eq!(junit(&fine.report("junit", &[])), Cases { all: 1, failed: 0, skipped: 0 });
}

#[derive(PartialEq, Eq, Debug)]
struct Cases {
    all: u64,
    failed: u64,
    skipped: u64,
}

/// Reads a file as strictly as the schemas of readers do: no unknown element or attribute, counts that agree, and no
/// two cases of one name.
fn junit(file: &str) -> Cases {
    let document = roxmltree::Document::parse(file).expect("this is XML");
    let allowed = [
        ("testsuites", &["name", "tests", "failures", "errors"][..]),
        ("testsuite", &["name", "tests", "failures", "errors", "skipped"]),
        ("testcase", &["classname", "name"]),
        ("failure", &["type", "message"]),
        ("skipped", &["message"]),
        ("system-out", &[]),
    ];
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let (_, attributes) =
            allowed.iter().find(|(name, _)| *name == node.tag_name().name()).expect("is known");
        let names: Vec<&str> = node.attributes().map(|attribute| attribute.name()).collect();
        assert_eq!(names, *attributes, "{}", node.tag_name().name());
    }
    let named = |node: roxmltree::Node<'_, '_>, name: &str| {
        node.descendants().filter(|inner| inner.has_tag_name(name)).count() as u64
    };
    let number = |node: roxmltree::Node<'_, '_>, name: &str| {
        node.attribute(name).and_then(|count| count.parse::<u64>().ok()).expect("a count")
    };
    let root = document.root_element();
    for suite in root.children().filter(|node| node.has_tag_name("testsuite")).chain([root]) {
        assert_eq!(number(suite, "tests"), named(suite, "testcase"));
        assert_eq!(number(suite, "failures"), named(suite, "failure"));
        assert_eq!(number(suite, "errors"), 0);
    }
    let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
    let names: BTreeSet<_> =
        cases.map(|case| (case.attribute("classname"), case.attribute("name"))).collect();
    let all = number(root, "tests");
    assert_eq!(names.len() as u64, all, "readers take one case of a name");
    Cases { all, failed: named(root, "failure"), skipped: named(root, "skipped") }
}

#[test]
fn an_annotation_is_one_line_and_no_other_command() {
    let ground = Ground::nasty("github");
    let (report, json) = (ground.report("github", &[]), ground.json(&[]));
    let lines: Vec<&str> = report.lines().collect();
    let diagnostics = list(&json, "/diagnostics");
    assert_eq!(lines.len(), diagnostics.len());
    for (line, diagnostic) in lines.iter().zip(diagnostics) {
        let line = line.strip_prefix(&format!("::{} ", text(diagnostic, "/severity"))).expect("a command");
        let (properties, message) = line.split_once("::").expect("a message");
        let rule = text(diagnostic, "/rule");
        assert_eq!(properties.split(',').next_back(), Some(format!("title={rule}").as_str()));
        assert!(properties.split(',').all(|property| property.split('=').count() == 2), "{properties}");
        assert!(!message.contains(|c: char| c.is_control()), "{message}");
    }
    assert!(report.contains("côté%2C #1") && report.contains("::%250A [31m` in the catalog%0A"), "{report}");
}

#[test]
fn a_baseline_lets_pass_what_is_known_and_nothing_else() {
    let ground = Ground::new("baseline", &[]);
    let code =
        |arguments: &[&str]| ground.check(&[&["docs", "--baseline", "known.json"], arguments].concat());
    let fails = |output: &Output| output.status.code().expect("it ended");
    let missing = code(&[]);
    assert_eq!(fails(&missing), 2);
    assert!(String::from_utf8_lossy(&missing.stderr).contains("--update-baseline"));

    assert_eq!(fails(&code(&["--update-baseline", "--deny", "warnings"])), 0);
    let written = fs::read_to_string(ground.root.join("known.json")).expect("the baseline is there");
    let passed = code(&["--deny", "warnings"]);
    assert_eq!((fails(&passed), passed.stdout.as_slice()), (0, &b""[..]));

    // What has moved is known; what is new is not, and is all that shows.
    ground.write("content/catalog/shop.yaml", &format!("# moved\n{CATALOG}"));
    assert_eq!(fails(&code(&["--deny", "warnings"])), 0);
    let third = "  three: { name: Three, category: c, summary: Three., presentation: none }\n";
    ground.write("content/catalog/shop.yaml", &format!("{CATALOG}{third}"));
    assert_eq!(fails(&code(&[])), 1);
    let new = ground.json(&["--baseline", "known.json"]);
    let subjects: Vec<&str> =
        list(&new, "/diagnostics").iter().map(|found| text(found, "/subject")).collect();
    assert_eq!(subjects, ["three"]);
    let log = ground.sarif(&["--baseline", "known.json"]);
    let states: Vec<&str> =
        list(&log, "/runs/0/results").iter().map(|result| text(result, "/baselineState")).collect();
    assert_eq!(states.iter().filter(|state| **state == "new").count(), 1, "{states:?}");
    assert!(states.contains(&"unchanged"));

    // What is cured is told, and taken out only when that is asked for.
    ground.write("content/catalog/shop.yaml", "regions: { a: A }\ncategories: { c: C }\n");
    let cured = code(&[]);
    assert_eq!(fails(&cured), 0);
    assert!(String::from_utf8_lossy(&cured.stderr).contains("cured: content/catalog/shop.yaml: "));
    assert_eq!(fs::read_to_string(ground.root.join("known.json")).expect("it is there"), written);
    assert_eq!(fails(&code(&["--update-baseline"])), 0);
    let shrunk = fs::read_to_string(ground.root.join("known.json")).expect("it is there");
    assert_eq!(shrunk, "{\n  \"version\": 1,\n  \"problems\": []\n}\n");

    // What is no baseline is neither believed nor written over.
    fs::write(ground.root.join("known.json"), "no baseline").expect("the file can be written");
    for arguments in [&[][..], &["--update-baseline"]] {
        assert_eq!(fails(&code(arguments)), 2);
    }
    assert_eq!(fs::read_to_string(ground.root.join("known.json")).expect("it is there"), "no baseline");
}
