//! Signs and verifies Alibaba Cloud RPC requests: pure stages, no HTTP client, no clock.
//!
//! Every RPC-style service of Alibaba Cloud (ECS, STS, RAM, SLB, …) accepts requests signed in
//! either of two ways: *signature version 1.0*, HMAC-SHA1 over the sorted, percent-encoded
//! parameters, in module [`rpc`]; and *ACS3-HMAC-SHA256*, over the whole request, in module
//! [`acs3`]. This crate turns a [`Call`] into a request signed in one or the other ([`Scheme`]),
//! verifies a received request, and exposes each stage between. Both modules have one shape:
//!
//! | stage | RPC 1.0 | ACS3 |
//! |---|---|---|
//! | names and values, sorted and encoded | [`rpc::canonical_query`] | [`acs3::canonical_query`] |
//! | the headers that are signed | | [`acs3::canonical_headers`] |
//! | the whole request in one text | | [`acs3::canonical_request`] |
//! | the text that is signed | [`rpc::string_to_sign`] | [`acs3::string_to_sign`] |
//! | the HMAC | [`rpc::signature`] | [`acs3::signature`] |
//! | a call, to be signed | [`rpc::Unsigned`] | [`acs3::Unsigned`] |
//! | a signed request | [`rpc::sign`] → [`rpc::Signed`] | [`acs3::sign`] → [`acs3::Signed`] |
//! | a bearer token instead | [`rpc::bearer`] | [`acs3::bearer`] |
//! | the other direction | [`rpc::verify`], [`rpc::Received`] | [`acs3::verify`], [`acs3::Received`] |
//!
//! What `verify` has against a request is a [`Refusal`] in both. When the service calculates another
//! signature than we did, the crate `aliyun-rpc-explain` compares what both signed and names the
//! cause, or says that it cannot be told.
//!
//! Time and randomness are arguments (a [`Stamp`]); sending the request is the caller's business.
//! [`percent`], [`form`], [`hex`] and [`timestamp`] write and read what the protocol is made of.
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
//! # Secrets
//!
//! Every type of this crate that holds a secret, a token or a text that is signed with one wipes it
//! from memory when dropped ([`SecretString`]), and its `Debug` does not show it. What the functions of
//! the stages return as a `String` is the caller's, and so is what becomes of a signed request: the
//! types of HTTP libraries, those of the crate `http` among them, cannot be wiped.
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
//! * The current documents call RPC 1.0 "V2"; older ones said "V1". `SignatureVersion` on the wire has
//!   always been `1.0`. ACS3 is "V3".
//! * The table of headers beside the worked example of V3 shows another date and nonce than the
//!   example is signed with.
//!
//! Sources: ECS API Reference, "Request signatures" and "Common parameters"; SLB API Reference,
//! "Signature mechanism"; Alibaba Cloud SDK, "V3 request structure and signature".

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

pub mod acs3;
mod bearer;
mod call;
mod credentials;
mod escaped;
pub mod form;
pub mod hex;
mod key_error;
pub mod percent;
mod provide;
mod refusal;
pub mod rpc;
mod scheme;
mod secret_string;
mod stamp;
pub mod timestamp;
mod words;

pub use bearer::BearerToken;
pub use call::Call;
pub use call::Format;
pub use call::Method;
pub use credentials::Credentials;
pub use escaped::Escaped;
pub use key_error::KeyError;
pub use key_error::KeyPart;
pub use provide::Provide;
pub use provide::ProvideError;
pub use provide::ProvideFuture;
pub use refusal::AuthorizationPart;
pub use refusal::Refusal;
pub use scheme::Scheme;
pub use scheme::Signing;
pub use secret_string::SecretString;
pub use stamp::Stamp;
pub use words::UnknownWord;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
