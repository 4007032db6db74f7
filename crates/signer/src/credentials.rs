//! The access key a request is signed with.

use std::borrow::Cow;
use std::fmt;
use std::time::SystemTime;

use zeroize::ZeroizeOnDrop;

use crate::KeyError;
use crate::KeyPart;
use crate::SecretString;
use crate::timestamp;

/// An access key: its id, its secret and, for a temporary one, its security token and its expiry.
///
/// The secret and the token are wiped from memory when dropped. `Debug` shows neither, and shortens
/// the id; there is no `Display`, no serialization and no comparison, so a secret leaves this type
/// only through [`access_key_secret`](Self::access_key_secret) and
/// [`security_token`](Self::security_token). A signed query necessarily holds the id and the token
/// in clear: treat [`rpc::Signed`](crate::rpc::Signed) with the same care.
///
/// ```
/// use aliyun_rpc_signer::Credentials;
///
/// let credentials = Credentials::new("LTAI5tExampleKeyId00000", "example-secret")
///     .with_security_token("example-token");
///
/// assert_eq!(credentials.access_key_id(), "LTAI5tExampleKeyId00000");
/// assert_eq!(credentials.security_token(), Some("example-token"));
/// let printed = format!("{credentials:?}");
/// assert!(printed.contains("LTAI…0000"));
/// assert!(!printed.contains("example-secret") && !printed.contains("example-token"));
/// ```
#[derive(Clone)]
pub struct Credentials {
    access_key_id: String,
    access_key_secret: SecretString,
    security_token: Option<SecretString>,
    expiry: Option<SystemTime>,
    provider: Option<Cow<'static, str>>,
}

impl Credentials {
    /// Holds a long-lived access key, exactly as given: nothing is trimmed.
    ///
    /// A `String` is moved in; a `&str` is copied, and the original stays the caller's to wipe.
    pub fn new(access_key_id: impl Into<String>, access_key_secret: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            access_key_secret: SecretString::new(access_key_secret),
            security_token: None,
            expiry: None,
            provider: None,
        }
    }

    /// Adds the token of a temporary access key (STS), replacing an earlier one.
    ///
    /// An empty token is no token: the service expects `SecurityToken` to be absent then, and
    /// sources such as environment variables often hold an empty string for "none".
    #[must_use]
    pub fn with_security_token(mut self, token: impl Into<String>) -> Self {
        let token = SecretString::new(token);
        self.security_token = (!token.is_empty()).then_some(token);
        self
    }

    /// Adds the time from which on the service refuses the key, as STS states it.
    ///
    /// Signing does not look at it. A source of credentials does, so as to fetch new ones in time.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use aliyun_rpc_signer::Credentials;
    ///
    /// let hour = SystemTime::UNIX_EPOCH + Duration::from_secs(3600);
    /// let credentials = Credentials::new("STS.example", "example-secret")
    ///     .with_security_token("example-token")
    ///     .with_expiry(hour);
    /// assert!(!credentials.is_expired_at(hour - Duration::from_secs(1)));
    /// assert!(credentials.is_expired_at(hour));
    /// ```
    #[must_use]
    pub fn with_expiry(mut self, expiry: SystemTime) -> Self {
        self.expiry = Some(expiry);
        self
    }

    /// Adds the name of the source that the key came from, for people: `env`, `ecs_ram_role`.
    ///
    /// Signing does not look at it. The official SDKs name their sources alike and join the names
    /// of nested ones by a slash, as in `default/cli_profile/ram_role_arn`.
    ///
    /// ```
    /// let key = aliyun_rpc_signer::Credentials::new("id", "secret").with_provider("env");
    /// assert_eq!(key.provider(), Some("env"));
    /// ```
    #[must_use]
    pub fn with_provider(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.provider = Some(name.into());
        self
    }

    /// Checks that this can be a key of the service.
    ///
    /// Signing signs with anything; a client asks this before it does.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when a part is empty or holds what no key holds.
    pub fn check(&self) -> Result<(), KeyError> {
        KeyError::check(KeyPart::Id, &self.access_key_id)?;
        KeyError::check(KeyPart::Secret, &self.access_key_secret)?;
        match &self.security_token {
            Some(token) => KeyError::check(KeyPart::Token, token),
            None => Ok(()),
        }
    }

    /// Returns the access key id, which every signed request carries in clear.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// Returns the secret, which never leaves the machine: it only keys the HMAC.
    pub fn access_key_secret(&self) -> &str {
        &self.access_key_secret
    }

    /// Returns the security token, which a request signed with a temporary key carries in clear.
    pub fn security_token(&self) -> Option<&str> {
        self.security_token.as_deref()
    }

    /// Returns the time from which on the service refuses the key, if it is known.
    pub fn expiry(&self) -> Option<SystemTime> {
        self.expiry
    }

    /// Returns the name of the source that the key came from, if it said so.
    pub fn provider(&self) -> Option<&str> {
        self.provider.as_deref()
    }

    /// Tells whether the key is known to have expired at a time. One without an expiry never has.
    pub fn is_expired_at(&self, now: SystemTime) -> bool {
        self.expiry.is_some_and(|expiry| expiry <= now)
    }
}

impl ZeroizeOnDrop for Credentials {}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let redacted = format_args!("[redacted]");
        f.debug_struct("Credentials")
            .field("access_key_id", &shortened(&self.access_key_id))
            .field("access_key_secret", &redacted)
            .field("security_token", &self.security_token.as_ref().map(|_| redacted))
            .field("expiry", &self.expiry.map(timestamp::format))
            .field("provider", &self.provider)
            .finish()
    }
}

/// Keeps the two ends of an id long enough to stay ambiguous: they tell two keys apart in a log.
fn shortened(id: &str) -> String {
    let length = id.chars().count();
    if length < SHORTEST_ID_SHOWN {
        return "…".to_owned();
    }
    let head = id.chars().take(ID_CHARS_SHOWN);
    let tail = id.chars().skip(length - ID_CHARS_SHOWN);
    head.chain(std::iter::once('…')).chain(tail).collect()
}

/// Real ids have 16 to 30 characters; of a shorter one, eight characters would be most of it.
const SHORTEST_ID_SHOWN: usize = 16;
const ID_CHARS_SHOWN: usize = 4;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn debug_shows_only_the_ends_of_a_long_id() {
        let credentials =
            Credentials::new("LTAI5tExampleKeyId00000", "CANARY").with_security_token("CANARY");
        let credentials = credentials.with_expiry(SystemTime::UNIX_EPOCH);
        assert_eq!(
            format!("{credentials:?}"),
            "Credentials { access_key_id: \"LTAI…0000\", access_key_secret: [redacted], \
             security_token: Some([redacted]), expiry: Some(\"1970-01-01T00:00:00Z\"), provider: None }"
        );
    }

    #[test]
    fn debug_shows_nothing_of_a_short_id() {
        let printed = format!("{:#?}", Credentials::new("testid", "CANARY"));
        assert!(!printed.contains("testid") && !printed.contains("CANARY"), "{printed}");
    }

    #[test]
    fn ids_are_shortened_by_characters_not_bytes() {
        assert_eq!(shortened(&"é".repeat(16)), "éééé…éééé");
        assert_eq!(shortened(&"é".repeat(15)), "…");
    }

    #[test]
    fn an_empty_token_is_no_token() {
        let temporary = Credentials::new("id", "secret").with_security_token("token");
        assert_eq!(temporary.security_token(), Some("token"));
        assert_eq!(temporary.with_security_token("").security_token(), None);
    }

    #[test]
    fn a_key_expires_at_its_expiry_and_only_if_it_has_one() {
        let key = Credentials::new("id", "secret");
        let (before, at) =
            (SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + Duration::from_secs(1));
        assert_eq!(key.expiry(), None);
        assert!(!key.is_expired_at(at));
        let key = key.with_expiry(at);
        assert_eq!(key.expiry(), Some(at));
        assert!(!key.is_expired_at(before) && key.is_expired_at(at));
        assert!(key.clone().is_expired_at(at + Duration::from_secs(1)));
    }

    /// Every field is named, so that a new one is thought of.
    #[test]
    fn the_secret_and_the_token_are_wiped() {
        fn is_wiped(_: &impl ZeroizeOnDrop) {}
        let key = Credentials::new("id", "secret").with_security_token("token");
        let Credentials {
            access_key_id: _,
            access_key_secret,
            security_token,
            expiry: _,
            provider: _,
        } = &key;
        is_wiped(access_key_secret);
        is_wiped(security_token);
    }
}
