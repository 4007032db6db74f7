//! One exchange: admit, send, await the head, read the body.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use aliyun_transport::Direct;
use aliyun_transport::FreshConnection;
use aliyun_transport::SendFuture;
use aliyun_transport::Sent;
use aliyun_transport::TimeoutPhase;
use aliyun_transport::Transport;
use aliyun_transport::TransportError;
use aliyun_transport::TransportErrorKind;
use bytes::Bytes;
use http::Request;
use http::Response;
use http::StatusCode;
use http::header::PROXY_AUTHORIZATION;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::CaptureConnection;
use hyper_util::client::legacy::connect::capture_connection;
use hyper_util::rt::TokioExecutor;
use hyper_util::rt::TokioTimer;

use crate::Options;
use crate::Proxies;
use crate::SetupError;
use crate::admit::admit;
use crate::body;
use crate::body::BodyError;
use crate::connector::Connector;
use crate::options::LONGEST_POOL_IDLE;
use crate::phase;
use crate::resolver::Resolver;
use crate::route::Route;
use crate::setup;
use crate::tracked::Uses;

/// [`Transport`] over hyper and rustls.
///
/// Its futures must be polled inside a tokio runtime with the IO and time drivers on. Clones share
/// the connection pool. A connection belongs to the runtime that opened it, and answers only while that
/// one runs: give each runtime a transport of its own. `Debug` shows the options only.
///
/// ```no_run
/// use aliyun_transport::Transport;
/// use aliyun_transport_hyper::HyperTransport;
/// use bytes::Bytes;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let transport = HyperTransport::new()?;
/// let request = http::Request::get("https://example.com/").body(Bytes::new())?;
/// let response = transport.send(request).await?;
/// assert!(response.body().len() <= 8 << 20);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct HyperTransport {
    /// Keeps idle connections.
    pooled: HttpClient,
    /// Keeps none: every request opens a connection and leaves it to be closed.
    fresh: HttpClient,
    /// Knows no proxy. It keeps no connections either: a pool knows them by their server alone,
    /// and what is asked for directly is asked for rarely.
    direct: HttpClient,
    proxies: Proxies,
    options: Arc<Options>,
}

impl HyperTransport {
    /// Creates a transport with the default [`Options`].
    ///
    /// # Errors
    ///
    /// A [`SetupError`] when the environment names an unusable proxy.
    pub fn new() -> Result<Self, SetupError> {
        Self::with_options(Options::new())
    }

    /// Creates a transport with these options.
    ///
    /// # Errors
    ///
    /// A [`SetupError`] when a root certificate is not usable, the environment names a proxy that is
    /// none, or settings exclude each other.
    pub fn with_options(options: Options) -> Result<Self, SetupError> {
        let proxies = match &options.proxies {
            Some(proxies) => proxies.clone(),
            None => Proxies::from_env()?,
        };
        let tls = setup::tls_config(&options)?;
        let resolver = Resolver::new(&options.known_hosts);
        let connector = |proxies| {
            Connector::new(tls.clone(), proxies, resolver.clone(), options.connect_timeout)
        };
        let direct = client(&options, 0, connector(Proxies::none()));
        let connector = connector(proxies.clone());
        Ok(Self {
            pooled: client(&options, options.max_idle_per_host, connector.clone()),
            fresh: client(&options, 0, connector),
            direct,
            proxies,
            options: Arc::new(options),
        })
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        admit(&request, self.options.allow_plain_http)?;
        let is_direct = is_direct(&request);
        let route = if is_direct { Route::Direct } else { self.proxies.route(request.uri()) };
        let outcome = self.exchange_by(&route, request).await;
        outcome.map_err(|error| match route.proxy() {
            Some(proxy) => error.with_proxy(proxy),
            None => error,
        })
    }

    async fn exchange_by(
        &self,
        route: &Route<'_>,
        request: Request<Bytes>,
    ) -> Result<Response<Bytes>, TransportError> {
        let request = addressed(route, request);
        let (head, reused) = self.head(request).await?;
        let (mut parts, incoming) = head.into_parts();
        let broken = |kind| TransportError::new(kind, Sent::Maybe).with_reused_connection(reused);
        if parts.status == StatusCode::PROXY_AUTHENTICATION_REQUIRED
            && matches!(route, Route::Forward(_))
        {
            return Err(broken(TransportErrorKind::ProxyAuthentication));
        }
        if let Some(coding) = body::unread_transfer_coding(&parts.headers) {
            let error = broken(TransportErrorKind::TransferCoding);
            return Err(error.with_source(format!("the transfer coding is {coding}")));
        }
        if body::is_encoded(&parts.headers) {
            return Err(broken(TransportErrorKind::ContentEncoding));
        }
        let Options { max_body, body_idle_timeout, .. } = *self.options;
        let body = body::read(incoming, max_body, body_idle_timeout).await;
        let body = body.map_err(|error| match error {
            BodyError::GaveUp(kind) => broken(kind),
            BodyError::Broken(error) => phase::in_body(error, reused),
        })?;
        // hyper's extensions hold on to the connection (an upgrade) or describe it.
        parts.extensions.clear();
        Ok(Response::from_parts(parts, body))
    }

    /// Sends `request` and waits for the response head; also returns whether its connection had
    /// been used before.
    async fn head(
        &self,
        request: Request<Bytes>,
    ) -> Result<(Response<Incoming>, bool), TransportError> {
        let client = if is_direct(&request) {
            &self.direct
        } else if request.extensions().get::<FreshConnection>().is_some() {
            &self.fresh
        } else {
            &self.pooled
        };
        let mut request = request.map(Full::new);
        let capture = capture_connection(&mut request);
        let mut response = pin!(client.request(request));
        let mut timer = pin!(None::<tokio::time::Sleep>);
        let mut reused = None;

        poll_fn(|context| {
            let polled = response.as_mut().poll(context);
            // hyper-util names the connection in the poll that hands the request over, and keeps
            // it from other requests until a later poll finds the response. Asking after each poll
            // therefore counts the requests of a connection in their order. Should a response
            // arrive within that first poll, the next request may count before this one, and a
            // caller that could have retried at once pauses instead.
            if reused.is_none() {
                reused = begin_use(&capture);
                if reused.is_some() {
                    #[expect(clippy::disallowed_methods, reason = "the adapter owns this timer")]
                    timer.set(Some(tokio::time::sleep(self.options.first_byte_timeout)));
                }
            }
            if let Poll::Ready(result) = polled {
                return Poll::Ready(match (result, reused) {
                    (Ok(response), reused) => Ok((response, reused.unwrap_or(false))),
                    (Err(error), Some(reused)) => Err(phase::before_head(error, reused)),
                    (Err(error), None) => Err(phase::before_connection(error)),
                });
            }
            // Until there is a connection, the connector's timer runs instead.
            match timer.as_mut().as_pin_mut().map(|timer| timer.poll(context)) {
                Some(Poll::Ready(())) => {
                    let kind = TransportErrorKind::timeout(TimeoutPhase::FirstByte);
                    let error = TransportError::new(kind, Sent::Maybe);
                    Poll::Ready(Err(error.with_reused_connection(reused.unwrap_or(false))))
                }
                _ => Poll::Pending,
            }
        })
        .await
    }
}

impl Transport for HyperTransport {
    fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
        Box::pin(self.exchange(request))
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport")
            .field("options", &self.options)
            .field("proxies", &self.proxies)
            .finish_non_exhaustive()
    }
}

type HttpClient = Client<Connector, Full<Bytes>>;

fn client(options: &Options, max_idle_per_host: usize, connector: Connector) -> HttpClient {
    Client::builder(TokioExecutor::new())
        .retry_canceled_requests(false)
        .pool_max_idle_per_host(max_idle_per_host)
        // The pool adds it to the time of day, which must stay a time.
        .pool_idle_timeout(options.pool_idle_timeout.min(LONGEST_POOL_IDLE))
        .pool_timer(TokioTimer::new()) // without it the idle timeout does nothing
        .http1_max_buf_size(READ_BUFFER)
        .build(connector)
}

/// Adds what a forwarding proxy wants to see. A tunnel's proxy sees nothing of the request.
fn addressed(route: &Route<'_>, mut request: Request<Bytes>) -> Request<Bytes> {
    if let Route::Forward(proxy) = route
        && let Some(auth) = proxy.auth()
    {
        request.headers_mut().insert(PROXY_AUTHORIZATION, auth.clone());
    }
    request
}

fn is_direct(request: &Request<Bytes>) -> bool {
    request.extensions().get::<Direct>().is_some()
}

/// Counts the use of the connection that was chosen, if one was, and returns whether it had been
/// used before.
fn begin_use(capture: &CaptureConnection) -> Option<bool> {
    let chosen = capture.connection_metadata();
    Some(Uses::of(chosen.as_ref()?)?.begin())
}

/// How much is read at once: bounds what a body occupies beyond its limit, and the response head to
/// about twice as much.
const READ_BUFFER: usize = 64 << 10; // 64 KiB
