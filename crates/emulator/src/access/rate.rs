//! How often a key may call.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::codes;
use crate::rejection::{Rejection, Throttled};

/// A limit of requests by key and operation, in windows of time that begin with a first request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateLimit {
    pub(crate) requests: u32,
    pub(crate) window: Duration,
}

/// Counts what keys ask for.
pub(crate) struct RateLimiter {
    limit: RateLimit,
    windows: Mutex<HashMap<(String, &'static str), Window>>,
}

struct Window {
    begin: Duration,
    used: u32,
}

impl RateLimiter {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, windows: Mutex::default() }
    }

    /// Counts a request at a time that never goes back, or refuses it and says how long to wait.
    pub(crate) fn count(
        &self,
        key_id: &str,
        operation: &'static str,
        elapsed: Duration,
    ) -> Result<(), Rejection> {
        let RateLimit { requests, window } = self.limit;
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= MOST_WINDOWS {
            windows.retain(|_, it| elapsed.saturating_sub(it.begin) < window);
        }
        let current = windows.entry((key_id.to_owned(), operation));
        let current = current.or_insert(Window { begin: elapsed, used: 0 });
        if elapsed.saturating_sub(current.begin) >= window {
            *current = Window { begin: elapsed, used: 0 };
        }
        if current.used < requests {
            current.used += 1;
            return Ok(());
        }
        let end = current.begin.saturating_add(window);
        let wait = end.saturating_sub(elapsed).as_millis().max(1);
        let wait_ms = u64::try_from(wait).unwrap_or(u64::MAX);
        Err(Rejection::from(codes::THROTTLING).throttled(Throttled { limit: requests, wait_ms }))
    }
}

/// Windows that are over are given back when there are so many.
const MOST_WINDOWS: usize = 1_024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_begins_with_its_first_request() {
        let limit = RateLimit { requests: 2, window: Duration::from_secs(60) };
        let limiter = RateLimiter::new(limit);
        let count = |key: &str, operation, seconds| {
            limiter.count(key, operation, Duration::from_secs(seconds)).map_err(|it| it.wait_ms())
        };
        assert_eq!(count("a", "DescribeImages", 10), Ok(()));
        assert_eq!(count("a", "DescribeImages", 69), Ok(()));
        assert_eq!(count("a", "DescribeImages", 69), Err(Some(1_000)));
        assert_eq!(count("b", "DescribeImages", 69), Ok(()), "each key has its own");
        assert_eq!(count("a", "DescribeRegions", 69), Ok(()), "and each operation");
        assert_eq!(count("a", "DescribeImages", 70), Ok(()));
        assert_eq!(count("a", "DescribeImages", 70), Ok(()));
        assert_eq!(count("a", "DescribeImages", 71), Err(Some(59_000)));
    }
}
