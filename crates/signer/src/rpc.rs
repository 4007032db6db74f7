//! Signature version 1.0, HMAC-SHA1 over the parameters.
//!
//! ```text
//! canonical query = all parameters but Signature, sorted by name, percent-encoded, joined by &
//! string to sign  = METHOD & %2F & the canonical query, percent-encoded once more
//! signature       = base64 of HMAC-SHA1, keyed with the access key secret followed by &
//! ```
//!
//! Neither the host nor a header nor the place of a parameter (query or form) is signed; all
//! parameters are, wherever they travel. (ECS API Reference, "Request signatures".)
//!
//! What the service signs for itself is in its answer when it disagrees: `SignatureDoesNotMatch`
//! quotes its string to sign, and [`explain`](mod@crate::explain) says what that tells. The quotation
//! holds the access key id and the security token: keep it out of logs.

mod canonical_query;
mod escape;
mod one_pass;
mod signature;
mod string_to_sign;

pub use canonical_query::canonical_query;
pub(crate) use canonical_query::join_in_order;
use one_pass::Param;
pub use signature::signature;
pub(crate) use signature::signature_without_ampersand;
pub use signature::verify;
pub use string_to_sign::string_to_sign;

use crate::BearerToken;
use crate::Call;
use crate::Credentials;
use crate::Format;
use crate::Signed;
use crate::Stamp;

/// Signs a call: adds the common parameters and the signature.
///
/// Added are `AccessKeyId`, `Action`, `Format`, `SignatureMethod`, `SignatureNonce`,
/// `SignatureVersion`, `Timestamp`, `Version` and, with temporary credentials, `SecurityToken`.
///
/// These names, [`COMMON_PARAMETERS`], belong to the signer. A parameter of the call with one of
/// them is **left out**, so that no name can appear twice with two meanings; [`shadowed`] lists
/// such parameters, for a caller that takes names from elsewhere and wants to refuse them. Every
/// other parameter of the call is signed and sent, repeated names and empty values included.
///
/// With POST the word `POST` is signed, and the result serves as query or as form body alike.
///
/// ```
/// use std::time::SystemTime;
/// use aliyun_rpc_signer::{Call, Credentials, Format, Method, Signed, Stamp, rpc};
///
/// let call = Call::new("DescribeImages", "2014-05-26")
///     .param("RegionId", "cn-hangzhou")
///     .with_method(Method::Post);
/// let credentials = Credentials::new("testid", "testsecret");
/// let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "nonce"); // a clock and 128 random bits
///
/// let signed = rpc::sign(&call, Format::Json, &credentials, &stamp);
///
/// let body = signed.query();
/// assert!(body.contains("&RegionId=cn-hangzhou&"));
/// assert_eq!(Signed::FORM_CONTENT_TYPE, "application/x-www-form-urlencoded");
/// ```
pub fn sign(call: &Call, format: Format, credentials: &Credentials, stamp: &Stamp) -> Signed {
    let token = credentials.security_token();
    // In canonical order.
    let common = [
        Some(Param::new("AccessKeyId", credentials.access_key_id())),
        Some(Param::new("Action", call.action())),
        Some(Param::new("Format", format.as_str())),
        token.map(|token| Param::new("SecurityToken", token)),
        Some(Param::new("SignatureMethod", "HMAC-SHA1")),
        Some(Param::new("SignatureNonce", stamp.nonce())),
        Some(Param::new("SignatureVersion", "1.0")),
        Some(Param::new("Timestamp", stamp.timestamp())),
        Some(Param::new("Version", call.version())),
    ];
    let mut own = Vec::with_capacity(call.params().len());
    let params = call.params().filter(|(name, _)| !is_common(name));
    own.extend(params.map(|(name, value)| Param::new(name, value)));

    let secret = credentials.access_key_secret();
    let query = one_pass::signed_query(call.method(), &common, &mut own, secret, token.is_some());
    Signed::new(call.method(), query)
}

/// Makes the request of a call that is authorized by a bearer token instead of a signature.
///
/// Added are `Action`, `BearerToken`, `Format`, `SignatureNonce`, `SignatureType` with the value
/// `BEARERTOKEN`, `Timestamp` and `Version`, and parameters of the call with these names or one of
/// the [`COMMON_PARAMETERS`] are left out. There is no access key and no signature, so nothing
/// protects the request from being changed on its way: it is for `https` alone.
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
    let is_ours = |name: &str| is_common(name) || common.iter().any(|(ours, _)| name == *ours);
    let own = call.params().filter(|(name, _)| !is_ours(name));
    Signed::new(call.method(), canonical_query(common.into_iter().chain(own)))
}

/// Lists the parameters of a call that [`sign`] leaves out, because it sets their names itself.
///
/// ```
/// use aliyun_rpc_signer::{Call, rpc};
///
/// let call = Call::new("DescribeImages", "2014-05-26")
///     .param("Version", "2015-01-01")
///     .param("ImageId", "m-1");
/// assert_eq!(rpc::shadowed(&call).collect::<Vec<_>>(), ["Version"]);
/// ```
pub fn shadowed(call: &Call) -> impl Iterator<Item = &str> {
    call.params().map(|(name, _)| name).filter(|name| is_common(name))
}

/// Tells whether a name is one of the [`COMMON_PARAMETERS`]: few names have even their length.
pub(crate) fn is_common(name: &str) -> bool {
    match name.len() {
        6 => name == "Action" || name == "Format",
        7 => name == "Version",
        9 => name == "Signature" || name == "Timestamp",
        11 => name == "AccessKeyId",
        13 => name == "SecurityToken",
        14 => name == "SignatureNonce",
        15 => name == "SignatureMethod",
        16 => name == "SignatureVersion",
        _ => false,
    }
}

/// The names of the parameters that [`sign`] sets, in the order of the canonical query.
///
/// Names are compared exactly, as they are sorted: `TimeStamp`, the spelling of some documents, is
/// another name. `SecurityToken` is here even for credentials without a token, because a token
/// belongs to the credentials, which keep it out of sight.
/// (ECS API Reference, "Common parameters".)
pub const COMMON_PARAMETERS: [&str; 10] = [
    "AccessKeyId",
    "Action",
    "Format",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;
    use crate::timestamp;

    fn stamp() -> Stamp {
        let time = timestamp::parse("2016-02-23T12:46:24Z").unwrap();
        Stamp::new(time, "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf")
    }

    fn query(call: &Call, credentials: &Credentials) -> String {
        sign(call, Format::Xml, credentials, &stamp()).query().to_owned()
    }

    fn testid() -> Credentials {
        Credentials::new("testid", "testsecret")
    }

    #[test]
    fn the_documented_describe_regions_example_is_reproduced() {
        let call = Call::new("DescribeRegions", "2014-05-26");
        assert_eq!(
            query(&call, &testid()),
            "AccessKeyId=testid&Action=DescribeRegions&Format=XML&SignatureMethod=HMAC-SHA1\
             &SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&SignatureVersion=1.0\
             &Timestamp=2016-02-23T12%3A46%3A24Z&Version=2014-05-26\
             &Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D"
        );
    }

    #[test]
    fn a_common_parameter_of_the_call_is_left_out() {
        let plain = Call::new("DescribeRegions", "2014-05-26").param("RegionId", "r");
        let mut shadowing = plain.clone();
        for name in COMMON_PARAMETERS {
            shadowing.push_param(name, "smuggled");
        }
        assert_eq!(shadowed(&plain).count(), 0);
        assert_eq!(shadowed(&shadowing).collect::<Vec<_>>(), COMMON_PARAMETERS);

        let temporary = testid().with_security_token("token");
        for credentials in [testid(), temporary] {
            assert_eq!(query(&shadowing, &credentials), query(&plain, &credentials));
        }
    }

    #[test]
    fn a_name_in_another_spelling_is_not_common() {
        let call = Call::new("DescribeRegions", "2014-05-26").param("TimeStamp", "x");
        assert_eq!(shadowed(&call).count(), 0);
        assert!(query(&call, &testid()).contains("&TimeStamp=x&Timestamp="));
    }

    #[test]
    fn a_security_token_is_sent_only_when_there_is_one() {
        let call = Call::new("DescribeRegions", "2014-05-26");
        let temporary = testid().with_security_token("a+b");
        assert!(query(&call, &temporary).contains("&SecurityToken=a%2Bb&"));
        assert!(!query(&call, &testid()).contains("SecurityToken"));
        assert_eq!(query(&call, &temporary.with_security_token("")), query(&call, &testid()));
    }

    #[test]
    fn repeated_names_and_empty_values_are_sent() {
        let call = Call::new("A", "V").param("b", "2").param("b", "").param("b", "2");
        assert!(query(&call, &testid()).contains("&b=&b=2&b=2&Signature="));
    }

    #[test]
    fn a_bearer_token_takes_the_place_of_key_and_signature() {
        let mut call = Call::new("DescribeRegions", "2014-05-26").param("RegionId", "r");
        let token = BearerToken::new("a+b");
        let plain = bearer(&call, Format::Xml, &token, &stamp());
        for name in COMMON_PARAMETERS.into_iter().chain(["BearerToken", "SignatureType"]) {
            call.push_param(name, "smuggled");
        }
        let shadowing = bearer(&call, Format::Xml, &token, &stamp());
        assert_eq!(plain.query(), shadowing.query());
        assert!(plain.query().contains("&BearerToken=a%2Bb&Format=XML&RegionId=r&"));
        assert!(!plain.query().contains("AccessKeyId") && !plain.query().contains("Signature="));
    }

    #[test]
    fn post_signs_another_word_over_the_same_query() {
        let call = Call::new("DescribeRegions", "2014-05-26");
        let get = query(&call, &testid());
        let post = query(&call.with_method(Method::Post), &testid());
        let unsigned = |query: &str| query.split_once("&Signature=").unwrap().0.to_owned();
        assert_eq!(unsigned(&get), unsigned(&post));
        assert_ne!(get, post);
    }

    #[test]
    fn the_common_parameters_are_listed_in_canonical_order() {
        assert!(COMMON_PARAMETERS.is_sorted());
    }

    #[test]
    fn a_name_is_common_exactly_if_it_is_listed() {
        for name in COMMON_PARAMETERS {
            assert!(is_common(name), "{name}");
            for end in 0..name.len() {
                for other in
                    [name[..end].to_owned(), [&name[..end], "x", &name[end + 1..]].concat()]
                {
                    assert_eq!(is_common(&other), COMMON_PARAMETERS.contains(&&*other), "{other}");
                }
            }
        }
    }
}
