//! The JSON Schemas: valid themselves, and they take what the reader takes. YAML is JSON's superset, so the examples
//! are JSON and go through both.

use maquette::diagnostic::Report;
use maquette::parse::{book_schema, catalog_schema, parse, stack_schema};
use maquette::source::{SourceFile, Sources};
use serde_json::{Value, json};

fn accepts(schema: &Value, example: &Value) -> bool {
    jsonschema::validator_for(schema).expect("the schema is valid").is_valid(example)
}

/// Whether reading `example` as the file at `path` says nothing.
fn reads(path: &str, example: &Value) -> bool {
    let files = [("book.toml", "[book]\nlanguage = \"en\"\n".to_owned()), (path, example.to_string())];
    let files = files.map(|(path, text)| SourceFile::new(path, text)).into();
    let mut report = Report::new();
    parse(&Sources::new(files, vec![]), &mut report);
    !report.has_errors()
}

#[test]
fn the_schemas_are_schemas() {
    for schema in [catalog_schema(), stack_schema(), book_schema()] {
        assert!(jsonschema::meta::is_valid(&schema), "{schema:#}");
    }
}

#[test]
fn the_catalogs_schema_agrees_with_its_reader() {
    let service = |key: &str, value: Value| json!({ "services": { "a": { "name": "A", "category": "c", key: value } } });
    let cases = [
        (true, service("console", json!("https://{region}.example.org/"))),
        (true, service("console", json!({ "global": "https://example.org/" }))),
        (true, service("console", json!({ "none": { "en": "why" } }))),
        (true, service("presentation", json!({ "en": "https://example.org/", "fr": "none" }))),
        (true, service("icon", json!("bucket"))),
        (true, service("regions", json!("all"))),
        (true, service("regions", json!(["eu-west-1"]))),
        (true, service("notes", json!([{ "kind": "cost", "en": "dear" }]))),
        (true, json!({ "glossary": { "t": { "term": "T", "text": { "en": "x" } } } })),
        (false, service("regions", json!("some"))),
        (false, service("regions", json!({ "a": "b" }))),
        (false, service("consle", json!("https://example.org/"))),
        (false, service("notes", json!([{ "kind": "joke", "en": "x" }]))),
        (false, service("console", json!(["x"]))),
        (false, service("icon", json!(["bucket"]))),
        (false, json!({ "services": { "a": { "category": "c" } } })),
        (false, json!(["services"])),
    ];
    for (is_fine, example) in cases {
        assert_eq!(accepts(&catalog_schema(), &example), is_fine, "schema: {example}");
        assert_eq!(reads("content/catalog/a.yaml", &example), is_fine, "reader: {example}");
    }
}

#[test]
fn the_stacks_schema_agrees_with_its_reader() {
    let stack = |key: &str, value: Value| json!({ "title": "S", "nodes": { "a": {}, "b": {} }, key: value });
    let cases = [
        (true, stack("direction", json!("right"))),
        (
            true,
            stack(
                "nodes",
                json!({ "g": { "nodes": { "h": { "nodes": {} } }, "optional": true, "count": "1..3" } }),
            ),
        ),
        (true, stack("connections", json!([{ "from": "a", "to": "b", "kind": "dns", "both": false }]))),
        (true, stack("views", json!({ "v": { "depth": 1, "include": ["a"], "neighbours": 2 } }))),
        (
            true,
            stack(
                "flows",
                json!({ "f": { "title": "F", "steps": [{ "from": "a", "to": "b", "text": "x" }] } }),
            ),
        ),
        (false, stack("direction", json!("up"))),
        (false, stack("connections", json!([{ "from": "a" }]))),
        (false, stack("connections", json!([{ "from": "a", "to": "b", "kind": "pipe" }]))),
        (false, stack("views", json!({ "v": { "depth": "one" } }))),
        (false, stack("nodes", json!({ "a": { "optional": "yes" } }))),
        (true, stack("nodes", json!({ "a": { "count": 3 }, "b": { "count": "*" } }))),
        (false, stack("nodes", json!({ "a": { "count": "some" } }))),
        (false, stack("nodes", json!({ "a": { "count": -1 } }))),
        (false, json!({ "nodes": {} })),
    ];
    for (is_fine, example) in cases {
        assert_eq!(accepts(&stack_schema(), &example), is_fine, "schema: {example}");
        assert_eq!(reads("content/stacks/s.yaml", &example), is_fine, "reader: {example}");
    }
}
