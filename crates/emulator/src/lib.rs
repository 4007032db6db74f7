//! A local endpoint for the Alibaba Cloud ECS operation `DescribeImages` (RPC style, API version
//! 2014-05-26) and its neighbours that verifies signatures.
//!
//! It speaks what the service speaks: GET and POST, parameters in the query or in a form, JSON and
//! XML, signature version 1.0 and ACS3-HMAC-SHA256, and it checks every request the way the service
//! does, from the format over the signature and the nonce to each documented error of the
//! operation. What it accepts follows recordings of clients in use: official SDKs of both
//! generations for Node and Python, libcloud, fog, aliyungo, the `aliyun` command and Terraform.
//!
//! It serves `DescribeImages`, `DescribeImageFromFamily` and `DescribeRegions`; `AssumeRole`,
//! `AssumeRoleWithOIDC` and `GetCallerIdentity` of STS, whose keys sign here and expire; and, on a port of
//! its own, the metadata of an instance.
//!
//! ```
//! use aliyun_ecs_emulator::Emulator;
//! use aliyun_rpc_signer::{Call, Format, Stamp, rpc};
//! use std::time::SystemTime;
//! use tokio::io::{AsyncReadExt, AsyncWriteExt};
//! use tokio::net::TcpStream;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main()
//! # -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::start().await?;
//!
//! let call = Call::new("DescribeImages", "2014-05-26").param("RegionId", "cn-hangzhou");
//! # #[allow(clippy::disallowed_methods)]
//! let stamp = Stamp::new(SystemTime::now(), "one nonce per request");
//! let signed = rpc::sign(&call, Format::Json, emulator.credentials(), &stamp);
//!
//! let mut connection = TcpStream::connect(emulator.address()).await?;
//! let request = format!(
//!     "GET /?{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
//!     signed.query()
//! );
//! connection.write_all(request.as_bytes()).await?;
//! let mut response = String::new();
//! connection.read_to_string(&mut response).await?;
//!
//! assert!(response.starts_with("HTTP/1.1 200 OK\r\n"));
//! assert!(response.contains("\"RegionId\":\"cn-hangzhou\""));
//! emulator.shutdown().await;
//! # Ok(()) }
//! ```
//!
//! * [`Emulator`] listens on a socket; [`Service`] is the same without one, a function from
//!   requests to responses.
//! * [`Options`] set keys, images, limits, faults and the clock; an [`AccessKey`] says what a key may do.
//! * A [`Catalogue`] holds images, in memory, from files or made up, and changes while the emulator runs; a
//!   [`NewImage`] may still be being created.
//! * [`Faults`] let go wrong what can: answers, connections, clocks, pages, and the list between two pages.
//! * [`LogLine`] is what is known of each request.
//! * [`codes`] is the table of all errors, with their sources.
//! * `Certificates`, with the feature `tls`, let it speak TLS beside plain HTTP.
//! * `command`, with the feature of that name, is the command line: for this crate's program and for
//!   others that embed it.
//!
//! The guide is `docs/emulator.md` in the repository.
//!
//! # Where the documents leave a choice
//!
//! * *Order of checks*: the HTTP method, the form of the parameters, `Format`, the path, `Action`,
//!   `Version`, `AccessKeyId`, `SignatureMethod`, `SignatureVersion`, `Timestamp`, the presence of
//!   `SignatureNonce`, the form of `SecurityToken`, the presence of `Signature`, then the access
//!   key, the signature, whether the key is disabled, the token and its expiry, the nonce and the rate
//!   limit. Then the operation: `RegionId`, whether the key may, the stop of a dry run, the values in the order
//!   of the documents' table. A nonce counts as used only once its signature held.
//! * *ACS3-HMAC-SHA256* is verified if `Authorization` begins with `ACS3-`, or if the operation is
//!   named in `x-acs-action` and not in `Action`. The answer is JSON: there is no `Format`. A
//!   missing or wrong header has the code of the parameter whose place it takes, such as
//!   `MissingTimestamp` for `x-acs-date`; `MissingParameter` if there is no such parameter or if
//!   `SignedHeaders` lists a header that did not come; and `IncompleteSignature` if
//!   `Authorization` is malformed. A body of another hash and an unsigned header that has to be
//!   signed make the signature a wrong one. The window of the time and the memory of nonces are
//!   those of version 1.0.
//! * *A wrong signature* is `SignatureDoesNotMatch`, with what the server signed: after
//!   `server string to sign is:`, or for ACS3 in `server StringToSign is […] server
//!   CanonicalRequest is […]`. The crate `aliyun-rpc-explain` takes either, and the log says the cause.
//! * *A parameter that comes twice* is `InvalidParameter`: no client sends one, and official SDKs
//!   disagree which would count. So is a header of ACS3. An empty parameter counts as absent, and
//!   is signed.
//! * *Unknown parameters* are signed over and otherwise ignored, unless [`Options::strict`].
//! * *Timestamps* may have a fraction of a second, as three clients send it.
//! * *`PageSize` above the maximum* is an error, as the service was seen to answer; see
//!   [`Options::clamp_page_size`]. A page past the end is empty, with status 200.
//! * *`*` in `ImageName`* stands for any run of characters; a tag key without a value matches
//!   every value; the newest image comes first.
//! * *The `Host` header* has to come once, and to name an address, `localhost`, a name of the service or one that
//!   is [allowed](Options::allow_host): no web page can have a browser ask in its name.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod access;
mod admin;
mod catalogue;
pub mod codes;
#[cfg(feature = "command")]
pub mod command;
mod drift;
mod emulator;
mod faults;
mod gateway;
mod hosts;
mod log;
mod metadata;
mod nonces;
mod notice;
mod operations;
mod options;
mod parameters;
mod record;
mod rejection;
mod reply;
mod request;
mod request_id;
mod server;
mod service;
mod splitmix;
mod start_error;
mod store;
mod strict;
mod system_runtime;
mod throwaway;
mod times;
#[cfg(feature = "tls")]
mod tls;
mod unruly;
mod world;

pub use access::key::AccessKey;
pub use catalogue::{Catalogue, CatalogueError, NewImage};
pub use emulator::Emulator;
pub use faults::{Change, ChangeKind, Fault, FaultError, Faults, Place, WebPage};
pub use log::LogLine;
pub use metadata::service::Metadata;
pub use options::Options;
pub use service::Service;
pub use start_error::StartError;
#[cfg(feature = "tls")]
pub use tls::Certificates;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
