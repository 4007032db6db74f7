//! Numbers and booleans that members keep as text.
//!
//! A member that is documented as text may hold a number (`"100%"`, `"20"`) or a boolean. What
//! counts as one where a response is read, `aliyun-rpc-wire` says; here is what reading and writing
//! with serde needs of it.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// Reads a percentage: `100%`, `100`, or empty for "unknown".
///
/// # Errors
///
/// [`NotAScalar`] when the text is no whole number from 0 to 100 with at most one `%`.
///
/// ```
/// use aliyun_ecs_model::scalar::percent;
/// assert_eq!(percent("32%"), Ok(Some(32)));
/// assert_eq!(percent("100"), Ok(Some(100)));
/// assert!(percent("100%%").is_err());
/// ```
pub fn percent(text: &str) -> Result<Option<u8>, NotAScalar> {
    let word = text.trim_ascii();
    let digits = word.strip_suffix('%').unwrap_or(word);
    if digits.is_empty() && !word.is_empty() {
        return Err(NotAScalar);
    }
    match number::<u8>(digits)? {
        None => Ok(None),
        Some(value) if value <= 100 => Ok(Some(value)),
        Some(_) => Err(NotAScalar),
    }
}

/// Reads what the standard library takes for a number, but for a leading plus. Whitespace around
/// it is dropped, and an empty text is "no value".
pub(crate) fn number<T: FromStr>(text: &str) -> Result<Option<T>, NotAScalar> {
    match text.trim_ascii() {
        "" => Ok(None),
        word if word.starts_with('+') => Err(NotAScalar),
        word => word.parse().map(Some).map_err(|_| NotAScalar),
    }
}

/// Reads what the standard library takes for a boolean, in any ASCII case; empty for "unknown".
pub(crate) fn boolean(text: &str) -> Result<Option<bool>, NotAScalar> {
    match text.trim_ascii() {
        "" => Ok(None),
        word => word.to_ascii_lowercase().parse().map(Some).map_err(|_| NotAScalar),
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
    use super::{boolean, number, percent};

    #[test]
    fn numbers_are_plain_digits() {
        assert_eq!(number(" 24\n"), Ok(Some(24_u32)));
        assert_eq!(number("007"), Ok(Some(7_u32)));
        assert_eq!(number("4294967295"), Ok(Some(u32::MAX)));
        for wrong in ["4294967296", "+5", "-0", "1.0", "1e2", "0x10", "2 4", "100%"] {
            assert!(number::<u32>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn ids_may_be_negative_and_fill_64_bits() {
        assert_eq!(number("-9223372036854775808"), Ok(Some(i64::MIN)));
        assert_eq!(number("20169351435666"), Ok(Some(20_169_351_435_666_i64)));
        for wrong in ["9223372036854775808", "-", "--1", "+1"] {
            assert!(number::<i64>(wrong).is_err(), "{wrong}");
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

    #[test]
    fn a_percentage_has_at_most_one_sign_and_ends_at_a_hundred() {
        assert_eq!(percent(""), Ok(None));
        assert_eq!(percent("0%"), Ok(Some(0)));
        for wrong in ["%", "101", "-1%", "100%%"] {
            assert!(percent(wrong).is_err(), "{wrong}");
        }
    }
}
