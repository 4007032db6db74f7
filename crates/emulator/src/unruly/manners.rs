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
    /// Whether a response begins about which `next` says something: the lock
    /// is not taken to find nothing.
    is_set: AtomicBool,
    next: Mutex<Option<Transmission>>,
    is_held: AtomicBool,
    is_blocked: AtomicBool,
}

impl Manners {
    /// Says that a response begins with what is written next, and what goes wrong with it:
    /// usually nothing.
    ///
    /// It is for the handler of the request, before it hands its response over. A client that
    /// sends its next request before it has read the response to the last one may find what goes
    /// wrong with the next response in the rest of the last one.
    pub(crate) fn next(&self, transmission: Option<Transmission>) {
        if transmission.is_none() && !self.is_set() && !self.is_held() {
            return;
        }
        let mut next = self.0.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = transmission;
        self.0.is_set.store(true, Ordering::Relaxed);
    }

    /// Tells whether a response is held back on purpose, and the peer is not to blame that
    /// nothing happens.
    pub(crate) fn is_held(&self) -> bool {
        self.0.is_held.load(Ordering::Relaxed)
    }

    /// Tells whether a response begins about which there is something to say. Who says it and who
    /// asks take turns in one task, so there is nothing to order.
    pub(super) fn is_set(&self) -> bool {
        self.0.is_set.load(Ordering::Relaxed)
    }

    /// Takes what was said about the response that begins, if anything was.
    pub(super) fn take(&self) -> Option<Option<Transmission>> {
        if !self.is_set() {
            return None;
        }
        let mut next = self.0.next.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.is_set.store(false, Ordering::Relaxed);
        Some(next.take())
    }

    /// Tells whether there is something to send that the peer does not read.
    pub(crate) fn is_blocked(&self) -> bool {
        self.0.is_blocked.load(Ordering::Relaxed)
    }

    pub(super) fn block(&self, is_blocked: bool) {
        self.0.is_blocked.store(is_blocked, Ordering::Relaxed);
    }

    pub(super) fn hold(&self, is_held: bool) {
        self.0.is_held.store(is_held, Ordering::Relaxed);
    }
}
