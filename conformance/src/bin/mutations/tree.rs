//! The copy of the workspace that gets the faults.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A copy that was equal to the workspace when the run began.
pub(crate) struct Tree {
    target: PathBuf,
    folder: PathBuf,
}

impl Tree {
    /// Makes the copy equal to the workspace, touching only files that differ, so that a build
    /// before this one is still of use.
    pub(crate) fn new(root: &Path, target: &Path) -> Result<Self, String> {
        let folder = target.join("tree");
        let mut wanted = Vec::new();
        files_below(root, Path::new(""), &mut wanted)?;
        for file in &wanted {
            let original = read(&root.join(file))?;
            let copy = folder.join(file);
            if fs::read(&copy).ok().as_ref() != Some(&original) {
                fs::create_dir_all(copy.parent().unwrap_or(&folder)).map_err(at(&copy))?;
                fs::write(&copy, original).map_err(at(&copy))?;
            }
        }
        let wanted = wanted.into_iter().collect::<BTreeSet<_>>();
        let mut present = Vec::new();
        files_below(&folder, Path::new(""), &mut present)?;
        for file in present.iter().filter(|file| !wanted.contains(*file)) {
            fs::remove_file(folder.join(file)).map_err(at(file))?;
        }
        Ok(Self { target: target.to_owned(), folder })
    }

    /// Returns the root of the copy.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns where the copy is built.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Returns the text of a file.
    pub(crate) fn text(&self, path: &str) -> Result<String, String> {
        let path = self.folder.join(path);
        fs::read_to_string(&path).map_err(at(&path))
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<(), String> {
        let path = self.folder.join(path);
        fs::write(&path, text).map_err(at(&path))
    }
}

/// Collects the files below a folder but what builds write, and commands that only take time to build.
fn files_below(root: &Path, below: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let folder = root.join(below);
    for entry in fs::read_dir(&folder).map_err(at(&folder))? {
        let entry = entry.map_err(at(&folder))?;
        let name = entry.file_name();
        let path = below.join(&name);
        let name = name.to_string_lossy();
        let is_left_out = name.starts_with('.')
            || LEFT_OUT.contains(&name.as_ref())
            || path == Path::new("conformance/src/bin");
        if is_left_out {
            continue;
        }
        if entry.file_type().map_err(at(&path))?.is_dir() {
            files_below(root, &path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(at(path))
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}

const LEFT_OUT: &[&str] = &["target", "node_modules", "__pycache__"];
