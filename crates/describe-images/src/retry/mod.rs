//! Trying again: when, how often, and when to stop.
//!
//! Everything here is pure: time and randomness are arguments. The loop is in `client.rs`.

mod budget;
mod hint;
mod policy;
mod schedule;
mod triage;

pub(crate) use budget::Budget;
pub(crate) use hint::hint;
pub use policy::RetryPolicy;
pub(crate) use schedule::{Next, Schedule};
pub(crate) use triage::{Triage, triage};
