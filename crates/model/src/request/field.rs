//! How a field of a request is sent, and read back, by its type.

use std::borrow::Cow;

use super::condition::{Filter, TagFilter};
use crate::scalar::{self, NotAScalar};
use crate::values::{
    ActionType, Architecture, FilterKey, ImageOwnerAlias, ImageStatus, OsType, Usage,
};

/// What the value of a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ParameterKind {
    /// Any text, or one of a set of texts.
    String,
    /// A number from 0 to [`u32::MAX`].
    Integer,
    /// A signed number of 64 bits, such as an account id.
    Integer64,
    /// `true` or `false`.
    Boolean,
    /// Texts with commas between them.
    List,
    /// Keys and values, numbered from 1: `Tag.1.Key`, `Tag.1.Value`, ….
    Numbered,
}

/// One text that a request sends: which half of a numbered pair (0 for a key or a plain value,
/// 1 for a value), its number or place in a list from 1, and the text.
pub(super) type Sent<'f> = (usize, usize, Cow<'f, str>);

/// A field of the request. Each type has one way to the wire.
pub(super) trait Field {
    fn kind(&self) -> ParameterKind;

    /// Returns the texts that are sent.
    fn sent(&self) -> Vec<Sent<'_>>;

    /// Says whether the field is not set, or an empty list.
    fn is_absent(&self) -> bool {
        self.sent().is_empty()
    }

    /// Takes a text as the wire has it; an empty number or boolean is none.
    fn take(&mut self, half: usize, n: usize, text: &str) -> Result<(), NotAScalar>;
}

impl Field for String {
    fn kind(&self) -> ParameterKind {
        ParameterKind::String
    }

    fn sent(&self) -> Vec<Sent<'_>> {
        if self.is_empty() { Vec::new() } else { one(Cow::Borrowed(self.as_str())) }
    }

    fn take(&mut self, _: usize, _: usize, text: &str) -> Result<(), NotAScalar> {
        text.clone_into(self);
        Ok(())
    }
}

impl Field for Option<String> {
    fn kind(&self) -> ParameterKind {
        ParameterKind::String
    }

    fn sent(&self) -> Vec<Sent<'_>> {
        self.as_deref().map(Cow::Borrowed).map_or_else(Vec::new, one)
    }

    fn take(&mut self, _: usize, _: usize, text: &str) -> Result<(), NotAScalar> {
        *self = Some(text.to_owned());
        Ok(())
    }
}

/// Numbers and booleans.
macro_rules! scalar_fields {
    ($( $type:ty, $kind:ident, $read:path; )+) => { $(
        impl Field for Option<$type> {
            fn kind(&self) -> ParameterKind {
                ParameterKind::$kind
            }

            fn sent(&self) -> Vec<Sent<'_>> {
                self.map_or_else(Vec::new, |value| one(Cow::Owned(value.to_string())))
            }

            fn take(&mut self, _: usize, _: usize, text: &str) -> Result<(), NotAScalar> {
                *self = $read(text)?;
                Ok(())
            }
        }
    )+ };
}

scalar_fields! {
    u32, Integer, scalar::number;
    i64, Integer64, scalar::number;
    bool, Boolean, scalar::boolean;
}

/// Open enumerations.
macro_rules! word_fields {
    ($( $type:ty ),+) => { $(
        impl Field for Option<$type> {
            fn kind(&self) -> ParameterKind {
                ParameterKind::String
            }

            fn sent(&self) -> Vec<Sent<'_>> {
                self.as_ref().map_or_else(Vec::new, |value| one(Cow::Borrowed(value.as_str())))
            }

            fn take(&mut self, _: usize, _: usize, text: &str) -> Result<(), NotAScalar> {
                *self = Some(text.into());
                Ok(())
            }
        }
    )+ };
}

word_fields!(ActionType, Architecture, ImageOwnerAlias, OsType, Usage);

/// Lists that are sent with commas between the items.
macro_rules! list_fields {
    ($( $item:ty ),+) => { $(
        impl Field for Vec<$item> {
            fn kind(&self) -> ParameterKind {
                ParameterKind::List
            }

            fn sent(&self) -> Vec<Sent<'_>> {
                let texts = self.iter().map(|item| -> &str { item.as_ref() });
                texts.zip(1..).map(|(text, n)| (0, n, Cow::Borrowed(text))).collect()
            }

            fn is_absent(&self) -> bool {
                self.is_empty()
            }

            fn take(&mut self, _: usize, _: usize, text: &str) -> Result<(), NotAScalar> {
                *self = text.split(',').map(Into::into).collect();
                Ok(())
            }
        }
    )+ };
}

list_fields!(String, ImageStatus);

/// Conditions with a key and a value, numbered from 1.
macro_rules! numbered_fields {
    ($( $condition:ty, $key:ty; )+) => { $(
        impl Field for Vec<$condition> {
            fn kind(&self) -> ParameterKind {
                ParameterKind::Numbered
            }

            fn sent(&self) -> Vec<Sent<'_>> {
                let mut sent = Vec::new();
                for (n, condition) in (1..).zip(self) {
                    let key = condition.key.as_ref().map(|key| -> &str { key.as_ref() });
                    sent.extend(key.map(|key| (0, n, Cow::Borrowed(key))));
                    let value = condition.value.as_deref();
                    sent.extend(value.map(|value| (1, n, Cow::Borrowed(value))));
                }
                sent
            }

            /// A condition with neither key nor value sends nothing, but is there.
            fn is_absent(&self) -> bool {
                self.is_empty()
            }

            fn take(&mut self, half: usize, n: usize, text: &str) -> Result<(), NotAScalar> {
                if !(1..=MOST_NUMBERED).contains(&n) {
                    return Err(NotAScalar);
                }
                if self.len() < n {
                    self.resize(n, <$condition>::default());
                }
                let condition = self.get_mut(n - 1).ok_or(NotAScalar)?;
                match half {
                    0 => condition.key = Some(<$key>::from(text)),
                    _ => condition.value = Some(text.to_owned()),
                }
                Ok(())
            }
        }
    )+ };
}

numbered_fields! {
    TagFilter, String;
    Filter, FilterKey;
}

fn one(text: Cow<'_, str>) -> Vec<Sent<'_>> {
    vec![(0, 1, text)]
}

/// A number beyond it is refused rather than given room: no revision has more than 20.
const MOST_NUMBERED: usize = 1_000;
