//! The one timer of the tests: it never synchronises, it turns a hang into a failure.

use std::time::Duration;

/// Runs `work`, and panics when it takes longer than half a minute.
///
/// # Panics
///
/// When the time is over.
#[expect(clippy::disallowed_methods, reason = "a watchdog, not a synchronisation")]
pub async fn within<T>(work: impl Future<Output = T>) -> T {
    let done = tokio::time::timeout(LIMIT, work).await;
    done.expect("the test hangs")
}

const LIMIT: Duration = Duration::from_secs(30);
