//! Text from elsewhere, made safe to print.

use std::fmt;
use std::fmt::Write;

/// Displays a text with its control characters escaped, so that it cannot steer a terminal.
///
/// ```
/// use aliyun_rpc_signer::Escaped;
///
/// assert_eq!(Escaped::new("é\u{1b}[2J\n").to_string(), "é\\u{1b}[2J\\n");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'a>(&'a str);

impl<'a> Escaped<'a> {
    /// Takes any text.
    pub fn new(text: &'a str) -> Self {
        Self(text)
    }
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| {
            if c.is_control() { write!(f, "{}", c.escape_default()) } else { f.write_char(c) }
        })
    }
}
