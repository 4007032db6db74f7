//! The records of a document: flat, in the order of the body.

use crate::bounds::MAX_LEVELS;
use crate::cell::{Cell, Span};
use crate::places::Places;

/// All records of a document.
///
/// A record is as many cells as its table has members. Records of one level (how many tables are
/// around theirs) share a list. So the items of a list lie side by side, whatever lies in them, and
/// those of lists in the same record are neighbours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Records {
    levels: [Vec<Cell>; MAX_LEVELS],
    /// Where the members stand that are in no cell, if there are any.
    unknown: Option<Box<Places>>,
    /// How many values there are in them.
    unknown_values: usize,
    /// How many cells there may be at all levels together.
    most: usize,
}

impl Records {
    /// Returns no records, with room for as many as fit so many bytes.
    pub(crate) fn within(bytes: usize) -> Self {
        Self {
            levels: Default::default(),
            unknown: None,
            unknown_values: 0,
            most: bytes / size_of::<Cell>(),
        }
    }

    /// Returns where in its list the next record of this level will begin.
    #[inline]
    pub(crate) fn end(&self, level: usize) -> usize {
        self.levels.get(level).map_or(0, Vec::len)
    }

    /// Returns the cells of one record, or of several of the same table.
    #[inline]
    pub(crate) fn cells(&self, level: usize, span: Span) -> &[Cell] {
        self.level(level).get(span.range()).unwrap_or_default()
    }

    /// Returns the cells of all records of a level.
    #[inline]
    pub(crate) fn level(&self, level: usize) -> &[Cell] {
        self.levels.get(level).map_or(&[], Vec::as_slice)
    }

    /// Appends a record, which the reader has read up to `at` in a body of `total` bytes, or returns
    /// `None` if there may be no more.
    ///
    /// When there is no room, as much is made as the whole body will need if it goes on like
    /// this, and a little more. What a hostile body can claim by this is bounded by the limit.
    #[inline]
    pub(crate) fn push(
        &mut self,
        level: usize,
        cells: &[Cell],
        at: usize,
        total: usize,
    ) -> Option<()> {
        let list = self.levels.get(level)?;
        if list.capacity() - list.len() < cells.len() {
            self.make_room(level, cells.len(), at, total)?;
        }
        self.levels.get_mut(level)?.extend_from_slice(cells);
        Some(())
    }

    /// Appends the record of the root, of which there is one, whatever the limit; and to its unknown
    /// members those that stand at more offsets.
    pub(crate) fn push_root(
        &mut self,
        level: usize,
        cells: &[Cell],
        more: impl Iterator<Item = u32>,
    ) -> Option<()> {
        let mut more = more.peekable();
        if more.peek().is_some() {
            for offset in more {
                self.push_unknown(level, offset as usize)?;
            }
            self.unknown.as_deref_mut()?.sort(level);
        }
        self.levels.get_mut(level)?.extend_from_slice(cells);
        Some(())
    }

    /// Notes where a member stands that the record now being read at this level has and its table
    /// has not, or returns `None` if there may be no more.
    #[cold]
    pub(crate) fn push_unknown(&mut self, level: usize, offset: usize) -> Option<()> {
        let left = self.most.saturating_sub(self.taken());
        let record = self.end(level);
        self.unknown.get_or_insert_default().push(level, record, offset, left)
    }

    /// Counts a value of an unknown member, as a cell, or returns `None` if there may be no more.
    #[inline]
    pub(crate) fn count_unknown_value(&mut self) -> Option<()> {
        self.unknown_values += 1;
        (self.unknown_values <= self.most).then_some(())
    }

    /// Returns where the unknown members of a document stand, if it has any.
    #[inline]
    pub(crate) fn unknown(&self) -> Option<&Places> {
        self.unknown.as_deref()
    }

    /// Returns how many cells there is room for, those of unknown members among them.
    fn taken(&self) -> usize {
        let unknown = self.unknown.as_deref().map_or(0, Places::capacity);
        self.levels.iter().map(Vec::capacity).sum::<usize>() + unknown + self.unknown_values
    }

    #[cold]
    fn make_room(&mut self, level: usize, more: usize, at: usize, total: usize) -> Option<()> {
        let taken = self.taken();
        let list = self.levels.get_mut(level)?;
        let allowed = self.most.saturating_sub(taken - list.capacity());
        let needed = list.len() + more;
        let share = total as f64 / at.clamp(1, total.max(1)) as f64;
        let expected = (needed as f64 * share * SPARE) as usize;
        // The first few records say little about the rest.
        let most = list.len().saturating_mul(8).max(FIRST) + more;
        let bound = needed + total / size_of::<Cell>();
        let least = needed + needed / 4;
        let room = expected.min(most).min(bound).max(least).min(allowed);
        if room < needed {
            return None;
        }
        list.reserve_exact(room - list.len());
        Some(())
    }
}

/// How much more room is made than should be needed.
const SPARE: f64 = 1.08;

/// The most cells made room for before any is known: a hundred records of forty members.
const FIRST: usize = 4_080;
