//! What a reader gathers while it goes through a body, whatever the format.

use crate::error::{DecodeErrorKind, Fault};
use crate::observe::{Deviation, DeviationKind, Observe, Unknown, UnknownKind};
use crate::path::Path;
use crate::record::{Records, Span};
use crate::report::EntryKind;

/// The records, the decoded texts and the way to the present place.
///
/// When a reader fails, the path stays at the failing value; that is how errors get theirs.
#[derive(Debug)]
pub(crate) struct Collector<'a, O> {
    body: &'a str,
    /// Texts that could not stay as the body writes them. It goes behind the body in the end.
    tail: String,
    pub(crate) records: Records,
    pub(crate) path: Path<'a>,
    observe: &'a mut O,
}

impl<'a, O: Observe> Collector<'a, O> {
    pub(crate) fn new(body: &'a str, observe: &'a mut O) -> Self {
        let (tail, records, path) = <(String, Records, Path<'_>)>::default();
        Self { body, tail, records, path, observe }
    }

    /// Adds to the text that is being decoded.
    pub(crate) fn decoded(&mut self) -> &mut String {
        &mut self.tail
    }

    /// Returns where a text begins that will be decoded next.
    pub(crate) fn decoded_from(&self) -> usize {
        self.body.len() + self.tail.len()
    }

    /// Returns the text between two places that [`Self::decoded_from`] gave, or of the body.
    pub(crate) fn str(&self, span: Span) -> &str {
        let range = span.range();
        let text = match range.start.checked_sub(self.body.len()) {
            Some(start) => self.tail.get(start..start + range.len()),
            None => self.body.get(range),
        };
        text.unwrap_or_default()
    }

    pub(crate) fn deviation(&mut self, kind: DeviationKind, offset: usize) -> Result<(), Fault> {
        let deviation = Deviation { kind, offset, path: &self.path };
        if self.observe.deviation(deviation).is_break() {
            return Err(refused(EntryKind::Deviation(kind), offset));
        }
        Ok(())
    }

    pub(crate) fn unknown(&mut self, kind: UnknownKind, offset: usize) -> Result<(), Fault> {
        let unknown = Unknown { kind, offset, path: &self.path };
        if self.observe.unknown(unknown).is_break() {
            return Err(refused(EntryKind::Unknown(kind), offset));
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> (String, Records) {
        (self.tail, self.records)
    }
}

fn refused(what: EntryKind, offset: usize) -> Fault {
    Fault::new(DecodeErrorKind::Refused { what }, offset, "")
}
