//! The kinds of problems a source can have when it is read alone.
//!
//! Never finds one: the parsers do.

use crate::diagnostic::{Level, Rule};

/// A YAML file that cannot be read.
pub static YAML: Rule = Rule {
    name: "syntax/yaml",
    default: Level::Error,
    summary: "a file is not YAML",
    explanation: "The catalog, the stacks and the front matter of pages are YAML 1.2. Common causes are a tab at the \
                  start of a line, an indentation that matches no line above, a text with `: ` or `#` in it that is \
                  not in quotes, and a bracket or quote that is not closed.\n\nNothing of the file is used until it \
                  can be read, so problems that follow from its absence are not reported.",
};

/// A TOML file that cannot be read.
pub static TOML: Rule = Rule {
    name: "syntax/toml",
    default: Level::Error,
    summary: "book.toml is not TOML",
    explanation: "`book.toml` is TOML 1.0. Texts stand in quotes, a table is opened by `[name]`, and a key stands \
                  once in its table.",
};

/// A value of the wrong shape.
pub static SHAPE: Rule = Rule {
    name: "syntax/shape",
    default: Level::Error,
    summary: "a value is not of the kind its key takes, or a key that must be there is not",
    explanation: "Each key takes a certain kind of value: a text, a list, a map, yes or no, one of some words. \
                  `maquette schema catalog|stack|book` prints all keys and their kinds as JSON Schema, which editors \
                  use for completion.",
};

/// A key that stands twice in one map.
pub static DUPLICATE_KEY: Rule = Rule {
    name: "syntax/duplicate-key",
    default: Level::Error,
    summary: "a key stands twice in one map",
    explanation: "Of two equal keys only the first would count, so one of them is a mistake. Remove it or rename it.",
};

/// Front matter that is not closed.
pub static FRONT_MATTER: Rule = Rule {
    name: "syntax/front-matter",
    default: Level::Error,
    summary: "the front matter of a page cannot be read",
    explanation: "A page may open with a block of YAML between two lines of three dashes:\n\n---\ntitle: Regions\n---\n\n\
                  Its keys are title, slug, description, weight and draft.",
};

/// A `{{#…}}` directive that cannot be read.
pub static DIRECTIVE: Rule = Rule {
    name: "syntax/directive",
    default: Level::Error,
    summary: "a `{{#…}}` directive is not one that maquette knows, or lacks its argument",
    explanation: "A page may hold these directives:\n\n{{#service ID}}\n{{#services category=ID}}\n{{#diagram STACK \
                  view=VIEW}}\n{{#flow STACK/FLOW}}\n{{#region REGION}}\n\nAll but the last make a block and stand \
                  alone in their paragraph. Write `\\{{#` to show the characters themselves; in code they always \
                  show as they are.",
};

/// A Fluent file that cannot be read.
pub static FLUENT: Rule = Rule {
    name: "syntax/fluent",
    default: Level::Error,
    summary: "an entry of a locale file is not Fluent",
    explanation: "The words of the interface are Fluent messages: `identifier = text`, continuation lines indented. \
                  The other entries of the file are still used.",
};

/// A source that is not text.
pub static ENCODING: Rule = Rule {
    name: "syntax/encoding",
    default: Level::Error,
    summary: "a source is not UTF-8",
    explanation: "All sources are UTF-8 text. Save the file as UTF-8 in your editor.",
};

/// An unknown key in `book.toml`.
pub static BOOK_UNKNOWN_KEY: Rule = Rule {
    name: "book/unknown-key",
    default: Level::Error,
    summary: "a key or rule name that book.toml does not have",
    explanation: "An unknown key would have no effect in silence. `maquette schema book` prints the keys there are.",
};

/// A folder of sources that holds nothing.
pub static NO_SOURCES: Rule = Rule {
    name: "book/no-sources",
    default: Level::Error,
    summary: "the folder of the sources is not there, or holds nothing",
    explanation: "The catalog, the stacks and the pages stand below one folder: the one that `src` names in `[book]`, \
                  or else `content`. Correct its name, or make it.",
};

/// An unknown key in a catalog file.
pub static CATALOG_UNKNOWN_KEY: Rule = Rule {
    name: "catalog/unknown-key",
    default: Level::Error,
    summary: "a key that a catalog file does not have",
    explanation: "An unknown key would have no effect in silence. `maquette schema catalog` prints the keys there are; \
                  a text per language takes language codes as its keys. A code of a language that the project does \
                  not have is reported only where a language of the project is lacking beside it.",
};

/// An id that is declared twice in the catalog.
pub static CATALOG_DUPLICATE_ID: Rule = Rule {
    name: "catalog/duplicate-id",
    default: Level::Error,
    summary: "two entries of the catalog have the same id",
    explanation: "Ids of services, categories, regions and terms are unique over all files of the catalog, and an \
                  alias names one service only. Rename or merge one of the two.",
};

/// An unknown key in a stack.
pub static STACK_UNKNOWN_KEY: Rule = Rule {
    name: "stack/unknown-key",
    default: Level::Error,
    summary: "a key that a stack does not have",
    explanation: "An unknown key would have no effect in silence. `maquette schema stack` prints the keys there are.",
};

/// A node id that is declared twice in a stack.
pub static STACK_DUPLICATE_NODE: Rule = Rule {
    name: "stack/duplicate-node",
    default: Level::Error,
    summary: "two nodes of a stack have the same id",
    explanation: "Node ids are unique in a stack at any depth, because connections, views and flows name nodes by \
                  their id alone. Rename one of the two.",
};

/// An unknown key in the front matter of a page.
pub static PAGE_UNKNOWN_KEY: Rule = Rule {
    name: "page/unknown-key",
    default: Level::Error,
    summary: "a key that the front matter of a page does not have",
    explanation: "The keys are title, slug, description, weight and draft.",
};

/// A pack of icons that cannot be read.
pub static ICONS: Rule = Rule {
    name: "syntax/icons",
    default: Level::Error,
    summary: "a pack of icons cannot be read",
    explanation: "`packs` under `[output.maquette.icons]` names files as the packages `@iconify-json/*` publish them: \
                  JSON with a `prefix` and `icons`, each with a `body`. The file `icons.json` of such a package can be \
                  used as it is.",
};

/// A pack of icons that is not there.
pub static MISSING_PACK: Rule = Rule {
    name: "book/missing-pack",
    default: Level::Error,
    summary: "book.toml names a pack of icons that does not exist",
    explanation: "`packs` under `[output.maquette.icons]` lists files below the folder of `book.toml`, as \
                  `icons/logos.json`. Put the file there, or take it out of the list. Nothing is fetched.",
};

/// All rules of this stage.
pub static ALL: &[&Rule] = &[
    &YAML,
    &TOML,
    &SHAPE,
    &DUPLICATE_KEY,
    &FRONT_MATTER,
    &DIRECTIVE,
    &FLUENT,
    &ENCODING,
    &BOOK_UNKNOWN_KEY,
    &NO_SOURCES,
    &CATALOG_UNKNOWN_KEY,
    &CATALOG_DUPLICATE_ID,
    &STACK_UNKNOWN_KEY,
    &STACK_DUPLICATE_NODE,
    &PAGE_UNKNOWN_KEY,
    &ICONS,
    &MISSING_PACK,
];
