//! Signature version 1.0, HMAC-SHA1 over the parameters.
//!
//! ```text
//! canonical query = all parameters but Signature, sorted by name, percent-encoded, joined by &
//! string to sign  = METHOD & %2F & the canonical query, percent-encoded once more
//! signature       = base64 of HMAC-SHA1, keyed with the access key secret followed by &
//! ```
//!
//! Neither the host nor a header nor the place of a parameter (query or form) is signed; all
//! parameters are, wherever they travel. (ECS API Reference, "Request signatures".)
//!
//! [`Unsigned`] is what is to be signed, stage by stage; [`Signed`] is the request; [`Received`] is a
//! request on the other side, and [`Refusal`](crate::Refusal) says what [`verify`] has against it.
//! Module [`acs3`](crate::acs3) has the same names.
//!
//! What the service signs for itself is in its answer when it disagrees: `SignatureDoesNotMatch`
//! quotes its string to sign, and the crate `aliyun-rpc-explain` says what that tells. The quotation
//! holds the access key id and the security token: keep it out of logs.

mod bearer;
mod canonical_query;
mod common;
mod escape;
mod one_pass;
mod received;
mod sign;
mod signature;
mod signed;
mod string_to_sign;
mod unsigned;

pub use bearer::bearer;
pub use canonical_query::canonical_query;
pub(crate) use canonical_query::join_in_order;
pub use common::COMMON_PARAMETERS;
pub(crate) use common::own_params;
pub use common::shadowed;
pub use received::Received;
pub use received::verify;
pub use sign::sign;
pub use signature::signature;
pub use signature::signature_keyed_with;
pub use signed::Signed;
pub use string_to_sign::string_to_sign;
pub use unsigned::Unsigned;
