//! Which ids can be names of files: services, stacks, views, flows, languages and pages are.

use crate::diagnostic::Diagnostic;
use crate::parse::rules as parse_rules;
use crate::source::Spanned;

/// The longest name, in bytes: file systems take 255, endings and prefixes included.
const MAX_BYTES: usize = 120;

/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Whether `name` can be a file's name on every system, by itself and before an ending.
pub(super) fn is_file_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or("").to_ascii_lowercase();
    let is_port = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|number| number.len() == 1 && number.starts_with(|c: char| c.is_ascii_digit()))
    };
    !name.is_empty()
        && name.len() <= MAX_BYTES
        && !name.starts_with(['.', ' '])
        && !name.ends_with(['.', ' '])
        && !name.contains(|c: char| c.is_control() || "/\\<>:\"|?*".contains(c))
        && !DEVICES.contains(&stem.as_str())
        && !is_port("com")
        && !is_port("lpt")
}

/// Reports an id that cannot be a file's name.
pub(super) fn check(id: &Spanned<String>, what: &str, found: &mut Vec<Diagnostic>) {
    if !is_file_name(&id.value) {
        let message = format!("`{}` cannot be the {what}: it names a file of the site", id.value);
        let help = "use letters, digits, `-` and `_`, and no name that a system keeps for itself";
        found.push(Diagnostic::new(&parse_rules::SHAPE, id.span, message).help(help).subject(&id.value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn names_that_every_system_takes() {
        for fine in ["lambda", "api-gateway", "été", "a b", "v1.2", "console", "com10"] {
            assert!(is_file_name(fine), "{fine}");
        }
        for bad in [
            "",
            ".",
            "..",
            "a/b",
            "..\\x",
            "con",
            "COM1",
            "aux.txt",
            "x.",
            " x",
            "a:b",
            "a\u{7}b",
            &"x".repeat(200),
        ] {
            assert!(!is_file_name(bad), "{bad}");
        }
    }

    #[test]
    fn ids_that_name_files_are_checked() {
        fixture::check(
            "--- content/catalog/shop.yaml\nservices:\n  ../x: { name: Box, category: compute, console: none, presentation: none }\n",
            &["content/catalog/shop.yaml:2:3 syntax/shape"],
        );
        fixture::check(
            "--- content/stacks/s.yaml\ntitle: S\nnodes: { a: {} }\nviews: { a/b: {} }\nflows: { nul: { title: F, steps: [] } }\n",
            &["content/stacks/s.yaml:3:10 syntax/shape", "content/stacks/s.yaml:4:10 syntax/shape"],
        );
        fixture::check(
            "--- book.toml\n[book]\nlanguage = \"../en\"\n--- content/stacks/s.yaml\ntitle: S\nnodes: { a: {} }\n--- content/stacks/s.yml\ntitle: S\nnodes: { a: {} }\n",
            &["book.toml:2:12 syntax/shape", "content/stacks/s.yml:1:1 page/duplicate-route"],
        );
    }
}
