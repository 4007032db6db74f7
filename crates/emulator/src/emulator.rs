//! A running emulator.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use aliyun_rpc_signer::Credentials;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Catalogue;
use crate::Faults;
use crate::Options;
use crate::Service;
use crate::StartError;
use crate::metadata::listen::MetadataServer;
use crate::metadata::service::Metadata;
use crate::server::Server;
use crate::server::connection::Rules;

/// A running emulator, on the tokio runtime it was started in.
///
/// [`shutdown`](Self::shutdown) stops it and waits until it has. Dropping it stops it in the
/// background.
///
/// ```
/// use aliyun_ecs_emulator::Emulator;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main()
/// # -> Result<(), aliyun_ecs_emulator::StartError> {
/// let emulator = Emulator::start().await?;
/// assert!(emulator.url().starts_with("http://127.0.0.1:"));
/// // Point a client at `emulator.url()`, with `emulator.credentials()`.
/// assert_eq!(emulator.served(), 0);
/// emulator.shutdown().await;
/// # Ok(()) }
/// ```
pub struct Emulator {
    url: String,
    #[cfg(feature = "tls")]
    https_url: Option<String>,
    address: SocketAddr,
    service: Arc<Service>,
    /// Says stop, also by being dropped.
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    metadata: Option<(String, JoinHandle<()>)>,
}

impl Emulator {
    /// Starts on a free port of `127.0.0.1`, with a throwaway access key and the seeded catalogue.
    ///
    /// # Errors
    ///
    /// [`StartError`] when the socket cannot be had or randomness fails.
    pub async fn start() -> Result<Self, StartError> {
        Self::start_with(Options::new()).await
    }

    /// Starts with these options. Requests are accepted from the moment this returns.
    ///
    /// # Errors
    ///
    /// [`StartError`] when an address cannot be listened on, or when the source of randomness fails.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with its IO and time drivers on.
    pub async fn start_with(options: Options) -> Result<Self, StartError> {
        let (address, listener) = bind(options.listen).await?;
        let metadata = match options.metadata {
            Some(wanted) => Some(bind(wanted).await?),
            None => None,
        };

        let max_connections = options.max_connections.clamp(1, MOST_CONNECTIONS);
        let max_body_bytes = options.max_body_bytes;
        let (header_timeout, body_timeout) = (options.header_timeout, options.body_timeout);
        let shutdown_grace = options.shutdown_grace;
        let timers = Arc::clone(&options.timers);
        let notice = options.notice.clone();
        #[cfg(feature = "tls")]
        let certificates = options.certificates.clone();
        let service = Arc::new(Service::new(options)?);
        let metadata = metadata.map(|bound| (Arc::new(Metadata::new(Arc::clone(&service))), bound));
        let rules = Rules {
            service: Arc::clone(&service),
            timers,
            max_body_bytes,
            header_timeout,
            body_timeout,
            metadata: metadata.as_ref().map(|(metadata, _)| Arc::clone(metadata)),
        };
        let server = Server {
            rules: Arc::new(rules),
            max_connections,
            shutdown_grace,
            notice,
            #[cfg(feature = "tls")]
            certificates: certificates.clone(),
        };
        let (stop, stopped) = watch::channel(false);
        let metadata = metadata.map(|(metadata, (address, listener))| {
            let server = MetadataServer {
                metadata,
                timers: Arc::clone(&server.rules.timers),
                header_timeout,
                shutdown_grace,
            };
            (format!("http://{address}"), tokio::spawn(server.run(listener, stopped.clone())))
        });
        Ok(Self {
            url: format!("http://{address}"),
            #[cfg(feature = "tls")]
            https_url: certificates.map(|_| format!("https://{address}")),
            address,
            service,
            stop,
            task: tokio::spawn(server.run(listener, stopped)),
            metadata,
        })
    }

    /// Returns the endpoint, `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the endpoint over TLS, on the same port, if there are [certificates](Options::tls).
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn https_url(&self) -> Option<&str> {
        self.https_url.as_deref()
    }

    /// Returns the address listened on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns where the metadata of the instance is served, if it is.
    #[must_use]
    pub fn metadata_url(&self) -> Option<&str> {
        self.metadata.as_ref().map(|(url, _)| url.as_str())
    }

    /// Returns the first access key, which is the throwaway one unless one was set.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        self.service.credentials()
    }

    /// Returns all access keys that may sign.
    #[must_use]
    pub fn keys(&self) -> &[Credentials] {
        self.service.keys()
    }

    /// Returns the images as they are now.
    #[must_use]
    pub fn catalogue(&self) -> Catalogue {
        self.service.catalogue()
    }

    /// Changes the images while it runs: [`Service::change`].
    pub fn change<T>(&self, change: impl FnOnce(&mut Catalogue) -> T) -> T {
        self.service.change(change)
    }

    /// Sets what goes wrong from now on: [`Service::set_faults`].
    pub fn set_faults(&self, faults: Faults) {
        self.service.set_faults(faults);
    }

    /// Returns how many requests were answered so far, refused ones included.
    ///
    /// Not counted is what is no HTTP request, or one whose head is too large or too slow.
    #[must_use]
    pub fn served(&self) -> u64 {
        self.service.served()
    }

    /// Stops accepting, waits for requests under way (for as long as
    /// [`Options::shutdown_grace`] says) and frees the ports.
    pub async fn shutdown(self) {
        self.stop.send_replace(true);
        // An error would be a panic of the accept loop or a cancelled task: stopped, either way.
        let _ = self.task.await;
        if let Some((_, task)) = self.metadata {
            let _ = task.await;
        }
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("url", &self.url)
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

async fn bind(wanted: SocketAddr) -> Result<(SocketAddr, TcpListener), StartError> {
    let bound = TcpListener::bind(wanted).await;
    let bound = bound.and_then(|listener| Ok((listener.local_addr()?, listener)));
    bound.map_err(|error| StartError::listen(wanted, error))
}

/// What a semaphore of tokio can count, and more than a system has ports.
const MOST_CONNECTIONS: usize = 1 << 20;
