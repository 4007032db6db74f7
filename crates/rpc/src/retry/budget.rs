//! The budget that keeps clients from making an outage worse.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::endpoint::Endpoint;

/// A budget for each endpoint, so that one that is down does not use up the retries of the others.
#[derive(Debug, Default)]
pub(crate) struct Budgets(Mutex<HashMap<Endpoint, Arc<Budget>>>);

impl Budgets {
    /// Returns the budget of an endpoint, a full one at first.
    pub(crate) fn of(&self, endpoint: &Endpoint) -> Arc<Budget> {
        let mut budgets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(budget) = budgets.get(endpoint) {
            return Arc::clone(budget);
        }
        if budgets.len() >= MOST_ENDPOINTS {
            // A full budget that nobody holds is like a new one.
            budgets.retain(|_, budget| Arc::strong_count(budget) > 1 || !budget.is_full());
        }
        let budget = Arc::new(Budget::full());
        budgets.insert(endpoint.clone(), Arc::clone(&budget));
        budget
    }
}

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

    fn is_full(&self) -> bool {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) >= Self::CAPACITY
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

/// Above this number of endpoints, those that are of no consequence are forgotten. There are some
/// 60 regions.
const MOST_ENDPOINTS: usize = 256;

#[cfg(test)]
mod tests {
    use super::{Budget, Budgets, MOST_ENDPOINTS};
    use crate::endpoint::Endpoint;

    fn endpoint(n: usize) -> Endpoint {
        format!("https://r{n}.example").parse().expect("an endpoint")
    }

    #[test]
    fn endpoints_do_not_share_a_budget() {
        let budgets = Budgets::default();
        assert!(budgets.of(&endpoint(1)).take(Budget::CAPACITY));
        assert!(!budgets.of(&endpoint(1)).take(1));
        assert!(budgets.of(&endpoint(2)).take(1));
    }

    #[test]
    fn only_budgets_that_were_spent_from_are_remembered_without_end() {
        let budgets = Budgets::default();
        assert!(budgets.of(&endpoint(0)).take(Budget::CAPACITY));
        for n in 1..=3 * MOST_ENDPOINTS {
            budgets.of(&endpoint(n));
        }
        assert!(budgets.0.lock().expect("no panic").len() <= MOST_ENDPOINTS + 1);
        assert!(!budgets.of(&endpoint(0)).take(1), "the spent budget is still known");
    }

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
