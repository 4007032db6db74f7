//! A future against a timer.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::Runtime;

/// Returns what `work` yields, or `None` when `limit` is over first. Work that is ready at that very
/// moment wins; work that is not is dropped.
///
/// ```
/// use aliyun_transport::{virtual_time::VirtualRuntime, within};
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let runtime = VirtualRuntime::automatic(std::time::SystemTime::UNIX_EPOCH);
/// let second = Duration::from_secs(1);
/// assert_eq!(within(&runtime, second, async { 7 }).await, Some(7));
/// assert_eq!(within(&runtime, second, std::future::pending::<u8>()).await, None);
/// # }
/// ```
pub async fn within<T>(
    runtime: &dyn Runtime,
    limit: Duration,
    work: impl Future<Output = T>,
) -> Option<T> {
    let mut work = pin!(work);
    let mut timer = runtime.sleep(limit);
    poll_fn(|context| {
        if let Poll::Ready(output) = work.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        timer.as_mut().poll(context).map(|()| None)
    })
    .await
}
