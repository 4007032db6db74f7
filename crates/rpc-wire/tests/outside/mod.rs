//! Data of others, read from the folder that `CONFORMANCE_DATA` names.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns a folder of the outside data, or says on standard error that its tests are skipped.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let Some(data) = std::env::var_os("CONFORMANCE_DATA") else {
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!("SKIPPED: CONFORMANCE_DATA is not set, nothing of {name} is tested\n"),
        );
        return None;
    };
    let folder = Path::new(&data).join(name);
    assert!(folder.is_dir(), "CONFORMANCE_DATA has no folder {name}");
    Some(folder)
}

/// Reads the files of a folder with one of the endings, sorted by name.
pub(crate) fn files(folder: &Path, endings: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a readable folder")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| endings.iter().any(|ending| path.extension().is_some_and(|e| e == *ending)))
        .map(|path| {
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("a readable file"))
        })
        .collect();
    files.sort();
    files
}
