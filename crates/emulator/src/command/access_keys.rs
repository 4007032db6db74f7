//! Access keys from the environment.

use std::ffi::OsStr;

use aliyun_rpc_signer::Credentials;

use super::error::CommandError;

/// Reads `id:secret[:token]`, several with commas between.
pub(super) fn parse(text: &OsStr) -> Result<Vec<Credentials>, CommandError> {
    let text = text.to_str().ok_or_else(malformed)?;
    text.split(',').map(|key| parse_one(key.trim()).ok_or_else(malformed)).collect()
}

fn malformed() -> CommandError {
    CommandError::keys(KEYS_VARIABLE)
}

fn parse_one(text: &str) -> Option<Credentials> {
    let mut parts = text.splitn(3, ':');
    let id = parts.next().filter(|id| !id.is_empty())?;
    let secret = parts.next().filter(|secret| !secret.is_empty())?;
    let key = Credentials::new(id, secret);
    Some(match parts.next() {
        Some(token) => key.with_security_token(token),
        None => key,
    })
}

/// The environment variable that holds the access keys.
pub const KEYS_VARIABLE: &str = "EMULATOR_ACCESS_KEYS";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_a_secret_and_may_have_a_token() {
        let keys = parse(OsStr::new("a:1, b:2:t")).unwrap();
        let read = |key: &Credentials| {
            let token = key.security_token().map(str::to_owned);
            (key.access_key_id().to_owned(), key.access_key_secret().to_owned(), token)
        };
        let expected = [
            ("a".to_owned(), "1".to_owned(), None),
            ("b".to_owned(), "2".to_owned(), Some("t".to_owned())),
        ];
        assert_eq!(keys.iter().map(read).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_malformed_list_is_refused_without_repeating_it() {
        for wrong in ["CANARY", "CANARY:", ":CANARY", "a:CANARY,", ",a:CANARY"] {
            let error = parse(OsStr::new(wrong)).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("CANARY"));
        }
    }
}
