//! Text from the network, cut to a length that people read.

use std::fmt;

use crate::printable::{Printable, beginning};

/// Displays the beginning of a text, escaped as by [`Printable`], and says how long the text is if
/// that is not all of it.
///
/// ```
/// use aliyun_rpc_wire::Brief;
///
/// assert_eq!(Brief::new("short", 8).to_string(), "short");
/// assert_eq!(Brief::new("64位 64位", 8).to_string(), "64位 64… (11 bytes in all)");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Brief<'a> {
    text: &'a str,
    most: usize,
}

impl<'a> Brief<'a> {
    /// Takes a text and how many of its bytes to show at most. No character is cut in two.
    #[must_use]
    pub fn new(text: &'a str, most: usize) -> Self {
        Self { text, most }
    }

    /// Returns what is shown of the text, unescaped.
    #[must_use]
    pub fn beginning(self) -> &'a str {
        beginning(self.text, self.most)
    }
}

impl fmt::Display for Brief<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.beginning();
        Printable(shown).fmt(f)?;
        if shown.len() < self.text.len() {
            write!(f, "… ({} bytes in all)", self.text.len())?;
        }
        Ok(())
    }
}
