//! The ini file of the older SDKs.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use aliyun_rpc_signer::{Credentials, Provide, ProvideError, ProvideFuture, SecretString};
use aliyun_transport::{Runtime, Transport};

use crate::failed::failed;
use crate::host::{File, FileError, Host};
use crate::ini::{self, Section};
use crate::open_file::note_if_open;
use crate::parts::{Parts, StsPlace};
use crate::profile::{Kept, NoRecipe, Recipe, RoleRecipe, required};
use crate::settings::ProfileSettings;

/// A section of the ini file that the SDKs share: `~/.alibabacloud/credentials`, else
/// `~/.alibabacloud/credentials.ini`, or where `ALIBABA_CLOUD_CREDENTIALS_FILE` says.
///
/// The section is the one that is [named](Self::with_profile), else that of
/// `ALIBABA_CLOUD_PROFILE`, else `default`. Its `type` is one of `access_key`, `ecs_ram_role`,
/// `ram_role_arn` and `oidc_role_arn`. The file is read each time; keys of roles are kept for as long
/// as the section says the same.
///
/// The SDKs differ; this is what happens here. Go and Python read different files: both names work.
/// Java leaves out a section without `enable = true`: here only `enable = false` does. Java takes an
/// unknown type for `access_key`: here it is refused. Comments may stand behind a value, after a
/// space. Quotes around a value are dropped.
///
/// ```
/// use aliyun_credentials::{IniFile, MemoryHost, Provide};
/// # use aliyun_transport::{replay::Replay as HyperTransport, virtual_time::VirtualRuntime};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (transport, runtime) = (HyperTransport::new(), VirtualRuntime::automatic(std::time::UNIX_EPOCH));
/// let ini = "[default]\ntype = access_key # mine\naccess_key_id = id\naccess_key_secret = secret\n";
/// let host = MemoryHost::new().with_file("/home/user/.alibabacloud/credentials", ini);
/// let file = IniFile::new(host, transport, runtime); // a program has `SystemHost`
/// assert_eq!(file.provide().await?.provider(), Some("profile/static_ak"));
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct IniFile {
    parts: Parts,
    profile: Option<String>,
    kept: Kept,
    warning: OnceLock<String>,
}

impl IniFile {
    /// Reads sections on a machine. Roles are assumed through `transport`.
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

    /// Chooses a section by its name.
    #[must_use]
    pub fn with_profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Returns the region that stands in the section.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or has no such section.
    pub fn settings(&self) -> Result<ProfileSettings, ProvideError> {
        let (name, section) = self.section().map_err(NoRecipe::into_error)?;
        let region = section.get("region_id").map(str::to_owned);
        Ok(ProfileSettings { name, region, ..ProfileSettings::default() })
    }

    /// Returns that others can read the file, if they can and it has been read.
    #[must_use]
    pub fn warning(&self) -> Option<&str> {
        self.warning.get().map(String::as_str)
    }

    /// Returns whether there is a file, readable or not.
    pub(crate) fn has_file(&self) -> bool {
        !matches!(self.read(), Err(NoRecipe::Otherwise(_)))
    }

    fn section(&self) -> Result<(String, Section), NoRecipe> {
        let (path, file) = self.read()?;
        let shown = path.display();
        note_if_open(&path, &file, &self.warning);
        let name = match &self.profile {
            Some(name) => Ok(name.clone()),
            None => {
                let name = self.parts.variables().get("PROFILE");
                name.map(|name| name.unwrap_or_else(|| DEFAULT.to_owned()))
            }
        };
        let name = name.map_err(NoRecipe::Otherwise)?;
        let unreadable =
            |reason: &str| NoRecipe::Unreadable(failed(format_args!("{shown} {reason}")));
        let text = std::str::from_utf8(&file.bytes).map_err(|_| unreadable("is not UTF-8"))?;
        let section = ini::section(text, &name).map_err(|reason| unreadable(&reason))?;
        let section = section.ok_or_else(|| {
            NoRecipe::Otherwise(failed(format_args!("{shown} has no section [{name}]")))
        })?;
        Ok((name, section))
    }

    /// Reads the file that is named, or the first that is there.
    fn read(&self) -> Result<(PathBuf, File), NoRecipe> {
        let paths = self.paths().map_err(NoRecipe::Otherwise)?;
        let mut first = None;
        for path in paths {
            match self.parts.host.read(&path, LARGEST_FILE) {
                Ok(file) => return Ok((path, file)),
                Err(error) => {
                    let told = failed(format_args!("{} {error}", path.display()));
                    if error != FileError::NotFound {
                        return Err(NoRecipe::Unreadable(told));
                    }
                    first.get_or_insert(told);
                }
            }
        }
        Err(NoRecipe::Otherwise(first.unwrap_or_else(|| failed("there is no ini file"))))
    }

    fn paths(&self) -> Result<Vec<PathBuf>, ProvideError> {
        if let Some(path) = self.parts.variables().get("CREDENTIALS_FILE")? {
            return Ok(vec![PathBuf::from(path)]);
        }
        let home = self.parts.host.home().ok_or_else(|| {
            failed("there is no home directory; set ALIBABA_CLOUD_CREDENTIALS_FILE")
        })?;
        Ok(FILES.map(|name| home.join(FOLDER).join(name)).to_vec())
    }

    fn recipe(&self) -> Result<Recipe, NoRecipe> {
        let (name, section) = self.section()?;
        recipe(&name, &section).map_err(NoRecipe::Otherwise)
    }
}

/// Returns what a section says.
fn recipe(name: &str, section: &Section) -> Result<Recipe, ProvideError> {
    if section.get("enable").is_some_and(|enable| enable.eq_ignore_ascii_case("false")) {
        return Err(failed(format_args!("the section [{name}] says enable = false")));
    }
    let text = |key: &str| section.get(key).map(str::to_owned);
    let key = || {
        Ok(Recipe::Key {
            id: required(text("access_key_id"), "access_key_id", name)?,
            secret: required(text("access_key_secret"), "access_key_secret", name)
                .map(SecretString::new)?,
            token: text("security_token").map(SecretString::new),
        })
    };
    let role = || {
        Ok(RoleRecipe {
            arn: required(text("role_arn"), "role_arn", name)?,
            session_name: text("role_session_name"),
            duration: text("duration_seconds").map(|text| seconds(&text, name)).transpose()?,
            policy: text("policy"),
            external_id: text("external_id"),
            sts: StsPlace::default(),
        })
    };
    match required(section.get("type"), "type", name)? {
        "access_key" => key(),
        "ecs_ram_role" => Ok(Recipe::EcsRamRole { role: text("role_name") }),
        "ram_role_arn" => Ok(Recipe::Role { role: role()?, source: Box::new(key()?) }),
        "oidc_role_arn" => Ok(Recipe::Oidc {
            role: role()?,
            provider_arn: required(text("oidc_provider_arn"), "oidc_provider_arn", name)?,
            token_file: required(text("oidc_token_file_path"), "oidc_token_file_path", name)?,
        }),
        "rsa_key_pair" => Err(failed(format_args!(
            "the section [{name}] has an RSA key pair, which Alibaba Cloud no longer supports"
        ))),
        _ => Err(failed(format_args!(
            "the section [{name}] has a type that is not known; it can be access_key, ecs_ram_role, \
             ram_role_arn or oidc_role_arn"
        ))),
    }
}

fn seconds(text: &str, name: &str) -> Result<Duration, ProvideError> {
    text.parse().map(Duration::from_secs).map_err(|_| {
        failed(format_args!("the section [{name}] has duration_seconds that are no whole number"))
    })
}

impl Provide for IniFile {
    /// # Errors
    ///
    /// When there is no such section, it lacks something, or its source has no key.
    fn provide(&self) -> ProvideFuture<'_> {
        self.provide_at(self.parts.runtime.now(), None)
    }

    fn provide_at(&self, now: SystemTime, refused: Option<&Credentials>) -> ProvideFuture<'_> {
        self.kept.key(self.recipe(), &self.parts, NAME, now, refused)
    }
}

/// What the SDKs call it.
const NAME: &str = "profile";

const FOLDER: &str = ".alibabacloud";
/// That of Go and Java, that of Python.
const FILES: [&str; 2] = ["credentials", "credentials.ini"];
const DEFAULT: &str = "default";
const LARGEST_FILE: usize = 1 << 20;
