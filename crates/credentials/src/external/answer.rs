//! What the program prints.

use aliyun_rpc_signer::Credentials;

use crate::key_document::{KeyDocument, expiry, key};

/// Reads the key.
///
/// # Errors
///
/// A phrase that goes with the name of what was read, and quotes nothing of it.
pub(super) fn read(json: &[u8]) -> Result<Credentials, String> {
    if json.trim_ascii().is_empty() {
        return Err("is empty".to_owned());
    }
    let document = KeyDocument::read(json)?;
    let is =
        |mode: &str| document.mode.as_deref().is_some_and(|this| this.eq_ignore_ascii_case(mode));
    let needs_token = is("StsToken");
    if !needs_token && document.mode.is_some() && !is("AK") {
        return Err("has a mode that is neither AK nor StsToken".to_owned());
    }

    let missing = |name: &str| format!("lacks {name}");
    let id = document.id.ok_or_else(|| missing("access_key_id"))?;
    let secret = document.secret.ok_or_else(|| missing("access_key_secret"))?;
    if needs_token && document.token.is_none() {
        return Err(missing("sts_token"));
    }
    let mut key = key(id, secret).with_provider("external");
    if let Some(token) = document.token {
        key = key.with_security_token(token.into_string());
    }
    if let Some(text) = document.expiration {
        let expiry = expiry(&text).ok_or("has an expiration that is not a time in UTC")?;
        key = key.with_expiry(expiry);
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::key_document::expiry;

    #[test]
    fn a_key_needs_a_token_only_if_the_mode_says_so() {
        for (mode, token, reason) in [
            (r#""mode": "AK", "#, "", None),
            (r#""mode": "ak", "#, "", None),
            ("", "", None),
            (r#""mode": "", "#, "", None),
            (r#""mode": null, "#, "", None),
            (r#""mode": "StsToken", "#, r#", "sts_token": "token""#, None),
            (r#""mode": "STSTOKEN", "#, r#", "sts_token": "token""#, None),
            ("", r#", "sts_token": "token""#, None),
            (r#""mode": "AK", "#, r#", "sts_token": "token""#, None),
            (r#""mode": "ststoken", "#, "", Some("lacks sts_token")),
            (r#""mode": "StsToken", "#, r#", "sts_token": """#, Some("lacks sts_token")),
            (r#""mode": "CANARY", "#, "", Some("has a mode that is neither AK nor StsToken")),
            (r#""mode": "External", "#, "", Some("has a mode that is neither AK nor StsToken")),
        ] {
            let json =
                format!(r#"{{{mode}"access_key_id": "id", "access_key_secret": "secret"{token}}}"#);
            let read = read(json.as_bytes());
            assert_eq!(read.as_ref().err().map(String::as_str), reason, "{json}");
            let Ok(key) = read else { continue };
            assert_eq!((key.access_key_id(), key.access_key_secret()), ("id", "secret"));
            assert_eq!(key.security_token(), (!token.is_empty()).then_some("token"), "{json}");
            assert_eq!((key.expiry(), key.provider()), (None, Some("external")));
        }
    }

    #[test]
    fn an_expiration_may_be_absent_but_not_unreadable() {
        let with = |expiration: &str| {
            let json = format!(
                r#"{{"access_key_id": "id", "access_key_secret": "s", "expiration": {expiration}}}"#
            );
            read(json.as_bytes()).map(|key| key.expiry())
        };
        let time = expiry("2026-01-01T00:00:00Z");
        assert!(time.is_some());
        assert_eq!(with(r#""2026-01-01T00:00:00Z""#), Ok(time));
        assert_eq!(with(r#""2026-01-01T00:00:00.125Z""#), Ok(time));
        assert_eq!(with(r#""""#), Ok(None));
        assert_eq!(with("null"), Ok(None));
        let reason = with(r#""CANARY""#).unwrap_err();
        assert_eq!(reason, "has an expiration that is not a time in UTC");
        let reason = with("1767225600").unwrap_err();
        assert!(reason.starts_with("is JSON, but not that of a key"), "{reason}");
    }

    #[test]
    fn what_is_missing_is_named_as_the_program_should_name_it() {
        for (json, reason) in [
            ("", "is empty"),
            (" \r\n", "is empty"),
            ("{}", "lacks access_key_id"),
            (r#"{"access_key_id": "", "access_key_secret": "s"}"#, "lacks access_key_id"),
            (r#"{"access_key_id": "id"}"#, "lacks access_key_secret"),
            ("CANARY", "is not JSON (line 1, column 1)"),
            ("{} CANARY", "is not JSON (line 1, column 4)"),
            ("\u{feff}{}", "lacks access_key_id"),
        ] {
            assert_eq!(read(json.as_bytes()).unwrap_err(), reason, "{json}");
        }
        assert!(read(b"{\"access_key_id\": \"\xff\"}").unwrap_err().starts_with("is not JSON"));
    }
}
