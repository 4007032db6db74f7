//! A role, assumed with the token of an identity provider: a pod with RRSA, a CI job.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use aliyun_rpc::Client;
use aliyun_rpc_signer::{Credentials, Provide, ProvideError, ProvideFuture, SecretString};

use crate::failed::failed;
use crate::host::Host;
use crate::session_name::session_name;
use crate::sts::{AssumeRoleWithOidcCall, Sts, refusal, refuse_plain_http};

/// A role, assumed with the token in a file (STS `AssumeRoleWithOIDC`, which is not signed).
///
/// It asks STS whenever it is asked itself: put it into [`Cached`](crate::Cached). The file is read each
/// time, as whoever wrote it renews it; white space around the token is dropped.
///
/// ```
/// use aliyun_credentials::{Cached, MemoryHost, OidcRole, Sts};
/// # use aliyun_transport::{replay::Replay as HyperTransport, virtual_time::VirtualRuntime};
/// # let (transport, runtime) = (HyperTransport::new(), VirtualRuntime::automatic(std::time::UNIX_EPOCH));
///
/// let sts = Sts::new(Sts::CENTRAL.parse()?, transport, runtime.clone());
/// let role = OidcRole::new(
///     "acs:ram::1234567890123456:role/pod",
///     "acs:ram::1234567890123456:oidc-provider/cluster",
///     "/var/run/secrets/ack.alibabacloud.com/rrsa-tokens/token",
///     MemoryHost::new(), // a program has `SystemHost`
///     sts,
/// );
/// let role = Cached::new(role, runtime);
/// # let _ = role;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct OidcRole {
    role_arn: String,
    provider_arn: String,
    token_file: PathBuf,
    session_name: Option<String>,
    duration: Option<Duration>,
    policy: Option<String>,
    host: Box<dyn Host>,
    sts: Sts,
    client: Client,
}

impl OidcRole {
    /// Assumes a role that trusts an identity provider, both named by their ARNs, with the token in a
    /// file. The session lasts an hour unless [set](Self::with_duration).
    pub fn new(
        role_arn: impl Into<String>,
        provider_arn: impl Into<String>,
        token_file: impl Into<PathBuf>,
        host: impl Host + 'static,
        sts: Sts,
    ) -> Self {
        let client = sts.anonymous();
        Self {
            role_arn: role_arn.into(),
            provider_arn: provider_arn.into(),
            token_file: token_file.into(),
            session_name: None,
            duration: None,
            policy: None,
            host: Box::new(host),
            sts,
            client,
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

    async fn assume(&self) -> Result<Credentials, ProvideError> {
        refuse_plain_http(self.sts.endpoint())?;
        let token = token(&*self.host, &self.token_file)?;
        let session_name = session_name(self.session_name.as_deref(), self.sts.runtime().now());
        let call = AssumeRoleWithOidcCall {
            role_arn: &self.role_arn,
            provider_arn: &self.provider_arn,
            token: &token,
            session_name: &session_name,
            duration: self.duration.map(|duration| duration.as_secs()),
            policy: self.policy.as_deref(),
        };
        let endpoint = self.sts.endpoint();
        let key = self.client.run(&call, endpoint).await;
        let key = key.map_err(|error| refusal("AssumeRoleWithOIDC", endpoint, &error))?;
        Ok(key.with_provider(NAME))
    }
}

/// Reads the token.
fn token(host: &dyn Host, path: &Path) -> Result<SecretString, ProvideError> {
    if is_token(path) {
        return Err(failed(
            "a token stands where the path of the OIDC token file belongs; write the token into a file",
        ));
    }
    let named = format!("the OIDC token file {}", path.display());
    let file = host
        .read(path, LONGEST_TOKEN)
        .map_err(|error| failed(format_args!("{named} {error}; see who writes it")))?;
    let text = std::str::from_utf8(&file.bytes)
        .map_err(|_| failed(format_args!("{named} is not UTF-8; see who writes it")))?;
    match text.trim() {
        "" => Err(failed(format_args!("{named} is empty; see who writes it"))),
        token => Ok(SecretString::new(token)),
    }
}

/// Returns whether what should be a path is a token: three parts in base64url, the first of which begins
/// as JSON does.
fn is_token(path: &Path) -> bool {
    path.to_str().is_some_and(|text| {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=');
        text.starts_with("eyJ") && text.contains('.') && text.chars().all(fits)
    })
}

impl Provide for OidcRole {
    /// # Errors
    ///
    /// When the file cannot be read or holds no token, or STS does not answer or refuses.
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(self.assume())
    }

    fn provide_at(&self, _: SystemTime, _: Option<&Credentials>) -> ProvideFuture<'_> {
        self.provide()
    }
}

impl fmt::Debug for OidcRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcRole")
            .field("role_arn", &self.role_arn)
            .field("provider_arn", &self.provider_arn)
            .field(
                "token_file",
                if is_token(&self.token_file) { &"[a token]" } else { &self.token_file },
            )
            .field("sts", &self.sts)
            .finish_non_exhaustive()
    }
}

/// Tokens of clusters have some 1,000 bytes; STS takes 20,000 (STS API Reference,
/// "AssumeRoleWithOIDC", `OIDCToken`).
const LONGEST_TOKEN: usize = 20_000;

/// What the SDKs call it.
const NAME: &str = "oidc_role_arn";
