//! From what a profile says to a source of keys.

use std::sync::Arc;
use std::time::SystemTime;

use aliyun_rpc_signer::{Credentials, Provide, ProvideError, ProvideFuture, timestamp};

use super::recipe::{Recipe, RoleRecipe, SignInKey};
use crate::assume_role::AssumeRole;
use crate::cached::Cached;
use crate::credentials_uri::CredentialsUri;
use crate::ecs_ram_role::EcsRamRole;
use crate::external::External;
use crate::failed::failed;
use crate::oidc_role::OidcRole;
use crate::parts::Parts;
use crate::shown;

impl Recipe {
    /// Makes the source. One that fetches keeps its key in a cache of its own.
    ///
    /// # Errors
    ///
    /// When the environment forbids it, or a part of it cannot be used.
    pub(crate) fn build(&self, parts: &Parts) -> Result<Arc<dyn Provide>, ProvideError> {
        Ok(match self {
            Self::Key { id, secret, token } => {
                let key = Credentials::new(id, secret.as_str());
                Arc::new(match token {
                    Some(token) => {
                        key.with_security_token(token.as_str()).with_provider(STATIC_STS)
                    }
                    None => key.with_provider(STATIC_AK),
                })
            }
            Self::SignIn { provider, key, expiry, profile } => {
                let key = signed_in(key).with_expiry(*expiry).with_provider(*provider);
                Arc::new(SignIn { key, profile: profile.clone(), parts: parts.clone() })
            }
            Self::EcsRamRole { role } => {
                if let Some(by) = parts.metadata_is_off() {
                    return Err(failed(format_args!(
                        "the profile takes the role of the instance, which {by} forbids"
                    )));
                }
                cached(instance_role(role.as_deref(), parts), parts)
            }
            Self::Role { role, source } => {
                let source = source.build(parts)?;
                let mut assumed = AssumeRole::new(&role.arn, source, parts.sts(&role.sts)?);
                if let Some(name) = &role.session_name {
                    assumed = assumed.with_session_name(name);
                }
                if let Some(duration) = role.duration {
                    assumed = assumed.with_duration(duration);
                }
                if let Some(policy) = &role.policy {
                    assumed = assumed.with_policy(policy);
                }
                if let Some(external_id) = &role.external_id {
                    assumed = assumed.with_external_id(external_id);
                }
                cached(assumed, parts)
            }
            Self::Oidc { role, provider_arn, token_file } => {
                cached(oidc_role(role, provider_arn, token_file, parts)?, parts)
            }
            Self::Uri(uri) => {
                allowed(parts, "credentials_uri")?;
                let (transport, runtime) = (parts.transport(), parts.runtime());
                cached(CredentialsUri::new(uri, transport, runtime)?, parts)
            }
            Self::External(command) => {
                allowed(parts, "process_command")?;
                let (host, runtime) = (parts.host(), parts.runtime());
                cached(External::new(command, host, runtime)?, parts)
            }
        })
    }
}

/// Makes the role of the instance; `None` for whichever it has.
pub(crate) fn instance_role(role: Option<&str>, parts: &Parts) -> EcsRamRole {
    let source = EcsRamRole::new(parts.transport(), parts.runtime());
    let source = match role {
        Some(role) => source.with_role(role),
        None => source,
    };
    if parts.variables().is_on("IMDSV1_DISABLED") { source.without_v1() } else { source }
}

/// Makes a role that is assumed with a token.
pub(crate) fn oidc_role(
    role: &RoleRecipe,
    provider_arn: &str,
    token_file: &str,
    parts: &Parts,
) -> Result<OidcRole, ProvideError> {
    let sts = parts.sts(&role.sts)?;
    let mut source = OidcRole::new(&role.arn, provider_arn, token_file, parts.host(), sts);
    if let Some(name) = &role.session_name {
        source = source.with_session_name(name);
    }
    if let Some(duration) = role.duration {
        source = source.with_duration(duration);
    }
    if let Some(policy) = &role.policy {
        source = source.with_policy(policy);
    }
    Ok(source)
}

fn cached(source: impl Provide + 'static, parts: &Parts) -> Arc<dyn Provide> {
    Arc::new(Cached::new(source, parts.runtime()))
}

/// The switch of the `aliyun` command that forbids what runs or asks something else on this machine.
pub(crate) fn allowed(parts: &Parts, what: &str) -> Result<(), ProvideError> {
    if parts.variables().is_on_or_one("DISABLE_EXTERNAL_PROCESS") {
        return Err(failed(format_args!("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids {what}")));
    }
    Ok(())
}

fn signed_in(key: &SignInKey) -> Credentials {
    Credentials::new(&key.id, key.secret.as_str()).with_security_token(key.token.as_str())
}

/// The key that a sign-in left behind, for as long as it is valid.
#[derive(Debug)]
struct SignIn {
    key: Credentials,
    profile: String,
    parts: Parts,
}

impl Provide for SignIn {
    fn provide(&self) -> ProvideFuture<'_> {
        self.provide_at(self.parts.runtime.now(), None)
    }

    fn provide_at(&self, now: SystemTime, _: Option<&Credentials>) -> ProvideFuture<'_> {
        let Some(expiry) = self.key.expiry().filter(|expiry| *expiry <= now) else {
            return Box::pin(std::future::ready(Ok(self.key.clone())));
        };
        let error = failed(format_args!(
            "the key of the sign-in expired at {}; sign in again with {}",
            timestamp::format(expiry),
            shown::configure(&self.profile)
        ));
        Box::pin(std::future::ready(Err(error)))
    }
}

const STATIC_AK: &str = "static_ak";
const STATIC_STS: &str = "static_sts";
