//! The client: one operation over [`aliyun_rpc::Client`].

use std::fmt;
use std::sync::Arc;

use aliyun_ecs_model::{DescribeImages, Revision};
use aliyun_ecs_wire::Page;
use aliyun_rpc::{
    Counts, Endpoint, EndpointError, Error, Operation, RateLimit, RetryPolicy, Signing,
};
use aliyun_rpc_signer::{Method, Provide};
use aliyun_transport::{Runtime, Transport};

use crate::endpoints;
use crate::operation::{DryRun, OnePage};
use crate::page_limits::PageLimits;

/// A client for the operation.
///
/// It asks for JSON by GET, checks requests against [`Revision::LATEST`], sends them to the
/// endpoint of their region, tries again by [`RetryPolicy::new`] and corrects a wrong local clock,
/// unless told otherwise. Cloning is cheap; clones share the retry budgets and what was learned
/// about the clock.
///
/// ```
/// use aliyun_ecs_describe_images::{Client, Credentials, DescribeImages, RetryPolicy, Signing};
/// # use aliyun_transport::{replay::Replay, virtual_time::VirtualRuntime};
/// # use std::time::SystemTime;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let body = r#"{"TotalCount":1,"Images":{"Image":[{"ImageId":"m-1"}]}}"#;
/// # let (transport, runtime) = (Replay::new().respond(http::Response::new(body)), VirtualRuntime::automatic(SystemTime::UNIX_EPOCH));
/// // With aliyun-transport-hyper: HyperTransport::new()? and TokioRuntime.
/// let client = Client::new(Credentials::new("testid", "testsecret"), transport, runtime)
///     .with_signing(Signing::Acs3)
///     .with_retry(RetryPolicy::new().max_attempts(5));
/// let page = client.describe_images(&DescribeImages::new("cn-hangzhou")).await?;
/// assert_eq!(page.images().next().map(|image| image.image_id()), Some("m-1"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    rpc: aliyun_rpc::Client,
    endpoint: Option<Endpoint>,
    revision: Revision,
    method: Method,
    limits: PageLimits,
    account: Option<Arc<str>>,
}

impl Client {
    /// Returns a client that signs with these credentials and sends through this transport.
    pub fn new(
        provide: impl Provide + 'static,
        transport: impl Transport + 'static,
        runtime: impl Runtime + 'static,
    ) -> Self {
        aliyun_rpc::Client::new(provide, transport, runtime).into()
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

    /// Sends requests by this method.
    #[must_use]
    pub fn with_method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Gives the account a name, by which a listing that is [resumed](Self::resume_images) knows that it is the
    /// same. Without one it goes by the id of a long-lived key.
    #[must_use]
    pub fn with_account(mut self, name: impl Into<Arc<str>>) -> Self {
        self.account = Some(name.into());
        self
    }

    /// Refuses pages beyond these limits.
    #[must_use]
    pub fn with_limits(mut self, limits: PageLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Signs requests like this, which also decides the format of the responses.
    #[must_use]
    pub fn with_signing(mut self, signing: Signing) -> Self {
        self.rpc = self.rpc.with_signing(signing);
        self
    }

    /// Tries again by this policy.
    #[must_use]
    pub fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.rpc = self.rpc.with_retry(policy);
        self
    }

    /// Makes no more requests than this at endpoints of Alibaba Cloud, with each key; `None` for no limit. Unless set, it
    /// is [`RateLimit::new`].
    ///
    /// ```
    /// # use aliyun_ecs_describe_images::{Client, RateLimit};
    /// # fn doc(client: Client) -> Client {
    /// client.with_rate_limit(Some(RateLimit::new().requests(100)))
    /// # }
    /// ```
    #[must_use]
    pub fn with_rate_limit(mut self, limit: Option<RateLimit>) -> Self {
        self.rpc = self.rpc.with_rate_limit(limit);
        self
    }

    /// Sets whether a request refused for its timestamp teaches the client the service's time.
    #[must_use]
    pub fn with_clock_correction(mut self, corrects_clock: bool) -> Self {
        self.rpc = self.rpc.with_clock_correction(corrects_clock);
        self
    }

    /// Asks for one page of images. Whether it is the answer to its request, [`Page::mismatches`] says.
    ///
    /// Every attempt is signed afresh, and is a `tracing` span with an event at its end, without
    /// credentials or signatures at any level. The call ends by its deadline at the latest; dropping the
    /// future cancels it.
    ///
    /// # Errors
    ///
    /// An [`Error`]: its [`failure`](Error::failure) says in which phase the call failed.
    pub async fn describe_images(&self, request: &DescribeImages) -> Result<Page, Error> {
        self.run(request, &self.one_page(request)).await
    }

    /// Asks the service to check a request without running it.
    ///
    /// Sends the request with `DryRun` set. The service answers a request that would pass with
    /// the error `DryRunOperation`; that is the success of this function.
    ///
    /// # Errors
    ///
    /// Any [`Error`], among them the refusal the real request would get, and
    /// [`DryRunIgnored`](crate::DryRunIgnored) from an endpoint that ran the request.
    pub async fn dry_run(&self, request: &DescribeImages) -> Result<(), Error> {
        let request = request.clone().dry_run(true);
        self.run(&request, &DryRun(self.one_page(&request))).await
    }

    /// Returns how many calls and attempts this client and its clones have made.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.rpc.counts()
    }

    pub(crate) fn rpc(&self) -> &aliyun_rpc::Client {
        &self.rpc
    }

    pub(crate) fn revision(&self) -> &Revision {
        &self.revision
    }

    pub(crate) fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    pub(crate) fn endpoint(&self) -> Option<&Endpoint> {
        self.endpoint.as_ref()
    }

    /// Returns where requests for a region go.
    pub(crate) fn endpoint_of(&self, region: &str) -> Result<Endpoint, EndpointError> {
        self.endpoint.clone().map_or_else(|| endpoints::for_region(region), Ok)
    }

    fn one_page<'r>(&self, request: &'r DescribeImages) -> OnePage<'r> {
        OnePage::new(request)
            .with_revision(self.revision)
            .with_method(self.method)
            .with_limits(self.limits)
    }

    async fn run<O: Operation>(
        &self,
        request: &DescribeImages,
        operation: &O,
    ) -> Result<O::Output, Error> {
        match self.endpoint_of(&request.region_id) {
            Ok(endpoint) => self.rpc.run(operation, &endpoint).await,
            Err(error) => Err(self.rpc.no_endpoint(operation, error)),
        }
    }
}

/// Takes over a client that other operations use, too.
impl From<aliyun_rpc::Client> for Client {
    fn from(rpc: aliyun_rpc::Client) -> Self {
        let (revision, method, limits) = (Revision::LATEST, Method::Get, PageLimits::new());
        Self { rpc, endpoint: None, revision, method, limits, account: None }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.endpoint)
            .field("revision", &self.revision.date())
            .field("method", &self.method)
            .field("limits", &self.limits)
            .field("rpc", &self.rpc)
            .finish_non_exhaustive()
    }
}
