//! The headers that take the place of the common parameters.

use crate::Call;
use crate::SecretString;
use crate::Stamp;

/// A header, whose value may be a token.
pub(super) type Header = (&'static str, SecretString);

pub(super) fn header(name: &'static str, value: &str) -> Header {
    (name, SecretString::new(value))
}

/// Returns the headers of every request, signed or with a bearer token, with room for the others.
pub(super) fn common_headers(call: &Call, host: &str, stamp: &Stamp) -> Vec<Header> {
    let mut headers = Vec::with_capacity(10);
    headers.extend([
        header("host", host),
        header("x-acs-action", call.action()),
        header("x-acs-content-sha256", HASH_OF_NOTHING),
        header("x-acs-date", stamp.timestamp()),
        header("x-acs-signature-nonce", stamp.nonce()),
        header("x-acs-version", call.version()),
    ]);
    headers
}

/// The value of `accept`.
pub(super) const JSON: &str = "application/json";
/// The SHA-256 of an empty body.
pub(super) const HASH_OF_NOTHING: &str =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
