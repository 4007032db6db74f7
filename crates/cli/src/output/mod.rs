//! How images are printed.

mod columns;
mod csv;
mod found;
mod json;
mod layout;
mod look;
mod printer;
mod query;
mod table;

pub(crate) use found::Found;
pub(crate) use printer::{Frame, Printer};
