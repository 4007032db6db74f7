//! The scalar types that make one set of derived records serve every peer.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// The types that a peer's records hold. Only members that the bodies really write in two ways
/// pay for a tolerant type; a peer that were strict there would refuse the bodies.
pub(crate) trait Scalars {
    /// A text.
    type Text: AsRef<str> + Into<String>;
    /// A text that JSON may write as a number or a truth value (`Progress`, `IsSelfShared`).
    type Loose: AsRef<str> + Into<String>;
    /// A number that JSON may write as a text (`Size`, `TotalCount`).
    type Count: Into<u32>;
}

/// JSON, every text copied into a string of its own.
pub(crate) struct JsonOwned;

impl Scalars for JsonOwned {
    type Text = String;
    type Loose = Loose<String>;
    type Count = Count;
}

/// JSON, texts borrowed from the body where they have no escapes.
pub(crate) struct JsonBorrowed<'b>(PhantomData<&'b str>);

impl<'b> Scalars for JsonBorrowed<'b> {
    type Text = Str<'b>;
    type Loose = Loose<Cow<'b, str>>;
    type Count = Count;
}

/// XML, where everything is text.
pub(crate) struct XmlOwned;

impl Scalars for XmlOwned {
    type Text = String;
    type Loose = String;
    type Count = u32;
}

/// A text that borrows. `Option<Cow<str>>` with `#[serde(borrow)]` does not: inside an `Option`,
/// serde reads a `Cow` as owned, and a benchmark of it measures allocations.
pub(crate) struct Str<'b>(Cow<'b, str>);

impl AsRef<str> for Str<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<Str<'_>> for String {
    fn from(text: Str<'_>) -> Self {
        text.0.into_owned()
    }
}

impl<'de: 'b, 'b> Deserialize<'de> for Str<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(ScalarVisitor).map(Self)
    }
}

/// A text, read from any scalar.
pub(crate) struct Loose<T>(T);

impl<T: AsRef<str>> AsRef<str> for Loose<T> {
    fn as_ref(&self) -> &str {
        self.0.as_ref()
    }
}

impl<T: Into<String>> From<Loose<T>> for String {
    fn from(loose: Loose<T>) -> Self {
        loose.0.into()
    }
}

impl<'de, T: From<Cow<'de, str>>> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor).map(|text| Self(text.into()))
    }
}

/// A count, read from a number or a text.
pub(crate) struct Count(u32);

impl From<Count> for u32 {
    fn from(count: Count) -> Self {
        count.0
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor).map(Self)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a whole number or a truth value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(number.to_string()))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(if flag { "true" } else { "false" }))
    }
}

struct CountVisitor;

impl Visitor<'_> for CountVisitor {
    type Value = u32;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a count or its text")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        u32::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Count, Loose, Str};

    #[test]
    fn the_borrowing_text_borrows_inside_an_option() {
        let text: Option<Str<'_>> = serde_json::from_str(r#""plain""#).expect("a text");
        assert!(matches!(text, Some(Str(Cow::Borrowed("plain")))));
        let text: Option<Loose<Cow<'_, str>>> = serde_json::from_str(r#""100%""#).expect("a text");
        assert!(matches!(text, Some(Loose(Cow::Borrowed("100%")))));
    }

    #[test]
    fn an_escaped_text_is_decoded() {
        let text: Str<'_> = serde_json::from_str(r#""a\nb""#).expect("a text");
        assert!(matches!(text, Str(Cow::Owned(decoded)) if decoded == "a\nb"));
    }

    #[test]
    fn both_spellings_of_a_number_are_one() {
        for body in ["20", r#""20""#] {
            assert_eq!(serde_json::from_str::<Count>(body).expect(body).0, 20);
            assert_eq!(serde_json::from_str::<Loose<String>>(body).expect(body).0, "20");
        }
    }
}
