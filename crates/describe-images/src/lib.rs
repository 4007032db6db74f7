//! The Alibaba Cloud operation ECS `DescribeImages` (RPC style, API version 2014-05-26), typed,
//! over any HTTP transport.
//!
//! ```
//! # use aliyun_ecs_describe_images::{Client, Credentials, DescribeImages, Error};
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
//! [`Client`] is this operation over the client of [any RPC operation](rpc). Around it are pure
//! functions, and each of them can be used without it: [`encode`] holds a request against the
//! rules and turns it into a [`Call`], the signer signs it, [`http_request`] writes it as HTTP, and
//! [`read_response`] turns the response into a page or a [`Failure`]. A blocking program needs no
//! more than that:
//!
//! ```
//! use aliyun_ecs_describe_images::signer::{Stamp, rpc};
//! use aliyun_ecs_describe_images::{Credentials, DescribeImages, Format, Revision, encode};
//! use std::time::SystemTime;
//!
//! let call = encode(&DescribeImages::new("cn-hangzhou").page_size(50), &Revision::LATEST)?;
//! let stamp = Stamp::new(SystemTime::UNIX_EPOCH, "a text that is used once");
//! let signed = rpc::sign(&call, Format::Json, &Credentials::new("testid", "testsecret"), &stamp);
//! let url = signed.url("https://ecs.aliyuncs.com"); // for the HTTP client of your choice
//! # assert!(url.contains("PageSize=50"));
//! # Ok::<(), aliyun_ecs_describe_images::BrokenRules>(())
//! ```

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod broken_rules;
mod by_id;
mod client;
mod code;
mod encode;
pub mod endpoints;
mod find;
pub mod inventory;
mod kind;
mod list_images;
mod list_regions;
pub mod listing;
mod operation;
mod page_limits;
mod read;
pub mod regions;
pub mod select;
pub mod wait;

pub use aliyun_ecs_model as model;
pub use aliyun_ecs_wire as wire;
pub use aliyun_rpc as rpc;
pub use aliyun_rpc::explain;
pub use aliyun_rpc_signer as signer;
pub use aliyun_transport as transport;

pub use aliyun_ecs_model::{DescribeImages, Image, Revision};
pub use aliyun_ecs_wire::{ImageHandle, ImageRef, Mismatch, Page};
pub use aliyun_rpc::{
    Call, Counts, Ended, Endpoint, EndpointError, Error, Failure, HttpRequestError, InvalidRequest,
    MaybeSent, NotSent, NotUnderstood, NotUnderstoodKind, RateLimit, RetryPolicy, ServiceError,
    ServiceErrorKind, Signing, UnknownKind, http_request,
};
pub use aliyun_rpc_signer::{Credentials, Format, Method};
pub use broken_rules::BrokenRules;
pub use client::Client;
pub use encode::{ACTION, VERSION, encode};
pub use find::{Lookup, NotFound, Place};
pub use kind::DescribeImagesErrorKind;
pub use operation::{DryRunIgnored, OnePage};
pub use page_limits::PageLimits;
pub use read::{read_response, read_response_within};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
