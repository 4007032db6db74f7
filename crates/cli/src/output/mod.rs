//! How images are printed.

mod columns;
mod csv;
mod json;
mod layout;
mod look;
mod printer;
mod query;
mod table;

pub(crate) use printer::{Found, Frame, Printer};
