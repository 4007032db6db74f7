//! Reading values with serde, from JSON and from XML through quick-xml alike.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::number::Number;
use crate::value::{Members, Value};
use crate::{MAX_DEPTH, TEXT};

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        AnyValue { depth: 0 }.deserialize(deserializer)
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AnyMembers { depth: 0 })
    }
}

/// Reads a value within so many others. Not every format bounds how deep it is nested.
#[derive(Clone, Copy)]
struct AnyValue {
    depth: usize,
}

impl AnyValue {
    fn inside<E: Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(E::custom("an unknown member is nested more than 64 deep"));
        }
        Ok(Self { depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for AnyValue {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Value, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, boolean: bool) -> Result<Value, E> {
        Ok(Value::Boolean(boolean))
    }

    fn visit_u64<E: Error>(self, integer: u64) -> Result<Value, E> {
        Ok(integer.into())
    }

    fn visit_i64<E: Error>(self, integer: i64) -> Result<Value, E> {
        Ok(integer.into())
    }

    fn visit_f64<E: Error>(self, double: f64) -> Result<Value, E> {
        Ok(Number::of_double(double).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Value, A::Error> {
        let members = AnyMembers { depth: self.depth }.visit_map(members)?;
        // An element of XML that holds nothing but text.
        let only = |name: &str| match members.get(name) {
            Some(Value::String(text)) if members.len() == 1 => Some(text.as_str()),
            _ => None,
        };
        if let Some(text) = only(TEXT) {
            return Ok(text.into());
        }
        if let Some(number) = only(NUMBER).and_then(|spelling| spelling.parse().ok()) {
            return Ok(Value::Number(number));
        }
        Ok(Value::Object(members))
    }
}

/// Reads the members of an object within so many others.
struct AnyMembers {
    depth: usize,
}

impl<'de> Visitor<'de> for AnyMembers {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Members, A::Error> {
        let inside = AnyValue { depth: self.depth }.inside()?;
        let mut found: Vec<(String, Value)> = Vec::new();
        // The place of the text between elements, of which there may be several pieces.
        let mut text_at = None;
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(inside)?;
            if name == TEXT {
                let before = text_at.and_then(|at: usize| found.get_mut(at));
                if let (Some((_, Value::String(text))), Value::String(more)) = (before, &value) {
                    text.push_str(more);
                    continue;
                }
                text_at = Some(found.len());
            }
            found.push((name, value));
        }
        Ok(found.into_iter().collect())
    }
}

/// What serde_json calls a number if it has the feature `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";
