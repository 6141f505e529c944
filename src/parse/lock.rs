//! `content/stacks/*.layout.yaml`: the order of a drawing that is to be kept.
//!
//! Never looks a node up: an id that no stack has any more says nothing.

use super::decode::{Context, Decode, record};
use super::rules;
use super::stack::Direction;
use super::tree;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Spanned};

record! {
    /// The order of a drawing, as `maquette draw --lock` writes it.
    pub struct Lock, "a kept layout" {
        /// The way the drawing reads.
        "direction" required => direction: Direction,
        /// The ids of all nodes, in their order across the way it reads.
        "order" required => order: Vec<Spanned<String>>,
    }
}

/// Reads a file; `None` if it says nothing.
pub(crate) fn lock(file: FileId, text: &str, found: &mut Vec<Diagnostic>) -> Option<Lock> {
    let node = tree::yaml(file, text, 0, found)?;
    let mut context =
        Context { found, unknown_key: &rules::STACK_UNKNOWN_KEY, duplicate_id: &rules::STACK_DUPLICATE_NODE };
    Lock::decode(&node, &mut context)
}
