//! `SUMMARY.md` in mdBook's format: the order of the pages of one language.
//!
//! Never looks a page up.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::source::{FileId, Span, Spanned};

/// The order of the pages of one language.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The file.
    pub file: FileId,
    /// The code of its language.
    pub language: String,
    /// Its entries, in order.
    pub entries: Vec<SummaryEntry>,
}

/// A line of a summary.
#[derive(Clone, Debug)]
pub enum SummaryEntry {
    /// A heading between chapters.
    Part(String),
    /// A chapter.
    Chapter {
        /// Its title in the navigation.
        title: String,
        /// The page, relative to the summary; empty for a chapter yet to be written.
        destination: Spanned<String>,
        /// How many lists it stands in: 0 before and after the numbered chapters.
        depth: u8,
    },
    /// A line.
    Separator,
}

/// Reads one summary. Everything can be read: what is no chapter, part or line is passed over, as mdBook does.
pub(crate) fn summary(file: FileId, text: &str, language: &str) -> Summary {
    let mut entries = Vec::new();
    let (mut depth, mut is_title_seen) = (0u8, false);
    let mut open: Option<(Spanned<String>, String)> = None;
    let mut heading: Option<String> = None;
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::List(_)) => depth = depth.saturating_add(1),
            Event::End(TagEnd::List(_)) => depth = depth.saturating_sub(1),
            Event::Start(Tag::Link { dest_url, .. }) => {
                // A reference has its address elsewhere: the whole link is its place then.
                let slice = text.get(range.clone()).unwrap_or("");
                let place = match slice.rfind(&*dest_url).filter(|_| !dest_url.is_empty()) {
                    Some(at) => range.start + at..range.start + at + dest_url.len(),
                    None => range,
                };
                let span = Span::new(file, place.start, place.end);
                open = Some((Spanned::new(dest_url.to_string(), span), String::new()));
            }
            Event::End(TagEnd::Link) => {
                if let Some((destination, title)) = open.take() {
                    entries.push(SummaryEntry::Chapter { title, destination, depth });
                }
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let title = heading.take().unwrap_or_default();
                // The first heading before any chapter is the title of the summary itself.
                if is_title_seen || !entries.is_empty() {
                    entries.push(SummaryEntry::Part(title));
                }
                is_title_seen = true;
            }
            Event::Rule => entries.push(SummaryEntry::Separator),
            Event::Text(part) | Event::Code(part) => {
                if let Some((_, title)) = &mut open {
                    title.push_str(&part);
                } else if let Some(heading) = &mut heading {
                    heading.push_str(&part);
                }
            }
            _ => {}
        }
    }
    Summary { file, language: language.to_owned(), entries }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Sources};

    #[test]
    fn chapters_parts_and_lines() {
        let text = "# Summary\n\n[Home](index.md)\n\n# Part\n\n- [A](a.md)\n  - [B](b.md)\n- [Later]()\n\n---\n\n[End](e.md)\n";
        let file = SourceFile::new("s", text);
        let sources = Sources::new(vec![file], vec![]);
        let summary = summary(sources.find("s").expect("the file is there"), text, "en");
        let seen: Vec<String> = summary
            .entries
            .iter()
            .map(|entry| match entry {
                SummaryEntry::Part(title) => format!("# {title}"),
                SummaryEntry::Separator => "---".to_owned(),
                SummaryEntry::Chapter { title, destination, depth } => {
                    format!("{depth} {title} {} {}", destination.value, sources.slice(destination.span))
                }
            })
            .collect();
        assert_eq!(
            seen,
            [
                "0 Home index.md index.md",
                "# Part",
                "1 A a.md a.md",
                "2 B b.md b.md",
                "1 Later  [Later]()",
                "---",
                "0 End e.md e.md"
            ]
        );
    }

    #[test]
    fn a_reference_is_placed_where_it_is_used() {
        let text = "- [é][a]\n\n[a]: somewhere/else/éé.md\n";
        let sources = Sources::new(vec![SourceFile::new("s", text)], vec![]);
        let summary = summary(sources.find("s").expect("the file is there"), text, "en");
        let [SummaryEntry::Chapter { destination, .. }] = summary.entries.as_slice() else {
            panic!("one chapter")
        };
        assert_eq!(sources.slice(destination.span), "[é][a]");
    }
}
