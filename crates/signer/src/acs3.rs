//! ACS3-HMAC-SHA256, the signature of a whole request, in a header.
//!
//! ```text
//! canonical request = METHOD, path, query, header lines, header names, SHA-256 of the body
//! string to sign    = ACS3-HMAC-SHA256, and the SHA-256 of the canonical request
//! signature         = HMAC-SHA256, keyed with the access key secret, in hexadecimal
//! ```
//!
//! The current documents call it V3 and recommend it over RPC 1.0, which they call V2. The method,
//! the path, the query, the body, the host and every `x-acs-` header are signed. What RPC 1.0 sends
//! as common parameters are headers here, and the query holds the parameters of the call alone.
//! There is no `Format`: the answer is JSON because `accept` says so.
//! (Alibaba Cloud SDK, "V3 request structure and signature".)

mod canonical_headers;
mod canonical_request;
mod received;
mod refusal;
mod request;
mod signature;

pub use canonical_headers::CanonicalHeaders;
pub use canonical_headers::canonical_headers;
pub use canonical_headers::has_to_be_signed;
pub use canonical_request::canonical_query;
pub use canonical_request::canonical_request;
pub use canonical_request::hashed_payload;
pub use received::Received;
pub use received::verify;
pub use refusal::Part;
pub use refusal::Refusal;
pub use request::Request;
pub use signature::authorization;
pub use signature::signature;
pub use signature::string_to_sign;

use zeroize::Zeroizing;

use crate::BearerToken;
use crate::Call;
use crate::Credentials;
use crate::Method;
use crate::Stamp;
use crate::rpc;

/// Signs a call for one host, such as `ecs.cn-hangzhou.aliyuncs.com` or `127.0.0.1:8080`.
///
/// The parameters travel in the query and the body is empty, with GET and POST alike: that is how the
/// official SDKs of the current generation send `DescribeImages` and every other ECS operation
/// (`darabonba-openapi`, style RPC), and the worked example of the documents is a POST without a body.
/// The scheme itself allows a form or JSON, signed by the hash of the body and by `content-type`; a
/// caller that needs one puts the stages together, [`canonical_headers`], [`canonical_request`],
/// [`hashed_payload`] and [`signature`]. Signed are
/// `host`, `x-acs-action`, `x-acs-content-sha256`, `x-acs-date`, `x-acs-signature-nonce`,
/// `x-acs-version` and, with temporary credentials, `x-acs-accesskey-id` and
/// `x-acs-security-token`. `accept`, which is not signed, asks for JSON.
///
/// Parameters with the name of one of [`rpc::COMMON_PARAMETERS`] are
/// **left out** as in [`rpc::sign`], so that a call means the same under either
/// scheme. The host must be spelled as the HTTP client spells it, with a port only if the client
/// sends one.
///
/// ```
/// use std::time::SystemTime;
/// use aliyun_rpc_signer::{Call, Credentials, Method, Stamp, acs3};
///
/// let call = Call::new("DescribeImages", "2014-05-26")
///     .param("RegionId", "cn-hangzhou")
///     .with_method(Method::Post);
/// let credentials = Credentials::new("testid", "testsecret");
/// let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "nonce"); // a clock and 128 random bits
///
/// let request = acs3::sign(&call, "ecs.cn-hangzhou.aliyuncs.com", &credentials, &stamp);
///
/// assert_eq!(request.url("https"), "https://ecs.cn-hangzhou.aliyuncs.com/?RegionId=cn-hangzhou");
/// let (name, value) = request.headers().last().ok_or("no header")?;
/// assert_eq!(name, "authorization");
/// assert!(value.starts_with("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action;"));
/// # Ok::<(), &str>(())
/// ```
pub fn sign(call: &Call, host: &str, credentials: &Credentials, stamp: &Stamp) -> Request {
    let unsigned = Unsigned::new(call, host, credentials, stamp);
    let to_sign = unsigned.string_to_sign();
    let signature = signature(&to_sign, credentials.access_key_secret());
    let signed_headers = unsigned.canonical_headers.names();
    let authorization = authorization(credentials.access_key_id(), signed_headers, &signature);

    let mut headers = unsigned.headers;
    headers.push(header("accept", JSON));
    headers.push(header("authorization", &authorization));
    Request::new(call.method(), host, unsigned.query, headers)
}

/// Makes the request of a call that is authorized by a bearer token instead of a signature.
///
/// The token travels in `x-acs-bearer-token`, and the parameter `SignatureType` says
/// `BEARERTOKEN`; there is no `authorization` and no access key. This is what the official SDKs of
/// the current generation send; no document describes it. Nothing protects the request from being
/// changed on its way, so it is for `https` alone.
///
/// ```
/// use std::time::SystemTime;
/// use aliyun_rpc_signer::{BearerToken, Call, Stamp, acs3};
///
/// let call = Call::new("DescribeImages", "2014-05-26").param("RegionId", "cn-hangzhou");
/// let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "nonce");
/// let request = acs3::bearer(&call, "ecs.aliyuncs.com", &BearerToken::new("token"), &stamp);
///
/// assert_eq!(request.query(), "RegionId=cn-hangzhou&SignatureType=BEARERTOKEN");
/// assert!(request.headers().any(|header| header == ("x-acs-bearer-token", "token")));
/// ```
pub fn bearer(call: &Call, host: &str, token: &BearerToken, stamp: &Stamp) -> Request {
    let own = own_params(call).filter(|(name, _)| *name != "SignatureType");
    let query = canonical_query(own.chain([("SignatureType", "BEARERTOKEN")]));
    let mut headers = common_headers(call, host, stamp);
    headers.push(header("x-acs-bearer-token", token.as_str()));
    headers.push(header("accept", JSON));
    Request::new(call.method(), host, query, headers)
}

/// A call with everything but its signature.
pub(crate) struct Unsigned {
    method: Method,
    pub(crate) query: String,
    headers: Vec<Header>,
    canonical_headers: CanonicalHeaders,
}

impl Unsigned {
    pub(crate) fn new(call: &Call, host: &str, credentials: &Credentials, stamp: &Stamp) -> Self {
        let query = canonical_query(own_params(call));
        let mut headers = common_headers(call, host, stamp);
        if let Some(token) = credentials.security_token() {
            headers.push(header("x-acs-accesskey-id", credentials.access_key_id()));
            headers.push(header("x-acs-security-token", token));
        }
        let pairs = headers.iter().map(|(name, value)| (name, value.as_str()));
        let canonical_headers = canonical_headers(pairs);
        Self { method: call.method(), query, headers, canonical_headers }
    }

    pub(crate) fn canonical_request(&self) -> Zeroizing<String> {
        Zeroizing::new(self.lines().join("\n"))
    }

    /// Returns the string to sign without putting the canonical request together.
    fn string_to_sign(&self) -> String {
        signature::string_to_sign_of_lines(&self.lines())
    }

    fn lines(&self) -> [&str; 6] {
        let method = self.method.as_str();
        canonical_request::lines(method, "/", &self.query, &self.canonical_headers, HASH_OF_NOTHING)
    }
}

fn own_params(call: &Call) -> impl Iterator<Item = (&str, &str)> {
    call.params().filter(|(name, _)| !rpc::is_common(name))
}

fn common_headers(call: &Call, host: &str, stamp: &Stamp) -> Vec<Header> {
    let mut headers = Vec::with_capacity(10);
    headers.extend([
        header("host", host),
        header("x-acs-action", call.action()),
        header("x-acs-content-sha256", HASH_OF_NOTHING),
        header("x-acs-date", stamp.timestamp()),
        header("x-acs-signature-nonce", stamp.nonce()),
        header("x-acs-version", call.version()),
    ]);
    headers
}

fn header(name: &'static str, value: &str) -> Header {
    (name, Zeroizing::new(value.to_owned()))
}

type Header = (&'static str, Zeroizing<String>);

const ALGORITHM: &str = "ACS3-HMAC-SHA256";
const JSON: &str = "application/json";
/// The SHA-256 of an empty body.
const HASH_OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timestamp;

    const HOST: &str = "ecs.cn-shanghai.aliyuncs.com";

    fn stamp() -> Stamp {
        let time = timestamp::parse("2023-10-26T10:22:32Z").unwrap();
        Stamp::new(time, "3156853299f313e23d1673dc12e1703d")
    }

    fn call() -> Call {
        let image = "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd";
        Call::new("RunInstances", "2014-05-26")
            .with_method(Method::Post)
            .param("RegionId", "cn-shanghai")
            .param("ImageId", image)
    }

    fn key() -> Credentials {
        Credentials::new("YourAccessKeyId", "YourAccessKeySecret")
    }

    fn value<'a>(request: &'a Request, wanted: &str) -> Option<&'a str> {
        let mut headers = request.headers();
        headers.find_map(|(name, value)| (name == wanted).then_some(value))
    }

    #[test]
    fn the_documented_run_instances_example_is_reproduced() {
        let request = sign(&call(), HOST, &key(), &stamp());
        assert_eq!(
            value(&request, "authorization"),
            Some(
                "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;\
                 x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=\
                 06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
            )
        );
        assert_eq!(value(&request, "accept"), Some("application/json"));
        assert_eq!(request.method(), Method::Post);
    }

    #[test]
    fn a_temporary_key_sends_and_signs_its_token_and_its_id() {
        let temporary = key().with_security_token("token");
        let request = sign(&call(), HOST, &temporary, &stamp());
        assert_eq!(value(&request, "x-acs-security-token"), Some("token"));
        assert_eq!(value(&request, "x-acs-accesskey-id"), Some("YourAccessKeyId"));
        let authorization = value(&request, "authorization").unwrap();
        assert!(authorization.contains(";x-acs-accesskey-id;"));
        assert!(authorization.contains(";x-acs-security-token;"));

        let plain = sign(&call(), HOST, &key(), &stamp());
        assert_eq!(value(&plain, "x-acs-security-token"), None);
        assert_eq!(value(&plain, "x-acs-accesskey-id"), None);
    }

    #[test]
    fn a_common_parameter_of_the_call_is_left_out() {
        let mut shadowing = call();
        for name in rpc::COMMON_PARAMETERS {
            shadowing.push_param(name, "smuggled");
        }
        let (plain, shadowing) =
            (sign(&call(), HOST, &key(), &stamp()), sign(&shadowing, HOST, &key(), &stamp()));
        assert_eq!(plain.query(), shadowing.query());
        assert!(plain.headers().eq(shadowing.headers()));
    }

    #[test]
    fn a_bearer_token_takes_the_place_of_key_and_signature() {
        let call = call().param("SignatureType", "smuggled");
        let request = bearer(&call, HOST, &BearerToken::new("token"), &stamp());
        assert_eq!(value(&request, "x-acs-bearer-token"), Some("token"));
        assert_eq!(value(&request, "authorization"), None);
        assert_eq!(value(&request, "x-acs-accesskey-id"), None);
        assert!(request.query().ends_with("&SignatureType=BEARERTOKEN"));
        assert!(!request.query().contains("smuggled"));
    }

    #[test]
    fn the_hash_of_nothing_is_that() {
        assert_eq!(hashed_payload(b""), HASH_OF_NOTHING);
    }
}
