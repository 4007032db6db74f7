//! Whether a consumer comes when it is called.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Wake, Waker};
use std::time::Duration;

use aliyun_transport::Runtime;
use futures_util::task::AtomicWaker;

/// Wakes the consumer, and notes when.
pub(crate) struct Woken {
    consumer: AtomicWaker,
    at: Mutex<Option<Duration>>,
    runtime: Arc<dyn Runtime>,
}

impl Woken {
    pub(crate) fn new(runtime: Arc<dyn Runtime>) -> Arc<Self> {
        Arc::new(Self { consumer: AtomicWaker::new(), at: Mutex::new(None), runtime })
    }

    /// The consumer has come, and is to be woken by this. Returns when it was woken first since it came last.
    pub(crate) fn came(&self, consumer: &Waker) -> Option<Duration> {
        self.consumer.register(consumer);
        self.at.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let now = self.runtime.elapsed();
        self.at.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(now);
        self.consumer.wake();
    }
}

impl fmt::Debug for Woken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Woken")
    }
}
