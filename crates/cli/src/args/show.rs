//! What `show` takes.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::connection::ConnectionArgs;
use super::whoami::WhoamiOutput;

/// What `show` takes.
#[derive(Args, Debug)]
pub(crate) struct ShowArgs {
    /// The id of the image
    #[arg(value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) id: String,
    /// The region [default: ALIBABA_CLOUD_REGION_ID, else that of the profile]
    #[arg(long, short, value_name = "ID")]
    pub(crate) region: Option<String>,
    /// How to print it
    #[arg(long, short, value_enum, value_name = "HOW", default_value_t)]
    pub(crate) output: WhoamiOutput,
    /// Print no notes; warnings and errors stay
    #[arg(long, short)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
}

pub(super) const AFTER_HELP: &str = "\
Looks among public, own and shared images, those of the marketplace, of the community and expired
ones, in any state. Exit code 11: it is not there, or not for this account.

Examples:
  aliyun-images show m-bp1g7004ksh0oeuc00yv -r cn-hangzhou
  aliyun-images show m-bp1g7004ksh0oeuc00yv -o json | jq .DiskDeviceMappings";
