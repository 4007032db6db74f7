//! What an operator may set.

use std::collections::BTreeSet;
use std::fmt;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use aliyun_ecs_model::{Revision, regions};
use aliyun_transport::Runtime;

use crate::Catalogue;
use crate::access::key::AccessKey;
use crate::access::rate::RateLimit;
use crate::access::roles::Roles;
use crate::faults::Faults;
use crate::hosts::Hosts;
use crate::log::{Log, LogLine};
use crate::metadata::instance::Instance;
use crate::notice::Notice;
use crate::system_runtime::SystemRuntime;
#[cfg(feature = "tls")]
use crate::tls::Certificates;

/// The settings of an emulator, all with defaults.
///
/// ```
/// use aliyun_ecs_emulator::{Emulator, Options};
/// use aliyun_rpc_signer::Credentials;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main()
/// # -> Result<(), aliyun_ecs_emulator::StartError> {
/// let temporary = Credentials::new("test-id", "test-secret").with_security_token("test-token");
/// let options = Options::new().key(temporary).max_page_size(50).clamp_page_size(true);
/// let emulator = Emulator::start_with(options).await?;
/// assert_eq!(emulator.credentials().access_key_id(), "test-id");
/// # emulator.shutdown().await;
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Options {
    /// The address to listen on.
    pub listen: SocketAddr,
    pub(crate) keys: Vec<AccessKey>,
    pub(crate) catalogue: Catalogue,
    pub(crate) regions: BTreeSet<String>,
    /// The largest page; 0 counts as 1.
    pub max_page_size: u32,
    /// Whether a larger page becomes the largest instead of an error.
    pub clamp_page_size: bool,
    /// How many tags a request may name.
    pub max_tags: u32,
    /// How many nonces are remembered.
    pub nonce_capacity: usize,
    /// Whether a nonce can be used once only.
    pub check_nonces: bool,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) roles: Roles,
    /// Where the metadata of an instance is served, if it is.
    pub metadata: Option<SocketAddr>,
    pub(crate) instance: Instance,
    pub(crate) notice: Notice,
    pub(crate) log: Log,
    pub(crate) faults: Faults,
    /// Whether requests may change the emulator.
    pub admin: bool,
    pub(crate) hosts: Hosts,
    /// Whether what the service ignores in silence is refused.
    pub strict: bool,
    pub(crate) revision: Revision,
    /// How many connections are served at a time; at least 1.
    pub max_connections: usize,
    pub(crate) max_body_bytes: usize,
    /// How long the head of a request may take to arrive.
    pub header_timeout: Duration,
    /// How long the body of a request may take to arrive.
    pub body_timeout: Duration,
    /// How long a shutdown waits for requests under way.
    pub shutdown_grace: Duration,
    pub(crate) runtime: Arc<dyn Runtime>,
    pub(crate) is_system_time: bool,
    pub(crate) timers: Arc<dyn Runtime>,
    #[cfg(feature = "tls")]
    pub(crate) certificates: Option<Certificates>,
}

impl Options {
    /// Returns the defaults: `127.0.0.1` on a free port, a throwaway access key, the seeded
    /// catalogue, the documents' limits and the system's clock.
    #[must_use]
    pub fn new() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            keys: Vec::new(),
            catalogue: Catalogue::seeded(),
            regions: regions::public().map(|region| region.id().to_owned()).collect(),
            max_page_size: 100,
            clamp_page_size: false,
            max_tags: 20,
            nonce_capacity: 1 << 20,
            check_nonces: true,
            rate_limit: None,
            roles: Roles::default(),
            metadata: None,
            instance: Instance::default(),
            notice: Notice::default(),
            log: Log::default(),
            faults: Faults::new(),
            admin: false,
            hosts: Hosts::default(),
            strict: false,
            revision: Revision::LATEST,
            max_connections: 256,
            max_body_bytes: 1 << 20,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(10),
            shutdown_grace: Duration::from_secs(5),
            runtime: Arc::new(SystemRuntime),
            is_system_time: true,
            timers: Arc::new(SystemRuntime),
            #[cfg(feature = "tls")]
            certificates: None,
        }
    }

    /// Sets the address to listen on. Port 0 takes a free one.
    ///
    /// Whoever reaches the address can send requests; only the access keys stand between.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Adds an access key that may sign. A key with a security token takes requests with that
    /// token only; what else a key may or may not do, an [`AccessKey`] says. Without any key, a throwaway pair is made
    /// at the start.
    #[must_use]
    pub fn key(mut self, key: impl Into<AccessKey>) -> Self {
        self.keys.push(key.into());
        self
    }

    /// Sets the images. Their regions count as known.
    #[must_use]
    pub fn catalogue(mut self, catalogue: Catalogue) -> Self {
        self.catalogue = catalogue;
        self
    }

    /// Sets the regions that exist besides those of the catalogue; others are answered with
    /// `InvalidRegionId.NotFound`. The default is every region of the official region list.
    #[must_use]
    pub fn regions<I: Into<String>>(mut self, regions: impl IntoIterator<Item = I>) -> Self {
        self.regions = regions.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the largest page: 100 unless set; 50 in the document of 2018-06-15.
    #[must_use]
    pub fn max_page_size(mut self, images: u32) -> Self {
        self.max_page_size = images;
        self
    }

    /// Sets whether a larger page becomes the largest, echo included, instead of an error. The
    /// service answers `InvalidParameter`; a clamping server finds pagers that trust their own
    /// page size.
    #[must_use]
    pub fn clamp_page_size(mut self, clamp: bool) -> Self {
        self.clamp_page_size = clamp;
        self
    }

    /// Sets how many tags a request may name: 20 unless set; 5 in the document of 2018-06-15.
    #[must_use]
    pub fn max_tags(mut self, tags: u32) -> Self {
        self.max_tags = tags;
        self
    }

    /// Sets how many nonces are remembered, 1,048,576 unless set: about 600 requests a second for half an hour, at
    /// 40 bytes each at most. When more are alive, the oldest are forgotten, which is [told](Self::notice) once; no
    /// request is refused for it.
    #[must_use]
    pub fn nonce_capacity(mut self, nonces: usize) -> Self {
        self.nonce_capacity = nonces;
        self
    }

    /// Sets whether a nonce can be used once only, as the service has it; `true` unless set.
    #[must_use]
    pub fn check_nonces(mut self, check: bool) -> Self {
        self.check_nonces = check;
        self
    }

    /// Sets how many requests of one operation a key may send in a window of time, which begins with its first
    /// request; there is no limit unless set. Beyond, it is refused with `Throttling.User` and told how long to wait.
    /// The limit of `DescribeImages` is 1,000 in 60 seconds (Alibaba Cloud's API portal, 2025-03-14).
    #[must_use]
    pub fn rate_limit(mut self, requests: u32, window: Duration) -> Self {
        self.rate_limit = Some(RateLimit { requests, window });
        self
    }

    /// Sets the roles that exist, by their ARNs (`acs:ram::<account>:role/<name>`); others are refused with
    /// `EntityNotExist.Role`. Unless set, every well-formed one exists.
    #[must_use]
    pub fn roles<I: Into<String>>(mut self, arns: impl IntoIterator<Item = I>) -> Self {
        self.roles.known = Some(arns.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the providers of OpenID Connect that exist, by their ARNs (`acs:ram::<account>:oidc-provider/<name>`);
    /// others are refused with `AuthenticationFail.NoPermission`. Unless set, every well-formed one exists.
    #[must_use]
    pub fn oidc_providers<I: Into<String>>(mut self, arns: impl IntoIterator<Item = I>) -> Self {
        self.roles.oidc_providers = Some(arns.into_iter().map(Into::into).collect());
        self
    }

    /// Sets how long a session in a role may last at most: an hour unless set, as with roles that were made without a
    /// `MaxSessionDuration` of their own; more than twelve hours count as twelve (RAM API Reference, CreateRole).
    #[must_use]
    pub fn max_session(mut self, duration: Duration) -> Self {
        self.roles.max_session = duration.min(Duration::from_secs(12 * 3_600));
        self
    }

    /// Sets the address to serve the [metadata](crate::Metadata) of an instance at; it is not served unless set. Port 0
    /// takes a free one, which [`Emulator::metadata_url`](crate::Emulator::metadata_url) tells.
    ///
    /// Whoever reaches the address gets a key.
    #[must_use]
    pub fn metadata(mut self, address: SocketAddr) -> Self {
        self.metadata = Some(address);
        self
    }

    /// Sets whether metadata is served for a token only (security hardening mode); `false` unless set. A request without
    /// one is then refused with 403.
    #[must_use]
    pub fn metadata_v2_only(mut self, v2_only: bool) -> Self {
        self.instance.is_v2_only = v2_only;
        self
    }

    /// Sets the role that is attached to the instance, `EmulatorRole` unless set. With an empty name, none is.
    #[must_use]
    pub fn metadata_role(mut self, name: impl Into<String>) -> Self {
        self.instance.role = name.into();
        self
    }

    /// Sets who is told what an operator should know, one sentence at a time; nobody unless set.
    #[must_use]
    pub fn notice(mut self, tell: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.notice = Notice::new(tell);
        self
    }

    /// Sets who is given a line for each request that was answered; nobody unless set.
    #[must_use]
    pub fn log(mut self, write: impl Fn(&LogLine) + Send + Sync + 'static) -> Self {
        self.log = Log::new(write);
        self
    }

    /// Sets whether images and faults can be read and changed by requests under `/_emulator/`; they cannot unless set.
    /// Whoever reaches the address can then send them, without a key. `/_emulator/health` answers either way.
    #[must_use]
    pub fn admin(mut self, admin: bool) -> Self {
        self.admin = admin;
        self
    }

    /// Sets what goes wrong: nothing unless set.
    #[must_use]
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Answers requests for a further host name. Without, the `Host` of a request has to be an address, `localhost` or a
    /// name of the service; any other is refused, so that no web page can have a browser ask in its name.
    #[must_use]
    pub fn allow_host(mut self, name: &str) -> Self {
        self.hosts.allow(name);
        self
    }

    /// Sets the limits of a revision of the documents: the largest page, and how many tags and image ids a request
    /// may name. [`Revision::LATEST`] unless set.
    #[must_use]
    pub fn revision(mut self, revision: Revision) -> Self {
        self.max_page_size = revision.limits().page_size;
        self.max_tags = revision.limits().tags;
        self.revision = revision;
        self
    }

    /// Sets whether to refuse by name what the service ignores in silence: parameters that the operation does not
    /// have in this [revision](Self::revision), and lists in one parameter (`Tag=[…]`).
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Sets how many connections are served at a time, 256 unless set. Beyond that, idle connections are closed to make
    /// room; a connection that waits for longer than the [head of a request](Self::header_timeout) may take is answered with
    /// `ServiceUnavailable`. That connections wait is [told](Self::notice) once.
    #[must_use]
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections;
        self
    }

    /// Sets how long the head of a request may take to arrive, 10 seconds unless set. It bounds
    /// idle connections, too. Measured by tokio's clock, not by [`runtime`](Self::runtime)'s.
    #[must_use]
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.header_timeout = timeout;
        self
    }

    /// Sets how long the body of a request may take to arrive, 10 seconds unless set.
    #[must_use]
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.body_timeout = timeout;
        self
    }

    /// Sets how long [`Emulator::shutdown`](crate::Emulator::shutdown) waits for requests under
    /// way, 5 seconds unless set.
    #[must_use]
    pub fn shutdown_grace(mut self, grace: Duration) -> Self {
        self.shutdown_grace = grace;
        self
    }

    /// Speaks TLS, too, on the same port: the first byte that a client sends tells which it speaks. (Feature `tls`.)
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, certificates: Certificates) -> Self {
        self.certificates = Some(certificates);
        self
    }

    /// Sets where time and randomness come from: the system unless set.
    #[must_use]
    pub fn runtime(mut self, runtime: Arc<dyn Runtime>) -> Self {
        self.runtime = runtime;
        self.is_system_time = false;
        self
    }

    /// Sets what the body timeout and the grace of a shutdown wait by; tokio's timer unless set.
    ///
    /// It is apart from [`runtime`](Self::runtime), by which timestamps and nonces are judged: a
    /// service whose clock a test holds still has peers that keep it waiting all the same.
    #[must_use]
    pub fn timers(mut self, timers: Arc<dyn Runtime>) -> Self {
        self.timers = timers;
        self
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("listen", &self.listen)
            .field("keys", &self.keys)
            .field("catalogue", &self.catalogue)
            .field("max_page_size", &self.max_page_size)
            .field("clamp_page_size", &self.clamp_page_size)
            .field("max_tags", &self.max_tags)
            .field("revision", &self.revision.date())
            .field("admin", &self.admin)
            .field("strict", &self.strict)
            .field("hosts", &self.hosts)
            .field("nonce_capacity", &self.nonce_capacity)
            .field("max_connections", &self.max_connections)
            .field("runtime", &self.runtime)
            .field("timers", &self.timers)
            .finish_non_exhaustive()
    }
}
