//! One request to a server that gives out keys, and its answer, limited in time and size.

use std::time::Duration;

use aliyun_rpc::wire::identifiers;
use aliyun_rpc_signer::{Credentials, ProvideError};
use aliyun_transport::{Runtime, Transport, TransportError, TransportErrorKind, within};
use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::failed::failed;
use crate::key_document::KeyDocument;

/// Sends a request and returns the answer, whatever its status is. Redirects are not followed.
///
/// # Errors
///
/// When there is no answer in time, or a larger one than [`LARGEST_ANSWER`].
pub(crate) async fn ask(
    transport: &dyn Transport,
    runtime: &dyn Runtime,
    request: Request<Bytes>,
    limit: Duration,
) -> Result<Response<Bytes>, NoAnswer> {
    match within(runtime, limit, transport.send(request)).await {
        None => Err(NoAnswer::Late(limit)),
        Some(Err(error)) => Err(NoAnswer::Failed(error)),
        Some(Ok(answer)) if answer.body().len() > LARGEST_ANSWER => Err(NoAnswer::TooLarge),
        Some(Ok(answer)) => Ok(answer),
    }
}

/// Why there is no answer that could be read.
#[derive(Debug)]
pub(crate) enum NoAnswer {
    Late(Duration),
    TooLarge,
    Failed(TransportError),
}

impl NoAnswer {
    /// Returns whether nothing was heard from anybody, as where there is no such server.
    pub(crate) fn is_silence(&self) -> bool {
        match self {
            Self::Late(_) => true,
            Self::TooLarge => false,
            Self::Failed(error) => matches!(
                error.kind(),
                TransportErrorKind::Resolve
                    | TransportErrorKind::Connect
                    | TransportErrorKind::Timeout { .. }
            ),
        }
    }

    /// Returns the error of a source that needs the answer of `whom`.
    pub(crate) fn into_error(self, whom: &str) -> ProvideError {
        match self {
            Self::Late(limit) => {
                failed(format_args!("{whom} did not answer within {} s", limit.as_secs()))
            }
            Self::TooLarge => {
                failed(format_args!("{whom} answers with more than {LARGEST_ANSWER} bytes"))
            }
            Self::Failed(error) => {
                failed(format_args!("{whom} could not be asked")).with_source(error)
            }
        }
    }
}

/// Says what is wrong about a status other than 200: a phrase, as in "the server answers HTTP 500".
pub(crate) fn status_phrase(status: StatusCode) -> String {
    let code = status.as_u16();
    if status.is_redirection() {
        format!("answers with a redirect (HTTP {code}), which is not followed")
    } else {
        format!("answers HTTP {code}")
    }
}

/// Reads a temporary key. A `Code` other than `Success` is refused, and so is none if one is needed.
///
/// # Errors
///
/// A phrase without anything of the body but a code that can hold no secret: "lacks AccessKeyId".
pub(crate) fn read_key(body: &[u8], needs_code: bool) -> Result<Credentials, String> {
    let document = KeyDocument::read(body)?;
    match document.code.as_deref() {
        Some("Success") => document.temporary(),
        None if !needs_code => document.temporary(),
        None => Err("lacks Code".to_owned()),
        Some(code) if is_code(code) => Err(format!("has the Code {code} instead of Success")),
        Some(_) => Err("has a Code other than Success".to_owned()),
    }
}

/// Words of letters. Random letters are no words: they may be of a secret.
fn is_code(text: &str) -> bool {
    text.len() <= 64
        && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'.')
        && identifiers::is_code(text)
}

/// Many times what a key takes.
const LARGEST_ANSWER: usize = 64 << 10;

#[cfg(test)]
mod tests {
    use aliyun_transport::{Sent, TimeoutPhase};

    use super::*;

    fn document(code: &str) -> String {
        format!(
            r#"{{{code} "AccessKeyId":"STS.id","AccessKeySecret":"secret","SecurityToken":"token",
            "Expiration":"2017-11-01T05:20:01Z"}}"#
        )
    }

    #[test]
    fn a_code_has_to_be_success() {
        let success = document(r#""Code":"Success","#);
        assert!(read_key(success.as_bytes(), true).is_ok());
        assert!(read_key(success.as_bytes(), false).is_ok());
        for (code, reason) in [
            ("Failed", "has the Code Failed instead of Success"),
            ("Throttling.User", "has the Code Throttling.User instead of Success"),
            ("success", "has the Code success instead of Success"),
            ("CANARY 1", "has a Code other than Success"),
            ("hKzQwVbXtRmPnLcYdGsJfTqBvW", "has a Code other than Success"),
            ("a\\u001b[2J", "has a Code other than Success"),
            (&"a".repeat(65), "has a Code other than Success"),
        ] {
            let document = document(&format!(r#""Code":"{code}","#));
            for needs_code in [true, false] {
                let error = read_key(document.as_bytes(), needs_code).unwrap_err();
                assert_eq!(error, reason);
            }
        }
    }

    #[test]
    fn where_a_code_is_not_needed_none_is_fine() {
        for none in ["", r#""Code":null,"#, r#""Code":"","#] {
            let document = document(none);
            assert!(read_key(document.as_bytes(), false).is_ok());
            assert_eq!(read_key(document.as_bytes(), true).unwrap_err(), "lacks Code");
        }
    }

    #[test]
    fn silence_is_told_from_a_broken_answer() {
        let failed = |kind| NoAnswer::Failed(TransportError::new(kind, Sent::No)).is_silence();
        assert!(NoAnswer::Late(Duration::ZERO).is_silence() && !NoAnswer::TooLarge.is_silence());
        assert!(failed(TransportErrorKind::Connect));
        assert!(failed(TransportErrorKind::timeout(TimeoutPhase::FirstByte)));
        assert!(!failed(TransportErrorKind::Refused) && !failed(TransportErrorKind::Protocol));
    }

    #[test]
    fn a_redirect_is_named() {
        let phrase = |code| status_phrase(StatusCode::from_u16(code).unwrap());
        assert_eq!(phrase(302), "answers with a redirect (HTTP 302), which is not followed");
        assert_eq!(phrase(500), "answers HTTP 500");
    }
}
