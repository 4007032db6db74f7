//! A file of secrets that others can read.

use std::path::Path;
use std::sync::OnceLock;

use crate::host::File;

/// Keeps a warning, and logs it the first time, if others can read the file.
pub(crate) fn note_if_open(path: &Path, file: &File, warning: &OnceLock<String>) {
    if !file.is_readable_by_others || warning.get().is_some() {
        return;
    }
    let text =
        format!("{0} may hold keys and can be read by others; run `chmod 600 {0}`", path.display());
    tracing::warn!("{text}");
    warning.get_or_init(|| text);
}
