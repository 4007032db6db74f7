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
//! 9. the security token the key's own;
//! 10. the nonce unused.
//!
//! The token is looked at only after the signature that covers it, and a nonce is remembered only
//! when everything else held. There is one memory of nonces: one that was used with either
//! signature is used.

mod acs3;
mod claim;
mod rpc;
mod scheme;

use std::hint::black_box;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::SystemTime;

use aliyun_rpc_signer::Credentials;
use aliyun_rpc_signer::Method;
use aliyun_rpc_signer::Scheme;
use bytes::Bytes;
use http::Request;

use crate::codes;
use crate::nonces::Admission;
use crate::nonces::Nonces;
use crate::notice::Notice;
use crate::operations::Operation;
use crate::parameters::Parameters;
use crate::rejection::Rejection;

use self::claim::Claim;
use self::claim::Proof;
pub(crate) use self::scheme::scheme_of;

/// The access keys and the nonces seen.
pub(crate) struct Gateway {
    keys: Vec<Credentials>,
    /// `None` where nonces do not matter.
    nonces: Option<Mutex<Nonces>>,
    notice: Notice,
}

impl Gateway {
    /// With no capacity, nonces may be used again.
    pub(crate) fn new(
        keys: Vec<Credentials>,
        nonce_capacity: Option<usize>,
        notice: Notice,
    ) -> Self {
        let nonces = nonce_capacity.map(|capacity| Mutex::new(Nonces::with_capacity(capacity)));
        Self { keys, nonces, notice }
    }

    /// Returns the access keys that may sign.
    pub(crate) fn keys(&self) -> &[Credentials] {
        &self.keys
    }

    /// Does the steps from the operation on, and returns it. The parameters are those of query and form.
    pub(crate) fn admit(
        &self,
        method: Method,
        request: &Request<Bytes>,
        params: &Parameters,
        now: SystemTime,
    ) -> Result<Operation, Rejection> {
        match scheme_of(request.headers(), params) {
            Scheme::Rpc => self.believe(&rpc::read(method, params, now)?, now),
            Scheme::Acs3 => self.believe(&acs3::read(method, request, now)?, now),
        }
    }

    fn believe<P: Proof>(
        &self,
        claim: &Claim<'_, P>,
        now: SystemTime,
    ) -> Result<Operation, Rejection> {
        let key = self.verified_key(claim)?;
        check_token(key, claim.security_token)?;

        let Some(nonces) = &self.nonces else { return Ok(claim.operation) };
        let admission = nonces.lock().unwrap_or_else(PoisonError::into_inner).admit(
            &claim.access_key_id,
            claim.nonce,
            claim.expiry,
            now,
        );
        match admission {
            Admission::New => Ok(claim.operation),
            Admission::NewAndForgot => {
                self.notice.tell(FORGOT);
                Ok(claim.operation)
            }
            Admission::Used => Err(codes::SIGNATURE_NONCE_USED.into()),
        }
    }

    fn verified_key<P: Proof>(&self, claim: &Claim<'_, P>) -> Result<&Credentials, Rejection> {
        let key = self.keys.iter().find(|key| key.access_key_id() == claim.access_key_id);
        // An unknown key takes as long as a wrong signature.
        let secret = key.map_or("no such key", Credentials::access_key_secret);
        let right = black_box(claim.proof.is_signed_with(secret));
        match key {
            None => Err(codes::INVALID_ACCESS_KEY_ID.into()),
            Some(_) if !right => Err(claim.proof.mismatch()),
            Some(key) => Ok(key),
        }
    }
}

/// Tells whether the token of the request is the key's own. An empty one is none: an old official
/// SDK always sends one.
fn check_token(key: &Credentials, sent: Option<&str>) -> Result<(), Rejection> {
    match (key.security_token(), sent) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(codes::MISSING_SECURITY_TOKEN.into()),
        (Some(own), Some(sent)) if own == sent => Ok(()),
        (_, Some(_)) => Err(codes::INVALID_SECURITY_TOKEN_MISMATCH.into()),
    }
}

const FORGOT: &str = "more nonces are alive than are remembered: the oldest are forgotten, and a request with one \
                      of them would be accepted again (nonce_capacity)";
