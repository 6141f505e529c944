//! What a view shows, apart from where it stands: nodes, groups and connections in every language.
//!
//! Hides nothing: a plain value that every format of drawing is made from. Holds no geometry and no colour.

use super::text::flatten;
use crate::icon::Icon;
use crate::layout::Direction;
use crate::model::ConnectionKind;

/// A text in every language, in the order of [`Scene::languages`]; one entry alone holds for all of them.
pub type Texts = Vec<String>;

/// What one drawing shows.
///
/// A parent stands before its children, and every index is one of [`Scene::nodes`].
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The languages' tags (`fr`, `en`); at least one.
    pub languages: Vec<String>,
    /// What the drawing shows, in a few words.
    pub title: Texts,
    /// What the drawing shows, in a sentence or two; may be empty.
    pub description: Texts,
    /// Which way the connections run; `None`: what fits best.
    pub direction: Option<Direction>,
    /// Nodes and groups. A node that is another's parent is drawn as a frame, every other one as a card.
    pub nodes: Vec<Node>,
    /// Connections, in the order of declaration.
    pub connections: Vec<Connection>,
    /// What a legend says; `None`: there is none.
    pub words: Option<Words>,
}

/// The words of a legend. Those for what does not occur are not used.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// What the kinds of connections are called.
    pub connections: Vec<(ConnectionKind, Texts)>,
    /// For what the stack works without.
    pub optional: Texts,
    /// For a card that stands for more than one.
    pub several: Texts,
    /// What the categories are called, by their keys; in the order of the catalog.
    pub categories: Vec<(String, Texts)>,
}

/// A node or a group.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// Unique in its scene; what exports, `id` attributes and JSON call it.
    pub id: String,
    /// The group it stands in, as an index into [`Scene::nodes`] smaller than its own.
    pub parent: Option<u32>,
    /// Its place in the order of an earlier drawing that is to be kept.
    pub kept: Option<u32>,
    /// `person`, `vpc`, `subnet` … as the author writes it; empty or unknown kinds are drawn plain.
    pub kind: String,
    /// The key of its service's category, which decides on colour and glyph; may be empty or unknown.
    pub category: String,
    /// What it is shown as; by its kind and category where it is absent.
    pub icon: Option<Icon>,
    /// What it is called.
    pub name: Texts,
    /// What it is, where the name does not say it: the service's name, say. May be empty.
    pub role: Texts,
    /// A sentence shown when pointed at; may be empty.
    pub note: Texts,
    /// How many there are, as the author writes it: `2`, `1..3`.
    pub count: Option<String>,
    /// Whether the stack works without it.
    pub is_optional: bool,
    /// Where its name leads, relative or `http(s)`, one address a language.
    pub href: Option<Texts>,
}

/// A connection between two nodes or groups.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// Where it starts.
    pub from: u32,
    /// Where it ends; may be where it starts.
    pub to: u32,
    /// What travels along it.
    pub kind: ConnectionKind,
    /// What it is for; may be empty.
    pub label: Texts,
    /// How it speaks: `HTTPS`, `TCP 5432`.
    pub protocol: Option<String>,
    /// How many connections of the stack it stands for, where it stands for more than one.
    pub merged: Option<u32>,
    /// Whether the stack works without it.
    pub is_optional: bool,
    /// Whether either end may begin.
    pub is_both: bool,
}

/// The text in the language of that index; what is not given in all languages is given once.
pub(super) fn said(texts: &[String], lang: usize) -> &str {
    texts.get(lang).or(texts.first()).map_or("", String::as_str)
}

impl Scene {
    /// Which nodes hold others, one flag a node.
    pub fn holders(&self) -> Vec<bool> {
        let mut holds = vec![false; self.nodes.len()];
        for parent in self.nodes.iter().filter_map(|node| node.parent) {
            holds[parent as usize] = true;
        }
        holds
    }

    /// The nodes directly in `parent`, or in no group, in order.
    pub fn children(&self, parent: Option<u32>) -> impl Iterator<Item = u32> + '_ {
        (0u32..).zip(&self.nodes).filter(move |(_, node)| node.parent == parent).map(|(index, _)| index)
    }

    /// Whether `node` stands in `group`, at any depth.
    pub fn is_within(&self, node: u32, group: u32) -> bool {
        let mut above = self.nodes[node as usize].parent;
        while let Some(parent) = above {
            if parent == group {
                return true;
            }
            above = self.nodes[parent as usize].parent;
        }
        false
    }

    /// One id a connection: `from->to`, the second between the same two `from->to#2`.
    pub fn connection_ids(&self) -> Vec<String> {
        let mut seen = std::collections::BTreeMap::new();
        let mut id = |connection: &Connection| {
            let nth = seen.entry((connection.from, connection.to)).or_insert(0u32);
            *nth += 1;
            let base = format!("{}->{}", self.id(connection.from), self.id(connection.to));
            if *nth == 1 { base } else { format!("{base}#{nth}") }
        };
        self.connections.iter().map(&mut id).collect()
    }

    /// One name a node for languages with words of their own: the id, with `hyphen` for a hyphen and `_` for all
    /// else but ASCII letters and digits. A name that `is_word`, or that another node has but for case, is numbered.
    pub(super) fn plain_names(&self, hyphen: char, is_word: impl Fn(&str) -> bool) -> Vec<String> {
        let mut taken = std::collections::BTreeSet::new();
        let plain = |c: char| match c {
            '-' => hyphen,
            c if c.is_ascii_alphanumeric() => c,
            _ => '_',
        };
        let mut name = |node: &Node| {
            let base: String = node.id.chars().map(plain).collect();
            let mut name = base.clone();
            let mut nth = 2;
            while is_word(&name.to_lowercase()) || !taken.insert(name.to_lowercase()) {
                name = format!("{base}_{nth}");
                nth += 1;
            }
            name
        };
        self.nodes.iter().map(&mut name).collect()
    }

    /// The id of a node.
    pub fn id(&self, node: u32) -> &str {
        &self.nodes[node as usize].id
    }
}

/// Whether anything of a text can be seen.
fn is_seen(text: &&str) -> bool {
    !flatten(text).is_empty()
}

impl Node {
    /// Its name in a language, or its id where it has none, or one that cannot be seen.
    pub fn called(&self, lang: usize) -> &str {
        match said(&self.name, lang) {
            blank if flatten(blank).is_empty() => &self.id,
            name => name,
        }
    }
}

impl Connection {
    /// How it speaks and how many it stands for: `HTTPS ×3`.
    pub fn manner(&self) -> Option<String> {
        let protocol = self.protocol.as_deref().filter(is_seen);
        let merged = self.merged.map(|merged| format!("×{merged}"));
        match (protocol, merged) {
            (Some(protocol), Some(merged)) => Some(format!("{protocol} {merged}")),
            (protocol, merged) => protocol.map(str::to_owned).or(merged),
        }
    }

    /// What a line of text can say of it: label and manner, `images (HTTPS)`; empty if it has neither.
    pub fn caption(&self, lang: usize) -> String {
        let label = Some(said(&self.label, lang)).filter(is_seen).unwrap_or_default();
        match self.manner() {
            Some(manner) if label.is_empty() => manner,
            Some(manner) => format!("{label} ({manner})"),
            None => label.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene() -> Scene {
        let node = |id: &str, parent| Node { id: id.to_owned(), parent, ..Node::default() };
        let connection = |from, to| Connection { from, to, ..Connection::default() };
        Scene {
            languages: vec!["fr".to_owned(), "en".to_owned()],
            nodes: vec![node("vpc", None), node("zone", Some(0)), node("app", Some(1)), node("db", Some(0))],
            connections: vec![connection(2, 3), connection(3, 2), connection(2, 3)],
            ..Scene::default()
        }
    }

    #[test]
    fn parallel_connections_are_numbered() {
        assert_eq!(scene().connection_ids(), ["app->db", "db->app", "app->db#2"]);
    }

    #[test]
    fn plain_names_stay_apart_from_each_other_and_from_words() {
        let mut scene = scene();
        for (node, id) in scene.nodes.iter_mut().zip(["end", "a b", "a_b", "A.B"]) {
            node.id = id.to_owned();
        }
        assert_eq!(scene.plain_names('-', |name| name == "end"), ["end_2", "a_b", "a_b_2", "A_B_3"]);
    }

    #[test]
    fn nesting_is_known_at_any_depth() {
        let scene = scene();
        assert_eq!(scene.holders(), [true, true, false, false]);
        assert_eq!(scene.children(Some(0)).collect::<Vec<_>>(), [1, 3]);
        assert!(scene.is_within(2, 0) && !scene.is_within(0, 2) && !scene.is_within(3, 1));
    }

    #[test]
    fn a_caption_joins_label_and_protocol() {
        let label = vec!["images".to_owned()];
        let both = Connection { label, protocol: Some("HTTPS".to_owned()), ..Connection::default() };
        assert_eq!(both.caption(1), "images (HTTPS)");
        assert_eq!(Connection::default().caption(0), "");
        let merged = Connection { merged: Some(3), ..both.clone() };
        assert_eq!(merged.caption(0), "images (HTTPS ×3)");
        assert_eq!(Connection { merged: Some(3), ..Connection::default() }.caption(0), "×3");
        let blank = Connection { label: vec![" \n".to_owned()], protocol: Some(" ".to_owned()), ..both };
        assert_eq!(blank.caption(0), "");
    }

    #[test]
    fn what_cannot_be_seen_is_no_name() {
        let node = Node { id: "app".to_owned(), name: vec![" \u{7f}".to_owned()], ..Node::default() };
        assert_eq!(node.called(0), "app");
    }
}
