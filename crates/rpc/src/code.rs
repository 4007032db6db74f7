//! What an error code means to a caller, in any RPC product.

use crate::code_table::CodeTable;
use crate::kind::ServiceErrorKind;
use crate::kind::ServiceErrorKind as Kind;

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
    use super::Kind;

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
