//! The bodies that are decoded: made up by a generator that never changes its mind.
//!
//! A figure means something only with the body it was measured on, so the same [`Spec`] and page
//! number give the same bytes for ever; a test pins their checksums. Whoever changes the
//! generator has to measure everything anew.

mod body;
mod documented;
mod image;
mod json;
mod random;
mod spec;
mod tree;
mod xml;

pub use body::{Body, bytes};
pub use documented::documented;
pub use spec::{Fields, Format, Layout, Spec};

#[cfg(test)]
mod tests;
