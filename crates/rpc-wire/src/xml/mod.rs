//! XML 1.0 documents without a document type: well-formed, in UTF-8, no namespaces.

mod chars;
mod cursor;
pub(crate) mod declaration;
mod reader;
pub(crate) mod reference;
#[cfg(test)]
mod suite;
mod text;

pub(crate) use chars::{is_char, is_name, is_name_character, is_name_start, is_whitespace};
pub(crate) use cursor::{Cursor, Piece, Token};
pub(crate) use reader::Reader;
pub(crate) use text::decode_into;
