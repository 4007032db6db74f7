//! What failed, by phase.

use std::error::Error as StdError;
use std::{fmt, io};

use aliyun_ecs_wire::DecodeError;
use aliyun_rpc_signer::ProvideError;
use aliyun_transport::{Sent, TransportError};
use http::StatusCode;

use crate::encode::InvalidRequest;
use crate::endpoint::EndpointError;
use crate::http_request::HttpRequestError;
use crate::service_error::ServiceError;

/// What failed. The variants are the phases of a call, in order.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// Nothing was sent.
    NotSent(NotSent),
    /// The request may have been sent; there is no complete response.
    MaybeSent(MaybeSent),
    /// There is a response, and it is neither a page nor an error of the service.
    NotUnderstood(NotUnderstood),
    /// The service refused the request.
    Refused(ServiceError),
}

impl Failure {
    /// Returns the service's refusal, if it is one.
    #[must_use]
    pub fn service_error(&self) -> Option<&ServiceError> {
        match self {
            Self::Refused(error) => Some(error),
            _ => None,
        }
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        match error.sent() {
            Sent::No => Self::NotSent(NotSent::Transport(error)),
            Sent::Maybe => Self::MaybeSent(MaybeSent::Transport(error)),
        }
    }
}

impl From<NotSent> for Failure {
    fn from(failure: NotSent) -> Self {
        Self::NotSent(failure)
    }
}

impl From<MaybeSent> for Failure {
    fn from(failure: MaybeSent) -> Self {
        Self::MaybeSent(failure)
    }
}

impl From<NotUnderstood> for Failure {
    fn from(failure: NotUnderstood) -> Self {
        Self::NotUnderstood(failure)
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        Self::Refused(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(failure) => failure.fmt(f),
            Self::MaybeSent(failure) => failure.fmt(f),
            Self::NotUnderstood(failure) => failure.fmt(f),
            Self::Refused(error) => error.fmt(f),
        }
    }
}

impl StdError for Failure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::NotSent(failure) => failure.source(),
            Self::MaybeSent(failure) => failure.source(),
            Self::NotUnderstood(failure) => failure.source(),
            Self::Refused(error) => error.source(),
        }
    }
}

/// Why nothing was sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum NotSent {
    /// The rules deny the request: correct what the findings name.
    Request(InvalidRequest),
    /// No endpoint can be derived from the region: correct the region or set an endpoint.
    Endpoint(EndpointError),
    /// There are no credentials.
    Credentials(ProvideError),
    /// The provider gave no credentials within the time of the attempt, or of the call.
    CredentialsTimedOut,
    /// The runtime has no randomness for a nonce.
    Randomness(io::Error),
    /// The signed request cannot be written as HTTP.
    Http(HttpRequestError),
    /// The transport failed before the first byte.
    Transport(TransportError),
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Endpoint(error) => error.fmt(f),
            Self::Credentials(error) => write!(f, "there are no credentials: {error}"),
            Self::CredentialsTimedOut => f.write_str(
                "the provider gave no credentials in time, so nothing was sent: see what it waits for",
            ),
            Self::Randomness(_) => f.write_str("the system gave no random bytes for a nonce"),
            Self::Http(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
        }
    }
}

impl StdError for NotSent {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Request(error) => error.source(),
            Self::Endpoint(error) => error.source(),
            Self::Credentials(error) => error.source(),
            Self::CredentialsTimedOut => None,
            Self::Randomness(error) => Some(error),
            Self::Http(error) => error.source(),
            Self::Transport(error) => error.source(),
        }
    }
}

/// Why there is no response to a request that may have been sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum MaybeSent {
    /// The transport failed after the first byte may have left.
    Transport(TransportError),
    /// The time of the attempt, or of the call, was over.
    TimedOut,
}

impl fmt::Display for MaybeSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::TimedOut => f.write_str(
                "there was no complete response in time; the server may have seen the request",
            ),
        }
    }
}

impl StdError for MaybeSent {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::TimedOut => None,
        }
    }
}

/// A response that is neither a page nor an error of the service: a proxy's page, a redirect, a
/// body that was cut off.
#[derive(Debug)]
pub struct NotUnderstood {
    status: StatusCode,
    kind: NotUnderstoodKind,
}

/// What is wrong with a response.
#[derive(Debug)]
#[non_exhaustive]
pub enum NotUnderstoodKind {
    /// The body cannot be decoded.
    Body(Box<DecodeError>),
    /// A dry run was answered with a page: the endpoint does not know `DryRun`.
    DryRunIgnored,
}

impl NotUnderstood {
    pub(crate) fn new(status: StatusCode, kind: NotUnderstoodKind) -> Self {
        Self { status, kind }
    }

    pub(crate) fn body(status: StatusCode, error: DecodeError) -> Self {
        Self::new(status, NotUnderstoodKind::Body(Box::new(error)))
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
            NotUnderstoodKind::Body(error) if self.status.is_success() => {
                write!(f, "the response (HTTP {status}) is not a page of images: {error}")
            }
            NotUnderstoodKind::Body(_) if self.status.is_redirection() => {
                write!(f, "the server answered with a redirect (HTTP {status}); it is not followed")
            }
            NotUnderstoodKind::Body(error) => {
                write!(f, "the response (HTTP {status}) is not an error of the service: {error}")
            }
            NotUnderstoodKind::DryRunIgnored => {
                write!(f, "the endpoint ignored DryRun and answered with images (HTTP {status})")
            }
        }
    }
}

impl StdError for NotUnderstood {}
