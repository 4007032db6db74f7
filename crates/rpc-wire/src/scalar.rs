//! What counts as an integer or a boolean where a body writes it as text.
//!
//! The same member comes as a number in one response and as text in another (`20`, `"20"`),
//! as `true`, `"False"` or an empty text. These are the rules that the readers follow, for
//! whoever holds such a text from elsewhere.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// Reads an integer: ASCII digits only, at most [`u32::MAX`].
///
/// Whitespace around the digits is dropped. An empty text is "no value".
///
/// # Errors
///
/// [`NotAScalar`] when the text is neither empty nor such a number: a sign, a fraction, an
/// exponent, other digits than `0`–`9`, or too large.
///
/// ```
/// use aliyun_rpc_wire::scalar::integer;
/// assert_eq!(integer("20"), Ok(Some(20)));
/// assert_eq!(integer(""), Ok(None));
/// assert!(integer("2e1").is_err() && integer("-1").is_err() && integer("٢٤").is_err());
/// ```
pub fn integer(text: &str) -> Result<Option<u32>, NotAScalar> {
    number(text)
}

/// Reads a signed integer of 64 bits, such as an account id, by the rules of [`integer`] with an
/// optional leading minus.
///
/// # Errors
///
/// [`NotAScalar`] when the text is neither empty nor such a number.
pub fn integer64(text: &str) -> Result<Option<i64>, NotAScalar> {
    number(text)
}

/// Reads a boolean: `true` or `false` in any ASCII case, empty for "unknown".
///
/// # Errors
///
/// [`NotAScalar`] for any other text, `0` and `1` included.
///
/// ```
/// use aliyun_rpc_wire::scalar::boolean;
/// assert_eq!(boolean("False"), Ok(Some(false)));
/// assert_eq!(boolean(""), Ok(None));
/// assert!(boolean("1").is_err());
/// ```
pub fn boolean(text: &str) -> Result<Option<bool>, NotAScalar> {
    let word = text.trim_ascii();
    if word.is_empty() {
        Ok(None)
    } else if word.eq_ignore_ascii_case("true") {
        Ok(Some(true))
    } else if word.eq_ignore_ascii_case("false") {
        Ok(Some(false))
    } else {
        Err(NotAScalar)
    }
}

/// Reads what the standard library takes for a number, but for a leading plus.
fn number<T: FromStr>(text: &str) -> Result<Option<T>, NotAScalar> {
    match text.trim_ascii() {
        "" => Ok(None),
        word if word.starts_with('+') => Err(NotAScalar),
        word => word.parse().map(Some).map_err(|_| NotAScalar),
    }
}

/// A text is not the kind of value its member holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotAScalar;

impl fmt::Display for NotAScalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not a value of this member's type")
    }
}

impl Error for NotAScalar {}

#[cfg(test)]
mod tests {
    use super::{boolean, integer, integer64};

    #[test]
    fn integers_are_plain_digits() {
        assert_eq!(integer(" 24\n"), Ok(Some(24)));
        assert_eq!(integer("007"), Ok(Some(7)));
        assert_eq!(integer("4294967295"), Ok(Some(u32::MAX)));
        for wrong in ["4294967296", "+5", "-0", "1.0", "1e2", "0x10", "2 4", "100%", "1_0"] {
            assert!(integer(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn integers_of_64_bits_may_be_negative_and_fill_them() {
        assert_eq!(integer64("-9223372036854775808"), Ok(Some(i64::MIN)));
        assert_eq!(integer64("20169351435666"), Ok(Some(20_169_351_435_666)));
        for wrong in ["9223372036854775808", "-", "--1", "+1"] {
            assert!(integer64(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn booleans_are_words_not_digits() {
        assert_eq!(boolean("TRUE"), Ok(Some(true)));
        assert_eq!(boolean(" False "), Ok(Some(false)));
        for wrong in ["0", "1", "yes", "truee"] {
            assert!(boolean(wrong).is_err(), "{wrong}");
        }
    }
}
