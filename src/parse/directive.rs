//! `{{#…}}` in pages.
//!
//! Never knows whether a service or a stack exists.

use std::ops::Range;

use super::rules;
use crate::diagnostic::Diagnostic;
use crate::source::{Span, Spanned};

/// What a page asks for.
#[derive(Clone, Debug)]
pub enum Directive {
    /// A card for one service.
    Service(Spanned<String>),
    /// Cards for all services, or those of a category.
    Services {
        /// The id of the category.
        category: Option<Spanned<String>>,
        /// The whole directive.
        span: Span,
    },
    /// A drawing.
    Diagram {
        /// The id of the stack.
        stack: Spanned<String>,
        /// The id of the view.
        view: Option<Spanned<String>>,
    },
    /// A flow with its drawing.
    Flow {
        /// The id of the stack.
        stack: Spanned<String>,
        /// The id of the flow.
        flow: Spanned<String>,
    },
    /// The name of a region.
    Region(Spanned<String>),
}

impl Directive {
    /// Moves every place in it.
    pub(crate) fn change_spans(&mut self, change: &impl Fn(Span) -> Span) {
        let of = |id: &mut Spanned<String>| id.span = change(id.span);
        match self {
            Directive::Service(id) | Directive::Region(id) => of(id),
            Directive::Services { category, span } => {
                *span = change(*span);
                category.iter_mut().for_each(of);
            }
            Directive::Diagram { stack, view } => {
                of(stack);
                view.iter_mut().for_each(of);
            }
            Directive::Flow { stack, flow } => {
                of(stack);
                of(flow);
            }
        }
    }
}

/// The directives in `text`, if it holds nothing else but white space.
pub(crate) fn alone(text: &str) -> Option<Vec<Range<usize>>> {
    let parts = inside(text);
    let mut rest = 0;
    for part in &parts {
        if !text[rest..part.start].trim().is_empty() {
            return None;
        }
        rest = part.end;
    }
    (!parts.is_empty() && text[rest..].trim().is_empty()).then_some(parts)
}

/// Where directives stand in `text`.
pub(crate) fn inside(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("{{#").map(|at| from + at) {
        let Some(end) = text[start..].find("}}").map(|at| start + at + 2) else { break };
        parts.push(start..end);
        from = end;
    }
    parts
}

/// Where a directive starts in `text` that does not end there, up to the end of its line.
pub(crate) fn unclosed(text: &str) -> Option<Range<usize>> {
    let closed = inside(text).last().map_or(0, |part| part.end);
    let start = closed + text[closed..].find("{{#")?;
    let line = text[start..].lines().next().unwrap_or("");
    Some(start..start + line.trim_end().len())
}

/// Notes that a directive, which starts at `span`, does not end.
pub(crate) fn report_unclosed(span: Span, found: &mut Vec<Diagnostic>) {
    found.push(
        Diagnostic::new(&rules::DIRECTIVE, span, "this directive is not closed")
            .help("end it with `}}` in the same paragraph, or write `\\{{#` to show the characters"),
    );
}

/// Reads `{{#name argument key=value}}`, which stands at `span`.
pub(crate) fn parse(text: &str, span: Span, found: &mut Vec<Diagnostic>) -> Option<Directive> {
    let inner = text.strip_prefix("{{#")?.strip_suffix("}}")?;
    let mut words = words(inner, span.start + 3).map(|(word, start)| {
        let end = start + word.len() as u32;
        Spanned::new(word, Span { start, end, ..span })
    });
    let Some(name) = words.next() else {
        found.push(Diagnostic::new(&rules::DIRECTIVE, span, "this directive has no name"));
        return None;
    };
    let (mut argument, mut options) = (None, Vec::new());
    for word in words {
        match word.value.split_once('=') {
            Some((key, value)) => {
                let start = word.span.start + key.len() as u32 + 1;
                let value = Spanned::new(value.to_owned(), Span { start, ..word.span });
                options.push((Spanned::new(key, Span { end: start - 1, ..word.span }), value));
            }
            None if argument.is_none() => argument = Some(word.map(str::to_owned)),
            None => {
                let message = format!("`{}` is one word too many", word.value);
                found.push(Diagnostic::new(&rules::DIRECTIVE, word.span, message).help("remove it"));
            }
        }
    }
    let mut directive = Reader { name: name.value, span, argument, options, found };
    let read = directive.read(name.span);
    directive.report_rest();
    read
}

/// Words and where they start.
fn words(text: &str, offset: u32) -> impl Iterator<Item = (&str, u32)> {
    let start = text.as_ptr() as usize;
    text.split_whitespace().map(move |word| (word, offset + (word.as_ptr() as usize - start) as u32))
}

struct Reader<'t, 'f> {
    name: &'t str,
    span: Span,
    argument: Option<Spanned<String>>,
    options: Vec<(Spanned<&'t str>, Spanned<String>)>,
    found: &'f mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn read(&mut self, name: Span) -> Option<Directive> {
        match self.name {
            "service" => Some(Directive::Service(self.argument("the id of a service")?)),
            "services" => Some(Directive::Services { category: self.option("category"), span: self.span }),
            "diagram" => Some(Directive::Diagram {
                stack: self.argument("the id of a stack")?,
                view: self.option("view"),
            }),
            "flow" => self.flow(),
            "region" => Some(Directive::Region(self.argument("the code of a region")?)),
            unknown => {
                let known = ["service", "services", "diagram", "flow", "region"];
                let message = format!("`{unknown}` is not a directive");
                self.found.push(
                    Diagnostic::new(&rules::DIRECTIVE, name, message)
                        .help("use one of service, services, diagram, flow, region, or write `\\{{#` to show it")
                        .suggest(unknown, known),
                );
                self.options.clear();
                self.argument = None;
                None
            }
        }
    }

    fn flow(&mut self) -> Option<Directive> {
        let both = self.argument("a stack and a flow, as `stack/flow`")?;
        let Some((stack, flow)) = both.value.split_once('/') else {
            let message = format!("`{}` names no flow", both.value);
            let help = "write the stack, a slash and the flow: `{{#flow stack/flow}}`";
            self.found.push(Diagnostic::new(&rules::DIRECTIVE, both.span, message).help(help));
            return None;
        };
        let middle = both.span.start + stack.len() as u32;
        Some(Directive::Flow {
            stack: Spanned::new(stack.to_owned(), Span { end: middle, ..both.span }),
            flow: Spanned::new(flow.to_owned(), Span { start: middle + 1, ..both.span }),
        })
    }

    fn argument(&mut self, what: &str) -> Option<Spanned<String>> {
        if self.argument.is_none() {
            let message = format!("`{{{{#{}}}}}` lacks {what}", self.name);
            let help = format!("write it behind the name: `{{{{#{} …}}}}`", self.name);
            self.found.push(Diagnostic::new(&rules::DIRECTIVE, self.span, message).help(help));
        }
        self.argument.take()
    }

    fn option(&mut self, key: &str) -> Option<Spanned<String>> {
        let at = self.options.iter().position(|(name, _)| name.value == key)?;
        Some(self.options.remove(at).1)
    }

    /// Says what nobody asked for.
    fn report_rest(&mut self) {
        for (key, _) in self.options.drain(..) {
            let message = format!("`{}` is not an option of `{{{{#{}}}}}`", key.value, self.name);
            self.found.push(Diagnostic::new(&rules::DIRECTIVE, key.span, message).help("remove it"));
        }
        if let Some(argument) = self.argument.take() {
            let message = format!("`{{{{#{}}}}}` takes no argument of its own", self.name);
            let help = "name a category as `category=ID`";
            self.found.push(Diagnostic::new(&rules::DIRECTIVE, argument.span, message).help(help));
        }
    }
}
