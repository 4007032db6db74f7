//! Where to find the images that have a text, or a part of a name.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use memchr::memmem;

use super::entry::{Entry, Facet};
use super::pattern::Pattern;

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

    /// Returns in order the positions whose name fits a pattern.
    pub(super) fn fitting(&self, pattern: &Pattern<'_>) -> Vec<u32> {
        let position = |index: usize| u32::try_from(index).ok();
        let fits = |index: &usize| pattern.fits(self.name(*index));
        match self.holding(pattern) {
            Some(few) => few.into_iter().filter(fits).filter_map(position).collect(),
            None => (0..self.ends.len()).filter(fits).filter_map(position).collect(),
        }
    }

    /// Returns in order the names that hold the longest text of a pattern, if they are few. Of a pattern whose beginning
    /// is known, other names are passed over as fast.
    fn holding(&self, pattern: &Pattern<'_>) -> Option<Vec<usize>> {
        let part = pattern.longest_within()?;
        let most = self.ends.len() / FEW;
        let mut found: Vec<usize> = Vec::new();
        let mut next = 0;
        for place in memmem::find_iter(&self.bytes, part) {
            let last = found.last().and_then(|last| self.ends.get(*last));
            if last.is_some_and(|end| place < *end as usize) {
                // Another match in the same name.
                continue;
            }
            let rest = self.ends.get(next..).unwrap_or_default();
            let name = next + rest.partition_point(|end| (*end as usize) < place);
            found.push(name);
            next = name + 1;
            if found.len() > most {
                return None;
            }
        }
        Some(found)
    }

    fn name(&self, index: usize) -> &[u8] {
        let begin = index.checked_sub(1).and_then(|before| self.ends.get(before));
        let begin = begin.map_or(0, |end| *end as usize + 1);
        let end = self.ends.get(index).map_or(begin, |end| *end as usize);
        self.bytes.get(begin..end).unwrap_or_default()
    }
}

/// One in so many.
const FEW: usize = 16;

/// Is in no UTF-8.
const NO_TEXT: u8 = 0xff;

#[cfg(test)]
mod tests {
    use aliyun_ecs_model::Image;

    use super::*;

    fn entries(names: &[&str]) -> Vec<Arc<Entry>> {
        let image = |name: &&str| {
            let mut image = Image::new("m");
            image.image_name = Some((*name).to_owned());
            Arc::new(Entry::new(&image, false))
        };
        names.iter().map(image).collect()
    }

    /// Names that run into each other, repeat what is looked for, or are empty.
    #[test]
    fn names_are_found_as_one_by_one() {
        let mut names = vec!["xab", "aba", "", "ba", "abab", "\0", "中文", "a中", "", "aa", "b"];
        let many: Vec<String> = (0..200).map(|n| format!("n-{n}")).collect();
        names.extend(many.iter().map(String::as_str));
        let index = Names::of(&entries(&names)).unwrap();
        for pattern in [
            "*", "**", "*aba*", "aba", "*ab", "ab*", "*b*a*", "*\0*", "*文", "*n-1*", "*-19*",
            "n-*9", "", "*aa*", "*x*", "*zz*",
        ] {
            let pattern_of = Pattern::new(pattern);
            let expected = (0_u32..).zip(&names);
            let expected = expected.filter(|(_, name)| pattern_of.fits(name.as_bytes()));
            let expected: Vec<u32> = expected.map(|(position, _)| position).collect();
            assert_eq!(index.fitting(&pattern_of), expected, "{pattern}");
        }
    }
}
