//! Scalars in every form that is understood.

use crate::cell::Cell;
use crate::json::{Raw, Value};
use crate::scalar;
use crate::table::Kind;

/// Returns what a value of JSON at an offset is kept as, if it is a scalar that can stand for the
/// kind.
pub(super) fn of_json<'a>(
    kind: Kind,
    value: Value<'a>,
    at: usize,
    keep: impl FnOnce(Raw<'a>) -> Cell,
) -> Option<Cell> {
    let spelled = |spelling: &str| Cell::span(at..at + spelling.len());
    match value {
        Value::Null => Some(Cell::ABSENT),
        Value::Text(raw) => match kind {
            Kind::Text => Some(keep(raw)),
            Kind::Integer => Some(or_absent(scalar::integer(&raw.decode()).ok()?, Cell::integer)),
            Kind::Integer64 => {
                Some(or_absent(scalar::integer64(&raw.decode()).ok()?, |_| keep(raw)))
            }
            Kind::Boolean => Some(or_absent(scalar::boolean(&raw.decode()).ok()?, Cell::boolean)),
            Kind::List(_) | Kind::Object(_) => None,
        },
        Value::Number(spelling) => match kind {
            Kind::Text => Some(spelled(spelling)),
            Kind::Integer => Some(or_absent(scalar::integer(spelling).ok()?, Cell::integer)),
            Kind::Integer64 => {
                Some(or_absent(scalar::integer64(spelling).ok()?, |_| spelled(spelling)))
            }
            Kind::Boolean | Kind::List(_) | Kind::Object(_) => None,
        },
        Value::Boolean(boolean) => match kind {
            Kind::Text => Some(spelled(if boolean { "true" } else { "false" })),
            Kind::Boolean => Some(Cell::boolean(boolean)),
            Kind::Integer | Kind::Integer64 | Kind::List(_) | Kind::Object(_) => None,
        },
        Value::Object | Value::Array => None,
    }
}

/// Returns what the text of an element, which lies in a cell, is kept as.
pub(super) fn of_xml(kind: Kind, text: &str, cell: Cell) -> Option<Cell> {
    match kind {
        Kind::Integer => Some(or_absent(scalar::integer(text).ok()?, Cell::integer)),
        Kind::Integer64 => Some(or_absent(scalar::integer64(text).ok()?, |_| cell)),
        Kind::Boolean => Some(or_absent(scalar::boolean(text).ok()?, Cell::boolean)),
        Kind::Text | Kind::List(_) | Kind::Object(_) => Some(cell),
    }
}

fn or_absent<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
    value.map_or(Cell::ABSENT, cell)
}
