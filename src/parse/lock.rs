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

#[cfg(test)]
mod tests {
    use crate::fixture::{check, model, sources};

    const STACK: &str = "--- content/stacks/s.yaml\ntitle: S\nnodes:\n  a: { name: A }\n  b: { name: B }\n";

    #[test]
    fn an_order_is_that_of_the_stack_of_its_name() {
        let lock = "--- content/stacks/s.layout.yaml\ndirection: down\norder: [b, gone, a]\n";
        let sources = sources(&format!("{STACK}{lock}"));
        let (model, report) = model(&sources);
        assert!(!report.has_errors());
        let stacks: Vec<_> = model.stacks.iter().map(|(_, stack)| stack).collect();
        assert_eq!(stacks.len(), 1, "a kept order is no stack");
        let kept: Vec<u32> = stacks[0].nodes.ids().map(|node| stacks[0].kept[&node]).collect();
        assert_eq!(kept, [2, 0]);
    }

    #[test]
    fn what_a_stack_says_of_its_direction_counts_for_more() {
        let stack = STACK.replace("title: S", "title: S\ndirection: right");
        let lock = "--- content/stacks/s.layout.yaml\ndirection: down\norder: [b, a]\n";
        let (model, _) = model(&sources(&format!("{stack}{lock}")));
        assert!(model.stacks.iter().all(|(_, stack)| stack.kept.is_empty()));
    }

    #[test]
    fn faults_have_their_places() {
        let lock = |text: &str| format!("{STACK}--- content/stacks/s.layout.yaml\n{text}");
        check(&lock("direction: down\norder: [b, a]\n"), &[]);
        check(&lock("direction: up\norder: []\n"), &["content/stacks/s.layout.yaml:1:12 syntax/shape"]);
        check(&lock("direction: down\nordre: []\n"), &["content/stacks/s.layout.yaml:2:1 stack/unknown-key"]);
    }
}
