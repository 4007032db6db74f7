//! The profiles of the `aliyun` command.

mod config;
mod modes;

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::SystemTime;

use aliyun_rpc_signer::{Credentials, Provide, ProvideError, ProvideFuture};
use aliyun_transport::{Runtime, Transport};

use crate::failed::failed;
use crate::host::{File, FileError, Host};
use crate::open_file::note_if_open;
use crate::parts::{Parts, StsPlace};
use crate::profile::{Kept, NoRecipe, Recipe};
use crate::settings::ProfileSettings;
use config::{Config, Profile};

/// A profile of the `aliyun` command, in `~/.aliyun/config.json` or where
/// `ALIBABA_CLOUD_CONFIG_FILE` says.
///
/// The profile is the one that is [named](Self::with_profile), else that of
/// `ALIBABA_CLOUD_PROFILE`, else the file's `current`. All modes are known but `Anonymous`,
/// `BearerToken` and `RsaKeyPair`, in any case. The file is read each time and never written; keys of
/// roles are kept for as long as the profile says the same. While the file cannot be read, or is not
/// whole, the profile is used as it was; one that is gone is gone.
///
/// ```
/// use aliyun_credentials::{CliProfile, MemoryHost, Provide};
/// # use aliyun_transport::{replay::Replay as HyperTransport, virtual_time::VirtualRuntime};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (transport, runtime) = (HyperTransport::new(), VirtualRuntime::automatic(std::time::UNIX_EPOCH));
/// let config = r#"{"current": "me", "profiles": [{"name": "me", "mode": "AK",
///     "access_key_id": "example-id", "access_key_secret": "example-secret",
///     "region_id": "eu-central-1"}]}"#;
/// let host = MemoryHost::new().with_file("/home/user/.aliyun/config.json", config);
/// let profile = CliProfile::new(host, transport, runtime); // a program has `SystemHost`
/// assert_eq!(profile.provide().await?.provider(), Some("cli_profile/static_ak"));
/// assert_eq!(profile.settings()?.region.as_deref(), Some("eu-central-1"));
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct CliProfile {
    parts: Parts,
    profile: Option<String>,
    kept: Kept,
    warning: OnceLock<String>,
}

impl CliProfile {
    /// Reads profiles on a machine. Roles are assumed through `transport`.
    pub fn new(
        host: impl Host + 'static,
        transport: impl Transport + 'static,
        runtime: impl Runtime + 'static,
    ) -> Self {
        Self::of_parts(Parts::new(host, transport, runtime))
    }

    pub(crate) fn of_parts(parts: Parts) -> Self {
        Self { parts, profile: None, kept: Kept::default(), warning: OnceLock::new() }
    }

    /// Chooses a profile by its name.
    #[must_use]
    pub fn with_profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Returns the region and the endpoint that stand in the profile.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or has no such profile.
    pub fn settings(&self) -> Result<ProfileSettings, ProvideError> {
        let (name, profile) = self.profile()?;
        Ok(ProfileSettings {
            name,
            region: profile.region_id,
            endpoint: profile.endpoint,
            is_vpc: profile.endpoint_type.is_some_and(|kind| kind.eq_ignore_ascii_case("vpc")),
        })
    }

    /// Returns that others can read the file, if they can and it has been read.
    #[must_use]
    pub fn warning(&self) -> Option<&str> {
        self.warning.get().map(String::as_str)
    }

    /// Returns where the profile says that STS is.
    pub(crate) fn sts_place(&self) -> Result<StsPlace, ProvideError> {
        Ok(modes::sts_place(&self.profile()?.1))
    }

    /// Returns whether there is a file, readable or not.
    pub(crate) fn has_file(&self) -> bool {
        !matches!(self.read(), Err(NoRecipe::Otherwise(_)))
    }

    /// Returns whether the profile is there, whatever is wrong with it. A file that cannot be read may
    /// have it.
    pub(crate) fn is_there(&self) -> bool {
        match self.read() {
            Err(NoRecipe::Otherwise(_)) => false,
            Err(NoRecipe::Unreadable(_)) => true,
            Ok((path, file)) => {
                let shown = path.display().to_string();
                let Ok(config) = Config::read(&file.bytes, &shown) else { return true };
                self.name(&config, &shown).is_ok_and(|name| config.has(&name))
            }
        }
    }

    fn profile(&self) -> Result<(String, Profile), ProvideError> {
        let (path, file) = self.read().map_err(NoRecipe::into_error)?;
        let shown = path.display().to_string();
        let config = Config::read(&file.bytes, &shown)?;
        let name = self.name(&config, &shown)?;
        let profile = config.profile(&name, &shown)?;
        Ok((name, profile))
    }

    fn read(&self) -> Result<(PathBuf, File), NoRecipe> {
        let path = self.path().map_err(NoRecipe::Otherwise)?;
        let file = self.parts.host.read(&path, LARGEST_FILE);
        let file = file.map_err(|error| {
            let told = failed(format_args!("{} {error}", path.display()));
            match error {
                FileError::NotFound => NoRecipe::Otherwise(told),
                _ => NoRecipe::Unreadable(told),
            }
        })?;
        note_if_open(&path, &file, &self.warning);
        Ok((path, file))
    }

    fn path(&self) -> Result<PathBuf, ProvideError> {
        Ok(match self.parts.variables().get("CONFIG_FILE")? {
            Some(path) => PathBuf::from(path),
            None => {
                let home = self.parts.host.home().ok_or_else(|| {
                    failed("there is no home directory; set ALIBABA_CLOUD_CONFIG_FILE")
                })?;
                home.join(".aliyun").join("config.json")
            }
        })
    }

    fn name(&self, config: &Config<'_>, file: &str) -> Result<String, ProvideError> {
        if let Some(name) = &self.profile {
            return Ok(name.clone());
        }
        let name = self.parts.variables().get("PROFILE")?;
        name.or_else(|| config.current.clone()).ok_or_else(|| {
            failed(format_args!(
                "{file} has no current profile; set ALIBABA_CLOUD_PROFILE, or run \
                 `aliyun configure switch`"
            ))
        })
    }

    fn recipe(&self) -> Result<Recipe, NoRecipe> {
        let (path, file) = self.read()?;
        let shown = path.display().to_string();
        let config = Config::read(&file.bytes, &shown).map_err(NoRecipe::Unreadable)?;
        let name = self.name(&config, &shown).map_err(NoRecipe::Otherwise)?;
        modes::recipe(&config, &name, &shown).map_err(NoRecipe::Otherwise)
    }
}

impl Provide for CliProfile {
    /// # Errors
    ///
    /// When there is no such profile, it lacks something, or its source has no key.
    fn provide(&self) -> ProvideFuture<'_> {
        self.provide_at(self.parts.runtime.now(), None)
    }

    fn provide_at(&self, now: SystemTime, refused: Option<&Credentials>) -> ProvideFuture<'_> {
        self.kept.key(self.recipe(), &self.parts, NAME, now, refused)
    }
}

/// What the SDKs call it.
const NAME: &str = "cli_profile";

/// Some hundred profiles have less.
const LARGEST_FILE: usize = 1 << 20;
