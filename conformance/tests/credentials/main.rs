//! The credential chain from end to end: keys that the emulator issues sign requests that it verifies,
//! over real sockets, and in virtual time for as long as a day of work takes.

#![forbid(unsafe_code)]

mod crowd;
mod expired;
mod hours;
mod log;
mod machine;
mod matrix;
mod outage;
mod sockets;
/// The cloud of the crate's own tests.
#[path = "../../../crates/credentials/tests/support/mod.rs"]
mod support;
mod tap;
