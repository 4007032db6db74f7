//! What `wait` takes.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

use super::connection::ConnectionArgs;

/// What `wait` takes.
#[derive(Args, Debug)]
pub(crate) struct WaitArgs {
    /// The ids of images: all of them are waited for
    #[arg(value_name = "ID", required = true, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) ids: Vec<String>,
    /// The region [default: ALIBABA_CLOUD_REGION_ID, else that of the profile]
    #[arg(long, short, value_name = "ID")]
    pub(crate) region: Option<String>,
    /// What they are to become
    #[arg(long = "for", value_enum, value_name = "WHAT", default_value_t)]
    pub(crate) what: WaitFor,
    /// How long to wait in all
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 1_800,
        value_parser = clap::value_parser!(u32).range(1..=604_800)
    )]
    pub(crate) within: u32,
    /// Print no progress; warnings and errors stay
    #[arg(long, short)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
}

/// What images are to become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum WaitFor {
    /// Ready to launch an instance from
    #[default]
    Usable,
    /// In the state Available, which comes somewhat before
    Available,
    /// Deleted, or no longer shared
    Gone,
}

pub(super) const AFTER_HELP: &str = "\
Exit code 0: they are. 14: the time is over. 15: one of them can never be, as its creation failed or
it is gone. An image that is not there yet is waited for.

Example:
  aliyun-images wait m-bp1g7004ksh0oeuc00yv -r cn-hangzhou --within 3600 && echo ready";
