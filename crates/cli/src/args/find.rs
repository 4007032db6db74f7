//! What `find` takes.

use clap::{Args, ValueEnum};

use super::connection::ConnectionArgs;
use super::selection::SelectionArgs;

/// What `find` takes.
#[derive(Args, Debug)]
pub(crate) struct FindArgs {
    /// The region [default: ALIBABA_CLOUD_REGION_ID, else that of the profile]
    #[arg(long, short, value_name = "ID")]
    pub(crate) region: Option<String>,
    /// Of several that fit, the one that was created last
    #[arg(long, conflicts_with = "oldest")]
    pub(crate) latest: bool,
    /// Of several that fit, the one that was created first
    #[arg(long)]
    pub(crate) oldest: bool,
    /// How to print the image
    #[arg(long, short, value_enum, value_name = "HOW", default_value_t)]
    pub(crate) output: FindOutput,
    /// Fail with exit code 8 unless it is proved that no image is missing
    #[arg(long)]
    pub(crate) require_complete: bool,
    /// Print no notes; warnings and errors stay
    #[arg(long, short)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
}

/// How to print the image that was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FindOutput {
    /// Its id
    #[default]
    Id,
    /// A line with its id, name, operating system, architecture and time, separated by tabs
    Line,
    /// One JSON object
    Json,
}

pub(super) const AFTER_HELP: &str = "\
Prints one image. Exit code 11: none fits; what came nearest is told. 12: more than one fits.

Examples:
  id=$(aliyun-images find -r cn-hangzhou --owner system --os 'Ubuntu 22.04*' --latest)
  aliyun-images find -r cn-hangzhou --owner self --tag team=blue --name 'web-*' --latest -o json";
