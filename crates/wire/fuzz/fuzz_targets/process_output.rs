#![no_main]

// The test of the corpora, in crates/credentials, has the same.
#[allow(dead_code, reason = "each target uses a part of it")]
#[path = "../../../credentials/tests/any_bytes/common.rs"]
mod common;
#[path = "../../../credentials/tests/any_bytes/process_output.rs"]
mod process_output;
#[allow(dead_code, reason = "each target uses a part of it")]
#[path = "../../../credentials/tests/any_bytes/tree.rs"]
mod tree;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| process_output::output(bytes));
