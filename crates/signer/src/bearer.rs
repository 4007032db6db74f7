//! A token that stands in for a signature.

use std::fmt;

use zeroize::ZeroizeOnDrop;

use crate::SecretString;

/// A bearer token: whoever holds it may make the request, without a key and without a signature.
///
/// [`rpc::bearer`](crate::rpc::bearer) and [`acs3::bearer`](crate::acs3::bearer) make the request.
/// The token is wiped from memory when dropped, and `Debug` does not show it.
///
/// ```
/// use aliyun_rpc_signer::BearerToken;
///
/// let token = BearerToken::new("example-token");
/// assert_eq!(format!("{token:?}"), "BearerToken([redacted])");
/// ```
#[derive(Clone)]
pub struct BearerToken(SecretString);

impl BearerToken {
    /// Holds a token, exactly as given.
    pub fn new(token: impl Into<String>) -> Self {
        Self(SecretString::new(token))
    }

    /// Returns the token, which the request carries in clear.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ZeroizeOnDrop for BearerToken {}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BearerToken([redacted])")
    }
}
