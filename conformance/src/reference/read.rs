//! A page in either format.

use super::json::read_json;
use super::reading::{Reading, Refusal};
use super::xml::read_xml;

/// Reads a page in either format, which shows in the first character.
///
/// # Errors
///
/// [`Refusal`] as [`read_json`] and [`read_xml`], and for a body that is neither.
pub fn read(body: &[u8]) -> Result<Reading, Refusal> {
    let unmarked = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    match unmarked.trim_ascii_start() {
        [b'{', ..] => read_json(body),
        [b'<', ..] => read_xml(body),
        _ => Err(Refusal::new("neither an object nor an element")),
    }
}
