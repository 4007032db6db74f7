//! Numbers and truth values as this API writes them, in one place for every reader.
//!
//! The same member comes as a number in one response and as text in another (`20`, `"20"`),
//! as `true`, `"False"` or an empty text. The rules here say what counts; whoever calls them
//! says what happens with the rest.

/// Reads a count: ASCII digits only, at most [`u32::MAX`].
///
/// White space around the digits is dropped. An empty text is "no value".
///
/// # Errors
///
/// [`NotAScalar`] when the text is neither empty nor such a number: a sign, a fraction, an
/// exponent, other digits than `0`–`9`, or too large.
///
/// ```
/// use aliyun_ecs_model::scalar::count;
/// assert_eq!(count("20"), Ok(Some(20)));
/// assert_eq!(count(""), Ok(None));
/// assert!(count("2e1").is_err() && count("-1").is_err() && count("٢٤").is_err());
/// ```
pub fn count(text: &str) -> Result<Option<u32>, NotAScalar> {
    let digits = text.trim_ascii();
    if digits.is_empty() {
        return Ok(None);
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotAScalar);
    }
    digits.parse().map(Some).map_err(|_| NotAScalar)
}

/// Reads a signed 64-bit identifier such as `ImageOwnerId`, by the rules of [`count`] with an
/// optional leading minus.
///
/// # Errors
///
/// [`NotAScalar`] when the text is neither empty nor such a number.
pub fn id(text: &str) -> Result<Option<i64>, NotAScalar> {
    let digits = text.trim_ascii();
    if digits.is_empty() {
        return Ok(None);
    }
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotAScalar);
    }
    digits.parse().map(Some).map_err(|_| NotAScalar)
}

/// Reads a truth value: `true` or `false` in any ASCII case, empty for "unknown".
///
/// # Errors
///
/// [`NotAScalar`] for any other text, `0` and `1` included.
///
/// ```
/// use aliyun_ecs_model::scalar::flag;
/// assert_eq!(flag("False"), Ok(Some(false)));
/// assert_eq!(flag(""), Ok(None));
/// assert!(flag("1").is_err());
/// ```
pub fn flag(text: &str) -> Result<Option<bool>, NotAScalar> {
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
    match count(digits)? {
        None => Ok(None),
        Some(value) if value <= 100 => u8::try_from(value).map(Some).map_err(|_| NotAScalar),
        Some(_) => Err(NotAScalar),
    }
}

/// A text is not the kind of value its member holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotAScalar;

impl std::fmt::Display for NotAScalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the text is not a value of this member's type")
    }
}

impl std::error::Error for NotAScalar {}

#[cfg(test)]
mod tests {
    use super::{count, flag, id, percent};

    #[test]
    fn counts_are_plain_digits() {
        assert_eq!(count(" 24\n"), Ok(Some(24)));
        assert_eq!(count("007"), Ok(Some(7)));
        assert_eq!(count("4294967295"), Ok(Some(u32::MAX)));
        for wrong in ["4294967296", "+5", "-0", "1.0", "1e2", "0x10", "2 4", "100%"] {
            assert!(count(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn ids_may_be_negative_and_fill_64_bits() {
        assert_eq!(id("-9223372036854775808"), Ok(Some(i64::MIN)));
        assert_eq!(id("20169351435666"), Ok(Some(20_169_351_435_666)));
        for wrong in ["9223372036854775808", "-", "--1", "+1"] {
            assert!(id(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn flags_are_words_not_digits() {
        assert_eq!(flag("TRUE"), Ok(Some(true)));
        assert_eq!(flag(" False "), Ok(Some(false)));
        for wrong in ["0", "1", "yes", "truee"] {
            assert!(flag(wrong).is_err(), "{wrong}");
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
