//! Strings of JSON: what may stand in them, and what they mean.

use std::borrow::Cow;

use crate::error::{DecodeErrorKind, ReadError};
use crate::words::end_of_json_text;

/// The inside of a string, checked: every escape in it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Raw<'a> {
    pub(crate) text: &'a str,
    /// The byte offset of the text in the body.
    pub(crate) offset: usize,
    pub(crate) escaped: bool,
}

impl<'a> Raw<'a> {
    /// Returns the meaning.
    pub(crate) fn decode(self) -> Cow<'a, str> {
        if !self.escaped {
            return Cow::Borrowed(self.text);
        }
        let mut decoded = String::with_capacity(self.text.len());
        self.decode_into(&mut decoded);
        Cow::Owned(decoded)
    }

    /// Appends the meaning, which is no longer than what it is decoded from.
    pub(crate) fn decode_into(self, out: &mut String) {
        let mut rest = self.text;
        while let Some((plain, escape)) = rest.split_once('\\') {
            out.push_str(plain);
            // `scan` has seen every escape, so there is always one to decode.
            let Ok((character, length)) = escape_value(escape.as_bytes()) else {
                break;
            };
            out.push(character);
            rest = escape.get(length..).unwrap_or_default();
        }
        out.push_str(rest);
    }
}

/// Checks the string that begins at `offset`, behind its opening quote. It ends before the next
/// quote that is not escaped.
pub(crate) fn scan(body: &str, offset: usize) -> Result<Raw<'_>, ReadError> {
    let bytes = body.as_bytes();
    let mut at = offset;
    let mut escaped = false;
    loop {
        at = end_of_json_text(bytes, at);
        match bytes.get(at) {
            None => {
                return Err(ReadError::new(
                    DecodeErrorKind::Truncated,
                    body.len(),
                    "a closing quote",
                ));
            }
            Some(b'"') => break,
            Some(b'\\') => {
                escaped = true;
                let escape = bytes.get(at + 1..).unwrap_or_default();
                at += 1 + match escape_value(escape) {
                    Ok((_, length)) => length,
                    Err(BadEscape::Truncated) => {
                        let expected = "the rest of an escape";
                        return Err(ReadError::new(
                            DecodeErrorKind::Truncated,
                            body.len(),
                            expected,
                        ));
                    }
                    Err(BadEscape::Unknown) => {
                        return Err(ReadError::syntax(at, "one of the escapes of JSON"));
                    }
                    Err(BadEscape::LoneSurrogate) => {
                        return Err(ReadError::syntax(at, "both halves of a surrogate pair"));
                    }
                };
            }
            Some(_) => {
                return Err(ReadError::syntax(at, "no control character inside a string"));
            }
        }
    }
    // Both ends stand next to ASCII characters, so they are character boundaries.
    let text = body.get(offset..at).unwrap_or_default();
    Ok(Raw { text, offset, escaped })
}

enum BadEscape {
    Truncated,
    Unknown,
    LoneSurrogate,
}

/// Reads an escape behind its backslash: the character it means and its length.
fn escape_value(escape: &[u8]) -> Result<(char, usize), BadEscape> {
    let character = match escape.first().ok_or(BadEscape::Truncated)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(escape),
        _ => return Err(BadEscape::Unknown),
    };
    Ok((character, 1))
}

fn unicode_escape(escape: &[u8]) -> Result<(char, usize), BadEscape> {
    let first = hex4(escape, 1)?;
    if let Some(character) = char::from_u32(first) {
        return Ok((character, 5));
    }
    if first >= LOW_SURROGATES {
        return Err(BadEscape::LoneSurrogate);
    }
    for (at, wanted) in [(5, b'\\'), (6, b'u')] {
        match escape.get(at) {
            Some(byte) if *byte == wanted => {}
            Some(_) => return Err(BadEscape::LoneSurrogate),
            None => return Err(BadEscape::Truncated),
        }
    }
    let second = hex4(escape, 7)?;
    let low = second.checked_sub(LOW_SURROGATES).filter(|low| *low < 0x400);
    let low = low.ok_or(BadEscape::LoneSurrogate)?;
    let value = 0x1_0000 + ((first - HIGH_SURROGATES) << 10) + low;
    Ok((char::from_u32(value).ok_or(BadEscape::LoneSurrogate)?, 11))
}

fn hex4(escape: &[u8], from: usize) -> Result<u32, BadEscape> {
    let mut value = 0;
    for at in from..from + 4 {
        let digit = char::from(*escape.get(at).ok_or(BadEscape::Truncated)?);
        value = value * 16 + digit.to_digit(16).ok_or(BadEscape::Unknown)?;
    }
    Ok(value)
}

const HIGH_SURROGATES: u32 = 0xD800;
const LOW_SURROGATES: u32 = 0xDC00;

#[cfg(test)]
mod tests {
    use super::scan;
    use crate::error::DecodeErrorKind;

    #[test]
    fn escapes_mean_what_rfc_8259_says() {
        for (written, meaning) in [
            ("plain 位", "plain 位"),
            (r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r"a\u0000b\u4F4d\uFFFF", "a\0b位\u{FFFF}"),
            (r"\ud834\udd1e!\uDBFF\uDFFF", "\u{1D11E}!\u{10FFFF}"),
        ] {
            let body = format!("{written}\"rest");
            let raw = scan(&body, 0).expect("a string");
            assert_eq!((raw.text, &*raw.decode()), (written, meaning));
        }
    }

    #[test]
    fn anything_else_is_refused_where_it_stands() {
        use DecodeErrorKind::{Syntax, Truncated};
        for (body, kind, offset) in [
            ("abc", Truncated, 3),
            ("ab\\", Truncated, 3),
            (r"ab\u12", Truncated, 6),
            (r"\ud834", Truncated, 6),
            (r"\ud834\", Truncated, 7),
            ("a\nb\"", Syntax, 1),
            ("\u{1f}\"", Syntax, 0),
            (r#"a\x41""#, Syntax, 1),
            (r#"a\u00g0""#, Syntax, 1),
            (r#"\ud834""#, Syntax, 0),
            (r#"\ud834\n""#, Syntax, 0),
            (r#"\udd1e""#, Syntax, 0),
            (r#"\ud834\ud834""#, Syntax, 0),
            (r#"\ud834\u0041""#, Syntax, 0),
        ] {
            let error = scan(body, 0).expect_err(body);
            assert_eq!((error.kind, error.offset), (kind, offset), "{body:?}");
        }
    }
}
