//! Regions, categories, services and terms.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::model::id::Id;
use crate::model::{
    Category, CategoryId, Console, Localized, Note, Offered, Presentation, Prose, Region, RegionId, Service,
    ServiceId, Table, Term, TermId, rules,
};
use crate::parse::catalog::{self as parsed, Address};
use crate::parse::{Parsed, Text, rules as parse_rules};
use crate::source::{Span, Spanned};

use super::address;
use super::links::Links;
use super::names::Names;
use super::text::Texts;

const UNKNOWN_KEY: &crate::diagnostic::Rule = &parse_rules::CATALOG_UNKNOWN_KEY;

pub(super) fn regions(
    names: &Names<'_>,
    texts: Texts<'_>,
    found: &mut Vec<Diagnostic>,
) -> Table<RegionId, Region> {
    Table::new(
        names
            .regions
            .iter()
            .map(|(code, name)| Region {
                code: code.value.clone(),
                name: texts.localize(name, &format!("the region `{}`", code.value), UNKNOWN_KEY, found),
                span: code.span,
            })
            .collect(),
    )
}

pub(super) fn services(
    names: &Names<'_>,
    texts: Texts<'_>,
    found: &mut Vec<Diagnostic>,
) -> (Table<CategoryId, Category>, Table<ServiceId, Service>) {
    let categories = names.categories.iter().map(|(id, name)| Category {
        id: id.value.clone(),
        name: match name {
            Some(name) => texts.localize(name, &format!("the category `{}`", id.value), UNKNOWN_KEY, found),
            None => texts.same(&id.value),
        },
        services: Vec::new(),
        span: id.span,
    });
    let categories = Table::new(categories.collect());
    let mut builder = Builder { names, texts, found };
    let services = (0..names.services.len()).map(|index| builder.service(ServiceId::new(index))).collect();
    (categories, Table::new(services))
}

pub(super) fn terms(
    parsed: &Parsed,
    names: &Names<'_>,
    texts: Texts<'_>,
    found: &mut Vec<Diagnostic>,
) -> Table<TermId, Term> {
    let mut builder = Builder { names, texts, found };
    let mut seen = BTreeSet::new();
    let entries =
        parsed.catalogs.iter().flat_map(|catalog| catalog.glossary.iter().flat_map(|terms| &terms.0));
    Table::new(
        entries
            .filter(|(id, _)| seen.insert(id.value.as_str()))
            .map(|(id, term)| builder.term(id, term))
            .collect(),
    )
}

struct Builder<'n, 'p, 'f> {
    names: &'n Names<'p>,
    texts: Texts<'n>,
    found: &'f mut Vec<Diagnostic>,
}

impl Builder<'_, '_, '_> {
    fn prose(&mut self, text: &Text, what: &str) -> Localized<Prose> {
        let texts = self.texts.spanned(text, what, UNKNOWN_KEY, self.found);
        texts.map(|lang, text| Links::of_text(self.names, lang).prose_of_text(text, self.found))
    }

    fn term(&mut self, id: &Spanned<String>, term: &parsed::Term) -> Term {
        let what = format!("the term `{}`", id.value);
        Term {
            id: id.value.clone(),
            term: match &term.term {
                Some(text) => self.texts.localize(text, &what, UNKNOWN_KEY, self.found),
                None => self.texts.same(&id.value),
            },
            text: match &term.text {
                Some(text) => self.prose(text, &format!("the text of {what}")),
                None => self.texts.same(&Prose::default()),
            },
            aliases: self.forms(term.aliases.as_ref()),
            service: term
                .service
                .as_ref()
                .and_then(|service| self.names.service(service, &rules::UNKNOWN_SERVICE, self.found)),
            span: id.span,
        }
    }

    fn forms(&mut self, written: Option<&parsed::Forms>) -> Localized<Vec<String>> {
        let words = |words: &[Spanned<String>]| words.iter().map(|word| word.value.clone()).collect();
        match written {
            None => self.texts.same(&Vec::new()),
            Some(parsed::Forms::Same(same)) => self.texts.same(&words(same)),
            Some(parsed::Forms::PerLanguage(lists)) => {
                let codes = lists.iter().map(|(code, _)| code);
                self.texts.report_unknown(codes, false, UNKNOWN_KEY, self.found);
                let of = |code: &String| lists.iter().find(|(known, _)| known.value == *code);
                let forms = self.texts.languages.iter().map(|code| of(code).map(|(_, list)| words(list)));
                Localized::new(forms.map(Option::unwrap_or_default).collect())
            }
        }
    }

    fn service(&mut self, service: ServiceId) -> Service {
        let (id, written) = self.names.services[service.index()];
        let own = |what: &str| format!("{what} of `{}`", id.value);
        let offered = self.offered(written.regions.as_ref());
        Service {
            id: id.value.clone(),
            span: id.span,
            name: match &written.name {
                Some(name) => self.texts.localize(name, &own("the name"), UNKNOWN_KEY, self.found),
                None => self.texts.same(&id.value),
            },
            category: self.names.category_of(service),
            icon: written.icon.as_ref().and_then(|icon| self.names.icon(icon, self.found)),
            aliases: written.aliases.iter().flatten().map(|alias| alias.value.clone()).collect(),
            summary: match &written.summary {
                Some(summary) => self.prose(summary, &own("the summary")),
                None => self.texts.same(&Prose::default()),
            },
            on_premises: written
                .on_premises
                .as_ref()
                .map(|text| self.prose(text, &own("the text `on-premises`"))),
            presentation: self.presentation(written.presentation.as_ref(), id.span),
            console: self.console(written.console.as_ref()),
            console_span: written.console.as_ref().map_or(id.span, parsed::Console::span),
            offered,
            notes: written
                .notes
                .iter()
                .flatten()
                .map(|note| Note { kind: note.kind, text: self.prose(&note.text, &own("a note")) })
                .collect(),
            nodes: Vec::new(),
        }
    }

    fn offered(&mut self, written: Option<&parsed::Offered>) -> Offered {
        match written {
            None | Some(parsed::Offered::Everywhere) => Offered::Everywhere,
            Some(parsed::Offered::In(codes)) => {
                let regions: BTreeSet<_> =
                    codes.iter().filter_map(|code| self.names.region(code, self.found)).collect();
                // A list of which nothing is known says nothing; what is unknown was reported.
                if regions.is_empty() && !codes.is_empty() {
                    Offered::Everywhere
                } else {
                    Offered::In(regions)
                }
            }
        }
    }

    fn presentation(
        &mut self,
        written: Option<&parsed::Presentation>,
        service: Span,
    ) -> Localized<Presentation> {
        match written {
            None => self.texts.same(&Presentation::Missing(service)),
            Some(parsed::Presentation::Same(address)) => {
                let presentation = self.presented(address);
                self.texts.same(&presentation)
            }
            Some(parsed::Presentation::PerLanguage { span, addresses }) => {
                let find = |code: &String| addresses.iter().find(|(known, _)| known.value == *code);
                let is_lacking = self.texts.languages.iter().any(|code| find(code).is_none());
                let codes = addresses.iter().map(|(code, _)| code);
                self.texts.report_unknown(codes, is_lacking, UNKNOWN_KEY, self.found);
                let values = self.texts.languages.iter().map(|code| match find(code) {
                    Some((_, address)) => self.presented(address),
                    None => Presentation::Missing(*span),
                });
                Localized::new(values.collect())
            }
        }
    }

    fn presented(&mut self, address: &Address) -> Presentation {
        match address {
            Address::At(at) => match address::template(at, false, self.found) {
                Some(at) => Presentation::At(at),
                // Reported already, so it is not missing as well.
                None => Presentation::Absent,
            },
            Address::Absent(_) => Presentation::Absent,
            Address::Missing(span) => Presentation::Missing(*span),
        }
    }

    fn console(&mut self, written: Option<&parsed::Console>) -> Console {
        let (global, default, regions) = match written {
            None | Some(parsed::Console::Missing(_)) => return Console::Missing,
            Some(parsed::Console::Absent { why, .. }) => {
                let why = why.as_ref().map(|why| {
                    self.texts.localize(why, "the reason why there is no admin page", UNKNOWN_KEY, self.found)
                });
                return Console::Absent(why);
            }
            Some(parsed::Console::Links { global, default, regions, .. }) => (global, default, regions),
        };
        // An address that was refused was reported: it is not missing as well.
        let is_written = global.is_some()
            || default.is_some()
            || regions.iter().any(|(_, address)| matches!(address, Address::At(_)));
        let global = global.as_ref().and_then(|at| address::template(at, false, self.found));
        let default = default.as_ref().and_then(|at| address::template(at, true, self.found));
        let own = self.own_pages(regions);
        match (global, default) {
            (Some(global), None) if own.is_empty() => Console::Global(global),
            (None, Some(default)) if own.is_empty() && !default.value.contains("{region}") => {
                Console::Global(default)
            }
            (None, None) if own.is_empty() && is_written => Console::Absent(None),
            (None, None) if own.is_empty() => Console::Missing,
            // A page of all regions beside pages of single ones is the page of the rest.
            (global, default) => Console::Regional { default: default.or(global), own },
        }
    }

    fn own_pages(
        &mut self,
        written: &[(Spanned<String>, Address)],
    ) -> BTreeMap<RegionId, Option<Spanned<String>>> {
        let mut own = BTreeMap::new();
        for (code, address) in written {
            let Some(region) = self.names.region(code, self.found) else { continue };
            match address {
                Address::At(at) => {
                    own.insert(region, address::template(at, true, self.found));
                }
                Address::Absent(_) => {
                    own.insert(region, None);
                }
                Address::Missing(_) => {}
            }
        }
        own
    }
}
