//! `maquette draw`

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::project::Project;
use super::report::{self, Findings};
use super::{Deny, Failure, Outcome, Terminal, is_coloured, unknown};
use crate::diagnostic::Report;
use crate::draw::{self, Drawing, PngError, PngOptions};
use crate::layout;
use crate::load::load_file;
use crate::model::{Lang, Model, Presentation, ServiceId, StackId, ViewId};
use crate::site;

/// Draws one stack, one view of it, or a file in DOT.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// The id of the stack, which is the name of its file without the ending; or a file in DOT (`.dot`, `.gv`)
    stack: String,
    /// The id of a view of the stack [default: everything]
    #[arg(long)]
    view: Option<String>,
    /// The language of the words [default: the project's]
    #[arg(long)]
    lang: Option<String>,
    /// What to write [default: what the ending of FILE says, else svg]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// How many pixels of a PNG stand for one of the drawing [default: 1]
    #[arg(long, value_name = "N", value_parser = scale)]
    scale: Option<f32>,
    /// Which colours a PNG or a PDF has; an SVG has both [default: light]
    #[arg(long, value_enum)]
    scheme: Option<Scheme>,
    /// How much is tried to make the drawing easy to read, from 1 to 5; each step takes about four times as long
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=5))]
    effort: u8,
    /// What arranges the drawing
    #[arg(long, value_enum, default_value_t = Engine::Maquette)]
    engine: Engine,
    /// Keep the order of this drawing, in `<stack>.layout.yaml` beside the stack; without `--output`, only that
    #[arg(long)]
    lock: bool,
    /// Where to write it [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The folder of `book.toml`
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// A picture that stands alone
    Svg,
    /// A picture in pixels
    Png,
    /// A page as large as the picture, with text and links
    Pdf,
    /// The geometry, in whole pixels
    Json,
    /// A file of draw.io, laid out as the picture
    Drawio,
    /// Graphviz
    Dot,
    /// A Mermaid flowchart
    Mermaid,
    /// A Mermaid architecture diagram
    MermaidArchitecture,
    /// D2
    D2,
}

impl Format {
    /// What the ending of a file's name stands for.
    fn of_file(file: &Path) -> Option<Format> {
        let ending = file.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "svg" => Some(Format::Svg),
            "png" => Some(Format::Png),
            "pdf" => Some(Format::Pdf),
            "json" => Some(Format::Json),
            "drawio" => Some(Format::Drawio),
            "dot" | "gv" => Some(Format::Dot),
            "mmd" | "mermaid" => Some(Format::Mermaid),
            "d2" => Some(Format::D2),
            _ => None,
        }
    }

    /// Whether a terminal can show it.
    fn is_text(self) -> bool {
        !matches!(self, Format::Png | Format::Pdf)
    }
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Engine {
    /// Our own
    Maquette,
    /// Level by level, in orders of layout-rs; to compare with
    LayoutRs,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Scheme {
    /// Dark on light
    Light,
    /// Light on dark
    Dark,
}

impl From<Scheme> for draw::Scheme {
    fn from(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Light => draw::Scheme::Light,
            Scheme::Dark => draw::Scheme::Dark,
        }
    }
}

fn scale(text: &str) -> Result<f32, String> {
    let number = text.parse().map_err(|_| "it must be a number, such as 2 or 1.5".to_owned())?;
    if f32::is_finite(number) && number > 0.0 { Ok(number) } else { Err("it must be above 0".to_owned()) }
}

impl Options {
    /// The format that is meant; an option that the format has no use for is not passed over in silence.
    fn format(&self) -> Result<Format, Failure> {
        let by_name = self.output.as_deref().and_then(Format::of_file);
        let format = self.format.or(by_name).unwrap_or(Format::Svg);
        if self.scale.is_some() && format != Format::Png {
            return Err(Failure("`--scale` is for `--format png`".to_owned()));
        }
        if self.scheme.is_some() && !matches!(format, Format::Png | Format::Pdf) {
            return Err(Failure(
                "`--scheme` is for `--format png` and `pdf`; an SVG has both schemes".to_owned(),
            ));
        }
        Ok(format)
    }

    fn layout(&self) -> layout::Options {
        let engine = match self.engine {
            Engine::Maquette => layout::Engine::Layered,
            Engine::LayoutRs => layout::Engine::LayoutRs,
        };
        layout::Options { engine, effort: layout::Effort::new(self.effort) }
    }

    /// To the file that was named, or to standard output.
    fn send(&self, written: &[u8], terminal: &Terminal) -> Result<(), Failure> {
        match &self.output {
            None => terminal.send(written)?,
            Some(file) => {
                crate::write::write_file(file, written)?;
                terminal.detail(format_args!("wrote `{}`", file.display()));
            }
        }
        Ok(())
    }

    fn write(&self, drawing: &Drawing, lang: usize, format: Format) -> Result<Vec<u8>, Failure> {
        let scheme = self.scheme.map(draw::Scheme::from).unwrap_or_default();
        Ok(match format {
            Format::Svg => draw::svg(drawing, lang, &draw::SvgOptions::standalone()).into_bytes(),
            Format::Png => {
                let options = PngOptions { scale: self.scale.unwrap_or(1.0), scheme };
                draw::png(drawing, lang, &options).map_err(too_large)?
            }
            Format::Pdf => draw::pdf(drawing, lang, scheme),
            Format::Json => draw::json(drawing, lang).into_bytes(),
            Format::Drawio => draw::drawio(drawing, lang).into_bytes(),
            Format::Dot => draw::dot(drawing, lang).into_bytes(),
            Format::Mermaid => draw::mermaid(drawing, lang).into_bytes(),
            Format::MermaidArchitecture => draw::mermaid_architecture(drawing, lang).into_bytes(),
            Format::D2 => draw::d2(drawing, lang).into_bytes(),
        })
    }
}

fn too_large(error: PngError) -> Failure {
    match error {
        PngError::Size { .. } => Failure(format!("{error}: choose another `--scale`, or a smaller `--view`")),
        PngError::Refused(_) => Failure::from(error),
    }
}

pub(super) fn run(options: &Options, terminal: &Terminal) -> Result<Outcome, Failure> {
    let format = options.format()?;
    if options.output.is_none() && !format.is_text() && io::stdout().is_terminal() {
        return Err(Failure(
            "a terminal cannot show this format: name a file with `--output FILE`".to_owned(),
        ));
    }
    match dot_file(&options.stack) {
        Some(file) => graph(options, format, file, terminal),
        None => stack(options, format, terminal),
    }
}

/// The file that is meant, if it is one in DOT.
fn dot_file(name: &str) -> Option<&Path> {
    let file = Path::new(name);
    let ending = file.extension()?.to_str()?;
    (ending.eq_ignore_ascii_case("dot") || ending.eq_ignore_ascii_case("gv")).then_some(file)
}

/// Draws a file in DOT, which needs no project.
fn graph(options: &Options, format: Format, file: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    if options.view.is_some() {
        return Err(Failure("`--view` is for a stack: a file in DOT has no views".to_owned()));
    }
    if options.lock {
        return Err(Failure("`--lock` is for a stack: its layout is kept beside it".to_owned()));
    }
    let is_same = |output: &PathBuf| matches!((output.canonicalize(), file.canonicalize()), (Ok(output), Ok(file)) if output == file);
    if options.output.as_ref().is_some_and(is_same) {
        return Err(Failure(format!(
            "`{}` is the file to draw: name another for the drawing",
            file.display()
        )));
    }
    let sources = load_file(file)?;
    let mut report = Report::new();
    let read = sources
        .files()
        .next()
        .and_then(|(id, _)| draw::read_dot(&sources, id, options.lang.as_deref(), &mut report));
    let Some(scene) = read else {
        let findings = Findings::new(&report, &sources, Deny { deny: None });
        let problems = report::text(&findings, is_coloured(&io::stderr()));
        terminal.complain(format_args!("{}", problems.trim_end()));
        return Ok(Outcome::Faulty);
    };
    let written = options.write(&draw::draw_with(scene, options.layout()), 0, format)?;
    options.send(&written, terminal)?;
    Ok(Outcome::Fine)
}

/// Draws a stack of the project.
fn stack(options: &Options, format: Format, terminal: &Terminal) -> Result<Outcome, Failure> {
    let project = Project::read(&options.dir)?;
    let findings = project.findings(Deny { deny: None });
    let outcome = findings.outcome();
    if let Outcome::Faulty = outcome {
        let problems = report::text(&findings, is_coloured(&io::stderr()));
        terminal.complain(format_args!("{}", problems.trim_end()));
        return Ok(outcome);
    }
    let model = &project.model;
    let (stack, view, lang) = what(options, model)?;
    let scene = draw::view_scene(model, stack, view, |service| Some(address(model, service)));
    let drawing = draw::draw_with(scene, options.layout());
    if options.lock {
        lock(&project, stack, &drawing, options, terminal)?;
        if options.output.is_none() {
            return Ok(outcome);
        }
    }
    let written = options.write(&drawing, lang.position(), format)?;
    if let Some(file) = &options.output {
        project.keep_apart(&options.dir, file)?;
    }
    options.send(&written, terminal)?;
    Ok(outcome)
}

/// Writes the order of a drawing beside its stack.
fn lock(
    project: &Project,
    stack: StackId,
    drawing: &Drawing,
    options: &Options,
    terminal: &Terminal,
) -> Result<(), Failure> {
    if options.view.is_some() {
        return Err(Failure("`--lock` keeps the order of a whole stack: leave `--view` out".to_owned()));
    }
    let source = Path::new(&project.sources[project.model.stacks[stack].file].path);
    let file = options.dir.join(source.with_extension("layout.yaml"));
    crate::write::write_file(&file, draw::lock(drawing).as_bytes())?;
    terminal.detail(format_args!("wrote `{}`", file.display()));
    Ok(())
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
