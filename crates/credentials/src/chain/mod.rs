//! The chain: each source in turn, until one has a key.

mod report;
mod steps;

pub use report::{Report, Tried};

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use aliyun_rpc_signer::{Credentials, Provide, ProvideError, ProvideFuture};
use aliyun_transport::{Runtime, Transport};

use crate::failed::failed;
use crate::host::Host;
use crate::parts::Parts;
use crate::settings::ProfileSettings;
use crate::sts::Sts;
use steps::{Step, Steps, is_set_up};

/// The keys you already have: the first of the official SDKs' sources that has one.
///
/// | | source | tried |
/// |---|---|---|
/// | 1 | [`Environment`](crate::Environment) | always |
/// | 2 | [`OidcRole`](crate::OidcRole) | when `ALIBABA_CLOUD_ROLE_ARN`, `…_OIDC_PROVIDER_ARN` and `…_OIDC_TOKEN_FILE` are set |
/// | 3 | [`CliProfile`](crate::CliProfile) | unless `ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true` |
/// | 4 | [`IniFile`](crate::IniFile) | always |
/// | 5 | [`CredentialsUri`](crate::CredentialsUri) | when `ALIBABA_CLOUD_CREDENTIALS_URI` is set |
/// | 6 | [`EcsRamRole`](crate::EcsRamRole) | unless `ALIBABA_CLOUD_ECS_METADATA_DISABLED=true` |
///
/// The SDKs have 5 and 6 the other way round, so that a URI set by hand is only asked off the cloud;
/// the order is theirs otherwise. A source that fails makes room for the next. The first that has a key is asked
/// from then on, and no other; while none has, all are tried again, at most once a second.
///
/// Keys that have to be fetched are [cached](crate::Cached) and renewed ahead of time. Clones share
/// everything.
///
/// ```
/// use aliyun_credentials::{Chain, MemoryHost, Provide};
/// # use aliyun_transport::{replay::Replay as HyperTransport, virtual_time::VirtualRuntime};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (transport, runtime) = (HyperTransport::new(), VirtualRuntime::automatic(std::time::UNIX_EPOCH));
/// let host = MemoryHost::new() // a program has `SystemHost`
///     .with_variable("ALIBABA_CLOUD_ACCESS_KEY_ID", "example-id")
///     .with_variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "example-secret");
/// // With aliyun-transport-hyper: HyperTransport::new()? and TokioRuntime.
/// let chain = Chain::new(host, transport, runtime);
/// assert_eq!(chain.provide().await?.provider(), Some("default/env"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Chain(Arc<Inner>);

struct Inner {
    parts: Parts,
    /// The sources, made when their turn has come and kept: their caches see to it that concurrent
    /// callers ask once.
    steps: Steps,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    step: Option<Step>,
    report: Report,
    /// When all sources failed last, by the monotonic clock.
    failed: Option<Duration>,
}

impl Chain {
    /// Looks for keys on a machine; what has to be fetched is fetched through `transport`. Nothing is
    /// looked at before the first key is asked for.
    pub fn new(
        host: impl Host + 'static,
        transport: impl Transport + 'static,
        runtime: impl Runtime + 'static,
    ) -> Self {
        Self::of(Parts::new(host, transport, runtime), None)
    }

    fn of(parts: Parts, profile: Option<String>) -> Self {
        Self(Arc::new(Inner { parts, steps: Steps::new(profile), found: Mutex::default() }))
    }

    fn changed(self, change: impl FnOnce(&mut Parts)) -> Self {
        let mut parts = self.0.parts.clone();
        change(&mut parts);
        Self::of(parts, self.0.steps.profile().map(str::to_owned))
    }

    /// Sets whether the older prefixes `ALIBABACLOUD_` and `ALICLOUD_` and the names of the
    /// Terraform provider are read, too, where a variable is unset; `false` by default.
    #[must_use]
    pub fn with_older_names(self, with_older_names: bool) -> Self {
        self.changed(|parts| parts.with_older_names = with_older_names)
    }

    /// Takes the key of one profile and no other: of the `aliyun` command, or if that has no such
    /// profile, of the ini file.
    #[must_use]
    pub fn with_profile(self, name: impl Into<String>) -> Self {
        Self::of(self.0.parts.clone(), Some(name.into()))
    }

    /// Leaves out the role of the instance, as `ALIBABA_CLOUD_ECS_METADATA_DISABLED=true` does.
    #[must_use]
    pub fn without_metadata(self) -> Self {
        self.changed(|parts| parts.without_metadata = true)
    }

    /// Returns STS where the profile that the key came from says it is, else where the environment does
    /// (`ALIBABA_CLOUD_STS_ENDPOINT`, `ALIBABA_CLOUD_STS_REGION`, `ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED`): to
    /// assume a role with a key of the chain, or to ask whose key it is.
    ///
    /// # Errors
    ///
    /// When what is set there is no endpoint.
    pub fn sts(&self) -> Result<Sts, ProvideError> {
        let step = self.0.found().step.clone();
        let place = step.and_then(|step| step.sts_place()).unwrap_or_default();
        self.0.parts.sts(&place)
    }

    /// Returns which sources were tried, and what came of it.
    #[must_use]
    pub fn report(&self) -> Report {
        self.0.found().report.clone()
    }

    /// Returns the region and the endpoint that stand in the profile that the key came from; `None`
    /// while there is no key, and if it came from elsewhere.
    #[must_use]
    pub fn settings(&self) -> Option<ProfileSettings> {
        let step = self.0.found().step.clone()?;
        step.settings()
    }
}

impl Inner {
    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn key(
        &self,
        now: SystemTime,
        refused: Option<&Credentials>,
    ) -> Result<Credentials, ProvideError> {
        let step = self.found().step.clone();
        let key = match step {
            Some(step) => step.provide(now, refused).await?,
            None => self.first_key(now, refused).await?,
        };
        let name = format!("{NAME}/{}", key.provider().unwrap_or_default());
        Ok(key.with_provider(name))
    }

    /// Tries the sources, unless all have just failed.
    async fn first_key(
        &self,
        now: SystemTime,
        refused: Option<&Credentials>,
    ) -> Result<Credentials, ProvideError> {
        let elapsed = self.parts.runtime.elapsed();
        {
            let found = self.found();
            if found.failed.is_some_and(|at| elapsed.saturating_sub(at) < PAUSE) {
                return Err(failed(&found.report));
            }
        }
        let mut report = Report::new(self.steps.profile().map(str::to_owned));
        for at in 0..self.steps.len() {
            let step = match self.steps.get(at, &self.parts) {
                Ok(step) => step,
                Err((name, error)) => {
                    report.push(name, Some(told(&error)), is_set_up(name, &self.parts));
                    continue;
                }
            };
            let key = step.provide(now, refused).await;
            report.warn(step.warning());
            match key {
                Ok(key) => {
                    report.push(step.name(), None, true);
                    let mut found = self.found();
                    if found.step.is_none() {
                        (found.step, found.report) = (Some(step), report);
                    }
                    return Ok(key);
                }
                Err(error) => {
                    tracing::debug!(provider = step.name(), %error, "the source has no key");
                    report.push(
                        step.name(),
                        Some(told(&error)),
                        is_set_up(step.name(), &self.parts),
                    );
                    if step.is_the_one_wanted() {
                        break;
                    }
                }
            }
        }
        let error = failed(&report);
        let mut found = self.found();
        (found.report, found.failed) = (report, Some(self.parts.runtime.elapsed()));
        Err(error)
    }
}

/// An error with its causes, in one line.
fn told(error: &ProvideError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.ends_with(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}

impl Provide for Chain {
    /// # Errors
    ///
    /// When no source has a key: every one that was tried, with its reason.
    fn provide(&self) -> ProvideFuture<'_> {
        let now = self.0.parts.runtime.now();
        Box::pin(self.0.key(now, None))
    }

    fn provide_at(&self, now: SystemTime, refused: Option<&Credentials>) -> ProvideFuture<'_> {
        let refused = refused.cloned();
        Box::pin(async move { self.0.key(now, refused.as_ref()).await })
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.0.found();
        let provider = found.step.as_ref().map(Step::name);
        f.debug_struct("Chain").field("provider", &provider).finish_non_exhaustive()
    }
}

/// What the SDKs call it.
const NAME: &str = "default";

/// How long no source is asked again after all have failed.
const PAUSE: Duration = Duration::from_secs(1);
