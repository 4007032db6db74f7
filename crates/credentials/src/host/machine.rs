//! The seam: what is asked of a machine.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file::{File, FileError};
use super::program::{Process, ProcessFuture};

/// The machine that keys are looked for on: its environment, its files, its programs.
///
/// [`SystemHost`](crate::SystemHost) is the real one, [`MemoryHost`](crate::MemoryHost) a double for tests. Nothing
/// else in this crate looks at any of these.
pub trait Host: fmt::Debug + Send + Sync {
    /// Returns an environment variable.
    fn variable(&self, name: &str) -> Option<OsString>;

    /// Returns the user's home directory.
    fn home(&self) -> Option<PathBuf>;

    /// Reads a regular file of at most `limit` bytes, through links.
    ///
    /// # Errors
    ///
    /// A [`FileError`]; a directory, a device, a pipe or a socket is
    /// [`NotAFile`](FileError::NotAFile) and is not opened.
    fn read(&self, path: &Path, limit: usize) -> Result<File, FileError>;

    /// Runs a program to its end and returns what it wrote to its standard output.
    ///
    /// Nothing assumes an async runtime, and nothing blocks the thread that polls. Dropping the
    /// future ends the program: limiting its time is the caller's.
    fn run(&self, process: Process) -> ProcessFuture<'_>;
}

impl<H: Host + ?Sized> Host for Arc<H> {
    fn variable(&self, name: &str) -> Option<OsString> {
        (**self).variable(name)
    }

    fn home(&self) -> Option<PathBuf> {
        (**self).home()
    }

    fn read(&self, path: &Path, limit: usize) -> Result<File, FileError> {
        (**self).read(path, limit)
    }

    fn run(&self, process: Process) -> ProcessFuture<'_> {
        (**self).run(process)
    }
}
