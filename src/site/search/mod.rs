//! Search without a server: an index of each language, in pieces that a browser loads when it needs them.
//!
//! Hides what is searched, how it is weighed and how it is written down. `search.js` of the theme reads it. Never
//! answers a query itself: what would, in `ask`, is for tests alone, which hold both sides to the same answers.

#[cfg(test)]
mod ask;
mod documents;
mod fold;
mod index;
mod lexicon;
mod shards;
mod speech;
mod text;
#[cfg(test)]
mod vectors;
mod words;

use rayon::prelude::*;

use super::plan::Plan;
use super::sheet::Done;
use crate::model::Lang;
use speech::Speech;

/// The files of the index of every language.
pub(super) fn files(plan: &Plan<'_>) -> Vec<Done> {
    let langs: Vec<Lang> = plan.model.langs().collect();
    langs.into_par_iter().flat_map_iter(|lang| of_language(plan, lang)).collect()
}

fn of_language(plan: &Plan<'_>, lang: Lang) -> Vec<Done> {
    let speech = Speech::of(&plan.model.languages[lang]);
    let documents = documents::documents(plan, lang);
    let entries = index::entries(&documents, speech);
    let folder = plan.routes.search[lang].folder();
    let shards = shards::shards(&documents, &entries, speech, shards::LIMITS).into_iter();
    shards
        .map(|(name, script)| Done {
            path: format!("{folder}{name}.js"),
            content: script.into_bytes().into(),
            found: Vec::new(),
        })
        .collect()
}
