//! The kinds of problems a theme can have.
//!
//! Never finds one: the theme does, when it is compiled and when it is used.

use crate::diagnostic::{Level, Rule};

/// A template that cannot be read or used.
pub static TEMPLATE: Rule = Rule {
    name: "syntax/template",
    default: Level::Error,
    summary: "a template of the theme cannot be read, or asks for what is not there",
    explanation: "Templates are Tera 2. A template may fail when it is read (a block that is not closed, a filter or a \
                  template that does not exist) or when a page is made with it (a variable that the page does not \
                  have). docs/themes.md lists every variable; `themes/default` uses all of them.",
};

/// A theme that is not there.
pub static UNKNOWN_THEME: Rule = Rule {
    name: "book/unknown-theme",
    default: Level::Error,
    summary: "book.toml names a theme that does not exist",
    explanation: "A theme is a folder below `themes/`. What it lacks is taken from the theme `default`, which is part \
                  of the program, so a theme may be as small as one file.",
};

/// All rules of this stage.
pub static ALL: &[&Rule] = &[&TEMPLATE, &UNKNOWN_THEME];
