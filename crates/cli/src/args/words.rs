//! Values of the protocol as the words of flags.

use std::str::FromStr;

use aliyun_rpc_signer::{Format, Method, Scheme};
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Takes one of the words of a type, in small letters as they are in the help.
pub(super) fn words<T: Word>() -> impl TypedValueParser<Value = T> {
    let words = T::ALL.iter().map(|word| word.to_string().to_ascii_lowercase());
    PossibleValuesParser::new(words).try_map(|word| word.parse())
}

/// A type that is a choice of words.
pub(super) trait Word:
    FromStr<Err: std::error::Error + Send + Sync + 'static> + ToString + Clone + Send + Sync + 'static
{
    /// Every one there is.
    const ALL: &'static [Self];
}

impl Word for Format {
    const ALL: &'static [Self] = Self::ALL;
}

impl Word for Method {
    const ALL: &'static [Self] = Self::ALL;
}

impl Word for Scheme {
    const ALL: &'static [Self] = Self::ALL;
}
