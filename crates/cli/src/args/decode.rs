//! What `decode` takes.

use std::path::PathBuf;

use clap::Args;

use super::output::Output;

/// What `decode` takes.
#[derive(Args, Debug)]
pub(crate) struct DecodeArgs {
    /// The file with the body of a response, or - for standard input
    #[arg(value_name = "FILE|-")]
    pub(crate) file: PathBuf,
    /// How to print the images
    #[arg(long, short, value_enum, value_name = "HOW", default_value_t)]
    pub(crate) output: Output,
    /// Also report, on standard error, what is not written as documented and what is unknown
    #[arg(long)]
    pub(crate) report: bool,
    /// Print no summary
    #[arg(long, short)]
    pub(crate) quiet: bool,
}
