//! What was probably meant by an address or an anchor that leads nowhere.
//!
//! Hides how much work that may be. Never finds a problem.

use std::collections::BTreeMap;

use crate::diagnostic::nearest;

use super::file::Facts;
use super::{Finding, Problem, Shared};

/// How many different names are looked for. A site with more faults than that has one cause for all, which no similar
/// name tells.
const MOST: usize = 200;

/// Adds to the findings what is much like that which is not there.
pub(super) fn add(findings: &mut [Finding], facts: &[Facts], shared: &Shared<'_>) {
    let mut paths: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut anchors: BTreeMap<(u32, String), Option<String>> = BTreeMap::new();
    for finding in findings {
        match &mut finding.problem {
            Problem::Dead { path, near } => {
                *near = known(&mut paths, path, || near_path(path, shared.table.paths()));
            }
            Problem::NoAnchor { target, anchor, near } => {
                *near = known(&mut anchors, &(*target, anchor.clone()), || {
                    nearest(anchor, facts[*target as usize].anchors.names()).map(str::to_owned)
                });
            }
            _ => {}
        }
    }
}

/// What was found for `key` before, or is now.
fn known<K: Ord + Clone>(
    memory: &mut BTreeMap<K, Option<String>>,
    key: &K,
    find: impl FnOnce() -> Option<String>,
) -> Option<String> {
    if let Some(found) = memory.get(key) {
        return found.clone();
    }
    let found = if memory.len() < MOST { find() } else { None };
    memory.insert(key.clone(), found.clone());
    found
}

/// A file of the same folder with a similar name, or else the only file of the same name anywhere.
fn near_path(path: &str, paths: &[&str]) -> Option<String> {
    let path = path.trim_end_matches('/');
    let (folder, name) =
        path.rsplit_once('/').map_or(("", path), |(_, name)| path.split_at(path.len() - name.len()));
    let first = paths.partition_point(|known| *known < folder);
    let below = paths[first..].iter().take_while(|known| known.starts_with(folder));
    let names = below.map(|known| &known[folder.len()..]).filter(|name| !name.contains('/'));
    if let Some(near) = nearest(name, names) {
        return Some(format!("{folder}{near}"));
    }
    let is_same = |known: &&&str| known.rsplit('/').next() == Some(name);
    let mut same = paths.iter().filter(is_same);
    match (same.next(), same.next()) {
        (Some(only), None) => Some((*only).to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_similar_name_or_another_folder_was_meant() {
        let paths = ["a/index.html", "a/map.html", "a/x/y.html", "b/index.html", "b/only.html", "top.html"];
        for (path, expected) in [
            ("a/mpa.html", Some("a/map.html")),
            ("a/only.html", Some("b/only.html")),
            ("c/index.html", None),
            ("tap.html", Some("top.html")),
            ("", None),
        ] {
            assert_eq!(near_path(path, &paths).as_deref(), expected, "{path}");
        }
    }
}
