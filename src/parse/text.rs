//! A text that may differ by language.
//!
//! Never decides which language is missing: the project's languages are not known here.

use serde_json::{Value as Json, json};

use super::decode::{Context, Decode, Definitions, Entries};
use super::tree::{Node, Value};
use crate::source::{Span, Spanned};

/// A text as it is written: once for all languages, or once per language.
#[derive(Clone, Debug)]
pub enum Text {
    /// One text for every language.
    Same(Spanned<String>),
    /// A text per language code, in the order written.
    PerLanguage {
        /// The whole map.
        span: Span,
        /// Language code and text.
        texts: Vec<(Spanned<String>, Spanned<String>)>,
    },
}

impl Text {
    /// Where it is written.
    pub fn span(&self) -> Span {
        match self {
            Text::Same(text) => text.span,
            Text::PerLanguage { span, .. } => *span,
        }
    }
}

impl Decode for Text {
    fn decode(node: &Node, context: &mut Context<'_>) -> Option<Self> {
        match &node.value {
            Value::Map(_) => Some(Text::PerLanguage {
                span: node.span,
                texts: Entries::<Spanned<String>>::decode(node, context)?.0,
            }),
            Value::Scalar { .. } if !node.is_null() => Spanned::decode(node, context).map(Text::Same),
            _ => {
                context.wrong_shape(node, "a text, or a text per language");
                None
            }
        }
    }

    fn schema(_: &mut Definitions) -> Json {
        json!({ "anyOf": [
            { "type": "string" },
            { "type": "object", "additionalProperties": { "type": "string" } },
        ] })
    }
}
