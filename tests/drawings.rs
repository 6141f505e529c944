//! Drawings: a scene in, every format out.
//!
//! The files in `tests/drawings/` are the drawings of one small scene and of the four stacks in `drawings/stacks`, for
//! reviewers to look at; what changed on purpose is accepted with `SNAPSHOTS=overwrite cargo test --test drawings`.
//! What holds of every drawing is tested on those, on hostile texts, and on a scene with everything that stacks have.

#![allow(clippy::disallowed_methods, reason = "one test writes drawings for people to look at")]

use std::path::Path;

use maquette::diagnostic::Report;
use maquette::draw::{
    Connection, Drawing, Node, PngOptions, Scene, Scheme, SvgOptions, Texts, Words, d2, dot, draw, drawio,
    json, mermaid, mermaid_architecture, pdf, png, svg, view_scene,
};
use maquette::layout::Rect;
use maquette::load::load;
use maquette::model::{ConnectionKind, Model, resolve};
use maquette::parse::{parse, wanted};
use maquette::source::{SourceFile, Sources};
use snapbox::{Assert, Data, file};

fn texts(fr: &str, en: &str) -> Texts {
    if fr == en { vec![fr.to_owned()] } else { vec![fr.to_owned(), en.to_owned()] }
}

/// A scene that is written down as it reads; parents are named by id.
struct Sketch(Scene);

impl Sketch {
    fn new(fr: &str, en: &str) -> Self {
        let languages = vec!["fr".to_owned(), "en".to_owned()];
        Sketch(Scene { languages, title: texts(fr, en), ..Scene::default() })
    }

    fn index(&self, id: &str) -> u32 {
        self.0.nodes.iter().position(|node| node.id == id).expect("a node of that id") as u32
    }

    fn node(&mut self, parent: &str, id: &str, [kind, category]: [&str; 2], name: Texts) -> &mut Node {
        let parent = (!parent.is_empty()).then(|| self.index(parent));
        let (kind, category) = (kind.to_owned(), category.to_owned());
        self.0.nodes.push(Node { id: id.to_owned(), parent, kind, category, name, ..Node::default() });
        self.0.nodes.last_mut().expect("one was just pushed")
    }

    fn connect(&mut self, from: &str, to: &str, kind: ConnectionKind, label: Texts) -> &mut Connection {
        let (from, to) = (self.index(from), self.index(to));
        self.0.connections.push(Connection { from, to, kind, label, ..Connection::default() });
        self.0.connections.last_mut().expect("one was just pushed")
    }
}

/// A frame, a card of each sort, a label, a link.
fn small() -> Scene {
    let mut s = Sketch::new("Un site", "A site");
    s.0.description = texts("Des pages, et où elles sont.", "Pages, and where they are.");
    s.node("", "users", ["person", ""], texts("Utilisateurs", "Users"));
    s.node("", "vpc", ["vpc", "network"], texts("Réseau", "Network"));
    let app = s.node(
        "vpc",
        "app",
        ["auto-scaling", "compute"],
        texts("Serveurs d’application", "Application servers"),
    );
    app.role = texts("Amazon EC2", "Amazon EC2");
    app.count = Some("1..3".to_owned());
    app.href = Some(texts("services/ec2.html", "services/ec2.html"));
    let mail = s.node("vpc", "mail", ["", "mail"], texts("Amazon SES", "Amazon SES"));
    mail.is_optional = true;
    let pages =
        s.connect("users", "app", ConnectionKind::Request, texts("pages et médias", "pages and media"));
    pages.protocol = Some("HTTPS".to_owned());
    s.connect("app", "mail", ConnectionKind::Event, texts("", "")).is_optional = true;
    s.0.words = Some(words());
    s.0
}

/// What a legend says.
fn words() -> Words {
    let connections = [
        (ConnectionKind::Request, texts("requête", "request")),
        (ConnectionKind::Event, texts("événement", "event")),
    ];
    let categories = [("compute", texts("Calcul", "Compute")), ("mail", texts("Messagerie", "E-mail"))]
        .map(|(id, name)| (id.to_owned(), name));
    Words {
        connections: connections.to_vec(),
        optional: texts("facultatif", "optional"),
        several: texts("en plusieurs exemplaires", "several of them"),
        categories: categories.to_vec(),
    }
}

/// Everything a stack may have: depth, twins, long names, every kind of connection.
fn large() -> Scene {
    let mut s = Sketch::new("Hubs Cloud sur AWS", "Hubs Cloud on AWS");
    s.node("", "users", ["person", ""], texts("Utilisateurs", "Users"));
    s.node("", "admin", ["person", ""], texts("Administratrice", "Administrator"));
    s.node("", "cloud", ["cloud", ""], texts("Nuage AWS", "AWS Cloud"));
    let dns = s.node("cloud", "route53", ["", "network"], texts("Amazon Route 53", "Amazon Route 53"));
    dns.note = texts("Répond aux questions de noms.", "Answers questions about names.");
    s.node("cloud", "cdn", ["", "network"], texts("Diffusion des médias", "Media delivery")).role =
        texts("Amazon CloudFront", "Amazon CloudFront");
    s.node("cloud", "budgets", ["", "cost"], texts("AWS Budgets", "AWS Budgets")).is_optional = true;
    s.node("cloud", "region", ["region", ""], texts("Région Europe (Irlande)", "Europe (Ireland) Region"));
    s.node("region", "stack", ["stack", ""], texts("Pile CloudFormation", "CloudFormation stack")).role =
        texts("AWS CloudFormation", "AWS CloudFormation");
    s.node(
        "stack",
        "vpc",
        ["vpc", "network"],
        texts("Réseau privé 10.0.0.0/16", "Private network 10.0.0.0/16"),
    );
    s.node("vpc", "alb", ["", "network"], texts("Répartiteur de charge", "Application Load Balancer")).role =
        texts("Elastic Load Balancing", "Elastic Load Balancing");
    for zone in ["a", "b"] {
        let upper = zone.to_uppercase();
        let id = |of: &str| format!("{of}-{zone}");
        s.node(
            "vpc",
            &id("zone"),
            ["zone", ""],
            texts(&format!("Zone de disponibilité {upper}"), &format!("Availability Zone {upper}")),
        );
        s.node(
            &id("zone"),
            &id("public"),
            ["public-subnet", ""],
            texts(&format!("Sous-réseau public {upper}"), &format!("Public subnet {upper}")),
        );
        s.node(
            &id("zone"),
            &id("private"),
            ["private-subnet", ""],
            texts(&format!("Sous-réseau privé {upper}"), &format!("Private subnet {upper}")),
        );
        let app = s.node(
            &id("public"),
            &id("app"),
            ["server", "compute"],
            texts("Serveurs d’application", "Application servers"),
        );
        (app.role, app.count) = (texts("Amazon EC2", "Amazon EC2"), Some("1..3".to_owned()));
        let stream = s.node(
            &id("public"),
            &id("stream"),
            ["server", "compute"],
            texts("Voix et vidéo", "Voice and video"),
        );
        (stream.role, stream.is_optional) = (texts("Amazon EC2", "Amazon EC2"), true);
        s.node(&id("private"), &id("mount"), ["", "storage"], texts("Point de montage", "Mount target"));
    }
    s.node("vpc", "aurora", ["", "database"], texts("État des salles", "State of the rooms")).role =
        texts("Amazon Aurora PostgreSQL Serverless", "Amazon Aurora PostgreSQL Serverless");
    s.node("stack", "efs", ["", "storage"], texts("Amazon EFS", "Amazon EFS"));
    s.node("stack", "secrets", ["", "security"], texts("Coffre à secrets", "Secret store")).role =
        texts("AWS Secrets Manager", "AWS Secrets Manager");
    s.node("stack", "thumbs", ["function", "compute"], texts("Vignettes", "Thumbnails")).role =
        texts("AWS Lambda", "AWS Lambda");
    s.node(
        "stack",
        "topic",
        ["queue", "integration"],
        texts("Sujet de notification", "Notification topic"),
    )
    .role = texts("Amazon SNS", "Amazon SNS");
    s.node("stack", "mail", ["", "mail"], texts("Amazon SES", "Amazon SES"));
    s.node("stack", "watch", ["", "management"], texts("Amazon CloudWatch", "Amazon CloudWatch"));
    s.node("stack", "closed", ["private-subnet", ""], texts("Groupe replié", "Closed group"));
    s.node("", "letsencrypt", ["external", ""], texts("Let’s Encrypt", "Let’s Encrypt"));
    use ConnectionKind::{Config, Data, Dns, Event, Request};
    s.connect("users", "route53", Dns, texts("noms", "names"));
    s.connect("users", "cdn", Request, texts("pages et médias", "pages and media")).protocol =
        Some("HTTPS".to_owned());
    s.connect("cdn", "alb", Request, texts("", ""));
    for zone in ["a", "b"] {
        let id = |of: &str| format!("{of}-{zone}");
        s.connect("alb", &id("app"), Request, texts("", "")).protocol = Some("HTTPS".to_owned());
        s.connect(&id("app"), "aurora", Data, texts("", "")).protocol = Some("TCP 5432".to_owned());
        s.connect(&id("app"), &id("mount"), Data, texts("fichiers téléversés", "uploaded files"));
        s.connect("users", &id("stream"), Request, texts("voix", "voice")).is_optional = true;
    }
    s.connect("app-a", "app-b", Request, texts("", "")).is_both = true;
    s.connect("app-a", "topic", Event, texts("démarrages et arrêts", "starts and stops"));
    s.connect("app-a", "mail", Request, texts("lien de connexion", "sign-in link"));
    s.connect("secrets", "app-a", Config, texts("", ""));
    s.connect("cdn", "thumbs", Request, texts("", ""));
    s.connect("budgets", "topic", Event, texts("", "")).is_optional = true;
    s.connect("admin", "vpc", Request, texts("SSH", "SSH"));
    s.0
}

const HOSTILE: [&str; 12] = [
    "</text><script>alert(1)</script>",
    "\"]; end %%{init: {}}%% -->|x| ```",
    "a\u{0}b\u{1}\u{8}\u{b}\u{FFFE}\u{7f}\u{85}c\u{FEFF}",
    "line\nbreak\r\n\ttab\u{2028}",
    "\\N \\\" \\",
    "${x} 'a' 'b",
    "]]>&amp;<!--",
    "end",
    "日本語の長い名前の長い名前の長い名前の長い名前の長い名前",
    "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
    "\u{202e}🙂\u{301}\u{301}",
    "   ",
];

/// Hostile texts in every place where a text can stand.
fn hostile() -> Scene {
    let mut s = Sketch::new(HOSTILE[0], HOSTILE[1]);
    s.0.description = texts(HOSTILE[2], HOSTILE[6]);
    s.node("", "end", [HOSTILE[1], HOSTILE[0]], texts(HOSTILE[0], HOSTILE[1]));
    for (index, text) in HOSTILE.into_iter().enumerate() {
        let id = format!("{text}{index}");
        let next = HOSTILE[(index + 1) % HOSTILE.len()];
        let parent = if index % 2 == 0 { "end" } else { "" };
        let node = s.node(parent, &id, [text, next], texts(text, next));
        (node.role, node.note) = (texts(next, text), texts(text, next));
        (node.count, node.is_optional) = (Some(text.to_owned()), index % 3 == 0);
        node.href = Some(texts(text, "javascript:alert(1)"));
        let connection = s.connect("end", &id, ConnectionKind::ALL[index % 5].1, texts(next, text));
        (connection.protocol, connection.is_both) = (Some(text.to_owned()), index % 2 == 1);
    }
    s.0
}

/// The stacks of `drawings/stacks`, with what must be in each: nodes that hold nothing, groups, connections.
const STACKS: [(&str, [usize; 3]); 4] = [
    ("three-tier", [23, 17, 35]),
    ("serverless-orders", [27, 7, 35]),
    ("data-lake", [32, 9, 41]),
    ("multi-region", [40, 25, 54]),
];

/// This repository's own project with the stacks of `drawings/stacks` and the services that they need more.
fn project_with_stacks() -> Model {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = load(root, wanted).expect("the project can be read");
    let mut files: Vec<SourceFile> = sources.files().map(|(_, file)| file.clone()).collect();
    let names = STACKS.map(|(id, _)| format!("stacks/{id}.yaml"));
    for name in names.into_iter().chain(["catalog/more.yaml".to_owned()]) {
        let text = std::fs::read_to_string(root.join("tests/drawings").join(&name)).expect("a file");
        files.push(SourceFile::new(format!("content/{name}"), text));
    }
    let sources = Sources::new(files, sources.assets().to_vec());
    let mut report = Report::new();
    let model = resolve(parse(&sources, &mut report), &mut report);
    let said: Vec<_> = report.sorted(&sources).iter().map(|(_, found)| found.message.clone()).collect();
    assert!(said.is_empty(), "{said:?}");
    model
}

/// The scenes of the stacks of `drawings/stacks`, in their order.
fn stacks() -> Vec<Scene> {
    let model = project_with_stacks();
    let scene = |id: &str| {
        let stack = model.stacks.find(|stack| stack.id == id).expect("the stack is there");
        view_scene(&model, stack, None, |_| None)
    };
    STACKS.iter().map(|(id, _)| scene(id)).collect()
}

fn standalone(drawing: &Drawing, lang: usize) -> String {
    svg(drawing, lang, &SvgOptions::standalone())
}

fn inline(drawing: &Drawing, lang: usize) -> String {
    svg(drawing, lang, &SvgOptions::inline("a-"))
}

fn matches(actual: String, expected: Data) {
    Assert::new().action_env("SNAPSHOTS").eq(actual, expected.raw());
}

#[test]
fn a_small_scene_in_every_format() {
    let drawing = draw(small());
    matches(inline(&drawing, 0), file!["drawings/small.fr.svg"]);
    matches(inline(&drawing, 1), file!["drawings/small.en.svg"]);
    matches(json(&drawing, 1), file!["drawings/small.json"]);
    matches(dot(&drawing, 1), file!["drawings/small.dot"]);
    matches(mermaid(&drawing, 1), file!["drawings/small.mmd"]);
    matches(mermaid_architecture(&drawing, 1), file!["drawings/small.architecture.mmd"]);
    matches(d2(&drawing, 1), file!["drawings/small.d2"]);
    matches(drawio(&drawing, 1), file!["drawings/small.drawio"]);
}

#[test]
fn stacks_as_people_have_them() {
    for ((id, [nodes, groups, connections]), scene) in STACKS.into_iter().zip(stacks()) {
        let holders = scene.holders().into_iter().filter(|&holds| holds).count();
        assert_eq!(
            [scene.nodes.len() - holders, holders, scene.connections.len()],
            [nodes, groups, connections]
        );
        let drawing = draw(scene);
        let english = drawing.scene.languages.iter().position(|code| code == "en").expect("English");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/drawings/{id}.en.svg"));
        matches(standalone(&drawing, english), Data::read_from(&path, None));
    }
}

#[test]
fn the_same_scene_gives_the_same_bytes() {
    assert_eq!(standalone(&draw(large()), 0), standalone(&draw(large()), 0));
}

#[test]
fn svg_is_well_formed_whatever_the_texts_say() {
    let drawing = draw(hostile());
    for lang in 0..3 {
        for text in [standalone(&drawing, lang), inline(&drawing, lang)] {
            let document = roxmltree::Document::parse(&text).expect("well-formed XML");
            let names: Vec<_> = document.descendants().map(|node| node.tag_name().name()).collect();
            assert!(!names.contains(&"script"));
            let hrefs = document.descendants().filter_map(|node| node.attribute("href"));
            assert!(hrefs.into_iter().all(|href| !href.starts_with("javascript")));
            assert!(document.descendants().all(|node| node.attribute("style").is_none()));
        }
    }
}

/// What is wrong with a file of draw.io: ids, what they refer to, and boxes that leave their group.
fn drawio_faults(text: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(text).expect("well-formed XML");
    let cells: Vec<_> = document.descendants().filter(|node| node.has_tag_name("mxCell")).collect();
    // The object around a cell has its id.
    let id = |cell: &roxmltree::Node| {
        cell.attribute("id").or_else(|| cell.parent()?.attribute("id")).unwrap_or_default().to_owned()
    };
    let number = |node: &roxmltree::Node, name| node.attribute(name).and_then(|n| n.parse::<i32>().ok());
    let size = |cell: &roxmltree::Node| {
        let geometry = cell.children().find(|child| child.has_tag_name("mxGeometry"))?;
        Some([
            number(&geometry, "x")?,
            number(&geometry, "y")?,
            number(&geometry, "width")?,
            number(&geometry, "height")?,
        ])
    };
    let mut seen = std::collections::BTreeMap::<String, Option<[i32; 4]>>::new();
    let mut faults = Vec::new();
    for cell in &cells {
        let (own, parent) = (id(cell), cell.attribute("parent").unwrap_or_default());
        if own != "0" && !seen.contains_key(parent) {
            faults.push(format!("`{own}` stands before its parent `{parent}`"));
        }
        if cell.attribute("vertex").is_some() {
            let inner = size(cell);
            let fits = |[x, y, width, height]: [i32; 4]| match seen.get(parent) {
                Some(&Some([_, _, outer_width, outer_height])) => {
                    x >= 0 && y >= 0 && x + width <= outer_width && y + height <= outer_height
                }
                _ => x >= 0 && y >= 0,
            };
            if !inner.is_some_and(fits) {
                faults.push(format!("`{own}` leaves `{parent}`"));
            }
        }
        for end in ["source", "target"].into_iter().filter_map(|end| cell.attribute(end)) {
            if !seen.contains_key(end) {
                faults.push(format!("`{own}` ends at `{end}`, which is not there"));
            }
        }
        if cell.attribute("style").is_some_and(|style| style.split(';').any(|part| part.contains('<'))) {
            faults.push(format!("the style of `{own}` holds a text"));
        }
        if seen.insert(own.clone(), size(cell)).is_some() {
            faults.push(format!("`{own}` is there twice"));
        }
    }
    faults
}

#[test]
fn a_file_of_draw_io_holds_together() {
    for scene in [small(), large(), hostile()] {
        let drawing = draw(scene);
        for lang in 0..2 {
            let text = drawio(&drawing, lang);
            assert_eq!(drawio_faults(&text), [""; 0]);
            assert!(!text.contains("javascript:"));
        }
    }
    let text = drawio(&draw(small()), 0);
    for (from, to) in
        [("parent=\"n-vpc\"", "parent=\"n-x\""), ("source=\"n-users\"", "source=\"n-x\""), ("x=\"", "x=\"-9")]
    {
        assert!(!drawio_faults(&text.replace(from, to)).is_empty(), "{from}");
    }
}

#[test]
fn png_takes_every_text() {
    for scene in [large(), hostile()] {
        let options = PngOptions { scale: 0.5, scheme: Scheme::Dark };
        let drawing = draw(scene);
        assert_eq!(&png(&drawing, 0, &options).expect("a picture")[..8], b"\x89PNG\r\n\x1a\n");
    }
}

fn page(file: &lopdf::Document) -> &lopdf::Dictionary {
    assert_eq!(file.get_pages().len(), 1);
    let id = file.page_iter().next().expect("a page");
    file.get_dictionary(id).expect("a page is a dictionary")
}

#[test]
fn a_pdf_is_one_page_as_large_as_the_drawing() {
    let drawing = draw(large());
    let file = lopdf::Document::load_mem(&pdf(&drawing, 1, Scheme::Light)).expect("a PDF");
    let sides = page(&file).get(b"MediaBox").and_then(lopdf::Object::as_array).expect("a page has a size");
    let sides: Vec<f32> = sides.iter().map(|side| side.as_float().expect("a number")).collect();
    let size = drawing.layout.size;
    assert_eq!(sides, [0.0, 0.0, size.width as f32 * 0.75, size.height as f32 * 0.75]);
    let info = file.trailer.get(b"Info").and_then(lopdf::Object::as_reference).expect("what it is about");
    let info = file.get_dictionary(info).expect("a dictionary");
    assert_eq!(info.get(b"Title").and_then(lopdf::Object::as_str).expect("a title"), b"Hubs Cloud on AWS");
    assert!(info.get(b"CreationDate").is_err() && file.trailer.get(b"ID").is_err());
    let catalog = file.catalog().expect("a catalog");
    assert_eq!(catalog.get(b"Lang").and_then(lopdf::Object::as_str).expect("a language"), b"en");
}

#[test]
fn the_text_of_a_pdf_can_be_read() {
    let file = lopdf::Document::load_mem(&pdf(&draw(large()), 0, Scheme::Dark)).expect("a PDF");
    let text = file.extract_text(&[1]).expect("text");
    for word in
        ["Utilisateurs", "Sous-réseau privé", "Let’s Encrypt", "TCP 5432", "×1–3", "État des", "vidéo"]
    {
        assert!(text.contains(word), "{word} is not in {text}");
    }
}

#[test]
fn a_pdf_keeps_links_and_nothing_else_that_acts() {
    let mut scene = small();
    scene.nodes[0].href = Some(texts("https://example.org/é?a=(b)", "https://example.org/"));
    let drawing = draw(scene);
    let file = lopdf::Document::load_mem(&pdf(&drawing, 0, Scheme::Light)).expect("a PDF");
    let id = file.page_iter().next().expect("a page");
    let uri = |link: &&lopdf::Dictionary| {
        let action = link.get(b"A").and_then(lopdf::Object::as_dict).expect("a link acts");
        let uri = action.get(b"URI").and_then(lopdf::Object::as_str).expect("an address");
        String::from_utf8(uri.to_vec()).expect("ASCII")
    };
    let links = file.get_page_annotations(id).expect("links");
    let found: Vec<_> = links.iter().map(uri).collect();
    assert_eq!(found, ["https://example.org/%C3%A9?a=(b)", "services/ec2.html"]);
    let at: Vec<_> = links[0].get(b"Rect").and_then(lopdf::Object::as_array).expect("a place").clone();
    let at: Vec<f32> = at.iter().map(|side| side.as_float().expect("a number")).collect();
    let (card, height) = (drawing.layout.boxes[0], drawing.size().height);
    let expected = [card.x, height - card.y - card.height, card.x + card.width, height - card.y]
        .map(|side| side as f32 * 0.75);
    assert_eq!(at, expected);
    let hostile = pdf(&draw(hostile()), 0, Scheme::Light);
    let file = lopdf::Document::load_mem(&hostile).expect("a PDF");
    let id = file.page_iter().next().expect("a page");
    let links = file.get_page_annotations(id).expect("links");
    assert!(links.iter().map(uri).all(|address| !address.to_lowercase().contains("javascript:")));
}

#[test]
fn the_same_scene_gives_the_same_pdf() {
    assert_eq!(pdf(&draw(hostile()), 0, Scheme::Dark), pdf(&draw(hostile()), 0, Scheme::Dark));
    assert_ne!(pdf(&draw(small()), 0, Scheme::Dark), pdf(&draw(small()), 0, Scheme::Light));
}

#[test]
fn an_empty_scene_is_no_trouble() {
    let drawing = draw(Scene { languages: vec!["en".to_owned()], ..Scene::default() });
    lopdf::Document::load_mem(&pdf(&drawing, 0, Scheme::Light)).expect("a PDF");
    png(&drawing, 0, &PngOptions { scale: 1.0, scheme: Scheme::Light }).expect("a picture");
    assert_eq!(drawio_faults(&drawio(&drawing, 0)), [""; 0]);
}

#[test]
fn ids_are_unique_and_carry_their_prefix() {
    for scene in [small(), large(), hostile()] {
        let text = inline(&draw(scene), 0);
        let document = roxmltree::Document::parse(&text).expect("well-formed XML");
        let ids: Vec<_> = document.descendants().filter_map(|node| node.attribute("id")).collect();
        let unique: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len());
        assert!(ids.iter().all(|id| id.starts_with("a-") && !id.contains(char::is_whitespace)));
    }
}

#[test]
fn the_json_names_what_the_contract_names() {
    let drawing = draw(hostile());
    let read: serde_json::Value = serde_json::from_str(&json(&drawing, 0)).expect("JSON");
    let (nodes, groups) =
        (read["nodes"].as_array().expect("nodes"), read["groups"].as_array().expect("groups"));
    assert_eq!(nodes.len() + groups.len(), drawing.scene.nodes.len());
    assert_eq!(read["edges"].as_array().expect("edges").len(), drawing.scene.connections.len());
    assert_eq!(groups[0]["id"], "end");
    assert_eq!(groups[0]["parent"], serde_json::Value::Null);
}

/// What stands where, apart from words: rectangles, lines and glyphs.
fn shapes(text: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(text).expect("well-formed XML");
    let geometry = |node: roxmltree::Node| {
        ["x", "y", "width", "height", "d", "transform"]
            .map(|name| node.attribute(name).unwrap_or("").to_owned())
    };
    let drawn = document
        .descendants()
        .filter(|node| matches!(node.tag_name().name(), "svg" | "rect" | "path" | "use"));
    drawn.map(|node| geometry(node).join(" ")).collect()
}

#[test]
fn another_language_moves_nothing() {
    for drawing in [small(), large()].into_iter().chain(stacks()).map(draw) {
        assert_eq!(shapes(&inline(&drawing, 0)), shapes(&inline(&drawing, 1)));
    }
}

#[test]
fn no_box_leaves_the_drawing() {
    for scene in [small(), large(), hostile()].into_iter().chain(stacks()) {
        let Drawing { layout, .. } = draw(scene);
        let all = Rect { x: 0, y: 0, width: layout.size.width, height: layout.size.height };
        let labels = layout.edges.iter().filter_map(|edge| edge.label);
        for at in layout.boxes.iter().copied().chain(labels) {
            assert!(at.x >= all.x && at.y >= all.y, "{at:?}");
            assert!(at.x + at.width <= all.width && at.y + at.height <= all.height, "{at:?} in {all:?}");
        }
    }
}
