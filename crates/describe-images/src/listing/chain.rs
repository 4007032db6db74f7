//! The images that have been seen, in slices that hold on to each other.

use std::collections::HashMap;

use super::id::Id;

/// What joined slices have shown.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    images: HashMap<Id, Seen>,
    slices: u32,
    /// The first slice from offset 0.
    start: Option<u32>,
}

/// Where an image has been seen: in its first slice and in its last, and at which offset then.
#[derive(Clone, Copy, Debug)]
struct Seen {
    first: Place,
    last: Place,
    offset: u32,
}

/// A slice, and the index in it.
#[derive(Clone, Copy, Debug)]
struct Place {
    slice: u32,
    index: u32,
}

/// How a slice stands to the chain.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Overlap {
    /// Two images at least stand in the order in which another slice had them.
    pub(crate) joins: bool,
    /// Two images stand the other way round.
    pub(crate) is_inverted: bool,
    /// All that it shares stands at the offset where it stood.
    pub(crate) is_in_place: bool,
    /// Its first image was last seen at exactly this offset.
    pub(crate) begins_in_place: bool,
    /// It shares two images with the first slice from offset 0.
    pub(crate) shares_start: bool,
    /// How far the last shared image moved.
    pub(crate) moved: i64,
}

/// What became of a slice that was joined.
#[derive(Clone, Debug, Default)]
pub(crate) struct Joined {
    /// The indices of images that are new.
    pub(crate) new: Vec<usize>,
    /// The last image of the slice is new.
    pub(crate) is_ahead: bool,
}

impl Chain {
    pub(crate) fn len(&self) -> usize {
        self.images.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.images.is_empty()
    }

    /// Compares a slice that begins at an offset with the chain.
    pub(crate) fn overlap(&self, ids: &[Id], offset: u64) -> Overlap {
        // For each slice that was, the index in it of the image that was shared last.
        let mut before: HashMap<u32, u32> = HashMap::new();
        let mut overlap = Overlap { is_in_place: true, ..Overlap::default() };
        let mut of_start = 0;
        for (at, id) in (offset..).zip(ids) {
            let Some(seen) = self.images.get(id) else { continue };
            for (which, place) in [seen.first, seen.last].into_iter().enumerate() {
                // An image that was in one slice only counts once.
                if which == 1 && seen.first.slice == seen.last.slice {
                    continue;
                }
                if let Some(index) = before.insert(place.slice, place.index) {
                    overlap.joins |= index < place.index;
                    overlap.is_inverted |= index > place.index;
                }
                of_start += usize::from(Some(place.slice) == self.start);
            }
            let known = u64::from(seen.offset);
            overlap.is_in_place &= known == at;
            overlap.begins_in_place |= at == offset && known == at;
            overlap.moved = at.cast_signed() - known.cast_signed();
        }
        overlap.joins &= !overlap.is_inverted;
        overlap.shares_start = of_start >= 2;
        overlap
    }

    /// Takes a slice into the chain.
    pub(crate) fn join(&mut self, ids: &[Id], offset: u64) -> Joined {
        let slice = self.slices;
        self.slices += 1;
        if offset == 0 && self.start.is_none() {
            self.start = Some(slice);
        }
        let mut joined = Joined::default();
        for (index, id) in ids.iter().enumerate() {
            let place = Place { slice, index: u32::try_from(index).unwrap_or(u32::MAX) };
            let at = u32::try_from(offset + index as u64).unwrap_or(u32::MAX);
            match self.images.get_mut(id) {
                Some(seen) => {
                    seen.last = place;
                    seen.offset = at;
                    joined.is_ahead = false;
                }
                None => {
                    self.images.insert(*id, Seen { first: place, last: place, offset: at });
                    joined.new.push(index);
                    joined.is_ahead = true;
                }
            }
        }
        joined
    }
}
