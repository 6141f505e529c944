//! What the scripts of a theme have to know of the site in one language, as a script of its own.
//!
//! Hides that it is JavaScript: a page that is opened from a disk can load nothing else. Never holds what only one
//! page needs: that stands in the page.

use std::collections::BTreeMap;

use serde::Serialize;

use super::plan::Plan;
use super::sheet::Done;
use crate::model::{Lang, Value};

/// `maquette` in scripts, beside what `early.js` puts there.
#[derive(Serialize)]
struct Data<'a> {
    /// The code of the language.
    language: &'a str,
    /// The title of the site in its default language: tells apart what sites of one host remember.
    site: &'a str,
    /// The messages whose ids start with `ui-`, without that. Variables are still in them, as `{name}`.
    words: BTreeMap<String, String>,
}

/// The messages for scripts.
const PREFIX: &str = "ui-";

/// The file for each language.
pub(super) fn files(plan: &Plan<'_>) -> Vec<Done> {
    plan.model.langs().map(|lang| file(plan, lang)).collect()
}

fn file(plan: &Plan<'_>, lang: Lang) -> Done {
    let model = plan.model;
    let data = Data {
        language: &model.languages[lang],
        site: &model.settings.title[model.default_language],
        words: words(plan, lang),
    };
    let json = serde_json::to_string(&data).expect("texts and maps of texts are JSON");
    // Of JSON, `Object.assign` takes everything; `<` could only matter in a page.
    let content = format!("Object.assign(maquette,{json});\n").into_bytes().into();
    Done {
        path: plan.routes.script_data[lang].path().to_owned(),
        content,
        pictures: Vec::new(),
        found: Vec::new(),
    }
}

fn words(plan: &Plan<'_>, lang: Lang) -> BTreeMap<String, String> {
    let model = plan.model;
    let known = model.locales[model.default_language].messages().iter().chain(model.locales[lang].messages());
    known
        .filter_map(|(id, message)| {
            let name = id.strip_prefix(PREFIX)?;
            let holes: Vec<(&str, String)> =
                message.variables.iter().map(|name| (name.as_str(), format!("{{{name}}}"))).collect();
            let values: Vec<_> = holes.iter().map(|(name, hole)| (*name, Value::Text(hole))).collect();
            Some((name.to_owned(), model.message(lang, id, &values)))
        })
        .collect()
}
