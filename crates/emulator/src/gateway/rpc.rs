//! What a request signed with version 1.0 claims, and in which order it is read.
//!
//! 1. `AccessKeyId` given;
//! 2. `SignatureMethod`, then `SignatureVersion`;
//! 3. `Timestamp` given, well formed and recent;
//! 4. `SignatureNonce` given;
//! 5. `SecurityToken` well formed, if given;
//! 6. `Signature` given.

use std::time::SystemTime;

use aliyun_rpc_explain::{Cause, Evidence, explain};
use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::percent;
use aliyun_rpc_signer::rpc;

use super::claim;
use super::claim::CHANGED;
use super::claim::Claim;
use super::claim::Proof;
use crate::codes;
use crate::codes::ErrorCode;
use crate::operations::context::Operation;
use crate::parameters::Parameters;
use crate::rejection::Rejection;

pub(super) fn route(params: &Parameters) -> Result<&'static Operation, Rejection> {
    claim::route(("Action", params.get("Action")), ("Version", params.get("Version")))
}

pub(super) fn read(
    method: Method,
    params: &Parameters,
    now: SystemTime,
) -> Result<Claim<'_, RpcProof<'_>>, Rejection> {
    let required = |name, missing: ErrorCode| params.get(name).ok_or(missing);

    let access_key_id = required("AccessKeyId", codes::MISSING_ACCESS_KEY_ID)?;
    if required("SignatureMethod", codes::MISSING_SIGNATURE_METHOD)? != "HMAC-SHA1" {
        return Err(codes::INVALID_SIGNATURE_METHOD.into());
    }
    if required("SignatureVersion", codes::MISSING_SIGNATURE_VERSION)? != "1.0" {
        return Err(Rejection::naming(codes::INVALID_PARAMETER, "SignatureVersion"));
    }
    let expiry = claim::expiry(required("Timestamp", codes::MISSING_TIMESTAMP)?, now)?;
    let nonce = required("SignatureNonce", codes::MISSING_SIGNATURE_NONCE)?;
    let security_token = claim::well_formed_token(params.get("SecurityToken"))?;
    required("Signature", codes::MISSING_SIGNATURE)?;
    let proof = RpcProof { method, params };
    Ok(Claim { access_key_id: access_key_id.into(), security_token, nonce, expiry, proof })
}

/// Parameters and the signature among them.
pub(super) struct RpcProof<'a> {
    method: Method,
    params: &'a Parameters,
}

impl Proof for RpcProof<'_> {
    fn is_signed_with(&self, access_key_secret: &str) -> bool {
        rpc::verify(self.method, self.params.iter(), access_key_secret).is_ok()
    }

    /// Official SDKs split the message at the colon to tell a wrong secret from a wrong
    /// canonicalisation.
    fn mismatch(&self) -> Rejection {
        let code = codes::SIGNATURE_DOES_NOT_MATCH;
        let query = rpc::canonical_query(self.params.iter());
        let mut quoted = rpc::string_to_sign(self.method, &query);
        quoted.truncate(LONGEST_QUOTATION); // it is ASCII
        let message = format!("{} server string to sign is:{quoted}", code.message());
        Rejection::new(code, message)
    }

    fn cause(&self, quotation: &str, access_key_secret: &str) -> String {
        let mut sent = rpc::canonical_query(self.params.iter());
        sent.push_str("&Signature=");
        percent::push_encoded(self.params.raw("Signature").unwrap_or_default(), &mut sent);
        let evidence = Evidence::url(self.method, &sent).with_secret(access_key_secret);
        match explain(&evidence, quotation).cause() {
            // It is not known that a token was meant to be signed.
            Cause::Undecidable(_) | Cause::MissingSecurityToken => CHANGED.to_owned(),
            cause => cause.to_string(),
        }
    }
}

/// What a request line of 64 KiB becomes at most, encoded twice, in bytes. Of a larger form only
/// the beginning is quoted.
const LONGEST_QUOTATION: usize = 320 << 10;
