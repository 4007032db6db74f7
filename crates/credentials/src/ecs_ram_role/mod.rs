//! The role that is attached to an instance of ECS.

mod fetch;
mod no_token;
mod role_name;

use std::fmt;
use std::sync::Arc;

use aliyun_rpc_signer::{Provide, ProvideFuture};
use aliyun_transport::{Runtime, Transport};

use fetch::{Fetch, Plan};

/// The key of the RAM role that is attached to the ECS instance this program runs on, from the
/// instance's metadata service at [`METADATA_ADDRESS`](aliyun_transport::METADATA_ADDRESS).
///
/// Every call fetches; wrap it in [`Cached`](crate::Cached). A fetch takes three requests: one for a
/// token (security hardening mode, "IMDSv2"), one for the name of the role, one for its key. Without
/// a token it goes on without ("IMDSv1"), unless [`without_v1`](Self::without_v1) forbids that. No
/// setting changes the address, requests go through no proxy, and redirects are not followed.
///
/// A request may take 1 s as long as nothing has answered, 5 s from then on; so elsewhere than on an
/// instance it takes 2 s to fail. A key is passed on with the expiry it came with, even when that has
/// passed: whoever asked knows the service's clock.
///
/// Source: ECS User Guide, "View instance metadata" and "Instance RAM roles".
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use aliyun_transport::{replay::Replay, virtual_time::VirtualRuntime};
/// # let transport = Replay::new()
/// #     .respond(http::Response::new("a-token"))
/// #     .respond(http::Response::new("web"))
/// #     .respond(http::Response::new(r#"{"Code":"Success","AccessKeyId":"STS.example",
/// #         "AccessKeySecret":"s","SecurityToken":"t","Expiration":"2017-11-01T05:20:01Z"}"#));
/// # let runtime = VirtualRuntime::automatic(std::time::UNIX_EPOCH);
/// use aliyun_credentials::{EcsRamRole, Provide};
///
/// // With aliyun-transport-hyper: HyperTransport::new()? and TokioRuntime.
/// let role = EcsRamRole::new(transport, runtime);
/// let key = role.provide().await?;
/// assert_eq!(key.access_key_id(), "STS.example");
/// assert_eq!(key.provider(), Some("ecs_ram_role"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct EcsRamRole {
    plan: Plan,
}

impl EcsRamRole {
    /// Returns a source that asks for the name of the role and goes on without a token if need be.
    pub fn new(transport: impl Transport + 'static, runtime: impl Runtime + 'static) -> Self {
        let (transport, runtime) = (Arc::new(transport), Arc::new(runtime));
        Self { plan: Plan { transport, runtime, role: String::new(), allows_v1: true } }
    }

    /// Sets the name of the role, which saves a request. An empty one is asked for, as without this.
    ///
    /// What is not the name of a RAM role (1 to 64 letters, digits, `.`, `_`, `@` and `-`) is an error
    /// of [`provide`](Provide::provide), and nothing is sent.
    #[must_use]
    pub fn with_role(mut self, name: impl Into<String>) -> Self {
        self.plan.role = name.into();
        self
    }

    /// Forbids requests without a token, as `ALIBABA_CLOUD_IMDSV1_DISABLED=true` does.
    #[must_use]
    pub fn without_v1(mut self) -> Self {
        self.plan.allows_v1 = false;
        self
    }
}

impl Provide for EcsRamRole {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(async move { Fetch::new(&self.plan).run().await })
    }
}

impl fmt::Debug for EcsRamRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EcsRamRole")
            .field("role", &self.plan.role)
            .field("allows_v1", &self.plan.allows_v1)
            .finish_non_exhaustive()
    }
}
