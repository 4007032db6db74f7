//! The character classes of XML 1.0 (fifth edition, productions 2 to 5).

/// `Char`: what may stand in a document at all.
pub(crate) fn is_char(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Returns the offset of the first character that is no `Char`.
pub(crate) fn first_forbidden(text: &str) -> Option<usize> {
    text.char_indices().find(|(_, character)| !is_char(*character)).map(|(at, _)| at)
}

/// `S`: whitespace.
pub(crate) fn is_whitespace(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Returns the length of the `Name` the text begins with; 0 if it begins with none.
pub(crate) fn name_length(text: &str) -> usize {
    let mut characters = text.char_indices();
    match characters.next() {
        Some((_, first)) if is_name_start(first) => {}
        _ => return 0,
    }
    characters
        .find(|(_, character)| !is_name_character(*character))
        .map_or(text.len(), |(at, _)| at)
}

/// Tells whether a text is a `Name`.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty() && name_length(text) == text.len()
}

/// Tells whether a `Name` may begin with a character.
pub(crate) fn is_name_start(character: char) -> bool {
    matches!(
        character,
        'a'..='z' | 'A'..='Z' | '_' | ':'
            | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
            | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
            | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}'
    )
}

/// Tells whether a character may stand in a `Name`, behind its first.
pub(crate) fn is_name_character(character: char) -> bool {
    is_name_start(character)
        || matches!(
            character,
            '0'..='9' | '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}'
        )
}

#[cfg(test)]
mod tests {
    use super::{first_forbidden, is_char, name_length};

    #[test]
    fn names_follow_the_fifth_edition() {
        for (text, length) in [
            ("Image>", 5),
            ("a:b-c.d_1 ", 9),
            ("_", 1),
            ("名前/", 6),
            ("é=", 2),
            ("a\u{B7}\u{300}\u{D7}", 5),
            ("", 0),
            ("1a", 0),
            ("-a", 0),
            (".a", 0),
            ("\u{300}a", 0),
            ("\u{D7}", 0),
            ("\u{37E}", 0),
            ("\u{F0000}", 0),
        ] {
            assert_eq!(name_length(text), length, "{text:?}");
        }
    }

    #[test]
    fn a_document_has_no_control_characters_and_no_non_characters_of_the_basic_plane() {
        for allowed in ['\t', '\n', '\r', ' ', '\u{7f}', '\u{85}', '\u{fffd}', '\u{1fffe}'] {
            assert!(is_char(allowed), "{allowed:?}");
        }
        for (text, at) in [("a\0", 1), ("\u{b}", 0), ("位\u{1f}", 3), ("\u{fffe}", 0)] {
            assert_eq!(first_forbidden(text), Some(at), "{text:?}");
        }
        assert_eq!(first_forbidden("64位\r\n\t"), None);
    }
}
