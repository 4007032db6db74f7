//! The other direction: a request as a server receives it.

use std::fmt;

use zeroize::ZeroizeOnDrop;

use super::canonical_headers::canonical_headers;
use super::canonical_headers::has_to_be_signed;
use super::canonical_request::joined;
use super::canonical_request::lines;
use super::canonical_request::request;
use super::signature::ALGORITHM;
use super::signature::matches;
use super::signature::string_to_sign;
use crate::AuthorizationPart;
use crate::Refusal;
use crate::SecretString;
use crate::hex;

/// A received request whose `Authorization` has been read, but not yet believed.
///
/// A server looks up the secret of [`access_key_id`](Self::access_key_id), asks
/// [`is_signed_with`](Self::is_signed_with), and on a mismatch quotes
/// [`canonical_request`](Self::canonical_request), which is how a client finds the cause; it refuses
/// what [`unsigned_headers`](Self::unsigned_headers) lists. [`verify`] does this for a server with one
/// key.
///
/// A right signature says who wrote the request, not when: whether the date is recent and the nonce
/// unused is the caller's to check.
/// The canonical request is wiped from memory when dropped, and `Debug` does not show it.
pub struct Received {
    access_key_id: String,
    signed_headers: String,
    unsigned_headers: Vec<String>,
    canonical_request: SecretString,
    claimed: [u8; 32],
}

impl Received {
    /// Reads a request: its method, its path as sent, the parameters of its query (decoded), all of
    /// its headers, and the hash of the body that came ([`hashed_payload`](super::hashed_payload)).
    ///
    /// Whatever `SignedHeaders` lists takes part, be it more or less than what has to be signed.
    ///
    /// # Errors
    ///
    /// Says which part of the request is missing or malformed.
    pub fn read<N, V, HN, HV>(
        method: &str,
        path: &str,
        params: impl IntoIterator<Item = (N, V)>,
        headers: impl IntoIterator<Item = (HN, HV)>,
        hashed_payload: &str,
    ) -> Result<Self, Refusal>
    where
        N: AsRef<str>,
        V: AsRef<str>,
        HN: AsRef<str>,
        HV: AsRef<str>,
    {
        let owned = headers.into_iter().collect::<Vec<_>>();
        let headers = owned.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
        let headers = headers.collect::<Vec<_>>();
        let mut authorizations = values(&headers, "authorization");
        let authorization = authorizations.next();
        let authorization = authorization.ok_or(Refusal::MissingAuthorization)?;
        if authorizations.next().is_some() {
            return Err(Refusal::MalformedAuthorization);
        }
        let authorization = Authorization::parse(authorization)?;
        if values(&headers, "x-acs-content-sha256").any(|hash| hash.trim() != hashed_payload) {
            return Err(Refusal::BodyHash);
        }

        let listed = || names(authorization.signed_headers);
        if let Some(missing) = listed().find(|name| values(&headers, name).next().is_none()) {
            return Err(Refusal::MissingHeader(missing.to_owned()));
        }
        let is_listed = |name: &str| listed().any(|listed| is(name, listed));
        let (signed, unsigned) = headers.iter().partition::<Vec<_>, _>(|(name, _)| is_listed(name));
        let canonical_headers = canonical_headers(signed.into_iter().copied());
        let query = joined(params);
        let lines = lines(method, path, &query, &canonical_headers, hashed_payload);
        Ok(Self {
            access_key_id: authorization.credential.to_owned(),
            signed_headers: authorization.signed_headers.to_owned(),
            unsigned_headers: unsigned
                .iter()
                .map(|(name, _)| name.to_ascii_lowercase())
                .filter(|name| has_to_be_signed(name))
                .collect(),
            canonical_request: request(&lines),
            claimed: authorization.signature,
        })
    }

    /// Tells whether the signature is that of this secret, in a time that does not depend on where
    /// the signatures differ.
    pub fn is_signed_with(&self, access_key_secret: &str) -> bool {
        matches(&self.string_to_sign(), access_key_secret, &self.claimed)
    }

    /// Returns the access key id of `Credential`. Nothing vouches for it yet.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// Returns the names that `SignedHeaders` lists, joined by `;`.
    pub fn signed_headers(&self) -> &str {
        &self.signed_headers
    }

    /// Returns, in lower case, the headers of the request that have to be signed and are not.
    ///
    /// Their values are anybody's. Whether the service refuses such a request is not documented.
    pub fn unsigned_headers(&self) -> impl Iterator<Item = &str> {
        self.unsigned_headers.iter().map(String::as_str)
    }

    /// Returns the canonical request, security token included.
    pub fn canonical_request(&self) -> &str {
        &self.canonical_request
    }

    /// Returns the string to sign.
    pub fn string_to_sign(&self) -> String {
        string_to_sign(&self.canonical_request)
    }
}

/// Verifies that a received request is signed with this secret; see [`Received`] for the arguments.
///
/// # Errors
///
/// Says which part of the request is missing or malformed, that the signature is another, or which
/// header has to be signed and is not.
///
/// ```
/// use aliyun_rpc_signer::{Refusal, acs3};
///
/// // A test of Alibaba Cloud's own OpenAPI utilities.
/// let params = [("test", "ok"), ("empty", "")];
/// let authorization = "ACS3-HMAC-SHA256 Credential=acesskey,SignedHeaders=x-acs-test,\
///     Signature=02e81f9f3cc8839151b0c7278024cbc4bfc9fa786085a0b8305f825f17b5dae7";
/// let headers = [("x-acs-test", "http"), ("authorization", authorization)];
/// let hash = "55e12e91650d2fec56ec74e1d3e4ddbfce2ef3a65890c2a19ecf88a307e76a23";
///
/// assert_eq!(acs3::verify("GET", "/", params, headers, hash, "secret"), Ok(()));
/// let refused = acs3::verify("POST", "/", params, headers, hash, "secret");
/// assert_eq!(refused, Err(Refusal::Mismatch));
/// ```
pub fn verify<N, V, HN, HV>(
    method: &str,
    path: &str,
    params: impl IntoIterator<Item = (N, V)>,
    headers: impl IntoIterator<Item = (HN, HV)>,
    hashed_payload: &str,
    access_key_secret: &str,
) -> Result<(), Refusal>
where
    N: AsRef<str>,
    V: AsRef<str>,
    HN: AsRef<str>,
    HV: AsRef<str>,
{
    let received = Received::read(method, path, params, headers, hashed_payload)?;
    if !received.is_signed_with(access_key_secret) {
        return Err(Refusal::Mismatch);
    }
    // What is not signed is anybody's, the action among it.
    match received.unsigned_headers.into_iter().next() {
        Some(name) => Err(Refusal::UnsignedHeader(name)),
        None => Ok(()),
    }
}

impl ZeroizeOnDrop for Received {}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("signed_headers", &self.signed_headers)
            .field("unsigned_headers", &self.unsigned_headers)
            .finish_non_exhaustive()
    }
}

/// The value of the header, taken apart.
struct Authorization<'a> {
    credential: &'a str,
    signed_headers: &'a str,
    signature: [u8; 32],
}

impl<'a> Authorization<'a> {
    fn parse(text: &'a str) -> Result<Self, Refusal> {
        let (algorithm, parts) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        if algorithm != ALGORITHM {
            return Err(Refusal::UnknownAlgorithm);
        }
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for part in parts.split(',').filter(|part| !part.trim().is_empty()) {
            let (name, value) =
                part.trim().split_once('=').ok_or(Refusal::MalformedAuthorization)?;
            let slot = match name {
                "Credential" => &mut credential,
                "SignedHeaders" => &mut signed_headers,
                "Signature" => &mut signature,
                _ => return Err(Refusal::MalformedAuthorization),
            };
            if slot.replace(value).is_some() {
                return Err(Refusal::MalformedAuthorization);
            }
        }

        let present = |part, value: Option<&'a str>| value.ok_or(Refusal::MissingPart(part));
        let credential = present(AuthorizationPart::Credential, credential)?;
        let signed_headers = present(AuthorizationPart::SignedHeaders, signed_headers)?;
        let signature = present(AuthorizationPart::Signature, signature)?;
        if credential.is_empty() {
            return Err(Refusal::MalformedPart(AuthorizationPart::Credential));
        }
        let is_lower_case = |name: &str| !name.bytes().any(|byte| byte.is_ascii_uppercase());
        let in_order = names(signed_headers).is_sorted_by(|a, b| a < b);
        if !in_order || !names(signed_headers).all(|name| !name.is_empty() && is_lower_case(name)) {
            return Err(Refusal::MalformedPart(AuthorizationPart::SignedHeaders));
        }
        Ok(Self {
            credential,
            signed_headers,
            signature: hex::decode(signature)
                .ok_or(Refusal::MalformedPart(AuthorizationPart::Signature))?,
        })
    }
}

/// Splits a list of names; an empty list has none.
fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(';').filter(|_| !list.is_empty())
}

/// Returns the values of all headers of a name.
fn values<'a>(headers: &'a [(&'a str, &'a str)], wanted: &'a str) -> impl Iterator<Item = &'a str> {
    let named = headers.iter().filter(move |(name, _)| is(name, wanted));
    named.map(|(_, value)| *value)
}

fn is(name: &str, wanted: &str) -> bool {
    name.eq_ignore_ascii_case(wanted)
}

#[cfg(test)]
mod tests {
    use super::super::authorization;
    use super::*;

    const HASH: &str = "55e12e91650d2fec56ec74e1d3e4ddbfce2ef3a65890c2a19ecf88a307e76a23";
    const SIGNATURE: &str = "02e81f9f3cc8839151b0c7278024cbc4bfc9fa786085a0b8305f825f17b5dae7";

    fn with(headers: &[(&str, &str)]) -> Result<(), Refusal> {
        let params = [("test", "ok"), ("empty", "")];
        verify("GET", "/", params, headers.iter().copied(), HASH, "secret")
    }

    fn authorized(authorization: &str) -> Result<(), Refusal> {
        with(&[("X-Acs-Test", "http"), ("Authorization", authorization)])
    }

    fn parts(credential: &str, signed_headers: &str, signature: &str) -> Result<(), Refusal> {
        authorized(&authorization(credential, signed_headers, signature))
    }

    #[test]
    fn the_test_of_the_java_sdk_is_accepted() {
        assert_eq!(parts("acesskey", "x-acs-test", SIGNATURE), Ok(()));
        assert_eq!(
            authorized(&format!(
                "ACS3-HMAC-SHA256 Signature={SIGNATURE}, Credential=a, SignedHeaders=x-acs-test"
            )),
            Ok(()),
            "other order, spaces"
        );
    }

    #[test]
    fn every_way_an_authorization_can_be_wrong_has_its_name() {
        assert_eq!(with(&[]), Err(Refusal::MissingAuthorization));
        assert_eq!(
            with(&[("authorization", ALGORITHM), ("Authorization", ALGORITHM)]),
            Err(Refusal::MalformedAuthorization)
        );
        for other in ["", "acs a:b", "Basic eDp5", "acs3-hmac-sha256 Credential=a"] {
            assert_eq!(authorized(other), Err(Refusal::UnknownAlgorithm), "{other}");
        }
        for malformed in ["Credential", "Credential=a,Credential=a", "Date=x", "x"] {
            assert_eq!(
                authorized(&format!("{ALGORITHM} {malformed}")),
                Err(Refusal::MalformedAuthorization),
                "{malformed}"
            );
        }
        let missing = |part| Err(Refusal::MissingPart(part));
        assert_eq!(authorized(ALGORITHM), missing(AuthorizationPart::Credential));
        assert_eq!(
            authorized("ACS3-HMAC-SHA256 Credential=a"),
            missing(AuthorizationPart::SignedHeaders)
        );
        assert_eq!(
            authorized("ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host"),
            missing(AuthorizationPart::Signature)
        );
    }

    #[test]
    fn every_malformed_part_has_its_name() {
        let malformed = |part| Err(Refusal::MalformedPart(part));
        assert_eq!(parts("", "x-acs-test", SIGNATURE), malformed(AuthorizationPart::Credential));
        for list in ["X-Acs-Test", "b;a", "a;a", "a;", ";a", "a;;b"] {
            assert_eq!(
                parts("a", list, SIGNATURE),
                malformed(AuthorizationPart::SignedHeaders),
                "{list}"
            );
        }
        for signature in ["", "0", &SIGNATURE.to_uppercase(), &SIGNATURE[1..]] {
            assert_eq!(
                parts("a", "x-acs-test", signature),
                malformed(AuthorizationPart::Signature)
            );
        }
    }

    #[test]
    fn a_listed_header_that_is_not_there_is_named() {
        assert_eq!(
            parts("a", "host;x-acs-test", SIGNATURE),
            Err(Refusal::MissingHeader("host".to_owned()))
        );
    }

    #[test]
    fn another_body_is_told_from_another_signature() {
        let authorization = authorization("a", "x-acs-test", SIGNATURE);
        let headers = [
            ("x-acs-test", "http"),
            ("x-acs-content-sha256", &HASH.replace('5', "6")),
            ("authorization", &authorization),
        ];
        assert_eq!(with(&headers), Err(Refusal::BodyHash));
        assert_eq!(parts("a", "x-acs-test", &SIGNATURE.replace('0', "1")), Err(Refusal::Mismatch));
    }

    #[test]
    fn what_is_not_signed_does_not_verify() {
        let authorization = authorization("a", "x-acs-test", SIGNATURE);
        let headers = [
            ("x-acs-test", "http"),
            ("x-acs-action", "DeleteInstance"),
            ("authorization", &authorization),
        ];
        assert_eq!(with(&headers), Err(Refusal::UnsignedHeader("x-acs-action".to_owned())));
    }

    #[test]
    fn headers_that_should_have_been_signed_are_listed() {
        let authorization = authorization("a", "x-acs-test", SIGNATURE);
        let headers = [
            ("Host", "h"),
            ("user-agent", "u"),
            ("X-Acs-Date", "d"),
            ("x-acs-test", "http"),
            ("authorization", &authorization),
        ];
        let received = Received::read("GET", "/", [("a", "b")], headers, HASH).unwrap();
        assert_eq!(received.unsigned_headers().collect::<Vec<_>>(), ["host", "x-acs-date"]);
        assert_eq!(received.access_key_id(), "a");
        assert_eq!(received.signed_headers(), "x-acs-test");
        assert!(received.canonical_request().starts_with("GET\n/\na=b\n"));
    }

    /// Every field is named, so that a new one is thought of.
    #[test]
    fn the_canonical_request_is_wiped() {
        fn is_wiped(_: &impl ZeroizeOnDrop) {}
        let authorization = authorization("a", "x-acs-test", SIGNATURE);
        let headers = [("x-acs-test", "http"), ("authorization", &authorization)];
        let received = Received::read("GET", "/", [("a", "b")], headers, HASH).unwrap();
        let Received {
            access_key_id: _,
            signed_headers: _,
            unsigned_headers: _,
            canonical_request,
            claimed: _,
        } = &received;
        is_wiped(canonical_request);
    }
}
