//! One call of any Alibaba Cloud RPC operation, over any HTTP transport.
//!
//! An [`Operation`] says how it is asked and how its answer is read; [`Client::run`] does the rest:
//! credentials, nonce and timestamp, either signature or none, retries on a budget, the service's
//! hints, a wrong local clock, errors by phase, and a diagnosis of a refused signature. It knows no
//! operation, no HTTP stack and no async runtime.
//!
//! Three whole operations, each under 40 lines, are in the crate's `examples` folder: STS
//! `GetCallerIdentity`, STS `AssumeRoleWithOIDC` (which is not signed) and ECS `DescribeRegions`.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod attempt;
mod attempts;
mod client;
mod code;
mod code_table;
mod counts;
mod ended;
mod endpoint;
mod error;
mod failure;
mod for_people;
mod http_request;
mod invalid_request;
mod kind;
mod mask;
mod not_understood;
mod operation;
mod parts;
mod rate;
mod read;
mod retry;
mod service_error;
mod skew;
mod unescape;
mod watch;

pub use aliyun_rpc_explain as explain;
pub use aliyun_rpc_signer as signer;
pub use aliyun_rpc_wire as wire;
pub use aliyun_transport as transport;

pub use aliyun_rpc_signer::{Call, Signing};
pub use aliyun_rpc_wire::ErrorBody;
pub use client::Client;
pub use code_table::CodeTable;
pub use counts::Counts;
pub use ended::Ended;
pub use endpoint::{Endpoint, EndpointError};
pub use error::Error;
pub use failure::{Failure, MaybeSent, NotSent};
pub use http_request::{HttpRequestError, http_request};
pub use invalid_request::InvalidRequest;
pub use kind::{ServiceErrorKind, UnknownKind};
pub use not_understood::{NotUnderstood, NotUnderstoodKind};
pub use operation::Operation;
pub use rate::RateLimit;
pub use read::{may_hold_an_answer, read_document, read_error};
pub use retry::RetryPolicy;
pub use service_error::ServiceError;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
