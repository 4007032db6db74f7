//! The places of every fault in the sources.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::area::{Area, Change, Edit, File, Table};
use super::find::{Unfit, find_once, fits_between};
use super::mutation::{Mutation, Splice};
use super::source::Source;
use super::table;

/// What became of the files of mutations.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// The faults that can be applied.
    pub mutations: Vec<Mutation>,
    /// The others, each by its name, with the reason.
    pub unfit: Vec<(String, String)>,
}

/// Finds the places of every fault in the sources under `root`.
#[must_use]
pub fn resolve(areas: &[Area], root: &Path) -> Resolved {
    let mut sources = Sources { root, read: BTreeMap::new() };
    let mut resolved = Resolved::default();
    for area in areas {
        for file in &area.files {
            let first = resolved.mutations.len();
            if let Err(why) = sources.at(&file.path) {
                // One line to renew, whatever stands below it.
                let faults = file.edits.len() + file.tables.len();
                let why = format!("{why} ({faults} entries stand under this path)");
                resolved.unfit.push((format!("{}.toml, {}", area.name, file.path), why));
                continue;
            }
            for edit in &file.edits {
                match of_edit(edit, file, &mut sources) {
                    Ok(mutation) => resolved.mutations.push(mutation),
                    Err(why) => resolved.unfit.push((edit.id.clone(), why)),
                }
            }
            for table in &file.tables {
                match of_table(table, file, &mut sources) {
                    Ok(mutations) => resolved.mutations.extend(mutations),
                    Err(why) => resolved.unfit.push((table.id.clone(), why)),
                }
            }
            for mutation in resolved.mutations.iter_mut().skip(first) {
                mutation.area.clone_from(&area.name);
            }
        }
    }
    resolved
}

fn of_table(
    table: &Table,
    file: &File,
    sources: &mut Sources<'_>,
) -> Result<Vec<Mutation>, String> {
    let source = sources.at(&file.path);
    let mutations = source.and_then(|source| table::mutations(table, &file.path, source));
    mutations.map_err(|why| format!("{}: {why}", file.path))
}

fn of_edit(edit: &Edit, file: &File, sources: &mut Sources<'_>) -> Result<Mutation, String> {
    let mut splices = Vec::new();
    for change in edit.changes() {
        let path = change.path.as_ref().unwrap_or(&file.path);
        let source = sources.at(path);
        let splice = source.and_then(|source| splice(&change, path, source));
        splices.push(splice.map_err(|why| {
            let start = change.find.lines().next().unwrap_or_default();
            format!("{path}: {why}: {start}")
        })?);
    }
    splices
        .sort_by(|one, other| (&one.path, one.range.start).cmp(&(&other.path, other.range.start)));
    let overlap = splices.windows(2).any(|pair| {
        matches!(pair, [one, other] if one.path == other.path && one.range.end > other.range.start)
    });
    if overlap {
        return Err(format!("{}: two of its changes overlap", file.path));
    }
    Ok(Mutation {
        id: edit.id.clone(),
        says: edit.says.clone(),
        against: edit.against.clone(),
        broad: edit.broad.clone(),
        run: edit.run.clone(),
        splices,
        ..Mutation::default()
    })
}

fn splice(change: &Change, path: &str, source: &Source) -> Result<Splice, Unfit> {
    let parse = |text: &str| match is_rust(path) {
        true => Source::rust(text).map_err(|error| Unfit::Text(format!("{error}: {text}"))),
        false => Ok(Source::other(text)),
    };
    let find = parse(&change.find)?;
    let within = change.within.as_deref().map(parse).transpose()?;
    let place = find_once(source, &find, within.as_ref())?;
    let range = source.bytes(place);
    if is_rust(path) {
        parse(&change.replace)?;
        fits_between(source.text(), &range, &change.replace)?;
    }
    Ok(Splice { path: path.to_owned(), range, text: change.replace.clone() })
}

/// The sources that were read.
struct Sources<'a> {
    root: &'a Path,
    read: BTreeMap<String, Result<Source, Unfit>>,
}

impl Sources<'_> {
    fn at(&mut self, path: &str) -> Result<&Source, Unfit> {
        let read = self.read.entry(path.to_owned()).or_insert_with(|| {
            let text = fs::read_to_string(self.root.join(path));
            let text = text.map_err(|error| Unfit::File(error.to_string()))?;
            if is_rust(path) {
                Source::rust(&text).map_err(Unfit::File)
            } else {
                Ok(Source::other(&text))
            }
        });
        read.as_ref().map_err(Clone::clone)
    }
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "rs")
}
