//! STS, which gives out temporary keys: where it is, and three of its operations.

mod assume_role;
mod assume_role_with_oidc;
mod caller_identity;
mod issued;
mod refusal;

pub use caller_identity::CallerIdentity;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aliyun_rpc::{Client, Endpoint, Error, RetryPolicy};
use aliyun_rpc_signer::{Credentials, Provide, ProvideError};
use aliyun_transport::{Runtime, Transport, is_this_machine};

use crate::failed::failed;

pub(crate) use assume_role::AssumeRoleCall;
pub(crate) use assume_role_with_oidc::AssumeRoleWithOidcCall;
use caller_identity::GetCallerIdentity;
pub(crate) use refusal::refusal;

/// STS: its endpoint, and the way to it.
///
/// Calls to it are tried three times in half a minute at most. The clock of its answers is followed as with
/// any other product.
///
/// ```
/// # use aliyun_transport::{replay::Replay as HyperTransport, virtual_time::VirtualRuntime};
/// # let (transport, runtime) = (HyperTransport::new(), VirtualRuntime::automatic(std::time::UNIX_EPOCH));
/// use aliyun_credentials::Sts;
///
/// // With aliyun-transport-hyper: HyperTransport::new()? and TokioRuntime.
/// let sts = Sts::new(Sts::CENTRAL.parse()?, transport, runtime);
/// assert_eq!(sts.endpoint().as_str(), "https://sts.aliyuncs.com");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Sts {
    endpoint: Endpoint,
    transport: Arc<dyn Transport>,
    runtime: Arc<dyn Runtime>,
    policy: RetryPolicy,
}

impl Sts {
    /// The central endpoint. Others are `Endpoint::regional("sts", region)`, and inside the cloud's own
    /// network `Endpoint::vpc("sts", region)`.
    pub const CENTRAL: &'static str = "https://sts.aliyuncs.com";

    /// Returns STS at an endpoint.
    pub fn new(
        endpoint: Endpoint,
        transport: impl Transport + 'static,
        runtime: impl Runtime + 'static,
    ) -> Self {
        let policy = RetryPolicy::new()
            .attempt_timeout(ATTEMPT_TIMEOUT)
            .operation_timeout(OPERATION_TIMEOUT);
        Self { endpoint, transport: Arc::new(transport), runtime: Arc::new(runtime), policy }
    }

    /// Tries again by this policy.
    #[must_use]
    pub fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Returns where it is.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Returns whose key this is (`GetCallerIdentity`). Every key may ask.
    ///
    /// # Errors
    ///
    /// An [`Error`] of the call; [`Error::is_credentials`] says that the key is not accepted.
    pub async fn caller_identity(
        &self,
        provide: impl Provide + 'static,
    ) -> Result<CallerIdentity, Error> {
        self.client(provide).run(&GetCallerIdentity, &self.endpoint).await
    }

    pub(crate) fn runtime(&self) -> Arc<dyn Runtime> {
        Arc::clone(&self.runtime)
    }

    /// Returns a client whose calls are signed with these keys.
    pub(crate) fn client(&self, provide: impl Provide + 'static) -> Client {
        let (transport, runtime) = (Arc::clone(&self.transport), Arc::clone(&self.runtime));
        Client::new(provide, transport, runtime).with_retry(self.policy).with_rate_limit(None)
    }

    /// Returns a client whose calls are not signed.
    pub(crate) fn anonymous(&self) -> Client {
        self.client(Credentials::new("", ""))
    }
}

/// Keys come back from STS in clear, whatever the transport allows.
///
/// # Errors
///
/// When the endpoint is plain http and not this machine.
pub(crate) fn refuse_plain_http(endpoint: &Endpoint) -> Result<(), ProvideError> {
    let uri = endpoint.as_str().parse::<http::Uri>().ok();
    let host = uri.as_ref().and_then(http::Uri::host).unwrap_or_default();
    if endpoint.as_str().starts_with("https://") || is_this_machine(host) {
        return Ok(());
    }
    Err(failed(format_args!(
        "plain http to {host} would show the key that STS gives out to everybody on the way; use https"
    )))
}

impl fmt::Debug for Sts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sts").field("endpoint", &self.endpoint.as_str()).finish_non_exhaustive()
    }
}

/// The SDKs wait 5 s for a connection and 10 s for an answer.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(15);
const OPERATION_TIMEOUT: Duration = Duration::from_secs(30);
