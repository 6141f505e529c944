//! Names in sentences: the article they take, what verbs agree with, and lists of them.
//!
//! Hides where that is known from: the name as its author wrote it for a sentence, or else the lexicon and the endings
//! that the locale gives. Knows no language by name: all of a language's grammar are messages of `learn.ftl`.
//! docs/decisions/0024-grammar-from-the-locale.md says why.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Lang, Model, Node, Value};

/// What a name is in a sentence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Form {
    /// Masculine, or without a gender; one.
    Ms,
    /// Feminine; one.
    Fs,
    /// Masculine, or without a gender; several.
    Mp,
    /// Feminine; several.
    Fp,
    /// A proper name, which takes no article.
    Plain,
    /// A common noun of which nothing is known: it stands in quotation marks.
    Quoted,
}

impl Form {
    /// Its word, as messages choose by it.
    fn word(self) -> &'static str {
        match self {
            Form::Ms => "ms",
            Form::Fs => "fs",
            Form::Mp => "mp",
            Form::Fp => "fp",
            Form::Plain => "plain",
            Form::Quoted => "quoted",
        }
    }

    /// Whether verbs with it stand in the plural.
    pub(super) fn is_plural(self) -> bool {
        matches!(self, Form::Mp | Form::Fp)
    }

    fn plural(self) -> Form {
        match self {
            Form::Ms => Form::Mp,
            Form::Fs => Form::Fp,
            other => other,
        }
    }
}

/// A name as it stands in a sentence, without its article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Noun {
    pub(super) name: String,
    pub(super) form: Form,
}

/// The forms with an article, and the messages of their words.
const WORDS: [(&str, Form); 4] =
    [("nouns-ms", Form::Ms), ("nouns-fs", Form::Fs), ("nouns-mp", Form::Mp), ("nouns-fp", Form::Fp)];

/// The grammar of one language.
#[derive(Clone, Debug)]
pub(super) struct Grammar {
    lang: Lang,
    nouns: BTreeMap<String, Form>,
    /// What a common noun is of which nothing is known.
    unknown: Form,
    is_head_last: bool,
    head_stops: BTreeSet<String>,
    plural_endings: Vec<String>,
    plural_not: Vec<String>,
    elided: BTreeSet<char>,
    not_elided: BTreeSet<String>,
    /// What an article looks like, in lower case and with the space after it; the longest first.
    articles: Vec<(String, Form)>,
}

impl Grammar {
    /// What the locale of `lang` says of its grammar.
    pub(super) fn new(model: &Model, lang: Lang) -> Self {
        let said = |id: &str| model.message(lang, id, &[]);
        let words = |id: &str| -> Vec<String> { said(id).split_whitespace().map(str::to_owned).collect() };
        let mut grammar = Grammar {
            lang,
            nouns: lexicon(model, lang),
            unknown: if said("grammar-unknown") == "ms" { Form::Ms } else { Form::Quoted },
            is_head_last: said("grammar-head") == "last",
            head_stops: words("grammar-head-stops").into_iter().collect(),
            plural_endings: words("grammar-plural-endings"),
            plural_not: words("grammar-plural-not"),
            elided: words("grammar-elided").iter().filter_map(|word| single(word)).collect(),
            not_elided: words("grammar-not-elided").into_iter().collect(),
            articles: Vec::new(),
        };
        grammar.articles = grammar.articles(model);
        grammar
    }

    /// The articles, read off the message that writes them.
    fn articles(&self, model: &Model) -> Vec<(String, Form)> {
        const NAME: &str = "\u{2}";
        let mut articles = Vec::new();
        for (_, form) in WORDS {
            for elides in ["yes", "no"] {
                let values = [
                    ("form", Value::Text(form.word())),
                    ("elides", Value::Text(elides)),
                    ("name", Value::Text(NAME)),
                ];
                let article = model.message(self.lang, "noun-the", &values);
                let article = article.strip_suffix(NAME).map(straight).filter(|article| !article.is_empty());
                articles.extend(article.map(|article| (article, form)));
            }
        }
        articles.sort_by_key(|(article, form)| (std::cmp::Reverse(article.len()), *form));
        articles.dedup();
        articles
    }

    /// The name of a node of a stack.
    pub(super) fn node(&self, model: &Model, node: &Node) -> Noun {
        let name = &node.name[self.lang];
        if let Some(written) = &node.in_text[self.lang] {
            return self.written(written);
        }
        let languages = node.name.values();
        let is_alone = languages.len() == 1;
        let is_same = languages.iter().all(|other| other == name);
        let is_foreign = node.name.is_filled(self.lang) && self.lang != model.default_language;
        if !node.has_own_name || is_foreign || (is_same && !is_alone) {
            return Noun::proper(name);
        }
        match self.common(name) {
            // In a project of one language nothing tells a name from a noun that nobody knows.
            noun if is_alone && self.known(name).is_none() => Noun { form: Form::Plain, ..noun },
            noun => noun,
        }
    }

    /// A name with its article, as an author writes it in a sentence.
    fn written(&self, text: &str) -> Noun {
        let text = text.trim();
        let plain = straight(text);
        let Some((article, _)) =
            self.articles.iter().find(|(article, _)| plain.starts_with(article.as_str()))
        else {
            return Noun::proper(text);
        };
        let length = text.char_indices().nth(article.chars().count()).map_or(text.len(), |(at, _)| at);
        let name = text[length..].trim_start();
        let mut forms = self.articles.iter().filter(|(other, _)| other == article).map(|(_, form)| *form);
        let guess = self.common(name).form;
        let first = forms.clone().next().unwrap_or(Form::Plain);
        let form = if forms.any(|form| form == guess) { guess } else { first };
        Noun { name: name.to_owned(), form }
    }

    /// A common noun with what stands beside it.
    fn common(&self, name: &str) -> Noun {
        let form = self.known(name).unwrap_or_else(|| match self.unknown {
            Form::Ms if self.is_plural(&self.head(name)) => Form::Mp,
            unknown => unknown,
        });
        let name = if form == Form::Quoted { name.to_owned() } else { lowered(name) };
        Noun { name, form }
    }

    /// What the lexicon knows of a name.
    fn known(&self, name: &str) -> Option<Form> {
        let head = self.head(name);
        let singular = || {
            let stems = self.plural_endings.iter().filter_map(|ending| head.strip_suffix(ending.as_str()));
            stems.filter_map(|stem| self.nouns.get(stem)).next().map(|form| form.plural())
        };
        self.nouns.get(&head).copied().or_else(singular)
    }

    fn is_plural(&self, head: &str) -> bool {
        self.plural_endings.iter().any(|ending| head.len() > ending.len() && head.ends_with(ending.as_str()))
            && !self.plural_not.iter().any(|ending| head.ends_with(ending.as_str()))
    }

    /// The word that others agree with.
    fn head(&self, name: &str) -> String {
        let words = name.split('(').next().unwrap_or(name).split_whitespace();
        let trimmed = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
        let mut words = trimmed.filter(|word| !word.is_empty());
        match self.is_head_last {
            true => words.take_while(|word| !self.head_stops.contains(word)).last().unwrap_or_default(),
            false => words.next().unwrap_or_default(),
        }
    }

    /// The plurals of a term: its head with each ending of a plural.
    pub(super) fn plurals(&self, name: &str) -> Vec<String> {
        let ends = name.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
        let mut start = 0;
        let words = ends.chain([name.len()]).map(|end| {
            let word = name[start..end].trim().to_lowercase();
            start = end;
            (word, end)
        });
        let mut words = words.filter(|(word, _)| !word.is_empty());
        let head = match self.is_head_last {
            true => words.take_while(|(word, _)| !self.head_stops.contains(word)).last(),
            false => words.next(),
        };
        let Some((_, end)) = head else { return Vec::new() };
        let plural = |ending: &String| format!("{}{ending}{}", &name[..end], &name[end..]);
        self.plural_endings.iter().map(plural).collect()
    }

    /// Whether an article before `name` is cut short.
    fn elides(&self, name: &str) -> bool {
        let first: String = name.chars().take_while(|c| c.is_alphanumeric()).collect();
        let first = first.to_lowercase();
        let is_sound = first.chars().next().is_some_and(|letter| self.elided.contains(&letter));
        is_sound && !self.not_elided.contains(&first)
    }

    /// `noun` as the message `id` writes it: `noun-the`, `noun-to`, `noun-of`.
    pub(super) fn write(&self, model: &Model, id: &str, noun: &Noun) -> String {
        let elides = if self.elides(&noun.name) { "yes" } else { "no" };
        let values = [
            ("form", Value::Text(noun.form.word())),
            ("elides", Value::Text(elides)),
            ("name", Value::Text(&noun.name)),
        ];
        model.message(self.lang, id, &values)
    }

    /// The pronoun `id` that stands for `noun`: `pronoun-they`, `pronoun-them`.
    pub(super) fn pronoun(&self, model: &Model, id: &str, noun: &Noun) -> String {
        model.message(self.lang, id, &[("form", Value::Text(noun.form.word()))])
    }

    /// `a, b and c`.
    pub(super) fn list(&self, model: &Model, items: &[String]) -> String {
        let join = |id: &str, first: &str, second: &str| {
            model.message(self.lang, id, &[("first", Value::Text(first)), ("second", Value::Text(second))])
        };
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [first, second] => join("list-two", first, second),
            [first, middle @ .., last] => {
                let start = middle.iter().fold(first.clone(), |said, next| join("list-middle", &said, next));
                join("list-last", &start, last)
            }
        }
    }
}

impl Noun {
    /// A name that takes no article.
    pub(super) fn proper(name: &str) -> Self {
        Noun { name: name.to_owned(), form: Form::Plain }
    }
}

/// The common nouns of a language: the words of `nouns-ms` and of `nouns-ms-…`, and so on; the first form counts.
fn lexicon(model: &Model, lang: Lang) -> BTreeMap<String, Form> {
    let mut nouns = BTreeMap::new();
    for (id, form) in WORDS {
        let added = model.locales[lang].messages().keys().filter(|other| {
            other.strip_prefix(id).is_some_and(|rest| rest.starts_with('-') || rest.is_empty())
        });
        for said in added.map(|id| model.message(lang, id, &[])) {
            for word in said.split_whitespace() {
                nouns.entry(word.to_lowercase()).or_insert(form);
            }
        }
    }
    nouns
}

/// In lower case, with straight apostrophes: as articles are compared.
fn straight(text: &str) -> String {
    text.to_lowercase().replace('’', "'")
}

fn single(word: &str) -> Option<char> {
    let mut letters = word.chars();
    letters.next().filter(|_| letters.next().is_none())
}

/// With a small letter at its start, unless the word is written in capitals.
fn lowered(name: &str) -> String {
    let mut letters = name.chars();
    let (Some(first), second) = (letters.next(), letters.clone().next()) else { return String::new() };
    let is_word = second.is_some_and(|c| c.is_lowercase() || matches!(c, '-' | '’' | '\''));
    if !first.is_uppercase() || !is_word {
        return name.to_owned();
    }
    first.to_lowercase().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stack;
    use crate::parse::Parsed;
    use crate::source::SourceFile;

    fn with_model(nodes: &str, languages: &str, look: impl Fn(&Model, &Stack, &dyn Fn(&str) -> Grammar)) {
        let files = vec![
            SourceFile::new(
                "book.toml",
                format!(
                    "[book]\ntitle = \"Shop\"\nlanguage = \"fr\"\n[output.maquette]\nlanguages = [{languages}]\n"
                ),
            ),
            SourceFile::new("content/stacks/s.yaml", format!("title: S\nnodes:\n{nodes}")),
        ];
        let sources = crate::load::project(files);
        let mut report = crate::diagnostic::Report::new();
        let parsed: Parsed = crate::parse::parse(&sources, &mut report);
        let model = crate::model::resolve(parsed, &mut report);
        let (_, stack) = model.stacks.iter().next().unwrap();
        let of = |code: &str| {
            let lang = model.languages.iter().find(|(_, known)| *known == code).unwrap().0;
            Grammar::new(&model, lang)
        };
        look(&model, stack, &of);
    }

    /// A name as it is written in French with `le`, `à` and `de`.
    #[track_caller]
    fn french(node: &str, expected: [&str; 3]) {
        with_model(&format!("  x: {node}\n"), "\"fr\", \"en\"", |model, stack, of| {
            let grammar = of("fr");
            let (_, node) = stack.nodes.iter().next().unwrap();
            let noun = grammar.node(model, node);
            let said = ["noun-the", "noun-to", "noun-of"].map(|id| grammar.write(model, id, &noun));
            assert_eq!(said, expected);
        });
    }

    #[track_caller]
    fn english(node: &str, expected: &str, form: Form) {
        with_model(&format!("  x: {node}\n"), "\"fr\", \"en\"", |model, stack, of| {
            let grammar = of("en");
            let (_, node) = stack.nodes.iter().next().unwrap();
            let noun = grammar.node(model, node);
            assert_eq!((grammar.write(model, "noun-the", &noun).as_str(), noun.form), (expected, form));
        });
    }

    #[test]
    fn french_articles_agree_contract_and_elide() {
        let name = |fr: &str| format!("{{ name: {{ fr: \"{fr}\", en: x }} }}");
        french(&name("Serveurs App"), ["les serveurs App", "aux serveurs App", "des serveurs App"]);
        french(
            &name("Répartiteur (ALB)"),
            ["le répartiteur (ALB)", "au répartiteur (ALB)", "du répartiteur (ALB)"],
        );
        french(
            &name("Clé de chiffrement"),
            ["la clé de chiffrement", "à la clé de chiffrement", "de la clé de chiffrement"],
        );
        french(
            &name("Envoi d’e-mails"),
            ["l’envoi d’e-mails", "à l’envoi d’e-mails", "de l’envoi d’e-mails"],
        );
        french(&name("Réseaux privés"), ["les réseaux privés", "aux réseaux privés", "des réseaux privés"]);
        french(
            &name("Hub de messages"),
            [
                "«\u{a0}Hub de messages\u{a0}»",
                "à «\u{a0}Hub de messages\u{a0}»",
                "de «\u{a0}Hub de messages\u{a0}»",
            ],
        );
        french(
            "{ name: Aurora PostgreSQL }",
            ["Aurora PostgreSQL", "à Aurora PostgreSQL", "d’Aurora PostgreSQL"],
        );
        french("{ name: HTTP }", ["HTTP", "à HTTP", "de HTTP"]);
    }

    #[test]
    fn what_the_author_writes_wins() {
        let written =
            |fr: &str| format!("{{ name: {{ fr: Truc, en: Thing }}, in-text: {{ fr: \"{fr}\" }} }}");
        french(&written("l'annonce"), ["l’annonce", "à l’annonce", "de l’annonce"]);
        french(&written("le hub"), ["le hub", "au hub", "du hub"]);
        french(&written("les Huîtres"), ["les Huîtres", "aux Huîtres", "des Huîtres"]);
        french(&written("Zorglub"), ["Zorglub", "à Zorglub", "de Zorglub"]);
        with_model(
            "  x: { name: { fr: Truc, en: Thing }, in-text: { fr: les annonces } }\n",
            "\"fr\", \"en\"",
            |model, stack, of| {
                let (_, node) = stack.nodes.iter().next().unwrap();
                assert_eq!(of("fr").node(model, node).form, Form::Fp, "the lexicon gives the gender");
                assert_eq!(of("en").node(model, node).form, Form::Ms, "English was not written");
            },
        );
    }

    #[test]
    fn english_knows_one_from_several() {
        let name = |en: &str| format!("{{ name: {{ fr: x, en: \"{en}\" }} }}");
        english(&name("Load balancer (ALB)"), "the load balancer (ALB)", Form::Ms);
        english(&name("Uploaded files"), "the uploaded files", Form::Mp);
        english(&name("Copies of the file"), "the copies of the file", Form::Mp);
        english(&name("DNS"), "the DNS", Form::Ms);
        english("{ name: Parameter Store }", "Parameter Store", Form::Plain);
    }

    #[test]
    fn one_language_alone_knows_nouns_by_the_lexicon() {
        with_model("  a: { name: Serveurs web }\n  b: { name: Zorglub }\n", "\"fr\"", |model, stack, of| {
            let grammar = of("fr");
            let said: Vec<_> = stack.nodes.iter().map(|(_, node)| grammar.node(model, node)).collect();
            assert_eq!(said[0], Noun { name: "serveurs web".into(), form: Form::Mp });
            assert_eq!(said[1], Noun::proper("Zorglub"));
        });
    }

    #[test]
    fn lists_are_joined_as_the_language_does() {
        with_model("  a: {}\n", "\"fr\", \"en\"", |model, _, of| {
            let items = ["a", "b", "c", "d"].map(str::to_owned);
            assert_eq!(of("fr").list(model, &items), "a, b, c et d");
            assert_eq!(of("en").list(model, &items), "a, b, c, and d");
            assert_eq!(of("en").list(model, &items[..2]), "a and b");
            assert_eq!(of("en").list(model, &[]), "");
        });
    }

    #[test]
    fn hostile_names_are_names() {
        // As YAML writes them.
        for name in ["", " ", "(", "’", r"\x01", "l’", "É"] {
            with_model(
                &format!("  x: {{ name: {{ fr: \"{name}\", en: x }}, in-text: \"{name}\" }}\n"),
                "\"fr\", \"en\"",
                |model, stack, of| {
                    let (_, node) = stack.nodes.iter().next().unwrap();
                    let _ = of("fr").node(model, node);
                },
            );
        }
    }
}
