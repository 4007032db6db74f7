//! What an error code means to a caller, in any RPC product.

use crate::code_table::CodeTable;

/// What an error code means, told apart as far as callers act differently.
///
/// The code as the service wrote it, if it looks like one, is [`ServiceError::code`](crate::ServiceError::code).
///
/// Sources: ECS API Reference, Response results (common error codes) and DescribeImages (error
/// codes, all revisions); the gateway's own error table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServiceErrorKind {
    /// A required parameter is missing.
    MissingParameter,
    /// The value of some parameter is not valid.
    InvalidParameter,
    /// The region does not exist.
    Region,
    /// The access key id does not exist.
    UnknownAccessKey,
    /// The access key is disabled.
    DisabledAccessKey,
    /// The temporary access key has expired: another one is needed.
    ExpiredToken,
    /// The security token is missing, malformed or of another access key.
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
    /// A code that the operation itself documents. The operation says which, and sets this
    /// kind with [`ServiceError::with_kind`](crate::ServiceError::with_kind).
    Operation,
    /// A code this version does not know.
    Other,
}

impl ServiceErrorKind {
    /// Returns the kind of a code, in any spelling that [`CodeTable`] takes for the same.
    ///
    /// ```
    /// use aliyun_rpc::ServiceErrorKind;
    ///
    /// assert_eq!(ServiceErrorKind::of("Throttling.User"), ServiceErrorKind::Throttled);
    /// assert_eq!(ServiceErrorKind::of("NoSuchCodeYet"), ServiceErrorKind::Other);
    /// ```
    #[must_use]
    pub fn of(code: &str) -> Self {
        CODES.find(code).unwrap_or(Self::Other)
    }
}

use ServiceErrorKind as Kind;

/// The codes that the gateway and all products share.
const CODES: CodeTable<Kind> = CodeTable::new(
    &[
        ("invalidaccesskeyid.inactive", Kind::DisabledAccessKey),
        ("forbidden.accesskeydisabled", Kind::DisabledAccessKey),
        ("invalidsecuritytoken.expired", Kind::ExpiredToken),
        ("missingsecuritytoken", Kind::SecurityToken),
        ("invalidtimestamp.format", Kind::TimestampFormat),
        ("invalidparameter.format", Kind::Format),
        ("rejected.throttling", Kind::Throttled),
        ("invalidapi.notfound", Kind::UnknownOperation),
        ("invalidregion.notfound", Kind::Region),
        ("missingaccesskeyid", Kind::MissingParameter),
        ("missingtimestamp", Kind::MissingParameter),
        ("missingsignature", Kind::MissingParameter),
        ("missingsignaturenonce", Kind::MissingParameter),
        ("missingversion", Kind::MissingParameter),
        ("missingaction", Kind::MissingParameter),
        ("missingregion", Kind::MissingParameter),
    ],
    &[
        ("missingparameter", Kind::MissingParameter),
        ("invalidparameter", Kind::InvalidParameter),
        // Both misspellings are the service's.
        ("invalidparamter", Kind::InvalidParameter),
        ("invalidparamater", Kind::InvalidParameter),
        ("invalidregionid", Kind::Region),
        ("invalidaccesskeyid", Kind::UnknownAccessKey),
        ("invalidsecuritytoken", Kind::SecurityToken),
        ("signaturedoesnotmatch", Kind::SignatureMismatch),
        ("incompletesignature", Kind::SignatureMismatch),
        ("invalidsignaturemethod", Kind::SignatureMethod),
        ("signaturenonceused", Kind::NonceUsed),
        ("invalidtimestamp", Kind::ClockSkew),
        ("illegaltimestamp", Kind::ClockSkew),
        ("forbidden", Kind::Forbidden),
        ("nopermission", Kind::Forbidden),
        ("invalidaction", Kind::UnknownOperation),
        ("invalidversion", Kind::UnknownOperation),
        ("nosuchversion", Kind::UnknownOperation),
        ("unsupportedoperation", Kind::UnknownOperation),
        ("throttling", Kind::Throttled),
        ("serviceunavailable", Kind::Unavailable),
        ("internalerror", Kind::Internal),
        ("unknownerror", Kind::Internal),
    ],
);

#[cfg(test)]
mod tests {
    use super::ServiceErrorKind as Kind;

    #[test]
    fn every_spelling_of_a_documented_code_has_its_kind() {
        for (code, kind) in [
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
            ("InvalidSecurityToken.Expired", Kind::ExpiredToken),
            ("InvalidSecurityToken.Malformed", Kind::SecurityToken),
            ("Forbidden.RAM", Kind::Forbidden),
        ] {
            assert_eq!(Kind::of(code), kind, "{code}");
        }
    }

    #[test]
    fn a_code_that_only_begins_like_another_is_unknown() {
        for code in ["", "ThrottlingX", "Forbiddenish", "InternalErrors"] {
            assert_eq!(Kind::of(code), Kind::Other, "{code}");
        }
    }
}
