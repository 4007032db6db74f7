//! Signing a request the way one would write it in an afternoon, from the documents' description.

use std::collections::BTreeMap;

use aliyun_rpc_signer::{Call, Credentials, Format, Stamp};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// Signs a call with signature version 1.0, and returns the whole query (ECS API Reference,
/// "Request signatures").
#[must_use]
pub fn rpc(call: &Call, format: Format, credentials: &Credentials, stamp: &Stamp) -> String {
    let mut parameters: BTreeMap<String, String> =
        call.params().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    for (name, value) in [
        ("AccessKeyId", credentials.access_key_id()),
        ("Action", call.action()),
        ("Format", format.as_str()),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", stamp.nonce()),
        ("SignatureVersion", "1.0"),
        ("Timestamp", stamp.timestamp()),
        ("Version", call.version()),
    ] {
        parameters.insert(name.to_owned(), value.to_owned());
    }
    let query = canonical_query(&parameters);
    let string_to_sign = format!("{}&{}&{}", call.method().as_str(), encode("/"), encode(&query));
    let signature = hmac_sha1(&format!("{}&", credentials.access_key_secret()), &string_to_sign);
    format!("{query}&Signature={}", encode(&STANDARD.encode(signature)))
}

/// Signs a call with ACS3, and returns the query and the header `Authorization` (Alibaba Cloud SDK,
/// "V3 request structure and signature").
#[must_use]
pub fn acs3(call: &Call, host: &str, credentials: &Credentials, stamp: &Stamp) -> (String, String) {
    let parameters: BTreeMap<String, String> =
        call.params().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let query = canonical_query(&parameters);
    let hash = hex(&Sha256::digest(b""));
    let mut headers = BTreeMap::new();
    for (name, value) in [
        ("host", host),
        ("x-acs-action", call.action()),
        ("x-acs-content-sha256", &hash),
        ("x-acs-date", stamp.timestamp()),
        ("x-acs-signature-nonce", stamp.nonce()),
        ("x-acs-version", call.version()),
    ] {
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let names = headers.keys().cloned().collect::<Vec<String>>().join(";");
    let method = call.method().as_str();
    let request = format!("{method}\n/\n{query}\n{lines}\n{names}\n{hash}");
    let string_to_sign = format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(&request)));
    let signature = hex(&hmac_sha256(credentials.access_key_secret(), &string_to_sign));
    let authorization = format!(
        "ACS3-HMAC-SHA256 Credential={},SignedHeaders={names},Signature={signature}",
        credentials.access_key_id()
    );
    (query, authorization)
}

/// Computes the HMAC-SHA1 of a text: what no signer with signature version 1.0 can leave out.
///
/// # Panics
///
/// Never: HMAC takes keys of any length.
#[must_use]
pub fn hmac_sha1(key: &str, text: &str) -> [u8; 20] {
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("any length will do");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

/// Computes the HMAC-SHA256 of a text.
///
/// # Panics
///
/// Never: HMAC takes keys of any length.
#[must_use]
pub fn hmac_sha256(key: &str, text: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any length will do");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

fn canonical_query(parameters: &BTreeMap<String, String>) -> String {
    let pairs =
        parameters.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<String>>().join("&")
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
