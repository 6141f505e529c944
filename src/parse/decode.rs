//! From a tree to typed values, with every fault noted instead of the first one.
//!
//! Hides the walk over keys. [`record!`] writes down the keys of a map once; the decoder and the JSON Schema are
//! both made from that table, so they cannot differ.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::rules;
use super::tree::{Node, Value};
use crate::diagnostic::{Diagnostic, Rule, nearest};
use crate::source::{Span, Spanned};

/// What decoding needs to know of the file it works on.
pub(crate) struct Context<'a> {
    /// Where faults go.
    pub(crate) found: &'a mut Vec<Diagnostic>,
    /// The rule for a key that is not known.
    pub(crate) unknown_key: &'static Rule,
    /// The rule for an id that stands twice.
    pub(crate) duplicate_id: &'static Rule,
}

impl Context<'_> {
    /// Notes that `node` is not what was wanted.
    pub(crate) fn wrong_shape(&mut self, node: &Node, wanted: &str) {
        let message = format!("expected {wanted}, found {}", node.kind());
        self.found.push(Diagnostic::new(&rules::SHAPE, node.span, message));
    }
}

/// The definitions that a JSON Schema refers to.
pub(crate) type Definitions = BTreeMap<&'static str, Json>;

/// A type that can be read from a tree.
pub(crate) trait Decode: Sized {
    /// The value at `node`; `None` after a fault that leaves nothing to work with.
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self>;
    /// The JSON Schema of what `decode` takes.
    fn schema(definitions: &mut Definitions) -> Json;
}

impl Decode for Spanned<String> {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        let Some(text) = node.text() else {
            context.wrong_shape(node, "a text");
            return None;
        };
        Some(Spanned::new(text.to_owned(), node.span))
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "type": ["string", "number", "boolean"] })
    }
}

impl Decode for Spanned<bool> {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar { text, plain: true } if text == "true" => Some(Spanned::new(true, node.span)),
            Value::Scalar { text, plain: true } if text == "false" => Some(Spanned::new(false, node.span)),
            _ => {
                context.wrong_shape(node, "`true` or `false`");
                None
            }
        }
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "type": "boolean" })
    }
}

impl Decode for Spanned<i64> {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar { text, plain: true } if text.parse::<i64>().is_ok() => {
                Some(Spanned::new(text.parse().ok()?, node.span))
            }
            _ => {
                context.wrong_shape(node, "a whole number");
                None
            }
        }
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "type": "integer" })
    }
}

/// A list; entries with faults are left out.
impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        let Value::List(items) = &node.value else {
            context.wrong_shape(node, "a list");
            return None;
        };
        Some(items.iter().filter_map(|item| T::decode(item, context)).collect())
    }

    fn schema(definitions: &mut Definitions) -> Json {
        json!({ "type": "array", "items": T::schema(definitions) })
    }
}

/// A map from ids that authors choose to values, in the order written.
#[derive(Clone, Debug)]
pub struct Entries<T>(pub Vec<(Spanned<String>, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Entries(Vec::new())
    }
}

impl<T: Decode> Decode for Entries<T> {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            if !node.is_null() {
                context.wrong_shape(node, "a map");
            }
            return None;
        };
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let mut decoded = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            if let Some(first) = seen.get(key.value.as_str()) {
                let rule = context.duplicate_id;
                context.found.push(
                    Diagnostic::new(rule, key.span, format!("`{}` is declared twice", key.value))
                        .note("first declared here", *first)
                        .help("rename or remove one of the two")
                        .subject(&key.value),
                );
                continue;
            }
            seen.insert(&key.value, key.span);
            if let Some(value) = T::decode(value, context) {
                decoded.push((key.clone(), value));
            }
        }
        Some(Entries(decoded))
    }

    fn schema(definitions: &mut Definitions) -> Json {
        json!({ "type": "object", "additionalProperties": T::schema(definitions) })
    }
}

/// One of some words.
pub(crate) fn one_of<T: Copy>(node: &Node, context: &mut Context<'_>, words: &[(&str, T)]) -> Option<T> {
    let listed = || words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let Some(text) = node.text() else {
        context.wrong_shape(node, &format!("one of {}", listed()));
        return None;
    };
    let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    if found.is_none() {
        let mut diagnostic =
            Diagnostic::new(&rules::SHAPE, node.span, format!("`{text}` is not one of {}", listed()));
        if let Some(near) = nearest(text, words.iter().map(|(word, _)| *word)) {
            diagnostic = diagnostic.help(format!("write `{near}`"));
        }
        context.found.push(diagnostic);
    }
    found
}

/// The entries of a record: reports keys that are unknown, stand twice or are missing.
pub(crate) fn fields<'n>(
    node: &'n Node,
    context: &mut Context<'_>,
    what: &str,
    known: &[(&'static str, bool)],
) -> Option<BTreeMap<&'n str, &'n Node>> {
    let Value::Map(entries) = &node.value else {
        if node.is_null() && known.iter().all(|(_, required)| !required) {
            return Some(BTreeMap::new());
        }
        context.wrong_shape(node, &format!("a map of the keys of {what}"));
        return None;
    };
    let mut found: BTreeMap<&str, (&Node, Span)> = BTreeMap::new();
    let mut misspelt: Vec<(&'static str, &Node, Span)> = Vec::new();
    for (key, value) in entries {
        let name = key.value.as_str();
        if !known.iter().any(|(known, _)| *known == name) {
            let rule = context.unknown_key;
            let message = format!("`{name}` is not a key of {what}");
            let names: Vec<&'static str> = known.iter().map(|(name, _)| *name).collect();
            let near = nearest(name, names.iter().copied());
            let meant = known.iter().map(|(name, _)| *name).find(|name| near == Some(name));
            misspelt.extend(meant.map(|meant| (meant, value, key.span)));
            let help = match near {
                Some(near) => format!("write `{near}`"),
                None => format!("use one of {}", names.join(", ")),
            };
            context.found.push(Diagnostic::new(rule, key.span, message).help(help).subject(name));
        } else if let Some((_, first)) = found.get(name) {
            context.found.push(
                Diagnostic::new(&rules::DUPLICATE_KEY, key.span, format!("`{name}` stands twice"))
                    .note("first written here", *first)
                    .help("remove one of the two"),
            );
        } else {
            found.insert(name, (value, key.span));
        }
    }
    // One fault, one diagnostic: a misspelt key counts as the one that was meant, so that nothing lacks it.
    for (meant, value, span) in misspelt {
        found.entry(meant).or_insert((value, span));
    }
    for (name, _) in known.iter().filter(|(name, required)| *required && !found.contains_key(name)) {
        let start = Span { end: node.span.start, ..node.span };
        let message = format!("{what} lacks the key `{name}`");
        context.found.push(Diagnostic::new(&rules::SHAPE, start, message).help(format!("add `{name}:`")));
    }
    Some(found.into_iter().map(|(name, (value, _))| (name, value)).collect())
}

/// Declares a map with fixed keys: a struct whose fields are all `Option`, its decoder and its JSON Schema.
/// A key that must be there is marked `required`; its absence is a fault, and the field `None`.
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        pub struct $Name:ident, $what:literal {
            $( $(#[doc = $field_doc:literal])* $key:literal $($required:ident)? => $field:ident: $Type:ty, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $Name {
            /// The whole map.
            pub span: $crate::source::Span,
            $( $(#[doc = $field_doc])* pub $field: Option<$Type>, )*
        }

        impl $crate::parse::decode::Decode for $Name {
            fn decode(
                node: &$crate::parse::tree::Node,
                context: &mut $crate::parse::decode::Context<'_>,
            ) -> Option<Self> {
                let known = &[$( ($key, record!(@required $($required)?)), )*];
                let fields = $crate::parse::decode::fields(node, context, $what, known)?;
                Some($Name {
                    span: node.span,
                    $( $field: fields
                        .get($key)
                        .and_then(|value| <$Type as $crate::parse::decode::Decode>::decode(value, context)), )*
                })
            }

            fn schema(definitions: &mut $crate::parse::decode::Definitions) -> serde_json::Value {
                let name = stringify!($Name);
                if !definitions.contains_key(name) {
                    definitions.insert(name, serde_json::Value::Null);
                    let mut properties = serde_json::Map::new();
                    let mut required: Vec<&str> = Vec::new();
                    $(
                        let mut property = <$Type as $crate::parse::decode::Decode>::schema(definitions);
                        $crate::parse::decode::describe(&mut property, &[$($field_doc),*]);
                        properties.insert($key.to_owned(), property);
                        if record!(@required $($required)?) { required.push($key); }
                    )*
                    definitions.insert(name, serde_json::json!({
                        "type": "object",
                        "description": concat!($($doc),*).trim(),
                        "properties": properties,
                        "required": required,
                        "additionalProperties": false,
                    }));
                }
                serde_json::json!({ "$ref": format!("#/$defs/{name}") })
            }
        }
    };
    (@required required) => { true };
    (@required) => { false };
}
pub(crate) use record;

/// Adds a description to a schema, made from doc comments.
pub(crate) fn describe(schema: &mut Json, doc: &[&str]) {
    if let Json::Object(object) = schema {
        object.insert("description".to_owned(), Json::String(doc.concat().trim().to_owned()));
    }
}

/// A whole JSON Schema for files that hold one `T`.
pub(crate) fn document_schema<T: Decode>(title: &str) -> Json {
    let mut definitions = Definitions::new();
    let root = T::schema(&mut definitions);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "allOf": [root],
        "$defs": definitions,
    })
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    #[test]
    fn a_misspelt_key_is_one_fault() {
        check(
            "--- content/catalog/shop.yaml\nservices:\n  a: { nane: A, categroy: compute, presentaton: none, consle: none }\n  \
             b: { name: B, category: compute, presentation: none, console: none, consoel: https://example.org/ }\n",
            &[
                "content/catalog/shop.yaml:2:8 catalog/unknown-key",
                "content/catalog/shop.yaml:2:17 catalog/unknown-key",
                "content/catalog/shop.yaml:2:36 catalog/unknown-key",
                "content/catalog/shop.yaml:2:55 catalog/unknown-key",
                "content/catalog/shop.yaml:3:71 catalog/unknown-key",
            ],
        );
    }

    #[test]
    fn a_missing_key_is_placed_within_the_text() {
        check(
            "--- content/stacks/s.yaml\nétat: 1\n",
            &[
                "content/stacks/s.yaml:1:1 syntax/shape",
                "content/stacks/s.yaml:1:1 syntax/shape",
                "content/stacks/s.yaml:1:1 stack/unknown-key",
            ],
        );
        let sources = crate::fixture::sources("--- content/stacks/s.yaml\nétat: 1\n");
        let (_, report) = crate::fixture::model(&sources);
        for (_, diagnostic) in report.sorted(&sources) {
            assert!(sources[diagnostic.span.file].text.get(diagnostic.span.range()).is_some());
        }
    }
}
