//! The learning path of a stack: its services in the order in which to learn them.

use super::super::drawing::{Placed, picture_of};
use super::super::navigation::Item;
use super::super::plan::{Plan, admin_props};
use super::super::props::{LessonProps, LinkProps, PathProps, StageProps};
use super::super::routes::{Href, anchor_of};
use super::super::sentences;
use super::super::sheet::{Done, Heading, Sheet};
use super::{below, description, service};
use crate::model::{Lang, Lesson, NoteKind, StackId, Value, lessons};

/// A step with its service among its neighbours, laid out for all languages.
pub(in super::super) struct Shown {
    pub(in super::super) lesson: Lesson,
    /// Nothing where nothing is connected with it.
    pub(in super::super) drawing: Option<Placed>,
}

/// The steps of a path in order.
pub(in super::super) fn shown(plan: &Plan<'_>, id: StackId) -> Vec<Shown> {
    let stack = &plan.model.stacks[id];
    let shown = lessons(stack).into_iter().map(|lesson| {
        let service = &plan.model.services[lesson.service];
        let title =
            service.name.iter().map(|(lang, name)| format!("{name} – {}", stack.title[lang])).collect();
        let drawing = plan.drawings.neighbourhood(plan.model, id, &lesson.nodes, &title);
        Shown { lesson, drawing }
    });
    shown.collect()
}

/// The path in one language.
pub(super) fn page(plan: &Plan<'_>, lang: Lang, id: StackId, shown: &[Shown]) -> Done {
    let stack = &plan.model.stacks[id];
    let routes = plan.routes.path_in_all(id);
    let mut sheet = Sheet::new(plan, lang, &routes[lang]);
    let intro = sheet.message("learning-path-intro", &[("count", Value::Number(shown.len() as i64))]);
    let stack_link =
        LinkProps { title: stack.title[lang].clone(), href: sheet.href(plan.routes.stack(id, lang)) };
    let props = PathProps {
        id: &stack.id,
        stack: stack_link.clone(),
        summary: sheet.text(&stack.summary),
        intro,
        stages: stages(&mut sheet, id, shown),
    };
    let title = sheet.message("learning-path-of", &[("stack", Value::Text(&stack.title[lang]))]);
    let list = sheet.href(&plan.routes.stacks[lang]);
    let mut breadcrumbs = below(&sheet, sheet.edition().word("stacks"), list);
    breadcrumbs.push(stack_link);
    let heading = Heading {
        title: &title,
        description: description(&stack.summary[lang]),
        routes,
        breadcrumbs,
        // The map at the head of the path is its contents.
        contents: Vec::new(),
        page: None,
        item: Item::Path(id),
        stack: Some(id),
    };
    let scope = sheet.edition().scope().with("path", &props);
    sheet.finish("path.html", heading, None, scope)
}

fn stages<'p>(sheet: &mut Sheet<'p>, id: StackId, shown: &[Shown]) -> Vec<StageProps<'p>> {
    let mut stages: Vec<StageProps<'p>> = Vec::new();
    let mut open = None;
    for (number, shown) in (1..).zip(shown) {
        let stage = shown.lesson.stage;
        if open.replace(stage) != Some(stage) {
            let word = stage.word();
            let edition = sheet.edition();
            stages.push(StageProps {
                title: edition.words.get(&format!("stage_{word}")).map_or(word, String::as_str),
                text: edition.words.get(&format!("stage_{word}_text")).map_or("", String::as_str),
                anchor: format!("stage-{number}"),
                first: number,
                lessons: Vec::new(),
            });
        }
        let lesson = lesson(sheet, id, number, shown);
        if let Some(stage) = stages.last_mut() {
            stage.lessons.push(lesson);
        }
    }
    stages
}

fn lesson<'p>(sheet: &mut Sheet<'p>, id: StackId, number: usize, shown: &Shown) -> LessonProps<'p> {
    let plan = sheet.plan;
    let (stack, lang) = (&plan.model.stacks[id], sheet.lang);
    let service = &plan.model.services[shown.lesson.service];
    let admin = plan.admin(service);
    let costs = service.notes.iter().filter(|note| note.kind == NoteKind::Cost);
    LessonProps {
        number,
        anchor: anchor_of("lesson-", &service.id),
        id: &service.id,
        name: &service.name[lang],
        href: sheet.service_href(shown.lesson.service),
        is_optional: shown.lesson.is_optional,
        summary: sheet.text(&service.summary),
        roles: sentences::roles(plan, lang, stack, &shown.lesson.nodes),
        reasons: sentences::reasons(plan, lang, &shown.lesson),
        drawing: shown
            .drawing
            .as_ref()
            .map(|placed| sheet.drawing(placed, &service.name[lang], &picture_of(sheet.route, &service.id))),
        on_premises: service.on_premises.as_ref().and_then(|text| sheet.text(text)),
        admin: admin_props(plan.model, service, &admin),
        admin_where: sheet.edition().admin_where(&admin),
        costs: service::notes_of(sheet, costs),
    }
}

/// The step of a service in the path of a stack, seen from another page.
pub(super) fn lesson_href(sheet: &Sheet<'_>, stack: StackId, service: &str) -> Href {
    let route = &sheet.plan.routes.path_in_all(stack)[sheet.lang];
    sheet.route.to_anchor(route, Some(&anchor_of("lesson-", service)))
}
