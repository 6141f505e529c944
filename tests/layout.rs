//! What must hold of any layout, on seeded random graphs: no fault that `verify` knows, and the same twice.

use rayon::prelude::*;

use maquette::layout::{
    BoxSpec, Direction, EdgeSpec, Engine, Graph, Options, Size, arrange, arrange_with, verify,
};

/// A linear congruential generator (Knuth's MMIX constants): the same graphs on every machine.
struct Dice(u64);

impl Dice {
    /// A number below `sides`.
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(sides.max(1))) as u32
    }

    fn size(&mut self, width: (u32, u32), height: (u32, u32)) -> Size {
        let mut side = |(least, most): (u32, u32)| (least + self.roll(most - least + 1)) as i32;
        Size { width: side(width), height: side(height) }
    }
}

/// A graph with some of everything: nesting, twins, loops, parallels, edges to groups and into them, empty groups,
/// parts that nothing joins, mixed sizes.
fn random_graph(seed: u64) -> Graph {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let most = [4, 10, 18, 36, 60][dice.roll(5) as usize];
    let mut boxes = random_boxes(&mut dice, most);
    let count = boxes.len() as u32;
    let links = if boxes.is_empty() { 0 } else { dice.roll(count * 3 / 2 + 1) };
    // Edges within one of these parts only: what stands in different parts is joined by nesting at most.
    let parts = [1, 1, 2, 4][dice.roll(4) as usize];
    let mut edges = Vec::new();
    for _ in 0..links {
        let from = dice.roll(count);
        let to = if dice.roll(12) == 0 { from } else { dice.roll(count) };
        let label = (dice.roll(3) == 0).then(|| dice.size((10, 120), (12, 18)));
        if from % parts == to % parts {
            let copies = if dice.roll(10) == 0 { 3 } else { 1 };
            edges.extend(vec![EdgeSpec { from, to, label }; copies]);
        }
    }
    if dice.roll(3) == 0 {
        add_twins(&mut dice, &mut boxes, &mut edges);
    }
    let direction = [None, Some(Direction::Right), Some(Direction::Down)][dice.roll(3) as usize];
    Graph { direction, boxes, edges }
}

fn random_boxes(dice: &mut Dice, most: u32) -> Vec<BoxSpec> {
    let mut boxes: Vec<BoxSpec> = Vec::new();
    for _ in 0..dice.roll(most) {
        let groups: Vec<u32> =
            (0..boxes.len() as u32).filter(|&index| boxes[index as usize].is_group).collect();
        let place = dice.roll(groups.len() as u32 * 3 / 2 + 1) as usize;
        let is_group = dice.roll(4) == 0;
        let size = match (is_group, dice.roll(8)) {
            (true, _) => dice.size((20, 200), (16, 30)),
            (false, 0) => dice.size((1, 600), (1, 400)),
            (false, _) => dice.size((60, 140), (40, 100)),
        };
        boxes.push(BoxSpec { parent: groups.get(place).copied(), size, is_group, ..BoxSpec::default() });
    }
    boxes
}

/// Copies a group beside itself, with all it holds and its edges, once or twice.
fn add_twins(dice: &mut Dice, boxes: &mut Vec<BoxSpec>, edges: &mut Vec<EdgeSpec>) {
    let groups: Vec<usize> = (0..boxes.len()).filter(|&index| boxes[index].is_group).collect();
    let Some(&group) = groups.get(dice.roll(groups.len() as u32) as usize) else { return };
    let mut members = vec![group];
    for (index, spec) in boxes.iter().enumerate().skip(group + 1) {
        if spec.parent.is_some_and(|parent| members.contains(&(parent as usize))) {
            members.push(index);
        }
    }
    boxes[group].twin = Some(0);
    let own = edges.clone();
    for _ in 0..=dice.roll(2) {
        let first = boxes.len();
        let copy = |index: u32| match members.iter().position(|&member| member == index as usize) {
            Some(at) => (first + at) as u32,
            None => index,
        };
        for &member in &members {
            let spec = boxes[member];
            let parent = if member == group { spec.parent } else { spec.parent.map(copy) };
            boxes.push(BoxSpec { parent, ..spec });
        }
        let copies = own.iter().map(|edge| EdgeSpec { from: copy(edge.from), to: copy(edge.to), ..*edge });
        edges
            .extend(copies.zip(&own).filter(|(a, b)| (a.from, a.to) != (b.from, b.to)).map(|(copy, _)| copy));
    }
}

/// What is wrong with the layout of a seed's graph; every eighth is arranged a second time.
fn fault_of(seed: u64) -> Option<String> {
    let graph = random_graph(seed);
    let found = std::panic::catch_unwind(|| {
        let layout = arrange(&graph);
        let fault = verify(&graph, &layout).first().map(ToString::to_string);
        let again = seed.is_multiple_of(8).then(|| arrange(&graph));
        let differs = again.is_some_and(|again| again != layout);
        fault.or_else(|| differs.then(|| "two layouts differ".to_owned()))
    });
    found.unwrap_or(Some("it panics".to_owned())).map(|fault| format!("seed {seed}: {fault}"))
}

#[track_caller]
fn assert_all_sound(seeds: std::ops::Range<u64>) {
    let faults: Vec<String> = seeds.into_par_iter().filter_map(fault_of).collect();
    assert!(faults.is_empty(), "{} graphs with a fault: {:#?}", faults.len(), &faults[..faults.len().min(9)]);
}

#[track_caller]
fn assert_sound(name: &str, graph: &Graph) {
    let layout = arrange(graph);
    let faults = verify(graph, &layout);
    assert!(faults.is_empty(), "{name}: {}\n{graph:?}", faults[0]);
    assert_eq!(layout, arrange(graph), "{name}: two layouts of one graph differ");
}

fn node(parent: Option<u32>) -> BoxSpec {
    BoxSpec { parent, size: Size { width: 80, height: 88 }, is_group: false, ..BoxSpec::default() }
}

fn group(parent: Option<u32>) -> BoxSpec {
    BoxSpec { parent, size: Size { width: 90, height: 20 }, is_group: true, ..BoxSpec::default() }
}

fn edge(from: u32, to: u32) -> EdgeSpec {
    EdgeSpec { from, to, label: Some(Size { width: 40, height: 16 }) }
}

#[test]
fn random_graphs_have_no_fault() {
    assert_all_sound(0..300);
}

/// A minute or two: `tests/run` asks for it.
#[test]
#[ignore = "takes long"]
fn ten_thousand_random_graphs_have_no_fault() {
    assert_all_sound(0..10_000);
}

#[test]
fn random_graphs_have_some_of_everything() {
    let mut seen = [false; 7];
    for graph in (0..300).map(random_graph) {
        let holds = |index: usize| graph.boxes.iter().any(|inner| inner.parent == Some(index as u32));
        let depth = |index: usize| {
            let outward = |at: &u32| graph.boxes[*at as usize].parent;
            std::iter::successors(graph.boxes[index].parent, outward).count()
        };
        let ends: Vec<(u32, u32)> = graph.edges.iter().map(|edge| (edge.from, edge.to)).collect();
        let is_group = |index: u32| graph.boxes[index as usize].is_group;
        let found = [
            (0..graph.boxes.len()).any(|index| depth(index) > 3),
            (0..graph.boxes.len()).any(|index| graph.boxes[index].is_group && !holds(index)),
            ends.iter().any(|(from, to)| from == to),
            ends.iter().enumerate().any(|(index, ends_of)| ends[..index].contains(ends_of)),
            ends.iter().any(|&(from, to)| is_group(from) && from != to),
            ends.iter().any(|&(from, to)| graph.boxes[to as usize].parent == Some(from)),
            graph.edges.is_empty() && graph.boxes.len() > 2,
        ];
        seen.iter_mut().zip(found).for_each(|(seen, found)| *seen |= found);
    }
    assert_eq!(seen, [true; 7]);
}

#[test]
fn nothing_is_a_drawing_too() {
    assert_sound("empty", &Graph::default());
    assert_sound("one group", &Graph { boxes: vec![group(None)], ..Graph::default() });
}

#[test]
fn loops_parallels_and_both_ways_are_routed() {
    let edges = vec![edge(0, 0), edge(0, 0), edge(0, 1), edge(0, 1), edge(1, 0), edge(2, 2)];
    assert_sound(
        "loops",
        &Graph { direction: None, boxes: vec![node(None), node(None), group(None)], edges },
    );
}

#[test]
fn a_group_connects_to_what_it_holds() {
    let boxes = vec![group(None), group(Some(0)), node(Some(1)), group(Some(1)), node(Some(0))];
    let edges = vec![edge(0, 2), edge(2, 0), edge(0, 1), edge(1, 3), edge(3, 0), edge(1, 1)];
    assert_sound("descendants", &Graph { direction: Some(Direction::Right), boxes, edges });
}

#[test]
fn many_unconnected_boxes_form_a_grid() {
    let boxes = vec![node(None); 24];
    let size = arrange(&Graph { boxes, ..Graph::default() }).size;
    assert!(size.width < 2 * size.height && size.height < 2 * size.width, "{size:?}");
}

#[test]
fn the_direction_is_kept() {
    let boxes = vec![node(None); 3];
    let edges = vec![edge(0, 1), edge(1, 2)];
    let right =
        arrange(&Graph { direction: Some(Direction::Right), boxes: boxes.clone(), edges: edges.clone() });
    assert!(right.boxes.windows(2).all(|pair| pair[0].x + pair[0].width < pair[1].x));
    let down = arrange(&Graph { direction: Some(Direction::Down), boxes, edges });
    assert!(down.boxes.windows(2).all(|pair| pair[0].y + pair[0].height < pair[1].y));
}

#[test]
fn the_direction_that_was_chosen_is_told() {
    let spec = |width, height| BoxSpec { size: Size { width, height }, ..BoxSpec::default() };
    for engine in [Engine::Layered, Engine::LayoutRs] {
        for (size, chosen) in [((300, 30), Direction::Down), ((30, 300), Direction::Right)] {
            let boxes = vec![spec(size.0, size.1); 4];
            let edges = vec![edge(0, 1), edge(1, 2), edge(2, 3)];
            let arranged = |direction| {
                let graph = Graph { direction, boxes: boxes.clone(), edges: edges.clone() };
                arrange_with(&graph, Options { engine, ..Options::default() })
            };
            assert_eq!(arranged(None).direction, chosen, "{engine:?}");
            assert_eq!(arranged(None), arranged(Some(chosen)), "{engine:?}");
        }
    }
}

#[test]
fn hostile_depth_and_sizes_are_survived() {
    let mut boxes: Vec<BoxSpec> = (0..500u32).map(|index| group(index.checked_sub(1))).collect();
    boxes.push(node(Some(499)));
    boxes.push(node(None));
    let edges = vec![edge(500, 501), edge(0, 500)];
    assert_sound("deep", &Graph { direction: Some(Direction::Right), boxes, edges });

    let huge = Size { width: i32::MAX, height: i32::MIN };
    let boxes = vec![BoxSpec { parent: None, size: huge, is_group: false, ..BoxSpec::default() }; 4];
    let label = Some(Size { width: i32::MAX, height: i32::MAX });
    let edges = vec![EdgeSpec { from: 0, to: 1, label }, EdgeSpec { from: 9, to: 2, label }];
    assert_sound("huge", &Graph { direction: None, boxes, edges });
}

#[test]
fn parents_out_of_order_are_taken_as_none() {
    let boxes = vec![node(Some(1)), node(Some(1)), node(Some(77)), node(Some(0))];
    assert_sound("parents", &Graph { direction: None, boxes, edges: vec![edge(0, 3)] });
}
