//! What an error code means to a caller.

/// What an error code means, told apart as far as callers act differently.
///
/// Codes are compared without regard to ASCII case and blanks: both seed documents print
/// `Invalidimageowneralias. valuenotsupported` for `InvalidImageOwnerAlias.ValueNotSupported`.
/// The code as the service wrote it is [`ServiceError::code`](crate::ServiceError::code).
///
/// Sources: ECS API Reference, DescribeImages, error codes (all revisions); Response results
/// (common error codes); the gateway's own error table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServiceErrorKind {
    /// `DryRunOperation`: the checks of a dry run passed.
    DryRunPassed,
    /// The value of `ImageOwnerAlias` is not supported.
    ImageOwnerAlias,
    /// Keys and values of the tags do not pair up.
    TagMismatch,
    /// There are too many tags.
    TagCount,
    /// The value of `Usage` is not valid.
    Usage,
    /// A required parameter is missing.
    MissingParameter,
    /// The value of some parameter is not valid.
    InvalidParameter,
    /// The region does not exist.
    Region,
    /// The key or the value of a filter is not valid.
    Filter,
    /// The instance type does not exist or cannot be used.
    InstanceType,
    /// The value of `OSType` is not valid.
    OsType,
    /// The value of `Architecture` is not valid.
    Architecture,
    /// Parameters were combined that exclude each other, or the account may not use them.
    Combination,
    /// The access key id does not exist.
    UnknownAccessKey,
    /// The access key is disabled.
    DisabledAccessKey,
    /// The security token is missing, expired, malformed or of another access key.
    SecurityToken,
    /// The signature is not the one the service computed.
    SignatureMismatch,
    /// The signature method or version is not supported.
    SignatureMethod,
    /// The nonce was used before.
    NonceUsed,
    /// The timestamp is too far from the service's clock.
    ClockSkew,
    /// The timestamp is not well formed.
    TimestampFormat,
    /// The caller may not do this.
    Forbidden,
    /// The operation or its version does not exist at this endpoint.
    UnknownOperation,
    /// The format asked for is neither JSON nor XML.
    Format,
    /// There were too many requests; slow down.
    Throttled,
    /// The service is unavailable for now.
    Unavailable,
    /// The service failed.
    Internal,
    /// A code this version does not know.
    Other,
}

impl ServiceErrorKind {
    /// Returns the kind of a code, in any spelling.
    ///
    /// ```
    /// use aliyun_ecs_describe_images::ServiceErrorKind;
    ///
    /// let kind = ServiceErrorKind::of("Invalidimageowneralias. valuenotsupported");
    /// assert_eq!(kind, ServiceErrorKind::ImageOwnerAlias);
    /// assert_eq!(ServiceErrorKind::of("Throttling.User"), ServiceErrorKind::Throttled);
    /// ```
    #[must_use]
    pub fn of(code: &str) -> Self {
        let folded: String = code
            .chars()
            .filter(|character| !character.is_ascii_whitespace())
            .map(|character| character.to_ascii_lowercase())
            .collect();
        let exact = EXACT.iter().find(|(code, _)| *code == folded);
        let family = || FAMILIES.iter().find(|(family, _)| is_member(&folded, family));
        exact.or_else(family).map_or(Self::Other, |(_, kind)| *kind)
    }
}

/// A family holds the code itself and everything below it: `throttling`, `throttling.user`.
fn is_member(code: &str, family: &str) -> bool {
    code.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

type Row = (&'static str, ServiceErrorKind);

/// Codes whose family means something else, or that have no family.
const EXACT: &[Row] = &[
    ("invalidimageowneralias.publicimageunsupported", ServiceErrorKind::Combination),
    ("invalidaccesskeyid.inactive", ServiceErrorKind::DisabledAccessKey),
    ("forbidden.accesskeydisabled", ServiceErrorKind::DisabledAccessKey),
    ("missingsecuritytoken", ServiceErrorKind::SecurityToken),
    ("invalidtimestamp.format", ServiceErrorKind::TimestampFormat),
    ("invalidparameter.format", ServiceErrorKind::Format),
    ("rejected.throttling", ServiceErrorKind::Throttled),
    ("currentaccount.notsupportpublicimage", ServiceErrorKind::Combination),
    ("invalidoperation.imageowneridunsupported", ServiceErrorKind::Combination),
    ("invalidapi.notfound", ServiceErrorKind::UnknownOperation),
    ("invalidregion.notfound", ServiceErrorKind::Region),
    ("missingaccesskeyid", ServiceErrorKind::MissingParameter),
    ("missingtimestamp", ServiceErrorKind::MissingParameter),
    ("missingsignature", ServiceErrorKind::MissingParameter),
    ("missingsignaturenonce", ServiceErrorKind::MissingParameter),
    ("missingversion", ServiceErrorKind::MissingParameter),
    ("missingaction", ServiceErrorKind::MissingParameter),
    ("missingregion", ServiceErrorKind::MissingParameter),
];

const FAMILIES: &[Row] = &[
    ("dryrunoperation", ServiceErrorKind::DryRunPassed),
    ("invalidimageowneralias", ServiceErrorKind::ImageOwnerAlias),
    ("invalidtag", ServiceErrorKind::TagMismatch),
    ("invalidtagcount", ServiceErrorKind::TagCount),
    ("invalidusage", ServiceErrorKind::Usage),
    ("missingparameter", ServiceErrorKind::MissingParameter),
    ("invalidparameter", ServiceErrorKind::InvalidParameter),
    // Both misspellings are the service's.
    ("invalidparamter", ServiceErrorKind::InvalidParameter),
    ("invalidparamater", ServiceErrorKind::InvalidParameter),
    ("invalidregionid", ServiceErrorKind::Region),
    ("invalidfilterkey", ServiceErrorKind::Filter),
    ("invalidfiltervalue", ServiceErrorKind::Filter),
    ("invalidinstancetype", ServiceErrorKind::InstanceType),
    ("invalidostype", ServiceErrorKind::OsType),
    ("invalidarchitecture", ServiceErrorKind::Architecture),
    ("invalidowner", ServiceErrorKind::Combination),
    ("invalidaccesskeyid", ServiceErrorKind::UnknownAccessKey),
    ("invalidsecuritytoken", ServiceErrorKind::SecurityToken),
    ("signaturedoesnotmatch", ServiceErrorKind::SignatureMismatch),
    ("incompletesignature", ServiceErrorKind::SignatureMismatch),
    ("invalidsignaturemethod", ServiceErrorKind::SignatureMethod),
    ("signaturenonceused", ServiceErrorKind::NonceUsed),
    ("invalidtimestamp", ServiceErrorKind::ClockSkew),
    ("illegaltimestamp", ServiceErrorKind::ClockSkew),
    ("forbidden", ServiceErrorKind::Forbidden),
    ("nopermission", ServiceErrorKind::Forbidden),
    ("invalidaction", ServiceErrorKind::UnknownOperation),
    ("invalidversion", ServiceErrorKind::UnknownOperation),
    ("nosuchversion", ServiceErrorKind::UnknownOperation),
    ("unsupportedoperation", ServiceErrorKind::UnknownOperation),
    ("throttling", ServiceErrorKind::Throttled),
    ("serviceunavailable", ServiceErrorKind::Unavailable),
    ("internalerror", ServiceErrorKind::Internal),
    ("unknownerror", ServiceErrorKind::Internal),
];

#[cfg(test)]
mod tests {
    use super::ServiceErrorKind as Kind;

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
            ("InvalidParamter", Kind::InvalidParameter),
            ("InvalidParamater", Kind::InvalidParameter),
            ("MissingParameter.RegionId", Kind::MissingParameter),
            ("InvalidTimeStamp.Expired", Kind::ClockSkew),
            ("InvalidTimeStamp.Format", Kind::TimestampFormat),
            ("IllegalTimestamp", Kind::ClockSkew),
            ("throttling.user", Kind::Throttled),
            ("Rejected.Throttling", Kind::Throttled),
            ("ServiceUnavailable.RegionMaintaining", Kind::Unavailable),
            ("InvalidAccessKeyId.NotFound", Kind::UnknownAccessKey),
            ("InvalidAccessKeyId.Inactive", Kind::DisabledAccessKey),
            ("Forbidden.RAM", Kind::Forbidden),
        ] {
            assert_eq!(Kind::of(code), kind, "{code}");
        }
    }

    #[test]
    fn a_code_that_only_begins_like_another_is_unknown() {
        for code in ["", "ThrottlingX", "InvalidTagCounts", "Forbiddenish", "DryRunOperations"] {
            assert_eq!(Kind::of(code), Kind::Other, "{code}");
        }
    }
}
