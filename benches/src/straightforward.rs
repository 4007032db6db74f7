//! Signing a request the way one would write it in an afternoon, from the document's description.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;

/// Signs parameters and returns the whole query (ECS API Reference, "Request signatures").
///
/// # Panics
///
/// Never: HMAC takes keys of any length.
#[must_use]
pub fn sign(parameters: &BTreeMap<String, String>, secret: &str) -> String {
    let query = parameters
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<String>>()
        .join("&");
    let string_to_sign = format!("GET&{}&{}", encode("/"), encode(&query));
    let signature = STANDARD.encode(hmac(&format!("{secret}&"), &string_to_sign));
    format!("{query}&Signature={}", encode(&signature))
}

/// Computes the HMAC-SHA1 of a text: what no signer can leave out.
///
/// # Panics
///
/// Never: HMAC takes keys of any length.
#[must_use]
pub fn hmac(key: &str, text: &str) -> [u8; 20] {
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("any length will do");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

#[cfg(test)]
mod tests {
    use super::sign;

    #[test]
    fn the_documented_example_is_reproduced() {
        let parameters = [
            ("AccessKeyId", "testid"),
            ("Action", "DescribeRegions"),
            ("Format", "XML"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
            ("SignatureVersion", "1.0"),
            ("Timestamp", "2016-02-23T12:46:24Z"),
            ("Version", "2014-05-26"),
        ];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let query = sign(&parameters.into(), "testsecret");
        assert!(query.ends_with("&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D"), "{query}");
    }
}
