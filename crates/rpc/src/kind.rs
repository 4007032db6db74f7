//! What an error of the service means, as a word.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

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
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::MissingParameter,
        Self::InvalidParameter,
        Self::Region,
        Self::UnknownAccessKey,
        Self::DisabledAccessKey,
        Self::ExpiredToken,
        Self::SecurityToken,
        Self::SignatureMismatch,
        Self::SignatureMethod,
        Self::NonceUsed,
        Self::ClockSkew,
        Self::TimestampFormat,
        Self::Forbidden,
        Self::UnknownOperation,
        Self::Format,
        Self::Throttled,
        Self::Unavailable,
        Self::Internal,
        Self::Operation,
        Self::Other,
    ];

    /// Returns the kind as a word, such as `signature-mismatch`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingParameter => "missing-parameter",
            Self::InvalidParameter => "invalid-parameter",
            Self::Region => "region",
            Self::UnknownAccessKey => "unknown-access-key",
            Self::DisabledAccessKey => "disabled-access-key",
            Self::ExpiredToken => "expired-token",
            Self::SecurityToken => "security-token",
            Self::SignatureMismatch => "signature-mismatch",
            Self::SignatureMethod => "signature-method",
            Self::NonceUsed => "nonce-used",
            Self::ClockSkew => "clock-skew",
            Self::TimestampFormat => "timestamp-format",
            Self::Forbidden => "forbidden",
            Self::UnknownOperation => "unknown-operation",
            Self::Format => "format",
            Self::Throttled => "throttled",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
            Self::Operation => "operation",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for ServiceErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ServiceErrorKind {
    type Err = UnknownKind;

    /// Reads the word that `Display` writes. For the code of an error, see [`of`](Self::of).
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word).ok_or(UnknownKind)
    }
}

/// A text names no kind of error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownKind;

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no kind of error of this name")
    }
}

impl Error for UnknownKind {}

#[cfg(test)]
mod tests {
    use super::ServiceErrorKind;

    #[test]
    fn kinds_are_read_back() {
        for kind in ServiceErrorKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(*kind));
        }
        assert!("InvalidUsage".parse::<ServiceErrorKind>().is_err());
    }
}
