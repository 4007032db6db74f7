//! Turns the errors below into [`TransportErrorKind`]s.
//!
//! hyper and hyper-util say what happened in several places: predicates on their own types, IO
//! error kinds, and errors wrapped in IO errors. [`causes`] visits them all.

use std::error::Error;
use std::io;

use aliyun_transport::Sent;
use aliyun_transport::TimeoutPhase;
use aliyun_transport::TransportError;
use aliyun_transport::TransportErrorKind;
use hyper_util::client::legacy;

use crate::connector::ConnectTimedOut;
use crate::resolver::ResolveFailed;

/// Classifies a failure before any connection was at hand, or on one that was closed before the
/// request began.
pub(crate) fn before_connection(error: legacy::Error) -> TransportError {
    let was_closed = find::<hyper::Error>(&error).is_some_and(hyper::Error::is_canceled);
    let kind = if was_closed { TransportErrorKind::ConnectionLost } else { connect_kind(&error) };
    TransportError::new(kind, Sent::No).with_source(error)
}

/// Classifies a failure on a connection, before the response head was complete.
pub(crate) fn before_head(error: legacy::Error, reused: bool) -> TransportError {
    // A request that hyper hands back unstarted is reported as canceled, and in no other case.
    let unstarted = find::<hyper::Error>(&error).is_some_and(hyper::Error::is_canceled);
    let sent = if unstarted { Sent::No } else { Sent::Maybe };
    let kind = exchange_kind(&error, TransportErrorKind::ConnectionLost);
    TransportError::new(kind, sent).with_reused_connection(reused).with_source(error)
}

/// Classifies a failure in the response body.
pub(crate) fn in_body(error: hyper::Error, reused: bool) -> TransportError {
    let kind = exchange_kind(&error, TransportErrorKind::BodyIncomplete);
    TransportError::new(kind, Sent::Maybe).with_reused_connection(reused).with_source(error)
}

fn connect_kind(error: &(dyn Error + 'static)) -> TransportErrorKind {
    let timed_out = |io: &io::Error| io.kind() == io::ErrorKind::TimedOut;
    if find::<rustls::Error>(error).is_some() {
        TransportErrorKind::Tls
    } else if causes(error).any(wants_other_credentials) {
        TransportErrorKind::ProxyAuthentication
    } else if find::<ResolveFailed>(error).is_some() {
        TransportErrorKind::Resolve
    } else if find::<ConnectTimedOut>(error).is_some()
        || find::<io::Error>(error).is_some_and(timed_out)
    {
        TransportErrorKind::timeout(TimeoutPhase::Connect)
    } else {
        TransportErrorKind::Connect
    }
}

/// Tells whether a proxy answered 407 to the request for a tunnel. hyper-util keeps the type of this
/// error to itself; a test over sockets notices should the words change.
fn wants_other_credentials(cause: &(dyn Error + 'static)) -> bool {
    cause.to_string().ends_with("proxy authorization required")
}

/// Tells a peer that breaks the rules from one that is gone, which is `lost`.
fn exchange_kind(error: &(dyn Error + 'static), lost: TransportErrorKind) -> TransportErrorKind {
    for cause in causes(error) {
        if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
            // In TLS 1.3 a server may refuse the client only after the handshake.
            return match tls {
                rustls::Error::AlertReceived(_) => TransportErrorKind::Tls,
                _ => TransportErrorKind::Protocol,
            };
        }
        let malformed = |io: &io::Error| {
            // hyper's chunk decoder reports bad sizes and overflows this way.
            matches!(io.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
                && io.get_ref().is_none_or(|inner| !inner.is::<rustls::Error>())
        };
        if cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse)
            || cause.downcast_ref::<io::Error>().is_some_and(malformed)
        {
            return TransportErrorKind::Protocol;
        }
    }
    lost
}

fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    causes(error).find_map(|cause| cause.downcast_ref::<E>())
}

/// Visits an error and everything below it.
///
/// `io::Error::source` skips the error that it wraps and returns that one's source, so a rustls
/// error inside an IO error is reached through `get_ref` only.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_error_inside_two_io_errors_is_found() {
        let tls = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        let error = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
        assert_eq!(connect_kind(&error), TransportErrorKind::Tls);
        assert!(error.source().is_none(), "why `source` is not enough");
    }

    #[test]
    fn failed_resolution_is_told_from_a_failed_connection() {
        let failed = ResolveFailed::from(io::Error::other("no such host"));
        let error = io::Error::other(failed);
        assert_eq!(connect_kind(&error), TransportErrorKind::Resolve);
    }

    #[test]
    fn refused_and_slow_connections_are_told_apart() {
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        assert_eq!(connect_kind(&refused), TransportErrorKind::Connect);
        let slow = io::Error::from(io::ErrorKind::TimedOut);
        let phase = TimeoutPhase::Connect;
        assert_eq!(connect_kind(&slow), TransportErrorKind::timeout(phase));
    }

    #[test]
    fn alert_after_the_handshake_is_tls_and_damage_is_protocol() {
        let lost = TransportErrorKind::ConnectionLost;
        let alert = rustls::Error::AlertReceived(rustls::AlertDescription::CertificateRequired);
        let alert = io::Error::new(io::ErrorKind::InvalidData, alert);
        assert_eq!(exchange_kind(&alert, lost), TransportErrorKind::Tls);
        let damage = io::Error::new(io::ErrorKind::InvalidData, rustls::Error::DecryptError);
        assert_eq!(exchange_kind(&damage, lost), TransportErrorKind::Protocol);
    }
}
