//! The HTTP seam: one request in, one whole response out.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

use crate::TransportError;

/// The future of [`Transport::send`].
///
/// Nothing happens before it is polled; dropping it cancels the exchange.
pub type SendFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, TransportError>> + Send + 'a>>;

/// Sends one HTTP request and reads the whole, bounded response.
///
/// # The contract
///
/// Callers put signed requests in, and build retries and deadlines on top. What they may rely on:
///
/// 1. **The body is complete and bounded.** `Ok` means that the response ended where its framing
///    said it would, and that it fits a limit of yours. Otherwise it is
///    [`BodyIncomplete`](crate::TransportErrorKind::BodyIncomplete) or
///    [`BodyTooLarge`](crate::TransportErrorKind::BodyTooLarge), never a short body. Where the
///    framing cannot tell (a body that ends with the connection), the caller's decoder must.
/// 2. **TLS, the connection pool, proxies and name resolution are yours**, and so are the timers
///    that need to see the socket: connecting (with the TLS handshake), waiting for the response
///    head, and a body that stalls. A server that cannot be trusted or speaks no TLS
///    ([`Tls`](crate::TransportErrorKind::Tls)) is told apart from one that cannot be reached
///    ([`Connect`](crate::TransportErrorKind::Connect)) and from a name without an address
///    ([`Resolve`](crate::TransportErrorKind::Resolve)); none of them sees the request. Through a
///    proxy, `https` goes in a tunnel: the proxy learns the host and the port, and whom to trust is
///    decided at the tunnel's end. A proxy that wants another user name and password (407) is
///    [`ProxyAuthentication`](crate::TransportErrorKind::ProxyAuthentication) for a tunnel and for a
///    forwarded request alike: no server has answered.
/// 3. **Dropping the future cancels**: no task, timer or half-used connection stays behind.
/// 4. **Never send twice.** A signed request carries a nonce that the service accepts once; a
///    second copy, even of a request that was not answered, is refused. No retries, no resends by
///    the connection pool.
/// 5. **Never follow a redirect.** A 3xx is a response like any other; its target is not trusted.
/// 6. **A status is not an error.** Whatever the server answers is `Ok`, with its headers and body.
/// 7. **Never print the URI, the headers or the body**, in `Debug`, errors, logs or panics: they
///    carry credentials and signatures. That holds for the sources of an error too.
/// 8. **Honour [`FreshConnection`]** in the request's extensions: use no connection that carried a
///    request before.
/// 9. **Ask for no content encoding and refuse one that comes anyway**
///    ([`ContentEncoding`](crate::TransportErrorKind::ContentEncoding)): the limit of duty 1 counts
///    the bytes the caller gets, and nobody downstream decompresses.
/// 10. **Be honest about [`Sent`](crate::Sent)**: `No` only when no byte of the request can have
///     left; when in doubt, `Maybe`.
/// 11. **Refuse what would leak**: plain `http` to anywhere but the own machine, unless the owner
///     of the transport allowed it ([`Refused`](crate::TransportErrorKind::Refused)).
/// 12. **Honour [`Direct`]** in the request's extensions: it goes to the address that stands in
///     its URI, through no proxy whatever the settings say, on no connection that another request
///     opened through one. A host that is a name rather than an address is refused, so no resolver
///     decides where it goes. To the [metadata service](crate::METADATA_ADDRESS) it may be plain
///     `http`; everywhere else duty 11 stands.
///
/// Not your business: deadlines of an attempt or a call (the caller drops the future), retries and
/// their budget, signing, and what a status or a body means.
///
/// # Examples
///
/// ```
/// use aliyun_transport::{SendFuture, Transport};
/// use bytes::Bytes;
///
/// /// Answers every request with 204.
/// #[derive(Debug)]
/// struct Quiet;
///
/// impl Transport for Quiet {
///     fn send(&self, _request: http::Request<Bytes>) -> SendFuture<'_> {
///         let mut response = http::Response::new(Bytes::new());
///         *response.status_mut() = http::StatusCode::NO_CONTENT;
///         Box::pin(async move { Ok(response) })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let transport: &dyn Transport = &Quiet;
/// let response = transport.send(http::Request::new(Bytes::new())).await;
/// assert_eq!(response.map(|r| r.status().as_u16()).ok(), Some(204));
/// # }
/// ```
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends `request`, which has an absolute URI, and returns the response with its body read.
    ///
    /// # Errors
    ///
    /// A [`TransportError`] when there is no complete, bounded response to return. Its
    /// [`kind`](TransportError::kind) says why, its [`sent`](TransportError::sent) whether the
    /// server may have seen the request.
    fn send(&self, request: http::Request<Bytes>) -> SendFuture<'_>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<Bytes>) -> SendFuture<'_> {
        (**self).send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(&self, request: http::Request<Bytes>) -> SendFuture<'_> {
        (**self).send(request)
    }
}

/// A marker in a request's extensions: do not send this on a pooled connection.
///
/// After a server restart all idle connections of a pool are dead at once, and a caller that
/// retries through the pool draws one after the other. It marks its retries instead.
///
/// ```
/// use aliyun_transport::FreshConnection;
///
/// let mut request = http::Request::new(());
/// request.extensions_mut().insert(FreshConnection);
/// assert!(request.extensions().get::<FreshConnection>().is_some());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a marker is written by its name and will never hold anything"
)]
pub struct FreshConnection;

/// A marker in a request's extensions: send this to the very address in its URI, past any proxy.
///
/// The instance metadata service, from which a program learns the credentials of its instance's
/// role, speaks plain `http` and refuses what a proxy forwarded. And a proxy that answered in its
/// place could hand out credentials of its own choice.
///
/// ```
/// use aliyun_transport::{Direct, METADATA_ADDRESS};
///
/// let uri = format!("http://{METADATA_ADDRESS}/latest/meta-data/");
/// let request = http::Request::get(uri).extension(Direct).body(()).unwrap();
/// assert!(request.extensions().get::<Direct>().is_some());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a marker is written by its name and will never hold anything"
)]
pub struct Direct;
