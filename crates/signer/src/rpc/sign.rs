//! From a call to a signed request, all stages at once.

use super::common::common_params;
use super::common::own_params;
use super::one_pass;
use super::one_pass::Param;
use super::signed::Signed;
use crate::Call;
use crate::Credentials;
use crate::Format;
use crate::Stamp;

/// Signs a call: adds the common parameters and the signature.
///
/// Added are `AccessKeyId`, `Action`, `Format`, `SignatureMethod`, `SignatureNonce`,
/// `SignatureVersion`, `Timestamp`, `Version` and, with temporary credentials, `SecurityToken`.
///
/// These names, the [`COMMON_PARAMETERS`](super::COMMON_PARAMETERS), belong to the signer. A parameter
/// of the call with one of them is **left out**, so that no name can appear twice with two meanings;
/// [`shadowed`](super::shadowed) lists such parameters, for a caller that takes names from elsewhere
/// and wants to refuse them. Every other parameter of the call is signed and sent, repeated names and
/// empty values included.
///
/// With POST the word `POST` is signed, and the result serves as query or as form body alike.
///
/// ```
/// use std::time::SystemTime;
/// use aliyun_rpc_signer::{Call, Credentials, Format, Method, Stamp, rpc};
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
/// assert_eq!(rpc::Signed::FORM_CONTENT_TYPE, "application/x-www-form-urlencoded");
/// ```
pub fn sign(call: &Call, format: Format, credentials: &Credentials, stamp: &Stamp) -> Signed {
    let common = common_params(call, format, credentials, stamp);
    let mut own = Vec::with_capacity(call.params().len());
    own.extend(own_params(call).map(|(name, value)| Param::new(name, value)));
    let query =
        one_pass::signed_query(call.method(), &common, &mut own, credentials.access_key_secret());
    Signed::new(call.method(), query)
}

#[cfg(test)]
mod tests {
    use super::super::COMMON_PARAMETERS;
    use super::super::shadowed;
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
    fn post_signs_another_word_over_the_same_query() {
        let call = Call::new("DescribeRegions", "2014-05-26");
        let get = query(&call, &testid());
        let post = query(&call.with_method(Method::Post), &testid());
        let unsigned = |query: &str| query.split_once("&Signature=").unwrap().0.to_owned();
        assert_eq!(unsigned(&get), unsigned(&post));
        assert_ne!(get, post);
    }
}
