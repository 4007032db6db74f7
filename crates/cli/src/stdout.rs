//! What was asked for, in lines on standard output.

use std::io::{self, Write as _};

use crate::failure::Stop;

/// Prints a line, or lines.
pub(crate) fn print_line(text: &str) -> Result<(), Stop> {
    let mut stdout = io::stdout().lock();
    let printed = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
    printed.map_err(|error| Stop::output(&error))
}
