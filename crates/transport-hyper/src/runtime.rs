//! The real clock, tokio's timer and tasks, the system's randomness.

use std::io;
use std::sync::OnceLock;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;

use aliyun_transport::Runtime;
use aliyun_transport::SleepFuture;
use aliyun_transport::Task;
use tokio::runtime::Handle;

/// [`Runtime`] on tokio.
///
/// Sleeping needs a tokio runtime with its time driver on. [`elapsed`](Runtime::elapsed) counts
/// from the first time anything in the process asks for it. [`spawn`](Runtime::spawn) hands tasks
/// to the tokio runtime it is called in; where there is none, it cannot.
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

    fn spawn(&self, task: Task) -> Result<(), Task> {
        match Handle::try_current() {
            Ok(tokio) => {
                tokio.spawn(task);
                Ok(())
            }
            Err(_) => Err(task),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[test]
    fn outside_of_a_tokio_runtime_the_task_comes_back() {
        assert!(TokioRuntime.spawn(Box::pin(async {})).is_err());
    }

    #[tokio::test]
    async fn spawned_task_runs_while_nobody_holds_it() {
        let (done, end) = oneshot::channel();
        let task = async move { done.send(7).unwrap_or_default() };
        assert!(TokioRuntime.spawn(Box::pin(task)).is_ok());
        assert_eq!(end.await, Ok(7));
    }

    #[tokio::test]
    async fn panic_in_a_task_ends_that_task_alone() {
        let (held, end) = oneshot::channel::<()>();
        let task = async move {
            let _held = held;
            panic!("on purpose");
        };
        assert!(TokioRuntime.spawn(Box::pin(task)).is_ok());
        assert!(end.await.is_err(), "unwound, and everything else goes on");
    }

    #[test]
    fn shutting_down_waits_for_no_task() {
        let (held, mut end) = oneshot::channel::<()>();
        let task = async move {
            let _held = held;
            std::future::pending::<()>().await;
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert!(runtime.block_on(async { TokioRuntime.spawn(Box::pin(task)) }).is_ok());
        drop(runtime);
        assert_eq!(end.try_recv(), Err(oneshot::error::TryRecvError::Closed));
    }
}
