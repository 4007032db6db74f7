//! Why a call has no result.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::ended::Ended;
use crate::failure::Failure;
use crate::service_error::ServiceError;

/// Why a call has no result: the failure that counts, and how the call ended.
///
/// The failure is that of the last attempt, or the last answer if later attempts got none at all and
/// the call ended for want of attempts, budget or time: what was answered is worth more than that.
///
/// A client makes these; in your own tests you make them yourself:
///
/// ```
/// use aliyun_rpc::{Ended, Error, ErrorBody, ServiceError};
/// use http::StatusCode;
/// use std::time::Duration;
///
/// let body = ErrorBody::new("Throttling.User", "Request was denied due to user flow control.");
/// let refusal = ServiceError::new(StatusCode::BAD_REQUEST, body);
/// let error = Error::new(refusal, Ended::Attempts)
///     .with_attempts(3)
///     .with_elapsed(Duration::from_secs(4));
///
/// assert!(error.is_throttled() && !error.is_timeout() && !error.is_credentials());
/// assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
/// assert!(error.may_have_been_sent());
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    failure: Failure,
    ended: Ended,
    attempts: u32,
    elapsed: Duration,
    retry_after: Option<Duration>,
    /// Whether any attempt may have been sent, whatever became of the last.
    sent: bool,
}

impl Error {
    /// Returns an error of a call that made no attempt and took no time.
    #[must_use]
    pub fn new(failure: impl Into<Failure>, ended: Ended) -> Self {
        let failure = failure.into();
        let sent = failure.may_have_been_sent();
        let (attempts, elapsed) = (0, Duration::ZERO);
        Self(Box::new(Inner { failure, ended, attempts, elapsed, retry_after: None, sent }))
    }

    /// Sets how many attempts were begun.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// Sets how long the call took.
    #[must_use]
    pub fn with_elapsed(mut self, elapsed: Duration) -> Self {
        self.0.elapsed = elapsed;
        self
    }

    /// Says that an attempt before the last may have been sent.
    #[must_use]
    pub fn with_sent(mut self, sent: bool) -> Self {
        self.0.sent |= sent;
        self
    }

    /// Sets the wait that the service asked for before a next attempt, which was not made.
    #[must_use]
    pub fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    /// Returns what failed, by phase.
    #[must_use]
    pub fn failure(&self) -> &Failure {
        &self.0.failure
    }

    /// Takes what failed.
    #[must_use]
    pub fn into_failure(self) -> Failure {
        self.0.failure
    }

    /// Returns the service's refusal, if that is what failed.
    #[must_use]
    pub fn service_error(&self) -> Option<&ServiceError> {
        self.0.failure.service_error()
    }

    /// Returns why there was no further attempt.
    #[must_use]
    pub fn ended(&self) -> Ended {
        self.0.ended
    }

    /// Returns how many attempts were begun; 0 when the request did not get that far.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns how long the call took, by the monotonic clock.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// Returns the wait that the service asked for before a next attempt, which was not made: it would
    /// have been too long for this call, or there was no attempt or budget left for it.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns whether the service, or something in front of it, asks for fewer requests.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.0.failure.is_throttled()
    }

    /// Returns whether something took too long: the credentials, the connection or the answer.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.failure.is_timeout()
    }

    /// Returns whether other keys are needed: there are none, or the service does not accept them. A
    /// provider that is merely slow is a [time-out](Self::is_timeout) instead.
    #[must_use]
    pub fn is_credentials(&self) -> bool {
        self.0.failure.is_credentials()
    }

    /// Returns whether the service may have seen the request, in any attempt: the failure is that of
    /// the last one, so it alone does not tell.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.0.sent
    }

    /// Returns the identifier that the service gave the refused request, for its support, if it looks
    /// like one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.service_error().and_then(ServiceError::request_id)
    }

    /// Returns the HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.failure.status()
    }
}

impl Error {
    /// Whole milliseconds, but for times below one.
    fn rounded(time: Duration) -> Duration {
        let whole = Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        if whole.is_zero() { time } else { whole }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("failure", &self.0.failure)
            .field("ended", &self.0.ended)
            .field("attempts", &self.0.attempts)
            .field("elapsed", &self.0.elapsed)
            .field("retry_after", &self.0.retry_after)
            .field("may_have_been_sent", &self.0.sent)
            .finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        inner.failure.fmt(f)?;
        if inner.ended == Ended::NotRetryable && inner.attempts < 2 {
            return Ok(());
        }
        let attempts = inner.attempts;
        let plural = if attempts == 1 { "" } else { "s" };
        write!(
            f,
            " ({attempts} attempt{plural} in {:?}: {}",
            Self::rounded(inner.elapsed),
            inner.ended
        )?;
        if inner.sent && !inner.failure.may_have_been_sent() {
            f.write_str("; an earlier attempt may have reached the server")?;
        }
        match inner.retry_after {
            Some(wait) => write!(f, "; the service asks to wait {wait:?})"),
            None => f.write_str(")"),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.failure.source()
    }
}
