//! A file of secrets that others can read.

use std::path::Path;
use std::sync::OnceLock;

use crate::host::File;
use crate::shown::is_plain;

/// Keeps a warning, and logs it the first time, if others can read the file.
pub(crate) fn note_if_open(path: &Path, file: &File, warning: &OnceLock<String>) {
    if !file.is_readable_by_others || warning.get().is_some() {
        return;
    }
    let path = path.display().to_string();
    let what =
        if is_plain(&path) { format!("`chmod 600 {path}`") } else { "chmod 600 on it".to_owned() };
    let text = format!("{path} may hold keys and can be read by others; run {what}");
    tracing::warn!("{text}");
    warning.get_or_init(|| text);
}
