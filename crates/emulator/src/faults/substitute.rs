//! What is answered instead of what the service would say.

use bytes::Bytes;
use http::HeaderValue;
use http::StatusCode;

use super::web_page::WebPage;

/// What is answered instead of what the service would say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Substitute {
    /// An error of the service.
    Error {
        code: String,
        status: StatusCode,
        message: Option<String>,
        /// The text of the header `Retry-After`.
        retry_after: Option<HeaderValue>,
        /// The milliseconds to wait that the headers of a throttled request name.
        wait_ms: Option<u64>,
    },
    /// A refusal for too many requests; `wait_ms` goes into the headers that say so.
    Throttle { code: String, status: StatusCode, wait_ms: u64 },
    /// A status with an empty body.
    Status(StatusCode),
    /// A page of something that stands between.
    WebPage { page: WebPage, status: StatusCode },
    /// Bytes that mean nothing, with status 200.
    Garbage(Bytes),
}

impl Substitute {
    /// Returns the code of an error.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Error { code, .. } | Self::Throttle { code, .. } => Some(code),
            Self::Status(_) | Self::WebPage { .. } | Self::Garbage(_) => None,
        }
    }
}
