//! A second opinion on every body: readers of pages by `serde_json` and `quick-xml`.
//!
//! They are written from the document, plainly, and share neither code nor a table of fields with
//! `aliyun-ecs-wire`, whose readers are written by hand. [`compare`] reads a body with both.
//!
//! The rule: what both accept has equal values, and `aliyun-ecs-wire` refuses whatever the
//! reference refuses. What may differ is a [`Difference`], each with its reason and an example, and
//! `docs/differences.md` lists them.
//!
//! Which syntax there is, the libraries say. What a page is (its root, its names, no name twice, no
//! document type, 64 levels, nothing behind its end), and what may stand for what, the readers say
//! here, so that these rules are compared as well.
//!
//! The fuzz targets of `crates/wire/fuzz` include this module as a file. So it depends on nothing
//! of this package.

mod compare;
mod differences;
mod grammar;
mod json;
mod read;
mod reading;
mod scalar;
mod shape;
mod xml;

pub use compare::{Disagreement, Verdict, compare};
pub use differences::{Difference, Side};
pub use json::read_json;
pub use read::read;
pub use reading::{Reading, Refusal};
pub use xml::read_xml;
