//! Regions, categories, services and terms.
//!
//! Never makes a link relative to a page: addresses outside of the site are whole.

use std::collections::{BTreeMap, BTreeSet};

use super::NoteKind;
use super::id::{CategoryId, Localized, NodeId, RegionId, ServiceId, StackId};
use super::page::Prose;
use crate::icon::Icon;
use crate::source::{Span, Spanned};

/// A region of the cloud.
#[derive(Debug)]
pub struct Region {
    /// As `eu-west-1`.
    pub code: String,
    /// Its name.
    pub name: Localized<String>,
    /// Where its code is written.
    pub span: Span,
}

/// A kind of service.
#[derive(Debug)]
pub struct Category {
    /// As written in the catalog.
    pub id: String,
    /// Its name.
    pub name: Localized<String>,
    /// Its services, in the order of the catalog.
    pub services: Vec<ServiceId>,
    /// Where its id is written.
    pub span: Span,
}

/// A service of the cloud.
#[derive(Debug)]
pub struct Service {
    /// As written in the catalog.
    pub id: String,
    /// Where its id is written.
    pub span: Span,
    /// Its name.
    pub name: Localized<String>,
    /// Its category.
    pub category: CategoryId,
    /// What it is shown as, if it says so.
    pub icon: Option<Icon>,
    /// Other names people know it by.
    pub aliases: Vec<String>,
    /// What it does; empty where nobody wrote it.
    pub summary: Localized<Prose>,
    /// What one would run on one's own server instead.
    pub on_premises: Option<Localized<Prose>>,
    /// The page that presents it.
    pub presentation: Localized<Presentation>,
    /// The page it is administered on.
    pub console: Console,
    /// Where that is written; the id where it is not.
    pub console_span: Span,
    /// Where it is offered.
    pub offered: Offered,
    /// Remarks.
    pub notes: Vec<Note>,
    /// The nodes that are this service, by stack and node.
    pub nodes: Vec<(StackId, NodeId)>,
}

/// The page that presents a service, in one language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Presentation {
    /// Where it is.
    At(Spanned<String>),
    /// There is none, and that is fine.
    Absent,
    /// Nobody has found it yet.
    Missing(Span),
}

/// The page a service is administered on.
#[derive(Debug)]
pub enum Console {
    /// Nobody has found it yet.
    Missing,
    /// There is none, for the reason given.
    Absent(Option<Localized<String>>),
    /// One page for all regions.
    Global(Spanned<String>),
    /// A page per region.
    Regional {
        /// For every region without one of its own; `{region}` stands for the code.
        default: Option<Spanned<String>>,
        /// Pages of single regions; `None`: the author says that there is none.
        own: BTreeMap<RegionId, Option<Spanned<String>>>,
    },
}

/// Where a service is offered.
#[derive(Debug)]
pub enum Offered {
    /// In every region.
    Everywhere,
    /// In these.
    In(BTreeSet<RegionId>),
}

/// A remark on a service.
#[derive(Debug)]
pub struct Note {
    /// What it is for.
    pub kind: NoteKind,
    /// What it says.
    pub text: Localized<Prose>,
}

/// A term of the glossary.
#[derive(Debug)]
pub struct Term {
    /// As written in the catalog.
    pub id: String,
    /// The term.
    pub term: Localized<String>,
    /// What it means.
    pub text: Localized<Prose>,
    /// Other forms it has in pages.
    pub aliases: Localized<Vec<String>>,
    /// The service it leads to.
    pub service: Option<ServiceId>,
    /// Where its id is written.
    pub span: Span,
}

/// Where a service is administered in one region.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ConsoleLink {
    /// A page of this region.
    Regional(String),
    /// The one page of all regions.
    Global(String),
    /// The service is not offered in this region.
    NotOffered,
    /// There is none, and that is fine.
    Absent,
    /// Nobody has found it yet.
    Missing,
}

impl ConsoleLink {
    /// The address, if there is one.
    pub fn address(&self) -> Option<&str> {
        match self {
            ConsoleLink::Regional(address) | ConsoleLink::Global(address) => Some(address),
            _ => None,
        }
    }
}

impl Service {
    /// Whether it is offered in `region`.
    pub fn is_offered_in(&self, region: RegionId) -> bool {
        match &self.offered {
            Offered::Everywhere => true,
            Offered::In(regions) => regions.contains(&region),
        }
    }

    /// Where it is administered in `region`.
    pub fn console_in(&self, region: RegionId, code: &str) -> ConsoleLink {
        match &self.console {
            Console::Missing => ConsoleLink::Missing,
            Console::Absent(_) => ConsoleLink::Absent,
            Console::Global(address) => ConsoleLink::Global(address.value.clone()),
            Console::Regional { .. } if !self.is_offered_in(region) => ConsoleLink::NotOffered,
            Console::Regional { default, own } => match (own.get(&region), default) {
                (Some(Some(address)), _) | (None, Some(address)) => {
                    ConsoleLink::Regional(address.value.replace("{region}", code))
                }
                (Some(None), _) => ConsoleLink::Absent,
                (None, None) => ConsoleLink::Missing,
            },
        }
    }
}
