//! Where the values of a record lie: cells, all of one size.

use std::num::NonZeroU32;
use std::ops::Range;

/// A stretch of the text of a document, or of its records of one level.
///
/// The start is kept plus one, so that an absent span costs no space: `Option<Span>` has 8 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start_plus_one: NonZeroU32,
    len: u32,
}

impl Span {
    /// Returns the span of a range. Ranges of texts stay below 2 GiB because bodies stay below 1 GiB
    /// and decoding never makes a text longer; ranges of records, counted in cells,
    /// below 4 Gi, as that many cells would take 32 GiB. So nothing is lost, and there is a span.
    #[inline]
    fn of(range: Range<usize>) -> Option<Self> {
        let len = range.end.wrapping_sub(range.start) as u32;
        let start_plus_one = NonZeroU32::new((range.start as u32).wrapping_add(1))?;
        Some(Self { start_plus_one, len })
    }

    #[inline]
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

/// Where the value of one member is kept, in 8 bytes: a span, an integer or a boolean.
///
/// What a cell holds follows from the kind of its member. All members have cells of one size so
/// that a record is an array, and a reader needs no code of its own for each member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell(Option<Span>);

impl Cell {
    pub(crate) const ABSENT: Self = Self(None);

    #[inline]
    pub(crate) fn span(range: Range<usize>) -> Self {
        Self(Span::of(range))
    }

    #[inline]
    pub(crate) fn integer(integer: u32) -> Self {
        Self(Some(Span { start_plus_one: NonZeroU32::MIN, len: integer }))
    }

    #[inline]
    pub(crate) fn boolean(boolean: bool) -> Self {
        Self::integer(u32::from(boolean))
    }

    #[inline]
    pub(crate) fn is_absent(self) -> bool {
        self.0.is_none()
    }

    #[inline]
    pub(crate) fn to_span(self) -> Option<Span> {
        self.0
    }

    #[inline]
    pub(crate) fn to_integer(self) -> Option<u32> {
        self.0.map(|span| span.len)
    }

    #[inline]
    pub(crate) fn to_boolean(self) -> Option<bool> {
        self.to_integer().map(|integer| integer != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn a_span_gives_its_range_back_and_absence_is_free() {
        for range in [0..0, 0..7, 5..5, 3..1 << 30, (1 << 31) - 2..(1 << 31)] {
            assert_eq!(Span::of(range.clone()).map(Span::range), Some(range));
        }
        assert_eq!(size_of::<Option<Span>>(), 8);
    }
}
