//! The benchmarks of the workspace: what they decode, and what they compare with.
//!
//! * [`bodies`] makes up response bodies, the same ones for ever.
//! * [`decoders`] names every decoder that is measured: the workspace's own, the libraries a user
//!   would take otherwise, and limits that no decoder can pass.
//! * [`cpu_time`] is the clock.
//! * [`signers`] names every signer, and [`straightforward`] signs a request as one would write it
//!   in an afternoon.
//! * [`load`] sends signed requests to servers, and says how many they answer.
//!
//! The timed loops are in `benches/`, the programs that count allocations and instructions in
//! `src/bin/`. The README says how to run them and how to read the figures.
//!
//! ```
//! use benches::bodies::{Body, Format, Spec};
//! use benches::decoders::Decoder;
//!
//! let body = Body::generate("json-10-minimal-compact".parse::<Spec>()?, 0);
//! for decoder in Decoder::all(Format::Json) {
//!     if let Some(value) = decoder.read(body.bytes.clone()) {
//!         assert_eq!(value?, body.expected, "{}", decoder.name());
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

pub mod bodies;
pub mod cpu_time;
pub mod decoders;
pub mod hostile;
pub mod listing_server;
pub mod load;
mod peers;
pub mod signers;
pub mod straightforward;
