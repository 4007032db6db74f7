//! Enumerations that are written as words.

use std::error::Error;
use std::fmt;

/// Gives an enumeration of words `ALL`, `as_str`, `Display`, and `FromStr` in any ASCII case.
macro_rules! words {
    ($name:ident, $as_str:literal, $( $variant:ident = $word:literal ),+) => {
        impl $name {
            /// Lists every one there is.
            pub const ALL: &'static [Self] = &[$( Self::$variant ),+];

            #[doc = $as_str]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::UnknownWord;

            /// Reads the word in any ASCII case.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let is_it = |one: &&Self| one.as_str().eq_ignore_ascii_case(text);
                let found = Self::ALL.iter().find(is_it).copied();
                found.ok_or($crate::UnknownWord::new(&[$( $word ),+]))
            }
        }
    };
}

pub(crate) use words;

/// A text is none of the words that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownWord {
    words: &'static [&'static str],
}

impl UnknownWord {
    pub(crate) const fn new(words: &'static [&'static str]) -> Self {
        Self { words }
    }

    /// Returns the words that there are.
    pub fn words(&self) -> &'static [&'static str] {
        self.words
    }
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected one of {}", self.words.join(", "))
    }
}

impl Error for UnknownWord {}

#[cfg(test)]
mod tests {
    use crate::{Format, Method, Scheme};

    #[test]
    fn words_are_read_back_in_any_case() {
        for method in Method::ALL {
            assert_eq!(method.to_string().to_lowercase().parse(), Ok(*method));
        }
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(*format));
        }
        for scheme in Scheme::ALL {
            assert_eq!(scheme.to_string().parse(), Ok(*scheme));
        }
        let error = "PUT".parse::<Method>().expect_err("no method");
        assert_eq!(error.to_string(), "expected one of GET, POST");
    }
}
