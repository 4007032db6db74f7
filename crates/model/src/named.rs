//! Values that have names: written by them, and read back, with serde as well.

use std::error::Error;
use std::fmt;

/// Gives a type `Display`, `FromStr` and serde by the names of its values.
macro_rules! named {
    ($type:ident, $name:path, $all:expr, $expected:literal) => {
        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad($name(*self))
            }
        }

        impl ::std::str::FromStr for $type {
            type Err = $crate::UnknownName;

            /// Reads the name that `Display` writes.
            fn from_str(name: &str) -> Result<Self, Self::Err> {
                let found = $all.iter().copied().find(|one| $name(*one) == name);
                found.ok_or($crate::UnknownName::new($expected))
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($name(*self))
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let name = <::std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                name.parse().map_err(::serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use named;

/// A text is not the name of any value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownName {
    expected: &'static str,
}

impl UnknownName {
    pub(crate) const fn new(expected: &'static str) -> Self {
        Self { expected }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }
}

impl Error for UnknownName {}

#[cfg(test)]
mod tests {
    use crate::{Level, Parameter, Rule};

    #[test]
    fn names_are_read_back() {
        for rule in Rule::ALL {
            assert_eq!(rule.to_string().parse(), Ok(*rule));
        }
        for parameter in Parameter::ALL {
            assert_eq!(parameter.to_string().parse(), Ok(*parameter));
        }
        for level in Level::ALL {
            let json = serde_json::to_string(level).expect("JSON");
            assert_eq!(json, format!("\"{level}\""));
            assert_eq!(serde_json::from_str::<Level>(&json).expect("a level"), *level);
        }
        let error = "often".parse::<Level>().expect_err("no level");
        assert_eq!(error.to_string(), "expected one of off, advise, deny");
    }
}
