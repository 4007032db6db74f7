//! An answer that is nothing the operation knows.

use std::error::Error as StdError;
use std::fmt;

use aliyun_rpc_wire::{Brief, DecodeError};
use http::StatusCode;

use crate::for_people::LONGEST;
use crate::mask::Mask;

/// A response that is neither an answer of the operation nor an error of the service: a proxy's
/// page, a redirect, a body that was cut off.
///
/// In the error of a [`Client`](crate::Client) nothing of what the attempt signed is left in its
/// texts, as in those of a [`ServiceError`](crate::ServiceError).
///
/// ```
/// use aliyun_rpc::NotUnderstood;
/// use http::StatusCode;
///
/// let response = NotUnderstood::other(StatusCode::OK, "the answer has no Arn");
/// assert_eq!(response.to_string(), "the answer has no Arn (HTTP 200)");
/// ```
#[derive(Debug)]
pub struct NotUnderstood {
    status: StatusCode,
    kind: NotUnderstoodKind,
}

/// What is wrong with a response.
#[non_exhaustive]
pub enum NotUnderstoodKind {
    /// The body cannot be decoded.
    Body(Box<DecodeError>),
    /// The status says that there is no answer: a redirect, a part of something, no content.
    Status,
    /// The operation says what is wrong.
    Other(Box<dyn StdError + Send + Sync>),
}

impl NotUnderstood {
    /// Returns a response whose body cannot be decoded.
    #[must_use]
    pub fn body(status: StatusCode, error: DecodeError) -> Self {
        Self { status, kind: NotUnderstoodKind::Body(Box::new(error)) }
    }

    /// Returns a response whose status says that it holds no answer.
    #[must_use]
    pub fn status_alone(status: StatusCode) -> Self {
        Self { status, kind: NotUnderstoodKind::Status }
    }

    /// Returns a response that can be decoded and still is none that the operation can use. The
    /// error's text becomes part of this one's, cut to 1,024 bytes, so it must not quote what is secret.
    /// An error that all the same quotes what the attempt signed is replaced by its text without that.
    #[must_use]
    pub fn other(status: StatusCode, error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { status, kind: NotUnderstoodKind::Other(error.into()) }
    }

    /// Withholds what an attempt signed.
    pub(crate) fn masked(self, mask: &Mask) -> Self {
        let kind = match self.kind {
            NotUnderstoodKind::Body(error) => {
                let masked = error.map_quoted(|text| mask.apply(text).into_owned());
                NotUnderstoodKind::Body(Box::new(masked))
            }
            NotUnderstoodKind::Status => NotUnderstoodKind::Status,
            NotUnderstoodKind::Other(error) => {
                let quotes = mask.finds_in(&format!("{error}\n{error:?}"));
                let masked = quotes.then(|| mask.apply(&error.to_string()).into_owned().into());
                NotUnderstoodKind::Other(masked.unwrap_or(error))
            }
        };
        Self { kind, ..self }
    }

    /// Returns the HTTP status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns what is wrong with it.
    #[must_use]
    pub fn kind(&self) -> &NotUnderstoodKind {
        &self.kind
    }
}

impl fmt::Display for NotUnderstood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status.as_u16();
        match &self.kind {
            NotUnderstoodKind::Status => write!(f, "{} (HTTP {status})", meaning(self.status)),
            NotUnderstoodKind::Body(error) => {
                write!(f, "the response (HTTP {status}) is not understood: {error}")
            }
            NotUnderstoodKind::Other(error) => {
                write!(f, "{} (HTTP {status})", Brief::new(&error.to_string(), LONGEST))
            }
        }
    }
}

impl fmt::Debug for NotUnderstoodKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(error) => f.debug_tuple("Body").field(error).finish(),
            Self::Status => f.write_str("Status"),
            Self::Other(error) => {
                let text = error.to_string();
                f.debug_tuple("Other")
                    .field(&format_args!("{}", Brief::new(&text, LONGEST)))
                    .finish()
            }
        }
    }
}

/// Says what a status without an answer means (RFC 9110, section 15).
fn meaning(status: StatusCode) -> &'static str {
    match status.as_u16() {
        206 => "the server sent a part of an answer, and none was asked for",
        200..=299 => "the server sent no answer",
        304 => "the server says that nothing was modified, which nobody asked",
        301 | 302 | 303 | 307 | 308 => "the server answered with a redirect, which is not followed",
        _ => "the server wants to be asked elsewhere or otherwise, which is not done",
    }
}

impl StdError for NotUnderstood {}
