//! Signs and verifies Alibaba Cloud RPC requests: pure stages, no HTTP client, no clock.
//!
//! Every RPC-style service of Alibaba Cloud (ECS, STS, RAM, SLB, …) accepts requests signed with
//! *signature version 1.0*: HMAC-SHA1 over the sorted, percent-encoded parameters. This crate turns
//! a [`Call`] into a [`Signed`] query, checks a query it received, and exposes each stage between,
//! so that a disagreement with the service can be found stage by stage.
//!
//! | stage | function |
//! |---|---|
//! | names and values, sorted and encoded | [`rpc::canonical_query`] |
//! | method, path and query in one line | [`rpc::string_to_sign`] |
//! | HMAC-SHA1, base64 | [`rpc::signature`] |
//! | all of it, with the common parameters | [`rpc::sign`] |
//! | the other direction | [`rpc::verify`] |
//!
//! Time and randomness are arguments (a [`Stamp`]); sending the request is the caller's business.
//!
//! ```
//! use aliyun_rpc_signer::{Call, Credentials, Format, Stamp, rpc, timestamp};
//!
//! let call = Call::new("DescribeRegions", "2014-05-26");
//! let credentials = Credentials::new("testid", "testsecret");
//! let time = timestamp::parse("2016-02-23T12:46:24Z").ok_or("not a timestamp")?;
//! let stamp = Stamp::new(time, "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf");
//!
//! let signed = rpc::sign(&call, Format::Xml, &credentials, &stamp);
//!
//! assert!(signed.query().ends_with("&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D"));
//! let url = signed.url("https://ecs.aliyuncs.com");
//! assert!(url.starts_with("https://ecs.aliyuncs.com/?AccessKeyId=testid&Action="));
//! # Ok::<(), &str>(())
//! ```
//!
//! # Where the official documents mislead
//!
//! Keep these in mind when comparing a result with a page of the documentation.
//!
//! * The final URL of the ECS example carries `Timestamp=2016-02-23T12%253A46%253A24Z`. That is
//!   encoded twice; a URL carries `%3A`. Only the string to sign shows `%253A`.
//! * The much copied signature `CT9X0VtwR86fNWSnsc6v8YGOjuE=` belongs to a parameter spelled
//!   `TimeStamp`, as on the SLB page. The ECS page that prints it beside `Timestamp` is wrong.
//! * Several pages print the string to sign with bare `&` between the parameters. It holds `%26`.
//! * A Java sample formats the date with `YYYY`, the week year, which is off around New Year.
//! * The current documents call this scheme "V2"; older ones said "V1". `SignatureVersion` on the
//!   wire has always been `1.0`.
//!
//! Sources: ECS API Reference, "Request signatures" and "Common parameters"; SLB API Reference,
//! "Signature mechanism".

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

mod call;
mod credentials;
pub mod encode;
mod provide;
pub mod rpc;
mod signed;
mod stamp;
pub mod timestamp;

pub use call::Call;
pub use call::Format;
pub use call::Method;
pub use credentials::Credentials;
pub use provide::Provide;
pub use provide::ProvideError;
pub use provide::ProvideFuture;
pub use signed::Signed;
pub use stamp::Stamp;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
