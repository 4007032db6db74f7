//! Why a call made no further attempt.

use std::fmt;

/// Why a call made no further attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ended {
    /// Trying again cannot help.
    NotRetryable,
    /// The policy allows no more attempts.
    Attempts,
    /// The retry budget of the endpoint, which the clones of a client share, is spent: too many of
    /// their calls have failed there.
    Budget,
    /// The time of the call is over, or would be before the next attempt.
    Deadline,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRetryable => "trying again cannot help",
            Self::Attempts => "no attempts are left",
            Self::Budget => "the retry budget of the endpoint is spent",
            Self::Deadline => "the deadline is reached, or would be before another attempt",
        })
    }
}
