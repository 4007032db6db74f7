//! From paths to the files that define what they name, and the circles among those.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use super::tree::{Declared, ModuleId, Tree};

/// Which file uses which, and by which path first.
pub(crate) type Edges = BTreeMap<PathBuf, BTreeMap<PathBuf, String>>;

/// Resolves every path that is written in files with content.
pub(crate) fn edges(tree: &Tree) -> Edges {
    // A module that only declares and re-exports is no file of its own, but one with content in an
    // inline module is.
    let content: BTreeSet<&Path> = tree
        .modules
        .iter()
        .filter(|module| module.has_content)
        .map(|module| module.file.as_path())
        .collect();
    let mut edges = Edges::new();
    for (id, module) in tree.modules.iter().enumerate() {
        if !content.contains(module.file.as_path()) {
            continue;
        }
        let from = edges.entry(module.file.clone()).or_default();
        for path in &module.paths {
            for to in defining(tree, id, path) {
                if to != module.file && content.contains(to.as_path()) {
                    from.entry(to).or_insert_with(|| path.join("::"));
                }
            }
        }
    }
    edges
}

/// Returns the files that define what `path` names in a module; none if that is a module, or
/// something of another crate.
fn defining(tree: &Tree, from: ModuleId, path: &[String]) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for found in resolve(tree, from, path, &mut BTreeSet::new()) {
        if let Found::Item(module) = found {
            files.insert(tree.modules[module].file.clone());
        }
    }
    files
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    Module(ModuleId),
    /// Something that this module declares.
    Item(ModuleId),
}

/// `pending` has the aliases that are being followed, so that none is followed in a circle.
fn resolve(
    tree: &Tree,
    from: ModuleId,
    path: &[String],
    pending: &mut BTreeSet<(ModuleId, String)>,
) -> BTreeSet<Found> {
    let mut at = from;
    let mut rest = path;
    while let Some((first, after)) = rest.split_first() {
        at = match first.as_str() {
            "crate" => 0,
            "self" => at,
            "super" => tree.modules[at].parent.unwrap_or(at),
            _ => break,
        };
        rest = after;
    }
    let is_rooted = rest.len() < path.len();
    let Some((name, after)) = rest.split_first() else {
        return BTreeSet::from([Found::Module(at)]);
    };
    let mut found = BTreeSet::new();
    for start in lookup(tree, at, name, pending) {
        match start {
            Found::Module(module) if !after.is_empty() => {
                let inside = [&["self".to_owned()], after].concat();
                found.extend(resolve(tree, module, &inside, pending));
            }
            // A module, or an item with a variant, a method or the like of it.
            found_here => _ = found.insert(found_here),
        }
    }
    // What a macro has declared has no name that can be seen.
    if found.is_empty() && is_rooted && tree.modules[at].has_content {
        found.insert(Found::Item(at));
    }
    found
}

fn lookup(
    tree: &Tree,
    module: ModuleId,
    name: &str,
    pending: &mut BTreeSet<(ModuleId, String)>,
) -> BTreeSet<Found> {
    let mut found = BTreeSet::new();
    let key = (module, name.to_owned());
    if !pending.insert(key.clone()) {
        return found;
    }
    for declared in tree.modules[module].names.get(name).into_iter().flatten() {
        match declared {
            Declared::Item => _ = found.insert(Found::Item(module)),
            Declared::Module(child) => _ = found.insert(Found::Module(*child)),
            Declared::Alias(path) => found.extend(resolve(tree, module, path, pending)),
        }
    }
    if found.is_empty() {
        for glob in &tree.modules[module].globs {
            for start in resolve(tree, module, glob, pending) {
                if let Found::Module(other) = start {
                    found.extend(lookup(tree, other, name, pending));
                }
            }
        }
    }
    pending.remove(&key);
    found
}

/// Returns the circles: for each group of files that reach each other, a shortest way around.
pub(crate) fn circles(edges: &Edges) -> Vec<Vec<PathBuf>> {
    let mut circles: Vec<Vec<PathBuf>> = Vec::new();
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    for file in edges.keys() {
        if seen.contains(file) {
            continue;
        }
        if let Some(around) = way_around(edges, file) {
            seen.extend(around.iter().cloned());
            circles.push(around);
        }
    }
    circles
}

/// Returns a shortest way from a file back to it: the file, those between, and the file again.
fn way_around(edges: &Edges, start: &Path) -> Option<Vec<PathBuf>> {
    let mut before: BTreeMap<&Path, &Path> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(file) = queue.pop_front() {
        for next in edges.get(file).into_iter().flat_map(BTreeMap::keys) {
            if next == start {
                let mut way = vec![start.to_owned()];
                let mut at = file;
                while at != start {
                    way.push(at.to_owned());
                    at = before[at];
                }
                way.push(start.to_owned());
                way.reverse();
                return Some(way);
            }
            if !before.contains_key(next.as_path()) {
                before.insert(next, file);
                queue.push_back(next);
            }
        }
    }
    None
}

/// Says who uses whom by what, file by file.
pub(crate) fn describe(edges: &Edges, circle: &[PathBuf]) -> String {
    let steps = circle.windows(2).map(|pair| {
        let path = &edges[&pair[0]][&pair[1]];
        format!("\n  {} uses {} by `{path}`", pair[0].display(), pair[1].display())
    });
    format!("a circle of {} files:{}", circle.len() - 1, steps.collect::<String>())
}
