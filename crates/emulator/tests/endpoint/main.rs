//! What the endpoint answers, seen from outside.

mod ask;
mod clients;
mod filters;
mod gateway;
mod operation;
mod secrets;
mod sockets;
mod stopping;
