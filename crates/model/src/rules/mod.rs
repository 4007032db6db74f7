//! What the documentation says about a request, revision by revision.
//!
//! A [`Rule`] is one thing that is looked at; a [`Revision`] is data: which numbers hold, which
//! parameters and values are documented, and what each rule does ([`Level`]). [`check`] compares a
//! request with a revision and returns every [`Finding`].

mod check;
mod finding;
mod revision;
mod revisions;
mod rule;

pub use check::{check, is_region_label};
pub use finding::{Finding, Problem};
pub use revision::{Level, Limits, Revision, TagScheme};
pub use rule::Rule;
