//! What the scripts of a theme have to know of the site in one language, as a script of its own.
//!
//! Hides that it is JavaScript: a page that is opened from a disk can load nothing else. Never holds what only one
//! page needs: that stands in the page.

use std::collections::BTreeMap;

use serde::Serialize;

use super::plan::{Plan, sort_key};
use super::sheet::Done;
use crate::model::{Lang, Model, RegionId, Value};

/// `maquette` in scripts, beside what `early.js` puts there.
#[derive(Serialize)]
struct Data<'a> {
    /// The code of the language.
    language: &'a str,
    /// The title of the site in its default language: tells apart what sites of one host remember.
    site: &'a str,
    /// The messages whose ids start with `ui-`, without that. Variables are still in them, as `{name}`.
    words: BTreeMap<String, String>,
    /// The code of the region that links lead to until a reader picks another one.
    region: Option<&'a str>,
    /// The regions that readers may pick, by part of the world, as readers of the language look them up.
    regions: Vec<Part<'a>>,
}

/// A part of the world.
#[derive(Serialize)]
struct Part<'a> {
    /// Its name; empty if the site knows none.
    name: String,
    /// Code and name of each region.
    regions: Vec<(&'a str, &'a str)>,
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
        region: model.settings.region.map(|region| model.regions[region].code.as_str()),
        regions: parts(model, lang, &plan.editions[lang].regions),
    };
    let json = serde_json::to_string(&data).expect("texts and maps of texts are JSON");
    // Of JSON, `Object.assign` takes everything; `<` could only matter in a page.
    let content = format!("Object.assign(maquette,{json});\n").into_bytes().into();
    Done { path: plan.routes.script_data[lang].path().to_owned(), content, found: Vec::new() }
}

/// The part of the world is told by what a code starts with: `eu-west-1` is in `continent-eu`, if there is such a
/// message, and else in `continent-other`. Prefixes with the same name are one part.
/// `regions` are in the order in which a part shows them.
fn parts<'m>(model: &'m Model, lang: Lang, regions: &[RegionId]) -> Vec<Part<'m>> {
    let mut parts: BTreeMap<(bool, (String, String)), Vec<RegionId>> = BTreeMap::new();
    for id in regions {
        let prefix = model.regions[*id].code.split('-').next().unwrap_or_default().to_lowercase();
        let named = format!("continent-{prefix}");
        let is_known = model.locales[lang].messages().contains_key(&named);
        let name = model.message(lang, if is_known { &named } else { "continent-other" }, &[]);
        let key = sort_key(&name).0;
        parts.entry((!is_known, (key, name))).or_default().push(*id);
    }
    let part = |((_, (_, name)), ids): ((bool, (String, String)), Vec<RegionId>)| {
        let regions = ids.into_iter().map(|id| {
            let region = &model.regions[id];
            (region.code.as_str(), region.name[lang].as_str())
        });
        Part { name, regions: regions.collect() }
    };
    parts.into_iter().map(part).collect()
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

#[cfg(test)]
mod tests {
    use crate::source::SourceFile;

    #[test]
    fn regions_are_grouped_by_part_of_the_world_and_sorted_by_name() {
        let sources = crate::load::project(vec![
            SourceFile::new("book.toml", "[output.maquette]\nlanguages = [\"en\", \"fr\"]\n"),
            SourceFile::new(
                "content/catalog/regions.yaml",
                "regions:\n  us-east-2: { en: Ohio, fr: Ohio }\n  ca-west-1: { en: Calgary, fr: Calgary }\n  \
                 eu-west-9: { en: Åland, fr: Écosse }\n  eu-west-1: { en: Ireland, fr: Irlande }\n  \
                 moon-1: { en: Moon, fr: Lune }\n",
            ),
        ]);
        let (model, _) = crate::fixture::model(&sources);
        let shown = |lang| {
            let edition = super::super::plan::edition(&model, lang, &model.languages[lang]);
            let parts = super::parts(&model, lang, &edition.regions).into_iter();
            let names = parts.map(|part| {
                let regions: Vec<&str> = part.regions.iter().map(|(_, name)| *name).collect();
                format!("{}: {}", part.name, regions.join(", "))
            });
            names.collect::<Vec<_>>()
        };
        let langs: Vec<_> = model.langs().collect();
        assert_eq!(
            shown(langs[0]),
            ["Europe: Åland, Ireland", "North America: Calgary, Ohio", "Other regions: Moon"]
        );
        assert_eq!(
            shown(langs[1]),
            ["Amérique du Nord: Calgary, Ohio", "Europe: Écosse, Irlande", "Autres régions: Lune"]
        );
    }
}
