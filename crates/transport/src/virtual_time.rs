//! A clock that moves only when told, or by itself from one sleep to the next.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::task::Context;
use std::task::Poll;
use std::task::Waker;
use std::time::Duration;
use std::time::SystemTime;

use crate::Runtime;
use crate::SleepFuture;

/// A deterministic double of [`Runtime`] for tests.
///
/// The wall clock starts where the test says and moves together with the monotonic clock. There
/// are two ways to move them:
///
/// * [`manual`](Self::manual): time stands still until [`advance`](Self::advance) or
///   [`advance_to_next`](Self::advance_to_next).
/// * [`automatic`](Self::automatic): a sleep first lets everything else that is ready run, by
///   returning pending once; polled again, it moves the clock to the *earliest* end of all sleeps
///   in progress. So sleeps end in the order of their ends, and a race between work and a deadline
///   is won by work that is ready. That suits doubles that answer at once or never, such as
///   [`Replay`](crate::replay::Replay). It does not suit real sockets, which the clock would
///   outrun: use `manual` there.
///
/// Clones share the clock. **The random bytes are not random**: they repeat for equal seeds.
///
/// ```
/// use aliyun_transport::Runtime;
/// use aliyun_transport::virtual_time::VirtualRuntime;
/// use std::time::{Duration, SystemTime};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
/// runtime.sleep(Duration::from_secs(3600)).await; // returns at once
///
/// assert_eq!(runtime.elapsed(), Duration::from_secs(3600));
/// assert_eq!(runtime.now(), SystemTime::UNIX_EPOCH + Duration::from_secs(3600));
/// assert_eq!(runtime.slept(), [Duration::from_secs(3600)]);
/// # }
/// ```
#[derive(Clone)]
pub struct VirtualRuntime {
    shared: Arc<Mutex<Shared>>,
    automatic: bool,
}

impl VirtualRuntime {
    /// Creates a runtime whose time moves only by [`advance`](Self::advance) and
    /// [`advance_to_next`](Self::advance_to_next).
    ///
    /// ```
    /// use aliyun_transport::Runtime;
    /// use aliyun_transport::virtual_time::VirtualRuntime;
    /// use std::task::{Context, Poll, Waker};
    /// use std::time::{Duration, SystemTime};
    ///
    /// let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
    /// let mut sleep = runtime.sleep(Duration::from_secs(2));
    /// let mut context = Context::from_waker(Waker::noop());
    ///
    /// assert_eq!(sleep.as_mut().poll(&mut context), Poll::Pending);
    /// runtime.advance(Duration::from_secs(1));
    /// assert_eq!(sleep.as_mut().poll(&mut context), Poll::Pending);
    /// runtime.advance(Duration::from_secs(1));
    /// assert_eq!(sleep.as_mut().poll(&mut context), Poll::Ready(()));
    /// ```
    pub fn manual(start: SystemTime) -> Self {
        Self::starting(start, false)
    }

    /// Creates a runtime whose time moves by itself from one sleep to the next.
    pub fn automatic(start: SystemTime) -> Self {
        Self::starting(start, true)
    }

    /// Sets the seed of [`random`](Runtime::random); it is 0 unless set.
    pub fn seed(self, seed: u64) -> Self {
        self.lock().random = seed;
        self
    }

    /// Moves time forward and wakes every sleep that has ended by then.
    pub fn advance(&self, by: Duration) {
        let ended = {
            let mut shared = self.lock();
            let to = shared.elapsed.saturating_add(by);
            shared.advance_to(to)
        };
        wake(ended);
    }

    /// Moves time to the next end of a sleep and returns by how much, or `None` without moving if
    /// nothing sleeps.
    pub fn advance_to_next(&self) -> Option<Duration> {
        let (by, ended) = {
            let mut shared = self.lock();
            let before = shared.elapsed;
            let ended = shared.advance_to_next()?;
            (shared.elapsed.saturating_sub(before), ended)
        };
        wake(ended);
        Some(by)
    }

    /// Returns how many sleeps are in progress: polled, not ended, not dropped.
    pub fn sleeping(&self) -> usize {
        self.lock().sleeps.len()
    }

    /// Returns the durations of all sleeps that ran to their end, in that order.
    ///
    /// A deadline that was raced against and dropped is not among them.
    pub fn slept(&self) -> Vec<Duration> {
        self.lock().slept.clone()
    }

    fn starting(start: SystemTime, automatic: bool) -> Self {
        let shared = Shared {
            start,
            elapsed: Duration::ZERO,
            sleeps: BTreeMap::new(),
            next_ticket: 0,
            slept: Vec::new(),
            random: 0,
        };
        Self { shared: Arc::new(Mutex::new(shared)), automatic }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        // Nothing panics while the lock is held.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Runtime for VirtualRuntime {
    fn now(&self) -> SystemTime {
        let shared = self.lock();
        // A clock beyond the range of the platform stops at its start rather than panicking.
        let now = shared.start.checked_add(shared.elapsed);
        now.unwrap_or(shared.start)
    }

    fn elapsed(&self) -> Duration {
        self.lock().elapsed
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        let mut shared = self.lock();
        let ticket = shared.next_ticket;
        shared.next_ticket += 1;
        Box::pin(Sleep {
            runtime: self,
            duration,
            key: (shared.elapsed.saturating_add(duration), ticket),
            polled: false,
        })
    }

    fn random(&self, buf: &mut [u8]) -> io::Result<()> {
        let mut shared = self.lock();
        for chunk in buf.chunks_mut(8) {
            let word = split_mix_64(&mut shared.random).to_le_bytes();
            for (byte, random) in chunk.iter_mut().zip(word) {
                *byte = random;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for VirtualRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = self.lock();
        f.debug_struct("VirtualRuntime")
            .field("automatic", &self.automatic)
            .field("elapsed", &shared.elapsed)
            .field("sleeping", &shared.sleeps.len())
            .finish_non_exhaustive()
    }
}

struct Shared {
    start: SystemTime,
    elapsed: Duration,
    /// The sleeps in progress, soonest end first.
    sleeps: BTreeMap<Key, Waker>,
    next_ticket: u64,
    slept: Vec<Duration>,
    random: u64,
}

/// When a sleep ends, and a ticket that tells apart those that end together.
type Key = (Duration, u64);

impl Shared {
    /// Moves the clock and returns the wakers of the sleeps that have ended.
    fn advance_to(&mut self, to: Duration) -> Vec<Waker> {
        self.elapsed = self.elapsed.max(to);
        let mut ended = Vec::new();
        while let Some(first) = self.sleeps.first_entry() {
            if first.key().0 > self.elapsed {
                break;
            }
            ended.push(first.remove());
        }
        ended
    }

    fn advance_to_next(&mut self) -> Option<Vec<Waker>> {
        let (&(end, _), _) = self.sleeps.first_key_value()?;
        Some(self.advance_to(end))
    }
}

struct Sleep<'a> {
    runtime: &'a VirtualRuntime,
    duration: Duration,
    key: Key,
    polled: bool,
}

impl Future for Sleep<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut ended = Vec::new();
        // Kept until the lock is free: waking or dropping a waker runs foreign code.
        let replaced;
        let result = {
            let mut shared = self.runtime.lock();
            if self.runtime.automatic && self.polled && shared.elapsed < self.key.0 {
                ended = shared.advance_to_next().unwrap_or_default();
            }
            if shared.elapsed >= self.key.0 {
                replaced = shared.sleeps.remove(&self.key);
                shared.slept.push(self.duration);
                Poll::Ready(())
            } else {
                replaced = shared.sleeps.insert(self.key, context.waker().clone());
                Poll::Pending
            }
        };
        self.polled = true;
        drop(replaced);
        wake(ended);
        if self.runtime.automatic && result.is_pending() {
            context.waker().wake_by_ref();
        }
        result
    }
}

impl Drop for Sleep<'_> {
    fn drop(&mut self) {
        // Dropped after the lock, as above.
        let waker = self.runtime.lock().sleeps.remove(&self.key);
        drop(waker);
    }
}

fn wake(wakers: Vec<Waker>) {
    wakers.into_iter().for_each(Waker::wake);
}

/// One step of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators",
/// 2014): well distributed, and predictable on purpose.
fn split_mix_64(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut word = *state;
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn poll(sleep: &mut SleepFuture<'_>) -> Poll<()> {
        sleep.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn manual_time_stands_still_until_advanced() {
        let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
        let mut sleep = runtime.sleep(SECOND);
        for _ in 0..10 {
            assert_eq!(poll(&mut sleep), Poll::Pending);
        }
        assert_eq!(runtime.elapsed(), Duration::ZERO);
        assert_eq!(runtime.sleeping(), 1);

        runtime.advance(SECOND - Duration::from_nanos(1));
        assert_eq!(poll(&mut sleep), Poll::Pending);
        runtime.advance(Duration::from_nanos(1));
        assert_eq!(runtime.sleeping(), 0);
        assert_eq!(poll(&mut sleep), Poll::Ready(()));
        assert_eq!(runtime.now(), SystemTime::UNIX_EPOCH + SECOND);
    }

    #[test]
    fn sleep_counts_from_the_call_not_from_the_first_poll() {
        let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
        let mut sleep = runtime.sleep(SECOND);
        runtime.advance(SECOND);
        assert_eq!(poll(&mut sleep), Poll::Ready(()));
    }

    #[test]
    fn advance_to_next_stops_at_the_earliest_end() {
        let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
        assert_eq!(runtime.advance_to_next(), None);
        let mut late = runtime.sleep(3 * SECOND);
        let mut early = runtime.sleep(SECOND);
        assert_eq!(poll(&mut late), Poll::Pending);
        assert_eq!(poll(&mut early), Poll::Pending);
        assert_eq!(runtime.advance_to_next(), Some(SECOND));
        assert_eq!(poll(&mut late), Poll::Pending);
        assert_eq!(poll(&mut early), Poll::Ready(()));
        assert_eq!(runtime.advance_to_next(), Some(2 * SECOND));
    }

    #[test]
    fn dropped_sleep_leaves_nothing_and_moves_nothing() {
        let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
        let mut sleep = runtime.sleep(SECOND);
        assert_eq!(poll(&mut sleep), Poll::Pending);
        assert_eq!(runtime.sleeping(), 1);
        drop(sleep);
        assert_eq!(runtime.sleeping(), 0);
        assert_eq!(runtime.elapsed(), Duration::ZERO);
        assert!(runtime.slept().is_empty());
    }

    #[test]
    fn automatic_time_ends_the_earliest_sleep_first_whoever_is_polled() {
        let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
        let mut operation = runtime.sleep(60 * SECOND);
        let mut attempt = runtime.sleep(10 * SECOND);
        assert_eq!(poll(&mut operation), Poll::Pending);
        assert_eq!(poll(&mut attempt), Poll::Pending);
        assert_eq!(poll(&mut operation), Poll::Pending);
        assert_eq!(runtime.elapsed(), 10 * SECOND);
        assert_eq!(poll(&mut attempt), Poll::Ready(()));
        assert_eq!(poll(&mut operation), Poll::Ready(()));
        assert_eq!(runtime.slept(), [10 * SECOND, 60 * SECOND]);
    }

    #[tokio::test]
    async fn automatic_sleepers_in_tasks_of_their_own_end_in_order() {
        let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
        let tasks = [5, 1, 4, 2, 3].map(|seconds| {
            let runtime = runtime.clone();
            tokio::spawn(async move { runtime.sleep(seconds * SECOND).await })
        });
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(runtime.slept(), [1, 2, 3, 4, 5].map(|s| s * SECOND));
    }

    #[tokio::test]
    async fn forgotten_sleep_does_not_block_the_others() {
        let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
        let mut forgotten = runtime.sleep(SECOND);
        assert_eq!(poll(&mut forgotten), Poll::Pending);
        runtime.sleep(2 * SECOND).await;
        assert_eq!(runtime.slept(), [2 * SECOND]);
    }

    #[test]
    fn longest_sleep_and_farthest_time_do_not_panic() {
        let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
        let mut sleep = runtime.sleep(Duration::MAX);
        assert_eq!(poll(&mut sleep), Poll::Pending);
        runtime.advance(Duration::MAX);
        runtime.advance(Duration::MAX);
        assert_eq!(poll(&mut sleep), Poll::Ready(()));
        assert_eq!(runtime.now(), SystemTime::UNIX_EPOCH);
    }

    #[test]
    fn random_repeats_for_a_seed_and_differs_between_seeds() {
        let draw = |seed| {
            let mut buf = [0; 19];
            let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH).seed(seed);
            runtime.random(&mut buf).unwrap();
            buf
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        // The published first output of SplitMix64 for the seed 1234567.
        assert_eq!(draw(1_234_567)[..8], 6_457_827_717_110_365_317_u64.to_le_bytes());
    }
}
