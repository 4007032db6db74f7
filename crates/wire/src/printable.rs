//! Text from the network, made safe to print.

use std::fmt::{self, Write};

/// Displays a text with the characters escaped that steer a terminal or hide what it says.
pub(crate) struct Printable<'a>(pub(crate) &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '"' | '\'' | '\\' => f.write_char(character)?,
                // Knows control characters, separators, and marks of direction or of no width.
                _ => write!(f, "{}", character.escape_debug())?,
            }
        }
        Ok(())
    }
}

/// Returns the beginning of a text: at most `max` bytes, whole characters.
pub(crate) fn beginning(text: &str, max: usize) -> &str {
    let mut end = max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Printable, beginning};

    #[test]
    fn a_beginning_never_splits_a_character() {
        assert_eq!(beginning("64位", 4), "64");
        assert_eq!(beginning("64位", 5), "64位");
        assert_eq!(beginning("位", 0), "");
        assert_eq!(beginning("", 9), "");
    }

    #[test]
    fn letters_stay_and_steering_characters_do_not() {
        let text = "64位 \"é\" \\ \u{1b}[31m\u{202e}\u{200b}\u{feff}\u{2028}\u{85}\r\n\t\0";
        assert_eq!(
            Printable(text).to_string(),
            "64位 \"é\" \\ \\u{1b}[31m\\u{202e}\\u{200b}\\u{feff}\\u{2028}\\u{85}\\r\\n\\t\\0"
        );
    }
}
