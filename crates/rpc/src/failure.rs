//! What failed, by phase.

use std::error::Error as StdError;
use std::time::Duration;
use std::{fmt, io};

use aliyun_rpc_signer::{KeyError, ProvideError};
use aliyun_transport::{Sent, TransportError, TransportErrorKind};
use http::StatusCode;

use crate::endpoint::EndpointError;
use crate::http_request::HttpRequestError;
use crate::invalid_request::InvalidRequest;
use crate::kind::ServiceErrorKind;
use crate::not_understood::NotUnderstood;
use crate::service_error::ServiceError;

/// What failed. The variants are the phases of a call, in order.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// Nothing was sent in this attempt.
    NotSent(NotSent),
    /// The request may have been sent; there is no complete response.
    MaybeSent(MaybeSent),
    /// There is a response, and it is neither an answer of the operation nor an error of the
    /// service.
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
            Self::NotSent(_) | Self::MaybeSent(_) | Self::NotUnderstood(_) => None,
        }
    }

    /// Returns the HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::NotUnderstood(response) => Some(response.status()),
            Self::Refused(error) => Some(error.status()),
            Self::NotSent(_) | Self::MaybeSent(_) => None,
        }
    }

    /// Returns whether the service, or something in front of it, asks for fewer requests.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        match self {
            Self::Refused(error) if error.kind() == ServiceErrorKind::Other => {
                error.status() == StatusCode::TOO_MANY_REQUESTS
            }
            Self::Refused(error) => error.kind() == ServiceErrorKind::Throttled,
            Self::NotUnderstood(response) => response.status() == StatusCode::TOO_MANY_REQUESTS,
            Self::NotSent(_) | Self::MaybeSent(_) => false,
        }
    }

    /// Returns whether something took too long: the credentials, the connection or the answer.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        let timed_out =
            |error: &TransportError| matches!(error.kind(), TransportErrorKind::Timeout { .. });
        match self {
            Self::NotSent(NotSent::CredentialsTimedOut) | Self::MaybeSent(MaybeSent::TimedOut) => {
                true
            }
            Self::NotSent(NotSent::Transport(error))
            | Self::MaybeSent(MaybeSent::Transport(error)) => timed_out(error),
            Self::NotSent(_) | Self::NotUnderstood(_) | Self::Refused(_) => false,
        }
    }

    /// Returns whether other keys are needed: there are none, or the service does not accept them. A
    /// provider that is merely slow is a [time-out](Self::is_timeout) instead.
    ///
    /// A key that is accepted and may not do this
    /// ([`Forbidden`](ServiceErrorKind::Forbidden)) needs a permission instead.
    #[must_use]
    pub fn is_credentials(&self) -> bool {
        match self {
            Self::NotSent(NotSent::Credentials(_) | NotSent::Key(_)) => true,
            Self::Refused(error) => error.is_credentials(),
            Self::NotSent(_) | Self::MaybeSent(_) | Self::NotUnderstood(_) => false,
        }
    }

    /// Returns whether the service may have seen the request of this attempt;
    /// [`Error::may_have_been_sent`](crate::Error::may_have_been_sent) knows of all.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        !matches!(self, Self::NotSent(_))
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

impl From<InvalidRequest> for Failure {
    fn from(invalid: InvalidRequest) -> Self {
        Self::NotSent(NotSent::Request(invalid))
    }
}

impl From<EndpointError> for Failure {
    fn from(error: EndpointError) -> Self {
        Self::NotSent(NotSent::Endpoint(error))
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
    /// The operation does not allow the request: correct what its findings name.
    Request(InvalidRequest),
    /// There is no endpoint to send to: correct the region or set an endpoint.
    Endpoint(EndpointError),
    /// There are no credentials.
    Credentials(ProvideError),
    /// What the provider gave cannot be a key of the service.
    Key(KeyError),
    /// The provider gave no credentials within the time of the attempt, or of the call.
    CredentialsTimedOut,
    /// By its [rate limit](crate::RateLimit) the client would have to wait this long, which is longer than the call
    /// may take.
    RateLimit(Duration),
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
            Self::Credentials(error) => {
                write!(f, "there are no credentials: {error}; nothing was sent")
            }
            Self::Key(error) => {
                write!(f, "there are no usable credentials: {error}; nothing was sent")
            }
            Self::CredentialsTimedOut => f.write_str(
                "the provider gave no credentials in time; nothing was sent; find out what it is waiting for",
            ),
            Self::RateLimit(wait) => write!(
                f,
                "the client has made as many requests as its rate limit allows, and could make the next \
                 one in {} ms, which is longer than the call may take; nothing was sent",
                wait.as_millis()
            ),
            Self::Randomness(_) => {
                f.write_str("the system gave no random bytes for a nonce; nothing was sent")
            }
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
            Self::Key(_) | Self::CredentialsTimedOut | Self::RateLimit(_) => None,
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
