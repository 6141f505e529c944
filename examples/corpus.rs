//! `cargo run --release --example corpus -- N DIR` writes a project to measure with: N services in two languages,
//! each with a page of about 3 kB and ten links to others, in twenty categories, and one stack for every hundred
//! services. The same N gives the same bytes. `… N DIR varied` fills the pages with made-up words, some often and most
//! rarely as in any language, for what depends on words: the search.

#![allow(clippy::disallowed_methods, clippy::print_stderr, reason = "a program that writes files")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

const CATEGORIES: usize = 20;
const SERVICES_A_STACK: usize = 100;
const LINKS: usize = 10;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (count, dir) = (arguments.next().and_then(|n| n.parse().ok()), arguments.next());
    let is_varied = arguments.next().is_some_and(|word| word == "varied");
    let (Some(count), Some(dir)) = (count, dir) else {
        eprintln!("usage: corpus N DIR [varied]");
        return ExitCode::from(2);
    };
    match corpus(count, is_varied, Path::new(&dir)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot write to `{dir}`: {error}");
            ExitCode::from(2)
        }
    }
}

fn corpus(count: usize, is_varied: bool, dir: &Path) -> io::Result<()> {
    for folder in ["content/catalog", "content/stacks", "content/fr/services", "content/en/services"] {
        fs::create_dir_all(dir.join(folder))?;
    }
    fs::write(dir.join("book.toml"), BOOK)?;
    fs::write(dir.join("content/catalog/catalog.yaml"), catalog(count))?;
    for stack in 0..count.div_ceil(SERVICES_A_STACK) {
        fs::write(dir.join(format!("content/stacks/stack-{stack}.yaml")), stack_of(stack, count))?;
    }
    for (lang, title) in [("fr", "Corpus de mesure"), ("en", "Corpus to measure with")] {
        let home = format!("---\ntitle: {title}\n---\n\n[Services](services/index.md)\n");
        fs::write(dir.join(format!("content/{lang}/index.md")), home)?;
        for service in 0..count {
            let path = dir.join(format!("content/{lang}/services/service-{service}.md"));
            fs::write(path, page(lang, service, count, is_varied))?;
        }
    }
    Ok(())
}

const BOOK: &str = r#"[book]
title = "Corpus"
language = "fr"

[output.maquette]
languages = ["fr", "en"]
base-url = "https://docs.example.org/"
region = "eu-west-1"
"#;

fn catalog(count: usize) -> String {
    let mut yaml = String::from(
        "regions:\n  eu-west-1: { fr: Europe (Irlande), en: Europe (Ireland) }\n  eu-west-3: { fr: Europe (Paris), en: Europe (Paris) }\n  \
         us-east-1: { fr: USA Est (Virginie du Nord), en: US East (N. Virginia) }\ncategories:\n",
    );
    for category in 0..CATEGORIES {
        let _ =
            writeln!(yaml, "  category-{category}: {{ fr: Catégorie {category}, en: Category {category} }}");
    }
    yaml.push_str("services:\n");
    for service in 0..count {
        let category = service % CATEGORIES;
        let _ = writeln!(
            yaml,
            "  service-{service}:\n    name: Service {service}\n    category: category-{category}\n    summary:\n      \
             fr: Le service numéro {service} range, calcule et transmet pour les autres.\n      \
             en: Service number {service} stores, computes and passes on for the others.\n    \
             on-premises: {{ fr: un serveur de plus, en: one more server }}\n    \
             presentation: {{ fr: https://example.org/fr/{service}/, en: https://example.org/{service}/ }}\n    \
             console: https://{{region}}.console.example.org/{service}/home?region={{region}}"
        );
    }
    yaml
}

fn stack_of(stack: usize, count: usize) -> String {
    let first = stack * SERVICES_A_STACK;
    let services: Vec<usize> = (first..count.min(first + SERVICES_A_STACK)).step_by(10).collect();
    let mut yaml = format!(
        "title: {{ fr: Pile {stack}, en: Stack {stack} }}\nregion: eu-west-1\nnodes:\n  users: {{ kind: person, name: {{ fr: Utilisateurs, en: Users }} }}\n"
    );
    for service in &services {
        let _ = writeln!(yaml, "  node-{service}: {{ service: service-{service} }}");
    }
    yaml.push_str("connections:\n");
    let mut from = "users".to_owned();
    for service in &services {
        let _ = writeln!(yaml, "  - {{ from: {from}, to: node-{service}, protocol: HTTPS }}");
        from = format!("node-{service}");
    }
    yaml
}

fn page(lang: &str, service: usize, count: usize, is_varied: bool) -> String {
    let (words, see, parts) = match lang {
        "fr" => (
            "Ce service reçoit des demandes, les range dans une file et répond dès qu’il le peut.",
            "Voir aussi",
            ["Usage", "Réglages", "Pièges"],
        ),
        _ => (
            "This service takes requests, puts them into a queue and answers as soon as it can.",
            "See also",
            ["Use", "Settings", "Pitfalls"],
        ),
    };
    let mut text = format!("---\ntitle: Service {service}\n---\n\n");
    let mut state = service as u64 * 2 + u64::from(lang == "fr");
    for (index, part) in parts.iter().enumerate() {
        let _ = writeln!(text, "## {part} {{#part-{index}}}\n");
        for _ in 0..3 {
            if is_varied {
                let mut part = || sentence(&mut state, lang);
                let _ = writeln!(text, "{} {} **{}**\n", part(), part(), part());
            } else {
                let _ = writeln!(text, "{words} {words} **{words}**\n");
            }
        }
        let _ = writeln!(text, "| a | b |\n|---|---|\n| `{service}` | *{index}* |\n");
    }
    let _ = writeln!(text, "{see} :\n");
    for link in 1..=LINKS {
        let other = (service + link * 7) % count;
        let _ = writeln!(text, "- [Service {other}](service-{other}.md#part-{})", link % parts.len());
    }
    text
}

/// How many words the made-up language has.
const WORDS: f64 = 60_000.0;

/// Fifteen words: the n-th of the language is n times as rare as the first.
fn sentence(state: &mut u64, lang: &str) -> String {
    let mut words = Vec::new();
    for _ in 0..15 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let chance = (*state >> 11) as f64 / (1u64 << 53) as f64;
        words.push(word(WORDS.powf(chance) as usize, lang));
    }
    format!("{}.", words.join(" "))
}

/// A word of its own for each number, short for small ones.
fn word(number: usize, lang: &str) -> String {
    let syllables = match lang {
        "fr" => ["ré", "la", "tion", "mé", "di", "que", "sou", "çon", "è", "lu", "pa", "rien"],
        _ => ["re", "lo", "ing", "mat", "der", "qui", "sun", "ton", "a", "lee", "pi", "worth"],
    };
    let (mut rest, mut word) = (number, String::new());
    loop {
        word.push_str(syllables[rest % syllables.len()]);
        rest /= syllables.len();
        if rest == 0 {
            return word;
        }
    }
}
