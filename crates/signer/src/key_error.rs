//! What cannot be an access key.

use std::fmt;

/// A part of an access key holds what no key holds.
///
/// Keys that the service hands out are visible ASCII characters. What else is found in one came with it
/// from a file or a terminal, and the service would refuse it as unknown or as a wrong signature. It
/// says which part, and never what it is.
///
/// ```
/// use aliyun_rpc_signer::{Credentials, KeyPart};
///
/// let error = Credentials::new("testid", "testsecret\n").check().unwrap_err();
/// assert_eq!(error.part(), KeyPart::Secret);
/// assert_eq!(error.to_string(), "the access key secret has whitespace or a line end in it");
/// assert!(Credentials::new("testid", "testsecret").check().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyError {
    part: KeyPart,
    fault: Fault,
}

/// A part of an access key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "an access key has these three")]
pub enum KeyPart {
    /// The access key id.
    Id,
    /// The access key secret.
    Secret,
    /// The security token of a temporary key.
    Token,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Empty,
    Whitespace,
    Control,
    NotAscii,
}

impl KeyError {
    /// Checks one part of a key.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when it is empty, or holds whitespace, control characters, or characters beyond
    /// ASCII.
    pub fn check(part: KeyPart, text: &str) -> Result<(), Self> {
        let fault = if text.is_empty() {
            Fault::Empty
        } else if text.contains(char::is_whitespace) {
            Fault::Whitespace
        } else if text.contains(char::is_control) {
            Fault::Control
        } else if !text.is_ascii() {
            Fault::NotAscii
        } else {
            return Ok(());
        };
        Err(Self { part, fault })
    }

    /// Returns which part it is.
    #[must_use]
    pub fn part(self) -> KeyPart {
        self.part
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.part {
            KeyPart::Id => "the access key id ",
            KeyPart::Secret => "the access key secret ",
            KeyPart::Token => "the security token ",
        })?;
        f.write_str(match self.fault {
            Fault::Empty => "is empty",
            Fault::Whitespace => "has whitespace or a line end in it",
            Fault::Control => "has a control character in it",
            Fault::NotAscii => "has a character in it that is not ASCII",
        })
    }
}

impl std::error::Error for KeyError {}

#[cfg(test)]
mod tests {
    use crate::Credentials;

    #[test]
    fn each_part_is_checked_and_never_shown() {
        for (bad, problem) in [
            (" CANARY", "whitespace"),
            ("CANARY\r\n", "whitespace"),
            ("CAN\u{a0}ARY", "whitespace"),
            ("CANARY\0", "control"),
            ("CANARY密", "not ASCII"),
        ] {
            for (key, part) in [
                (Credentials::new(bad, "s"), "access key id"),
                (Credentials::new("i", bad), "access key secret"),
                (Credentials::new("i", "s").with_security_token(bad), "security token"),
            ] {
                let error = key.check().unwrap_err();
                let text = format!("{error} {error:?}");
                assert!(text.contains(part) && text.contains(problem), "{text}");
                assert!(!text.contains("CANARY"), "{text}");
            }
        }
        assert!(Credentials::new("", "s").check().is_err());
        assert!(Credentials::new("i", "").check().is_err());
        assert!(Credentials::new("i", "s+/=").with_security_token("").check().is_ok());
    }
}
