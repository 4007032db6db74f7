//! The default source of time and randomness: the system's.

use std::io;
use std::sync::OnceLock;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;

use aliyun_transport::Runtime;
use aliyun_transport::SleepFuture;

/// The system's clock and randomness, and tokio's timer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemRuntime;

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the emulator takes time and randomness from the system"
)]
impl Runtime for SystemRuntime {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn elapsed(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        // A task that is kept busy by its peer uses up its share at every turn; a sleep that had to take one as well
        // would never be over.
        Box::pin(tokio::task::unconstrained(tokio::time::sleep(duration)))
    }

    fn random(&self, buf: &mut [u8]) -> io::Result<()> {
        getrandom::fill(buf).map_err(io::Error::from)
    }
}
