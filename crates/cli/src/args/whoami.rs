//! What `whoami` takes.

use clap::{Args, ValueEnum};

use super::connection::ConnectionArgs;

/// What `whoami` takes.
#[derive(Args, Debug)]
pub(crate) struct WhoamiArgs {
    /// How to print it
    #[arg(long, short, value_enum, value_name = "HOW", default_value_t)]
    pub(crate) output: WhoamiOutput,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
}

/// How to print whose key it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhoamiOutput {
    /// Lines for people
    #[default]
    Text,
    /// One JSON object
    Json,
}
