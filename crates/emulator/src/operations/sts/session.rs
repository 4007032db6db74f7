//! What a session in a role is asked for with, whoever asks.

use std::time::Duration;

use crate::access::roles::{RoleArn, Roles};
use crate::codes::{self, ErrorCode};
use crate::parameters::Parameters;
use crate::rejection::Rejection;

/// A session that is asked for.
pub(super) struct Session<'a> {
    pub(super) role: RoleArn<'a>,
    pub(super) name: &'a str,
    pub(super) lifetime: Duration,
}

impl<'a> Session<'a> {
    /// Reads role, name, lifetime and policy.
    ///
    /// A policy has to be a JSON object; it is not applied: keys of the emulator may do what they are not denied.
    pub(super) fn read(
        params: &'a Parameters,
        name: &'a str,
        roles: &Roles,
    ) -> Result<Self, Rejection> {
        let arn = params.get("RoleArn").unwrap_or_default();
        let role = RoleArn::parse(arn).ok_or(codes::INVALID_ROLE_ARN)?;
        require(has(name, 2..=64, b".@-_"), codes::INVALID_ROLE_SESSION_NAME)?;
        let lifetime = lifetime(params.get("DurationSeconds"), roles.max_session)
            .ok_or(codes::INVALID_DURATION_SECONDS)?;
        if let Some(id) = params.get("ExternalId") {
            require(has(id, 2..=1_224, b"+=,.@:/-_"), codes::INVALID_EXTERNAL_ID)?;
        }
        if let Some(policy) = params.get("Policy") {
            require(policy.len() <= LONGEST_POLICY, codes::INVALID_POLICY_SIZE)?;
            require(is_object(policy), codes::INVALID_POLICY_GRAMMAR)?;
        }
        Ok(Self { role, name, lifetime })
    }

    /// Refuses a role that does not exist.
    pub(super) fn check_role(&self, roles: &Roles) -> Result<(), Rejection> {
        require(roles.has(self.role), codes::UNKNOWN_ROLE)
    }
}

/// Returns the mandatory name of a session.
pub(super) fn name(params: &Parameters) -> Result<&str, Rejection> {
    params.get("RoleSessionName").ok_or_else(|| codes::MISSING_ROLE_SESSION_NAME.into())
}

/// Returns the identity at the source of a chain of sessions: 2 to 64 letters, digits and `+=,.@-_`. (STS API Reference, AssumeRole, `SourceIdentity`; a code of its own is not documented.)
pub(super) fn source_identity(params: &Parameters) -> Result<Option<&str>, Rejection> {
    match params.get("SourceIdentity") {
        // Which no text with a beginning of the service's own, such as `acs:`, is.
        Some(text) if !has(text, 2..=64, b"+=,.@-_") => {
            Err(Rejection::naming(codes::INVALID_PARAMETER, "SourceIdentity"))
        }
        identity => Ok(identity),
    }
}

fn require(holds: bool, code: ErrorCode) -> Result<(), Rejection> {
    if holds { Ok(()) } else { Err(code.into()) }
}

fn has(text: &str, length: std::ops::RangeInclusive<usize>, marks: &[u8]) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || marks.contains(&byte);
    length.contains(&text.len()) && text.bytes().all(plain)
}

/// An hour unless asked for; 15 minutes at least.
fn lifetime(text: Option<&str>, longest: Duration) -> Option<Duration> {
    let Some(text) = text else { return Some(DEFAULT_LIFETIME.min(longest)) };
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let lifetime = Duration::from_secs(text.parse().ok().filter(|_| is_number)?);
    (lifetime >= SHORTEST_LIFETIME && lifetime <= longest).then_some(lifetime)
}

fn is_object(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|value| value.is_object())
}

const DEFAULT_LIFETIME: Duration = Duration::from_secs(3_600);
const SHORTEST_LIFETIME: Duration = Duration::from_secs(900);

/// In bytes (STS API Reference, AssumeRole, `Policy` and `InvalidParameter.PolicySize`, since 2022-09-27).
const LONGEST_POLICY: usize = 2_048;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_at_least_fifteen_minutes_and_at_most_what_the_role_allows() {
        let hour = Duration::from_secs(3_600);
        let seconds = |text| lifetime(Some(text), hour).map(|lifetime| lifetime.as_secs());
        assert_eq!(lifetime(None, hour), Some(hour));
        assert_eq!(lifetime(None, SHORTEST_LIFETIME), Some(SHORTEST_LIFETIME));
        assert_eq!((seconds("900"), seconds("3600")), (Some(900), Some(3_600)));
        for wrong in ["899", "3601", "0", "-900", "+900", "900.0", " 900", "99999999999999999999"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_policy_is_an_object() {
        assert!(is_object("{}") && is_object(r#"{"Version":"1","Statement":[]}"#));
        for wrong in ["[]", "1", "policy", "{", "{}{}", &"[".repeat(2_000)] {
            assert!(!is_object(wrong), "{wrong}");
        }
    }
}
