//! The sources of the chain in their order, and the switches that leave one out.

use std::sync::Arc;
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

/// What is wanted of a chain.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// This profile alone.
    pub(super) profile: Option<String>,
    pub(super) without_metadata: bool,
}

/// One source.
#[derive(Clone)]
pub(super) struct Step {
    name: &'static str,
    source: Source,
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

    pub(super) fn settings(&self) -> Option<ProfileSettings> {
        match &self.source {
            Source::Cli(source) => source.settings().ok(),
            Source::Ini(source) => source.settings().ok(),
            Source::Other(_) => None,
        }
    }
}

/// A source, or why it is left out.
type Maybe = Result<Step, (&'static str, ProvideError)>;

/// Returns the sources in their order. Each is made when its turn has come.
pub(super) fn steps<'a>(
    parts: &'a Parts,
    wanted: &'a Wanted,
) -> impl Iterator<Item = Maybe> + use<'a> {
    let all: &[(&'static str, Make)] = match wanted.profile {
        Some(_) => &PROFILES,
        None => &ALL,
    };
    all.iter().map(move |(name, make)| match make(parts, wanted) {
        Ok(source) => Ok(Step { name, source }),
        Err(error) => Err((*name, error)),
    })
}

type Make = fn(&Parts, &Wanted) -> Result<Source, ProvideError>;

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

fn environment(parts: &Parts, _: &Wanted) -> Result<Source, ProvideError> {
    let source = Environment::new(parts.host()).with_older_names(parts.with_older_names);
    Ok(Source::Other(Arc::new(source)))
}

fn oidc(parts: &Parts, _: &Wanted) -> Result<Source, ProvideError> {
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

fn cli(parts: &Parts, wanted: &Wanted) -> Result<Source, ProvideError> {
    let source = CliProfile::of_parts(parts.clone());
    Ok(Source::Cli(Arc::new(match &wanted.profile {
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

fn ini(parts: &Parts, wanted: &Wanted) -> Result<Source, ProvideError> {
    let source = IniFile::of_parts(parts.clone());
    Ok(Source::Ini(Arc::new(match &wanted.profile {
        Some(name) => source.with_profile(name),
        None => source,
    })))
}

fn uri(parts: &Parts, _: &Wanted) -> Result<Source, ProvideError> {
    let uri = parts.variables().get("CREDENTIALS_URI")?;
    let uri = uri.ok_or_else(|| failed("ALIBABA_CLOUD_CREDENTIALS_URI is not set"))?;
    allowed(parts, "ALIBABA_CLOUD_CREDENTIALS_URI")?;
    let source = CredentialsUri::new(&uri, parts.transport(), parts.runtime())?;
    Ok(Source::Other(Arc::new(Cached::new(source, parts.runtime()))))
}

fn metadata(parts: &Parts, wanted: &Wanted) -> Result<Source, ProvideError> {
    let variables = parts.variables();
    if wanted.without_metadata {
        return Err(failed("switched off by the program"));
    }
    if variables.is_on("ECS_METADATA_DISABLED") {
        return Err(failed("switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED"));
    }
    let role = variables.get("ECS_METADATA")?;
    let source = instance_role(role.as_deref(), parts);
    Ok(Source::Other(Arc::new(Cached::new(source, parts.runtime()))))
}
