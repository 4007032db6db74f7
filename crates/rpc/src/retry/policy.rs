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
/// assert_eq!((policy.max_attempts, policy.attempt_timeout), (5, Duration::from_secs(40)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How many attempts a call may make, the first included; 0 counts as 1.
    pub max_attempts: u32,
    /// How long one attempt may take, its credentials included; and how long the provider may take
    /// to replace a key that was refused as expired.
    pub attempt_timeout: Duration,
    /// The deadline of one call, from its beginning. Several calls, such as those for the pages of
    /// a listing, have one each: bound what they take together with a timer of your own, such as
    /// `tokio::time::timeout`.
    pub operation_timeout: Duration,
    /// The bound of the first wait after a failure.
    pub base: Duration,
    /// The bound of the first wait after being throttled.
    pub throttled_base: Duration,
    /// What no wait of our own exceeds.
    pub cap: Duration,
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

    /// Sets the field [`max_attempts`](#structfield.max_attempts).
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets the field [`attempt_timeout`](#structfield.attempt_timeout).
    #[must_use]
    pub const fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Sets the field [`operation_timeout`](#structfield.operation_timeout).
    #[must_use]
    pub const fn operation_timeout(mut self, timeout: Duration) -> Self {
        self.operation_timeout = timeout;
        self
    }

    /// Sets the field [`base`](#structfield.base).
    #[must_use]
    pub const fn base(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// Sets the field [`throttled_base`](#structfield.throttled_base).
    #[must_use]
    pub const fn throttled_base(mut self, base: Duration) -> Self {
        self.throttled_base = base;
        self
    }

    /// Sets the field [`cap`](#structfield.cap).
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
