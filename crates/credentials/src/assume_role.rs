//! A role, assumed with the key of another source.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aliyun_rpc::Client;
use aliyun_rpc_signer::{Credentials, Provide, ProvideError, ProvideFuture};

use crate::session_name::session_name;
use crate::sts::{AssumeRoleCall, Sts, refusal, refuse_plain_http};

/// A role, assumed with the key of another source (STS `AssumeRole`).
///
/// It asks STS whenever it is asked itself: put it into [`Cached`](crate::Cached). The source may be
/// any other, a role included; one that fetches belongs into a `Cached` of its own.
///
/// ```
/// use aliyun_credentials::{AssumeRole, Cached, Credentials, Sts};
/// # use aliyun_transport::{replay::Replay as HyperTransport, virtual_time::VirtualRuntime};
/// # let (transport, runtime) = (HyperTransport::new(), VirtualRuntime::automatic(std::time::UNIX_EPOCH));
///
/// let sts = Sts::new(Sts::CENTRAL.parse()?, transport, runtime.clone());
/// let mine = Credentials::new("example-id", "example-secret");
/// let role = AssumeRole::new("acs:ram::1234567890123456:role/reader", mine, sts)
///     .with_session_name("inventory")
///     .with_duration(std::time::Duration::from_secs(900));
/// let role = Cached::new(role, runtime);
/// # let _ = role;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct AssumeRole {
    role_arn: String,
    session_name: Option<String>,
    duration: Option<Duration>,
    policy: Option<String>,
    external_id: Option<String>,
    sts: Sts,
    client: Client,
    source: Arc<Noted>,
}

impl AssumeRole {
    /// Assumes a role, named by its ARN, with the key of `source`. The session lasts an hour unless
    /// [set](Self::with_duration).
    pub fn new(role_arn: impl Into<String>, source: impl Provide + 'static, sts: Sts) -> Self {
        let source = Arc::new(Noted { source: Box::new(source), name: Mutex::default() });
        let client = sts.client(Arc::clone(&source));
        Self {
            role_arn: role_arn.into(),
            session_name: None,
            duration: None,
            policy: None,
            external_id: None,
            sts,
            client,
            source,
        }
    }

    /// Sets the name of the session, 2 to 64 of `A-Z`, `a-z`, `0-9` and `.@-_`, which audit logs show;
    /// `credentials-rust-` and a number unless set.
    #[must_use]
    pub fn with_session_name(mut self, name: impl Into<String>) -> Self {
        self.session_name = Some(name.into());
        self
    }

    /// Sets how long the key is valid, in whole seconds: from 900 to what the role allows.
    #[must_use]
    pub fn with_duration(mut self, duration: Duration) -> Self {
        self.duration = Some(duration);
        self
    }

    /// Sets a policy, as JSON, that further limits what the key may do.
    #[must_use]
    pub fn with_policy(mut self, policy: impl Into<String>) -> Self {
        self.policy = Some(policy.into());
        self
    }

    /// Sets the external id that the role's trust policy asks for.
    #[must_use]
    pub fn with_external_id(mut self, external_id: impl Into<String>) -> Self {
        self.external_id = Some(external_id.into());
        self
    }

    async fn assume(&self) -> Result<Credentials, ProvideError> {
        refuse_plain_http(self.sts.endpoint())?;
        let session_name = session_name(self.session_name.as_deref(), self.sts.runtime().now());
        let call = AssumeRoleCall {
            role_arn: &self.role_arn,
            session_name: &session_name,
            duration: self.duration.map(|duration| duration.as_secs()),
            policy: self.policy.as_deref(),
            external_id: self.external_id.as_deref(),
        };
        let endpoint = self.sts.endpoint();
        let key = self.client.run(&call, endpoint).await;
        let key = key.map_err(|error| refusal("AssumeRole", endpoint, &error))?;
        let source = self.source.name.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(key.with_provider(match source {
            Some(source) => format!("{NAME}/{source}").into(),
            None => std::borrow::Cow::Borrowed(NAME),
        }))
    }
}

impl Provide for AssumeRole {
    /// # Errors
    ///
    /// When the source has no key, or STS does not answer or refuses.
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(self.assume())
    }

    fn provide_at(&self, _: SystemTime, _: Option<&Credentials>) -> ProvideFuture<'_> {
        self.provide()
    }
}

impl fmt::Debug for AssumeRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssumeRole")
            .field("role_arn", &self.role_arn)
            .field("sts", &self.sts)
            .field("source", &self.source.source)
            .finish_non_exhaustive()
    }
}

/// A source, and what its last key said it came from.
#[derive(Debug)]
struct Noted {
    source: Box<dyn Provide>,
    name: Mutex<Option<String>>,
}

impl Noted {
    fn note<'a>(&'a self, key: ProvideFuture<'a>) -> ProvideFuture<'a> {
        Box::pin(async move {
            let key = key.await?;
            // A key by itself is a source, too, and the SDKs have names for it.
            let plain = if key.security_token().is_some() { "static_sts" } else { "static_ak" };
            let name = key.provider().unwrap_or(plain).to_owned();
            *self.name.lock().unwrap_or_else(PoisonError::into_inner) = Some(name);
            Ok(key)
        })
    }
}

impl Provide for Noted {
    fn provide(&self) -> ProvideFuture<'_> {
        self.note(self.source.provide())
    }

    fn provide_at(&self, now: SystemTime, refused: Option<&Credentials>) -> ProvideFuture<'_> {
        self.note(self.source.provide_at(now, refused))
    }
}

/// What the SDKs call it.
const NAME: &str = "ram_role_arn";
