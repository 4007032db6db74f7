//! An answer, as an account reads it.

use std::collections::HashSet;

use super::answer::Answer;
use super::id::{Id, Ids};
use super::slice::Slice;

/// An answer that has not joined.
#[derive(Debug)]
pub(crate) struct Held<P> {
    pub(crate) slice: Slice,
    pub(crate) ids: Vec<Id>,
    /// Where each stands in the answer.
    pub(crate) indices: Vec<usize>,
    pub(crate) offset: u64,
    pub(crate) total: Option<u64>,
    /// It is not full, and all that it says of itself is what was asked for.
    pub(crate) fits: bool,
    /// The size that the service had instead of what was asked for.
    pub(crate) clamped: Option<u32>,
    /// How many of its images it has twice.
    pub(crate) repeats: u64,
    /// It was asked for since something new came last.
    pub(crate) is_current: bool,
    /// It has been counted among the tries.
    pub(crate) is_counted: bool,
    pub(crate) answer: P,
}

impl<P> Held<P> {
    /// Reads the answer to a slice of a listing of a region.
    pub(crate) fn read(
        slice: Slice,
        answer: &Answer,
        region: &str,
        ids_of: Ids,
        holder: P,
    ) -> Self {
        let (mut ids, mut indices) = (Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        for (index, identifier) in answer.ids.iter().enumerate() {
            let id = ids_of.of(identifier);
            if seen.insert(id) {
                ids.push(id);
                indices.push(index);
            }
        }
        let length = answer.ids.len() as u64;
        let repeats = length - ids.len() as u64;
        let total = answer.total.map(u64::from);
        let region_fits = answer.region.is_empty() || answer.region == region;
        // An empty answer is known to echo page 0.
        let number_fits = answer
            .number
            .is_none_or(|number| number == slice.number() || number == 0 && length == 0);
        let size_fits = answer.size.is_none_or(|size| size == slice.size());
        let offset = slice.offset();
        let fits = region_fits
            && number_fits
            && size_fits
            && length < u64::from(slice.size())
            && total == Some(offset + length);
        let mut held = Self {
            slice,
            ids,
            indices,
            offset,
            total,
            fits,
            clamped: None,
            repeats,
            is_current: true,
            is_counted: false,
            answer: holder,
        };
        held.believe_clamp(answer.size, length);
        held
    }

    /// A smaller size is believed if what came agrees with it.
    fn believe_clamp(&mut self, size: Option<u32>, length: u64) {
        let Some(size) = size.filter(|size| (1..self.slice.size()).contains(size)) else { return };
        let begins = Slice::new(self.slice.number(), size).offset();
        let is_full = length == u64::from(size);
        if is_full || length < u64::from(size) && self.total == Some(begins + length) {
            self.offset = begins;
            self.clamped = Some(size);
        }
    }

    /// Returns the offset behind its last image.
    pub(crate) fn end(&self) -> u64 {
        self.offset + self.ids.len() as u64
    }
}
