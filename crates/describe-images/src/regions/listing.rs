//! Listings of several regions at a time.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use aliyun_ecs_wire::ImageHandle;
use futures_core::Stream;
use futures_util::FutureExt as _;
use futures_util::future::Shared;

use super::describe::RegionInfo;
use super::outcome::RegionOutcome;
use crate::endpoints;
use crate::listing::{Later, Listing, ListingError, Reason, Summary, Verdict};

/// The images of several regions, from [`Client::list_regions`](crate::Client::list_regions): a stream of images, each
/// with its region, as they come.
///
/// A region that fails yields its error once, and the others go on. What was proved of each is an
/// [outcome](Self::outcomes).
#[must_use = "a listing asks for nothing until it is polled"]
pub struct RegionsListing {
    begin: Box<dyn Fn(&str) -> Listing + Send + Sync>,
    /// Where requests for a region go.
    host: Box<dyn Fn(&str) -> String + Send + Sync>,
    known: Mutex<Known>,
    waiting: VecDeque<Arc<str>>,
    active: VecDeque<Active>,
    /// Images that came together with one that was yielded, and their region.
    ready: (Arc<str>, VecDeque<ImageHandle>),
    concurrency: usize,
    outcomes: Vec<RegionOutcome>,
}

/// The regions as the service names them, asked for once, when they are needed.
type Known = Shared<Later<Option<Arc<Vec<RegionInfo>>>>>;

/// A region that is being listed, or that is empty and being looked up.
struct Active {
    region: Arc<str>,
    listing: Listing,
    /// It is empty, and waits for what the service names. Whoever drops it is not woken.
    lookup: Option<Mutex<Known>>,
}

/// An image, or an error, and its region.
type Item = (Arc<str>, Result<ImageHandle, Arc<ListingError>>);

impl RegionsListing {
    pub(crate) fn new(
        regions: impl IntoIterator<Item = Arc<str>>,
        concurrency: usize,
        begin: Box<dyn Fn(&str) -> Listing + Send + Sync>,
        host: Box<dyn Fn(&str) -> String + Send + Sync>,
        known: Later<Option<Arc<Vec<RegionInfo>>>>,
    ) -> Self {
        let mut seen = HashSet::new();
        let waiting = regions.into_iter().filter(|region| seen.insert(Arc::clone(region)));
        Self {
            begin,
            host,
            known: Mutex::new(known.shared()),
            waiting: waiting.collect(),
            active: VecDeque::new(),
            ready: (Arc::from(""), VecDeque::new()),
            concurrency: concurrency.max(1),
            outcomes: Vec::new(),
        }
    }

    /// Returns the next image and its region, or `None` when all regions are at their end.
    pub async fn next(&mut self) -> Option<(Arc<str>, Result<ImageHandle, Arc<ListingError>>)> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Reads the images that are left. Which regions failed, [`outcomes`](Self::outcomes) say.
    pub async fn finish(&mut self) -> Vec<(Arc<str>, ImageHandle)> {
        let mut images = Vec::new();
        while let Some((region, image)) = self.next().await {
            images.extend(image.ok().map(|image| (region, image)));
        }
        images
    }

    /// Returns what came of the regions that are at their end, in the order in which they ended.
    #[must_use]
    pub fn outcomes(&self) -> &[RegionOutcome] {
        &self.outcomes
    }

    /// Returns the region of which least is proved, which is what is proved of all; `None` before the end. A region that failed
    /// is the weakest; of complete ones it is the first.
    #[must_use]
    pub fn weakest(&self) -> Option<&RegionOutcome> {
        let is_over = self.waiting.is_empty() && self.active.is_empty() && self.ready.1.is_empty();
        self.outcomes.iter().filter(|_| is_over).min_by_key(|outcome| {
            // One proof is as good as another.
            let doubt = outcome.verdict().filter(|verdict| !verdict.is_complete());
            (outcome.is_complete(), doubt)
        })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Item>> {
        loop {
            if let Some(image) = self.ready.1.pop_front() {
                return Poll::Ready(Some((Arc::clone(&self.ready.0), Ok(image))));
            }
            while self.active.len() < self.concurrency
                && let Some(region) = self.waiting.pop_front()
            {
                let listing = (self.begin)(&region);
                self.active.push_back(Active { region, listing, lookup: None });
            }
            if self.active.is_empty() {
                return Poll::Ready(None);
            }
            match self.poll_each(context) {
                // A region came to its end and makes room for another.
                Poll::Ready(None) => {}
                Poll::Ready(Some(item)) => return Poll::Ready(Some(item)),
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// Looks at each region once, the one that was looked at last comes last.
    fn poll_each(&mut self, context: &mut Context<'_>) -> Poll<Option<Item>> {
        for _ in 0..self.active.len() {
            let Some(mut active) = self.active.pop_front() else { break };
            let polled = if active.lookup.is_some() {
                Poll::Ready(None)
            } else {
                active.listing.poll(context)
            };
            match polled {
                Poll::Pending => self.active.push_back(active),
                Poll::Ready(Some(Ok(image))) => {
                    let region = Arc::clone(&active.region);
                    self.ready = (Arc::clone(&region), active.listing.take_ready());
                    self.active.push_back(active);
                    return Poll::Ready(Some((region, Ok(image))));
                }
                Poll::Ready(Some(Err(error))) => {
                    let (region, error) = (Arc::clone(&active.region), Arc::new(error));
                    let summary = active.listing.summary();
                    self.end(active.region, summary, Some(Arc::clone(&error)));
                    return Poll::Ready(Some((region, Err(error))));
                }
                Poll::Ready(None) => {
                    let mut summary = active.listing.summary();
                    match self.poll_doubt(&mut active, &summary, context) {
                        Poll::Pending => {
                            self.active.push_back(active);
                            continue;
                        }
                        Poll::Ready(true) => {
                            summary.verdict = Some(Verdict::Unproven(Reason::Endpoint));
                        }
                        Poll::Ready(false) => {}
                    }
                    self.end(active.region, summary, None);
                    return Poll::Ready(None);
                }
            }
        }
        Poll::Pending
    }

    /// Says whether a region is empty only because its endpoint is another one.
    fn poll_doubt(
        &self,
        active: &mut Active,
        summary: &Summary,
        context: &mut Context<'_>,
    ) -> Poll<bool> {
        let host = (self.host)(&active.region);
        let is_complete = summary.verdict.is_some_and(Verdict::is_complete);
        if !is_complete || summary.images > 0 || endpoints::is_double(&host) {
            return Poll::Ready(false);
        }
        let lookup = active.lookup.get_or_insert_with(|| {
            Mutex::new(self.known.lock().unwrap_or_else(PoisonError::into_inner).clone())
        });
        let lookup = lookup.get_mut().unwrap_or_else(PoisonError::into_inner);
        // Whoever may not ask for the regions has the table only, which has been asked.
        lookup
            .poll_unpin(context)
            .map(|known| known.is_some_and(|known| !is_own(&host, &active.region, &known)))
    }

    fn end(&mut self, region: Arc<str>, summary: Summary, error: Option<Arc<ListingError>>) {
        self.outcomes.push(RegionOutcome { region, summary, error });
    }
}

/// Says whether a host is the region's own by what the service says.
fn is_own(host: &str, region: &str, known: &[RegionInfo]) -> bool {
    let info = known.iter().find(|info| info.id == region);
    info.is_some_and(|info| {
        info.endpoint.eq_ignore_ascii_case(host)
            || endpoints::host_serves(&info.endpoint, region)
                && endpoints::host_serves(host, region)
    })
}

impl Stream for RegionsListing {
    type Item = Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Item>> {
        self.poll(context)
    }
}

impl fmt::Debug for RegionsListing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegionsListing")
            .field("waiting", &self.waiting)
            .field("active", &self.active.iter().map(|active| &active.region).collect::<Vec<_>>())
            .field("outcomes", &self.outcomes)
            .finish_non_exhaustive()
    }
}
