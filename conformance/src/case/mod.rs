//! The cases on disk.

mod content;
mod entry;
mod folder;
mod load;

pub use content::{
    Change, Check, Content, Decode, DecodeVerdict, Encode, Error, ErrorExpected, Exchange, Explain,
    Header, Listing, Oddity, RulesVerdict, Sign, SignAcs3, Source, Verify, VerifyVerdict,
};
pub use entry::Case;
pub use load::{DOCUMENTED, LoadError, load, root};
