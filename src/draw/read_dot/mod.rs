//! A file in Graphviz's DOT as a scene, to be drawn with our layout and our look.
//!
//! Hides the syntax. layout-rs parses it, behind a guard: it stops the program on what it cannot tokenize, has no
//! places for what it refuses, and knows a part of the language. So [`tokens`] reads the tokens as Graphviz does,
//! [`plain`] writes them anew in the part that it knows, and only that reaches it; then every token is one it has, and
//! it never reads beyond the end, which is where it would stop the program.

mod build;
mod label;
mod plain;
mod tokens;

use ::layout::gv::DotParser;
use ::layout::gv::parser::ast;

use super::scene::Scene;
use crate::diagnostic::{Diagnostic, Level, Report, Rule};
use crate::source::{Fault, FileId, Sources, Span};
use plain::Plain;

/// A DOT file that cannot be read.
pub static DOT: Rule = Rule {
    name: "syntax/dot",
    default: Level::Error,
    summary: "a DOT file cannot be read",
    explanation: "`maquette draw FILE.dot` reads a graph in Graphviz's language: nodes `a [label=\"…\"]`, connections \
                  `a -> b`, groups `subgraph cluster_x { … }`. A name with other signs than letters, digits and `_` \
                  stands in double quotes, and every bracket is closed. https://graphviz.org/doc/info/lang.html",
};

/// All rules of this stage.
pub static RULES: &[&Rule] = &[&DOT];

/// Reads a DOT file. Subgraphs whose names begin with `cluster` are groups; `lang` is the language of its words, where
/// that is known. What is wrong goes to the report, and then there is no scene.
pub fn read_dot(sources: &Sources, file: FileId, lang: Option<&str>, report: &mut Report) -> Option<Scene> {
    match parsed(sources, file) {
        Ok(graph) => Some(build::scene(&graph, lang)),
        Err(fault) => {
            let span = Span::new(file, fault.start, fault.end);
            report.push(Diagnostic::new(&DOT, span, fault.message).help(fault.help));
            None
        }
    }
}

/// Why a file cannot be read, and where.
#[derive(Debug)]
struct Wrong {
    message: String,
    help: &'static str,
    start: usize,
    end: usize,
}

fn parsed(sources: &Sources, file: FileId) -> Result<ast::Graph, Wrong> {
    let source = &sources[file];
    let unread = |message: &str, help, at: u32| {
        Err(Wrong { message: message.to_owned(), help, start: at as usize, end: at as usize })
    };
    match source.fault {
        Some(Fault::NotText { at }) => return unread("the file is not UTF-8", "save it as UTF-8", at),
        Some(Fault::Nul { at }) => return unread("the file holds a NUL byte", "take the byte out", at),
        Some(Fault::TooLarge) => return unread("the file is too large", "draw a part of it", 0),
        None => {}
    }
    let tokens = tokens::tokens(&source.text)?;
    let plain = plain::plain(&tokens)?;
    let mut parser = DotParser::new(&plain.text());
    parser.process().map_err(|reason| refused(&parser, &reason, &plain, &tokens, source.text.len()))
}

/// What layout-rs refuses, at the token that it stopped at.
fn refused(
    parser: &DotParser,
    reason: &str,
    plain: &Plain,
    tokens: &[tokens::Token],
    length: usize,
) -> Wrong {
    let index = stop(parser).and_then(|line| plain.origin(line));
    let token = index.and_then(|index| tokens.get(index));
    let before = index.and_then(|index| tokens.get(index.checked_sub(1)?)).map(|token| token.kind);
    let help = match reason {
        "Expected '['" if matches!(before, Some(tokens::Kind::Word(_))) => {
            "put a word of the language, such as `node`, in double quotes where it is a name"
        }
        "Expected (graph|digraph)" => "begin with `digraph {` or `graph {`",
        "Unexpected content at the end of the file." => "leave one graph in the file",
        "Expected '['" | "Expected property name" | "Expected '='" | "Expected value after assignment" => {
            "write attributes as `[name=value, name=\"some words\"]`"
        }
        "port" => "name a node at both ends: `a -> b`",
        _ => "write a node `a`, a connection `a -> b` or an attribute `name=value`",
    };
    match token {
        Some(token) => {
            let message = format!("`{}` is not expected here", token.shown());
            Wrong { message, help, start: token.start, end: token.end }
        }
        None => {
            let message = "the file ends before the graph does".to_owned();
            Wrong { message, help, start: length, end: length }
        }
    }
}

/// The line of the plain text that the parser stopped at; there is one token on each. The parser keeps its place to
/// itself and only shows it when it is asked for what it is made of: without it, the end of the file is the place.
fn stop(parser: &DotParser) -> Option<usize> {
    let shown = format!("{parser:?}");
    let (before, after) = shown.rsplit_once(", pos: ")?;
    let read: usize = after.split(',').next()?.parse().ok()?;
    // The text itself is shown as a list of characters, the last of them read before the parser knew its token.
    let text = before.split_once("input: [")?.1;
    let breaks = Shown(text).take(read.saturating_sub(1)).filter(|c| *c == "'\\n'").count();
    Some(breaks)
}

/// The characters of a list as Rust shows it: `'a', '\n', ','`.
struct Shown<'a>(&'a str);

impl<'a> Iterator for Shown<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let inside = self.0.strip_prefix('\'')?;
        let first = inside.chars().next()?.len_utf8();
        let is_escape = inside.starts_with('\\');
        let skip = if is_escape { 1 + inside[1..].chars().next()?.len_utf8() } else { first };
        let end = 1 + skip + inside[skip..].find('\'')? + 1;
        let (one, rest) = self.0.split_at(end);
        self.0 = rest.strip_prefix(", ").unwrap_or(rest);
        Some(one)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::draw::{Connection, Node, dot, draw};
    use crate::model::ConnectionKind;
    use crate::source::SourceFile;

    fn read(text: &str) -> Result<Scene, String> {
        let sources = Sources::new(vec![SourceFile::new("a.dot", text)], Vec::new());
        let (file, _) = sources.files().next().expect("a file");
        let mut report = Report::new();
        let scene = read_dot(&sources, file, None, &mut report);
        let said = report.sorted(&sources).into_iter().map(|(_, d)| {
            assert!(sources[file].text.get(d.span.range()).is_some() && d.help.is_some());
            format!("{} {}", sources.position(file, d.span.start), d.message)
        });
        let said: Vec<String> = said.collect();
        scene.ok_or(said.join("; "))
    }

    /// `id` or `group/id` of each node, and `from>to` of each connection.
    fn outline(text: &str) -> String {
        let scene = read(text).expect("a graph");
        let path = |node: &Node| match node.parent {
            Some(parent) => format!("{}/{}", scene.id(parent), node.id),
            None => node.id.clone(),
        };
        let nodes = scene.nodes.iter().map(path);
        let lines = scene.connections.iter().map(|c| format!("{}>{}", scene.id(c.from), scene.id(c.to)));
        nodes.chain(lines).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn nodes_groups_and_connections_are_read() {
        assert_eq!(outline("digraph { a -> b -> c; b }"), "a b c a>b b>c");
        assert_eq!(outline("graph g { a -- b }"), "a b a>b");
        let nested = "digraph { a -> x subgraph cluster_out { subgraph cluster_in { x } y } }";
        assert_eq!(outline(nested), "a out out/in in/x out/y a>x");
        assert_eq!(
            outline("strict digraph \"a b\" { node [shape=box] edge [color=red] a:p:n -> b:q }"),
            "a b a>b"
        );
    }

    #[test]
    fn the_parts_that_the_parser_lacks_are_read_too() {
        assert_eq!(outline("digraph { a -> {b; c} -> d }"), "b c a d a>b a>c b>d c>d");
        assert_eq!(outline("digraph { {a b} -> subgraph cluster_g { c d } }"), "a b g g/c g/d a>g b>g");
        assert_eq!(outline("DiGraph { _a -> é -> -1.5 -> .5 }"), "_a é -1.5 .5 _a>é é>-1.5 -1.5>.5");
        assert_eq!(
            outline("digraph { \"a\" + \"b\" -> c [x=1][y=2];; d subgraph s { e } }"),
            "ab c d e ab>c"
        );
        assert_eq!(outline("# one\ndigraph { // two\n /* three */ a }"), "a");
        assert_eq!(outline("digraph { a [label=<<b>x</b> <br/>y>] b [] [] }"), "a b");
        assert_eq!(outline("digraph {}"), "");
    }

    #[test]
    fn labels_and_looks_are_read() {
        let scene = read(
            "digraph { rankdir=TB label=\"The shop\" node [style=dashed] a [label=\"Cart\\nAWS Lambda\", \
             URL=\"https://a.example/\", class=server] b [shape=cylinder, style=\"\", label=\"A &amp; <b>\"] \
             subgraph cluster_z { label=\"Zone \\\"1\\\"\" class=zone c [label=\"\\N!\"] } \
             a -> b [label=orders, style=bold, dir=both] b -> c [dir=back style=dotted] \
             c -> a [ltail=cluster_z label=<x &lt; <i>y</i>>] }",
        )
        .expect("a graph");
        assert_eq!(scene.title, ["The shop"]);
        assert_eq!(scene.direction, Some(crate::layout::Direction::Down));
        let [a, b, z, c] = &scene.nodes[..] else { panic!("{:?}", scene.nodes) };
        assert_eq!((a.called(0), a.role[0].as_str(), a.kind.as_str()), ("Cart", "AWS Lambda", "server"));
        assert_eq!((a.is_optional, a.href.as_deref()), (true, Some(&["https://a.example/".to_owned()][..])));
        assert_eq!((b.called(0), b.kind.as_str(), b.is_optional), ("A & <b>", "database", false));
        assert_eq!((z.called(0), z.kind.as_str(), c.called(0)), ("Zone \"1\"", "zone", "c!"));
        let [orders, back, out] = &scene.connections[..] else { panic!("{:?}", scene.connections) };
        assert_eq!(
            (orders.label[0].as_str(), orders.kind, orders.is_both),
            ("orders", ConnectionKind::Data, true)
        );
        assert_eq!((back.from, back.to, back.kind), (3, 1, ConnectionKind::Dns));
        assert_eq!((out.from, out.to, out.label[0].as_str()), (2, 0, "x < y"));
    }

    #[test]
    fn faults_have_a_place() {
        for (text, expected) in [
            ("", "1:1 the file ends before the graph does"),
            ("digraph {\n a -> ;\n}", "2:7 `;` is not expected here"),
            ("digraph {\n a -> b\n", "1:9 this `{` is never closed"),
            ("digraph { a }\n}", "2:1 this `}` closes nothing"),
            ("digraph {\n  a [label=\"x]\n}", "2:12 this text is never closed"),
            ("digraph {\n  a [label=<x]\n}", "2:12 this HTML is never closed"),
            ("digraph { /* a }", "1:11 this comment is never closed"),
            ("digraph { é [label=b c=] }", "1:24 `]` is not expected here"),
            ("digraph { a ! b }", "1:13 `!` means nothing in DOT"),
            ("digraph { a + -> b }", "1:15 a `+` stands between two texts"),
            ("digrph { a }", "1:1 `digrph` is not expected here"),
            ("digraph { a } graph { b }", "1:15 `graph` is not expected here"),
            ("digraph { a [b", "1:9 this `{` is never closed"),
            ("digraph { \"'\" \"\\\\\" '}", "1:20 `'` means nothing in DOT"),
            ("digraph { \"'\\\\,\" -> = }", "1:21 `=` is not expected here"),
        ] {
            assert_eq!(read(text).expect_err(text), expected, "{text}");
        }
        let deep = format!("digraph {}{}", "{".repeat(5000), "}".repeat(5000));
        assert!(read(&deep).expect_err("too deep").contains("nested"), "{deep:.20}");
    }

    #[test]
    fn what_we_write_we_read() {
        let node = |id: &str, parent, name: &str| Node {
            id: id.to_owned(),
            parent,
            name: vec![name.to_owned()],
            ..Node::default()
        };
        let connection = |from, to| Connection {
            from,
            to,
            label: vec!["\"a\" & \\b".to_owned()],
            ..Connection::default()
        };
        let scene = Scene {
            title: vec!["T & U".to_owned()],
            nodes: vec![node("a \"b\"", None, "A"), node("g", None, "G\\n"), node("c", Some(1), "\\N &lt;")],
            connections: vec![connection(0, 1), connection(2, 0), connection(0, 2)],
            ..Scene::default()
        };
        let again = read(&dot(&draw(scene.clone()), 0)).expect("a graph");
        assert_eq!(again.title, scene.title);
        for (was, is) in scene.nodes.iter().zip(&again.nodes) {
            assert_eq!((&was.id, was.parent, was.called(0)), (&is.id, is.parent, is.called(0)));
        }
        for (was, is) in scene.connections.iter().zip(&again.connections) {
            assert_eq!((was.from, was.to, &was.label), (is.from, is.to, &is.label));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn no_text_stops_the_program(words in prop::collection::vec(
            prop::sample::select(&[
                "digraph", "graph", "strict", "subgraph", "node", "edge", "{", "}", "[", "]", "=", ";", ",", ":",
                "->", "--", "a", "b", "cluster_c", "\"q\"", "<h>", "1", "+", "/*", "//", "\n#", "\"", "<", "é", "\\",
            ][..]), 0..30), head in any::<bool>())
        {
            let text = words.join(" ");
            let text = if head { format!("digraph {{ {text} }}") } else { text };
            if let Ok(scene) = read(&text) {
                draw(scene);
            }
        }
    }
}
