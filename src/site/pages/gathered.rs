//! Pages that gather one fact of all services: what one would run instead, and what they cost.

use super::super::navigation::Item;
use super::super::plan::{Plan, admin_props};
use super::super::props::{
    CostProps, CostsProps, HeadingProps, LinkProps, OnPremisesProps, OnPremisesRowProps,
};
use super::super::routes::{Route, anchor_of};
use super::super::sheet::{Done, Heading, Sheet};
use super::{heading, service};
use crate::model::{CategoryId, Lang, Localized, NoteKind, Service, ServiceId, StackId};

/// What one would run on one's own machines, beside the service that takes its place.
pub(super) fn on_premises(plan: &Plan<'_>, lang: Lang) -> Done {
    let mut sheet = Sheet::new(plan, lang, &plan.routes.on_premises[lang]);
    let mut categories = Vec::new();
    for (category, services) in by_category(plan, lang, |service| service.on_premises.is_some()) {
        let category = &plan.model.categories[category];
        let mut rows = Vec::with_capacity(services.len());
        for id in services {
            let service = &plan.model.services[id];
            rows.push(OnPremisesRowProps {
                own: service.on_premises.as_ref().and_then(|text| sheet.text(text)),
                name: &service.name[lang],
                href: sheet.service_href(id),
                id: &service.id,
                admin: admin_props(plan.model, service, &plan.admin(service)),
            });
        }
        let anchor = anchor_of("category-", &category.id);
        categories.push(OnPremisesProps { name: &category.name[lang], anchor, rows });
    }
    let contents = categories.iter().map(|category| heading(category.name, &category.anchor)).collect();
    let scope = sheet.edition().scope().with("categories", &categories);
    let words = ("on-premises", "on-premises-intro");
    let heading = gathered(&sheet, words, &plan.routes.on_premises, contents, Item::OnPremises);
    sheet.finish("on-premises.html", heading, None, scope)
}

/// What the catalog says of costs.
pub(super) fn cost_warnings(plan: &Plan<'_>, lang: Lang) -> Done {
    let mut sheet = Sheet::new(plan, lang, &plan.routes.cost_warnings[lang]);
    let mut categories = Vec::new();
    for (category, services) in costly(plan, lang) {
        let category = &plan.model.categories[category];
        let services = services.into_iter().map(|id| cost(&mut sheet, id)).collect();
        let anchor = anchor_of("category-", &category.id);
        categories.push(CostsProps { name: &category.name[lang], anchor, services });
    }
    let contents = categories.iter().map(|category| heading(category.name, &category.anchor)).collect();
    let scope = sheet.edition().scope().with("categories", &categories);
    let words = ("cost-warnings", "cost-warnings-intro");
    let heading = gathered(&sheet, words, &plan.routes.cost_warnings, contents, Item::CostWarnings);
    sheet.finish("cost-warnings.html", heading, None, scope)
}

fn cost<'p>(sheet: &mut Sheet<'p>, id: ServiceId) -> CostProps<'p> {
    let (plan, lang) = (sheet.plan, sheet.lang);
    let service = &plan.model.services[id];
    let costs = service.notes.iter().filter(|note| note.kind == NoteKind::Cost);
    CostProps {
        name: &service.name[lang],
        href: sheet.service_href(id),
        id: &service.id,
        notes: service::notes_of(sheet, costs),
        stacks: stacks_of(service)
            .into_iter()
            .map(|stack| LinkProps {
                title: plan.model.stacks[stack].title[lang].clone(),
                href: super::path::lesson_href(sheet, stack, &service.id),
            })
            .collect(),
        admin: admin_props(plan.model, service, &plan.admin(service)),
    }
}

/// The stacks that a service is part of, each once.
pub(in super::super) fn stacks_of(service: &Service) -> Vec<StackId> {
    let mut stacks: Vec<StackId> = service.nodes.iter().map(|(stack, _)| *stack).collect();
    stacks.dedup();
    stacks
}

/// The services that cost by category, those of a stack first.
pub(in super::super) fn costly(plan: &Plan<'_>, lang: Lang) -> Vec<(CategoryId, Vec<ServiceId>)> {
    let is_costly = |service: &Service| service.notes.iter().any(|note| note.kind == NoteKind::Cost);
    let mut categories = by_category(plan, lang, is_costly);
    for (_, services) in &mut categories {
        services.sort_by_key(|service| plan.model.services[*service].nodes.is_empty());
    }
    let is_in_stack = |services: &[ServiceId]| {
        services.iter().any(|service| !plan.model.services[*service].nodes.is_empty())
    };
    categories.sort_by_key(|(_, services)| !is_in_stack(services));
    categories
}

/// The services that are `wanted` by category, in the order of the site and of the reader's language.
pub(in super::super) fn by_category(
    plan: &Plan<'_>,
    lang: Lang,
    wanted: impl Fn(&Service) -> bool,
) -> Vec<(CategoryId, Vec<ServiceId>)> {
    let mut of_category: Vec<Vec<ServiceId>> = vec![Vec::new(); plan.model.categories.len()];
    let services = plan.editions[lang].services.iter().map(|id| (*id, &plan.model.services[*id]));
    for (id, service) in services.filter(|(_, service)| wanted(service)) {
        of_category[service.category.position()].push(id);
    }
    let categories = plan.model.categories.ids().zip(of_category);
    categories.filter(|(_, services)| !services.is_empty()).collect()
}

fn gathered<'p>(
    sheet: &Sheet<'p>,
    (title, intro): (&'static str, &'static str),
    routes: &'p Localized<Route>,
    contents: Vec<HeadingProps>,
    item: Item,
) -> Heading<'p> {
    Heading {
        title: sheet.edition().word(title),
        description: sheet.edition().word(intro),
        routes,
        breadcrumbs: vec![sheet.home()],
        contents,
        page: None,
        item,
        stack: None,
    }
}
