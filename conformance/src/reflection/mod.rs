//! Answers that repeat what the request held, in every way that can be thought of; and whether
//! anything of it comes out where people look.
//!
//! An answer is put together from choices: what it repeats, how that is escaped and cut, what stands
//! around it, in which member of which format. The choices come from a generator of numbers or from
//! a fuzzer's bytes. There is a part for each of the three layers that keep secrets in:
//!
//! * [`through_a_call`]: the client knows what the attempt signed;
//! * [`without_an_attempt`]: what looks like a quotation of a signed request is withheld by functions
//!   that know no request;
//! * [`in_disguise`]: a code, a request id and a host are shown only if they look like one.
//!
//! [`unchanged`] is the other side: an answer that repeats nothing is shown as it is.
//!
//! The module uses nothing of this package, so that the fuzz target can include it.

mod answer;
mod choices;
mod log;
mod messages;
mod printed;
mod quote;
mod secrets;
mod trial;

pub use choices::{Bytes, Choices, Numbers};
pub use trial::{in_disguise, through_a_call, unchanged, without_an_attempt};
