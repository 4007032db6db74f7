//! Why there is no response, and whether the server may have seen the request.

use std::error::Error;
use std::fmt;

/// Says why a [`Transport`](crate::Transport) has no complete response to return.
///
/// `Display` is a full sentence and never contains the URI, a header or the body; the cause is in
/// [`source`](Error::source) and is not repeated.
///
/// ```
/// use aliyun_transport::{Sent, TransportError, TransportErrorKind};
///
/// let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
/// let error = TransportError::new(TransportErrorKind::Connect, Sent::No).with_source(refused);
///
/// assert_eq!(error.kind(), TransportErrorKind::Connect);
/// assert_eq!(
///     error.to_string(),
///     "no connection to the server could be opened; the request was not sent",
/// );
/// ```
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    sent: Sent,
    reused_connection: bool,
    proxy: Option<String>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl TransportError {
    /// Creates an error of this kind, not on a reused connection and without a source.
    pub fn new(kind: TransportErrorKind, sent: Sent) -> Self {
        Self { kind, sent, reused_connection: false, proxy: None, source: None }
    }

    /// Sets the cause.
    ///
    /// It is printed by whoever walks the chain of sources, so it must not contain the URI, a
    /// header or the body either.
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Sets whether the connection had carried an earlier request.
    pub fn with_reused_connection(mut self, reused: bool) -> Self {
        self.reused_connection = reused;
        self
    }

    /// Sets the proxy on the way: its scheme, host and port, without a user name or a password.
    pub fn with_proxy(mut self, proxy: impl Into<String>) -> Self {
        self.proxy = Some(proxy.into());
        self
    }

    /// Returns the proxy on the way, if there was one.
    pub fn proxy(&self) -> Option<&str> {
        self.proxy.as_deref()
    }

    /// Returns what went wrong.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns whether the server may have seen the request.
    pub fn sent(&self) -> Sent {
        self.sent
    }

    /// Returns whether the connection had carried an earlier request.
    ///
    /// A server may close an idle connection at the very moment it is used again. Such a loss says
    /// nothing about the server's health, so a caller retries it at once.
    pub fn reused_connection(&self) -> bool {
        self.reused_connection
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if let Some(proxy) = &self.proxy {
            write!(f, " (by the proxy {proxy})")?;
        }
        f.write_str("; ")?;
        f.write_str(match self.sent {
            Sent::No => "the request was not sent",
            Sent::Maybe => "the server may have seen the request",
        })
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.source.as_deref()?)
    }
}

/// What went wrong, by what the caller does about it.
///
/// "Retried" below always means: signed afresh, if the operation may be repeated, within the
/// caller's deadline and budget, and marked [`FreshConnection`](crate::FreshConnection).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The host name did not resolve. Retried after a pause; if it lasts, the endpoint is wrong or
    /// the machine is offline.
    Resolve,
    /// No connection was opened: refused, unreachable, or closed during the TLS handshake. Retried
    /// after a pause.
    Connect,
    /// TLS failed for a reason that stays: the certificate is not trusted or not for this host, or
    /// the peer does not speak TLS. Never retried.
    Tls,
    /// A timer of the transport ran out. Retried after a pause.
    #[non_exhaustive]
    Timeout {
        /// What was being waited for.
        phase: TimeoutPhase,
    },
    /// The connection ended before the response head was complete. Retried; at once the first time
    /// if the connection was [reused](TransportError::reused_connection), else after a pause.
    ConnectionLost,
    /// The response head came, but its body ended early. Retried after a pause.
    BodyIncomplete,
    /// What came back is not HTTP: garbage, a head beyond all limits, a broken chunk. Retried once,
    /// as a proxy may be restarting; a second time it is final.
    Protocol,
    /// The body is larger than the transport's limit. Never retried: ask for less, or raise the
    /// limit.
    #[non_exhaustive]
    BodyTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The body has a content encoding that nobody asked for. Never retried: something between
    /// here and the server rewrites responses.
    ContentEncoding,
    /// The response has a transfer coding that the transport does not read, beside or instead of
    /// `chunked`. Never retried: something between here and the server rewrites responses.
    TransferCoding,
    /// A proxy on the way wants another user name and password (407). Never retried: asking again
    /// with the same ones locks accounts.
    ProxyAuthentication,
    /// The transport refused the request before anything was sent: plain `http` to a host that is
    /// not this machine, a URI without a host, and the like. Never retried: the caller must change
    /// the request or the transport's options.
    Refused,
    /// Anything else. Never retried, as nothing is known about it.
    Other,
}

impl TransportErrorKind {
    /// Returns [`Timeout`](Self::Timeout) in this phase.
    pub const fn timeout(phase: TimeoutPhase) -> Self {
        Self::Timeout { phase }
    }

    /// Returns [`BodyTooLarge`](Self::BodyTooLarge) for this limit, in bytes.
    pub const fn body_too_large(limit: usize) -> Self {
        Self::BodyTooLarge { limit }
    }
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve => "the server's host name could not be resolved",
            Self::Connect => "no connection to the server could be opened",
            Self::Tls => "the server could not be trusted or does not speak TLS",
            Self::Timeout { phase } => return write!(f, "the transport gave up waiting {phase}"),
            Self::ConnectionLost => "the connection was lost before the server had answered",
            Self::BodyIncomplete => "the connection was lost in the middle of the response body",
            Self::Protocol => "the server's answer is not valid HTTP",
            Self::BodyTooLarge { limit } => {
                return write!(f, "the response body is larger than the limit of {limit} bytes");
            }
            Self::ContentEncoding => "the response body has a content encoding nobody asked for",
            Self::TransferCoding => "the response has a transfer coding that is not read",
            Self::ProxyAuthentication => {
                "the proxy wants another user name and password (HTTP 407)"
            }
            Self::Refused => "the transport refuses to send this request",
            Self::Other => "the transport failed",
        })
    }
}

/// What a transport was waiting for when its timer ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeoutPhase {
    /// Name resolution, the TCP connection and the TLS handshake.
    Connect,
    /// The response head, counted from when a connection was at hand.
    FirstByte,
    /// The next piece of the response body.
    BodyIdle,
}

impl fmt::Display for TimeoutPhase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "for a connection",
            Self::FirstByte => "for the server to answer",
            Self::BodyIdle => "for the rest of the response body",
        })
    }
}

/// Whether the server may have seen a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "there is no third answer, and callers should match both"
)]
pub enum Sent {
    /// No byte of the request was sent.
    No,
    /// Some or all of it may have been sent, and the server may have acted on it.
    Maybe,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_is_a_sentence_without_the_source() {
        let error = TransportError::new(TransportErrorKind::ConnectionLost, Sent::Maybe)
            .with_source("https://host/?Signature=abc");
        assert_eq!(
            error.to_string(),
            "the connection was lost before the server had answered; \
             the server may have seen the request"
        );
        assert_eq!(
            error.source().map(ToString::to_string).as_deref(),
            Some("https://host/?Signature=abc")
        );
    }

    #[test]
    fn a_proxy_on_the_way_is_named() {
        let error = TransportError::new(TransportErrorKind::Connect, Sent::No);
        let error = error.with_proxy("http://proxy.example:3128");
        assert_eq!(error.proxy(), Some("http://proxy.example:3128"));
        assert_eq!(
            error.to_string(),
            "no connection to the server could be opened (by the proxy http://proxy.example:3128); \
             the request was not sent"
        );
    }

    #[test]
    fn limits_and_phases_are_named() {
        assert_eq!(
            TransportErrorKind::body_too_large(8 << 20).to_string(),
            "the response body is larger than the limit of 8388608 bytes"
        );
        assert_eq!(
            TransportErrorKind::timeout(TimeoutPhase::FirstByte).to_string(),
            "the transport gave up waiting for the server to answer"
        );
    }
}
