//! A future for many, any of whom may go away.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_util::FutureExt as _;
use futures_util::future::{Shared, WeakShared, poll_fn};

/// One share of a future. The future is dropped with the last share.
///
/// `Shared` alone may leave those who stay asleep: woken while another polls, they leave it to that
/// one, which is woken as well but may go away first. So whoever goes away wakes the others.
pub(super) struct Joint<T: Clone> {
    shared: Shared<Boxed<T>>,
    all: All,
    is_done: bool,
}

/// Finds a future while somebody has a share of it.
pub(super) struct WeakJoint<T: Clone> {
    shared: WeakShared<Boxed<T>>,
    all: All,
}

/// Wakes all shares. The waker stays when it is used, since several may go away during one poll.
#[derive(Clone, Default)]
struct All(Arc<Mutex<Option<Waker>>>);

impl All {
    fn register(&self, waker: &Waker) {
        let mut registered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !registered.as_ref().is_some_and(|registered| registered.will_wake(waker)) {
            *registered = Some(waker.clone());
        }
    }

    fn wake(&self) {
        let waker = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

impl<T: Clone + 'static> Joint<T> {
    pub(super) fn new(future: impl Future<Output = T> + Send + 'static) -> Self {
        let all = All::default();
        let registered = all.clone();
        let mut future = Box::pin(future);
        let boxed: Boxed<T> = Box::pin(poll_fn(move |context| {
            registered.register(context.waker());
            future.as_mut().poll(context)
        }));
        Self { shared: boxed.shared(), all, is_done: false }
    }

    /// Returns `None` if this share has had the output.
    pub(super) fn downgrade(&self) -> Option<WeakJoint<T>> {
        let shared = self.shared.downgrade()?;
        Some(WeakJoint { shared, all: self.all.clone() })
    }
}

impl<T: Clone> WeakJoint<T> {
    pub(super) fn upgrade(&self) -> Option<Joint<T>> {
        let shared = self.shared.upgrade()?;
        Some(Joint { shared, all: self.all.clone(), is_done: false })
    }
}

impl<T: Clone> Clone for Joint<T> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone(), all: self.all.clone(), is_done: self.is_done }
    }
}

impl<T: Clone> Future for Joint<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let polled = self.shared.poll_unpin(context);
        self.is_done = polled.is_ready();
        polled
    }
}

impl<T: Clone> Drop for Joint<T> {
    fn drop(&mut self) {
        if !self.is_done {
            self.all.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    use super::*;

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[test]
    fn who_was_woken_during_a_poll_of_one_that_goes_away_is_woken_again() {
        let wakes = Arc::new(Wakes::default());
        let waker = Waker::from(Arc::clone(&wakes));
        let second: Arc<Mutex<Option<Joint<u8>>>> = Arc::default();
        let (inside, inside_waker) = (Arc::clone(&second), waker.clone());
        let mut polls = 0;
        let mut first = Joint::new(poll_fn(move |context| {
            polls += 1;
            if polls > 1 {
                return Poll::Ready(7);
            }
            // While the one polls, the future is woken, and the other polls and leaves it to the one.
            context.waker().wake_by_ref();
            // Yet another goes away then.
            let mut second = inside.lock().unwrap();
            let second = second.as_mut().unwrap();
            drop(second.clone());
            assert!(second.poll_unpin(&mut Context::from_waker(&inside_waker)).is_pending());
            Poll::Pending
        }));
        *second.lock().unwrap() = Some(first.clone());
        assert!(first.poll_unpin(&mut Context::from_waker(Waker::noop())).is_pending());
        let before = wakes.0.load(Ordering::SeqCst);
        drop(first);
        assert_eq!(wakes.0.load(Ordering::SeqCst), before + 1);
        let mut second = second.lock().unwrap().take().unwrap();
        assert_eq!(second.poll_unpin(&mut Context::from_waker(&waker)), Poll::Ready(7));
    }

    #[test]
    fn a_future_is_found_while_somebody_has_a_share() {
        let one = Joint::new(std::future::pending::<u8>());
        let weak = one.downgrade().unwrap();
        let other = weak.upgrade().unwrap();
        drop(one);
        assert!(weak.upgrade().is_some());
        drop(other);
        assert!(weak.upgrade().is_none());
    }
}
