//! The two seams through which `aliyun-rpc` and the crates above it touch the outside world.
//!
//! * [`Transport`] sends one HTTP request and returns the whole, bounded response.
//! * [`Runtime`] is everything that makes two runs of a program differ: the wall clock, the
//!   monotonic clock, sleeping and randomness; and, where it can, background tasks.
//!
//! The crate knows nothing of an HTTP stack or of an async runtime, and of Alibaba Cloud only the
//! [address of the metadata service](METADATA_ADDRESS), the one exception to "no plain `http`". It
//! also
//! carries the test doubles of both seams, because whoever writes code against a seam needs them:
//! [`replay::Replay`] plays a script of responses and failures and records what it was asked, and
//! [`virtual_time::VirtualRuntime`] is a clock that moves only when told, or by itself from sleep
//! to sleep.
//!
//! ```
//! use aliyun_transport::{Runtime, Transport, TransportError, TransportErrorKind, Sent};
//! use aliyun_transport::replay::Replay;
//! use aliyun_transport::virtual_time::VirtualRuntime;
//! use bytes::Bytes;
//! use std::time::{Duration, SystemTime};
//!
//! /// Asks again, one second later, as long as the connection is lost.
//! async fn fetch(transport: &dyn Transport, runtime: &dyn Runtime) -> Result<Bytes, TransportError> {
//!     for _ in 0..3 {
//!         let request = http::Request::new(Bytes::new());
//!         match transport.send(request).await {
//!             Err(error) if error.kind() == TransportErrorKind::ConnectionLost => {
//!                 runtime.sleep(Duration::from_secs(1)).await;
//!             }
//!             other => return other.map(http::Response::into_body),
//!         }
//!     }
//!     Err(TransportError::new(TransportErrorKind::ConnectionLost, Sent::Maybe))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), TransportError> {
//! let transport = Replay::new()
//!     .fail(TransportError::new(TransportErrorKind::ConnectionLost, Sent::Maybe))
//!     .respond(http::Response::new("hello"));
//! let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
//!
//! assert_eq!(fetch(&transport, &runtime).await?, "hello");
//! assert_eq!(transport.requests().len(), 2);
//! assert_eq!(runtime.slept(), [Duration::from_secs(1)]); // and the test took no time
//! # Ok(()) }
//! ```

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod error;
mod host;
pub mod replay;
mod runtime;
mod transport;
pub mod virtual_time;
mod within;

pub use error::Sent;
pub use error::TimeoutPhase;
pub use error::TransportError;
pub use error::TransportErrorKind;
pub use host::METADATA_ADDRESS;
pub use host::is_this_machine;
pub use host::literal_address;
pub use runtime::Runtime;
pub use runtime::SleepFuture;
pub use runtime::Task;
pub use transport::Direct;
pub use transport::FreshConnection;
pub use transport::SendFuture;
pub use transport::Transport;
pub use within::within;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
