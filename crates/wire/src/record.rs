//! How a decoded page is laid out: records made of cells, all of one size.

use std::num::NonZeroU32;
use std::ops::Range;

use crate::error::Fault;
use crate::fields::{
    DetectionItemRef, DetectionOptionsRef, DiskRef, FeaturesRef, ImageRef, TagRef,
};
use crate::members::{MAX_MEMBERS, Table};

/// A stretch of the page's text, or of the records of one kind.
///
/// The start is kept plus one, so that an absent span costs no space: `Option<Span>` has 8 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start_plus_one: NonZeroU32,
    len: u32,
}

impl Span {
    /// Returns the span of a range. Ranges of texts stay below 2 GiB because bodies stay below 1 GiB
    /// and decoding never makes a text longer; ranges of records, counted in cells, below 4 Gi for
    /// up to 126 million images, which take 16 GiB here. So nothing is lost, and there is a span.
    #[inline]
    fn of(range: Range<usize>) -> Option<Self> {
        let len = range.end.wrapping_sub(range.start) as u32;
        let start_plus_one = NonZeroU32::new((range.start as u32).wrapping_add(1))?;
        Some(Self { start_plus_one, len })
    }

    pub(crate) fn range(self) -> Range<usize> {
        let start = self.start_plus_one.get() as usize - 1;
        start..start + self.len as usize
    }

    /// Returns the text: of the body, or of what is decoded if it begins behind the body.
    #[inline]
    pub(crate) fn str<'t>(self, body: &'t str, decoded: &'t str) -> &'t str {
        let range = self.range();
        let text = match range.start.checked_sub(body.len()) {
            // An empty text may lie at the very end of the body.
            Some(start) => decoded.get(start..start + range.len()),
            None => body.get(range),
        };
        text.unwrap_or_default()
    }
}

/// Where the value of one member is kept, in 8 bytes: a span, a number or a truth value.
///
/// What a cell holds follows from the [`Kind`](crate::members::Kind) of its member. All members have cells of one size so
/// that a record is an array, and a reader needs no code of its own for each member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell(Option<Span>);

impl Cell {
    pub(crate) const ABSENT: Self = Self(None);

    #[inline]
    pub(crate) fn span(range: Range<usize>) -> Self {
        Self(Span::of(range))
    }

    pub(crate) fn number(number: u32) -> Self {
        Self(Some(Span { start_plus_one: NonZeroU32::MIN, len: number }))
    }

    pub(crate) fn flag(flag: bool) -> Self {
        Self::number(u32::from(flag))
    }

    pub(crate) fn is_absent(self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn to_span(self) -> Option<Span> {
        self.0
    }

    pub(crate) fn to_number(self) -> Option<u32> {
        self.0.map(|span| span.len)
    }

    pub(crate) fn to_flag(self) -> Option<bool> {
        self.to_number().map(|number| number != 0)
    }
}

/// The members of one record seen so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen(u64);

impl Seen {
    /// Notes a member and says whether it is the first of its name.
    #[inline]
    pub(crate) fn insert(&mut self, index: usize) -> bool {
        let first = !self.contains(index);
        self.0 |= 1 << (index % MAX_MEMBERS);
        first
    }

    pub(crate) fn contains(self, index: usize) -> bool {
        self.0 & 1 << (index % MAX_MEMBERS) != 0
    }
}

/// The kinds of record that lie in lists of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Images,
    Disks,
    Tags,
    DetectionOptions,
    DetectionItems,
    Features,
}

impl Part {
    /// Returns the members of a record of this kind.
    pub(crate) fn table(self) -> &'static Table {
        match self {
            Self::Images => ImageRef::TABLE,
            Self::Disks => DiskRef::TABLE,
            Self::Tags => TagRef::TABLE,
            Self::DetectionOptions => DetectionOptionsRef::TABLE,
            Self::DetectionItems => DetectionItemRef::TABLE,
            Self::Features => FeaturesRef::TABLE,
        }
    }
}

/// All records of a page, flat, in the order of the body.
///
/// A record is as many cells as its table has members. Images lie among themselves, so that they
/// can be counted; all other records share one list, where those of one image are neighbours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Records {
    images: Vec<Cell>,
    parts: Vec<Cell>,
}

impl Records {
    /// Returns where in its list the next record of this kind will begin.
    #[inline]
    pub(crate) fn end(&self, part: Part) -> usize {
        self.list(part).len()
    }

    /// Returns the cells of one record, or of several of the same kind.
    pub(crate) fn cells(&self, part: Part, span: Span) -> &[Cell] {
        self.list(part).get(span.range()).unwrap_or_default()
    }

    #[inline]
    fn list(&self, part: Part) -> &Vec<Cell> {
        if part == Part::Images { &self.images } else { &self.parts }
    }

    /// Returns the cells of all images.
    pub(crate) fn images(&self) -> &[Cell] {
        &self.images
    }

    /// Appends a record, which the reader has read up to `at` in a body of `total` bytes.
    ///
    /// When there is no room, as much is made as the whole body will need if it goes on like
    /// this, and a little more. What a hostile body can claim by this is bounded by its length.
    #[inline]
    pub(crate) fn push(&mut self, part: Part, cells: &[Cell], at: usize, total: usize) {
        let list = if part == Part::Images { &mut self.images } else { &mut self.parts };
        if list.capacity() - list.len() < cells.len() {
            make_room(list, cells.len(), at, total);
        }
        list.extend_from_slice(cells);
    }
}

#[cold]
fn make_room(list: &mut Vec<Cell>, more: usize, at: usize, total: usize) {
    let needed = list.len() + more;
    let share = total as f64 / at.clamp(1, total.max(1)) as f64;
    let expected = (needed as f64 * share * SPARE) as usize;
    // The first few records say little about the rest.
    let most = list.len().saturating_mul(8).max(FIRST) + more;
    let bound = needed + total / size_of::<Cell>();
    let least = needed + needed / 4;
    list.reserve_exact(expected.min(most).min(bound).max(least) - list.len());
}

/// The most members of any record but an image.
pub(crate) const MAX_PART: usize = DiskRef::MEMBERS;

/// How much more room is made than should be needed.
const SPARE: f64 = 1.08;

/// The most cells made room for before any is known.
const FIRST: usize = 34 * 120;

/// What the readers of both formats have in common.
pub(crate) trait ReadRecord {
    /// Reads the members of an object (the children of an element) whose beginning has been
    /// read, up to and including its end, into the cells of a record.
    fn members(&mut self, table: &'static Table, cells: &mut [Cell]) -> Result<Seen, Fault>;

    fn records(&mut self) -> &mut Records;

    /// Reads one object (element) and appends it to the records of its kind. Returns where.
    fn part(&mut self, part: Part) -> Result<Range<usize>, Fault> {
        let table = part.table();
        let mut cells = vec![Cell::ABSENT; table.len()];
        self.members(table, &mut cells)?;
        let start = self.records().end(part);
        self.records().push(part, &cells, 1, 1);
        Ok(start..start + cells.len())
    }
}

#[cfg(test)]
mod tests {
    use super::{Seen, Span};

    #[test]
    fn a_span_gives_its_range_back_and_absence_is_free() {
        for range in [0..0, 0..7, 5..5, 3..1 << 30, (1 << 31) - 2..(1 << 31)] {
            assert_eq!(Span::of(range.clone()).map(Span::range), Some(range));
        }
        assert_eq!(size_of::<Option<Span>>(), 8);
    }

    #[test]
    fn a_member_is_new_once() {
        let mut seen = Seen::default();
        assert!(seen.insert(3) && seen.insert(63) && !seen.insert(3));
        assert!(seen.contains(63) && !seen.contains(4));
    }
}
