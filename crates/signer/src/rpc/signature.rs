//! The last stage, in both directions: HMAC-SHA1 and base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use sha1::Sha1;
use zeroize::Zeroizing;

use super::canonical_query;
use super::string_to_sign;
use crate::Method;

/// Returns the signature: base64 of HMAC-SHA1, 28 characters.
///
/// The key is the secret followed by `&`; the caller passes the secret alone. On the wire the
/// signature is percent-encoded like every other value, since it may contain `+`, `/` and `=`.
///
/// ```
/// use aliyun_rpc_signer::rpc::signature;
///
/// // A published value of the test suite of Alibaba Cloud's own OpenAPI utilities.
/// let string_to_sign = "GET&%2F&body%3Dtest%26query%3Dtest";
/// assert_eq!(signature(string_to_sign, "secret"), "XlUyV4sXjOuX5FnjUz9IF9tm5rU=");
/// ```
pub fn signature(string_to_sign: &str, access_key_secret: &str) -> String {
    let mac = keyed(access_key_secret).chain_update(string_to_sign);
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Returns the signature of a signer that forgets the `&` after the secret.
#[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
pub(crate) fn signature_without_ampersand(text: &str, access_key_secret: &str) -> String {
    let mac = Hmac::<Sha1>::new_from_slice(access_key_secret.as_bytes());
    let mac = mac.expect("HMAC takes keys of every length");
    STANDARD.encode(mac.chain_update(text).finalize().into_bytes())
}

/// Tells whether `signature` is the right one for these parameters.
///
/// The parameters are those received, decoded, from query and form together; a `Signature` among
/// them is ignored. The comparison takes the same time wherever the signatures differ. A signature
/// that is not the canonical base64 of 20 bytes (with its padding, without white space, with zero
/// bits at the end) is refused, as is an empty one.
///
/// A right signature says who wrote the request, not when: whether the timestamp is recent and the
/// nonce unused is the caller's to check.
///
/// ```
/// use aliyun_rpc_signer::{Method, rpc::verify};
///
/// let received = [("query", "test"), ("body", "test")];
/// assert!(verify(Method::Get, received, "secret", "XlUyV4sXjOuX5FnjUz9IF9tm5rU="));
/// assert!(!verify(Method::Post, received, "secret", "XlUyV4sXjOuX5FnjUz9IF9tm5rU="));
/// ```
pub fn verify<N, V>(
    method: Method,
    params: impl IntoIterator<Item = (N, V)>,
    access_key_secret: &str,
    signature: &str,
) -> bool
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    let Ok(claimed) = STANDARD.decode(signature) else {
        return false;
    };
    let to_sign = Zeroizing::new(string_to_sign(method, &canonical_query(params)));
    keyed(access_key_secret).chain_update(to_sign.as_bytes()).verify_slice(&claimed).is_ok()
}

/// Keys the HMAC with the secret followed by `&`, put together where it can be wiped.
#[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
pub(super) fn keyed(access_key_secret: &str) -> Hmac<Sha1> {
    let length = access_key_secret.len();
    let mut short = Zeroizing::new([0; 64]);
    let long;
    let key = if let Some(key) = short.get_mut(..=length) {
        for (slot, byte) in key.iter_mut().zip(access_key_secret.bytes().chain([b'&'])) {
            *slot = byte;
        }
        &*key
    } else {
        // Sized beforehand: growing would leave a copy of the secret behind.
        let mut text = Zeroizing::new(String::with_capacity(length + 1));
        text.push_str(access_key_secret);
        text.push('&');
        long = text;
        long.as_bytes()
    };
    Hmac::new_from_slice(key).expect("HMAC takes keys of every length")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TO_SIGN: &str = "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML\
        %26SignatureMethod%3DHMAC-SHA1\
        %26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0\
        %26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26";
    const PARAMS: [(&str, &str); 2] = [("query", "test"), ("body", "test")];
    const RIGHT: &str = "XlUyV4sXjOuX5FnjUz9IF9tm5rU=";

    fn verifies(signature: &str) -> bool {
        verify(Method::Get, PARAMS, "secret", signature)
    }

    #[test]
    fn the_documented_describe_regions_example() {
        assert_eq!(signature(TO_SIGN, "testsecret"), "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
    }

    /// Values of official SDK tests; their key has no `&` appended.
    #[test]
    fn the_hmac_alone_agrees_with_official_test_suites() {
        for (key, message, expected) in [
            ("secret", "source", "Jv4yi8SobFhg5t1C7nWLbhBSFZQ="),
            ("secret", "中文", "CqCYIa39h9SSWuXnTz8F5hh9UPA="),
            ("sk#$!~~~", "abc~!@#", "7eV3A584uvdgKVk8Ck8r9ukg1gE="),
        ] {
            let mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap();
            let mac = mac.chain_update(message).finalize().into_bytes();
            assert_eq!(STANDARD.encode(mac), expected);
        }
    }

    #[test]
    fn keys_of_every_length_are_taken() {
        for length in [0, 1, 62, 63, 64, 65, 1 << 16] {
            let secret = "k".repeat(length);
            let signature = signature("GET&%2F&body%3Dtest%26query%3Dtest", &secret);
            assert_eq!(signature.len(), 28);
            assert!(verify(Method::Get, PARAMS, &secret, &signature));
        }
    }

    #[test]
    fn a_received_signature_parameter_is_ignored() {
        let received = PARAMS.into_iter().chain([("Signature", RIGHT)]);
        assert!(verify(Method::Get, received, "secret", RIGHT));
    }

    #[test]
    fn malformed_signatures_are_refused() {
        assert!(verifies(RIGHT));
        for wrong in [
            "",
            "=",
            "XlUyV4sXjOuX5FnjUz9IF9tm5rU",   // no padding
            "XlUyV4sXjOuX5FnjUz9IF9tm5rV=",  // the same 20 bytes, a stray bit at the end
            "XlUyV4sXjOuX5FnjUz9IF9tm5rU==", // padded twice
            "XlUyV4sXjOuX5FnjUz9IF9tm5rU=\n",
            " XlUyV4sXjOuX5FnjUz9IF9tm5rU=",
            "XlUyV4sXjOuX5FnjUz9IF9tm5rU%3D", // still percent-encoded
            "XlUyV4sXjOuX5FnjUz9IF9tm5g==",   // the first 19 bytes
            "XlUyV4sXjOuX5FnjUz9IF9tm5rUA",   // one byte more
            "xlUyV4sXjOuX5FnjUz9IF9tm5rU=",   // the first bits differ
            "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ] {
            assert!(!verifies(wrong), "{wrong:?}");
        }
    }
}
