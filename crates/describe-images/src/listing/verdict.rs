//! What a listing proved.

use std::fmt;

/// What a listing proved about the images it delivered.
///
/// The assumption behind [`Complete`](Self::Complete): an answer is one contiguous slice of one total order,
/// as of some moment not before the first request, from an endpoint that serves the region; every
/// image has one position, and two images keep their order whenever both are listed; and in one
/// answer at most one of the total and the echoed size, number and region is false.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// Every image that matched from the first request to the last answer was delivered, once.
    Complete(Proof),
    /// Images came and went faster than they could be followed; some may be missing.
    Drifted,
    /// Nothing says that any image is missing, and nothing that none is.
    Unproven(Reason),
}

/// How a listing is known to be complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Proof {
    /// All images stood in one answer that was not full.
    OnePage,
    /// Each answer held images of those before it, and the last one was not full.
    Seams,
}

/// Why nothing is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The total, or what an answer repeats of the request, did not fit what came.
    Misfit,
    /// Two images changed places.
    Order,
    /// An image stood twice in one answer.
    Repeats,
    /// Pages are too small to overlap.
    SmallPages,
    /// A search by tags found 1,000 images, at which the service stops.
    TagSearch,
    /// There were more images than the listing was allowed.
    Limit,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete(Proof::OnePage) => {
                f.write_str("complete: all images stood in one answer")
            }
            Self::Complete(Proof::Seams) => {
                f.write_str("complete: every answer held images of those before it, up to the end")
            }
            Self::Drifted => f.write_str(
                "images came and went faster than they could be followed; some may be missing",
            ),
            Self::Unproven(reason) => write!(f, "not proved to be complete: {reason}"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Misfit => "the totals or the pages that the service named do not fit what came",
            Self::Order => "two images changed places",
            Self::Repeats => "an image stood twice in one answer",
            Self::SmallPages => "pages of this size cannot overlap",
            Self::TagSearch => "a search by tags ends at 1,000 images",
            Self::Limit => "there are more images than the limit of the listing",
        })
    }
}
