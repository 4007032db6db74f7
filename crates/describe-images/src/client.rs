//! The client: the pure functions of this crate around exchanges, one after another until one
//! settles the call.

use std::fmt;
use std::sync::Arc;

use aliyun_ecs_model::{DescribeImages, Revision};
use aliyun_ecs_wire::Page;
use aliyun_rpc_signer::{Call, Format, Method, Provide, Scheme, Stamp};
use aliyun_transport::{FreshConnection, Runtime, Transport};
use http::{HeaderMap, StatusCode};
use tracing::Instrument as _;

use crate::classify::classify;
use crate::code::ServiceErrorKind;
use crate::encode::encode;
use crate::endpoint::Endpoint;
use crate::error::{Ended, Error};
use crate::failure::{Failure, MaybeSent, NotSent, NotUnderstood, NotUnderstoodKind};
use crate::observe::{Counters, Counts, Watch};
use crate::race::within;
use crate::retry::{Budget, Next, RetryPolicy, Schedule, Triage, hint, triage};
use crate::signing::Signing;
use crate::skew::{Sample, Skew, shift};

/// A client for the operation.
///
/// It asks for JSON by GET, checks requests against [`Revision::LATEST`], sends them to the
/// endpoint of their region, tries again by [`RetryPolicy::new`] and corrects a wrong local clock,
/// unless told otherwise. Cloning is cheap; clones share the retry budget and what was learned
/// about the clock.
#[derive(Clone)]
pub struct Client {
    provide: Arc<dyn Provide>,
    transport: Arc<dyn Transport>,
    runtime: Arc<dyn Runtime>,
    budget: Arc<Budget>,
    skew: Arc<Skew>,
    counters: Arc<Counters>,
    endpoint: Option<Endpoint>,
    revision: Revision,
    format: Format,
    method: Method,
    scheme: Scheme,
    policy: RetryPolicy,
    corrects_clock: bool,
}

impl Client {
    /// Returns a client that signs with these credentials and sends through this transport.
    pub fn new(
        provide: impl Provide + 'static,
        transport: impl Transport + 'static,
        runtime: impl Runtime + 'static,
    ) -> Self {
        Self {
            provide: Arc::new(provide),
            transport: Arc::new(transport),
            runtime: Arc::new(runtime),
            budget: Arc::new(Budget::full()),
            skew: Arc::new(Skew::default()),
            counters: Arc::new(Counters::default()),
            endpoint: None,
            revision: Revision::LATEST,
            format: Format::Json,
            method: Method::Get,
            scheme: Scheme::Rpc,
            policy: RetryPolicy::new(),
            corrects_clock: true,
        }
    }

    /// Sends every request to this endpoint, whatever its region.
    #[must_use]
    pub fn with_endpoint(mut self, endpoint: Endpoint) -> Self {
        self.endpoint = Some(endpoint);
        self
    }

    /// Checks requests against this revision.
    #[must_use]
    pub fn with_revision(mut self, revision: Revision) -> Self {
        self.revision = revision;
        self
    }

    /// Asks for responses in this format.
    #[must_use]
    pub fn with_format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Sends requests by this method.
    #[must_use]
    pub fn with_method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Signs requests by this scheme. ACS3 knows no format: its responses come as JSON.
    #[must_use]
    pub fn with_scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// Tries again by this policy.
    #[must_use]
    pub fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets whether a request refused for its timestamp teaches the client the service's time.
    #[must_use]
    pub fn with_clock_correction(mut self, corrects_clock: bool) -> Self {
        self.corrects_clock = corrects_clock;
        self
    }

    /// Asks for one page of images.
    ///
    /// Every attempt is signed afresh, and is a `tracing` span with an event at its end, without
    /// credentials or signatures at any level. The call ends by its deadline at the latest; dropping the
    /// future cancels it.
    ///
    /// # Errors
    ///
    /// An [`Error`]: its [`failure`](Error::failure) says in which phase the call failed.
    pub async fn describe_images(&self, request: &DescribeImages) -> Result<Page, Error> {
        self.run(request, |result| result.map(|settled| settled.page)).await
    }

    /// Asks the service to check a request without running it.
    ///
    /// Sends the request with `DryRun` set. The service answers a request that would pass with
    /// the error `DryRunOperation`; that is the success of this function.
    ///
    /// # Errors
    ///
    /// Any [`Error`], among them the refusal the real request would get, and
    /// [`NotUnderstoodKind::DryRunIgnored`] from an endpoint that ran the request.
    pub async fn dry_run(&self, request: &DescribeImages) -> Result<(), Error> {
        let started = self.runtime.elapsed();
        let request = request.clone().dry_run(true);
        self.run(&request, |result| match result {
            Ok(settled) => {
                let kind = NotUnderstoodKind::DryRunIgnored;
                let failure = NotUnderstood::new(settled.status, kind);
                let elapsed = self.runtime.elapsed().saturating_sub(started);
                Err(Error::new(failure.into(), Ended::NotRetryable, settled.attempts, elapsed))
            }
            Err(error) => match error.service_error() {
                Some(refusal) if refusal.kind() == ServiceErrorKind::DryRunPassed => Ok(()),
                _ => Err(error),
            },
        })
        .await
    }

    /// Returns how many calls and attempts this client and its clones have made.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counters.read()
    }

    /// Makes one call, watched; `read` says what its end means.
    async fn run<T>(
        &self,
        request: &DescribeImages,
        read: impl FnOnce(Result<Settled, Error>) -> Result<T, Error> + Send,
    ) -> Result<T, Error> {
        let watch = Watch::call(&self.counters, &request.region_id);
        let result = read(self.attempts(request, &watch).instrument(watch.span()).await);
        watch.ended(result.as_ref().err());
        result
    }

    /// Makes attempts until one settles the call.
    async fn attempts(
        &self,
        request: &DescribeImages,
        watch: &Watch<'_>,
    ) -> Result<Settled, Error> {
        let started = self.runtime.elapsed();
        let elapsed = || self.runtime.elapsed().saturating_sub(started);
        let remaining = || self.policy.operation_timeout.saturating_sub(elapsed());
        let (endpoint, call) = self
            .prepare(request)
            .map_err(|failure| Error::new(failure.into(), Ended::NotRetryable, 0, elapsed()))?;

        let mut schedule = Schedule::new(self.policy, &self.budget);
        let mut last_refusal = None;
        loop {
            let limit = schedule.begin(remaining());
            let attempts = schedule.attempts();
            let began = elapsed();
            let mut seen = Seen::default();
            let attempt = self.attempt(&endpoint, &call, attempts > 1, &mut seen);
            let outcome =
                within(&*self.runtime, limit, attempt.instrument(watch.attempt(attempts)))
                    .await
                    .unwrap_or_else(|| Err(seen.timed_out()));
            let took = elapsed().saturating_sub(began);
            let failure = match outcome {
                Ok((status, page)) => {
                    schedule.succeeded();
                    watch.succeeded(attempts, status, page.request_id(), took);
                    return Ok(Settled { status, page, attempts });
                }
                Err(failure) => failure,
            };
            watch.failed(attempts, seen.status, &failure, took);

            let triage = triage(&failure);
            let corrected = triage == Triage::Clock && self.learn_clock(&seen);
            let hint = hint(&seen.headers, shift(self.runtime.now(), self.skew.offset()));
            let random = self.jitter();
            let next = schedule.failed(triage, hint, corrected, remaining(), random);
            match next {
                Next::Retry(wait) => {
                    watch.retries(attempts, wait, triage.name(), hint);
                    if matches!(failure, Failure::Refused(_)) {
                        last_refusal = Some(failure);
                    }
                    if !wait.is_zero() {
                        self.runtime.sleep(wait).await;
                    }
                }
                Next::End(ended) => {
                    let failure = match (failure, last_refusal) {
                        // A failure that ends the call by itself is the one to tell.
                        (failure, _) if ended == Ended::NotRetryable => failure,
                        (Failure::MaybeSent(_) | Failure::NotSent(_), Some(refusal)) => refusal,
                        (failure, _) => failure,
                    };
                    // Where trying again is of no use, neither is waiting.
                    let retry_after = hint.filter(|_| ended != Ended::NotRetryable);
                    let error = Error::new(failure, ended, attempts, elapsed());
                    return Err(error.with_retry_after(retry_after));
                }
            }
        }
    }

    fn prepare(&self, request: &DescribeImages) -> Result<(Endpoint, Call), NotSent> {
        let call = encode(request, &self.revision).map_err(NotSent::Request)?;
        let endpoint = match &self.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => Endpoint::for_region(&request.region_id).map_err(NotSent::Endpoint)?,
        };
        Ok((endpoint, call.with_method(self.method)))
    }

    /// One exchange: credentials, stamp, signature, request, response.
    async fn attempt(
        &self,
        endpoint: &Endpoint,
        call: &Call,
        is_retry: bool,
        seen: &mut Seen,
    ) -> Result<(StatusCode, Page), Failure> {
        let credentials = self.provide.provide().await.map_err(NotSent::Credentials)?;
        let mut random = [0; 16];
        self.runtime.random(&mut random).map_err(NotSent::Randomness)?;
        let (stamped, offset) = (self.runtime.now(), self.skew.offset());
        let stamp = Stamp::from_random(shift(stamped, offset), random);
        let signing = Signing {
            scheme: self.scheme,
            format: self.format,
            call,
            endpoint,
            credentials: &credentials,
            stamp: &stamp,
        };
        let mut request = signing.request().map_err(NotSent::Http)?;
        if is_retry {
            // After a server restart every idle connection is dead; a retry draws none of them.
            request.extensions_mut().insert(FreshConnection);
        }

        let began = self.runtime.elapsed();
        seen.sending = true;
        let response = self.transport.send(request).await?;
        let round_trip = self.runtime.elapsed().saturating_sub(began);
        let (head, body) = response.into_parts();
        seen.status = Some(head.status);
        seen.headers = head.headers;
        seen.sample = Some(Sample { stamped, offset, round_trip });
        let page = classify(head.status, body).map_err(|failure| signing.diagnose(failure))?;
        Ok((head.status, page))
    }

    fn learn_clock(&self, seen: &Seen) -> bool {
        let sample = seen.sample.filter(|_| self.corrects_clock);
        let learned = sample.is_some_and(|sample| self.skew.learn(&seen.headers, sample));
        if learned {
            Watch::clock_corrected(self.skew.offset());
        }
        learned
    }

    /// Without randomness the wait is the longest there could be.
    fn jitter(&self) -> u64 {
        let mut bytes = [u8::MAX; 8];
        match self.runtime.random(&mut bytes) {
            Ok(()) => u64::from_le_bytes(bytes),
            Err(_) => u64::MAX,
        }
    }
}

/// A call that has its page.
struct Settled {
    status: StatusCode,
    page: Page,
    attempts: u32,
}

/// How far an attempt came, and what it saw of a response, whatever became of it.
#[derive(Debug, Default)]
struct Seen {
    sending: bool,
    status: Option<StatusCode>,
    headers: HeaderMap,
    sample: Option<Sample>,
}

impl Seen {
    /// Names what the time of the attempt went for.
    fn timed_out(&self) -> Failure {
        if self.sending { MaybeSent::TimedOut.into() } else { NotSent::CredentialsTimedOut.into() }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.endpoint)
            .field("revision", &self.revision.date())
            .field("format", &self.format)
            .field("method", &self.method)
            .field("scheme", &self.scheme)
            .field("retry", &self.policy)
            .finish_non_exhaustive()
    }
}
