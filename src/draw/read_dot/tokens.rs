//! The tokens of a DOT file, as Graphviz reads them.
//!
//! Hides comments, quotes, HTML and numbers: a name is a name, however it is written. Knows no grammar.

use super::{Wrong, label};

/// What a token is. Signs are those of the grammar, one byte each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// `graph`, `node` … in lower case.
    Word(&'static str),
    /// A name or a text.
    Id,
    /// `->`
    Arrow,
    /// `--`
    Line,
    /// `{ } [ ] = ; , :`
    Sign(char),
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Of an [`Kind::Id`]: what it says, with backslashes and entities as they are in labels.
    pub(super) text: String,
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
}

impl Token {
    /// How it is called in a message: not longer than a line.
    pub(super) fn shown(&self) -> String {
        match self.kind {
            Kind::Word(word) => word.to_owned(),
            Kind::Arrow => "->".to_owned(),
            Kind::Line => "--".to_owned(),
            Kind::Sign(sign) => sign.to_string(),
            Kind::Id => super::super::text::flatten(&self.text).chars().take(40).collect(),
        }
    }
}

const WORDS: [&str; 6] = ["strict", "graph", "digraph", "subgraph", "node", "edge"];

/// All tokens of a text, or the first place that holds none.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Wrong> {
    let mut reader = Reader { text, at: 0, tokens: Vec::new(), joins: false };
    while reader.skip()? {
        if !reader.joins() {
            let token = reader.token()?;
            reader.keep(token)?;
        }
    }
    Ok(reader.tokens)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    /// Whether a `+` was the last that was read.
    joins: bool,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Over blanks and comments; `false` at the end.
    fn skip(&mut self) -> Result<bool, Wrong> {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            let rest = self.rest();
            let is_line_start = self.text[..self.at].ends_with('\n') || self.at == 0;
            if rest.starts_with("//") || (rest.starts_with('#') && is_line_start) {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                let Some(end) = rest.find("*/") else { return Err(self.unclosed("comment", 2)) };
                self.at += end + 2;
            } else {
                return Ok(!rest.is_empty());
            }
        }
    }

    fn token(&mut self) -> Result<Token, Wrong> {
        let rest = self.rest();
        let mut chars = rest.chars();
        let (first, second) = (chars.next().unwrap_or(' '), chars.next().unwrap_or(' '));
        match first {
            '"' => self.quoted(),
            '<' => self.html(),
            '{' | '}' | '[' | ']' | '=' | ';' | ',' | ':' => Ok(self.take(Kind::Sign(first), 1)),
            '-' if second == '>' => Ok(self.take(Kind::Arrow, 2)),
            '-' if second == '-' => Ok(self.take(Kind::Line, 2)),
            '-' | '.' | '0'..='9' if number(rest) > 0 => Ok(self.take(Kind::Id, number(rest))),
            _ if is_letter(first) => {
                let length = rest.find(|c: char| !is_letter(c) && !c.is_ascii_digit()).unwrap_or(rest.len());
                let lower = rest[..length].to_ascii_lowercase();
                let word = WORDS.into_iter().find(|word| *word == lower);
                Ok(self.take(word.map_or(Kind::Id, Kind::Word), length))
            }
            _ => Err(Wrong {
                message: format!("`{first}` means nothing in DOT"),
                help: "put names and texts that hold such signs in double quotes",
                start: self.at,
                end: self.at + first.len_utf8(),
            }),
        }
    }

    fn take(&mut self, kind: Kind, length: usize) -> Token {
        let (start, end) = (self.at, self.at + length);
        self.at = end;
        Token { kind, text: self.text[start..end].to_owned(), start, end }
    }

    /// A text in double quotes. A quote behind a backslash stands for itself, and a line may go on behind one; every
    /// other backslash is for those who read labels.
    fn quoted(&mut self) -> Result<Token, Wrong> {
        let mut text = String::new();
        let mut chars = self.rest().char_indices().skip(1).peekable();
        while let Some((at, c)) = chars.next() {
            match (c, chars.peek().map(|(_, next)| *next)) {
                ('"', _) => {
                    let token = self.take(Kind::Id, at + 1);
                    return Ok(Token { text, ..token });
                }
                ('\\', Some('"')) => {
                    text.push('"');
                    chars.next();
                }
                ('\\', Some('\n')) => {
                    chars.next();
                }
                ('\\', Some('\\')) => {
                    text.push_str("\\\\");
                    chars.next();
                }
                _ => text.push(c),
            }
        }
        Err(self.unclosed("text", 1))
    }

    /// HTML between angle brackets, as the text that it shows.
    fn html(&mut self) -> Result<Token, Wrong> {
        let mut depth = 0;
        for (at, c) in self.rest().char_indices() {
            match c {
                '<' => depth += 1,
                '>' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let text = label::of_html(&self.rest()[1..at]);
                let token = self.take(Kind::Id, at + 1);
                return Ok(Token { text, ..token });
            }
        }
        Err(self.unclosed("HTML", 1))
    }

    /// Texts that are joined by `+` are one.
    fn keep(&mut self, token: Token) -> Result<(), Wrong> {
        match self.tokens.last_mut() {
            Some(last) if self.joins && token.kind == Kind::Id => {
                last.text.push_str(&token.text);
                last.end = token.end;
                self.joins = false;
            }
            _ if self.joins => {
                let message = "a `+` stands between two texts".to_owned();
                return Err(Wrong {
                    message,
                    help: "put texts in double quotes",
                    start: token.start,
                    end: token.end,
                });
            }
            _ => self.tokens.push(token),
        }
        Ok(())
    }

    /// Over a `+` behind a name.
    fn joins(&mut self) -> bool {
        let is_name = self.tokens.last().is_some_and(|last| last.kind == Kind::Id);
        if self.joins || !is_name || !self.rest().starts_with('+') {
            return false;
        }
        self.at += 1;
        self.joins = true;
        true
    }

    fn unclosed(&self, what: &str, length: usize) -> Wrong {
        let help = match what {
            "comment" => "end it with `*/`",
            "text" => "end it with `\"`; write a quote within it as `\\\"`",
            _ => "close every `<` with a `>`",
        };
        let message = format!("this {what} is never closed");
        Wrong { message, help, start: self.at, end: self.at + length }
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}

/// How long the number is that a text begins with; 0 if it begins with none.
fn number(text: &str) -> usize {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let whole = digits(unsigned);
    let part = unsigned[whole..].strip_prefix('.').map(digits);
    match (whole, part) {
        (0, None | Some(0)) => 0,
        (_, None) => text.len() - unsigned.len() + whole,
        (_, Some(part)) => text.len() - unsigned.len() + whole + 1 + part,
    }
}
