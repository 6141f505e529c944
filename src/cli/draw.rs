//! `maquette draw`

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::project::Project;
use super::{Deny, Failure, Outcome, Terminal, diagnostics, is_coloured, unknown};
use crate::draw;
use crate::model::{Lang, Model, Presentation, ServiceId, StackId, ViewId};
use crate::site;

/// Draws one stack, or one view of it.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// The id of the stack: the name of its file, without the ending
    stack: String,
    /// The id of a view of the stack [default: everything]
    #[arg(long)]
    view: Option<String>,
    /// The language of the words [default: the project's]
    #[arg(long)]
    lang: Option<String>,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Svg)]
    format: Format,
    /// Where to write it [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The folder of `book.toml`
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    /// A picture that stands alone
    Svg,
    /// The geometry, in whole pixels
    Json,
    /// Graphviz
    Dot,
    /// A Mermaid flowchart
    Mermaid,
    /// D2
    D2,
}

pub(super) fn run(options: &Options, terminal: &Terminal) -> Result<Outcome, Failure> {
    let project = Project::read(&options.dir)?;
    let outcome = project.outcome(Deny { deny: None });
    if let Outcome::Faulty = outcome {
        let problems = diagnostics::text(&project.report, &project.sources, is_coloured(&io::stderr()));
        terminal.complain(format_args!("{}", problems.trim_end()));
        return Ok(outcome);
    }
    let model = &project.model;
    let (stack, view, lang) = what(options, model)?;
    let drawing = draw::draw(draw::view_scene(model, stack, view, |service| Some(address(model, service))));
    let lang = lang.position();
    let text = match options.format {
        Format::Svg => draw::svg(&drawing, lang, &draw::SvgOptions::standalone()),
        Format::Json => draw::json(&drawing, lang),
        Format::Dot => draw::dot(&drawing, lang),
        Format::Mermaid => draw::mermaid(&drawing, lang),
        Format::D2 => draw::d2(&drawing, lang),
    };
    match &options.output {
        None => terminal.print(&text)?,
        Some(file) => {
            project.keep_apart(&options.dir, file)?;
            crate::write::write_file(file, text.as_bytes())?;
            terminal.detail(format_args!("wrote `{}`", file.display()));
        }
    }
    Ok(outcome)
}

/// Where a drawing that stands alone leads for a service, by language: its page in the site if it is known where that
/// will be, or else the page that presents it, or its admin page.
fn address(model: &Model, service: ServiceId) -> Vec<String> {
    let entry = &model.services[service];
    let region = model.settings.region.map(|region| entry.console_in(region, &model.regions[region].code));
    let console = region.as_ref().and_then(|link| link.address()).unwrap_or_default();
    let own = site::service_addresses(model, service);
    let of = |lang| match (&own, &entry.presentation[lang]) {
        (Some(own), _) => own[lang].clone(),
        (None, Presentation::At(at)) => at.value.clone(),
        (None, _) => console.to_owned(),
    };
    model.langs().map(of).collect()
}

fn what(options: &Options, model: &Model) -> Result<(StackId, Option<ViewId>, Lang), Failure> {
    let stacks = model.stacks.iter().map(|(_, stack)| stack.id.as_str());
    let stack = model
        .stacks
        .find(|stack| stack.id == options.stack)
        .ok_or_else(|| unknown("stack", &options.stack, stacks.collect::<Vec<_>>().into_iter()))?;
    let view = match &options.view {
        None => None,
        Some(view) => {
            let views: Vec<_> = model.stacks[stack].views.iter().map(|(_, view)| view.id.as_str()).collect();
            Some(model.stacks[stack].view(view).ok_or_else(|| unknown("view", view, views.into_iter()))?)
        }
    };
    let lang = match &options.lang {
        None => model.default_language,
        Some(code) => {
            let languages = model.languages.values().iter().map(String::as_str);
            let found = model.languages.iter().find(|(_, known)| *known == code);
            found.map(|(lang, _)| lang).ok_or_else(|| unknown("language", code, languages))?
        }
    };
    Ok((stack, view, lang))
}
