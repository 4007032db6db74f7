//! What the operation's own error codes mean.

use aliyun_rpc::CodeTable;

use crate::kind::DescribeImagesErrorKind;
use crate::kind::DescribeImagesErrorKind as Kind;

impl DescribeImagesErrorKind {
    /// Returns the meaning of a code in any spelling, or `None` when the operation has no such code
    /// of its own.
    ///
    /// Both seed documents print `Invalidimageowneralias. valuenotsupported` for
    /// `InvalidImageOwnerAlias.ValueNotSupported`.
    ///
    /// ```
    /// use aliyun_ecs_describe_images::DescribeImagesErrorKind;
    ///
    /// let kind = DescribeImagesErrorKind::of("Invalidimageowneralias. valuenotsupported");
    /// assert_eq!(kind, Some(DescribeImagesErrorKind::ImageOwnerAlias));
    /// assert_eq!(DescribeImagesErrorKind::of("Throttling.User"), None);
    /// ```
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        CODES.find(code)
    }
}

const CODES: CodeTable<Kind> = CodeTable::new(
    &[
        ("invalidimageowneralias.publicimageunsupported", Kind::Combination),
        ("currentaccount.notsupportpublicimage", Kind::Combination),
        ("invalidoperation.imageowneridunsupported", Kind::Combination),
    ],
    &[
        ("dryrunoperation", Kind::DryRunPassed),
        ("invalidimageowneralias", Kind::ImageOwnerAlias),
        ("invalidtag", Kind::TagMismatch),
        ("invalidtagcount", Kind::TagCount),
        ("invalidusage", Kind::Usage),
        ("invalidfilterkey", Kind::Filter),
        ("invalidfiltervalue", Kind::Filter),
        ("invalidinstancetype", Kind::InstanceType),
        ("invalidostype", Kind::OsType),
        ("invalidarchitecture", Kind::Architecture),
        ("invalidowner", Kind::Combination),
    ],
);

#[cfg(test)]
mod tests {
    use super::DescribeImagesErrorKind as Kind;

    #[test]
    fn every_spelling_of_a_documented_code_has_its_kind() {
        for (code, kind) in [
            ("InvalidImageOwnerAlias.ValueNotSupported", Kind::ImageOwnerAlias),
            ("Invalidimageowneralias. valuenotsupported", Kind::ImageOwnerAlias),
            ("InvalidImageOwnerAlias.PublicImageUnsupported", Kind::Combination),
            ("Invalidtag. Mismatch", Kind::TagMismatch),
            ("InvalidTag.Mismatch", Kind::TagMismatch),
            ("InvalidTagCount", Kind::TagCount),
            ("InvalidUsage", Kind::Usage),
            ("DryRunOperation", Kind::DryRunPassed),
        ] {
            assert_eq!(Kind::of(code), Some(kind), "{code}");
        }
    }

    #[test]
    fn codes_of_others_and_codes_that_only_begin_like_one_are_none() {
        for code in ["", "InvalidTagCounts", "DryRunOperations", "Throttling", "Forbidden.RAM"] {
            assert_eq!(Kind::of(code), None, "{code}");
        }
    }
}
