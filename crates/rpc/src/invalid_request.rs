//! A request that an operation does not allow.

use std::error::Error as StdError;
use std::fmt;

/// An operation does not allow a request. Nothing was sent.
///
/// Holds the operation's own findings: [`downcast_ref`](Self::downcast_ref) gives them back.
///
/// ```
/// use aliyun_rpc::InvalidRequest;
///
/// #[derive(Debug)]
/// struct TooLong { limit: usize }
/// # impl std::fmt::Display for TooLong {
/// #     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
/// #         write!(f, "RoleSessionName has more than {} characters", self.limit)
/// #     }
/// # }
/// # impl std::error::Error for TooLong {}
///
/// let invalid = InvalidRequest::new(TooLong { limit: 32 });
/// assert_eq!(invalid.downcast_ref::<TooLong>().map(|found| found.limit), Some(32));
/// assert_eq!(invalid.to_string(), "RoleSessionName has more than 32 characters");
/// ```
#[derive(Debug)]
pub struct InvalidRequest(Box<dyn StdError + Send + Sync>);

impl InvalidRequest {
    /// Wraps the findings of an operation, or a text.
    pub fn new(findings: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(findings.into())
    }

    /// Returns the findings as the operation made them, if they are of this type.
    #[must_use]
    pub fn downcast_ref<F: StdError + 'static>(&self) -> Option<&F> {
        self.0.downcast_ref()
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for InvalidRequest {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
