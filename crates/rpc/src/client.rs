//! The client: settings, and one call of any operation.

use std::fmt;
use std::sync::Arc;

use aliyun_rpc_signer::{Call, Credentials, Provide, Signing};
use aliyun_transport::{Runtime, Transport, within};
use tracing::Instrument as _;

use crate::attempts::Attempts;
use crate::counts::{Counters, Counts};
use crate::ended::Ended;
use crate::endpoint::{Endpoint, EndpointError};
use crate::error::Error;
use crate::failure::Failure;
use crate::invalid_request::InvalidRequest;
use crate::operation::Operation;
use crate::parts::Parts;
use crate::rate::{RateLimit, Rates};
use crate::retry::{Budgets, RetryPolicy};
use crate::skew::{Skew, shift};
use crate::watch::Watch;

/// A client for operations of RPC products.
///
/// It signs by RPC 1.0 and asks for JSON, tries again by [`RetryPolicy::new`] and corrects a wrong
/// local clock, unless told otherwise. Cloning is cheap; clones share the retry budget of each
/// endpoint and what was learned about the clock.
///
/// ```
/// use aliyun_rpc::{Client, Endpoint, Failure, InvalidRequest, Operation};
/// use aliyun_rpc_signer::{Call, Credentials};
/// # use aliyun_transport::{replay::Replay, virtual_time::VirtualRuntime};
/// # use bytes::Bytes;
/// # use http::StatusCode;
/// # use std::time::SystemTime;
///
/// # struct CountRegions; // as in the documentation of `Operation`
/// # impl Operation for CountRegions {
/// #     type Output = usize;
/// #     fn call(&self) -> Result<Call, InvalidRequest> { Ok(Call::new("DescribeRegions", "2014-05-26")) }
/// #     fn read(&self, _: StatusCode, body: Bytes) -> Result<usize, Failure> { Ok(body.len()) }
/// # }
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let transport = Replay::new().respond(http::Response::new("{}"));
/// # let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
/// // With aliyun-transport-hyper: HyperTransport::new()? and TokioRuntime.
/// let client = Client::new(Credentials::new("testid", "testsecret"), transport, runtime);
/// let endpoint = Endpoint::regional("ecs", "eu-central-1")?;
/// assert_eq!(client.run(&CountRegions, &endpoint).await?, 2);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client(Parts);

impl Client {
    /// Returns a client that signs with these credentials and sends through this transport.
    pub fn new(
        provide: impl Provide + 'static,
        transport: impl Transport + 'static,
        runtime: impl Runtime + 'static,
    ) -> Self {
        Self(Parts {
            provide: Arc::new(provide),
            transport: Arc::new(transport),
            runtime: Arc::new(runtime),
            budgets: Arc::new(Budgets::default()),
            skew: Arc::new(Skew::default()),
            counters: Arc::new(Counters::default()),
            rates: Arc::new(Rates::default()),
            signing: Signing::default(),
            policy: RetryPolicy::new(),
            corrects_clock: true,
            rate: Some(RateLimit::new()),
        })
    }

    /// Signs requests like this.
    #[must_use]
    pub fn with_signing(mut self, signing: Signing) -> Self {
        self.0.signing = signing;
        self
    }

    /// Tries again by this policy.
    #[must_use]
    pub fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.0.policy = policy;
        self
    }

    /// Sets whether a request refused for its timestamp teaches the client the service's time. What is
    /// learned is on trial until the service accepts a request that was stamped by it, in this call
    /// or, if it has no attempt left, in the next.
    #[must_use]
    pub fn with_clock_correction(mut self, corrects_clock: bool) -> Self {
        self.0.corrects_clock = corrects_clock;
        self
    }

    /// Makes no more requests than this at endpoints of Alibaba Cloud, with each key; `None` for no limit. Unless set, it
    /// is [`RateLimit::new`].
    ///
    /// ```
    /// # use aliyun_rpc::{Client, RateLimit};
    /// # fn doc(client: Client) -> Client {
    /// client.with_rate_limit(Some(RateLimit::new().requests(100)))
    /// # }
    /// ```
    #[must_use]
    pub fn with_rate_limit(mut self, limit: Option<RateLimit>) -> Self {
        self.0.rate = limit;
        self
    }

    /// Calls an operation.
    ///
    /// Every attempt is signed afresh, and is a `tracing` span with an event at its end, without
    /// credentials or signatures at any level. The call ends by its deadline at the latest;
    /// dropping the future cancels it.
    ///
    /// # Errors
    ///
    /// An [`Error`]: its [`failure`](Error::failure) says in which phase the call failed.
    pub async fn run<O: Operation>(
        &self,
        operation: &O,
        endpoint: &Endpoint,
    ) -> Result<O::Output, Error> {
        let parts = &self.0;
        let started = parts.runtime.elapsed();
        let call = operation.call().and_then(named);
        let watch = Watch::begin(&parts.counters, Some(endpoint), call.as_ref().ok());
        let result = match call {
            Ok(call) => {
                let attempts = Attempts { parts, operation, endpoint, call: &call, watch: &watch };
                attempts.run(started).instrument(watch.span()).await
            }
            Err(invalid) => Err(Error::new(invalid, Ended::NotRetryable)),
        };
        watch.ended(result.as_ref().err());
        result
    }

    /// Returns the error of a call that has no endpoint to go to, counted and traced as a failed
    /// call. For wrappers that derive the endpoint from the request. What the operation finds wrong
    /// with the request says more, and comes first.
    pub fn no_endpoint<O: Operation>(&self, operation: &O, error: EndpointError) -> Error {
        let call = operation.call();
        let watch = Watch::begin(&self.0.counters, None, call.as_ref().ok());
        let failure = match call {
            Ok(_) => Failure::from(error),
            Err(invalid) => invalid.into(),
        };
        let error = Error::new(failure, Ended::NotRetryable);
        watch.ended(Some(&error));
        error
    }

    /// Returns how many calls and attempts this client and its clones have made.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.0.counters.read()
    }

    /// Returns how requests are signed.
    #[must_use]
    pub fn signing(&self) -> Signing {
        self.0.signing
    }

    /// Returns the key that a call made now would be signed with; `None` when the provider has none, or gives
    /// none within the time of an attempt. A call says why.
    pub async fn key(&self) -> Option<Credentials> {
        let Parts { provide, runtime, skew, policy, .. } = &self.0;
        let key = provide.provide_at(shift(runtime.now(), skew.offset()), None);
        within(&**runtime, policy.attempt_timeout, key).await?.ok()
    }

    /// Returns the clock, the timer and the randomness that this client goes by.
    #[must_use]
    pub fn runtime(&self) -> Arc<dyn Runtime> {
        Arc::clone(&self.0.runtime)
    }

    /// Returns the policy of trying again.
    #[must_use]
    pub fn retry_policy(&self) -> RetryPolicy {
        self.0.policy
    }
}

/// Without a name of its own, a request is for whatever a gateway takes it for.
fn named(call: Call) -> Result<Call, InvalidRequest> {
    let missing = match (call.action(), call.version()) {
        ("", _) => "an action",
        (_, "") => "a version",
        _ => return Ok(call),
    };
    Err(InvalidRequest::new(format!("the call lacks {missing}; nothing was sent")))
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("signing", &self.0.signing)
            .field("retry", &self.0.policy)
            .field("corrects_clock", &self.0.corrects_clock)
            .finish_non_exhaustive()
    }
}
