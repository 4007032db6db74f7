//! The seam for time and randomness.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use std::time::SystemTime;

/// The future of [`Runtime::sleep`]. Dropping it cancels the sleep.
pub type SleepFuture<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Everything that makes two runs of the same program differ.
///
/// Code that takes a `Runtime` reads no other clock, sleeps in no other way and has no other
/// source of randomness, so its tests run in
/// [virtual time](crate::virtual_time::VirtualRuntime) and repeat exactly.
///
/// # The contract
///
/// 1. [`elapsed`](Runtime::elapsed) never goes back and does not follow changes of the wall clock;
///    its zero is arbitrary but fixed for as long as the process runs.
/// 2. [`sleep`](Runtime::sleep) measures what `elapsed` measures, counts from the call rather than
///    from the first poll, ends no earlier than asked, and leaves nothing behind when dropped.
/// 3. [`random`](Runtime::random) is of cryptographic quality (nonces come from it), or it fails;
///    it never falls back to something weaker. A test double says in its name that it is one.
///
/// What a timestamp, a backoff or a nonce looks like is not its business.
pub trait Runtime: fmt::Debug + Send + Sync {
    /// Returns the wall-clock time, which may jump.
    fn now(&self) -> SystemTime;

    /// Returns the monotonic time since a fixed moment.
    fn elapsed(&self) -> Duration;

    /// Completes once `duration` has passed.
    fn sleep(&self, duration: Duration) -> SleepFuture<'_>;

    /// Fills `buf` with random bytes.
    ///
    /// # Errors
    ///
    /// The error of the operating system's source of randomness. `buf` must not be used then.
    fn random(&self, buf: &mut [u8]) -> io::Result<()>;
}

impl<T: Runtime + ?Sized> Runtime for Arc<T> {
    fn now(&self) -> SystemTime {
        (**self).now()
    }

    fn elapsed(&self) -> Duration {
        (**self).elapsed()
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        (**self).sleep(duration)
    }

    fn random(&self, buf: &mut [u8]) -> io::Result<()> {
        (**self).random(buf)
    }
}

impl<T: Runtime + ?Sized> Runtime for Box<T> {
    fn now(&self) -> SystemTime {
        (**self).now()
    }

    fn elapsed(&self) -> Duration {
        (**self).elapsed()
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        (**self).sleep(duration)
    }

    fn random(&self, buf: &mut [u8]) -> io::Result<()> {
        (**self).random(buf)
    }
}
