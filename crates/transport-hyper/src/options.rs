//! What can be set, and to what it is set by default.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::Proxies;
use crate::SetupError;
use crate::resolver::KnownHost;

/// The settings of a [`HyperTransport`](crate::HyperTransport).
///
/// ```
/// use aliyun_transport_hyper::{HyperTransport, Options};
/// use std::time::Duration;
///
/// let options = Options::new()
///     .connect_timeout(Duration::from_secs(2))
///     .max_body(1 << 20); // 1 MiB
/// assert_eq!(options.max_idle_per_host, 16);
/// let transport = HyperTransport::with_options(options)?;
/// # Ok::<(), aliyun_transport_hyper::SetupError>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Options {
    /// How long name resolution, the TCP connection and the TLS handshake may take together.
    pub connect_timeout: Duration,
    /// How long to wait for a complete response head once there is a connection.
    pub first_byte_timeout: Duration,
    /// How long to wait for more of a body.
    pub body_idle_timeout: Duration,
    /// The most bytes of a response body.
    pub max_body: usize,
    /// How long an idle connection is kept.
    pub pool_idle_timeout: Duration,
    /// How many idle connections are kept per host.
    pub max_idle_per_host: usize,
    /// Whether `http` URIs may name any host.
    pub allow_plain_http: bool,
    /// `None`: those of the environment.
    pub(crate) proxies: Option<Proxies>,
    pub(crate) known_hosts: Vec<KnownHost>,
    pub(crate) extra_roots: Vec<CertificateDer<'static>>,
    pub(crate) tls: Option<ClientConfig>,
    #[cfg(feature = "native-roots")]
    pub(crate) native_roots: bool,
}

impl Options {
    /// Returns the defaults, which each setter names.
    pub fn new() -> Self {
        Self {
            connect_timeout: CONNECT_TIMEOUT,
            first_byte_timeout: FIRST_BYTE_TIMEOUT,
            body_idle_timeout: BODY_IDLE_TIMEOUT,
            max_body: MAX_BODY,
            pool_idle_timeout: POOL_IDLE_TIMEOUT,
            max_idle_per_host: MAX_IDLE_PER_HOST,
            allow_plain_http: false,
            proxies: None,
            known_hosts: Vec::new(),
            extra_roots: Vec::new(),
            tls: None,
            #[cfg(feature = "native-roots")]
            native_roots: false,
        }
    }

    /// Sets how long name resolution, the TCP connection and the TLS handshake may take together;
    /// 5 s by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how long to wait for a complete response head once there is a connection; 38 s by
    /// default.
    ///
    /// The time to send the request counts too. 38 s is the read timeout that the Go and Python
    /// SDKs of Alibaba Cloud have for this operation.
    pub fn first_byte_timeout(mut self, timeout: Duration) -> Self {
        self.first_byte_timeout = timeout;
        self
    }

    /// Sets how long a response body may stand still; 10 s by default.
    ///
    /// A body that drips stays below it for ever: the deadline of the whole exchange is the
    /// caller's.
    pub fn body_idle_timeout(mut self, timeout: Duration) -> Self {
        self.body_idle_timeout = timeout;
        self
    }

    /// Sets the size of the largest response body to accept, in bytes; 8 MiB by default, which is
    /// larger than the largest page that the documented limits allow.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Sets how long an idle connection is kept for reuse; 15 s by default, shorter than the 20 s
    /// after which many servers close one. Longer times are cut to a year.
    pub fn pool_idle_timeout(mut self, timeout: Duration) -> Self {
        self.pool_idle_timeout = timeout;
        self
    }

    /// Sets how many idle connections to keep per host; 16 by default. With 0, every request gets
    /// a connection of its own.
    pub fn max_idle_per_host(mut self, connections: usize) -> Self {
        self.max_idle_per_host = connections;
        self
    }

    /// Sets whether `http` URIs may name any host; by default only this machine (`localhost`,
    /// 127.0.0.0/8, `[::1]`).
    ///
    /// Plain `http` shows requests, with their signatures, to everybody on the way. The instance
    /// metadata service is asked by it whatever this says, in requests marked
    /// [`Direct`](aliyun_transport::Direct).
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// Sets which requests go through a proxy; by default those that the environment names
    /// ([`Proxies::from_env`]), read when the transport is created, which fails if they cannot be
    /// understood.
    ///
    /// ```
    /// use aliyun_transport_hyper::{Options, Proxies};
    ///
    /// let direct = Options::new().proxies(Proxies::none());
    /// # let _ = direct;
    /// ```
    pub fn proxies(mut self, proxies: Proxies) -> Self {
        self.proxies = Some(proxies);
        self
    }

    /// Sets the addresses of a host, in the order in which to try them, instead of asking the
    /// system's resolver: for an endpoint that only a private address reaches, or for a test.
    ///
    /// The host keeps its name: the server's certificate must be for it. A later call for the same
    /// host replaces an earlier one.
    ///
    /// ```
    /// use aliyun_transport_hyper::Options;
    ///
    /// let options = Options::new().resolve("ecs.example.com", [[10, 0, 0, 7].into()]);
    /// # let _ = options;
    /// ```
    pub fn resolve(mut self, host: &str, addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        let addresses = addresses.into_iter().collect();
        self.known_hosts.push(KnownHost { host: host.to_owned(), addresses });
        self
    }

    /// Adds a root certificate to those that are trusted anyway.
    pub fn extra_root(mut self, root: CertificateDer<'static>) -> Self {
        self.extra_roots.push(root);
        self
    }

    /// Adds the root certificates of a PEM file's content; other PEM sections are ignored.
    ///
    /// # Errors
    ///
    /// When the content is not PEM or has no certificate in it.
    ///
    /// ```
    /// use aliyun_transport_hyper::Options;
    ///
    /// let error = Options::new().extra_roots_pem(b"not a certificate").unwrap_err();
    /// assert_eq!(error.to_string(), "the PEM text of the extra roots has no certificate in it");
    /// ```
    pub fn extra_roots_pem(mut self, pem: &[u8]) -> Result<Self, SetupError> {
        let before = self.extra_roots.len();
        for root in CertificateDer::pem_slice_iter(pem) {
            self.extra_roots.push(root.map_err(SetupError::pem)?);
        }
        if self.extra_roots.len() == before {
            return Err(SetupError::no_certificate_in_pem());
        }
        Ok(self)
    }

    /// Sets the TLS settings: whom to trust, a certificate of your own for servers that ask for one,
    /// versions and cipher suites. Nothing else decides about TLS then, so roots added here as well
    /// are an error when the transport is created. `ALPN` is not offered, whatever the settings
    /// say: this transport speaks HTTP/1.1 only.
    ///
    /// ```
    /// use aliyun_transport_hyper::{HyperTransport, Options, rustls};
    /// use std::sync::Arc;
    ///
    /// let provider = Arc::new(rustls::crypto::ring::default_provider());
    /// let config = rustls::ClientConfig::builder_with_provider(provider)
    ///     .with_protocol_versions(&[&rustls::version::TLS13])?
    ///     .with_root_certificates(rustls::RootCertStore::empty()) // yours
    ///     .with_no_client_auth(); // or with_client_auth_cert
    /// let transport = HyperTransport::with_options(Options::new().tls_config(config))?;
    /// # let _ = transport;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tls_config(mut self, config: ClientConfig) -> Self {
        self.tls = Some(config);
        self
    }

    /// Sets whether to trust the roots of the operating system instead of those compiled in;
    /// `false` by default.
    ///
    /// They are read once, when the transport is created. `SSL_CERT_FILE` and `SSL_CERT_DIR` are
    /// honoured then.
    #[cfg(feature = "native-roots")]
    pub fn native_roots(mut self, native: bool) -> Self {
        self.native_roots = native;
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
        let mut out = f.debug_struct("Options");
        out.field("connect_timeout", &self.connect_timeout)
            .field("first_byte_timeout", &self.first_byte_timeout)
            .field("body_idle_timeout", &self.body_idle_timeout)
            .field("max_body", &self.max_body)
            .field("pool_idle_timeout", &self.pool_idle_timeout)
            .field("max_idle_per_host", &self.max_idle_per_host)
            .field("allow_plain_http", &self.allow_plain_http)
            .field("proxies", &self.proxies)
            .field("known_hosts", &self.known_hosts)
            .field("extra_roots", &self.extra_roots.len())
            .field("own_tls", &self.tls.is_some());
        #[cfg(feature = "native-roots")]
        out.field("native_roots", &self.native_roots);
        out.finish()
    }
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const FIRST_BYTE_TIMEOUT: Duration = Duration::from_secs(38);
const BODY_IDLE_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_BODY: usize = 8 << 20; // 8 MiB
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(15);
const MAX_IDLE_PER_HOST: usize = 16;
pub(crate) const LONGEST_POOL_IDLE: Duration = Duration::from_secs(365 * 24 * 60 * 60);
