//! What sources said when they were read last, so that only those that changed are read anew.
//!
//! A value that its owner passes in and keeps. Never answers for a source of which anything differs: where it stands
//! among the others, its path, its text, or what it is read as.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Read, Work};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Sources};

/// What the catalog, the stacks and the pages said when they were read last.
#[derive(Debug, Default)]
pub struct Memory {
    kept: BTreeMap<FileId, Kept>,
}

/// One source, and what it said.
#[derive(Debug)]
struct Kept {
    work: Work,
    path: String,
    text: String,
    read: Read,
    found: Vec<Diagnostic>,
}

impl Memory {
    /// What each source says: from memory where nothing about it changed. Forgets sources that are no more.
    pub(super) fn read(&mut self, work: &[Work], sources: &Sources) -> Vec<(Read, Vec<Diagnostic>)> {
        let known: Vec<bool> = work.iter().map(|work| self.knows(work, sources)).collect();
        let anew: Vec<&Work> =
            work.iter().zip(&known).filter(|(_, known)| !**known).map(|(work, _)| work).collect();
        let anew: Vec<Kept> = anew.into_par_iter().map(|work| Kept::new(work, sources)).collect();
        let wanted: std::collections::BTreeSet<FileId> = work.iter().map(|work| work.file).collect();
        self.kept.retain(|file, _| wanted.contains(file));
        self.kept.extend(anew.into_iter().map(|kept| (kept.work.file, kept)));
        work.par_iter()
            .map(|work| {
                let kept = self.kept.get(&work.file).expect("each source was kept or read anew");
                (kept.read.clone(), kept.found.clone())
            })
            .collect()
    }

    fn knows(&self, work: &Work, sources: &Sources) -> bool {
        let source = &sources[work.file];
        self.kept
            .get(&work.file)
            .is_some_and(|kept| kept.work == *work && kept.path == source.path && kept.text == source.text)
    }
}

impl Kept {
    fn new(work: &Work, sources: &Sources) -> Self {
        let (read, found) = work.run(sources);
        let source = &sources[work.file];
        Kept { work: work.clone(), path: source.path.clone(), text: source.text.clone(), read, found }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{parse, parse_again};
    use super::Memory;
    use crate::diagnostic::Report;
    use crate::fixture::sources;

    /// What is parsed from memory is what is parsed anew, word for word.
    #[test]
    fn memory_says_what_reading_says() {
        let page = |title: &str| format!("--- content/en/a.md\n# {title}\n\n[x](b.md)\n");
        let projects = [
            page("A") + "--- content/fr/a.md\n# A\n",
            page("Another") + "--- content/fr/a.md\n# A\n",
            // A file before it moves every place.
            "--- a.md\n\n".to_owned() + &page("Another") + "--- content/catalog/z.yaml\nservices: 3\n",
            page("Another") + "--- content/catalog/z.yaml\nservices:\n  z: { name: 4 }\n",
            "--- book.toml\n[book]\nlanguage = \"fr\"\n".to_owned() + &page("Another"),
        ];
        let mut memory = Memory::default();
        for project in projects {
            let sources = sources(&project);
            let (mut fresh, mut again) = (Report::new(), Report::new());
            let (parsed, from_memory) =
                (parse(&sources, &mut fresh), parse_again(&sources, &mut memory, &mut again));
            assert_eq!(format!("{parsed:?}"), format!("{from_memory:?}"));
            assert_eq!(format!("{fresh:?}"), format!("{again:?}"));
        }
    }

    #[test]
    fn what_did_not_change_is_not_read() {
        let before = sources("--- content/en/a.md\n# A\n--- content/en/b.md\n# B\n");
        let after = sources("--- content/en/a.md\n# A\n--- content/en/b.md\n# C\n");
        let mut memory = Memory::default();
        parse_again(&before, &mut memory, &mut Report::new());
        let (a, b) = (after.find("content/en/a.md").unwrap(), after.find("content/en/b.md").unwrap());
        let knows = |file, memory: &Memory| memory.knows(&memory.kept[&file].work, &after);
        assert!(knows(a, &memory) && !knows(b, &memory));
    }
}
