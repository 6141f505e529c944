//! One tree for everything that is written as keys and values, each node with its place.
//!
//! Hides the YAML and TOML crates. Knows no key by name.

use std::collections::BTreeMap;

use granit_parser::{Event, Parser, ScalarStyle};

use super::rules;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span, Spanned};

/// How deep lists and maps may nest. A stack needs two levels a group, so this is 120 groups in each other.
const MAX_DEPTH: usize = 250;
/// How many nodes aliases may add to a file, so that a few lines cannot fill the memory.
const MAX_ALIASED: usize = 100_000;

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) span: Span,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A text; `plain` where it was written without quotes, so that it may stand for a number or nothing.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    /// In the order written; a key may stand more than once.
    Map(Vec<(Spanned<String>, Node)>),
}

impl Node {
    /// Whether nothing is written here: `key:` alone, `~` or `null`.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null"))
    }

    /// The text, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// What a reader would call this kind of value.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            _ if self.is_null() => "nothing",
            Value::Scalar { .. } => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    fn count(&self) -> usize {
        match &self.value {
            Value::Scalar { .. } => 1,
            Value::List(items) => 1 + items.iter().map(Node::count).sum::<usize>(),
            Value::Map(entries) => 1 + entries.iter().map(|(_, value)| value.count()).sum::<usize>(),
        }
    }

    fn depth(&self) -> usize {
        match &self.value {
            Value::Scalar { .. } => 0,
            Value::List(items) => 1 + items.iter().map(Node::depth).max().unwrap_or(0),
            Value::Map(entries) => 1 + entries.iter().map(|(_, value)| value.depth()).max().unwrap_or(0),
        }
    }
}

/// Reads the one YAML document in `text`, which starts `offset` bytes into its file. `None` where there is
/// nothing to read or it cannot be read; what is wrong goes to `found`.
pub(crate) fn yaml(file: FileId, text: &str, offset: usize, found: &mut Vec<Diagnostic>) -> Option<Node> {
    let span = |start: usize, end: usize| Span::new(file, offset + start, offset + end);
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    if let Some(tab) = tab_before_content(text) {
        let message = "this is not YAML: a tab stands before the first key";
        found.push(Diagnostic::new(&rules::YAML, span(tab, tab + 1), message).help(NO_TABS));
        return None;
    }
    let mut builder = Builder::default();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, at) = match event {
            Ok(next) => next,
            Err(error) => {
                found.push(syntax_error(file, text, offset, &error));
                return None;
            }
        };
        let start = at.start.byte_offset().unwrap_or(0);
        let mut end = at.end.byte_offset().unwrap_or(start).clamp(start, text.len());
        // An empty scalar or a closed block ends where the next token starts: leave out the white space.
        end = start + text.get(start..end).map_or(0, |slice| slice.trim_end().len());
        if let Event::Scalar(.., Some(tag))
        | Event::SequenceStart(.., Some(tag))
        | Event::MappingStart(.., Some(tag)) = &event
        {
            let tag = tag.to_string().replace("tag:yaml.org,2002:", "!!");
            let message = format!("the tag `{tag}` means nothing here");
            let help = "take it away, or put the text in quotes if the `!` belongs to it";
            found.push(Diagnostic::new(&rules::SHAPE, span(start, end), message).help(help));
        }
        match builder.take(&event, span(start, end)) {
            Ok(true) => {}
            Ok(false) => break,
            Err((message, help)) => {
                found.push(Diagnostic::new(&rules::YAML, span(start, end), message).help(help));
                return None;
            }
        }
    }
    builder.root.filter(|root| !root.is_null())
}

/// What to do about a tab in front of a line.
const NO_TABS: &str = "indent with spaces: YAML takes no tab at the start of a line";

/// The tab that the first line with anything on it is indented with: the crate takes one there, and nowhere else.
fn tab_before_content(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        if !content.is_empty() && !content.starts_with('#') {
            return line[..line.len() - content.len()].find('\t').map(|tab| at + tab);
        }
        at += line.len();
    }
    None
}

fn syntax_error(file: FileId, text: &str, offset: usize, error: &granit_parser::ScanError) -> Diagnostic {
    let mut at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[line_start..].lines().next().unwrap_or("");
    let indent = &line[..line.len() - line.trim_start().len()];
    // A plain text goes on over lines: a tab that ends it is found on the line above its own.
    let next_start = text[line_start..].find('\n').map_or(text.len(), |newline| line_start + newline + 1);
    let next_line = text.get(next_start..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let next_indent = &next_line[..next_line.len() - next_line.trim_start().len()];
    let tab_below = next_indent.find('\t').filter(|_| error.info().to_string().contains("tab"));
    let help = if let Some(tab) = tab_below {
        at = next_start + tab;
        NO_TABS
    } else if let Some(tab) = indent.find('\t') {
        at = line_start + tab;
        NO_TABS
    } else if text[at..].starts_with('\t') {
        "put spaces in place of the tab"
    } else if text[at..].starts_with(':') {
        "put the text in quotes if the colon belongs to it; otherwise line the key up with the keys above it"
    } else {
        "look at this line and the one above it: indentation, a missing colon, or an open quote or bracket"
    };
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    let span = Span::new(file, offset + at, offset + at + length);
    Diagnostic::new(
        &rules::YAML,
        span,
        format!("this is not YAML: {}", lower_first(&error.info().to_string())),
    )
    .help(help)
}

fn lower_first(text: &str) -> String {
    let text = text.lines().next().unwrap_or("").trim_end_matches('.');
    let mut characters = text.chars();
    match (characters.next(), characters.clone().next()) {
        // Not an abbreviation such as `UTF-8`.
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => text.to_owned(),
    }
}

type Complaint = (String, &'static str);

/// Puts events together to a tree.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    aliased: usize,
    root: Option<Node>,
}

struct Open {
    node: Node,
    anchor: usize,
    key: Option<Spanned<String>>,
}

impl Builder {
    /// Takes one event; `false` once the document is complete.
    fn take(&mut self, event: &Event<'_>, span: Span) -> Result<bool, Complaint> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = *style == ScalarStyle::Plain;
                let node = Node { value: Value::Scalar { text: text.to_string(), plain }, span };
                self.close(node, *anchor)?;
            }
            Event::SequenceStart(_, anchor, _) => self.start(Value::List(Vec::new()), span, *anchor),
            Event::MappingStart(_, anchor, _) => self.start(Value::Map(Vec::new()), span, *anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(mut open) = self.open.pop() {
                    open.node.span.end = last_byte(&open.node).max(span.end);
                    self.close(open.node, open.anchor)?;
                }
            }
            Event::Alias(id) => {
                let Some(node) = self.anchors.get(id).cloned() else {
                    let help = "write the value out: it may not stand in itself";
                    return Err(("an alias stands inside of what it names".to_owned(), help));
                };
                self.aliased += node.count();
                if self.aliased > MAX_ALIASED || self.open.len() + node.depth() > MAX_DEPTH {
                    let help = "write the values out";
                    return Err(("the aliases of this file stand for too much".to_owned(), help));
                }
                self.close(Node { span, ..node }, 0)?;
            }
            Event::DocumentEnd => return Ok(false),
            _ => {}
        }
        Ok(true)
    }

    fn start(&mut self, value: Value, span: Span, anchor: usize) {
        self.open.push(Open { node: Node { value, span }, anchor, key: None });
    }

    fn close(&mut self, node: Node, anchor: usize) -> Result<(), Complaint> {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut parent.node.value, parent.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Map(entries), Some(key)) => entries.push((key, node)),
            (Value::Map(_), None) => match node.value {
                Value::Scalar { text, .. } => parent.key = Some(Spanned::new(text, node.span)),
                _ => {
                    let help = "write a plain name before the colon";
                    return Err((format!("a key is {}", node.kind()), help));
                }
            },
            (Value::Scalar { .. }, _) => {}
        }
        Ok(())
    }
}

fn last_byte(node: &Node) -> u32 {
    match &node.value {
        Value::List(items) => items.last().map_or(node.span.end, |last| last.span.end),
        Value::Map(entries) => {
            entries.last().map_or(node.span.end, |(key, last)| last.span.end.max(key.span.end))
        }
        Value::Scalar { .. } => node.span.end,
    }
}

/// Reads a TOML file; its syntax errors go to `found`, and what could be read is returned. A list that is not closed
/// swallows the lines below it, so nothing is said of those.
pub(crate) fn toml(file: FileId, text: &str, found: &mut Vec<Diagnostic>) -> Node {
    let (table, errors) = toml::de::DeTable::parse_recoverable(text);
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let message = format!("this is not TOML: {}", lower_first(error.message()));
        let is_open_list = message.contains("array");
        found.push(Diagnostic::new(&rules::TOML, Span::new(file, range.start, range.end), message));
        if is_open_list {
            break;
        }
    }
    let span = Span::new(file, 0, text.len());
    Node { value: toml_table(file, table.get_ref()), span }
}

fn toml_table(file: FileId, table: &toml::de::DeTable<'_>) -> Value {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| {
            let span = Span::new(file, key.span().start, key.span().end);
            (Spanned::new(key.get_ref().to_string(), span), toml_value(file, value))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.span);
    Value::Map(entries)
}

fn toml_value(file: FileId, spanned: &toml::Spanned<toml::de::DeValue<'_>>) -> Node {
    use toml::de::DeValue;
    let value = match spanned.get_ref() {
        DeValue::String(text) => Value::Scalar { text: text.to_string(), plain: false },
        DeValue::Integer(number) => Value::Scalar { text: number.to_string(), plain: true },
        DeValue::Float(number) => Value::Scalar { text: number.to_string(), plain: true },
        DeValue::Boolean(yes) => Value::Scalar { text: yes.to_string(), plain: true },
        DeValue::Datetime(moment) => Value::Scalar { text: moment.to_string(), plain: true },
        DeValue::Array(items) => Value::List(items.iter().map(|item| toml_value(file, item)).collect()),
        DeValue::Table(table) => toml_table(file, table),
    };
    Node { value, span: Span::new(file, spanned.span().start, spanned.span().end) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Sources};

    fn read(text: &str) -> (Option<Node>, Vec<String>) {
        let file = SourceFile::new("a.yaml", text);
        let sources = Sources::new(vec![file], vec![]);
        let id = sources.find("a.yaml").expect("the file is there");
        let mut found = Vec::new();
        let node = yaml(id, text, 0, &mut found);
        let said = found
            .iter()
            .map(|d| format!("{} {}", sources.position(id, d.span.start), d.help.as_deref().unwrap_or("")))
            .collect();
        (node, said)
    }

    #[test]
    fn every_scalar_knows_its_place() {
        let text = "services:\n  lambda: { name: AWS Lambda }\n";
        let (node, said) = read(text);
        assert_eq!(said, [""; 0]);
        let Some(Node { value: Value::Map(top), .. }) = node else { panic!("a map") };
        let Value::Map(services) = &top[0].1.value else { panic!("a map") };
        assert_eq!(&text[services[0].0.span.range()], "lambda");
        let Value::Map(service) = &services[0].1.value else { panic!("a map") };
        assert_eq!(&text[service[0].1.span.range()], "AWS Lambda");
    }

    #[test]
    fn a_tag_is_said_to_mean_nothing() {
        for text in ["a: !secret b\n", "a: !!str 3\n", "a: !x [b]\n", "!map\na: b\n", "a: !\n"] {
            let (node, said) = read(text);
            assert!(node.is_some());
            assert_eq!(said.len(), 1, "{text}: {said:?}");
        }
        assert_eq!(read("a: 'b!' # !c\nd!: e !f\n").1, [""; 0]);
    }

    #[test]
    fn a_tab_is_named_at_its_place() {
        let (node, said) = read("a:\n\tb: 1\n");
        assert!(node.is_none());
        assert_eq!(said, ["2:1 indent with spaces: YAML takes no tab at the start of a line"]);
    }

    #[test]
    fn a_tab_before_everything_is_named_too() {
        let (node, said) = read("# words\n\t\n \ta: b\n");
        assert!(node.is_none());
        assert_eq!(said, ["3:2 indent with spaces: YAML takes no tab at the start of a line"]);
        assert_eq!(read("a:\tb\n\t\n").1, [""; 0]);
    }

    #[test]
    fn a_tab_below_a_plain_text_is_named_at_its_own_line() {
        let (node, said) = read("a:\n  b: some text\n\tc: 1\n");
        assert!(node.is_none());
        assert_eq!(said, ["3:1 indent with spaces: YAML takes no tab at the start of a line"]);
    }

    #[test]
    fn a_tab_before_a_long_character_is_marked_alone() {
        let file = SourceFile::new("a.yaml", "a:\n\té: [\n");
        let sources = Sources::new(vec![file], vec![]);
        let id = sources.find("a.yaml").expect("the file is there");
        let mut found = Vec::new();
        yaml(id, &sources[id].text, 0, &mut found);
        assert_eq!(sources.slice(found[0].span), "\t");
    }

    #[test]
    fn aliases_are_bounded() {
        let mut text = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for level in 1..9 {
            let refs = vec![format!("*a{}", level - 1); 10].join(",");
            text += &format!("a{level}: &a{level} [{refs}]\n");
        }
        let (node, said) = read(&text);
        assert!(node.is_none());
        assert_eq!(said.len(), 1);
    }

    #[test]
    fn depth_is_bounded() {
        for text in ["- ".repeat(50_000), "[".repeat(50_000), "{a: ".repeat(50_000)] {
            let (node, said) = read(&text);
            assert!(node.is_none());
            assert_eq!(said.len(), 1);
        }
    }

    #[test]
    fn toml_keeps_every_place_and_every_error() {
        let text = "[book]\ntitle = \"x\"\n";
        let file = SourceFile::new("book.toml", text);
        let sources = Sources::new(vec![file], vec![]);
        let id = sources.find("book.toml").expect("the file is there");
        let mut found = Vec::new();
        let node = toml(id, text, &mut found);
        assert!(found.is_empty());
        let Value::Map(top) = &node.value else { panic!("a map") };
        let Value::Map(book) = &top[0].1.value else { panic!("a map") };
        assert_eq!(&text[book[0].1.span.range()], "\"x\"");
        toml(id, "a = \nb = = 2\n", &mut found);
        assert!(found.len() >= 2, "{found:?}");
    }
}
