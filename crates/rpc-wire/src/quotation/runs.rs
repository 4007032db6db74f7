//! A text cut into runs of characters.

/// A stretch of a text.
#[derive(Clone, Copy)]
pub(super) struct Run<'t> {
    pub(super) at: usize,
    pub(super) text: &'t str,
}

/// Returns the words of a text: stretches of visible ASCII.
pub(super) fn runs(text: &str) -> impl Iterator<Item = Run<'_>> {
    stretches(text, u8::is_ascii_graphic)
}

pub(super) fn stretches<'t>(
    text: &'t str,
    is_of_it: fn(&u8) -> bool,
) -> impl Iterator<Item = Run<'t>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + bytes.get(from..)?.iter().position(is_of_it)?;
        let rest = bytes.get(at..)?;
        let length = rest.iter().position(|byte| !is_of_it(byte)).unwrap_or(rest.len());
        from = at + length;
        Some(Run { at, text: text.get(at..from)? })
    })
}

/// Returns a word without the marks of a sentence around it.
pub(super) fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| ".,:;!?\"'()[]{}<>`".contains(c))
}
