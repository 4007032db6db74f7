//! A call with everything but its signature, stage by stage.

use std::fmt;

use zeroize::ZeroizeOnDrop;

use super::canonical_query::join_in_order;
use super::common::common_params;
use super::common::own_params;
use super::signature::signature;
use super::signed::Signed;
use super::string_to_sign::secret_string_to_sign;
use crate::Call;
use crate::Credentials;
use crate::Format;
use crate::Method;
use crate::SecretString;
use crate::Stamp;
use crate::percent;

/// A call with its common parameters, to be signed.
///
/// [`sign`](super::sign()) makes the same request in one pass and half the time. This shows the
/// stages between: to compare them with what the service quotes, or to print them. It holds the
/// security token; its texts are wiped from memory when dropped, and `Debug` shows the method alone.
///
/// ```
/// use std::time::SystemTime;
/// use aliyun_rpc_signer::{Call, Credentials, Format, Stamp, rpc};
///
/// let call = Call::new("DescribeImages", "2014-05-26").param("RegionId", "cn-hangzhou");
/// let credentials = Credentials::new("testid", "testsecret");
/// let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "nonce");
///
/// let unsigned = rpc::Unsigned::new(&call, Format::Json, &credentials, &stamp);
/// assert!(unsigned.canonical_query().contains("&RegionId=cn-hangzhou&"));
/// assert!(unsigned.string_to_sign().starts_with("GET&%2F&AccessKeyId%3Dtestid%26Action%3D"));
///
/// let signed = rpc::sign(&call, Format::Json, &credentials, &stamp);
/// assert_eq!(unsigned.sign().query(), signed.query());
/// ```
pub struct Unsigned<'a> {
    method: Method,
    canonical_query: SecretString,
    credentials: &'a Credentials,
}

impl<'a> Unsigned<'a> {
    /// Takes what [`sign`](super::sign()) takes, and leaves out what that leaves out.
    pub fn new(call: &Call, format: Format, credentials: &'a Credentials, stamp: &Stamp) -> Self {
        let common = common_params(call, format, credentials, stamp);
        let common = common.iter().flatten().map(|param| (param.name(), param.value()));
        let canonical_query = join_in_order(common.chain(own_params(call)));
        Self { method: call.method(), canonical_query, credentials }
    }

    /// Returns the method that is signed.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Returns the canonical query, security token included.
    pub fn canonical_query(&self) -> &str {
        &self.canonical_query
    }

    /// Returns the string to sign, security token included.
    pub fn string_to_sign(&self) -> SecretString {
        secret_string_to_sign(self.method, &self.canonical_query)
    }

    /// Signs it.
    #[must_use]
    pub fn sign(self) -> Signed {
        let signature = signature(&self.string_to_sign(), self.credentials.access_key_secret());
        let mut query = self.canonical_query;
        let out = query.with_room(NAME.len() + 3 * signature.len());
        out.push_str(NAME);
        percent::push_encoded(&signature, out);
        Signed::new(self.method, query)
    }
}

impl ZeroizeOnDrop for Unsigned<'_> {}

impl fmt::Debug for Unsigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsigned").field("method", &self.method).finish_non_exhaustive()
    }
}

const NAME: &str = "&Signature=";

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    /// Every field is named, so that a new one is thought of.
    #[test]
    fn the_query_and_the_string_to_sign_are_wiped() {
        fn is_wiped(_: &impl ZeroizeOnDrop) {}
        let credentials = Credentials::new("testid", "testsecret");
        let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "nonce");
        let call = Call::new("DescribeRegions", "2014-05-26");
        let unsigned = Unsigned::new(&call, Format::Json, &credentials, &stamp);
        is_wiped(&unsigned.string_to_sign());
        let Unsigned { method: _, canonical_query, credentials: _ } = &unsigned;
        is_wiped(canonical_query);
    }
}
