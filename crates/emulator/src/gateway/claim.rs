//! What a request claims about itself, whichever way it is signed, and how the parts are read.

use std::borrow::Cow;
use std::time::Duration;
use std::time::SystemTime;

use crate::codes;
use crate::operations;
use crate::operations::context::Operation;
use crate::rejection::Rejection;
use crate::times;

/// What a request says about who sent it and when.
pub(super) struct Claim<'a, P> {
    pub(super) access_key_id: Cow<'a, str>,
    pub(super) security_token: Option<&'a str>,
    pub(super) nonce: &'a str,
    /// The last moment at which the time of the request is acceptable.
    pub(super) expiry: SystemTime,
    pub(super) proof: P,
}

/// A signature, and what it has to be the signature of.
pub(super) trait Proof {
    fn is_signed_with(&self, access_key_secret: &str) -> bool;

    /// Refuses the signature, and quotes what the server signed, as the service does.
    fn mismatch(&self) -> Rejection;

    /// Says in a sentence why a signature with this secret does not match, given the quotation.
    fn cause(&self, quotation: &str, access_key_secret: &str) -> String;
}

/// Checks operation and version, each given with the name under which it travels.
pub(super) fn route(
    (action_name, action): (&str, Option<&str>),
    (version_name, version): (&str, Option<&str>),
) -> Result<&'static Operation, Rejection> {
    let missing = |name| Rejection::naming(codes::MISSING_PARAMETER, name);
    let action = action.ok_or_else(|| missing(action_name))?;
    let mut operations = operations::named(action).peekable();
    if operations.peek().is_none() {
        return Err(Rejection::adding(codes::INVALID_ACTION, &operations::served()));
    }
    let version = version.ok_or_else(|| missing(version_name))?;
    let found = operations.find(|operation| operation.version == version);
    found.ok_or_else(|| codes::INVALID_VERSION.into())
}

pub(super) fn expiry(timestamp: &str, now: SystemTime) -> Result<SystemTime, Rejection> {
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

pub(super) fn well_formed_token(token: Option<&str>) -> Result<Option<&str>, Rejection> {
    match token {
        Some(token) if !token.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Err(codes::INVALID_SECURITY_TOKEN_MALFORMED.into())
        }
        token => Ok(token),
    }
}

/// What can be said of a signature that no known mistake makes.
pub(super) const CHANGED: &str =
    "The request was signed with another secret, or changed after it was signed.";

/// How far the time of a request may be from the clock, either way (ECS API Reference, "Common
/// parameters"; Alibaba Cloud SDK, "V3 request structure and signature").
const WINDOW: Duration = Duration::from_secs(15 * 60);
