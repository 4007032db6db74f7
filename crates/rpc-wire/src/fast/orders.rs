//! What comes next, guessed from what came next before.

use crate::schema::{MAX_NODES, Schema};
use crate::seen::MAX_MEMBERS;
use crate::table::Order;

/// An [`Order`] for each node of a schema.
#[derive(Debug)]
pub(super) struct Orders([Order; MAX_NODES]);

impl Orders {
    /// Returns the orders the documents have.
    pub(super) fn new(schema: &Schema) -> Self {
        Self(*schema.orders())
    }

    /// Returns the two members that are likely behind another one.
    #[inline(always)]
    pub(super) fn behind(&self, of: usize, last: usize) -> (usize, usize) {
        let next = self.0.as_flattened().get(of * MAX_MEMBERS + last);
        next.map_or((0, 0), |[first, second]| (usize::from(*first), usize::from(*second)))
    }

    /// Notes what was behind it when both guesses were wrong.
    pub(super) fn note(&mut self, of: usize, last: usize, next: usize) {
        if let Some([first, second]) = self.0.as_flattened_mut().get_mut(of * MAX_MEMBERS + last) {
            *second = *first;
            *first = next as u8;
        }
    }
}
