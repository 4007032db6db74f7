//! The chain and the sources that it is made of, against a cloud in the same process.

#[path = "../support/mod.rs"]
mod support;

mod cli_profile;
mod errors;
mod ini_file;
mod order;
mod roles;
mod switches;
