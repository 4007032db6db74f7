//! Time for a client over real sockets.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport::{Runtime, SleepFuture};

/// A clock that a script moves.
///
/// A sleep of less than 30 seconds is a pause between attempts: it passes at once, moves the clock
/// and is recorded. A longer one is a deadline: it passes when [`expire`](Self::expire) is called,
/// and not before, however long the sockets take. (A client with other deadlines than the default
/// needs another clock.) Clones are the same clock. The random bytes repeat.
#[derive(Clone, Debug)]
pub struct Clock {
    time: VirtualRuntime,
    pauses: Arc<Mutex<Vec<Duration>>>,
}

impl Clock {
    /// Returns a clock that stands at `start`.
    #[must_use]
    pub fn at(start: SystemTime) -> Self {
        Self { time: VirtualRuntime::manual(start), pauses: Arc::default() }
    }

    /// Returns the pauses made so far.
    #[must_use]
    pub fn pauses(&self) -> Vec<Duration> {
        self.pauses.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Moves the clock to the next deadline, waiting for somebody to set one.
    pub async fn expire(&self) {
        while self.time.advance_to_next().is_none() {
            tokio::task::yield_now().await;
        }
    }

    /// Returns how many deadlines are waited for.
    #[must_use]
    pub fn deadlines(&self) -> usize {
        self.time.sleeping()
    }

    /// Moves the clock.
    pub fn advance(&self, by: Duration) {
        self.time.advance(by);
    }
}

impl Runtime for Clock {
    fn now(&self) -> SystemTime {
        self.time.now()
    }

    fn elapsed(&self) -> Duration {
        self.time.elapsed()
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        if duration >= SHORTEST_DEADLINE {
            return self.time.sleep(duration);
        }
        Box::pin(async move {
            self.pauses.lock().unwrap_or_else(PoisonError::into_inner).push(duration);
            self.time.advance(duration);
        })
    }

    fn random(&self, buf: &mut [u8]) -> io::Result<()> {
        self.time.random(buf)
    }
}

const SHORTEST_DEADLINE: Duration = Duration::from_secs(30);
