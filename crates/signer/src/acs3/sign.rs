//! From a call to a signed request.

use super::header_error::HeaderError;
use super::signed::Signed;
use super::unsigned::Unsigned;
use crate::Call;
use crate::Credentials;
use crate::Stamp;

/// Signs a call for one host, such as `ecs.cn-hangzhou.aliyuncs.com` or `127.0.0.1:8080`.
///
/// The parameters travel in the query and the body is empty, with GET and POST alike: that is how the
/// official SDKs of the current generation send `DescribeImages` and every other ECS operation
/// (`darabonba-openapi`, style RPC), and the worked example of the documents is a POST without a body.
/// The scheme itself allows a form or JSON, signed by the hash of the body and by `content-type`; a
/// caller that needs one puts the stages together, [`canonical_headers`](super::canonical_headers()),
/// [`canonical_request`](super::canonical_request()), [`hashed_payload`](super::hashed_payload) and
/// [`signature`](super::signature()). Signed are
/// `host`, `x-acs-action`, `x-acs-content-sha256`, `x-acs-date`, `x-acs-signature-nonce`,
/// `x-acs-version` and, with temporary credentials, `x-acs-accesskey-id` and
/// `x-acs-security-token`. `accept`, which is not signed, asks for JSON.
///
/// Parameters with the name of one of [`rpc::COMMON_PARAMETERS`](crate::rpc::COMMON_PARAMETERS) are
/// **left out** as in [`rpc::sign`](crate::rpc::sign()), so that a call means the same under either
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
/// let request = acs3::sign(&call, "ecs.cn-hangzhou.aliyuncs.com", &credentials, &stamp)?;
///
/// assert_eq!(request.url("https"), "https://ecs.cn-hangzhou.aliyuncs.com/?RegionId=cn-hangzhou");
/// let (name, value) = request.headers().last().ok_or("no header")?;
/// assert_eq!(name, "authorization");
/// assert!(value.starts_with("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action;"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`HeaderError`] when a header would hold a line end or another control character. The parameters
/// may: they are percent-encoded.
pub fn sign(
    call: &Call,
    host: &str,
    credentials: &Credentials,
    stamp: &Stamp,
) -> Result<Signed, HeaderError> {
    Unsigned::new(call, host, credentials, stamp).sign()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;
    use crate::rpc;
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

    fn value<'a>(request: &'a Signed, wanted: &str) -> Option<&'a str> {
        let mut headers = request.headers();
        headers.find_map(|(name, value)| (name == wanted).then_some(value))
    }

    #[test]
    fn the_documented_run_instances_example_is_reproduced() {
        let request = sign(&call(), HOST, &key(), &stamp()).unwrap();
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
        let request = sign(&call(), HOST, &temporary, &stamp()).unwrap();
        assert_eq!(value(&request, "x-acs-security-token"), Some("token"));
        assert_eq!(value(&request, "x-acs-accesskey-id"), Some("YourAccessKeyId"));
        let authorization = value(&request, "authorization").unwrap();
        assert!(authorization.contains(";x-acs-accesskey-id;"));
        assert!(authorization.contains(";x-acs-security-token;"));

        let plain = sign(&call(), HOST, &key(), &stamp()).unwrap();
        assert_eq!(value(&plain, "x-acs-security-token"), None);
        assert_eq!(value(&plain, "x-acs-accesskey-id"), None);
    }

    #[test]
    fn a_common_parameter_of_the_call_is_left_out() {
        let mut shadowing = call();
        for name in rpc::COMMON_PARAMETERS {
            shadowing.push_param(name, "smuggled");
        }
        let (plain, shadowing) = (
            sign(&call(), HOST, &key(), &stamp()).unwrap(),
            sign(&shadowing, HOST, &key(), &stamp()).unwrap(),
        );
        assert_eq!(plain.query(), shadowing.query());
        assert!(plain.headers().eq(shadowing.headers()));
    }

    #[test]
    fn what_would_end_a_header_is_refused() {
        let line_end = "a\r\nx-acs-version: 1";
        let plain = Stamp::new(std::time::UNIX_EPOCH, "nonce");
        let nonce = Stamp::new(std::time::UNIX_EPOCH, line_end);
        let token = key().with_security_token(line_end);
        let id = Credentials::new("a\0", "s").with_security_token("t");
        for (call, host, key, stamp, name) in [
            (Call::new(line_end, "v"), HOST, key(), &plain, "x-acs-action"),
            (Call::new("A", "v\n"), HOST, key(), &plain, "x-acs-version"),
            (call(), line_end, key(), &plain, "host"),
            (call(), HOST, key(), &nonce, "x-acs-signature-nonce"),
            (call(), HOST, token, &plain, "x-acs-security-token"),
            (call(), HOST, id, &plain, "x-acs-accesskey-id"),
        ] {
            assert_eq!(sign(&call, host, &key, stamp).unwrap_err().name(), name);
        }
        let values = call().param("ImageName", line_end);
        assert!(sign(&values, HOST, &key(), &plain).is_ok(), "it is percent-encoded");
    }
}
