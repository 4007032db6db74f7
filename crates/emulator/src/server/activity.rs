//! What a connection is doing, for whoever decides whether it may go on.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// What a connection is doing. The task of the connection writes and reads it, so there is nothing to order.
#[derive(Debug, Default)]
pub(super) struct Activity {
    is_busy: AtomicBool,
    answered: AtomicU64,
    /// In milliseconds, by a clock that never goes back.
    last: AtomicU64,
}

impl Activity {
    pub(super) fn beginning_at(now: Duration) -> Self {
        let activity = Self::default();
        activity.last.store(millis(now), Ordering::Relaxed);
        activity
    }

    /// Notes that a request has come.
    pub(super) fn begin(&self) {
        self.is_busy.store(true, Ordering::Relaxed);
    }

    /// Notes that a request was answered.
    pub(super) fn end(&self, now: Duration) {
        self.last.store(millis(now), Ordering::Relaxed);
        self.answered.fetch_add(1, Ordering::Relaxed);
        self.is_busy.store(false, Ordering::Relaxed);
    }

    pub(super) fn is_busy(&self) -> bool {
        self.is_busy.load(Ordering::Relaxed)
    }

    pub(super) fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// Returns for how long nothing has been answered.
    pub(super) fn quiet(&self, now: Duration) -> Duration {
        Duration::from_millis(millis(now).saturating_sub(self.last.load(Ordering::Relaxed)))
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
