//! Faults and drift: what goes wrong, when, and what that means for one request.

#![cfg_attr(not(test), allow(dead_code, reason = "wired by the service and the server"))]

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

#[cfg_attr(not(test), allow(unused_imports, reason = "wired by the service and the server"))]
pub(crate) use decision::Decision;
#[cfg_attr(not(test), allow(unused_imports, reason = "wired by the service and the server"))]
pub(crate) use page_effect::{PageEffect, Total};
#[cfg_attr(not(test), allow(unused_imports, reason = "wired by the service and the server"))]
pub(crate) use plan::{Asked, Plan};
#[cfg_attr(not(test), allow(unused_imports, reason = "wired by the service and the server"))]
pub(crate) use substitute::Substitute;
pub(crate) use transmission::{Part, Transmission};
