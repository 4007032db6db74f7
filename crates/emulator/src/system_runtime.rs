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
        Box::pin(tokio::time::sleep(duration))
    }

    fn random(&self, buf: &mut [u8]) -> io::Result<()> {
        getrandom::fill(buf).map_err(io::Error::from)
    }
}
