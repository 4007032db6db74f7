//! The file that `aliyun configure` writes: the profiles in it, each read by itself, so that one that
//! is broken does not keep the others from being used.

use std::time::Duration;

use aliyun_rpc_signer::{ProvideError, SecretString};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::failed::failed;
use crate::key_document::text;
use crate::shown;

/// The file, its profiles unread.
#[derive(Deserialize)]
pub(super) struct Config<'f> {
    #[serde(default, deserialize_with = "plain")]
    pub(super) current: Option<String>,
    #[serde(borrow, default)]
    profiles: Option<Vec<&'f RawValue>>,
}

/// A profile. What is null or empty counts as absent, and members that are not named here do not
/// matter (aliyun-cli, `config/profile.go`).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Profile {
    #[serde(deserialize_with = "plain")]
    pub(super) mode: Option<String>,
    #[serde(deserialize_with = "plain")]
    pub(super) access_key_id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) access_key_secret: Option<SecretString>,
    #[serde(deserialize_with = "text")]
    pub(super) sts_token: Option<SecretString>,
    #[serde(deserialize_with = "plain")]
    pub(super) sts_region: Option<String>,
    #[serde(deserialize_with = "plain")]
    pub(super) sts_endpoint: Option<String>,
    #[serde(deserialize_with = "flag")]
    pub(super) enable_vpc: bool,
    #[serde(deserialize_with = "plain")]
    pub(super) ram_role_name: Option<String>,
    #[serde(deserialize_with = "plain")]
    pub(super) ram_role_arn: Option<String>,
    #[serde(deserialize_with = "plain")]
    pub(super) ram_session_name: Option<String>,
    /// What the Python SDK calls it.
    #[serde(deserialize_with = "plain")]
    pub(super) role_session_name: Option<String>,
    #[serde(deserialize_with = "number")]
    pub(super) expired_seconds: Option<u64>,
    #[serde(deserialize_with = "plain")]
    pub(super) policy: Option<String>,
    #[serde(deserialize_with = "plain")]
    pub(super) external_id: Option<String>,
    #[serde(deserialize_with = "plain")]
    pub(super) source_profile: Option<String>,
    #[serde(deserialize_with = "plain")]
    pub(super) oidc_provider_arn: Option<String>,
    #[serde(deserialize_with = "plain")]
    pub(super) oidc_token_file: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) credentials_uri: Option<SecretString>,
    #[serde(deserialize_with = "text")]
    pub(super) process_command: Option<SecretString>,
    #[serde(deserialize_with = "number")]
    pub(super) sts_expiration: Option<u64>,
    #[serde(deserialize_with = "plain")]
    pub(super) region_id: Option<String>,
    #[serde(deserialize_with = "plain")]
    pub(super) endpoint: Option<String>,
    #[serde(deserialize_with = "plain")]
    pub(super) endpoint_type: Option<String>,
}

impl<'f> Config<'f> {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Says in which line it is not what `aliyun configure` writes, without quoting it.
    pub(super) fn read(json: &'f [u8], file: &str) -> Result<Self, ProvideError> {
        let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
        if json.iter().all(u8::is_ascii_whitespace) {
            return Err(failed(format_args!("{file} is empty; run `aliyun configure`")));
        }
        if json.trim_ascii_start().starts_with(b"[") {
            return Err(failed(format_args!(
                "{file} holds a list, where `aliyun configure` writes an object"
            )));
        }
        serde_json::from_slice(json).map_err(|error| {
            let what = match error.classify() {
                serde_json::error::Category::Data => "is not what `aliyun configure` writes",
                _ => "is not JSON",
            };
            let (line, column) = (error.line(), error.column());
            failed(format_args!("{file} {what} (line {line}, column {column})"))
        })
    }

    /// Returns whether there is a profile of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<&'f RawValue> {
        #[derive(Deserialize)]
        struct Named {
            #[serde(default, deserialize_with = "plain")]
            name: Option<String>,
        }
        let is_it = |profile: &&&RawValue| {
            let named: Result<Named, _> = serde_json::from_str(profile.get());
            // serde would take a list for an object.
            profile.get().starts_with('{')
                && named.is_ok_and(|named| named.name.as_deref() == Some(name))
        };
        self.profiles.as_deref().unwrap_or_default().iter().find(is_it).copied()
    }

    /// Reads the first profile of this name.
    ///
    /// # Errors
    ///
    /// When there is none, or a member of it has another type than it should.
    pub(super) fn profile(&self, name: &str, file: &str) -> Result<Profile, ProvideError> {
        let Some(profile) = self.find(name) else {
            return Err(failed(format_args!(
                "{file} has no profile {}; `aliyun configure list` shows those it has",
                shown::name(name)
            )));
        };
        serde_json::from_str(profile.get()).map_err(|error| {
            failed(format_args!(
                "the profile {name} in {file} has a member twice or of the wrong type (line {} of the profile)",
                error.line()
            ))
        })
    }
}

impl Profile {
    pub(super) fn duration(&self) -> Option<Duration> {
        self.expired_seconds.filter(|seconds| *seconds > 0).map(Duration::from_secs)
    }
}

/// Reads a text that is no secret.
fn plain<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(reader)?.filter(|text| !text.is_empty()))
}

/// Reads a whole number, which people also write as a text.
fn number<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u64),
        Text(String),
    }
    match Option::<Either>::deserialize(reader)? {
        None => Ok(None),
        Some(Either::Number(number)) => Ok(Some(number)),
        Some(Either::Text(text)) if text.is_empty() => Ok(None),
        Some(Either::Text(text)) => {
            text.parse().map(Some).map_err(|_| serde::de::Error::custom("not a whole number"))
        }
    }
}

/// Reads a boolean, which people also write as a text.
fn flag<'de, D: Deserializer<'de>>(reader: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Boolean(bool),
        Text(String),
    }
    Ok(match Option::<Either>::deserialize(reader)? {
        None => false,
        Some(Either::Boolean(flag)) => flag,
        Some(Either::Text(text)) => text.eq_ignore_ascii_case("true"),
    })
}
