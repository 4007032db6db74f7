//! Long stretches of letters and digits that can only be keys.

use std::borrow::Cow;

use super::runs::{Run, stretches};
use crate::wording::is_made_of_words;

/// Stands for what is not shown.
pub const WITHHELD: &str = "[withheld]";

/// Returns a text with long stretches of what can only be a key withheld.
pub(super) fn without_keys(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut copied = 0;
    for key in keys(text) {
        shown.push_str(text.get(copied..key.at).unwrap_or_default());
        shown.push_str(WITHHELD);
        copied = key.at + key.text.len();
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(shown)
}

/// Returns the stretches of a text that can only be keys, in order and apart from each other.
fn keys(text: &str) -> impl Iterator<Item = Run<'_>> {
    let is_of_word = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'%' | b'-' | b'_')
    };
    stretches(text, is_of_word).filter_map(|word| {
        // An equals sign ends a key, or stands in front of one.
        let ends = |c: char| matches!(c, '-' | '_' | '=');
        let pieces = || word.text.split(ends);
        let is_mixed_alone = |piece: &&str| is_mixed(piece) && !piece.contains('/');
        let mixed: usize = pieces().filter(is_mixed_alone).map(str::len).sum();
        let first = pieces().find(|piece| is_key(piece));
        let begins = match first {
            Some(key) => key,
            // Keys for addresses have hyphens for signs.
            None if mixed >= MIXED_KEY => pieces().find(is_mixed_alone)?,
            None => return None,
        };
        // What is joined to a key is part of it.
        let at = word.text.find(begins)?;
        let before = word.text.get(..at)?;
        let start = before.rfind('=').map_or(0, |equals| equals + 1);
        let rest = word.text.get(start..)?;
        Some(Run { at: word.at + start, text: rest })
    })
}

fn is_key(piece: &str) -> bool {
    let shortest = if is_mixed(piece) { MIXED_KEY } else { KEY };
    // The names of a path are judged one by one.
    let is_path = piece.split('/').all(|name| name.len() < MIXED_KEY && is_made_of_words(name));
    piece.len() >= shortest && !is_path && !is_made_of_words(piece)
}

/// Tells whether letters of both cases and digits stand side by side.
fn is_mixed(piece: &str) -> bool {
    let has = |is: fn(&u8) -> bool| piece.as_bytes().iter().any(is);
    piece.len() >= 5
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
}

/// A stretch of this length that is not made of words is a key. Identifiers of images and the like
/// have up to 22 characters, those of requests hyphens.
const KEY: usize = 32;

/// Identifiers have letters of one case; keys have both, and digits among them.
const MIXED_KEY: usize = 16;
