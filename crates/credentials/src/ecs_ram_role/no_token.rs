//! Tokens of the metadata service, and why there is none.

use aliyun_rpc_signer::ProvideError;
use http::{HeaderValue, StatusCode};

use crate::failed::failed;
use crate::http_answer::NoAnswer;

/// Reads a token, `None` if it cannot be one: what is sent back in a header has to be visible ASCII.
pub(super) fn read_token(body: &[u8]) -> Option<HeaderValue> {
    let token = body.trim_ascii();
    let is_token =
        (1..=LONGEST_TOKEN).contains(&token.len()) && token.iter().all(u8::is_ascii_graphic);
    let mut token = HeaderValue::from_bytes(token).ok().filter(|_| is_token)?;
    token.set_sensitive(true);
    Some(token)
}

/// Why requests go without a token.
#[derive(Debug)]
pub(super) enum NoToken {
    /// The request for one failed.
    NoAnswer(NoAnswer),
    /// It was answered so.
    Status(StatusCode),
    /// What came is none.
    Unusable,
    /// It came, and was refused when it was used.
    Refused(StatusCode),
}

impl NoToken {
    /// Returns the error of a service that answers so to requests without a token.
    pub(super) fn but_it_is_wanted(self, status: StatusCode) -> ProvideError {
        let status = status.as_u16();
        self.error(&format!("{SERVICE} refuses requests without a token (HTTP {status})"))
    }

    /// Returns the error of a source that must not go on without a token.
    pub(super) fn but_v1_is_forbidden(self) -> ProvideError {
        self.error(&format!(
            "{SERVICE} is not to be asked without a token (ALIBABA_CLOUD_IMDSV1_DISABLED)"
        ))
    }

    fn error(self, problem: &str) -> ProvideError {
        let why = match &self {
            Self::NoAnswer(NoAnswer::Failed(_)) => "it could not be asked for one".to_owned(),
            Self::NoAnswer(NoAnswer::Late(limit)) => {
                format!("it did not answer the request for one within {} s", limit.as_secs())
            }
            Self::NoAnswer(NoAnswer::TooLarge) | Self::Unusable => {
                "what it gave out as one is none".to_owned()
            }
            Self::Status(status) => {
                format!("it answered the request for one with HTTP {}", status.as_u16())
            }
            Self::Refused(status) => {
                format!("the one it gave out was refused (HTTP {})", status.as_u16())
            }
        };
        let error = failed(format_args!("{problem}, and {why}"));
        match self {
            Self::NoAnswer(NoAnswer::Failed(cause)) => error.with_source(cause),
            _ => error,
        }
    }
}

/// What errors call whom is asked.
pub(super) const SERVICE: &str = "the metadata service at 100.100.100.200";

/// How long tokens are is not documented; no server takes much longer headers.
const LONGEST_TOKEN: usize = 4 << 10;

#[cfg(test)]
mod tests {
    use super::{SERVICE, read_token};

    #[test]
    fn the_service_is_named_by_its_address() {
        let address = aliyun_transport::METADATA_ADDRESS.to_string();
        assert!(SERVICE.ends_with(&address));
    }

    #[test]
    fn a_token_is_visible_ascii_of_limited_length() {
        let longest = "a".repeat(4096);
        for (body, token) in [("abc==", "abc=="), (" abc\r\n", "abc"), (&*longest, &*longest)] {
            let read = read_token(body.as_bytes()).unwrap();
            assert_eq!(read, token);
            assert_eq!(format!("{read:?}"), "Sensitive");
        }
        let too_long = "a".repeat(4097);
        for body in ["", " \n", "a b", "a\r\nb: c", "a\u{1b}", "é", "a\0", &too_long] {
            assert!(read_token(body.as_bytes()).is_none(), "{body:?}");
        }
    }
}
