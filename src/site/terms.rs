//! The terms of the glossary where texts use them.
//!
//! Finds them in the texts between the tags of finished prose, in one pass for all terms. Hides which forms a term
//! has, and where in a page none is marked. Never changes a tag, and never writes one: what a marked term looks like
//! stands in a template.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

use super::grammar::Grammar;
use super::html::{Html, Slot, Slots, escape};
use super::props::TermMarkProps;
use super::routes::anchor_of;
use super::sheet::Sheet;
use super::theme::{Scope, Theme};
use crate::diagnostic::Diagnostic;
use crate::model::{Lang, Model, TermId};

/// The forms of all terms of a language.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    /// Nothing where there is no term, or more of them than a matcher takes.
    matcher: Option<AhoCorasick>,
    forms: Vec<Form>,
}

/// A way to write a term.
#[derive(Clone, Debug)]
struct Form {
    term: TermId,
    /// As it has to be written, where capitals tell it from a word.
    exact: Option<String>,
}

/// Longer words in capitals are words that somebody shouts.
const LONGEST_ACRONYM: usize = 5;

/// Elements without a term in them: what is no prose, what is a link already, and tables, whose frame would cut a
/// bubble off.
const WITHOUT: [&str; 22] = [
    "a",
    "abbr",
    "button",
    "caption",
    "code",
    "dfn",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "kbd",
    "pre",
    "script",
    "style",
    "summary",
    "svg",
    "table",
];

impl Terms {
    /// The forms of the glossary's terms in `lang`.
    pub(super) fn new(model: &Model, lang: Lang, grammar: &Grammar) -> Self {
        let mut patterns: Vec<String> = Vec::new();
        let mut forms = Vec::new();
        for (id, term) in model.terms.iter() {
            let names = parts_of(&term.term[lang]);
            for name in names.chain(term.aliases[lang].iter().map(String::as_str)) {
                let plurals = grammar.plurals(name);
                for form in std::iter::once(name.to_owned()).chain(plurals) {
                    let mut pattern = String::new();
                    escape(&mut pattern, &form);
                    // Prose keeps apostrophes and quotation marks as they are.
                    let pattern = pattern.replace("&#39;", "'").replace("&quot;", "\"");
                    let exact = is_acronym(name).then(|| pattern.clone());
                    // Only plain letters are compared without their case: a capital with an accent is a form of its own.
                    let capital = capital(&pattern).filter(|_| exact.is_none());
                    for pattern in std::iter::once(pattern).chain(capital) {
                        patterns.push(pattern);
                        forms.push(Form { term: id, exact: exact.clone() });
                    }
                }
            }
        }
        let mut builder = AhoCorasickBuilder::new();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::Standard);
        let matcher = if patterns.is_empty() { None } else { builder.build(&patterns).ok() };
        Terms { matcher, forms }
    }

    /// The terms in `text`, which holds no tag: where they start and end, without overlaps, the longest where several
    /// start at one place.
    fn found(&self, text: &str) -> Vec<(usize, usize, TermId)> {
        let Some(matcher) = &self.matcher else { return Vec::new() };
        let fits = matcher.find_overlapping_iter(text).filter(|found| {
            let form = &self.forms[found.pattern().as_usize()];
            let is_word = is_whole(text, found.start(), found.end());
            is_word && form.exact.as_deref().is_none_or(|exact| text[found.range()] == *exact)
        });
        let mut found: Vec<_> = fits
            .map(|found| (found.start(), found.end(), self.forms[found.pattern().as_usize()].term))
            .collect();
        found.sort_by_key(|(start, end, term)| (*start, std::cmp::Reverse(*end), *term));
        let mut free = 0;
        found.retain(|(start, end, _)| {
            let is_free = *start >= free;
            free = if is_free { *end } else { free };
            is_free
        });
        found
    }
}

/// `Compartiment (bucket)` is written either way.
fn parts_of(name: &str) -> impl Iterator<Item = &str> {
    let (before, within) = name.split_once('(').unwrap_or((name, ""));
    let within = within.split(')').next().unwrap_or("");
    [before.trim(), within.trim()].into_iter().filter(|part| !part.is_empty())
}

fn is_acronym(name: &str) -> bool {
    name.chars().count() <= LONGEST_ACRONYM && name.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// With a capital letter at its start, or without, whichever it is not; nothing where the matcher sees no difference.
fn capital(name: &str) -> Option<String> {
    let mut letters = name.chars();
    let first = letters.next().filter(|first| !first.is_ascii())?;
    let other: String =
        if first.is_uppercase() { first.to_lowercase().collect() } else { first.to_uppercase().collect() };
    Some(other + letters.as_str())
}

/// Whether nothing of a longer word touches the text from `start` to `end`. An apostrophe does not: `l’instance`.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '\u{2011}');
    let before = text[..start].chars().next_back();
    let mut after = text[end..].chars();
    let is_joined = after.next().is_some_and(is_part);
    !before.is_some_and(|c| is_part(c) || c == '.' || c == '&') && !is_joined
}

/// Marks the first use of each term in one page, piece by piece as its prose is put together.
#[derive(Debug, Default)]
pub(super) struct Marker {
    used: BTreeSet<TermId>,
    /// How many elements without terms are open.
    shut: u32,
    inside: Inside,
}

/// Where in the HTML a piece ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Inside {
    #[default]
    Text,
    Tag(Option<u8>),
    Comment,
}

impl Marker {
    /// A link was opened by something else than a piece; a piece closes it.
    pub(super) fn open_link(&mut self) {
        self.shut += 1;
    }

    /// Whether some term was marked.
    pub(super) fn has_marked(&self) -> bool {
        !self.used.is_empty()
    }

    /// `piece` with its terms marked.
    pub(super) fn mark(&mut self, sheet: &Sheet<'_>, piece: &str, out: &mut String) {
        let mut rest = piece;
        while !rest.is_empty() {
            let length = match self.inside {
                Inside::Text => {
                    let end = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
                    self.text(sheet, &rest[..end], out);
                    let opening = &rest[end..];
                    let length = self.open(opening);
                    out.push_str(&opening[..length]);
                    end + length
                }
                Inside::Comment => {
                    let end = rest.find("-->").map(|at| at + 3);
                    self.inside = if end.is_some() { Inside::Text } else { Inside::Comment };
                    out.push_str(&rest[..end.unwrap_or(rest.len())]);
                    end.unwrap_or(rest.len())
                }
                Inside::Tag(quote) => {
                    let length = self.tag(rest, quote);
                    out.push_str(&rest[..length]);
                    length
                }
            };
            rest = &rest[length..];
        }
    }

    /// The start of a tag or a comment: how long it is, 0 at the end of a piece.
    fn open(&mut self, tag: &str) -> usize {
        if tag.is_empty() {
            return 0;
        }
        if tag.starts_with("<!--") {
            self.inside = Inside::Comment;
            return 4;
        }
        let is_end = tag.as_bytes().get(1) == Some(&b'/');
        let start = if is_end { 2 } else { 1 };
        let length = tag[start..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = tag[start..start + length].to_ascii_lowercase();
        if WITHOUT.contains(&name.as_str()) {
            self.shut = if is_end { self.shut.saturating_sub(1) } else { self.shut + 1 };
        }
        self.inside = Inside::Tag(None);
        start + length
    }

    /// The rest of a tag, as far as this piece has it.
    fn tag(&mut self, rest: &str, mut quote: Option<u8>) -> usize {
        for (at, byte) in rest.bytes().enumerate() {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'>') => {
                    self.inside = Inside::Text;
                    return at + 1;
                }
                _ => {}
            }
        }
        self.inside = Inside::Tag(quote);
        rest.len()
    }

    fn text(&mut self, sheet: &Sheet<'_>, text: &str, out: &mut String) {
        let terms = &sheet.edition().terms;
        if self.shut > 0 || terms.matcher.is_none() {
            out.push_str(text);
            return;
        }
        let mut rest = 0;
        for (start, end, term) in terms.found(text) {
            // A term that says nothing has nothing to show.
            if sheet.plan.model.terms[term].text[sheet.lang].plain.is_empty() || !self.used.insert(term) {
                continue;
            }
            out.push_str(&text[rest..start]);
            mark(sheet, term, &text[start..end], out);
            rest = end;
        }
        out.push_str(&text[rest..]);
    }
}

/// What the template `term.html` makes of any term: markers stand where the values come in, so that one text serves
/// all terms of all pages.
pub(super) fn frame(theme: &Theme, scope: Scope, found: &mut Vec<Diagnostic>) -> String {
    let [text, href, id, meaning] = [0, 1, 2, 3].map(Slot::numbered);
    let scope = scope.with("term", &TermMarkProps { text, href, id, meaning });
    let frame = theme.render("term.html", &scope, found).unwrap_or_default();
    frame.trim_end().to_owned()
}

/// A marked term.
fn mark(sheet: &Sheet<'_>, id: TermId, text: &str, out: &mut String) {
    let term = &sheet.plan.model.terms[id];
    let glossary = &sheet.plan.routes.glossary[sheet.lang];
    let href = sheet.route.to_anchor(glossary, Some(&anchor_of("term-", &term.id)));
    let mut slots = Slots::default();
    // The order of `frame`. The text is a piece of HTML already.
    slots.hold(Html::trusted(text.to_owned()));
    for value in [href.as_str(), &anchor_of("tip-", &term.id), &term.text[sheet.lang].plain] {
        let mut escaped = String::with_capacity(value.len());
        escape(&mut escaped, value);
        slots.hold(Html::trusted(escaped));
    }
    out.push_str(slots.fill(&sheet.edition().term_frame).as_str());
}

#[cfg(test)]
mod tests {
    use crate::source::SourceFile;

    const GLOSSARY: &str = "glossary:\n  bucket: { term: { fr: Compartiment (bucket), en: Bucket }, text: Where objects are. }\n  \
        vpc: { term: VPC, text: A network. }\n  instance: { term: Instance, text: A machine. }\n  \
        group: { term: Instance group, text: Several. }\n  balancer: { term: { fr: Équilibreur, en: Balancer }, \
        aliases: { fr: [répartiteur], en: [share-out] }, text: Shares. }\n";

    /// The body of a page in a language, with each marked term as `[text]`.
    fn marked(code: &str, text: &str) -> String {
        let book =
            "[book]\ntitle = \"Shop\"\nlanguage = \"en\"\n[output.maquette]\nlanguages = [\"en\", \"fr\"]\n";
        let files = vec![
            SourceFile::new("book.toml", book),
            SourceFile::new("content/catalog/g.yaml", GLOSSARY),
            SourceFile::new(format!("content/{code}/page.md"), format!("# Page\n\n{text}\n")),
        ];
        let sources = crate::load::project(files);
        let mut report = crate::diagnostic::Report::new();
        let model = crate::model::resolve(crate::parse::parse(&sources, &mut report), &mut report);
        let theme = super::super::Theme::compile(&sources, &model.settings.theme, &mut report);
        let site = super::super::render(&model, &sources, &theme, &mut report);
        let page = String::from_utf8(site.files()[&format!("{code}/page.html")].to_vec()).unwrap();
        let body = page.split("<div class=\"prose\">\n").nth(1).unwrap();
        let body = body.split("\n</div>").next().unwrap().to_owned();
        let mut out = String::new();
        let mut rest = body.as_str();
        while let Some((before, after)) = rest.split_once("<span class=\"term\"><a ") {
            let (link, after) = after.split_once("</a>").unwrap();
            let (tip, after) = after.split_once("</span></span>").unwrap();
            assert!(tip.starts_with("<span class=\"tip\" role=\"tooltip\""), "{tip}");
            out.push_str(before);
            out.push_str(&format!("[{}]", link.split_once('>').unwrap().1));
            rest = after;
        }
        out + rest
    }

    #[test]
    fn the_first_use_of_a_term_is_marked() {
        let said = marked("en", "A bucket, two Buckets. The VPC’s vpc: VPC. Instances of an instance group.");
        assert_eq!(
            said,
            "<p>A [bucket], two Buckets. The [VPC]’s vpc: VPC. [Instances] of an [instance group].</p>"
        );
    }

    #[test]
    fn french_elides_and_has_accents() {
        let said = marked(
            "fr",
            "L’instance et son compartiment. Équilibreurs. Un bucket-bis, un sous-VPC, l'équilibreur.",
        );
        assert_eq!(
            said,
            "<p>L’[instance] et son [compartiment]. [Équilibreurs]. Un bucket-bis, un sous-VPC, l'équilibreur.</p>"
        );
        assert_eq!(marked("fr", "Le répartiteur."), "<p>Le [répartiteur].</p>");
    }

    #[test]
    fn plurals_are_those_of_the_head() {
        assert_eq!(marked("en", "Instance groups."), "<p>[Instance groups].</p>");
        assert_eq!(marked("fr", "Des VPCs. Des VPCx."), "<p>Des [VPCs]. Des VPCx.</p>");
    }

    #[test]
    fn tags_links_code_and_headings_are_left_alone() {
        for text in [
            "## A bucket {#bucket}\n\n[the bucket](https://a.example/ \"a bucket\")\n\n`bucket`\n\n![bucket](https://a.example/b.png)",
            "```\nbucket\n```\n\n| bucket |\n|---|\n| bucket |\n\n<!-- bucket -->",
        ] {
            let said = marked("en", text);
            assert!(!said.contains("[bucket]"), "{said}");
        }
        let said = marked("en", "[a *bucket*](https://a.example/) then a bucket & *a VPC*");
        assert!(said.ends_with("then a [bucket] &amp; <em>a [VPC]</em></p>"), "{said}");
    }
}
