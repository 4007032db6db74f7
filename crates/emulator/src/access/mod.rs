//! Who may do what: access keys, denials and rate limits.

pub(crate) mod key;
pub(crate) mod keyring;
pub(crate) mod permission;
pub(crate) mod principal;
pub(crate) mod rate;
pub(crate) mod roles;
pub(crate) mod temporary;
