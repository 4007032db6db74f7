//! What goes to standard error besides failures.

use std::fmt::Display;
use std::io::{self, Write as _};

use crate::failure::{CYAN, YELLOW, label};
use crate::printable::printable;
use crate::terminal::{Color, color_stderr};

/// Writes lines to standard error, escaped. Without a standard error there is nobody to tell, so
/// failing to write is no failure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Messages {
    quiet: bool,
    color: bool,
}

impl Messages {
    pub(crate) fn new(color: Color, quiet: bool) -> Self {
        Self { quiet, color: color_stderr(color) }
    }

    /// The last line of a listing; left out when quiet.
    pub(crate) fn summary(self, text: &str) {
        if !self.quiet {
            to_stderr(&format!("{}\n", printable(text)));
        }
    }

    /// Something worth knowing; left out when quiet.
    pub(crate) fn note(self, text: impl Display) {
        if !self.quiet {
            self.labelled("note", CYAN, text);
        }
    }

    /// Something that may make the result wrong.
    pub(crate) fn warning(self, text: impl Display) {
        self.labelled("warning", YELLOW, text);
    }

    fn labelled(self, name: &str, color: &str, text: impl Display) {
        let text = text.to_string();
        to_stderr(&format!("{}{}\n", label(name, color, self.color), printable(&text)));
    }
}

pub(crate) fn to_stderr(text: &str) {
    io::stderr().write_all(text.as_bytes()).unwrap_or_default();
}

/// Returns `1 image`, `2 images`.
pub(crate) fn counted(count: u64, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}
