//! Small faults as data: what stands where in the sources, and what a fault puts in its place.
//!
//! `mutations/<area>.toml` lists them. An edit names a text that occurs once in a file, and its
//! replacement; a table makes a fault of each of its rows. [`read`] reads the files, [`resolve`]
//! finds every place in the sources, and the `mutations` binary applies one after the other to a
//! copy of the workspace and runs what has to notice it. `mutations/README.md` says how to add one.

mod area;
mod find;
mod mutation;
mod resolve;
mod source;
mod table;

pub use area::{Area, Change, Edit, File, Table, TableKind, read};
pub use find::Unfit;
pub use mutation::{Mutation, Splice};
pub use resolve::{Resolved, resolve};
pub use source::Source;
