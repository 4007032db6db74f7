//! The checks every request passes before the operation sees it, whichever way it is signed.
//!
//! [`scheme`] tells the two ways apart; [`rpc`] and [`acs3`] read what a request claims about
//! itself, with what [`claim`] has for both; here the claim is held against keys and nonces. The
//! service does not document the order of its checks. This is the emulator's; each step refuses
//! with an entry of [`codes`]:
//!
//! 1. the HTTP method;
//! 2. the form of the parameters;
//! 3. `Format`, with RPC 1.0;
//! 4. the path;
//! 5. the operation, then its version;
//! 6. the claim: every part given and well formed, the time recent;
//! 7. the access key known;
//! 8. the signature right;
//! 9. the key not disabled;
//! 10. the security token the key's own, and not expired;
//! 11. the nonce unused;
//! 12. the rate limit not reached, if there is one.
//!
//! Only who holds the secret learns about the key and its token; and a nonce is remembered only
//! when everything before held. There is one memory of nonces: one that was used with either
//! signature is used. An operation that takes unsigned requests ends after step 5, but for the time:
//! if one is given, it has to be recent.

mod acs3;
mod claim;
mod rpc;
mod scheme;

use std::hint::black_box;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::SystemTime;

use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::Scheme;
use bytes::Bytes;
use http::Request;

use crate::access::key::AccessKey;
use crate::access::keyring::Keyring;
use crate::access::rate::RateLimiter;
use crate::codes;
use crate::nonces::Admission;
use crate::nonces::{Fingerprints, Nonces};
use crate::notice::Notice;
use crate::operations::context::Operation;
use crate::parameters::Parameters;
use crate::record::Record;
use crate::rejection::Rejection;

use self::claim::Claim;
use self::claim::Proof;
pub(crate) use self::scheme::scheme_of;

/// The nonces seen and the calls counted.
pub(crate) struct Gateway {
    /// `None` where nonces do not matter.
    nonces: Option<Mutex<Nonces>>,
    fingerprints: Fingerprints,
    limiter: Option<RateLimiter>,
    notice: Notice,
}

/// A request that may be answered.
pub(crate) struct Admitted {
    pub(crate) operation: &'static Operation,
    /// Whose request it is; nobody's if the operation takes unsigned ones.
    pub(crate) caller: Option<Arc<AccessKey>>,
}

/// When a request came: by the clock, and by what never goes back.
#[derive(Clone, Copy)]
pub(crate) struct Arrival {
    pub(crate) now: SystemTime,
    pub(crate) elapsed: Duration,
}

impl Gateway {
    /// With no capacity, nonces may be used again.
    pub(crate) fn new(
        nonce_capacity: Option<usize>,
        fingerprints: Fingerprints,
        limiter: Option<RateLimiter>,
        notice: Notice,
    ) -> Self {
        let nonces = nonce_capacity.map(|capacity| Mutex::new(Nonces::with_capacity(capacity)));
        Self { nonces, fingerprints, limiter, notice }
    }

    /// Does the steps from the operation on. The parameters are those of query and form.
    pub(crate) fn admit(
        &self,
        method: Method,
        request: &Request<Bytes>,
        params: &Parameters,
        keyring: &Keyring,
        arrival: Arrival,
        record: &mut Record,
    ) -> Result<Admitted, Rejection> {
        let scheme = scheme_of(request.headers(), params);
        let operation = match scheme {
            Scheme::Rpc => rpc::route(params)?,
            Scheme::Acs3 => acs3::route(request.headers())?,
        };
        record.set_operation(Some(operation.name));
        if !operation.is_signed {
            let time = match scheme {
                Scheme::Rpc => params.get("Timestamp"),
                Scheme::Acs3 => acs3::date(request.headers())?,
            };
            time.map(|time| claim::expiry(time, arrival.now)).transpose()?;
            return Ok(Admitted { operation, caller: None });
        }
        let caller = match scheme {
            Scheme::Rpc => {
                self.believe(&rpc::read(method, params, arrival.now)?, keyring, arrival, record)?
            }
            Scheme::Acs3 => {
                self.believe(&acs3::read(method, request, arrival.now)?, keyring, arrival, record)?
            }
        };
        if let Some(limiter) = &self.limiter {
            let id = caller.credentials().access_key_id();
            limiter.count(id, operation.name, arrival.elapsed)?;
        }
        Ok(Admitted { operation, caller: Some(caller) })
    }

    fn believe<P: Proof>(
        &self,
        claim: &Claim<'_, P>,
        keyring: &Keyring,
        arrival: Arrival,
        record: &mut Record,
    ) -> Result<Arc<AccessKey>, Rejection> {
        let key = verified_key(claim, keyring, record)?;
        if key.is_disabled() {
            return Err(codes::INACTIVE_ACCESS_KEY_ID.into());
        }
        check_token(&key, claim.security_token, arrival.now)?;

        let Some(nonces) = &self.nonces else { return Ok(key) };
        let fingerprint = self.fingerprints.of(&claim.access_key_id, claim.nonce);
        let admission = nonces.lock().unwrap_or_else(PoisonError::into_inner).admit(
            fingerprint,
            claim.expiry,
            arrival.now,
        );
        match admission {
            Admission::New => Ok(key),
            Admission::NewAndForgot => {
                self.notice.tell(FORGOT);
                Ok(key)
            }
            Admission::Used => Err(codes::SIGNATURE_NONCE_USED.into()),
        }
    }
}

fn verified_key<P: Proof>(
    claim: &Claim<'_, P>,
    keyring: &Keyring,
    record: &mut Record,
) -> Result<Arc<AccessKey>, Rejection> {
    let key = keyring.find(&claim.access_key_id);
    record.set_key(&claim.access_key_id, key.is_some());
    // An unknown key takes as long as a wrong signature.
    let secret = key.as_ref().map_or("no such key", |key| key.credentials().access_key_secret());
    let right = black_box(claim.proof.is_signed_with(secret));
    match key {
        None => Err(codes::INVALID_ACCESS_KEY_ID.into()),
        Some(_) if !right => {
            let mismatch = claim.proof.mismatch();
            let cause = record.is_kept.then(|| claim.proof.cause(&mismatch.message, secret));
            Err(mismatch.caused_by(cause))
        }
        Some(key) => Ok(key),
    }
}

/// Tells whether the token of the request is the key's own. An empty one is none: an old official
/// SDK always sends one.
fn check_token(key: &AccessKey, sent: Option<&str>, now: SystemTime) -> Result<(), Rejection> {
    match (key.credentials().security_token(), sent) {
        (Some(_), None) => return Err(codes::MISSING_SECURITY_TOKEN.into()),
        (own, Some(sent)) if own != Some(sent) => {
            return Err(codes::INVALID_SECURITY_TOKEN_MISMATCH.into());
        }
        _ => {}
    }
    if key.is_expired_at(now) { Err(codes::EXPIRED_SECURITY_TOKEN.into()) } else { Ok(()) }
}

const FORGOT: &str = "more nonces are alive than are remembered: the oldest are forgotten, and a request with one \
                      of them would be accepted again (nonce_capacity)";
