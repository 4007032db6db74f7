//! The access key a request is signed with.

use std::fmt;

use zeroize::Zeroizing;

use crate::Provide;
use crate::ProvideFuture;

/// An access key: its id, its secret and, for a temporary one, its security token.
///
/// The secret and the token are wiped from memory when dropped. `Debug` shows neither, and shortens
/// the id; there is no `Display`, no serialization and no comparison, so a secret leaves this type
/// only through [`access_key_secret`](Self::access_key_secret) and
/// [`security_token`](Self::security_token). A signed query necessarily holds the id and the token
/// in clear: treat [`Signed`](crate::Signed) with the same care.
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
    access_key_secret: Zeroizing<String>,
    security_token: Option<Zeroizing<String>>,
}

impl Credentials {
    /// Holds a long-lived access key, exactly as given: nothing is trimmed.
    ///
    /// A `String` is moved in; a `&str` is copied, and the original stays the caller's to wipe.
    pub fn new(access_key_id: impl Into<String>, access_key_secret: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            access_key_secret: Zeroizing::new(access_key_secret.into()),
            security_token: None,
        }
    }

    /// Adds the token of a temporary access key (STS), replacing an earlier one.
    ///
    /// An empty token is no token: the service expects `SecurityToken` to be absent then, and
    /// sources such as environment variables often hold an empty string for "none".
    #[must_use]
    pub fn with_security_token(mut self, token: impl Into<String>) -> Self {
        let token = Zeroizing::new(token.into());
        self.security_token = (!token.is_empty()).then_some(token);
        self
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
        self.security_token.as_ref().map(|token| token.as_str())
    }
}

impl Provide for Credentials {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let redacted = format_args!("[redacted]");
        f.debug_struct("Credentials")
            .field("access_key_id", &shortened(&self.access_key_id))
            .field("access_key_secret", &redacted)
            .field("security_token", &self.security_token.as_ref().map(|_| redacted))
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
    use super::*;

    #[test]
    fn debug_shows_only_the_ends_of_a_long_id() {
        let credentials =
            Credentials::new("LTAI5tExampleKeyId00000", "CANARY").with_security_token("CANARY");
        assert_eq!(
            format!("{credentials:?}"),
            "Credentials { access_key_id: \"LTAI…0000\", access_key_secret: [redacted], \
             security_token: Some([redacted]) }"
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
}
