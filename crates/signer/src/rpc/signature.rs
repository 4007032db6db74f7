//! The last stage: HMAC-SHA1 and base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use sha1::Sha1;
use zeroize::Zeroizing;

use crate::SecretString;

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

/// Returns the base64 of the HMAC-SHA1 of a text under just this key, with nothing appended.
///
/// A right signature is never made so: it is [`signature`]'s. This is for trying out how a wrong one
/// was made.
///
/// ```
/// use aliyun_rpc_signer::rpc::{signature, signature_keyed_with};
///
/// let string_to_sign = "GET&%2F&body%3Dtest%26query%3Dtest";
/// assert_eq!(signature_keyed_with(string_to_sign, "secret&"), signature(string_to_sign, "secret"));
/// ```
#[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
pub fn signature_keyed_with(text: &str, key: &str) -> String {
    let mac = Hmac::<Sha1>::new_from_slice(key.as_bytes());
    let mac = mac.expect("HMAC takes keys of every length");
    STANDARD.encode(mac.chain_update(text).finalize().into_bytes())
}

/// Reads a signature: `None` unless it is the canonical base64 of 20 bytes.
pub(super) fn parse(signature: &str) -> Option<[u8; 20]> {
    STANDARD.decode(signature).ok()?.try_into().ok()
}

/// Compares in a time that does not depend on where the two differ.
pub(super) fn matches(string_to_sign: &str, access_key_secret: &str, claimed: &[u8; 20]) -> bool {
    keyed(access_key_secret).chain_update(string_to_sign).verify_slice(claimed).is_ok()
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
        let mut text = SecretString::default();
        let out = text.with_room(length + 1);
        out.push_str(access_key_secret);
        out.push('&');
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
            let signature = signature(TO_SIGN, &secret);
            assert_eq!(signature, signature_keyed_with(TO_SIGN, &(secret.clone() + "&")));
            let claimed = parse(&signature).expect("a signature");
            assert!(matches(TO_SIGN, &secret, &claimed));
            assert!(!matches(TO_SIGN, &(secret + "x"), &claimed));
        }
    }
}
