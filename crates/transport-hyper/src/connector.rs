//! Opens connections: resolve, connect, handshake, all under one timer.

use std::error::Error;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::Context;
use std::task::Poll;
use std::time::Duration;

use http::Uri;
use hyper_rustls::HttpsConnector;
use hyper_rustls::MaybeHttpsStream;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::GaiAddrs;
use hyper_util::client::legacy::connect::dns::GaiResolver;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::tracked::Tracked;

/// Opens a TCP connection, with TLS for `https`, within a time limit.
///
/// `HttpConnector` has a connect timeout of its own, but the TLS handshake happens outside of it:
/// a peer that accepts and stays silent would hold a request for ever.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    https: HttpsConnector<HttpConnector<Resolver>>,
    timeout: Duration,
}

impl Connector {
    pub(crate) fn new(tls: ClientConfig, timeout: Duration) -> Self {
        let mut http = HttpConnector::new_with_resolver(Resolver(GaiResolver::new()));
        http.enforce_http(false); // `https` URIs pass through it too
        http.set_nodelay(true);
        // Shared out over the addresses of a host, so that a dead first one leaves time for the
        // second.
        http.set_connect_timeout(Some(timeout));
        let https = hyper_rustls::HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http() // which `http` URIs are sent is decided before, see `admit`
            .enable_http1()
            .wrap_connector(http);
        Self { https, timeout }
    }
}

impl Service<Uri> for Connector {
    type Response = Tracked<MaybeHttpsStream<TokioIo<TcpStream>>>;
    type Error = BoxError;
    type Future = BoxFuture<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.https.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = self.https.call(uri);
        let timeout = self.timeout;
        Box::pin(async move {
            #[expect(clippy::disallowed_methods, reason = "the adapter owns this timer")]
            let connected = tokio::time::timeout(timeout, connecting).await;
            Ok(Tracked::new(connected.map_err(|_| ConnectTimedOut)??))
        })
    }
}

/// The connection was not ready in time.
#[derive(Debug)]
pub(crate) struct ConnectTimedOut;

impl fmt::Display for ConnectTimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was not ready in time")
    }
}

impl Error for ConnectTimedOut {}

/// hyper-util's resolver, with an error that can be told from other IO errors.
#[derive(Clone, Debug)]
pub(crate) struct Resolver(GaiResolver);

impl Service<Name> for Resolver {
    type Response = GaiAddrs;
    type Error = ResolveFailed;
    type Future = BoxFuture<Result<GaiAddrs, ResolveFailed>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ResolveFailed>> {
        self.0.poll_ready(context).map_err(ResolveFailed::from)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let resolving = self.0.call(name);
        Box::pin(async move { resolving.await.map_err(ResolveFailed::from) })
    }
}

/// The host name did not resolve.
#[derive(Debug)]
pub(crate) struct ResolveFailed(io::Error);

impl From<io::Error> for ResolveFailed {
    fn from(error: io::Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for ResolveFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the system's resolver failed")
    }
}

impl Error for ResolveFailed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

type BoxError = Box<dyn Error + Send + Sync>;

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
