//! A call with everything but its signature, stage by stage.

use std::fmt;

use zeroize::ZeroizeOnDrop;

use super::canonical_headers::CanonicalHeaders;
use super::canonical_headers::canonical_headers;
use super::canonical_request::joined;
use super::canonical_request::lines;
use super::canonical_request::request;
use super::common::HASH_OF_NOTHING;
use super::common::Header;
use super::common::JSON;
use super::common::common_headers;
use super::common::header;
use super::header_error;
use super::header_error::HeaderError;
use super::signature::authorization;
use super::signature::signature;
use super::signature::string_to_sign_of_lines;
use super::signed::Signed;
use crate::Call;
use crate::Credentials;
use crate::Method;
use crate::SecretString;
use crate::Stamp;
use crate::rpc::own_params;

/// A call with its headers, to be signed for one host.
///
/// [`sign`](super::sign()) is [`new`](Self::new) and [`sign`](Self::sign). This shows the stages
/// between: to compare them with what the service quotes, or to print them. It holds the security
/// token; its texts are wiped from memory when dropped, and `Debug` shows the method and the names of
/// the headers.
///
/// ```
/// use std::time::SystemTime;
/// use aliyun_rpc_signer::{Call, Credentials, Stamp, acs3};
///
/// let call = Call::new("DescribeImages", "2014-05-26").param("RegionId", "cn-hangzhou");
/// let credentials = Credentials::new("testid", "testsecret");
/// let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "nonce");
///
/// let unsigned = acs3::Unsigned::new(&call, "ecs.aliyuncs.com", &credentials, &stamp);
/// assert_eq!(unsigned.canonical_query(), "RegionId=cn-hangzhou");
/// assert!(unsigned.canonical_request().starts_with("GET\n/\nRegionId=cn-hangzhou\nhost:"));
/// assert!(unsigned.string_to_sign().starts_with("ACS3-HMAC-SHA256\n"));
/// assert_eq!(unsigned.sign()?.query(), "RegionId=cn-hangzhou");
/// # Ok::<(), acs3::HeaderError>(())
/// ```
pub struct Unsigned<'a> {
    method: Method,
    host: &'a str,
    canonical_query: SecretString,
    headers: Vec<Header>,
    canonical_headers: CanonicalHeaders,
    credentials: &'a Credentials,
}

impl<'a> Unsigned<'a> {
    /// Takes what [`sign`](super::sign()) takes, and leaves out what that leaves out.
    pub fn new(call: &Call, host: &'a str, credentials: &'a Credentials, stamp: &Stamp) -> Self {
        let canonical_query = joined(own_params(call));
        let mut headers = common_headers(call, host, stamp);
        if let Some(token) = credentials.security_token() {
            headers.push(header("x-acs-accesskey-id", credentials.access_key_id()));
            headers.push(header("x-acs-security-token", token));
        }
        let canonical_headers =
            canonical_headers(headers.iter().map(|(name, value)| (name, value)));
        let method = call.method();
        Self { method, host, canonical_query, headers, canonical_headers, credentials }
    }

    /// Returns the method that is signed.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Returns the canonical query, which may be empty.
    pub fn canonical_query(&self) -> &str {
        &self.canonical_query
    }

    /// Returns the headers that are signed, security token included.
    pub fn canonical_headers(&self) -> &CanonicalHeaders {
        &self.canonical_headers
    }

    /// Returns the canonical request, security token included.
    pub fn canonical_request(&self) -> SecretString {
        request(&self.lines())
    }

    /// Returns the string to sign, which holds the canonical request's hash alone.
    pub fn string_to_sign(&self) -> String {
        string_to_sign_of_lines(&self.lines())
    }

    /// Signs it.
    ///
    /// # Errors
    ///
    /// [`HeaderError`] when a header would hold a line end or another control character.
    pub fn sign(self) -> Result<Signed, HeaderError> {
        header_error::check(&self.headers)?;
        let signature = signature(&self.string_to_sign(), self.credentials.access_key_secret());
        let id = self.credentials.access_key_id();
        let authorization = authorization(id, self.canonical_headers.names(), &signature);
        let mut headers = self.headers;
        headers.push(header("accept", JSON));
        headers.push(("authorization", authorization.into()));
        Ok(Signed::new(self.method, self.host, self.canonical_query, headers))
    }

    fn lines(&self) -> [&str; 6] {
        let (method, query) = (self.method.as_str(), &*self.canonical_query);
        lines(method, "/", query, &self.canonical_headers, HASH_OF_NOTHING)
    }
}

impl ZeroizeOnDrop for Unsigned<'_> {}

impl fmt::Debug for Unsigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsigned")
            .field("method", &self.method)
            .field("signed_headers", &self.canonical_headers.names())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::super::hashed_payload;
    use super::*;

    #[test]
    fn the_hash_of_nothing_is_that() {
        assert_eq!(hashed_payload(b""), HASH_OF_NOTHING);
    }

    /// Every field is named, so that a new one is thought of.
    #[test]
    fn the_query_the_headers_and_the_canonical_request_are_wiped() {
        fn is_wiped(_: &impl ZeroizeOnDrop) {}
        let credentials = Credentials::new("testid", "testsecret");
        let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "nonce");
        let call = Call::new("DescribeRegions", "2014-05-26");
        let unsigned = Unsigned::new(&call, "h", &credentials, &stamp);
        is_wiped(&unsigned.canonical_request());
        let Unsigned {
            method: _,
            host: _,
            canonical_query,
            headers,
            canonical_headers,
            credentials: _,
        } = &unsigned;
        is_wiped(canonical_query);
        is_wiped(canonical_headers);
        headers.iter().for_each(|(_, value)| is_wiped(value));
    }
}
