//! What a listing proved.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a listing proved about the images it delivered.
///
/// What [`Complete`](Self::Complete) rests on is an [`Assumption`]. Verdicts are ordered by what they prove:
/// the smallest of several is what holds for all of them.
///
/// ```
/// use aliyun_ecs_describe_images::listing::{Proof, Reason, Verdict};
///
/// let (whole, doubtful) = (Verdict::Complete(Proof::Seams), Verdict::Unproven(Reason::Misfit));
/// assert_eq!(whole.min(doubtful), doubtful);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Verdict {
    /// Images came and went faster than they could be followed; some may be missing.
    Drifted,
    /// Nothing says that any image is missing, and nothing that none is.
    Unproven(Reason),
    /// Every image that matched from the first request to the last answer was delivered, once.
    Complete(Proof),
}

impl Verdict {
    /// Says whether every image was delivered.
    #[must_use]
    pub fn is_complete(self) -> bool {
        matches!(self, Self::Complete(_))
    }

    /// Returns what the verdict rests on, if it proves anything.
    #[must_use]
    pub fn assumption(self) -> Option<Assumption> {
        self.is_complete().then_some(Assumption::OneOrder)
    }
}

/// How a listing is known to be complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Proof {
    /// Each answer held images of those before it, and the last one was not full.
    Seams,
    /// All images stood in one answer that was not full.
    OnePage,
}

/// Why nothing is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// Plain pages were asked for, and there were several.
    PlainPages,
    /// A search by tags found 1,000 images, at which the service stops.
    TagSearch,
    /// There were more images than the listing was allowed.
    Limit,
    /// There is nothing, and the endpoint is not known to be the region's own: one that does not hold a
    /// region answers with nothing, and not with an error.
    Endpoint,
}

/// What a proof rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Assumption {
    /// An answer is one contiguous slice of one total order, as of some moment not before the first
    /// request, from an endpoint that serves the region. Every image has one position, and two images keep
    /// their order whenever both are listed. In one answer at most one of the total and the echoed size,
    /// number and region is false.
    OneOrder,
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OnePage => "all images stood in one answer",
            Self::Seams => "every answer held images of those before it, up to the end",
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete(proof) => write!(f, "complete: {proof}"),
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
            Self::PlainPages => "plain pages do not overlap",
            Self::TagSearch => "a search by tags ends at 1,000 images",
            Self::Limit => "there are more images than the limit of the listing",
            Self::Endpoint => {
                "a server answers with no images, not with an error, for a region it does not hold, \
                 and this endpoint is not known to be the region's own"
            }
        })
    }
}

impl fmt::Display for Assumption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOrder => f.write_str(
                "if each answer was one slice of one order of all images that never changes",
            ),
        }
    }
}
