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

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    const ON: &str = "--- book.toml\n[book]\nlanguage = \"en\"\n[output.maquette.check]\n\"stack/isolated-node\" = \"warning\"\n";

    #[test]
    fn a_connection_to_a_group_connects_what_it_holds() {
        let stack = "--- content/stacks/s.yaml\ntitle: S\nnodes:\n  a: {}\n  g: { nodes: { b: {} } }\n  c: {}\n\
                     connections: [{ from: a, to: g }]\n";
        check(&format!("{ON}{stack}"), &["content/stacks/s.yaml:5:3 stack/isolated-node"]);
        check(stack, &[]);
    }
}
