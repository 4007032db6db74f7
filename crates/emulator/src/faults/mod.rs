//! Faults and drift: what goes wrong, when, and what that means for one request.

mod change;
mod decision;
mod effect;
mod error;
mod fault;
mod file;
mod flag;
mod kinds;
mod make;
mod members;
mod page_effect;
mod plan;
mod requests;
mod set;
mod substitute;
mod transmission;
mod value;
mod web_page;
mod when;

#[cfg(test)]
mod tests;

pub use change::{Change, ChangeKind, Place};
pub use error::FaultError;
pub use fault::Fault;
pub use set::Faults;
pub use web_page::WebPage;

pub(crate) use decision::Decision;
pub(crate) use page_effect::{PageEffect, Total};
pub(crate) use plan::{Asked, Plan};
pub(crate) use substitute::Substitute;
pub(crate) use transmission::{Part, Transmission};
