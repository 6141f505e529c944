//! The numbers a layout is judged by.
//!
//! Boxes are shrunk by a pixel before anything is said to be in them, so what runs along a border is not inside.
//! Lines that touch, share a trunk or share an end do not cross; lines that change sides do, even where they run
//! along each other for a while. Judges what it is given and never mends it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::geometry::{self, Bounds, Point, Segment};
use super::neutral::{Frame, Graph, Outcome};

/// What boxes are shrunk by on each side, in pixels.
const SHRINK: f64 = 1.0;
/// How far a box may stand out of its group, in pixels.
const CONTAINED: f64 = 1.5;
/// Lines that share more pixels than this overlap.
const OVERLAP: f64 = 3.0;
/// Twins may differ by less than this, in pixels.
const ALIKE: f64 = 2.0;

/// Everything measured of one layout. Counts are better low.
#[derive(Serialize, Default, Debug, PartialEq)]
pub(crate) struct Metrics {
    /// The engine.
    pub(crate) engine: String,
    /// The graph.
    pub(crate) graph: String,
    /// Nodes, groups and edges of the graph that the layout lacks.
    pub(crate) missing: [usize; 3],
    /// Pairs of nodes that overlap.
    pub(crate) node_overlaps: usize,
    /// Nodes and groups that are not inside of their group.
    pub(crate) not_contained: usize,
    /// Pairs of groups that overlap though neither holds the other.
    pub(crate) group_overlaps: usize,
    /// Nodes inside of groups that do not hold them.
    pub(crate) nodes_in_foreign_groups: usize,
    /// Places where two edges cross.
    pub(crate) crossings: usize,
    /// Edges that pass through a node that is neither of their ends, counted for each such node.
    pub(crate) edges_through_nodes: usize,
    /// Edges that pass through a group that holds neither of their ends, counted for each such group.
    pub(crate) edges_through_groups: usize,
    /// How often edges meet the border of a group that holds one of their ends, beyond the need.
    pub(crate) border_excess: usize,
    /// Pairs of edges without a common end that share a stretch of line.
    pub(crate) unrelated_overlaps: usize,
    /// Pairs of edges with a common end that share a stretch of line.
    pub(crate) shared_trunks: usize,
    /// Edges with a route.
    pub(crate) edges: usize,
    /// Corners of all routes.
    pub(crate) bends: usize,
    /// Corners an edge.
    pub(crate) bends_per_edge: f64,
    /// Edges without a corner, in percent.
    pub(crate) straight_percent: f64,
    /// Pieces of routes that are neither level nor upright, in percent.
    pub(crate) slanted_percent: f64,
    /// Length of all routes in pixels.
    pub(crate) length: f64,
    /// Length of all routes over the room between their ends.
    pub(crate) detour: f64,
    /// Edges that run the way the drawing reads, in percent.
    pub(crate) forward_percent: f64,
    /// Labels that are set.
    pub(crate) labels: usize,
    /// Labels that were asked for.
    pub(crate) labels_wanted: usize,
    /// Pairs of a label and a node that overlap.
    pub(crate) labels_on_nodes: usize,
    /// Pairs of labels that overlap.
    pub(crate) labels_on_labels: usize,
    /// Pairs of a label and an edge that is not its own.
    pub(crate) labels_on_edges: usize,
    /// Pairs of a label and the border of a group.
    pub(crate) labels_on_borders: usize,
    /// Pixels from the leftmost to the rightmost thing.
    pub(crate) width: f64,
    /// Pixels from the topmost to the lowest thing.
    pub(crate) height: f64,
    /// Width over height.
    pub(crate) aspect: f64,
    /// Millions of square pixels.
    pub(crate) area: f64,
    /// What no node covers, in percent.
    pub(crate) white_percent: f64,
    /// Pairs of groups that are marked as twins.
    pub(crate) twins: usize,
    /// Those of one size that hold the same at the same places.
    pub(crate) twins_alike: usize,
    /// Those that stand in one row or one column.
    pub(crate) twins_aligned: usize,
    /// What the engine says of its time.
    pub(crate) ms: serde_json::Value,
    /// Why there is nothing to measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
}

/// Measures what an engine made of a graph.
pub(crate) fn measure(graph: &Graph, outcome: &Outcome) -> Metrics {
    let mut metrics = Metrics {
        engine: outcome.engine.clone(),
        graph: graph.name.clone(),
        ms: outcome.ms.clone(),
        error: outcome.error.clone(),
        ..Metrics::default()
    };
    if metrics.error.is_none() {
        let layout = Layout::new(graph, outcome);
        layout.boxes(&mut metrics);
        layout.routes(&mut metrics);
        layout.borders(&mut metrics);
        layout.crossings(&mut metrics);
        layout.labels(&mut metrics);
        layout.extent(&mut metrics);
        layout.twins(&mut metrics);
    }
    metrics
}

/// A box of the layout, and the groups around it.
struct Boxed<'a> {
    id: &'a str,
    frame: Frame,
    parent: Option<&'a str>,
    around: BTreeSet<&'a str>,
}

impl Boxed<'_> {
    fn inside(&self) -> Bounds {
        Bounds::shrunk(self.frame, SHRINK)
    }
}

/// A route with at least two corners.
struct Way<'a> {
    from: &'a str,
    to: &'a str,
    is_curve: bool,
    corners: Vec<Point>,
    label: Option<Frame>,
}

impl Way<'_> {
    fn segments(&self) -> impl Iterator<Item = Segment> + '_ {
        self.corners.windows(2).map(|pair| (pair[0], pair[1]))
    }

    fn meets(&self, bounds: Bounds) -> bool {
        self.segments().any(|line| bounds.is_met_by(line))
    }
}

/// The graph and its layout side by side; what only one of them has is left out.
struct Layout<'a> {
    graph: &'a Graph,
    is_level: bool,
    nodes: Vec<Boxed<'a>>,
    groups: Vec<Boxed<'a>>,
    /// The groups around each box of the graph, by id.
    around: BTreeMap<&'a str, BTreeSet<&'a str>>,
    ways: Vec<Way<'a>>,
    missing_edges: usize,
}

impl<'a> Layout<'a> {
    fn new(graph: &'a Graph, outcome: &'a Outcome) -> Self {
        let nodes = graph.nodes.iter().map(|node| (node.id.as_str(), node.parent.as_deref()));
        let groups = graph.groups.iter().map(|group| (group.id.as_str(), group.parent.as_deref()));
        let (nodes, groups): (BTreeMap<_, _>, BTreeMap<_, _>) = (nodes.collect(), groups.collect());
        let enclosing = |parent: Option<&'a str>| -> BTreeSet<&'a str> {
            let outward = std::iter::successors(parent, |id| groups.get(id).copied().flatten());
            outward.take(groups.len()).collect()
        };
        let both = nodes.iter().chain(&groups);
        let around = both.map(|(&id, &parent)| (id, enclosing(parent))).collect();
        let boxed = |placed: &'a [super::neutral::Placed], known: &BTreeMap<&'a str, Option<&'a str>>| {
            let known = placed.iter().filter_map(|placed| Some((placed, *known.get(placed.id.as_str())?)));
            let boxed = known.map(|(placed, parent)| Boxed {
                id: &placed.id,
                frame: placed.frame,
                parent,
                around: enclosing(parent),
            });
            boxed.collect::<Vec<_>>()
        };
        let edges: BTreeMap<&str, &super::neutral::Edge> =
            graph.edges.iter().map(|edge| (edge.id.as_str(), edge)).collect();
        let routed = outcome.edges.iter().filter(|routed| routed.points.len() > 1);
        let routed: Vec<_> =
            routed.filter_map(|routed| Some((routed, *edges.get(routed.id.as_str())?))).collect();
        let missing_edges = edges.len() - routed.len().min(edges.len());
        let ways = routed.into_iter().map(|(routed, edge)| Way {
            from: &edge.from,
            to: &edge.to,
            is_curve: routed.curve,
            corners: geometry::corners(&routed.points),
            label: routed.label,
        });
        let direction = outcome.direction.as_deref().unwrap_or(&graph.direction);
        Layout {
            graph,
            is_level: direction == "LR",
            nodes: boxed(&outcome.nodes, &nodes),
            groups: boxed(&outcome.groups, &groups),
            around,
            ways: ways.filter(|way| way.corners.len() > 1).collect(),
            missing_edges,
        }
    }

    /// Whether `id` stands in `group`, at any depth.
    fn is_within(&self, id: &str, group: &str) -> bool {
        self.around.get(id).is_some_and(|around| around.contains(group))
    }

    fn boxes(&self, metrics: &mut Metrics) {
        metrics.missing = [
            self.graph.nodes.len() - self.nodes.len(),
            self.graph.groups.len() - self.groups.len(),
            self.missing_edges,
        ];
        metrics.node_overlaps = pairs(&self.nodes).filter(|(a, b)| a.inside().meets(b.inside(), 0.0)).count();
        let foreign = |a: &Boxed, b: &Boxed| !a.around.contains(b.id) && !b.around.contains(a.id);
        let groups = pairs(&self.groups).filter(|(a, b)| foreign(a, b));
        metrics.group_overlaps = groups.filter(|(a, b)| a.inside().meets(b.inside(), 0.0)).count();
        for node in &self.nodes {
            let foreign = self.groups.iter().filter(|group| !node.around.contains(group.id));
            metrics.nodes_in_foreign_groups +=
                foreign.filter(|group| group.inside().meets(node.inside(), 0.0)).count();
        }
        let frames: BTreeMap<&str, Frame> = self.groups.iter().map(|group| (group.id, group.frame)).collect();
        let stands_out = |boxed: &&Boxed| {
            let group = boxed.parent.and_then(|parent| frames.get(parent));
            group.is_some_and(|group| !is_inside(boxed.frame, *group))
        };
        metrics.not_contained = self.nodes.iter().chain(&self.groups).filter(stands_out).count();
    }

    fn routes(&self, metrics: &mut Metrics) {
        let frames: BTreeMap<&str, Frame> = self.nodes.iter().map(|node| (node.id, node.frame)).collect();
        let (mut room, mut pieces, mut slanted, mut straight) = (0.0, 0, 0, 0);
        let (mut forward, mut between_nodes) = (0, 0);
        for way in &self.ways {
            straight += usize::from(way.corners.len() == 2);
            metrics.bends += if way.is_curve { 0 } else { way.corners.len() - 2 };
            for (a, b) in way.segments() {
                metrics.length += (b.0 - a.0).hypot(b.1 - a.1);
                pieces += 1;
                slanted += usize::from((a.0 - b.0).abs() > 0.5 && (a.1 - b.1).abs() > 0.5);
            }
            let through = self.nodes.iter().filter(|node| node.id != way.from && node.id != way.to);
            metrics.edges_through_nodes += through.filter(|node| way.meets(node.inside())).count();
            if let (Some(&a), Some(&b), true) = (frames.get(way.from), frames.get(way.to), way.from != way.to)
            {
                room += gap(a, b).max(1.0);
                between_nodes += 1;
                let ahead = if self.is_level {
                    b.x + b.w / 2.0 - a.x - a.w / 2.0
                } else {
                    b.y + b.h / 2.0 - a.y - a.h / 2.0
                };
                forward += usize::from(ahead > 1.0);
            }
        }
        metrics.edges = self.ways.len();
        metrics.bends_per_edge = hundredths(metrics.bends as f64 / (metrics.edges.max(1)) as f64);
        metrics.straight_percent = percent(straight, metrics.edges);
        metrics.slanted_percent = percent(slanted, pieces);
        metrics.detour = hundredths(metrics.length / f64::max(room, 1.0));
        metrics.length = metrics.length.round();
        metrics.forward_percent = percent(forward, between_nodes);
    }

    fn borders(&self, metrics: &mut Metrics) {
        for way in &self.ways {
            for group in &self.groups {
                let holds = [way.from, way.to].map(|end| self.is_within(end, group.id));
                if holds == [false, false] {
                    metrics.edges_through_groups += usize::from(way.meets(group.inside()));
                } else {
                    let need = usize::from(holds[0] != holds[1]);
                    let met = Bounds::shrunk(group.frame, 0.0).border_meetings(&way.corners);
                    metrics.border_excess += met.saturating_sub(need);
                }
            }
        }
    }

    fn crossings(&self, metrics: &mut Metrics) {
        let lines: Vec<(usize, Segment)> = self
            .ways
            .iter()
            .enumerate()
            .flat_map(|(index, way)| way.segments().map(move |line| (index, line)))
            .collect();
        let mut crossed: BTreeMap<(usize, usize), [usize; 4]> = BTreeMap::new();
        let mut overlapping: BTreeSet<(usize, usize)> = BTreeSet::new();
        for ((first, a), (second, b)) in near(&lines) {
            let counts = crossed.entry((first, second)).or_default();
            for (count, (dx, dy)) in counts.iter_mut().zip(NUDGES) {
                let nudged = ((b.0.0 + dx, b.0.1 + dy), (b.1.0 + dx, b.1.1 + dy));
                *count += usize::from(geometry::do_cross(a, nudged));
            }
            if geometry::shared_length(a, b) > OVERLAP {
                overlapping.insert((first, second));
            }
        }
        metrics.crossings = crossed.values().map(|counts| counts.iter().min().copied().unwrap_or(0)).sum();
        for (first, second) in overlapping {
            let (a, b) = (&self.ways[first], &self.ways[second]);
            let ends: BTreeSet<&str> = [a.from, a.to, b.from, b.to].into();
            match ends.len() {
                4 => metrics.unrelated_overlaps += 1,
                _ => metrics.shared_trunks += 1,
            }
        }
    }

    fn labels(&self, metrics: &mut Metrics) {
        metrics.labels_wanted = self.graph.edges.iter().filter(|edge| edge.has_label()).count();
        let labels = self.ways.iter().enumerate();
        let labels: Vec<(usize, Bounds)> =
            labels.filter_map(|(index, way)| Some((index, Bounds::shrunk(way.label?, SHRINK)))).collect();
        metrics.labels = labels.len();
        metrics.labels_on_labels = pairs(&labels).filter(|(a, b)| a.1.meets(b.1, 0.0)).count();
        for &(index, label) in &labels {
            metrics.labels_on_nodes +=
                self.nodes.iter().filter(|node| node.inside().meets(label, 0.0)).count();
            let others = self.ways.iter().enumerate().filter(|(other, _)| *other != index);
            metrics.labels_on_edges += others.filter(|(_, way)| way.meets(label)).count();
            let borders = self.groups.iter().map(|group| Bounds::shrunk(group.frame, 0.0));
            metrics.labels_on_borders += borders.filter(|border| border.is_border_met_by_box(label)).count();
        }
    }

    fn extent(&self, metrics: &mut Metrics) {
        let frames = self.nodes.iter().chain(&self.groups).map(|boxed| Bounds::shrunk(boxed.frame, 0.0));
        let points = self.ways.iter().flat_map(|way| &way.corners).map(|&point| Bounds::of((point, point)));
        let whole = frames.chain(points).reduce(|a, b| Bounds {
            left: a.left.min(b.left),
            top: a.top.min(b.top),
            right: a.right.max(b.right),
            bottom: a.bottom.max(b.bottom),
        });
        let Some(whole) = whole else { return };
        let (width, height) = (whole.right - whole.left, whole.bottom - whole.top);
        let covered: f64 = self.nodes.iter().map(|node| node.frame.w * node.frame.h).sum();
        metrics.width = width.round();
        metrics.height = height.round();
        metrics.aspect = hundredths(width / height.max(1.0));
        metrics.area = (width * height / 1e3).round() / 1e3;
        metrics.white_percent = (1e3 * (1.0 - covered / f64::max(width * height, 1.0))).round() / 10.0;
    }

    fn twins(&self, metrics: &mut Metrics) {
        let frames: BTreeMap<&str, Frame> =
            self.nodes.iter().chain(&self.groups).map(|boxed| (boxed.id, boxed.frame)).collect();
        let mut sets: BTreeMap<(Option<&str>, &str), Vec<&str>> = BTreeMap::new();
        for group in self.graph.groups.iter().filter(|group| frames.contains_key(group.id.as_str())) {
            if let Some(twin) = group.twin.as_deref().filter(|twin| !twin.is_empty()) {
                sets.entry((group.parent.as_deref(), twin)).or_default().push(&group.id);
            }
        }
        for (a, b) in sets.values().flat_map(|set| pairs(set)) {
            let (shape, other) = (self.shape(a, &frames), self.shape(b, &frames));
            let is_alike =
                shape.len() == other.len() && shape.iter().zip(&other).all(|(a, b)| (a - b).abs() < ALIKE);
            let (p, q) = (frames[a], frames[b]);
            metrics.twins += 1;
            metrics.twins_alike += usize::from(is_alike);
            metrics.twins_aligned += usize::from((p.x - q.x).abs() < ALIKE || (p.y - q.y).abs() < ALIKE);
        }
    }

    /// The size of a group, and where all it holds stands in it, groups before nodes, in the order of the graph.
    fn shape(&self, group: &str, frames: &BTreeMap<&str, Frame>) -> Vec<f64> {
        let origin = frames[group];
        let mut shape = vec![origin.w, origin.h];
        let groups = self.graph.groups.iter().map(|group| (group.id.as_str(), group.parent.as_deref()));
        let nodes = self.graph.nodes.iter().map(|node| (node.id.as_str(), node.parent.as_deref()));
        let all: Vec<_> = groups.chain(nodes).collect();
        let mut open = vec![group];
        while let Some(holder) = open.pop() {
            for (id, _) in all.iter().filter(|(_, parent)| *parent == Some(holder)) {
                if let Some(frame) = frames.get(id) {
                    shape.extend([frame.x - origin.x, frame.y - origin.y, frame.w, frame.h]);
                    open.push(id);
                }
            }
        }
        shape
    }
}

/// Lines that run along each other cross if they do so however one is nudged.
const NUDGES: [(f64, f64); 4] = [(0.07, 0.05), (-0.07, 0.05), (0.07, -0.05), (-0.07, -0.05)];
/// Lines further apart than this have nothing to do with each other, in pixels.
const REACH: f64 = 0.3;

type Owned = (usize, Segment);

/// The pairs of lines of different routes that come near each other, that of the earlier route first.
fn near(lines: &[Owned]) -> Vec<(Owned, Owned)> {
    let mut order: Vec<(Bounds, Owned)> = lines.iter().map(|&line| (Bounds::of(line.1), line)).collect();
    order.sort_by(|a, b| a.0.left.total_cmp(&b.0.left));
    let mut found = Vec::new();
    for (place, (bounds, line)) in order.iter().enumerate() {
        let ahead = order[place + 1..].iter().take_while(|(other, _)| other.left <= bounds.right + REACH);
        let met = ahead.filter(|(other, line_of)| line_of.0 != line.0 && other.meets(*bounds, REACH));
        for (_, other) in met.filter(|(_, other)| geometry::distance(line.1, other.1) <= REACH) {
            found.push(if line.0 < other.0 { (*line, *other) } else { (*other, *line) });
        }
    }
    found
}

/// Every two of a list, the earlier one first.
fn pairs<T>(list: &[T]) -> impl Iterator<Item = (&T, &T)> {
    list.iter().enumerate().flat_map(|(index, a)| list[index + 1..].iter().map(move |b| (a, b)))
}

fn is_inside(frame: Frame, group: Frame) -> bool {
    frame.x >= group.x - CONTAINED
        && frame.y >= group.y - CONTAINED
        && frame.x + frame.w <= group.x + group.w + CONTAINED
        && frame.y + frame.h <= group.y + group.h + CONTAINED
}

/// The room between two boxes, level and upright together.
fn gap(a: Frame, b: Frame) -> f64 {
    let level = a.x.max(b.x) - (a.x + a.w).min(b.x + b.w);
    let upright = a.y.max(b.y) - (a.y + a.h).min(b.y + b.h);
    level.max(0.0) + upright.max(0.0)
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn percent(part: usize, whole: usize) -> f64 {
    (100.0 * part as f64 / whole.max(1) as f64).round()
}
