//! The page of a service.

use super::super::drawing::picture_of;
use super::super::navigation::Item;
use super::super::plan::{Place, Plan, admin_props};
use super::super::props::{
    HeadingProps, LinkProps, NeighbourProps, NoteProps, PlaceProps, RegionProps, ServiceAnchors, ServiceProps,
};
use super::super::routes::{Href, anchor_of};
use super::super::sheet::{Done, Heading, Sheet, presentation_props};
use super::{description, document_of, heading, headings, section_id};
use crate::model::{
    Connection, Console, ConsoleLink, Document, Lang, NodeId, Service, ServiceId, Stack, Subject, Value,
};

/// The page of a service in one language.
pub(super) fn page(plan: &Plan<'_>, lang: Lang, id: ServiceId, places: &[Place]) -> Done {
    let service = &plan.model.services[id];
    let subject = Subject::Service(id);
    let written = document_of(plan, subject, lang);
    let document = written.map(|(_, document)| document);
    let mut sheet = Sheet::new(plan, lang, plan.routes.service(id, lang));
    let body = document.and_then(|document| sheet.prose(&document.prose));
    let props = props(&mut sheet, service, document, places);
    let services = LinkProps {
        title: sheet.edition().word("services").to_owned(),
        href: sheet.href(&plan.routes.services[lang]),
    };
    let heading = Heading {
        title: super::title_of(plan, subject, lang, &service.name[lang]),
        description: description(&service.summary[lang]),
        routes: plan.routes.service_in_all(id),
        breadcrumbs: vec![sheet.home(), services, props.category.clone()],
        contents: contents(&sheet, &props, document),
        page: written.map(|(page, _)| page),
        item: Item::Service(service.category),
        stack: places.first().map(|place| place.stack),
    };
    let scope = sheet.edition().scope().with("service", &props);
    sheet.finish("service.html", heading, body, scope)
}

fn props<'p>(
    sheet: &mut Sheet<'p>,
    service: &'p Service,
    document: Option<&Document>,
    places: &[Place],
) -> ServiceProps<'p> {
    let (plan, lang) = (sheet.plan, sheet.lang);
    let category = &plan.model.categories[service.category];
    let list = &plan.routes.services[lang];
    let admin = plan.admin(service);
    ServiceProps {
        id: &service.id,
        name: &service.name[lang],
        category: LinkProps {
            title: category.name[lang].clone(),
            href: sheet.route.to_anchor(list, Some(&anchor_of("category-", &category.id))),
        },
        aliases: &service.aliases,
        summary: sheet.text(&service.summary),
        on_premises: service.on_premises.as_ref().and_then(|text| sheet.text(text)),
        presentation: presentation_props(&service.presentation[lang]),
        admin: admin_props(plan.model, service, &admin),
        admin_where: sheet.edition().admin_where(&admin),
        admin_reason: sheet.edition().admin_reason(lang, service, &admin),
        regions: regions(sheet, service),
        notes: notes(sheet, service),
        places: places.iter().map(|place| place_props(sheet, place)).collect(),
        anchors: ServiceAnchors {
            notes: section_id(document, "notes"),
            console: section_id(document, "console"),
            regions: section_id(document, "regions"),
            stacks: section_id(document, "stacks"),
        },
    }
}

/// A row for each region readers may pick, where the admin page depends on the region.
fn regions<'p>(sheet: &Sheet<'p>, service: &Service) -> Vec<RegionProps<'p>> {
    if !matches!(service.console, Console::Regional { .. }) {
        return Vec::new();
    }
    let model = sheet.plan.model;
    let rows = sheet.edition().regions.iter().map(|id| {
        let region = &model.regions[*id];
        let admin = service.console_in(*id, &region.code);
        RegionProps {
            name: &region.name[sheet.lang],
            code: &region.code,
            is_chosen: model.settings.region == Some(*id),
            href: admin.address().map(Href::outside),
            reason: match admin {
                ConsoleLink::Regional(_) | ConsoleLink::Global(_) => None,
                ConsoleLink::NotOffered => Some(sheet.edition().word("region-not-offered")),
                ConsoleLink::Absent => Some(sheet.edition().word("region-absent")),
                ConsoleLink::Missing => Some(sheet.edition().word("region-missing")),
            },
        }
    });
    rows.collect()
}

fn notes<'p>(sheet: &mut Sheet<'p>, service: &'p Service) -> Vec<NoteProps<'p>> {
    let mut notes = Vec::with_capacity(service.notes.len());
    for note in &service.notes {
        let kind = note.kind.word();
        let title = sheet.edition().words.get(&format!("note_{kind}")).map_or(kind, String::as_str);
        if let Some(text) = sheet.text(&note.text) {
            notes.push(NoteProps { kind, title, text });
        }
    }
    notes
}

fn place_props<'p>(sheet: &mut Sheet<'p>, place: &Place) -> PlaceProps<'p> {
    let stack = &sheet.plan.model.stacks[place.stack];
    let outgoing = place.nodes.iter().flat_map(|node| stack.outgoing(*node));
    let talks_to = outgoing.map(|id| neighbour(sheet, stack, place, &stack.connections[id], true)).collect();
    let incoming = place.nodes.iter().flat_map(|node| stack.incoming(*node));
    let called_by =
        incoming.map(|id| neighbour(sheet, stack, place, &stack.connections[id], false)).collect();
    let drawing = place
        .drawing
        .as_ref()
        .map(|placed| sheet.drawing(placed, &stack.title[sheet.lang], &picture_of(sheet.route, &stack.id)));
    PlaceProps {
        title: &stack.title[sheet.lang],
        href: sheet.href(sheet.plan.routes.stack(place.stack, sheet.lang)),
        drawing,
        talks_to,
        called_by,
    }
}

/// The other end of a connection, and what the connection is.
fn neighbour<'p>(
    sheet: &Sheet<'p>,
    stack: &'p Stack,
    place: &Place,
    connection: &'p Connection,
    is_outgoing: bool,
) -> NeighbourProps<'p> {
    let (own, other, message) = match is_outgoing {
        true => (connection.from, connection.to, "relation-from-part"),
        false => (connection.to, connection.from, "relation-to-part"),
    };
    let name = |node: NodeId| stack.nodes[node].name[sheet.lang].as_str();
    NeighbourProps {
        name: name(other),
        href: stack.nodes[other].service.map(|service| sheet.service_href(service)),
        part: (place.nodes.len() > 1).then(|| sheet.message(message, &[("node", Value::Text(name(own)))])),
        details: details(sheet, connection),
    }
}

/// Label, protocol, kind and remarks of a connection; the usual kind is not worth a word.
fn details<'p>(sheet: &Sheet<'p>, connection: &'p Connection) -> Vec<&'p str> {
    let label = connection.label.as_ref().map(|label| label[sheet.lang].as_str());
    let protocol = connection.protocol.as_deref();
    let kind = super::stack::kind_of(sheet, connection);
    let is_usual = connection.kind == crate::model::ConnectionKind::Request;
    let remarks = super::stack::remarks(sheet, connection);
    label.into_iter().chain(protocol).chain((!is_usual).then_some(kind)).chain(remarks).collect()
}

/// The page's sections in order.
fn contents(sheet: &Sheet<'_>, props: &ServiceProps<'_>, document: Option<&Document>) -> Vec<HeadingProps> {
    let word = |id: &'static str| sheet.edition().word(id);
    let mut contents = vec![heading(word("service-admin"), &props.anchors.console)];
    if !props.notes.is_empty() {
        contents.push(heading(word("service-notes"), &props.anchors.notes));
    }
    contents.extend(document.into_iter().flat_map(headings));
    if !props.places.is_empty() {
        contents.push(heading(word("service-places"), &props.anchors.stacks));
    }
    if !props.regions.is_empty() {
        contents.push(heading(word("service-regions"), &props.anchors.regions));
    }
    contents
}
