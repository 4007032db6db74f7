//! The parts of a start tag.

use super::bytes::{byte, whitespace};

/// Returns the name of the element that begins at an offset, if it is plain.
pub(super) fn element_name(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let rest = bytes.get(at..)?.strip_prefix(b"<")?;
    let is_name =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':');
    let length = rest.iter().position(|byte| !is_name(byte))?;
    let name = rest.get(..length)?;
    let is_first = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':');
    name.first().is_some_and(is_first).then_some(name)
}

/// Reads the end of a start tag from behind its name: the offset behind it, and whether the
/// element ends there, too. Attributes are for the strict reader.
pub(super) fn end_of_tag(bytes: &[u8], at: usize) -> Option<(usize, bool)> {
    let at = whitespace(bytes, at);
    match byte(bytes, at) {
        b'>' => Some((at + 1, false)),
        b'/' if byte(bytes, at + 1) == b'>' => Some((at + 2, true)),
        _ => None,
    }
}
