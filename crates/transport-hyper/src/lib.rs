//! [`aliyun_transport`]'s seams, implemented with hyper, rustls and tokio.
//!
//! * [`HyperTransport`] sends a request over HTTP/1.1 and TLS (rustls with ring, roots compiled
//!   in), keeps a connection pool, and returns the whole response within an [`Options`] limit.
//! * [`TokioRuntime`] is the real clock, tokio's timer and tasks, and the system's randomness.
//!
//! The crate knows nothing of Alibaba Cloud. What it adds to a bare hyper client is what
//! [the contract of `Transport`](aliyun_transport::Transport#the-contract) asks for:
//!
//! * a timer for each phase: connecting *with* the TLS handshake, the response head, a stalled
//!   body;
//! * a body that is complete and bounded while it streams;
//! * one attempt per call: hyper-util's own resend of a request on a closed connection is off,
//!   because a signed request may be sent only once;
//! * errors that tell a bad certificate from a refused connection, say whether the request may
//!   have been sent and whether the connection was a reused one, and never contain the URI;
//! * no redirects, no content encodings, no plain `http` except to the own machine and, in
//!   requests marked [`Direct`](aliyun_transport::Direct), to the instance metadata service.
//!
//! Proxies are those of the environment unless [`Options::proxies`] says otherwise: a tunnel
//! (CONNECT) for `https`, forwarding for `http`, and neither for the own machine or for requests
//! marked `Direct`.
//!
//! ```
//! use aliyun_transport::{Runtime, Sent, Transport, TransportErrorKind};
//! use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
//! use bytes::Bytes;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let transport = HyperTransport::new()?;
//! let runtime = TokioRuntime;
//!
//! let request = http::Request::get("http://ecs.example.com/?Signature=secret").body(Bytes::new())?;
//! let before = runtime.elapsed();
//! let error = transport.send(request).await.unwrap_err();
//!
//! assert_eq!(error.kind(), TransportErrorKind::Refused); // plain http to another machine
//! assert_eq!(error.sent(), Sent::No);
//! assert!(!format!("{error:?}").contains("secret"));
//! assert!(runtime.elapsed() >= before);
//! # Ok(()) }
//! ```

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod admit;
mod body;
mod connector;
mod environment;
mod except;
mod options;
mod phase;
mod proxies;
mod proxy;
mod resolver;
mod route;
mod runtime;
mod setup;
mod setup_error;
mod tracked;
mod transport;

pub use options::Options;
pub use proxies::Proxies;
pub use runtime::TokioRuntime;
pub use rustls;
pub use rustls::pki_types::CertificateDer;
pub use setup_error::SetupError;
pub use transport::HyperTransport;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
