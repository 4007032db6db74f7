//! What shows that a page is not the answer to its request.

use std::fmt;

/// What of a page is not what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mismatch {
    /// It names another region.
    Region,
    /// It names another number of a page.
    Number,
    /// It has more images than a page was to have.
    Images,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Region => "the page says that it is of another region than was asked for",
            Self::Number => "the page says that it is another one than was asked for",
            Self::Images => "the page has more images than were asked for",
        })
    }
}

impl std::error::Error for Mismatch {}
