//! What a reader gathers while it goes through a body, whatever the format.

use std::ops::Range;

use crate::cell::Cell;
use crate::error::{DecodeErrorKind, ReadError};
use crate::observe::{Deviation, DeviationKind, Observe, Unknown, UnknownKind};
use crate::path::Path;
use crate::records::Records;
use crate::report::EntryKind;

/// The records, the decoded texts and the way to the present place.
///
/// When a reader fails, the path stays at the failing value; that is how errors get theirs.
#[derive(Debug)]
pub(crate) struct Collector<'a, O> {
    body: &'a str,
    decoded: String,
    pub(crate) records: Records,
    pub(crate) path: Path<'a>,
    observe: &'a mut O,
}

impl<'a, O: Observe> Collector<'a, O> {
    pub(crate) fn new(body: &'a str, observe: &'a mut O) -> Self {
        let (decoded, records, path) = <(String, Records, Path<'_>)>::default();
        Self { body, decoded, records, path, observe }
    }

    /// Adds to the text that is being decoded.
    pub(crate) fn decoded(&mut self) -> &mut String {
        &mut self.decoded
    }

    /// Returns where a text begins that will be decoded next.
    pub(crate) fn decoded_from(&self) -> usize {
        self.body.len() + self.decoded.len()
    }

    /// Adds a stretch of the body to the text that is being decoded.
    pub(crate) fn decode_plain(&mut self, range: Range<usize>) {
        self.decoded.push_str(self.body.get(range).unwrap_or_default());
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

fn refused(entry: EntryKind, offset: usize) -> ReadError {
    ReadError::new(DecodeErrorKind::Refused { entry }, offset, "")
}
