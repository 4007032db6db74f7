//! The sources of the chain in their order, and the switches that leave one out.

use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use aliyun_rpc_signer::{Credentials, Provide, ProvideError};

use crate::cached::Cached;
use crate::cli_profile::CliProfile;
use crate::credentials_uri::CredentialsUri;
use crate::environment::Environment;
use crate::failed::failed;
use crate::ini_file::IniFile;
use crate::parts::{Parts, StsPlace};
use crate::profile::{RoleRecipe, allowed, instance_role, oidc_role};
use crate::settings::ProfileSettings;

/// One source.
#[derive(Clone)]
pub(super) struct Step {
    name: &'static str,
    source: Source,
    /// Its profile was asked for by name.
    is_wanted: bool,
}

#[derive(Clone)]
enum Source {
    Cli(Arc<CliProfile>),
    Ini(Arc<IniFile>),
    Other(Arc<dyn Provide>),
}

impl Step {
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) async fn provide(
        &self,
        now: SystemTime,
        refused: Option<&Credentials>,
    ) -> Result<Credentials, ProvideError> {
        match &self.source {
            Source::Cli(source) => source.provide_at(now, refused).await,
            Source::Ini(source) => source.provide_at(now, refused).await,
            Source::Other(source) => source.provide_at(now, refused).await,
        }
    }

    /// Returns what there is to say about the source, whether it has a key or not.
    pub(super) fn warning(&self) -> Option<&str> {
        match &self.source {
            Source::Cli(source) => source.warning(),
            Source::Ini(source) => source.warning(),
            Source::Other(_) => None,
        }
    }

    /// Returns where the profile says that STS is.
    pub(super) fn sts_place(&self) -> Option<StsPlace> {
        match &self.source {
            Source::Cli(source) => source.sts_place().ok(),
            Source::Ini(_) | Source::Other(_) => None,
        }
    }

    /// Returns whether this is the profile that was asked for, so that no other will do.
    pub(super) fn is_the_one_wanted(&self) -> bool {
        match &self.source {
            Source::Cli(source) => self.is_wanted && source.is_there(),
            Source::Ini(_) | Source::Other(_) => false,
        }
    }

    pub(super) fn settings(&self) -> Option<ProfileSettings> {
        match &self.source {
            Source::Cli(source) => source.settings().ok(),
            Source::Ini(source) => source.settings().ok(),
            Source::Other(_) => None,
        }
    }
}

/// The sources in their order. Each is made when its turn has come, and then kept.
pub(super) struct Steps {
    /// The profile that is asked for by name, and no other source.
    profile: Option<String>,
    made: [OnceLock<Step>; ALL.len()],
}

impl Steps {
    pub(super) fn new(profile: Option<String>) -> Self {
        Self { profile, made: Default::default() }
    }

    pub(super) fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    fn all(&self) -> &'static [(&'static str, Make)] {
        if self.profile.is_some() { &PROFILES } else { &ALL }
    }

    pub(super) fn len(&self) -> usize {
        self.all().len()
    }

    /// Returns a source, or why it is left out.
    pub(super) fn get(
        &self,
        at: usize,
        parts: &Parts,
    ) -> Result<Step, (&'static str, ProvideError)> {
        let missing = || (NO_SOURCE, failed("there is no such source"));
        let (name, make) = self.all().get(at).ok_or_else(missing)?;
        let made = self.made.get(at).ok_or_else(missing)?;
        if let Some(step) = made.get() {
            return Ok(step.clone());
        }
        let source = make(parts, self.profile()).map_err(|error| (*name, error))?;
        let is_wanted = self.profile.is_some();
        Ok(made.get_or_init(|| Step { name, source, is_wanted }).clone())
    }
}

const NO_SOURCE: &str = "none";

type Make = fn(&Parts, Option<&str>) -> Result<Source, ProvideError>;

/// Order and names are those of the official SDKs, but for the last two (`docs/credentials.md`).
const ALL: [(&str, Make); 6] = [
    ("env", environment),
    ("oidc_role_arn", oidc),
    ("cli_profile", cli),
    ("profile", ini),
    ("credential_uri", uri),
    ("ecs_ram_role", metadata),
];

const PROFILES: [(&str, Make); 2] = [("cli_profile", cli), ("profile", ini)];

fn environment(parts: &Parts, _: Option<&str>) -> Result<Source, ProvideError> {
    let source = Environment::new(parts.host()).with_older_names(parts.with_older_names);
    Ok(Source::Other(Arc::new(source)))
}

fn oidc(parts: &Parts, _: Option<&str>) -> Result<Source, ProvideError> {
    let variables = parts.variables();
    let set = |name: &str| {
        let value = variables.get(name)?;
        value.ok_or_else(|| failed(format_args!("ALIBABA_CLOUD_{name} is not set")))
    };
    let role = RoleRecipe {
        arn: set("ROLE_ARN")?,
        session_name: variables.get("ROLE_SESSION_NAME")?,
        duration: None,
        policy: None,
        external_id: None,
        sts: StsPlace::default(),
    };
    let (provider_arn, token_file) = (set("OIDC_PROVIDER_ARN")?, set("OIDC_TOKEN_FILE")?);
    let source = oidc_role(&role, &provider_arn, &token_file, parts)?;
    Ok(Source::Other(Arc::new(Cached::new(source, parts.runtime()))))
}

fn cli(parts: &Parts, profile: Option<&str>) -> Result<Source, ProvideError> {
    let source = CliProfile::of_parts(parts.clone());
    Ok(Source::Cli(Arc::new(match profile {
        Some(name) => source.with_profile(name),
        None => {
            for switch in ["CLI_PROFILE_DISABLED", "IGNORE_PROFILE"] {
                if parts.variables().is_on(switch) {
                    return Err(failed(format_args!("switched off by ALIBABA_CLOUD_{switch}")));
                }
            }
            source
        }
    })))
}

fn ini(parts: &Parts, profile: Option<&str>) -> Result<Source, ProvideError> {
    let source = IniFile::of_parts(parts.clone());
    Ok(Source::Ini(Arc::new(match profile {
        Some(name) => source.with_profile(name),
        None => source,
    })))
}

fn uri(parts: &Parts, _: Option<&str>) -> Result<Source, ProvideError> {
    let uri = parts.variables().get("CREDENTIALS_URI")?;
    let uri = uri.ok_or_else(|| failed("ALIBABA_CLOUD_CREDENTIALS_URI is not set"))?;
    allowed(parts, "ALIBABA_CLOUD_CREDENTIALS_URI")?;
    let source = CredentialsUri::new(&uri, parts.transport(), parts.runtime())?;
    Ok(Source::Other(Arc::new(Cached::new(source, parts.runtime()))))
}

fn metadata(parts: &Parts, _: Option<&str>) -> Result<Source, ProvideError> {
    if let Some(by) = parts.metadata_is_off() {
        return Err(failed(format_args!("switched off by {by}")));
    }
    let role = parts.variables().get("ECS_METADATA")?;
    let source = instance_role(role.as_deref(), parts);
    Ok(Source::Other(Arc::new(Cached::new(source, parts.runtime()))))
}

/// Returns whether a source was set up, as far as can be told without asking anybody.
pub(super) fn is_set_up(name: &str, parts: &Parts) -> bool {
    let variables = parts.variables();
    let any = |names: &[&str]| names.iter().any(|name| !matches!(variables.get(name), Ok(None)));
    match name {
        "env" => any(&["ACCESS_KEY_ID", "ACCESS_KEY_SECRET"]),
        "oidc_role_arn" => any(&["OIDC_PROVIDER_ARN", "OIDC_TOKEN_FILE"]),
        "cli_profile" => CliProfile::of_parts(parts.clone()).has_file(),
        "profile" => IniFile::of_parts(parts.clone()).has_file(),
        "credential_uri" => any(&["CREDENTIALS_URI"]),
        _ => any(&["ECS_METADATA"]),
    }
}
