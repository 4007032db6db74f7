#![no_main]

// The test of the corpora, in crates/credentials, has the same.
#[path = "../../../credentials/tests/any_bytes/cli_config.rs"]
mod cli_config;
#[allow(dead_code, reason = "each target uses a part of it")]
#[path = "../../../credentials/tests/any_bytes/common.rs"]
mod common;
#[allow(dead_code, reason = "each target uses a part of it")]
#[path = "../../../credentials/tests/any_bytes/tree.rs"]
mod tree;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cli_config::config(bytes));
