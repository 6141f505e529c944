//! Drawings in pages: laid out once, then written for each page they stand in.
//!
//! The only place of the site that knows how drawings are made. Draws nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::html::Html;
use super::routes::{Route, Routes};
use crate::draw::{self, Drawing, Embedding, Layouts, Selection, SvgOptions, Texts};
use crate::model::{FlowId, Lang, Model, NodeId, ServiceId, Stack, StackId, ViewId};

/// What a drawing of a stack shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Shown {
    /// All of it.
    Everything,
    /// A view.
    View(ViewId),
    /// The steps of a flow.
    Flow(FlowId),
}

/// Width and height of the picture of a page, in pixels: what programs that show a link expect.
pub(super) const POSTER_SIZE: (u32, u32) = (1200, 630);

/// The drawings that pages ask for by name, laid out.
#[derive(Debug)]
pub(super) struct Drawings(BTreeMap<(StackId, Shown), Placed>);

/// A drawing, and which service each of its nodes is.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    drawing: Drawing,
    services: Vec<Option<ServiceId>>,
}

impl Drawings {
    /// Lays out everything, each view and each flow of every stack.
    pub(super) fn new(model: &Model, layouts: &Layouts) -> Self {
        let wanted: Vec<(StackId, Shown)> =
            model.stacks.iter().flat_map(|(id, stack)| wanted(id, stack)).collect();
        let placed = wanted
            .into_par_iter()
            .map(|(stack, shown)| ((stack, shown), place(model, stack, shown, layouts)));
        Drawings(placed.collect::<Vec<_>>().into_iter().collect())
    }

    /// A drawing of those that were laid out.
    pub(super) fn get(&self, stack: StackId, shown: Shown) -> &Placed {
        self.0.get(&(stack, shown)).expect("everything, the views and the flows of each stack are laid out")
    }
}

fn wanted(id: StackId, stack: &Stack) -> Vec<(StackId, Shown)> {
    let views = stack.views.ids().map(Shown::View);
    let flows = stack.flows.ids().map(Shown::Flow);
    std::iter::once(Shown::Everything).chain(views).chain(flows).map(|shown| (id, shown)).collect()
}

fn place(model: &Model, id: StackId, shown: Shown, layouts: &Layouts) -> Placed {
    let stack = &model.stacks[id];
    let scene = match shown {
        Shown::Everything => draw::view_scene(model, id, None, |_| None),
        Shown::View(view) => draw::view_scene(model, id, Some(view), |_| None),
        Shown::Flow(flow) => flow_scene(model, stack, flow),
    };
    laid_out(stack, scene, layouts)
}

fn laid_out(stack: &Stack, scene: draw::Scene, layouts: &Layouts) -> Placed {
    let nodes: BTreeMap<&str, Option<ServiceId>> =
        stack.nodes.iter().map(|(_, node)| (node.id.as_str(), node.service)).collect();
    let services = scene.nodes.iter().map(|node| nodes.get(node.id.as_str()).copied().flatten()).collect();
    Placed { drawing: draw::draw_again(scene, layouts), services }
}

/// A service among its neighbours in a stack; `None` if nothing is connected with it.
pub(super) fn neighbourhood(
    model: &Model,
    id: StackId,
    nodes: &[NodeId],
    title: &Texts,
    layouts: &Layouts,
) -> Option<Placed> {
    let stack = &model.stacks[id];
    let is_connected =
        nodes.iter().any(|node| !stack.incoming(*node).is_empty() || !stack.outgoing(*node).is_empty());
    if !is_connected {
        return None;
    }
    let own: BTreeSet<NodeId> = nodes.iter().copied().collect();
    let ids: BTreeSet<&str> = nodes.iter().map(|node| stack.nodes[*node].id.as_str()).collect();
    let near = stack.neighbourhood(&own, 1);
    let selection = Selection { include: near.into_iter().collect(), neighbours: 0, depth: None };
    let mut scene = draw::scene(model, stack, &selection, |_| None);
    scene.title.clone_from(title);
    // What the neighbours have to do with each other is not the subject here.
    let is_own: Vec<bool> = scene.nodes.iter().map(|node| ids.contains(node.id.as_str())).collect();
    scene.connections.retain(|connection| is_own[connection.from as usize] || is_own[connection.to as usize]);
    Some(laid_out(stack, scene, layouts))
}

/// The nodes of a flow with its steps as connections, each labelled with its number.
fn flow_scene(model: &Model, stack: &Stack, flow: FlowId) -> draw::Scene {
    let flow = &stack.flows[flow];
    let nodes: BTreeSet<NodeId> = flow.steps.iter().flat_map(|step| [step.from, step.to]).collect();
    let selection = Selection { include: nodes.into_iter().collect(), neighbours: 0, depth: None };
    let mut scene = draw::scene(model, stack, &selection, |_| None);
    scene.title = flow.title.values().to_vec();
    let index: BTreeMap<&str, u32> =
        (0..).zip(&scene.nodes).map(|(index, node)| (node.id.as_str(), index)).collect();
    let at = |node: NodeId| index.get(stack.nodes[node].id.as_str()).copied();
    let mut connections: Vec<draw::Connection> = Vec::new();
    for (number, step) in (1..).zip(&flow.steps) {
        let (Some(from), Some(to)) = (at(step.from), at(step.to)) else { continue };
        match connections.iter_mut().find(|connection| (connection.from, connection.to) == (from, to)) {
            Some(connection) => connection.label[0].push_str(&format!(", {number}")),
            None => {
                let written = scene.connections.iter().find(|c| (c.from, c.to) == (from, to));
                let kind = written.map(|connection| connection.kind).unwrap_or_default();
                let label = vec![number.to_string()];
                connections.push(draw::Connection { from, to, kind, label, ..draw::Connection::default() });
            }
        }
    }
    scene.connections = connections;
    scene
}

impl Placed {
    /// The drawing as part of the page at `from`, its nodes leading to the pages of their services. `id_prefix` is
    /// unique in the page.
    pub(super) fn inline(&self, from: &Route, lang: Lang, routes: &Routes, id_prefix: String) -> Html {
        let mut drawing = self.drawing.clone();
        for (node, service) in drawing.scene.nodes.iter_mut().zip(&self.services) {
            node.href =
                service.map(|service| vec![from.to(routes.service(service, lang)).as_str().to_owned()]);
        }
        let options = SvgOptions { embedding: Embedding::Inline { id_prefix } };
        Html::trusted(draw::svg(&drawing, lang.position(), &options))
    }

    /// The width, in hundreds of pixels, below which its texts are too small to read: seven tenths of its own.
    pub(super) fn least_width(&self) -> u32 {
        let width = u32::try_from(self.drawing.size().width).unwrap_or(0);
        (width * 7).div_ceil(1000).min(24)
    }

    /// The drawing as a PNG for those who link to a page; `None` where it cannot be painted.
    pub(super) fn poster(&self, lang: Lang) -> Option<Vec<u8>> {
        draw::poster(&self.drawing, lang.position(), POSTER_SIZE).ok()
    }

    /// The drawing as a file of its own.
    pub(super) fn file(&self, lang: Lang) -> String {
        draw::svg(&self.drawing, lang.position(), &SvgOptions { embedding: Embedding::Standalone })
    }
}
