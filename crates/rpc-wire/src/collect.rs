//! What a reader gathers while it goes through a body, whatever the format.

use std::ops::Range;

use crate::cell::Cell;
use crate::error::{DecodeErrorKind, Limit, ReadError};
use crate::limits::Limits;
use crate::observe::{Deviation, DeviationKind, Observe, Unknown, UnknownKind};
use crate::path::Path;
use crate::records::Records;
use crate::report::EntryKind;
use crate::room::make_room;

/// The records, the decoded texts and the way to the present place.
///
/// When a reader fails, the path stays at the failing value; that is how errors get theirs.
#[derive(Debug)]
pub(crate) struct Collector<'a, O> {
    body: &'a str,
    decoded: String,
    pub(crate) records: Records,
    pub(crate) path: Path<'a>,
    limits: &'a Limits,
    observe: &'a mut O,
}

impl<'a, O: Observe> Collector<'a, O> {
    pub(crate) fn new(body: &'a str, limits: &'a Limits, observe: &'a mut O) -> Self {
        let (decoded, path) = <(String, Path<'_>)>::default();
        let records = Records::within(limits.record_bytes);
        Self { body, decoded, records, path, limits, observe }
    }

    /// Checks that a list may have an item with this index, which begins at `offset`.
    pub(crate) fn item(
        &self,
        list: &'static str,
        index: usize,
        offset: usize,
    ) -> Result<(), ReadError> {
        let most = self.limits.of_list(list);
        if index < most { Ok(()) } else { Err(over(Limit::Items { list, most }, offset)) }
    }

    /// Checks that an object may have so many unknown members, the last of which begins at `offset`.
    pub(crate) fn unknown_members(&self, count: usize, offset: usize) -> Result<(), ReadError> {
        let most = self.limits.unknown_members;
        if count <= most { Ok(()) } else { Err(over(Limit::UnknownMembers { most }, offset)) }
    }

    /// Appends a record that was read up to `offset`.
    pub(crate) fn push(
        &mut self,
        level: usize,
        cells: &[Cell],
        offset: usize,
    ) -> Result<(), ReadError> {
        let most = self.limits.record_bytes;
        let pushed = self.records.push(level, cells, offset, self.body.len());
        pushed.ok_or(over(Limit::RecordBytes { most }, offset))
    }

    /// Notes an unknown member of the record that is being read at this level.
    pub(crate) fn keep_unknown(&mut self, level: usize, offset: usize) -> Result<(), ReadError> {
        let most = self.limits.record_bytes;
        let pushed = self.records.push_unknown(level, offset);
        pushed.ok_or(over(Limit::RecordBytes { most }, offset))
    }

    /// Counts a value of an unknown member, which has been read up to `offset`.
    #[inline]
    pub(crate) fn unknown_value(&mut self, offset: usize) -> Result<(), ReadError> {
        let most = self.limits.record_bytes;
        let counted = self.records.count_unknown_value();
        counted.ok_or(over(Limit::RecordBytes { most }, offset))
    }

    /// Adds at most so many bytes to the text that is being decoded.
    pub(crate) fn decoded(&mut self, most: usize) -> &mut String {
        make_room(&mut self.decoded, most, self.body.len());
        &mut self.decoded
    }

    /// Returns where a text begins that will be decoded next.
    pub(crate) fn decoded_from(&self) -> usize {
        self.body.len() + self.decoded.len()
    }

    /// Adds a stretch of the body to the text that is being decoded.
    pub(crate) fn decode_plain(&mut self, range: Range<usize>) {
        let text = self.body.get(range).unwrap_or_default();
        self.decoded(text.len()).push_str(text);
    }

    /// Returns the text of a cell.
    pub(crate) fn str(&self, cell: Cell) -> &str {
        cell.to_span().map_or("", |span| span.str(self.body, &self.decoded))
    }

    pub(crate) fn deviation(
        &mut self,
        kind: DeviationKind,
        offset: usize,
    ) -> Result<(), ReadError> {
        let deviation = Deviation { kind, offset, path: &self.path };
        if self.observe.deviation(deviation).is_break() {
            return Err(refused(EntryKind::Deviation(kind), offset));
        }
        Ok(())
    }

    pub(crate) fn unknown(&mut self, kind: UnknownKind, offset: usize) -> Result<(), ReadError> {
        let unknown = Unknown { kind, offset, path: &self.path };
        if self.observe.unknown(unknown).is_break() {
            return Err(refused(EntryKind::Unknown(kind), offset));
        }
        Ok(())
    }

    /// Returns what was gathered, and the path to where it ended.
    pub(crate) fn finish(self) -> ((String, Records), Path<'a>) {
        ((self.decoded, self.records), self.path)
    }
}

fn over(limit: Limit, offset: usize) -> ReadError {
    ReadError::new(DecodeErrorKind::OverLimit { limit }, offset, "")
}

fn refused(entry: EntryKind, offset: usize) -> ReadError {
    ReadError::new(DecodeErrorKind::Refused { entry }, offset, "")
}
