//! What a part does in its stack, in sentences made from its connections.
//!
//! Hides which message says what, and what is told first. Never writes a word: they are messages, and names come from
//! [`Grammar`].

use super::grammar::{Form, Grammar, Noun};
use super::plan::Plan;
use crate::model::{
    Connection, ConnectionKind, Lang, Lesson, Model, NodeId, Reason, ServiceId, Stack, Value,
};

/// So many others are named in one sentence; the rest is counted.
const NAMED: usize = 8;

/// The kinds of connections in the order told, as messages call them.
const KINDS: [(ConnectionKind, &str); 5] = [
    (ConnectionKind::Request, "request"),
    (ConnectionKind::Dns, "dns"),
    (ConnectionKind::Event, "event"),
    (ConnectionKind::Data, "data"),
    (ConnectionKind::Config, "config"),
];

/// Settings that are read from where they are kept, and not set.
const SETTINGS: &str = "settings";

/// What each of `nodes` does in `stack`: a few sentences each.
pub(super) fn roles(plan: &Plan<'_>, lang: Lang, stack: &Stack, nodes: &[NodeId]) -> Vec<String> {
    let teller = Teller { model: plan.model, grammar: &plan.editions[lang].grammar, lang, stack };
    nodes.iter().map(|node| teller.role(*node)).collect()
}

/// Why a service comes where it does in the path, a sentence each.
pub(super) fn reasons(plan: &Plan<'_>, lang: Lang, lesson: &Lesson) -> Vec<String> {
    let (model, grammar) = (plan.model, &plan.editions[lang].grammar);
    let told = lesson.reasons.iter().map(|reason| {
        let (id, services): (&str, &[ServiceId]) = match reason {
            Reason::Names => ("reason-names", &[]),
            Reason::Door => ("reason-door", &[]),
            Reason::Holds(services) => ("reason-holds", services),
            Reason::Inside(services) => ("reason-inside", services),
            Reason::CalledBy(services) => ("reason-called-by", services),
            Reason::CaresFor(services) => ("reason-cares-for", services),
        };
        let nouns = services.iter().map(|service| Noun::proper(&model.services[*service].name[lang]));
        let others: Vec<Other> = nouns.map(|noun| Other { noun, details: Vec::new() }).collect();
        let others = Others::new(model, grammar, lang, &others);
        let values = [
            ("count", Value::Number(services.len() as i64)),
            ("services", Value::Text(&others.the)),
            ("of-services", Value::Text(&others.of)),
        ];
        capital(&model.message(lang, id, &values), &others.names)
    });
    told.collect()
}

/// Tells of one stack in one language.
struct Teller<'t> {
    model: &'t Model,
    grammar: &'t Grammar,
    lang: Lang,
    stack: &'t Stack,
}

/// The other end of some connections, and what they are.
struct Other {
    noun: Noun,
    details: Vec<String>,
}

/// Others in one sentence, as a list in each case.
struct Others {
    the: String,
    to: String,
    of: String,
    /// 1 where a verb with them stands in the singular.
    number: i64,
    /// Those that are written as they are even at the start of a sentence.
    names: Vec<String>,
}

impl Others {
    fn new(model: &Model, grammar: &Grammar, lang: Lang, others: &[Other]) -> Self {
        let named = &others[..others.len().min(NAMED)];
        let rest = others.len() - named.len();
        let list = |id: &str| {
            let mut items: Vec<String> =
                named.iter().map(|other| other.write(model, grammar, lang, id)).collect();
            if rest > 0 {
                let counted = model.message(lang, "role-others", &[("count", Value::Number(rest as i64))]);
                items.push(grammar.write(model, id, &Noun::proper(&counted)));
            }
            grammar.list(model, &items)
        };
        let is_plural = others.len() > 1 || others.iter().any(|other| other.noun.form.is_plural());
        let proper = others.iter().filter(|other| other.noun.form == Form::Plain);
        Others {
            the: list("noun-the"),
            to: list("noun-to"),
            of: list("noun-of"),
            number: if is_plural { 2 } else { 1 },
            names: proper.map(|other| other.noun.name.clone()).collect(),
        }
    }
}

impl Other {
    /// `the file CDN (pages, HTTPS)`.
    fn write(&self, model: &Model, grammar: &Grammar, lang: Lang, id: &str) -> String {
        let name = grammar.write(model, id, &self.noun);
        if self.details.is_empty() {
            return name;
        }
        let join = |said: String, more: &String| {
            let values = [("first", Value::Text(&said)), ("second", Value::Text(more))];
            model.message(lang, "role-detail-more", &values)
        };
        let mut details = self.details.iter();
        let first = details.next().cloned().unwrap_or_default();
        let details = details.fold(first, join);
        let values = [("name", Value::Text(&name)), ("details", Value::Text(&details))];
        model.message(lang, "role-detail", &values)
    }
}

impl Teller<'_> {
    fn noun(&self, node: NodeId) -> Noun {
        self.grammar.node(self.model, &self.stack.nodes[node])
    }

    /// A sentence about `own` and others.
    fn sentence(&self, id: &str, own: &Noun, others: &[Other]) -> String {
        let others = Others::new(self.model, self.grammar, self.lang, others);
        let the = self.grammar.write(self.model, "noun-the", own);
        let they = self.grammar.pronoun(self.model, "pronoun-they", own);
        let them = self.grammar.pronoun(self.model, "pronoun-them", own);
        let values = [
            ("the", Value::Text(&the)),
            ("they", Value::Text(&they)),
            ("them", Value::Text(&them)),
            ("own", Value::Number(if own.form.is_plural() { 2 } else { 1 })),
            ("count", Value::Number(others.number)),
            ("others", Value::Text(&others.the)),
            ("group", Value::Text(&others.the)),
            ("to-others", Value::Text(&others.to)),
            ("of-others", Value::Text(&others.of)),
        ];
        let mut names = others.names;
        names.extend((own.form == Form::Plain).then(|| own.name.clone()));
        capital(&self.model.message(self.lang, id, &values), &names)
    }

    fn role(&self, node: NodeId) -> String {
        let own = self.noun(node);
        let plain = |node: NodeId| Other { noun: self.noun(node), details: Vec::new() };
        let mut told = vec![match self.stack.nodes[node].parent {
            Some(group) => self.sentence("role-place", &own, &[plain(group)]),
            None => self.sentence("role-part", &own, &[]),
        }];
        let held: Vec<Other> = self.held(node).into_iter().map(plain).collect();
        if !held.is_empty() {
            told.push(self.sentence("role-holds", &own, &held));
        }
        for (is_outgoing, way) in [(false, "in"), (true, "out")] {
            for (kind, word) in KINDS {
                let (kept, rest) = self.others(node, kind, is_outgoing);
                for (others, word) in [(rest, word), (kept, SETTINGS)] {
                    if !others.is_empty() {
                        told.push(self.sentence(&format!("role-{way}-{word}"), &own, &others));
                    }
                }
            }
        }
        if self.stack.nodes[node].is_optional {
            told.push(self.sentence("role-optional", &own, &[]));
        }
        told.join(" ")
    }

    /// The parts that a group holds: those that are services or no groups, at any depth.
    fn held(&self, node: NodeId) -> Vec<NodeId> {
        let mut held = Vec::new();
        let mut open: Vec<NodeId> = self.stack.nodes[node].children.iter().rev().copied().collect();
        while let Some(next) = open.pop() {
            let inner = &self.stack.nodes[next];
            if inner.service.is_some() || !inner.is_group {
                held.push(next);
            } else {
                open.extend(inner.children.iter().rev());
            }
        }
        held
    }

    /// The other ends of the connections of a kind, each once: those that keep settings, and the rest.
    fn others(&self, node: NodeId, kind: ConnectionKind, is_outgoing: bool) -> (Vec<Other>, Vec<Other>) {
        let connections = match is_outgoing {
            true => self.stack.outgoing(node),
            false => self.stack.incoming(node),
        };
        let mut ends: Vec<(NodeId, Other)> = Vec::new();
        for id in connections {
            let connection = &self.stack.connections[id];
            let end = if is_outgoing { connection.to } else { connection.from };
            if connection.kind != kind || end == node {
                continue;
            }
            let details = self.details(connection, node);
            match ends.iter_mut().find(|(known, _)| *known == end) {
                Some((_, other)) => other.details.extend(details),
                None => {
                    let noun = self.noun(end);
                    ends.push((end, Other { noun, details: details.into_iter().collect() }));
                }
            }
        }
        let is_kept = |end: NodeId| self.keeps_settings(if is_outgoing { end } else { node });
        let (kept, rest): (Vec<_>, Vec<_>) =
            ends.into_iter().partition(|(end, _)| kind == ConnectionKind::Config && is_kept(*end));
        let others = |ends: Vec<(NodeId, Other)>| ends.into_iter().map(|(_, other)| other).collect();
        (others(kept), others(rest))
    }

    /// Whether a part does nothing but answer for configuration: others read there, they do not set it up.
    fn keeps_settings(&self, node: NodeId) -> bool {
        let asked = self.stack.incoming(node);
        let is_config = |id: &_| self.stack.connections[*id].kind == ConnectionKind::Config;
        !asked.is_empty() && asked.iter().all(is_config) && self.stack.outgoing(node).is_empty()
    }

    /// Label, protocol and remarks of a connection of `own`.
    fn details(&self, connection: &Connection, own: NodeId) -> Option<String> {
        let label = connection.label.as_ref().map(|label| label[self.lang].clone());
        let both = connection.is_both.then(|| self.model.message(self.lang, "relation-both", &[]));
        let is_worth_saying = connection.is_optional && !self.stack.nodes[own].is_optional;
        let optional = is_worth_saying.then(|| self.model.message(self.lang, "role-detail-optional", &[]));
        let details = label.into_iter().chain(connection.protocol.clone()).chain(both).chain(optional);
        let details: Vec<String> = details.collect();
        (!details.is_empty()).then(|| details.join(", "))
    }
}

/// A sentence with a capital at its start, unless it starts with a name, which is written as it is.
fn capital(sentence: &str, names: &[String]) -> String {
    let is_name = names.iter().any(|name| !name.is_empty() && sentence.starts_with(name.as_str()));
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) if !is_name => first.to_uppercase().chain(letters).collect(),
        _ => sentence.to_owned(),
    }
}
