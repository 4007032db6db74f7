//! An answer that is nothing the operation knows.

use std::error::Error as StdError;
use std::fmt;

use aliyun_rpc_wire::{Brief, DecodeError};
use http::StatusCode;

use crate::mask::Mask;
use crate::prose::LONGEST;

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
    /// The operation says what is wrong.
    Other(Box<dyn StdError + Send + Sync>),
}

impl NotUnderstood {
    /// Returns a response whose body cannot be decoded.
    #[must_use]
    pub fn body(status: StatusCode, error: DecodeError) -> Self {
        Self { status, kind: NotUnderstoodKind::Body(Box::new(error)) }
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
            NotUnderstoodKind::Body(_) if self.status.is_redirection() => {
                write!(f, "the server answered with a redirect (HTTP {status}); it is not followed")
            }
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
            Self::Other(error) => {
                let text = error.to_string();
                f.debug_tuple("Other")
                    .field(&format_args!("{}", Brief::new(&text, LONGEST)))
                    .finish()
            }
        }
    }
}

impl StdError for NotUnderstood {}
