//! How to print.

use clap::ValueEnum;

/// How images are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// A table, fitted to the terminal
    #[default]
    Table,
    /// A table with more columns, not fitted to anything
    Wide,
    /// One document of the documented shape
    Json,
    /// One JSON object per line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
    /// Identifiers, one per line
    Id,
}
