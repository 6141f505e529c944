//! The model as files in memory.
//!
//! Hides routes, templates and how prose becomes HTML. Never touches the disk.

mod drawing;
mod grammar;
mod html;
mod markdown;
mod memory;
mod navigation;
mod pages;
mod plan;
pub mod props;
mod prose;
mod routes;
pub mod rules;
mod script;
mod search;
mod sentences;
mod sheet;
mod squeeze;
mod terms;
mod theme;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use html::Slot;
pub use memory::{Memory, Tally};
pub use plan::POLICY;
pub use routes::Href;
pub use theme::Theme;
pub use words::messages;

use crate::diagnostic::{Diagnostic, Report};
use crate::draw::Layouts;
use crate::model::rules::DUPLICATE_ROUTE;
use crate::model::{Localized, Model, ServiceId};
use crate::source::{Sources, Span};
use memory::Touched;
use plan::{Making, Plan};
use sheet::Done;

/// A finished site: every file it has, in memory, by path.
#[derive(Clone, Debug, Default)]
pub struct Site {
    files: BTreeMap<String, Arc<[u8]>>,
}

impl Site {
    /// A site of these files.
    pub fn new(files: BTreeMap<String, Arc<[u8]>>) -> Self {
        Site { files }
    }

    /// The files by path: relative to the site's root, `/` between parts, no `.` or `..` part, never empty.
    pub fn files(&self) -> &BTreeMap<String, Arc<[u8]>> {
        &self.files
    }
}

/// Makes every page of the site as HTML, and what it needs. `sources` are those that the model was made from. What is
/// wrong with the templates goes to the report; a theme that could not be compiled makes no pages.
pub fn render(model: &Model, sources: &Sources, theme: &Theme, report: &mut Report) -> Site {
    let pages = |plan: &Plan<'_>| pages::pages(plan, sources);
    render_by(
        model,
        sources,
        theme,
        Making { layouts: &Layouts::default(), has_posters: true },
        pages,
        report,
    )
}

/// Makes the same site as [`render`], to the last byte, but only those pages that changes since the last turn of
/// `memory` touch; and the pictures for those who link to a page are of one pixel: nobody sees them here. A memory is for one project: the model and the theme are those of `sources`.
pub fn render_again(
    model: &Model,
    sources: &Sources,
    theme: &Theme,
    memory: &mut Memory,
    report: &mut Report,
) -> Site {
    let touched = memory.touched(model, sources);
    let Memory { units, layouts, tally, .. } = memory;
    if !theme.is_usable() {
        units.clear();
    }
    let pages = |plan: &Plan<'_>| pages::pages_again(plan, sources, &touched, units, tally);
    let making = Making { layouts: &*layouts, has_posters: false };
    let site = render_by(model, sources, theme, making, pages, report);
    match touched {
        Touched::Everything if theme.is_usable() => layouts.turn(),
        _ => layouts.keep(),
    }
    site
}

fn render_by(
    model: &Model,
    sources: &Sources,
    theme: &Theme,
    making: Making<'_>,
    pages: impl FnOnce(&Plan<'_>) -> Vec<Done>,
    report: &mut Report,
) -> Site {
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    for (path, bytes) in theme.assets().iter().chain(&model.assets) {
        files.insert(path.clone(), bytes.clone());
    }
    files.insert(STYLE_OF_DRAWINGS.to_owned(), crate::draw::stylesheet().into_bytes().into());
    // As a disk sees them that cannot tell `A` from `a`.
    let copied: BTreeMap<String, &str> =
        model.assets.keys().map(|path| (path.to_lowercase(), path.as_str())).collect();
    let replaced = |path: &str| copied.get(&path.to_lowercase()).map(|asset| takes_place(model, asset));
    let own = theme.assets().keys().map(String::as_str).chain([STYLE_OF_DRAWINGS]);
    report.extend(own.filter_map(replaced));
    if !theme.is_usable() {
        return Site::new(files);
    }
    let mut found = Vec::new();
    let plan = Plan::new(model, sources, theme, making, &mut found);
    report.extend(found);
    let done = pages(&plan).into_iter().chain(pages::around(&plan)).chain(script::files(&plan));
    let done = done.chain(search::files(&plan));
    for Done { path, content, found } in done {
        report.extend(found);
        report.extend(replaced(&path));
        files.insert(path, content);
    }
    Site::new(files)
}

/// What colours the drawings in pages.
const STYLE_OF_DRAWINGS: &str = "assets/drawing.css";

/// The diagnostic for a file of the project that stands where the site has one of its own.
fn takes_place(model: &Model, asset: &str) -> Diagnostic {
    let message =
        format!("the file `{}/{asset}` would take the place of a file of the site", model.settings.src);
    let place = Span::start_of(model.settings.file);
    Diagnostic::new(&DUPLICATE_ROUTE, place, message).help("rename the file").subject(asset)
}

/// Makes the same pages as plain Markdown, with the drawings as SVG files beside them and the files of the project
/// at their paths. `sources` are those that the model was made from.
pub fn render_markdown(model: &Model, sources: &Sources) -> Site {
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    files.extend(model.assets.iter().map(|(path, bytes)| (path.clone(), bytes.clone())));
    let theme = Theme::bare(model.settings.theme.span);
    let layouts = Layouts::default();
    let plan =
        Plan::new(model, sources, &theme, Making { layouts: &layouts, has_posters: false }, &mut Vec::new());
    files.extend(markdown::files(&plan, sources));
    Site::new(files)
}

/// Where the page of `service` will be, by language, if `base-url` tells where the site will be.
pub fn service_addresses(model: &Model, service: ServiceId) -> Option<Localized<String>> {
    let base = model.settings.base_url.as_deref()?;
    let routes = routes::Routes::new(model);
    Some(routes.service_in_all(service).map(|_, route| route.below(base).as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Report;
    use crate::source::{Asset, Origin, SourceFile};

    /// A small shop in two languages, with a page of its own, a service of each sort and a stack.
    const SHOP: &[(&str, &str)] = &[
        (
            "book.toml",
            "[book]\ntitle = \"Shop\"\nlanguage = \"en\"\n[output.maquette]\nlanguages = [\"en\", \"fr\"]\n\
             region = \"eu-west-1\"\n",
        ),
        (
            "content/catalog/all.yaml",
            "regions:\n  eu-west-1: { en: Ireland, fr: Irlande }\n  us-east-1: { en: Virginia, fr: Virginie }\n\
             categories:\n  compute: { en: Compute, fr: Calcul }\n\
             services:\n  box:\n    name: \"A <box> & more\"\n    category: compute\n    \
             summary: { en: \"Says \\\"hello\\\" <b>\", fr: Dit bonjour }\n    \
             presentation: { en: \"https://a.example/?q='1'&r=2\", fr: https://a.example/fr }\n    \
             console: { default: \"https://{region}.c.example/\" }\n    regions: [eu-west-1]\n  \
             zed:\n    name: Zed\n    category: compute\n    presentation: none\n    console: missing\n",
        ),
        (
            "content/stacks/shop.yaml",
            "title: { en: The shop, fr: La boutique }\nnodes:\n  users: { kind: person, name: Users }\n  \
             app: { service: box }\n  other: { service: box, name: Other }\nconnections:\n  \
             - { from: users, to: app, protocol: HTTPS }\n",
        ),
        (
            "content/en/guide/start.md",
            "---\ntitle: Start <here>\n---\n[box](service:box#console) [stack](stack:shop) [console](console:box) \
             [zed](console:zed)\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n> [!NOTE]\n> Hear.\n\n{{#service box}}\n\n\
             {{#diagram shop}}\n\n- [x] done\n",
        ),
    ];

    fn site(changes: &[(&str, &str)]) -> (Site, Vec<String>) {
        let mut files: BTreeMap<&str, &str> = SHOP.iter().copied().collect();
        files.extend(changes.iter().copied());
        let files = files.into_iter().map(|(path, text)| SourceFile::new(path, text)).collect();
        let sources = crate::load::project(files);
        let mut report = Report::new();
        let model = crate::model::resolve(crate::parse::parse(&sources, &mut report), &mut report);
        let theme = Theme::compile(&sources, &model.settings.theme, &mut report);
        let site = render(&model, &sources, &theme, &mut report);
        let said = report
            .sorted(&sources)
            .into_iter()
            .map(|(_, found)| format!("{}: {}", found.rule.name, found.message));
        (site, said.filter(|said| said.contains("template") || said.contains("theme")).collect())
    }

    fn page<'s>(site: &'s Site, path: &str) -> &'s str {
        std::str::from_utf8(&site.files()[path]).unwrap()
    }

    #[test]
    fn every_page_is_there_in_every_language() {
        let (site, said) = site(&[]);
        assert_eq!(said, [""; 0]);
        let pages: Vec<&str> =
            site.files().keys().filter(|path| path.ends_with(".html")).map(String::as_str).collect();
        let of = |lang: &str| -> Vec<String> {
            let own = pages.iter().filter_map(|path| path.strip_prefix(lang)?.strip_prefix('/'));
            own.map(str::to_owned).collect()
        };
        assert_eq!(of("en"), of("fr"));
        assert_eq!(
            of("en"),
            [
                "guide/index.html",
                "guide/start.html",
                "health.html",
                "index.html",
                "services/box.html",
                "services/index.html",
                "services/zed.html",
                "stacks/index.html",
                "stacks/shop-path.html",
                "stacks/shop.html"
            ]
        );
        assert!(pages.contains(&"index.html") && pages.contains(&"404.html"));
        assert!(!site.files().contains_key("sitemap.xml"));
    }

    /// Every address within the site leads to a file of it, and every anchor to an id.
    #[test]
    fn every_address_exists() {
        let (site, _) = site(&[]);
        for (path, bytes) in site.files().iter().filter(|(path, _)| path.ends_with(".html")) {
            let text = std::str::from_utf8(bytes).unwrap();
            for attribute in [" href=\"", " src=\""] {
                for part in text.split(attribute).skip(1) {
                    let address = part.split('"').next().unwrap();
                    if !address.starts_with("http") {
                        check_address(&site, path, address);
                    }
                }
            }
        }
    }

    #[test]
    fn a_file_in_the_place_of_one_of_the_site_is_reported() {
        let files = SHOP.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect();
        let texts = crate::load::project(files);
        let asset = |path: &str| Asset { path: path.into(), bytes: [].into(), origin: Origin::Project };
        let paths =
            ["fr/Services/index.html", "404.html", "assets/main.css", "assets/Drawing.css", "fr/map.png"];
        let mut assets = texts.assets().to_vec();
        assets.extend(paths.map(|path| asset(&format!("content/{path}"))));
        assets.extend([asset("themes/default/assets/main.css")]);
        let sources = Sources::new(texts.files().map(|(_, file)| file.clone()).collect(), assets);
        let mut report = Report::new();
        let model = crate::model::resolve(crate::parse::parse(&sources, &mut report), &mut report);
        let theme = Theme::compile(&sources, &model.settings.theme, &mut report);
        render(&model, &sources, &theme, &mut report);
        let said = report.sorted(&sources).into_iter().map(|(_, found)| found);
        let said: Vec<_> = said
            .filter(|found| found.rule.name == DUPLICATE_ROUTE.name)
            .filter_map(|found| found.subject.clone())
            .collect();
        assert_eq!(said, ["404.html", "assets/Drawing.css", "assets/main.css", "fr/Services/index.html"]);
    }

    #[test]
    fn a_drawing_in_markdown_is_followed_by_what_it_says() {
        let page = SHOP.iter().find(|(path, _)| path.ends_with("start.md")).unwrap();
        let quoted = "---\ntitle: Q\n---\n> {{#diagram shop}}\n";
        let mut files: Vec<SourceFile> =
            SHOP.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect();
        files.push(SourceFile::new("content/en/quoted.md", quoted));
        let sources = crate::load::project(files);
        let mut report = Report::new();
        let model = crate::model::resolve(crate::parse::parse(&sources, &mut report), &mut report);
        let site = render_markdown(&model, &sources);
        let text = |path: &str| std::str::from_utf8(&site.files()[path]).unwrap().to_owned();
        let table = "| From | To | For | Protocol | Kind |\n|---|---|---|---|---|\n\
                     | Users | A \\<box\\> & more |  | HTTPS | request |";
        let picture = "![The shop](../stacks/shop.all.svg)";
        assert!(text("en/guide/start.md").contains(&format!("{picture}\n\n{table}")), "{}", page.0);
        let quoted = format!("> ![The shop](stacks/shop.all.svg)\n> \n> {}", table.replace('\n', "\n> "));
        assert!(text("en/quoted.md").contains(&quoted), "{}", text("en/quoted.md"));
        assert!(
            !text("en/stacks/shop.md").contains("shop.all.svg)\n\n|"),
            "the table of connections says it"
        );
        assert!(text("en/services/box.md").contains("shop.svg)\n\n| From |"));
    }

    #[test]
    fn a_drawing_in_a_page_is_a_file_too() {
        let (site, _) = site(&[]);
        for (path, file) in [
            ("en/stacks/shop.html", "en/stacks/shop.all.svg"),
            ("fr/services/box.html", "fr/services/box.shop.svg"),
            ("en/guide/start.html", "en/stacks/shop.all.svg"),
        ] {
            let name = file.rsplit('/').next().unwrap();
            assert!(page(&site, path).contains(&format!("{name}\" download")), "{path}");
            assert!(page(&site, file).starts_with("<svg "), "{file}");
        }
    }

    #[test]
    fn markdown_pages_have_the_anchors_that_links_may_name() {
        let stack = SHOP.iter().find(|(path, _)| path.ends_with("stacks/shop.yaml")).unwrap().1;
        let stack = format!("{stack}views: {{ \"a}}b\": {{ title: View }} }}\n");
        let mut files: Vec<SourceFile> =
            SHOP.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect();
        files.retain(|file| file.path != "content/stacks/shop.yaml");
        files.push(SourceFile::new("content/stacks/shop.yaml", stack));
        let sources = crate::load::project(files);
        let mut report = Report::new();
        let model = crate::model::resolve(crate::parse::parse(&sources, &mut report), &mut report);
        let site = render_markdown(&model, &sources);
        for (path, anchors) in [
            ("en/services/box.md", &["<a id=\"console\">", "<a id=\"stacks\">", "{#regions}"][..]),
            ("en/stacks/shop.md", &["<a id=\"drawing\">", "<a id=\"view-a}b\">", "{#parts}", "{#relations}"]),
            ("en/services/index.md", &["{#category-compute}"]),
        ] {
            for anchor in anchors {
                assert!(page(&site, path).contains(anchor), "{path} has no {anchor}: {}", page(&site, path));
            }
        }
    }

    fn check_address(site: &Site, from: &str, address: &str) {
        let (target, anchor) = address.split_once('#').unwrap_or((address, ""));
        let base = url::Url::parse("file:///").unwrap().join(from).unwrap();
        let path = base.join(target).unwrap().path()[1..].to_owned();
        let path = if target.is_empty() { from } else { &path };
        let bytes = site.files().get(path).unwrap_or_else(|| panic!("{from}: {address} leads nowhere"));
        let has_id = std::str::from_utf8(bytes).unwrap().contains(&format!("id=\"{anchor}\""));
        assert!(anchor.is_empty() || has_id, "{from}: {address} has no such anchor");
    }

    #[test]
    fn texts_are_escaped_and_nothing_carries_a_style() {
        let (site, _) = site(&[]);
        for (path, bytes) in site.files().iter().filter(|(path, _)| path.ends_with(".html")) {
            let text = std::str::from_utf8(bytes).unwrap();
            assert!(!text.contains("<box>") && !text.contains("<b>") && !text.contains("<here>"), "{path}");
            assert!(!text.contains("style=") && !text.contains("<style") && !text.contains('\0'), "{path}");
            assert_eq!(text.matches("<h1").count(), 1, "{path}");
        }
        let service = page(&site, "en/services/box.html");
        assert!(service.contains("A &lt;box&gt; &amp; more"), "{service}");
        assert!(service.contains("href=\"https://a.example/?q=%271%27&amp;r=2\""), "{service}");
        let guide = page(&site, "en/guide/start.html");
        assert!(guide.contains("<td class=\"right\">2</td>"), "{guide}");
        assert!(guide.contains("<span class=\"visually-hidden\">done:</span>"), "{guide}");
    }

    #[test]
    fn an_admin_page_is_there_or_its_absence_is_said() {
        let (site, _) = site(&[]);
        let service = page(&site, "en/services/box.html");
        assert!(
            service.contains("https://eu-west-1.c.example/")
                && !service.contains("https://us-east-1.c.example/")
        );
        assert!(service.contains("service not offered in this region"));
        assert!(page(&site, "en/services/zed.html").contains("The admin page has not been found yet."));
        let guide = page(&site, "en/guide/start.html");
        assert!(guide.contains(
            "<a href=\"https://eu-west-1.c.example/\" class=\"outside console\" \
             data-console=\"https://{region}.c.example/\" data-not-offered=\"us-east-1\" \
             data-elsewhere=\"../services/box.html\">console</a>"
        ));
        assert!(guide.contains("<a href=\"../services/zed.html\">zed</a>"));
    }

    #[test]
    fn what_stands_in_for_another_language_says_so() {
        let catalog =
            SHOP[1].1.replace("{ en: \"Says \\\"hello\\\" <b>\", fr: Dit bonjour }", "{ fr: Dit bonjour }");
        let (site, _) = site(&[("content/catalog/all.yaml", &catalog)]);
        assert!(page(&site, "en/services/box.html").contains("<span lang=\"fr\">Dit bonjour</span>"));
        assert!(!page(&site, "fr/services/box.html").contains("<span lang=\"fr\">"));
    }

    #[test]
    fn the_health_page_tells_what_was_found_of_links() {
        let (unasked, _) = site(&[]);
        assert!(page(&unasked, "en/health.html").contains("No outside link was asked after yet."));
        let cache = r#"{"version":1,"links":{
            "https://a.example/fr":{"verdict":"redirected","reason":"has moved","target":"https://b.example/",
                "checked":"2026-03-01T10:00:00Z"},
            "https://eu-west-1.c.example/":{"verdict":"dead","reason":"answers `404`","checked":"2026-03-02T10:00:00Z"},
            "https://nobody.example/":{"verdict":"dead","reason":"x","checked":"2026-03-03T10:00:00Z"}}}"#;
        let (site, _) = site(&[(".maquette/links.json", cache)]);
        let health = page(&site, "fr/health.html");
        for told in [
            "2 liens externes ont été vérifiés, le 2 mars 2026 pour la dernière fois : un seul répond.",
            "<h2>Liens morts</h2>",
            "<code>https://{region}.c.example/</code> <span class=\"reason\" lang=\"en\">answers 404</span>",
            "<time datetime=\"2026-03-02\">2 mars 2026</time> · <code>content/catalog/all.yaml:12</code>",
            "<a href=\"https://a.example/fr\">https://a.example/fr</a> <span class=\"reason\">→ https://b.example/</span>",
        ] {
            assert!(health.contains(told), "{told} is not in {health}");
        }
        assert!(!health.contains("nobody"), "an address that nobody names any more");
    }

    #[test]
    fn a_page_in_another_language_says_so() {
        let (site, _) = site(&[]);
        let guide = page(&site, "fr/guide/start.html");
        assert!(
            guide.contains("<html lang=\"fr\">") && guide.contains("<div class=\"prose\" lang=\"en\">"),
            "{guide}"
        );
        assert!(guide.contains("<p class=\"notice\">"));
        assert!(!page(&site, "en/guide/start.html").contains("notice"));
    }

    #[test]
    fn a_base_address_makes_addresses_whole() {
        let book = format!("{}base-url = \"https://a.example/b\"\n", SHOP[0].1);
        let (site, _) = site(&[("book.toml", &book)]);
        let service = page(&site, "fr/services/box.html");
        assert!(
            service.contains("<link rel=\"canonical\" href=\"https://a.example/b/fr/services/box.html\">")
        );
        assert!(service.contains("hreflang=\"en\" href=\"https://a.example/b/en/services/box.html\">"));
        assert!(page(&site, "sitemap.xml").contains("<loc>https://a.example/b/fr/</loc>"));
        assert!(page(&site, "robots.txt").contains("Sitemap: https://a.example/b/sitemap.xml"));
        assert!(page(&site, "404.html").contains("href=\"https://a.example/b/assets/site.css\""));
    }

    #[test]
    fn long_navigation_is_cut_and_leads_to_all_pages() {
        let files: Vec<(String, &str)> =
            (0..200).map(|n| (format!("content/en/page-{n}.md"), "# A page\n\nText.\n")).collect();
        let changes: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        let (site, _) = site(&changes);
        let home = page(&site, "en/index.html");
        assert!(home.matches("<li").count() < 80);
        assert!(home.contains("href=\"pages.html\""));
        assert!(page(&site, "en/pages.html").matches("page-").count() >= 200);
    }

    #[test]
    fn a_template_that_asks_for_what_is_not_there_is_reported_once() {
        let (_, said) = site(&[("themes/default/templates/page.html", "{{ page.nothing }}")]);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with("syntax/template: "), "{said:?}");
    }

    #[test]
    fn markdown_has_the_same_pages_and_the_drawings_beside_them() {
        let files = SHOP.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect();
        let sources = crate::load::project(files);
        let mut report = Report::new();
        let model = crate::model::resolve(crate::parse::parse(&sources, &mut report), &mut report);
        let site = render_markdown(&model, &sources);
        let guide = page(&site, "en/guide/start.md");
        assert!(guide.starts_with("# Start \\<here\\>\n\n[box](../services/box.md#console) "), "{guide}");
        assert!(guide.contains("![The shop](../stacks/shop.all.svg)"), "{guide}");
        assert!(guide.contains("**[A \\<box\\> & more](../services/box.md)**"), "{guide}");
        assert!(site.files().contains_key("en/stacks/shop.all.svg"));
        assert!(page(&site, "fr/services/box.md").contains("Irlande"));
    }
}
