//! The page of a stack.

use super::super::drawing::Shown;
use super::super::navigation::Item;
use super::super::plan::Plan;
use super::super::props::{
    DrawingProps, HeadingProps, LinkProps, RelationProps, StackAnchors, StackPartProps, StackProps, ViewProps,
};
use super::super::routes::{Href, anchor_of};
use super::super::sheet::{Done, Heading, Sheet};
use super::{below, description, document_of, heading, headings, section_id};
use crate::model::{Connection, Document, Lang, Stack, StackId, Subject};

/// The page of a stack.
pub(super) fn page(plan: &Plan<'_>, lang: Lang, id: StackId) -> Done {
    let stack = &plan.model.stacks[id];
    let subject = Subject::Stack(id);
    let written = document_of(plan, subject, lang);
    let document = written.map(|(_, document)| document);
    let mut sheet = Sheet::new(plan, lang, plan.routes.stack(id, lang));
    let props = props(&mut sheet, id, document);
    let body = document.and_then(|document| sheet.prose(&document.prose));
    let list = sheet.href(&plan.routes.stacks[lang]);
    let heading = Heading {
        title: super::title_of(plan, subject, lang, &stack.title[lang]),
        description: description(&stack.summary[lang]),
        routes: plan.routes.stack_in_all(id),
        breadcrumbs: below(&sheet, sheet.edition().word("stacks"), list),
        contents: contents(&sheet, &props, document),
        page: written.map(|(page, _)| page),
        item: Item::Stack(id),
        stack: Some(id),
    };
    let scope = sheet.edition().scope().with("stack", &props);
    sheet.finish("stack.html", heading, body, scope)
}

fn props<'p>(sheet: &mut Sheet<'p>, id: StackId, document: Option<&Document>) -> StackProps<'p> {
    let (plan, lang) = (sheet.plan, sheet.lang);
    let stack = &plan.model.stacks[id];
    let mut views = Vec::with_capacity(stack.views.len());
    for (view, written) in stack.views.iter() {
        let title = written.title[lang].as_str();
        let drawing = sheet.drawing_of(id, Shown::View(view), title);
        views.push(ViewProps { title, anchor: anchor_of("view-", &written.id), drawing });
    }
    let relations_anchor = section_id(document, "relations");
    let drawing = sheet.drawing_of(id, Shown::Everything, &stack.title[lang]);
    StackProps {
        id: &stack.id,
        summary: sheet.text(&stack.summary),
        region: stack.region.map(|region| {
            let region = &plan.model.regions[region];
            format!("{}, {}", region.name[lang], region.code)
        }),
        // All of it stands in the table of connections already.
        drawing: DrawingProps {
            relations: Vec::new(),
            said_at: (!stack.connections.is_empty()).then(|| Href::anchor(&relations_anchor)),
            ..drawing
        },
        views,
        flows: stack.flows.ids().map(|flow| sheet.flow_props(id, flow)).collect(),
        relations: stack
            .connections
            .iter()
            .map(|(_, connection)| relation(sheet, stack, connection))
            .collect(),
        parts: parts(sheet, stack),
        anchors: StackAnchors {
            drawing: section_id(document, "drawing"),
            relations: relations_anchor,
            parts: section_id(document, "parts"),
        },
    }
}

fn relation<'p>(sheet: &Sheet<'p>, stack: &'p Stack, connection: &'p Connection) -> RelationProps<'p> {
    let (from, to) = (&stack.nodes[connection.from], &stack.nodes[connection.to]);
    RelationProps {
        from: &from.name[sheet.lang],
        from_href: from.service.map(|service| sheet.service_href(service)),
        to: &to.name[sheet.lang],
        to_href: to.service.map(|service| sheet.service_href(service)),
        label: connection.label.as_ref().map_or("", |label| &label[sheet.lang]),
        protocol: connection.protocol.as_deref().unwrap_or(""),
        kind: kind_of(sheet, connection),
        remarks: remarks(sheet, connection).collect(),
    }
}

/// What runs over a connection, in words.
pub(super) fn kind_of<'p>(sheet: &Sheet<'p>, connection: &Connection) -> &'p str {
    let edition = sheet.edition();
    let word = connection.kind.word();
    edition.words.get(&format!("connection_{word}")).map_or(word, String::as_str)
}

/// What else there is to say of a connection.
pub(super) fn remarks<'p>(
    sheet: &Sheet<'p>,
    connection: &Connection,
) -> impl Iterator<Item = &'p str> + use<'p> {
    let edition = sheet.edition();
    let both = connection.is_both.then(|| edition.word("relation-both"));
    both.into_iter().chain(connection.is_optional.then(|| edition.word("relation-optional")))
}

fn parts<'p>(sheet: &Sheet<'p>, stack: &'p Stack) -> Vec<StackPartProps<'p>> {
    let model = sheet.plan.model;
    let rows = stack.nodes.iter().map(|(_, node)| StackPartProps {
        name: &node.name[sheet.lang],
        kind: sheet.edition().kind(&node.kind),
        service: node.service.map(|service| LinkProps {
            title: model.services[service].name[sheet.lang].clone(),
            href: sheet.service_href(service),
        }),
        group: node.parent.map(|group| stack.nodes[group].name[sheet.lang].as_str()),
        count: node.count.as_deref().unwrap_or(""),
        is_optional: node.is_optional,
    });
    rows.collect()
}

fn contents(sheet: &Sheet<'_>, props: &StackProps<'_>, document: Option<&Document>) -> Vec<HeadingProps> {
    let word = |id: &'static str| sheet.edition().word(id);
    let mut contents = vec![heading(word("stack-drawing"), &props.anchors.drawing)];
    contents.extend(document.into_iter().flat_map(headings));
    contents.extend(props.views.iter().map(|view| heading(view.title, &view.anchor)));
    contents.extend(props.flows.iter().filter_map(|flow| Some(heading(flow.title, flow.anchor.as_deref()?))));
    if !props.relations.is_empty() {
        contents.push(heading(word("stack-relations"), &props.anchors.relations));
    }
    contents.push(heading(word("stack-parts"), &props.anchors.parts));
    contents
}
