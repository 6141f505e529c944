//! Nodes that nothing is connected to.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Level, Report, Rule};
use crate::model::{Model, NodeId};

pub(super) static ISOLATED_NODE: Rule = Rule {
    name: "stack/isolated-node",
    default: Level::Off,
    summary: "a node has no connection",
    explanation: "Some parts of a system stand alone, so this rule is off. Turn it on where every part is to be \
                  connected. A connection to a group connects all that the group holds.",
};

pub(super) fn check(model: &Model, report: &mut Report) {
    for (_, stack) in model.stacks.iter() {
        let ends = stack.connections.iter().flat_map(|(_, connection)| [connection.from, connection.to]);
        let connected: BTreeSet<NodeId> = ends.flat_map(|node| stack.subtree(node)).collect();
        for (id, node) in stack.nodes.iter().filter(|(_, node)| !node.is_group) {
            if !connected.contains(&id) {
                let message = format!("the node `{}` has no connection", node.id);
                report.push(
                    Diagnostic::new(&ISOLATED_NODE, node.span, message)
                        .help("connect it, or take it out")
                        .subject(&node.id),
                );
            }
        }
    }
}
