//! JSON: exactly the grammar of RFC 8259, with names unique in every object.

mod cursor;
mod reader;
mod string;
mod unique;

pub(crate) use cursor::{Cursor, Value};
pub(crate) use reader::Reader;
pub(crate) use string::{Raw, scan};
