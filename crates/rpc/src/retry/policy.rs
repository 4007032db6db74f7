//! The numbers of a retry policy.

use std::time::Duration;

/// How long a call and its attempts may take, and how often it is tried.
///
/// An attempt is a whole exchange, signed afresh: a nonce is accepted once. Between attempts the
/// client waits a random time between zero and a bound that doubles from attempt to attempt, or as
/// long as the service asks for. It never waits past the end of the call.
///
/// ```
/// use aliyun_rpc::RetryPolicy;
/// use std::time::Duration;
///
/// let policy = RetryPolicy::new().max_attempts(5).operation_timeout(Duration::from_secs(30));
/// # let _ = policy;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(crate) max_attempts: u32,
    pub(crate) attempt_timeout: Duration,
    pub(crate) operation_timeout: Duration,
    pub(crate) base: Duration,
    pub(crate) throttled_base: Duration,
    pub(crate) cap: Duration,
}

impl RetryPolicy {
    /// Returns the default policy: 3 attempts of at most 40 s in at most 120 s; waits from 50 ms,
    /// from 1 s when throttled, up to 20 s.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            max_attempts: 3,
            attempt_timeout: Duration::from_secs(40),
            operation_timeout: Duration::from_secs(120),
            base: Duration::from_millis(50),
            throttled_base: Duration::from_secs(1),
            cap: Duration::from_secs(20),
        }
    }

    /// Returns a policy that never tries again. The time limits stay.
    #[must_use]
    pub const fn none() -> Self {
        Self::new().max_attempts(1)
    }

    /// Sets how many attempts a call may make, the first included; 0 counts as 1.
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets how long one attempt may take, credentials included.
    #[must_use]
    pub const fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Sets how long the whole call may take.
    #[must_use]
    pub const fn operation_timeout(mut self, timeout: Duration) -> Self {
        self.operation_timeout = timeout;
        self
    }

    /// Sets the bound of the first wait after a failure.
    #[must_use]
    pub const fn base(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// Sets the bound of the first wait after being throttled.
    #[must_use]
    pub const fn throttled_base(mut self, base: Duration) -> Self {
        self.throttled_base = base;
        self
    }

    /// Sets what no wait of our own exceeds.
    #[must_use]
    pub const fn cap(mut self, cap: Duration) -> Self {
        self.cap = cap;
        self
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}
