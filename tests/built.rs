//! Built sites: links of every kind, each with its right answer in the table `built/cases.md`; what is told of them; what
//! holds of any bytes.

#![allow(clippy::disallowed_methods, reason = "this test reads the site that it judges")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use maquette::built::{self, Audit, Base, Files, InMemory, Options};
use maquette::check;
use maquette::diagnostic::{Diagnostic, Report};
use maquette::load::load_site;
use maquette::source::{SourceFile, Sources, Span};

/// A site in memory.
struct Memory(BTreeMap<String, Vec<u8>>);

impl Memory {
    fn of(files: &[(&str, &str)]) -> Self {
        Memory(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect())
    }

    fn paths(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    fn audit(&self, options: &Options) -> Audit {
        let files = self.0.iter().map(|(path, content)| (path.as_str(), content.as_slice()));
        let Ok(audit) = built::audit(&InMemory(files.collect()), options);
        audit
    }

    /// The files as sources, and everything that is wrong in them, in order.
    fn report(&self, options: &Options) -> (Sources, Vec<Diagnostic>) {
        let audit = self.audit(options);
        let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
        let files = self.0.iter().map(|(path, bytes)| SourceFile::new(path, text(bytes)));
        let sources = Sources::new(files.collect(), Vec::new());
        let ids: Vec<_> = sources.files().map(|(id, _)| id).collect();
        let mut report = Report::new();
        let span = |file: u32, place: std::ops::Range<u32>| {
            Span::new(ids[file as usize], place.start as usize, place.end as usize)
        };
        check::built(&audit, &self.paths(), span, &mut report);
        let found = report.sorted(&sources).into_iter().map(|(_, diagnostic)| diagnostic.clone()).collect();
        (sources, found)
    }

    /// `path rule message` of everything that is wrong, with the bytes that it points at.
    fn told(&self, options: &Options) -> Vec<(String, String, String, String)> {
        let (sources, found) = self.report(options);
        let told = found.into_iter().map(|diagnostic| {
            let path = sources[diagnostic.span.file].path.clone();
            let at = sources.slice(diagnostic.span).to_owned();
            (path, diagnostic.rule.name.to_owned(), at, diagnostic.message)
        });
        told.collect()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/built")
}

fn site() -> Memory {
    let site = load_site(&folder().join("site")).expect("the site can be listed");
    let mut files = BTreeMap::new();
    for (index, path) in site.paths().into_iter().enumerate() {
        let mut content = Vec::new();
        assert!(site.read(index, &mut content).expect("the site can be read"), "{path}");
        files.insert(path.to_owned(), content);
    }
    Memory(files)
}

fn options() -> Options {
    let base = Base::parse("https://docs.example.org/").expect("it is an address");
    Options { base, languages: true, ..Options::default() }
}

/// File, answer and place of each case.
fn cases() -> Vec<(String, String, String)> {
    let table = fs::read_to_string(folder().join("cases.md")).expect("the table can be read");
    let rows = table.lines().filter_map(|line| {
        let cells: Vec<&str> =
            line.strip_prefix("| ")?.strip_suffix('|')?.split(" | ").map(str::trim).collect();
        let [file, answer, _, place] = cells[..] else { return None };
        (file != "file").then(|| (format!("cases/{file}"), answer.to_owned(), place.to_owned()))
    });
    rows.collect()
}

#[test]
fn every_case_has_its_right_answer() {
    let (site, cases) = (site(), cases());
    assert!(cases.len() > 90, "{} cases were read", cases.len());
    let mut expected = Vec::new();
    for (file, answer, place) in &cases {
        assert!(site.0.contains_key(file), "{file} is there");
        let is_quiet = match answer.as_str() {
            "alive" => true,
            "dead" => !place.starts_with("link/dead"),
            "warned" => place.starts_with("link/dead"),
            _ => panic!("{file}: `{answer}` is no answer"),
        };
        assert_eq!(is_quiet, place.is_empty(), "{file}: the answer fits the rule");
        expected.extend((answer != "alive").then(|| format!("{file} {place}")));
    }
    for file in site.0.keys().filter(|path| path.starts_with("cases/")) {
        assert!(cases.iter().any(|(known, ..)| known == file), "{file} is in the table");
    }
    expected.sort();
    let mut told: Vec<_> = site
        .told(&options())
        .into_iter()
        .map(|(path, rule, at, _)| format!("{path} {rule} `{at}`"))
        .collect();
    told.sort();
    assert_eq!(told, expected);
}

/// What is told of a small site, as `path: message`.
fn messages(files: &[(&str, &str)], options: &Options) -> Vec<String> {
    let told = Memory::of(files).told(options).into_iter();
    told.map(|(path, _, _, message)| format!("{path}: {message}")).collect()
}

#[test]
fn messages_say_what_is_there_instead() {
    let pages = [
        ("a/page.html", "<p id=part><a href='#prat'></a><a href=/a></a><a href=Page.html></a>"),
        ("index.html", "<a href=a/pgae.html></a><a href=b/page.html#part></a><a href=a/page.html></a>"),
    ];
    let said = messages(&pages, &Options::default());
    assert_eq!(
        said,
        [
            "a/page.html: this page has no anchor `prat`",
            "a/page.html: this address leads to the folder `a/`, which has no `index.html`",
            "a/page.html: this address leads to `a/Page.html`, which is there as `a/page.html` only",
            "index.html: this address leads to `a/pgae.html`, which is not there",
            "index.html: this address leads to `b/page.html`, which is not there",
        ]
    );
    let site = Memory::of(&pages);
    let near: Vec<String> =
        site.audit(&Options::default()).findings.iter().map(|f| format!("{:?}", f.problem)).collect();
    assert!(near[0].contains("near: Some(\"part\")"), "{near:?}");
    assert!(near[3].contains("near: Some(\"a/page.html\")"), "{near:?}");
    assert!(near[4].contains("near: Some(\"a/page.html\")"), "{near:?}");
}

#[test]
fn every_dead_link_has_a_remedy() {
    let site = Memory::of(&[("index.html", "<a href=quite/elsewhere.pdf></a><a href='#nothing-alike'></a>")]);
    let remedies: Vec<_> = site.report(&Options::default()).1.into_iter().map(|found| found.help).collect();
    assert_eq!(
        remedies,
        [
            Some("correct the address, or put the file there".to_owned()),
            Some("correct the anchor, or give an element this id".to_owned()),
        ]
    );
}

#[test]
fn a_site_may_stand_below_the_root_of_its_host() {
    let pages = [
        (
            "a/b.html",
            "<a href=/guide/></a><a href=../../guide/a/b.html></a><a href=/guide></a><a href=/guide/c></a>",
        ),
        ("index.html", "<a href=/a/b.html></a><a href=..></a><a href='/guide/a/b'></a>"),
    ];
    let base = Base::parse("https://docs.example.org/guide/").expect("it is an address");
    let options = Options { base, outside: true, ..Options::default() };
    assert_eq!(messages(&pages, &options), ["a/b.html: this address leads to `c`, which is not there"]);
    let outside = Memory::of(&pages).audit(&options).outside;
    let outside: Vec<&str> = outside.iter().map(|outside| outside.address.as_str()).collect();
    assert_eq!(outside, ["https://docs.example.org/a/b.html", "https://docs.example.org/"]);
}

#[test]
fn addresses_of_other_hosts_are_collected_with_their_places() {
    let page = "<a href='https://a.example/?b=1&amp;c'></a><img src=//b.example/c><a href=mailto:x></a>";
    let options = Options { outside: true, ..Options::default() };
    let audit = Memory::of(&[("index.html", page)]).audit(&options);
    let found: Vec<_> = audit
        .outside
        .iter()
        .map(|outside| {
            (outside.address.as_str(), &page[outside.place.start as usize..outside.place.end as usize])
        })
        .collect();
    assert_eq!(
        found,
        [("https://a.example/?b=1&c", "https://a.example/?b=1&amp;c"), ("//b.example/c", "//b.example/c")]
    );
    assert_eq!((audit.counts.links, audit.counts.outside, audit.counts.internal), (2, 2, 0));
}

#[test]
fn a_page_lacks_anchors_of_its_counterpart() {
    let page = |lang: &str, other: &str, id: &str| {
        format!(
            "<html lang={lang}><link rel=alternate hreflang={other} href=../{other}/a.html><p id=both><p id={id}>"
        )
    };
    let (english, french) = (page("en", "fr", "one"), page("fr", "en", "un"));
    let pages = [
        ("en/a.html", english.as_str()),
        ("fr/a.html", &french),
        ("index.html", "<a href=en/a></a><a href=fr/a></a>"),
    ];
    let options = Options { counterparts: true, ..Options::default() };
    let site = Memory::of(&pages);
    let found = site.audit(&options).findings;
    assert_eq!(found.len(), 2);
    assert!(format!("{:?}", found[0].problem).contains("AnchorDiffers { id: \"one\", counterpart: 1 }"));
    assert_eq!(site.audit(&Options::default()).findings, []);
}

#[test]
fn pages_that_nobody_leads_to_are_orphans() {
    let pages = [
        ("404.html", ""),
        ("found.html", "<a href=alone.html#x id=x>"),
        ("index.html", "<iframe src=found.html></iframe><link rel=next href=named.html>"),
        ("alone.html", "<a href=alone.html>itself</a>"),
        ("moved.html", "<meta http-equiv=refresh content='0; url=found.html'>"),
        ("named.html", ""),
    ];
    let said = messages(&pages, &Options::default());
    assert_eq!(
        said,
        ["found.html: `alone.html` has no anchor `x`", "named.html: no other page links to `named.html`"]
    );
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let site = site();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one thread");
    let audit = one.install(|| site.audit(&options()));
    assert!((0..20).all(|_| site.audit(&options()) == audit));
    assert!(audit.findings.len() > 50 && audit.counts.pages > 80);
}

#[test]
fn what_cannot_be_read_is_not_judged() {
    struct Large(Memory);
    impl Files for Large {
        type Error = String;
        fn paths(&self) -> Vec<&str> {
            self.0.paths()
        }
        fn content<'a>(&'a self, file: usize, _: &'a mut Vec<u8>) -> Result<Option<&'a [u8]>, String> {
            match self.paths()[file] {
                "large.html" => Ok(None),
                "broken.html" => Err("the disk broke".to_owned()),
                _ => Ok(Some(b"<a href=large.html#far></a>")),
            }
        }
    }
    let large = Large(Memory::of(&[("index.html", ""), ("large.html", "")]));
    assert_eq!(built::audit(&large, &Options::default()).map(|audit| audit.findings), Ok(Vec::new()));
    let broken = Large(Memory::of(&[("broken.html", ""), ("index.html", "")]));
    assert_eq!(built::audit(&broken, &Options::default()), Err("the disk broke".to_owned()));
}

/// Pieces of pages that are put together in any order.
const PIECES: [&str; 36] = [
    "<a href=",
    "<img srcset='",
    "<style>",
    "</style>",
    "@import ",
    "url(",
    "'",
    "\"",
    ">",
    "#",
    "#a",
    "?",
    "/",
    "../",
    "%2",
    "%2F",
    "%ff",
    "\\",
    ",",
    " 2x, ",
    "<base href=",
    "<base href=//b/>",
    "id=",
    "<p id=a>",
    "<html lang=fr>",
    "<template>",
    "&amp;",
    "<meta http-equiv=refresh content='0; ",
    "b.html",
    "A.html",
    "https://docs.example.org",
    "//",
    "<svg>",
    "é",
    "\0",
    "<a ping=' a b' href=b>",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 400, ..Default::default() })]

    #[test]
    fn any_page_is_read_and_every_place_lies_in_it(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..40),
        ending in proptest::sample::select(vec!["html", "css", "svg", "xml", "xhtml", "webmanifest"]),
    ) {
        let text = pieces.concat();
        let path = format!("a.{ending}");
        let site = Memory::of(&[(&path, &text), ("b.html", "<html lang=en><p id=a>"), ("x/index.html", "")]);
        let every = Options { outside: true, counterparts: true, ..options() };
        let audit = site.audit(&every);
        for finding in audit.findings.iter().filter(|finding| finding.file == 0) {
            proptest::prop_assert!(text.get(finding.place.start as usize..finding.place.end as usize).is_some());
        }
        let counts = audit.counts;
        proptest::prop_assert_eq!(counts.links, counts.internal + counts.outside);
        proptest::prop_assert!(audit.outside.len() <= counts.outside);
    }
}
