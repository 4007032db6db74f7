//! A file that was read, and why one was not.

use std::fmt;
use std::io;

use zeroize::Zeroizing;

/// The content of a file, wiped from memory when dropped and not shown by `Debug`.
#[non_exhaustive]
pub struct File {
    /// The content.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Whether the file's mode lets anybody but its owner read it. Not known means no.
    pub is_readable_by_others: bool,
}

impl File {
    /// Returns a file of this content that nobody but its owner can read.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: Zeroizing::new(bytes.into()), is_readable_by_others: false }
    }

    /// Sets whether anybody but its owner can read it.
    #[must_use]
    pub fn readable_by_others(mut self, is_readable: bool) -> Self {
        self.is_readable_by_others = is_readable;
        self
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("bytes", &self.bytes.len())
            .field("is_readable_by_others", &self.is_readable_by_others)
            .finish()
    }
}

/// Why a file was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileError {
    /// There is none.
    NotFound,
    /// It, or a directory on the way, may not be read.
    NotPermitted,
    /// It is a directory, a device, a pipe or a socket.
    NotAFile,
    /// It is larger than the limit.
    #[non_exhaustive]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// Anything else.
    Other(io::ErrorKind),
}

impl FileError {
    /// Returns [`TooLarge`](Self::TooLarge) for this limit, in bytes.
    #[must_use]
    pub const fn too_large(limit: usize) -> Self {
        Self::TooLarge { limit }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("does not exist"),
            Self::NotPermitted => f.write_str("may not be read by this user"),
            Self::NotAFile => f.write_str("is not a regular file"),
            Self::TooLarge { limit } => write!(f, "is larger than {limit} bytes"),
            Self::Other(kind) => write!(f, "cannot be read ({kind})"),
        }
    }
}

impl std::error::Error for FileError {}
