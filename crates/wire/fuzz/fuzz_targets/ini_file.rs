#![no_main]

// The test of the corpora, in crates/credentials, has the same.
#[allow(dead_code, reason = "each target uses a part of it")]
#[path = "../../../credentials/tests/any_bytes/common.rs"]
mod common;
#[path = "../../../credentials/tests/any_bytes/ini_file.rs"]
mod ini_file;
#[path = "../../../credentials/tests/any_bytes/ini_writer.rs"]
mod ini_writer;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ini_file::file(bytes));
