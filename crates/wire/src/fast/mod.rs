//! The readers for speed, one per format.
//!
//! They read what pages are made of, in any order and layout, and give up (`None`) at whatever is
//! wrong, doubtful or rare; then the strict readers in [`crate::json`] and [`crate::xml`] decide
//! from the beginning. So nothing here makes errors, follows paths or tells an observer. What a
//! fast reader accepts, the strict one must accept with the same value, and properties and fuzzing
//! hold them to that.
//!
//! Where the speed comes from: members are guessed from the order of the record before
//! ([`Orders`]) and compared in one go ([`crate::token`]), ends of texts are found eight bytes at
//! a time ([`crate::words`]), values are put in cells by number, and nothing is allocated but the
//! lists that stay.

mod characters;
mod json;
mod orders;
mod pieces;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
mod xml;

use crate::fields::Envelope;
use crate::record::Records;

/// What a reader makes of a body, before it is put together with the body.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) envelope: Envelope,
    /// Texts that could not stay as the body writes them.
    pub(crate) decoded: String,
    pub(crate) records: Records,
}

/// Reads a JSON page that begins at `start`, if it is one without peculiarities.
pub(crate) fn json(body: &str, start: usize) -> Option<Found> {
    json::Reader::new(body).document(start)
}

/// Reads an XML page that begins at `start`, if it is one without peculiarities.
pub(crate) fn xml(body: &str, start: usize) -> Option<Found> {
    xml::Reader::new(body)?.document(start)
}

/// Returns the byte at an offset, or 0, which no document has, behind the end.
#[inline(always)]
fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// Skips white space, which is the same in both formats.
#[inline(always)]
fn blanks(bytes: &[u8], at: usize) -> usize {
    if byte(bytes, at) > b' ' { at } else { some_blanks(bytes, at) }
}

#[inline(never)]
fn some_blanks(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match byte(bytes, at) {
            b' ' => at = crate::words::end_of_blanks(bytes, at + 1),
            b'\n' | b'\r' | b'\t' => at += 1,
            _ => return at,
        }
    }
}

/// The most unknown names of one object that are compared each with each.
const MAX_UNKNOWN: usize = 32;
