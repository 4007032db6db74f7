//! The command line: the flags and what the program does with them.
//!
//! [`Args`] can be flattened into another command, which then calls [`run`].

mod access_keys;
mod args;
mod error;
mod export;
mod key_rules;
mod lines;
mod run;
mod values;

pub use access_keys::KEYS_VARIABLE;
pub use args::Args;
pub use error::CommandError;
pub use run::run;
pub use values::LogFormat;
