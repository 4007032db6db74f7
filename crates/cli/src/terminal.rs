//! What standard output and standard error are.

use std::env;
use std::io::IsTerminal as _;
use std::{io, num::NonZeroUsize};

use clap::ValueEnum;

/// When to print in colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Returns whether to colour what goes to standard output.
pub(crate) fn color_stdout(color: Color) -> bool {
    decide(color, io::stdout().is_terminal())
}

/// Returns whether to colour what goes to standard error.
pub(crate) fn color_stderr(color: Color) -> bool {
    decide(color, io::stderr().is_terminal())
}

fn decide(color: Color, terminal: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
            terminal && !set("NO_COLOR") && env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

/// Returns how wide lines on standard output may be, or `None` for "as wide as they are".
///
/// A pipe or a file has no width. On a terminal `COLUMNS` wins.
pub(crate) fn columns() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let variable = env::var("COLUMNS").ok().and_then(|text| text.parse::<NonZeroUsize>().ok());
    if let Some(columns) = variable {
        return Some(columns.get());
    }
    let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    Some(columns.filter(|columns| *columns > 0).unwrap_or(DEFAULT_COLUMNS))
}

/// For a terminal that does not say how wide it is.
const DEFAULT_COLUMNS: usize = 100;
