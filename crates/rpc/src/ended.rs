//! Why a call made no further attempt.

use std::fmt;

/// Why a call made no further attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ended {
    /// The failure cannot be mended by trying again.
    NotRetryable,
    /// The policy allows no more attempts.
    Attempts,
    /// The retry budget of the endpoint, which the clones of a client share, is spent: the service
    /// is failing for all of them.
    Budget,
    /// The time of the call is over, or would be before the next attempt.
    Deadline,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRetryable => "this cannot succeed by repeating",
            Self::Attempts => "no attempts are left",
            Self::Budget => "the client's retry budget is spent",
            Self::Deadline => "the next attempt would be past the deadline",
        })
    }
}
