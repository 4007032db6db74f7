//! What the endpoint answers, seen from outside.

mod access;
mod acs3;
mod admin;
mod any_bytes;
mod ask;
mod ask_acs3;
mod changes;
mod clients;
mod corpus;
mod every_code;
mod faults;
mod filters;
mod gateway;
mod hosts;
mod idle;
mod image_from_family;
mod metadata;
mod operation;
mod order;
mod regions;
mod secrets;
mod sockets;
mod stopping;
mod strictness;
mod sts;
mod sts_keys;
#[cfg(feature = "tls")]
mod tls;
