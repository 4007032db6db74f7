//! A number as it is spelled.

use std::error::Error;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// A number of JSON (RFC 8259, section 6), with all its digits.
///
/// Numbers are equal if they are the same 64-bit integer or, being none, the same double.
///
/// ```
/// use aliyun_rpc_value::Number;
///
/// let number: Number = "2.50".parse()?;
/// assert_eq!((number.as_str(), number.as_f64()), ("2.50", Some(2.5)));
/// assert_eq!(number, "2.5".parse()?);
/// assert!("0x10".parse::<Number>().is_err());
/// # Ok::<(), aliyun_rpc_value::NotANumber>(())
/// ```
#[derive(Clone, Debug)]
pub struct Number(Box<str>);

impl Number {
    /// Returns the number as it is spelled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the integer, if it is one of 64 bits with a sign.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.integer()
    }

    /// Returns the integer, if it is one of 64 bits without a sign.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.integer()
    }

    /// Returns the nearest double, or `None` if the number is larger than any.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok().filter(|double: &f64| double.is_finite())
    }

    /// Returns the integer, if it is spelled as one. Minus zero is none.
    fn integer<T: FromStr>(&self) -> Option<T> {
        if &*self.0 == "-0" { None } else { self.0.parse().ok() }
    }

    /// Returns the number of a double, which must be finite.
    pub(crate) fn of_double(double: f64) -> Option<Self> {
        // Like this a whole number keeps its fraction, and is no integer when read again.
        double.is_finite().then(|| Self(format!("{double:?}").into()))
    }

    fn canonical(&self) -> Canonical<'_> {
        match (self.as_u64(), self.as_i64(), self.as_f64()) {
            (Some(integer), ..) => Canonical::Unsigned(integer),
            (None, Some(integer), _) => Canonical::Signed(integer),
            (None, None, Some(double)) => Canonical::Double(double.to_bits()),
            (None, None, None) => Canonical::Huge(&self.0),
        }
    }
}

/// What counts when numbers are compared.
#[derive(PartialEq, Eq, Hash)]
enum Canonical<'n> {
    Unsigned(u64),
    Signed(i64),
    Double(u64),
    Huge(&'n str),
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical().hash(state);
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<i64> for Number {
    fn from(integer: i64) -> Self {
        Self(integer.to_string().into())
    }
}

impl From<u64> for Number {
    fn from(integer: u64) -> Self {
        Self(integer.to_string().into())
    }
}

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        if is_number(text) { Ok(Self(text.into())) } else { Err(NotANumber) }
    }
}

/// Tells whether a text is `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

/// A text is no number of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotANumber;

impl fmt::Display for NotANumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is no number of JSON")
    }
}

impl Error for NotANumber {}

#[cfg(test)]
mod tests {
    use super::Number;

    fn number(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn the_grammar_is_that_of_json() {
        for text in ["0", "-0", "10", "1.5", "-1.50e+3", "1E400", "0.0"] {
            assert_eq!(number(text).as_str(), text);
        }
        for text in
            ["", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x1", "1 ", "NaN", "1.5.5", "1e5e5"]
        {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_are_equal_if_they_are_the_same() {
        assert_eq!(number("1.50"), number("1.5"));
        assert_eq!(number("1e2"), number("100.0"));
        assert_ne!(number("1e400"), number("1e401"));
        assert_ne!(number("9007199254740993"), number("9007199254740992"));
        assert_eq!(number("100000000000000000000"), number("1e20"));
        assert_eq!(number("-1").as_i64(), Some(-1));
        assert_eq!((number("-1").as_u64(), number("1e400").as_f64()), (None, None));
    }
}
