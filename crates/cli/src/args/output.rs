//! How to print.

use clap::ValueEnum;

/// How images are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// A table, fitted to the terminal
    #[default]
    Table,
    /// One document of the documented shape
    Json,
    /// One JSON object per line, as images arrive
    Jsonl,
    /// Comma-separated values with a header, as images arrive
    Csv,
}
