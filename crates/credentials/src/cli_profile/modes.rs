//! What each mode of a profile means.

use std::time::{Duration, SystemTime};

use aliyun_rpc_signer::{ProvideError, SecretString};

use super::config::{Config, Profile};
use crate::failed::failed;
use crate::parts::StsPlace;
use crate::profile::{Recipe, RoleRecipe, SignInKey, required};
use crate::shown;

/// Returns what a profile says, and those that it leads to.
///
/// # Errors
///
/// When a profile is missing or lacks something, or the profiles lead in a circle.
pub(super) fn recipe(config: &Config<'_>, name: &str, file: &str) -> Result<Recipe, ProvideError> {
    follow(config, name, file, &mut Vec::new())
}

fn follow(
    config: &Config<'_>,
    name: &str,
    file: &str,
    before: &mut Vec<String>,
) -> Result<Recipe, ProvideError> {
    if before.iter().any(|earlier| earlier == name) {
        return Err(failed(format_args!(
            "the profiles in {file} lead in a circle: {} → {name}; correct a source_profile",
            before.join(" → ")
        )));
    }
    if before.len() == MOST_PROFILES {
        return Err(failed(format_args!(
            "more than {MOST_PROFILES} profiles in {file} lead from one to another; shorten the way"
        )));
    }
    before.push(name.to_owned());
    let profile = config.profile(name, file)?;
    let mode = required(profile.mode.clone(), "mode", name)?;
    match mode.to_ascii_lowercase().as_str() {
        "ak" => key(profile, name, false),
        "ststoken" => {
            required(profile.sts_token.as_ref(), "sts_token", name)?;
            key(profile, name, true)
        }
        "ramrolearn" => {
            let role = role(&profile, name)?;
            Ok(Recipe::Role { role, source: Box::new(key(profile, name, true)?) })
        }
        "chainableramrolearn" => {
            let role = role(&profile, name)?;
            let source = required(profile.source_profile.as_deref(), "source_profile", name)?;
            let source = follow(config, source, file, before)?;
            Ok(Recipe::Role { role, source: Box::new(source) })
        }
        "ecsramrole" => Ok(Recipe::EcsRamRole { role: profile.ram_role_name }),
        "ramrolearnwithrolename" => {
            let role = role(&profile, name)?;
            let source = Recipe::EcsRamRole { role: profile.ram_role_name };
            Ok(Recipe::Role { role, source: Box::new(source) })
        }
        "oidc" => Ok(Recipe::Oidc {
            role: role(&profile, name)?,
            provider_arn: required(profile.oidc_provider_arn, "oidc_provider_arn", name)?,
            token_file: required(profile.oidc_token_file, "oidc_token_file", name)?,
        }),
        "credentialsuri" => {
            Ok(Recipe::Uri(required(profile.credentials_uri, "credentials_uri", name)?))
        }
        "external" => {
            Ok(Recipe::External(required(profile.process_command, "process_command", name)?))
        }
        "cloudsso" => signed_in("cloud_sso", profile, name),
        "oauth" => signed_in("oauth", profile, name),
        "anonymous" => Err(failed(format_args!(
            "the profile {name} is anonymous, and the calls of this program have to be signed; choose another"
        ))),
        "bearertoken" => Err(failed(format_args!(
            "the profile {name} has a bearer token, which signs nothing; choose another"
        ))),
        "rsakeypair" => Err(failed(format_args!(
            "the profile {name} has an RSA key pair, which Alibaba Cloud no longer supports; choose another"
        ))),
        _ => Err(failed(format_args!(
            "the profile {} has a mode that is not known; run {}",
            shown::name(name),
            shown::configure(name)
        ))),
    }
}

/// The key in a profile, with its token if it may have one.
fn key(profile: Profile, name: &str, with_token: bool) -> Result<Recipe, ProvideError> {
    Ok(Recipe::Key {
        id: required(profile.access_key_id, "access_key_id", name)?,
        secret: required(profile.access_key_secret, "access_key_secret", name)?,
        token: profile.sts_token.filter(|_| with_token),
    })
}

fn role(profile: &Profile, name: &str) -> Result<RoleRecipe, ProvideError> {
    Ok(RoleRecipe {
        arn: required(profile.ram_role_arn.clone(), "ram_role_arn", name)?,
        session_name: profile.ram_session_name.clone().or(profile.role_session_name.clone()),
        duration: profile.duration(),
        policy: profile.policy.clone(),
        external_id: profile.external_id.clone(),
        sts: sts_place(profile),
    })
}

pub(super) fn sts_place(profile: &Profile) -> StsPlace {
    StsPlace {
        endpoint: profile.sts_endpoint.clone(),
        region: profile.sts_region.clone(),
        vpc: profile.enable_vpc,
    }
}

/// The key that a sign-in left behind. To sign in takes a browser, so it is not done here.
fn signed_in(provider: &'static str, profile: Profile, name: &str) -> Result<Recipe, ProvideError> {
    let key = |profile: Profile| -> Option<(SignInKey, SystemTime)> {
        let expiry = Duration::from_secs(profile.sts_expiration?);
        let expiry = SystemTime::UNIX_EPOCH.checked_add(expiry)?;
        let secret: SecretString = profile.access_key_secret?;
        Some((SignInKey { id: profile.access_key_id?, secret, token: profile.sts_token? }, expiry))
    };
    match key(profile) {
        Some((key, expiry)) => {
            Ok(Recipe::SignIn { provider, key, expiry, profile: name.to_owned() })
        }
        None => Err(failed(format_args!(
            "the profile {} has no key of a sign-in; sign in with {}",
            shown::name(name),
            shown::configure(name)
        ))),
    }
}

/// A way through more profiles than this is a mistake.
const MOST_PROFILES: usize = 16;
