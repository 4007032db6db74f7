//! RPC lists: an object (element) that wraps the items, `{"Image": [..]}` or
//! `<Images><Image/>..</Images>`.
//!
//! Missing, `null`, `{}`, an empty element and a wrapper around nothing all mean "no items".
//! In XML the items may stand apart, with other elements between them.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

pub(crate) fn serialize<T: Serialize, S: Serializer>(
    item: &'static str,
    items: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut wrapper = serializer.serialize_struct("", 1)?;
    wrapper.serialize_field(item, items)?;
    wrapper.end()
}

pub(crate) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    item: &'static str,
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_any(WrapperVisitor { item, items: PhantomData })
}

struct WrapperVisitor<T> {
    item: &'static str,
    items: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for WrapperVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object that holds the list {}", self.item)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
        inner.deserialize_any(self)
    }

    /// An XML wrapper with nothing but white space in it.
    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.trim_ascii().is_empty() {
            Ok(Vec::new())
        } else {
            Err(E::invalid_type(serde::de::Unexpected::Str(text), &self))
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut wrapper: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(key) = wrapper.next_key::<Cow<'de, str>>()? {
            if key == self.item {
                match wrapper.next_value::<Items<T>>()? {
                    Items::None => {}
                    Items::One(item) => items.push(item),
                    Items::Many(many) if items.is_empty() => items = many,
                    Items::Many(many) => items.extend(many),
                }
            } else {
                wrapper.next_value::<IgnoredAny>()?;
            }
        }
        Ok(items)
    }
}

/// What stands under the item's name: one XML element, or a JSON list.
enum Items<T> {
    None,
    One(T),
    Many(Vec<T>),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Items<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemsVisitor(PhantomData))
    }
}

struct ItemsVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ItemsVisitor<T> {
    type Value = Items<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an item or a list of items")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Items::None)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Items::None)
    }

    fn visit_map<A: MapAccess<'de>>(self, item: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(item)).map(Items::One)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items)).map(Items::Many)
    }
}

/// Declares a `#[serde(with = "…")]` module for the wrapper around one kind of item.
macro_rules! wrapped_list {
    ($module:ident, $item:literal, $type:ty) => {
        mod $module {
            use serde::{Deserializer, Serializer};

            pub(super) fn serialize<S: Serializer>(
                items: &[$type],
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::wrapped_list::serialize($item, items, serializer)
            }

            pub(super) fn deserialize<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Vec<$type>, D::Error> {
                $crate::wrapped_list::deserialize($item, deserializer)
            }
        }
    };
}

pub(crate) use wrapped_list;
