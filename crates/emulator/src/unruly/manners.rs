//! What is to go wrong with the next response of a connection.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use crate::faults::Transmission;

/// A handle to a connection, by which whoever makes a response says how it goes out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Manners(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// Whether there is something in `next`: the lock is not taken to find nothing.
    is_set: AtomicBool,
    next: Mutex<Option<Transmission>>,
    is_held: AtomicBool,
}

impl Manners {
    /// Says what goes wrong with the next response that is written: usually nothing.
    ///
    /// It is for the handler of the request, before it hands its response over.
    pub(crate) fn next(&self, transmission: Option<Transmission>) {
        if transmission.is_none() && !self.is_set() {
            return;
        }
        let mut next = self.0.next.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.is_set.store(transmission.is_some(), Ordering::Relaxed);
        *next = transmission;
    }

    /// Tells whether a response is held back on purpose, and the peer is not to blame that
    /// nothing happens.
    pub(crate) fn is_held(&self) -> bool {
        self.0.is_held.load(Ordering::Relaxed)
    }

    /// Tells whether something is to go wrong. Handler and connection run in one task, or in
    /// tasks that hand the response over, so there is nothing to order.
    pub(super) fn is_set(&self) -> bool {
        self.0.is_set.load(Ordering::Relaxed)
    }

    pub(super) fn take(&self) -> Option<Transmission> {
        if !self.is_set() {
            return None;
        }
        let mut next = self.0.next.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.is_set.store(false, Ordering::Relaxed);
        next.take()
    }

    pub(super) fn hold(&self, is_held: bool) {
        self.0.is_held.store(is_held, Ordering::Relaxed);
    }
}
