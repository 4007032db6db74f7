//! The strict readers of both formats, from the beginning of a body to a judgement of it.

use crate::cell::Cell;
use crate::collect::Collector;
use crate::error::{DecodeError, DecodeErrorKind, Lookalike, ReadError};
use crate::error_body::{self, ErrorCells, Undecided};
use crate::format::BodyFormat;
use crate::found::Found;
use crate::limits::Limits;
use crate::observe::{DeviationKind, Observe};
use crate::path::Step;
use crate::schema::{ERROR, ROOT, Schema};
use crate::seen::Seen;
use crate::{json, xml};

/// Reads a body whose format is known and whose content begins at `start`.
pub(crate) fn read(
    body: &str,
    (format, start): (BodyFormat, usize),
    schema: &'static Schema,
    limits: &Limits,
    observe: &mut impl Observe,
) -> Result<Found, DecodeError> {
    match format {
        BodyFormat::Json => read_json(body, start, schema, limits, observe),
        BodyFormat::Xml => read_xml(body, start, schema, limits, observe),
    }
}

fn read_json(
    body: &str,
    start: usize,
    schema: &'static Schema,
    limits: &Limits,
    observe: &mut impl Observe,
) -> Result<Found, DecodeError> {
    let mut root = vec![Cell::ABSENT; schema.node(ROOT).table.len()];
    let mut reader = json::Reader::new(body, start, schema, limits, observe);
    let outcome = byte_order_mark(start, &mut reader.collector)
        .and_then(|()| reader.document(&mut root))
        .and_then(|(seen, end)| {
            if schema.recognises(&root) {
                reader.tell_unknown()?;
                return missing(schema, seen, end, &mut reader.collector);
            }
            reader.tell_deviations()
        });
    let cells = (&root[..], &reader.errors, &reader.undecided);
    finish((body, BodyFormat::Json, start), schema, cells, outcome, reader.collector)
}

fn read_xml(
    body: &str,
    start: usize,
    schema: &'static Schema,
    limits: &Limits,
    observe: &mut impl Observe,
) -> Result<Found, DecodeError> {
    let mut root = vec![Cell::ABSENT; schema.node(ROOT).table.len()];
    let mut errors = ErrorCells::default();
    let mut reader = xml::Reader::new(body, start, schema, limits, observe);
    let outcome = byte_order_mark(start, &mut reader.collector)
        .and_then(|()| reader.root())
        .and_then(|tag| {
            if tag.name == schema.root() {
                let (seen, end) = reader.document(ROOT, &mut root)?;
                if schema.recognises(&root) {
                    missing(schema, seen, end, &mut reader.collector)?;
                }
                return Ok(());
            }
            if tag.name == error_body::ROOT.text {
                return reader.document(ERROR, &mut errors).map(drop);
            }
            Err(neither(Lookalike::Xml, tag.offset, "the root of a document, or Error"))
        });
    let cells = (&root[..], &errors, &Undecided::default());
    finish((body, BodyFormat::Xml, start), schema, cells, outcome, reader.collector)
}

fn byte_order_mark<O: Observe>(
    start: usize,
    collector: &mut Collector<'_, O>,
) -> Result<(), ReadError> {
    if start == 0 { Ok(()) } else { collector.deviation(DeviationKind::ByteOrderMark, 0) }
}

/// Tells which members the document lacks that every one has.
fn missing<O: Observe>(
    schema: &'static Schema,
    seen: Seen,
    end: usize,
    collector: &mut Collector<'_, O>,
) -> Result<(), ReadError> {
    for name in schema.missing(seen) {
        collector.path.enter(Step::Name(name));
        collector.deviation(DeviationKind::Missing, end)?;
        collector.path.leave();
    }
    Ok(())
}

fn finish<O: Observe>(
    (body, format, start): (&str, BodyFormat, usize),
    schema: &'static Schema,
    cells: (&[Cell], &ErrorCells, &Undecided),
    outcome: Result<(), ReadError>,
    collector: Collector<'_, O>,
) -> Result<Found, DecodeError> {
    let (read, path) = collector.finish();
    let looks_like = match format {
        BodyFormat::Json => Lookalike::JsonObject,
        BodyFormat::Xml => Lookalike::Xml,
    };
    outcome
        .and_then(|()| {
            let expected = "a member that makes it a document, or a Code";
            let found = Found::judge(body, (format, start), schema, cells, read);
            found.ok_or(neither(looks_like, 0, expected))
        })
        .map_err(|error| DecodeError::new(body.as_bytes(), error, &path))
}

fn neither(looks_like: Lookalike, offset: usize, expected: &'static str) -> ReadError {
    ReadError::new(DecodeErrorKind::Neither { looks_like }, offset, expected)
}
