//! The second stage: the method, the path and the canonical query in one line.

use crate::Method;
use crate::SecretString;
use crate::percent;

/// Returns the string to sign: `METHOD&%2F&` and the canonical query, encoded once more.
///
/// `%2F` is the path `/`, the only one there is. Encoding the query again turns its `&` into `%26`,
/// its `=` into `%3D`, and the `%3A` of a timestamp into `%253A`. Pages of the documentation that
/// show bare `&` between the parameters lost the encoding in typesetting.
///
/// The result holds the access key id and the security token; it must not be logged, and is the
/// caller's to wipe. [`Unsigned`](super::Unsigned) wipes its own.
///
/// ```
/// use aliyun_rpc_signer::{Method, rpc::string_to_sign};
///
/// assert_eq!(string_to_sign(Method::Post, "a=x%20y&b="), "POST&%2F&a%3Dx%2520y%26b%3D");
/// ```
pub fn string_to_sign(method: Method, canonical_query: &str) -> String {
    secret_string_to_sign(method, canonical_query).into_string()
}

/// Returns the string to sign as a text that is wiped.
pub(super) fn secret_string_to_sign(method: Method, canonical_query: &str) -> SecretString {
    let length = percent::encoded_len(canonical_query.as_bytes());
    let mut text = SecretString::default();
    let out = text.with_room(method.as_str().len() + PATH.len() + length);
    out.push_str(method.as_str());
    out.push_str(PATH);
    percent::push_encoded(canonical_query, out);
    text
}

/// The path `/`, encoded, between its separators.
const PATH: &str = "&%2F&";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_describe_regions_example() {
        let canonical_query = "AccessKeyId=testid&Action=DescribeRegions&Format=XML\
            &SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf\
            &SignatureVersion=1.0&Timestamp=2016-02-23T12%3A46%3A24Z&Version=2014-05-26";
        assert_eq!(
            string_to_sign(Method::Get, canonical_query),
            "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML\
             %26SignatureMethod%3DHMAC-SHA1\
             %26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0\
             %26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26"
        );
    }

    #[test]
    fn an_empty_query_leaves_the_separators() {
        assert_eq!(string_to_sign(Method::Get, ""), "GET&%2F&");
    }
}
