//! What a refusal by one of the operation's own codes means.

use std::fmt;
use std::str::FromStr;

use aliyun_rpc::UnknownKind;

/// Declares the kinds, each with its word.
macro_rules! kinds {
    ($(#[doc = $doc:literal])* pub enum $name:ident { $( $(#[doc = $about:literal])* $kind:ident = $word:literal, )+ }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name { $( $(#[doc = $about])* $kind, )+ }

        impl $name {
            /// Lists every kind there is.
            pub const ALL: &'static [Self] = &[$( Self::$kind, )+];

            /// Returns the kind as a word, such as `tag-mismatch`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$kind => $word, )+ }
            }
        }
    };
}

kinds! {
    /// What an error code of the operation itself means, told apart as far as callers act differently.
    ///
    /// Codes that the operation shares with all others are
    /// [`ServiceErrorKind`](aliyun_rpc::ServiceErrorKind)s; a refusal by one of these is
    /// [`ServiceErrorKind::Operation`](aliyun_rpc::ServiceErrorKind::Operation).
    ///
    /// Source: ECS API Reference, DescribeImages, error codes (all revisions).
    pub enum DescribeImagesErrorKind {
        /// `DryRunOperation`: the checks of a dry run passed.
        DryRunPassed = "dry-run-passed",
        /// The value of `ImageOwnerAlias` is not supported.
        ImageOwnerAlias = "image-owner-alias",
        /// Keys and values of the tags do not pair up.
        TagMismatch = "tag-mismatch",
        /// There are too many tags.
        TagCount = "tag-count",
        /// The value of `Usage` is not valid.
        Usage = "usage",
        /// The key or the value of a filter is not valid.
        Filter = "filter",
        /// The instance type does not exist or cannot be used.
        InstanceType = "instance-type",
        /// The value of `OSType` is not valid.
        OsType = "os-type",
        /// The value of `Architecture` is not valid.
        Architecture = "architecture",
        /// Parameters were combined that exclude each other, or the account may not use them.
        Combination = "combination",
    }
}

impl fmt::Display for DescribeImagesErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for DescribeImagesErrorKind {
    type Err = UnknownKind;

    /// Reads the word that `Display` writes. For the code of an error, see [`of`](Self::of).
    fn from_str(word: &str) -> Result<Self, UnknownKind> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == word)
            .ok_or_else(UnknownKind::default)
    }
}

#[cfg(test)]
mod tests {
    use super::DescribeImagesErrorKind as Kind;

    #[test]
    fn every_kind_is_read_back_from_its_word() {
        for kind in Kind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(*kind));
        }
        assert!("Tag-Mismatch".parse::<Kind>().is_err());
    }
}
