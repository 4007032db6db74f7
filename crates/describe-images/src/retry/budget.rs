//! The budget that keeps clients from making an outage worse.

use std::sync::{Mutex, PoisonError};

/// Tokens shared by the clones of a client. Retries take them, successes bring them back.
///
/// While the service works, the budget is full and every call may retry. When everything fails it
/// runs dry after some dozens of retries, and from then on calls fail at once: the load is that of
/// the calls alone. (Amazon's "Fixing retries with token buckets and circuit breakers", 2022.)
#[derive(Debug)]
pub(crate) struct Budget(Mutex<u32>);

impl Budget {
    pub(crate) const CAPACITY: u32 = 500;

    pub(crate) fn full() -> Self {
        Self(Mutex::new(Self::CAPACITY))
    }

    /// Takes tokens, all or none.
    pub(crate) fn take(&self, tokens: u32) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match left.checked_sub(tokens) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => false,
        }
    }

    /// Brings tokens back, up to the capacity.
    pub(crate) fn give(&self, tokens: u32) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_add(tokens).min(Self::CAPACITY);
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn a_dry_budget_gives_nothing_until_it_is_refilled() {
        let budget = Budget::full();
        let taken = (0..100).filter(|_| budget.take(14)).count();
        assert_eq!(taken, 35);
        budget.give(14);
        assert!(budget.take(14));
        budget.give(u32::MAX);
        assert_eq!((0..1000).filter(|_| budget.take(5)).count(), 100);
    }
}
