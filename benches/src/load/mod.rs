//! Load for a server of signed requests: what is asked, over which connections, and what it took.
//!
//! The program `emulator_load` puts the parts together; `benches/emulator.sh` runs it.
//!
//! * [`Batch`] is requests, signed and rendered before anything is timed.
//! * [`Connection`] sends one and reads the answer; [`drive`] sends a batch over several.
//! * [`rounds`] compares servers, [`soak`] wears one out, [`starts`] waits for one to answer.
//! * [`catalogue`] writes images for a server to have; [`process`] asks the kernel about it.

mod batch;
pub mod catalogue;
mod connection;
mod drive;
mod failure;
mod flags;
mod median;
pub mod process;
mod rounds;
mod soak;
mod starts;

pub use batch::{Batch, KEY_ID, KEY_SECRET, Shape};
pub use connection::{Answer, Connection};
pub use drive::{Tally, drive, open};
pub use failure::Failure;
pub use flags::{Flags, Server, USAGE, Work, address_of};
use median::median;
pub use rounds::rounds;
pub use soak::soak;
pub use starts::starts;
