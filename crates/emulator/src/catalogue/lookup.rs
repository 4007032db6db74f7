//! Where to find the images that have a text, or a part of a name.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use memchr::memmem;

use super::entry::{Entry, Facet};

/// The positions of images by the texts they have.
///
/// Texts are kept as 32 bits of a hash beside the position: whoever asks looks at the images anyway.
pub(super) struct Lookup {
    hasher: RandomState,
    /// Hash and position in one number each, in order.
    places: Vec<u64>,
}

impl Lookup {
    pub(super) fn of(entries: &[Arc<Entry>]) -> Self {
        let hasher = RandomState::new();
        let mut places = Vec::with_capacity(entries.len() * 3);
        for (position, entry) in (0_u32..).zip(entries) {
            let hashes = entry.facets().map(|facet| hash(&hasher, facet));
            places.extend(hashes.map(|hash| hash | u64::from(position)));
        }
        places.sort_unstable();
        places.dedup();
        places.shrink_to_fit();
        Self { hasher, places }
    }

    /// Returns in order the positions that may have a text; no other has it.
    pub(super) fn find(&self, facet: Facet, text: &str) -> impl ExactSizeIterator<Item = u32> {
        let hash = hash(&self.hasher, (facet, text));
        let begin = self.places.partition_point(|place| *place < hash);
        let rest = self.places.get(begin..).unwrap_or_default();
        let length = rest.partition_point(|place| *place & HASH == hash);
        // The lower half is the position.
        rest.get(..length).unwrap_or_default().iter().map(|place| *place as u32)
    }
}

fn hash(hasher: &RandomState, facet: (Facet, &str)) -> u64 {
    hasher.hash_one(facet) & HASH
}

const HASH: u64 = 0xffff_ffff_0000_0000;

/// All names in one run of bytes, to look for parts of them.
pub(super) struct Names {
    /// Each name, and behind it a byte that no text has.
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Names {
    /// Returns nothing if there is more than is looked through at once.
    pub(super) fn of(entries: &[Arc<Entry>]) -> Option<Self> {
        let length = entries.iter().map(|entry| entry.name().len() + 1).sum();
        u32::try_from(length).ok()?;
        let mut bytes = Vec::with_capacity(length);
        let mut ends = Vec::with_capacity(entries.len());
        for entry in entries {
            bytes.extend_from_slice(entry.name().as_bytes());
            ends.push(bytes.len() as u32);
            bytes.push(NO_TEXT);
        }
        Some(Self { bytes, ends })
    }

    /// Returns in order the positions whose name holds a text.
    pub(super) fn containing(&self, part: &str) -> Vec<u32> {
        let mut positions: Vec<u32> = Vec::new();
        let mut next = 0;
        for place in memmem::find_iter(&self.bytes, part) {
            let rest = self.ends.get(next..).unwrap_or_default();
            let found = next + rest.partition_point(|end| (*end as usize) < place);
            positions.extend(u32::try_from(found));
            next = found + 1;
        }
        positions.dedup();
        positions
    }
}

/// Is in no UTF-8.
const NO_TEXT: u8 = 0xff;
