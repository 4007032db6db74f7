//! Opens connections: resolve, connect, pass the proxy, handshake, all under one timer.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;
use std::time::Duration;

use http::Uri;
use hyper_rustls::HttpsConnector;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_rustls::MaybeHttpsStream;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::Proxies;
use crate::proxy::Proxy;
use crate::resolver::Resolver;
use crate::route::Route;
use crate::tracked::Tracked;

/// Opens a TCP connection, through a proxy where one is to be used, with TLS for `https`, within a
/// time limit.
///
/// `HttpConnector` has a connect timeout of its own, but neither the TLS handshake nor what a
/// proxy takes is inside of it: a peer that accepts and stays silent would hold a request for ever.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    unproxied: Unproxied,
    /// For tunnels. Shared, because hyper-util clones its connector for every request.
    tls: Arc<ClientConfig>,
    proxies: Proxies,
    timeout: Duration,
}

impl Connector {
    pub(crate) fn new(
        tls: ClientConfig,
        proxies: Proxies,
        resolver: Resolver,
        timeout: Duration,
    ) -> Self {
        let mut http = HttpConnector::new_with_resolver(resolver);
        http.enforce_http(false); // `https` URIs pass through it too
        http.set_nodelay(true);
        // Shared out over the addresses of a host, so that a dead first one leaves time for the
        // second.
        http.set_connect_timeout(Some(timeout));
        let unproxied = HttpsConnectorBuilder::new()
            .with_tls_config(tls.clone())
            .https_or_http() // which `http` URIs are sent is decided before, see `admit`
            .enable_http1()
            .wrap_connector(http);
        Self { unproxied, tls: Arc::new(tls), proxies, timeout }
    }

    fn open(&mut self, uri: Uri) -> BoxFuture<Result<Tracked<Stream>, BoxError>> {
        // The route borrows the proxies, and opening a connection changes the connector.
        let proxies = self.proxies.clone();
        match proxies.route(&uri) {
            Route::Direct => {
                let connecting = self.unproxied.call(uri);
                Box::pin(async { Ok(Tracked::new(MaybeHttpsStream::Http(connecting.await?))) })
            }
            Route::Forward(proxy) => {
                let connecting = self.unproxied.call(proxy.uri().clone());
                Box::pin(async { Ok(Tracked::to_proxy(MaybeHttpsStream::Http(connecting.await?))) })
            }
            Route::Tunnel(proxy) => {
                let connecting = self.tunnel(proxy).call(uri);
                Box::pin(async { Ok(Tracked::new(connecting.await?)) })
            }
        }
    }

    /// Returns a connector that makes the TLS handshake with the server inside of a tunnel. The
    /// proxy itself may be reached by `https`, too.
    fn tunnel(&self, proxy: &Proxy) -> HttpsConnector<Tunnel<Unproxied>> {
        let mut tunnel = Tunnel::new(proxy.uri().clone(), self.unproxied.clone());
        if let Some(auth) = proxy.auth() {
            tunnel = tunnel.with_auth(auth.clone());
        }
        HttpsConnectorBuilder::new()
            .with_tls_config(ClientConfig::clone(&self.tls))
            .https_only()
            .enable_http1()
            .wrap_connector(tunnel)
    }
}

impl Service<Uri> for Connector {
    type Response = Tracked<Stream>;
    type Error = BoxError;
    type Future = BoxFuture<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.unproxied.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = self.open(uri);
        let timeout = self.timeout;
        Box::pin(async move {
            #[expect(clippy::disallowed_methods, reason = "the adapter owns this timer")]
            let connected = tokio::time::timeout(timeout, connecting).await;
            connected.map_err(|_| ConnectTimedOut)?
        })
    }
}

/// To the server, or to a proxy.
type Unproxied = HttpsConnector<HttpConnector<Resolver>>;

/// TLS with the server inside of TLS with a proxy, or less of that.
type Stream = MaybeHttpsStream<MaybeHttpsStream<TokioIo<TcpStream>>>;

/// The connection was not ready in time.
#[derive(Debug)]
pub(crate) struct ConnectTimedOut;

impl fmt::Display for ConnectTimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was not ready in time")
    }
}

impl Error for ConnectTimedOut {}

type BoxError = Box<dyn Error + Send + Sync>;

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
