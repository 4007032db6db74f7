//! Structs that keep the members they do not have.

use std::fmt;

use aliyun_rpc_value::Value;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// Declares a struct with a field `unknown` for the members that no other field names, and its serde
/// form: the fields as their attributes say, and behind them the unknown members.
///
/// What serde derives is for a private struct with the same fields. Derived for the struct itself, with
/// `flatten` for the unknown members, it would copy every value before reading it.
macro_rules! keeps_unknown {
    (
        $(#[doc = $doc:literal])*
        #[serde($($serde:tt)*)]
        pub struct $name:ident as $fields:ident {
            $(
                $(#[doc = $field_doc:literal])*
                $(#[serde($($field_serde:tt)*)])*
                pub $field:ident: $type:ty,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[doc = $field_doc])*
                pub $field: $type,
            )*
            /// The members that no other field is for, in the order of the body.
            pub unknown: ::aliyun_rpc_value::Members,
        }

        #[derive(Default, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(default, $($serde)*)]
        struct $fields {
            $(
                $(#[serde($($field_serde)*)])*
                $field: $type,
            )*
            #[serde(skip)]
            unknown: ::aliyun_rpc_value::Members,
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                struct Known<'a>(&'a $name);

                impl ::serde::Serialize for Known<'_> {
                    fn serialize<S: ::serde::Serializer>(
                        &self,
                        serializer: S,
                    ) -> Result<S::Ok, S::Error> {
                        $fields::serialize(self.0, serializer)
                    }
                }

                if self.unknown.is_empty() {
                    return $fields::serialize(self, serializer);
                }
                let (known, unknown) = (&Known(self), &self.unknown);
                ::aliyun_rpc_value::WithUnknown { known, unknown }.serialize(serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let mut unknown = Vec::new();
                let keeping = $crate::unknown::Keeping::new(deserializer, &mut unknown);
                let mut read = $fields::deserialize(keeping)?;
                read.unknown = unknown.into_iter().collect();
                Ok(read)
            }
        }
    };
}

pub(crate) use keeps_unknown;

/// What has been found so far.
type Found = Vec<(String, Value)>;

/// Reads a struct and keeps the members that it does not name.
pub(crate) struct Keeping<'k, D> {
    inner: D,
    found: &'k mut Found,
}

impl<'k, D> Keeping<'k, D> {
    pub(crate) fn new(inner: D, found: &'k mut Found) -> Self {
        Self { inner, found }
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Keeping<'_, D> {
    type Error = D::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let Self { inner, found } = self;
        inner.deserialize_struct(name, fields, KeepingVisitor { visitor, fields, found })
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct KeepingVisitor<'k, V> {
    visitor: V,
    fields: &'static [&'static str],
    found: &'k mut Found,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for KeepingVisitor<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        let Self { visitor, fields, found } = self;
        visitor.visit_map(KnownMembers { members, fields, found })
    }

    /// A format without names has no unknown ones.
    fn visit_seq<A: SeqAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_seq(members)
    }
}

/// Gives out the members that have a field, and keeps those in between.
struct KnownMembers<'k, A> {
    members: A,
    fields: &'static [&'static str],
    found: &'k mut Found,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for KnownMembers<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        key: K,
    ) -> Result<Option<K::Value>, A::Error> {
        loop {
            match self.members.next_key_seed(Name { fields: self.fields })? {
                None => return Ok(None),
                Some(Ok(field)) => {
                    return key.deserialize(BorrowedStrDeserializer::new(field)).map(Some);
                }
                Some(Err(name)) => self.found.push((name, self.members.next_value()?)),
            }
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, value: T) -> Result<T::Value, A::Error> {
        self.members.next_value_seed(value)
    }
}

/// Reads a name: one of the fields, or another.
struct Name {
    fields: &'static [&'static str],
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Result<&'static str, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Result<&'static str, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let field = self.fields.iter().find(|field| **field == name);
        Ok(field.copied().ok_or_else(|| name.to_owned()))
    }
}
