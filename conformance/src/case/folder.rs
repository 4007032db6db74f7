//! A case's folder, which notices files that nobody reads.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The files of one folder.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    unread: BTreeSet<String>,
}

impl Folder {
    /// Lists a folder. Everything in it must be a file.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let mut unread = BTreeSet::new();
        for (name, is_folder) in list(path)? {
            if is_folder {
                return Err(format!("{name}/: a case has files only"));
            }
            unread.insert(name);
        }
        Ok(Self { path: path.to_owned(), unread })
    }

    /// Reads a file, if there is one of this name.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, String> {
        if !self.unread.remove(name) {
            return Ok(None);
        }
        fs::read(self.path.join(name)).map(Some).map_err(|error| format!("{name}: {error}"))
    }

    /// Reads a file as text, if there is one of this name. Nothing is trimmed.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, String> {
        let bytes = self.bytes(name)?;
        let text = bytes.map(String::from_utf8);
        text.transpose().map_err(|_| format!("{name}: is not UTF-8"))
    }

    /// Reads a file as text that must be there.
    pub(super) fn required(&mut self, name: &str) -> Result<String, String> {
        self.text(name)?.ok_or_else(|| format!("{name}: is missing"))
    }

    /// Reads the one file whose name begins with `body.`.
    pub(super) fn body(&mut self) -> Result<Vec<u8>, String> {
        let names: Vec<String> =
            self.unread.iter().filter(|name| name.starts_with("body.")).cloned().collect();
        match &names[..] {
            [name] => self.bytes(name)?.ok_or_else(|| format!("{name}: is missing")),
            [] => Err("body.json or body.xml: is missing".to_owned()),
            _ => Err(format!("one body is enough: {names:?}")),
        }
    }

    /// Returns the names of the files nobody read.
    pub(super) fn unread(self) -> BTreeSet<String> {
        self.unread
    }
}

/// Lists the names in a folder and whether each is a folder itself, sorted.
pub(super) fn list(path: &Path) -> Result<Vec<(String, bool)>, String> {
    let read = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(read)? {
        let entry = entry.map_err(read)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        names.push((name, entry.file_type().map_err(read)?.is_dir()));
    }
    names.sort();
    Ok(names)
}
