//! Trying again: when, how often, and when to stop.
//!
//! Everything here is pure: time and randomness are arguments. The loop is in `attempts.rs`.

mod budget;
mod hint;
mod policy;
mod schedule;
mod triage;

pub(crate) use budget::Budgets;
pub(crate) use hint::hint;
pub use policy::RetryPolicy;
pub(crate) use schedule::{Decision, Schedule};
pub(crate) use triage::{Triage, triage};
