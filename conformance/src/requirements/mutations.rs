//! The patches of `mutations/`, what they turned red, and which statements that betrays.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde::Deserialize;

use super::{Requirement, json, package, read};

/// A patch with one fault in it, and what the tests made of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Mutation {
    /// The name of the patch.
    pub name: String,
    /// The patch, byte for byte.
    pub patch: String,
    /// The statements that it says it is against.
    pub against: Vec<String>,
    /// Why it turns more red than a fault should, if it does.
    pub broad: Option<String>,
    /// What the last run saw.
    pub result: Option<Observed>,
}

/// What the last run saw of a patch, in `results.json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Observed {
    /// The beginning of the SHA-256 of the patch that was run.
    #[serde(rename = "patch")]
    pub digest: String,
    /// The tests that turned red, each with the first thing it said.
    #[serde(default)]
    pub red: BTreeMap<String, String>,
    /// Why the patch was not run.
    pub trouble: Option<String>,
}

impl Mutation {
    /// Says whether the fault makes itself felt in a few places only.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        // A case of `explain` compares with a signature of ours, so it turns red with every fault
        // in signing, whatever it is about.
        self.red().filter(|test| !test.starts_with("explain/")).count() <= MOST_RED
    }

    /// Returns the red tests that cover a statement.
    pub fn noticed_by<'a>(&'a self, of: &'a Requirement) -> impl Iterator<Item = &'a str> {
        self.red().filter(|test| of.cases.iter().any(|case| case == test) || is_one(test, of))
    }

    fn red(&self) -> impl Iterator<Item = &str> {
        self.result.iter().flat_map(|result| result.red.keys().map(String::as_str))
    }
}

/// Says whether a red test is one of the properties that cover a statement.
fn is_one(test: &str, of: &Requirement) -> bool {
    of.properties.iter().any(|property| {
        let Some((file, function)) = property.rsplit_once("::") else { return false };
        let folder = file.rsplit_once('/').map_or(file, |(folder, _)| folder);
        let is_of_file = test.starts_with(file) || test.starts_with(&format!("{folder}/main.rs"));
        is_of_file && test.rsplit("::").next() == Some(function)
    })
}

/// Reads the patches and what the last run said of each.
///
/// # Errors
///
/// What is wrong with the files.
pub fn mutations() -> Result<Vec<Mutation>, String> {
    let folder = package().join("mutations");
    let mut results = json::<BTreeMap<String, Observed>>(&folder.join("results.json"))?;
    let entries = fs::read_dir(&folder).map_err(|error| format!("mutations: {error}"))?;
    let mut mutations = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| format!("mutations: {error}"))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(name) = name.strip_suffix(".patch") else { continue };
        let patch = read(&path)?;
        let header = |word: &str| {
            let mut lines = patch.lines().take_while(|line| !line.starts_with("--- "));
            lines.find_map(|line| line.strip_prefix(word)).map(str::to_owned)
        };
        let against = header("Against: ").unwrap_or_default();
        mutations.push(Mutation {
            name: name.to_owned(),
            against: against.split_whitespace().map(str::to_owned).collect(),
            broad: header("Broad: "),
            result: results.remove(name),
            patch,
        });
    }
    if let Some(name) = results.keys().next() {
        return Err(format!("results.json tells of {name}, which is no patch"));
    }
    mutations.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(mutations)
}

/// Gives each statement the patch that betrays it: the one that is against it by its own words,
/// else the one that turned the fewest tests red.
///
/// # Errors
///
/// A patch that says it is against something that is no statement.
pub(super) fn choose(all: &mut BTreeMap<String, Requirement>) -> Result<(), String> {
    let mutations = mutations()?;
    for mutation in &mutations {
        if let Some(id) = mutation.against.iter().find(|id| !all.contains_key(*id)) {
            return Err(format!("{} is against {id}, which is no statement", mutation.name));
        }
    }
    let wide = wide_tests(all);
    let mut mutations = mutations.iter().map(|m| (m.red().count(), m)).collect::<Vec<_>>();
    mutations.sort_by_key(|(red, mutation)| (*red, mutation.name.as_str()));
    for (id, requirement) in all {
        let is_named = |mutation: &Mutation| {
            mutation.against.contains(id)
                && (mutation.broad.is_some() || mutation.is_narrow())
                && mutation.noticed_by(requirement).next().is_some()
        };
        let follows = |mutation: &Mutation| {
            mutation.is_narrow()
                && mutation.noticed_by(requirement).any(|test| !wide.contains(test))
        };
        let named = mutations.iter().find(|(_, mutation)| is_named(mutation));
        let best = named.or_else(|| mutations.iter().find(|(_, mutation)| follows(mutation)));
        requirement.mutation = best.map(|(_, mutation)| mutation.name.clone());
    }
    Ok(())
}

/// Returns the tests that cover so many subjects that a red one does not say which is at fault.
fn wide_tests(all: &BTreeMap<String, Requirement>) -> BTreeSet<String> {
    let mut subjects: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (id, requirement) in all {
        for test in requirement.cases.iter().chain(&requirement.properties) {
            // The same number is the same subject in both documents.
            let subject = id.strip_prefix("R2018-").or_else(|| id.strip_prefix("R2019-"));
            subjects.entry(test).or_default().insert(subject.unwrap_or(id));
        }
    }
    let wide = subjects.into_iter().filter(|(_, subjects)| subjects.len() > MOST_SUBJECTS);
    wide.map(|(test, _)| test.to_owned()).collect()
}

/// The most tests a fault turns red that still says something about each statement they cover.
const MOST_RED: usize = 12;

/// The most subjects a test covers that still says which of them is at fault.
const MOST_SUBJECTS: usize = 4;
