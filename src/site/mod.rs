//! The model as files in memory.
//!
//! Hides routes, templates and how prose becomes HTML. Never touches the disk.

mod drawing;
mod html;
mod markdown;
mod navigation;
mod pages;
mod plan;
pub mod props;
mod prose;
mod routes;
pub mod rules;
mod sheet;
mod theme;
mod words;

use std::collections::BTreeMap;

pub use html::Slot;
pub use routes::Href;
pub use theme::Theme;
pub use words::messages;

use crate::diagnostic::Report;
use crate::model::{Localized, Model, ServiceId};
use crate::source::Sources;
use plan::Plan;
use sheet::Done;

/// A finished site: every file it has, in memory, by path.
#[derive(Clone, Debug, Default)]
pub struct Site {
    files: BTreeMap<String, Box<[u8]>>,
}

impl Site {
    /// A site of these files.
    pub fn new(files: BTreeMap<String, Box<[u8]>>) -> Self {
        Site { files }
    }

    /// The files by path: relative to the site's root, `/` between parts, no `.` or `..` part, never empty.
    pub fn files(&self) -> &BTreeMap<String, Box<[u8]>> {
        &self.files
    }
}

/// Makes every page of the site as HTML, and what it needs. What is wrong with the templates goes to the report; a
/// theme that could not be compiled makes no pages.
pub fn render(model: &Model, theme: &Theme, report: &mut Report) -> Site {
    let mut files: BTreeMap<String, Box<[u8]>> = BTreeMap::new();
    for (path, bytes) in theme.assets().iter().chain(&model.assets) {
        files.insert(path.clone(), bytes.as_ref().into());
    }
    files.insert("assets/drawing.css".to_owned(), crate::draw::stylesheet().into_bytes().into());
    if !theme.is_usable() {
        return Site::new(files);
    }
    let mut found = Vec::new();
    let plan = Plan::new(model, theme, &mut found);
    report.extend(found);
    for Done { path, content, found } in pages::pages(&plan).into_iter().chain(pages::around(&plan)) {
        report.extend(found);
        files.insert(path, content);
    }
    Site::new(files)
}

/// Makes the same pages as plain Markdown, with the drawings as SVG files beside them and the files of the project
/// at their paths. `sources` are those that the model was made from.
pub fn render_markdown(model: &Model, sources: &Sources) -> Site {
    let mut files: BTreeMap<String, Box<[u8]>> = BTreeMap::new();
    files.extend(model.assets.iter().map(|(path, bytes)| (path.clone(), bytes.as_ref().into())));
    let theme = Theme::bare(model.settings.theme.span);
    let plan = Plan::new(model, &theme, &mut Vec::new());
    files.extend(markdown::files(&plan, sources));
    Site::new(files)
}

/// Where the page of `service` will be, by language, if `base-url` tells where the site will be.
pub fn service_addresses(model: &Model, service: ServiceId) -> Option<Localized<String>> {
    let base = model.settings.base_url.as_deref()?;
    let routes = routes::Routes::new(model);
    Some(routes.service_in_all(service).map(|_, route| route.below(base).as_str().to_owned()))
}
