//! References: the five entities every document has, and characters by number.

use crate::error::{DecodeErrorKind, ReadError};
use crate::xml::chars::is_char;

/// Reads the reference that begins at `offset` with its ampersand: the character it stands for,
/// and its length with the semicolon.
pub(crate) fn read(body: &str, offset: usize) -> Result<(char, usize), ReadError> {
    let rest = body.get(offset + 1..).unwrap_or_default();
    // The longest reference that counts is `#x10FFFF`, but leading zeros are allowed.
    let is_inside = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
    let length = rest.bytes().take_while(is_inside).count();
    let name = rest.get(..length).unwrap_or_default();
    match rest.as_bytes().get(length) {
        Some(b';') => {}
        Some(_) => {
            return Err(ReadError::syntax(offset, "a reference that ends with a semicolon"));
        }
        None => {
            return Err(ReadError::new(DecodeErrorKind::Truncated, body.len(), "a semicolon"));
        }
    }
    let character = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => numbered(name),
    };
    match character {
        Some(character) => Ok((character, length + 2)),
        None => Err(ReadError::syntax(
            offset,
            "one of the five entities of XML, or the number of a character XML allows",
        )),
    }
}

fn numbered(name: &str) -> Option<char> {
    let number = name.strip_prefix('#')?;
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let mut value: u32 = 0;
    for digit in digits.chars() {
        value = value.checked_mul(radix)?.checked_add(digit.to_digit(radix)?)?;
    }
    // No digits give 0, which is no character either.
    char::from_u32(value).filter(|character| is_char(*character))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::error::DecodeErrorKind;

    #[test]
    fn references_stand_for_characters() {
        for (text, character) in [
            ("&amp;", '&'),
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&quot;", '"'),
            ("&apos;", '\''),
            ("&#65;", 'A'),
            ("&#x4f4D;", '位'),
            ("&#0000000000000000000000065;", 'A'),
            ("&#x10FFFF;", '\u{10FFFF}'),
            ("&#13;", '\r'),
        ] {
            assert_eq!(read(text, 0).expect(text), (character, text.len()));
        }
    }

    #[test]
    fn other_references_are_refused() {
        for text in [
            "&;",
            "&nbsp;",
            "&AMP;",
            "&amp ;",
            "&#;",
            "&#x;",
            "&#X41;",
            "&#xG;",
            "&#4f;",
            "& ",
            "&#0;",
            "&#1;",
            "&#xFFFE;",
            "&#xD800;",
            "&#x110000;",
            "&#xFFFFFFFF;",
            "&#-5;",
            "&#99999999999999999999;",
            "&位;",
        ] {
            let error = read(text, 0).expect_err(text);
            assert_eq!((error.kind, error.offset), (DecodeErrorKind::Syntax, 0), "{text}");
        }
        assert_eq!(read("x&am", 1).expect_err("cut").kind, DecodeErrorKind::Truncated);
    }
}
