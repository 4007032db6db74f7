//! Tokens of OpenID Connect: JSON Web Tokens (RFC 7519) in compact form.
//!
//! The emulator has no keys of any provider: **who signed a token is not verified**, nor are its algorithm and its
//! audience. A token is read, and held against the clock.

use std::time::{Duration, SystemTime};

use aliyun_rpc_signer::timestamp;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::Value;

use crate::codes;
use crate::rejection::Rejection;

/// What a token says (STS API Reference, AssumeRoleWithOIDC, `OIDCTokenInfo`). What it does not say is left out.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TokenInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
    /// Several with commas between.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_ids: Option<String>,
    expiration_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuance_time: Option<String>,
    /// As the service says it of tokens it takes.
    verification_info: &'static str,
}

/// Reads a token. It has 20,000 characters at most, and expires at the time in `exp`.
pub(super) fn read(token: &str, now: SystemTime) -> Result<TokenInfo, Rejection> {
    if token.is_empty() {
        return Err(codes::EMPTY_OIDC_TOKEN.into());
    }
    if token.len() > LONGEST_TOKEN {
        return Err(codes::INVALID_OIDC_TOKEN_CONTENT.into());
    }
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts.as_slice() else {
        return Err(codes::INVALID_OIDC_TOKEN_PARTS.into());
    };
    let decoded = |part: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(part);
        bytes.map_err(|_| Rejection::from(codes::INVALID_OIDC_TOKEN_BASE64))
    };
    let (header, claims) = (decoded(header)?, decoded(claims)?);
    decoded(signature)?;
    let info = claims_of(&header, &claims).ok_or(codes::INVALID_OIDC_TOKEN_CONTENT)?;
    let (expiry, info) = info;
    if expiry <= now { Err(codes::EXPIRED_OIDC_TOKEN.into()) } else { Ok(info) }
}

/// Header and claims are objects, and the claims have the time the token expires at.
fn claims_of(header: &[u8], claims: &[u8]) -> Option<(SystemTime, TokenInfo)> {
    let header: Value = serde_json::from_slice(header).ok()?;
    let claims: Value = serde_json::from_slice(claims).ok()?;
    let (_, claims) = (header.as_object()?, claims.as_object()?);
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let audience = match claims.get("aud") {
        Some(Value::Array(several)) => {
            Some(several.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","))
        }
        Some(Value::String(one)) => Some(one.clone()),
        _ => None,
    };
    let expiry = time(claims.get("exp")?)?;
    let info = TokenInfo {
        subject: text("sub"),
        issuer: text("iss"),
        client_ids: audience,
        expiration_time: timestamp::format(expiry),
        issuance_time: claims.get("iat").and_then(time).map(timestamp::format),
        verification_info: "Success",
    };
    Some((expiry, info))
}

/// A `NumericDate` (RFC 7519, section 2): seconds since 1970, perhaps with a fraction, which is dropped.
fn time(value: &Value) -> Option<SystemTime> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what does not fit becomes the nearest that does, and is refused below"
    )]
    let seconds = value.as_u64().or_else(|| value.as_f64().map(|seconds| seconds as u64))?;
    (seconds < LAST_SECOND).then(|| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

/// (STS API Reference, AssumeRoleWithOIDC, `OIDCToken`.)
const LONGEST_TOKEN: usize = 20_000;

/// The end of the year 9999, after which a time is no longer written with four digits.
const LAST_SECOND: u64 = 253_402_300_800;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::ErrorCode;

    fn token(header: &str, claims: &str) -> String {
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{}", encode(header), encode(claims), encode("signature"))
    }

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[track_caller]
    fn refused(token: &str, now: u64) -> ErrorCode {
        read(token, at(now)).expect_err("a refusal").code
    }

    #[test]
    fn a_token_says_who_from_whom_for_whom_and_until_when() {
        let claims = r#"{"sub":"s","iss":"https://i","aud":["a","b"],"exp":7200,"iat":3600.5}"#;
        let info = read(&token("{}", claims), at(7_199)).ok().unwrap();
        assert_eq!(
            (info.subject.as_deref(), info.issuer.as_deref()),
            (Some("s"), Some("https://i"))
        );
        assert_eq!(info.client_ids.as_deref(), Some("a,b"));
        assert_eq!(info.expiration_time, "1970-01-01T02:00:00Z");
        assert_eq!(info.issuance_time.as_deref(), Some("1970-01-01T01:00:00Z"));
        assert_eq!(refused(&token("{}", claims), 7_200), codes::EXPIRED_OIDC_TOKEN);

        let least = read(&token("{}", r#"{"exp":1,"aud":"one"}"#), at(0)).ok().unwrap();
        assert_eq!((least.subject, least.client_ids.as_deref()), (None, Some("one")));
    }

    #[test]
    fn what_is_no_token_is_told_why() {
        assert_eq!(refused("", 0), codes::EMPTY_OIDC_TOKEN);
        for text in ["text", "a.b", "a.b.c.d", "...."] {
            assert_eq!(refused(text, 0), codes::INVALID_OIDC_TOKEN_PARTS, "{text}");
        }
        let good = token("{}", r#"{"exp":1}"#);
        assert!(read(&good, at(0)).is_ok());
        for text in ["$.e30.e30", "e30.e30=.e30", &format!("{good}\n"), "e30.e30.+/+/"] {
            assert_eq!(refused(text, 0), codes::INVALID_OIDC_TOKEN_BASE64, "{text}");
        }
        for (header, claims) in [
            ("", r#"{"exp":1}"#),
            ("[]", r#"{"exp":1}"#),
            ("{}", ""),
            ("{}", "[]"),
            ("{}", "{}"),
            ("{}", r#"{"exp":"1"}"#),
            ("{}", r#"{"exp":253402300800}"#),
            ("{}", r#"{"exp":1e300}"#),
        ] {
            let code = refused(&token(header, claims), 0);
            assert_eq!(code, codes::INVALID_OIDC_TOKEN_CONTENT, "{header} {claims}");
        }
        assert_eq!(refused(&token("{}", r#"{"exp":-1}"#), 0), codes::EXPIRED_OIDC_TOKEN);
    }

    #[test]
    fn a_token_has_twenty_thousand_characters_at_most() {
        let of = |length: usize| {
            let rest = length - token("{}", r#"{"exp":1}"#).len();
            format!("{}{}", token("{}", r#"{"exp":1}"#), "A".repeat(rest))
        };
        assert!(read(&of(20_000), at(0)).is_ok());
        assert_eq!(refused(&of(20_001), 0), codes::INVALID_OIDC_TOKEN_CONTENT);
    }
}
