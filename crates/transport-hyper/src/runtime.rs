//! The real clock, tokio's timer, the system's randomness.

use std::io;
use std::sync::OnceLock;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;

use aliyun_transport::Runtime;
use aliyun_transport::SleepFuture;

/// [`Runtime`] on tokio.
///
/// Sleeping needs a tokio runtime with its time driver on. [`elapsed`](Runtime::elapsed) counts
/// from the first time anything in the process asks for it.
///
/// ```
/// use aliyun_transport::Runtime;
/// use aliyun_transport_hyper::TokioRuntime;
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// let before = TokioRuntime.elapsed();
/// TokioRuntime.sleep(Duration::from_millis(2)).await;
/// assert!(TokioRuntime.elapsed() - before >= Duration::from_millis(2));
///
/// let mut nonce = [0; 16];
/// TokioRuntime.random(&mut nonce)?;
/// assert_ne!(nonce, [0; 16]);
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a unit struct is written by its name; its only state belongs to the process"
)]
pub struct TokioRuntime;

#[expect(
    clippy::disallowed_methods,
    reason = "this is where the clock, the timer and the randomness enter the seam"
)]
impl Runtime for TokioRuntime {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn elapsed(&self) -> Duration {
        // std's clock, not tokio's: the origin is shared by all tokio runtimes of the process,
        // and a paused one has a time of its own.
        static ORIGIN: OnceLock<Instant> = OnceLock::new();
        ORIGIN.get_or_init(Instant::now).elapsed()
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn random(&self, buf: &mut [u8]) -> io::Result<()> {
        getrandom::fill(buf).map_err(io::Error::from)
    }
}
