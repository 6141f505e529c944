//! `content/catalog/*.yaml`: facts on services, taken file by file.
//!
//! Never compares two files, never looks an id up.

use serde_json::{Value as Json, json};

use super::decode::{Context, Decode, Definitions, Entries, one_of, record};
use super::rules;
use super::text::Text;
use super::tree::{self, Node, Value};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span, Spanned};

record! {
    /// One file of the catalog. Every part is optional; the files of `content/catalog` are read as one.
    pub struct Catalog, "the catalog" {
        /// Names of regions by their code, a text per language.
        "regions" => regions: Entries<Text>,
        /// Names of categories by id, a text per language; their order is the order of the site.
        "categories" => categories: Entries<Text>,
        /// Services by id.
        "services" => services: Entries<Service>,
        /// Terms that a newcomer meets, by id.
        "glossary" => glossary: Entries<Term>,
    }
}

record! {
    /// A service of the cloud.
    pub struct Service, "a service" {
        /// Its name: one string, the same in every language, or a text per language.
        "name" required => name: Text,
        /// The id of its category.
        "category" required => category: Spanned<String>,
        /// Its sign in drawings: a glyph of maquette's own (`bucket`), or an icon of a pack (`logos:aws-lambda`).
        "icon" => icon: Spanned<String>,
        /// Other names people know it by.
        "aliases" => aliases: Vec<Spanned<String>>,
        /// What it does, in a sentence or two, a text per language; inline Markdown.
        "summary" => summary: Text,
        /// What one would run on one's own server instead, a text per language.
        "on-premises" => on_premises: Text,
        /// The page that presents it: an address, an address per language, `none` or `missing`.
        "presentation" => presentation: Presentation,
        /// The page it is administered on.
        "console" => console: Console,
        /// The regions it is offered in: `all` (the default) or a list of codes.
        "regions" => regions: Offered,
        /// Remarks that stand out on its page.
        "notes" => notes: Vec<Note>,
    }
}

record! {
    /// A term of the glossary.
    pub struct Term, "a term" {
        /// The term itself, a text per language.
        "term" required => term: Text,
        /// What it means, a text per language; inline Markdown.
        "text" required => text: Text,
        /// Other forms it has in pages: a list, or a list per language.
        "aliases" => aliases: Forms,
        /// The service that the term leads to.
        "service" => service: Spanned<String>,
    }
}

/// Words, the same in every language or per language.
#[derive(Clone, Debug)]
pub enum Forms {
    /// The same in every language.
    Same(Vec<Spanned<String>>),
    /// Language code and words.
    PerLanguage(Vec<(Spanned<String>, Vec<Spanned<String>>)>),
}

impl Decode for Forms {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        match &node.value {
            Value::List(_) => Vec::decode(node, context).map(Forms::Same),
            Value::Map(_) => {
                Some(Forms::PerLanguage(Entries::<Vec<Spanned<String>>>::decode(node, context)?.0))
            }
            _ => {
                context.wrong_shape(node, "a list of words, or a list per language");
                None
            }
        }
    }

    fn schema(_: &mut Definitions) -> Json {
        let words = json!({ "type": "array", "items": { "type": "string" } });
        json!({ "anyOf": [words, { "type": "object", "additionalProperties": words }] })
    }
}

/// An address, or the word that there is none.
#[derive(Clone, Debug)]
pub enum Address {
    /// Where the page is.
    At(Spanned<String>),
    /// Looked for; there is none, and that is fine.
    Absent(Span),
    /// Not found yet.
    Missing(Span),
}

impl Decode for Address {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        match node.text() {
            _ if node.is_null() => Some(Address::Missing(node.span)),
            Some("none") => Some(Address::Absent(node.span)),
            Some("missing") => Some(Address::Missing(node.span)),
            Some(text) => Some(Address::At(Spanned::new(text.to_owned(), node.span))),
            None => {
                context.wrong_shape(node, "an address, `none` or `missing`");
                None
            }
        }
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "anyOf": [{ "type": "string", "format": "uri-template" }, { "enum": ["none", "missing"] }] })
    }
}

/// The page that presents a service.
#[derive(Clone, Debug)]
pub enum Presentation {
    /// One for all languages.
    Same(Address),
    /// One per language code.
    PerLanguage {
        /// The whole map.
        span: Span,
        /// Language code and address.
        addresses: Vec<(Spanned<String>, Address)>,
    },
}

impl Decode for Presentation {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        match &node.value {
            Value::Map(_) => Some(Presentation::PerLanguage {
                span: node.span,
                addresses: Entries::<Address>::decode(node, context)?.0,
            }),
            _ => Address::decode(node, context).map(Presentation::Same),
        }
    }

    fn schema(definitions: &mut Definitions) -> Json {
        let address = Address::schema(definitions);
        json!({ "anyOf": [address, { "type": "object", "additionalProperties": address }] })
    }
}

/// The page a service is administered on.
#[derive(Clone, Debug)]
pub enum Console {
    /// Not found yet.
    Missing(Span),
    /// There is none, for the reason given.
    Absent {
        /// Where that is said.
        span: Span,
        /// Why, if it is said.
        why: Option<Text>,
    },
    /// Links by region.
    Links {
        /// Where they are written.
        span: Span,
        /// One page for all regions.
        global: Option<Spanned<String>>,
        /// The page of every region without one of its own; `{region}` stands for the code.
        default: Option<Spanned<String>>,
        /// Region code and its own page, or `none`.
        regions: Vec<(Spanned<String>, Address)>,
    },
}

impl Console {
    /// Where it is written.
    pub fn span(&self) -> Span {
        match self {
            Console::Missing(span) | Console::Absent { span, .. } | Console::Links { span, .. } => *span,
        }
    }
}

impl Decode for Console {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            return Some(match Address::decode(node, context)? {
                Address::At(default) => Console::Links {
                    span: node.span,
                    global: None,
                    default: Some(default),
                    regions: Vec::new(),
                },
                Address::Absent(span) => Console::Absent { span, why: None },
                Address::Missing(span) => Console::Missing(span),
            });
        };
        if let [(key, why)] = entries.as_slice()
            && key.value == "none"
        {
            return Some(Console::Absent { span: node.span, why: Text::decode(why, context) });
        }
        let (mut global, mut default, mut regions) = (None, None, Vec::new());
        for (key, address) in Entries::<Address>::decode(node, context)?.0 {
            match (key.value.as_str(), address) {
                ("global", Address::At(at)) => global = Some(at),
                ("default", Address::At(at)) => default = Some(at),
                ("global" | "default", _) => {
                    let message = format!("`{}` takes an address", key.value);
                    let help = "write `console: none` or `console: missing` for all regions";
                    context.found.push(Diagnostic::new(&rules::SHAPE, key.span, message).help(help));
                }
                (_, address) => regions.push((key, address)),
            }
        }
        Some(Console::Links { span: node.span, global, default, regions })
    }

    fn schema(definitions: &mut Definitions) -> Json {
        let address = Address::schema(definitions);
        json!({ "anyOf": [
            address,
            { "type": "object", "properties": { "none": Text::schema(definitions) }, "required": ["none"],
              "additionalProperties": false },
            { "type": "object", "properties": {
                "global": { "type": "string", "description": "one page for all regions" },
                "default": { "type": "string", "description": "the page of each region; `{region}` is replaced" },
              }, "additionalProperties": address },
        ] })
    }
}

/// Where a service is offered.
#[derive(Clone, Debug)]
pub enum Offered {
    /// In every region.
    Everywhere,
    /// In these.
    In(Vec<Spanned<String>>),
}

impl Decode for Offered {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        match node.text() {
            Some("all") => Some(Offered::Everywhere),
            None if matches!(node.value, Value::List(_)) => Vec::decode(node, context).map(Offered::In),
            _ => {
                context.wrong_shape(node, "`all` or a list of region codes");
                None
            }
        }
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "anyOf": [{ "const": "all" }, { "type": "array", "items": { "type": "string" } }] })
    }
}

/// What a note is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoteKind {
    /// Good to know.
    Info,
    /// Advice.
    Tip,
    /// Beware.
    Warning,
    /// This costs money.
    Cost,
}

impl NoteKind {
    /// Every kind with its word.
    pub const ALL: [(&'static str, NoteKind); 4] = [
        ("info", NoteKind::Info),
        ("tip", NoteKind::Tip),
        ("warning", NoteKind::Warning),
        ("cost", NoteKind::Cost),
    ];

    /// Its word in the sources.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("info", |(word, _)| word)
    }
}

impl Decode for NoteKind {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        one_of(node, context, &Self::ALL)
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "enum": Self::ALL.map(|(word, _)| word) })
    }
}

/// A remark on a service: its kind, and its text per language beside it.
#[derive(Clone, Debug)]
pub struct Note {
    /// What it is for.
    pub kind: NoteKind,
    /// What it says; inline Markdown.
    pub text: Text,
}

impl Decode for Note {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            context.wrong_shape(node, "a map of `kind` and a text per language");
            return None;
        };
        let (kinds, texts): (Vec<_>, Vec<_>) =
            entries.iter().cloned().partition(|(key, _)| key.value == "kind");
        let kind = match kinds.first() {
            Some((_, kind)) => NoteKind::decode(kind, context)?,
            None => NoteKind::Info,
        };
        let texts = Node { value: Value::Map(texts), span: node.span };
        Some(Note { kind, text: Text::decode(&texts, context)? })
    }

    fn schema(definitions: &mut Definitions) -> Json {
        json!({ "type": "object", "properties": { "kind": NoteKind::schema(definitions) },
                "additionalProperties": { "type": "string" } })
    }
}

/// Reads one file of the catalog.
pub(crate) fn catalog(file: FileId, text: &str, found: &mut Vec<Diagnostic>) -> Option<Catalog> {
    let node = tree::yaml(file, text, 0, found)?;
    let mut context = Context {
        found,
        unknown_key: &rules::CATALOG_UNKNOWN_KEY,
        duplicate_id: &rules::CATALOG_DUPLICATE_ID,
    };
    Catalog::decode(&node, &mut context)
}
