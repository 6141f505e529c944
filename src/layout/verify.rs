//! What must hold of any layout, checked from the outside.
//!
//! Knows nothing of how a layout is made, and never mends one.

use super::tree::{Edge, Tree};
use super::{Graph, Layout, Point, Rect, Size};
use std::fmt;

/// Something wrong with a layout. Indices are those of the [`Graph`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Boxes or edges of the layout are not as many as those of the graph.
    Count,
    /// The box is smaller than asked.
    Small(usize),
    /// Two boxes of one group overlap.
    Overlap(usize, usize),
    /// The box is not within its group, below the title band.
    Outside(usize),
    /// The box is not within the canvas.
    BoxOffCanvas(usize),
    /// The route has fewer than two points.
    NoRoute(usize),
    /// The route leaves the canvas.
    RouteOffCanvas(usize),
    /// A segment of the route is neither horizontal nor vertical.
    Slanted(usize),
    /// The route does not start on the border of its first box.
    LooseStart(usize),
    /// The route does not end on the border of its last box.
    LooseEnd(usize),
    /// The route (first) passes through a node (second) it has nothing to do with.
    Through(usize, usize),
    /// The route (first) passes through a group (second) that holds neither of its ends.
    ThroughGroup(usize, usize),
    /// The route (first) crosses the border of a group (second) around one of its ends more often than it must.
    BorderAgain(usize, usize),
    /// Two routes that share no end lie on each other.
    LineOnLine(usize, usize),
    /// The edge asks for a label and has none, or has one that it did not ask for, or a smaller one.
    Label(usize),
    /// The label of the edge is not within the canvas.
    LabelOffCanvas(usize),
    /// The label of the edge (first) covers a box (second).
    LabelOnBox(usize, usize),
    /// The labels of two edges overlap.
    LabelOnLabel(usize, usize),
    /// The label of an edge (first) is on the route of another (second).
    LabelOnLine(usize, usize),
    /// The label of the edge is not on or right beside its own route.
    LabelAstray(usize),
    /// Two groups that are marked as twins and hold the same are not congruent.
    Unlike(usize, usize),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Count => write!(f, "the layout has other boxes or edges than the graph"),
            Fault::Small(index) => write!(f, "box {index} is smaller than asked"),
            Fault::Overlap(a, b) => write!(f, "boxes {a} and {b} overlap"),
            Fault::Outside(index) => write!(f, "box {index} is not inside its group, below the title"),
            Fault::BoxOffCanvas(index) => write!(f, "box {index} is off the canvas"),
            Fault::NoRoute(edge) => write!(f, "edge {edge} has no route"),
            Fault::RouteOffCanvas(edge) => write!(f, "the route of edge {edge} leaves the canvas"),
            Fault::Slanted(edge) => write!(f, "the route of edge {edge} has a slanted segment"),
            Fault::LooseStart(edge) => write!(f, "the route of edge {edge} does not start on its box"),
            Fault::LooseEnd(edge) => write!(f, "the route of edge {edge} does not end on its box"),
            Fault::Through(edge, index) => write!(f, "the route of edge {edge} passes through box {index}"),
            Fault::Label(edge) => write!(f, "the label of edge {edge} is not the one asked for"),
            Fault::LabelOffCanvas(edge) => write!(f, "the label of edge {edge} is off the canvas"),
            Fault::LabelOnBox(edge, index) => write!(f, "the label of edge {edge} covers box {index}"),
            Fault::LabelOnLabel(a, b) => write!(f, "the labels of edges {a} and {b} overlap"),
            Fault::ThroughGroup(edge, index) => {
                write!(f, "the route of edge {edge} passes through group {index}")
            }
            Fault::BorderAgain(edge, index) => {
                write!(
                    f,
                    "the route of edge {edge} crosses the border of group {index} more often than it must"
                )
            }
            Fault::LineOnLine(a, b) => write!(f, "the routes of edges {a} and {b} lie on each other"),
            Fault::LabelOnLine(a, b) => write!(f, "the label of edge {a} is on the route of edge {b}"),
            Fault::LabelAstray(edge) => write!(f, "the label of edge {edge} is away from its route"),
            Fault::Unlike(a, b) => write!(f, "the twins {a} and {b} are not congruent"),
        }
    }
}

/// All faults of a layout of `graph`. Sizes count as asked after they are held to the limits of
/// [`arrange`](super::arrange); edges that name missing boxes are not looked at.
pub fn verify(graph: &Graph, layout: &Layout) -> Vec<Fault> {
    if graph.boxes.len() != layout.boxes.len() || graph.edges.len() != layout.edges.len() {
        return vec![Fault::Count];
    }
    let check = Check { tree: Tree::new(graph), layout };
    let mut faults = Vec::new();
    check.boxes(&mut faults);
    check.routes(&mut faults);
    check.labels(&mut faults);
    check.groups_on_the_way(&mut faults);
    check.lines(&mut faults);
    check.labels_and_lines(&mut faults);
    check.twins(graph, &mut faults);
    faults
}

struct Check<'a> {
    tree: Tree,
    layout: &'a Layout,
}

impl Check<'_> {
    fn canvas(&self) -> Rect {
        Rect { x: 0, y: 0, width: self.layout.size.width, height: self.layout.size.height }
    }

    fn boxes(&self, faults: &mut Vec<Fault>) {
        let rects = &self.layout.boxes;
        for (index, &rect) in rects.iter().enumerate() {
            if is_smaller(rect, self.tree.sizes[index]) {
                faults.push(Fault::Small(index));
            }
            if !self.canvas().holds(rect) {
                faults.push(Fault::BoxOffCanvas(index));
            }
            if let Some(&group) = rects.get(self.tree.parents[index]) {
                let band = self.tree.sizes[self.tree.parents[index]].height;
                let inside = Rect { y: group.y + band, height: group.height - band, ..group };
                if !inside.holds(rect) {
                    faults.push(Fault::Outside(index));
                }
            }
        }
        for children in &self.tree.children {
            overlapping(children, |index| rects[index], |a, b| faults.push(Fault::Overlap(a, b)));
        }
    }

    fn routes(&self, faults: &mut Vec<Fault>) {
        let solid: Vec<usize> = (0..self.tree.root()).filter(|&index| !self.tree.is_group[index]).collect();
        for (index, edge) in self.tree.edges.iter().enumerate() {
            let Some(edge) = edge else { continue };
            let points = &self.layout.edges[index].points;
            let [first, .., last] = points[..] else {
                faults.push(Fault::NoRoute(index));
                continue;
            };
            if !is_on_border(first, self.layout.boxes[edge.from]) {
                faults.push(Fault::LooseStart(index));
            }
            if !is_on_border(last, self.layout.boxes[edge.to]) {
                faults.push(Fault::LooseEnd(index));
            }
            if points.windows(2).any(|pair| pair[0].x != pair[1].x && pair[0].y != pair[1].y) {
                faults.push(Fault::Slanted(index));
            }
            let bounds = points.iter().map(|&point| Rect::between(point, point)).reduce(Rect::around);
            if bounds.is_some_and(|bounds| !self.canvas().holds(bounds)) {
                faults.push(Fault::RouteOffCanvas(index));
            }
            for &other in solid.iter().filter(|&&other| other != edge.from && other != edge.to) {
                let rect = self.layout.boxes[other];
                if points.windows(2).any(|pair| rect.is_cut(pair[0], pair[1])) {
                    faults.push(Fault::Through(index, other));
                }
            }
        }
    }

    fn labels(&self, faults: &mut Vec<Fault>) {
        let mut set = Vec::new();
        for (index, edge) in self.tree.edges.iter().enumerate() {
            let Some(edge) = edge else { continue };
            let (asked, label) = (edge.label, self.layout.edges[index].label);
            let (Some(size), Some(label)) = (asked, label) else {
                if asked.is_some() != label.is_some() {
                    faults.push(Fault::Label(index));
                }
                continue;
            };
            set.push(index);
            if is_smaller(label, size) {
                faults.push(Fault::Label(index));
            }
            if !self.canvas().holds(label) {
                faults.push(Fault::LabelOffCanvas(index));
            }
            let nodes = (0..self.tree.root()).filter(|&other| !self.tree.is_group[other]);
            let covered = nodes.filter(|&other| label.overlaps(self.layout.boxes[other]));
            faults.extend(covered.map(|other| Fault::LabelOnBox(index, other)));
        }
        let label = |index: usize| self.layout.edges[index].label.unwrap_or_default();
        overlapping(&set, label, |a, b| faults.push(Fault::LabelOnLabel(a, b)));
    }
}

impl Check<'_> {
    fn points(&self, edge: usize) -> &[Point] {
        &self.layout.edges[edge].points
    }

    /// The edges that have a route.
    fn routed(&self) -> impl Iterator<Item = (usize, Edge)> {
        let edges = self.tree.edges.iter().enumerate();
        edges
            .filter_map(|(index, edge)| Some((index, (*edge)?)))
            .filter(|&(index, _)| self.points(index).len() > 1)
    }

    /// Whether a box is a group or lies within it.
    fn is_within(&self, index: usize, group: usize) -> bool {
        let mut at = index;
        while at > group && at != self.tree.root() {
            at = self.tree.parents[at];
        }
        at == group
    }

    fn groups_on_the_way(&self, faults: &mut Vec<Fault>) {
        let groups: Vec<usize> = (0..self.tree.root()).filter(|&index| !self.tree.is_solid(index)).collect();
        for (index, edge) in self.routed() {
            let points = self.points(index);
            let bounds = points.iter().map(|&point| Rect::between(point, point)).reduce(Rect::around);
            for &group in &groups {
                let rect = self.layout.boxes[group];
                let is_far = bounds.is_none_or(|bounds| !touches(bounds, rect));
                if is_far {
                    continue;
                }
                let ends = [edge.from, edge.to].map(|end| self.is_within(end, group));
                let is_end = edge.from == group || edge.to == group;
                match ends {
                    [false, false] if points.windows(2).any(|pair| rect.is_cut(pair[0], pair[1])) => {
                        faults.push(Fault::ThroughGroup(index, group));
                    }
                    [false, false] => {}
                    _ if is_end => {
                        // It touches the border where it ends and stays on one side of it.
                        let is_inner = ends == [true, true] && edge.from != edge.to;
                        let is_through = points.windows(2).any(|pair| rect.is_cut(pair[0], pair[1]));
                        if !is_inner && edge.from != edge.to && is_through {
                            faults.push(Fault::BorderAgain(index, group));
                        }
                    }
                    [inside, also] => {
                        let need = usize::from(inside != also);
                        if border_crossings(points, rect) > need {
                            faults.push(Fault::BorderAgain(index, group));
                        }
                    }
                }
            }
        }
    }

    /// Routes without a common end may cross but not share a stretch.
    fn lines(&self, faults: &mut Vec<Fault>) {
        for is_upright in [true, false] {
            // The line a segment is on, where it starts and ends there, and its edge.
            let mut segments: Vec<(i32, i32, i32, usize)> = Vec::new();
            for (index, _) in self.routed() {
                for pair in self.points(index).windows(2) {
                    let line = Rect::between(pair[0], pair[1]);
                    match (line.width, line.height) {
                        (0, 1..) if is_upright => segments.push((line.x, line.y, line.bottom(), index)),
                        (1.., 0) if !is_upright => segments.push((line.y, line.x, line.right(), index)),
                        _ => {}
                    }
                }
            }
            segments.sort_unstable();
            for (place, first) in segments.iter().enumerate() {
                let later = segments[place + 1..].iter();
                for second in later.take_while(|second| second.0 == first.0 && second.1 < first.2) {
                    let (Some(a), Some(b)) = (self.tree.edges[first.3], self.tree.edges[second.3]) else {
                        continue;
                    };
                    let is_related = [a.from, a.to].iter().any(|end| [b.from, b.to].contains(end));
                    if first.3 != second.3 && !is_related {
                        faults.push(Fault::LineOnLine(first.3.min(second.3), first.3.max(second.3)));
                    }
                }
            }
        }
    }

    fn labels_and_lines(&self, faults: &mut Vec<Fault>) {
        for (index, edge) in self.routed() {
            let Some(label) = self.layout.edges[index].label else { continue };
            let is_on = |edge: usize, rect: Rect| {
                self.points(edge).windows(2).any(|pair| rect.is_cut(pair[0], pair[1]))
            };
            // Several loops of one node share a line, and their labels stand in a column beside it.
            if edge.from != edge.to && !is_on(index, label.grown(BESIDE)) {
                faults.push(Fault::LabelAstray(index));
            }
            let hit = self.routed().filter(|&(other, _)| other != index && is_on(other, label));
            faults.extend(hit.map(|(other, _)| Fault::LabelOnLine(index, other)));
        }
    }

    fn twins(&self, graph: &Graph, faults: &mut Vec<Fault>) {
        for first in 0..self.tree.root() {
            let marked = |index: usize| graph.boxes[index].twin.filter(|_| !self.tree.is_solid(index));
            let Some(mark) = marked(first) else { continue };
            let siblings = &self.tree.children[self.tree.parents[first]];
            let twin = siblings.iter().copied().find(|&other| other > first && marked(other) == Some(mark));
            if let Some(other) =
                twin.filter(|&other| self.is_alike(first, other) && !self.is_congruent(first, other))
            {
                faults.push(Fault::Unlike(first, other));
            }
        }
    }

    fn is_alike(&self, a: usize, b: usize) -> bool {
        self.pairs(a, b).is_some_and(|pairs| {
            pairs.iter().all(|&(a, b)| !self.tree.is_solid(a) || self.tree.sizes[a] == self.tree.sizes[b])
        })
    }

    fn is_congruent(&self, a: usize, b: usize) -> bool {
        let (first, second) = (self.layout.boxes[a], self.layout.boxes[b]);
        let (dx, dy) = (second.x - first.x, second.y - first.y);
        let moved = |rect: Rect| Rect { x: rect.x + dx, y: rect.y + dy, ..rect };
        let pairs = self.pairs(a, b).unwrap_or_default();
        pairs.into_iter().all(|(a, b)| moved(self.layout.boxes[a]) == self.layout.boxes[b])
    }

    /// Two groups and all they hold, matched in order; `None` if they do not match.
    fn pairs(&self, a: usize, b: usize) -> Option<Vec<(usize, usize)>> {
        let mut pairs = vec![(a, b)];
        let mut next = 0;
        while let Some(&(a, b)) = pairs.get(next) {
            next += 1;
            let (first, second) = (&self.tree.children[a], &self.tree.children[b]);
            if first.len() != second.len() {
                return None;
            }
            pairs.extend(first.iter().copied().zip(second.iter().copied()));
        }
        Some(pairs)
    }
}

/// How far a label may stand beside its line, in pixels.
const BESIDE: i32 = 3;

/// Whether two rectangles share a point, edges included.
fn touches(a: Rect, b: Rect) -> bool {
    a.x <= b.right() && b.x <= a.right() && a.y <= b.bottom() && b.y <= a.bottom()
}

/// How often a route goes into a rectangle or out of it.
fn border_crossings(points: &[Point], rect: Rect) -> usize {
    let is_inside = |point: Point| {
        rect.x < point.x && point.x < rect.right() && rect.y < point.y && point.y < rect.bottom()
    };
    let mut count = 0;
    for pair in points.windows(2) {
        count += match (is_inside(pair[0]), is_inside(pair[1])) {
            (false, false) => 2 * usize::from(rect.is_cut(pair[0], pair[1])),
            (a, b) => usize::from(a != b),
        };
    }
    count
}

/// Calls for each pair of overlapping rectangles, sweeping along x.
fn overlapping(indices: &[usize], rect: impl Fn(usize) -> Rect, mut call: impl FnMut(usize, usize)) {
    let mut order = indices.to_vec();
    order.sort_by_key(|&index| (rect(index).x, index));
    for (place, &first) in order.iter().enumerate() {
        for &second in &order[place + 1..] {
            if rect(second).x >= rect(first).right() {
                break;
            }
            if rect(first).overlaps(rect(second)) {
                call(first.min(second), first.max(second));
            }
        }
    }
}

fn is_smaller(rect: Rect, size: Size) -> bool {
    rect.width < size.width || rect.height < size.height
}

fn is_on_border(point: Point, rect: Rect) -> bool {
    let is_within = rect.holds(Rect::between(point, point));
    let is_inside = rect.grown(-1).holds(Rect::between(point, point));
    is_within && !is_inside
}

#[cfg(test)]
mod tests {
    use super::super::{BoxSpec, EdgeSpec, Route, arrange, sample};
    use super::*;

    /// A group (0) that holds a node (1), two nodes beside it (2, 3), and edges 1→2 and 2→3 with labels.
    fn graph() -> Graph {
        let spec = |parent, is_group| BoxSpec {
            parent,
            size: Size { width: 60, height: 30 },
            is_group,
            ..BoxSpec::default()
        };
        let edge = |from, to| EdgeSpec { from, to, label: Some(Size { width: 20, height: 10 }) };
        Graph {
            direction: None,
            boxes: vec![spec(None, true), spec(Some(0), false), spec(None, false), spec(None, false)],
            edges: vec![edge(1, 2), edge(2, 3)],
        }
    }

    /// Spoils a good layout and names the fault that this must be.
    #[track_caller]
    fn check(spoil: impl Fn(&mut Layout), expected: Fault) {
        check_in(&graph(), spoil, expected);
    }

    /// The same with another graph.
    #[track_caller]
    fn check_in(graph: &Graph, spoil: impl Fn(&mut Layout), expected: Fault) {
        let mut layout = arrange(graph);
        assert_eq!(verify(graph, &layout), []);
        spoil(&mut layout);
        let faults = verify(graph, &layout);
        assert!(faults.contains(&expected), "{expected} not among {faults:?}");
        assert!(!expected.to_string().is_empty());
    }

    fn middle(rect: Rect) -> Point {
        rect.center()
    }

    #[test]
    fn boxes_are_counted() {
        check(|layout| layout.boxes.truncate(1), Fault::Count);
        check(|layout| layout.edges.push(Route::default()), Fault::Count);
    }

    #[test]
    fn boxes_are_large_enough() {
        check(|layout| layout.boxes[2].width -= 1, Fault::Small(2));
    }

    #[test]
    fn siblings_do_not_overlap() {
        check(|layout| layout.boxes[3] = layout.boxes[2], Fault::Overlap(2, 3));
    }

    #[test]
    fn members_stand_below_the_title_of_their_group() {
        check(|layout| layout.boxes[1].y = layout.boxes[0].y + 5, Fault::Outside(1));
    }

    #[test]
    fn boxes_are_on_the_canvas() {
        check(|layout| layout.boxes[2].y = -1, Fault::BoxOffCanvas(2));
    }

    #[test]
    fn routes_have_two_points() {
        check(|layout| layout.edges[1].points.truncate(1), Fault::NoRoute(1));
    }

    #[test]
    fn routes_are_on_the_canvas() {
        check(|layout| layout.edges[0].points.insert(1, Point { x: -9, y: 0 }), Fault::RouteOffCanvas(0));
    }

    #[test]
    fn routes_are_orthogonal() {
        check(|layout| layout.edges[0].points.insert(1, Point { x: 3, y: 1 }), Fault::Slanted(0));
    }

    #[test]
    fn routes_run_from_border_to_border() {
        check(|layout| layout.edges[0].points[0] = middle(layout.boxes[1]), Fault::LooseStart(0));
        let last = |layout: &mut Layout| {
            let end = middle(layout.boxes[2]);
            layout.edges[0].points.push(end);
        };
        check(last, Fault::LooseEnd(0));
    }

    #[test]
    fn routes_pass_no_foreign_node() {
        let through = |layout: &mut Layout| {
            let rect = layout.boxes[3];
            let y = rect.center().y;
            layout.edges[0].points = vec![Point { x: rect.x - 1, y }, Point { x: rect.right() + 1, y }];
        };
        check(through, Fault::Through(0, 3));
        let down = |layout: &mut Layout| {
            let rect = layout.boxes[3];
            let x = rect.center().x;
            layout.edges[0].points = vec![Point { x, y: rect.bottom() + 1 }, Point { x, y: rect.y - 1 }];
        };
        check(down, Fault::Through(0, 3));
    }

    #[test]
    fn labels_are_those_asked_for() {
        check(|layout| layout.edges[0].label = None, Fault::Label(0));
        let small = |layout: &mut Layout| layout.edges[0].label.iter_mut().for_each(|label| label.width = 3);
        check(small, Fault::Label(0));
    }

    #[test]
    fn labels_cover_nothing() {
        let at = |x, y| Some(Rect { x, y, width: 20, height: 10 });
        check(|layout| layout.edges[0].label = at(-1, 0), Fault::LabelOffCanvas(0));
        let on_box = |layout: &mut Layout| layout.edges[0].label = at(layout.boxes[3].x, layout.boxes[3].y);
        check(on_box, Fault::LabelOnBox(0, 3));
        check(|layout| layout.edges[0].label = layout.edges[1].label, Fault::LabelOnLabel(0, 1));
    }

    #[test]
    fn routes_pass_no_foreign_group() {
        let through = |layout: &mut Layout| {
            let rect = layout.boxes[0];
            let y = rect.bottom() - 2;
            layout.edges[1].points = vec![Point { x: rect.x - 1, y }, Point { x: rect.right() + 1, y }];
        };
        check(through, Fault::ThroughGroup(1, 0));
        let along_the_border = |layout: &mut Layout| {
            let Rect { x, y, height, .. } = layout.boxes[0];
            layout.edges[1].points = vec![Point { x, y }, Point { x, y: y + height }];
        };
        let graph = graph();
        let mut layout = arrange(&graph);
        along_the_border(&mut layout);
        assert!(!verify(&graph, &layout).contains(&Fault::ThroughGroup(1, 0)), "a border may be touched");
    }

    #[test]
    fn routes_cross_a_border_once() {
        // Out of the group, back into it, and out again.
        let again = |layout: &mut Layout| {
            let (group, start) = (layout.boxes[0], layout.boxes[1].center());
            let (inside, outside) = (group.bottom() - 2, group.bottom() + 2);
            layout.edges[0].points = [
                (start.x, start.y),
                (start.x, outside),
                (start.x + 1, outside),
                (start.x + 1, inside),
                (start.x + 2, inside),
                (start.x + 2, outside),
            ]
            .map(|(x, y)| Point { x, y })
            .to_vec();
        };
        check(again, Fault::BorderAgain(0, 0));
        // A route that ends at a group comes from outside.
        let at_group = sample::graph("g[ a ] b b>g");
        let within = |layout: &mut Layout| {
            let Rect { x, y, width, .. } = layout.boxes[0];
            let right = Point { x: x + width, y: y + 5 };
            layout.edges[0].points = vec![Point { x: x - 3, y: y + 5 }, right];
        };
        check_in(&at_group, within, Fault::BorderAgain(0, 0));
        // One that ends inside need not leave at all.
        let inner = sample::graph("g[ a b ] a>b");
        let out = |layout: &mut Layout| {
            let rect = layout.boxes[0];
            let [x, y] = [rect.right() + 5, rect.bottom() - 3];
            let points = [(rect.x + 2, y), (x, y), (x, y - 2), (rect.x + 2, y - 2)];
            layout.edges[0].points = points.map(|(x, y)| Point { x, y }).to_vec();
        };
        check_in(&inner, out, Fault::BorderAgain(0, 0));
    }

    #[test]
    fn routes_without_a_common_end_do_not_lie_on_each_other() {
        let apart = sample::graph("a b c d a>b c>d a>d");
        let on = |layout: &mut Layout| layout.edges[1].points = layout.edges[0].points.clone();
        check_in(&apart, on, Fault::LineOnLine(0, 1));
        let partly = |layout: &mut Layout| {
            let (a, b) = (Point { x: 0, y: 1 }, Point { x: 10, y: 1 });
            layout.edges[0].points = vec![a, b];
            layout.edges[1].points = vec![Point { x: 9, y: 1 }, Point { x: 20, y: 1 }];
        };
        check_in(&apart, partly, Fault::LineOnLine(0, 1));
        // Those of one box may leave it as one line.
        let mut layout = arrange(&apart);
        layout.edges[2].points = layout.edges[0].points.clone();
        let is_on = |fault: &Fault| matches!(fault, Fault::LineOnLine(0, 2));
        assert!(!verify(&apart, &layout).iter().any(is_on));
    }

    #[test]
    fn labels_stand_on_no_other_line() {
        let under = |layout: &mut Layout| {
            let label = layout.edges[0].label.unwrap();
            let y = label.center().y;
            layout.edges[1].points.extend([Point { x: label.x - 9, y }, Point { x: label.right() + 9, y }]);
        };
        check(under, Fault::LabelOnLine(0, 1));
    }

    #[test]
    fn labels_stand_on_or_right_beside_their_own_line() {
        let away = |layout: &mut Layout| {
            layout.edges[0].label = Some(Rect { x: 0, y: 0, width: 20, height: 10 });
        };
        check(away, Fault::LabelAstray(0));
        let near = |by: i32| {
            let graph = sample::graph("a b a>b:");
            let mut layout = arrange(&graph);
            let Rect { width, height, .. } = layout.edges[0].label.unwrap();
            let top = Point { x: 60, y: 10 };
            layout.edges[0].points = vec![top, Point { x: 60, y: 90 }];
            layout.edges[0].label = Some(Rect { x: 60 + by, y: 40, width, height });
            verify(&graph, &layout).contains(&Fault::LabelAstray(0))
        };
        assert_eq!([-10, 0, 2, 3, 9].map(near), [false, false, false, true, true]);
    }

    #[test]
    fn twins_are_congruent() {
        let twins = sample::graph("x=[ a b ] y=[ c d ] a>b c>d");
        check_in(&twins, |layout| layout.boxes[3].width += 1, Fault::Unlike(0, 3));
        check_in(&twins, |layout| layout.boxes[4].x += 1, Fault::Unlike(0, 3));
        // What holds something else need not look the same.
        let other = sample::graph("x=[ a b ] y=[ c ] a>b");
        assert_eq!(verify(&other, &arrange(&other)), []);
    }
}
