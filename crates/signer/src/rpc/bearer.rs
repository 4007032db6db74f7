//! A bearer token in the place of a signature.

use super::canonical_query::join_in_order;
use super::common::own_params;
use super::signed::Signed;
use crate::BearerToken;
use crate::Call;
use crate::Format;
use crate::Stamp;

/// Makes the request of a call that is authorized by a bearer token instead of a signature.
///
/// Added are `Action`, `BearerToken`, `Format`, `SignatureNonce`, `SignatureType` with the value
/// `BEARERTOKEN`, `Timestamp` and `Version`, and parameters of the call with these names or one of
/// the [`COMMON_PARAMETERS`](super::COMMON_PARAMETERS) are left out. There is no access key and no
/// signature, so nothing protects the request from being changed on its way: it is for `https` alone.
///
/// No document describes it. This is what the official SDKs of the current generation
/// (`darabonba-openapi`) send; the classic SDK for Go also sends a signature made with an empty
/// secret, which can prove nothing and is not imitated.
///
/// ```
/// use std::time::SystemTime;
/// use aliyun_rpc_signer::{BearerToken, Call, Format, Stamp, rpc};
///
/// let call = Call::new("DescribeImages", "2014-05-26");
/// let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "nonce");
/// let request = rpc::bearer(&call, Format::Json, &BearerToken::new("token"), &stamp);
///
/// assert_eq!(
///     request.query(),
///     "Action=DescribeImages&BearerToken=token&Format=JSON&SignatureNonce=nonce\
///      &SignatureType=BEARERTOKEN&Timestamp=1970-01-01T00%3A00%3A00Z&Version=2014-05-26",
/// );
/// ```
pub fn bearer(call: &Call, format: Format, token: &BearerToken, stamp: &Stamp) -> Signed {
    let common = [
        ("Action", call.action()),
        ("BearerToken", token.as_str()),
        ("Format", format.as_str()),
        ("SignatureNonce", stamp.nonce()),
        ("SignatureType", "BEARERTOKEN"),
        ("Timestamp", stamp.timestamp()),
        ("Version", call.version()),
    ];
    let own = own_params(call).filter(|(name, _)| !common.iter().any(|(set, _)| name == set));
    Signed::new(call.method(), join_in_order(common.into_iter().chain(own)))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::super::COMMON_PARAMETERS;
    use super::*;

    #[test]
    fn a_bearer_token_takes_the_place_of_key_and_signature() {
        let mut call = Call::new("DescribeRegions", "2014-05-26").param("RegionId", "r");
        let token = BearerToken::new("a+b");
        let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "nonce");
        let plain = bearer(&call, Format::Xml, &token, &stamp);
        for name in COMMON_PARAMETERS.into_iter().chain(["BearerToken", "SignatureType"]) {
            call.push_param(name, "smuggled");
        }
        let shadowing = bearer(&call, Format::Xml, &token, &stamp);
        assert_eq!(plain.query(), shadowing.query());
        assert!(plain.query().contains("&BearerToken=a%2Bb&Format=XML&RegionId=r&"));
        assert!(!plain.query().contains("AccessKeyId") && !plain.query().contains("Signature="));
    }
}
