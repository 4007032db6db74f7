//! A server that fails on purpose, a clock that a test moves, and a record of what happened.
//!
//! The method is that of scripted sockets: a [`Server`] plays one [`Script`] per connection, each
//! step waiting for what the other side does, never for time to pass. Everything that happens is in
//! a [`Log`], and a [`Case`] holds one call of the real client, over the real transport, against
//! it: which result, how many attempts, requests and connections, no nonce twice, nothing secret
//! printed, nothing left open.
//!
//! What the service says, right or wrong, is said by the emulator and its faults
//! ([`Case::faulty`]); what no server of HTTP would send is written byte by byte.
//!
//! Time is virtual ([`Clock`]): pauses between attempts pass at once and are recorded, deadlines
//! pass when the script says so ([`Script::expire`]).
//!
//! ```
//! use conformance::harness::{Case, Script, reply};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let outcome = Case::json()
//!     .connection(Script::new().read().close())
//!     .connection(Script::new().read().write(reply::page()))
//!     .run()
//!     .await;
//! outcome.page(2).wire(2, 2);
//! # }
//! ```

mod black_hole;
mod case;
mod clock;
mod credentials;
mod emulated;
mod gate;
mod log;
mod outcome;
pub mod reply;
mod script;
mod server;
mod socket;
mod tls;
mod watchdog;

pub use black_hole::BlackHole;
pub use case::Case;
pub use clock::Clock;
pub use credentials::{Rotating, SECRET, TOKEN};
pub use emulated::Emulated;
pub use gate::Gate;
pub use log::{Event, Log, WireRequest};
pub use outcome::{Outcome, kind, prints_no_secret};
pub use script::Script;
pub use server::Server;
pub use tls::Identity;
pub use watchdog::within;
