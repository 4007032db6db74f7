//! One request to the source, however many callers wait for it.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use aliyun_rpc_signer::{Credentials, Provide, ProvideError, timestamp};
use aliyun_transport::{Runtime, within};
use futures_util::FutureExt as _;

use super::held::is_same;
use super::joint::{Joint, WeakJoint};
use super::shared_error::copy_of;
use super::state::{Answer, News, Outcome, State, Step};
use crate::failed::failed;

/// A source, and what is known of its keys.
pub(super) struct Inner<P> {
    source: P,
    runtime: Arc<dyn Runtime>,
    desk: Mutex<Desk>,
}

#[derive(Default)]
struct Desk {
    state: State,
    /// The request under way. Only those who wait for it, and the background task, keep it alive.
    flight: Option<WeakJoint<Landed>>,
}

type Flight = Joint<Landed>;

/// How a request ended, for each of those who waited.
#[derive(Clone)]
struct Landed {
    outcome: Outcome,
    /// What the source panicked with, until somebody takes it.
    panic: Option<Arc<Mutex<Option<Panic>>>>,
}

type Panic = Box<dyn Any + Send>;

/// A moment on the service's clock and on the monotonic one.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) now: SystemTime,
    pub(super) elapsed: Duration,
}

impl Moment {
    /// Returns the moment at which the monotonic clock shows this.
    fn later(self, elapsed: Duration) -> Self {
        let passed = elapsed.saturating_sub(self.elapsed);
        Self { now: self.now.checked_add(passed).unwrap_or(self.now), elapsed }
    }
}

/// What to do for a caller, with the request to wait for.
enum Next {
    Serve(Credentials),
    Fail(Arc<ProvideError>),
    Renew { flight: Flight, key: Credentials },
    Wait { flight: Flight, is_new: bool, has_key: bool },
}

impl<P> Inner<P> {
    pub(super) fn new(source: P, runtime: Arc<dyn Runtime>) -> Self {
        Self { source, runtime, desk: Mutex::default() }
    }

    pub(super) fn source(&self) -> &P {
        &self.source
    }

    pub(super) fn runtime(&self) -> &dyn Runtime {
        &*self.runtime
    }

    /// Returns the key at hand, whatever its age.
    pub(super) fn held(&self) -> Option<Credentials> {
        self.desk().state.key().cloned()
    }

    /// What the lock guards is right at every moment, so a panic that poisons it harms nothing.
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn usable(&self, at: Moment) -> Option<Credentials> {
        self.desk().state.usable(at.now)
    }

    /// Lets a background task see a request through, and says whether there is one.
    fn sees_through(&self, flight: &Flight) -> bool {
        let flight = flight.clone();
        let task = async move { drop(flight.await.or_panic()) };
        self.runtime.spawn(Box::pin(task)).is_ok()
    }

    /// Pauses if the request ended unfinished because nobody waits for it any more.
    fn give_up(&self, at: Moment) {
        let under_way;
        let news = {
            let mut desk = self.desk();
            // One that has landed has left the desk.
            let Some(flight) = &desk.flight else { return };
            under_way = flight.upgrade();
            if under_way.is_some() {
                return;
            }
            desk.flight = None;
            desk.state.not_renewed(&Arc::new(not_answered_within(PATIENCE)), at.now, at.elapsed)
        };
        tell(news);
    }

    fn chance(&self) -> u16 {
        let mut bytes = [0; 2];
        match self.runtime.random(&mut bytes) {
            Ok(()) => u16::from_le_bytes(bytes),
            Err(_no_randomness) => 0,
        }
    }
}

impl<P: Provide + 'static> Inner<P> {
    /// Returns a key to use, asking the source if need be.
    pub(super) async fn key(
        self: &Arc<Self>,
        called: Moment,
        refused: Option<Credentials>,
    ) -> Result<Credentials, ProvideError> {
        let mut may_ask_again = true;
        loop {
            let at = called.later(self.runtime.elapsed());
            let outcome = match self.next(at, refused.as_ref()) {
                Next::Serve(key) => return Ok(key),
                Next::Fail(error) => return Err(copy_of(&error)),
                Next::Renew { flight, key } if self.sees_through(&flight) => return Ok(key),
                Next::Renew { flight, .. } => self.landed_soon(called, flight, false).await,
                Next::Wait { flight, is_new, has_key: true } => {
                    self.landed_soon(called, flight, is_new).await
                }
                Next::Wait { flight, is_new, has_key: false } => {
                    Some(self.landed(flight, is_new).await)
                }
            };
            let at = called.later(self.runtime.elapsed());
            match outcome {
                Some(Outcome::Key { key, is_refused, was_told }) => {
                    let is_refused =
                        is_refused || refused.as_ref().is_some_and(|it| is_same(it, &key));
                    if is_refused && !was_told && may_ask_again {
                        may_ask_again = false;
                    } else if is_refused {
                        return Ok(self.usable(at).unwrap_or(key));
                    } else {
                        return Ok(key);
                    }
                }
                Some(Outcome::Failed(error)) => {
                    return self.usable(at).ok_or_else(|| copy_of(&error));
                }
                // The key at hand was usable just now; if it is not any more, begin anew.
                None => {
                    if let Some(key) = self.usable(at) {
                        return Ok(key);
                    }
                }
            }
        }
    }

    /// Waits for a request. A new one gets a background task unless it ends at the first poll, as
    /// with sources that read no more than memory.
    async fn landed(&self, mut flight: Flight, is_new: bool) -> Outcome {
        if is_new {
            let first = poll_fn(|context| Poll::Ready(flight.poll_unpin(context))).await;
            match first {
                Poll::Ready(landed) => return landed.or_panic(),
                // Without a task, those who wait see it through.
                Poll::Pending => _ = self.sees_through(&flight),
            }
        }
        flight.await.or_panic()
    }

    /// Waits for a request as long as one does who has a key to go on with. `None` means to go on.
    async fn landed_soon(&self, called: Moment, flight: Flight, is_new: bool) -> Option<Outcome> {
        let mut landed = Box::pin(self.landed(flight, is_new));
        if let Some(outcome) = within(self.runtime(), PATIENCE, &mut landed).await {
            return Some(outcome);
        }
        let at = called.later(self.runtime.elapsed());
        if self.usable(at).is_none() {
            return Some(landed.await);
        }
        drop(landed);
        self.give_up(at);
        None
    }

    fn next(self: &Arc<Self>, at: Moment, refused: Option<&Credentials>) -> Next {
        // Declared first, so that the last handle of a request is dropped outside of the lock.
        let under_way;
        let mut desk = self.desk();
        under_way = desk.flight.as_ref().and_then(WeakJoint::upgrade);
        match desk.state.step(at.now, at.elapsed, refused, under_way.is_some()) {
            Step::Serve(key) => Next::Serve(key),
            Step::Fail(error) => Next::Fail(error),
            Step::Renew(key) => Next::Renew { flight: self.start(&mut desk, at, refused), key },
            Step::Wait { has_key } => match under_way {
                Some(flight) => Next::Wait { flight, is_new: false, has_key },
                None => {
                    let flight = self.start(&mut desk, at, refused);
                    Next::Wait { flight, is_new: true, has_key }
                }
            },
        }
    }

    fn start(
        self: &Arc<Self>,
        desk: &mut Desk,
        at: Moment,
        refused: Option<&Credentials>,
    ) -> Flight {
        let told = desk.state.to_tell(refused);
        let flight = Joint::new(Arc::clone(self).fly(at, told));
        desk.flight = flight.downgrade();
        flight
    }

    /// Asks the source once and learns from what it answers. A panic must not get through to
    /// `Shared`, which would wake nobody then, and panic in those who ask later.
    async fn fly(self: Arc<Self>, asked: Moment, told: Option<Credentials>) -> Landed {
        let answered = {
            let ask = async { self.source.provide_at(asked.now, told.as_ref()).await };
            // The timer may panic as well, when its runtime ends.
            AssertUnwindSafe(within(self.runtime(), LIMIT, ask)).catch_unwind().await
        };
        let (result, panic) = match answered {
            Ok(Some(answer)) => (answer, None),
            Err(panic) => (Err(panicked()), Some(Arc::new(Mutex::new(Some(panic))))),
            Ok(None) => (Err(not_answered_within(LIMIT)), None),
        };
        let at = asked.later(self.runtime.elapsed());
        let answer = Answer {
            result: result.map_err(Arc::new),
            told,
            asked: asked.now,
            now: at.now,
            elapsed: at.elapsed,
            chance: self.chance(),
        };
        let (outcome, news) = {
            let mut desk = self.desk();
            desk.flight = None;
            desk.state.learn(answer)
        };
        tell(news);
        Landed { outcome, panic }
    }
}

impl Landed {
    /// Returns the outcome, or goes on with the panic of the source if nobody else has.
    fn or_panic(self) -> Outcome {
        let panic = self
            .panic
            .as_deref()
            .and_then(|panic| panic.lock().unwrap_or_else(PoisonError::into_inner).take());
        match panic {
            Some(panic) => resume_unwind(panic),
            None => self.outcome,
        }
    }
}

fn tell(news: Option<News>) {
    match news {
        Some(News::Renewed { provider, left }) => {
            let remaining_seconds = left.as_secs();
            tracing::debug!(provider, remaining_seconds, "the credentials were renewed");
        }
        Some(News::NotRenewed { until, why }) => tracing::warn!(
            %why,
            "the credentials could not be renewed; the current ones are used until {}",
            timestamp::format(until)
        ),
        None => {}
    }
}

fn not_answered_within(limit: Duration) -> ProvideError {
    let seconds = limit.as_secs();
    failed(format_args!(
        "the source of credentials has not answered within {seconds} s; check that it can be reached"
    ))
}

fn panicked() -> ProvideError {
    failed("the source of credentials panicked, which is a mistake in it; its message tells where")
}

/// How long a source may take.
const LIMIT: Duration = Duration::from_secs(90);
/// How long a caller waits that has a key to go on with.
const PATIENCE: Duration = Duration::from_secs(5);
