//! How a decoded page is laid out: records made of spans, and the slots a reader fills.

use std::num::NonZeroU32;
use std::ops::Range;

use crate::error::Fault;
use crate::fields::{
    DetectionItemRecord, DetectionOptionsRecord, DiskRecord, FeaturesRecord, ImageRecord, TagRecord,
};

/// A stretch of the page's text, or of the records of one kind.
///
/// The start is kept plus one, so that an absent span costs no space: `Option<Span>` has 8 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start_plus_one: NonZeroU32,
    len: u32,
}

impl Span {
    /// Returns the span of a range. Ranges stay below 2 GiB because bodies stay below 1 GiB and
    /// decoding never makes a text longer.
    pub(crate) fn new(range: Range<usize>) -> Self {
        Self {
            start_plus_one: NonZeroU32::MIN.saturating_add(saturate(range.start)),
            len: saturate(range.len()),
        }
    }

    pub(crate) fn range(self) -> Range<usize> {
        let start = self.start_plus_one.get() as usize - 1;
        start..start + self.len as usize
    }
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What one JSON object or XML element holds.
pub(crate) trait Record {
    /// Returns the member with this wire name, ready to be filled, or `None` if it is unknown.
    fn member(&mut self, name: &str) -> Option<Member<'_>>;
}

/// A member of a [`Record`].
#[derive(Debug)]
pub(crate) struct Member<'r> {
    pub(crate) name: &'static str,
    /// The place in the record's table, to notice a member that comes twice.
    pub(crate) index: u32,
    pub(crate) slot: Slot<'r>,
}

/// Where the value of a member goes, and by that what it may be.
#[derive(Debug)]
pub(crate) enum Slot<'r> {
    Text(&'r mut Option<Span>),
    Count(&'r mut Option<u32>),
    Id(&'r mut Option<i64>),
    Flag(&'r mut Option<bool>),
    /// A wrapper around the items of a list.
    List {
        part: Part,
        item: &'static str,
        out: &'r mut Option<Span>,
    },
    Object {
        part: Part,
        out: &'r mut Option<Span>,
    },
}

impl Slot<'_> {
    /// Says what the value must be.
    pub(crate) fn expected(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Count(_) => "a whole number from 0 to 4294967295",
            Self::Id(_) => "a whole number of 64 bits",
            Self::Flag(_) => "true or false",
            Self::List { .. } => "an object that wraps a list",
            Self::Object { .. } => "an object",
        }
    }
}

/// The members of one record seen so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen(u64);

impl Seen {
    /// Notes a member and says whether it is the first of its name.
    pub(crate) fn insert(&mut self, index: u32) -> bool {
        let bit = 1_u64.checked_shl(index).unwrap_or(0);
        let first = self.0 & bit == 0;
        self.0 |= bit;
        first
    }

    pub(crate) fn contains(self, index: u32) -> bool {
        self.0 & 1_u64.checked_shl(index).unwrap_or(0) != 0
    }
}

/// The kinds of record that lie in lists of their own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    Images,
    Disks,
    Tags,
    DetectionOptions,
    DetectionItems,
    Features,
}

/// All records of a page, flat, in the order of the body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Records {
    pub(crate) images: Vec<ImageRecord>,
    pub(crate) disks: Vec<DiskRecord>,
    pub(crate) tags: Vec<TagRecord>,
    pub(crate) detection_options: Vec<DetectionOptionsRecord>,
    pub(crate) detection_items: Vec<DetectionItemRecord>,
    pub(crate) features: Vec<FeaturesRecord>,
}

impl Records {
    pub(crate) fn len(&self, part: Part) -> usize {
        match part {
            Part::Images => self.images.len(),
            Part::Disks => self.disks.len(),
            Part::Tags => self.tags.len(),
            Part::DetectionOptions => self.detection_options.len(),
            Part::DetectionItems => self.detection_items.len(),
            Part::Features => self.features.len(),
        }
    }
}

/// What the readers of both formats have in common.
pub(crate) trait ReadRecord {
    /// Reads the members of an object (the children of an element) whose beginning has been
    /// read, up to and including its end.
    fn members(&mut self, record: &mut dyn Record) -> Result<Seen, Fault>;

    fn records(&mut self) -> &mut Records;

    /// Reads one object (element) and appends it to the records of its kind.
    fn part(&mut self, part: Part) -> Result<(), Fault> {
        match part {
            Part::Images => {
                let record = self.record()?;
                self.records().images.push(record);
            }
            Part::Disks => {
                let record = self.record()?;
                self.records().disks.push(record);
            }
            Part::Tags => {
                let record = self.record()?;
                self.records().tags.push(record);
            }
            Part::DetectionOptions => {
                let record = self.record()?;
                self.records().detection_options.push(record);
            }
            Part::DetectionItems => {
                let record = self.record()?;
                self.records().detection_items.push(record);
            }
            Part::Features => {
                let record = self.record()?;
                self.records().features.push(record);
            }
        }
        Ok(())
    }

    fn record<R: Record + Default>(&mut self) -> Result<R, Fault> {
        let mut record = R::default();
        self.members(&mut record)?;
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::{Seen, Span};

    #[test]
    fn a_span_gives_its_range_back_and_absence_is_free() {
        for range in [0..0, 0..7, 5..5, 3..1 << 30, (1 << 31) - 2..(1 << 31)] {
            assert_eq!(Span::new(range.clone()).range(), range);
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
