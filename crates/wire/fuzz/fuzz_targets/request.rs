#![no_main]

/// The emulator's test of the corpus has the same.
#[path = "../../../emulator/tests/endpoint/any_bytes.rs"]
mod any_bytes;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| any_bytes::request(bytes));
