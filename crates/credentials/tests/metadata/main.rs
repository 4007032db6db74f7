//! The two sources that ask a server near by: the metadata of an instance, and a credentials URI.

mod credentials_uri;
mod ecs_ram_role;
mod instance;
mod script;
mod secrets;
mod slow;
#[cfg(unix)]
mod sockets;
#[path = "../support/mod.rs"]
mod support;
