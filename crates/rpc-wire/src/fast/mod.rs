//! The readers for speed, one per format.
//!
//! They read what documents are made of, in any order and layout, and give up (`None`) at whatever
//! is wrong, doubtful or rare; then the strict readers of both formats decide from the beginning.
//! So nothing here makes errors, follows paths or tells an observer. What a fast reader accepts,
//! the strict one must accept with the same value, and properties and fuzzing hold them to that.
//!
//! Where the speed comes from: members are guessed from the order of the record before
//! (`orders.rs`) and compared in one go (`token.rs`), ends of texts are found eight bytes at
//! a time (`words.rs`), values are put in cells by number, and nothing is allocated but the
//! lists that stay.

mod bytes;
mod characters;
#[cfg(test)]
mod generate;
#[cfg(test)]
#[path = "../../tests/images/mod.rs"]
mod images;
mod json;
mod orders;
mod pieces;
#[cfg(test)]
mod properties;
mod read;
mod scalars;
mod tags;
#[cfg(test)]
mod tests;
mod xml;

pub(crate) use read::read;
