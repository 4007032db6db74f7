//! Where images come from: one listing, or one for each owner in each region.

use std::collections::VecDeque;
use std::sync::Arc;

use aliyun_ecs_describe_images::listing::{Listing, ListingError, Summary, Verdict};
use aliyun_ecs_describe_images::regions::RegionsListing;
use aliyun_ecs_wire::ImageHandle;
use futures_util::FutureExt as _;

use crate::diagnose::diagnose;
use crate::failure::Failure;

/// Where images come from.
pub(super) enum Feed {
    /// One region and one owner, which can be resumed.
    One { region: Arc<str>, listing: Box<Listing> },
    /// One after another, each of all regions.
    Many(Many),
}

/// What comes next.
pub(super) enum Next {
    Images(Arc<str>, Vec<ImageHandle>),
    /// The listing of a region broke off; others go on.
    Failed(Arc<str>, Failure),
    End,
}

/// Listings of all regions, one after another.
pub(super) struct Many {
    listings: VecDeque<RegionsListing>,
    /// What came together with what was given out, and is of another region.
    held: Option<Item>,
    done: Outcome,
}

type Item = (Arc<str>, Result<ImageHandle, Arc<ListingError>>);

/// What came of it all.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outcome {
    pub(super) requests: u64,
    /// How many images there are, by what the service says.
    pub(super) total: Option<u64>,
    /// What is proved of the weakest; `None` before the end.
    pub(super) verdict: Option<Verdict>,
}

impl Outcome {
    fn add(&mut self, summary: &Summary, verdict: Option<Verdict>) {
        self.requests += summary.requests;
        if let Some(total) = summary.last_total {
            self.total = Some(self.total.unwrap_or(0) + total);
        }
        self.verdict = match (self.verdict, verdict) {
            (None, verdict) => verdict,
            (Some(known), Some(verdict)) if known.is_complete() => Some(verdict),
            (known, _) => known,
        };
    }
}

impl Feed {
    pub(super) fn many(listings: impl IntoIterator<Item = RegionsListing>) -> Self {
        let listings = listings.into_iter().collect();
        Self::Many(Many { listings, held: None, done: Outcome::default() })
    }

    /// Returns what comes next; with `one_by_one` no more than one image, so that the others stay for
    /// whoever goes on.
    pub(super) async fn next(&mut self, one_by_one: bool) -> Next {
        match self {
            Self::One { region, listing } => {
                let images = if one_by_one {
                    listing.next().await.map(|image| image.map(|image| vec![image]))
                } else {
                    listing.next_many().await
                };
                match images {
                    None => Next::End,
                    Some(Ok(images)) => Next::Images(Arc::clone(region), images),
                    Some(Err(error)) => Next::Failed(Arc::clone(region), diagnose(error.error())),
                }
            }
            Self::Many(many) => many.next().await,
        }
    }

    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::One { listing, .. } => {
                let mut outcome = Outcome::default();
                let summary = listing.summary();
                outcome.add(&summary, summary.verdict);
                outcome
            }
            Self::Many(many) => many.done,
        }
    }

    /// Returns the listing, if it is one that can be resumed.
    pub(super) fn listing(&self) -> Option<&Listing> {
        match self {
            Self::One { listing, .. } => Some(listing),
            Self::Many(_) => None,
        }
    }
}

impl Many {
    async fn next(&mut self) -> Next {
        loop {
            let Some(listing) = self.listings.front_mut() else { return Next::End };
            let item = match self.held.take() {
                Some(item) => Some(item),
                None => listing.next().await,
            };
            match item {
                Some((region, Ok(image))) => {
                    let mut images = vec![image];
                    // What is there without waiting is one piece to print.
                    while let Some(Some(item)) = listing.next().now_or_never() {
                        match item {
                            (other, Ok(image)) if other == region => images.push(image),
                            item => {
                                self.held = Some(item);
                                break;
                            }
                        }
                    }
                    return Next::Images(region, images);
                }
                Some((region, Err(error))) => {
                    return Next::Failed(region, diagnose(error.error()));
                }
                None => {
                    for outcome in listing.outcomes() {
                        self.done.add(&outcome.summary, outcome.verdict());
                    }
                    self.listings.pop_front();
                }
            }
        }
    }
}
