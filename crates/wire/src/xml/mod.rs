//! XML 1.0 documents without a document type: well-formed, in UTF-8, no namespaces.

mod chars;
mod cursor;
mod declaration;
mod reader;
mod reference;
#[cfg(test)]
mod suite;

pub(crate) use chars::is_char;
pub(crate) use reader::Reader;
