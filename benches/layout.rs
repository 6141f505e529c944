//! How long one layout takes: chains of groups with cross links, by number of nodes.

use divan::Bencher;
use maquette::layout::{BoxSpec, EdgeSpec, Graph, Size, arrange};

fn main() {
    divan::main();
}

/// Groups of five nodes in a chain; every node leads to the next and every third one further on.
fn chain(nodes: u32) -> Graph {
    let mut boxes = Vec::new();
    let mut ends = Vec::new();
    for index in 0..nodes {
        if index % 5 == 0 {
            boxes.push(BoxSpec {
                parent: None,
                size: Size { width: 90, height: 20 },
                is_group: true,
                ..BoxSpec::default()
            });
        }
        let group = boxes.len() as u32 - 1 - index % 5;
        ends.push(boxes.len() as u32);
        boxes.push(BoxSpec {
            parent: Some(group),
            size: Size { width: 80, height: 88 },
            is_group: false,
            ..BoxSpec::default()
        });
    }
    let label = Some(Size { width: 40, height: 16 });
    let link = |from: usize, to: usize| {
        Some(EdgeSpec {
            from: *ends.get(from)?,
            to: *ends.get(to)?,
            label: label.filter(|_| from.is_multiple_of(4)),
        })
    };
    let all =
        (0..ends.len()).flat_map(|index| [link(index, index + 1), link(index, index + 1 + index % 3 * 4)]);
    let edges = all.flatten().collect();
    Graph { direction: None, boxes, edges }
}

#[divan::bench(args = [20, 60, 300, 2000, 5000])]
fn nodes(bencher: Bencher, nodes: u32) {
    let graph = chain(nodes);
    bencher.bench(|| arrange(&graph));
}
