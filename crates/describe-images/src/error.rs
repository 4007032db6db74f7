//! Why a call has no result.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::failure::Failure;
use crate::service_error::ServiceError;

/// Why a call has no result: the failure that counts, and how the call ended.
///
/// The failure is that of the last attempt, or the last refusal of the service if later attempts
/// got no answer at all and the call ended for want of attempts, budget or time: what the service
/// said is worth more than that.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    failure: Failure,
    ended: Ended,
    attempts: u32,
    elapsed: Duration,
    retry_after: Option<Duration>,
}

impl Error {
    pub(crate) fn new(failure: Failure, ended: Ended, attempts: u32, elapsed: Duration) -> Self {
        Self(Box::new(Inner { failure, ended, attempts, elapsed, retry_after: None }))
    }

    pub(crate) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
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

    /// Returns how long the service asked to wait before the attempt there was not: that would have
    /// been too long for this call, or there was no attempt or budget left for it.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
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
        write!(f, " ({attempts} attempt{plural} in {:?}: ", inner.elapsed)?;
        f.write_str(match inner.ended {
            Ended::NotRetryable => "this cannot succeed by repeating",
            Ended::Attempts => "no attempts are left",
            Ended::Budget => "the client's retry budget is spent",
            Ended::Deadline => "the next attempt would be past the deadline",
        })?;
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

/// Why a call made no further attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ended {
    /// The failure cannot be mended by trying again.
    NotRetryable,
    /// The policy allows no more attempts.
    Attempts,
    /// The budget that the clones of a client share is spent: the service is failing for all.
    Budget,
    /// The time of the call is over, or would be before the next attempt.
    Deadline,
}
