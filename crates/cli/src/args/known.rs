//! Values of the service as people write them: in any case, or by another common name.

use std::str::FromStr;

use aliyun_ecs_model::{Architecture, ImageOwnerAlias, ImageStatus, OsType};
use clap::builder::TypedValueParser;

/// A set of values that has names.
pub(super) trait Known: FromStr + Clone + Send + Sync + 'static {
    /// The texts of the service.
    const KNOWN: &'static [&'static str];
    /// Other names, each with the text of the service.
    const ALIASES: &'static [(&'static str, &'static str)] = &[];
}

impl Known for ImageStatus {
    const KNOWN: &'static [&'static str] = Self::KNOWN;
}

impl Known for ImageOwnerAlias {
    const KNOWN: &'static [&'static str] = Self::KNOWN;
    const ALIASES: &'static [(&'static str, &'static str)] = &[("own", "self"), ("me", "self")];
}

impl Known for OsType {
    const KNOWN: &'static [&'static str] = Self::KNOWN;
}

impl Known for Architecture {
    const KNOWN: &'static [&'static str] = Self::KNOWN;
    const ALIASES: &'static [(&'static str, &'static str)] =
        &[("aarch64", "arm64"), ("amd64", "x86_64"), ("x64", "x86_64"), ("x86-64", "x86_64")];
}

/// Takes a known value. Others would find nothing in silence.
pub(super) fn known<T: Known>() -> impl TypedValueParser<Value = T> {
    |text: &str| read::<T>(text)
}

fn read<T: Known>(text: &str) -> Result<T, String> {
    let same = |other: &str| other.eq_ignore_ascii_case(text);
    let known = T::KNOWN.iter().copied().find(|known| same(known));
    let alias = || T::ALIASES.iter().find(|(alias, _)| same(alias)).map(|(_, known)| *known);
    let value = known.or_else(alias).and_then(|known| known.parse().ok());
    value.ok_or_else(|| format!("the known values are {}", T::KNOWN.join(", ")))
}

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
