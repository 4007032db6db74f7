//! What to do about a failure, before asking whether there is time and budget for it.

use aliyun_rpc_wire::DecodeErrorKind;
use aliyun_transport::{TransportError, TransportErrorKind};
use http::StatusCode;

use crate::failure::{Failure, MaybeSent, NotSent};
use crate::kind::ServiceErrorKind;
use crate::not_understood::{NotUnderstood, NotUnderstoodKind};
use crate::service_error::ServiceError;

/// What to do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Triage {
    /// Trying again cannot help.
    Never,
    /// Try again at once, the first time; a second time it is final.
    Once,
    /// Try again at once on a fresh connection, the first time; then after a pause. It says
    /// nothing about the service, so it costs no budget.
    Reused,
    /// Try again once, after a pause: something in between may be restarting.
    PauseOnce,
    /// Try again after a pause. The provider of credentials was too slow, which says nothing about
    /// the service, so it costs no budget.
    Provider,
    /// Try again after a pause.
    Pause,
    /// Try again after a pause that is never short: nobody is there, and nobody comes within an instant.
    Unreachable,
    /// Try again after a longer pause: the service asks for less.
    Throttled,
    /// Try again at once if the clock can be corrected.
    Clock,
    /// Try again at once if the provider has another key.
    ExpiredKey,
}

impl Triage {
    /// Returns a word for logs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Never => "cannot pass",
            Self::Once => "nonce",
            Self::Reused => "reused connection",
            Self::PauseOnce | Self::Pause => "may pass",
            Self::Unreachable => "nobody there",
            Self::Provider => "slow provider",
            Self::Throttled => "throttled",
            Self::Clock => "clock",
            Self::ExpiredKey => "expired key",
        }
    }
}

pub(crate) fn triage(failure: &Failure) -> Triage {
    match failure {
        Failure::NotSent(NotSent::Transport(error))
        | Failure::MaybeSent(MaybeSent::Transport(error)) => transport(error),
        Failure::NotSent(NotSent::CredentialsTimedOut) => Triage::Provider,
        Failure::MaybeSent(MaybeSent::TimedOut) => Triage::Pause,
        Failure::NotSent(
            NotSent::Request(_)
            | NotSent::Endpoint(_)
            | NotSent::Credentials(_)
            | NotSent::Key(_)
            | NotSent::RateLimit(_)
            | NotSent::Randomness(_)
            | NotSent::Http(_),
        ) => Triage::Never,
        Failure::NotUnderstood(response) => not_understood(response),
        Failure::Refused(error) => refused(error),
    }
}

fn transport(error: &TransportError) -> Triage {
    match error.kind() {
        TransportErrorKind::ConnectionLost if error.reused_connection() => Triage::Reused,
        TransportErrorKind::Resolve | TransportErrorKind::Connect => Triage::Unreachable,
        TransportErrorKind::Timeout { .. }
        | TransportErrorKind::ConnectionLost
        | TransportErrorKind::BodyIncomplete => Triage::Pause,
        TransportErrorKind::Protocol => Triage::PauseOnce,
        _ => Triage::Never,
    }
}

fn not_understood(response: &NotUnderstood) -> Triage {
    let status = response.status();
    match response.kind() {
        NotUnderstoodKind::Other(_) => Triage::Never,
        NotUnderstoodKind::Status if status.is_success() => Triage::PauseOnce,
        NotUnderstoodKind::Status => Triage::Never,
        NotUnderstoodKind::Body(error) if status.is_success() => match error.kind() {
            // Cut off where no framing could tell, or a proxy's page in place of the service's.
            DecodeErrorKind::Truncated => Triage::Pause,
            DecodeErrorKind::Empty | DecodeErrorKind::Neither { .. } => Triage::PauseOnce,
            _ => Triage::Never,
        },
        NotUnderstoodKind::Body(_) => by_status(status),
    }
}

/// By the code, and by the status only where the code is unknown: the same code comes with
/// different statuses from different layers of the service.
fn refused(error: &ServiceError) -> Triage {
    match error.kind() {
        ServiceErrorKind::Throttled => Triage::Throttled,
        ServiceErrorKind::Unavailable | ServiceErrorKind::Internal => Triage::Pause,
        ServiceErrorKind::NonceUsed => Triage::Once,
        ServiceErrorKind::ClockSkew => Triage::Clock,
        ServiceErrorKind::ExpiredToken => Triage::ExpiredKey,
        ServiceErrorKind::Other => by_status(error.status()),
        ServiceErrorKind::MissingParameter
        | ServiceErrorKind::InvalidParameter
        | ServiceErrorKind::Region
        | ServiceErrorKind::UnknownAccessKey
        | ServiceErrorKind::DisabledAccessKey
        | ServiceErrorKind::SecurityToken
        | ServiceErrorKind::SignatureMismatch
        | ServiceErrorKind::SignatureMethod
        | ServiceErrorKind::TimestampFormat
        | ServiceErrorKind::Forbidden
        | ServiceErrorKind::UnknownOperation
        | ServiceErrorKind::Format
        | ServiceErrorKind::Operation => Triage::Never,
    }
}

fn by_status(status: StatusCode) -> Triage {
    match status.as_u16() {
        429 => Triage::Throttled,
        408 | 500..=599 => Triage::Pause,
        _ => Triage::Never,
    }
}
