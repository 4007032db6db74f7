//! Requests that are under way.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use aliyun_transport::Runtime;
use futures_util::future::{FutureExt as _, RemoteHandle, join};

use super::source::Later;

/// A request that is under way: in a task of its own where the runtime has such, so that it goes on
/// whoever waits. Dropping it ends it.
///
/// The mutex is never locked: it makes a listing `Sync`, so that futures may hold references to it.
pub(crate) struct Flight<T>(Mutex<Work<T>>);

enum Work<T> {
    Alone(RemoteHandle<T>),
    /// It makes progress only while it is polled.
    Here(Later<T>),
}

impl<T: Send + 'static> Flight<T> {
    pub(crate) fn start(work: Later<T>, runtime: &dyn Runtime) -> Self {
        let (task, handle) = work.remote_handle();
        Self(Mutex::new(match runtime.spawn(Box::pin(task)) {
            Ok(()) => Work::Alone(handle),
            Err(task) => Work::Here(Box::pin(join(task, handle).map(|((), answer)| answer))),
        }))
    }

    fn work(&mut self) -> &mut Work<T> {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_alone(&mut self) -> bool {
        matches!(self.work(), Work::Alone(_))
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<T> {
        match self.work() {
            Work::Alone(handle) => handle.poll_unpin(context),
            Work::Here(work) => work.poll_unpin(context),
        }
    }
}

impl<T> fmt::Debug for Flight<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Flight")
    }
}
