//! The metadata service of ECS instances, at `100.100.100.200` there (ECS User Guide, "Instance metadata").

pub(crate) mod instance;
pub(crate) mod listen;
mod reply;
mod role_key;
pub(crate) mod service;
mod tokens;
