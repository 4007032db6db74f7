//! What an operator should know.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whom to tell what an operator should know; nobody unless set.
#[derive(Clone, Default)]
pub(crate) struct Notice(Option<Arc<Tell>>);

type Tell = dyn Fn(&str) + Send + Sync;

impl Notice {
    pub(crate) fn new(tell: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    /// Tells it unless it was told.
    pub(crate) fn tell_once(&self, is_told: &AtomicBool, text: &str) {
        if !is_told.swap(true, Ordering::Relaxed) {
            self.tell(text);
        }
    }

    pub(crate) fn tell(&self, text: &str) {
        if let Some(tell) = &self.0 {
            tell(text);
        }
    }
}

impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Notice" } else { "nobody" })
    }
}
