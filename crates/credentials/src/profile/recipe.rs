//! What a profile says, whichever file it stands in.

use std::time::{Duration, SystemTime};

use aliyun_rpc_signer::{ProvideError, SecretString};

use crate::failed::failed;
use crate::parts::StsPlace;
use crate::shown;

/// What a profile says. Two that are equal make sources that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Recipe {
    /// A key as it stands there.
    Key { id: String, secret: SecretString, token: Option<SecretString> },
    /// The key that a sign-in of the `aliyun` command left behind.
    SignIn { provider: &'static str, key: SignInKey, expiry: SystemTime, profile: String },
    /// The role of the instance.
    EcsRamRole { role: Option<String> },
    /// A role, assumed with the key of another recipe.
    Role { role: RoleRecipe, source: Box<Recipe> },
    /// A role, assumed with a token.
    Oidc { role: RoleRecipe, provider_arn: String, token_file: String },
    /// What a server on this machine gives out.
    Uri(SecretString),
    /// What a program prints.
    External(SecretString),
}

/// A key that a sign-in left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignInKey {
    pub(crate) id: String,
    pub(crate) secret: SecretString,
    pub(crate) token: SecretString,
}

/// A role, and how it is assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RoleRecipe {
    pub(crate) arn: String,
    pub(crate) session_name: Option<String>,
    pub(crate) duration: Option<Duration>,
    pub(crate) policy: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) sts: StsPlace,
}

/// Returns what a profile must have.
///
/// # Errors
///
/// Names what is missing, and in which profile.
pub(crate) fn required<T>(value: Option<T>, name: &str, profile: &str) -> Result<T, ProvideError> {
    value.ok_or_else(|| failed(format_args!("the profile {} lacks {name}", shown::name(profile))))
}
