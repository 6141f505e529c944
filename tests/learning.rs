//! The learning path of the project's own stack, whole and in both languages, for people to read.
//!
//! What changed on purpose is accepted with `SNAPSHOTS=overwrite cargo test --test learning`; read the sentences aloud
//! before you commit them.

use std::path::Path;

use maquette::diagnostic::Report;
use maquette::model::{lessons, resolve};
use maquette::parse::{parse, wanted};
use maquette::site::render_markdown;
use maquette::source::Sources;
use maquette::{load, model::Model};
use snapbox::{Assert, Data, file};

fn project() -> (Sources, Model) {
    let sources = load::load(Path::new(env!("CARGO_MANIFEST_DIR")), wanted).expect("the project can be read");
    let mut report = Report::new();
    let model = resolve(parse(&sources, &mut report), &mut report);
    (sources, model)
}

#[test]
fn the_path_reads_from_start_to_end() {
    let (sources, model) = project();
    let site = render_markdown(&model, &sources);
    let matches = |lang: &str, expected: Data| {
        let path = site.files()[&format!("{lang}/stacks/hubs-cloud-path.md")].to_vec();
        let path = String::from_utf8(path).expect("pages are text");
        Assert::new().action_env("SNAPSHOTS").eq(path, expected.raw());
    };
    matches("en", file!["learning/hubs-cloud.en.md"]);
    matches("fr", file!["learning/hubs-cloud.fr.md"]);
}

#[test]
fn services_come_from_the_doors_inwards() {
    let (_, model) = project();
    let (_, stack) =
        model.stacks.iter().find(|(_, stack)| stack.id == "hubs-cloud").expect("the stack is there");
    let order: Vec<String> = lessons(stack)
        .iter()
        .map(|lesson| format!("{} {}", lesson.stage.word(), model.services[lesson.service].id))
        .collect();
    assert_eq!(
        order,
        [
            "door route53",
            "door cloudfront",
            "door vpc",
            "door elb",
            "door auto-scaling",
            "door ec2",
            "behind api-gateway",
            "behind rds",
            "behind efs",
            "behind s3",
            "behind sns",
            "behind ses",
            "behind parameter-store",
            "behind secrets-manager",
            "deeper lambda",
            "deeper cloudformation",
            "around acm",
            "around kms",
            "around backup",
            "around budgets",
        ]
    );
}

/// A name that the lexicon does not know stands in quotation marks; the project's own have none.
#[test]
fn every_name_of_the_project_has_its_article() {
    let (sources, model) = project();
    let site = render_markdown(&model, &sources);
    let path = String::from_utf8_lossy(&site.files()["fr/stacks/hubs-cloud-path.md"]).into_owned();
    assert!(!path.contains('«'), "{path}");
}
