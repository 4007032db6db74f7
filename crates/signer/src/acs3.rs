//! ACS3-HMAC-SHA256, the signature of a whole request, in a header.
//!
//! ```text
//! canonical request = METHOD, path, query, header lines, header names, SHA-256 of the body
//! string to sign    = ACS3-HMAC-SHA256, and the SHA-256 of the canonical request
//! signature         = HMAC-SHA256, keyed with the access key secret, in hexadecimal
//! ```
//!
//! The current documents call it V3 and recommend it over RPC 1.0, which they call V2. The method,
//! the path, the query, the body, the host and every `x-acs-` header are signed. What RPC 1.0 sends
//! as common parameters are headers here, and the query holds the parameters of the call alone.
//! There is no `Format`: the answer is JSON because `accept` says so.
//! (Alibaba Cloud SDK, "V3 request structure and signature".)
//!
//! [`Unsigned`] is what is to be signed, stage by stage; [`Signed`] is the request; [`Received`] is a
//! request on the other side, and [`Refusal`](crate::Refusal) says what [`verify`] has against it.
//! Module [`rpc`](crate::rpc) has the same names.

mod bearer;
mod canonical_headers;
mod canonical_request;
mod common;
mod header_error;
mod received;
mod sign;
mod signature;
mod signed;
mod unsigned;

pub use bearer::bearer;
pub use canonical_headers::CanonicalHeaders;
pub use canonical_headers::canonical_headers;
pub use canonical_headers::has_to_be_signed;
pub use canonical_request::canonical_query;
pub use canonical_request::canonical_request;
pub use canonical_request::hashed_payload;
pub use header_error::HeaderError;
pub use received::Received;
pub use received::verify;
pub use sign::sign;
pub use signature::authorization;
pub use signature::signature;
pub use signature::string_to_sign;
pub use signed::Signed;
pub use unsigned::Unsigned;
