//! `content/stacks/*.yaml`: what runs where and what talks to what, taken file by file.
//!
//! Never looks a node or a service up.

use serde_json::{Value as Json, json};

use super::decode::{Context, Decode, Definitions, Entries, one_of, record};
use super::rules;
use super::text::Text;
use super::tree::{self, Node as Tree};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span, Spanned};

record! {
    /// A stack: the parts of a system and how they are connected.
    pub struct Stack, "a stack" {
        /// Its title, a text per language.
        "title" required => title: Text,
        /// What it is, in some sentences, a text per language; inline Markdown.
        "summary" => summary: Text,
        /// The region it runs in.
        "region" => region: Spanned<String>,
        /// The way its drawings read: `right` or `down`; what fits best where it is absent.
        "direction" => direction: Direction,
        /// Its nodes by id. Ids are unique in a stack, at any depth.
        "nodes" required => nodes: Entries<Node>,
        /// What talks to what.
        "connections" => connections: Vec<Connection>,
        /// Parts to draw apart; where there are none, one view shows everything.
        "views" => views: Entries<View>,
        /// Paths through the stack, told in steps.
        "flows" => flows: Entries<Flow>,
    }
}

record! {
    /// A part of a stack, or a group that holds others.
    pub struct Node, "a node" {
        /// What it is: `person`, `vpc`, `subnet`, `database` …; unknown kinds are drawn as a plain box.
        "kind" => kind: Spanned<String>,
        /// Its name, a text per language; the name of its service where it is absent.
        "name" => name: Text,
        /// The id of the service it is.
        "service" => service: Spanned<String>,
        /// Whether the stack works without it.
        "optional" => optional: Spanned<bool>,
        /// How many there are: `3`, `1..3`, `1..` or `*`.
        "count" => count: Count,
        /// The nodes it holds; a node that has this key is a group.
        "nodes" => nodes: Entries<Node>,
    }
}

record! {
    /// A connection between two nodes.
    pub struct Connection, "a connection" {
        /// The id of the node that opens it.
        "from" required => from: Spanned<String>,
        /// The id of the node that answers.
        "to" required => to: Spanned<String>,
        /// What it is for, a short text per language.
        "label" => label: Text,
        /// What it speaks: `HTTPS`, `SMTP` …
        "protocol" => protocol: Spanned<String>,
        /// What runs over it; `request` where it is absent.
        "kind" => kind: ConnectionKind,
        /// Whether the stack works without it.
        "optional" => optional: Spanned<bool>,
        /// Whether both ends open it.
        "both" => both: Spanned<bool>,
    }
}

record! {
    /// A part of a stack to draw apart.
    pub struct View, "a view" {
        /// Its title, a text per language.
        "title" => title: Text,
        /// Groups that lie deeper are drawn closed; 1 shows the outermost level only.
        "depth" => depth: Spanned<i64>,
        /// The nodes it shows, by id, with all they hold; all of them where it is absent.
        "include" => include: Vec<Spanned<String>>,
        /// How many connections away from the included nodes it shows more.
        "neighbours" => neighbours: Spanned<i64>,
        /// The group that opens into this view wherever it is drawn, by id.
        "details" => details: Spanned<String>,
    }
}

record! {
    /// A path through a stack.
    pub struct Flow, "a flow" {
        /// Its title, a text per language.
        "title" required => title: Text,
        /// Its steps, in order.
        "steps" required => steps: Vec<Step>,
    }
}

record! {
    /// One step of a flow.
    pub struct Step, "a step" {
        /// The node it starts at.
        "from" required => from: Spanned<String>,
        /// The node it ends at.
        "to" required => to: Spanned<String>,
        /// What happens, a text per language; inline Markdown.
        "text" required => text: Text,
    }
}

/// How many there are of a node: `3`, `1..3`, `1..` (or `1..*`) or `*`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Count(pub String);

impl Count {
    fn is_one(text: &str) -> bool {
        let number = |text: &str| {
            let is_number =
                !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| text.parse::<u32>().ok()).flatten()
        };
        match text.split_once("..") {
            Some((least, "" | "*")) => number(least).is_some(),
            Some((least, most)) => number(least).zip(number(most)).is_some_and(|(least, most)| least <= most),
            None => text == "*" || number(text).is_some(),
        }
    }
}

impl Decode for Count {
    fn decode(node: &Tree, context: &mut Context<'_>) -> Option<Self> {
        let text = Spanned::<String>::decode(node, context)?;
        if Count::is_one(&text.value) {
            return Some(Count(text.value));
        }
        let message = format!("`{}` does not say how many there are", text.value);
        let help = "write a number, `1..3`, `1..` or `*`";
        context.found.push(Diagnostic::new(&rules::SHAPE, text.span, message).help(help));
        None
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "anyOf": [
            { "type": "integer", "minimum": 0, "maximum": 999_999_999 },
            { "type": "string", "pattern": r"^([0-9]{1,9}(\.\.([0-9]{1,9}|\*)?)?|\*)$" },
        ] })
    }
}

/// The way a drawing reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// From left to right.
    Right,
    /// From top to bottom.
    Down,
}

impl Decode for Direction {
    fn decode(node: &Tree, context: &mut Context<'_>) -> Option<Self> {
        one_of(node, context, &[("right", Direction::Right), ("down", Direction::Down)])
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "enum": ["right", "down"] })
    }
}

/// What runs over a connection.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum ConnectionKind {
    /// Somebody asks and is answered.
    #[default]
    Request,
    /// Data are read or written.
    Data,
    /// Something that happened is passed on.
    Event,
    /// Names are looked up or set.
    Dns,
    /// Settings, secrets and certificates.
    Config,
}

impl ConnectionKind {
    /// Every kind with its word.
    pub const ALL: [(&'static str, ConnectionKind); 5] = [
        ("request", ConnectionKind::Request),
        ("data", ConnectionKind::Data),
        ("event", ConnectionKind::Event),
        ("dns", ConnectionKind::Dns),
        ("config", ConnectionKind::Config),
    ];

    /// Its word in the sources.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("request", |(word, _)| word)
    }
}

impl Decode for ConnectionKind {
    fn decode(node: &Tree, context: &mut Context<'_>) -> Option<Self> {
        one_of(node, context, &Self::ALL)
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "enum": Self::ALL.map(|(word, _)| word) })
    }
}

/// Reads one stack.
pub(crate) fn stack(file: FileId, text: &str, found: &mut Vec<Diagnostic>) -> Option<Stack> {
    let before = found.len();
    let Some(node) = tree::yaml(file, text, 0, found) else {
        if found.len() == before {
            let help = "write its `title:` and `nodes:`, or remove the file";
            found
                .push(Diagnostic::new(&rules::SHAPE, Span::start_of(file), "this stack is empty").help(help));
        }
        return None;
    };
    let mut context =
        Context { found, unknown_key: &rules::STACK_UNKNOWN_KEY, duplicate_id: &rules::STACK_DUPLICATE_NODE };
    Stack::decode(&node, &mut context)
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    #[test]
    fn a_count_is_a_number_or_a_range() {
        let stack =
            |count: &str| format!("--- content/stacks/s.yaml\ntitle: S\nnodes:\n  a: {{ count: {count} }}\n");
        for fine in ["3", "0", "1..3", "'2'", "1..", "1..*", "'*'", "0..64"] {
            check(&stack(fine), &[]);
        }
        for bad in ["many", "3..1", "..3", "-1", "1.5", "1...3", "12345678901", "a..b", "''"] {
            check(&stack(bad), &["content/stacks/s.yaml:3:15 syntax/shape"]);
        }
    }

    #[test]
    fn an_empty_stack_is_reported() {
        for empty in ["", "# nothing yet\n", "~\n"] {
            check(
                &format!("--- content/stacks/s.yaml\n{empty}"),
                &["content/stacks/s.yaml:1:1 syntax/shape"],
            );
        }
    }
}
