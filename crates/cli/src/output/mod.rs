//! How images are printed.

mod csv;
mod json;
mod layout;
mod printer;
mod style;
mod table;

pub(crate) use printer::{Frame, Printer};
