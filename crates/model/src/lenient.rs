//! Reading scalars whose type wobbles, for JSON and for XML through quick-xml alike.
//!
//! quick-xml presents an element as a map whose text sits under `$text`, JSON presents plain
//! values; one visitor takes both.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Unexpected, Visitor};

use crate::scalar;

/// Reads a text; numbers and truth values become their text. `null` is no value.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_any(ScalarVisitor).map(|found| found.map(Cow::into_owned))
}

/// Reads an integer.
pub(crate) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    parse(deserializer, scalar::number, "a whole number of at most 4294967295, or its text")
}

/// Reads an identifier of 64 bits.
pub(crate) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    parse(deserializer, scalar::number, "a 64-bit whole number, or its text")
}

/// Reads a boolean.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    parse(deserializer, scalar::boolean, "true or false, or their text")
}

/// Reads an open enumeration; `null` is no value.
pub(crate) fn open<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: for<'a> From<&'a str>,
    D: Deserializer<'de>,
{
    let found = deserializer.deserialize_any(ScalarVisitor)?;
    Ok(found.map(|text| T::from(&text)))
}

fn parse<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    read: fn(&str) -> Result<Option<T>, scalar::NotAScalar>,
    expected: &str,
) -> Result<Option<T>, D::Error> {
    match deserializer.deserialize_any(ScalarVisitor)? {
        None => Ok(None),
        Some(text) => {
            read(&text).map_err(|_| D::Error::invalid_value(Unexpected::Str(&text), &expected))
        }
    }
}

/// Takes any scalar as text.
struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number or a truth value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(number.to_string())))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        // `{:?}` keeps the fraction of a whole number, so `1.0` does not pass as a count.
        Ok(Some(Cow::Owned(format!("{number:?}"))))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(if flag { "true" } else { "false" })))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut element: A) -> Result<Self::Value, A::Error> {
        let mut text = String::new();
        while let Some(key) = element.next_key::<Cow<'de, str>>()? {
            match key.as_ref() {
                "$text" => text.push_str(&element.next_value::<String>()?),
                attribute if attribute.starts_with('@') => {
                    element.next_value::<IgnoredAny>()?;
                }
                _ => return Err(A::Error::invalid_type(Unexpected::Map, &self)),
            }
        }
        Ok(Some(Cow::Owned(text)))
    }
}

/// Reads an object that may be `null` or, in XML, an element without content.
pub(crate) fn object<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer)
}
