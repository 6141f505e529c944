//! Stacks: nodes at any depth become one table, and connections, views and flows refer to it.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::model::stack::Parts;
use crate::model::{
    Connection, Flow, Localized, Node, NodeId, Prose, Service, ServiceId, Stack, StackId, Step, Table, View,
    rules,
};
use crate::parse::stack as parsed;
use crate::parse::{Entries, Text, rules as parse_rules};
use crate::source::Spanned;

use super::file_name;
use super::links::Links;
use super::names::{Names, unknown};
use super::text::Texts;

const UNKNOWN_KEY: &crate::diagnostic::Rule = &parse_rules::STACK_UNKNOWN_KEY;

pub(super) fn stacks(
    names: &Names<'_>,
    services: &Table<ServiceId, Service>,
    texts: Texts<'_>,
    found: &mut Vec<Diagnostic>,
) -> Table<StackId, Stack> {
    let stacks = names.stacks.iter().map(|(id, stack)| {
        let builder =
            Builder { names, services, texts, found, nodes: Table::default(), ids: BTreeMap::new() };
        builder.stack(id, stack)
    });
    Table::new(stacks.collect())
}

struct Builder<'n, 'p, 'f> {
    names: &'n Names<'p>,
    services: &'n Table<ServiceId, Service>,
    texts: Texts<'n>,
    found: &'f mut Vec<Diagnostic>,
    nodes: Table<NodeId, Node>,
    ids: BTreeMap<&'n str, NodeId>,
}

impl<'n> Builder<'n, '_, '_> {
    fn stack(mut self, id: &Spanned<String>, stack: &'n parsed::Stack) -> Stack {
        if let Some(nodes) = &stack.nodes {
            self.nodes(nodes, None);
        }
        let connections =
            stack.connections.iter().flatten().filter_map(|written| self.connection(written)).collect();
        let mut views: Vec<View> = Vec::new();
        for (id, view) in entries(stack.views.as_ref()) {
            let built = self.view(id, view, &views);
            views.push(built);
        }
        let flows = entries(stack.flows.as_ref()).map(|(id, flow)| self.flow(id, flow)).collect();
        let what = format!("the stack `{}`", id.value);
        let title = match &stack.title {
            Some(title) => self.localize(title, &format!("the title of {what}")),
            None => self.texts.same(&id.value),
        };
        let summary = match &stack.summary {
            Some(summary) => self.prose(summary, &format!("the summary of {what}")),
            None => self.texts.same(&Prose::default()),
        };
        let lock = self.names.locks.iter().find(|(of, _)| *of == id.value).map(|(_, lock)| lock);
        let lock = lock.filter(|lock| stack.direction.is_none() || stack.direction == lock.direction);
        let kept = lock.iter().flat_map(|lock| lock.order.iter().flatten()).zip(0..);
        let kept = kept.filter_map(|(id, place)| Some((*self.ids.get(id.value.as_str())?, place))).collect();
        let region = stack.region.as_ref().and_then(|code| self.names.region(code, self.found));
        Stack::new(Parts {
            id: id.value.clone(),
            file: id.span.file,
            title,
            summary,
            region,
            direction: lock.and_then(|lock| lock.direction).or(stack.direction),
            kept,
            nodes: self.nodes,
            connections: Table::new(connections),
            views: Table::new(views),
            flows: Table::new(flows),
        })
    }

    fn localize(&mut self, text: &Text, what: &str) -> Localized<String> {
        self.texts.localize(text, what, UNKNOWN_KEY, self.found)
    }

    fn prose(&mut self, text: &Text, what: &str) -> Localized<Prose> {
        let texts = self.texts.spanned(text, what, UNKNOWN_KEY, self.found);
        texts.map(|lang, text| Links::of_text(self.names, lang).prose_of_text(text, self.found))
    }

    /// Adds the nodes of one group, each followed by what it holds. The depth is bounded by the YAML reader.
    fn nodes(&mut self, written: &'n Entries<parsed::Node>, parent: Option<NodeId>) {
        for (id, node) in &written.0 {
            if let Some(first) = self.ids.get(id.value.as_str()) {
                let message = format!("the node `{}` is declared twice", id.value);
                self.found.push(
                    Diagnostic::new(&parse_rules::STACK_DUPLICATE_NODE, id.span, message)
                        .note("first declared here", self.nodes[*first].span)
                        .help("rename one of the two: ids are unique in a stack, at any depth")
                        .subject(&id.value),
                );
                // What it holds is known all the same, so that connections to it are not reported too.
                if let Some(children) = &node.nodes {
                    self.nodes(children, parent);
                }
                continue;
            }
            let built = self.node(id, node, parent);
            let added = self.nodes.push(built);
            self.ids.insert(&id.value, added);
            if let Some(parent) = parent {
                self.nodes[parent].children.push(added);
            }
            if let Some(children) = &node.nodes {
                self.nodes(children, Some(added));
            }
        }
    }

    fn node(&mut self, id: &Spanned<String>, node: &parsed::Node, parent: Option<NodeId>) -> Node {
        let service = node
            .service
            .as_ref()
            .and_then(|service| self.names.service(service, &rules::UNKNOWN_SERVICE, self.found));
        let name = match (&node.name, service) {
            (Some(name), _) => self.localize(name, &format!("the name of the node `{}`", id.value)),
            (None, Some(service)) => self.services[service].name.clone(),
            (None, None) => self.texts.same(&id.value),
        };
        let is_group = node.nodes.is_some();
        let kind = match (&node.kind, service) {
            (Some(kind), _) => kind.value.clone(),
            (None, Some(service)) if is_group => self.services[service].id.clone(),
            (None, Some(_)) => "service".to_owned(),
            (None, None) => if is_group { "group" } else { "node" }.to_owned(),
        };
        Node {
            id: id.value.clone(),
            span: id.span,
            parent,
            children: Vec::new(),
            is_group,
            kind,
            name,
            has_own_name: node.name.is_some(),
            service,
            is_optional: node.optional.is_some_and(|optional| optional.value),
            count: node.count.as_ref().map(|count| count.0.clone()),
        }
    }

    fn find(&mut self, id: Option<&Spanned<String>>) -> Option<NodeId> {
        let id = id?;
        let node = self.ids.get(id.value.as_str()).copied();
        if node.is_none() {
            let message = format!("this stack has no node `{}`", id.value);
            let known = self.ids.keys().copied();
            self.found.push(unknown(&rules::UNKNOWN_NODE, id, message, known).subject(&id.value));
        }
        node
    }

    fn connection(&mut self, written: &parsed::Connection) -> Option<Connection> {
        let (from, to) = (self.find(written.from.as_ref()), self.find(written.to.as_ref()));
        let ends = |written: &Option<Spanned<String>>| {
            written.as_ref().map_or("?".to_owned(), |id| id.value.clone())
        };
        let what = format!("the label of `{}` → `{}`", ends(&written.from), ends(&written.to));
        let label = written.label.as_ref().map(|label| self.localize(label, &what));
        Some(Connection {
            from: from?,
            to: to?,
            label,
            protocol: written.protocol.as_ref().map(|protocol| protocol.value.clone()),
            kind: written.kind.unwrap_or_default(),
            is_optional: written.optional.is_some_and(|optional| optional.value),
            is_both: written.both.is_some_and(|both| both.value),
            span: written.span,
        })
    }

    fn view(&mut self, id: &Spanned<String>, view: &parsed::View, others: &[View]) -> View {
        let title = match &view.title {
            Some(title) => self.localize(title, &format!("the title of the view `{}`", id.value)),
            None => self.texts.same(&id.value),
        };
        file_name::check(id, "id of a view", self.found);
        let depth = self.at_least(view.depth, 1, "a depth");
        let neighbours = self.at_least(view.neighbours, 0, "a number of connections").unwrap_or(0);
        let include = view.include.iter().flatten().filter_map(|id| self.find(Some(id))).collect();
        let details = view.details.as_ref().and_then(|group| self.detailed(group, others));
        View { id: id.value.clone(), span: id.span, title, depth, include, neighbours, details }
    }

    /// The group that a view is to detail: one that holds something, and that no other view details.
    fn detailed(&mut self, group: &Spanned<String>, others: &[View]) -> Option<NodeId> {
        let id = self.find(Some(group))?;
        let refusal = |message: String| Diagnostic::new(&parse_rules::SHAPE, group.span, message);
        if self.nodes[id].children.is_empty() {
            let message = format!("the node `{}` holds nothing that a view could detail", group.value);
            self.found.push(refusal(message).help("name a group that holds nodes").subject(&group.value));
            return None;
        }
        if let Some(first) = others.iter().find(|view| view.details == Some(id)) {
            let message = format!("the view `{}` details the group `{}` already", first.id, group.value);
            let help = "let one of the two views detail it: a group opens into one view";
            let refusal = refusal(message).note("that view is here", first.span).help(help);
            self.found.push(refusal.subject(&group.value));
            return None;
        }
        Some(id)
    }

    fn at_least(&mut self, number: Option<Spanned<i64>>, least: i64, what: &str) -> Option<u32> {
        let number = number?;
        if number.value < least {
            let message = format!("{what} is at least {least}, not {}", number.value);
            self.found.push(
                Diagnostic::new(&parse_rules::SHAPE, number.span, message).help(format!("write {least}")),
            );
        }
        Some(u32::try_from(number.value.max(least)).unwrap_or(u32::MAX))
    }

    fn flow(&mut self, id: &Spanned<String>, flow: &parsed::Flow) -> Flow {
        file_name::check(id, "id of a flow", self.found);
        let what = format!("the flow `{}`", id.value);
        let title = match &flow.title {
            Some(title) => self.localize(title, &format!("the title of {what}")),
            None => self.texts.same(&id.value),
        };
        let steps = flow.steps.iter().flatten().enumerate().filter_map(|(index, step)| {
            let (from, to) = (self.find(step.from.as_ref()), self.find(step.to.as_ref()));
            let text = match &step.text {
                Some(text) => self.prose(text, &format!("step {} of {what}", index + 1)),
                None => self.texts.same(&Prose::default()),
            };
            Some(Step { from: from?, to: to?, text })
        });
        let steps = steps.collect();
        Flow { id: id.value.clone(), span: id.span, title, steps }
    }
}

fn entries<T>(entries: Option<&Entries<T>>) -> impl Iterator<Item = &(Spanned<String>, T)> {
    entries.into_iter().flat_map(|entries| &entries.0)
}
