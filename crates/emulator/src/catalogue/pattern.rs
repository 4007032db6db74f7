//! Names with `*` in them.

use memchr::memmem;

/// A pattern in which `*` stands for any run of characters.
///
/// Revisions from 2025-04-22 on say that names match loosely without saying how; `*` is what
/// sibling operations take. The rest of the pattern must be equal, case and spaces included.
pub(crate) struct Pattern<'a> {
    first: &'a [u8],
    middle: Vec<&'a [u8]>,
    /// Nothing if there is no star.
    last: Option<&'a [u8]>,
}

impl<'a> Pattern<'a> {
    pub(crate) fn new(pattern: &'a str) -> Self {
        let mut parts = pattern.as_bytes().split(|byte| *byte == b'*');
        let first = parts.next().unwrap_or_default();
        let last = parts.next_back();
        Self { first, middle: parts.filter(|part| !part.is_empty()).collect(), last }
    }

    /// Tells whether a text fits. Bytes will do: none of one character is in another.
    pub(crate) fn fits(&self, text: &[u8]) -> bool {
        let Some(last) = self.last else { return text == self.first };
        let Some(mut rest) = text.strip_prefix(self.first) else { return false };
        let Some(before) = rest.strip_suffix(last) else { return false };
        rest = before;
        for part in &self.middle {
            // The earliest place leaves the most for the parts that follow.
            let after = memmem::find(rest, part).and_then(|place| rest.get(place + part.len()..));
            let Some(after) = after else { return false };
            rest = after;
        }
        true
    }

    /// Tells whether there is no star: only one text fits.
    pub(crate) fn is_plain(&self) -> bool {
        self.last.is_none()
    }

    /// Returns the longest text that is in everything that fits, if nothing is known of the beginning.
    pub(crate) fn longest_within(&self) -> Option<&'a [u8]> {
        let parts = self.middle.iter().copied().chain(self.last);
        let longest = parts.max_by_key(|part| part.len()).filter(|part| !part.is_empty());
        longest.filter(|_| self.first.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, text: &str) -> bool {
        let pattern = Pattern::new(pattern);
        let fits = pattern.fits(text.as_bytes());
        if let (true, Some(within)) = (fits, pattern.longest_within()) {
            assert!(memmem::find(text.as_bytes(), within).is_some());
        }
        fits
    }

    #[test]
    fn a_star_stands_for_any_run() {
        for (pattern, text) in [
            ("*", ""),
            ("**", "ab"),
            ("a*", "a"),
            ("*b", "ab"),
            ("a*c", "abc"),
            ("a*b*c", "a--b--b--c"),
            ("*中*", "文中文"),
            ("a*a", "aa"),
            ("a**a", "aba"),
            ("*ab*ab", "abab"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn everything_but_the_star_is_exact() {
        for (pattern, text) in [
            ("", "a"),
            ("a", "A"),
            ("a", "ab"),
            ("a b", "a  b"),
            ("a*a", "a"),
            ("*b*b", "ab"),
            ("a*b*c", "acb"),
            ("?", "a"),
            ("a*", "ba"),
            ("*ab*ab", "aab"),
            ("aba*ba", "aba"),
        ] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
