//! Everything outside of the program that keys are found in, as one argument.

mod memory;
mod process;
mod system;
mod wiped;

pub use memory::MemoryHost;
pub use system::SystemHost;

use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use zeroize::Zeroizing;

/// The machine that keys are looked for on: its environment, its files, its programs.
///
/// [`SystemHost`](crate::SystemHost) is the real one, [`MemoryHost`] a double for tests. Nothing
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

/// A program to run, without a shell.
///
/// `Debug` shows the program, if it is a plain name or path, but not its arguments: they may hold
/// secrets, as may a whole command in the place of the program.
#[derive(Clone)]
#[non_exhaustive]
pub struct Process {
    /// The program: a path, or a name to look for in `PATH`.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The environment variables it does not get. It gets all others.
    pub withheld: Vec<String>,
    /// The most bytes of output, beyond which it is ended.
    pub output_limit: usize,
}

impl Process {
    /// Returns a program without arguments that gets every variable.
    pub fn new(program: impl Into<String>, output_limit: usize) -> Self {
        let (arguments, withheld) = (Vec::new(), Vec::new());
        Self { program: program.into(), arguments, withheld, output_limit }
    }

    /// Sets the arguments.
    #[must_use]
    pub fn arguments<S: Into<String>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.arguments = arguments.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the environment variables that it does not get.
    #[must_use]
    pub fn withheld<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.withheld = names.into_iter().map(Into::into).collect();
        self
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let program = if is_plain(&self.program) { &*self.program } else { "[not a plain name]" };
        f.debug_struct("Process")
            .field("program", &program)
            .field("arguments", &self.arguments.len())
            .finish_non_exhaustive()
    }
}

/// Returns whether a program is a name or a path, and not, say, a whole command in quotation marks.
pub(crate) fn is_plain(program: &str) -> bool {
    let is_plain = |character: char| {
        character.is_alphanumeric() || matches!(character, '.' | '_' | '-' | '+' | '/' | '\\' | ':')
    };
    program.chars().all(is_plain)
}

/// The future of [`Host::run`].
pub type ProcessFuture<'a> =
    Pin<Box<dyn Future<Output = Result<ProcessOutput, ProcessError>> + Send + 'a>>;

/// What a program that ended left behind. The output is wiped from memory when dropped.
#[non_exhaustive]
pub struct ProcessOutput {
    /// Its exit status; `None` if a signal ended it.
    pub status: Option<i32>,
    /// What it wrote to its standard output.
    pub stdout: Zeroizing<Vec<u8>>,
}

impl ProcessOutput {
    /// Returns the output of a program that ended with this status.
    pub fn new(status: Option<i32>, stdout: impl Into<Vec<u8>>) -> Self {
        Self { status, stdout: Zeroizing::new(stdout.into()) }
    }
}

impl fmt::Debug for ProcessOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProcessOutput")
            .field("status", &self.status)
            .field("stdout", &self.stdout.len())
            .finish()
    }
}

/// Why a program did not run to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProcessError {
    /// It did not start.
    NotStarted(io::ErrorKind),
    /// It wrote more than the limit, and was ended.
    #[non_exhaustive]
    TooMuchOutput {
        /// The limit, in bytes.
        limit: usize,
    },
    /// Its output could not be read, or its end not be seen.
    Other(io::ErrorKind),
}

impl ProcessError {
    /// Returns [`TooMuchOutput`](Self::TooMuchOutput) for this limit, in bytes.
    #[must_use]
    pub const fn too_much_output(limit: usize) -> Self {
        Self::TooMuchOutput { limit }
    }
}

impl fmt::Display for ProcessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStarted(kind) => write!(f, "cannot be started ({kind})"),
            Self::TooMuchOutput { limit } => write!(f, "wrote more than {limit} bytes"),
            Self::Other(kind) => write!(f, "was lost ({kind})"),
        }
    }
}

impl std::error::Error for ProcessError {}
