//! Values of the protocol as the words of flags.

use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Takes one of these words, and lists them in the help.
pub(super) fn words<T>(words: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| word.parse())
}

pub(super) const FORMATS: &[&str] = &["json", "xml"];

pub(super) const METHODS: &[&str] = &["get", "post"];

pub(super) const SCHEMES: &[&str] = &["rpc", "acs3"];
