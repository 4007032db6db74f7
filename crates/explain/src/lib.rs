//! Explains why a signature of an Alibaba Cloud RPC request does not match, to its cause.
//!
//! When a signature does not match, the service quotes the text that it signed. Beside what the
//! client signed (its [`Evidence`]), that names the [`Cause`]: [`explain`](explain()) compares the
//! two, and also says when they do not tell. Both schemes are explained, signature version 1.0 and
//! ACS3-HMAC-SHA256, of any RPC-style service and of any signer.
//!
//! ```
//! use aliyun_rpc_explain::{Evidence, explain};
//!
//! let evidence = Evidence::string_to_sign("GET&%2F&ImageName%3Da%2Bb%26Version%3D2014-05-26");
//! let answer = r#"{"Code":"SignatureDoesNotMatch","Message":"Specified signature is not matched
//!     with our calculation. server string to sign is:GET&%2F&ImageName%3Da%2520b%26Version%3D2014-05-26"}"#;
//!
//! let diagnosis = explain(&evidence, answer);
//!
//! assert_eq!(diagnosis.cause().id(), "plus-for-space");
//! assert!(diagnosis.to_string().contains("encode a space as `%20`"));
//! assert!(diagnosis.to_string().contains("`ImageName`"));
//! ```
//!
//! A cause is named only if it accounts for every differing byte, and if no other does. Where the
//! service quotes nothing but names a parameter or header that is missing, and that was signed, it was
//! lost on its way; where it names one that was not signed, nothing is guessed. The text of the
//! service is hostile input: it is never trusted, only compared, and escaped where it is shown.
//!
//! What it is given and what it finds may hold a security token: [`Evidence`] and [`Difference`] are
//! wiped from memory when dropped, `Debug` shows no value, and `Display` only those that were asked
//! for.
//!
//! (ECS API Reference, "Request signatures", for what a right text is; the classic Alibaba Cloud SDKs
//! for Go, Java and Python for the one thing they tell, a wrong secret.)

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod answer;
mod cause;
mod compare_acs3;
mod compare_query;
mod compare_rpc;
mod diagnosis;
mod difference;
mod encoder;
mod evidence;
mod explain;
mod pairs;
mod shortened;
mod trial;

pub use cause::Cause;
pub use cause::EncodingPass;
pub use cause::Reason;
pub use diagnosis::Diagnosis;
pub use difference::Difference;
pub use evidence::Evidence;
pub use explain::explain;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
