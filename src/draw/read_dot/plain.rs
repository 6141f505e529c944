//! A DOT file written anew in the part of the language that layout-rs reads, one token a line.
//!
//! Hides what that part lacks: names without quotes, ports, lists of attributes behind each other, empty statements,
//! and groups as the ends of connections. Such a group becomes a statement of its own before the connection, and the
//! connection ends at its mark. What is wrong stays wrong, for the parser to find.

use super::Wrong;
use super::tokens::{Kind, Token};

/// The name of a group that a connection ends at begins with it. No text of a file does.
pub(super) const MARK: char = '\u{1}';

/// How deep groups may stand in each other: the parser calls itself for each.
const MOST_DEPTH: usize = 100;

/// The lines, and the token that each comes from.
pub(super) struct Plain {
    lines: Vec<(String, usize)>,
}

impl Plain {
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (line, _) in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// The index of the token that a line comes from.
    pub(super) fn origin(&self, line: usize) -> Option<usize> {
        self.lines.get(line).map(|(_, origin)| *origin)
    }
}

pub(super) fn plain(tokens: &[Token]) -> Result<Plain, Wrong> {
    let closing = closing(tokens)?;
    let mut writer = Writer { tokens, closing, lines: Vec::new(), chain: 0, marks: 0 };
    // The brace of the graph itself opens no group.
    let head =
        tokens.iter().position(|token| token.kind == Kind::Sign('{')).map_or(tokens.len(), |at| at + 1);
    (0..head).for_each(|at| writer.copy(at));
    writer.statements(head, tokens.len());
    Ok(Plain { lines: writer.lines })
}

/// For each brace that opens, the one that closes it.
fn closing(tokens: &[Token]) -> Result<Vec<usize>, Wrong> {
    let mut closing = vec![0; tokens.len()];
    let mut open: Vec<usize> = Vec::new();
    let wrong = |message: String, help, at: usize| {
        Err(Wrong { message, help, start: tokens[at].start, end: tokens[at].end })
    };
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Sign('{') => open.push(at),
            Kind::Sign('}') => match open.pop() {
                Some(opened) => closing[opened] = at,
                None => {
                    return wrong("this `}` closes nothing".to_owned(), "take it away, or open a `{`", at);
                }
            },
            _ => {}
        }
        if open.len() > MOST_DEPTH {
            return wrong(format!("groups are nested more than {MOST_DEPTH} deep"), "nest fewer of them", at);
        }
    }
    match open.pop() {
        Some(at) => wrong("this `{` is never closed".to_owned(), "close it with `}`", at),
        None => Ok(closing),
    }
}

struct Writer<'a> {
    tokens: &'a [Token],
    closing: Vec<usize>,
    lines: Vec<(String, usize)>,
    /// The line that the statement being written begins at.
    chain: usize,
    /// How many groups have a mark.
    marks: usize,
}

impl Writer<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn last(&self) -> &str {
        self.lines.last().map_or("", |(line, _)| line.as_str())
    }

    fn push(&mut self, line: impl Into<String>, at: usize) {
        self.lines.push((line.into(), at));
    }

    fn copy(&mut self, at: usize) {
        let token = &self.tokens[at];
        let line = match token.kind {
            Kind::Word(word) => word.to_owned(),
            Kind::Arrow => "->".to_owned(),
            Kind::Line => "--".to_owned(),
            Kind::Sign(sign) => sign.to_string(),
            Kind::Id => quoted(&token.text),
        };
        self.push(line, at);
    }

    fn statements(&mut self, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            at = match self.tokens[at].kind {
                Kind::Word("subgraph") | Kind::Sign('{') => self.group(at),
                Kind::Sign('[') => self.attributes(at, to),
                Kind::Sign(':') if self.last().starts_with('"') && self.kind(at + 1) == Some(Kind::Id) => {
                    at + 2
                }
                Kind::Sign(';') if matches!(self.last(), ";" | "{") => at + 1,
                _ => {
                    self.begin(at);
                    self.copy(at);
                    at + 1
                }
            };
        }
    }

    /// Notes where a statement begins, and ends the one before it where the parser cannot tell.
    fn begin(&mut self, at: usize) {
        let is_operand = matches!(self.last(), "->" | "--" | "=");
        let is_name = self.last().starts_with('"');
        match self.tokens[at].kind {
            Kind::Word(_) | Kind::Sign('{') if is_name => self.push(";", at),
            _ => {}
        }
        let starts = matches!(self.tokens[at].kind, Kind::Id | Kind::Word(_) | Kind::Sign('{'));
        if starts && !is_operand {
            self.chain = self.lines.len();
        }
    }

    /// A group: as a statement, or as an end of a connection.
    fn group(&mut self, at: usize) -> usize {
        let is_named = self.tokens[at].kind == Kind::Word("subgraph");
        let name = self.tokens.get(at + 1).filter(|token| is_named && token.kind == Kind::Id);
        let open = at + usize::from(is_named) + usize::from(name.is_some());
        if self.kind(open) != Some(Kind::Sign('{')) {
            self.begin(at);
            self.copy(at);
            return at + 1;
        }
        let name = quoted(name.map_or("", |token| token.text.as_str()));
        let close = self.closing[open];
        let is_end = matches!(self.last(), "->" | "--")
            || matches!(self.kind(close + 1), Some(Kind::Arrow | Kind::Line));
        self.begin(at);
        if !is_end {
            self.open(&name, at);
            self.statements(open + 1, close);
            self.copy(close);
            return close + 1;
        }
        self.marks += 1;
        let mark = quoted(&format!("{MARK}{}", self.marks));
        let before = self.lines.split_off(self.chain);
        self.open(&mark, at);
        self.open(&name, at);
        self.statements(open + 1, close);
        self.copy(close);
        self.push("}", close);
        self.chain = self.lines.len();
        self.lines.extend(before);
        self.push(mark, at);
        close + 1
    }

    fn open(&mut self, name: &str, at: usize) {
        self.push("subgraph", at);
        self.push(name, at);
        self.push("{", at);
    }

    /// A list of attributes; one behind another goes on with it.
    fn attributes(&mut self, from: usize, to: usize) -> usize {
        let goes_on = self.last() == "]";
        let end = (from..to).find(|at| self.tokens[*at].kind == Kind::Sign(']'));
        let is_empty = end == Some(from + 1);
        if goes_on && is_empty {
            return from + 2;
        }
        if goes_on {
            self.lines.pop();
            if self.last() != "[" {
                self.push(",", from);
            }
        } else {
            self.copy(from);
        }
        let end = end.map_or(to, |end| end + 1);
        (from + 1..end).for_each(|at| self.copy(at));
        end
    }
}

/// A name as the parser reads it back, to the letter.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
