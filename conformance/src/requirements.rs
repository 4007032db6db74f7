//! What the documents say, statement by statement, and what covers each.
//!
//! The statements of the two restated pages and their defects are read from `docs/spec/`; those
//! of other documents stand in `requirements/supplement.json`. `requirements.json` is the result,
//! committed so that it can be read; a test keeps it true.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::case::{Case, Source};

/// One statement, and what covers it.
#[derive(Clone, Debug, Serialize)]
pub struct Requirement {
    /// What it says, in our words.
    pub text: String,
    /// Where it is written.
    pub source: Source,
    /// The cases that cover it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<String>,
    /// The tests that cover it beside the cases: `file::function`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<String>,
    /// Why nothing covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception: Option<String>,
}

/// A test outside the cases that covers statements.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// The file, from the root of the repository, and the function: `file::function`.
    pub test: String,
    /// The ids of the statements.
    pub covers: Vec<String>,
}

/// Gathers every statement with what covers it.
///
/// # Errors
///
/// What is wrong with the files: a table that cannot be read, an id that is no statement or stands
/// twice.
pub fn collect(cases: &[Case]) -> Result<BTreeMap<String, Requirement>, String> {
    let mut all = BTreeMap::new();
    for (file, document, date) in DOCUMENTS {
        let path = repository().join("docs/spec").join(file);
        for (id, text) in rows(&read(&path)?) {
            insert(&mut all, &id, text, document, date)?;
        }
    }
    for statement in json::<Vec<Statement>>(&package().join("requirements/supplement.json"))? {
        let Statement { id, text, source } = statement;
        if all.insert(id.clone(), requirement(text, source)).is_some() {
            return Err(format!("{id} stands twice"));
        }
    }

    for case in cases {
        for id in &case.header().covers {
            named(&mut all, id, case.name())?.cases.push(case.name().to_owned());
        }
    }
    for property in properties()? {
        for id in &property.covers {
            named(&mut all, id, &property.test)?.properties.push(property.test.clone());
        }
    }
    let exceptions = package().join("requirements/exceptions.json");
    for (id, reason) in json::<BTreeMap<String, String>>(&exceptions)? {
        named(&mut all, &id, "exceptions.json")?.exception = Some(reason);
    }
    Ok(all)
}

/// Reads the tests that cover statements beside the cases.
///
/// # Errors
///
/// What is wrong with the file.
pub fn properties() -> Result<Vec<Property>, String> {
    json(&package().join("requirements/properties.json"))
}

/// Returns the root of the repository.
#[must_use]
pub fn repository() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Statement {
    id: String,
    text: String,
    source: Source,
}

/// Returns the rows of the tables of a page whose first cell is an id.
fn rows(markdown: &str) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for line in markdown.lines() {
        let Some(inner) = line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |")) else {
            continue;
        };
        let mut cells = inner.split(" | ");
        let id = cells.next().unwrap_or_default();
        if is_id(id) {
            rows.push((id.to_owned(), cells.collect::<Vec<_>>().join("; ")));
        }
    }
    rows
}

/// `R2018-Q-32` or `D-14`.
fn is_id(cell: &str) -> bool {
    let begins = ["R2018-", "R2019-", "D-"].iter().any(|prefix| cell.starts_with(prefix));
    begins && cell.ends_with(|last: char| last.is_ascii_digit())
}

fn insert(
    all: &mut BTreeMap<String, Requirement>,
    id: &str,
    text: String,
    document: &str,
    date: &str,
) -> Result<(), String> {
    let section = match id.split('-').nth(1) {
        Some("P") => "Description",
        Some("Q") => "Request parameters",
        Some("S") => "Response parameters",
        Some("X") => "Examples",
        Some("E") => "Error codes",
        _ => "docs/spec/defects.md",
    };
    let source = Source {
        document: document.to_owned(),
        section: section.to_owned(),
        date: date.to_owned(),
    };
    match all.insert(id.to_owned(), requirement(text, source)) {
        None => Ok(()),
        Some(_) => Err(format!("{id} stands twice")),
    }
}

fn requirement(text: String, source: Source) -> Requirement {
    Requirement { text, source, cases: Vec::new(), properties: Vec::new(), exception: None }
}

fn named<'a>(
    all: &'a mut BTreeMap<String, Requirement>,
    id: &str,
    by: &str,
) -> Result<&'a mut Requirement, String> {
    all.get_mut(id).ok_or_else(|| format!("{by} covers {id}, which is no statement"))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, String> {
    serde_json::from_str(&read(path)?).map_err(|error| format!("{}: {error}", path.display()))
}

const PAGE: &str = "ECS API Reference, DescribeImages";
const DOCUMENTS: &[(&str, &str, &str)] = &[
    ("2018-06-15.md", PAGE, "2018-06-15"),
    ("2019-02-18.md", PAGE, "2019-02-18"),
    ("defects.md", "both pages of DescribeImages", "2019-02-18"),
];
