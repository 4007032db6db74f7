//! A future against a timer.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use aliyun_transport::Runtime;

/// Returns what `work` yields, or `None` when the time is over first. Work that is ready at that
/// very moment wins.
pub(crate) async fn within<T>(
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
