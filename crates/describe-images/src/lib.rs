//! The Alibaba Cloud operation ECS `DescribeImages` (RPC style, API version 2014-05-26), typed,
//! over any HTTP transport.
//!
//! ```
//! # use aliyun_ecs_describe_images::{Client, Error};
//! # use aliyun_ecs_model::DescribeImages;
//! # use aliyun_rpc_signer::Credentials;
//! # use aliyun_transport::{replay::Replay, virtual_time::VirtualRuntime};
//! # use std::time::SystemTime;
//! # async fn doc() -> Result<(), Error> {
//! # let credentials = Credentials::new("testid", "testsecret");
//! # let (transport, runtime) = (Replay::new(), VirtualRuntime::automatic(SystemTime::UNIX_EPOCH));
//! let client = Client::new(credentials, transport, runtime);
//! let page = client.describe_images(&DescribeImages::new("cn-hangzhou").page_size(50)).await?;
//! for image in page.images() {
//!     println!("{}  {}", image.image_id(), image.os_name());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Client`] is a thin loop around pure functions, and each of them can be used without it:
//! [`encode`] holds a request against the rules and turns it into a [`Call`], the signer signs it,
//! [`http_request`] writes it as HTTP, and [`classify`] turns the response into a page or a
//! [`Failure`]. A blocking program needs no more than that:
//!
//! ```
//! use aliyun_ecs_describe_images::encode;
//! use aliyun_ecs_model::{DescribeImages, Revision};
//! use aliyun_rpc_signer::{Credentials, Format, Stamp, rpc};
//! use std::time::SystemTime;
//!
//! let call = encode(&DescribeImages::new("cn-hangzhou").page_size(50), &Revision::LATEST)?;
//! let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "a text that is used once");
//! let signed = rpc::sign(&call, Format::Json, &Credentials::new("testid", "testsecret"), &stamp);
//! let url = signed.url("https://ecs.aliyuncs.com"); // for the HTTP client of your choice
//! # assert!(url.contains("PageSize=50"));
//! # Ok::<(), aliyun_ecs_describe_images::InvalidRequest>(())
//! ```

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod classify;
mod client;
mod code;
mod encode;
mod endpoint;
mod error;
mod failure;
mod http_date;
mod http_request;
mod observe;
mod paging;
mod race;
mod retry;
mod service_error;
mod signing;
mod skew;

pub use aliyun_rpc_signer::Call;
pub use aliyun_rpc_signer::Scheme;
pub use classify::classify;
pub use client::Client;
pub use code::ServiceErrorKind;
pub use encode::{ACTION, InvalidRequest, VERSION, encode};
pub use endpoint::{Endpoint, EndpointError, regions};
pub use error::{Ended, Error};
pub use failure::{Failure, MaybeSent, NotSent, NotUnderstood, NotUnderstoodKind};
pub use http_request::{HttpRequestError, http_request};
pub use observe::Counts;
pub use paging::next_page;
pub use retry::RetryPolicy;
pub use service_error::ServiceError;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
