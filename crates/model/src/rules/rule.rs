//! The rules: what each looks at, where it is written, and what the service answers.

use crate::named::named;
use crate::request::Parameter;

/// Declares the rules with their texts in one table.
macro_rules! rules {
    ($( $variant:ident, $id:literal, $checks:literal, $source:literal, $predicts:expr; )+) => {
        /// One thing that [`check`](super::check) looks at.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $( #[doc = $checks] $variant, )+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the stable identifier, such as `tag-count`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $( Self::$variant => $id, )+ }
            }

            /// Returns what the rule checks, as a sentence.
            #[must_use]
            pub const fn checks(self) -> &'static str {
                match self { $( Self::$variant => $checks, )+ }
            }

            /// Returns where the rule is written: clause and date of the documentation.
            #[must_use]
            pub const fn source(self) -> &'static str {
                match self { $( Self::$variant => $source, )+ }
            }

            const fn own_prediction(self) -> Option<&'static str> {
                match self { $( Self::$variant => $predicts, )+ }
            }
        }
    };
}

rules! {
    RegionIdRequired, "region-id-required",
        "`RegionId` is given.",
        "DescribeImages, request parameter RegionId (every revision)",
        Some("MissingParameter");
    RegionIdSyntax, "region-id-syntax",
        "`RegionId` is 2 to 63 of `a-z`, `0-9` and `-`, not beginning with `-`.",
        "not documented; every published region id has this form, and it becomes part of a host name",
        Some("InvalidRegionId.NotFound");
    ListItem, "list-item",
        "No item of a list is empty, and none of a comma list holds a comma.",
        "DescribeImages, request parameters ImageId and Status: values are separated by commas (2018-06-15)",
        None;
    ImageIdCount, "image-id-count",
        "At most 100 images are asked for by identifier.",
        "DescribeImages, request parameter ImageId, Chinese page (2018-06-07 to 2018-10-26)",
        Some("InvalidParameter");
    TagCount, "tag-count",
        "No more tags are given than the revision allows.",
        "DescribeImages, request parameter Tag.n.Key: n from 1 to 5 (2018-06-15), 1 to 20 (2019-02-18 and later)",
        Some("InvalidTagCount");
    TagKeyEmpty, "tag-key-empty",
        "No tag key is an empty text.",
        "DescribeImages, request parameter Tag.n.Key (2018-06-15, 2019-02-18)",
        None;
    TagKeyLength, "tag-key-length",
        "No tag key is longer than 64 characters.",
        "DescribeImages, request parameter Tag.n.Key (2019-02-18)",
        None;
    TagKeyPrefix, "tag-key-prefix",
        "No tag key begins with `aliyun`, `acs:`, `http://` or `https://`.",
        "DescribeImages, request parameter Tag.n.Key (2019-02-18; from 2019-08-14 the last two may stand nowhere)",
        None;
    TagValueLength, "tag-value-length",
        "No tag value is longer than 128 characters.",
        "DescribeImages, request parameter Tag.n.Value (2019-02-18)",
        None;
    TagValuePrefix, "tag-value-prefix",
        "No tag value begins with `aliyun`, `acs:`, `http://` or `https://`.",
        "DescribeImages, request parameter Tag.n.Value (2019-02-18; from 2019-08-14 the last two may stand nowhere)",
        None;
    TagPairing, "tag-pairing",
        "No tag has a value without a key, or neither.",
        "DescribeImages, error code InvalidTag.Mismatch (every revision)",
        Some("InvalidTag.Mismatch");
    TagKeyAlone, "tag-key-alone",
        "No tag has a key without a value.",
        "DescribeImages, error code InvalidTag.Mismatch: key and value must match; the case is not described further",
        Some("InvalidTag.Mismatch");
    PageNumberMin, "page-number-min",
        "`PageNumber` is at least 1.",
        "DescribeImages, request parameter PageNumber: starts at 1 (2018-06-15, 2019-05-31 and later)",
        Some("InvalidParameter");
    PageSizeMin, "page-size-min",
        "`PageSize` is at least 1.",
        "DescribeImages, request parameter PageSize: 1 to 100 (2020-10-26 and later)",
        Some("InvalidParameter");
    PageSizeMax, "page-size-max",
        "`PageSize` is no larger than the revision allows.",
        "DescribeImages, request parameter PageSize: at most 50 (2018-06-15), 100 (2019-02-18 and later)",
        Some("InvalidParameter");
    FilterPairing, "filter-pairing",
        "Every filter has a key.",
        "DescribeImages, request parameter Filter.n.Value: needs Filter.n.Key (2021-07-14)",
        None;
    PublicOwnerAlias, "public-owner-alias",
        "`IsPublic` true comes with `ImageOwnerAlias` `others`.",
        "DescribeImages, request parameter IsPublic (2025-04-22)",
        Some("InvalidImageOwnerAlias.PublicImageUnsupported");
    OwnerIdContext, "owner-id-context",
        "`ImageOwnerId` comes with a query for shared or community images.",
        "DescribeImages, request parameter ImageOwnerId (2025-04-22)",
        Some("InvalidOperation.ImageOwnerIdUnsupported");
    OwnerExclusive, "owner-exclusive",
        "`OwnerId` and `OwnerAccount` are not given together.",
        "ECS API Reference, common error codes, InvalidOwner",
        Some("InvalidOwner");
    ParameterDocumented, "parameter-documented",
        "Every parameter is documented in the revision.",
        "DescribeImages, request parameters (each revision)",
        None;
    ValueDocumented, "value-documented",
        "Every value of a closed set is documented in the revision.",
        "DescribeImages, request parameters (each revision)",
        None;
    ValueEmpty, "value-empty",
        "No value is an empty text, which official clients sign differently.",
        "not documented; official clients disagree on signing empty values",
        None;
}

impl Rule {
    pub(super) const COUNT: usize = Self::ALL.len();

    /// Returns the error code the service is expected to answer when the rule is broken at this
    /// parameter, where the documentation or recorded traffic names one.
    #[must_use]
    pub const fn predicts(self, parameter: Parameter) -> Option<&'static str> {
        match (self, parameter) {
            (Self::ValueDocumented, Parameter::ImageOwnerAlias) => {
                Some("InvalidImageOwnerAlias.ValueNotSupported")
            }
            (Self::ValueDocumented, Parameter::Usage) => Some("InvalidUsage"),
            (Self::ValueDocumented, Parameter::OsType) => Some("InvalidOSType"),
            (Self::ValueDocumented, Parameter::Architecture) => Some("InvalidArchitecture"),
            (Self::ValueDocumented, Parameter::FilterKey) => Some("InvalidFilterKey.NotFound"),
            (_, _) => self.own_prediction(),
        }
    }
}

named!(Rule, Rule::id, Rule::ALL, "there is no rule of this id");
