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
use crate::Task;

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
/// It has no executor: it cannot [`spawn`](Runtime::spawn) unless [`spawn_with`](Self::spawn_with)
/// says where tasks go. So a test can try the same code with background work and without.
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
    spawner: Option<Spawner>,
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

    /// Sets what becomes of a task that is [spawned](Runtime::spawn): usually it goes to the
    /// executor that runs the test, or into a list from which the test polls it.
    ///
    /// In the spirit of the contract, `spawner` does not poll the task before it returns.
    ///
    /// ```
    /// use aliyun_transport::Runtime;
    /// use aliyun_transport::virtual_time::VirtualRuntime;
    /// use std::time::{Duration, SystemTime};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH)
    ///     .spawn_with(|task| drop(tokio::spawn(task)));
    ///
    /// let clock = runtime.clone();
    /// let task = async move { clock.sleep(Duration::from_secs(1)).await };
    /// assert!(runtime.spawn(Box::pin(task)).is_ok());
    /// runtime.sleep(Duration::from_secs(2)).await;
    /// assert_eq!(runtime.slept(), [1, 2].map(Duration::from_secs));
    /// # }
    /// ```
    pub fn spawn_with(mut self, spawner: impl Fn(Task) + Send + Sync + 'static) -> Self {
        self.spawner = Some(Arc::new(spawner));
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
        Self { shared: Arc::new(Mutex::new(shared)), automatic, spawner: None }
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

    fn spawn(&self, task: Task) -> Result<(), Task> {
        match &self.spawner {
            Some(spawner) => {
                spawner(task);
                Ok(())
            }
            None => Err(task),
        }
    }
}

impl fmt::Debug for VirtualRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = self.lock();
        f.debug_struct("VirtualRuntime")
            .field("automatic", &self.automatic)
            .field("spawns", &self.spawner.is_some())
            .field("elapsed", &shared.elapsed)
            .field("sleeping", &shared.sleeps.len())
            .finish_non_exhaustive()
    }
}

/// Where spawned tasks go.
type Spawner = Arc<dyn Fn(Task) + Send + Sync>;

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
mod tests;
