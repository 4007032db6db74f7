//! The files `mutations/<area>.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

/// One file of mutations.
#[derive(Clone, Debug)]
pub struct Area {
    /// The name of the file, without its ending.
    pub name: String,
    /// The sources it changes.
    pub files: Vec<File>,
}

/// A source file and the faults to put into it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The path from the root of the repository, written once for all of its faults.
    pub path: String,
    /// Single faults.
    #[serde(default, rename = "edit")]
    pub edits: Vec<Edit>,
    /// Tables each row of which makes a fault.
    #[serde(default, rename = "table")]
    pub tables: Vec<Table>,
}

/// One fault: a text that occurs once, and what stands there instead.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The name of the fault, unique.
    pub id: String,
    /// What is wrong then, as a sentence.
    pub says: String,
    /// The item to search, by its keyword and name (`fn decode`), where the text is not unique in
    /// the file.
    pub within: Option<String>,
    /// What stands there: Rust compared token by token, other files character by character.
    pub find: String,
    /// What stands there instead; nothing, to delete.
    pub replace: String,
    /// Further changes that belong to the same fault.
    #[serde(default)]
    pub also: Vec<Change>,
    /// The statements that the fault is against.
    #[serde(default)]
    pub against: Vec<String>,
    /// Why more tests turn red than a fault should turn, if they do.
    pub broad: Option<String>,
    /// The test files that have to notice it, instead of the cases.
    #[serde(default)]
    pub run: Vec<String>,
}

/// A further place of a fault, as in [`Edit`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Another file than the one the fault stands under.
    pub path: Option<String>,
    /// The item to search.
    pub within: Option<String>,
    /// What stands there.
    pub find: String,
    /// What stands there instead.
    pub replace: String,
}

impl Edit {
    /// Returns every change of the fault, the first one first.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        let Self { within, find, replace, also, .. } = self;
        let first = Change {
            path: None,
            within: within.clone(),
            find: find.clone(),
            replace: replace.clone(),
        };
        [first].into_iter().chain(also.iter().cloned()).collect()
    }
}

/// A table in a source: each of its rows makes a fault, also one that is added later.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The names of its faults. `{row}` stands for the name of a row, `{list}` for that of the
    /// constant or record it stands in, which has to be there if rows of several have one name.
    pub id: String,
    /// What is wrong then, with the same placeholders.
    pub says: String,
    /// What makes the rows, and what is done to them.
    pub kind: TableKind,
    /// The tokens in front of the rows, wherever they stand in the file.
    pub at: String,
    /// The statements that a fault is against, by its name.
    #[serde(default)]
    pub against: BTreeMap<String, Vec<String>>,
    /// Why a fault turns more red than it should, by its name.
    #[serde(default)]
    pub broad: BTreeMap<String, String>,
    /// The test files that have to notice the faults, instead of the cases.
    #[serde(default)]
    pub run: Vec<String>,
}

/// What makes the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableKind {
    /// The items of the list in brackets that follows are dropped.
    DropItem,
    /// The calls of that name are dropped.
    DropCall,
    /// The members `Name: kind = field` of the macro of that name are misspelled.
    MisspellMember,
    /// The parameters `field: kind = "Name" [Parameter], since("date");` of the macro of that name
    /// are misspelled.
    MisspellParameter,
    /// The parameters of the macro of that name are documented in no revision.
    Undocument,
}

/// Reads every file of a folder, in the order of their names.
///
/// # Errors
///
/// A file that cannot be read, with the place.
pub fn read(folder: &Path) -> Result<Vec<Area>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Content {
        file: Vec<File>,
    }

    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", folder.display());
    let mut areas = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| told(&error))? {
        let path = entry.map_err(|error| told(&error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let Some(name) = name.strip_suffix(".toml") else { continue };
        let text = fs::read_to_string(&path).map_err(|error| told(&error))?;
        let content: Content =
            toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        areas.push(Area { name: name.to_owned(), files: content.file });
    }
    areas.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(areas)
}
