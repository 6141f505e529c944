//! Where the links and directives of a prose lead.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::diagnostic::{Diagnostic, nearest};
use crate::model::id::Id;
use crate::model::{
    FlowId, Hole, HoleContent, Lang, Link, LinkTarget, PageId, Prose, Subject, ViewId, rules,
};
use crate::parse::{self, Directive};
use crate::source::{Span, Spanned};

use super::address::{self, Scheme};
use super::names::{Names, unknown};

/// The place links are read from: they are relative to it.
pub(super) struct Links<'n, 'p> {
    names: &'n Names<'p>,
    lang: Lang,
    /// The folder of the document below the folder of its language: empty, or with a slash at the end.
    folder: &'n str,
    /// The document, if the prose belongs to one: its own anchors can be linked to.
    page: Option<PageId>,
}

impl<'n, 'p> Links<'n, 'p> {
    /// Links in a text of the catalog or a stack, which are relative to the folder of the language.
    pub(super) fn of_text(names: &'n Names<'p>, lang: Lang) -> Self {
        Links { names, lang, folder: "", page: None }
    }

    /// Links in the document of `page` at `path`.
    pub(super) fn of_page(names: &'n Names<'p>, lang: Lang, page: PageId, path: &'n str) -> Self {
        let folder = path.rfind('/').map_or("", |slash| &path[..=slash]);
        Links { names, lang, folder, page: Some(page) }
    }

    /// Reads a text of the catalog or a stack.
    pub(super) fn prose_of_text(&self, text: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Prose {
        let plain = Prose::of_text(text);
        let prose = self.prose(
            parse::prose(&text.value, text.span, self.names.written(text.span), found),
            text.span,
            found,
        );
        Prose { plain: plain_text(&prose.html).unwrap_or(plain.plain), ..prose }
    }

    /// Resolves what a prose refers to. `span` is its place where a hole has none of its own.
    pub(super) fn prose(&self, parsed: parse::Prose, span: Span, found: &mut Vec<Diagnostic>) -> Prose {
        let links = parsed.links.into_iter().map(|link| {
            let target = self.target(&link.destination, found);
            Link {
                target,
                span: link.destination.span,
                is_address: link.is_address,
                title: link.title.into(),
                text: link.text.into(),
                kind: link.kind,
            }
        });
        let links: Vec<Link> = links.collect();
        let holes = parsed.holes.into_iter().map(|hole| {
            let (content, span) = self.hole(hole.content, &links, span, found);
            Hole { at: hole.at, span, content }
        });
        let holes = holes.collect();
        let parse::Prose { html, anchors, pictures_without_alt, .. } = parsed;
        Prose { html, holes, links, anchors, pictures_without_alt, plain: String::new() }
    }

    fn hole(
        &self,
        content: parse::HoleContent,
        links: &[Link],
        span: Span,
        found: &mut Vec<Diagnostic>,
    ) -> (HoleContent, Span) {
        let place = |link: u32| links.get(link as usize).map_or(span, |link| link.span);
        match content {
            parse::HoleContent::Link(link) => (HoleContent::Link(link), place(link)),
            parse::HoleContent::Image(link) => (HoleContent::Image(link), place(link)),
            parse::HoleContent::Address(link) => (HoleContent::Address(link), place(link)),
            parse::HoleContent::Word(id) => (HoleContent::Word(id), span),
            parse::HoleContent::Directive(directive) => {
                let span = directive_span(&directive);
                (self.directive(&directive, found).unwrap_or(HoleContent::Nothing), span)
            }
        }
    }

    fn directive(&self, directive: &Directive, found: &mut Vec<Diagnostic>) -> Option<HoleContent> {
        Some(match directive {
            Directive::Service(id) => HoleContent::Service(self.names.service(id, &rules::DEAD, found)?),
            Directive::Services { category: None, .. } => HoleContent::Services(self.services(|_| true)),
            Directive::Services { category: Some(id), .. } => {
                let category = self.names.category(id, found)?;
                HoleContent::Services(self.services(|service| self.names.category_of(service) == category))
            }
            Directive::Diagram { stack, view } => {
                let id = self.names.stack(stack, found)?;
                let written = self.names.stacks[id.index()].1;
                let views = written.views.iter().flat_map(|views| &views.0).map(|(id, _)| id.value.as_str());
                let view = match view {
                    Some(view) => Some(ViewId::new(position(view, &stack.value, "view", views, found)?)),
                    None => None,
                };
                HoleContent::Diagram(id, view)
            }
            Directive::Flow { stack, flow } => {
                let id = self.names.stack(stack, found)?;
                let written = self.names.stacks[id.index()].1;
                let flows = written.flows.iter().flat_map(|flows| &flows.0).map(|(id, _)| id.value.as_str());
                HoleContent::Flow(id, FlowId::new(position(flow, &stack.value, "flow", flows, found)?))
            }
            Directive::Region(code) => HoleContent::Region(self.names.region(code, found)?),
        })
    }

    fn services(&self, wanted: impl Fn(crate::model::ServiceId) -> bool) -> Box<[crate::model::ServiceId]> {
        (0..self.names.services.len()).map(Id::new).filter(|service| wanted(*service)).collect()
    }

    /// Where an address leads; what leads nowhere is reported.
    pub(super) fn target(&self, written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> LinkTarget {
        let text = written.value.trim();
        match address::scheme(text) {
            Scheme::Named(scheme) => match scheme.as_str() {
                "service" | "stack" | "path" | "console" => self.named(&scheme, written, found),
                "http" | "https" => outside(address::web(written, found)),
                "mailto" | "tel" => LinkTarget::Outside(text.to_owned()),
                _ => {
                    found.push(address::refused(written, &scheme));
                    LinkTarget::Broken
                }
            },
            Scheme::None if text.starts_with("//") => {
                let whole = Spanned::new(format!("https:{text}"), written.span);
                outside(address::web(&whole, found))
            }
            Scheme::None => self.path(text, written.span, found),
        }
    }

    /// `service:id#anchor`, `stack:id#anchor`, `path:stack#anchor`, `console:id`.
    fn named(&self, scheme: &str, written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> LinkTarget {
        let (id, anchor) = split(written.value.trim()[scheme.len() + 1..].trim(), '#');
        let id = Spanned::new(decoded(id).into_owned(), written.span);
        let subject = match scheme {
            "console" => {
                let service = self.names.service(&id, &rules::DEAD, found);
                return service.map_or(LinkTarget::Broken, LinkTarget::Console);
            }
            "path" => {
                let subject = self.names.stack(&id, found).map(Subject::Path);
                let anchor = anchor.map(|anchor| decoded(anchor).into_owned().into_boxed_str());
                return subject.map_or(LinkTarget::Broken, |subject| LinkTarget::Subject { subject, anchor });
            }
            "service" => self
                .names
                .service(&id, &rules::DEAD, found)
                .map(|service| format!("services/{}", self.id_of(service))),
            _ => self.names.stack(&id, found).map(|_| format!("stacks/{}", id.value)),
        };
        match subject {
            Some(path) => {
                self.page(&path, self.lang, anchor, written.span, found).unwrap_or(LinkTarget::Broken)
            }
            None => LinkTarget::Broken,
        }
    }

    fn id_of(&self, service: crate::model::ServiceId) -> &str {
        &self.names.services[service.index()].0.value
    }

    /// A path within the project, or an anchor alone.
    fn path(&self, text: &str, span: Span, found: &mut Vec<Diagnostic>) -> LinkTarget {
        let (path, anchor) = split(text, '#');
        let (path, _) = split(path, '?');
        if path.is_empty() {
            return self.own_anchor(anchor.unwrap_or(""), span, found);
        }
        let path = decoded(path);
        let own = &self.names.languages[self.lang.index()];
        let Some(full) = join(&format!("{own}/{}", self.folder), &path) else {
            let message = format!("`{path}` leads out of the project");
            let help = "link to a file below the folder of the sources";
            found.push(Diagnostic::new(&rules::UNSAFE, span, message).help(help));
            return LinkTarget::Broken;
        };
        let candidates = match path.strip_prefix('/') {
            // Absolute: below the sources, or below the folder of the language.
            Some(rest) => vec![full, format!("{own}/{rest}")],
            None => vec![full],
        };
        for candidate in &candidates {
            if let Some(target) = self.existing(candidate, anchor, span, found) {
                return target;
            }
        }
        let is_unread = |full: &String| {
            let rest = full.split_once('/').map_or("", |(_, rest)| rest);
            page_paths(rest).iter().any(|path| self.names.may_be_unread(path))
        };
        if !candidates.iter().any(is_unread) {
            found.push(self.dead(&path, &candidates[0], span));
        }
        LinkTarget::Broken
    }

    /// What stands at `full`, a path below the sources.
    fn existing(
        &self,
        full: &str,
        anchor: Option<&str>,
        span: Span,
        found: &mut Vec<Diagnostic>,
    ) -> Option<LinkTarget> {
        if self.names.assets.contains_key(full) {
            return Some(LinkTarget::Asset(full.to_owned()));
        }
        let (code, rest) = full.split_once('/').unwrap_or((full, ""));
        let lang = Lang::new(self.names.languages.iter().position(|language| language == code)?);
        page_paths(rest).into_iter().find_map(|path| self.page(&path, lang, anchor, span, found))
    }

    /// The page at `path`, written or not.
    fn page(
        &self,
        path: &str,
        lang: Lang,
        anchor: Option<&str>,
        span: Span,
        found: &mut Vec<Diagnostic>,
    ) -> Option<LinkTarget> {
        let anchor: Option<Box<str>> =
            anchor.filter(|anchor| !anchor.is_empty()).map(|anchor| Box::from(decoded(anchor)));
        if let Some(page) = self.names.page(path) {
            let name = &self.names.pages[page.index()];
            if let (Some(anchor), Some(known)) = (&anchor, name.anchors(lang))
                && !known.contains(&**anchor)
                && !self.names.has_anchor(name.subject, anchor)
            {
                found.push(dead_anchor(anchor, path, known.iter().map(String::as_str), span));
            }
            let lang = (lang != self.lang).then_some(lang);
            return Some(LinkTarget::Page { page, lang, anchor });
        }
        let subject = self.names.subject(path)?;
        if let Some(anchor) = anchor.as_deref().filter(|anchor| !self.names.has_anchor(subject, anchor)) {
            found.push(dead_anchor(anchor, path, std::iter::empty(), span));
        }
        Some(LinkTarget::Subject { subject, anchor })
    }

    fn own_anchor(&self, anchor: &str, span: Span, found: &mut Vec<Diagnostic>) -> LinkTarget {
        let anchor = decoded(anchor).into_owned();
        let Some(page) = self.page.map(|page| &self.names.pages[page.index()]) else {
            let message = format!("`#{anchor}` is an anchor without a page");
            found.push(Diagnostic::new(&rules::DEAD, span, message).help("name the page before the `#`"));
            return LinkTarget::Broken;
        };
        if let Some(known) = page.anchors(self.lang)
            && !anchor.is_empty()
            && !known.contains(&anchor)
            && !self.names.has_anchor(page.subject, &anchor)
        {
            found.push(dead_anchor(&anchor, &page.path, known.iter().map(String::as_str), span));
        }
        LinkTarget::Anchor(anchor)
    }

    fn dead(&self, written: &str, full: &str, span: Span) -> Diagnostic {
        let rest = full.split_once('/').map_or("", |(_, rest)| rest);
        if let Some(draft) = page_paths(rest).iter().find(|path| self.names.is_draft(path)) {
            return Diagnostic::new(&rules::DEAD, span, format!("the page `{draft}` is a draft"))
                .help("take `draft: true` out of it, or the link");
        }
        let diagnostic = Diagnostic::new(&rules::DEAD, span, format!("there is no page or file `{written}`"));
        let language = &self.names.languages[self.lang.index()];
        let pages = self.names.page_paths().map(|path| format!("{language}/{path}.md"));
        let known: Vec<String> = pages.chain(self.names.assets.keys().cloned()).collect();
        match nearest(full, known.iter().map(String::as_str)) {
            Some(near) => {
                let here = format!("{language}/{}", self.folder);
                diagnostic.help(format!("write `{}`", relative(&here, near)))
            }
            None => diagnostic.help("correct the path; it is relative to the file it stands in"),
        }
    }
}

fn outside(address: Option<String>) -> LinkTarget {
    address.map_or(LinkTarget::Broken, LinkTarget::Outside)
}

fn directive_span(directive: &Directive) -> Span {
    match directive {
        Directive::Service(id) | Directive::Region(id) => id.span,
        Directive::Services { span, .. } => *span,
        Directive::Diagram { stack, .. } | Directive::Flow { stack, .. } => stack.span,
    }
}

fn position<'v>(
    wanted: &Spanned<String>,
    stack: &str,
    what: &str,
    mut known: impl Iterator<Item = &'v str> + Clone,
    found: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let all = known.clone();
    let position = known.position(|id| id == wanted.value);
    if position.is_none() {
        let message = format!("the stack `{stack}` has no {what} `{}`", wanted.value);
        found.push(unknown(&rules::UNKNOWN_VIEW, wanted, message, all));
    }
    position
}

fn dead_anchor<'a>(anchor: &str, path: &str, known: impl Iterator<Item = &'a str>, span: Span) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(&rules::DEAD, span, format!("the page `{path}` has no anchor `{anchor}`"));
    match nearest(anchor, known) {
        Some(near) => diagnostic.help(format!("write `#{near}`")),
        None => diagnostic.help("link to the page alone, or give the heading this anchor: `## … {#anchor}`"),
    }
}

/// The paths of pages that a path below the folder of a language may mean.
fn page_paths(rest: &str) -> Vec<String> {
    let index = |folder: &str| if folder.is_empty() { "index".to_owned() } else { format!("{folder}/index") };
    let stem = rest.strip_suffix(".md").or_else(|| rest.strip_suffix(".html"));
    match stem {
        Some("README") => vec!["index".to_owned()],
        Some(stem) => match stem.strip_suffix("/README") {
            Some(folder) => vec![index(folder)],
            None => vec![stem.to_owned()],
        },
        None => {
            let folder = rest.trim_end_matches('/');
            vec![folder.to_owned(), index(folder)]
        }
    }
}

/// `path` seen from `folder`, both below the sources; `None` if it leads out of them.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    let base = if path.starts_with('/') { "" } else { folder };
    for part in base.split('/').chain(path.split(['/', '\\'])) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let slash = if path.ends_with('/') { "/" } else { "" };
    Some(parts.join("/") + slash)
}

/// The path of `target` as seen from `folder`, both below the sources.
fn relative(folder: &str, target: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = target.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// The text of HTML that is made from a text; `None` where that would take an HTML parser.
fn plain_text(html: &str) -> Option<String> {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        rest = &rest[start + rest[start..].find('>')? + 1..];
    }
    text.push_str(rest);
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    Some(
        entities
            .iter()
            .fold(text, |text, (entity, character)| text.replace(entity, character))
            .trim()
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::check;

    #[test]
    fn a_dead_link_in_a_block_of_yaml_is_placed_at_its_address() {
        check(
            "--- content/catalog/shop.yaml\nservices:\n  box:\n    name: Box\n    category: compute\n    console: none\n    \
             presentation: none\n    summary: |\n      One line.\n\n      And [a link](service:bax) {{#region eu-west-9}}.\n",
            &[
                "content/catalog/shop.yaml:10:20 link/dead",
                "content/catalog/shop.yaml:10:43 catalog/unknown-region",
            ],
        );
    }

    #[test]
    fn paths_stay_below_the_sources() {
        assert_eq!(join("fr/basics/", "../index.md").as_deref(), Some("fr/index.md"));
        assert_eq!(join("fr/", "../en/a.md").as_deref(), Some("en/a.md"));
        assert_eq!(join("fr/", "../../etc/passwd"), None);
        assert_eq!(join("fr/", "..\\..\\x"), None);
        assert_eq!(join("fr/a/", "/en/x.md").as_deref(), Some("en/x.md"));
        assert_eq!(relative("fr/basics/", "fr/index.md"), "../index.md");
        assert_eq!(relative("fr/", "fr/a/b.md"), "a/b.md");
    }
}
