//! `locales/<lang>/*.ftl`: the words of the interface in one language.
//!
//! Hides the Fluent crates. Never knows which messages the program asks for.

use std::collections::{BTreeMap, BTreeSet};

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast;

use super::rules;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

/// The messages of one language.
pub struct Locale {
    bundle: FluentBundle<FluentResource>,
    messages: BTreeMap<String, Message>,
}

/// What is known of a message without formatting it.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its identifier, where it is defined.
    pub span: Span,
    /// The variables it uses.
    pub variables: BTreeSet<String>,
}

impl std::fmt::Debug for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Locale").field("messages", &self.messages).finish_non_exhaustive()
    }
}

/// A value that a message may use.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// A text.
    Text(&'a str),
    /// A number, which also chooses among plural forms.
    Number(i64),
}

impl Locale {
    /// A locale without messages. An unknown language code counts as English where plural forms are chosen.
    pub(crate) fn new(language: &str) -> Self {
        let id = language.parse().unwrap_or_else(|_| unic_langid::LanguageIdentifier::default());
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Isolation marks are for mixed scripts in plain text; in HTML and SVG they would show or be copied.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(marked));
        Locale { bundle, messages: BTreeMap::new() }
    }

    /// Adds the messages of one file; the first definition of an id counts.
    pub(crate) fn add(&mut self, file: FileId, text: &str, found: &mut Vec<Diagnostic>) {
        if let Some(at) = too_deep(text) {
            let message = "placeables and calls stand too deep in each other";
            let span = Span::new(file, at, at + 1);
            found.push(Diagnostic::new(&rules::FLUENT, span, message).help("write the message more simply"));
            return;
        }
        let (resource, errors) = match FluentResource::try_new(text.to_owned()) {
            Ok(resource) => (resource, Vec::new()),
            Err(partial) => partial,
        };
        for error in errors {
            // Positions are those of bytes, and may lie within a character.
            let start = floor(text, error.pos.start);
            let span = Span::new(file, start, floor(text, error.pos.end).max(start));
            let message = format!("this is not Fluent: {}", error.kind.to_string().to_lowercase());
            let help = "write `identifier = text`, with further lines of the text indented";
            found.push(Diagnostic::new(&rules::FLUENT, span, message).help(help));
        }
        let places = places(text);
        for entry in resource.entries() {
            let ast::Entry::Message(message) = entry else { continue };
            let Some(range) = places.get(message.id.name) else { continue };
            let span = Span::new(file, range.start, range.end);
            let mut variables = BTreeSet::new();
            if let Some(pattern) = &message.value {
                collect_variables(pattern, &mut variables);
            }
            if let Some(first) = self.messages.get(message.id.name) {
                let text = format!("the message `{}` is defined twice", message.id.name);
                found.push(
                    Diagnostic::new(&rules::FLUENT, span, text)
                        .note("first defined here", first.span)
                        .help("remove one of the two"),
                );
                continue;
            }
            self.messages.insert(message.id.name.to_owned(), Message { span, variables });
        }
        // A message that stands twice was reported above; the bundle keeps the first one too.
        let _ = self.bundle.add_resource(resource);
    }

    /// Every message by its id.
    pub fn messages(&self) -> &BTreeMap<String, Message> {
        &self.messages
    }

    /// The text of the message `id`; `None` if there is none. A variable that is not given shows as its name.
    pub fn format(&self, id: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let arguments: FluentArgs<'_> = values
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Value::Text(text) => FluentValue::from(*text),
                    Value::Number(number) => FluentValue::from(*number),
                };
                (*name, value)
            })
            .collect();
        let text = self.bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new());
        Some(if text.contains(MARK) { self.grouped(&text) } else { text.into_owned() })
    }

    /// With the digits of marked numbers in groups of three, between which stands the message `number-group`.
    fn grouped(&self, text: &str) -> String {
        let group = self.bundle.get_message(GROUP).and_then(|message| message.value());
        let group = group.map(|pattern| self.bundle.format_pattern(pattern, None, &mut Vec::new()));
        let group = group.unwrap_or_default();
        let mut out = String::with_capacity(text.len() + 8);
        for (index, part) in text.split(MARK).enumerate() {
            // Every other part stands between two marks.
            if index % 2 == 0 {
                out.push_str(part);
                continue;
            }
            for (at, digit) in part.char_indices() {
                let left = part.len() - at;
                if at > 0 && left % 3 == 0 && !part[..at].ends_with('-') {
                    out.push_str(&group);
                }
                out.push(digit);
            }
        }
        out
    }
}

/// What stands between groups of three digits.
const GROUP: &str = "number-group";
/// Around a number of four digits or more: what formats a number is told nothing of the locale. No text holds it.
const MARK: char = '\u{1}';

fn marked<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let is_large = number.value.abs() >= 1000.0 && number.value.fract() == 0.0;
    is_large.then(|| format!("{MARK}{}{MARK}", number.value))
}

/// How deep placeables and calls may stand in each other: the parser calls itself for each level.
const MAX_DEPTH: usize = 100;

/// Where a file nests too deep. What looks like a new entry starts anew, so this may say so of a text that is fine
/// only where brackets that mean nothing are left open by the hundred.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut is_line_start) = (0_usize, true);
    for (at, c) in text.char_indices() {
        match c {
            '{' | '(' => depth += 1,
            '}' | ')' => depth = depth.saturating_sub(1),
            c if is_line_start && c.is_ascii_alphabetic() => depth = 0,
            _ => {}
        }
        is_line_start = c == '\n';
        if depth > MAX_DEPTH {
            return Some(at);
        }
    }
    None
}

/// The start of the character at `offset`.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Where identifiers of messages stand: at the start of a line, before an equals sign.
fn places(text: &str) -> BTreeMap<&str, std::ops::Range<usize>> {
    let mut places = BTreeMap::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let name: &str =
            line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).next().unwrap_or("");
        if !name.is_empty() && line[name.len()..].trim_start().starts_with('=') {
            places.entry(name).or_insert(at..at + name.len());
        }
        at += line.len();
    }
    places
}

fn collect_variables(pattern: &ast::Pattern<&str>, into: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            collect_from_expression(expression, into);
        }
    }
}

fn collect_from_expression(expression: &ast::Expression<&str>, into: &mut BTreeSet<String>) {
    match expression {
        ast::Expression::Select { selector, variants } => {
            collect_from_inline(selector, into);
            variants.iter().for_each(|variant| collect_variables(&variant.value, into));
        }
        ast::Expression::Inline(inline) => collect_from_inline(inline, into),
    }
}

fn collect_from_inline(inline: &ast::InlineExpression<&str>, into: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            into.insert(id.name.to_owned());
        }
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| collect_from_inline(argument, into));
        }
        ast::InlineExpression::Placeable { expression } => collect_from_expression(expression, into),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Sources};

    #[test]
    fn messages_have_places_variables_and_plurals() {
        let text =
            "hello = Hello\nparts = { $count ->\n    [one] one part\n   *[other] { $count } parts\n }\nbad\n";
        let file = SourceFile::new("l", text);
        let sources = Sources::new(vec![file], vec![]);
        let mut found = Vec::new();
        let mut locale = Locale::new("en");
        locale.add(sources.find("l").expect("the file is there"), text, &mut found);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(locale.format("parts", &[("count", Value::Number(1))]).as_deref(), Some("one part"));
        assert_eq!(locale.format("parts", &[("count", Value::Number(3))]).as_deref(), Some("3 parts"));
        assert_eq!(locale.format("none", &[]), None);
        assert_eq!(sources.slice(locale.messages()["parts"].span), "parts");
        assert!(locale.messages()["parts"].variables.contains("count"));
    }

    #[test]
    fn digits_stand_in_groups_as_the_locale_has_them() {
        let text = "number-group = .\nparts = { $count ->\n    [one] one part\n   *[other] { $count } parts, { $year }\n }\n";
        let sources = Sources::new(vec![SourceFile::new("l", text)], vec![]);
        let mut locale = Locale::new("en");
        locale.add(sources.find("l").expect("the file is there"), text, &mut Vec::new());
        let said = |count| {
            locale.format("parts", &[("count", Value::Number(count)), ("year", Value::Text("2026"))]).unwrap()
        };
        assert_eq!(said(999), "999 parts, 2026");
        assert_eq!(said(1_234), "1.234 parts, 2026");
        assert_eq!(said(12_345_678), "12.345.678 parts, 2026");
        assert_eq!(said(-1_000), "-1.000 parts, 2026");
        assert_eq!(said(-100_000), "-100.000 parts, 2026");
        let bare = Locale::new("en");
        assert_eq!(bare.format("parts", &[]), None);
    }

    #[test]
    fn hostile_files_are_reported_at_a_place() {
        let deep = format!("a = {}\n", "{".repeat(20_000));
        let calls = format!("a = {}\n", "{ F(".repeat(5_000));
        for text in [deep.as_str(), calls.as_str(), "a = { é\n", "é = {\n", "a = x\n .é\n\u{fffd}"] {
            let sources = Sources::new(vec![SourceFile::new("l", text)], vec![]);
            let mut found = Vec::new();
            Locale::new("en").add(sources.find("l").expect("the file is there"), text, &mut found);
            assert!(!found.is_empty(), "{}", &text[..9]);
            assert!(found.iter().all(|diagnostic| text.get(diagnostic.span.range()).is_some()));
        }
    }
}
