//! A bearer token in the place of a signature.

use super::canonical_request::joined;
use super::common::JSON;
use super::common::common_headers;
use super::common::header;
use super::header_error;
use super::header_error::HeaderError;
use super::signed::Signed;
use crate::BearerToken;
use crate::Call;
use crate::Stamp;
use crate::rpc::own_params;

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
/// let request = acs3::bearer(&call, "ecs.aliyuncs.com", &BearerToken::new("token"), &stamp)?;
///
/// assert_eq!(request.query(), "RegionId=cn-hangzhou&SignatureType=BEARERTOKEN");
/// assert!(request.headers().any(|header| header == ("x-acs-bearer-token", "token")));
/// # Ok::<(), acs3::HeaderError>(())
/// ```
///
/// # Errors
///
/// [`HeaderError`] when a header would hold a line end or another control character.
pub fn bearer(
    call: &Call,
    host: &str,
    token: &BearerToken,
    stamp: &Stamp,
) -> Result<Signed, HeaderError> {
    let own = own_params(call).filter(|(name, _)| *name != "SignatureType");
    let query = joined(own.chain([("SignatureType", "BEARERTOKEN")]));
    let mut headers = common_headers(call, host, stamp);
    headers.push(header("x-acs-bearer-token", token.as_str()));
    header_error::check(&headers)?;
    headers.push(header("accept", JSON));
    Ok(Signed::new(call.method(), host, query, headers))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn a_bearer_token_takes_the_place_of_key_and_signature() {
        let call = Call::new("RunInstances", "2014-05-26").param("SignatureType", "smuggled");
        let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "nonce");
        let request = bearer(&call, "ecs.aliyuncs.com", &BearerToken::new("token"), &stamp);
        let request = request.unwrap();
        let value = |wanted: &str| {
            let mut headers = request.headers();
            headers.find_map(|(name, value)| (name == wanted).then_some(value))
        };
        assert_eq!(value("x-acs-bearer-token"), Some("token"));
        assert_eq!(value("accept"), Some("application/json"));
        assert_eq!(value("authorization"), None);
        assert_eq!(value("x-acs-accesskey-id"), None);
        assert_eq!(request.query(), "SignatureType=BEARERTOKEN");
    }
}
