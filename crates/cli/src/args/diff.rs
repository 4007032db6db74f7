//! What `diff` takes.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

use super::connection::ConnectionArgs;
use super::selection::SelectionArgs;

/// What `diff` takes.
#[derive(Args, Debug)]
pub(crate) struct DiffArgs {
    /// What was: a file with images as this command prints them, - for standard input, or live
    #[arg(value_name = "BEFORE", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) before: String,
    /// What is: the same
    #[arg(value_name = "AFTER", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) after: String,
    /// The region to ask for, and of files that name none (repeatable)
    #[arg(long, short, value_name = "ID", value_delimiter = ',')]
    pub(crate) region: Vec<String>,
    /// How to print what changed
    #[arg(long, short, value_enum, value_name = "HOW", default_value_t)]
    pub(crate) output: DiffOutput,
    /// End with 0 whatever changed
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// Save what is live to this file, if it is proved that no image is missing
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Print no summary and no notes; warnings and errors stay
    #[arg(long, short)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
}

/// How differences are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffOutput {
    /// Lines: + for what came, - for what went, ~ for what changed
    #[default]
    Text,
    /// One JSON object
    Json,
}

pub(super) const AFTER_HELP: &str = "\
Files are of `list -o json` or jsonl, answers of the service, or of --save, which knows how it was
asked and whether it is complete. Exit code 13: there are differences. 8: none, as far as is known.

Examples:
  aliyun-images diff monday.jsonl tuesday.jsonl --owner self
  aliyun-images diff images.json live -r cn-hangzhou --owner self --save images.json";
