//! Text from the network, made safe to print.

use std::fmt;

/// Displays a text with everything escaped that could steer a terminal or hide what it says:
/// control characters, and the marks that change the direction of text.
pub(crate) struct Printable<'a>(pub(crate) &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        for character in self.0.chars() {
            if is_unsafe(character) {
                write!(f, "{}", character.escape_unicode())?;
            } else {
                f.write_char(character)?;
            }
        }
        Ok(())
    }
}

fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::Printable;

    #[test]
    fn escapes_what_steers_a_terminal_and_keeps_the_rest() {
        let text = "64位 \u{1b}[31m\u{202e}abc\n";
        assert_eq!(Printable(text).to_string(), r"64位 \u{1b}[31m\u{202e}abc\u{a}");
    }
}
