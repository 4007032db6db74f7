//! Single bytes of a body, and the whitespace between them.

use crate::words::end_of_spaces;

/// Returns the byte at an offset, or 0, which no document has, behind the end.
#[inline(always)]
pub(super) fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// Skips whitespace, which is the same in both formats.
#[inline(always)]
pub(super) fn whitespace(bytes: &[u8], at: usize) -> usize {
    if byte(bytes, at) > b' ' { at } else { more_whitespace(bytes, at) }
}

#[inline(never)]
fn more_whitespace(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match byte(bytes, at) {
            b' ' => at = end_of_spaces(bytes, at + 1),
            b'\n' | b'\r' | b'\t' => at += 1,
            _ => return at,
        }
    }
}
