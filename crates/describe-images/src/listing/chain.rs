//! The images that have been seen, in slices that hold on to each other.

use std::collections::HashMap;

use super::id::Id;
use super::seen::{Seen, SeenImages};

/// What joined slices have shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chain {
    images: SeenImages,
    /// The offset of each slice.
    slices: Vec<u32>,
    /// The first slice from offset 0.
    start: Option<u32>,
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
    /// How far the last shared image moved, if any is shared.
    pub(crate) moved: i64,
    /// Where the slice begins, by where the last shared image stood.
    pub(crate) inferred: Option<u64>,
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
        self.images.len() == 0
    }

    /// Compares a slice that begins at an offset with the chain.
    pub(crate) fn overlap(&self, ids: &[Id], offset: u64) -> Overlap {
        // For each slice that was, the index in it of the image that was shared last.
        let mut before: HashMap<u32, u32> = HashMap::new();
        let mut overlap = Overlap { is_in_place: true, ..Overlap::default() };
        let mut of_start = 0;
        for (at, id) in (offset..).zip(ids) {
            let Some(seen) = self.images.get(id) else { continue };
            let last = (seen.last, self.last_index(seen));
            let places = [(seen.first, u32::from(seen.index)), last];
            // An image that was in one slice only counts once.
            let count = if seen.first == seen.last { 1 } else { 2 };
            for (slice, index) in places.into_iter().take(count) {
                if let Some(before) = before.insert(slice, index) {
                    overlap.joins |= before < index;
                    overlap.is_inverted |= before > index;
                }
                of_start += usize::from(Some(slice) == self.start);
            }
            let known = u64::from(seen.offset);
            overlap.is_in_place &= known == at;
            // What a slice from here has said of itself does not confirm another from here.
            let is_other = self
                .slices
                .get(seen.last as usize)
                .is_none_or(|begins| u64::from(*begins) != offset);
            overlap.begins_in_place |= at == offset && known == at && is_other;
            overlap.moved = at.cast_signed() - known.cast_signed();
            overlap.inferred = known.checked_sub(at - offset);
        }
        overlap.joins &= !overlap.is_inverted;
        overlap.shares_start = of_start >= 2;
        overlap
    }

    /// Returns the index in the last slice, counted as the first one is.
    fn last_index(&self, seen: &Seen) -> u32 {
        let begins = self.slices.get(seen.last as usize).copied().unwrap_or_default();
        seen.offset.saturating_sub(begins).min(u16::MAX.into())
    }

    /// Takes a slice into the chain.
    pub(crate) fn join(&mut self, ids: &[Id], offset: u64) -> Joined {
        let slice = u32::try_from(self.slices.len()).unwrap_or(u32::MAX);
        self.slices.push(u32::try_from(offset).unwrap_or(u32::MAX));
        if offset == 0 && self.start.is_none() {
            self.start = Some(slice);
        }
        let mut joined = Joined::default();
        for (index, id) in ids.iter().enumerate() {
            let at = u32::try_from(offset + index as u64).unwrap_or(u32::MAX);
            let index_in_first = u16::try_from(index).unwrap_or(u16::MAX);
            let first = Seen { first: slice, last: slice, offset: at, index: index_in_first };
            if let Some(seen) = self.images.known_or_insert(*id, first) {
                seen.last = slice;
                seen.offset = at;
                joined.is_ahead = false;
            } else {
                joined.new.push(index);
                joined.is_ahead = true;
            }
        }
        joined
    }

    /// Forgets an image, as if no slice had held it, and returns the offset at which it stood.
    pub(crate) fn forget(&mut self, id: Id) -> Option<u64> {
        self.images.remove(&id).map(|seen| seen.offset.into())
    }

    /// Returns the offset behind the last image.
    pub(crate) fn reach(&self) -> u64 {
        self.images.iter().map(|(_, seen)| u64::from(seen.offset) + 1).max().unwrap_or(0)
    }

    /// Writes the chain.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(12 + self.slices.len() * 4 + self.len() * ENTRY);
        let count = u32::try_from(self.slices.len()).unwrap_or(u32::MAX);
        bytes.extend(count.to_le_bytes());
        bytes.extend(self.start.map_or(u32::MAX, |start| start).to_le_bytes());
        self.slices.iter().for_each(|offset| bytes.extend(offset.to_le_bytes()));
        for (id, seen) in self.images.iter() {
            bytes.extend(id.to_bytes());
            [seen.first, seen.last, seen.offset].iter().for_each(|n| bytes.extend(n.to_le_bytes()));
            bytes.extend(seen.index.to_le_bytes());
        }
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk()?;
        let (start, mut rest) = rest.split_first_chunk()?;
        let count = u32::from_le_bytes(*count);
        let start = Some(u32::from_le_bytes(*start)).filter(|start| *start != u32::MAX);
        let mut slices = Vec::new();
        for _ in 0..count {
            let (offset, after) = rest.split_first_chunk()?;
            slices.push(u32::from_le_bytes(*offset));
            rest = after;
        }
        let (entries, []) = rest.as_chunks::<ENTRY>() else { return None };
        let mut images = SeenImages::default();
        for entry in entries {
            let (id, rest) = entry.split_first_chunk()?;
            let (first, rest) = rest.split_first_chunk()?;
            let (last, rest) = rest.split_first_chunk()?;
            let (offset, index) = rest.split_first_chunk()?;
            let number = u32::from_le_bytes;
            let [first, last, offset] = [number(*first), number(*last), number(*offset)];
            let index = u16::from_le_bytes(*index.first_chunk()?);
            images.known_or_insert(Id::from_bytes(*id), Seen { first, last, offset, index });
        }
        Some(Self { images, slices, start })
    }
}

/// The bytes of an image: its id, three numbers and the index.
const ENTRY: usize = 16 + 3 * 4 + 2;

#[cfg(test)]
mod tests {
    use super::{Chain, Id};

    #[test]
    fn a_chain_comes_back_as_it_was_written() {
        let ids: Vec<Id> = (0..20_u8).map(|n| Id::from_bytes([n; 16])).collect();
        let mut chain = Chain::default();
        chain.join(&ids[..10], 0);
        chain.join(&ids[7..], 7);
        let bytes = chain.to_bytes();
        let again = Chain::from_bytes(&bytes).expect("a chain");
        assert_eq!(
            (&again.images, &again.slices, again.start),
            (&chain.images, &chain.slices, chain.start)
        );
        assert_eq!((again.reach(), again.len()), (20, 20));
        for length in [0, 3, 9, bytes.len() - 1] {
            assert!(Chain::from_bytes(&bytes[..length]).is_none(), "{length}");
        }
        assert!(Chain::from_bytes(&[255; 40]).is_none());
    }
}
