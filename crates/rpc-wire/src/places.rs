//! Where the members of a document stand that no table has.

use crate::bounds::MAX_LEVELS;

/// Where the unknown members of a document stand.
///
/// They are read when somebody asks for them: a body without any costs nothing, and one with many no
/// more than eight bytes for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Places {
    levels: [Vec<Place>; MAX_LEVELS],
}

/// Where one stands. Bodies stay below 1 GiB, and so do the offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// Where the record begins that it is a member of, among all of its level.
    record: u32,
    /// Where the name begins with its quote, or the element.
    offset: u32,
}

impl Places {
    /// Returns how many cells the places would fill.
    pub(crate) fn capacity(&self) -> usize {
        self.levels.iter().map(Vec::capacity).sum()
    }

    /// Notes the next one of a level. There may be room for so many more.
    pub(crate) fn push(
        &mut self,
        level: usize,
        record: usize,
        offset: usize,
        most: usize,
    ) -> Option<()> {
        let place = Place { record: record.try_into().ok()?, offset: offset.try_into().ok()? };
        let places = self.levels.get_mut(level)?;
        if places.len() == places.capacity() {
            let more = (places.len() / 2).max(4).min(most);
            if more == 0 {
                return None;
            }
            places.reserve_exact(more);
        }
        places.push(place);
        Some(())
    }

    /// Puts those of a level, which has one record, in the order of the body.
    pub(crate) fn sort(&mut self, level: usize) {
        if let Some(places) = self.levels.get_mut(level) {
            places.sort_unstable_by_key(|place| place.offset);
        }
    }

    /// Returns the offsets of those of one record, in their order.
    pub(crate) fn of(&self, level: usize, record: usize) -> impl Iterator<Item = usize> {
        // Records of a level are read one after the other, so their places stand in order.
        let places = self.levels.get(level).map_or(&[][..], Vec::as_slice);
        let from = places.partition_point(|place| (place.record as usize) < record);
        let rest = places.get(from..).unwrap_or_default();
        let own = rest.iter().take_while(move |place| place.record as usize == record);
        own.map(|place| place.offset as usize)
    }
}
