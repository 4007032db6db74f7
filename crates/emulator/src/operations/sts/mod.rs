//! The operations of STS, which hand out temporary keys (STS API Reference, version 2015-04-01).

pub(crate) mod assume_role;
pub(crate) mod caller_identity;
mod issued;
mod oidc_token;
mod session;
pub(crate) mod with_oidc;
