//! Values of the service as people write them: in any case, or by another common name.

use std::str::FromStr;

use aliyun_ecs_model::{Architecture, ImageOwnerAlias, ImageStatus, OsType};
use clap::builder::TypedValueParser;

/// A set of values that has names.
pub(super) trait Known: FromStr + Clone + Send + Sync + 'static {
    /// The texts of the service.
    const KNOWN: &'static [&'static str];
}

impl Known for ImageStatus {
    const KNOWN: &'static [&'static str] = Self::KNOWN;
}

impl Known for ImageOwnerAlias {
    const KNOWN: &'static [&'static str] = Self::KNOWN;
}

impl Known for OsType {
    const KNOWN: &'static [&'static str] = Self::KNOWN;
}

impl Known for Architecture {
    const KNOWN: &'static [&'static str] = Self::KNOWN;
}

/// Takes a known value. Others would find nothing in silence.
pub(super) fn known<T: Known>() -> impl TypedValueParser<Value = T> {
    |text: &str| read::<T>(text)
}

fn read<T: Known>(text: &str) -> Result<T, String> {
    let value = spelled(text, T::KNOWN).and_then(|known| known.parse().ok());
    value.ok_or_else(|| format!("the known values are {}", T::KNOWN.join(", ")))
}

/// Returns which of these values of the service is meant.
pub(super) fn spelled<'v>(text: &str, values: &[&'v str]) -> Option<&'v str> {
    let named = |name: &str| values.iter().copied().find(|value| value.eq_ignore_ascii_case(name));
    let alias = || ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(text));
    named(text).or_else(|| named(alias()?.1))
}

/// Other names, each with the text of the service.
const ALIASES: &[(&str, &str)] = &[
    ("aarch64", "arm64"),
    ("amd64", "x86_64"),
    ("x64", "x86_64"),
    ("x86-64", "x86_64"),
    ("x86", "i386"),
    ("i686", "i386"),
    ("win", "windows"),
    ("own", "self"),
    ("me", "self"),
];

#[cfg(test)]
mod tests {
    use aliyun_ecs_model::{Architecture, ImageStatus, OsType};

    use super::read;

    #[test]
    fn case_does_not_count_and_common_names_are_known() {
        assert_eq!(read("available"), Ok(ImageStatus::Available));
        assert_eq!(read("Linux"), Ok(OsType::Linux));
        assert_eq!(read("AArch64"), Ok(Architecture::Arm64));
        assert_eq!(read("amd64"), Ok(Architecture::X86_64));
    }

    #[test]
    fn what_is_unknown_is_told_with_what_is_known() {
        let error = read::<OsType>("bsd").expect_err("no such value");
        assert_eq!(error, "the known values are linux, windows");
    }
}
