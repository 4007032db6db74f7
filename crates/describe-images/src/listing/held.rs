//! An answer, as an account reads it.

use std::collections::HashSet;

use super::id::Id;
use super::slice::Slice;

/// What an answer says of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Echo<'a> {
    pub(crate) total: Option<u32>,
    pub(crate) number: Option<u32>,
    pub(crate) size: Option<u32>,
    pub(crate) region: &'a str,
}

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
    /// The size that the service had instead of what was asked for, or seems to have had.
    pub(crate) clamped: Option<u32>,
    /// It is short where it should not be: something that it says of itself is not so, perhaps where it begins.
    pub(crate) is_misfit: bool,
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
        ids: Vec<Id>,
        answer: Echo<'_>,
        region: &str,
        holder: P,
    ) -> Self {
        let length = ids.len() as u64;
        let (ids, indices) = without_repeats(ids);
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
            is_misfit: length < u64::from(slice.size()) && !fits,
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
        let Some(size) = size.filter(|size| (1..self.slice.size()).contains(size)) else {
            // A clamp that is not told, if the total is right; and if it is not, smaller pages do no harm.
            let is_more = self.total.is_some_and(|total| total > self.offset + length);
            if self.is_misfit && is_more && length >= LEAST_CLAMP {
                self.clamped = u32::try_from(length).ok();
            }
            return;
        };
        let begins = Slice::new(self.slice.number(), size).offset();
        let is_full = length == u64::from(size);
        if is_full || length < u64::from(size) && self.total == Some(begins + length) {
            self.offset = begins;
            self.clamped = Some(size);
            self.is_misfit = false;
        }
    }

    /// Returns the offset behind its last image.
    pub(crate) fn end(&self) -> u64 {
        self.offset + self.ids.len() as u64
    }
}

/// Leaves out what comes again, and says where the rest stood.
fn without_repeats(ids: Vec<Id>) -> (Vec<Id>, Vec<usize>) {
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    if sorted.is_sorted_by(|one, other| one < other) {
        let indices = (0..ids.len()).collect();
        return (ids, indices);
    }
    let mut seen = HashSet::new();
    let kept = ids.into_iter().enumerate().filter(|(_, id)| seen.insert(*id));
    let (indices, ids) = kept.unzip();
    (ids, indices)
}

/// Pages of so many images overlap wherever they are.
const LEAST_CLAMP: u64 = 20;
