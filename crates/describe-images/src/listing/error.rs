//! Why a listing stopped.

use std::error::Error as StdError;
use std::fmt;

use aliyun_rpc::{Ended, Error, InvalidRequest};

use super::slice::Slice;

/// A request of a listing failed for good.
#[derive(Debug)]
pub struct ListingError {
    slice: Option<Slice>,
    error: Error,
}

impl ListingError {
    pub(crate) fn at(slice: Slice, error: Error) -> Self {
        Self { slice: Some(slice), error }
    }

    pub(crate) fn stopped() -> Self {
        let text = "it stopped before: let it go on, or begin a new one";
        Self { slice: None, error: Error::new(InvalidRequest::new(text), Ended::NotRetryable) }
    }

    pub(crate) fn page_number() -> Self {
        let text = "a listing chooses its pages: leave PageNumber out of the request";
        let error = Error::new(InvalidRequest::new(text), Ended::NotRetryable);
        Self { slice: None, error }
    }

    /// Returns the slice that was asked for.
    #[must_use]
    pub fn slice(&self) -> Option<Slice> {
        self.slice
    }

    /// Returns why it failed.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.error
    }
}

impl fmt::Display for ListingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.slice {
            Some(slice) => write!(
                f,
                "the listing stopped at page {} of those with {} images: {}",
                slice.number(),
                slice.size(),
                self.error
            ),
            None => write!(f, "the listing does not go on: {}", self.error),
        }
    }
}

impl StdError for ListingError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error.source()
    }
}
