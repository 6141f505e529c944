//! Rules that need the whole model, one file a rule.
//!
//! Never changes the model, never reads a source.

mod admin_page;
mod external;
mod isolated_node;
mod missing_alt;
mod missing_title;
mod orphan;
mod presentation;
mod rule_name;
mod translation;
mod unavailable_service;
mod unused_service;
mod wrong_language;

pub use external::LENIENT;

use crate::diagnostic::{Report, Rule};
use crate::model::Model;

/// All rules of this stage.
pub static ALL: &[&Rule] = &[
    &admin_page::MISSING,
    &admin_page::MISSING_REGION,
    &presentation::MISSING,
    &unused_service::UNUSED_SERVICE,
    &unavailable_service::UNAVAILABLE_SERVICE,
    &isolated_node::ISOLATED_NODE,
    &orphan::ORPHAN,
    &missing_title::MISSING_TITLE,
    &missing_alt::MISSING_ALT,
    &wrong_language::WRONG_LANGUAGE,
    &external::REDIRECTED,
    &external::SOFT_404,
    &external::UNREACHABLE,
    &external::BLOCKED,
    &external::LOGIN_WALL,
];

/// Runs every rule over the model. `known` are the rules of the whole program, whose weights a project may set.
pub fn check(model: &Model, known: &[&'static Rule], report: &mut Report) {
    rule_name::check(model, known, report);
    admin_page::check(model, report);
    presentation::check(model, report);
    unused_service::check(model, report);
    unavailable_service::check(model, report);
    isolated_node::check(model, report);
    orphan::check(model, report);
    missing_title::check(model, report);
    missing_alt::check(model, report);
    translation::check(model, report);
    if model.settings.are_languages_known {
        wrong_language::check(model, report);
    }
}

/// Names as a list in a message.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
