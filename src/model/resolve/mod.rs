//! From what the sources say to what they mean: names become ids, gaps are filled.
//!
//! First every name is put into [`Names`], then each part is built with those names at hand; so the order of the
//! sources does not matter, and nothing is built twice.

mod address;
mod catalog;
mod file_name;
mod links;
mod names;
mod navigation;
mod pages;
mod stacks;
mod text;

use std::time::Duration;

use crate::diagnostic::{Diagnostic, Report};
use crate::model::id::Id;
use crate::model::{Lang, LinkSettings, Localized, Model, RegionId, Settings, rules};
use crate::parse::{Manifest, Parsed, rules as parse_rules};
use crate::source::{Span, Spanned};

use names::Names;
use text::Texts;

/// Makes the model. What is unknown, missing or unsafe goes to the report; the model is well formed all the same.
pub fn resolve(mut parsed: Parsed, report: &mut Report) -> Model {
    let mut found = Vec::new();
    let languages = parsed.manifest.languages();
    let codes: Vec<String> = languages.iter().map(|language| language.value.clone()).collect();
    let default = parsed.manifest.default_language().value;
    let default_language = Lang::new(codes.iter().position(|code| *code == default).unwrap_or(0));
    let are_judged = parsed.manifest.are_languages_known;
    let texts = Texts { languages: &codes, default: default_language, are_judged };

    let documents = std::mem::take(&mut parsed.documents);
    for language in &languages {
        file_name::check(language, "code of a language", &mut found);
    }
    let names = Names::collect(&parsed, &documents, &codes, &mut found);
    let regions = catalog::regions(&names, texts, &mut found);
    let settings = settings(&parsed.manifest, &names, texts, &mut found);
    let (mut categories, mut services) = catalog::services(&names, texts, &mut found);
    let terms = catalog::terms(&parsed, &names, texts, &mut found);
    let stacks = stacks::stacks(&names, &services, texts, &mut found);
    for (id, stack) in stacks.iter() {
        for (node, service) in stack.nodes.iter().filter_map(|(node, entry)| Some((node, entry.service?))) {
            services[service].nodes.push((id, node));
        }
    }
    for (id, service) in services.iter() {
        categories[service.category].services.push(id);
    }
    let navigation = navigation::navigation(&parsed, &names, texts, &mut found);
    let pages = pages::pages(documents, &names, texts, &mut found);
    let navigation = navigation::finish(navigation, &pages);
    report.extend(found);
    Model {
        languages: Localized::new(codes.clone()),
        default_language,
        settings,
        regions,
        categories,
        services,
        terms,
        pages,
        stacks,
        navigation,
        known_links: parsed.known_links,
        locales: Localized::new(parsed.locales),
        assets: parsed.assets,
    }
}

fn settings(
    manifest: &Manifest,
    names: &Names<'_>,
    texts: Texts<'_>,
    found: &mut Vec<Diagnostic>,
) -> Settings {
    let book = manifest.book.as_ref();
    let output = manifest.output.as_ref();
    let start = Span::start_of(manifest.file);
    let title = match output.and_then(|output| output.title.as_ref()) {
        Some(title) => texts.localize(title, "the title", &parse_rules::BOOK_UNKNOWN_KEY, found),
        None => {
            let title = book.and_then(|book| book.title.as_ref());
            texts.same(&title.map_or("maquette".to_owned(), |title| title.value.clone()))
        }
    };
    let listed = output.and_then(|output| output.regions.as_ref());
    let mut regions: Vec<RegionId> = match listed {
        Some(codes) => codes.iter().filter_map(|code| names.region(code, found)).collect(),
        None => names.regions.iter().enumerate().map(|(index, _)| RegionId::new(index)).collect(),
    };
    regions.sort();
    regions.dedup();
    let region = output.and_then(|output| output.region.as_ref());
    let region = region.and_then(|code| names.region(code, found)).or(regions.first().copied());
    if let Some(region) = region.filter(|region| !regions.contains(region)) {
        regions.push(region);
        regions.sort();
    }
    let theme = output.and_then(|output| output.theme.clone());
    Settings {
        file: manifest.file,
        title,
        description: book.and_then(|book| Some(book.description.as_ref()?.value.clone())),
        authors: book
            .iter()
            .flat_map(|book| book.authors.iter().flatten())
            .map(|name| name.value.clone())
            .collect(),
        base_url: output.and_then(|output| base_url(output.base_url.as_ref()?, found)),
        theme: theme.unwrap_or_else(|| Spanned::new("default".to_owned(), start)),
        src: manifest.src(),
        region,
        regions,
        links: link_settings(manifest),
        rules: manifest.levels().map(|(name, _)| name.clone()).collect(),
        are_languages_known: manifest.are_languages_known,
    }
}

/// How long a verdict holds where nothing else is said: a week.
const CACHE_AGE: Duration = Duration::from_secs(7 * 86_400);

fn link_settings(manifest: &Manifest) -> LinkSettings {
    let links = manifest.links();
    LinkSettings {
        accept: links
            .iter()
            .flat_map(|links| links.accept.iter().flatten())
            .map(|code| code.0 as u16)
            .collect(),
        exclude: links
            .iter()
            .flat_map(|links| links.exclude.iter().flatten())
            .map(|it| it.0.clone())
            .collect(),
        timeout: links.and_then(|links| Some(links.timeout?.0)),
        connect_timeout: links.and_then(|links| Some(links.connect_timeout?.0)),
        retries: links.and_then(|links| links.retries).map(|number| number.0 as u32),
        per_host: links.and_then(|links| links.per_host).map(|number| number.0 as usize),
        in_flight: links.and_then(|links| links.in_flight).map(|number| number.0 as usize),
        gap: links.and_then(|links| Some(links.gap?.0)),
        cache: manifest.link_cache(),
        cache_age: links.and_then(|links| Some(links.cache_age?.0)).unwrap_or(CACHE_AGE),
    }
}

fn base_url(written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<String> {
    let address = address::web(written, found)?;
    if address.contains(['?', '#']) {
        let message = "the base address has a query or an anchor";
        found.push(
            Diagnostic::new(&rules::UNSAFE, written.span, message).help("end it with the folder's slash"),
        );
        return None;
    }
    Some(if address.ends_with('/') { address } else { address + "/" })
}

#[cfg(test)]
mod tests {
    use crate::fixture::{check, model, sources};
    use crate::model::{ConsoleLink, LinkTarget};

    const BOX: &str = "--- content/catalog/shop.yaml\nservices:\n  box: { name: Box, category: compute, console: none, presentation: none }\n";

    #[test]
    fn a_file_with_five_faults_gives_five_diagnostics() {
        check(
            "--- content/catalog/shop.yaml\nservices:\n  box:\n    name: { en: Box }\n    category: compte\n    consle: x\n    \
             console: javascript:alert(1)\n    presentation: none\n    regions: [eu-west-9]\n  other: 3\n",
            &[
                "content/catalog/shop.yaml:3:11 translation/missing",
                "content/catalog/shop.yaml:4:15 catalog/unknown-category",
                "content/catalog/shop.yaml:5:5 catalog/unknown-key",
                "content/catalog/shop.yaml:6:14 link/unsafe",
                "content/catalog/shop.yaml:8:15 catalog/unknown-region",
                "content/catalog/shop.yaml:9:10 syntax/shape",
            ],
        );
    }

    #[test]
    fn a_refused_address_is_one_fault() {
        let service = |console: &str| {
            format!(
                "--- content/catalog/shop.yaml\nservices:\n  box:\n    name: Box\n    category: compute\n    presentation: none\n    console: {console}\n"
            )
        };
        check(&service("javascript:alert(1)"), &["content/catalog/shop.yaml:6:14 link/unsafe"]);
        check(&service("{ global: data:x }"), &["content/catalog/shop.yaml:6:24 link/unsafe"]);
        check(
            &service("{ eu-west-1: ftp://x, us-east-1: https://x.example/ }"),
            &["content/catalog/shop.yaml:6:27 link/unsafe"],
        );
    }

    #[test]
    fn duplicate_ids_are_found_over_files_and_aliases() {
        check(
            &format!(
                "{BOX}--- content/catalog/zoo.yaml\nservices:\n  box: {{ name: Box, category: compute }}\n"
            ),
            &["content/catalog/zoo.yaml:2:3 catalog/duplicate-id"],
        );
        check(
            "--- content/catalog/shop.yaml\nservices:\n  a: { name: A, category: compute, console: none, presentation: none }\n  \
             b: { name: B, category: compute, console: none, presentation: none, aliases: [a] }\n",
            &["content/catalog/shop.yaml:3:81 catalog/duplicate-id"],
        );
    }

    #[test]
    fn stacks_name_services_and_nodes_that_there_are() {
        check(
            &format!(
                "{BOX}--- content/stacks/s.yaml\ntitle: S\nnodes:\n  a: {{ service: bax }}\n  g:\n    nodes:\n      a: {{}}\n\
                 connections:\n  - {{ from: a, to: z }}\n  - {{ from: a }}\nviews:\n  v: {{ include: [q], depth: 0 }}\n\
                 flows:\n  f: {{ title: F, steps: [{{ from: a, to: y, text: T }}] }}\n"
            ),
            &[
                "content/stacks/s.yaml:3:17 stack/unknown-service",
                "content/stacks/s.yaml:6:7 stack/duplicate-node",
                "content/stacks/s.yaml:8:20 stack/unknown-node",
                "content/stacks/s.yaml:9:5 syntax/shape",
                "content/stacks/s.yaml:11:18 stack/unknown-node",
                "content/stacks/s.yaml:11:29 syntax/shape",
                "content/stacks/s.yaml:13:41 stack/unknown-node",
            ],
        );
    }

    #[test]
    fn a_broken_catalog_makes_no_service_unknown() {
        check(
            "--- content/catalog/shop.yaml\nservices:\n\tbox: {}\n--- content/stacks/s.yaml\ntitle: S\nnodes: { a: { service: box } }\n",
            &["content/catalog/shop.yaml:2:1 syntax/yaml"],
        );
    }

    #[test]
    fn links_lead_somewhere() {
        let pages = |links: &str| {
            format!(
                "{BOX}--- content/stacks/s.yaml\ntitle: S\nnodes: {{ a: {{ service: box }} }}\n--- content/en/index.md\n# Home\n\n{links}\n\
                 --- content/fr/index.md\n# Accueil\n--- content/en/deep/page.md\n# Page\n\n## Part\n[up](../index.md)\n\
                 --- content/fr/deep/page.md\n# Page\n"
            )
        };
        for fine in [
            "deep/page.md#part",
            "deep/page.html",
            "/deep/page.md",
            "service:box",
            "stack:s",
            "console:box",
            "services/box.md",
            "glossary.md",
            "services/",
            "https://example.org/",
            "mailto:a@example.org",
            "#",
            "services/index.md#category-compute",
            "service:box#console",
            "./deep/../deep/page.md",
        ] {
            check(&pages(&format!("[x]({fine})")), &[]);
        }
        for dead in [
            "deep/pag.md",
            "deep/page.md#prt",
            "service:bax",
            "stack:t",
            "#nowhere",
            "service:box#notes",
            "glossary.md#term-x",
            "missing.png",
            "https://",
        ] {
            check(&pages(&format!("[x]({dead})")), &["content/en/index.md:3:5 link/dead"]);
        }
        for unsafe_link in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "../../book.toml",
            "file:///etc/passwd",
        ] {
            check(&pages(&format!("[x]({unsafe_link})")), &["content/en/index.md:3:5 link/unsafe"]);
        }
        check(&pages("<a href=\"java&#9;script:x\">x</a>"), &["content/en/index.md:3:10 link/unsafe"]);
    }

    #[test]
    fn directives_name_what_there_is() {
        let page = |directive: &str| {
            format!(
                "{BOX}--- book.toml\n[book]\nlanguage = \"en\"\n--- content/en/index.md\n# Home\n\n{directive}\n\
                     --- content/stacks/s.yaml\ntitle: S\nnodes: {{ a: {{ service: box }} }}\n"
            )
        };
        check(&page("{{#service box}} {{#diagram s}} {{#services}}"), &[]);
        check(&page("{{#service bx}}"), &["content/en/index.md:3:12 link/dead"]);
        check(&page("{{#services category=x}}"), &["content/en/index.md:3:22 catalog/unknown-category"]);
        check(&page("{{#diagram s view=v}}"), &["content/en/index.md:3:19 stack/unknown-view"]);
        check(&page("{{#flow s/f}}"), &["content/en/index.md:3:11 stack/unknown-view"]);
        check(&page("In {{#region eu-west-9}}."), &["content/en/index.md:3:14 catalog/unknown-region"]);
    }

    #[test]
    fn pages_lack_languages_and_may_not_share_an_address() {
        check("--- content/en/a.md\n# A\n", &["content/en/a.md:1:1 translation/missing"]);
        check(
            "--- book.toml\n[book]\nlanguage = \"en\"\n--- content/en/a.md\n---\nslug: B\n---\n# A\n--- content/en/b.md\n# B\n",
            &["content/en/b.md:1:1 page/duplicate-route"],
        );
    }

    #[test]
    fn console_links_depend_on_the_region() {
        let sources = sources(
            "--- content/catalog/shop.yaml\nservices:\n  box:\n    name: Box\n    category: compute\n    presentation: none\n    \
             regions: [eu-west-1]\n    console: { default: \"https://{region}.example.org/\", us-east-1: https://us.example.org/ }\n",
        );
        let (model, _) = model(&sources);
        let (_, service) = model.services.iter().next().expect("one service");
        let links: Vec<_> =
            model.regions.iter().map(|(id, region)| service.console_in(id, &region.code)).collect();
        assert_eq!(
            links,
            [ConsoleLink::Regional("https://eu-west-1.example.org/".into()), ConsoleLink::NotOffered]
        );
    }

    #[test]
    fn a_missing_page_is_filled_from_the_default_language() {
        let sources = sources(
            "--- content/en/a.md\n# A\n\n[b](b.md)\n--- content/en/b.md\n# B\n--- content/fr/b.md\n# B fr\n",
        );
        let (model, _) = model(&sources);
        let page = &model.pages[model.pages.find(|page| page.path == "a").expect("the page is there")];
        let french = model.langs().nth(1).expect("two languages");
        assert_eq!(page.documents[french].lang, model.default_language);
        assert!(matches!(page.documents[french].prose.links[0].target, LinkTarget::Page { lang: None, .. }));
    }
}
