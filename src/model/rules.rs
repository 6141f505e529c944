//! The kinds of problems that show when names are looked up.
//!
//! Never finds one: `resolve` does.

use crate::diagnostic::{Level, Rule};

/// A category that the catalog does not have.
pub static UNKNOWN_CATEGORY: Rule = Rule {
    name: "catalog/unknown-category",
    default: Level::Error,
    summary: "a service or a directive names a category that the catalog does not have",
    explanation: "Categories are declared under `categories:` in a file of the catalog, each with its name per \
                  language. Correct the id, or declare the category.",
};

/// An icon that neither we nor a pack have.
pub static UNKNOWN_ICON: Rule = Rule {
    name: "catalog/unknown-icon",
    default: Level::Error,
    summary: "a service names an icon that is not there, or that cannot be drawn",
    explanation: "`icon:` takes the name of a glyph of maquette's own, as `bucket`, or the prefix of a pack and the \
                  name of an icon in it, as `logos:aws-lambda`. Packs are listed in `book.toml`, as `packs` under \
                  `[output.maquette.icons]`. Of an icon only shapes, gradients, masks and clips are drawn; one that \
                  has nothing of that kind cannot be.",
};

/// A region that the catalog does not have.
pub static UNKNOWN_REGION: Rule = Rule {
    name: "catalog/unknown-region",
    default: Level::Error,
    summary: "a region is named that the catalog does not have",
    explanation: "Regions are declared under `regions:` in a file of the catalog, each code with its name per \
                  language. Correct the code, or declare the region.",
};

/// A service that the catalog does not have.
pub static UNKNOWN_SERVICE: Rule = Rule {
    name: "stack/unknown-service",
    default: Level::Error,
    summary: "a node or a term names a service that the catalog does not have",
    explanation: "`service:` takes the id of a service of the catalog, or one of its aliases. Correct the id, or \
                  declare the service in `content/catalog`.",
};

/// A node that the stack does not have.
pub static UNKNOWN_NODE: Rule = Rule {
    name: "stack/unknown-node",
    default: Level::Error,
    summary: "a connection, a view or a flow names a node that the stack does not have",
    explanation: "Nodes are named by their id alone, at whatever depth they stand. Correct the id, or declare the node \
                  under `nodes:`.",
};

/// A view or a flow that the stack does not have.
pub static UNKNOWN_VIEW: Rule = Rule {
    name: "stack/unknown-view",
    default: Level::Error,
    summary: "a directive names a view or a flow that the stack does not have",
    explanation: "Views are declared under `views:` and flows under `flows:` of the stack. Correct the id, or leave \
                  `view=` out to draw everything.",
};

/// A link to something that is not there.
pub static DEAD: Rule = Rule {
    name: "link/dead",
    default: Level::Error,
    summary: "a link leads to a page, an anchor, a file, a service or an address that is not there",
    explanation: "Links between pages are written as paths of Markdown files, relative to the file they stand in; \
                  anchors are those of the headings of that page. `service:ID`, `stack:ID` and `console:ID` lead to \
                  a service's page, a stack's page and a service's admin page.",
};

/// An address that may run code or leave the project.
pub static UNSAFE: Rule = Rule {
    name: "link/unsafe",
    default: Level::Error,
    summary: "an address is of a kind that is refused",
    explanation: "Links may be http, https, mailto and tel addresses, or paths within the project. `javascript:` and \
                  `data:` addresses can run code in the reader's browser, and paths that leave the project would \
                  publish other files, so both are refused.",
};

/// Something that one language lacks.
pub static TRANSLATION_MISSING: Rule = Rule {
    name: "translation/missing",
    default: Level::Warning,
    summary: "a text, a page, an anchor or a message lacks a language",
    explanation: "The site is the same in every language. Where a language lacks a text, the default language stands \
                  in for it, and this rule says so. Write the text, or take the language out of `languages` in \
                  `book.toml`.",
};

/// Two pages at one address.
pub static DUPLICATE_ROUTE: Rule = Rule {
    name: "page/duplicate-route",
    default: Level::Error,
    summary: "two pages of a language, or a page and a file, would have the same address",
    explanation: "The address of a page is its path, with the `slug` of its front matter in place of the last part. \
                  Addresses that differ by case alone count as equal, because some disks cannot tell them apart. \
                  Change one of the two slugs.\n\nFiles that are neither Markdown nor YAML are copied as they are, to \
                  their path below the folder of the sources: they may not take the place of a page or of a file of \
                  the theme. Rename them.",
};

/// All rules of this stage.
pub static ALL: &[&Rule] = &[
    &UNKNOWN_CATEGORY,
    &UNKNOWN_ICON,
    &UNKNOWN_REGION,
    &UNKNOWN_SERVICE,
    &UNKNOWN_NODE,
    &UNKNOWN_VIEW,
    &DEAD,
    &UNSAFE,
    &TRANSLATION_MISSING,
    &DUPLICATE_ROUTE,
];
