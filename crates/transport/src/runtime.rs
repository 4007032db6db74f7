//! The seam for time and randomness.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use std::time::SystemTime;

/// The future of [`Runtime::sleep`]. Dropping it cancels the sleep.
pub type SleepFuture<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// A task for [`Runtime::spawn`]. It owns what it works with and reports by its own means.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

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
/// 4. [`spawn`](Runtime::spawn) takes a task, or hands it back as it was given, never polled. It
///    does not poll the task itself before it returns, and what it takes it polls to its end
///    beside everything else, whoever waits for what. The task is detached: a panic ends that task
///    and nothing else, nobody is told, and nothing waits for it; what is unfinished when the
///    runtime shuts down is dropped. A runtime that cannot spawn leaves the default in place.
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

    /// Runs `task` in the background, if this runtime can; the default cannot.
    ///
    /// Background work is an improvement, never a need: with it a listing fetches the next page
    /// ahead and credentials are renewed before they end; without it both happen when they are
    /// asked for. So whoever calls this must be able to go on with the task in hand, or without
    /// it.
    ///
    /// # Errors
    ///
    /// The task, if the runtime cannot run it.
    ///
    /// # Examples
    ///
    /// ```
    /// use aliyun_transport::{Runtime, virtual_time::VirtualRuntime};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let runtime = VirtualRuntime::automatic(std::time::SystemTime::UNIX_EPOCH);
    /// if let Err(task) = runtime.spawn(Box::pin(async { /* fetch ahead */ })) {
    ///     task.await; // inline
    /// }
    /// # }
    /// ```
    fn spawn(&self, task: Task) -> Result<(), Task> {
        Err(task)
    }
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

    fn spawn(&self, task: Task) -> Result<(), Task> {
        (**self).spawn(task)
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

    fn spawn(&self, task: Task) -> Result<(), Task> {
        (**self).spawn(task)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Context;
    use std::task::Poll;
    use std::task::Waker;

    use super::*;
    use crate::virtual_time::VirtualRuntime;

    /// A runtime with everything but a way to spawn.
    #[derive(Debug)]
    struct Minimal;

    impl Runtime for Minimal {
        fn now(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH
        }

        fn elapsed(&self) -> Duration {
            Duration::ZERO
        }

        fn sleep(&self, _: Duration) -> SleepFuture<'_> {
            Box::pin(std::future::pending())
        }

        fn random(&self, _: &mut [u8]) -> io::Result<()> {
            Err(io::ErrorKind::Unsupported.into())
        }
    }

    #[test]
    fn runtime_that_does_not_say_how_hands_the_task_back() {
        let mut task = Minimal.spawn(Box::pin(async {})).unwrap_err();
        let polled = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(polled, Poll::Ready(()));
    }

    #[test]
    fn pointers_spawn_as_what_they_point_to() {
        let runtime =
            || VirtualRuntime::manual(SystemTime::UNIX_EPOCH).spawn_with(std::mem::forget);
        let task = || -> Task { Box::pin(async {}) };
        assert!(Runtime::spawn(&Arc::new(runtime()), task()).is_ok());
        assert!(Runtime::spawn(&Box::new(runtime()), task()).is_ok());
        let shared: Arc<dyn Runtime> = Arc::new(runtime());
        assert!(shared.spawn(task()).is_ok());
        assert!(Runtime::spawn(&Arc::new(Minimal), task()).is_err());
        assert!(Runtime::spawn(&Box::new(Minimal), task()).is_err());
    }
}
