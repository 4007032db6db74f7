//! A listing over a client, as a stream.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use aliyun_ecs_model::DescribeImages;
use aliyun_ecs_wire::{ImageHandle, Page};
use aliyun_rpc::{Ended, Error, InvalidRequest};
use aliyun_transport::Runtime;
use futures_core::Stream;

use super::account::Account;
use super::slice::Slice;
use super::verdict::Verdict;

/// Every image that a request selects, from [`Client::list_images`](crate::Client::list_images): a stream of
/// images in the order of the service, and at its end what is proved about them.
///
/// Up to four requests are under way at a time. They make progress while the stream is polled; after
/// a pause they are made again. Dropping the listing ends them.
#[must_use = "a listing asks for nothing until it is polled"]
pub struct Listing {
    calls: Box<dyn Fn(DescribeImages) -> Call + Send + Sync>,
    runtime: Arc<dyn Runtime>,
    request: DescribeImages,
    account: Account<Arc<Page>>,
    under_way: Vec<(Slice, Call)>,
    ready: VecDeque<ImageHandle>,
    polled: Option<Duration>,
    state: State,
}

/// One request and its answer.
pub(crate) type Call = Pin<Box<dyn Future<Output = Result<Page, Error>> + Send>>;

#[derive(Debug, PartialEq, Eq)]
enum State {
    Open,
    /// The request is none that can be listed.
    Invalid,
    /// A request failed, or the listing has ended.
    Closed,
}

impl Listing {
    pub(crate) fn new(
        request: DescribeImages,
        account: Account<Arc<Page>>,
        runtime: Arc<dyn Runtime>,
        calls: Box<dyn Fn(DescribeImages) -> Call + Send + Sync>,
    ) -> Self {
        // Which slices are asked for is the listing's to choose.
        let state = if request.page_number.is_some() { State::Invalid } else { State::Open };
        let (under_way, ready) = (Vec::new(), VecDeque::new());
        Self { calls, runtime, request, account, under_way, ready, polled: None, state }
    }

    /// Returns the next image, or `None` at the end.
    ///
    /// # Errors
    ///
    /// [`ListingError`] when a request fails for good. Then the listing ends, unless it is to
    /// [go on](Self::go_on).
    pub async fn next(&mut self) -> Option<Result<ImageHandle, ListingError>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Reads the images that are left, and returns what is proved about all of them.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub async fn finish(&mut self) -> Result<(Vec<ImageHandle>, Option<Verdict>), ListingError> {
        let mut images = Vec::new();
        while let Some(image) = self.next().await {
            images.push(image?);
        }
        Ok((images, self.verdict()))
    }

    /// Returns what is proved about the images that came, once all of them have.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.account.verdict().filter(|_| self.ready.is_empty())
    }

    /// Returns how many answers came.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.account.requests()
    }

    /// Lets a listing that failed go on from where it failed: nothing is delivered again, and nothing
    /// is left out.
    pub fn go_on(&mut self) {
        if self.state == State::Closed {
            self.state = State::Open;
        }
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<ImageHandle, ListingError>>> {
        self.drop_what_is_stale();
        loop {
            if let Some(image) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(image)));
            }
            match self.state {
                State::Open => {}
                State::Closed => return Poll::Ready(None),
                State::Invalid => {
                    self.state = State::Closed;
                    return Poll::Ready(Some(Err(ListingError::page_number())));
                }
            }
            while self.under_way.len() < AHEAD
                && let Some(slice) = self.account.next_slice()
            {
                let call = (self.calls)(slice.of(&self.request));
                self.under_way.push((slice, call));
            }
            if self.under_way.is_empty() {
                self.state = State::Closed;
                continue;
            }
            let mut answers = self.under_way.iter_mut().enumerate();
            let answer = answers.find_map(|(at, (_, call))| match call.as_mut().poll(context) {
                Poll::Ready(answer) => Some((at, answer)),
                Poll::Pending => None,
            });
            let Some((at, answer)) = answer else { return Poll::Pending };
            let (slice, _) = self.under_way.remove(at);
            match answer {
                Ok(page) => self.ready.extend(self.account.enter_page(slice, page)),
                Err(error) => {
                    self.account.lose(slice);
                    self.drop_all();
                    self.state = State::Closed;
                    return Poll::Ready(Some(Err(ListingError { slice: Some(slice), error })));
                }
            }
        }
    }

    /// Requests that nobody polled for long have run out of time, through no fault of the service.
    fn drop_what_is_stale(&mut self) {
        let now = self.runtime.elapsed();
        let last = self.polled.replace(now);
        if last.is_some_and(|last| now.saturating_sub(last) > STALE) {
            self.drop_all();
        }
    }

    fn drop_all(&mut self) {
        for (slice, _) in self.under_way.drain(..) {
            self.account.lose(slice);
        }
    }
}

impl Stream for Listing {
    type Item = Result<ImageHandle, ListingError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<ImageHandle, ListingError>>> {
        self.poll(context)
    }
}

impl fmt::Debug for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing")
            .field("region", &self.request.region_id)
            .field("requests", &self.requests())
            .field("images", &self.account.images())
            .field("verdict", &self.verdict())
            .finish_non_exhaustive()
    }
}

/// A request of a listing failed for good.
#[derive(Debug)]
pub struct ListingError {
    slice: Option<Slice>,
    error: Error,
}

impl ListingError {
    fn page_number() -> Self {
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
                "the listing stopped at page {} of {} images",
                slice.number(),
                slice.size()
            ),
            None => f.write_str("the listing did not begin"),
        }
    }
}

impl StdError for ListingError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.error)
    }
}

/// How many requests are under way at a time.
const AHEAD: usize = 4;

/// After this, a request that nobody polled is made again: well below the time limit of an attempt.
const STALE: Duration = Duration::from_secs(5);
