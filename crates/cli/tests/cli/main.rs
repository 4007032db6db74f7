//! Runs the command as people do: arguments and environment in, both outputs and exit code out.

#![forbid(unsafe_code)]

mod command;
mod decode;
mod diff;
mod failures;
mod find;
mod help;
mod hostile;
mod keys;
mod list;
mod list_more;
mod order;
mod process;
mod regions;
mod scripted;
mod show;
mod sign;
mod sign_explain;
mod sign_verify;
mod usage;
mod wait;
