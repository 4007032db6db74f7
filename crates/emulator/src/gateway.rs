//! The checks every RPC request passes before the operation sees it.
//!
//! The service does not document the order of its checks. This is the emulator's; each step
//! refuses with an entry of [`codes`](crate::codes):
//!
//! 1. the HTTP method;
//! 2. the form of the parameters;
//! 3. `Format`;
//! 4. the path;
//! 5. `Action`, then `Version`;
//! 6. `AccessKeyId` given;
//! 7. `SignatureMethod`, then `SignatureVersion`;
//! 8. `Timestamp` given, well formed and recent;
//! 9. `SignatureNonce` given;
//! 10. `SecurityToken` well formed, if given;
//! 11. `Signature` given;
//! 12. the access key known;
//! 13. the signature right;
//! 14. the security token the key's own;
//! 15. the nonce unused.
//!
//! The token is looked at only after the signature that covers it, and a nonce is remembered only
//! when everything else held.

use std::hint::black_box;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::SystemTime;

use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::rpc;

use crate::codes;
use crate::codes::ErrorCode;
use crate::nonces::Admission;
use crate::nonces::Nonces;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::times;

/// The access keys and the nonces seen.
pub(crate) struct Gateway {
    keys: Vec<Credentials>,
    nonces: Mutex<Nonces>,
}

impl Gateway {
    pub(crate) fn new(keys: Vec<Credentials>, nonce_capacity: usize) -> Self {
        Self { keys, nonces: Mutex::new(Nonces::with_capacity(nonce_capacity)) }
    }

    /// Returns the access keys that may sign.
    pub(crate) fn keys(&self) -> &[Credentials] {
        &self.keys
    }

    /// Does the steps from `Action` on.
    pub(crate) fn admit(
        &self,
        method: Method,
        params: &Params,
        now: SystemTime,
    ) -> Result<(), Refusal> {
        route(params)?;
        let claim = Claim::read(params, now)?;
        let key = self.verified_key(method, params, &claim)?;
        check_token(key, params)?;

        let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        match nonces.admit(claim.access_key_id, claim.nonce, claim.expiry, now) {
            Admission::New => Ok(()),
            Admission::Used => Err(codes::SIGNATURE_NONCE_USED.into()),
            Admission::Full => Err(codes::THROTTLING.into()),
        }
    }

    fn verified_key(
        &self,
        method: Method,
        params: &Params,
        claim: &Claim<'_>,
    ) -> Result<&Credentials, Refusal> {
        let key = self.keys.iter().find(|key| key.access_key_id() == claim.access_key_id);
        // An unknown key takes as long as a wrong signature.
        let secret = key.map_or("no such key", Credentials::access_key_secret);
        let right = black_box(rpc::verify(method, params.iter(), secret, claim.signature));
        match key {
            None => Err(codes::INVALID_ACCESS_KEY_ID.into()),
            Some(_) if !right => Err(signature_does_not_match(method, params)),
            Some(key) => Ok(key),
        }
    }
}

fn route(params: &Params) -> Result<(), Refusal> {
    let missing = |name| Refusal::naming(codes::MISSING_PARAMETER, name);
    match params.get("Action").ok_or_else(|| missing("Action"))? {
        "DescribeImages" => {}
        _ => return Err(codes::INVALID_ACTION.into()),
    }
    match params.get("Version").ok_or_else(|| missing("Version"))? {
        "2014-05-26" => Ok(()),
        _ => Err(codes::INVALID_VERSION.into()),
    }
}

/// What a request says about who sent it and when.
struct Claim<'a> {
    access_key_id: &'a str,
    nonce: &'a str,
    signature: &'a str,
    /// The last moment at which the timestamp is acceptable.
    expiry: SystemTime,
}

impl<'a> Claim<'a> {
    fn read(params: &'a Params, now: SystemTime) -> Result<Self, Refusal> {
        let required = |name, missing: ErrorCode| params.get(name).ok_or(missing);

        let access_key_id = required("AccessKeyId", codes::MISSING_ACCESS_KEY_ID)?;
        if required("SignatureMethod", codes::MISSING_SIGNATURE_METHOD)? != "HMAC-SHA1" {
            return Err(codes::INVALID_SIGNATURE_METHOD.into());
        }
        if required("SignatureVersion", codes::MISSING_SIGNATURE_VERSION)? != "1.0" {
            let code = codes::INVALID_PARAMETER;
            return Err(Refusal::naming(code, "SignatureVersion"));
        }
        let expiry = expiry(required("Timestamp", codes::MISSING_TIMESTAMP)?, now)?;
        let nonce = required("SignatureNonce", codes::MISSING_SIGNATURE_NONCE)?;
        let token = params.get("SecurityToken").unwrap_or_default();
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(codes::INVALID_SECURITY_TOKEN_MALFORMED.into());
        }
        let signature = required("Signature", codes::MISSING_SIGNATURE)?;
        Ok(Self { access_key_id, nonce, signature, expiry })
    }
}

fn expiry(timestamp: &str, now: SystemTime) -> Result<SystemTime, Refusal> {
    let time = times::with_fraction(timestamp).ok_or(codes::INVALID_TIMESTAMP_FORMAT)?;
    let distance = match now.duration_since(time) {
        Ok(age) => age,
        Err(ahead) => ahead.duration(),
    };
    if distance > WINDOW {
        return Err(codes::INVALID_TIMESTAMP_EXPIRED.into());
    }
    // Cannot overflow: the timestamp is within 15 minutes of the clock, before the year 10000.
    Ok(time.checked_add(WINDOW).unwrap_or(time))
}

/// Quotes what the server signed, as the service does: official SDKs split the message at the
/// colon to tell a wrong secret from a wrong canonicalisation.
fn signature_does_not_match(method: Method, params: &Params) -> Refusal {
    let code = codes::SIGNATURE_DOES_NOT_MATCH;
    let mut quoted = rpc::string_to_sign(method, &rpc::canonical_query(params.iter()));
    quoted.truncate(LONGEST_QUOTATION); // it is ASCII
    let message = format!("{} server string to sign is:{quoted}", code.message());
    Refusal { code, message: message.into() }
}

/// Tells whether the token of the request is the key's own. An empty one is none: an old official
/// SDK always sends one.
fn check_token(key: &Credentials, params: &Params) -> Result<(), Refusal> {
    match (key.security_token(), params.get("SecurityToken")) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(codes::MISSING_SECURITY_TOKEN.into()),
        (Some(own), Some(sent)) if own == sent => Ok(()),
        (_, Some(_)) => Err(codes::INVALID_SECURITY_TOKEN_MISMATCH.into()),
    }
}

/// How far a timestamp may be from the clock, either way (ECS API Reference, "Common parameters").
const WINDOW: Duration = Duration::from_secs(15 * 60);

/// What a request line of 64 KiB becomes at most, encoded twice, in bytes. Of a larger form only
/// the beginning is quoted.
const LONGEST_QUOTATION: usize = 320 << 10;
