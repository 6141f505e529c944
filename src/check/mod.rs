//! Rules that need the whole model, one file a rule.
//!
//! Never changes the model, never reads a source.

mod admin_page;
mod built;
mod console;
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

use std::collections::BTreeMap;

pub use built::{built, compares_languages};
pub use external::LENIENT;

use crate::diagnostic::{Report, Rule};
use crate::model::{Model, OutsideLink};
use crate::outside::Judgement;

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
    &console::UNKNOWN_REGION,
    &console::NOT_OFFERED,
    &console::OTHER_REGION,
    &console::GLOBAL,
    &console::SIGN_IN,
    &console::LEGACY_HOST,
    &console::FRAGMENT,
    &external::CREDENTIALS,
    &external::REDIRECTED,
    &external::SOFT_404,
    &external::UNREACHABLE,
    &external::BLOCKED,
    &external::LOGIN_WALL,
    &built::DUPLICATE_ID,
    &built::ANCHOR_DIFFERS,
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
    check_outside(&model.written_outside_links(), model, report);
}

/// Whether the rule of this name judges links.
pub fn is_about_links(rule: &str) -> bool {
    ["link/", "console/"].iter().any(|topic| rule.starts_with(topic))
}

/// Judges addresses outside of the site without asking for them. [`check`] does so for all that the model knows; those
/// of templates and themes are found elsewhere.
pub fn check_outside(links: &[OutsideLink], model: &Model, report: &mut Report) {
    console::check(links, model, report);
    external::check(links, report);
}

/// Says at each place of `links` what came of asking for its address.
pub fn judge_outside(
    links: &[OutsideLink],
    judgements: &BTreeMap<String, Judgement>,
    model: &Model,
    report: &mut Report,
) {
    external::judged(links, judgements, model, report);
}

/// Names as a list in a message.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
