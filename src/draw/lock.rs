//! The order of a drawing, to be kept in a file: `content/stacks/<id>.layout.yaml`.
//!
//! Writes what [`crate::parse::lock`] reads. Knows no pixel: only which way a drawing runs and what stands after what.

use super::drawing::Drawing;
use crate::layout::Direction;

/// The text of the file that keeps the order of a drawing.
///
/// All nodes and groups are listed in their order across the flow: from top to bottom in a drawing that runs right,
/// from left to right in one that runs down.
pub fn lock(drawing: &Drawing) -> String {
    let layout = &drawing.layout;
    let middle = |index: usize| match layout.direction {
        Direction::Right => 2 * layout.boxes[index].y + layout.boxes[index].height,
        Direction::Down => 2 * layout.boxes[index].x + layout.boxes[index].width,
    };
    let mut order: Vec<usize> = (0..drawing.scene.nodes.len()).collect();
    order.sort_by_key(|&index| (middle(index), index));
    let direction = match layout.direction {
        Direction::Right => "right",
        Direction::Down => "down",
    };
    let mut text = format!(
        "# The order of a drawing, kept by `maquette draw --lock`. Take this file away to have it arranged anew.\n\
         direction: {direction}\norder:\n"
    );
    for index in order {
        text.push_str(&format!("  - {}\n", scalar(&drawing.scene.nodes[index].id)));
    }
    text
}

/// An id as YAML reads it again: as it is where it can only be a text, quoted as in JSON elsewhere.
fn scalar(id: &str) -> String {
    let is_plain = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        && !matches!(id, "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n");
    if is_plain { id.to_owned() } else { serde_json::Value::from(id).to_string() }
}

#[cfg(test)]
mod tests {
    use super::super::scene::{Connection, Node, Scene};
    use super::super::{draw, lock};

    fn scene(ids: &[&str]) -> Scene {
        let node = |id: &&str| Node { id: (*id).to_owned(), ..Node::default() };
        let connection = |to| Connection { from: 0, to, ..Connection::default() };
        Scene {
            languages: vec!["en".to_owned()],
            direction: Some(crate::layout::Direction::Right),
            nodes: ids.iter().map(node).collect(),
            connections: (1..ids.len() as u32).map(connection).collect(),
            ..Scene::default()
        }
    }

    #[test]
    fn ids_are_listed_across_the_flow_and_quoted_where_they_must_be() {
        let text = lock(&draw(scene(&["hub", "a", "no", "x: y"])));
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(lines[..2], ["direction: right", "order:"]);
        let mut ids = lines[2..].to_vec();
        ids.sort_unstable();
        assert_eq!(ids, ["  - \"no\"", "  - \"x: y\"", "  - a", "  - hub"]);
    }

    #[test]
    fn a_kept_order_is_drawn_again() {
        let mut kept = scene(&["hub", "a", "b", "c"]);
        for (node, place) in kept.nodes.iter_mut().zip([1, 3, 2, 0]) {
            node.kept = Some(place);
        }
        let text = lock(&draw(kept));
        let ids: Vec<&str> = text.lines().skip(3).collect();
        assert_eq!(
            ids.iter().filter(|id| **id != "  - hub").collect::<Vec<_>>(),
            [&"  - c", &"  - b", &"  - a"]
        );
    }
}
