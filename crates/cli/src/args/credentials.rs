//! Which key to use.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

/// Which key to use.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Keys")]
pub(crate) struct CredentialArgs {
    /// Use the key of this profile of the aliyun command, and no other
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) profile: Option<String>,
    /// Assume this role with the key that is found
    #[arg(long, value_name = "ARN", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) role_arn: Option<String>,
    /// Do not ask for the role of the instance, which takes two seconds where there is none
    #[arg(long)]
    pub(crate) no_metadata: bool,
}

/// Where keys come from, for the end of a help text.
pub(super) const KEYS: &str = "\
The access key comes from where the official tools look for it: the variables
ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and, for a temporary key,
ALIBABA_CLOUD_SECURITY_TOKEN; an OIDC role (RRSA); a profile of the aliyun command; the file
~/.alibabacloud/credentials; ALIBABA_CLOUD_CREDENTIALS_URI; the role of the instance. Never from an
argument, which every user of the machine could see. `aliyun-images whoami` tells which one it is.";
