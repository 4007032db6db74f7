//! The door to both fast readers.

use crate::fast::{json, xml};
use crate::format::BodyFormat;
use crate::found::Found;
use crate::limits::Limits;
use crate::schema::Schema;

/// Reads a body whose content begins at `start`, if it has no peculiarities.
pub(crate) fn read(
    body: &str,
    (format, start): (BodyFormat, usize),
    schema: &'static Schema,
    limits: &Limits,
) -> Option<Found> {
    match format {
        BodyFormat::Json => json::Reader::new(body, schema, limits).document(start),
        BodyFormat::Xml => xml::Reader::new(body, schema, limits)?.document(start),
    }
}
