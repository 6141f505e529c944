//! The files for CI: `action.yml`, the hooks for pre-commit, and the examples of `docs/ci.md` are what their readers
//! take, and name no argument that the program does not have.

#![allow(clippy::disallowed_methods, reason = "this test reads the files of the repository")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use granit_parser::{Event, Parser};
use serde_json::{Map, Value};

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reads one YAML document; every scalar is a text, and no key stands twice.
fn yaml(text: &str) -> Value {
    let events =
        Parser::new_from_str(text).map(|event| event.unwrap_or_else(|error| panic!("{error}\n{text}")).0);
    let mut events = events.filter(|event| {
        matches!(
            event,
            Event::Scalar(..)
                | Event::SequenceStart(..)
                | Event::SequenceEnd
                | Event::MappingStart(..)
                | Event::MappingEnd
        )
    });
    let first = events.next().expect("there is a document");
    value(first, &mut events).expect("a document is a value")
}

/// The value that begins with `event`; `None` where a list or a map ends.
fn value<'a>(event: Event<'a>, events: &mut impl Iterator<Item = Event<'a>>) -> Option<Value> {
    Some(match event {
        Event::Scalar(text, ..) => Value::String(text.into_owned()),
        Event::SequenceStart(..) => {
            let mut list = Vec::new();
            while let Some(item) = value(events.next().expect("a list ends"), events) {
                list.push(item);
            }
            Value::Array(list)
        }
        Event::MappingStart(..) => {
            let mut map = Map::new();
            while let Some(key) = value(events.next().expect("a map ends"), events) {
                let key = key.as_str().expect("a key is a text").to_owned();
                let inner = value(events.next().expect("a key has a value"), events).expect("a value");
                assert!(map.insert(key.clone(), inner).is_none(), "`{key}` stands twice");
            }
            Value::Object(map)
        }
        _ => return None,
    })
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no `{key}`: {value:#}"))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no list `{key}`: {value:#}"))
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("a map").keys().map(String::as_str).collect()
}

/// What stands between `${{ ` and ` }}`.
fn expressions(text: &str) -> Vec<&str> {
    let inner = text.split("${{ ").skip(1).filter_map(|rest| rest.split_once(" }}"));
    inner.map(|(expression, _)| expression).collect()
}

/// Whether the program takes these arguments: it then gets as far as its help.
fn takes(arguments: &[&str]) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maquette"));
    command.args(arguments).arg("--help").output().expect("the program runs").status.success()
}

#[test]
fn arguments_that_are_not_there_are_found_out() {
    assert!(takes(&["check", "--offline", "docs"]));
    assert!(!takes(&["check", "--ofline", "docs"]));
    assert!(!takes(&["check", "--format", "xml"]));
    assert!(!takes(&["chek"]));
}

#[test]
fn the_action_holds_together() {
    let action = file("action.yml");
    let inputs_named: BTreeSet<&str> = action
        .split("inputs.")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '-').next().unwrap_or_default())
        .collect();
    let action_read = yaml(&action);
    assert_eq!(inputs_named, keys(&action_read["inputs"]), "every input is used, and no other");
    for (name, input) in action_read["inputs"].as_object().expect("a map") {
        assert_eq!(keys(input), BTreeSet::from(["default", "description"]), "{name}");
    }
    assert_eq!(text(&action_read["runs"], "using"), "composite");
    let mut ids = BTreeSet::new();
    for step in list(&action_read["runs"], "steps") {
        assert!(!text(step, "name").is_empty());
        for expression in step["with"]
            .as_object()
            .into_iter()
            .flatten()
            .flat_map(|(_, value)| expressions(value.as_str().unwrap_or_default()))
        {
            if let Some(step) = expression.strip_prefix("steps.") {
                assert!(ids.contains(step.split('.').next().unwrap_or_default()), "{expression}");
            }
        }
        match step.get("uses") {
            Some(uses) => {
                let uses = uses.as_str().unwrap_or_default();
                assert!(
                    uses.split_once("@v").is_some_and(|(_, version)| version.parse::<u8>().is_ok()),
                    "{uses}"
                );
            }
            None => {
                assert_eq!(text(step, "shell"), "bash");
                // A text of a change that is pasted into a script is a script.
                assert!(!text(step, "run").contains("${{"), "{step:#}");
            }
        }
        ids.extend(step["id"].as_str());
    }
    let outputs = action.split("steps.keys.outputs.").skip(1);
    for output in outputs.map(|rest| rest.split(' ').next().unwrap_or_default()) {
        assert!(action.contains(&format!("echo \"{output}=")), "{output}");
    }
}

#[test]
fn every_argument_of_the_action_is_one() {
    let action = yaml(&file("action.yml"));
    let steps = list(&action["runs"], "steps");
    let check = steps.iter().find(|step| text(step, "name") == "Check").expect("there is a step that checks");
    let mut found = 0;
    for arguments in text(check, "run").split("arguments").filter_map(|rest| rest.split_once('(')) {
        let (arguments, _) = arguments.1.split_once(')').expect("a list ends");
        let arguments = arguments.replace("\"$DENY\"", "warnings").replace('"', "");
        let arguments: Vec<&str> = arguments.split(' ').filter(|argument| *argument != "check").collect();
        assert!(takes(&[&["check"], &arguments[..]].concat()), "{arguments:?}");
        found += 1;
    }
    assert!(found >= 6, "{found}");
}

/// Runs the script of the action as a runner does, with the program in its place.
#[cfg(unix)]
#[test]
fn the_action_checks() {
    let action = yaml(&file("action.yml"));
    let steps = list(&action["runs"], "steps");
    let check = steps.iter().find(|step| text(step, "name") == "Check").expect("there is a step that checks");
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR")).join("action");
    let _ = fs::remove_dir_all(&temporary);
    fs::create_dir_all(temporary.join("maquette/bin")).expect("the folder can be made");
    let program = temporary.join("maquette/bin/maquette");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_maquette"), program).expect("a link can be made");
    let run = |settings: &[(&str, &str)]| {
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", text(check, "run")]);
        command.env("RUNNER_TEMP", &temporary);
        for name in check["env"].as_object().expect("a map").keys() {
            let given = settings.iter().find(|(known, _)| known == name);
            command.env(name, given.map_or("", |(_, value)| *value));
        }
        command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/check.in"));
        command.output().expect("bash runs")
    };
    let sarif = temporary.join("with space.sarif");
    let sarif = sarif.to_str().expect("the folder's name is UTF-8");
    let faulty = run(&[("DIR", "five-faults"), ("OFFLINE", "true"), ("SARIF_FILE", sarif)]);
    assert_eq!(faulty.status.code(), Some(1), "{}", String::from_utf8_lossy(&faulty.stderr));
    assert!(faulty.stdout.starts_with(b"::error file=five-faults/content/catalog/shop.yaml,line=9,"));
    assert!(fs::read_to_string(sarif).expect("the report is there").contains("\"2.1.0\""));
    let warned = [("DIR", "missing-translation"), ("OFFLINE", "true")];
    assert_eq!(run(&warned).status.code(), Some(0));
    assert_eq!(run(&[&warned[..], &[("DENY", "warnings")]].concat()).status.code(), Some(1));
    assert_eq!(run(&[&warned[..], &[("MORE", "--deny warnings")]].concat()).status.code(), Some(1));
    assert_eq!(run(&[&warned[..], &[("BASELINE", "nowhere.json")]].concat()).status.code(), Some(2));
}

#[test]
fn the_hooks_are_ones() {
    let hooks = yaml(&file(".pre-commit-hooks.yaml"));
    let hooks = hooks.as_array().expect("a list");
    assert_eq!(hooks.len(), 2);
    for hook in hooks {
        let known = ["id", "name", "description", "language", "entry", "pass_filenames", "always_run"]
            .into_iter()
            .collect();
        assert_eq!(keys(hook), known);
        let entry: Vec<&str> = text(hook, "entry").split(' ').collect();
        assert_eq!(entry[0], "maquette");
        assert!(takes(&entry[1..]), "{entry:?}");
        assert!(["rust", "system"].contains(&text(hook, "language")));
    }
}

/// The fenced blocks of a page, each with its language and its text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let parts: Vec<&str> = page.split("```").collect();
    assert_eq!(parts.len() % 2, 1, "every block is closed");
    parts.iter().skip(1).step_by(2).filter_map(|block| block.split_once('\n')).collect()
}

#[test]
fn the_examples_are_true() {
    let page = file("docs/ci.md");
    let action = yaml(&file("action.yml"));
    let hooks = file(".pre-commit-hooks.yaml");
    let blocks = blocks(&page);
    let mut commands = 0;
    for (language, block) in &blocks {
        for line in block.lines().filter_map(|line| line.split_once("maquette check")) {
            let end = line.1.split(['#', '>', '|', '&', ';']).next().unwrap_or_default();
            let arguments: Vec<&str> = ["check"].into_iter().chain(end.split_whitespace()).collect();
            assert!(takes(&arguments), "{arguments:?}");
            commands += 1;
        }
        if *language == "yaml" {
            example(&yaml(block), &action, &hooks);
        }
    }
    assert!(commands >= 6, "{commands}");
    assert_eq!(blocks.iter().filter(|(language, _)| *language == "yaml").count(), 6);
    let help = Command::new(env!("CARGO_BIN_EXE_maquette")).args(["check", "--help"]).output();
    let help = String::from_utf8(help.expect("the program runs").stdout).expect("help is UTF-8");
    for argument in page.split("| `--").skip(1).filter_map(|rest| rest.split(['`', ' ']).next()) {
        assert!(help.contains(&format!("--{argument}")), "`--{argument}` is no argument");
    }
    for input in keys(&action["inputs"]) {
        assert!(page.contains(&format!("| `{input}` |")), "`{input}` is in the table");
    }
}

/// That a step which uses the action gives it inputs that it has, and that hooks are called by their names.
fn example(value: &Value, action: &Value, hooks: &str) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| example(item, action, hooks)),
        Value::Object(map) => {
            let uses = map.get("uses").and_then(Value::as_str).unwrap_or_default();
            if uses.starts_with("owner/maquette@") {
                let inputs = keys(&action["inputs"]);
                assert!(keys(&map["with"]).is_subset(&inputs), "{value:#}");
            }
            if map.get("repo").is_some() {
                for hook in list(value, "hooks") {
                    assert!(hooks.contains(&format!("- id: {}\n", text(hook, "id"))), "{hook:#}");
                }
            }
            map.values().for_each(|inner| example(inner, action, hooks));
        }
        _ => {}
    }
}
