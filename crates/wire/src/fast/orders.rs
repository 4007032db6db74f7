//! What comes next, guessed from what came next before.

use crate::fields::{
    DetectionItemRef, DetectionOptionsRef, DiskRef, EnvelopeRef, FeaturesRef, ImageRef, TagRef,
};
use crate::members::{MAX_MEMBERS, Order};
use crate::record::Part;

/// An [`Order`] for each type of record.
#[derive(Debug)]
pub(super) struct Orders([Order; 7]);

impl Orders {
    /// Returns the orders the documents have.
    pub(super) fn new() -> Self {
        Self([
            ImageRef::TABLE.alphabetical,
            DiskRef::TABLE.alphabetical,
            TagRef::TABLE.alphabetical,
            DetectionOptionsRef::TABLE.alphabetical,
            DetectionItemRef::TABLE.alphabetical,
            FeaturesRef::TABLE.alphabetical,
            EnvelopeRef::TABLE.alphabetical,
        ])
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

/// The place of the envelope among the orders; the others are those of their [`Part`].
pub(super) const ENVELOPE: usize = Part::Features as usize + 1;
