//! A temporary key as a JSON document: what the metadata service and a credentials URI answer, in
//! `PascalCase`, and what an external program prints, in `snake_case`.

use std::time::SystemTime;

use aliyun_rpc_signer::{Credentials, SecretString, timestamp};
use serde::{Deserialize, Deserializer};

/// The members that make a key. Empty ones count as absent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct KeyDocument {
    #[serde(rename = "Code", alias = "code", deserialize_with = "text")]
    pub(crate) code: Option<SecretString>,
    #[serde(alias = "mode", deserialize_with = "text")]
    pub(crate) mode: Option<SecretString>,
    #[serde(rename = "AccessKeyId", alias = "access_key_id", deserialize_with = "text")]
    pub(crate) id: Option<SecretString>,
    #[serde(rename = "AccessKeySecret", alias = "access_key_secret", deserialize_with = "text")]
    pub(crate) secret: Option<SecretString>,
    #[serde(rename = "SecurityToken", alias = "sts_token", deserialize_with = "text")]
    pub(crate) token: Option<SecretString>,
    #[serde(rename = "Expiration", alias = "expiration", deserialize_with = "text")]
    pub(crate) expiration: Option<SecretString>,
}

impl KeyDocument {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// A phrase that goes with the name of what was read: "is not JSON (line 1, column 2)".
    pub(crate) fn read(json: &[u8]) -> Result<Self, String> {
        let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
        // serde would take a list for an object.
        if json.trim_ascii_start().starts_with(b"[") {
            return Err("is JSON, but not that of a key".to_owned());
        }
        serde_json::from_slice(json).map_err(|error| {
            let what = match error.classify() {
                serde_json::error::Category::Data => "is JSON, but not that of a key",
                _ => "is not JSON",
            };
            format!("{what} (line {}, column {})", error.line(), error.column())
        })
    }

    /// Returns a temporary key, all of whose members have to be there.
    ///
    /// # Errors
    ///
    /// A phrase: "lacks AccessKeyId", with the names of the metadata service.
    pub(crate) fn temporary(self) -> Result<Credentials, String> {
        let missing = |name: &str| format!("lacks {name}");
        let id = self.id.ok_or_else(|| missing("AccessKeyId"))?;
        let secret = self.secret.ok_or_else(|| missing("AccessKeySecret"))?;
        let token = self.token.ok_or_else(|| missing("SecurityToken"))?;
        let expiration = self.expiration.ok_or_else(|| missing("Expiration"))?;
        let expiry = expiry(&expiration).ok_or("has an Expiration that is not a time in UTC")?;
        Ok(key(id, secret).with_security_token(token.into_string()).with_expiry(expiry))
    }
}

/// Puts a key together; the secret is moved, not copied.
pub(crate) fn key(id: SecretString, secret: SecretString) -> Credentials {
    Credentials::new(id.into_string(), secret.into_string())
}

/// Reads `2017-11-01T05:20:01Z`. Sources that pass on what others write also add fractions of a
/// second, which are dropped.
pub(crate) fn expiry(text: &str) -> Option<SystemTime> {
    let utc = text.strip_suffix(['Z', 'z']).or_else(|| text.strip_suffix("+00:00"))?;
    match utc.split_once('.') {
        None => timestamp::parse(&format!("{utc}Z")),
        Some((seconds, fraction)) => {
            let is_fraction = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
            is_fraction.then(|| timestamp::parse(&format!("{seconds}Z"))).flatten()
        }
    }
}

/// Reads a text that may be a secret; `null` and an empty one are none.
pub(crate) fn text<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<SecretString>, D::Error> {
    let text = Option::<String>::deserialize(reader)?;
    Ok(text.map(SecretString::new).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::{KeyDocument, expiry};

    const WHOLE: &str = r#"{"Code":"Success","AccessKeyId":"STS.id","AccessKeySecret":"secret",
        "SecurityToken":"token","Expiration":"2017-11-01T05:20:01Z","LastUpdated":"x"}"#;

    #[test]
    fn a_whole_document_is_a_key() {
        let key = KeyDocument::read(WHOLE.as_bytes()).unwrap().temporary().unwrap();
        assert_eq!(key.access_key_id(), "STS.id");
        assert_eq!(key.access_key_secret(), "secret");
        assert_eq!(key.security_token(), Some("token"));
        assert_eq!(key.expiry(), expiry("2017-11-01T05:20:01Z"));
    }

    #[test]
    fn each_member_has_to_be_there_and_be_something() {
        for name in ["AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration"] {
            let gone = WHOLE.replace(name, "Other");
            let reason = KeyDocument::read(gone.as_bytes()).unwrap().temporary().unwrap_err();
            assert_eq!(reason, format!("lacks {name}"));
        }
        let empty = WHOLE.replace("\"token\"", "\"\"");
        let reason = KeyDocument::read(empty.as_bytes()).unwrap().temporary().unwrap_err();
        assert_eq!(reason, "lacks SecurityToken");
        let null = WHOLE.replace("\"token\"", "null");
        assert!(KeyDocument::read(null.as_bytes()).unwrap().temporary().is_err());
    }

    #[test]
    fn what_is_no_key_is_told_without_quoting_it() {
        for (json, reason) in [
            ("", "is not JSON (line 1, column 0)"),
            (" [\"x\",\"AK\",\"i\",\"s\",\"t\"]", "is JSON, but not that of a key"),
            ("<html>CANARY", "is not JSON (line 1, column 1)"),
            ("{\"AccessKeyId\":\n7}", "is JSON, but not that of a key (line 2, column 1)"),
            ("\"CANARY\"", "is JSON, but not that of a key (line 1, column 8)"),
        ] {
            assert_eq!(KeyDocument::read(json.as_bytes()).unwrap_err(), reason);
        }
    }

    #[test]
    fn a_fraction_of_a_second_is_dropped() {
        let whole = expiry("2017-11-01T05:20:01Z");
        assert!(whole.is_some());
        for same in
            ["2017-11-01T05:20:01.123456789Z", "2017-11-01T05:20:01+00:00", "2017-11-01T05:20:01z"]
        {
            assert_eq!(expiry(same), whole, "{same}");
        }
        for text in ["", "2017-11-01T05:20:01.Z", "2017-11-01T05:20:01.xZ", "2017-11-01 05:20:01"] {
            assert_eq!(expiry(text), None, "{text}");
        }
    }
}
