//! What a request signed with ACS3-HMAC-SHA256 claims, and in which order it is read.
//!
//! 1. `Authorization` given;
//! 2. `x-acs-date` given, well formed and recent;
//! 3. `x-acs-signature-nonce` given;
//! 4. `x-acs-content-sha256` given;
//! 5. `x-acs-security-token` well formed, if given;
//! 6. `Authorization` well formed, of this algorithm;
//! 7. every header there that `SignedHeaders` lists;
//! 8. `x-acs-accesskey-id` the key that signs, if given.
//!
//! No document says with which codes the service refuses them. A header that takes the place of a
//! parameter of RPC 1.0 has that parameter's code here.
//!
//! The canonical request a signature has to be of is the server's own: of the body that came, and
//! of every header that has to be signed, listed or not. So a body or a header that is not what
//! was signed is a signature that does not match, and the quotation shows the difference.
//! (Alibaba Cloud SDK, "V3 request structure and signature".)

use std::borrow::Cow;
use std::time::SystemTime;

use aliyun_rpc_signer::AuthorizationPart;
use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::Refusal as SignatureRefusal;
use aliyun_rpc_signer::acs3;
use aliyun_rpc_wire::Printable;
use bytes::Bytes;
use http::HeaderMap;
use http::Request;

use super::claim;
use super::claim::CHANGED;
use super::claim::Claim;
use super::claim::Proof;
use crate::codes;
use crate::codes::ErrorCode;
use crate::operations::context::Operation;
use crate::parameters::Parameters;
use crate::rejection::Rejection;

pub(super) fn route(headers: &HeaderMap) -> Result<&'static Operation, Rejection> {
    let action = header(headers, "x-acs-action")?;
    let version = header(headers, "x-acs-version")?;
    claim::route(("x-acs-action", action), ("x-acs-version", version))
}

/// Returns when a request that needs no signature was made, if it says so.
pub(super) fn date(headers: &HeaderMap) -> Result<Option<&str>, Rejection> {
    header(headers, "x-acs-date")
}

pub(super) fn read(
    method: Method,
    request: &Request<Bytes>,
    now: SystemTime,
) -> Result<Claim<'_, Acs3Proof<'_>>, Rejection> {
    let headers = request.headers();
    let required = |name, missing: ErrorCode| {
        let value = header(headers, name)?;
        value.ok_or_else(|| Rejection::from(missing))
    };

    if !headers.contains_key("authorization") {
        return Err(codes::MISSING_ACCESS_KEY_ID.into());
    }
    let expiry = claim::expiry(required("x-acs-date", codes::MISSING_TIMESTAMP)?, now)?;
    let nonce = required("x-acs-signature-nonce", codes::MISSING_SIGNATURE_NONCE)?;
    let missing = || Rejection::naming(codes::MISSING_PARAMETER, "x-acs-content-sha256");
    let claimed_hash = header(headers, "x-acs-content-sha256")?.ok_or_else(missing)?;
    let security_token = claim::well_formed_token(header(headers, "x-acs-security-token")?)?;

    let proof = Acs3Proof::read(method, request, claimed_hash)?;
    let access_key_id = proof.received.access_key_id().to_owned();
    if header(headers, "x-acs-accesskey-id")?.is_some_and(|id| id != access_key_id) {
        return Err(codes::INVALID_SECURITY_TOKEN_MISMATCH.into());
    }
    Ok(Claim { access_key_id: access_key_id.into(), security_token, nonce, expiry, proof })
}

/// A request and the signature among its headers.
pub(super) struct Acs3Proof<'a> {
    method: Method,
    /// The parameters of the query: those of a form are signed as the body.
    query: Parameters,
    headers: Vec<(&'a str, Cow<'a, str>)>,
    /// The hash of the body that came.
    body_hash: String,
    is_body_as_claimed: bool,
    /// As the sender says it was signed.
    received: acs3::Received,
}

impl<'a> Acs3Proof<'a> {
    fn read(
        method: Method,
        request: &'a Request<Bytes>,
        claimed_hash: &str,
    ) -> Result<Self, Rejection> {
        // The form was decoded with the query, and a fault would have been found.
        let query = request.uri().query().unwrap_or_default();
        let query = Parameters::decode([query.as_bytes()]).params;
        let headers = request.headers().iter();
        let headers = headers
            .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
            .collect::<Vec<_>>();
        let pairs = headers.iter().map(|(name, value)| (*name, value.as_ref()));
        let word = method.as_str();
        let received = acs3::Received::read(word, PATH, query.iter(), pairs, claimed_hash);
        let received = received.map_err(|refusal| refused(&refusal))?;
        let body_hash = acs3::hashed_payload(request.body());
        let is_body_as_claimed = body_hash == claimed_hash;
        Ok(Self { method, query, headers, body_hash, is_body_as_claimed, received })
    }

    fn canonical_request(&self) -> String {
        let listed = |name: &str| self.received.signed_headers().split(';').any(|n| n == name);
        let signed = self.headers.iter().filter(|(name, _)| {
            // As the map of headers has them, names are in lower case.
            listed(name) || acs3::has_to_be_signed(name)
        });
        let signed = signed.map(|(name, value)| (*name, value.as_ref()));
        let headers = acs3::canonical_headers(signed);
        let query = acs3::canonical_query(self.query.iter());
        acs3::canonical_request(self.method.as_str(), PATH, &query, &headers, &self.body_hash)
    }
}

impl Proof for Acs3Proof<'_> {
    fn is_signed_with(&self, access_key_secret: &str) -> bool {
        let right = self.received.is_signed_with(access_key_secret);
        right && self.is_body_as_claimed && self.received.unsigned_headers().next().is_none()
    }

    fn mismatch(&self) -> Rejection {
        let code = codes::SIGNATURE_DOES_NOT_MATCH_ACS3;
        let request = self.canonical_request();
        let message = format!(
            "{} server StringToSign is [{}] server CanonicalRequest is [{request}]",
            code.message(),
            acs3::string_to_sign(&request),
        );
        Rejection::new(code, message)
    }

    fn cause(&self, _: &str, access_key_secret: &str) -> String {
        if !self.is_body_as_claimed {
            return "The body is not the one whose hash is in `x-acs-content-sha256`.".to_owned();
        }
        let unsigned: Vec<String> =
            self.received.unsigned_headers().map(ToString::to_string).collect();
        if self.received.is_signed_with(access_key_secret) && !unsigned.is_empty() {
            return format!(
                "Headers that have to be signed are not in `SignedHeaders`: {}.",
                Printable(&unsigned.join(", "))
            );
        }
        CHANGED.to_owned()
    }
}

fn refused(refusal: &SignatureRefusal) -> Rejection {
    match refusal {
        SignatureRefusal::UnknownAlgorithm => codes::INVALID_SIGNATURE_METHOD.into(),
        SignatureRefusal::MissingPart(AuthorizationPart::Credential)
        | SignatureRefusal::MalformedPart(AuthorizationPart::Credential) => {
            codes::MISSING_ACCESS_KEY_ID.into()
        }
        SignatureRefusal::MissingPart(AuthorizationPart::Signature) => {
            codes::MISSING_SIGNATURE.into()
        }
        SignatureRefusal::MissingHeader(name) => Rejection::naming(codes::MISSING_PARAMETER, name),
        _ => codes::INCOMPLETE_SIGNATURE.into(),
    }
}

/// Returns a header without the white space around it, or nothing if it is empty, as with
/// parameters. One that comes twice or is not ASCII is refused.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Rejection> {
    let invalid = || Rejection::naming(codes::INVALID_PARAMETER, name);
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(invalid());
    }
    let value = value.to_str().map_err(|_| invalid())?.trim();
    Ok(Some(value).filter(|value| !value.is_empty()))
}

/// The one path there is; others are refused before.
const PATH: &str = "/";
