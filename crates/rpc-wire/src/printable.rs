//! Text from the network, made safe to print.

use std::fmt::{self, Write};

/// Displays a text with everything escaped, as `\n` or `\u{1b}`, that could steer a terminal, hide,
/// or change how the rest of a line reads.
///
/// Names, descriptions, codes and messages are written by strangers. Letters of any script stay as
/// they are, and so do quotes and backslashes: this is for people to read, not to be read back.
///
/// ```
/// use aliyun_rpc_wire::Printable;
///
/// assert_eq!(Printable("64位 \u{1b}[2J\u{202e}").to_string(), r"64位 \u{1b}[2J\u{202e}");
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a text and how it is displayed is all there is")]
pub struct Printable<'a>(pub &'a str);

impl Printable<'_> {
    /// Tells whether a character is escaped: the control characters (C0, DEL, C1), marks of
    /// direction, and characters of no width that are not part of how a script is written.
    pub fn escapes(character: char) -> bool {
        character.is_control()
            || matches!(
                character,
                '\u{ad}' // soft hyphen
                    | '\u{61c}' // Arabic letter mark
                    | '\u{180e}' // Mongolian vowel separator
                    | '\u{200b}'..='\u{200f}' // zero width, marks of direction
                    | '\u{2028}'..='\u{202e}' // line and paragraph separators, embeddings, overrides
                    | '\u{2060}'..='\u{206f}' // invisible operators, isolates
                    | '\u{feff}' // byte order mark
                    | '\u{fff9}'..='\u{fffb}' // interlinear annotation
                    | '\u{e0000}'..='\u{e007f}' // tags
            )
    }
}

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            if Self::escapes(character) {
                write!(f, "{}", character.escape_default())?;
            } else {
                f.write_char(character)?;
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
    fn text_of_any_script_stays() {
        for text in ["64位  \"é\" 'e\u{301}' \\", "🐧", "עברית", "हिन्दी", ""]
        {
            assert_eq!(Printable(text).to_string(), text);
        }
    }

    #[test]
    fn steering_and_hidden_characters_are_escaped() {
        let text =
            "\u{1b}[31m\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{7f}\u{85}\u{e0041}\r\n\t\0";
        assert_eq!(
            Printable(text).to_string(),
            r"\u{1b}[31m\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{7f}\u{85}\u{e0041}\r\n\t\u{0}"
        );
    }
}
