//! Requests that are under way.

use std::fmt;
use std::task::{Context, Poll};

use aliyun_transport::Runtime;
use futures_util::future::{FutureExt as _, RemoteHandle, join};

use super::source::Later;

/// A request that is under way: in a task of its own where the runtime has such, so that it goes on
/// whoever waits. Dropping it ends it.
pub(crate) enum Flight<T> {
    Alone(RemoteHandle<T>),
    /// It makes progress only while it is polled.
    Here(Later<T>),
}

impl<T: Send + 'static> Flight<T> {
    pub(crate) fn start(work: Later<T>, runtime: &dyn Runtime) -> Self {
        let (task, handle) = work.remote_handle();
        match runtime.spawn(Box::pin(task)) {
            Ok(()) => Self::Alone(handle),
            Err(task) => Self::Here(Box::pin(join(task, handle).map(|((), answer)| answer))),
        }
    }

    pub(crate) fn is_alone(&self) -> bool {
        matches!(self, Self::Alone(_))
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<T> {
        match self {
            Self::Alone(handle) => handle.poll_unpin(context),
            Self::Here(work) => work.poll_unpin(context),
        }
    }
}

impl<T> fmt::Debug for Flight<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Flight")
    }
}
