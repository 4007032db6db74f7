//! A program to run, what it left behind, and why it did not.

use std::fmt;
use std::io;
use std::pin::Pin;

use zeroize::Zeroizing;

/// A program to run, without a shell.
///
/// `Debug` shows the program but not its arguments, which may hold secrets.
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

/// The future of [`Host::run`](crate::Host::run).
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
