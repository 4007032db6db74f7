//! What a reader makes of a body, before it is put together with the body.

use crate::cell::Cell;
use crate::error_body::{ErrorBody, ErrorCells, Undecided};
use crate::format::BodyFormat;
use crate::records::Records;
use crate::schema::{ROOT, Schema};

/// What a reader makes of a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Document {
        /// Texts that could not stay as the body writes them.
        decoded: String,
        /// All records, that of the root at the lowest level.
        records: Records,
    },
    Error(ErrorBody),
}

impl Found {
    /// Judges what was read: a document if it shows one of the members that make it one, else an
    /// error if it has a code, else neither (`None`). The content of the body begins at an offset.
    pub(crate) fn judge(
        body: &str,
        content: (BodyFormat, usize),
        schema: &'static Schema,
        (root, errors, undecided): (&[Cell], &ErrorCells, &Undecided),
        (decoded, mut records): (String, Records),
    ) -> Option<Self> {
        if schema.recognises(root) {
            // To a document the members of an error are unknown ones.
            let places = undecided.places.iter().filter_map(|place| place.checked_sub(1));
            records.push_root(schema.node(ROOT).level, root, places)?;
            return Some(Self::Document { decoded, records });
        }
        let str = |cell: Cell| cell.to_span().map_or("", |span| span.str(body, &decoded));
        let shared = (schema.node(ROOT).table, root);
        let unknown = records.unknown();
        ErrorBody::read(body, content, errors, shared, undecided, unknown, str).map(Self::Error)
    }
}
