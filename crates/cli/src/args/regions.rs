//! What `regions` takes.

use clap::{Args, ValueEnum};

use super::connection::ConnectionArgs;

/// What `regions` takes.
#[derive(Args, Debug)]
pub(crate) struct RegionsArgs {
    /// Print the regions that this program knows, without asking anybody
    #[arg(long, conflicts_with_all = ["emulator", "endpoint", "vpc", "CredentialArgs"])]
    pub(crate) known: bool,
    /// How to print them
    #[arg(long, short, value_enum, value_name = "HOW", default_value_t)]
    pub(crate) output: RegionsOutput,
    /// Print no notes; warnings and errors stay
    #[arg(long, short)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
}

/// How regions are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum RegionsOutput {
    /// A table
    #[default]
    Table,
    /// A list of JSON objects
    Json,
    /// An id a line
    Id,
}

pub(super) const AFTER_HELP: &str = "\
Examples:
  aliyun-images regions
  aliyun-images regions --known -o id | grep '^eu-'";
