//! Drawings in pages: laid out once, then written for each page they stand in.
//!
//! The only place of the site that knows how drawings are made. Draws nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::html::Html;
use super::pages;
use super::plan::Plan;
use super::props::DrawnProps;
use super::routes::{Href, Route, anchor_of};
use crate::draw::{self, Details, Drawing, Embedding, Layouts, Opening, Selection, SvgOptions, Texts};
use crate::model::{FlowId, Lang, Model, NodeId, ServiceId, Stack, StackId, Value, ViewId};

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
pub(super) struct Drawings<'a> {
    placed: BTreeMap<(StackId, Shown), Placed>,
    details: BTreeMap<StackId, Details>,
    /// What is laid out is looked for here first.
    layouts: &'a Layouts,
}

/// A drawing, and where each of its nodes leads.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    stack: StackId,
    drawing: Drawing,
    ways: Vec<Way>,
}

/// Where a node leads.
#[derive(Clone, Copy, Debug)]
enum Way {
    Nowhere,
    /// To the page of the service it is.
    Service(ServiceId),
    /// To the drawing that says more of it.
    Opening(Opening),
}

impl<'a> Drawings<'a> {
    /// Lays out everything, each view and each flow of every stack.
    pub(super) fn new(model: &Model, layouts: &'a Layouts) -> Self {
        let details: BTreeMap<StackId, Details> =
            model.stacks.iter().map(|(id, stack)| (id, Details::new(stack))).collect();
        let wanted: Vec<(StackId, Shown)> =
            model.stacks.iter().flat_map(|(id, stack)| wanted(id, stack)).collect();
        let placed = wanted
            .into_par_iter()
            .map(|(stack, shown)| ((stack, shown), place(model, stack, shown, &details[&stack], layouts)));
        let placed = placed.collect::<Vec<_>>().into_iter().collect();
        Drawings { placed, details, layouts }
    }

    /// A drawing of those that were laid out.
    pub(super) fn get(&self, stack: StackId, shown: Shown) -> &Placed {
        self.placed
            .get(&(stack, shown))
            .expect("everything, the views and the flows of each stack are laid out")
    }

    /// A service among its neighbours in a stack; `None` if nothing is connected with it.
    pub(super) fn neighbourhood(
        &self,
        model: &Model,
        id: StackId,
        nodes: &[NodeId],
        title: &Texts,
    ) -> Option<Placed> {
        let stack = &model.stacks[id];
        let is_connected =
            nodes.iter().any(|node| !stack.incoming(*node).is_empty() || !stack.outgoing(*node).is_empty());
        if !is_connected {
            return None;
        }
        let scene = neighbourhood_scene(model, stack, nodes, title);
        Some(laid_out(model, id, scene, &self.details[&id], None, self.layouts))
    }
}

/// Where the file of the drawing `name` is, beside the page at `route`.
pub(super) fn picture_of(route: &Route, name: &str) -> Route {
    let stem = route.path().strip_suffix(".html").or(route.path().strip_suffix(".md"));
    let is_fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let name: String = name.chars().map(|c| if is_fine(c) { c } else { '-' }).collect();
    Route::new(format!("{}.{name}.svg", stem.unwrap_or(route.path())))
}

/// Where the file of a drawing of a stack is, beside the page of the stack.
pub(super) fn picture_of_stack(plan: &Plan<'_>, lang: Lang, id: StackId, shown: Shown) -> Route {
    let stack = &plan.model.stacks[id];
    let name = match shown {
        Shown::Everything => "all".to_owned(),
        Shown::View(view) => format!("view-{}", stack.views[view].id),
        Shown::Flow(flow) => format!("flow-{}", stack.flows[flow].id),
    };
    picture_of(plan.routes.stack(id, lang), &name)
}

/// The drawings that the page of a stack has, in its order.
pub(super) fn of_stack(id: StackId, stack: &Stack) -> impl Iterator<Item = Shown> {
    wanted(id, stack).into_iter().map(|(_, shown)| shown)
}

fn wanted(id: StackId, stack: &Stack) -> Vec<(StackId, Shown)> {
    let views = stack.views.ids().map(Shown::View);
    let flows = stack.flows.ids().map(Shown::Flow);
    std::iter::once(Shown::Everything).chain(views).chain(flows).map(|shown| (id, shown)).collect()
}

fn place(model: &Model, id: StackId, shown: Shown, details: &Details, layouts: &Layouts) -> Placed {
    let (scene, view) = match shown {
        Shown::Everything => (draw::view_scene(model, id, None, |_| None), None),
        Shown::View(view) => (draw::view_scene(model, id, Some(view), |_| None), Some(view)),
        Shown::Flow(flow) => (flow_scene(model, &model.stacks[id], flow), None),
    };
    laid_out(model, id, scene, details, view, layouts)
}

fn laid_out(
    model: &Model,
    id: StackId,
    scene: draw::Scene,
    details: &Details,
    view: Option<ViewId>,
    layouts: &Layouts,
) -> Placed {
    let stack = &model.stacks[id];
    let nodes: BTreeMap<&str, NodeId> = stack.nodes.iter().map(|(id, node)| (node.id.as_str(), id)).collect();
    let ways = scene.nodes.iter().zip(scene.holders()).map(|(drawn, is_frame)| {
        let Some(&node) = nodes.get(drawn.id.as_str()) else { return Way::Nowhere };
        let holds = !stack.nodes[node].children.is_empty();
        let opening = if holds { details.of(node, !is_frame, view) } else { None };
        let service = stack.nodes[node].service.map_or(Way::Nowhere, Way::Service);
        opening.map_or(service, Way::Opening)
    });
    Placed { stack: id, ways: ways.collect(), drawing: draw::draw_again(scene, layouts) }
}

fn neighbourhood_scene(model: &Model, stack: &Stack, nodes: &[NodeId], title: &Texts) -> draw::Scene {
    let own: BTreeSet<NodeId> = nodes.iter().copied().collect();
    let ids: BTreeSet<&str> = nodes.iter().map(|node| stack.nodes[*node].id.as_str()).collect();
    let near = stack.neighbourhood(&own, 1);
    let selection = Selection { include: near.into_iter().collect(), neighbours: 0, depth: None };
    let mut scene = draw::scene(model, stack, &selection, |_| None);
    scene.title.clone_from(title);
    scene.words = Some(draw::words(model));
    // What the neighbours have to do with each other is not the subject here.
    let is_own: Vec<bool> = scene.nodes.iter().map(|node| ids.contains(node.id.as_str())).collect();
    scene.connections.retain(|connection| is_own[connection.from as usize] || is_own[connection.to as usize]);
    scene
}

/// The nodes of a flow with its steps as connections, each labelled with its number.
fn flow_scene(model: &Model, stack: &Stack, flow: FlowId) -> draw::Scene {
    let flow = &stack.flows[flow];
    let nodes: BTreeSet<NodeId> = flow.steps.iter().flat_map(|step| [step.from, step.to]).collect();
    let selection = Selection { include: nodes.into_iter().collect(), neighbours: 0, depth: None };
    let mut scene = draw::scene(model, stack, &selection, |_| None);
    scene.title = flow.title.values().to_vec();
    scene.words = Some(draw::words(model));
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
    /// The drawing as part of the page at `from`: its nodes lead to the pages of their services, or to the drawing
    /// that says more of them. `id_prefix` is unique in the page.
    pub(super) fn inline(&self, plan: &Plan<'_>, from: &Route, lang: Lang, id_prefix: String) -> Html {
        let mut drawing = self.drawing.clone();
        for (node, way) in drawing.scene.nodes.iter_mut().zip(&self.ways) {
            let href = match way {
                Way::Nowhere => continue,
                Way::Service(service) => from.to(plan.routes.service(*service, lang)),
                Way::Opening(opening) => {
                    let (href, title) = self.opened(plan, from, lang, *opening);
                    node.note =
                        vec![plan.model.message(lang, "drawing-opens", &[("view", Value::Text(title))])];
                    href
                }
            };
            node.href = Some(vec![href.as_str().to_owned()]);
        }
        let options = SvgOptions { embedding: Embedding::Inline { id_prefix } };
        Html::trusted(draw::svg(&drawing, lang.position(), &options))
    }

    /// Where a drawing that says more is, and its title.
    fn opened<'m>(&self, plan: &'m Plan<'_>, from: &Route, lang: Lang, opening: Opening) -> (Href, &'m str) {
        let stack = &plan.model.stacks[self.stack];
        let (anchor, title) = match opening {
            Opening::View(view) => (anchor_of("view-", &stack.views[view].id), &stack.views[view].title),
            Opening::Everything => (pages::drawing_anchor(plan, lang, self.stack), &stack.title),
        };
        (from.to_anchor(plan.routes.stack(self.stack, lang), Some(&anchor)), &title[lang])
    }

    /// The connections that are drawn, in words: as many as there are lines, each between the boxes that it joins.
    pub(super) fn relations(&self, plan: &Plan<'_>, lang: Lang) -> Vec<DrawnProps> {
        let scene = &self.drawing.scene;
        let edition = &plan.editions[lang];
        let called = |node: u32| scene.nodes[node as usize].called(lang.position()).to_owned();
        let rows = scene.connections.iter().map(|connection| {
            let kind = connection.kind.word();
            let merged = connection.merged.map(|merged| {
                plan.model.message(lang, "relation-merged", &[("count", Value::Number(merged.into()))])
            });
            let remark = |is_so: bool, word: &'static str| is_so.then(|| edition.word(word).to_owned());
            let both = remark(connection.is_both, "relation-both");
            let optional = remark(connection.is_optional, "relation-optional");
            DrawnProps {
                from: called(connection.from),
                to: called(connection.to),
                label: connection
                    .label
                    .get(lang.position())
                    .or(connection.label.first())
                    .cloned()
                    .unwrap_or_default(),
                protocol: connection.protocol.clone().unwrap_or_default(),
                kind: edition
                    .words
                    .get(&format!("connection_{kind}"))
                    .map_or(kind, String::as_str)
                    .to_owned(),
                remarks: both.into_iter().chain(optional).chain(merged).collect(),
            }
        });
        rows.collect()
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

#[cfg(test)]
mod tests {
    use super::super::plan::Making;
    use super::super::theme::Theme;
    use super::*;
    use crate::diagnostic::Report;
    use crate::source::{SourceFile, Sources};

    /// A stack with a group that one view closes and another one details, and with names that nobody should choose.
    const STACK: &str = r#"title: S
nodes:
  "a\"b<c>": { name: "<b>|&\"" }
  blank: { name: { en: " ", fr: "un\ndeux" } }
  group:
    name: Group
    nodes:
      one: { service: box }
      two: {}
      inner: { nodes: { three: {} } }
connections:
  - { from: "a\"b<c>", to: one, label: { en: x|y, fr: z }, protocol: TCP }
  - { from: "a\"b<c>", to: two, protocol: TCP }
  - { from: one, to: two }
  - { from: two, to: three, kind: data, optional: true, both: true }
  - { from: blank, to: blank }
views:
  closed: { depth: 1 }
  group: { title: { en: The group, fr: Le groupe }, include: [group], neighbours: 1 }
flows:
  f: { title: F, steps: [{ from: blank, to: one, text: T }, { from: one, to: two, text: T }, { from: blank, to: one, text: T }] }
"#;

    fn sources() -> Sources {
        let file = |path: &str, text: &str| SourceFile::new(path, text);
        crate::load::project(vec![
            file(
                "book.toml",
                "[book]\ntitle = \"T\"\nlanguage = \"en\"\n[output.maquette]\nlanguages = [\"en\", \"fr\"]\n",
            ),
            file(
                "content/catalog/c.yaml",
                "categories: { compute: C }\nservices:\n  box: { name: Box, category: compute, console: none, presentation: none }\n",
            ),
            file("content/stacks/s.yaml", STACK),
        ])
    }

    /// What `look` finds in the only stack of [`sources`].
    fn with_plan<T>(look: impl FnOnce(&Plan<'_>, StackId) -> T) -> T {
        let sources = sources();
        let mut report = Report::new();
        let model = crate::model::resolve(crate::parse::parse(&sources, &mut report), &mut report);
        let theme = Theme::compile(&sources, &model.settings.theme, &mut report);
        let layouts = Layouts::default();
        let making = Making { layouts: &layouts, has_posters: false };
        let plan = Plan::new(&model, &sources, &theme, making, &mut Vec::new());
        let stack = model.stacks.ids().next().expect("a stack");
        look(&plan, stack)
    }

    fn view(plan: &Plan<'_>, stack: StackId, id: &str) -> Shown {
        Shown::View(plan.model.stacks[stack].view(id).expect("a view"))
    }

    #[test]
    fn the_words_of_a_drawing_are_its_lines_in_every_language() {
        with_plan(|plan, id| {
            for shown in of_stack(id, &plan.model.stacks[id]) {
                let placed = plan.drawings.get(id, shown);
                for lang in plan.model.langs() {
                    let name = |text: &str| {
                        let mut escaped = String::new();
                        super::super::html::escape(&mut escaped, text);
                        escaped.replace("&quot;", "\"").split_whitespace().collect::<Vec<_>>().join(" ")
                    };
                    let said: Vec<String> = placed
                        .relations(plan, lang)
                        .iter()
                        .map(|row| {
                            let arrow = if row
                                .remarks
                                .contains(&plan.editions[lang].word("relation-both").to_owned())
                            {
                                '↔'
                            } else {
                                '→'
                            };
                            name(&format!("{} {arrow} {}", row.from, row.to))
                        })
                        .collect();
                    let svg = placed.inline(plan, plan.routes.stack(id, lang), lang, "x-".to_owned());
                    let lines = svg.as_str().split("data-from=").skip(1);
                    let drawn: Vec<String> = lines
                        .filter_map(|line| line.split("<title>").nth(1)?.split('<').next().map(str::to_owned))
                        .map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "))
                        .collect();
                    assert_eq!(said.len(), drawn.len(), "{shown:?}");
                    for (said, drawn) in said.iter().zip(&drawn) {
                        assert!(drawn.starts_with(said), "{said} is drawn as {drawn}");
                    }
                }
            }
        });
    }

    #[test]
    fn what_a_closed_group_holds_is_said_of_the_group() {
        with_plan(|plan, id| {
            let lang = plan.model.default_language;
            let rows = plan.drawings.get(id, view(plan, id, "closed")).relations(plan, lang);
            let said: Vec<String> = rows
                .iter()
                .map(|row| {
                    let DrawnProps { from, to, label, protocol, kind, remarks } = row;
                    format!("{from} / {to} / {label} / {protocol} / {kind} / {}", remarks.join(", "))
                })
                .collect();
            let expected = [
                "<b>|&\" / Group / x|y / TCP / request / stands for 2 connections",
                "un\ndeux / un\ndeux /  /  / request / ",
            ];
            assert_eq!(said, expected);
        });
    }

    #[test]
    fn steps_between_the_same_two_are_one_line() {
        with_plan(|plan, id| {
            let flow = plan.model.stacks[id].flow("f").expect("a flow");
            let rows = plan.drawings.get(id, Shown::Flow(flow)).relations(plan, plan.model.default_language);
            let said: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
            assert_eq!(said, ["1, 3", "2"]);
        });
    }

    #[test]
    fn a_closed_group_leads_to_its_view_and_says_so() {
        with_plan(|plan, id| {
            let lang = plan.model.default_language;
            let stack = plan.routes.stack(id, lang);
            let leads = |shown: Shown, from: &Route, node: &str| {
                let svg = plan.drawings.get(id, shown).inline(plan, from, lang, "x-".to_owned());
                let tag = svg
                    .as_str()
                    .split('<')
                    .find(|tag| tag.contains("mq-node") && tag.contains(&format!("data-id=\"{node}\"")));
                let tag = tag.expect("the node is drawn").to_owned();
                tag.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned)
            };
            let closed = view(plan, id, "closed");
            assert_eq!(leads(closed, stack, "group").as_deref(), Some("#view-group"));
            let home = &plan.routes.home[lang];
            assert_eq!(leads(closed, home, "group").as_deref(), Some("stacks/s.html#view-group"));
            assert_eq!(leads(Shown::Everything, stack, "group").as_deref(), Some("#view-group"));
            assert_eq!(leads(view(plan, id, "group"), stack, "group"), None, "that is where one is");
            assert_eq!(leads(Shown::Everything, stack, "one").as_deref(), Some("../services/box.html"));
            let svg = plan.drawings.get(id, closed).inline(plan, stack, lang, "x-".to_owned());
            assert!(svg.as_str().contains("<title>Opens the drawing “The group”</title>"));
        });
    }
}
