//! A timer that does not hold against a peer what the server does to it.

use std::pin::Pin;
use std::task::Context;
use std::task::Poll;
use std::task::ready;
use std::time::Duration;
use std::time::Instant;

use hyper::rt::Sleep;
use hyper::rt::Timer;

use super::manners::Manners;

/// A timer whose sleeps start again when they end while a response is held back on purpose.
///
/// hyper waits for the next request as soon as it has handed a response over, and gives up after a
/// while; a response that stalls or drips would end with that.
#[derive(Clone, Debug)]
pub(crate) struct Patience<T> {
    timer: T,
    manners: Manners,
}

impl<T> Patience<T> {
    pub(crate) fn new(timer: T, manners: Manners) -> Self {
        Self { timer, manners }
    }
}

impl<T: Timer + Clone + Send + Sync + Unpin + 'static> Patience<T> {
    fn again(&self, duration: Duration, sleep: Pin<Box<dyn Sleep>>) -> Pin<Box<dyn Sleep>> {
        let patience = self.clone();
        Box::pin(PatientSleep { patience, duration, sleep })
    }
}

impl<T: Timer + Clone + Send + Sync + Unpin + 'static> Timer for Patience<T> {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.again(duration, self.timer.sleep(duration))
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        let duration = deadline.saturating_duration_since(self.timer.now());
        self.again(duration, self.timer.sleep_until(deadline))
    }

    fn now(&self) -> Instant {
        self.timer.now()
    }
}

struct PatientSleep<T> {
    patience: Patience<T>,
    duration: Duration,
    sleep: Pin<Box<dyn Sleep>>,
}

impl<T: Timer + Clone + Send + Sync + Unpin + 'static> Future for PatientSleep<T> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        ready!(self.sleep.as_mut().poll(cx));
        if !self.patience.manners.is_held() {
            return Poll::Ready(());
        }
        // A sleep of no time would end at once again.
        let duration = self.duration.max(SHORTEST);
        self.sleep = self.patience.timer.sleep(duration);
        // Registers for the waking; should it have ended already, there is another try.
        if self.sleep.as_mut().poll(cx).is_ready() {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

impl<T: Timer + Clone + Send + Sync + Unpin + 'static> Sleep for PatientSleep<T> {}

const SHORTEST: Duration = Duration::from_millis(10);
