//! What must hold of any layout, on seeded random graphs: no fault that `verify` knows, and the same twice.

use maquette::layout::{BoxSpec, Direction, EdgeSpec, Graph, Size, arrange, verify};

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

/// A graph with some of everything: nesting, loops, edges to groups and into them, empty groups, mixed sizes.
fn random_graph(seed: u64) -> Graph {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let most = [4, 10, 18, 36][dice.roll(4) as usize];
    let count = dice.roll(most);
    let mut boxes: Vec<BoxSpec> = Vec::new();
    for _ in 0..count {
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
    let links = if boxes.is_empty() { 0 } else { dice.roll(count * 3 / 2 + 1) };
    let edges = (0..links).map(|_| EdgeSpec {
        from: dice.roll(count),
        to: dice.roll(count),
        label: (dice.roll(3) == 0).then(|| dice.size((10, 120), (12, 18))),
    });
    let edges = edges.collect();
    let direction = [None, Some(Direction::Right), Some(Direction::Down)][dice.roll(3) as usize];
    Graph { direction, boxes, edges }
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
    for seed in 0..200 {
        assert_sound(&format!("seed {seed}"), &random_graph(seed));
    }
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
