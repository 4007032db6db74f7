//! A listing over a client, as a stream.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use aliyun_ecs_model::{DescribeImages, Image, Revision};
use aliyun_ecs_wire::{ImageHandle, Page};
use aliyun_rpc::Error;
use aliyun_transport::Runtime;
use futures_core::Stream;
use futures_util::stream::poll_fn as poll_stream;

use super::account::Account;
use super::error::ListingError;
use super::flight::Flight;
use super::slice::Slice;
use super::source::{Asker, Source};
use super::summary::{AccountCheck, Summary};
use super::token::{ResumeError, Token};
use super::verdict::Verdict;
use super::woken::Woken;

/// Every image that a request selects, from [`Client::list_images`](crate::Client::list_images): a stream of
/// images in the order of the service, and at its end what is proved about them.
///
/// Up to four requests are under way at a time, in tasks of their own where the runtime
/// [has such](Runtime::spawn). Without, they make progress while the stream is polled, and after a pause they
/// are made again. Dropping the listing ends them.
#[must_use = "a listing asks for nothing until it is polled"]
pub struct Listing {
    source: Arc<dyn Source>,
    runtime: Arc<dyn Runtime>,
    request: DescribeImages,
    account: Account<Arc<Page>>,
    under_way: Vec<(Slice, Flight<Result<Page, Error>>)>,
    ready: VecDeque<ImageHandle>,
    woken: Arc<Woken>,
    polled: Option<Duration>,
    state: State,
    first_moment: Option<SystemTime>,
    last_moment: Option<SystemTime>,
    account_check: Option<AccountCheck>,
}

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
        source: Arc<dyn Source>,
    ) -> Self {
        // Which slices are asked for is the listing's to choose.
        let state = if request.page_number.is_some() { State::Invalid } else { State::Open };
        let runtime = source.runtime();
        Self {
            woken: Woken::new(Arc::clone(&runtime)),
            runtime,
            source,
            request,
            account,
            under_way: Vec::new(),
            ready: VecDeque::new(),
            polled: None,
            state,
            first_moment: None,
            last_moment: None,
            account_check: None,
        }
    }

    /// Goes on with a listing by its token.
    pub(crate) fn resume(
        request: DescribeImages,
        revision: &Revision,
        token: &Token,
        asker: &Asker,
        source: Arc<dyn Source>,
    ) -> Result<Self, ResumeError> {
        let check = token.check(&request, asker)?;
        let account = Account::resume(&request, revision, &token.account);
        let mut listing = Self::new(request, account, source);
        listing.account_check = Some(check);
        listing.first_moment = token.first_moment;
        Ok(listing)
    }

    /// Asks for pages that do not overlap, as other clients do: somewhat fewer requests, one at a time, and
    /// a listing of more than one page proves nothing.
    pub fn with_plain_pages(mut self) -> Self {
        self.account = self.account.with_plain_pages();
        self
    }

    /// Ends the listing once more than so many images have come, which is looked at after each answer; 10,000,000 unless
    /// set. It bounds what a listing may cost. To have some images only, take some and drop the listing.
    pub fn with_most_images(mut self, most: u64) -> Self {
        self.account = self.account.with_most_images(most);
        self
    }

    pub(crate) fn with_doubtful_endpoint(mut self) -> Self {
        self.account = self.account.with_doubtful_endpoint();
        self
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

    /// Returns the images that are left as a stream of plain structs. The listing stays for its verdict.
    ///
    /// ```
    /// # use aliyun_ecs_describe_images::{Client, DescribeImages, listing::ListingError};
    /// use futures_util::StreamExt as _;
    ///
    /// # async fn doc(client: Client) -> Result<(), ListingError> {
    /// let mut listing = client.list_images(&DescribeImages::new("cn-hangzhou"));
    /// let mut images = listing.images();
    /// while let Some(image) = images.next().await {
    ///     println!("{}", image?.image_id);
    /// }
    /// drop(images);
    /// println!("{:?}", listing.verdict());
    /// # Ok(()) }
    /// ```
    pub fn images(&mut self) -> impl Stream<Item = Result<Image, ListingError>> + Unpin + '_ {
        poll_stream(|context| self.poll(context).map_ok(|image| image.to_image()))
    }

    /// Returns the images that have come, one at least, or `None` at the end.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub async fn next_many(&mut self) -> Option<Result<Vec<ImageHandle>, ListingError>> {
        let first = match self.next().await? {
            Ok(first) => first,
            Err(error) => return Some(Err(error)),
        };
        Some(Ok([first].into_iter().chain(self.take_ready()).collect()))
    }

    /// Takes what has come.
    pub(crate) fn take_ready(&mut self) -> VecDeque<ImageHandle> {
        std::mem::take(&mut self.ready)
    }

    /// Reads the images that are left, and returns what is proved about all of them.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next), and for a listing that stopped before. Nothing is lost by it: the images that were
    /// read come again by `next`, or by `finish` when the listing [goes on](Self::go_on).
    pub async fn finish(&mut self) -> Result<(Vec<ImageHandle>, Verdict), ListingError> {
        let mut images = Vec::new();
        let error = loop {
            match self.next_many().await {
                Some(Ok(more)) => images.extend(more),
                Some(Err(error)) => break error,
                None => match self.verdict() {
                    Some(verdict) => return Ok((images, verdict)),
                    None => break ListingError::stopped(),
                },
            }
        };
        self.ready = images.into();
        Err(error)
    }

    /// Returns what is proved about the images that came, once all of them have.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.account.verdict().filter(|_| self.ready.is_empty())
    }

    /// Returns the verdict together with what was counted, and when the first request was made and the last
    /// answer came.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut summary = self.account.summary();
        summary.verdict = self.verdict();
        summary.first_moment = self.first_moment;
        summary.last_moment = self.last_moment;
        summary.account = self.account_check;
        summary
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
            let is_invalid = self.request.page_number.is_some();
            self.state = if is_invalid { State::Invalid } else { State::Open };
        }
    }

    /// Returns what another process needs to [go on](crate::Client::resume_images) with this listing: nothing is
    /// delivered again, and nothing is left out, not even images that came and were not taken yet.
    ///
    /// Asks the provider of credentials for the id of the key, as the token names the account by it. A caller
    /// that has a [name](crate::Client::with_account) for the account can do better.
    pub fn token(&self) -> impl Future<Output = Token> + Send + use<> {
        let ready = self.ready.iter().map(|handle| handle.image().image_id());
        let (account, request) = (self.account.save(ready), self.request.clone());
        let (asker, first_moment) = (self.source.asker(), self.first_moment);
        async move { Token::new(&request, &asker.await, first_moment, account) }
    }

    pub(crate) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<ImageHandle, ListingError>>> {
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
            self.drop_what_is_stale(context.waker());
            self.ask();
            if self.under_way.is_empty() {
                self.state = State::Closed;
                continue;
            }
            let waker = Waker::from(Arc::clone(&self.woken));
            let mut context = Context::from_waker(&waker);
            let mut answers = self.under_way.iter_mut().enumerate();
            let answer = answers.find_map(|(at, (_, call))| match call.poll(&mut context) {
                Poll::Ready(answer) => Some((at, answer)),
                Poll::Pending => None,
            });
            let Some((at, answer)) = answer else { return Poll::Pending };
            let (slice, _) = self.under_way.remove(at);
            match answer {
                Ok(page) => {
                    self.last_moment = Some(self.runtime.now());
                    self.ready.extend(self.account.enter_page(slice, page));
                }
                Err(error) if refuses_size(&error) && self.account.refuse_size(slice) => {}
                Err(error) => {
                    self.account.lose(slice);
                    self.drop_all();
                    self.state = State::Closed;
                    return Poll::Ready(Some(Err(ListingError::at(slice, error))));
                }
            }
        }
    }

    /// Asks for what can be asked for now.
    fn ask(&mut self) {
        while self.under_way.len() < AHEAD
            && let Some(slice) = self.account.next_slice()
        {
            self.first_moment.get_or_insert_with(|| self.runtime.now());
            let call = self.source.page(slice.of(&self.request));
            self.under_way.push((slice, Flight::start(call, &*self.runtime)));
        }
    }

    /// Requests that nobody polled for long have run out of time, through no fault of the service. So it is if
    /// the consumer was woken and did not come, or if it must have been.
    fn drop_what_is_stale(&mut self, consumer: &Waker) {
        let now = self.runtime.elapsed();
        let is_past = |moment: Option<Duration>, most: Duration| {
            moment.is_some_and(|moment| now.saturating_sub(moment) > most)
        };
        let is_late = is_past(self.woken.came(consumer), STALE);
        if is_late || is_past(self.polled.replace(now), self.source.patience()) {
            let stale = self.under_way.extract_if(.., |(_, flight)| !flight.is_alone());
            stale.for_each(|(slice, _)| self.account.lose(slice));
        }
    }

    fn drop_all(&mut self) {
        for (slice, _) in self.under_way.drain(..) {
            self.account.lose(slice);
        }
    }
}

/// Says whether the service refuses the size of a page by name.
fn refuses_size(error: &Error) -> bool {
    let names = |text: &str| text.contains("PageSize");
    error.service_error().is_some_and(|refusal| names(refusal.code()) || names(refusal.message()))
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

/// How many requests are under way at a time.
const AHEAD: usize = 4;

/// How long after an answer, or the end of its time, a consumer may come for it. Later, the request is made again:
/// well below the time limit of an attempt.
const STALE: Duration = Duration::from_secs(5);
